"""The JSON of an audit: every text with what was heard in it and where, then the claims and the papers that are spoken of.

Invariant: every key is always there; offsets are of the text as it was read; what may not be said is null, and an identifier
that was not checked stands nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from necessity.library.audit import Audit, Heard, Said, UnknownFigure
from necessity.library.records import AuditedClaim, Library
from necessity.report.audit_parts import WORST_FIRST, Recall, counts_of, recall_of, what_it_is
from necessity.report.chart_record import Record
from necessity.report.library_record import claim_record, source_record
from necessity.report.record import as_bytes


def json_bytes(audits: Sequence[Audit], library: Library) -> bytes:
    """The record as indented UTF-8 JSON with a line end; the same texts and library give the same bytes."""
    return as_bytes(as_record(audits, library))


def as_record(audits: Sequence[Audit], library: Library) -> Record:
    """The public record of audits with every key; `docs/record.md` says what each holds."""
    heard = {one.claim for audit in audits for one in audit.heard} | {name for audit in audits for name in audit.missed}
    claims = [one for name, one in library.claims.items() if name in heard]
    named = {name for one in claims for name in _papers(one)}
    return {
        "says": what_it_is(library),
        "library": {"claims": len(library.claims), "sources": len(library.papers)},
        "asserted": _asserted((name for audit in audits for name in audit.asserted()), library),
        "unknown_figures": sum(len(audit.unknown) for audit in audits),
        "recall": _recall(recall_of(audits, library)),
        "texts": [_text(audit, library) for audit in audits],
        "claims": [claim_record(one, library) for one in claims],
        "sources": [source_record(paper) for name, paper in library.papers.items() if name in named],
    }


def _text(audit: Audit, library: Library) -> Record:
    title = library.assessments[audit.assessment] if audit.assessment else None
    return {
        "name": audit.name,
        "sentences": audit.sentences,
        "asserted": _asserted(audit.asserted(), library),
        "unknown_figures": len(audit.unknown),
        "assessment": {"id": audit.assessment, "title": title} if audit.assessment else None,
        "expected": list(audit.expected),
        "recall": _recall(recall_of((audit,), library)),
        "heard": [_heard(one) for one in audit.heard],
        "unknown": [_unknown(one) for one in audit.unknown],
    }


def _asserted(names: Iterable[str], library: Library) -> Record:
    """The claims, each once, and how many have each verdict; every verdict is there."""
    claims = tuple(dict.fromkeys(names))
    counted = {verdict: number for verdict, _, _, number in counts_of(claims, library)}
    return {"claims": list(claims), "by_verdict": {verdict: counted.get(verdict, 0) for verdict in WORST_FIRST}}


def _recall(recall: Recall | None) -> Record | None:
    if recall is None:
        return None
    return {
        "found": recall.found,
        "expected": recall.expected,
        "share": recall.share,
        "missed": [name for name, _ in recall.missed],
        "beyond": [name for name, _ in recall.beyond],
    }


def _heard(one: Heard) -> Record:
    return {
        "claim": one.claim,
        "how": one.how,
        "said": _said(one.said),
        "figures": [_said(figure) for figure in one.figures],
    }


def _unknown(one: UnknownFigure) -> Record:
    return {"figure": _said(one.figure), "said": _said(one.said), "subjects": list(one.subjects)}


def _said(one: Said) -> Record:
    return {"start": one.start, "end": one.end, "line": one.line, "words": one.words}


def _papers(one: AuditedClaim) -> tuple[str, ...]:
    return (*one.sources, *(row.source for row in one.figures if row.source), *one.contrary, *one.to_read)
