"""Documents, facts and the words behind them as other programs read them.

Invariant: every key is there, null where there is nothing to say; offsets count code points of the document as received.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from necessity.model.case import UnreadRequest
from necessity.model.chart import Chart
from necessity.model.document import Attestation, Document, Evidence, Quote
from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.report.numbers import Numbers

Record = dict[str, Any]


def chart_record(chart: Chart, numbers: Numbers, unread: Iterable[UnreadRequest]) -> Record:
    """The facts in their order, conflicts by the numbers of their facts, and the words of the request that nobody knows."""
    conflicts = [{"kind": one.kind, "facts": numbers.all(one.facts)} for one in chart.conflicts]
    return {
        "facts": [_fact(fact, chart) for fact in numbers.facts],
        "conflicts": conflicts,
        "unread_request": [{"words": one.words, "nearest": list(one.nearest)} for one in unread],
    }


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
        return record | {
            "document": piece.document,
            "start": piece.start,
            "end": piece.end,
            "words": piece.words,
            "page": piece.page,
        }
    if isinstance(piece, Attestation):
        day = piece.attested_on.isoformat() if piece.attested_on else None
        return record | {"words": piece.words or None, "attested_by": piece.by, "attested_on": day}
    return record | {"resource": piece.reference, "path": piece.path or None}
