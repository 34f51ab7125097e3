"""What is wrong with the contents of the library, and which claims named by a pack can print nothing.

Invariant: a library that checks clean prints no figure without its population and no claim that its audit does not bear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from necessity.errors import Place, Problem, did_you_mean
from necessity.library.cite import is_printed
from necessity.library.load import AuditedClaim, Library, Paper

_FORMS = {
    "pmid": (re.compile(r"[1-9]\d{3,7}"), "a PMID is four to eight digits"),
    "doi": (re.compile(r"10\.\d{4,9}/\S+"), "a DOI begins with 10. and holds a stroke"),
    "pmc": (re.compile(r"PMC\d{4,9}"), "a PMC number is PMC and digits"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MEASURED = re.compile(r"\d+\.\d+|\d+(?=%)")  # decimals and percentages: what a study measured
_UNBORNE = ("not_found", "misattributed", "non_evidence")


def check_library(library: Library) -> list[Problem]:
    """Every fault of the contents, in the order of the files. The form of the files is `read_library`'s to tell."""
    found: list[Problem] = []
    for paper in library.papers.values():
        found += _paper_faults(paper)
    for claim in library.claims.values():
        found += _claim_faults(claim)
    found += _shared_identifiers(library)
    found += _unused(library)
    return found


def check_named(library: Library, names: Iterable[tuple[str, Place]]) -> list[Problem]:
    """What is wrong with the ids of claims that a pack names: no such claim, or one that never prints."""
    found = []
    for name, place in names:
        claim = library.claims.get(name)
        if claim is None:
            known = [one for one, there in library.claims.items() if is_printed(there)]
            found.append(
                Problem(
                    what=f"there is no claim '{name}' in the library",
                    where=place,
                    remedy=did_you_mean(name, known) or "necessity looks under medicine/library/claims",
                )
            )
        elif not is_printed(claim):
            why = "its source was never read" if claim.verdict == "unverified" else "the audit drops it"
            found.append(Problem(what=f"the claim '{name}' never prints", where=place, why=why, remedy="take it out"))
    return found


def _paper_faults(paper: Paper) -> Iterator[Problem]:
    for one in paper.identifiers:
        form, says = _FORMS[one.kind]
        if not form.fullmatch(one.id):
            yield Problem(what=f"'{one.id}' has not the form of a {one.kind}", where=paper.place, why=says)
    if paper.kind == "guideline" and (not paper.series or not paper.scale):
        yield Problem(
            what=f"the guideline '{paper.source}' has no series or no scale",
            where=paper.place,
            why="a society's name is not a citation, and a grade means nothing without its scale",
            remedy="add 'series:' and 'scale:'",
        )


def _claim_faults(claim: AuditedClaim) -> Iterator[Problem]:
    def fault(what: str, why: str = "", remedy: str = "") -> Problem:
        return Problem(what=f"'{claim.claim}': {what}", where=claim.place, why=why, remedy=remedy)

    if claim.use == "drop":
        if claim.says:
            yield fault("a claim to drop says something", "it never prints", "take 'says' out, or use replace")
        if claim.sources:
            yield fault("a claim to drop rests on sources", "", "put them under 'contrary' or 'to_read'")
    elif not claim.says:
        yield fault("there is nothing to print", f"use is {claim.use}", "write 'says', or use drop")
    if claim.use == "cite_scoped" and not claim.population:
        yield fault("it may print with its population only, and has none", "", "add 'population:'")
    elif claim.use != "drop" and claim.says and _NUMBER.search(claim.says) and not claim.population:
        yield fault("it prints a figure without a population", "", "add 'population:'")
    if claim.use == "cite" and claim.verdict in _UNBORNE:
        yield fault(f"it is cited and its verdict is {claim.verdict}", "nothing bears it", "use replace or drop")
    if claim.endpoint == "radiographic" and claim.kind == "benefit":
        yield fault("a radiographic endpoint is no benefit", "films are not patients", "use kind prognosis")
    if both := sorted(set(claim.sources) & set(claim.contrary)):
        yield fault(f"{', '.join(both)} speaks for and against it", "", "keep one")
    rows = {number for figure in claim.figures for number in _NUMBER.findall(f"{figure.figure} {figure.counts}")}
    if missing := [number for number in _MEASURED.findall(claim.says or "") if number not in rows]:
        yield fault(f"no row of 'figures' holds {', '.join(missing)}", "every printed figure has a row", "add it")


def _shared_identifiers(library: Library) -> Iterator[Problem]:
    owners: dict[tuple[str, str], str] = {}
    for paper in library.papers.values():
        for one in paper.identifiers:
            owner = owners.setdefault((one.kind, one.id.casefold()), paper.source)
            if owner != paper.source:
                what = f"'{paper.source}' and '{owner}' have one {one.kind}, {one.id}"
                yield Problem(what=what, where=paper.place, remedy="keep one source, or mend the number")


def _unused(library: Library) -> Iterator[Problem]:
    named = {
        source for claim in library.claims.values() for source in (*claim.sources, *claim.contrary, *claim.to_read)
    }
    for paper in library.papers.values():
        if paper.source not in named:
            what = f"no claim uses the source '{paper.source}'"
            yield Problem(what=what, where=paper.place, remedy="name it in a claim, or take it out")
