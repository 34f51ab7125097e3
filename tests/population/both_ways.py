"""One case judged by both evaluators, and every node of both side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from necessity.assessment.assessment import LevelAnswer, PackUsed
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.model.case import Case, LineItem, Request
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.criterion import Pack
from necessity.population.agree import Pair, Pairing, case_given, recommendation_of
from necessity.population.engines import Answers, Rails, SecondEvaluator
from necessity.population.rows import SETTING
from necessity.population.table import CaseGiven, Place
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.load import Vocabulary

RAILS = {MET: (1, 0), NOT_MET: (0, 1), UNKNOWN: (0, 0)}


@dataclass
class BothWays:
    """A pack made ready twice. `verdicts` counts those that were held against each other."""

    pack: Pack
    vocabulary: Vocabulary
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.direct = Evaluator(pack=self.pack, vocabulary=self.vocabulary)
        self.second = SecondEvaluator(pack=self.pack, vocabulary=self.vocabulary)

    def assessing(self, chart: Chart, given: Sequence[Fact], lines: Sequence[LineItem]) -> Assessing:
        request = Request(line_items=tuple(lines))
        used = PackUsed(name="drawn", digest="", chosen_because="by hand")
        return self.direct.assessing(Case(id="drawn", request=request), request, chart, given, used)

    def given(self, assessing: Assessing) -> CaseGiven:
        lines = assessing.request.line_items
        return case_given(assessing.chart, assessing.given, lines, [assessing.policy(line) for line in lines])

    def differences(self, chart: Chart, given: Sequence[Fact], lines: Sequence[LineItem]) -> list[str]:
        """Every node whose verdict, whose verdict without silence, or what is shown differs; and every recommendation."""
        assessing = self.assessing(chart, given, lines)
        case = self.given(assessing)
        return self.against(assessing, case, self.second.judge(case))

    def against(self, assessing: Assessing, case: CaseGiven, answers: Answers) -> list[str]:
        """The same for answers that were given already."""
        found: list[str] = []
        for one in case.lines:
            if one.policy is not None:
                root = self.second.plan(one.policy.id).roots[0]
                pairing = Pairing(answers, one.key, case.levels)
                for place, at in zip(one.places, assessing.at_places(one.line), strict=True):
                    found += self._nodes(pairing.pairs(root, at.finding, place), answers.rails)
                    number = answers.numbers[one.key, place.level, place.side]
                    found += self._recommended(at, answers.rails[number, root.number])
        if self.pack.setting is not None and self.pack.setting.rules:
            spot, pairing = assessing.spot(None, None, None), Pairing(answers, SETTING, case.levels)
            for root, (_, rule) in zip(self.second.plan(SETTING).roots, self.direct.settings, strict=True):
                pairs = pairing.pairs(root, rule(spot), Place(level=None, side=None))
                found += self._nodes(pairs, answers.rails)
        return found

    def _nodes(self, pairs: Sequence[Pair], rails: Mapping[tuple[int, int], Rails]) -> Iterator[str]:
        for criterion, spot, number, finding in pairs:
            own = rails[spot, number]
            self.verdicts[finding.verdict] += 1
            told = [
                ("verdict", RAILS[finding.verdict], (own.met, own.failed)),
                ("without silence", RAILS[finding.firm], (own.firm_met, own.firm_failed)),
                ("shown", (finding.shown, 0), (bool(own.shown), 0)),
            ]
            for what, direct, second in told:
                if direct != second:
                    yield f"{what} of {criterion.id}: {direct} and {second} ({finding.reason})"

    def _recommended(self, at: LevelAnswer, rails: Rails) -> Iterator[str]:
        if recommendation_of(rails) is not at.recommendation:
            yield f"recommendation at {at.place}: {at.recommendation} and {recommendation_of(rails)}"


def verdict_of(rails: Rails) -> Verdict:
    return {both: one for one, both in RAILS.items()}[rails.met, rails.failed]
