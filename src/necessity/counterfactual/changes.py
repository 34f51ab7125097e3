"""A judged pack with what would change its answers: for every line and the setting the flip sets, the robustness and what it
rests on; and the gaps less those that nothing turns on.

Invariant: no recommendation is changed. A gap is left out only where no answer beneath it stands in any minimal set of its line
or of its place, and never the last one of a line that pends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from necessity.assessment.assessment import LineAnswer, PackAssessment, Recommendation, SettingAnswer
from necessity.assessment.change import Changes, Flips, FlipSet
from necessity.assessment.gap import Gap
from necessity.counterfactual.answers import Answering, held_by
from necessity.counterfactual.diagrams import TooLarge
from necessity.counterfactual.flips import Answers, Literal
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.places import Place
from necessity.counterfactual.rests import rests_on
from necessity.counterfactual.tree import LineTree
from necessity.counterfactual.trees import Trees, inquiry_of
from necessity.evaluation.assess import Assessing, recommend
from necessity.policy.answers import AnswerRules

MOST_TOLD = 20
_TOO_MANY = "What would {to} is not told: there are too many ways to work out."
_NOT_COUNTED = "How firm this is was not counted: there are too many ways to work out."
_TURNS = {
    Recommendation.APPROVE: "get it approved",
    Recommendation.REFER: "send it to a physician",
    Recommendation.PEND: "make it wait for an answer",
}
_TARGETS = (Recommendation.APPROVE, Recommendation.REFER, Recommendation.PEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is needed to ask what would change the answers of one judged pack. `setting_trees` are of the pack of the setting."""

    judging: Assessing
    trees: Trees
    setting_trees: Trees
    rules: AnswerRules

    @property
    def answering(self) -> Answering:
        on_record = {fact.kind for fact in self.judging.chart.facts if fact.reaches_a_policy and not fact.is_denial}
        return Answering(rules=self.rules, vocabulary=self.judging.evaluator.vocabulary, on_record=on_record)

    def inquiry(self, answer: PackAssessment) -> Inquiry:
        """The answer as questions."""
        return inquiry_of(self.judging, answer, self.trees, self.setting_trees, self.answering.may_change)


def with_changes(answer: PackAssessment, asking: Asking) -> PackAssessment:
    """The answer with what would change it."""
    return _Changing(answer, asking).run()


class _Changing:
    def __init__(self, answer: PackAssessment, asking: Asking) -> None:
        self.answer, self.answering = answer, asking.answering
        self.inquiry = asking.inquiry(answer)
        self.answers = Answers(self.inquiry)
        self.names: list[str | None] = [one.line.id for one in answer.line_items]
        self.names += [None] if answer.setting.recommendation else []
        of_setting = asking.judging.of_the_setting()
        trees = (asking.trees, asking.setting_trees)
        self.rests = rests_on(self.inquiry, self.names, asking.judging, of_setting, trees)
        self._beside: LineTree | None = None

    def run(self) -> PackAssessment:
        told: list[LineAnswer] = []
        count = 0
        for line in self.answer.line_items:
            one, count = self._numbered(self._line(line), count)
            told.append(one)
        setting = self.answer.setting
        if setting.recommendation:
            setting = self._setting(setting)
        return replace(self.answer, line_items=tuple(told), setting=setting)

    def _line(self, line: LineAnswer) -> LineAnswer:
        name = line.line.id
        gaps = tuple(self._that_matter(line))
        return replace(line, gaps=gaps, changes=self._changes(name))

    def _setting(self, setting: SettingAnswer) -> SettingAnswer:
        gaps = tuple(self._held(gap) for gap in setting.gaps)
        return replace(setting, gaps=gaps, changes=self._changes(None))

    def _numbered(self, line: LineAnswer, before: int) -> tuple[LineAnswer, int]:
        """Gap ids that are unique in the whole assessment; what would make it approvable names those that are left."""
        names = {gap.id: f"g{before + number}" for number, gap in enumerate(line.gaps, 1)}
        gaps = tuple(replace(gap, id=names[gap.id]) for gap in line.gaps)
        approvable = tuple(names[one] for one in line.approvable_if if one in names)
        return replace(line, gaps=gaps, approvable_if=approvable), before + len(names)

    # -- what would change it --------------------------------------------------------------------------------------------

    def _changes(self, name: str | None) -> Changes:
        rests = self.rests.get(name, ())
        why_not = self.inquiry.not_followed(name)
        if why_not:
            return Changes(rests_on=rests, not_told=why_not)
        untold: list[str] = []
        flips = tuple(self._flips(name, untold))
        try:
            tree = self._beside = LineTree(self.inquiry, name, self._beside)
            robust = tree.tally({})
        except TooLarge:
            robust = None
            untold.append(_NOT_COUNTED)
        return Changes(flips=flips, robustness=robust, rests_on=rests, not_told=" ".join(untold))

    def _flips(self, name: str | None, untold: list[str]) -> Iterator[Flips]:
        """The flip sets for each other recommendation; `untold` takes what was too much to work out."""
        outcome = self.inquiry.outcome(self.answers.encoded, name)
        for to in _TARGETS:
            if to is self.inquiry.given(name):
                continue
            try:
                sets = self.answers.sets(outcome, name, to)
            except TooLarge:
                untold.append(_TOO_MANY.format(to=_TURNS[to]))
                continue
            if sets.count:
                cheapest = tuple(map(self._set, sets.cheapest(self._price, MOST_TOLD)))
                yield Flips(to=to, count=sets.count, cheapest=cheapest)

    def _price(self, literal: Literal) -> int:
        return self.answering.price(self.inquiry.questions[literal[0]], literal[1])

    def _set(self, literals: Sequence[Literal]) -> FlipSet:
        answers = tuple(self.answering.told(self.inquiry.questions[number], answer) for number, answer in literals)
        return FlipSet(answers=answers, price=sum(one.price for one in answers))

    # -- gaps ------------------------------------------------------------------------------------------------------------

    def _that_matter(self, line: LineAnswer) -> Iterator[Gap]:
        """The gaps beneath which some question can change the line or its place; all of them where none does."""
        kept = [gap for gap in line.gaps if self._matters(line, gap)]
        yield from map(self._held, kept or line.gaps)

    def _held(self, gap: Gap) -> Gap:
        return replace(gap, held_by=held_by(gap.documents))

    def _matters(self, line: LineAnswer, gap: Gap) -> bool:
        name = line.line.id
        if self.inquiry.not_followed(name):
            return True
        beneath = self._beneath(line, gap)
        if not beneath:
            return True
        try:
            return any(beneath & self._turned_on(name, places) for places in self._judged_apart(name))
        except TooLarge:
            return True

    def _judged_apart(self, name: str) -> list[Sequence[Place]]:
        """The line as a whole, and where it has several places each of them."""
        places = self.inquiry.places[name]
        return [places, *([place] for place in places)] if len(places) > 1 else [places]

    def _turned_on(self, name: str, places: Sequence[Place]) -> frozenset[int]:
        """The questions that stand in some minimal set that would change the answer at these places."""
        found = self.inquiry.at(self.answers.encoded, places)
        now = _given(places)
        sets = (self.answers.sets(found, name, to) for to in _TARGETS if to is not now)
        return frozenset().union(*(one.questions() for one in sets))

    def _beneath(self, line: LineAnswer, gap: Gap) -> frozenset[int]:
        """The questions of a gap: those of the leaves beneath its finding, and of the lines that these look at."""
        wanted = {id(one) for one in gap.finding.walk()}
        found: set[int] = set()
        for place in self.inquiry.places[line.line.id]:
            for finding, key in place.leaves:
                if id(finding) in wanted:
                    found |= self._questions_at(place, key)
        return frozenset(found)

    def _questions_at(self, place: Place, key: tuple[int, str | None]) -> set[int]:
        if key in place.asked:
            return {self.inquiry.number[place.asked[key].key]}
        test, asked = place.lines[key]
        lines = self.inquiry.followed(place, test, asked.level) or ()
        below = {one: None for places in lines for place in places for one in self.inquiry.beneath_place(place)}
        return {self.inquiry.number[one.key] for place in below for one in place.asked.values()}


def _given(places: Sequence[Place]) -> Recommendation:
    """The recommendation of these places alone."""
    found = {recommend(one.finding) for one in places}
    order = (Recommendation.REFER, Recommendation.PEND)
    return next((one for one in order if one in found), Recommendation.APPROVE)
