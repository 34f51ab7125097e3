"""The verdict of every node as two rails, met and failed, over any algebra: many charts at once, or a solver's formulas.

Invariant: `rails_of` says what evaluation/criterion.py does, exception by exception; tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from necessity.policy.criterion import All, AtLeast, Never
from necessity.symbolic.asked import Ask, Node

B = TypeVar("B")
"""A truth value of some form: of many charts at once, or a formula."""


class Algebra(Protocol[B]):
    """And, or, not and counting over truth values of some form."""

    @property
    def true(self) -> B: ...
    @property
    def false(self) -> B: ...
    def both(self, *parts: B) -> B: ...
    def either(self, *parts: B) -> B: ...
    def no(self, part: B) -> B: ...
    def count(self, parts: Sequence[B], least: int) -> B: ...
    def named(self, part: B) -> B:
        """The same value under a short name, so that what uses it stays small."""


@dataclass(frozen=True, slots=True)
class Rails(Generic[B]):
    """`met` and `failed`; the same without silence (`firm_met`, `firm_failed`); `not_raised`: that is the reason given.

    `shown`: some fact speaks for it, where it is met. `raised`: it surely applies here.
    """

    met: B
    failed: B
    firm_met: B
    firm_failed: B
    not_raised: B
    shown: B


Leaves = Callable[[Ask], "Rails[B]"]


def constant(algebra: Algebra[B], met: bool | None) -> Rails[B]:
    """Met, failed or (None) unknown, whatever the chart says."""
    yes, no = algebra.true, algebra.false
    m, f = (yes if met is True else no), (yes if met is False else no)
    return Rails(m, f, m, f, no, m)


@dataclass(slots=True)
class Encoder(Generic[B]):
    """The rails of trees over one algebra; `leaves` gives those of a question. What was encoded once is kept."""

    algebra: Algebra[B]
    leaves: Leaves[B]
    known: dict[tuple[int, bool, bool], Rails[B]]
    atom: Callable[[Node], Rails[B] | None] = lambda node: None

    def rails(self, node: Node) -> Rails[B]:
        same = (node.key, node.optional, node.waiving)
        found = self.known.get(same)
        if found is None:
            found = self.known[same] = self._named(self._of(node, self.rails))
        return found

    def with_changed(self, root: Node, changed: Mapping[Node, bool]) -> tuple[B, B]:
        """Met and failed of the root where some nodes beneath it are given a verdict, whatever they would answer."""
        above: set[Node] = set()
        for one in changed:
            parent = one.parent
            while parent is not None and parent not in above:
                above.add(parent)
                parent = parent.parent
        a = self.algebra
        fresh: dict[Node, tuple[B, B]] = {}

        def rails(node: Node) -> tuple[B, B]:
            if node in changed:
                return (a.true, a.false) if changed[node] else (a.false, a.true)
            if node not in above:
                found = self.rails(node)
                return found.met, found.failed
            if node not in fresh:
                fresh[node] = self._changed(node, rails)
            return fresh[node]

        return rails(root)

    def _changed(self, node: Node, below: Callable[[Node], tuple[B, B]]) -> tuple[B, B]:
        """Met and failed of one node, by the table of the language alone."""
        a, body = self.algebra, node.criterion.body
        if node.body:
            parts = [below(child) for child in node.body]
            if isinstance(body, All):
                m, f = a.both(*(one for one, _ in parts)), a.either(*(one for _, one in parts))
            else:
                needed = body.needed if isinstance(body, AtLeast) else 1
                raised = [below(child.applies)[0] if child.applies else a.true for child in node.body]
                m = a.count([one for one, _ in parts], needed)
                f = a.both(a.count([one for _, one in parts], len(parts) - needed + 1), a.either(*raised))
        else:
            bare = self._body(node, self.rails)
            m, f = bare.met, bare.failed
        if node.when and node.by:
            (wm, wf), (ym, yf) = below(node.when), below(node.by)
            m, f = (
                a.either(a.both(wm, ym), a.both(wf, m), a.both(m, ym)),
                a.either(a.both(wm, yf), a.both(wf, f), a.both(f, yf)),
            )
        for waiver in node.waivers:
            wm, wf = below(waiver)
            m, f = a.either(m, wm), a.both(f, wf)
        for bar in node.bars:
            xm, xf = below(bar)
            m, f = a.both(m, xf), a.either(f, xm)
        if node.applies:
            xm, xf = below(node.applies)
            m, f = (a.both(m, xm), a.either(f, xf)) if node.optional else (a.either(m, xf), a.both(f, xm))
        return m, f

    def _named(self, one: Rails[B]) -> Rails[B]:
        name = self.algebra.named
        return Rails(
            name(one.met),
            name(one.failed),
            name(one.firm_met),
            name(one.firm_failed),
            name(one.not_raised),
            name(one.shown),
        )

    # -- bodies --------------------------------------------------------------------------------------------------------

    def _of(self, node: Node, below: Callable[[Node], Rails[B]]) -> Rails[B]:
        given = self.atom(node)
        if given is not None:
            return given
        body = self._body(node, below)
        return self._excepted(node, body, below) if node.criterion.has_exceptions else body

    def _body(self, node: Node, below: Callable[[Node], Rails[B]]) -> Rails[B]:
        body = node.criterion.body
        if node.ask is not None:
            return self.leaves(node.ask)
        if isinstance(body, Never):
            return constant(self.algebra, False)
        parts = [below(child) for child in node.body]
        if isinstance(body, All):
            return self._all(parts)
        raised = [below(child.applies).met if child.applies else self.algebra.true for child in node.body]
        needed = body.needed if isinstance(body, AtLeast) else 1
        return self._branches(parts, raised, needed)

    def _all(self, parts: Sequence[Rails[B]]) -> Rails[B]:
        a = self.algebra
        met, failed = a.both(*(one.met for one in parts)), a.either(*(one.failed for one in parts))
        fails = self._first_not_raised(parts, [one.failed for one in parts])
        return Rails(
            met,
            failed,
            a.both(*(one.firm_met for one in parts)),
            a.either(*(one.firm_failed for one in parts)),
            a.either(a.both(failed, fails), a.both(a.no(met), a.no(failed), self._first_open_not_raised(parts))),
            a.either(*(one.shown for one in parts)),
        )

    def _first_not_raised(self, parts: Sequence[Rails[B]], decisive: Sequence[B]) -> B:
        """Whether the first part that is decisive, and gives the reason so, was not raised."""
        a = self.algebra
        found = [
            a.both(mine, one.not_raised, *map(a.no, decisive[:at]))
            for at, (one, mine) in enumerate(zip(parts, decisive, strict=True))
            if one.not_raised is not a.false
        ]
        return a.either(*found)

    def _first_open_not_raised(self, parts: Sequence[Rails[B]]) -> B:
        a = self.algebra
        return self._first_not_raised(parts, [a.both(a.no(one.met), a.no(one.failed)) for one in parts])

    def _branches(self, parts: Sequence[Rails[B]], raised: Sequence[B], needed: int) -> Rails[B]:
        """An any or an at_least; where no branch is surely raised it is not failed but open."""
        a = self.algebra
        most = len(parts) - needed + 1  # so many failed branches fail the whole
        met = a.count([one.met for one in parts], needed)
        fell = a.count([one.failed for one in parts], most)
        some = a.either(*raised)
        failed = a.both(fell, some)
        left_out = [a.either(one.firm_failed, one.not_raised) for one in parts]
        firm_met = a.count([a.both(one.firm_met, a.no(one.not_raised)) for one in parts], needed)
        return Rails(
            met,
            failed,
            a.both(met, firm_met),
            a.both(failed, a.count(left_out, most)),
            a.either(
                a.both(fell, a.no(some)),
                a.both(a.no(met), a.no(fell), self._first_open_not_raised(parts)),
            ),
            a.either(*(a.both(one.met, one.shown) for one in parts)),
        )

    # -- exceptions, in the order body, replaced, waived, barred, applies ------------------------------------------------

    def _excepted(self, node: Node, body: Rails[B], below: Callable[[Node], Rails[B]]) -> Rails[B]:
        step = body
        if node.when and node.by:
            step = self._replaced(step, below(node.when), below(node.by))
        for waiver in node.waivers:
            step = self._waived(step, below(waiver))
        for bar in node.bars:
            step = self._barred(step, below(bar))
        if node.applies:
            step = self._applied(step, below(node.applies), node.optional)
        a = self.algebra
        return replace(
            step, firm_met=a.both(step.firm_met, step.met), firm_failed=a.both(step.firm_failed, step.failed)
        )

    def _opened(self, before: Rails[B], met: B, failed: B, by: Rails[B]) -> tuple[B, B, B]:
        """`not_raised` and `shown` after a step: what was settled and is open now takes its reason from what opened it."""
        a = self.algebra
        was = a.either(before.met, before.failed)
        opened = a.both(was, a.no(met), a.no(failed))
        not_raised = a.either(a.both(opened, by.not_raised), a.both(a.no(opened), before.not_raised))
        return not_raised, a.both(before.shown, a.no(opened)), opened

    def _replaced(self, b: Rails[B], w: Rails[B], y: Rails[B]) -> Rails[B]:
        a = self.algebra

        def rail(wm: B, wf: B, bx: B, yx: B) -> B:
            return a.either(a.both(wm, yx), a.both(wf, bx), a.both(bx, yx))

        met = rail(w.met, w.failed, b.met, y.met)
        failed = rail(w.met, w.failed, b.failed, y.failed)
        not_raised, shown, _ = self._opened(b, met, failed, w)
        return Rails(
            met,
            failed,
            rail(w.firm_met, w.firm_failed, b.firm_met, y.firm_met),
            rail(w.firm_met, w.firm_failed, b.firm_failed, y.firm_failed),
            a.either(a.both(w.met, a.no(y.met), y.not_raised), a.both(a.no(w.met), not_raised)),
            a.either(a.both(w.met, y.shown), a.both(a.no(w.met), shown)),
        )

    def _waived(self, b: Rails[B], w: Rails[B]) -> Rails[B]:
        a = self.algebra
        met, failed = a.either(b.met, w.met), a.both(b.failed, w.failed)
        lifted = a.both(a.no(b.met), w.met)
        not_raised, shown, _ = self._opened(b, met, failed, w)
        return Rails(
            met,
            failed,
            a.either(b.firm_met, w.firm_met),
            a.both(b.firm_failed, w.firm_failed),
            a.both(not_raised, a.no(lifted)),
            a.either(a.both(lifted, w.shown), a.both(a.no(lifted), shown)),
        )

    def _barred(self, b: Rails[B], x: Rails[B]) -> Rails[B]:
        a = self.algebra
        met, failed = a.both(b.met, x.failed), a.either(b.failed, x.met)
        not_raised, shown, _ = self._opened(b, met, failed, x)
        return Rails(
            met,
            failed,
            a.both(b.firm_met, x.firm_failed),
            a.either(b.firm_failed, x.firm_met),
            a.both(not_raised, a.no(x.met)),
            a.both(shown, a.no(x.met)),
        )

    def _applied(self, b: Rails[B], x: Rails[B], optional: bool) -> Rails[B]:
        a = self.algebra
        if optional:
            met, failed = a.both(b.met, x.met), a.either(b.failed, x.failed)
            firm_met, firm_failed = a.both(b.firm_met, x.firm_met), a.either(b.firm_failed, x.firm_failed)
        else:
            met, failed = a.either(b.met, x.failed), a.both(b.failed, x.met)
            firm_met, firm_failed = a.either(b.firm_met, x.firm_failed), a.both(b.firm_failed, x.firm_met)
        not_raised, shown, _ = self._opened(b, met, failed, x)
        kept = a.both(not_raised, a.no(x.failed))
        return Rails(
            met,
            failed,
            firm_met,
            firm_failed,
            a.either(kept, x.failed) if optional else kept,
            a.both(shown, a.no(x.failed)),
        )


# -- many charts at once -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bits:
    """Truth values as whole numbers: bit n is the value on chart n."""

    true: int
    false: int = 0

    def both(self, *parts: int) -> int:
        found = self.true
        for one in parts:
            found &= one
        return found

    def either(self, *parts: int) -> int:
        found = 0
        for one in parts:
            found |= one
        return found

    def no(self, part: int) -> int:
        return self.true & ~part

    def count(self, parts: Sequence[int], least: int) -> int:
        if least <= 0:
            return self.true
        reached = [self.true] + [0] * least  # reached[k]: at least k so far
        for one in parts:
            for k in range(least, 0, -1):
                reached[k] |= reached[k - 1] & one
        return reached[least]

    def named(self, part: int) -> int:
        return part
