"""What a chart answers to a question, by the language's own page: facts, moments, lines and persons over any algebra.

Invariant: one text says it for a solver and for a chart that is written out, so that the two cannot part; none is the engine's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Generic

from necessity.policy.leaf import FactTest, LineTest, Moment, MomentTest
from necessity.symbolic.asked import Ask, Key, moment_key
from necessity.symbolic.facts import Candidate, KindModel, anchored, variant_key
from necessity.symbolic.lines import Line
from necessity.symbolic.rails import Algebra, B, Encoder, Rails
from necessity.symbolic.scope import DAY, IGNORED, OPEN, Anchor, days_before
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.procedures import Procedures
from necessity.when import Duration, shift


@dataclass(slots=True)
class MomentState(Generic[B]):
    """Where a moment is: `on` some day, `none` (ruled out), of these `silent` by silence alone; otherwise open."""

    on: dict[int, B]
    none: B
    silent: B


@dataclass(slots=True)
class Leaves(Generic[B]):
    """The rails of questions where `facts`, `lines` and `own` say what holds; `persons` gives the yes and no of a person."""

    algebra: Algebra[B]
    procedures: Procedures
    kinds: Mapping[str, KindModel]
    numbers: Mapping[str, Mapping[Key, int]]
    facts: Mapping[str, Sequence[tuple[Candidate, B]]]
    lines: Sequence[tuple[Line, B]]
    own: Sequence[tuple[str, B]]
    persons: Callable[[str], tuple[B, B]]
    _rails: dict[tuple[int, int], Rails[B]] = field(default_factory=dict)
    _moments: dict[Key, MomentState[B]] = field(default_factory=dict)
    encoders: tuple[Encoder[B], ...] = field(init=False)

    def __post_init__(self) -> None:
        packs = max((len(line.roots) for line, _ in self.lines), default=1)
        self.encoders = tuple(Encoder(self.algebra, partial(self.leaves, pack=at), {}) for at in range(max(packs, 2)))

    # -- what is asked ---------------------------------------------------------------------------------------------------

    def leaves(self, ask: Ask, pack: int = 0) -> Rails[B]:
        """The rails of a question; what another line's answer is depends on the pack, by its number."""
        of_a_pack = isinstance(ask.leaf, LineTest) and ask.leaf.question == "met"
        key = (ask.number, pack if of_a_pack else 0)
        if key not in self._rails:
            self._rails[key] = self._named(self._leaf(ask, pack))
        return self._rails[key]

    def _named(self, one: Rails[B]) -> Rails[B]:
        name = self.algebra.named
        m, x = name(one.met), name(one.failed)
        fm, fx = name(one.firm_met), name(one.firm_failed)
        return Rails(m, x, fm, fx, one.not_raised, name(one.shown))

    def _leaf(self, ask: Ask, pack: int) -> Rails[B]:
        f, leaf = self.algebra, ask.leaf
        if leaf is None:
            m, x = self.persons(ask.person)
            return Rails(m, x, m, x, f.false, m)
        if isinstance(leaf, LineTest):
            return self._line(leaf, pack)
        if isinstance(leaf, MomentTest):
            return self._age(leaf, ask)
        return self._fact(leaf, ask)

    # -- facts -----------------------------------------------------------------------------------------------------------

    def _variant(self, test: FactTest, anchors: Sequence[Anchor]) -> tuple[B, B, B]:
        """Met, failed, and nothing in scope, with the moments of its windows where `anchors` say."""
        f = self.algebra
        bit = 1 << self.numbers[test.kind.name][variant_key(test, anchors)]
        met, fails, against, any_ = [], [], [], []
        for one, var in self.facts[test.kind.name]:
            if one.outside & bit:
                continue
            any_.append(var)
            if one.inside & one.met & bit:
                met.append(var)
            if one.inside & one.failed & bit:
                fails.append(var)
            if not one.failed & bit:
                against.append(var)
        return (
            f.either(*met),
            f.both(f.either(*fails), f.no(f.either(*against))),
            f.no(f.either(*any_)),
        )

    def _silence(self, kind: Kind, by_the_leaf: bool) -> B:
        """Whether nothing said means that there is none."""
        f, means = self.algebra, kind.silence.means
        if means == "closed":
            return f.false
        if by_the_leaf or means == "absent":
            return f.true
        if kind.silence.after is None:
            return f.false
        return f.either(*(var for one, var in self.facts[kind.silence.after] if not one.said.denied))

    def _fact(self, test: FactTest, ask: Ask) -> Rails[B]:
        f = self.algebra
        moments = anchored(test)
        quiet = self._silence(test.kind, ask.silence_absent)
        mets, fails, firm_mets, firm_fails = [], [], [], []
        grid = self.kinds[test.kind.name].grid
        states: list[list[tuple[Anchor, B, B]]] = []  # anchor, where it holds, where it holds by silence alone
        ruled_out, ruled_silent = f.false, f.false
        for moment in moments:
            at = self.moment(moment)
            rest = f.no(f.either(at.none, *at.on.values()))
            mine: list[tuple[Anchor, B, B]] = [(day, at.on[day], f.false) for day in grid if day in at.on]
            mine.append((OPEN, rest, f.false))
            if moment.ignore_if_none:
                mine.append((IGNORED, at.none, at.silent))
            else:
                ruled_out = f.either(ruled_out, at.none)
                ruled_silent = f.either(ruled_silent, f.both(at.none, f.no(at.silent)))
            states.append(mine)
        for chosen in product(*states):
            holds = f.both(*(where for _, where, _ in chosen))
            if holds is f.false:
                continue
            met, fail, silent = self._variant(test, [anchor for anchor, _, _ in chosen])
            mets.append(f.both(holds, met))
            fails.append(f.both(holds, f.either(fail, f.both(silent, quiet))))
            told = [OPEN if anchor == IGNORED else anchor for anchor, _, _ in chosen]
            dropped = f.either(*(by for _, _, by in chosen))
            firm_met, firm_fail = met, fail
            if dropped is not f.false:
                other_met, other_fail, other_silent = self._variant(test, told)
                firm_met = f.both(met, f.either(f.no(dropped), other_met))
                kept = f.either(f.no(dropped), other_fail, f.both(other_silent, quiet))
                firm_fail = f.both(fail, kept)
            firm_mets.append(f.both(holds, firm_met))
            firm_fails.append(f.both(holds, firm_fail))
        open_moment = f.no(ruled_out)
        met = f.both(open_moment, f.either(*mets))
        failed = f.either(ruled_out, f.either(*fails))
        firm_met = f.both(open_moment, f.either(*firm_mets))
        firm_failed = f.either(ruled_silent, f.both(open_moment, f.either(*firm_fails)))
        if test.absent:
            met, failed, firm_met, firm_failed = failed, met, firm_failed, firm_met
        return Rails(met, failed, firm_met, firm_failed, f.false, firm_met)

    # -- moments ---------------------------------------------------------------------------------------------------------

    def moment(self, moment: Moment, by_the_leaf: bool = False) -> MomentState[B]:
        key = (*moment_key(moment), by_the_leaf)
        if key not in self._moments:
            self._moments[key] = self._moment(moment, by_the_leaf)
        return self._moments[key]

    def _moment(self, moment: Moment, by_the_leaf: bool) -> MomentState[B]:
        f, scope = self.algebra, moment.scope
        anchors: list[Anchor] = [OPEN for _ in anchored(scope)]
        bit = 1 << self.numbers[scope.kind.name][variant_key(scope, anchors)]
        events: dict[int, list[B]] = {}
        maybe: list[B] = []
        denied: list[B] = []
        for one, var in self.facts[scope.kind.name]:
            if one.outside & bit:
                continue
            if one.said.denied:
                denied += [var] if one.inside & bit else []
            elif one.inside & bit:
                events.setdefault(one.said.start, []).append(var)
            else:
                maybe.append(var)
        some = f.named(f.either(*maybe))
        days = sorted(events, reverse=moment.which == "first")
        on: dict[int, B] = {}
        before: list[B] = []
        for day in days:
            here = f.named(f.either(*events[day]))
            on[day] = f.named(f.both(here, f.no(some), *map(f.no, before)))
            before.append(here)
        none = f.both(f.no(some), *map(f.no, before))
        told = f.either(*denied)
        silent = f.both(none, f.no(told), self._silence(scope.kind, by_the_leaf))
        return MomentState(on, f.named(f.either(f.both(none, told), silent)), f.named(silent))

    def _age(self, test: MomentTest, ask: Ask) -> Rails[B]:
        f = self.algebra
        at = self.moment(test.moment, ask.silence_absent)
        edge = edge_of(test.distance)
        holds = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}[test.op]
        shown = f.either(*(var for day, var in at.on.items() if holds(day, edge)))
        short = f.either(*(var for day, var in at.on.items() if not holds(day, edge)))
        firm = f.both(at.none, f.no(at.silent))
        if test.moment.ignore_if_none:
            return Rails(f.either(shown, at.none), short, f.either(shown, firm), short, f.false, shown)
        return Rails(shown, f.either(short, at.none), shown, f.either(short, firm), f.false, shown)

    # -- other lines -----------------------------------------------------------------------------------------------------

    def _line(self, test: LineTest, pack: int) -> Rails[B]:
        f, is_a = self.algebra, self.procedures.is_a
        asked = [(line, var) for line, var in self.lines if is_a(line.procedure, test.procedure)]
        if test.question == "requested":
            own = [var for name, var in self.own if is_a(name, test.procedure)]
            met = f.either(*own, *(var for _, var in asked))
            return Rails(met, f.no(met), met, f.no(met), f.false, met)
        roots = [(self.encoders[pack].rails(root) if (root := line.roots[pack]) else None, var) for line, var in asked]
        met = f.either(*(f.both(var, one.met) for one, var in roots if one))
        failed = f.both(*(f.either(f.no(var), one.failed if one else f.false) for one, var in roots))
        firm_met = f.either(*(f.both(var, one.firm_met) for one, var in roots if one))
        firm_failed = f.both(*(f.either(f.no(var), one.firm_failed if one else f.false) for one, var in roots))
        shown = f.either(*(f.both(var, one.met, one.shown) for one, var in roots if one))
        return Rails(met, failed, firm_met, f.both(failed, firm_failed), f.false, shown)


def edge_of(distance: Duration) -> int:
    """The day that lies so far before the request, in days."""
    return days_before(shift(DAY, distance, -1))
