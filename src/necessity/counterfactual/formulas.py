"""Formulas written down and not yet worked out, so that only those that are asked for are.

Invariant: a formula is made once, by the number of its place; what is surely so or surely not is never kept as a part.
"""

from __future__ import annotations

from collections.abc import Sequence

from necessity.counterfactual.diagrams import NO, YES, Diagrams

VARIABLE, NOT, AND, OR = "variable", "not", "and", "or"


class Formulas:
    """An algebra for `symbolic/rails.Encoder`: formulas as numbers, 0 never, 1 always."""

    true, false = YES, NO

    def __init__(self) -> None:
        self.kind: list[str] = ["", ""]
        self.parts: list[tuple[int, ...]] = [(), ()]
        self._made: dict[tuple[str, tuple[int, ...]], int] = {}

    def _formula(self, kind: str, parts: tuple[int, ...]) -> int:
        found = self._made.get((kind, parts))
        if found is None:
            found = self._made[kind, parts] = len(self.kind)
            self.kind.append(kind)
            self.parts.append(parts)
        return found

    def one(self, variable: int) -> int:
        return self._formula(VARIABLE, (variable,))

    def no(self, part: int) -> int:
        if part <= YES:
            return YES - part
        return self.parts[part][0] if self.kind[part] == NOT else self._formula(NOT, (part,))

    def both(self, *parts: int) -> int:
        return self._joined(AND, parts, YES, NO)

    def either(self, *parts: int) -> int:
        return self._joined(OR, parts, NO, YES)

    def _joined(self, kind: str, parts: Sequence[int], empty: int, whole: int) -> int:
        found: dict[int, None] = {}
        for part in parts:
            if part == whole:
                return whole
            if part == empty or part in found:
                continue
            if self.kind[part] == kind:
                found.update(dict.fromkeys(self.parts[part]))
            else:
                found[part] = None
        if len(found) < 2:
            return next(iter(found), empty)
        if any(self.kind[part] == NOT and self.parts[part][0] in found for part in found):
            return whole
        return self._formula(kind, tuple(found))

    def count(self, parts: Sequence[int], least: int) -> int:
        """At least so many of the parts."""
        if least <= 0:
            return YES
        sure = sum(part == YES for part in parts)
        if sure:
            return self.count([part for part in parts if part != YES], least - sure)
        parts = [part for part in parts if part != NO]
        if least > len(parts):
            return NO
        if least == 1:
            return self.either(*parts)
        if least == len(parts):
            return self.both(*parts)
        reached = [YES] + [NO] * least
        for part in parts:
            for k in range(least, 0, -1):
                reached[k] = self.either(reached[k], self.both(reached[k - 1], part))
        return reached[least]

    def named(self, part: int) -> int:
        return part

    # -- worked out ----------------------------------------------------------------------------------------------------

    def diagram(self, formula: int, into: Diagrams, known: dict[int, int]) -> int:
        """The formula as a diagram; `known` keeps what was worked out, variables that are settled among it."""
        found = known.get(formula)
        if found is None:
            kind, parts = self.kind[formula], self.parts[formula]
            if kind == VARIABLE:
                found = into.one(parts[0])
            elif kind == NOT:
                found = into.no(self.diagram(parts[0], into, known))
            else:
                below = [self.diagram(part, into, known) for part in parts]
                found = into.both(*below) if kind == AND else into.either(*below)
            known[formula] = found
        return found

    def order(self, *formulas: int) -> list[int]:
        """The variables in the order in which they are best asked: what stands together together, narrow parts first.

        A diagram has a fourth of the nodes so, at the median of the shipped policies, beside the order of the tree.
        """
        wide: dict[int, frozenset[int]] = {}
        found: dict[int, None] = {}
        seen: set[int] = set()

        def width(one: int) -> int:
            return len(self._variables(one, wide))

        todo = list(reversed(formulas))
        while todo:
            one = todo.pop()
            if one in seen or one <= YES:
                continue
            seen.add(one)
            if self.kind[one] == VARIABLE:
                found.setdefault(self.parts[one][0])
            else:
                todo += sorted(self.parts[one], key=width)[::-1]  # the last is taken first
        return list(found)

    def _variables(self, formula: int, known: dict[int, frozenset[int]]) -> frozenset[int]:
        """The variables beneath a formula."""
        found = known.get(formula)
        if found is None:
            parts = self.parts[formula]
            if self.kind[formula] == VARIABLE:
                found = frozenset(parts)
            else:
                found = frozenset().union(*(self._variables(part, known) for part in parts))
            known[formula] = found
        return found

    def signs(self, formula: int) -> tuple[frozenset[int], frozenset[int]]:
        """The variables that help the formula to hold, and those that hinder it; one that does both stands in both."""
        seen: set[tuple[int, bool]] = set()
        helps: set[int] = set()
        hinders: set[int] = set()
        todo = [(formula, True)]
        while todo:
            one, sign = todo.pop()
            if (one, sign) in seen:
                continue
            seen.add((one, sign))
            if self.kind[one] == VARIABLE:
                (helps if sign else hinders).add(self.parts[one][0])
            elif self.kind[one] == NOT:
                todo.append((self.parts[one][0], not sign))
            else:
                todo += [(part, sign) for part in self.parts[one]]
        return frozenset(helps), frozenset(hinders)
