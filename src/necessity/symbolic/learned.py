"""Where the engine makes more of a chart than the model does, the few facts that it makes it of.

Invariant: what is learned only narrows where a solver looks first; no answer is ever made of it.
"""

from __future__ import annotations

from dataclasses import replace

from necessity.symbolic.answered import Answers
from necessity.symbolic.asked import Ask, asks_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.ran import Engine


def learn(model: ChartModel, engine: Engine, found: Found, answered: Answers, pack: int = 0) -> bool:
    """Whether the engine answers some question otherwise than the model; then those facts are not looked at together again."""
    ask = _parted(model, engine, found, answered, pack)
    if ask is None:
        return False
    small = found
    for smaller in _less(found):
        small = _without(small, smaller)
        again = engine.answers(small)
        if again is None or _parts(model, small, again, ask, pack) is False:
            small = _with(small, smaller, found)
    model.avoid(small.facts, small.lines)
    return True


def _less(found: Found) -> list[object]:
    """What may be taken from a chart, one at a time; the request itself stays."""
    return [*(one for one in found.facts if one.said.kind.name != "request"), *found.lines]


def _without(found: Found, part: object) -> Found:
    return replace(
        found,
        facts=tuple(one for one in found.facts if one is not part),
        lines=tuple(one for one in found.lines if one is not part),
    )


def _with(small: Found, part: object, found: Found) -> Found:
    kept = {*map(id, small.facts), *map(id, small.lines), id(part)}
    return replace(
        small,
        facts=tuple(one for one in found.facts if id(one) in kept),
        lines=tuple(one for one in found.lines if id(one) in kept),
    )


def _parted(model: ChartModel, engine: Engine, found: Found, answered: Answers, pack: int) -> Ask | None:
    return next((ask for ask in asks_of(engine.root) if _parts(model, found, answered, ask, pack)), None)


def _parts(model: ChartModel, found: Found, answered: Answers, ask: Ask, pack: int) -> bool:
    """Whether model and engine answer a question otherwise on a chart."""
    mine, theirs = model.written_out(found).leaves(ask, pack), answered.leaves.get(ask.number)
    if theirs is None or ask.leaf is None:
        return False
    return (mine.met, mine.failed, mine.firm_met, mine.firm_failed) != (
        theirs.met,
        theirs.failed,
        theirs.firm_met,
        theirs.firm_failed,
    )
