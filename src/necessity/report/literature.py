"""What papers say beside the criteria and the procedures, and the one numbered list of references of a report.

Invariant: a claim is printed with its population and never among the criteria: it was not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

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
_NAMED = ("guideline", "criteria")  # kinds that the citation itself mostly names
_SAID_BY_LEVEL = (("cohort", "L3"), ("series", "L4"))  # as the list of references says once
_READ = {
    READ_MEANS["original"]: "",
    READ_MEANS["secondary"]: "from a page about it",
    READ_MEANS["background"]: "not re-read",
}
_ADDRESSES = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "DOI": "https://doi.org/{}",
    "PMC": "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
}


class References:
    """The numbers of what is cited: first the documents of clauses, then the papers, each once.

    `papers` come in the order of their numbers: those of folded claims last. `told` are those cited by a claim told whole.
    """

    def __init__(self, sources: Sources, papers: Iterable[Citation]) -> None:
        self._sources = sources
        self.told: set[str] = set()
        self._papers: dict[str, Citation] = {}
        for paper in papers:
            self._papers.setdefault(paper.ref, paper)

    def of(self, paper: Citation) -> int:
        """The number of a paper. Every clause source must be known by then."""
        return len(self._sources.listed) + 1 + list(self._papers).index(paper.ref)

    def listed(self) -> Iterator[Reference]:
        """The documents of clauses and the papers of the claims that are told whole, in the order of the numbers."""
        read: dict[str, int] = {}
        for number, source in enumerate(self._sources.listed, 1):
            words, first = source_words(source), read.setdefault(source.read or "", number)
            told = source.read and first != number
            yield Reference(
                number=number,
                kind=CLAUSES,
                words=words,
                brief=f"{source_words(replace(source, read=None))}. Read as [{first}]" if told else words,
                details="",
                link=source_link(source),
            )
        yield from (self._listed(paper) for paper in self._papers.values() if paper.ref in self.told)

    def further(self) -> Iterator[Reference]:
        """The papers that only folded claims cite."""
        yield from (self._listed(paper) for paper in self._papers.values() if paper.ref not in self.told)

    def _listed(self, paper: Citation) -> Reference:
        return Reference(
            number=self.of(paper),
            kind=tidy(paper.kind),
            words=tidy(paper.text).rstrip("."),
            brief=". ".join(filter(None, (_brief(paper), _details(paper, brief=True)))),
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


def elsewhere_of(used: Sequence[ClaimUsed], references: References, labels: Labels) -> tuple[ClaimGroup, ...]:
    """The folded claims, grouped by why they do not fit; a reason that only adds to the one before says what it adds."""
    groups: list[ClaimGroup] = []
    before = ""
    for reason in sorted({tidy(one.scope) for one in used}):
        adds = bool(before) and reason.startswith(f"{before}; ")
        heading = f"and {reason.removeprefix(before + '; ')}" if adds else reason
        before = before if adds else reason
        ones = [one for one in used if tidy(one.scope) == reason]
        groups.append(ClaimGroup(heading=heading, criteria=(), claims=_claims(ones, references, labels, folded=True)))
    return tuple(groups)


def labels_by_criterion(used: Iterable[ClaimUsed], labels: Labels) -> dict[str, tuple[str, ...]]:
    """The labels of the claims under each criterion, by its id."""
    found: dict[str, tuple[str, ...]] = {}
    for one in used:
        for id in one.criteria:
            found[id] = (*found.get(id, ()), labels.of(one))
    return found


def _claims(
    used: Sequence[ClaimUsed], references: References, labels: Labels, *, folded: bool = False
) -> tuple[ClaimShown, ...]:
    """Those for first, then those against, then the rest."""
    order = list(_SPEAKS)
    ordered = sorted(used, key=lambda one: order.index(one.claim.speaks) if one.claim.speaks in order else len(order))
    return tuple(_claim(one, references, labels, folded) for one in ordered)


def _claim(used: ClaimUsed, references: References, labels: Labels, folded: bool) -> ClaimShown:
    """A claim with its papers; those of a folded one are not told by it."""
    claim = used.claim
    return ClaimShown(
        label=labels.of(used),
        name=claim.id,
        subject=tidy(claim.subject or claim.id.replace("-", " ")),
        speaks=_SPEAKS.get(claim.speaks, claim.speaks),
        says=tidy(claim.says),
        population=tidy(claim.population),
        on_images=claim.endpoint == "radiographic",
        note=tidy("; ".join(filter(None, (used.scope, claim.caveat)))),
        level=_level(claim.level),
        sources=tuple(_cited(one, references, folded) for one in claim.sources),
        contrary=tuple(_cited(one, references, folded) for one in claim.contrary),
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


def _cited(paper: Citation, references: References, folded: bool) -> Cited:
    """`example society 2014, part 9, grade B`; for a paper outside a series its kind and year."""
    part = f"part {paper.part}" if paper.part else None
    name = " ".join(str(one) for one in (paper.series or paper.kind, paper.year) if one)
    words = ", ".join(filter(None, (name, part, _grade(paper))))
    grade = "" if paper.ref in references.told else _grade(paper) or ""
    if not folded:
        references.told.add(paper.ref)
    return Cited(number=references.of(paper), words=tidy(words), grade=tidy(grade))


def _grade(paper: Citation) -> str | None:
    if not paper.grade:
        return None
    return paper.grade if re.match(r"(?i)grade|class|level", paper.grade) else f"grade {paper.grade}"


def _details(paper: Citation, *, brief: bool = False) -> str:
    """Kind, year, series, part, grade, level, identifiers, and how it was read where it was not in the original.

    Only what is recorded, and not what the words of the reference say already; what was read in the original says nothing.
    """
    year = str(paper.year) if paper.year else ""
    series = " ".join(filter(None, (paper.series, year))) if paper.series else year
    part = f"part {paper.part}" if paper.part else ""
    said = [one for one in (series, part) if one and one not in paper.text]
    named = paper.kind in _NAMED and paper.kind in paper.text.lower()
    kind = "" if named or (brief and (paper.kind, paper.level) in _SAID_BY_LEVEL) else paper.kind
    rank = ", ".join(filter(None, (kind, *said, _grade(paper), _level(paper.level))))
    read = _READ.get(paper.read, paper.read) if paper.read else "how it was read is not recorded"
    return tidy("; ".join(filter(None, (rank, *paper.identifiers, read))))


def _brief(paper: Citation) -> str:
    """The citation without its bracket, which says in our own words what the paper is about, where the rest still finds it."""
    text = tidy(paper.text).rstrip(".")
    found = re.fullmatch(r"(.+?)[.:] \[[^\]]+\]\. (.+)", text)
    if found and (re.search(r"[A-Za-z].*\d", found[2]) or paper.identifiers):
        return f"{found[1]}. {found[2]}"
    return text


def _link(paper: Citation) -> str | None:
    """The address that the first identifier names."""
    for one in paper.identifiers:
        label, _, number = one.replace("PMC", "PMC ", 1).partition(" ")
        number = number.strip()
        if label in _ADDRESSES and re.fullmatch(r"[\w./();:-]+", number):
            return _ADDRESSES[label].format(number)
    return None
