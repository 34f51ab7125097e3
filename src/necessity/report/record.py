"""The JSON that other programs read: one assessment whole, or the facts of one chart alone.

Invariant: every key of the public contract is there, `null` or `[]` where there is nothing to say, and the same assessment
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from necessity.assessment.assessment import Assessment
from necessity.model.case import Request, UnreadRequest
from necessity.model.chart import Chart
from necessity.report.answer_record import answer_record, pack_record
from necessity.report.care import care_of
from necessity.report.chart_record import Record, care_record, chart_record, document_record, grid_record
from necessity.report.grid import grid_of, grid_rows
from necessity.report.hidden import without_chart
from necessity.report.numbers import Numbers
from necessity.report.words import DISCLOSURE, STATUS


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
        "determination": None,
        "as_of": assessment.as_of.isoformat(),
        "dates": _dates(assessment),
        "engine": assessment.engine,
        "input_digest": case.input_digest,
        "notices": list(assessment.notices),
        "question": case.question,
        "packs": [pack_record(one) for pack in assessment.packs for one in (pack.pack, pack.setting_by) if one],
        "documents": [document_record(document) for document in chart.documents or case.documents],
        "urgency": {"level": urgency.level, "says": urgency.says, "facts": numbers.all(urgency.facts)},
        "grid": [grid_record(row, numbers) for row in grid_of(assessment)],
        "care": care_record(care_of(chart), numbers),
        "assessments": [answer_record(pack, numbers) for pack in assessment.packs],
    }
    unread = case.request.unread if case.request else ()
    return record | chart_record(chart, numbers, unread)


def facts_record(chart: Chart, *, request: Request | None = None, unread: Iterable[UnreadRequest] = ()) -> Record:
    """What `read` prints: documents, grid and care, facts, conflicts and the words of the request that nobody knows."""
    numbers = Numbers(chart.facts)
    return {
        "documents": [document_record(document) for document in chart.documents],
        "grid": [grid_record(row, numbers) for row in grid_rows(chart, request)],
        "care": care_record(care_of(chart), numbers),
    } | chart_record(chart, numbers, unread)


def _dates(assessment: Assessment) -> Record:
    """Every day that matters, null where none is stated; `judged_on` is the day up to which the record counts."""
    case, request = assessment.case, assessment.case.request
    service = request.service_date if request else None
    return {
        "received": case.received.isoformat() if case.received else None,
        "service_date": service.isoformat() if service else None,
        "as_of": assessment.as_of.isoformat(),
        "judged_on": assessment.chart.day.isoformat(),
    }
