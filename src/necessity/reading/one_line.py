"""One line for each thing that is asked for, whatever number of times and however broadly it is named.

Invariant: nothing is lost in joining: a level that only one mention names stays, and its words stay among the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.model.case import LineItem
from necessity.reading.catalogue import Catalogue


def merged(items: Sequence[LineItem], known: Catalogue) -> list[LineItem]:
    """Without repetitions: a second mention of one procedure only fills in what the first left open."""
    kept: list[LineItem] = []
    for item in items:
        for place, one in enumerate(kept):
            joined = _joined(one, item, known)
            if joined is not None:
                kept[place] = joined
                break
        else:
            kept.append(item)
    return kept


def _joined(first: LineItem, second: LineItem, known: Catalogue) -> LineItem | None:
    """One line where both are of one procedure (or one is the broader) and nothing contradicts."""
    narrow = known.narrower(first.procedure, second.procedure)
    if narrow is None or not _levels_agree(first, second, narrow):
        return None
    sides_agree = first.side is None or second.side is None or first.side == second.side
    if not sides_agree or (first.service and second.service and first.service != second.service):
        return None
    if first.certainty != second.certainty and first.procedure != second.procedure:
        return None  # `decompression, possible discectomy`: the one is sure, the other is not
    is_wider = bool(first.levels) and len(second.levels) > len(first.levels)
    told_by = second if narrow == second.procedure != first.procedure or is_wider else first
    return replace(
        first,
        requested_as=told_by.requested_as,
        procedure=narrow,
        service=first.service or second.service,
        levels=max(first.levels, second.levels, key=len),
        side=first.side or second.side,
        units=first.units or second.units,
        modifiers=first.modifiers or second.modifiers,
        certainty=first.certainty if first.certainty == second.certainty else "definite",
        evidence=(*first.evidence, *second.evidence),
        level_count=first.level_count or second.level_count,
    )


def _levels_agree(first: LineItem, second: LineItem, narrow: str) -> bool:
    """One names none, or the one that gives the line its name names all that the other does."""
    if not first.levels or not second.levels:
        return True
    if first.procedure == second.procedure:
        low, high = sorted((set(first.levels), set(second.levels)), key=len)
        return low <= high and (first.certainty == second.certainty or low == high)
    narrower, broader = (first, second) if first.procedure == narrow else (second, first)
    return set(broader.levels) <= set(narrower.levels)


def put_back(items: Sequence[LineItem]) -> list[LineItem]:
    """Instrumentation where the same request removes the hardware is instrumentation again."""
    removed = {level for one in items if one.procedure == "hardware-removal" for level in one.levels}
    return [
        replace(one, procedure="reinstrumentation")
        if one.procedure == "pedicle-screws" and one.service is None and one.levels and set(one.levels) <= removed
        else one
        for one in items
    ]
