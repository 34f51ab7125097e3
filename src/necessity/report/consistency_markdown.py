"""Pairs of answers that do not agree, as CommonMark.

Invariant: no word that comes from a chart, a reason or a pack can become markup; every mark is written here.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.assessment.answered import Consistency
from necessity.report.consistency_parts import AnswerShown, GroupShown, PairShown, RowShown, consistency_shown, title_of
from necessity.report.escape import escaped
from necessity.report.words import PATIENT_INFORMATION


def markdown(found: Consistency, most: int) -> str:
    """The pairs as CommonMark that ends in a line break; the first `most` of them."""
    return "\n".join(_page(found, most)).rstrip() + "\n"


def _page(found: Consistency, most: int) -> Iterator[str]:
    shown = consistency_shown(found, most)
    yield from (f"*{PATIENT_INFORMATION}*", "", f"# {escaped(shown.title)}", "")
    for said in shown.summary:
        yield from (escaped(said), "")
    for pair in shown.pairs:
        yield from _pair(pair)
    if shown.more:
        yield from (f"And {shown.more} more: `--most` shows them, and `--format json` has them all.", "")
    if shown.aside:
        yield from ("## Left out", "", *(f"- {escaped(one)}" for one in shown.aside))


def _pair(pair: PairShown) -> Iterator[str]:
    yield from (f"## {pair.number}. {escaped(title_of(pair))}", "")
    yield from (f"**{escaped(pair.lead)}**", "")
    for answer in (pair.better, pair.worse):
        yield from _answer(answer)
    yield ""
    for group in pair.groups:
        yield from _group(group, pair)
    for said in pair.remarks:
        yield from (escaped(said), "")


def _answer(answer: AnswerShown) -> Iterator[str]:
    yield f"- {escaped(f'{answer.case}, {answer.line}')}: **{answer.said}** ({escaped(answer.by)})"
    yield from (f"  - {escaped(reason)}" for reason in answer.reasons)


def _group(group: GroupShown, pair: PairShown) -> Iterator[str]:
    yield from (f"### {escaped(group.heading)}", "")
    for row in group.rows:
        yield from _row(row, pair)
    if group.named:
        also = "also: " if group.rows else ""
        yield f"- {also}{escaped('; '.join(group.named))}"
    yield ""


def _row(row: RowShown, pair: PairShown) -> Iterator[str]:
    given = f"given for {escaped(pair.worse.name)}: “{escaped(row.given)}”; " if row.given else ""
    yield f"- {given}{escaped(row.says)}"
    if row.note:
        yield f"  - {escaped(row.note)}"
    for name, side in ((pair.better.name, row.better), (pair.worse.name, row.worse)):
        yield f"  - {escaped(name)}: **{side.word.upper()}** {escaped(side.why)}"
        yield from (f"    - {escaped(said)}" for said in side.said)
    yield f"  - {escaped(f'[{row.clause}]')}"
