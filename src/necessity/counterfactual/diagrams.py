"""Truth as decision diagrams: formulas over ordered variables, equal where they are one node, counted exactly.

Invariant: a node is made once; two formulas that mean the same are the same whole number.

Source: R. E. Bryant, Graph-based algorithms for Boolean function manipulation, IEEE Transactions on Computers C-35 (1986).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NO, YES = 0, 1
_LAST = 1 << 30  # the place of the two ends, beyond every variable
MOST_NODES, MOST_VARIABLES = 150_000, 400
"""So many nodes are made and variables taken at most; a formula that needs more is not worked out, and that is told."""


class TooLarge(Exception):
    """A formula that would need more nodes, or more variables, than there are."""


class Nodes:
    """Nodes of diagrams, each made once: a variable, and what stands below it without and with the variable. 0 and 1 are ends."""

    def __init__(self, ends: tuple[int, int]) -> None:
        self.variable: list[int] = [_LAST, _LAST]
        self.low: list[int] = list(ends)
        self.high: list[int] = list(ends)
        self._made: dict[tuple[int, int, int], int] = {}

    def made(self, variable: int, low: int, high: int) -> int:
        """The node of these three. Raises TooLarge where there are too many."""
        key = (variable, low, high)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = len(self.variable)
            if found > MOST_NODES:
                raise TooLarge
            self.variable.append(variable)
            self.low.append(low)
            self.high.append(high)
        return found

    def beneath(self, node: int) -> list[int]:
        """The node and every one beneath it, the ends left out, those made first first: what one stands on is made before it."""
        seen, todo = {node}, [node]
        while todo:
            one = todo.pop()
            for below in (self.low[one], self.high[one]) if one > YES else ():
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
        return sorted(one for one in seen if one > YES)


class Diagrams(Nodes):
    """Formulas as whole numbers: that of their node; variables are asked in rising order."""

    def __init__(self) -> None:
        super().__init__((NO, YES))
        self._and: dict[tuple[int, int], int] = {}
        self._or: dict[tuple[int, int], int] = {}
        self._not: dict[int, int] = {NO: YES, YES: NO}

    def node(self, variable: int, low: int, high: int) -> int:
        """The formula that is `high` where the variable is true and `low` where it is not."""
        return low if low == high else self.made(variable, low, high)

    def one(self, variable: int) -> int:
        """That the variable is true. Raises TooLarge beyond the last one that there may be."""
        if variable >= MOST_VARIABLES:  # what is worked out goes as deep as there are variables
            raise TooLarge
        return self.node(variable, NO, YES)

    # -- the algebra -----------------------------------------------------------------------------------------------------

    def both(self, *parts: int) -> int:
        found = YES
        for part in reversed(parts):  # what is asked last stands lowest: the rest is then built above it, and it stays
            found = self._both(found, part)
            if found == NO:
                return NO
        return found

    def either(self, *parts: int) -> int:
        found = NO
        for part in reversed(parts):
            found = self._either(found, part)
            if found == YES:
                return YES
        return found

    def no(self, part: int) -> int:
        found = self._not.get(part)
        if found is None:
            found = self.node(self.variable[part], self.no(self.low[part]), self.no(self.high[part]))
            self._not[part], self._not[found] = found, part
        return found

    def _both(self, one: int, other: int) -> int:
        if one > other:
            one, other = other, one
        if one <= YES:
            return other if one == YES else NO
        if one == other:
            return one
        key = (one, other)
        found = self._and.get(key)
        if found is None:
            mine, theirs = self.variable[one], self.variable[other]
            if mine == theirs:
                found = self.node(
                    mine, self._both(self.low[one], self.low[other]), self._both(self.high[one], self.high[other])
                )
            elif mine < theirs:
                found = self.node(mine, self._both(self.low[one], other), self._both(self.high[one], other))
            else:
                found = self.node(theirs, self._both(one, self.low[other]), self._both(one, self.high[other]))
            self._and[key] = found
        return found

    def _either(self, one: int, other: int) -> int:
        if one > other:
            one, other = other, one
        if one <= YES:
            return YES if one == YES else other
        if one == other:
            return one
        key = (one, other)
        found = self._or.get(key)
        if found is None:
            mine, theirs = self.variable[one], self.variable[other]
            if mine == theirs:
                found = self.node(
                    mine, self._either(self.low[one], self.low[other]), self._either(self.high[one], self.high[other])
                )
            elif mine < theirs:
                found = self.node(mine, self._either(self.low[one], other), self._either(self.high[one], other))
            else:
                found = self.node(theirs, self._either(one, self.low[other]), self._either(one, self.high[other]))
            self._or[key] = found
        return found

    # -- what a formula says ---------------------------------------------------------------------------------------------

    def under(self, formula: int, given: Mapping[int, bool]) -> int:
        """The formula with some variables settled."""
        known: dict[int, int] = {NO: NO, YES: YES}
        last = max(given, default=-1)

        def told(one: int) -> int:
            found = known.get(one)
            if found is None:
                variable = self.variable[one]
                if variable > last:
                    found = one
                elif variable in given:
                    found = told(self.high[one] if given[variable] else self.low[one])
                else:
                    found = self.node(variable, told(self.low[one]), told(self.high[one]))
                known[one] = found
            return found

        return told(formula)

    def ways(self, formula: int, variables: Sequence[int]) -> int:
        """In how many ways these variables, all that the formula asks and maybe more, can be set so that it holds."""
        rank = {variable: place for place, variable in enumerate(sorted(variables))}
        rank[_LAST] = len(rank)
        found: dict[int, int] = {NO: 0, YES: 1}
        for one in self.beneath(formula):
            mine, below = rank[self.variable[one]], (self.low[one], self.high[one])
            low, high = (found[b] << (rank[self.variable[b]] - mine - 1) for b in below)
            found[one] = low + high
        return found[formula] << rank[self.variable[formula]]

    def asked(self, formula: int) -> frozenset[int]:
        """The variables that the formula turns on."""
        return frozenset(self.variable[one] for one in self.beneath(formula))
