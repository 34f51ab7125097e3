"""One case under one pack: every line judged where its policy says, then the setting, cautions, codes and words around it.

Invariant: MET approves only with something shown, UNKNOWN pends, NOT_MET refers unless it rests on silence; nothing refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from necessity.assessment.assessment import (
    Alternative,
    Caution,
    LevelAnswer,
    LineAnswer,
    PackAssessment,
    PackUsed,
    Recommendation,
    SettingAnswer,
)
from necessity.assessment.claim import ClaimAsked
from necessity.assessment.finding import Finding, Need, Reason
from necessity.assessment.gap import Gap
from necessity.evaluation.addressed import lines_named, not_addressed, policy_for, told_of_none
from necessity.evaluation.alternatives import asked_anyway, lesser_lines, lesser_told, lower_settings
from necessity.evaluation.cautions import CautionJudge
from necessity.evaluation.claims import ClaimJudge, Placed
from necessity.evaluation.coding import CodingJudge, joined
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.gaps import gaps_of, open_criteria
from necessity.evaluation.headline import headline
from necessity.evaluation.rationale import rationale
from necessity.evaluation.scope import Memory, Spot
from necessity.evaluation.setting import asks_for_its_lines, for_what, operated_again, setting_answer, whether_again
from necessity.evaluation.sources import sources_of
from necessity.evaluation.whole_line import because, by_need, combined, nothing_failed, numbered
from necessity.model.case import SETTINGS, Case, LineItem, Request
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.criterion import Criterion, Pack, Policy
from necessity.reading.fit import request_facts as facts_of_request
from necessity.verdict import MET, NOT_MET, UNKNOWN, all_of
from necessity.vocabulary.load import Vocabulary

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
_BEST_FIRST = (MET, UNKNOWN, NOT_MET)


def recommend(finding: Finding) -> Recommendation:
    """The whole table from verdict to recommendation."""
    if finding.verdict is MET:
        return APPROVE if finding.shown else PEND
    if finding.verdict is NOT_MET and not finding.rests_on_silence:
        return REFER
    return PEND


def of_places(answers: Iterable[LevelAnswer]) -> Recommendation:
    """The recommendation for a line by its places alone, before what is asked of the request and of its codes."""
    asked = {one.recommendation for one in answers}
    return REFER if REFER in asked else PEND if PEND in asked else APPROVE


@dataclass(kw_only=True)
class Evaluator:
    """A pack made ready to judge: its trees as functions. Made once, used for every case.

    `patients` are the groups in whom claims of the literature were measured; they tell which claims fit and judge nothing.
    """

    pack: Pack
    vocabulary: Vocabulary
    patients: Mapping[str, Criterion] = field(default_factory=dict)

    @cached_property
    def policies(self) -> Mapping[str, Node]:
        return {policy.id: node_of(policy.requires) for policy in self.pack.policies}

    @cached_property
    def lines_named(self) -> Mapping[str, frozenset[str]]:
        """For each policy the procedures of other lines that its criteria ask for."""
        return {policy.id: frozenset(lines_named(policy)) for policy in self.pack.policies}

    @cached_property
    def cautions(self) -> CautionJudge:
        return CautionJudge(self.pack)

    @cached_property
    def claims(self) -> ClaimJudge:
        return ClaimJudge(self.pack.outcomes, self.patients, self.vocabulary.procedures)

    @cached_property
    def settings(self) -> tuple[tuple[str, Node], ...]:
        rules = self.pack.setting.rules if self.pack.setting else ()
        return tuple((rule.setting, node_of(rule.when, optional=True)) for rule in rules)

    @cached_property
    def coding(self) -> CodingJudge:
        return CodingJudge(self.pack.coding, self.vocabulary.procedures)

    def assess(
        self,
        case: Case,
        request: Request,
        chart: Chart,
        request_facts: Iterable[Fact],
        used: PackUsed,
        setting_by: Evaluator | None = None,
    ) -> PackAssessment:
        """The unsigned answer of this pack. Arguments as for `assessing`."""
        return self.assessing(case, request, chart, request_facts, used, setting_by).run()

    def assessing(
        self,
        case: Case,
        request: Request,
        chart: Chart,
        request_facts: Iterable[Fact],
        used: PackUsed,
        setting_by: Evaluator | None = None,
    ) -> Assessing:
        """The case beside this pack, not yet judged. `request_facts` are the facts of the submission (kinds request and member).

        `setting_by`: the pack that judges the setting in place of this one.
        """
        return Assessing(
            evaluator=self,
            case=case,
            request=request,
            chart=chart,
            given=tuple(request_facts),
            used=used,
            setting_by=setting_by,
        )


@dataclass(kw_only=True)
class Assessing:
    """One case beside one pack. `judged` are the places of its lines that were judged, `memory` the answers of leaves."""

    evaluator: Evaluator
    case: Case
    request: Request
    chart: Chart
    given: tuple[Fact, ...]
    used: PackUsed
    setting_by: Evaluator | None = None
    judged: dict[str, tuple[LevelAnswer, ...]] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    @property
    def pack(self) -> Pack:
        return self.evaluator.pack

    def run(self) -> PackAssessment:
        lines = [self.coded(line) for line in self.request.line_items] if self.pack.judges_lines else []
        lines = numbered(joined(lines))
        lines = [self._told(answer, lines) for answer in lines]
        other = self.of_the_setting()
        setting = for_what(other.setting(), lines)
        answers = [answer.recommendation for answer in lines]
        answers += [setting.recommendation] if setting.recommendation else []
        cautions = self.cautions() + (other.cautions() if other is not self else ())
        alone = "" if self.pack.judges_lines else f"only the setting is judged by {self.pack.name}"
        return PackAssessment(
            pack=self.used,
            headline=headline(lines, setting, cautions, alone),
            line_items=tuple(lines),
            setting=setting,
            overall=(answers or [PEND])[0].value if len(set(answers)) <= 1 else "mixed",
            cautions=cautions,
            sources=sources_of(lines, setting, cautions),
            claims=self.claims(lines, setting, cautions),
        )

    # -- one line ------------------------------------------------------------------------------------------------------

    def policy(self, line: LineItem) -> Policy | None:
        """The policy that judges a line of this request."""
        return policy_for(self.pack, self.evaluator.vocabulary.procedures, line, self.request.line_items)

    def spot(self, line: LineItem | None, level: str | None, side: str | None) -> Spot:
        mine = [one for one in self.given if line is None or one.qualifiers.get("line") in (None, line.id)]
        by_kind: dict[str, tuple[Fact, ...]] = {"request": (), "member": ()}
        for fact in mine:
            by_kind[fact.kind] = (*by_kind.get(fact.kind, ()), fact)
        return Spot(
            chart=self.chart,
            anatomy=self.evaluator.vocabulary.anatomy,
            procedures=self.evaluator.vocabulary.procedures,
            level=level,
            side=side,
            levels=tuple(dict.fromkeys(name for one in self.request.line_items for name in one.levels)),
            lines=self.request.line_items,
            request_facts=by_kind,
            line_answers=self.line_answer,
            memory=self.memory,
        )

    def spots(self, line: LineItem) -> tuple[Spot, ...]:
        """Every place at which a line is judged; its levels where no policy is for it."""
        policy = self.policy(line)
        places = self.places(line, policy) if policy else tuple((level, line.side) for level in line.levels or (None,))
        return tuple(self.spot(line, level, side) for level, side in places)

    def places(self, line: LineItem, policy: Policy) -> tuple[tuple[str | None, str | None], ...]:
        """The levels and sides at which the line is judged; (None, ...) where the request names no level."""
        if policy.judged == "whole line":
            return ((None, line.side),)
        sides: tuple[str | None, ...] = (line.side,)
        if policy.judged == "each level and side" and line.side == "both":
            sides = ("left", "right")
        return tuple((level, side) for level in (line.levels or (None,)) for side in sides)

    def at_places(self, line: LineItem) -> tuple[LevelAnswer, ...]:
        """The finding at every place of the line; judged once, also where another line asks for it."""
        if line.id not in self.judged:
            policy = self.policy(line)
            if policy is None:
                self.judged[line.id] = ()
            else:
                node = self.evaluator.policies[policy.id]
                found = []
                for level, side in self.places(line, policy):
                    finding = node(self.spot(line, level, side))
                    finding = finding._replace(level=level)
                    place = " ".join(filter(None, (level, side if side != line.side else None))) or "whole line"
                    found.append(
                        LevelAnswer(
                            place=place, verdict=finding.verdict, recommendation=recommend(finding), finding=finding
                        )
                    )
                self.judged[line.id] = tuple(found)
        return self.judged[line.id]

    def line_answer(self, procedure: str, level: str | None) -> Finding | None:
        """What another line's answer is, for tests on lines: its finding at the level, or the whole."""
        is_a = self.evaluator.vocabulary.procedures.is_a
        best: Finding | None = None
        for line in self.request.line_items:
            if line.procedure is None or not is_a(line.procedure, procedure):
                continue
            answers = self.at_places(line)
            if level is not None and line.levels:
                if level not in line.levels:
                    continue
                answers = tuple(one for one in answers if one.finding.level in (None, level))
            found = combined(line, answers, self.pack)
            if best is None or _BEST_FIRST.index(found.verdict) < _BEST_FIRST.index(best.verdict):
                best = found
        return best

    def line(self, line: LineItem) -> LineAnswer:
        policy = self.policy(line)
        if policy is None:
            return not_addressed(self.pack, line)
        answers = self.at_places(line)
        finding = combined(line, answers, self.pack)
        recommendation = of_places(answers)
        gaps = self._gaps(line, policy, answers)
        if recommendation is APPROVE and gaps:
            recommendation = PEND
        return LineAnswer(
            line=line,
            policy=policy.id,
            recommendation=recommendation,
            verdict=finding.verdict,
            finding=finding,
            by_need={need: all_of(by_need(policy.requires, one.finding, need) for one in answers) for need in Need},
            by_level=answers,
            because=because(policy.requires, answers),
            gaps=gaps,
            approvable_if=tuple(gap.id for gap in gaps) if nothing_failed(answers) else (),
            steps=self.evaluator.cautions.steps(policy, answers, self.spots(line)),
        )

    def _told(self, answer: LineAnswer, answers: Sequence[LineAnswer]) -> LineAnswer:
        """The answer with its words: why, what else could be done, and what it is beside the other lines."""
        line, procedures = answer.line, self.evaluator.vocabulary.procedures
        told = rationale(answer) if answer.policy else told_of_none(answer, self.pack)
        others = [one.procedure for one in self.request.line_items if one is not line and one.procedure]
        added = line.procedure is not None and procedures.is_added_to(line.procedure, others)
        return replace(
            answer,
            rationale=tuple(one.words for one in told),
            rationale_basis=tuple(one.basis for one in told),
            role="adjunct" if added else "main",
            alternatives=self._alternatives(line, answers),
        )

    def _alternatives(self, line: LineItem, answers: Sequence[LineAnswer]) -> tuple[Alternative, ...]:
        """The lesser operations for a line, each judged as if it had been asked for instead, unless it is asked for too."""
        vocabulary, lines = self.evaluator.vocabulary, self.request.line_items
        told = []
        for lesser in lesser_lines(line, lines, self.chart, vocabulary.procedures):
            own = next((one for one in answers if one.line is lesser), None)
            if own is not None:
                told.append(asked_anyway(own))
                continue
            instead = self._instead(tuple(lesser if one is line else one for one in lines))
            told.append(lesser_told(instead.line(lesser), self.pack.name))
        return tuple(told)

    def _instead(self, lines: tuple[LineItem, ...]) -> Assessing:
        """The same case with other lines requested."""
        return self.varied(replace(self.request, line_items=lines))

    def varied(self, request: Request, day: date | None = None) -> Assessing:
        """The same record with another request, and on another day where one is given; nothing of it is judged yet.

        For a day before which the whole record was written; another one needs the record read anew.
        """
        case = replace(self.case, request=request)
        chart = self.chart if day is None else replace(self.chart, day=day)
        given = facts_of_request(case, self.evaluator.vocabulary, chart.day)
        return replace(self, case=case, request=request, chart=chart, given=given, judged={})

    def of_the_setting(self) -> Assessing:
        """The same case beside the pack that judges its setting."""
        return replace(self, evaluator=self.setting_by, setting_by=None, judged={}) if self.setting_by else self

    def _gaps(self, line: LineItem, policy: Policy, answers: Sequence[LevelAnswer]) -> tuple[Gap, ...]:
        gaps: list[Gap] = []
        for one in answers:
            level = one.finding.level if len(answers) > 1 else None
            opened = open_criteria(one.finding, policy.requires)
            gaps += gaps_of(opened, self.evaluator.vocabulary, len(gaps) + 1, level)
        if policy.judged != "whole line" and not line.levels:
            gaps.append(self._asked_of_request(policy, "level", len(gaps)))
        met = all(one.verdict is MET for one in answers)
        if met and policy.judged == "each level and side" and line.side is None:
            # an operation has a side: what is met for some side is not approved for none
            gaps.append(self._asked_of_request(policy, "side", len(gaps)))
        return tuple(gaps)

    def _asked_of_request(self, policy: Policy, what: str, before: int) -> Gap:
        """The level or the side that the request itself leaves out."""
        says = f"The {what} that is asked for."
        clause = replace(policy.requires.clause, id=f"requested-{what}", says=says)
        return Gap(
            id=f"g{before + 1}",
            criterion=clause.id,
            question=f"The request names no {what}. {'At' if what == 'level' else 'On'} which {what} is the operation planned?",
            documents=("clinic note", "letter"),
            finding=Finding(clause, UNKNOWN, Reason.NOT_DOCUMENTED),
        )

    def coded(self, line: LineItem) -> LineAnswer:
        """The answer for a line with its code rules, not yet told in words."""
        answer = self.line(line)
        notes = self.evaluator.coding.notes(
            answer.line,
            lambda level, side: self.spot(answer.line, level, side),
            self.request.service_date or self.chart.day,
            self.request.line_items,
        )
        if not notes:
            return answer
        pends = answer.recommendation is APPROVE and any(note.effect == "clarify" for note in notes)
        return replace(answer, coding=notes, recommendation=PEND if pends else answer.recommendation)

    # -- around the lines ----------------------------------------------------------------------------------------------

    def cautions(self) -> tuple[Caution, ...]:
        return self.evaluator.cautions.cautions(self.request.line_items, self.policy, self.spots)

    def claims(
        self, lines: Sequence[LineAnswer], setting: SettingAnswer, cautions: Sequence[Caution]
    ) -> tuple[ClaimAsked, ...]:
        """The claims that are named here: under the criteria of this proof and around it, then beside the procedures."""
        others: list[Placed] = [(one.lines, one.finding) for one in cautions]
        if setting.finding and setting.requested:
            others.insert(0, ((), setting.finding))
        return self.evaluator.claims.asked(lines, others, self.spots, lambda level: self.spot(None, level, None))

    def recommended(self, line: LineItem) -> Recommendation:
        """The recommendation for a line, without its words. Neither a gap nor a code changes what is not approved."""
        quick = of_places(self.at_places(line)) if self.policy(line) else PEND
        return self.coded(line).recommendation if quick is APPROVE else quick

    def setting_beside_its_lines(self, *, in_words: bool) -> SettingAnswer:
        """The answer for the setting, which goes with the operations where all of them go to a physician."""
        answer = self.of_the_setting().setting(in_words=in_words)
        if not asks_for_its_lines(answer) or not self.pack.judges_lines:
            return answer
        lines = self.request.line_items
        is_with_them = all(self.recommended(line) is REFER for line in lines)
        return for_what(answer, [self.coded(line) for line in lines]) if is_with_them else answer

    def setting(self, *, in_words: bool = True) -> SettingAnswer:
        """The answer for the setting by itself; without `in_words` its reasons, gaps and alternatives are left out."""
        spot = self.spot(None, None, None)
        findings = [(setting, node(spot)) for setting, node in self.evaluator.settings]
        words, asked = self.evaluator.vocabulary, self.request.setting
        is_named = any(line.procedure for line in self.request.line_items)
        answer = setting_answer(self.pack, asked, findings, words, is_named=is_named, in_words=in_words)
        if asked is None or self.pack.setting is None or not is_named:
            return answer
        again = operated_again(self.request.line_items, self.chart, words.procedures)
        if answer.recommendation is REFER and again != self.request.line_items:
            if self._instead(again).setting(in_words=False).recommendation is not REFER:
                answer = whether_again(self.pack, answer)
        if not in_words:
            return answer
        lower = {one: setting_answer(self.pack, one, findings, words) for one in SETTINGS[: SETTINGS.index(asked)]}
        return replace(answer, alternatives=lower_settings(self.pack.setting, answer, findings, lower))
