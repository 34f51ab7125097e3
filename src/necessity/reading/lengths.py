"""Spans of a text without the spaces around them, none longer than a sentence may be.

Invariant: nothing but spaces is left out between two spans.
"""

from __future__ import annotations

from collections.abc import Iterator

MOST_CHARACTERS = 1200
"""A longer sentence is cut at a space: no real one is, and the work on a sentence must stay bounded."""


def bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without the spaces around it, in pieces of at most MOST_CHARACTERS."""
    while end - start > MOST_CHARACTERS:
        place = text.rfind(" ", start + MOST_CHARACTERS // 2, start + MOST_CHARACTERS)
        stop = place if place > 0 else start + MOST_CHARACTERS
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
