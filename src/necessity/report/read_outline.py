"""What `read` shows of a chart, before any layout: its documents with their facts marked, the facts by area, and the rest.

Invariant: the lines of a marked document, put together again, are its text; every fact of the chart is listed, and each one
that was read in a document is marked there in its own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from necessity.model.case import Case
from necessity.model.chart import Chart
from necessity.model.document import Document, Quote
from necessity.model.fact import Assertion, Fact
from necessity.report.care import CareOutline, care_of, care_outline
from necessity.report.chart_text import area_of, facts_by_area
from necessity.report.grid import grid_line, grid_rows
from necessity.report.line_parts import nearest_words
from necessity.report.numbers import Numbers
from necessity.report.parts import GridLine
from necessity.report.rows import Said, all_said, said_by
from necessity.report.words import (
    ASSERTED,
    LATE,
    fact_cells,
    fact_dates,
    is_late,
    readable,
    shortened,
    tidy,
)
from necessity.vocabulary.load import vocabulary
from necessity.vocabulary.telling import telling_evidence

SIGNS: Mapping[Assertion, tuple[str, str]] = {
    Assertion.PRESENT: ("", "stated"),
    Assertion.ABSENT: ("×", "ruled out"),
    Assertion.POSSIBLE: ("?", "possible"),
    Assertion.PLANNED: ("»", "planned"),
    Assertion.HISTORICAL: ("«", "in the past"),
    Assertion.FAMILY: ("&", "of a relative"),
    Assertion.HYPOTHETICAL: ("~", "only if"),
    Assertion.COUNSELLED: ("!", "spoken of as a risk"),
}
"""The sign before the number of a fact, and what it means. Only what is stated or ruled out counts."""

MADE = "What was made from other facts is not marked: the list names the facts that it was made from."
LATE_FACT = "recorded after the day of judgement, does not count"
_DERIVED = "derived"
_LONGEST = 110  # characters of a quote in the list; the document has it whole
_MOST_QUOTES = 3
_LINE_END = re.compile(r"\r\n|[\n\r\x0c\u2028\u2029]")

Key = tuple[int, int]
"""A quote: the number of its fact, and its place among the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTold:
    """One fact of the list. `sign` and `how` say how it is asserted, `area` is its place among the areas, from 1.

    `quotes` are words, place and anchor, the first `more` left out; `made_from` are the numbers of the facts behind a made one.
    """

    number: int
    sign: str
    how: str
    counts: bool
    area: int
    kind: str
    says: str
    where: str
    dates: str
    late: bool
    quotes: tuple[tuple[str, str, str | None], ...]
    more: int
    made_from: tuple[int, ...]

    @property
    def label(self) -> str:
        """`stenosis severe, L4-L5, left`: a few words for the margin."""
        return ", ".join(filter(None, (f"{self.kind} {self.says}".strip(), self.where)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words of one line under the same quotes; `begins` and `ends` are the quotes that do so here."""

    start: int
    text: str
    covered: tuple[Key, ...]
    begins: tuple[Key, ...]
    ends: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a document. `page` names the page that begins here; `labels` are the facts whose best words do."""

    start: int
    page: str
    stretches: tuple[Stretch, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One document; without lines where it could not be read. `remark` says what is not read, or does not count."""

    id: str
    kind: str
    day: str
    remark: str
    is_read: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutline:
    """A chart as it was read. `areas` are the facts by area; `signs` those that occur; `not_read` documents and reasons.

    `remarks` tell what else was set aside, and the words of the request that nobody knows.
    """

    case: str
    day: str
    counts: str
    signs: tuple[tuple[str, str], ...]
    has_made: bool
    documents: tuple[Marked, ...]
    areas: tuple[tuple[str, tuple[FactTold, ...]], ...]
    facts: Mapping[int, FactTold]
    conflicts: tuple[tuple[str, tuple[Said, ...]], ...]
    grid: tuple[GridLine, ...]
    care: CareOutline | None
    not_read: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def read_outline(case: Case, chart: Chart) -> ReadOutline:
    """The outline of a case that was read; the request of the case is the one that was understood."""
    numbers = Numbers(chart.facts)
    telling = _telling(chart.facts, numbers)
    names = areas_known(chart.facts)
    areas = tuple(
        (area, tuple(_told(fact, chart, numbers, names) for fact in facts))
        for area, facts in facts_by_area(chart.facts).items()
    )
    facts = {told.number: told for _, listed in areas for told in listed}
    asserted = {fact.assertion for fact in chart.facts}
    return ReadOutline(
        case=tidy(case.id),
        day=chart.day.isoformat(),
        counts=_counts(chart),
        signs=tuple(SIGNS[one] for one in SIGNS if one in asserted and SIGNS[one][0]),
        has_made=any(is_made(fact) for fact in chart.facts),
        documents=tuple(_marked(one, chart, numbers, telling) for one in chart.documents),
        areas=areas,
        facts=facts,
        conflicts=tuple((one.kind.replace("_", " "), all_said(one.facts, numbers)) for one in chart.conflicts),
        grid=tuple(grid_line(row, numbers) for row in grid_rows(chart, case.request)),
        care=care_outline(care_of(chart), numbers),
        not_read=tuple(_not_read(chart)),
        remarks=(
            *map(tidy, chart.remarks),
            *(nearest_words(one.words, one.nearest) for one in (case.request.unread if case.request else ())),
        ),
    )


def areas_known(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The names of all areas in alphabetical order, those without a fact here among them, so that each keeps its colour."""
    known = {kind.area for kind in vocabulary().kinds.values()}
    return (*sorted(known), *sorted({area_of(fact) for fact in facts} - known))


def is_made(fact: Fact) -> bool:
    """Whether a fact was made from others and not read."""
    return fact.reader.startswith(_DERIVED)


def _counts(chart: Chart) -> str:
    number, read = len(chart.facts), sum(document.readable for document in chart.documents)
    counted = sum(fact.reaches_a_policy and fact not in chart.recorded_afterwards for fact in chart.facts)
    shown = f"; {number - counted} are shown and do not count" if number > counted else ""
    return f"{_many(number, 'fact')} in {_many(read, 'document')}{shown}"


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _not_read(chart: Chart) -> Iterator[tuple[str, str]]:
    """Each document that is not read or not whole, that is of another patient, or that was written too late to count."""
    for one in chart.documents:
        if one.unreadable_because:
            aside = "set aside, " if one.of_another_patient else ""
            yield tidy(one.id), tidy(f"{aside}{one.unreadable_because}")
        elif is_late(one, chart.day):
            yield tidy(one.id), LATE


# -- one fact ----------------------------------------------------------------------------------------------------------


def _told(fact: Fact, chart: Chart, numbers: Numbers, areas: Sequence[str]) -> FactTold:
    sign, how = SIGNS[fact.assertion]
    kind, says, where = fact_cells(fact)
    made_from = tuple(_sources(fact, numbers)) if is_made(fact) else ()
    quotes = () if made_from else tuple(_quotes(fact, numbers))
    return FactTold(
        number=numbers.of(fact),
        sign=sign,
        how=f"{how} (spelling)" if fact.reader.endswith("spelling") else how,
        counts=fact.reaches_a_policy and fact not in chart.recorded_afterwards,
        area=areas.index(area_of(fact)) + 1,
        kind=kind,
        says=says.removeprefix(ASSERTED[fact.assertion].rstrip(": ")).lstrip(": "),
        where=where,
        dates=fact_dates(fact),
        late=fact in chart.recorded_afterwards,
        quotes=quotes[:_MOST_QUOTES],
        more=max(0, len(quotes) - _MOST_QUOTES),
        made_from=made_from,
    )


def _quotes(fact: Fact, numbers: Numbers) -> Iterator[tuple[str, str, str | None]]:
    """The words of a fact in their clauses, most telling first, each once; who attests it; or the entry that says it."""
    said = list(said_by(fact, numbers))
    order = [index for index, _ in telling_evidence(fact)] or list(range(len(said)))
    told: set[tuple[str, str]] = set()
    for index in order:
        one = said[index]
        words = shortened(one.words or "", _LONGEST)
        if not any(words in known and one.place == place for known, place in told):
            yield words, one.place, one.anchor
        told.add((words, one.place))


def _sources(fact: Fact, numbers: Numbers) -> Iterator[int]:
    """The facts that a made one was made from: all their words are among its own."""
    own = {(quote.document, quote.start, quote.end) for quote in fact.quotes}
    for other in numbers.facts:
        theirs = {(quote.document, quote.start, quote.end) for quote in other.quotes}
        if theirs and theirs <= own and other is not fact and not is_made(other):
            yield numbers.of(other)


# -- one document ------------------------------------------------------------------------------------------------------


def spans_of(document: Document, numbers: Numbers) -> dict[tuple[int, int], list[Key]]:
    """The quotes of a document by their first and last character. Of a made fact only words that no read fact has."""
    spans: dict[tuple[int, int], list[Key]] = {}
    for made in (False, True):
        read = set(spans) if made else set()
        for number, fact in enumerate(numbers.facts):
            if is_made(fact) is not made:
                continue
            for index, piece in enumerate(fact.evidence):
                if isinstance(piece, Quote) and piece.document == document.id and (piece.start, piece.end) not in read:
                    spans.setdefault((piece.start, piece.end), []).append((number, index))
    return spans


def _telling(facts: Iterable[Fact], numbers: Numbers) -> dict[tuple[str, int], set[int]]:
    """By document and first character: the facts whose most telling words in that document begin there."""
    found: dict[tuple[str, int], set[int]] = {}
    for fact in facts:
        seen = set()
        for _, piece in telling_evidence(fact) if not is_made(fact) else ():
            if isinstance(piece, Quote) and piece.document not in seen:
                seen.add(piece.document)
                found.setdefault((piece.document, piece.start), set()).add(numbers.of(fact))
    return found


def _marked(document: Document, chart: Chart, numbers: Numbers, telling: Mapping[tuple[str, int], set[int]]) -> Marked:
    late = f"{LATE[0].upper()}{LATE[1:]}." if is_late(document, chart.day) else ""
    return Marked(
        id=tidy(document.id),
        kind=document.kind,
        day=document.authored.isoformat() if document.authored else "undated",
        remark=tidy(document.unreadable_because) or late,
        is_read=document.readable,
        lines=tuple(_lines(document, spans_of(document, numbers), telling)) if document.readable else (),
    )


def _lines(
    document: Document, spans: Mapping[tuple[int, int], Sequence[Key]], telling: Mapping[tuple[str, int], set[int]]
) -> Iterator[Line]:
    """The lines in order; what a quote begins or ends within a line break is told with the words beside the break."""
    text = readable(document.text)
    places = list(_line_places(text))
    stretches = _stretches(text, spans, [edge for first, last, _ in places for edge in (first, last)])
    here = next(stretches, None)
    for first, last, after in places:
        inside: list[Stretch] = []
        labels: list[int] = []
        while here is not None and here.start < after:
            for number, _ in here.begins:
                if number in telling.get((document.id, here.start), ()):
                    labels.append(number)
            if here.start < last:
                inside.append(here)
            here = next(stretches, None)
        begun = bisect_left(document.pages, after)
        is_new = begun > 0 and document.pages[begun - 1] >= first
        page = _page(document, begun) if is_new else ""
        yield Line(start=first, page=page, stretches=tuple(inside), labels=tuple(dict.fromkeys(labels)))


def _page(document: Document, number: int) -> str:
    """`page 2`, and whether a machine read it from a picture."""
    return f"page {number}, read by machine" if number in document.by_machine else f"page {number}"


def _stretches(text: str, spans: Mapping[tuple[int, int], Sequence[Key]], edges: Iterable[int]) -> Iterator[Stretch]:
    """The whole text cut at every edge and at both ends of every quote."""
    begins: dict[int, list[Key]] = {}
    ends: dict[int, list[Key]] = {}
    for (start, end), keys in sorted(spans.items()):
        begins.setdefault(start, []).extend(keys)
        ends.setdefault(end, []).extend(keys)
    open_now: list[Key] = []
    for start, stop in pairwise(sorted({0, len(text), *begins, *ends, *edges})):
        closed = ends.get(start, ())
        open_now = [key for key in open_now if key not in closed] + begins.get(start, [])
        yield Stretch(
            start=start,
            text=text[start:stop],
            covered=tuple(open_now),
            begins=tuple(begins.get(start, ())),
            ends=tuple(ends.get(stop, ())),
        )


def _line_places(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each line begins, where its words end, and where the next one begins."""
    first = 0
    for found in _LINE_END.finditer(text):
        yield first, found.start(), found.end()
        first = found.end()
    if first < len(text):
        yield first, len(text), len(text)
