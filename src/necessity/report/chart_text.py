"""The text of a chart cut at the words of its facts, and the facts by area: what every face that shows a chart stands on.

Invariant: the pieces of a marked text, put together again, are the text exactly as received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from necessity.model.document import Document, Quote
from necessity.model.fact import Fact
from necessity.report.numbers import Numbers
from necessity.vocabulary.load import vocabulary

OTHER_AREA = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a document: the quotes (fact number, evidence number) that cover it, begin with it and end with it."""

    text: str
    covered: tuple[tuple[int, int], ...]
    begins: tuple[tuple[int, int], ...]
    ends: tuple[tuple[int, int], ...]


def pieces_of(document: Document, numbers: Numbers) -> tuple[Piece, ...]:
    """The text cut at every end of a quote, in order; overlapping quotes share pieces."""
    spans: dict[tuple[int, int], Quote] = {}
    for number, fact in enumerate(numbers.facts):
        for index, piece in enumerate(fact.evidence):
            if isinstance(piece, Quote) and piece.document == document.id:
                spans[number, index] = piece
    starts: dict[int, list[tuple[int, int]]] = {}
    ends: dict[int, list[tuple[int, int]]] = {}
    for key, quote in spans.items():
        starts.setdefault(quote.start, []).append(key)
        ends.setdefault(quote.end, []).append(key)
    cuts = sorted({0, len(document.text), *starts, *ends})
    pieces = []
    open_now: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        open_now = [key for key in open_now if key not in ends.get(start, ())] + starts.get(start, [])
        pieces.append(
            Piece(
                text=document.text[start:end],
                covered=tuple(open_now),
                begins=tuple(starts.get(start, ())),
                ends=tuple(ends.get(end, ())),
            )
        )
    return tuple(pieces)


def area_of(fact: Fact) -> str:
    """The area of the fact's kind: the folder under `medicine/facts`."""
    known = vocabulary().kinds.get(fact.kind)
    return known.area if known else OTHER_AREA


def facts_by_area(facts: Iterable[Fact]) -> Mapping[str, tuple[Fact, ...]]:
    """The facts by their areas, in alphabetical order."""
    areas: dict[str, list[Fact]] = {}
    for fact in facts:
        areas.setdefault(area_of(fact), []).append(fact)
    return {area: tuple(areas[area]) for area in sorted(areas)}
