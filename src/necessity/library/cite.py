"""What of the library may be printed: claims as records of an answer, citations built from what was checked.

Invariant: a claim to drop and one that nobody could verify print nothing; an identifier that was not checked prints nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from necessity.assessment.claim import Citation, Claim, ClaimUsed
from necessity.library.records import AuditedClaim, Library, Paper
from necessity.verdict import Verdict, any_of

LEVEL_MEANS = {
    "1": "highest class: a good randomised trial, or a review of such trials",
    "2": "a lesser randomised trial, or a comparison planned ahead",
    "3": "a comparison that looks back, or a registry",
    "4": "a series of patients without a comparison",
    "5": "lowest class: opinion or mechanism",
}
READ_MEANS = {
    "original": "read in the original",
    "secondary": "known from a page about it",
    "background": "background, not re-read",
}
VERDICT_MEANS = {
    "supported": "the source says so, for the patients it is said of",
    "scoped": "true for the patients named here, and for no others",
    "overstated": "there is something in it, and less than was asserted",
    "misattributed": "the number exists and belongs to another question or to other patients",
    "not_found": "no source that measured it was found",
    "non_evidence": "opinion, a payer's rule or a conclusion: no study could bear it as it is put",
    "unverified": "the probable source is known and was not read",
}
USE_MEANS = {
    "cite": "may be said",
    "cite_scoped": "may be said, always with its population",
    "replace": "to be replaced by the corrected sentence",
    "drop": "nothing may be said",
}
_LABELS = {"pmid": "PMID", "doi": "DOI", "pmc": ""}  # a PMC number begins with its own label
_FITS = ("yes", "")
_SCOPE = {
    ("primary", Verdict.MET): ("no", "from primary surgery; this is a revision"),
    ("primary", Verdict.UNKNOWN): ("unknown", "from primary surgery; whether this is a revision is not on record"),
    ("revision", Verdict.NOT_MET): ("no", "from revision surgery; this is a first operation"),
    ("revision", Verdict.UNKNOWN): ("unknown", "from revision surgery; whether this is a revision is not on record"),
}


def claim(library: Library, name: str) -> Claim | None:
    """The claim as a report may print it; None where it is to be dropped or was never verified. KeyError: no such claim."""
    one = library.claims[name]
    if not is_printed(one) or one.says is None:
        return None
    return Claim(
        id=one.claim,
        kind=one.kind,
        speaks=one.speaks,
        says=one.says,
        population=one.population or "",
        surgery=one.surgery,
        use=one.use,
        level=one.level,
        level_means=level_means(one.level),
        sources=tuple(citation(library.papers[source]) for source in one.sources),
        contrary=tuple(citation(library.papers[source]) for source in one.contrary),
        endpoint=one.endpoint,
        caveat=_caveat(one, library),
        subject=one.subject,
    )


def used(
    library: Library,
    name: str,
    *,
    revision: Verdict,
    patients: Mapping[str, Verdict] | None = None,
    criteria: tuple[str, ...] = (),
    lines: tuple[str, ...] = (),
) -> ClaimUsed | None:
    """The claim where it stands in one assessment; None where it may not be printed. KeyError: no such claim.

    `revision` is whether the operation asked for is a revision, `patients` whether this patient is of each group. Where the
    claim was measured in the other sort of surgery or in other patients it does not fit, and `scope` says so; one that names
    no group fits any patient.
    """
    printed = claim(library, name)
    if printed is None:
        return None
    told = (_SCOPE.get((printed.surgery, revision), _FITS), _of_patients(library, name, patients or {}))
    fits = "no" if any(one == "no" for one, _ in told) else "unknown" if any(one != "yes" for one, _ in told) else "yes"
    scope = "; ".join(says for _, says in told if says)
    return ClaimUsed(claim=printed, criteria=criteria, lines=lines, fits=fits, scope=scope)


def _of_patients(library: Library, name: str, judged: Mapping[str, Verdict]) -> tuple[str, str]:
    """Whether the patient is of any group in which the claim was measured, and what to say where that is not shown."""
    groups = library.claims[name].patients
    found = any_of(judged.get(group, Verdict.UNKNOWN) for group in groups) if groups else Verdict.MET
    if found is Verdict.MET:
        return _FITS
    *others, last = (library.patients[group].says for group in groups)
    whom = f"from patients with {', '.join(others)} or {last}" if others else f"from patients with {last}"
    if found is Verdict.NOT_MET:
        return "no", f"{whom}, which the chart rules out here"
    return "unknown", f"{whom}, which is not shown here"


def is_printed(one: AuditedClaim) -> bool:
    """A claim to drop prints in the audit alone, and so does one whose source was never read."""
    return one.use != "drop" and one.verdict != "unverified"


def _caveat(one: AuditedClaim, library: Library) -> str:
    read = {library.papers[source].read for source in one.sources}
    known = "" if read else "no paper is recorded for it"
    if read == {"background"}:
        known = "its sources are background and were not re-read"
    return "; ".join(filter(None, ("cost decides nothing here" if one.kind == "cost" else "", known)))


def level_means(level: str | None) -> str | None:
    """The class of evidence in lay words; a span tells both its ends."""
    if level is None:
        return None
    best, _, least = level.removeprefix("L").partition("-")
    means = LEVEL_MEANS[best]
    return f"from {means}; to {LEVEL_MEANS[least]}" if least else means


def citation(paper: Paper) -> Citation:
    """The paper as a report may print it. Its text holds what is recorded, and never an identifier."""
    return Citation(
        ref=paper.source,
        kind=paper.kind,
        text=_text(paper),
        year=paper.year,
        series=paper.series,
        part=paper.part,
        grade=grade_in_words(paper),
        level=paper.level,
        level_means=level_means(paper.level),
        identifiers=tuple(
            f"{_LABELS[one.kind]} {one.id}".strip() for one in paper.identifiers if one.checked and one.id
        ),
        read=READ_MEANS[paper.read],
    )


def grade_in_words(paper: Paper) -> str | None:
    """The source's own grade with its class of evidence. Class III sounds high and is the lowest: it says so."""
    strength = paper.strength
    if strength and strength.startswith("Class") and strength.endswith("III"):
        strength += " (lowest class)" if strength == "Class III" else " (III is the lowest class)"
    parts = [part for part in (paper.grade, strength) if part]
    return ", ".join(parts) or None


def _text(paper: Paper) -> str:
    """Authors, title (else what it is, in brackets), then the journal line: as far as each is recorded."""
    named = paper.title or f"[{paper.about}]"
    if paper.series:
        edition = " ".join(part for part in (paper.series, str(paper.year or "")) if part)
        named = f"{edition}, part {paper.part}: {named}" if paper.part else f"{edition}: {named}"
    issue = " ".join(part for part in (paper.journal, str(paper.year or "")) if part)
    if paper.volume:
        issue += f";{paper.volume}"
    if paper.pages:
        issue += f":{paper.pages}" if paper.volume else f", {paper.pages}"
    pieces = [piece.rstrip(".") for piece in (paper.authors, named, issue) if piece]
    return ". ".join(pieces) + "."
