"""A chart that was read, as text for a terminal: each document as written, marks beneath its words, then the facts by area.

Invariant: every mark says the number of its fact and, by a sign, how the fact is asserted; colour adds nothing to that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from necessity.model.case import Case
from necessity.model.chart import Chart
from necessity.report.care import CARE
from necessity.report.phrases import NO_WINNER, number_spans, said_words
from necessity.report.read_outline import LATE_FACT, MADE, FactTold, Key, Line, Marked, ReadOutline, read_outline
from necessity.report.record_lines import care_lines, grid_lines
from necessity.report.sheet import Sheet
from necessity.report.words import PATIENT_INFORMATION

_AREA_COLOURS = ("32", "36", "33", "34", "35", "37", "31", "94", "92", "96", "93", "95")
_TAB = 4
_STROKE = "─"
_NUMBER = 7  # columns of the sign and number of a fact in the list

Mark = tuple[int, int, tuple[int, ...], bool]
"""Columns of the words in a line, the facts that they say, and whether the words begin in this line."""


def render(case: Case, chart: Chart, *, console_width: int = 100, colour: bool = False) -> str:
    """The chart as text that ends in a line break."""
    outline = read_outline(case, chart)
    return "\n".join(_Reading(outline, console_width, colour).lines()).rstrip() + "\n"


class _Reading(Sheet):
    """The chart part by part: what was not read first, for it is easily missed."""

    def __init__(self, outline: ReadOutline, width: int, colour: bool) -> None:
        super().__init__(width, colour)
        self.told = outline

    def lines(self) -> Iterator[str]:
        told = self.told
        yield from self.wrapped(PATIENT_INFORMATION, 0)
        yield self.painted(told.case, "strong") + f": the chart as it was read, up to {told.day}"
        yield told.counts + "."
        yield ""
        if told.not_read or told.remarks:
            yield from self.heading("Not read, or not counted")
            for id, reason in told.not_read:
                yield from self.wrapped(f"- {id}: {reason}", 3, hang=2)
            for words in told.remarks:
                yield from self.wrapped(f"- {words}", 3, hang=2)
            yield ""
        yield from self._legend()
        for document in told.documents:
            yield from self._document(document)
        yield from self._facts()
        yield from self._rest()

    def _legend(self) -> Iterator[str]:
        if not self.told.facts:
            yield from ("No facts were read.", "")
            return
        yield from self.heading("How to read it")
        yield from self.wrapped("A number beneath the words is the number of their fact in the list.", 3)
        if self.told.signs:
            signs = ", ".join(f"{sign} {how}" for sign, how in self.told.signs)
            yield from self.wrapped(f"A sign before it says how the fact is told: {signs}; none where it is stated.", 3)
        if self.told.has_made:
            yield from self.wrapped(MADE, 3)
        if self.colour:
            named = (self._in_area(area, facts[0].area) for area, facts in self.told.areas)
            yield f"   Colours: {', '.join(named)}"
        yield ""

    # -- the documents ---------------------------------------------------------------------------------------------------

    def _document(self, document: Marked) -> Iterator[str]:
        yield self.painted(self.rule(f"{document.id}, {document.kind}, {document.day}"), "strong")
        if document.remark:
            yield from self.wrapped(document.remark, 2)
        for line in document.lines:
            if line.page:
                yield self.painted(f"  {line.page}", "faint")
            yield from self._line(line)
        yield ""

    def _line(self, line: Line) -> Iterator[str]:
        """The line as it was written, wrapped where it is too long, with the marks beneath each part of it."""
        words, areas, marks = self._laid_out(line)
        parts = list(_wrapped(words, self.width - 2))
        beneath: dict[int, list[Mark]] = {}
        for start, end, facts, begins in marks:
            part = bisect_right(parts, start, key=lambda one: one[0]) - 1
            while part < len(parts) and parts[part][0] < end:
                first, last = parts[part]
                here = (max(start, first) - first, min(end, last) - first, facts, begins and start >= first)
                beneath.setdefault(part, []).append(here)
                part += 1
        for part, (first, last) in enumerate(parts):
            yield ("  " + self._coloured(words[first:last], areas[first:last])).rstrip()
            for row in self._mark_rows(beneath.get(part, ()), line.labels, self.width - 2):
                yield "  " + row

    def _laid_out(self, line: Line) -> tuple[str, list[int], list[Mark]]:
        """The words with tabs laid out, the area of each column (0: no fact), and the marks by columns."""
        words: list[str] = []
        areas: list[int] = []
        spans: dict[Key, list[int | bool]] = {}
        for stretch in line.stretches:
            text = _without_tabs(stretch.text, len(areas))
            area = self.told.facts[stretch.covered[-1][0]].area if stretch.covered else 0
            for key in stretch.covered:
                found = spans.setdefault(key, [len(areas), 0, key in stretch.begins])
                found[1] = len(areas) + len(text)
            words.append(text)
            areas += [area] * len(text)
        same: dict[tuple[int, int, bool], list[int]] = {}
        for (number, _), (start, end, begins) in spans.items():
            same.setdefault((int(start), int(end), bool(begins)), []).append(number)
        marks = [
            (start, end, tuple(dict.fromkeys(sorted(facts))), begins) for (start, end, begins), facts in same.items()
        ]
        return "".join(words), areas, sorted(marks, key=lambda one: (one[0], -one[1]))

    def _mark_rows(self, marks: Sequence[Mark], labels: Sequence[int], room: int) -> Iterator[str]:
        """The marks beneath one line, in as few rows as hold them without touching."""
        rows: list[list[tuple[int, str, int]]] = []
        for start, end, facts, begins in marks:
            name = self._mark_name(facts, labels, end - start) if begins else ""
            drawn = name + _STROKE * (end - start - len(name))
            start = max(0, min(start, room - len(drawn)))
            row = next((row for row in rows if row[-1][0] + len(row[-1][1]) < start), None)
            if row is None:
                rows.append(row := [])
            row.append((start, drawn, self.told.facts[facts[0]].area))
        for row in rows:
            at, parts = 0, []
            for start, drawn, area in row:
                parts.append(" " * (start - at) + self._in_area(drawn, area))
                at = start + len(drawn)
            yield "".join(parts)

    def _mark_name(self, facts: Sequence[int], labels: Sequence[int], room: int) -> str:
        """`×12`, `3-5`; with the kind of the fact where the words leave room for it and say most of it."""
        named = _numbered(facts, self.told.facts)
        if len(facts) == 1 and facts[0] in labels:
            longer = f"{named} {self.told.facts[facts[0]].kind}"
            return longer if len(longer) < room else named
        return named

    # -- the facts -------------------------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[str]:
        if self.told.facts:
            yield self.painted(self.rule("The facts by area", "="), "strong")
        for area, facts in self.told.areas:
            yield f" {self._in_area(area.capitalize(), facts[0].area, bold=True)}"
            for fact in facts:
                yield from self._fact(fact)
            yield ""

    def _fact(self, fact: FactTold) -> Iterator[str]:
        where = f", {fact.where}" if fact.where else ""
        how = "" if not fact.sign else f" [{fact.how}{'' if fact.counts else ', does not count'}]"
        late = f" [{LATE_FACT}]" if fact.late else ""
        says = f" {fact.says}" if fact.says else ""
        head = f"{f'{fact.sign}#{fact.number}':>{_NUMBER - 1}} {fact.kind}{says}{where} ({fact.dates}){how}{late}"
        yield from self.wrapped(head, 0, hang=_NUMBER)
        if fact.made_from:
            yield from self.wrapped(f"made from facts {number_spans(fact.made_from)}", _NUMBER + 2)
        for words, place, _ in fact.quotes:
            yield from self.wrapped(f"“{words}” ({place})" if words else f"({place})", _NUMBER + 2)
        if fact.more:
            yield " " * (_NUMBER + 2) + f"and {fact.more} more"

    def _rest(self) -> Iterator[str]:
        if self.told.conflicts:
            yield from self.heading(f"Conflicts in the record: {NO_WINNER}")
            for kind, said in self.told.conflicts:
                yield f"   {kind}"
                for piece in said:
                    yield from self.wrapped(said_words(piece), 5, hang=2)
            yield ""
        if self.told.grid:
            yield from self.heading("Level, root and side")
            yield from grid_lines(self.told.grid, self)
            yield ""
        if self.told.care:
            yield from self.heading(CARE)
            yield from care_lines(self.told.care, self)

    # -- colour ----------------------------------------------------------------------------------------------------------

    def _in_area(self, words: str, area: int, *, bold: bool = False) -> str:
        if not self.colour or not area:
            return words
        code = _AREA_COLOURS[(area - 1) % len(_AREA_COLOURS)]
        return f"\x1b[{'1;' if bold else ''}{code}m{words}\x1b[0m"

    def _coloured(self, words: str, areas: Sequence[int]) -> str:
        if not self.colour:
            return words
        parts, at = [], 0
        for place in range(1, len(words) + 1):
            if place == len(words) or areas[place] != areas[at]:
                parts.append(self._in_area(words[at:place], areas[at], bold=True))
                at = place
        return "".join(parts)


def _numbered(facts: Sequence[int], told: Mapping[int, FactTold]) -> str:
    """`3-5,×7`: numbers with their signs; three or more in a row with one sign as one span."""
    by_sign: dict[str, list[int]] = {}
    for number in facts:
        by_sign.setdefault(told[number].sign, []).append(number)
    return ",".join(sign + number_spans(numbers).replace(", ", f",{sign}") for sign, numbers in by_sign.items())


def _without_tabs(text: str, at: int) -> str:
    """The words with each tab filled up to the next stop."""
    if "\t" not in text:
        return text
    laid = ""
    for character in text:
        laid += " " * (_TAB - (at + len(laid)) % _TAB) if character == "\t" else character
    return laid


def _wrapped(words: str, room: int) -> Iterator[tuple[int, int]]:
    """Where each part of a line begins and ends; cut after a space where there is one."""
    first = 0
    while len(words) - first > room:
        space = words.rfind(" ", first + 1, first + room + 1)
        last = space + 1 if space > first else first + room
        yield first, last
        first = last
    yield first, len(words)
