"""Counts of ways as people read them, and the sentences on what would change an answer and how firm it is.

Invariant: a number that is rounded is called about so, and no share is rounded to all or to none.
"""

from __future__ import annotations

from functools import cache

from necessity.assessment.change import Robustness
from necessity.policy.answers import load_answers
from necessity.vocabulary.load import vocabulary

CHANGES = "What would change this answer"
NOT_HOW_LIKELY = "Ways are counted, each alike: that tells how much hangs on what is open, not how likely it is."
RESTS_ON_NONE = "No single fact carries this approval alone."
UNMOVED = "No answer that can still be given would change it."
IF_ON_RECORD = {
    "approve": "Approved if this were on record",
    "refer": "To a physician if this were on record",
    "pend": "Held for a question if this were on record",
}
"""What the answer would be, by its recommendation."""
_EXACT_BELOW = 1_000_000
_ALL_OF_100 = 100


def count_words(count: int) -> str:
    """`1,536`; from a million on `about 4.1 × 10^9`."""
    if count < _EXACT_BELOW:
        return f"{count:,}"
    power = len(str(count)) - 1
    tenths = (count * 10 + 10**power // 2) // 10**power
    if tenths >= _ALL_OF_100:
        tenths, power = 10, power + 1
    first = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return f"about {first} × 10^{power}"


def part_words(part: int, whole: int) -> str:
    """How many of `whole` ways: the number itself, or of very many a share: `57 in 100`, `less than 1 in 100`, `none`, `all`."""
    if part in (0, whole):
        return "all" if part else "none"
    if whole < _EXACT_BELOW:
        return count_words(part)
    if part * _ALL_OF_100 < whole:
        return "less than 1 in 100"
    if (whole - part) * _ALL_OF_100 < whole:
        return "more than 99 in 100"
    return f"{min((2 * _ALL_OF_100 * part + whole) // (2 * whole), _ALL_OF_100 - 1)} in 100"


def firm_words(robustness: Robustness) -> str:
    """How the answer ends over every way in which all that is open can turn out; nothing where nothing is open."""
    points, ways = robustness.questions, robustness.completions
    if not points:
        return ""
    turned = f"the {'one open point' if points == 1 else f'{count_words(points)} open points'} can turn out"
    ends = {
        "approved": robustness.approved,
        "referred to a physician": robustness.referred,
        "still open": robustness.pended,
    }
    every = next((words for words, count in ends.items() if count == ways), None)
    if every:
        return f"{every.capitalize()} in every way in which {turned}."
    told = [f"{words} in {part_words(count, ways)}" for words, count in ends.items() if count or words == "approved"]
    return f"Of {count_words(ways)} ways in which {turned}: {', '.join(told)}."


def cost_words(cost: str) -> str:
    """What an answer takes, in the words of `medicine/answers.yaml`; the name itself where the file does not know it."""
    return _takes().get(cost, cost)


@cache
def _takes() -> dict[str, str]:
    return {name: one.says for name, one in load_answers(vocabulary()).classes.items()}


def of_ways_words(count: int) -> str:
    """`the only way`, `the shortest of 1,536 ways`."""
    return "the only way" if count == 1 else f"the shortest of {count_words(count)} ways"
