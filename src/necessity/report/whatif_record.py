"""A what-if as JSON for other programs.

Invariant: every key is there, `null` or `[]` where there is nothing to say; the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib

from necessity.assessment.assessment import Assessment, Caution
from necessity.assessment.finding import Finding
from necessity.assessment.gap import Gap
from necessity.assessment.supposed import (
    Answered,
    Deciding,
    MovedCriterion,
    MovedLine,
    PackMoved,
    Stated,
    Understood,
    WhatIf,
)
from necessity.model.fact import Fact
from necessity.report.answer_record import pack_record, source_record
from necessity.report.chart_record import Record, evidence_record
from necessity.report.record import as_bytes
from necessity.report.record import json_bytes as assessment_bytes
from necessity.report.rows import deciding_facts
from necessity.report.words import DISCLOSURE, STATUS, fact_words


def json_bytes(found: WhatIf) -> bytes:
    """The record as indented UTF-8 JSON with a line end."""
    return as_bytes(whatif_record(found))


def whatif_record(found: WhatIf) -> Record:
    """What was supposed, the digests of both answers, the difference under each pack, and the questions answered."""
    before = found.before
    return {
        "case": before.case.id,
        "status": STATUS,
        "disclosure": DISCLOSURE,
        "engine": before.engine,
        "input_digest": before.case.input_digest,
        "before": _assessment(before),
        "supposed": _assessment(found.after) if found.after else None,
        "statements": [_understood(one) for one in found.statements],
        "packs": [_pack(one) for one in found.packs],
        "answered": [_answered(one) for one in found.answered],
    }


def _assessment(assessment: Assessment) -> Record:
    """The day of an answer, its digest (SHA-256 of the bytes of its own JSON), and its notices."""
    return {
        "as_of": assessment.as_of.isoformat(),
        "digest": f"sha256:{hashlib.sha256(assessment_bytes(assessment)).hexdigest()}",
        "notices": list(assessment.notices),
    }


def _fact(fact: Fact) -> Record:
    return {
        "kind": fact.kind,
        "says": fact_words(fact),
        "value": None if fact.value is None else str(fact.value),
        "qualifiers": {name: str(value) for name, value in fact.qualifiers.items()},
        "assertion": fact.assertion.value,
        "when": fact.when.as_json() if fact.when else None,
        "until": fact.until.as_json() if fact.until else None,
        "evidence": [evidence_record(piece) for piece in fact.evidence],
    }


def _understood(one: Understood) -> Record:
    return {
        "number": one.number,
        "words": one.words,
        "stated": [_stated(stated) for stated in one.stated],
        "taken_out": [_fact(fact) for fact in one.taken_out],
        "documents": [document.id for document in one.documents],
        "otherwise": list(one.otherwise),
        "notes": list(one.notes),
    }


def _stated(stated: Stated) -> Record:
    return {
        "fact": _fact(stated.fact),
        "counts": stated.counts,
        "in_place_of": [_fact(fact) for fact in stated.in_place_of],
        "taken": list(stated.taken),
    }


def _pack(pack: PackMoved) -> Record:
    return pack_record(pack.pack) | {
        "line_items": [_line(line) for line in pack.lines if line.line is not None],
        "setting": next((_line(line) for line in pack.lines if line.line is None), None),
        "cautions_came": [_caution(one) for one in pack.came],
        "cautions_went": [_caution(one) for one in pack.went],
        "stayed": [
            {"statement": one.statement, "kind": one.kind, "read_by": [_finding(finding) for finding in one.read_by]}
            for one in pack.stayed
        ],
    }


def _line(line: MovedLine) -> Record:
    item = line.line
    return {
        "id": item.id if item else None,
        "procedure": item.procedure if item else None,
        "requested_as": item.requested_as if item else None,
        "levels": list(item.levels) if item else [],
        "side": item.side if item else None,
        "before": line.before.value if line.before else None,
        "supposed": line.after.value if line.after else None,
        "moved": line.moved,
        "statement_alone": line.alone.value if line.alone else None,
        "criteria": [_criterion(one) for one in line.criteria],
        "gaps_closed": [_gap(one) for one in line.closed],
        "gaps_opened": [_gap(one) for one in line.opened],
    }


def _criterion(one: MovedCriterion) -> Record:
    return {
        "criterion": one.finding.clause.id,
        "says": one.finding.clause.says,
        "place": one.place or None,
        "part_of": None if one.is_part else one.part.clause.id,
        "before": _finding(one.before) if one.before else None,
        "supposed": _finding(one.after) if one.after else None,
        "moved_by": list(one.statements),
    }


def _finding(finding: Finding) -> Record:
    return {
        "criterion": finding.clause.id,
        "says": finding.clause.says,
        "verdict": finding.verdict.value,
        "reason": finding.reason.value,
        "note": finding.note or None,
        "rests_on_silence": finding.rests_on_silence,
        "source": source_record(finding.clause.source),
        "policy_place": str(finding.clause.place),
        "facts": [_fact(fact) for fact in dict.fromkeys(deciding_facts(finding))],
    }


def _gap(gap: Gap) -> Record:
    return {"criterion": gap.criterion, "level": gap.level, "question": gap.question, "documents": list(gap.documents)}


def _caution(caution: Caution) -> Record:
    return {"id": caution.id, "says": caution.says, "state": caution.state, "lines": list(caution.lines)}


def _answered(answer: Answered) -> Record:
    return {
        "words": answer.words,
        "deciding": [_deciding(one) for one in answer.deciding],
        "papers": [{"claim": name, "says": says} for name, says in answer.papers],
        "more": list(answer.more),
    }


def _deciding(one: Deciding) -> Record:
    return {
        "pack": one.pack,
        "line": one.line.id if one.line else None,
        "place": one.place or None,
        "recommendation": one.recommendation.value if one.recommendation else None,
        "findings": [_finding(finding) for finding in one.findings],
        "rationale": list(one.rationale),
    }
