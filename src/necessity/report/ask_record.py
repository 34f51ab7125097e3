"""Questions and answers as JSON for other programs.

Invariant: every key is there, `null` or `[]` where there is nothing to say; the same input gives the same bytes.
"""

from __future__ import annotations

from necessity.assessment.asking import AnswerTaken, Asking, LineAsked, QuestionAsked
from necessity.model.fact import Fact
from necessity.report.answer_record import pack_record, source_record
from necessity.report.chart_record import Record, evidence_record
from necessity.report.record import as_bytes
from necessity.report.words import DISCLOSURE, STATUS, fact_dates, fact_words


def json_bytes(found: Asking) -> bytes:
    """The record as indented UTF-8 JSON with a line end."""
    return as_bytes(asking_record(found))


def asking_record(found: Asking) -> Record:
    """The next question, what was answered, and every line as it was, as it stands, and while no document shows the answers."""
    before = found.before
    return {
        "case": before.case.id,
        "status": STATUS,
        "disclosure": DISCLOSURE,
        "engine": before.engine,
        "as_of": before.as_of.isoformat(),
        "input_digest": before.case.input_digest,
        "urgency": {"before": before.urgency.level, "now": found.urgency.level},
        "pack": pack_record(found.pack),
        "brief": found.brief,
        "next": _question(found.next) if found.next else None,
        "answered": [_answer(one) for one in found.answered],
        "lines": [_line(one) for one in found.lines],
        "not_written": [one.question.number for one in found.not_written],
    }


def _question(one: QuestionAsked) -> Record:
    return {
        "number": one.number,
        "line": one.line.id if one.line else None,
        "question": one.says,
        "criterion": one.clause.id,
        "says": one.clause.says,
        "source": source_record(one.clause.source),
        "part": {"criterion": one.part.id, "says": one.part.says},
        "reason": one.finding.reason.value,
        "level": one.level,
        "side": one.side,
        "values": one.values or None,
        "documents": list(one.documents),
        "held_by": list(one.held_by),
        "now": one.now.value,
        "if_yes": one.if_yes.value,
        "if_no": one.if_no.value,
        "to_approve": one.to_approve,
        "to_refer": one.to_refer,
        "helps": None if one.helps is None else "yes" if one.helps else "no",
    }


def _answer(one: AnswerTaken) -> Record:
    return {
        "question": _question(one.question),
        "words": one.words,
        "meaning": one.meaning,
        "facts": [_fact(fact) for fact in one.facts],
        "in_place_of": [_fact(fact) for fact in one.in_place_of],
        "notes": list(one.notes),
    }


def _fact(fact: Fact) -> Record:
    """A fact in words, with what says it."""
    return {
        "kind": fact.kind,
        "says": fact_words(fact),
        "dates": fact_dates(fact) or None,
        "evidence": [evidence_record(piece) for piece in fact.evidence],
    }


def _line(one: LineAsked) -> Record:
    return {
        "line": one.line.id if one.line else None,
        "before": one.before.value,
        "now": one.now.value,
        "alone": one.alone.value if one.alone else None,
        "settled": one.settled,
        "not_asked": one.not_asked or None,
    }
