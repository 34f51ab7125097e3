"""The page for the patient: what was asked, what the papers tell, what is missing, what happens next, in plain words.

Invariant: no code, no term without plain words, no blame and no word of the chart; a person decides, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.assessment.assessment import Assessment, LineAnswer, PackAssessment, Recommendation
from necessity.assessment.finding import Finding
from necessity.assessment.gap import Gap
from necessity.report.letter import Block, Letter, listed
from necessity.report.plain_words import PlainWords, plain_words
from necessity.report.rows import deciding_facts
from necessity.verdict import MET, NOT_MET, UNKNOWN

_EMERGENCY = (
    "This may be an emergency. Call for help now. Call your local emergency number or go to an emergency room. "
    "Do not wait for this review."
)
_SIDES = {"left": " on the left side", "right": " on the right side", "both": " on both sides"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MOST = 8  # points in one list
_NEXT = {
    Recommendation.APPROVE: (
        "What was found in your papers fits the rules we used.",
        "A trained person will read them and decide.",
    ),
    Recommendation.PEND: (
        "Some facts are still missing. That is common, and it is not a no.",
        "Your doctor's office can send more papers. Then a trained person will look again.",
    ),
    Recommendation.REFER: (
        "Part of what is in your papers does not fit the rules we used. That is not a no.",
        "A doctor will read your papers and decide. The doctor can also talk with your surgeon.",
    ),
}


def patient_letter(assessment: Assessment) -> Letter:
    """The letter to the patient. It holds no word of the chart, so there is nothing to leave out of it."""
    return Letter(name="About your back surgery request", audience="patient", blocks=tuple(_blocks(assessment)))


def _blocks(assessment: Assessment) -> Iterator[Block]:
    table = plain_words()
    if assessment.urgency.is_emergency:
        yield Block(kind="alarm", words=_EMERGENCY)
    yield Block(kind="title", words="About your back surgery request")
    yield Block(
        kind="text",
        words="No one has decided yet. A person decides, not a computer. A computer program read your papers and wrote this "
        "page to help that person.",
    )
    if any(not pack.pack.is_signable for pack in assessment.packs):
        yield Block(kind="note", words="This page is a test. The rules we used are not the rules of a health plan.")
    yield Block(kind="note", words="This page is about your health. Keep it in a safe place.")
    yield from _asked(assessment, table)
    yield from _told(assessment, table)
    yield from _next(assessment)
    day = assessment.as_of
    yield Block(
        kind="text",
        words=f"This page goes by the papers we had on {_MONTHS[day.month - 1]} {day.day}, {day.year}. It does not take the "
        "place of your doctor. If you feel worse, call your doctor.",
    )


def _asked(assessment: Assessment, table: PlainWords) -> Iterator[Block]:
    yield Block(kind="heading", words="What was asked")
    request = assessment.case.request
    named = [
        table.procedure(line.procedure) + (_SIDES.get(line.side or "", "") if line.procedure else "")
        for line in (request.line_items if request else ())
    ]
    if request and request.setting:
        named.append(table.settings.get(request.setting, "a place for the surgery"))
    yield Block(kind="text", words="Your doctor asked for this:")
    yield listed(*(f"{words[0].upper()}{words[1:]}." for words in dict.fromkeys(named)))


def _told(assessment: Assessment, table: PlainWords) -> Iterator[Block]:
    shown = _phrases((kind for pack in assessment.packs for kind in _shown(pack)), table)
    failed = _phrases((kind for pack in assessment.packs for kind in _failed(pack)), table)
    missing = _phrases((kind for pack in assessment.packs for kind in _missing(pack)), table)
    if shown:
        yield Block(kind="heading", words="What your papers show")
        yield Block(kind="text", words="Your papers tell us about:")
        yield listed(*(f"{words}." for words in shown))
    if failed:
        yield Block(kind="heading", words="What does not fit the rules")
        yield Block(kind="text", words="A doctor will take a close look at:")
        yield listed(*(f"{words}." for words in failed))
    yield Block(kind="heading", words="What is missing")
    if not missing:
        yield Block(kind="text", words="We do not need more papers right now.")
        return
    yield Block(kind="text", words="Your papers do not tell us enough yet about:")
    yield listed(*(f"{words}." for words in missing))
    sources = dict.fromkeys(table.documents[one] for gap in _gaps(assessment) for one in gap.documents)
    if sources:
        yield Block(kind="text", words="These papers often help:")
        yield listed(*(f"{words[0].upper()}{words[1:]}." for words in list(sources)[:_MOST]))


def _next(assessment: Assessment) -> Iterator[Block]:
    yield Block(kind="heading", words="What happens next")
    answers = {one.recommendation for pack in assessment.packs for one in pack.line_items}
    answers |= {pack.setting.recommendation for pack in assessment.packs if pack.setting.recommendation}
    for answer in (Recommendation.REFER, Recommendation.PEND, Recommendation.APPROVE):
        if answer in answers:
            part = "For a part of what was asked: " if len(answers) > 1 else ""
            first, *rest = _NEXT[answer]
            words = part + (first[0].lower() + first[1:] if part else first)
            yield Block(kind="text", words=" ".join((words, *rest)))
    yield Block(
        kind="text",
        words="You can ask your doctor's office which papers were sent. You can ask to see them. You can ask who will decide.",
    )


def _phrases(kinds: Iterable[str], table: PlainWords) -> list[str]:
    """Each phrase once; the general one only where nothing else is known."""
    found = dict.fromkeys(table.facts[kind] for kind in kinds if kind in table.facts)
    return [f"{words[0].upper()}{words[1:]}" for words in list(found)[:_MOST]]


def _shown(pack: PackAssessment) -> Iterator[str]:
    """The kinds of fact behind every criterion that is met."""
    for line in pack.line_items:
        for finding in _criteria(line):
            if finding.verdict is MET:
                yield from (fact.kind for fact in deciding_facts(finding))


def _failed(pack: PackAssessment) -> Iterator[str]:
    for line in pack.line_items:
        if line.recommendation is Recommendation.REFER:
            for finding in _criteria(line):
                if finding.verdict is NOT_MET and not finding.is_open:
                    yield from (fact.kind for fact in deciding_facts(finding))


def _missing(pack: PackAssessment) -> Iterator[str]:
    gaps = [gap for line in pack.line_items for gap in line.gaps] + list(pack.setting.gaps)
    for gap in gaps:
        for one in sorted(gap.finding.walk(), key=lambda part: part.role not in ("body", "base")):
            if one.verdict is UNKNOWN and not one.children:
                yield from one.kinds


def _criteria(line: LineAnswer) -> Iterator[Finding]:
    """The criteria beneath the roots of a line, at each of its levels."""
    for finding in [one.finding for one in line.by_level] or [line.finding]:
        yield from finding.children or (finding,)


def _gaps(assessment: Assessment) -> Iterator[Gap]:
    for pack in assessment.packs:
        for line in pack.line_items:
            yield from line.gaps
        yield from pack.setting.gaps
