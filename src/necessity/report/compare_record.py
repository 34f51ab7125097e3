"""Where several packs part, as JSON for other programs.

Invariant: every key is there, `null` or `[]` where there is nothing to say; facts are numbers of the list at the end.
"""

from __future__ import annotations

from necessity.assessment.assessment import Assessment
from necessity.assessment.compared import Compared, Matter, PackAsks, PackSays
from necessity.report.answer_record import pack_record, source_record
from necessity.report.chart_record import Record, chart_record, document_record
from necessity.report.compare_parts import facts_of, summary_of
from necessity.report.numbers import Numbers
from necessity.report.record import as_bytes
from necessity.report.words import DISCLOSURE, STATUS


def json_bytes(assessment: Assessment) -> bytes:
    """The record as indented UTF-8 JSON with a line end; the same input, packs and day give the same bytes."""
    return as_bytes(compare_record(assessment))


def compare_record(assessment: Assessment) -> Record:
    """Every line, then the setting, with the answer of each pack and the clauses on which they part."""
    case, chart = assessment.case, assessment.chart
    numbers = Numbers(chart.facts)
    record: Record = {
        "case": case.id,
        "status": STATUS,
        "disclosure": DISCLOSURE,
        "as_of": assessment.as_of.isoformat(),
        "engine": assessment.engine,
        "input_digest": case.input_digest,
        "notices": list(assessment.notices),
        "packs": [pack_record(one) for pack in assessment.packs for one in (pack.pack, pack.setting_by) if one],
        "documents": sorted(map(document_record, chart.documents or case.documents), key=_in_time),
        "line_items": [_line(one, numbers) for one in assessment.compared if one.line],
        "setting": next((_line(one, numbers) for one in assessment.compared if one.line is None), None),
    }
    unread = case.request.unread if case.request else ()
    return record | chart_record(chart, numbers, unread)


def _in_time(document: Record) -> tuple[str, str]:
    """By day and name, so that the order in which documents were sent changes no byte."""
    return document["authored"] or "", document["id"]


def _line(one: Compared, numbers: Numbers) -> Record:
    line = one.line
    named = {
        "id": line.id if line else None,
        "service": line.service if line else None,
        "procedure": line.procedure if line else None,
        "requested_as": line.requested_as if line else one.requested,
        "levels": list(line.levels) if line else [],
        "side": line.side if line else None,
    }
    return named | {
        "same_answer": one.same_answer,
        "same_reasons": one.same_reasons,
        "summary": summary_of(one),
        "answers": [_says(says) for says in one.says],
        "partings": [_matter(matter, numbers) for matter in one.partings],
        "agreed": [_matter(matter, numbers) for matter in one.agreed],
    }


def _says(says: PackSays) -> Record:
    return {
        "pack": says.pack,
        "recommendation": says.recommendation.value if says.recommendation else None,
        "verdict": says.verdict.value if says.verdict is not None else None,
        "policy": says.policy,
        "because": list(says.because),
        "note": says.note or None,
    }


def _matter(matter: Matter, numbers: Numbers) -> list[Record]:
    return [_ask(ask, numbers) for ask in matter.asks]


def _ask(ask: PackAsks, numbers: Numbers) -> Record:
    finding = ask.finding
    if finding is None:
        return {"pack": ask.pack, "criterion": None}
    used = finding.exception
    return {
        "pack": ask.pack,
        "criterion": finding.clause.id,
        "says": finding.clause.says,
        "verdict": finding.verdict.value,
        "reason": finding.reason.value,
        "rests_on_silence": finding.rests_on_silence,
        "exception": {"kind": used.kind, "by": used.by} if used else None,
        "decides": ask.decides,
        "parameters": [{"name": name, "value": value} for name, value in ask.parameters],
        "source": source_record(finding.clause.source),
        "policy_place": str(finding.clause.place),
        "facts": numbers.all(facts_of(ask)),
    }
