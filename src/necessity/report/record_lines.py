"""The grid of levels and the therapy timeline as lines of text, the same in a review and where a chart is only read.

Invariant: a bar has one place per stretch of days; a full place was surely spent in care, a light one may have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.report.care import CARE_SAYS, CONTRADICTORY, NO_DAY, UNDATED, CareOutline, CareRow
from necessity.report.parts import GridLine
from necessity.report.phrases import GRID, cell_words
from necessity.report.sheet import Sheet

_FULL, _LIGHT, _DAY, _EARLIER = "█", "░", "◆", "◂"
_NAME = 26
_MONTH = 8  # columns of a month on the axis, its stroke included
_NARROWEST_BAR = 20


def grid_lines(grid: Iterable[GridLine], sheet: Sheet) -> Iterator[str]:
    """Each place with what every column of the record says of it."""
    yield from sheet.wrapped(GRID, 3)
    for line in grid:
        roots = f" (roots {line.roots})" if line.roots else ""
        requested = f", requested: {line.requested}" if line.requested else ""
        yield from sheet.wrapped(f"{line.place}{roots}{requested}", 3)
        for column, facts in line.cells:
            yield from sheet.wrapped(f"{column + ':':<12}{cell_words(facts)}", 5, hang=12)


def care_lines(care: CareOutline, sheet: Sheet, *, whole: bool = True) -> Iterator[str]:
    """The timeline as lines; `whole` False names the measures without a day in one line, without what is told of them."""
    if care.rows:
        yield from sheet.wrapped(CARE_SAYS, 3)
        room = max(_NARROWEST_BAR, sheet.width - _NAME - 4 - _MONTH)
        yield from _axis(care, room)
        for row in care.rows:
            yield f"   {_named(row):<{_NAME}} {_bar(row, room)}"
        for row in care.rows:
            told = ", ".join(filter(None, (row.dates, row.length, row.says, row.remark)))
            yield from sheet.wrapped(f"#{row.number} {row.what}: {told}", 3, hang=4)
        for label, words in care.sums:
            yield from sheet.wrapped(f"{label}: {words}", 3, hang=4)
    elif whole:
        yield f"   {NO_DAY}."
    for label, courses in _without_bars(care):
        if whole:
            yield from sheet.wrapped(f"{label}: {cell_words(courses)}", 3, hang=4)
        else:
            unknown = ", so when is unknown" if label == UNDATED else ""
            yield sheet.cut(f"{label}{unknown}: {_measures(courses)}", 3)


def care_table(care: CareOutline) -> Iterator[tuple[str, ...]]:
    """The dated courses as the rows of a table, its heading first."""
    yield ("Fact", "Measure", "Days", "Length", "How it went")
    for row in care.rows:
        yield (
            f"#{row.number}",
            row.what,
            row.dates,
            row.length,
            "; ".join(filter(None, (row.says, row.remark))),
        )


def without_bars(care: CareOutline) -> Iterator[tuple[str, str]]:
    """What stands in no bar: the label and the courses in words."""
    for label, courses in _without_bars(care):
        yield label, cell_words(courses)


def _without_bars(care: CareOutline) -> Iterator[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]]]:
    if care.undated:
        yield UNDATED, care.undated
    if care.contradictory:
        yield f"Not placed ({CONTRADICTORY})", care.contradictory


def _measures(courses: tuple[tuple[str, tuple[int, ...]], ...]) -> str:
    """The measures alone, each once."""
    return ", ".join(dict.fromkeys(words.partition(",")[0] for words, _ in courses))


def _named(row: CareRow) -> str:
    name = f"#{row.number} {row.what}"
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _axis(care: CareOutline, room: int) -> Iterator[str]:
    line, free = [" "] * (room + _MONTH), 0
    for share, month in care.marks:
        at = round(share * (room - 1))
        if at >= free and at + len(month) <= room + _MONTH:
            line[at : at + len(month) + 1] = ["╷", *month]
            free = at + len(month) + 2
    yield f"   {'':<{_NAME}} {''.join(line)}".rstrip()


def _bar(row: CareRow, room: int) -> str:
    places = [" "] * room
    first, last = _places(row.possible, room)
    places[first : last + 1] = _LIGHT * (last - first + 1)
    if row.sure is not None:
        start, end = _places(row.sure, room)
        places[start : end + 1] = _FULL * (end - start + 1)
    elif row.possible[0] == row.possible[1]:
        places[first] = _DAY
    if row.is_open:
        places[0] = _EARLIER
    return "".join(places).rstrip()


def _places(drawn: tuple[float, float], room: int) -> tuple[int, int]:
    return round(drawn[0] * (room - 1)), round(drawn[1] * (room - 1))
