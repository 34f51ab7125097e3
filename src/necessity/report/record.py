"""The JSON that other programs read: one assessment whole, or the facts of one chart alone.

Invariant: every key of the public contract is there, `null` or `[]` where there is nothing to say, and the same assessment
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from necessity.assessment.assessment import (
    Assessment,
    Caution,
    CodingNote,
    LineAnswer,
    PackAssessment,
    PackUsed,
    SettingAnswer,
)
from necessity.assessment.finding import Finding, Need, Source
from necessity.assessment.gap import Gap
from necessity.model.case import UnreadRequest
from necessity.model.chart import Chart
from necessity.model.document import Attestation, Document, Evidence, Quote
from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.report.hidden import without_chart
from necessity.report.numbers import Numbers
from necessity.report.rows import deciding_facts
from necessity.report.words import DISCLOSURE, STATUS
from necessity.verdict import UNKNOWN

Record = dict[str, Any]


def json_bytes(assessment: Assessment, *, show_chart: bool = True) -> bytes:
    """The record as indented UTF-8 JSON with a line end; `show_chart` False leaves out every word of the chart.

    Then quotes keep their document and offsets, their words are null, and quoted passages are blanked in every sentence.
    """
    record = as_record(assessment)
    documents = assessment.chart.documents or assessment.case.documents
    return as_bytes(record if show_chart else without_chart(record, documents))


def as_bytes(record: Record) -> bytes:
    """A record as indented JSON; the same record gives the same bytes."""
    return orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_record(assessment: Assessment) -> Record:
    """The public record of one assessment with every key of the contract."""
    case, chart = assessment.case, assessment.chart
    numbers = Numbers(chart.facts)
    urgency = assessment.urgency
    record: Record = {
        "case": case.id,
        "status": STATUS,
        "disclosure": DISCLOSURE,
        "as_of": assessment.as_of.isoformat(),
        "engine": assessment.engine,
        "input_digest": case.input_digest,
        "notices": list(assessment.notices),
        "question": case.question,
        "packs": [_pack(pack.pack) for pack in assessment.packs],
        "documents": [_document(document) for document in chart.documents or case.documents],
        "urgency": {"level": urgency.level, "says": urgency.says, "facts": numbers.all(urgency.facts)},
        "assessments": [_assessment(pack, numbers) for pack in assessment.packs],
    }
    unread = case.request.unread if case.request else ()
    return record | _facts(chart, numbers, unread)


def facts_record(chart: Chart, *, unread: Iterable[UnreadRequest] = ()) -> Record:
    """What `read` prints: documents, facts, conflicts and the words of the request that nobody knows."""
    numbers = Numbers(chart.facts)
    return {"documents": [_document(document) for document in chart.documents]} | _facts(chart, numbers, unread)


def _facts(chart: Chart, numbers: Numbers, unread: Iterable[UnreadRequest]) -> Record:
    conflicts = [{"kind": one.kind, "facts": numbers.all(one.facts)} for one in chart.conflicts]
    return {
        "facts": [_fact(fact, chart) for fact in numbers.facts],
        "conflicts": conflicts,
        "unread_request": [{"words": one.words, "nearest": list(one.nearest)} for one in unread],
    }


# -- the record itself -------------------------------------------------------------------------------------------------


def _document(document: Document) -> Record:
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
        "cue": _evidence(fact.cue) if fact.cue else None,
        "when": fact.when.as_json() if fact.when else None,
        "until": fact.until.as_json() if fact.until else None,
        "recorded": fact.recorded.isoformat() if fact.recorded else None,
        "set_aside": "recorded afterwards" if fact in chart.recorded_afterwards else None,
        "reader": fact.reader,
        "evidence": [_evidence(piece) for piece in fact.evidence],
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


def _evidence(piece: Evidence) -> Record:
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


# -- the answers -------------------------------------------------------------------------------------------------------


def _pack(pack: PackUsed) -> Record:
    return {
        "pack": pack.name,
        "digest": pack.digest,
        "purpose": pack.purpose,
        "chosen_because": pack.chosen_because,
        "banner": pack.banner,
    }


def _assessment(answer: PackAssessment, numbers: Numbers) -> Record:
    return {
        "pack": answer.pack.name,
        "headline": answer.headline,
        "line_items": [_line(line, numbers) for line in answer.line_items],
        "setting": _setting(answer.setting, numbers),
        "overall": answer.overall,
        "cautions": [_caution(caution, numbers) for caution in answer.cautions],
        "outcomes": [],
        "steps": [step for line in answer.line_items for step in _steps(line)],
        "references": [_source(source) for source in answer.sources],
    }


def _line(answer: LineAnswer, numbers: Numbers) -> Record:
    line = answer.line
    needs = {need.value: answer.by_need.get(need, UNKNOWN).value for need in Need}
    return {
        "id": line.id,
        "service": line.service,
        "procedure": line.procedure,
        "requested_as": line.requested_as,
        "nearest": list(line.nearest),
        "levels": list(line.levels),
        "side": line.side,
        "units": line.units,
        "modifiers": list(line.modifiers),
        "requested_certainty": line.certainty,
        "stage": line.stage,
        "evidence": [_evidence(piece) for piece in line.evidence],
        "policy": answer.policy,
        "recommendation": answer.recommendation.value,
        "verdict": answer.verdict.value,
        **needs,
        "by_level": {
            level.place: {"verdict": level.verdict.value, "recommendation": level.recommendation.value}
            for level in answer.by_level
        },
        "because": list(answer.because),
        "rationale": list(answer.rationale),
        "approvable_if": list(answer.approvable_if),
        "gaps": [_gap(gap) for gap in answer.gaps],
        "alternatives": [],
        "coding": [_coding(note) for note in answer.coding],
        "finding": _finding(answer.finding, numbers),
    }


def _gap(gap: Gap) -> Record:
    return {
        "id": gap.id,
        "criterion": gap.criterion,
        "question": gap.question,
        "documents": list(gap.documents),
        "level": gap.level,
    }


def _coding(note: CodingNote) -> Record:
    return {
        "rule": note.rule,
        "says": note.says,
        "fault": note.fault,
        "lines": list(note.lines),
        "effect": note.effect,
        "source": _source(note.source),
    }


def _steps(answer: LineAnswer) -> list[Record]:
    return [
        {"line": answer.line.id, "criterion": step.criterion, "says": step.says, "answer": step.answer}
        for step in answer.steps
    ]


def _setting(answer: SettingAnswer, numbers: Numbers) -> Record:
    return {
        "requested": answer.requested,
        "supported": answer.supported or "unknown",
        "recommendation": answer.recommendation.value if answer.recommendation else "not asked",
        "gaps": [_gap(gap) for gap in answer.gaps],
        "finding": _finding(answer.finding, numbers) if answer.finding else None,
    }


def _caution(caution: Caution, numbers: Numbers) -> Record:
    return {
        "id": caution.id,
        "says": caution.says,
        "state": caution.state,
        "lines": list(caution.lines),
        "source": _source(caution.source),
        "facts": numbers.all(dict.fromkeys(deciding_facts(caution.finding))),
        "finding": _finding(caution.finding, numbers),
    }


def _finding(finding: Finding, numbers: Numbers) -> Record:
    clause, exception = finding.clause, finding.exception
    return {
        "criterion": clause.id,
        "says": clause.says,
        "kind": clause.need.value,
        "verdict": finding.verdict.value,
        "reason": finding.reason.value,
        "detail": finding.detail or None,
        "level": finding.level,
        "role": finding.role,
        "rests_on_silence": finding.rests_on_silence,
        "shown": finding.shown,
        "exception": {"kind": exception.kind, "by": exception.by} if exception else None,
        "source": _source(clause.source),
        "policy_place": str(clause.place),
        "facts": numbers.all(finding.facts),
        "children": [_finding(child, numbers) for child in finding.children],
    }


def _source(source: Source) -> Record:
    return {
        "ref": source.ref,
        "document": source.document,
        "place": source.place,
        "url": source.url,
        "basis": source.basis,
        "publisher": source.publisher,
        "date": source.date,
        "read": source.read,
    }
