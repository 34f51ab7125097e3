"""The records of the library: papers, audited claims with their figures and ways of being said, groups of patients.

Invariant: a field that nobody recorded is None or empty; nothing is filled in here. What a claim may print is decided in `cite`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from necessity.errors import Place

PAPER_KINDS = ("guideline", "position", "criteria", "trial", "cohort", "series", "review", "editorial", "survey")
READ = ("original", "secondary", "background")
IDENTIFIERS = ("pmid", "doi", "pmc")
SCALES = ("jns-2005", "jns-2014", "nass", "society", "panel")
VERDICTS = ("supported", "scoped", "unverified", "overstated", "misattributed", "not_found", "non_evidence")
USES = ("cite", "cite_scoped", "replace", "drop")
SPEAKS = ("for", "against", "both", "neither")
SURGERY = ("primary", "revision", "both", "none")
ENDPOINTS = ("patient", "radiographic", "process", "none")
SURE = ("high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """`kind` is pmid, doi or pmc. One that is not `checked` was held from memory and is never printed or exported."""

    kind: str
    id: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper or guideline, as far as it is recorded. `about` says in our own words what it is where no title is known.

    `series`, `year`, `part` name a guideline exactly; `strength` is its class or level of evidence, `grade` is by its `scale`.
    `level` is L1 (best) to L5, or a span as L2-3. `read`: the original was seen, a page about it was, or it is background.
    """

    source: str
    kind: str
    authors: str | None
    title: str | None
    about: str | None
    journal: str | None
    year: int | None
    volume: str | None
    pages: str | None
    identifiers: tuple[Identifier, ...]
    series: str | None
    part: str | None
    scale: str | None
    strength: str | None
    grade: str | None
    design: str | None
    n: str | None
    population: str | None
    follow_up: str | None
    level: str | None
    read: str
    finding: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of a claim with what it counts; `source` where it is of one paper."""

    figure: str
    counts: str
    source: str | None


ANY_FIGURE = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which a text asserts a claim: names of words, and the figures asserted with them.

    `together` stand in one sentence, `near` in it, in the one before or in what it stands under; of `unless` none stands in it.
    With `figures` one of them must be said; without, the words alone assert the claim. `figures: any` is the subject alone: it
    never asserts the claim, and tells whether a figure of a study beside it is recorded or another.
    """

    together: tuple[str, ...]
    figures: tuple[str, ...]
    near: tuple[str, ...]
    unless: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedClaim:
    """One claim as it was audited: what is `asserted`, what the sources say, and what may be printed (`says`).

    `verdict` is the answer of the audit, `use` what follows from it, `why` its reason. `asserted_in` are names of
    `assessments.yaml`. `surgery` is the surgery it was measured in, `endpoint` what was measured. `to_read` are papers that ask
    just this and whose results nobody read yet: they print nowhere. `patients` name the groups of `patients.yaml` in whom it was
    measured, any of them; `found_by` says how a text asserts it.
    """

    claim: str
    subject: str
    kind: str
    speaks: str
    asserted: tuple[str, ...]
    asserted_in: tuple[str, ...]
    verdict: str
    use: str
    says: str | None
    population: str | None
    surgery: str
    patients: tuple[str, ...]
    endpoint: str
    level: str | None
    figures: tuple[Figure, ...]
    found_by: tuple[Way, ...]
    sources: tuple[str, ...]
    contrary: tuple[str, ...]
    to_read: tuple[str, ...]
    sure: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Patients in whom claims were measured: `says` completes "from patients with ...". Its test is the policy floor's."""

    says: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Papers, claims, the titles of the published assessments that assert them, each by name; and the phrases of each word.

    `patients` are the groups of patients, by name; `word_places` say where each word stands.
    """

    papers: Mapping[str, Paper]
    claims: Mapping[str, AuditedClaim]
    assessments: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    patients: Mapping[str, Group]
    word_places: Mapping[str, Place]
