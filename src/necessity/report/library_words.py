"""How the pages of the library say what a claim and a source are: kinds, sides, surgery, endpoints, identifiers.

Invariant: an identifier that was not checked is told as being on file and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.library.cite import LEVEL_MEANS, is_printed
from necessity.library.records import AuditedClaim, Figure, Paper
from necessity.library.selection import Selection
from necessity.report.words import tidy

TONES = {
    "misattributed": "not_met",
    "not_found": "not_met",
    "non_evidence": "not_met",
    "overstated": "unknown",
    "unverified": "unknown",
    "scoped": "met",
    "supported": "met",
}
"""The colour of each verdict: met, unknown or not_met, as of a criterion."""
KINDS = {
    "benefit": "Benefit",
    "risk": "Risk",
    "prognosis": "Prognosis",
    "natural_history": "Course without an operation",
    "monitoring": "Monitoring",
    "mitigation": "Mitigation",
    "diagnosis": "Diagnosis",
    "rule": "What guidelines and policies ask for",
    "cost": "Cost: it never decides",
}
"""The kinds of claim, in the order in which they are listed."""
SPEAKS = {
    "for": "for the operation or rule that it stands under",
    "against": "against the operation or rule that it stands under",
    "both": "for and against the operation or rule that it stands under",
    "neither": "neither for nor against an operation or rule",
}
SURGERY = {
    "primary": "first operations; of a revision it says little",
    "revision": "revisions",
    "both": "first operations and revisions",
    "none": "no operation",
}
ENDPOINTS = {
    "patient": "what patients feel and can do",
    "radiographic": "images, and not what patients feel",
    "process": "how care went: its time, place, cost or complications",
    "none": "nothing was measured",
}
WHAT_IT_IS = (
    "Each claim was compared with its sources. A claim is about groups of patients: it makes no fact about one patient, moves no "
    "criterion, and is no verdict on anybody."
)
UNCHECKED = "an identifier is on file and was not checked"


def many(count: int, noun: str) -> str:
    """`1 claim`, `2 claims`, `no claims`."""
    return f"{count or 'no'} {noun if count == 1 else noun + 's'}"


def counted(claims: int, sources: int) -> str:
    """`2 claims and 1 source`; what there is none of is left out where there is some of the other."""
    told = [many(count, noun) for count, noun in ((claims, "claim"), (sources, "source")) if count]
    return " and ".join(told) or "no claims and no sources"


def headed(words: str) -> str:
    """The words with a capital at the beginning, but for a name that is written otherwise (rhBMP-2)."""
    first = words.split(" ", 1)[0]
    return words if any(map(str.isupper, first)) else words[:1].upper() + words[1:]


def why_nothing(claim: AuditedClaim) -> str:
    """Why nothing of a claim may be said; empty where something may."""
    if is_printed(claim) and claim.says:
        return ""
    if claim.verdict == "unverified":
        return "Nothing may be said of it until its source was read."
    return "Nothing may be said of it."


def figures_of(claim: AuditedClaim) -> tuple[Figure, ...]:
    """The figures of a claim that may be shown: none of one whose source was never read."""
    return () if claim.verdict == "unverified" else claim.figures


def level_words(level: str | None) -> str:
    """`level 2-3: a lesser randomised trial ...; to a comparison that looks back ...`; empty where none is recorded."""
    if level is None:
        return ""
    ends = level.removeprefix("L").split("-")
    return f"level {'-'.join(ends)}: " + "; to ".join(LEVEL_MEANS[end] for end in ends)


def identifiers_of(paper: Paper) -> tuple[tuple[str, str, str], ...]:
    """Label, number and address of each checked identifier."""
    labels = {"pmid": "PMID", "doi": "DOI", "pmc": "PMC"}
    addresses = {
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
        "doi": "https://doi.org/{}",
        "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    }
    return tuple(
        (labels[one.kind], one.id, addresses[one.kind].format(one.id)) for one in paper.identifiers if one.checked
    )


def has_unchecked(paper: Paper) -> bool:
    """Whether an identifier is on file that nobody checked."""
    return any(not one.checked for one in paper.identifiers)


def asked_words(selection: Selection) -> str:
    """` of which the kind is risk, the verdict overstated or scoped`; empty where everything is shown."""
    told = (f"{name} {' or '.join(words)}" for name, words in selection.filters.items())
    filters = ", ".join(told).replace("_", " ")
    return f" ({filters})" if filters else ""


def found_words(selection: Selection) -> str:
    """What a search found, in one sentence."""
    words = " ".join(selection.words)
    where = asked_words(selection)
    if selection.is_empty:
        nothing = f"No claim and no source says '{words}'" if words else "No claim and no source is like this"
        return tidy(f"{nothing}{where}.")
    what = counted(len(selection.claims), len(selection.papers))
    if selection.of_words < selection.asked:
        said = f"{selection.of_words} of the {selection.asked} words"
        return tidy(f"Nothing says all of '{words}'{where}. These say {said}: {what}, the best first.")
    return tidy(f"{headed(what)} for '{words}'{where}, the best first.")


def near_words(selection: Selection) -> Iterator[str]:
    """What might have been meant, where nothing was found."""
    if selection.near:
        yield f"Names like it: {', '.join(selection.near)}."
    if selection.near_words:
        yield f"Words like it: {', '.join(selection.near_words)}."
    if selection.filters:
        yield "Leave a filter out to see more."
    elif not selection.near and not selection.near_words:
        yield "necessity evidence lists every claim."
