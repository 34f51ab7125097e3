"""Questions and answers as text for a terminal: one question as it is put, why it is put, and how the lines stand at the end.

Invariant: no word of a chart or of an answer becomes markup, every line is wrapped, and an answer is never told as documented.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.assessment.asking import NOT_KNOWN, AnswerTaken, Asking, LineAsked, QuestionAsked
from necessity.assessment.assessment import Recommendation, Urgency
from necessity.assessment.finding import Finding
from necessity.model.case import LineItem
from necessity.model.fact import Fact
from necessity.report.line_parts import asked_words, title_of
from necessity.report.sheet import Sheet
from necessity.report.whatif_faces import IF_EMERGENCY
from necessity.report.words import (
    DISCLOSURE,
    EMERGENCY,
    PATIENT_INFORMATION,
    RECOMMENDATIONS,
    STATUS,
    evidence_place,
    fact_dates,
    fact_words,
    reason_words,
    shortened,
    source_words,
    tidy,
)

HOW = "Answer yes, no or ? (not known), or in words (a value, or a sentence as a note has it). 'why' tells more, 'q' stops."
NO_DOCUMENT = "An answer is no document: what was answered has to be shown by one before anybody can rely on it."
ANSWER_ALONE = (
    "to be documented; it says too little to be written down as a fact (which, where, when), and --save leaves it out"
)
FOR_GOOD = (
    "No answer brings it to an approval any more: what nobody knows keeps it open. What is still asked can only send it to a "
    "physician."
)
SETTLED = "It is settled: no answer to what is open changes it."
BRIEFLY = "It is settled as the policy counts silence; without --brief it is asked what nobody spoke of."
STAYS_OPEN = "It stays open: what would settle it is not known, and no other answer changes that."
_INDENT = 4


def alarm_words(before: Urgency, now: Urgency) -> str:
    """What must be told first: the record speaks of an emergency, or what was answered does; else empty."""
    if before.is_emergency:
        return EMERGENCY
    return IF_EMERGENCY if now.is_emergency else ""


def line_words(line: LineItem | None) -> str:
    """`line 1: revision fusion, L4-L5`, or the setting."""
    if line is None:
        return "the setting"
    return tidy(", ".join(filter(None, (f"line {line.id}: {title_of(line)}", asked_words(line)))))


def question(asked: QuestionAsked, *, width: int = 100, colour: bool = False) -> str:
    """One question as it is put: what, why it matters, the clause, the document that shows it, and who has it."""
    return "\n".join(_question(asked, Sheet(width, colour))) + "\n"


def _question(asked: QuestionAsked, sheet: Sheet) -> Iterator[str]:
    yield ""
    yield from (
        sheet.painted(one, "strong") for one in sheet.wrapped(f"{asked.number}. {tidy(asked.says)}?", 0, hang=3)
    )
    for words in (
        _why(asked),
        f"clause: {asked.clause.id} ({line_words(asked.line)})",
        _shown_by(asked),
        _values(asked),
    ):
        yield from sheet.wrapped(words, _INDENT, hang=2) if words else ()


def _why(asked: QuestionAsked) -> str:
    whole = tidy(asked.part.says).rstrip(".")
    return f"why: {whole}. {_effect(asked)}"


def _effect(asked: QuestionAsked) -> str:
    """What an answer would do at once, else how far it is from here."""
    if asked.now is Recommendation.REFER:
        return "As it stands it goes to a physician; this could keep it from that."
    if asked.now is Recommendation.APPROVE:
        return "As it stands it is approved, for nothing is said of this; this could change that."
    said = [
        f"A {word} alone would {_ENDS[to]}."
        for word, to in (("yes", asked.if_yes), ("no", asked.if_no))
        if to is not asked.now
    ]
    if said:
        return " ".join(said)
    if asked.to_approve is None:
        return FOR_GOOD
    if asked.helps is None:
        return f"The shortest way to an approval: {_facts(asked.to_approve)}."
    more = asked.to_approve - 1
    return (
        f"With a {'yes' if asked.helps else 'no'}, {_facts(more)} more could bring the line to an approval."
        if more
        else ""
    )


def _facts(count: int) -> str:
    return f"{count} {'fact' if count == 1 else 'facts'}"


_ENDS = {Recommendation.APPROVE: "settle it: approve", Recommendation.REFER: "send it to a physician"}


def _shown_by(asked: QuestionAsked) -> str:
    if not asked.documents:
        return ""
    held = f" (who has it: {asked.held_by[0]})" if asked.held_by else ""
    return f"shown by: {', '.join(asked.documents)}{held}"


def _values(asked: QuestionAsked) -> str:
    return f"or a value: {shortened(asked.values, 200)}" if asked.values else ""


def reasons(asked: QuestionAsked, *, width: int = 100, colour: bool = False) -> str:
    """The whole of why: the criterion, its source, how the record stands, and how far it is to either end."""
    sheet = Sheet(width, colour)
    finding = asked.finding
    told = [
        f"It stands in '{asked.part.id}': {tidy(asked.part.says)}",
        f"The clause '{asked.clause.id}' asks: {tidy(asked.clause.says)}",
        f"Source: {source_words(asked.clause.source)}",
        f"The record so far: {reason_words(finding)}",
        *_said(finding),
        _far("an approval", asked.to_approve),
        _far("a physician's review", asked.to_refer),
        f"More: necessity explain {asked.clause.id}",
    ]
    return "\n".join(line for words in told if words for line in sheet.wrapped(words, _INDENT, hang=2)) + "\n"


def _far(where: str, facts: int | None) -> str:
    if facts is None:
        return f"No answers bring it to {where}."
    return f"The shortest way to {where}: {_facts(facts)}."


def _said(finding: Finding) -> Iterator[str]:
    for fact in finding.facts[:3]:
        yield f"- {_fact(fact)}: " + "; ".join(
            f"'{shortened(one.words, 120)}' ({evidence_place(one)})" for one in fact.quotes[:1]
        )


def _fact(fact: Fact) -> str:
    return tidy(" ".join(filter(None, (fact_words(fact), fact_dates(fact)))))


# -- how it stands -----------------------------------------------------------------------------------------------------


def text(found: Asking, *, width: int = 100, colour: bool = False) -> str:
    """The answers, how every line stands with them, and the next question where one is left; ends in a line break."""
    sheet = Sheet(width, colour)
    return "\n".join(_text(found, sheet)).rstrip() + "\n"


def _text(found: Asking, sheet: Sheet) -> Iterator[str]:
    alarm = alarm_words(found.before.urgency, found.urgency)
    if alarm:
        yield from (sheet.painted(line, "alarm") for line in sheet.wrapped(alarm, 0))
        yield ""
    yield from sheet.wrapped(PATIENT_INFORMATION, 0)
    yield from sheet.wrapped(f"Judged by {found.pack.name}, as of {found.before.as_of.isoformat()}.", 0)
    if found.answered:
        yield from ("", sheet.painted(sheet.rule("What was answered", "="), "strong"))
        for one in found.answered:
            yield from _answer(one, sheet)
        yield from sheet.wrapped(NO_DOCUMENT, 1)
    yield from ("", sheet.painted(sheet.rule("How it stands", "="), "strong"))
    for line in found.lines:
        yield from _line(line, sheet, answered=bool(found.answered), brief=found.brief)
    if found.next is not None:
        yield from ("", sheet.painted(sheet.rule("The next question", "="), "strong"))
        yield from _question(found.next, sheet)
        yield from sheet.wrapped(HOW, _INDENT)
    yield from ("", sheet.painted(sheet.rule(STATUS.capitalize(), "="), "faint"))
    yield from sheet.wrapped(DISCLOSURE, 0)


def _answer(one: AnswerTaken, sheet: Sheet) -> Iterator[str]:
    yield from sheet.wrapped(f"{one.question.number}. {tidy(one.question.says)}: {tidy(one.words)}", 1, hang=3)
    if one.meaning == NOT_KNOWN:
        yield from sheet.wrapped("stays open", _INDENT)
    elif not one.facts:
        yield from sheet.wrapped(ANSWER_ALONE, _INDENT, hang=2)
    for fact in one.facts:
        yield from sheet.wrapped(f"to be documented: {_fact(fact)}", _INDENT, hang=2)
    for fact in one.in_place_of:
        said = "; ".join(f"'{shortened(piece.words, 80)}' ({evidence_place(piece)})" for piece in fact.quotes[:1])
        yield from sheet.wrapped(f"in place of: {_fact(fact)} {said}", _INDENT, hang=2)
    for note in one.notes:
        yield from sheet.wrapped(note, _INDENT, hang=2)


def _line(one: LineAsked, sheet: Sheet, *, answered: bool, brief: bool) -> Iterator[str]:
    moved = "" if one.before is one.now else f" (before: {RECOMMENDATIONS[one.before]})"
    words = f"{line_words(one.line)}: {RECOMMENDATIONS[one.now]}{moved}"
    yield from (sheet.painted(line, one.now.value) for line in sheet.wrapped(words, 1, hang=2))
    if one.not_asked:
        yield from sheet.wrapped(one.not_asked, _INDENT, hang=2)
        return
    if one.settled:
        kept = BRIEFLY if brief and one.now is Recommendation.APPROVE else SETTLED
        yield from sheet.wrapped(STAYS_OPEN if one.now is Recommendation.PEND else kept, _INDENT, hang=2)
    else:
        yield from sheet.wrapped("It is not settled: a question is open.", _INDENT, hang=2)
    if answered and one.alone is not None and one.alone is not one.now:
        yield from sheet.wrapped(
            f"While no document shows the answers: {RECOMMENDATIONS[one.alone]}.",
            _INDENT,
            hang=2,
        )
