"""What one document says twice of the same thing, once with less: the mention that adds nothing is left out.

Invariant: nothing that was said is lost; a mention with another value, day, level or assertion stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from necessity.model.fact import Fact
from necessity.quantity import Quantity

_KINDS = frozenset(
    "bone_density disc_degeneration fusion_status imbalance nicotine pi_ll_mismatch poor_bone scoliosis".split()
)


def once(facts: Iterable[Fact], is_report: bool = False) -> list[Fact]:
    """The facts of one document, of some kinds without those that another one of the same kind says more fully.

    `is_report`: an imaging report, whose summary says with fewer words what its findings say of a disc.
    """
    found = list(facts)
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        if fact.kind in _KINDS and (is_report or fact.kind != "disc_degeneration"):
            by_kind[fact.kind].append(fact)
    return [fact for fact in found if not any(_says_more(one, fact) for one in by_kind.get(fact.kind, ()))]


def _says_more(full: Fact, bare: Fact) -> bool:
    """`full` tells all that `bare` tells, and more; of two that tell the same the first counts."""
    if full is bare or full.assertion is not bare.assertion or full.when != bare.when:
        return False
    if bare.kind == "bone_density" and _lower(full, bare):
        return True
    said = {**bare.qualifiers, **({} if bare.value is None else {"": bare.value})}
    more = {**full.qualifiers, **({} if full.value is None else {"": full.value})}
    if said == more:
        return full.sort_key() < bare.sort_key()
    return all(more.get(name) == value for name, value in said.items())


def _lower(first: Fact, second: Fact) -> bool:
    """Of several sites the lowest T-score counts."""
    one, other = first.value, second.value
    return isinstance(one, Quantity) and isinstance(other, Quantity) and one.high < other.low
