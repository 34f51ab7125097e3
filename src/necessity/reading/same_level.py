"""`The same level`: what a sentence says of it is of the one level that was named last.

Invariant: a level is taken over only where the sentence itself, or else the few before it, name no other; the words that name
it are quoted.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from necessity.reading.levels import Place

_SAME = re.compile(
    r"\b(?:(?:the|this|that|his|her|at|from) (?:very )?same (?:disc |disk )?(?:level|segment|site|interspace|space|disc|disk|"
    r"location|place|spot)|(?:at|of|from) (?:this|that) (?:level|segment|site|interspace))\b(?! (?:of|as|that|where)\b)"
)
_SENTENCES = 4


@dataclass(slots=True)
class Named:
    """The places of the sentences just before."""

    before: deque[tuple[Place, ...]] = field(default_factory=lambda: deque(maxlen=_SENTENCES))

    def remember(self, places: Sequence[Place]) -> None:
        """Called after each sentence, with the places that it names itself."""
        self.before.append(tuple(place for place in places if place.levels or place.elsewhere))

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, in order."""
        return tuple(place for places in self.before for place in places)


def is_said(folded: str, start: int, end: int) -> bool:
    """The sentence speaks of the same level."""
    return _SAME.search(folded, start, end) is not None


def same_level(folded: str, start: int, end: int, own: Sequence[Place], named: Named) -> tuple[Place, Place] | None:
    """The words for `the same level` in a sentence as a place, and the place that they mean; None where that is not clear."""
    match = _SAME.search(folded, start, end)
    if match is None or any(match.start() <= place.start < match.end() for place in own):
        return None
    here = tuple(place for place in own if (place.levels or place.elsewhere) and place.end <= match.start())
    meant = here or named.places
    if (
        any(place.elsewhere for place in meant)
        or len({place.levels for place in meant}) != 1
        or len(meant[-1].levels) != 1
    ):
        return None
    if not here and any(place.levels and place.start >= match.end() for place in own):
        return None  # `at the same level, L5-S1`: it is named after all
    return replace(meant[-1], start=match.start(), end=match.end()), meant[-1]
