"""A chart with its facts marked, and the list of those facts: what `read` prints, and what the page highlights.

Invariant: the pieces of a marked text, put together again, are the text exactly as received.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from necessity.model.case import UnreadRequest
from necessity.model.chart import Chart
from necessity.model.document import Document, Quote
from necessity.model.fact import Fact
from necessity.report.line_parts import nearest_words
from necessity.report.numbers import Numbers
from necessity.report.rows import said_by
from necessity.report.words import fact_dates, fact_words, readable, tidy
from necessity.vocabulary.load import vocabulary

OTHER_AREA = "other"
_WIDTH = 100


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


def facts_by_area(facts: Iterable[Fact]) -> Mapping[str, tuple[Fact, ...]]:
    """The facts by the area of their kind (the folder under `medicine/facts`), areas in alphabetical order."""
    kinds = vocabulary().kinds
    areas: dict[str, list[Fact]] = {}
    for fact in facts:
        known = kinds.get(fact.kind)
        areas.setdefault(known.area if known else OTHER_AREA, []).append(fact)
    return {area: tuple(areas[area]) for area in sorted(areas)}


def facts_text(
    chart: Chart, *, unread: Iterable[UnreadRequest] = (), console_width: int = _WIDTH, show_chart: bool = True
) -> str:
    """The facts with their quotes, by area, what conflicts and what is unread, then each document with its facts marked.

    A marked stretch reads `[words]12`: the words of fact 12.
    """
    numbers = Numbers(chart.facts)
    lines: list[str] = []
    for area, facts in facts_by_area(chart.facts).items():
        lines += [area.capitalize()]
        for fact in facts:
            lines += _fact_lines(fact, chart, numbers, console_width, show_chart)
        lines.append("")
    if not chart.facts:
        lines += ["No facts were read.", ""]
    if chart.conflicts:
        lines.append("Conflicts in the record: no winner is chosen")
        for conflict in chart.conflicts:
            named = ", ".join(f"#{number}" for number in numbers.all(conflict.facts))
            lines.append(f"  {conflict.kind.replace('_', ' ')}: {named}")
        lines.append("")
    not_read = [f"  {tidy(one.id)}: {one.unreadable_because}" for one in chart.documents if one.unreadable_because]
    not_read += [f"  {nearest_words(one.words, one.nearest)}" for one in unread]
    if not_read:
        lines += ["Not read", *not_read, ""]
    if show_chart:
        for document in chart.documents:
            if document.readable:
                lines += [*_document_lines(document, numbers, console_width), ""]
    return "\n".join(lines).rstrip() + "\n"


def _fact_lines(fact: Fact, chart: Chart, numbers: Numbers, width: int, show_chart: bool) -> Iterator[str]:
    number = numbers.of(fact)
    late = "; recorded after the day of judgement, does not count" if fact in chart.recorded_afterwards else ""
    head = f"  {'#' + str(number):<5}{fact_words(fact)} ({fact_dates(fact)}){late}"
    yield from textwrap.wrap(head, width, subsequent_indent=" " * 7, break_on_hyphens=False)
    for said in said_by(fact, numbers):
        words = f"“{said.words}” " if said.words and show_chart else ""
        yield from textwrap.wrap(
            f"{words}({said.place})", width, initial_indent=" " * 9, subsequent_indent=" " * 9, break_on_hyphens=False
        )


def _document_lines(document: Document, numbers: Numbers, width: int) -> Iterator[str]:
    day = document.authored.isoformat() if document.authored else "undated"
    yield f"-- {tidy(document.id)}, {document.kind}, {day} ".ljust(width, "-")
    marked = []
    for piece in pieces_of(document, numbers):
        marked.append("[" * len(piece.begins) + readable(piece.text))
        marked += [f"]{number}" for number, _ in piece.ends]
    for line in "".join(marked).splitlines():
        yield from textwrap.wrap(line, width, break_on_hyphens=False, drop_whitespace=False) or [""]
