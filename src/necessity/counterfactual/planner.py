"""The next question to ask: the one that lies on the shortest way to an approval and on the shortest way to a referral.

A way is a smallest set of answers that brings the line there, whatever else stays as it is. A question on both ways is worth
most, for either of its answers does away with one of them. A question that stands on no way cannot change the recommendation,
and is never asked; where there is no way left the line is settled.

Invariant: for every question asked there are answers to others with which it alone decides; where none is asked, no answers to
what is open change the recommendation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.encoded import Encoded, answered
from necessity.counterfactual.formulas import Formulas
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.places import Asked
from necessity.counterfactual.questions import Question
from necessity.counterfactual.ways import FACT, Literal, Way, Ways
from necessity.policy.leaf import FactTest
from necessity.symbolic.asked import Key
from necessity.symbolic.rails import Bits, Rails
from necessity.symbolic.universal import scope_key

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER

LOOK_AHEAD = 12
"""With so many facts open or fewer, every answer to every question that may come next is tried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What to ask next. `question` is the one that decides, `same_fact` all open ones that an answer about that fact settles.

    `to_approve` and `to_refer` are the fewest facts that would bring the line there, None where no answers do. `helps` is the
    answer to it that stands on the way to an approval, None where it is on no such way.
    """

    question: Question
    same_fact: tuple[Question, ...]
    to_approve: int | None
    to_refer: int | None
    helps: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered so far: yes or no by the number of the question, and the questions that nobody could answer."""

    answers: Mapping[int, bool] = field(default_factory=dict)
    not_known: frozenset[int] = frozenset()


class Looked(NamedTuple):
    """How a leaf counts before anybody looks, and once somebody looked and found neither yes nor no."""

    before: Rails[int]
    after: Rails[int]


def fact_of(question: Question) -> Key:
    """What a person is asked about: the facts that a test looks at, at its place, without the bound that it sets them."""
    if isinstance(question.leaf, FactTest):
        return ("fact", *scope_key(question.leaf), *question.key[-3:])
    return question.key


class Planner:
    """Plans the questions of one line of an inquiry, or of its setting where `name` is None.

    `looked` tells how a leaf counts while it is not answered; left out, it is as the record has it. `brief`: what the policy
    takes as absent because nothing is said of it counts so, and is asked only where the line would wait for it. `on_record`
    are the kinds of fact that the record speaks of: of equal ways the one over these is taken.
    """

    def __init__(
        self,
        inquiry: Inquiry,
        name: str | None,
        *,
        brief: bool = False,
        looked: Callable[[Asked], Looked] = lambda asked: Looked(asked.now, asked.now),
        may_be: Callable[[Question], tuple[bool, bool]] = lambda one: (one.yes, one.no),
        on_record: Collection[str] | None = None,
    ) -> None:
        self.inquiry, self.name, self.brief = inquiry, name, brief
        self._looked = looked
        self.questions = {number: inquiry.questions[number] for number in inquiry.of(name)}
        self.open = {
            number: may_be(one) for number, one in self.questions.items() if any(map(self._is_open, one.asked))
        }
        self.facts: dict[Key, list[int]] = {}
        for number, one in self.questions.items():
            self.facts.setdefault(fact_of(one), []).append(number)
        self.fact = {number: fact for fact, numbers in self.facts.items() for number in numbers}
        self._formulas = Formulas()
        encoded: Encoded[int] = Encoded(self._formulas, self._rails, inquiry.followed)
        outcome = inquiry.outcome(encoded, name)
        against = frozenset(self._against_silence())
        laws = [pair for pair in inquiry.laws if pair[0] in self.open and pair[1] in self.open]
        facts = {number: place for place, numbers in enumerate(self.facts.values()) for number in numbers}
        dearer = {**dict.fromkeys(self._never_spoken_of(on_record), 1), **dict.fromkeys(against, 2 * FACT)}
        self._ways = Ways(self._formulas, (outcome.approve, outcome.refer), facts, dearer, laws)
        self._against = against

    # -- what is asked -------------------------------------------------------------------------------------------------

    def recommendation(self, told: Told) -> Recommendation:
        """What the line is with these answers, and nothing more said."""
        approve, refer = self._ways.values(self._true(told))
        return APPROVE if approve else REFER if refer else PEND

    def on_many(self, answers: Mapping[Literal, int], count: int) -> tuple[int, int]:
        """Where it approves and where it refers on many sets of answers at once: bit n of an answer is whether set n gives it."""
        whole = (1 << count) - 1
        approve, refer = (self._ways.bits(root, answers, whole) for root in self._ways.roots)
        return approve, refer & ~approve

    def next(self, told: Told) -> Next | None:
        """The next question; None where no answer to any question that is open changes the recommendation."""
        approve, refer = self._to(told, APPROVE), self._to(told, REFER)
        chosen = self._chosen(approve, refer)
        if chosen is None:
            return None
        can_be = self._can_be(told)
        number = chosen // 2
        if len({self.fact[one] for one in can_be}) <= LOOK_AHEAD:
            number = self._looking_ahead(
                told, number, [one // 2 for way in (approve, refer) if way for one in way.literals]
            )
        left = [one for one in self.facts[self.fact[number]] if one in can_be]
        return Next(
            question=self.questions[number],
            same_fact=tuple(self.questions[one] for one in left),
            to_approve=approve.facts if approve else None,
            to_refer=refer.facts if refer else None,
            helps=next((one % 2 == 0 for one in approve.literals if one // 2 == number), None) if approve else None,
        )

    def _to(self, told: Told, to: Recommendation) -> Way | None:
        """The shortest way to a recommendation; where the line is there, the shortest way out of it."""
        now = self.recommendation(told)
        if now is APPROVE and self.brief:
            return None
        if now is not PEND and now is not to:
            return None
        free = [one for number in self._can_be(told) for one in self._literals(number)]
        if now is PEND and to is REFER and self.brief:
            free = [one for one in free if one not in self._against]
        return self._ways.shortest(0 if to is APPROVE else 1, now is not to, self._true(told), free)

    def _chosen(self, approve: Way | None, refer: Way | None) -> Literal | None:
        if approve is None or refer is None:
            way = approve or refer
            return way.literals[0] if way else None
        facts = {self.fact[one // 2] for one in refer.literals}
        both = [one for one in approve.literals if self.fact[one // 2] in facts]
        return both[0] if both else approve.literals[0]

    def _looking_ahead(self, told: Told, first: int, on_ways: Iterable[int]) -> int:
        """The question after which, whatever its answer, the least is still to be asked; `first` where others are no better.

        What stands on no shortest way is taken only where one of its answers settles the line: so it surely matters.
        """
        ahead = {one: sum(self._still_to_come(told, one)) for one in dict.fromkeys((first, *on_ways))}
        for one in self._can_be(told):
            if one not in ahead:
                after = self._still_to_come(told, one)
                if 0.0 in after:
                    ahead[one] = sum(after)
        return min(ahead, key=ahead.__getitem__)

    def _still_to_come(self, told: Told, number: int) -> tuple[float, ...]:
        """For each answer, its part of the facts that are about still to be asked: the nearer end, and half of the farther."""
        answers = [yes for yes, may in zip((True, False), self.open[number], strict=True) if may]
        parts = []
        for yes in answers:
            after = Told({**told.answers, number: yes}, told.not_known)
            ways = [way.facts for way in (self._to(after, APPROVE), self._to(after, REFER)) if way]
            parts.append((min(ways) + max(ways) / 2) / len(answers) if ways else 0.0)
        return tuple(parts)

    # -- leaves --------------------------------------------------------------------------------------------------------

    def _is_open(self, asked: Asked) -> bool:
        now = self._looked(asked).before
        return not (now.firm_met or now.firm_failed)

    def _can_be(self, told: Told) -> tuple[int, ...]:
        """The questions that are still open: not answered, not by what follows from an answer, and not asked in vain."""
        settled = {one // 2 for one in self._given(told)} | told.not_known
        return tuple(number for number in self.open if number not in settled)

    def _literals(self, number: int) -> Iterable[Literal]:
        yes, no = self.open[number]
        return [2 * number] * yes + [2 * number + 1] * no

    def _true(self, told: Told) -> frozenset[Literal]:
        """The variables that hold: the answers, with what follows from them, and what was looked at in vain."""
        return self._given(told) | {self._in_vain(number) for number in told.not_known if number in self.open}

    def _given(self, told: Told) -> frozenset[Literal]:
        return self._ways.closed(frozenset(2 * number + (not answer) for number, answer in told.answers.items()))

    def _in_vain(self, number: int) -> int:
        return 2 * len(self.inquiry.questions) + number

    def _against_silence(self) -> Iterable[Literal]:
        """The answers that speak against what silence is taken to mean, where every leaf takes it so."""
        for number in self.open:
            one = self.questions[number]
            means = {_means(asked, self._looked(asked).before) for asked in one.asked}
            if means == {True} or means == {False}:
                yield 2 * number + (1 if means == {True} else 0)

    def _never_spoken_of(self, on_record: Collection[str] | None) -> Iterable[Literal]:
        """That things are there of which the record does not speak at all."""
        if on_record is None:
            return
        for number in self.open:
            leaf = self.questions[number].leaf
            if isinstance(leaf, FactTest) and leaf.kind.name not in on_record:
                yield 2 * number

    def _rails(self, asked: Asked) -> Rails[int]:
        """The rails of a leaf over the answers to its question: a yes, a no, and that it was looked at in vain."""
        number, (before, after) = self.inquiry.number[asked.key], self._looked(asked)
        f, one = self._formulas, Bits(1)
        free = self.open.get(number, (False, False))
        yes, no = (
            f.one(literal) if may else f.false for literal, may in zip((2 * number, 2 * number + 1), free, strict=True)
        )
        vain = f.one(self._in_vain(number)) if number in self.open and before != after else f.false
        if_yes, if_no = answered(one, 1, 0, asked), answered(one, 0, 1, asked)

        def rail(of: Callable[[Rails[int]], int]) -> int:
            helps = [part for part, rails in ((yes, if_yes), (no, if_no), (vain, after)) if of(rails)]
            if not of(before):
                return f.either(*helps)
            return f.both(*(f.no(part) for part, rails in ((yes, if_yes), (no, if_no), (vain, after)) if not of(rails)))

        return Rails(
            rail(lambda one: one.met),
            rail(lambda one: one.failed),
            rail(lambda one: one.firm_met),
            rail(lambda one: one.firm_failed),
            rail(lambda one: one.not_raised),
            rail(lambda one: one.shown),
        )


def _means(asked: Asked, now: Rails[int]) -> bool | None:
    """What a leaf takes the silence of the record to answer; None where it leaves the question open."""
    if not now.met and not now.failed:
        return None
    return bool(now.met) != asked.denied
