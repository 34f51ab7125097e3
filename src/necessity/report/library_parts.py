"""The pages of the library before any layout: a claim, a source, and the whole at a glance.

Invariant: parts hold words only; `says` is empty where nothing may be said, and no identifier is in them that was not checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from necessity.errors import Place
from necessity.library.cite import READ_MEANS, USE_MEANS, VERDICT_MEANS, citation, claim
from necessity.library.records import AuditedClaim, Library, Paper
from necessity.library.selection import Found, Use
from necessity.report.audit_parts import WORST_FIRST, verdict_word
from necessity.report.library_words import (
    ENDPOINTS,
    KINDS,
    SPEAKS,
    SURGERY,
    TONES,
    figures_of,
    has_unchecked,
    identifiers_of,
    level_words,
    why_nothing,
)
from necessity.report.words import tidy

_LEADS = {"cite": "May be said", "cite_scoped": "May be said, of these patients only", "replace": "Say instead"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A claim in one line."""

    name: str
    subject: str
    verdict: str
    tone: str
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source in one line: its citation without identifiers, its level and how it was read."""

    name: str
    citation: str
    level: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """A number with what it counts; `source` is the name of a source, empty where it is of none."""

    figure: str
    counts: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """Where a claim is used: `criterion spread of published-assessments@2025-12`, and the place in its file."""

    words: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """A claim whole. `says` is empty where nothing may be said, and `nothing` tells why; `facts` are labels and words."""

    line: ClaimLine
    means: str
    asserted: tuple[str, ...]
    asserted_in: tuple[str, ...]
    lead: str
    says: str
    population: str
    nothing: str
    caveat: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[FigureLine, ...]
    sources: tuple[SourceLine, ...]
    contrary: tuple[SourceLine, ...]
    to_read: tuple[SourceLine, ...]
    why: str
    used: tuple[UseLine, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A source whole. `identifiers` are label, number and address of each checked one; `unchecked`: another is on file."""

    line: SourceLine
    identifiers: tuple[tuple[str, str, str], ...]
    unchecked: bool
    facts: tuple[tuple[str, str], ...]
    finding: str
    bears: tuple[ClaimLine, ...]
    contradicts: tuple[ClaimLine, ...]
    waits: tuple[ClaimLine, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What is listed: counts by verdict (word, tone, number), the claims by kind, and the sources."""

    claims: int
    papers: int
    verdicts: tuple[tuple[str, str, int], ...]
    groups: tuple[tuple[str, tuple[ClaimLine, ...]], ...]
    sources: tuple[SourceLine, ...]


def glance(library: Library, claims: Iterable[str], papers: Iterable[str]) -> Glance:
    """These claims and sources at a glance, the claims grouped by kind, each group by name."""
    lines = [library.claims[name] for name in claims]
    return Glance(
        claims=len(lines),
        papers=len(tuple(papers)),
        verdicts=tuple(
            (verdict_word(one), TONES[one], count)
            for one in reversed(WORST_FIRST)
            if (count := sum(line.verdict == one for line in lines))
        ),
        groups=tuple(
            (heading, tuple(claim_line(one) for one in lines if one.kind == kind))
            for kind, heading in KINDS.items()
            if any(one.kind == kind for one in lines)
        ),
        sources=tuple(source_line(library.papers[name]) for name in papers),
    )


def claim_line(one: AuditedClaim) -> ClaimLine:
    """A claim in one line."""
    return ClaimLine(
        name=one.claim,
        subject=tidy(one.subject),
        verdict=verdict_word(one.verdict),
        tone=TONES[one.verdict],
        use=one.use.replace("_", " "),
    )


def source_line(paper: Paper) -> SourceLine:
    """A source in one line."""
    return SourceLine(
        name=paper.source,
        citation=tidy(citation(paper).text),
        level=level_words(paper.level).partition(":")[0],
        read=READ_MEANS[paper.read],
    )


def claim_page(found: Found, name: str) -> ClaimPage:
    """The page of the claim `name`."""
    library = found.library
    one = library.claims[name]
    printed = claim(library, name)

    def lines(names: Iterable[str]) -> tuple[SourceLine, ...]:
        return tuple(source_line(library.papers[source]) for source in names)

    return ClaimPage(
        line=claim_line(one),
        means=VERDICT_MEANS[one.verdict],
        asserted=tuple(map(tidy, one.asserted)),
        asserted_in=tuple(tidy(library.assessments[title]) for title in one.asserted_in),
        lead=_LEADS.get(one.use, "") if printed else "",
        says=tidy(printed.says) if printed else "",
        population=tidy(one.population or ""),
        nothing=why_nothing(one),
        caveat=printed.caveat if printed else "",
        facts=_claim_facts(one, library),
        figures=tuple(
            FigureLine(figure=tidy(row.figure), counts=tidy(row.counts), source=row.source or "")
            for row in figures_of(one)
        ),
        sources=lines(one.sources),
        contrary=lines(one.contrary),
        to_read=lines(one.to_read),
        why=tidy(one.why),
        used=tuple(map(_use_line, found.uses.get(name, ()))),
        place=_place(one.place),
    )


def _claim_facts(one: AuditedClaim, library: Library) -> tuple[tuple[str, str], ...]:
    groups = "; or ".join(library.patients[name].says for name in one.patients)
    told = (
        ("Kind", KINDS[one.kind]),
        ("Speaks", SPEAKS[one.speaks]),
        ("Use", "nothing, until its source was read" if one.verdict == "unverified" else USE_MEANS[one.use]),
        ("Fits patients with", groups),
        ("Surgery", SURGERY[one.surgery]),
        ("Endpoint", ENDPOINTS[one.endpoint]),
        ("Evidence", level_words(one.level)),
        ("How sure the audit is", one.sure),
    )
    return tuple((label, tidy(words)) for label, words in told if words)


def source_page(library: Library, name: str) -> SourcePage:
    """The page of the source `name`, with the claims that rest on it and those that it contradicts."""
    paper = library.papers[name]
    claims = tuple(library.claims.values())
    return SourcePage(
        line=source_line(paper),
        identifiers=identifiers_of(paper),
        unchecked=has_unchecked(paper),
        facts=_source_facts(paper),
        finding=tidy(paper.finding),
        bears=tuple(claim_line(one) for one in claims if name in one.sources),
        contradicts=tuple(claim_line(one) for one in claims if name in one.contrary),
        waits=tuple(claim_line(one) for one in claims if name in one.to_read),
        place=_place(paper.place),
    )


def _source_facts(paper: Paper) -> tuple[tuple[str, str], ...]:
    told = (
        ("Kind", paper.kind),
        ("Guideline", paper.series),
        ("Year", str(paper.year) if paper.year else None),
        ("Part", paper.part),
        ("Scale", paper.scale),
        ("Strength", _lowest(paper.strength)),
        ("Grade", paper.grade),
        ("Design", paper.design),
        ("Patients", paper.n),
        ("Population", paper.population),
        ("Follow-up", paper.follow_up),
        ("Evidence", level_words(paper.level)),
        ("How it was read", READ_MEANS[paper.read]),
    )
    return tuple((label, tidy(words)) for label, words in told if words)


def _lowest(strength: str | None) -> str | None:
    """Class III sounds high and is the lowest: it says so."""
    if strength and strength.startswith("Class") and strength.endswith("III"):
        return f"{strength} (III is the lowest class)"
    return strength


def _use_line(use: Use) -> UseLine:
    words = f"{use.what} {use.under}" + (f" of {use.pack}" if use.pack else ", in every pack")
    return UseLine(words=tidy(words), place=_place(use.place))


def _place(place: Place) -> str:
    return f"{place.file}:{place.line}"
