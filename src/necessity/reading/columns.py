"""Rows of tables and the names of their columns; what stands under `Goal` is told of no one, under `Initial` of before.

Invariant: a cell has a column only where the line that names the columns has as many cells as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from necessity.model.document import Document

Span = tuple[int, int]

MOST_LINES = 16
_BETWEEN = re.compile(r"\s*\|\s*|[ \r]*\t\s*| {3,}")
_RULE = re.compile(r"[\s|:+=-]*")
_AIMED = re.compile(
    r"(?:goals?|targets?|target(?:ed)? value|expect(?:ed|ations?)|aims?|predicted|projected|anticipated|desired|"
    r"norms?|normal (?:range|values?)|normative(?: values?)?|reference(?: range| values?)?|ref\.?(?: range)?|legend|mcid|mdc|"
    r"(?:(?:short|long)[- ]term|stg|ltg|st|lt|d/?c|discharge|rehab|therapy|treatment|functional|final)\.? ?(?:goals?|targets?)|"
    r"stgs?|ltgs?|prognosis)\b.{0,30}"
)
_WHAT = r"(?: (?:visit|exam|eval(?:uation)?|status|score|value|level))?"
_BEFORE = re.compile(
    r"(?:initial(?:ly)?|baseline|initial eval(?:uation)?|i\.?e\.?|start(?: of care)?|soc|at start|prior|previous(?:ly)?|"
    r"last visit|before|pre-?op(?:erative)?|prior level(?: of function)?|plof|evaluation|eval|first visit|intake)"
    + _WHAT
)
_NOW = re.compile(
    r"(?:current(?:ly)?|now|today|present|this visit|re-?eval(?:uation)?|progress|discharge|d/?c|at discharge|final|"
    r"post-?op(?:erative)?|after)" + _WHAT
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells, and the name of the column of each (an empty span where the column has no name)."""

    cells: tuple[Span, ...]
    heads: tuple[Span, ...]

    @property
    def pairs(self) -> Iterator[tuple[Span, Span]]:
        """Each cell after the first, with the name of its column."""
        return zip(self.cells[1:], self.heads[1:], strict=True)


def row_of(document: Document, place: int) -> Row | None:
    """The row of a table at `place`, under the first line of the table; None where the line is none, or is that first one."""
    text = document.text
    begin = text.rfind("\n", 0, place) + 1
    stop = text.find("\n", place)
    line = text[begin : stop if stop >= 0 else len(text)]
    if "|" not in line and "\t" not in line and "   " not in line.strip():
        return None
    cells = cells_of(line, begin)
    if len(cells) < 2:
        return None
    heads = _heads(text, begin)
    if len(heads) == len(cells) - 1:
        heads = ((begin, begin), *heads)
    if len(heads) == len(cells) + 1 and text[slice(*heads[0])].endswith(":"):
        heads = heads[1:]  # `Strength: | Muscle | Initial | Current`
    return Row(cells, heads) if len(heads) == len(cells) else None


def _heads(text: str, begin: int) -> tuple[Span, ...]:
    """The cells of the topmost line of the table above `begin`."""
    heads: tuple[Span, ...] = ()
    for _ in range(MOST_LINES):
        if begin == 0:
            break
        start = text.rfind("\n", 0, begin - 1) + 1
        line = text[start : begin - 1]
        begin = start
        if line.strip() and _RULE.fullmatch(line):
            continue
        cells = cells_of(line, start)
        if len(cells) < 2:
            break
        heads = cells
    return heads


def cells_of(line: str, offset: int) -> tuple[Span, ...]:
    """The cells of one line of a table that begins at `offset`."""
    start = len(line) - len(line.lstrip(" \t|"))
    end = len(line.rstrip(" \t|\r"))
    cells: list[Span] = []
    for match in _BETWEEN.finditer(line, start, end):
        cells.append((offset + start, offset + match.start()))
        start = match.end()
    return (*cells, (offset + start, offset + max(start, end)))


def meant(document: Document, folded: str, start: int, end: int) -> Iterator[tuple[str, Span, Span]]:
    """The cells of the lines between `start` and `end` that are not of today: the family of cues that they are as, the cell, and
    the name of its column."""
    place = start
    while place < end:
        row = row_of(document, place)
        if row is not None:
            is_told_now = any(_NOW.fullmatch(folded[slice(*head)].strip(" .:*")) for head in row.heads)
            for cell, head in row.pairs:
                name = folded[slice(*head)].strip(" .:*")
                if _AIMED.fullmatch(name):
                    yield "dropped", cell, head
                elif is_told_now and _BEFORE.fullmatch(name):
                    yield "historical", cell, head
        stop = document.text.find("\n", place)
        place = stop + 1 if stop >= 0 else end
