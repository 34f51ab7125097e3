"""The answer of one pack as other programs read it: lines, setting, proofs, claims and numbered references.

Invariant: every key is there; a claim points at references by number, a finding at facts by number, and neither at nothing.
"""

from __future__ import annotations

from necessity.assessment.assessment import (
    Alternative,
    Caution,
    CodingNote,
    LineAnswer,
    PackAssessment,
    PackUsed,
    SettingAnswer,
)
from necessity.assessment.change import Related
from necessity.assessment.claim import Citation, ClaimUsed
from necessity.assessment.exceptions import exceptions_of
from necessity.assessment.finding import Finding, Need, Source
from necessity.assessment.gap import Gap
from necessity.report.changes_record import changes_record
from necessity.report.chart_record import Record, evidence_record
from necessity.report.numbers import Numbers, References
from necessity.report.rows import deciding_facts
from necessity.report.words import source_words
from necessity.verdict import UNKNOWN

OUTCOMES = {
    "outcomes": "benefit",
    "risks": "risk",
    "monitoring": "monitoring",
    "mitigation": "mitigation",
    "prognosis": "prognosis",
    "natural_history": "natural_history",
    "costs": "cost",
    "diagnosis": "diagnosis",
    "rules": "rule",
}
"""The key under which each kind of claim stands that is told beside a procedure."""


def pack_record(pack: PackUsed) -> Record:
    """Which pack judged, and why it was chosen."""
    return {
        "pack": pack.name,
        "digest": pack.digest,
        "purpose": pack.purpose,
        "judges": pack.judges,
        "undated": pack.undated,
        "chosen_because": pack.chosen_because,
        "banner": pack.banner,
    }


def answer_record(answer: PackAssessment, numbers: Numbers) -> Record:
    """The whole answer of one pack."""
    references = References(answer)
    known = frozenset(used.claim.id for used in answer.literature)
    findings = _Findings(numbers, known)
    beside = {
        key: [_claim(used, references) for used in answer.outcomes if used.claim.kind == kind]
        for key, kind in OUTCOMES.items()
    }
    return {
        "pack": answer.pack.name,
        "headline": answer.headline,
        "line_items": [_line(line, findings) for line in answer.line_items],
        "adjuncts": [line.line.id for line in answer.line_items if line.role == "adjunct"],
        "setting": {"judged_by": (answer.setting_by or answer.pack).name} | _setting(answer.setting, findings),
        "overall": answer.overall,
        "cautions": [_caution(caution, findings) for caution in answer.cautions],
        "literature": [_claim(used, references) for used in answer.literature],
        **beside,
        "steps": [step for line in answer.line_items for step in _steps(line)],
        "references": [_reference(number, one) for number, one in references.numbered()],
    }


def _line(answer: LineAnswer, findings: _Findings) -> Record:
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
        "evidence": [evidence_record(piece) for piece in line.evidence],
        "policy": answer.policy,
        "recommendation": answer.recommendation.value,
        "verdict": answer.verdict.value,
        **needs,
        "by_level": {
            level.place: {"verdict": level.verdict.value, "recommendation": level.recommendation.value}
            for level in answer.by_level
        },
        "because": list(answer.because),
        "role": answer.role,
        "exceptions": _exceptions(answer),
        "rationale": list(answer.rationale),
        "rationale_basis": [list(basis) for basis in answer.rationale_basis],
        "approvable_if": list(answer.approvable_if),
        "gaps": [_gap(gap) for gap in answer.gaps],
        "changes": changes_record(answer.changes, findings.numbers),
        "alternatives": [_alternative(one) for one in answer.alternatives],
        "related": [_related(one) for one in answer.related],
        "coding": [_coding(note) for note in answer.coding],
        "finding": findings.record(answer.finding),
    }


def _gap(gap: Gap) -> Record:
    return {
        "id": gap.id,
        "criterion": gap.criterion,
        "question": gap.question,
        "documents": list(gap.documents),
        "held_by": list(gap.held_by),
        "level": gap.level,
        "source": source_record(gap.finding.clause.source),
        "policy_place": str(gap.finding.clause.place),
    }


def _coding(note: CodingNote) -> Record:
    return {
        "rule": note.rule,
        "says": note.says,
        "fault": note.fault,
        "lines": list(note.lines),
        "effect": note.effect,
        "checked": note.checked,
        "source": source_record(note.source),
    }


def _steps(answer: LineAnswer) -> list[Record]:
    return [
        {"line": answer.line.id, "criterion": step.criterion, "says": step.says, "answer": step.answer}
        for step in answer.steps
    ]


def _setting(answer: SettingAnswer, findings: _Findings) -> Record:
    return {
        "requested": answer.requested,
        "supported": answer.supported or "unknown",
        "recommendation": answer.recommendation.value if answer.recommendation else "not asked",
        "rationale": list(answer.rationale),
        "gaps": [_gap(gap) for gap in answer.gaps],
        "changes": changes_record(answer.changes, findings.numbers),
        "alternatives": [_alternative(one) for one in answer.alternatives],
        "related": [_related(one) for one in answer.related],
        "finding": findings.record(answer.finding) if answer.finding else None,
    }


def _caution(caution: Caution, findings: _Findings) -> Record:
    return {
        "id": caution.id,
        "says": caution.says,
        "state": caution.state,
        "lines": list(caution.lines),
        "source": source_record(caution.source),
        "facts": findings.numbers.all(dict.fromkeys(deciding_facts(caution.finding))),
        "finding": findings.record(caution.finding),
    }


class _Findings:
    """Findings as records; `claims` are the ids of those that are printed, so that no finding names one that is not."""

    def __init__(self, numbers: Numbers, claims: frozenset[str]) -> None:
        self.numbers, self._claims = numbers, claims

    def record(self, finding: Finding) -> Record:
        clause, exception = finding.clause, finding.exception
        return {
            "criterion": clause.id,
            "says": clause.says,
            "kind": clause.need.value,
            "verdict": finding.verdict.value,
            "reason": finding.reason.value,
            "note": finding.note or None,
            "detail": finding.detail or None,
            "level": finding.level,
            "role": finding.role,
            "node": finding.node,
            "rests_on_silence": finding.rests_on_silence,
            "shown": finding.shown,
            "exception": {"kind": exception.kind, "by": exception.by} if exception else None,
            "source": source_record(clause.source),
            "set_by": [source_record(one) for one in clause.set_by],
            "policy_place": str(clause.place),
            "evidence": [name for name in clause.evidence if name in self._claims],
            "facts": self.numbers.all(finding.facts),
            "children": [self.record(child) for child in finding.children],
        }


def _exceptions(answer: LineAnswer) -> list[Record]:
    """Why an ordinary criterion does not decide here, over all places of the line."""
    roots = [one.finding for one in answer.by_level] or [answer.finding]
    return [
        {
            "criterion": one.criterion,
            "says": one.says,
            "kind": one.kind,
            "by": one.by,
            "by_says": one.by_says,
            "verdict": one.verdict.value,
        }
        for one in exceptions_of(roots)
    ]


def _alternative(one: Alternative) -> Record:
    return {
        "says": one.says,
        "recommendation": one.recommendation.value,
        "procedure": one.procedure,
        "setting": one.setting,
        "levels": list(one.levels),
        "side": one.side,
        "because": list(one.because),
        "rationale": list(one.rationale),
    }


def _related(one: Related) -> Record:
    return {
        "kind": one.kind,
        "question": one.question,
        "says": one.says,
        "recommendation": one.recommendation.value,
        "because": list(one.because),
    }


def _claim(used: ClaimUsed, references: References) -> Record:
    claim = used.claim
    return {
        "id": claim.id,
        "subject": claim.subject or None,
        "kind": claim.kind,
        "speaks": claim.speaks,
        "says": claim.says,
        "population": claim.population or None,
        "surgery": claim.surgery,
        "endpoint": claim.endpoint,
        "use": claim.use,
        "level": claim.level,
        "level_means": claim.level_means,
        "caveat": claim.caveat or None,
        "fits": used.fits,
        "scope": used.scope or None,
        "criteria": list(used.criteria),
        "lines": list(used.lines),
        "sources": [references.of(paper) for paper in claim.sources],
        "contrary": [references.of(paper) for paper in claim.contrary],
    }


def _reference(number: int, one: Source | Citation) -> Record:
    """A numbered reference: the source of clauses, or a paper; both have the same keys."""
    record: Record = {"number": number}
    if isinstance(one, Source):
        of_paper = dict.fromkeys(("year", "series", "part", "grade", "level", "level_means"))
        return record | {
            "kind": "criteria",
            "text": source_words(one),
            **of_paper,
            "identifiers": [],
            **source_record(one),
        }
    of_clause = dict.fromkeys(("document", "place", "url", "basis", "publisher", "date"))
    return record | {
        "kind": one.kind,
        "text": one.text,
        "year": one.year,
        "series": one.series,
        "part": one.part,
        "grade": one.grade,
        "level": one.level,
        "level_means": one.level_means,
        "identifiers": list(one.identifiers),
        "ref": one.ref,
        **of_clause,
        "read": one.read,
    }


def source_record(source: Source) -> Record:
    """A source with every key, null where nothing is known."""
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
