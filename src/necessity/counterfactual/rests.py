"""The single facts on which an approval rests: each is taken out of the chart, and what turned on it is judged again.

Invariant: only the leaves that read what was taken out are judged anew, by the engine's own functions, on a chart from which the
fact is gone and in which what was made from it is made anew without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from necessity.assessment.assessment import Recommendation
from necessity.assessment.change import RestsOn
from necessity.counterfactual.encoded import Encoded, as_now
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.places import OF_THE_SUBMISSION, Asked
from necessity.counterfactual.trees import Trees
from necessity.evaluation.assess import Assessing
from necessity.evaluation.scope import Spot
from necessity.evaluation.series import LeafAnswer
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.leaf import FactTest, MomentTest
from necessity.reading.derive import derive
from necessity.symbolic.rails import Bits, Rails
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.load import Vocabulary

_DERIVED = "derived:"


Range = tuple[int, int]
"""What is surely so and what may be so, on many charts at once: bit n is the value on chart n."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """An algebra of values that are known between bounds; what is surely so stays so whatever the unknown ones are."""

    whole: int

    @property
    def true(self) -> Range:
        return (self.whole, self.whole)

    @property
    def false(self) -> Range:
        return (0, 0)

    def both(self, *parts: Range) -> Range:
        low = high = self.whole
        for one in parts:
            low, high = low & one[0], high & one[1]
        return (low, high)

    def either(self, *parts: Range) -> Range:
        low = high = 0
        for one in parts:
            low, high = low | one[0], high | one[1]
        return (low, high)

    def no(self, part: Range) -> Range:
        return (self.whole & ~part[1], self.whole & ~part[0])

    def count(self, parts: Sequence[Range], least: int) -> Range:
        low, high = (Bits(self.whole).count([one[side] for one in parts], least) for side in (0, 1))
        return (low, high)

    def named(self, part: Range) -> Range:
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The chart without one fact; `kinds` are those of which something is gone or new."""

    fact: Fact
    chart: Chart
    kinds: frozenset[str]


def is_derived(fact: Fact) -> bool:
    """Whether the fact was made from others after reading."""
    return fact.reader.startswith(_DERIVED)


def without(fact: Fact, chart: Chart, given: frozenset[Fact], vocabulary: Vocabulary) -> Without:
    """The chart without a fact, what was made from it made anew from the rest."""
    made = [one for one in chart.facts if is_derived(one) and _is_made_from(one, fact)]
    if not made:
        rest = tuple(one for one in chart.facts if one is not fact)
        return Without(fact=fact, chart=replace(chart, facts=rest), kinds=frozenset({fact.kind}))
    stated = tuple(one for one in chart.facts if one is not fact and not is_derived(one) and one not in given)
    again = derive(stated, vocabulary=vocabulary, day=chart.day)
    facts = tuple(sorted((*stated, *again, *given), key=Fact.sort_key))
    kinds = {fact.kind, *(one.kind for one in made), *(one.kind for one in again)}
    return Without(fact=fact, chart=replace(chart, facts=facts), kinds=frozenset(kinds))


def _is_made_from(made: Fact, fact: Fact) -> bool:
    return bool(fact.evidence) and all(piece in made.evidence for piece in fact.evidence)


def rests_on(
    inquiry: Inquiry, names: Sequence[str | None], judging: Assessing, of_setting: Assessing, trees: tuple[Trees, Trees]
) -> Mapping[str | None, tuple[RestsOn, ...]]:
    """For every approved line of `names` (None: the setting) the facts without which it would not be approved, in chart order."""
    approved = [name for name in names if inquiry.given(name) is Recommendation.APPROVE]
    given = frozenset(judging.given)
    facts = _looked_at(inquiry, approved, judging.chart, given)
    if not facts:
        return {}
    vocabulary = judging.evaluator.vocabulary
    facts = _that_may_carry(facts, inquiry, approved, judging, trees)
    again = _Again(
        [without(fact, judging.chart, given, vocabulary) for fact in facts], inquiry, (judging, of_setting), trees
    )
    return {name: tuple(again.rests_on(name)) for name in approved}


def _that_may_carry(
    facts: Sequence[Fact],
    inquiry: Inquiry,
    names: Sequence[str | None],
    judging: Assessing,
    trees: tuple[Trees, Trees],
) -> tuple[Fact, ...]:
    """Less the facts without which every line is approved whatever the leaves come to that could read them."""
    derived = frozenset(kind.name for kind in judging.evaluator.vocabulary.kinds.values() if kind.derived)
    derived |= {one.kind for one in judging.chart.facts if is_derived(one)}
    kinds = [
        derived | {fact.kind}
        if any(is_derived(one) and _is_made_from(one, fact) for one in judging.chart.facts)
        else frozenset({fact.kind})
        for fact in facts
    ]
    ranges = Ranges((1 << len(facts)) - 1)
    touched: dict[frozenset[str], int] = {}

    def rails(asked: Asked) -> Rails[Range]:
        reads = trees[asked.line is None].reads(asked.ask)
        if reads not in touched:
            touched[reads] = sum(1 << number for number, one in enumerate(kinds) if not reads.isdisjoint(one))
        any_ = touched[reads]
        found = as_now(ranges, replace(asked.now, shown=int(asked.now.met and asked.now.shown)))
        sides = (found.met, found.failed, found.firm_met, found.firm_failed, found.not_raised, found.shown)
        return Rails(*((low & ~any_, high | any_) for low, high in sides)) if any_ else found

    encoded: Encoded[Range] = Encoded(ranges, rails, inquiry.followed)
    sure = ranges.both(*(inquiry.outcome(encoded, name).approve for name in names))[0]
    return tuple(fact for number, fact in enumerate(facts) if not sure >> number & 1)


def _looked_at(inquiry: Inquiry, names: Sequence[str | None], chart: Chart, given: frozenset[Fact]) -> tuple[Fact, ...]:
    """The facts of the chart that the proofs looked at; of a fact made from others those that it was made from."""
    places = dict.fromkeys(place for name in names for place in inquiry.beneath(name))
    found = {fact for place in places for asked in place.asked.values() for fact in asked.finding.facts}
    made = [fact for fact in found if is_derived(fact)]
    return tuple(
        fact
        for fact in chart.facts
        if fact not in given
        and not is_derived(fact)
        and (fact in found or any(_is_made_from(one, fact) for one in made))
    )


class _Again:
    """All charts without one fact at once: bit n of a rail is its value on chart n."""

    def __init__(
        self,
        charts: Sequence[Without],
        inquiry: Inquiry,
        judging: tuple[Assessing, Assessing],
        trees: tuple[Trees, Trees],
    ) -> None:
        self._charts, self._inquiry, self._judging, self._trees = charts, inquiry, judging, trees
        self._spots: dict[str | None, Spot] = {}
        self._known: dict[tuple[object, ...], Rails[int]] = {}
        self._bits = Bits((1 << len(charts)) - 1)
        self._encoded: Encoded[int] = Encoded(self._bits, self._rails, inquiry.followed)

    def rests_on(self, name: str | None) -> Iterator[RestsOn]:
        found = self._inquiry.outcome(self._encoded, name)
        for number, one in enumerate(self._charts):
            if not found.approve >> number & 1:
                refers = found.refer >> number & 1
                yield RestsOn(
                    fact=one.fact,
                    without=Recommendation.REFER if refers else Recommendation.PEND,
                    criteria=tuple(self._carried(name, number)),
                )

    def _carried(self, name: str | None, number: int) -> Iterator[str]:
        """The criteria that are answered otherwise without the fact."""
        told: set[str] = set()
        for place in self._inquiry.beneath(name):
            for asked in place.asked.values():
                now, rails, own = asked.now, self._rails(asked), asked.finding.clause.id
                if own not in told and (rails.met >> number & 1, rails.failed >> number & 1) != (now.met, now.failed):
                    told.add(own)
                    yield own

    def _rails(self, asked: Asked) -> Rails[int]:
        same = (asked.ask.number, asked.level, asked.side, asked.line)
        if same not in self._known:
            self._known[same] = self._judged(asked)
        return self._known[same]

    def _judged(self, asked: Asked) -> Rails[int]:
        whole = self._bits.true
        now = asked.now
        rails = [
            whole if bit else 0
            for bit in (now.met, now.failed, now.firm_met, now.firm_failed, now.not_raised, int(now.met and now.shown))
        ]
        if isinstance(asked.leaf, FactTest | MomentTest):
            trees = self._trees[asked.line is None]
            reads = trees.reads(asked.ask)
            for number, one in enumerate(self._charts):
                if reads.isdisjoint(one.kinds) or reads <= set(OF_THE_SUBMISSION) or _is_met_without(asked, one):
                    continue
                answer = trees.judge(asked.ask)(replace(self._spot(asked), chart=one.chart))
                for rail, bit in enumerate(_bits_of(answer)):
                    rails[rail] = rails[rail] & ~(1 << number) | bit << number
        return Rails(*rails)

    def _spot(self, asked: Asked) -> Spot:
        if asked.line not in self._spots:
            judging = self._judging[asked.line is None]
            line = next((one for one in judging.request.line_items if one.id == asked.line), None)
            self._spots[asked.line] = replace(judging.spot(line, None, None), memory=None)
        return replace(self._spots[asked.line], level=asked.level, side=asked.side)


def _is_met_without(asked: Asked, one: Without) -> bool:
    """Whether a leaf is met by other facts of the kind: one series meets it, and those of other series cannot take that back."""
    leaf = asked.leaf
    return (
        isinstance(leaf, FactTest)
        and bool(asked.now.firm_met)
        and not leaf.absent
        and not leaf.moments
        and one.kinds == {leaf.kind.name}
        and one.fact not in asked.finding.facts
    )


def _bits_of(answer: LeafAnswer) -> tuple[int, int, int, int, int, int]:
    met, failed, firm = answer.verdict is MET, answer.verdict is NOT_MET, not answer.rests_on_silence
    return int(met), int(failed), int(met and firm), int(failed and firm), 0, int(met and answer.shown)
