"""Pairs of answers that do not agree, as JSON for other programs.

Invariant: every key is there, `null` or `[]` where there is nothing to say, and no pair is left out.
"""

from __future__ import annotations

from necessity.assessment.answered import AnsweredLine, Consistency, GivenReason, HoldsOfBoth, Matter, OnBoth, Pair
from necessity.assessment.finding import Finding
from necessity.model.fact import Fact
from necessity.report.answer_record import source_record
from necessity.report.chart_record import Record
from necessity.report.consistency_parts import lead_of, line_words, summary_of, told_facts
from necessity.report.record import as_bytes
from necessity.report.words import evidence_place, fact_words


def json_bytes(found: Consistency, engine: str) -> bytes:
    """The record as indented UTF-8 JSON with a line end; the same folder, pack and day give the same bytes."""
    return as_bytes(consistency_record(found, engine))


def consistency_record(found: Consistency, engine: str) -> Record:
    """What was read and compared, and every pair that is worth telling, the most telling first."""
    return {
        "engine": engine,
        "folder": found.folder,
        "pack": found.pack,
        "summary": list(summary_of(found)),
        "cases": found.cases,
        "answers": found.answers,
        "compared": found.compared,
        "differ": found.differ,
        "within": found.within,
        "faults": len(found.faults),
        "pairs": [_pair(pair) for pair in found.pairs],
        "aside": list(found.aside),
    }


def _pair(pair: Pair) -> Record:
    return {
        "says": lead_of(pair),
        "is_fault": pair.is_fault,
        "is_same_case": pair.is_same_case,
        "nothing_separates": pair.is_unseparated,
        "better": _answer(pair.better),
        "worse": _answer(pair.worse),
        "reasons_that_hold": [_held(one) for one in pair.holds],
        "separates": [_on_both(one) for one in pair.separates],
        "beside_the_criteria": list(pair.told),
        "against": [_briefly(one) for one in pair.against],
        "alike": [_briefly(one) for one in pair.alike],
        "silent": pair.silent,
        "same_policy": pair.has_same_policy,
        "requests_differ": list(pair.request),
        "stands_for": pair.lines,
    }


def _answer(line: AnsweredLine) -> Record:
    return {
        "case": line.of.case,
        "file": line.of.file,
        "input_digest": line.of.digest or None,
        "as_of": line.of.as_of or None,
        "line": line.line,
        "says": line_words(line),
        "procedure": line.procedure,
        "levels": list(line.levels),
        "side": line.side,
        "answer": line.said,
        "compared_as": line.answer,
        "by": line.by,
        "published": line.is_published,
        "pack": line.pack,
        "policy": line.policy,
        "reasons": [_reason(one) for one in line.reasons],
    }


def _reason(reason: GivenReason) -> Record:
    return {"says": reason.says, "about": [_matter(one) for one in reason.about]}


def _matter(matter: Matter) -> Record:
    return {"kind": matter.kind, "field": matter.field, "value": None if matter.value is None else str(matter.value)}


def _held(held: HoldsOfBoth) -> Record:
    return {
        "reason": held.reason.says,
        "shown": held.is_shown,
        "told": held.is_told,
        "short_of": held.short_of or None,
        **_on_both(held.criterion),
    }


def _on_both(one: OnBoth) -> Record:
    finding = one.better or one.worse
    assert finding is not None
    clause = finding.clause
    return {
        "criterion": clause.id,
        "criterion_says": clause.says,
        "source": source_record(clause.source),
        "policy_place": str(clause.place),
        "better": _finding(one.better),
        "worse": _finding(one.worse),
    }


def _briefly(one: OnBoth) -> Record:
    finding = one.better or one.worse
    assert finding is not None
    return {
        "criterion": finding.clause.id,
        "criterion_says": finding.clause.says,
        "better": one.better.verdict.value if one.better else None,
        "worse": one.worse.verdict.value if one.worse else None,
    }


def _finding(finding: Finding | None) -> Record | None:
    if finding is None:
        return None
    return {
        "verdict": finding.verdict.value,
        "reason": finding.reason.value,
        "level": finding.level,
        "rests_on_silence": finding.rests_on_silence,
        "facts": [_fact(fact) for fact in told_facts(finding)],
    }


def _fact(fact: Fact) -> Record:
    """The words behind a fact, each with where they stand; the reviews themselves have their offsets."""
    said = [{"place": evidence_place(piece), "words": piece.words or None} for piece in dict.fromkeys(fact.evidence)]
    return {"says": fact_words(fact), "evidence": said}
