"""An assessment as plain text for a terminal: the answer first, then what is open, then the proof.

Invariant: only words of the outline are printed, wrapped and indented; colour is added last and carries no meaning of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from necessity.assessment.assessment import Assessment
from necessity.report.numbers import Numbers
from necessity.report.outline import LineOutline, Note, Outline, PackOutline, Question, SettingOutline, outline_of
from necessity.report.rows import Row, Said
from necessity.report.words import DISCLAIMER, DISCLOSURE, STATUS

_VERDICT_COLUMN = 15
_NARROWEST = 50
_STYLES = {
    "alarm": "1;97;41",
    "strong": "1",
    "faint": "2",
    "met": "32",
    "not_met": "35",
    "unknown": "33",
    "aside": "36",
    "approve": "1;32",
    "pend": "1;33",
    "refer": "1;35",
}


def render(assessment: Assessment, *, console_width: int = 100, show_chart: bool = True, colour: bool = False) -> str:
    """The whole report as text that ends in a line break; `show_chart` False leaves out every word of the chart."""
    numbers = Numbers(assessment.chart.facts)
    outline = outline_of(assessment, numbers, show_chart=show_chart)
    return "\n".join(_Sheet(max(console_width, _NARROWEST), colour).report(outline)).rstrip() + "\n"


class _Sheet:
    """Lines of one width."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def report(self, outline: Outline) -> Iterator[str]:
        if outline.emergency:
            yield self._painted(outline.emergency, "alarm")
            yield from self._said(outline.urgency_said, 2, outline.urgency_more)
            yield ""
        for notice in outline.notices:
            yield from self._wrapped(notice, 0)
        for banner in outline.banners:
            yield from self._wrapped(banner, 0)
        if outline.notices or outline.banners:
            yield ""
        yield from self._about(outline)
        for pack in outline.packs:
            yield from self._pack(pack, named=True)
        yield from self._record(outline)
        yield from self._end(outline)

    def _about(self, outline: Outline) -> Iterator[str]:
        yield self._painted(outline.case, "strong") + f", as of {outline.as_of}"
        rows = outline.about + ((("Urgency", outline.urgency),) if outline.urgency else ())
        for label, value in rows:
            yield from self._wrapped(f"{label + ':':<17}{value}", 0, hang=17)
        if not outline.emergency:
            yield from self._said(outline.urgency_said, 17, outline.urgency_more)
        yield ""

    # -- one pack ----------------------------------------------------------------------------------------------------

    def _pack(self, pack: PackOutline, *, named: bool) -> Iterator[str]:
        if named:
            yield self._painted(self._rule(pack.name, "="), "faint")
            yield from (self._painted(line, "faint") for line in self._wrapped(pack.why, 0))
        for line in self._wrapped(pack.headline, 0):
            yield self._painted(line, "strong")
        yield ""
        for item in pack.lines:
            yield from self._line(item)
        yield from self._setting(pack.setting)
        yield from self._notes("Cautions (they change no answer)", pack.cautions)
        if pack.sources:
            yield from self._heading("Sources")
            for number, words, link in pack.sources:
                yield from self._wrapped(f"[{number}] {words}", 3, hang=4)
                if link:
                    yield f"       {link}"
            yield ""

    def _line(self, line: LineOutline) -> Iterator[str]:
        yield self._painted(self._rule(f"{line.id}  {line.title}"), "strong")
        if line.asked:
            yield from self._wrapped(line.asked, 3)
        answer = self._painted(line.answer.upper(), line.recommendation)
        yield f"   {answer}   ({line.verdicts})"
        if line.unknown:
            yield from self._wrapped(line.unknown, 3)
        if len(line.by_level) > 1:
            for place, word, answered in line.by_level:
                yield f"   {place:<14}{word:<12}{answered}"
        for sentence in line.rationale:
            yield from self._wrapped("- " + sentence, 3, hang=2)
        yield ""
        yield from self._questions(line.questions, line.is_approvable)
        yield from self._heading("Criteria")
        yield from self._proof(line.proof, 0, levels=len(line.by_level))
        yield ""
        yield from self._notes("Coding (it changes no verdict)", line.coding)
        if line.steps:
            yield from self._heading("In the order of the policy")
            for number, (says, step) in enumerate(line.steps, 1):
                yield from self._wrapped(f"{number}. {says} {step}", 3, hang=3)
            yield ""

    def _questions(self, questions: tuple[Question, ...], approvable: bool) -> Iterator[str]:
        if not questions:
            return
        whole = "Approvable if shown" if len(questions) == 1 else "Approvable if all of these are shown"
        yield from self._heading(whole if approvable else "Open questions")
        for question in questions:
            level = f"{question.level}: " if question.level else ""
            yield from self._wrapped(f"{question.id:<4}{level}{question.words}", 3, hang=4)
            if question.documents:
                yield from self._wrapped(f"normally shown by: {question.documents}", 7)
        yield ""

    def _setting(self, setting: SettingOutline) -> Iterator[str]:
        answer = f": {setting.recommendation}" if setting.recommendation else ""
        yield from self._heading(f"Setting: {setting.says}{answer}")
        if setting.proof:
            yield from self._proof(setting.proof, 0)
        yield ""
        yield from self._questions(setting.questions, False)

    def _notes(self, heading: str, notes: Iterable[Note]) -> Iterator[str]:
        notes = tuple(notes)
        if not notes:
            return
        yield from self._heading(heading)
        for note in notes:
            where = ", ".join(filter(None, (note.state, note.lines)))
            yield from self._wrapped(f"- {note.says} ({where}) {_source(note)}", 3, hang=2)
            yield from self._said(note.said, 5)
        yield ""

    # -- the proof ---------------------------------------------------------------------------------------------------

    def _proof(self, row: Row, depth: int, levels: int = 1) -> Iterator[str]:
        indent = _VERDICT_COLUMN + 3 + 2 * depth
        role = f"{row.role}: " if row.role else ""
        level = f"{row.level}, " if row.level and levels > 1 else ""
        lines = list(self._wrapped(f"{level}{role}{row.says}: {row.why} {_source(row)}".rstrip(), indent))
        mark = f"   {row.word.upper():<{_VERDICT_COLUMN}}"
        yield self._painted(mark, row.tone) + lines[0][len(mark) :]
        yield from lines[1:]
        if row.folded or not row.children:
            yield from self._said(row.said, indent + 2, row.more)
        if row.detail and row.verdict != "met":
            yield from (self._painted(line, "faint") for line in self._wrapped(row.detail, indent + 2))
        if row.folded:
            return
        for child in row.children:
            yield from self._proof(child, depth + 1, levels)
        if row.aside:
            names = "; ".join(row.aside)
            yield from (self._painted(line, "faint") for line in self._wrapped(f"left aside: {names}", indent + 2))

    def _said(self, said: Iterable[Said], indent: int, more: int = 0) -> Iterator[str]:
        for piece in said:
            what = f"{piece.lead}“{piece.words}”" if piece.words else piece.fact
            yield from self._wrapped(f"{what} ({piece.place}) #{piece.number}", indent)
        if more:
            yield " " * indent + f"and {more} more"

    # -- the record and the end ----------------------------------------------------------------------------------------

    def _record(self, outline: Outline) -> Iterator[str]:
        if outline.conflicts:
            yield from self._heading("Conflicts in the record: no winner is chosen")
            for kind, said in outline.conflicts:
                yield f"   {kind}"
                yield from self._said(said, 5)
            yield ""
        if outline.unread or outline.unread_request:
            yield from self._heading("Not read, or not counted")
            for id, reason in outline.unread:
                yield from self._wrapped(f"- {id}: {reason}", 3, hang=2)
            for words in outline.unread_request:
                yield from self._wrapped(f"- {words}", 3, hang=2)
            yield ""
        if outline.documents:
            yield from self._heading("Documents that were read")
            for id, kind, day in outline.documents:
                yield from self._wrapped(f"{id}, {kind}, {day}", 3)
            yield ""

    def _end(self, outline: Outline) -> Iterator[str]:
        yield self._painted(self._rule(STATUS.capitalize(), "="), "faint")
        for sentence in outline.unsigned:
            yield from self._wrapped(f"Not to be signed: {sentence}", 0)
        yield from self._wrapped(DISCLOSURE, 0)
        yield from self._wrapped(DISCLAIMER, 0)
        yield f"necessity {outline.engine}, input {outline.digest[:19] or 'unknown'}"

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _heading(self, words: str) -> Iterator[str]:
        yield " " + self._painted(words, "strong")

    def _rule(self, words: str, stroke: str = "-") -> str:
        return f"{stroke * 2} {words} ".ljust(self.width, stroke)

    def _wrapped(self, words: str, indent: int, hang: int = 0) -> Iterator[str]:
        pad = " " * indent
        width = max(self.width, indent + _NARROWEST // 2)
        yield from textwrap.wrap(
            words, width, initial_indent=pad, subsequent_indent=pad + " " * hang, break_on_hyphens=False
        ) or [pad]

    def _painted(self, words: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{words}\x1b[0m" if self.colour else words


def _source(of: Row | Note) -> str:
    """`[2, section 4.2]`: the source's number in the list, and the place within it."""
    if not of.source:
        return ""
    return f"[{of.source}, {of.clause}]" if of.clause else f"[{of.source}]"
