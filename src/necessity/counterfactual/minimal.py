"""All minimal sets of a formula's variables, without listing them: counted exactly, the cheapest told first.

Invariant: a set stands here exactly where the formula holds with its variables alone true, and with no fewer of them.

Source: S. Minato, Zero-suppressed BDDs for set manipulation in combinatorial problems, Design Automation Conference (1993).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator

from necessity.counterfactual.diagrams import NO, YES, Diagrams, Nodes

NONE, EMPTY = 0, 1
"""The family without a set, and the family of the empty set alone."""

Price = tuple[int, int]
"""What a set costs, and how many members it has."""
_Way = tuple[
    Price, tuple[int, ...], int, Price, tuple[int, ...]
]  # what it will cost, its members at best, where, paid, members


class Families(Nodes):
    """Families of sets of variables as diagrams; a family is the number of its node."""

    def __init__(self, diagrams: Diagrams) -> None:
        super().__init__((NONE, NONE))
        self._diagrams = diagrams
        self._minimal: dict[int, int] = {NO: NONE, YES: EMPTY}
        self._rest: dict[tuple[int, int], int] = {}

    def node(self, variable: int, low: int, high: int) -> int:
        """The sets of `low`, and those of `high` with the variable besides."""
        return low if high == NONE else self.made(variable, low, high)

    def minimal(self, formula: int) -> int:
        """The minimal sets of variables that make the formula hold while all others are false."""
        found = self._minimal.get(formula)
        if found is None:
            d = self._diagrams
            low, high = self.minimal(d.low[formula]), self.minimal(d.high[formula])
            found = self.node(d.variable[formula], low, self.without(high, low))
            self._minimal[formula] = found
        return found

    def without(self, family: int, smaller: int) -> int:
        """The sets of a family that hold no set of the other one."""
        if smaller == NONE or family == NONE:
            return family
        if smaller == EMPTY or family == smaller:
            return NONE
        key = (family, smaller)
        found = self._rest.get(key)
        if found is None:
            mine, theirs = self.variable[family], self.variable[smaller]
            if mine > theirs:
                found = self.without(family, self.low[smaller])
            elif mine < theirs:
                found = self.node(
                    mine, self.without(self.low[family], smaller), self.without(self.high[family], smaller)
                )
            else:
                low = self.low[smaller]
                high = self.without(self.without(self.high[family], low), self.high[smaller])
                found = self.node(mine, self.without(self.low[family], low), high)
            self._rest[key] = found
        return found

    def of(self, sets: Iterable[tuple[int, ...]]) -> int:
        """The family of the sets given, each in rising order."""
        found = NONE
        for one in sets:
            node = EMPTY
            for variable in sorted(one, reverse=True):
                node = self.node(variable, NONE, node)
            found = self._joined(found, node)
        return found

    def _joined(self, one: int, other: int) -> int:
        if one == NONE or one == other:
            return other
        if other == NONE:
            return one
        mine, theirs = self.variable[one], self.variable[other]
        if mine == theirs:
            return self.node(
                mine, self._joined(self.low[one], self.low[other]), self._joined(self.high[one], self.high[other])
            )
        if mine < theirs:
            return self.node(mine, self._joined(self.low[one], other), self.high[one])
        return self.node(theirs, self._joined(one, self.low[other]), self.high[other])

    # -- what a family holds -------------------------------------------------------------------------------------------

    def count(self, family: int) -> int:
        """How many sets it holds, exactly."""
        found = {NONE: 0, EMPTY: 1}
        for one in self.beneath(family):
            found[one] = found[self.low[one]] + found[self.high[one]]
        return found[family]

    def variables(self, family: int) -> frozenset[int]:
        """Every variable that stands in some set."""
        return frozenset(self.variable[one] for one in self.beneath(family))

    def cheapest(self, family: int, price: Callable[[int], int], most: int) -> list[tuple[int, ...]]:
        """The cheapest sets, cheapest first; of equal ones those of fewer members, then those whose members come first."""
        found: list[tuple[int, ...]] = []
        for one in self._in_order(family, price):
            if len(found) == most:
                break
            found.append(one)
        return found

    def _in_order(self, family: int, price: Callable[[int], int]) -> Iterator[tuple[int, ...]]:
        """Best first: no set comes before a cheaper one, for what is still to be paid is known exactly at every node."""
        if family == NONE:
            return
        ahead: dict[int, Price | None] = {NONE: None, EMPTY: (0, 0)}
        for one in self.beneath(family):
            ahead[one] = self._least(one, price, ahead)
        least = ahead[family]
        assert least is not None
        heap: list[_Way] = [(least, (self.variable[family],), family, (0, 0), ())]
        while heap:
            _, _, node, paid, members = heapq.heappop(heap)
            if node == EMPTY:
                yield members
                continue
            own = self.variable[node]
            with_it = (paid[0] + price(own), paid[1] + 1)
            for below, so_far, chosen in (
                (self.high[node], with_it, (*members, own)),
                (self.low[node], paid, members),
            ):
                rest = ahead[below]
                if rest is not None:
                    total = (so_far[0] + rest[0], so_far[1] + rest[1])
                    bound = chosen if below == EMPTY else (*chosen, self.variable[below])
                    heapq.heappush(heap, (total, bound, below, so_far, chosen))

    def _least(self, node: int, price: Callable[[int], int], ahead: dict[int, Price | None]) -> Price | None:
        """The price of the cheapest set at a node."""
        low, high = ahead[self.low[node]], ahead[self.high[node]]
        with_it = None if high is None else (high[0] + price(self.variable[node]), high[1] + 1)
        if low is None or with_it is None:
            return with_it if low is None else low
        return min(low, with_it)
