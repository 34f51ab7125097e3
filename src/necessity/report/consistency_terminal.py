"""Pairs of answers that do not agree, as text for a terminal.

Invariant: every line is wrapped to the width, however long a word of a chart, a pack or a reason is.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.assessment.answered import Consistency
from necessity.report.consistency_parts import (
    AnswerShown,
    ConsistencyShown,
    GroupShown,
    PairShown,
    RowShown,
    SideShown,
    consistency_shown,
    title_of,
)
from necessity.report.sheet import Sheet
from necessity.report.words import PATIENT_INFORMATION


def render(found: Consistency, most: int, *, console_width: int = 100, colour: bool = False) -> str:
    """The pairs as text that ends in a line break; the first `most` of them."""
    sheet = Sheet(console_width, colour)
    return "\n".join(_page(consistency_shown(found, most), sheet)).rstrip() + "\n"


def _page(shown: ConsistencyShown, sheet: Sheet) -> Iterator[str]:
    yield from sheet.wrapped(PATIENT_INFORMATION, 0)
    yield from (sheet.painted(line, "strong") for line in sheet.wrapped(shown.title, 0))
    for said in shown.summary:
        yield ""
        yield from sheet.wrapped(said, 0)
    for pair in shown.pairs:
        yield ""
        yield from _pair(pair, sheet)
    if shown.more:
        yield ""
        yield from sheet.wrapped(f"And {shown.more} more: --most shows them, and --format json has them all.", 0)
    if shown.aside:
        yield ""
        yield from sheet.wrapped(f"Left out: {'; '.join(shown.aside)}.", 0)


def _pair(pair: PairShown, sheet: Sheet) -> Iterator[str]:
    yield sheet.painted(sheet.rule(f"{pair.number}  {title_of(pair)}", "="), "strong")
    yield from (sheet.painted(line, "strong") for line in sheet.wrapped(pair.lead, 1))
    for answer in (pair.better, pair.worse):
        yield from _answer(answer, sheet)
    for group in pair.groups:
        yield from _group(group, pair, sheet)
    for said in pair.remarks:
        yield from (sheet.painted(line, "faint") for line in sheet.wrapped(said, 1))


def _answer(answer: AnswerShown, sheet: Sheet) -> Iterator[str]:
    head = f"{answer.case}, {answer.line}: {answer.said.upper()} ({answer.by})"
    yield from (sheet.painted(line, answer.answer) for line in sheet.wrapped(head, 1, hang=2))
    for reason in answer.reasons:
        yield from sheet.wrapped(f"- {reason}", 3, hang=2)


def _group(group: GroupShown, pair: PairShown, sheet: Sheet) -> Iterator[str]:
    yield ""
    yield from sheet.wrapped(f"{group.heading}:", 1)
    for row in group.rows:
        yield from _row(row, pair, sheet)
    if group.named:
        also = "also: " if group.rows else ""
        yield from sheet.wrapped(f"{also}{'; '.join(group.named)}", 3, hang=2)


def _row(row: RowShown, pair: PairShown, sheet: Sheet) -> Iterator[str]:
    if row.given:
        yield from sheet.wrapped(f"given for {pair.worse.name}: “{row.given}”", 3, hang=2)
    yield from sheet.wrapped(f"- {row.says}", 3, hang=2)
    if row.note:
        yield from sheet.wrapped(row.note, 5)
    for name, side in ((pair.better.name, row.better), (pair.worse.name, row.worse)):
        yield from _side(name, side, sheet)
    yield from (sheet.painted(line, "faint") for line in sheet.wrapped(f"[{row.clause}]", 5, hang=1))


def _side(name: str, side: SideShown, sheet: Sheet) -> Iterator[str]:
    head = f"{name}: {side.word.upper()} {side.why}"
    yield from (sheet.painted(line, side.tone) for line in sheet.wrapped(head, 5, hang=2))
    for said in side.said:
        yield from sheet.wrapped(said, 9, hang=2)
