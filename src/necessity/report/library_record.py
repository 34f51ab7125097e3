"""The library of evidence as JSON: what was asked, and the claims and sources that answer it, each whole.

Invariant: every key is there, `null` or `[]` where nobody recorded anything; what may not be said of a claim is null, and no
identifier is written that was not checked.
"""

from __future__ import annotations

from collections.abc import Callable

from necessity.errors import Place
from necessity.library.cite import USE_MEANS, VERDICT_MEANS, citation, claim, is_printed, level_means
from necessity.library.records import AuditedClaim, Library, Paper
from necessity.library.selection import FILTERS, Found, Use
from necessity.report.chart_record import Record
from necessity.report.library_words import figures_of, has_unchecked
from necessity.report.record import as_bytes


def json_bytes(found: Found) -> bytes:
    """The record as indented UTF-8 JSON with a line end; the same question to the same library gives the same bytes."""
    return as_bytes(as_record(found))


def as_record(found: Found) -> Record:
    """What was asked for, what the library holds in all, and each claim and source that was found."""
    library, selection = found.library, found.selection
    verdicts = [one.verdict for one in library.claims.values()]
    searched = selection.how == "search"
    return {
        "asked": {
            "words": list(selection.words),
            "how": selection.how,
            "filters": {name: list(selection.filters.get(name, ())) for name in FILTERS},
            "words_asked": selection.asked if searched else None,
            "words_said": selection.of_words if searched else None,
            "left_out": selection.left_out,
            "near": list(selection.near),
            "near_words": list(selection.near_words),
        },
        "library": {
            "claims": len(library.claims),
            "sources": len(library.papers),
            "by_verdict": {verdict: verdicts.count(verdict) for verdict in VERDICT_MEANS},
        },
        "claims": [_claim(found, name) for name in selection.claims],
        "sources": [_source(found, name) for name in selection.papers],
    }


def claim_record(one: AuditedClaim, library: Library) -> Record:
    """One claim as it was audited; `says` is null where nothing may be said, and a claim that nobody verified has no figures."""
    printed = claim(library, one.claim)
    return {
        "id": one.claim,
        "subject": one.subject,
        "kind": one.kind,
        "speaks": one.speaks,
        "asserted": list(one.asserted),
        "asserted_in": list(one.asserted_in),
        "verdict": one.verdict,
        "verdict_means": VERDICT_MEANS[one.verdict],
        "use": one.use,
        "use_means": USE_MEANS[one.use],
        "says": one.says if is_printed(one) else None,
        "population": one.population,
        "patients": [{"group": group, "says": library.patients[group].says} for group in one.patients],
        "surgery": one.surgery,
        "endpoint": one.endpoint,
        "level": one.level,
        "level_means": level_means(one.level),
        "caveat": (printed.caveat or None) if printed else None,
        "figures": [{"figure": row.figure, "counts": row.counts, "source": row.source} for row in figures_of(one)],
        "sources": list(one.sources),
        "contrary": list(one.contrary),
        "to_read": list(one.to_read),
        "sure": one.sure,
        "why": one.why,
    }


def source_record(paper: Paper) -> Record:
    """One source as it is recorded; series, part, scale, strength and grade of a guideline each apart."""
    cited = citation(paper)
    return {
        "ref": cited.ref,
        "kind": cited.kind,
        "text": cited.text,
        "authors": paper.authors,
        "title": paper.title,
        "about": paper.about,
        "journal": paper.journal,
        "year": cited.year,
        "volume": paper.volume,
        "pages": paper.pages,
        "series": cited.series,
        "part": cited.part,
        "scale": paper.scale,
        "strength": paper.strength,
        "grade": paper.grade,
        "level": cited.level,
        "level_means": cited.level_means,
        "identifiers": list(cited.identifiers),
        "unchecked_identifier": has_unchecked(paper),
        "read": cited.read,
        "design": paper.design,
        "n": paper.n,
        "population": paper.population,
        "follow_up": paper.follow_up,
        "finding": paper.finding,
    }


def _claim(found: Found, name: str) -> Record:
    """A claim with where it is used and stands."""
    one = found.library.claims[name]
    return claim_record(one, found.library) | {
        "titles": [found.library.assessments[id] for id in one.asserted_in],
        "used": [_use(use) for use in found.uses.get(name, ())],
        "place": _place(one.place),
        "words_found": _words_found(found, name),
    }


def _source(found: Found, name: str) -> Record:
    """A source with the claims that rest on it, that it contradicts and that wait for it, and where it stands."""
    paper = found.library.papers[name]
    return source_record(paper) | {
        "bears": _claims(found.library, lambda one: name in one.sources),
        "contradicts": _claims(found.library, lambda one: name in one.contrary),
        "waited_for_by": _claims(found.library, lambda one: name in one.to_read),
        "place": _place(paper.place),
        "words_found": _words_found(found, name),
    }


def _claims(library: Library, wanted: Callable[[AuditedClaim], bool]) -> list[str]:
    return [name for name, one in library.claims.items() if wanted(one)]


def _use(use: Use) -> Record:
    return {"pack": use.pack, "what": use.what, "under": use.under, "place": _place(use.place)}


def _place(place: Place) -> Record:
    return {"file": place.file, "line": place.line}


def _words_found(found: Found, name: str) -> list[str] | None:
    """The words of a search that were found there; null where nothing was searched for."""
    return list(found.selection.matched[name]) if found.selection.how == "search" else None
