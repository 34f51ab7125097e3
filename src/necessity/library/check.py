"""What is wrong with the contents of the library, and which claims named by a pack can print nothing.

Invariant: a library that checks clean prints no figure without its population and no claim that its audit does not bear;
what was not found, or belongs to another question, supports nothing, and a cost decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from necessity.errors import Place, Problem, did_you_mean
from necessity.library.audit import DISPUTED, audit
from necessity.library.cite import is_printed
from necessity.library.records import AuditedClaim, Library, Paper

_FORMS = {
    "pmid": (re.compile(r"[1-9]\d{3,7}"), "a PMID is four to eight digits"),
    "doi": (re.compile(r"10\.\d{4,9}/\S+"), "a DOI begins with 10. and holds a stroke"),
    "pmc": (re.compile(r"PMC\d{4,9}"), "a PMC number is PMC and digits"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MEASURED = re.compile(r"\d+\.\d+|\d+(?=%)")  # decimals and percentages: what a study measured
_UNBORNE = ("not_found", "misattributed", "non_evidence")
_ELSEWHERE = ("not_found", "misattributed")  # the source does not exist, or says it of something else


def check_library(library: Library) -> list[Problem]:
    """Every fault of the contents, in the order of the files. The form of the files is `read_library`'s to tell."""
    found: list[Problem] = []
    for paper in library.papers.values():
        found += _paper_faults(paper)
    for claim in library.claims.values():
        found += _claim_faults(claim)
    found += _shared_identifiers(library)
    found += _unused(library)
    found += check_found(library)
    return found


def check_found(library: Library) -> list[Problem]:
    """What stands in the way of finding claims in a text: one whose own `asserted` is not found, a word without a use."""
    found = []
    for claim in library.claims.values():
        if claim.asserted and not claim.found_by:
            what = f"'{claim.claim}': it was asserted, and no text can be found to assert it"
            found.append(Problem(what=what, where=claim.place, remedy="add 'found_by:'"))
            continue
        for words in claim.asserted:
            heard = audit(library, f"{claim.subject}\n\n{words}", claim.claim)
            if claim.claim not in heard.asserted():
                what = f"'{claim.claim}': its own words are not found in a text: {words}"
                found.append(Problem(what=what, where=claim.place, remedy="add a way under 'found_by:'"))
    ways = [way for claim in library.claims.values() for way in claim.found_by]
    used = {DISPUTED, *(word for way in ways for word in (*way.together, *way.near, *way.unless))}
    for word, place in library.word_places.items():
        if word not in used:
            what = f"no claim uses the word '{word}'"
            found.append(Problem(what=what, where=place, remedy="name it under 'found_by' of a claim, or take it out"))
    return found


def check_named(library: Library, names: Iterable[tuple[str, Place]], *, under_criteria: bool = False) -> list[Problem]:
    """What is wrong with the ids of claims that a pack or a procedure names: no such claim, or one that never prints.

    `under_criteria`: they stand where something is decided, and no claim of cost may.
    """
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
        elif under_criteria and claim.kind == "cost":
            found.append(
                Problem(
                    what=f"the claim '{name}' is of cost and stands under a criterion",
                    where=place,
                    why="cost decides nothing",
                    remedy="name it under 'outcomes', or in the file of a procedure",
                )
            )
    return found


def _paper_faults(paper: Paper) -> Iterator[Problem]:
    for one in paper.identifiers:
        form, says = _FORMS[one.kind]
        if not form.fullmatch(one.id):
            yield Problem(what=f"'{one.id}' has not the form of a {one.kind}", where=paper.place, why=says)
    if paper.kind != "guideline":
        return
    for name, value in (("series", paper.series), ("year", paper.year), ("scale", paper.scale)):
        if not value:
            yield Problem(
                what=f"the guideline '{paper.source}' has no {name}",
                where=paper.place,
                why="a society's name is not a citation, and a grade means nothing without its scale",
                remedy=f"add '{name}:'",
            )


def _claim_faults(claim: AuditedClaim) -> Iterator[Problem]:
    for what, why, remedy in (*_in_print(claim), *_in_substance(claim)):
        yield Problem(what=f"'{claim.claim}': {what}", where=claim.place, why=why, remedy=remedy)


def _in_print(claim: AuditedClaim) -> Iterator[tuple[str, str, str]]:
    """What is wrong with what a claim prints: what, why, what to do."""
    if claim.use == "drop":
        if claim.says:
            yield "a claim to drop says something", "it never prints", "take 'says' out, or use replace"
        if claim.sources:
            yield "a claim to drop rests on sources", "", "put them under 'contrary' or 'to_read'"
    elif not claim.says:
        yield "there is nothing to print", f"use is {claim.use}", "write 'says', or use drop"
    if not claim.population and claim.use == "cite_scoped":
        yield "it may print with its population only, and has none", "", "add 'population:'"
    elif not claim.population and claim.use != "drop" and claim.says and _NUMBER.search(claim.says):
        yield "it prints a figure without a population", "", "add 'population:'"
    elif not claim.population and is_printed(claim) and claim.endpoint != "none":
        yield "it prints what was seen in patients and does not say in whom", "", "add 'population:', or endpoint none"
    named = {*claim.sources, *claim.contrary, *claim.to_read}
    for figure in claim.figures:
        if figure.source and figure.source not in named:
            yield (
                f"its figure {figure.figure} is of {figure.source}, which it does not name",
                "a figure is credited to a source that carries the claim, speaks against it, or is to be read",
                "add the source, or mend the row",
            )
    rows = {number for figure in claim.figures for number in _NUMBER.findall(f"{figure.figure} {figure.counts}")}
    if missing := [number for number in _MEASURED.findall(claim.says or "") if number not in rows]:
        yield f"no row of 'figures' holds {', '.join(missing)}", "every printed figure has a row", "add it"


def _in_substance(claim: AuditedClaim) -> Iterator[tuple[str, str, str]]:
    """Where the parts of a claim contradict each other: what, why, what to do."""
    unborne = _UNBORNE if claim.use == "cite" else _ELSEWHERE if claim.use == "cite_scoped" else ()
    if claim.verdict in unborne:
        yield f"it is cited and its verdict is {claim.verdict}", "nothing bears it", "use replace or drop"
    if claim.verdict in _ELSEWHERE and claim.speaks == "for":
        yield (
            f"it speaks for, and its verdict is {claim.verdict}",
            "what was not found, or belongs elsewhere, supports nothing",
            "say how the corrected sentence speaks: against, both or neither",
        )
    if bool(claim.asserted) != bool(claim.asserted_in):
        has, lacks = ("asserted", "asserted_in") if claim.asserted else ("asserted_in", "asserted")
        yield f"it has '{has}' and no '{lacks}'", "somebody asserted something, or nobody did", f"add '{lacks}:'"
    if claim.endpoint == "radiographic" and claim.kind == "benefit":
        yield "a radiographic endpoint is no benefit", "films are not patients", "use kind prognosis"
    if both := sorted(set(claim.sources) & set(claim.contrary)):
        yield f"{', '.join(both)} speaks for and against it", "", "keep one"


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
    measured = {group for claim in library.claims.values() for group in claim.patients}
    for name, group in library.patients.items():
        if name not in measured:
            what = f"no claim is of the patients '{name}'"
            yield Problem(what=what, where=group.place, remedy="name them in a claim, or take them out")
