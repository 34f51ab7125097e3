"""Tables of strength with a column for each side, or for each day: lines of a muscle with one grade in every column.

Invariant: a row is read only under a header that names each side once, or two days; a cell that is no grade says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from necessity.reading.columns import Row as Columns
from necessity.reading.columns import row_of
from necessity.reading.dates import find_dates
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_CELL = re.compile(
    r"(?<![\w./+-])(?P<a>[0-5])(?:\s?(?P<s>\+|-(?!\s?[0-5])))?(?:\s*/\s*5(?P<u>[+-](?![0-9]))?)?(?![\w/.%]|\s*(?:mm|"
    r"cm|weeks?))"
)
_RIGHT = re.compile(r"\b(?:right|rt|rle|r)\b")
_LEFT = re.compile(r"\b(?:left|lt|lle|l)\b")
_SKIPPED = re.compile(r"[\s|:+-]*")
_RULE = re.compile(
    r"(?:muscles?|groups?|motor|strength|myotomes?|level|side|exam\w*|lower|extremit(?:y|ies)|roots?|mmt|leg|and|vs|"
    r"[\s|/:()&.*-])*"
)
_ONE_SIDED = re.compile(
    r"(?:muscles?|groups?|motor|strength|power|mrc|grades?|scale|score|myotomes?|side|lower|limbs?|extremity|legs?|"
    r"exam\w*|of|the|out|five|"
    r"[\s|/:()&.*\d-])*"
)
_OUT_OF = re.compile(r"\bout of (?:5|five)\b")
_INSIDE = re.compile(r"(?:is|and|vs|/|[\s|,:;()=.-]|[ls][1-5]|\b[rlb]\b)*")
_ONE_ROOT = re.compile(r"(?<![\w/-])[ls][1-5](?![\w/-])")
_PAIR_HEADER = re.compile(r"\b(?:(?P<rl>r(?:ight)?\s*/\s*l(?:eft)?)|(?P<lr>l(?:eft)?\s*/\s*r(?:ight)?))\b")
_NOW = re.compile(r"(?:now|today|current|this visit|today's visit)")
_MOST_LINES = 14
_SHORT_DAY = re.compile(r"(?<![\w/.-])(?:(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\w/-])|(?P<now>today|now|current)\b)")
_FULL_YEAR = re.compile(r"\b\d{1,2}/\d{1,2}/(?P<y>(?:20)?\d\d)\b|\b(?P<z>20\d\d)\b")
_FIRST = 600
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One grade of a row: number and sign as written, its side, and the place of the header that names the side."""

    start: int
    end: int
    number: str
    sign: str | None
    side: str | None
    header: tuple[int, int]
    when: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its muscle, the grades, and the root where the line names one (`Great toe ext L5`)."""

    muscle: Token
    cells: tuple[Cell, ...]
    root: str | None = None

    @property
    def told(self) -> tuple[Cell, ...]:
        """The cells; one for both sides where they are equal."""
        if len(self.cells) == 2 and self.cells[0].when is None:
            first, second = self.cells
            if {first.side, second.side} == {"left", "right"} and (first.number, first.sign) == (
                second.number,
                second.sign,
            ):
                return (replace(first, end=second.end, side="both"),)
        return self.cells


def rows(scene: Scene, muscles: Sequence[Token]) -> Iterator[Row]:
    """The rows of the sentence, one per muscle; nothing where it is no table."""
    for muscle in muscles:
        begin = scene.document.text.rfind("\n", 0, muscle.start) + 1
        stop = _stop(scene, muscle, muscles)
        cells = list(_CELL.finditer(scene.folded, muscle.end, stop))
        if len(cells) != 2 or not _INSIDE.fullmatch(scene.folded, muscle.end, cells[0].start()):
            continue
        if not _INSIDE.fullmatch(scene.folded, cells[0].end(), cells[1].start()):
            continue
        header = _pair(scene, muscle) or _header(scene, begin)
        if header is None:
            continue
        sides, place = header
        yield Row(
            muscle,
            tuple(
                Cell(match.start(), match.end(), match["a"], match["s"] or match["u"], side, place)
                for match, side in zip(cells, sides, strict=True)
            ),
            _root(scene, begin, cells[0].start()),
        )


def _root(scene: Scene, start: int, end: int) -> str | None:
    """The one root that stands beside the muscle."""
    found = _ONE_ROOT.findall(scene.folded, start, end)
    return str(found[0]).upper() if len(found) == 1 else None


def dated_rows(scene: Scene, muscles: Sequence[Token]) -> Iterator[Row]:
    """`R EHL | 4 | 2` under `Muscle | 11 Feb | 25 Feb`: a grade for each day."""
    row = row_of(scene.document, scene.start) if len(muscles) == 1 else None
    if row is None or not row.cells[0][0] <= muscles[0].start < row.cells[0][1]:
        return
    if (named := _columns_of_days(scene, row)) is not None:
        yield from _by_days(scene, muscles[0], row, named)
        return
    sides = {side.values[0] for side in scene.sides if side.start < row.cells[0][1]}
    written = scene.around.authored
    cells = []
    for cell, head in row.pairs:
        grade = _CELL.fullmatch(scene.folded, *cell)
        days = find_dates(scene.folded, written, *head)
        is_now = written is not None and _NOW.fullmatch(scene.folded, *head) is not None
        when = PartialDate.day(written) if is_now and written is not None else days[0].day if len(days) == 1 else None
        if grade is None or when is None:
            continue
        side = next(iter(sides)) if len(sides) == 1 else None
        cells.append(Cell(*cell, grade["a"], grade["s"] or grade["u"], side, head, when))
    if len(cells) > 1:
        yield Row(muscles[0], tuple(cells))


def _by_days(scene: Scene, muscle: Token, row: Columns, days: dict[Span, tuple[PartialDate, Span]]) -> Iterator[Row]:
    """The grades of a row under days without a year; a cell that is no grade says nothing."""
    sides = {side.values[0] for side in scene.sides if side.start < row.cells[0][1]}
    side = next(iter(sides)) if len(sides) == 1 else None
    cells = []
    for cell in row.cells[1:]:
        grade = _CELL.match(scene.folded, *cell)
        if grade is None or cell not in days:
            continue
        when, head = days[cell]
        cells.append(Cell(*grade.span(), grade["a"], grade["s"] or grade["u"], side, head, when))
    if len(cells) > 1:
        yield Row(muscle, tuple(cells))


def _columns_of_days(scene: Scene, row: Columns) -> dict[Span, tuple[PartialDate, Span]] | None:
    """The day of each cell, from a line above with one `month/day` or `month/year` for each; None where there is none."""
    text, end = scene.document.text, scene.document.text.rfind("\n", 0, row.cells[0][0])
    for _ in range(_MOST_LINES):
        if end <= 0:
            return None
        start = text.rfind("\n", 0, end) + 1
        heads = list(_SHORT_DAY.finditer(scene.folded, start, end))
        if len(heads) == len(row.cells) - 1 and len(heads) >= 2 and any(head["d"] not in ("5", None) for head in heads):
            days = _days_of(scene, heads)
            if days is None:
                return None
            return {cell: (day, head.span()) for cell, head, day in zip(row.cells[1:], heads, days, strict=True)}
        end = start - 1
    return None


def _days_of(scene: Scene, heads: Sequence[re.Match[str]]) -> list[PartialDate] | None:
    """`5/10 5/29 11/19` in the year that the note tells first, going on over the turn of a year; `4/25 7/25 today` are months."""
    written = scene.around.authored
    named = [head for head in heads if head["m"]]
    if not named or any(not 1 <= int(head["m"]) <= 12 for head in named):
        return None
    if any(head["now"] for head in heads) and written is None:
        return None
    seconds = {head["d"] for head in named}
    if (
        len(named) > 1
        and len(seconds) == 1
        and written is not None
        and int(next(iter(seconds))) in (written.year % 100, written.year % 100 - 1)
    ):
        year = 2000 + int(next(iter(seconds)))
        return [
            PartialDate.day(written) if head["now"] and written else PartialDate.parse(f"{year}-{int(head['m']):02}")
            for head in heads
        ]
    first = _FULL_YEAR.search(scene.folded[:_FIRST])
    year = (
        written.year if written is not None else 2000 + int((first["y"] or first["z"])[-2:]) if first is not None else 0
    )
    if not year:
        return None
    if written is not None and int(named[-1]["m"]) > written.month:
        year -= 1
    found: list[PartialDate] = []
    for head in reversed(heads):
        if head["now"]:
            found.append(PartialDate.day(written) if written is not None else PartialDate.parse(str(year)))
            continue
        month, day = int(head["m"]), int(head["d"])
        if found and written is not None and found[-1].earliest < date(year, month, 1):
            year -= 1
        try:
            found.append(PartialDate.day(date(year, month, day)))
        except ValueError:
            return None
    found.reverse()
    return found if all(one.earliest <= two.latest for one, two in pairwise(found)) else None


def heading_side(scene: Scene, grade: int) -> Token | None:
    """The one side that the heading of a table names (`Right lower limb | MRC power`, with rows of a muscle and a grade)."""
    end = scene.document.text.rfind("\n", 0, grade)
    for _ in range(_MOST_LINES):
        if end <= 0:
            return None
        start = scene.document.text.rfind("\n", 0, end) + 1
        line = scene.folded[start:end]
        sides = [*_RIGHT.finditer(line), *_LEFT.finditer(line)]
        if len(sides) == 1 and _ONE_SIDED.fullmatch(_LEFT.sub(" ", _RIGHT.sub(" ", line))):
            side = "right" if _RIGHT.search(line) else "left"
            return Token(start + sides[0].start(), start + sides[0].end(), "side", (side,))
        if sides or not (_CELL.search(line) or _OUT_OF.search(line)):
            return None
        end = start - 1
    return None


def _stop(scene: Scene, muscle: Token, muscles: Sequence[Token]) -> int:
    line = scene.document.text.find("\n", muscle.end)
    stop = scene.end if line < 0 else min(line, scene.end)
    following = [other.start for other in muscles if other.start >= muscle.end]
    return min([stop, *following])


def _pair(scene: Scene, muscle: Token) -> tuple[tuple[str, str], tuple[int, int]] | None:
    """`Motor R/L: iliopsoas 5/5 / 5/5; quadriceps 4+/5 / 5/5`."""
    start = max(scene.document.text.rfind("\n", 0, scene.start) + 1, scene.start - 60)
    found = list(_PAIR_HEADER.finditer(scene.folded, start, muscle.start))
    if not found:
        return None
    return (("right", "left") if found[-1]["rl"] else ("left", "right")), found[-1].span()


def _header(scene: Scene, begin: int) -> tuple[tuple[str, str], tuple[int, int]] | None:
    """The line above, over other rows, that names each side once and nothing but words for a table."""
    end = begin - 1
    for _ in range(_MOST_LINES):
        if end <= 0:
            return None
        start = scene.document.text.rfind("\n", 0, end) + 1
        line = scene.folded[start:end]
        if not line.strip():
            return None
        right, left = list(_RIGHT.finditer(line)), list(_LEFT.finditer(line))
        if len(right) == 1 and len(left) == 1:
            rest = _LEFT.sub(" ", _RIGHT.sub(" ", line))
            if not _RULE.fullmatch(rest):
                return None
            sides = ("right", "left") if right[0].start() < left[0].start() else ("left", "right")
            first, last = sorted((right[0], left[0]), key=lambda match: match.start())
            return sides, (start + first.start(), start + last.end())
        if right or left or not (_SKIPPED.fullmatch(line) or _CELL.search(line)):
            return None
        end = start - 1
    return None
