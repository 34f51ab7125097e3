"""One case under one pack: every line judged where its policy says, then the setting, cautions, codes and words around it.

Invariant: MET approves only with something shown, UNKNOWN pends, NOT_MET refers unless it rests on silence; nothing refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from necessity.assessment.assessment import (
    Caution,
    LevelAnswer,
    LineAnswer,
    PackAssessment,
    PackUsed,
    Recommendation,
    SettingAnswer,
    Step,
)
from necessity.assessment.finding import Clause, Finding, Need, Reason, Source
from necessity.assessment.gap import Gap
from necessity.evaluation import sentences
from necessity.evaluation.coding import CodingJudge
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.gaps import gaps_of, open_criteria
from necessity.evaluation.scope import Spot
from necessity.evaluation.setting import own_source, setting_answer
from necessity.evaluation.whole_line import because, by_need, combined
from necessity.model.case import Case, LineItem, Request
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.criterion import CautionRule, Pack, Policy
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


@dataclass(kw_only=True)
class Evaluator:
    """A pack made ready to judge: its trees as functions. Made once, used for every case."""

    pack: Pack
    vocabulary: Vocabulary

    @cached_property
    def policies(self) -> Mapping[str, Node]:
        return {policy.id: node_of(policy.requires) for policy in self.pack.policies}

    @cached_property
    def cautions(self) -> Mapping[int, tuple[Node | None, Node | None, Node | None]]:
        rules = [*self.pack.cautions, *(rule for policy in self.pack.policies for rule in policy.cautions)]
        return {
            id(rule): (
                node_of(rule.when, optional=True) if rule.when else None,
                node_of(rule.unless) if rule.unless else None,
                node_of(rule.applies_when, optional=True) if rule.applies_when else None,
            )
            for rule in rules
        }

    @cached_property
    def settings(self) -> tuple[tuple[str, Node], ...]:
        rules = self.pack.setting.rules if self.pack.setting else ()
        return tuple((rule.setting, node_of(rule.when, optional=True)) for rule in rules)

    @cached_property
    def coding(self) -> CodingJudge:
        return CodingJudge(self.pack.coding, self.vocabulary.procedures)

    def policy_for(self, line: LineItem) -> Policy | None:
        """The policy that names the line's code, else its procedure, else the nearest broader procedure.

        None where there is none, or where the pack says first that it does not address the procedure.
        """
        names = [line.service] if line.service else []
        names += self.vocabulary.procedures.upward(line.procedure) if line.procedure else ()
        for name in names:
            for policy in self.pack.policies:
                if name in policy.for_:
                    return policy
            if name in self.pack.does_not_address:
                return None
        return None

    def assess(
        self, case: Case, request: Request, chart: Chart, request_facts: Iterable[Fact], used: PackUsed
    ) -> PackAssessment:
        """The unsigned answer of this pack. `request_facts` are the facts of the submission (kinds request and member)."""
        return _Assessing(
            evaluator=self, case=case, request=request, chart=chart, given=tuple(request_facts), used=used
        ).run()


@dataclass(kw_only=True)
class _Assessing:
    evaluator: Evaluator
    case: Case
    request: Request
    chart: Chart
    given: tuple[Fact, ...]
    used: PackUsed
    judged: dict[str, tuple[LevelAnswer, ...]] = field(default_factory=dict)

    @property
    def pack(self) -> Pack:
        return self.evaluator.pack

    def run(self) -> PackAssessment:
        lines = [self.line(line) for line in self.request.line_items]
        lines = self._numbered([self._coded(answer) for answer in lines])
        setting = self.setting()
        answers = [answer.recommendation for answer in lines]
        answers += [setting.recommendation] if setting.recommendation else []
        overall = answers[0].value if len(set(answers)) == 1 else "mixed"
        cautions = self.cautions()
        return PackAssessment(
            pack=self.used,
            headline=sentences.headline(lines, setting, cautions),
            line_items=tuple(lines),
            setting=setting,
            overall=overall,
            cautions=cautions,
            sources=self._sources(lines, setting, cautions),
        )

    # -- one line ------------------------------------------------------------------------------------------------------

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
        )

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
            policy = self.evaluator.policy_for(line)
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
        policy = self.evaluator.policy_for(line)
        if policy is None:
            return self._not_addressed(line)
        answers = self.at_places(line)
        finding = combined(line, answers, self.pack)
        asked = {one.recommendation for one in answers}
        recommendation = REFER if REFER in asked else PEND if PEND in asked else APPROVE
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
            rationale=sentences.rationale(line, answers),
            gaps=gaps,
            approvable_if=tuple(gap.id for gap in gaps) if self._nothing_failed(answers) else (),
            steps=self._steps(policy, line, answers),
        )

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

    def _nothing_failed(self, answers: Sequence[LevelAnswer]) -> bool:
        """Whether every place is met or open, so that answering the gaps would be enough."""
        return all(one.finding.verdict is MET or one.finding.is_open for one in answers)

    def _not_addressed(self, line: LineItem) -> LineAnswer:
        name = line.procedure or line.requested_as
        why = f"{self.pack.name} does not address {name.replace('-', ' ')}"
        if line.procedure is None:
            near = f"; the nearest names are {', '.join(line.nearest)}" if line.nearest else ""
            why = f"'{line.requested_as}' is not a procedure that is known here{near}"
        clause = Clause(
            id="not-addressed",
            says=f"{why}.",
            need=Need.INDICATION,
            source=own_source(self.pack),
            place=self.pack.place,
        )
        finding = Finding(clause, UNKNOWN, Reason.NOT_ADDRESSED)
        return LineAnswer(
            line=line,
            policy=None,
            recommendation=PEND,
            verdict=UNKNOWN,
            finding=finding,
            by_need={Need.INDICATION: UNKNOWN, Need.READINESS: UNKNOWN, Need.ADMINISTRATIVE: UNKNOWN},
            because=("not-addressed",),
            rationale=(f"{why[:1].upper()}{why[1:]}, so a person must decide by what.",),
        )

    def _coded(self, answer: LineAnswer) -> LineAnswer:
        notes = self.evaluator.coding.notes(answer.line, lambda level, side: self.spot(answer.line, level, side))
        if not notes:
            return answer
        pends = answer.recommendation is APPROVE and any(note.effect == "clarify" for note in notes)
        return replace(answer, coding=notes, recommendation=PEND if pends else answer.recommendation)

    def _numbered(self, lines: Sequence[LineAnswer]) -> list[LineAnswer]:
        """Gap ids that are unique in the whole assessment."""
        numbered, count = [], 0
        for answer in lines:
            names = {gap.id: f"g{count + number}" for number, gap in enumerate(answer.gaps, 1)}
            count += len(names)
            gaps = tuple(replace(gap, id=names[gap.id]) for gap in answer.gaps)
            approvable = tuple(names[name] for name in answer.approvable_if)
            numbered.append(replace(answer, gaps=gaps, approvable_if=approvable))
        return numbered

    def _steps(self, policy: Policy, line: LineItem, answers: Sequence[LevelAnswer]) -> tuple[Step, ...]:
        found: dict[str, list[Finding]] = {}
        for answer in answers:
            here = {finding.clause.id: finding for finding in reversed(list(answer.finding.walk()))}
            for own_id, finding in here.items():
                found.setdefault(own_id, []).append(finding)
        steps = []
        for name in policy.steps:
            if name in found:
                verdict = all_of(finding.verdict for finding in found[name])
                steps.append(Step(criterion=name, says=found[name][0].clause.says, answer=verdict.value))
                continue
            rule = next(one for one in policy.cautions if one.clause.id == name)
            state, _ = self._caution_state(rule, line, policy)
            steps.append(Step(criterion=name, says=rule.clause.says, answer=state or "does not arise"))
        return tuple(steps)

    # -- around the lines ----------------------------------------------------------------------------------------------

    def cautions(self) -> tuple[Caution, ...]:
        found: list[Caution] = []
        for line in self.request.line_items:
            policy = self.evaluator.policy_for(line)
            rules = (*(policy.cautions if policy else ()), *self.pack.cautions)
            for rule in rules:
                state, finding = self._caution_state(rule, line, policy)
                if state is None or finding is None or (state != "shown" and rule.unless is None):
                    continue
                same = next((one for one in found if (one.id, one.state) == (rule.clause.id, state)), None)
                if same:
                    found[found.index(same)] = replace(same, lines=(*same.lines, line.id))
                else:
                    found.append(
                        Caution(
                            id=rule.clause.id,
                            says=rule.clause.says,
                            state=state,
                            lines=(line.id,),
                            finding=finding,
                            source=rule.clause.source,
                        )
                    )
        return tuple(found)

    def _caution_state(
        self, rule: CautionRule, line: LineItem, policy: Policy | None
    ) -> tuple[str | None, Finding | None]:
        """`shown`, `not documented` (open) or None (it does not arise), with the finding that says so."""
        when, unless, applies = self.evaluator.cautions[id(rule)]
        places = self.places(line, policy) if policy else tuple((level, line.side) for level in line.levels or (None,))
        state: tuple[str | None, Finding | None] = (None, None)
        for level, side in places:
            spot = self.spot(line, level, side)
            if applies and applies(spot).verdict is not MET:
                continue
            asked = when or unless
            assert asked is not None
            finding = asked(spot)
            if finding.verdict is (MET if when else NOT_MET):
                return "shown", finding
            if finding.is_open:
                state = ("not documented", finding)
        return state

    def setting(self) -> SettingAnswer:
        spot = self.spot(None, None, None)
        findings = [(setting, node(spot)) for setting, node in self.evaluator.settings]
        return setting_answer(self.pack, self.request.setting, findings, self.evaluator.vocabulary)

    def _sources(
        self, lines: Sequence[LineAnswer], setting: SettingAnswer, cautions: Sequence[Caution]
    ) -> tuple[Source, ...]:
        """The sources of every clause in the proof, each once, in the order in which they are first used."""
        roots = [answer.finding for answer in lines]
        roots += [setting.finding] if setting.finding else []
        roots += [caution.finding for caution in cautions]
        sources: dict[str, Source] = {}
        for root in roots:
            for finding in root.walk():
                sources.setdefault(finding.clause.source.ref, finding.clause.source)
        return tuple(sources.values())
