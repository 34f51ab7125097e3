"""What papers say beside the criteria and the procedures, and the one numbered list of references of a report.

Invariant: a claim is printed with its population and never among the criteria: it was not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from necessity.assessment.claim import Citation, ClaimUsed
from necessity.library.cite import LEVEL_MEANS, READ_MEANS
from necessity.report.line_parts import lines_words
from necessity.report.numbers import Sources
from necessity.report.parts import CLAUSES, Cited, ClaimGroup, ClaimShown, Reference
from necessity.report.words import source_link, source_words, tidy

_SPEAKS = {"for": "for", "against": "against", "both": "for and against", "neither": ""}
_KINDS = {
    "benefit": "Outcomes",
    "risk": "Risks",
    "monitoring": "Monitoring",
    "mitigation": "Mitigation",
    "prognosis": "Prognosis",
    "natural_history": "Course without an operation",
    "diagnosis": "Diagnosis",
    "rule": "What guidelines ask for",
    "cost": "Costs",
}
_ADDRESSES = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "DOI": "https://doi.org/{}",
    "PMC": "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
}


class References:
    """The numbers of what is cited: first the documents of clauses, then the papers, each once."""

    def __init__(self, sources: Sources, papers: Iterable[Citation]) -> None:
        self._sources = sources
        self._papers: dict[str, Citation] = {}
        for paper in papers:
            self._papers.setdefault(paper.ref, paper)

    def of(self, paper: Citation) -> int:
        """The number of a paper. Every clause source must be known by then."""
        return len(self._sources.listed) + 1 + list(self._papers).index(paper.ref)

    def listed(self) -> Iterator[Reference]:
        """The list, in the order of the numbers."""
        for number, source in enumerate(self._sources.listed, 1):
            yield Reference(
                number=number, kind=CLAUSES, words=source_words(source), details="", link=source_link(source)
            )
        for number, paper in enumerate(self._papers.values(), len(self._sources.listed) + 1):
            yield Reference(
                number=number,
                kind=tidy(paper.kind),
                words=tidy(paper.text).rstrip("."),
                details=_details(paper),
                link=_link(paper),
            )


class Labels:
    """The label of each claim in one report (`E1`), so that a criterion can point at it."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def of(self, used: ClaimUsed) -> str:
        return self._of.setdefault(used.claim.id, f"E{len(self._of) + 1}")


def under_criteria(
    used: Sequence[ClaimUsed], says: Mapping[str, str], references: References, labels: Labels
) -> tuple[ClaimGroup, ...]:
    """The claims grouped by the criteria that they stand under; `says` is the sentence of each criterion shown."""
    groups: dict[tuple[str, ...], list[ClaimUsed]] = {}
    for one in used:
        groups.setdefault(tuple(id for id in one.criteria if id in says) or one.criteria, []).append(one)
    return tuple(
        ClaimGroup(
            heading="; ".join(dict.fromkeys(says.get(id, id.replace("-", " ")) for id in ids)) or "General",
            criteria=ids,
            claims=_claims(ones, references, labels),
        )
        for ids, ones in groups.items()
    )


def by_kind(used: Sequence[ClaimUsed], references: References, labels: Labels) -> tuple[ClaimGroup, ...]:
    """The claims beside procedures, grouped by kind: outcomes, risks, monitoring and so on."""
    return tuple(
        ClaimGroup(heading=heading, criteria=(), claims=_claims(ones, references, labels))
        for kind, heading in _KINDS.items()
        if (ones := [one for one in used if one.claim.kind == kind])
    )


def labels_by_criterion(used: Iterable[ClaimUsed], labels: Labels) -> dict[str, tuple[str, ...]]:
    """The labels of the claims under each criterion, by its id."""
    found: dict[str, tuple[str, ...]] = {}
    for one in used:
        for id in one.criteria:
            found[id] = (*found.get(id, ()), labels.of(one))
    return found


def _claims(used: Sequence[ClaimUsed], references: References, labels: Labels) -> tuple[ClaimShown, ...]:
    """Those for first, then those against, then the rest."""
    order = list(_SPEAKS)
    ordered = sorted(used, key=lambda one: order.index(one.claim.speaks) if one.claim.speaks in order else len(order))
    return tuple(_claim(one, references, labels) for one in ordered)


def _claim(used: ClaimUsed, references: References, labels: Labels) -> ClaimShown:
    claim = used.claim
    measured = "measured on images, not as what patients feel" if claim.endpoint == "radiographic" else ""
    return ClaimShown(
        label=labels.of(used),
        speaks=_SPEAKS.get(claim.speaks, claim.speaks),
        says=tidy(claim.says),
        population=tidy(claim.population),
        scope=tidy("; ".join(filter(None, (used.scope, measured, claim.caveat)))),
        level=_level(claim.level),
        sources=tuple(_cited(one, references) for one in claim.sources),
        contrary=tuple(_cited(one, references) for one in claim.contrary),
        lines=lines_words(used.lines),
    )


def levels_words(used: Iterable[ClaimUsed]) -> str:
    """What the levels of evidence mean that the claims and their papers have, from the best; nothing where none has one."""
    printed: set[str] = set()
    for one in used:
        for level in (one.claim.level, *(paper.level for paper in (*one.claim.sources, *one.claim.contrary))):
            printed.update((level or "").removeprefix("L").split("-"))
    return "; ".join(f"level {level}: {means}" for level, means in LEVEL_MEANS.items() if level in printed)


def _level(level: str | None) -> str:
    return f"level {level.removeprefix('L')}" if level else ""


def _cited(paper: Citation, references: References) -> Cited:
    """`example society 2014, part 9, grade B`; for a paper outside a series its kind and year."""
    part = f"part {paper.part}" if paper.part else None
    name = " ".join(str(one) for one in (paper.series or paper.kind, paper.year) if one)
    words = ", ".join(filter(None, (name, part, _grade(paper))))
    return Cited(number=references.of(paper), words=tidy(words))


def _grade(paper: Citation) -> str | None:
    if not paper.grade:
        return None
    return paper.grade if re.match(r"(?i)grade|class|level", paper.grade) else f"grade {paper.grade}"


def _details(paper: Citation) -> str:
    """Kind, year, series, part, grade, level, identifiers, and how it was read where it was not in the original.

    Only what is recorded, and not what the words of the reference say already.
    """
    year = str(paper.year) if paper.year else ""
    series = " ".join(filter(None, (paper.series, year))) if paper.series else year
    part = f"part {paper.part}" if paper.part else ""
    said = [one for one in (series, part) if one and one not in paper.text]
    read = "" if paper.read == READ_MEANS["original"] else paper.read or "how it was read is not recorded"
    parts = (paper.kind, *said, _grade(paper), _level(paper.level), *paper.identifiers, read)
    return tidy("; ".join(part for part in parts if part))


def _link(paper: Citation) -> str | None:
    """The address that the first identifier names."""
    for one in paper.identifiers:
        label, _, number = one.replace("PMC", "PMC ", 1).partition(" ")
        number = number.strip()
        if label in _ADDRESSES and re.fullmatch(r"[\w./();:-]+", number):
            return _ADDRESSES[label].format(number)
    return None
