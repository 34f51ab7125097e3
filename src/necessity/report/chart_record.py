"""Documents, facts and the words behind them as other programs read them.

Invariant: every key is there, null where there is nothing to say; offsets count code points of the document as received.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from necessity.model.case import UnreadRequest
from necessity.model.chart import Chart
from necessity.model.courses import Span, gaps, last_day, overlap, since_last, total, union
from necessity.model.document import Attestation, Document, Evidence, Quote
from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.report.care import Care
from necessity.report.grid import GridRow
from necessity.report.numbers import Numbers

Record = dict[str, Any]


def chart_record(chart: Chart, numbers: Numbers, unread: Iterable[UnreadRequest]) -> Record:
    """The facts in their order, conflicts by the numbers of their facts, and the words of the request that nobody knows."""
    conflicts = [{"kind": one.kind, "facts": numbers.all(one.facts)} for one in chart.conflicts]
    return {
        "facts": [_fact(fact, chart) for fact in numbers.facts],
        "conflicts": conflicts,
        "remarks": list(chart.remarks),
        "unread_request": [{"words": one.words, "nearest": list(one.nearest)} for one in unread],
    }


def grid_record(row: GridRow, numbers: Numbers) -> Record:
    """A row of the grid: its place, roots and lines, and the numbers of the facts of each column."""
    columns = {name: numbers.all(facts) for name, facts in row.columns.items()}
    roots = {"exiting": row.exiting, "traversing": row.traversing}
    return {"level": row.level, "side": row.side, "roots": roots, "requested": list(row.requested), **columns}


def care_record(care: Care, numbers: Numbers) -> Record:
    """The therapy timeline: dated courses in the order of their days, what they come to, and the facts without a day."""
    courses, last = care.courses, last_day(care.courses)
    return {
        "day": care.day.isoformat(),
        "courses": [
            {
                "fact": numbers.of(fact),
                "first_day": course.start.as_json(),
                "last_day": course.end.as_json(),
                "days": _span(course.days),
                "length_kept": course.is_length_kept,
            }
            for fact, course in care.dated
        ],
        "undated": numbers.all(care.undated),
        "contradictory": numbers.all(care.contradictory),
        "total": _span(total(courses)) if courses else None,
        "union": _span(union(courses)) if courses else None,
        "overlap": _span(overlap(courses)) if courses else None,
        "gaps": [{"from": gap.start.isoformat(), "to": gap.end.isoformat(), "days": gap.days} for gap in gaps(courses)],
        "last_day": last.as_json() if last else None,
        "since_last": _span(since_last(courses, care.day)),
    }


def _span(days: Span | None) -> Record | None:
    return {"least": days.least, "most": days.most} if days else None


def document_record(document: Document) -> Record:
    """One document: what it is, its digest, and why it could not be read where it could not."""
    return {
        "id": document.id,
        "kind": document.kind,
        "authored": document.authored.isoformat() if document.authored else None,
        "digest": document.digest,
        "readable": document.readable,
        "unreadable_because": document.unreadable_because or None,
        "file": document.name or None,
        "pages": len(document.pages) or None,
        "read_by_machine": list(document.by_machine),
    }


def _fact(fact: Fact, chart: Chart) -> Record:
    return {
        "kind": fact.kind,
        "value": None if fact.value is None else str(fact.value),
        "measured": _measured(fact.value),
        "qualifiers": {name: str(value) for name, value in fact.qualifiers.items()},
        "assertion": fact.assertion.value,
        "cue": evidence_record(fact.cue) if fact.cue else None,
        "when": fact.when.as_json() if fact.when else None,
        "until": fact.until.as_json() if fact.until else None,
        "recorded": fact.recorded.isoformat() if fact.recorded else None,
        "set_aside": "recorded afterwards" if fact in chart.recorded_afterwards else None,
        "reader": fact.reader,
        "evidence": [evidence_record(piece) for piece in fact.evidence],
    }


def _measured(value: object) -> Record | None:
    """The interval behind a measured value; an infinite end is null."""
    if not isinstance(value, Quantity):
        return None
    ends = {"low": value.low, "high": value.high}
    return {
        **{name: None if abs(end) == float("inf") else end for name, end in ends.items()},
        "low_open": value.low_open,
        "high_open": value.high_open,
        "unit": value.unit,
    }


def evidence_record(piece: Evidence) -> Record:
    """All kinds of evidence have the same first five keys; what a kind does not have is null."""
    record: Record = dict.fromkeys(("document", "start", "end", "words", "page"))
    if isinstance(piece, Quote):
        quote = {
            "document": piece.document,
            "start": piece.start,
            "end": piece.end,
            "words": piece.words,
            "page": piece.page,
        }
        return record | quote | ({"read_by_machine": True} if piece.by_machine else {}) | _marked(piece.marked)
    if isinstance(piece, Attestation):
        standing = "attested, not documented"
        return record | {
            "words": piece.words or None,
            "attested_by": piece.by,
            "attested_on": _day(piece),
            "standing": standing,
        }
    return record | {
        "document": piece.document or None,
        "words": piece.words or None,
        "resource": piece.reference,
        "path": piece.path or None,
    }


def _marked(by: Attestation | None) -> Record:
    """Who marked the words of a quote, and when; nothing where the program read them."""
    return {} if by is None else {"marked_by": by.by, "marked_on": _day(by)}


def _day(by: Attestation) -> str | None:
    return by.attested_on.isoformat() if by.attested_on else None
