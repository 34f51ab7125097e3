"""Where several packs part, as CommonMark; the same lines stand in the Markdown report of a review under several packs.

Invariant: no word that comes from a chart, a request or a pack can become markup; every mark is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.assessment.assessment import Assessment
from necessity.report.compare_parts import AGAIN, AGREED, COMPARED, NOTHING_READ, comparison_of
from necessity.report.compare_shown import AskShown, LineShown
from necessity.report.escape import escaped
from necessity.report.numbers import Numbers
from necessity.report.phrases import said_words
from necessity.report.words import DISCLOSURE, EMERGENCY, PATIENT_INFORMATION, STATUS, tidy


def markdown(assessment: Assessment) -> str:
    """The comparison as CommonMark that ends in a line break."""
    return "\n".join(_page(assessment)).rstrip() + "\n"


def _page(assessment: Assessment) -> Iterator[str]:
    if assessment.urgency.is_emergency:
        yield from (f"> **{escaped(EMERGENCY)}**", "")
    yield from (f"*{PATIENT_INFORMATION}*", "")
    for notice in assessment.notices:
        yield from (f"**{escaped(tidy(notice))}**", "")
    names = ", ".join(pack.pack.name for pack in assessment.packs)
    yield from (f"# {escaped(tidy(assessment.case.id))}: {escaped(names)}, as of {assessment.as_of}", "")
    yield from compare_lines(comparison_of(assessment, Numbers(assessment.chart.facts)))
    yield from (f"**{STATUS.capitalize()}.** {escaped(DISCLOSURE)}", "")
    yield escaped(f"necessity {assessment.engine}, input {assessment.case.input_digest[:19] or 'unknown'}")


def compare_lines(lines: Iterable[LineShown]) -> Iterator[str]:
    """The whole comparison, line by line of the request: a table of the answers, then what the packs part on."""
    lines = tuple(lines)
    if lines:
        yield from (f"## {COMPARED}", "")
    for line in lines:
        yield from _line(line)


def _line(line: LineShown) -> Iterator[str]:
    asked = f" ({escaped(line.asked)})" if line.asked else ""
    yield from (f"### {escaped(line.title)}{asked}", "")
    yield from ("| pack | answer |", "|---|---|")
    for one in line.answers:
        note = f" ({escaped(one.note)})" if one.note else ""
        yield f"| {escaped(one.pack)} | **{one.answer}**{note} |"
    yield from ("", line.summary, "")
    for number, matter in enumerate(line.partings, 1):
        yield f"{number}. {'They part on this:' if len(matter) > 1 else 'What decides:'}"
        for ask in matter:
            yield from _ask(ask)
        yield ""
    if line.agreed:
        yield from (AGREED, "", *(f"- {escaped(words)}" for words in line.agreed), "")


def _ask(ask: AskShown) -> Iterator[str]:
    if not ask.says:
        yield f"   - {escaped(ask.pack)}: {ask.why}"
        return
    again = f"; {AGAIN}" if ask.again else ""
    yield f"   - {escaped(ask.pack)}: **{ask.word.upper()}** {escaped(f'{ask.says}: {ask.why}')}{again}"
    if ask.again:
        return
    if ask.asked:
        yield f"     - asked: {escaped('; '.join(ask.asked))}"
    yield from (f"     - {escaped(said_words(piece))}" for piece in ask.said)
    if ask.more:
        yield f"     - and {ask.more} more"
    if not ask.said:
        yield f"     - {NOTHING_READ}"
    yield f"     - {escaped(f'[{ask.clause}]')}{'; the answer rests on it' if ask.decides else ''}"
