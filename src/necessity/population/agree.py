"""The two evaluators side by side: every node of every line at every place, every rule of the setting, each recommendation.

Invariant: any difference at all is told, all of them at once, and then nothing is answered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from necessity.assessment.assessment import LineAnswer, PackAssessment, Recommendation, SettingAnswer
from necessity.assessment.finding import Finding
from necessity.errors import Disagreement
from necessity.model.case import LineItem
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.criterion import AnyLevel, Criterion, Pack, Policy
from necessity.population.engines import Answers, Rails, SecondEvaluator, made_ready
from necessity.population.plan import Placed
from necessity.population.rows import SETTING
from necessity.population.table import CaseGiven, Judged, Place, places_of
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.load import vocabulary
from necessity.vocabulary.procedures import Procedures

NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One node, or one recommendation, to which two answers were given. `place` is where the criterion stands in its file."""

    pack: str
    policy: str
    line: str
    where: str
    criterion: str
    place: str
    direct: str
    second: str

    def __str__(self) -> str:
        at = ", ".join(filter(None, (f"policy {self.policy}", self.line and f"line {self.line}", self.where)))
        return f"{self.pack}, {at}: {self.criterion} ({self.place}) is {self.direct} and {self.second}"


_RAILS = {MET: (1, 0), NOT_MET: (0, 1), UNKNOWN: (0, 0)}


def said(rails: Rails) -> str:
    """The verdict that two rails say; both at once is one that no plan may give."""
    known = {rails: verdict.value for verdict, rails in _RAILS.items()}
    return known.get((rails.met, rails.failed), "both met and not met")


def recommendation_of(rails: Rails) -> Recommendation:
    """Met approves where something is shown, failed without silence refers, everything else pends."""
    if rails.met:
        return Recommendation.APPROVE if rails.shown else Recommendation.PEND
    return Recommendation.REFER if rails.firm_failed else Recommendation.PEND


# -- node by node ------------------------------------------------------------------------------------------------------


Pair = tuple[Criterion, int, int, Finding]
"""A criterion, its spot, its node, and the finding of the first evaluator."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The findings of one tree beside the nodes of its plan; `levels` are those of the case, for what is asked at each."""

    answers: Answers
    line: str
    levels: tuple[str, ...]

    def pairs(self, placed: Placed, finding: Finding, place: Place) -> list[Pair]:
        """Every node of the tree with its finding. ValueError where the two have not the same form."""
        found: list[Pair] = []
        self._add(found, placed, finding, place.level, place.side)
        return found

    def _add(self, found: list[Pair], placed: Placed, finding: Finding, level: str | None, side: str | None) -> None:
        spot = self.answers.numbers[self.line, level, side]
        found.append((placed.criterion, spot, placed.number, finding))
        body = finding
        if placed.exceptions:
            body = finding.children[0]
            found.append((placed.criterion, spot, placed.base, body))
            for one, told in zip(placed.exceptions, finding.children[1:], strict=True):
                self._add(found, one, told, level, side)
        if isinstance(placed.criterion.body, AnyLevel):
            for at, told in zip(self.levels or (None,), body.children, strict=True):
                self._add(found, placed.parts[0], told, at, side)
        else:
            for one, told in zip(placed.parts, body.children, strict=True):
                self._add(found, one, told, level, side)


@dataclass(frozen=True, slots=True)
class _Compared:
    """One case under one pack; differences are given in the order of the report."""

    pack: Pack
    case: CaseGiven
    second: SecondEvaluator
    answers: Answers

    def line(self, judged: Judged, answer: LineAnswer) -> Iterator[Difference]:
        own = judged.policy.id if judged.policy else None
        if answer.policy != own:
            raise ValueError(f"line {judged.line.id} is judged by {answer.policy}, and {own} was handed in")
        if judged.policy is None:
            return
        root = self.second.plan(judged.policy.id).roots[0]
        told = partial(self._difference, policy=judged.policy.id, line=judged.line.id)
        if len(judged.places) != len(answer.by_level):
            counts = (f"judged at {len(answer.by_level)} places", f"at {len(judged.places)}")
            yield told(root.criterion, *counts, where="")
            return
        for place, at in zip(judged.places, answer.by_level, strict=True):
            where = " ".join(filter(None, (place.level, place.side))) or "the whole line"
            yield from self._nodes(root, at.finding, judged.key, place, partial(told, where=where))
            rails = self._rails(judged.key, place, root)
            recommended = recommendation_of(rails).value if rails else NOT_JUDGED
            if recommended != at.recommendation.value:
                yield told(root.criterion, f"recommended to {at.recommendation.value}", recommended, where=where)

    def setting(self, findings: Sequence[Finding]) -> Iterator[Difference]:
        nowhere = Place(level=None, side=None)
        told = partial(self._difference, policy="setting", line="", where="")
        for root, finding in zip(self.second.plan(SETTING).roots, findings, strict=True):
            yield from self._nodes(root, finding, SETTING, nowhere, told)
            rails = self._rails(SETTING, nowhere, root)
            if rails and finding.verdict is MET and bool(rails.shown) is not finding.shown:
                yield told(root.criterion, *("shown" if one else "not shown" for one in (finding.shown, rails.shown)))

    def _nodes(
        self, root: Placed, finding: Finding, line: str, place: Place, told: Callable[..., Difference]
    ) -> Iterator[Difference]:
        rails = self.answers.rails
        for criterion, spot, node, found in Pairing(self.answers, line, self.case.levels).pairs(root, finding, place):
            own = rails.get((spot, node))
            if own is None:
                yield told(criterion, found.verdict.value, NOT_JUDGED)
            elif (own.met, own.failed) != _RAILS[found.verdict]:
                yield told(criterion, found.verdict.value, said(own))

    def _rails(self, line: str, place: Place, root: Placed) -> Rails | None:
        return self.answers.rails.get((self.answers.numbers[line, place.level, place.side], root.number))

    def _difference(
        self, criterion: Criterion, direct: str, second: str, *, policy: str, line: str, where: str
    ) -> Difference:
        return Difference(
            pack=self.pack.name,
            policy=policy,
            line=line,
            where=where,
            criterion=criterion.id,
            place=str(criterion.clause.place),
            direct=direct.replace("_", " "),
            second=second.replace("_", " "),
        )


def case_given(
    chart: Chart, given: Sequence[Fact], lines: Sequence[LineItem], policies: Sequence[Policy | None]
) -> CaseGiven:
    """The case as the second evaluator takes it. Beside each line the policy that judges it; where it does so is asked anew."""
    judged = tuple(
        Judged(line=line, policy=policy, places=places_of(line, policy) if policy else ())
        for line, policy in zip(lines, policies, strict=True)
    )
    return CaseGiven(chart=chart, given=tuple(given), lines=judged)


def differences(
    second: SecondEvaluator, case: CaseGiven, lines: Sequence[LineAnswer], setting: SettingAnswer | None
) -> tuple[Difference, ...]:
    """Every node and every recommendation of the lines, and of the setting, to which the two evaluators give two answers.

    `lines` are the answers of the first evaluator, those of a pack that judges no lines left out; so is a setting that another
    pack judges.
    """
    compared = _Compared(second.pack, case, second, second.judge(case))
    answers = {one.line.id: one for one in lines}
    found: list[Difference] = []
    for judged in case.lines:
        if judged.line.id in answers:
            found += compared.line(judged, answers[judged.line.id])
    rules = second.pack.setting.rules if second.pack.setting else ()
    if rules and setting is not None and setting.finding is not None and setting.finding.children:
        found += compared.setting(setting.finding.children)
    return tuple(found)


PolicyOf = Callable[[Pack, Procedures, LineItem, Sequence[LineItem]], Policy | None]
"""Which policy of a pack judges a line beside the others."""


def need_agreement(
    answer: PackAssessment,
    pack: Pack,
    of_the_setting: Pack,
    chart: Chart,
    given: Sequence[Fact],
    lines: Sequence[LineItem],
    *,
    policy_of: PolicyOf,
) -> None:
    """Raises Disagreement with every difference between the answer of a pack and that of the second evaluator.

    `of_the_setting` is the pack that judged the setting, mostly the same one; `given` are the facts of the submission.
    """
    words = vocabulary()
    found: tuple[Difference, ...] = ()
    for one in dict.fromkeys((pack.folder, of_the_setting.folder)):
        judge = pack if one == pack.folder else of_the_setting
        policies = [policy_of(judge, words.procedures, line, lines) for line in lines]
        answers = answer.line_items if judge is pack else ()
        setting = answer.setting if one == of_the_setting.folder else None
        try:
            found += differences(made_ready(judge, words), case_given(chart, given, lines, policies), answers, setting)
        except sqlite3.Error as error:
            raise Disagreement(
                f"the SQL of {judge.name} does not run ({error}), so the answer stands unchecked"
            ) from error
    if found:
        told = "\n".join(f"  {one}" for one in found)
        raise Disagreement(
            f"{len(found)} {'answer' if len(found) == 1 else 'answers'}, direct and in SQL.\n{told}\n"
            "    why: one of the two has a fault, and which one is not known, so neither may be used\n"
            "    do:  judge this case by hand; report these lines, with an invented case that shows the same"
        )
