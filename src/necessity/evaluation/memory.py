"""What was judged of one record is kept: a near variant of a request asks most of the same questions again.

Invariant: a finding is taken from memory only where nothing that it reads can differ: the record, the place, and on which side of
the edges of its windows the days of the record lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from necessity.assessment.finding import Finding
from necessity.evaluation.scope import Memory, Spot
from necessity.model.fact import Fact
from necessity.policy.criterion import AnyLevel, Criterion, Test, walk
from necessity.policy.leaf import FactTest, LineTest, MomentTest, moments_of
from necessity.when import Duration, shift

_Edge = tuple[str, Duration | None]
"""A kind of fact and how far from the day of judgement an edge lies at which its days are looked at; None: at that day itself."""


def remembering(node: Callable[[Spot], Finding], criterion: Criterion) -> Callable[[Spot], Finding]:
    """The same node; where the spot has a memory, what it reads of the record alone is judged once for a place and a day.

    What it asks of the submission, of other lines or of all requested levels is judged anew: these differ between the requests
    that share a memory.
    """
    below = tuple(walk(criterion))
    leaves = tuple(one.body.leaf for one in below if isinstance(one.body, Test))
    scopes = tuple(_scopes(criterion))
    asks_the_request = any(isinstance(one.body, AnyLevel) for one in below) or any(
        isinstance(leaf, LineTest) for leaf in leaves
    )
    if asks_the_request or not leaves or any(scope.level == "unrequested" for scope in scopes):
        return node
    kinds = frozenset(name for one in scopes for name in (one.kind.name, one.kind.silence.after) if name)
    by_level = any(leaf.needs_level for leaf in leaves)
    by_side = any(scope.this_side for scope in scopes)
    edges = tuple(dict.fromkeys(_edges(criterion)))

    def judge_once(spot: Spot) -> Finding:
        memory = spot.memory
        if memory is None or not kinds.isdisjoint(spot.request_facts):
            return node(spot)
        key = (node, spot.level if by_level else None, spot.side if by_side else None)
        first = memory.first.get(key)
        if first is None:
            memory.first[key] = spot.chart.day, (found := node(spot))
            return found
        day, found = first
        if day == spot.chart.day or not any(_crosses(edge, day, spot, memory) for edge in edges):
            return found
        again = memory.later.get((*key, spot.chart.day))
        if again is None:
            again = memory.later[(*key, spot.chart.day)] = node(spot)
        return again

    return judge_once


def _scopes(criterion: Criterion) -> Iterator[FactTest]:
    """What every leaf beneath looks at, by its moments too."""
    for one in walk(criterion):
        if isinstance(one.body, Test):
            leaf = one.body.leaf
            if isinstance(leaf, FactTest):
                yield leaf
            yield from (moment.scope for moment in moments_of(leaf))


def _edges(criterion: Criterion) -> Iterator[_Edge]:
    """Where an answer can turn as the day moves: at the edges of windows and at the age that is asked of a moment."""
    for scope in _scopes(criterion):
        for window in scope.windows:
            yield scope.kind.name, None
            if window.anchor is None and window.distance is not None:
                yield scope.kind.name, window.distance
            elif window.anchor is not None:
                yield window.anchor.scope.kind.name, None
    for one in walk(criterion):
        if isinstance(one.body, Test) and isinstance(one.body.leaf, MomentTest):
            yield one.body.leaf.moment.scope.kind.name, None
            yield one.body.leaf.moment.scope.kind.name, one.body.leaf.distance


def _crosses(edge: _Edge, day: date, spot: Spot, memory: Memory) -> bool:
    """Whether a day that a fact of the kind names lies between where the edge was on `day` and where it is now."""
    key = (edge, day, spot.chart.day)
    if key not in memory.crossed:
        kind, distance = edge
        signs = (-1, 1) if distance else (1,)
        pairs = [tuple(shift(one, distance or Duration(), sign) for one in key[1:]) for sign in signs]
        memory.crossed[key] = any(_is_between(spot.facts(kind), min(pair), max(pair)) for pair in pairs)
    return memory.crossed[key]


def _is_between(facts: Iterable[Fact], first: date, last: date) -> bool:
    """A fact without a day of writing may have been true until the day of judgement, wherever that lies."""
    for fact in facts:
        if fact.recorded is None:
            return True
        spans = [one for one in (fact.when, fact.until) if one is not None]
        days = [fact.recorded, *(day for one in spans for day in (one.earliest, one.latest))]
        if any(first <= one <= last for one in days):
            return True
    return False
