"""An assessment as one HTML file that a physician can read anywhere, follow to the words of the chart, print and sign.

Invariant: everything is escaped, nothing is loaded from elsewhere, and no script is needed or allowed to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from necessity.assessment.assessment import Assessment
from necessity.model.document import Document, Quote
from necessity.model.fact import Fact
from necessity.report.audience import letter_for
from necessity.report.care import CARE_WORDS
from necessity.report.changes_words import CHANGES, NOT_HOW_LIKELY
from necessity.report.chart_text import Piece, facts_by_area, pieces_of
from necessity.report.compare_parts import AGAIN, AGREED, COMPARED, NOTHING_READ, SIDE_BY_SIDE, side_by_side
from necessity.report.frame import template
from necessity.report.line_parts import brief, coding_of, in_order_of_need
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.parts import Outline
from necessity.report.phrases import (
    CLAIMS_NOT_JUDGED,
    GRID,
    IN_OTHERS,
    IN_OTHERS_SAYS,
    ONLY_TOLD,
    PAPERS_READ,
    UNTIL_DETERMINED,
    added_words,
    approvable_words,
)
from necessity.report.related_parts import RELATED, RELATED_SAYS, related_in
from necessity.report.rows import Row, said_by
from necessity.report.words import (
    DISCLAIMER,
    DISCLOSURE,
    LATE,
    STATUS,
    fact_cells,
    fact_dates,
    is_late,
    readable,
    shortened,
    tidy,
)

_LONGEST_WORDS = 75  # of a quote in the table of facts; the chart has it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind:
    """One piece of evidence of a fact: its document or place, and its words; no words where the fact above has the same."""

    place: str
    words: str
    anchor: str | None
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _FactRow:
    """One fact of the table, with links to its words and, by number, to the criteria that it stands behind."""

    number: int
    kind: str
    says: str
    where: str
    dates: str
    late: bool
    behind: tuple[_Behind, ...]
    uses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """One document with its facts marked."""

    id: str
    kind: str
    day: str
    remark: str
    pieces: tuple[Piece, ...]


def page(assessment: Assessment, *, show_chart: bool = True, audience: str = "reviewer") -> str:
    """The page as text (to be written as UTF-8); `show_chart` False leaves out every word of the chart."""
    letter = letter_for(assessment, audience, show_chart=show_chart)
    if letter is not None:
        sheet, style = template("letter.html.j2")
        return sheet.render(letter=letter, style=style)
    numbers = Numbers(assessment.chart.facts)
    outline = outline_of(assessment, numbers, show_chart=show_chart)
    anchors = dict(_anchors(outline))
    sheet, style = template("page.html.j2", "care.css", "compare.css", "changes.css")
    return sheet.render(
        report=outline,
        style=style,
        anchor=lambda row: anchors[id(row)][0],
        by_number=_by_number(anchors.values()),
        ordered=lambda lines: tuple(in_order_of_need(lines)),
        place=lambda pack, line: outline.packs[pack - 1].lines.index(line) + 1,
        brief=brief,
        approvable_words=approvable_words,
        added_words=added_words,
        coding=lambda pack: coding_of(pack.lines),
        areas=_areas(assessment, numbers, list(anchors.values()), show_chart),
        chart=_chart(assessment, numbers) if show_chart else (),
        status=STATUS,
        disclosure=DISCLOSURE,
        disclaimer=DISCLAIMER,
        claims_not_judged=CLAIMS_NOT_JUDGED,
        only_told=ONLY_TOLD,
        related_in=lambda pack: tuple(related_in(pack)),
        related_says=(RELATED, RELATED_SAYS),
        grid_says=GRID,
        care_words=CARE_WORDS,
        papers_read=PAPERS_READ,
        in_others=IN_OTHERS,
        in_others_says=IN_OTHERS_SAYS,
        until_determined=UNTIL_DETERMINED,
        changes_says=(CHANGES, NOT_HOW_LIKELY),
        compared_says=(COMPARED, NOTHING_READ, AGREED, AGAIN),
        side_by_side=(SIDE_BY_SIDE, tuple(map(side_by_side, outline.compared))),
    )


def _by_number(rows: Iterable[tuple[str, Row]]) -> Callable[[int, str], str]:
    """The anchor of a criterion by its pack and its number; empty where there is no such row."""
    found: dict[tuple[str, str], str] = {}
    for anchor, row in rows:
        found.setdefault((anchor.partition("-")[0], row.number), anchor)
    return lambda pack, number: found.get((f"c{pack}", number), "")


def _anchors(outline: Outline) -> Iterator[tuple[int, tuple[str, Row]]]:
    """The name of every row on the page: pack, line and its place in the tree."""

    def walk(row: Row, name: str) -> Iterator[tuple[int, tuple[str, Row]]]:
        yield id(row), (name, row)
        for number, child in enumerate(row.children, 1):
            yield from walk(child, f"{name}-{number}")

    for number, pack in enumerate(outline.packs, 1):
        for place, line in enumerate(pack.lines, 1):
            yield from walk(line.proof, f"c{number}-{place}")
        if pack.setting.proof:
            yield from walk(pack.setting.proof, f"c{number}-s")


def _areas(
    assessment: Assessment, numbers: Numbers, rows: list[tuple[str, Row]], show_chart: bool
) -> list[tuple[str, list[_FactRow]]]:
    uses: dict[int, dict[str, str]] = {}
    for name, row in rows:
        for said in row.said if row.folded or not row.children else ():
            uses.setdefault(said.number, {}).setdefault(row.number, name)
    areas = []
    for area, facts in facts_by_area(numbers.facts).items():
        found = []
        before: tuple[_Behind, ...] = ()
        for fact in facts:
            number = numbers.of(fact)
            kind, says, where = fact_cells(fact)
            before = tuple(_behind(fact, numbers, before)) if show_chart else ()
            found.append(
                _FactRow(
                    number=number,
                    kind=kind,
                    says=says,
                    where=where,
                    dates=fact_dates(fact),
                    late=fact in assessment.chart.recorded_afterwards,
                    behind=before,
                    uses=tuple(_outermost(uses.get(number, {}))),
                )
            )
        areas.append((area, found))
    return areas


def _behind(fact: Fact, numbers: Numbers, before: tuple[_Behind, ...]) -> Iterator[_Behind]:
    """The evidence of a fact; `before` is that of the fact above, whose words are not told again."""
    above = {(one.place, one.words) for one in before}
    here: set[tuple[str, str]] = set()
    for piece, said in zip(fact.evidence, said_by(fact, numbers), strict=False):
        page = f", page {piece.page}" if isinstance(piece, Quote) and piece.page else ""
        place = tidy(f"{piece.document}{page}") if isinstance(piece, Quote) else said.place
        words = shortened(said.words or "", _LONGEST_WORDS)
        same = bool(words) and (place, words) in above
        told = (place, "" if same else words)
        if told not in here:
            yield _Behind(place=place, words=words, anchor=said.anchor, same=same)
        here.add(told)


def _outermost(criteria: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Anchor and number of each criterion, those left out that stand beneath another of them."""
    for number, name in criteria.items():
        if not any(number.startswith(f"{other}.") for other in criteria):
            yield name, number


def _chart(assessment: Assessment, numbers: Numbers) -> tuple[_Marked, ...]:
    documents = assessment.chart.documents or assessment.case.documents
    return tuple(_marked(one, numbers, assessment.chart.day) for one in documents)


def _marked(document: Document, numbers: Numbers, day: date) -> _Marked:
    pieces = tuple(
        Piece(text=readable(piece.text), covered=piece.covered, begins=piece.begins, ends=piece.ends)
        for piece in pieces_of(document, numbers)
    )
    return _Marked(
        id=tidy(document.id),
        kind=document.kind,
        day=document.authored.isoformat() if document.authored else "undated",
        remark=document.unreadable_because or (f"{LATE[0].upper()}{LATE[1:]}." if is_late(document, day) else ""),
        pieces=pieces if document.readable else (),
    )
