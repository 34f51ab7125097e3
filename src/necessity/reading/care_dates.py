"""The days of a course of care: first and last day told together, and lengths that reach up to the note.

Invariant: of `from A to B` the two days belong to the same course; `in the past 3 months` says when and not how long.
"""

from __future__ import annotations

import re
from datetime import date

from necessity.quantity import Quantity
from necessity.reading.dates import Dated, Length
from necessity.reading.scene import Scene
from necessity.when import Duration, PartialDate, shift

_UP_TO_NOW = re.compile(
    r"\b(?P<how>over|for|during|throughout|in|within)?\s*(?:the |these |this )?(?:last|past|previous)\s*$"
)
_OPERATION = re.compile(
    r"\s*(?:[a-z0-9/-]+\s+){0,2}?(?:\w*(?:ectomy|otomy)|surgery|operation|fusion|decompression|[tpax]lif|lami|revision|redo)\b"
)
_JOINED = re.compile(
    r"\s*[.,]?\s*(?:-|–|to|through|thru|until|till|ending|ended)?\s*(?:on |in |the |early |mid[ -]?|late )*\s*"
)


def together(scene: Scene) -> list[tuple[Dated, ...]]:
    """The days of the sentence, the first and the last day of a course in one."""
    found: list[tuple[Dated, ...]] = []
    for one in scene.dates:
        if one.role in ("since", "after", "before") and _OPERATION.match(scene.folded, one.end, scene.end):
            continue  # `the third injection since the Dec '22 discectomy`
        last = found[-1][-1] if found else None
        if last is not None and (last.role, one.role) == ("since", "until"):
            if _JOINED.fullmatch(scene.folded, last.end, one.start):
                found[-1] = (last, one)
                continue
        found.append((one,))
    return found


def within(scene: Scene, length: Length) -> bool:
    """`in the past 3 months`, `within the last year`."""
    match = _before(scene, length)
    return match is not None and match["how"] in ("in", "within")


def up_to_now(scene: Scene, length: Length, is_given: bool) -> list[Dated]:
    """The days of `over the last 8 weeks`, which ends with the note; of what `is_given` on a day, an interval that holds it."""
    note = scene.around.authored
    if note is None or _before(scene, length) is None or length.quantity.unit is None:
        return []
    first = shift(note, Duration.of(length.quantity.high, length.quantity.unit), -1)
    if is_given or within(scene, length):
        return [Dated(length.start, length.end, PartialDate(first, note))]
    return [
        Dated(length.start, length.end, PartialDate.day(first), "since"),
        Dated(length.start, length.end, PartialDate.day(note), "until"),
    ]


def _before(scene: Scene, length: Length) -> re.Match[str] | None:
    return _UP_TO_NOW.search(scene.folded[max(scene.start, length.start - 24) : length.start])


def elapsed(when: PartialDate | None, until: PartialDate | None) -> Quantity | None:
    """The length of a course between two known days."""
    if when is None or until is None or when.earliest == date.min or until.latest == date.max:
        return None
    longest = (until.latest - when.earliest).days
    shortest = max(0, (until.earliest - when.latest).days)
    return Quantity(shortest, longest, "days") if longest > 0 else None
