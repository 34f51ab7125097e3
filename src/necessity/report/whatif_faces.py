"""A what-if as text for a terminal and as CommonMark: the same rows in two layouts.

Invariant: no word of a chart, a statement or a pack becomes markup, and every line of text is wrapped to the width.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.assessment.supposed import WhatIf
from necessity.report.escape import escaped
from necessity.report.sheet import Sheet
from necessity.report.whatif_parts import Row, rows_of
from necessity.report.words import DISCLOSURE, EMERGENCY, PATIENT_INFORMATION, STATUS, tidy

IF_EMERGENCY = "If this is so, it is a possible emergency: call now, and do not wait for any review."
_STEP = 3  # columns of one depth


def text(found: WhatIf, *, width: int = 100, colour: bool = False) -> str:
    """The what-if as text that ends in a line break."""
    sheet = Sheet(width, colour)
    return "\n".join(_text_lines(found, sheet)).rstrip() + "\n"


def _text_lines(found: WhatIf, sheet: Sheet) -> Iterator[str]:
    emergency, *notes = _opening(found)
    if emergency:
        yield from (sheet.painted(line, "alarm") for line in sheet.wrapped(emergency, 0))
        yield ""
    for note in notes:
        yield from sheet.wrapped(note, 0)
    for row in rows_of(found):
        yield from _text_row(row, sheet)
    yield from ("", sheet.painted(sheet.rule(STATUS.capitalize(), "="), "faint"))
    yield from sheet.wrapped(DISCLOSURE, 0)
    yield from sheet.wrapped(_ending(found), 0)


def _text_row(row: Row, sheet: Sheet) -> Iterator[str]:
    if row.rank == 1:
        yield from ("", sheet.painted(sheet.rule(row.words, "="), "strong"))
    elif row.rank:
        yield ""
        yield from sheet.heading(row.words)
    else:
        mark = "- " if row.depth else ""
        lines = sheet.wrapped(f"{mark}{row.words}", 1 + _STEP * row.depth - 1 if row.depth else 1, hang=len(mark))
        yield from (sheet.painted(line, row.tone) for line in lines)


def markdown(found: WhatIf) -> str:
    """The what-if as CommonMark that ends in a line break."""
    return "\n".join(_markdown_lines(found)).rstrip() + "\n"


def _markdown_lines(found: WhatIf) -> Iterator[str]:
    emergency, *notes = _opening(found)
    if emergency:
        yield from (f"> **{escaped(emergency)}**", "")
    for note in notes:
        yield from (escaped(note), "")
    above = 0
    for row in rows_of(found):
        if row.rank:
            yield from ("", f"{'#' * (row.rank + 1)} {escaped(row.words)}", "")
        elif row.depth:
            yield f"{'  ' * (row.depth - 1)}- {escaped(row.words)}"
        else:
            yield from (("",) if above else ())
            yield from (f"**{escaped(row.words)}**" if row.tone == "strong" else escaped(row.words), "")
        above = row.depth
    yield from ("", f"**{STATUS.capitalize()}.** {escaped(DISCLOSURE)}", "", escaped(_ending(found)))


def _opening(found: WhatIf) -> Iterator[str]:
    """The emergency, empty where there is none; then what must be told first."""
    last = found.after or found.before
    yield EMERGENCY if found.before.urgency.is_emergency else ""
    yield PATIENT_INFORMATION
    if last.urgency.is_emergency and not found.before.urgency.is_emergency:
        yield IF_EMERGENCY
    told = found.before.notices
    yield from map(tidy, told)
    for notice in last.notices if found.after else ():
        if notice not in told:
            yield f"As supposed: {tidy(notice)}"
    days = f"as of {found.before.as_of}"
    if last.as_of != found.before.as_of:
        days += f", supposed as of {last.as_of}"
    yield f"{tidy(found.before.case.id)}: what if, {days}"


def _ending(found: WhatIf) -> str:
    return f"necessity {found.before.engine}, input {found.before.case.input_digest[:19] or 'unknown'}"
