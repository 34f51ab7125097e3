"""Formulas for the solver, made with as little of it as possible: and, or, not, counting, and names for what is used again.

Invariant: this is the one place that touches z3, and it is imported only when a proof is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Formulas:
    """An algebra over formulas of one solver. `true` and `false` are simplified away before the solver sees them."""

    def __init__(self) -> None:
        import z3

        self.z3 = z3
        self.solver = z3.SolverFor("QF_FD")
        self.solver.set("phase", "always_false")  # charts as small as they come
        self.true: Any = z3.BoolVal(True)
        self.false: Any = z3.BoolVal(False)
        self.queries = 0
        self._count = 0

    def variable(self, name: str = "v") -> Any:
        self._count += 1
        return self.z3.Bool(f"{name}{self._count}")

    def both(self, *parts: Any) -> Any:
        kept = {}
        for one in parts:
            if one is self.false:
                return self.false
            if one is not self.true:
                kept[one.get_id()] = one
        if len(kept) < 2:
            return next(iter(kept.values()), self.true)
        return self.z3.And(*kept.values())

    def either(self, *parts: Any) -> Any:
        kept = {}
        for one in parts:
            if one is self.true:
                return self.true
            if one is not self.false:
                kept[one.get_id()] = one
        if len(kept) < 2:
            return next(iter(kept.values()), self.false)
        return self.z3.Or(*kept.values())

    def no(self, part: Any) -> Any:
        if part is self.true:
            return self.false
        if part is self.false:
            return self.true
        return part.arg(0) if self.z3.is_not(part) else self.z3.Not(part)

    def count(self, parts: Sequence[Any], least: int) -> Any:
        sure = sum(one is self.true for one in parts)
        rest = [one for one in parts if one is not self.true and one is not self.false]
        least -= sure
        if least <= 0:
            return self.true
        if least > len(rest):
            return self.false
        if least == 1:
            return self.either(*rest)
        if least == len(rest):
            return self.both(*rest)
        return self.z3.AtLeast(*rest, least)

    def named(self, part: Any) -> Any:
        if part.num_args() == 0 or (self.z3.is_not(part) and part.arg(0).num_args() == 0):
            return part
        name = self.variable("n")
        self.solver.add(name == part)
        return name

    def differ(self, one: Any, other: Any) -> Any:
        if one is other or one.eq(other):
            return self.false
        return self.either(self.both(one, self.no(other)), self.both(self.no(one), other))

    def require(self, *parts: Any) -> None:
        self.solver.add(*parts)

    def at_most(self, parts: Sequence[Any], most: int) -> Any:
        """At most so many of them."""
        return self.z3.AtMost(*parts, most) if len(parts) > most else self.true

    def find(self, *wanted: Any, limit_ms: int = 20_000) -> Any:
        """A model in which all that is wanted holds, False where there is none, None where the solver gives up."""
        self.queries += 1
        if any(one is self.false for one in wanted):
            return False
        self.solver.set("timeout", limit_ms)
        asked = [self._assumed(one) for one in wanted if one is not self.true]
        answer = self.solver.check(*asked)
        if answer == self.z3.sat:
            return self.solver.model()
        return False if answer == self.z3.unsat else None

    def _assumed(self, one: Any) -> Any:
        """A name for what is wanted this time only; the name means nothing while it is not asked for."""
        if one.num_args() == 0:
            return one
        name = self.variable("q")
        self.solver.add(self.z3.Implies(name, one))
        return name
