"""Where several packs part, as text for a terminal; the same lines stand in the report of a review under several packs.

Invariant: every line is wrapped to the width, however long a word of a pack or a chart is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.assessment.assessment import Assessment
from necessity.report.compare_parts import AGAIN, AGREED, COMPARED, NOTHING_READ, comparison_of
from necessity.report.compare_shown import AskShown, LineShown
from necessity.report.numbers import Numbers
from necessity.report.phrases import said_words
from necessity.report.sheet import Sheet
from necessity.report.words import DISCLOSURE, EMERGENCY, PATIENT_INFORMATION, STATUS, tidy


def render(assessment: Assessment, *, console_width: int = 100, colour: bool = False) -> str:
    """The comparison as text that ends in a line break."""
    sheet = Sheet(console_width, colour)
    return "\n".join(_page(assessment, sheet)).rstrip() + "\n"


def _page(assessment: Assessment, sheet: Sheet) -> Iterator[str]:
    if assessment.urgency.is_emergency:
        yield from (sheet.painted(line, "alarm") for line in sheet.wrapped(EMERGENCY, 0))
        yield ""
    for notice in assessment.notices:
        yield from sheet.wrapped(tidy(notice), 0)
    yield from sheet.wrapped(PATIENT_INFORMATION, 0)
    names = ", ".join(pack.pack.name for pack in assessment.packs)
    for line in sheet.wrapped(f"{tidy(assessment.case.id)}: {names}, as of {assessment.as_of}", 0):
        yield sheet.painted(line, "strong")
    yield ""
    yield from compare_lines(comparison_of(assessment, Numbers(assessment.chart.facts)), sheet)
    yield sheet.painted(sheet.rule(STATUS.capitalize(), "="), "faint")
    yield from sheet.wrapped(DISCLOSURE, 0)
    yield from sheet.wrapped(
        f"necessity {assessment.engine}, input {assessment.case.input_digest[:19] or 'unknown'}", 0
    )


def compare_lines(lines: Iterable[LineShown], sheet: Sheet) -> Iterator[str]:
    """The whole comparison, line by line of the request."""
    lines = tuple(lines)
    if not lines:
        return
    yield sheet.painted(sheet.rule(COMPARED, "="), "strong")
    for line in lines:
        yield from _line(line, sheet)


def _line(line: LineShown, sheet: Sheet) -> Iterator[str]:
    yield from sheet.heading(f"{line.title} ({line.asked})" if line.asked else line.title)
    width = max(len(one.pack) for one in line.answers) + 2
    for one in line.answers:
        note = f" ({one.note})" if one.note else ""
        first, *rest = sheet.wrapped(f"{one.pack:<{width}}{one.answer}{note}", 3, hang=min(width, 24))
        yield sheet.painted(first, one.recommendation)
        yield from (sheet.painted(more, one.recommendation) for more in rest)
    yield from sheet.wrapped(line.summary, 3)
    for matter in line.partings:
        yield ""
        for ask in matter:
            yield from _ask(ask, sheet)
    if line.agreed:
        yield ""
        yield f"   {AGREED}"
        for words in line.agreed:
            yield from sheet.wrapped(f"- {words}", 3, hang=2)
    yield ""


def _ask(ask: AskShown, sheet: Sheet) -> Iterator[str]:
    head = f"- {ask.pack}: {ask.word.upper()} {ask.says}: {ask.why}" if ask.says else f"- {ask.pack}: {ask.why}"
    head += f"; {AGAIN}" if ask.again else ""
    yield from (sheet.painted(line, ask.tone) for line in sheet.wrapped(head, 3, hang=2))
    if not ask.says or ask.again:
        return
    if ask.asked:
        yield from sheet.wrapped(f"asked: {'; '.join(ask.asked)}", 7, hang=2)
    for piece in ask.said:
        yield from sheet.wrapped(said_words(piece), 7, hang=2)
    if ask.more:
        yield f"       and {ask.more} more"
    if not ask.said:
        yield f"       {NOTHING_READ}"
    decides = "; the answer rests on it" if ask.decides else ""
    yield from (sheet.painted(line, "faint") for line in sheet.wrapped(f"[{ask.clause}]{decides}", 7, hang=1))
