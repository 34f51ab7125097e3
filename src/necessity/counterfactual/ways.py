"""The shortest ways to make a formula hold, or not hold, by answers that may still be given.

Invariant: a way that is told is consistent, it does what it is told for, and none of its answers can be left out; where none is
told there is none.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from necessity.counterfactual.diagrams import NO, YES
from necessity.counterfactual.formulas import AND, NOT, VARIABLE, Formulas

Literal = int
"""An answer: twice the number of the question for a yes, one more for a no."""
FACT = 4
"""The price of asking for one fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Answers, in the order of the tree, of which none can be left out; `facts` is about how many facts they are."""

    literals: tuple[Literal, ...]
    facts: int


class Ways:
    """The ways to some formulas over answers. `facts` gives the number of the fact of each question.

    A set of answers is one whole number: a bit for each answer that is given, one for each that must not be given, and above
    them FACT bits for each fact, and as many more for an answer as it is `dearer`. So the price of a set is a count of bits.
    """

    def __init__(
        self,
        formulas: Formulas,
        roots: Sequence[int],
        facts: Mapping[int, int],
        dearer: Mapping[Literal, int],
        laws: Sequence[tuple[int, int]],
    ) -> None:
        self._formulas, self.roots, self._facts = formulas, roots, facts
        self._size = 2 * (max(facts, default=-1) + 1)
        self._answers = (1 << self._size) - 1
        self._order = {root: _beneath(formulas, (root,)) for root in roots}
        self._follows: dict[Literal, list[Literal]] = {}
        for one, other in laws:
            self._follows.setdefault(2 * one, []).append(2 * other)
            self._follows.setdefault(2 * other + 1, []).append(2 * one + 1)
        above = 2 * self._size + FACT * len(set(facts.values()))
        self._sets: dict[Literal, int] = {}
        for number, fact in facts.items():
            for literal in (2 * number, 2 * number + 1):
                own, more = ((1 << FACT) - 1) << (2 * self._size + FACT * fact), dearer.get(literal, 0)
                self._sets[literal] = 1 << literal | own | ((1 << more) - 1) << above
                above += more

    # -- values --------------------------------------------------------------------------------------------------------

    def values(self, true: frozenset[int]) -> tuple[bool, ...]:
        """Whether each formula holds where these variables are true and no others."""
        given = dict.fromkeys(true, 1)
        return tuple(bool(self.bits(root, given, 1)) for root in self.roots)

    def closed(self, literals: frozenset[Literal]) -> frozenset[Literal]:
        """The answers with those that follow from them: at least severe is at least moderate."""
        found, todo = set(literals), list(literals)
        while todo:
            for other in self._follows.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return frozenset(found)

    def bits(self, root: int, true: Mapping[int, int], whole: int) -> int:
        """A formula on many sets of answers at once: bit n of a variable, and of the value, is what it is on set n."""
        found = {NO: 0, YES: whole}
        kinds, parts = self._formulas.kind, self._formulas.parts
        for one in self._order[root]:
            kind = kinds[one]
            if kind == VARIABLE:
                found[one] = true.get(parts[one][0], 0)
            elif kind == NOT:
                found[one] = whole & ~found[parts[one][0]]
            elif kind == AND:
                value = whole
                for part in parts[one]:
                    value &= found[part]
                found[one] = value
            else:
                value = 0
                for part in parts[one]:
                    value |= found[part]
                found[one] = value
        return found[root]

    # -- ways ----------------------------------------------------------------------------------------------------------

    def shortest(self, root: int, holds: bool, true: frozenset[int], free: Iterable[Literal]) -> Way | None:
        """A shortest way to make the formula at a place of `roots` hold, or not hold, with answers among `free`."""
        found = self._consistent(self.roots[root], holds, true, frozenset(free))
        if found is None:
            return None
        literals = self._needed(self.roots[root], holds, true, sorted(_bits_of(found & self._answers)))
        return Way(literals=literals, facts=len({self._facts[one // 2] for one in literals}))

    def _consistent(self, root: int, holds: bool, true: frozenset[int], free: frozenset[Literal]) -> int | None:
        """The cheapest consistent set: where one contradicts itself, each answer to that question is tried, best first."""
        heap: list[tuple[int, int, int, frozenset[int], frozenset[Literal], int]] = []
        made = count()

        def add(given: frozenset[int], left: frozenset[Literal], paid: int) -> None:
            found = self._cheapest(root, holds, given, left)
            if found is not None:
                heapq.heappush(heap, (self._price(found | paid), next(made), found, given, left, paid))

        add(true, free, 0)
        while heap:
            _, _, found, given, left, paid = heapq.heappop(heap)
            clash = self._clash(found, given, left)
            if clash is None:
                return found | paid
            own = {2 * clash, 2 * clash + 1}
            for one in sorted(own & left):
                follows = self.closed(frozenset({one}))
                if follows <= given | left:
                    settled = {both for other in follows for both in (other, other ^ 1)}
                    add(given | follows, left - settled, paid | self._sets[one])
            add(given, left - own, paid)
        return None

    def _clash(self, found: int, given: frozenset[int], free: frozenset[Literal]) -> int | None:
        """A question whose answer in the set contradicts another, or what must be left alone; None where it is consistent."""
        literals = list(_bits_of(found & self._answers))
        follows = {one: self.closed(frozenset({one})) for one in literals}
        mask = 0
        for one in set().union(*follows.values()):
            mask |= 1 << one
        kept = found >> self._size
        for one in literals:
            for other in follows[one]:
                if mask >> (other ^ 1) & 1 or kept >> other & 1 or not (other in given or other in free):
                    return one // 2
        return None

    def _cheapest(self, root: int, holds: bool, true: frozenset[int], free: frozenset[Literal]) -> int | None:
        """The cheapest set that makes a formula hold (or fail), its parts taken one by one; None where no answers do."""
        kinds, parts, above = self._formulas.kind, self._formulas.parts, 2 * self._size
        yes: dict[int, int | None] = {NO: None, YES: 0}
        no: dict[int, int | None] = {NO: 0, YES: None}
        price: dict[int | None, int] = {0: 0}
        for one in self._order[root]:
            kind = kinds[one]
            if kind == VARIABLE:
                variable = parts[one][0]
                if variable in free:
                    own = self._sets[variable]
                    yes[one], no[one] = own, 1 << (self._size + variable)
                    price[own], price[no[one]] = (own >> above).bit_count(), 0
                else:
                    yes[one], no[one] = (0, None) if variable in true else (None, 0)
                continue
            if kind == NOT:
                yes[one], no[one] = no[parts[one][0]], yes[parts[one][0]]
                continue
            every, some = (yes, no) if kind == AND else (no, yes)
            joined: int | None = 0
            least, lowest = None, 0
            for part in parts[one]:
                mine, other = every[part], some[part]
                joined = None if joined is None or mine is None else joined | mine
                if other is not None and (least is None or price[other] < lowest):
                    least, lowest = other, price[other]
            every[one], some[one] = joined, least
            if joined is not None and joined not in price:
                price[joined] = (joined >> above).bit_count()
        return (yes if holds else no)[root]

    def _price(self, one: int) -> int:
        return (one >> 2 * self._size).bit_count()

    def _needed(self, root: int, holds: bool, true: frozenset[int], literals: Sequence[Literal]) -> tuple[Literal, ...]:
        """The answers without those that can be left out, the last of them first."""
        kept = list(literals)
        while True:
            lines: dict[int, int] = {}
            whole = (1 << len(kept)) - 1
            for place in range(len(kept)):
                others = frozenset(kept[:place] + kept[place + 1 :])
                for variable in self.closed(true | others):
                    lines[variable] = lines.get(variable, 0) | 1 << place
            value = self.bits(root, lines, whole)
            spare = value if holds else whole & ~value
            if not spare:
                return tuple(kept)
            del kept[spare.bit_length() - 1]


def _beneath(formulas: Formulas, roots: Iterable[int]) -> list[int]:
    """Every formula beneath the roots, parts before what they are parts of."""
    seen, todo = set(roots), list(roots)
    while todo:
        for part in formulas.parts[one] if formulas.kind[one := todo.pop()] != VARIABLE else ():
            if part not in seen:
                seen.add(part)
                todo.append(part)
    return sorted(one for one in seen if one > YES)


def _bits_of(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
