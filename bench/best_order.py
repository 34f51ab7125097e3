"""The best order of questions there is, for small trees: every order and every answer tried, by dynamic programming.

Method: a state says of every fact whether it was asked, and how it was answered. Nothing need be asked in a state from which
every further answer leads to the recommendation that stands. Elsewhere the cheapest next fact is taken: the fewest questions
still to come on the average of its answers (all alike likely), or at worst. The planner is run on the same states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.planner import Planner, Told

MOST_STATES = 3**12
_CODE = {Recommendation.APPROVE: 0, Recommendation.PEND: 1, Recommendation.REFER: 2}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Questions until a tree is settled, planned and at best: on the average of all answers, and at worst."""

    facts: int
    planned: float
    best: float
    planned_worst: int
    best_worst: int


def compared(planner: Planner) -> Compared | None:
    """Both orders of one thorough planner; None where its tree is too large to try every order, or has nothing to ask."""
    facts = [tuple(one for one in numbers if one in planner.open) for numbers in planner.facts.values()]
    facts = [one for one in facts if one]
    answers = [_answers(planner, one) for one in facts]
    states = 1
    for some in answers:
        states *= len(some) + 1
    if not facts or states > MOST_STATES:
        return None
    best, worst = _best(_recommendations(planner, facts, answers), [len(some) for some in answers])
    planned, planned_worst = _planned(planner, Told(), dict(zip(facts, answers, strict=True)))
    return Compared(facts=len(facts), planned=planned, best=best, planned_worst=planned_worst, best_worst=worst)


def _answers(planner: Planner, fact: Sequence[int]) -> list[dict[int, bool]]:
    """The ways in which the questions about one fact can be answered together; bounds stand in order."""
    laws = [(a, b) for a, b in planner.inquiry.laws if a in fact and b in fact]
    every = (dict(zip(fact, said, strict=True)) for said in product((True, False), repeat=len(fact)))
    possible = [one for one in every if all(one[b] or not one[a] for a, b in laws)]
    return [one for one in possible if all(planner.open[number][0 if yes else 1] for number, yes in one.items())]


def _recommendations(
    planner: Planner, facts: Sequence[Sequence[int]], answers: Sequence[Sequence[Mapping[int, bool]]]
) -> bytearray:
    """The recommendation of every state, by its number: the first fact counts in ones, the next in the states of the first."""
    masks: dict[int, int] = {}
    size = 1
    total = 1
    for some in answers:
        total *= len(some) + 1
    for some in answers:
        for at, one in enumerate(some, 1):
            block = ((1 << size) - 1) << (at * size)
            mask = _repeated(block, size * (len(some) + 1), total)
            for number, yes in one.items():
                literal = 2 * number + (not yes)
                masks[literal] = masks.get(literal, 0) | mask
        size *= len(some) + 1
    approve, refer = planner.on_many(masks, total)
    found = bytearray([_CODE[Recommendation.PEND]]) * total
    for code, bits in ((_CODE[Recommendation.REFER], refer), (_CODE[Recommendation.APPROVE], approve)):
        for at, byte in enumerate(bits.to_bytes((total + 7) // 8, "little")):
            for bit in range(8) if byte else ():
                if byte >> bit & 1:
                    found[8 * at + bit] = code
    return found


def _repeated(block: int, width: int, total: int) -> int:
    while width < total:
        block |= block << width
        width *= 2
    return block & ((1 << total) - 1)


def _best(recommended: bytearray, sizes: Sequence[int]) -> tuple[float, int]:
    """The fewest questions from the state in which nothing was asked: on average and at worst."""
    weights, weight = [], 1
    for size in sizes:
        weights.append(weight)
        weight *= size + 1
    steps = [(weight, size, weight * (size + 1)) for weight, size in zip(weights, sizes, strict=True)]
    average, worst = [0.0] * len(recommended), bytearray(len(recommended))
    settled = bytearray([1]) * len(recommended)
    for state in range(len(recommended) - 1, -1, -1):
        own, least, least_worst, is_settled = recommended[state], 1e9, 255, True
        for weight, size, whole in steps:
            if state % whole >= weight:
                continue  # that fact was asked
            total = most = 0.0
            for after in range(state + weight, state + weight * (size + 1), weight):
                total += average[after]
                most = max(most, worst[after])
                is_settled = is_settled and bool(settled[after]) and recommended[after] == own
            least, least_worst = min(least, 1 + total / size), min(least_worst, 1 + int(most))
        settled[state] = is_settled
        if not is_settled:
            average[state], worst[state] = least, least_worst
    return average[0], worst[0]


def _planned(
    planner: Planner, told: Told, answers: Mapping[tuple[int, ...], Sequence[Mapping[int, bool]]]
) -> tuple[float, int]:
    """The questions that the planner asks: on the average of all answers, and at worst."""
    found = planner.next(told)
    if found is None:
        return 0.0, 0
    fact = next(one for one in answers if found.question.number in one)
    below = [_planned(planner, Told({**told.answers, **answer}, told.not_known), answers) for answer in answers[fact]]
    return 1 + sum(average for average, _ in below) / len(below), 1 + max(worst for _, worst in below)
