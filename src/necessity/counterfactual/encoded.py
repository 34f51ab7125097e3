"""The rails of judged places over any algebra: as they are now, with some answers, or with every answer left free.

Invariant: the tables are those of symbolic/rails.py; what is added here is the levels of an any_level and the lines that a test
on lines follows, as evaluation/assess.py puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from necessity.counterfactual.places import Asked, Place
from necessity.policy.criterion import AnyLevel
from necessity.policy.leaf import LineTest
from necessity.symbolic.asked import Ask, Node
from necessity.symbolic.rails import Algebra, Encoder, Rails

B = TypeVar("B")

Followed = Callable[[Place, LineTest, str | None], Sequence[Sequence[Place]] | None]
"""The lines that a test on lines looks at, each with its places; None where its answer cannot be followed."""


@dataclass(eq=False, slots=True)
class Encoded(Generic[B]):
    """Every place over one algebra, each encoded once. `answers` gives the rails of a leaf, `followed` the lines of a test."""

    algebra: Algebra[B]
    answers: Callable[[Asked], Rails[B]]
    followed: Followed
    known: dict[Place, Rails[B]] = field(default_factory=dict)

    def place(self, place: Place) -> Rails[B]:
        found = self.known.get(place)
        if found is None:
            found = self.known[place] = _AtPlace(self, place).at(place.level).rails(place.root)
        return found

    def line(self, place: Place, test: LineTest, asked: Asked) -> Rails[B]:
        """What a test on lines answers: the best of those that it looks at."""
        lines = self.followed(place, test, asked.level)
        if lines is None:
            return as_now(self.algebra, asked.now)
        if not lines:
            return as_now(self.algebra, Rails(0, 1, 0, 1, 0, 0))
        return best(self.algebra, [self.together([self.place(one) for one in places]) for places in lines])

    def together(self, places: Sequence[Rails[B]]) -> Rails[B]:
        """A line from its places: met when all are, failed when one is; the first that decides gives the reason."""
        a = self.algebra
        if len(places) == 1:
            return places[0]
        if not places:
            return as_now(a, Rails(0, 0, 0, 0, 0, 0))  # no policy is for it
        met, failed = a.both(*(one.met for one in places)), a.either(*(one.failed for one in places))
        unraised, before = [], a.true
        for one in places:
            decides = a.either(one.failed, a.both(a.no(failed), a.no(one.met)))
            unraised.append(a.both(before, decides, one.not_raised))
            before = a.both(before, a.no(decides))
        return Rails(
            met,
            failed,
            a.both(*(one.firm_met for one in places)),
            a.both(failed, a.either(*(one.firm_failed for one in places))),
            a.either(*unraised),
            a.both(*(one.shown for one in places)),
        )


@dataclass(frozen=True, slots=True)
class _Left(Rails[B]):
    """The rails of a branch; `left_out`: it fails because it surely does not apply, whether that was said or not."""

    left_out: B


@dataclass(slots=True)
class _Encoder(Encoder[B]):
    """The rails of one place as seen from one level; an any_level has a branch for each level at which it was judged.

    They say what those of symbolic/rails.py say, in forms that use no more "not" than they must: an answer that can only help
    is then seen to help. `shown` holds here only where the node is met.
    """

    level: str | None = None
    other: _AtPlace[B] | None = None

    def _named(self, one: Rails[B]) -> Rails[B]:
        return one

    def _body(self, node: Node, below: Callable[[Node], Rails[B]]) -> Rails[B]:
        if not isinstance(node.criterion.body, AnyLevel):
            return Encoder._body(self, node, below)
        assert self.other is not None
        inner, parts, raised = node.body[0], [], []
        for level in self.other.place.levels[node.key, self.level]:
            there = self.other.at(level)
            parts.append(there.rails(inner))
            raised.append(there.rails(inner.applies).met if inner.applies else self.algebra.true)
        return self._branches(parts, raised, 1)

    def _all(self, parts: Sequence[Rails[B]]) -> Rails[B]:
        found = Encoder._all(self, parts)
        return replace(found, shown=self.algebra.both(found.met, found.shown))

    def _branches(self, parts: Sequence[Rails[B]], raised: Sequence[B], needed: int) -> Rails[B]:
        a, found = self.algebra, Encoder._branches(self, parts, raised, needed)
        shown = a.either(*(one.shown for one in parts))
        if needed > 1:
            return replace(found, shown=a.both(found.met, shown))
        # of an any that fails every branch does: one that was not raised counts as left out
        left_out = [a.either(one.firm_failed, getattr(one, "left_out", a.false)) for one in parts]
        return replace(found, firm_failed=a.both(found.failed, *left_out), shown=shown)

    def _replaced(self, b: Rails[B], w: Rails[B], y: Rails[B]) -> Rails[B]:
        a, found = self.algebra, Encoder._replaced(self, b, w, y)
        # where it is replaced the other one must show it; where that shows all that it meets, nothing need be taken back
        kept = a.both(b.shown, y.met) if y.shown == y.met else a.both(b.shown, y.met, a.no(w.met))
        return replace(found, shown=a.either(a.both(w.met, y.shown), a.both(w.failed, b.shown), kept))

    def _waived(self, b: Rails[B], w: Rails[B]) -> Rails[B]:
        a, found = self.algebra, Encoder._waived(self, b, w)
        lifted = w.shown if b.shown == b.met else a.both(w.shown, a.no(b.met))
        return replace(found, shown=a.either(b.shown, lifted))

    def _barred(self, b: Rails[B], x: Rails[B]) -> Rails[B]:
        return replace(Encoder._barred(self, b, x), shown=self.algebra.both(b.shown, x.failed))

    def _applied(self, b: Rails[B], x: Rails[B], optional: bool) -> Rails[B]:
        a, found = self.algebra, Encoder._applied(self, b, x, optional)
        if not optional:
            return replace(found, shown=a.both(b.shown, a.no(x.failed)))
        shown = a.both(b.shown, x.met)
        return _Left(
            found.met, found.failed, found.firm_met, found.firm_failed, found.not_raised, shown, left_out=x.failed
        )


@dataclass(slots=True)
class _AtPlace(Generic[B]):
    encoded: Encoded[B]
    place: Place
    seen_from: dict[str | None, _Encoder[B]] = field(default_factory=dict)

    def at(self, level: str | None) -> _Encoder[B]:
        if level not in self.seen_from:

            def leaves(ask: Ask) -> Rails[B]:
                line = self.place.lines.get((ask.number, level))
                if line is not None:
                    return self.encoded.line(self.place, *line)
                return self.encoded.answers(self.place.asked[ask.number, level])

            self.seen_from[level] = _Encoder(self.encoded.algebra, leaves, {}, level=level, other=self)
        return self.seen_from[level]


def best(a: Algebra[B], lines: Sequence[Rails[B]]) -> Rails[B]:
    """The best of several lines, the first of equal ones; one that is met counts as shown where it is."""
    chosen = lines[0] if len(lines) == 1 else _first_best(a, lines)
    return replace(chosen, not_raised=a.both(chosen.not_raised, a.no(chosen.shown)))


def _first_best(a: Algebra[B], lines: Sequence[Rails[B]]) -> Rails[B]:
    met, failed = a.either(*(one.met for one in lines)), a.both(*(one.failed for one in lines))
    before, parts = a.true, []
    for one in lines:
        as_good = a.either(one.met, a.both(a.no(met), a.no(one.failed)), failed)
        parts.append((a.both(before, as_good), one))
        before = a.both(before, a.no(as_good))

    def of_it(rail: Callable[[Rails[B]], B]) -> B:
        return a.either(*(a.both(mine, rail(one)) for mine, one in parts))

    return Rails(
        met,
        failed,
        of_it(lambda one: one.firm_met),
        of_it(lambda one: one.firm_failed),
        of_it(lambda one: one.not_raised),
        of_it(lambda one: one.shown),
    )


# -- leaves ------------------------------------------------------------------------------------------------------------------


def as_now(a: Algebra[B], now: Rails[int]) -> Rails[B]:
    """The rails of a leaf as it is answered now."""
    bits = (now.met, now.failed, now.firm_met, now.firm_failed, now.not_raised, now.shown)
    return Rails(*(a.true if bit else a.false for bit in bits))


def answered(a: Algebra[B], yes: B, no: B, asked: Asked) -> Rails[B]:
    """The rails of a leaf whose question is shown to be so where `yes`, not to be so where `no`, and else as it is now."""
    met, failed, now = (no, yes, asked.now) if asked.denied else (yes, no, asked.now)

    def rail(answer: B, other: B, bit: int) -> B:
        return a.no(other) if bit else answer  # nobody answers both

    return Rails(
        rail(met, failed, now.met),
        rail(failed, met, now.failed),
        rail(met, failed, now.firm_met),
        rail(failed, met, now.firm_failed),
        a.both(a.no(met), a.no(failed)) if now.not_raised else a.false,
        rail(met, failed, int(now.met and now.shown)),
    )
