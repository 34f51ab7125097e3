"""What the literature says beside a criterion or a procedure, in our own words, with its sources and its limits.

Invariant: a claim is about groups of patients; it is printed and never judged, and makes no fact about this patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from necessity.verdict import UNKNOWN, Verdict

CLAIM_KINDS = (
    "benefit",
    "risk",
    "prognosis",
    "monitoring",
    "mitigation",
    "natural_history",
    "cost",
    "diagnosis",
    "rule",
)
"""`diagnosis`: what a test or finding tells; `rule`: what guidelines ask for. The rest as their names say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A paper or guideline as a report may print it. A field that nobody recorded is None and prints as nothing.

    `identifiers` holds those that were checked (`PMID 8893716`, `DOI 10...`); `grade` is the source's own, `series`, `year`
    and `part` name a guideline exactly; `level` is L1 (best) to L5 and `level_means` says it in words; `read` is how it was read.
    """

    ref: str
    kind: str  # guideline, position, trial, cohort, series, review, editorial, survey, criteria
    text: str
    year: int | None = None
    series: str | None = None
    part: str | None = None
    grade: str | None = None
    level: str | None = None
    level_means: str | None = None
    identifiers: tuple[str, ...] = ()
    read: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim that may be printed.

    `use` is cite, cite_scoped (only with its population) or replace (`says` is the corrected sentence). `speaks` is for,
    against, both or neither, as to the operation or rule it stands under. `surgery` is the surgery it was measured in:
    primary, revision, both, or none (not about an operation). `sources` carry it, `contrary` speak against it.
    `endpoint` is what was measured: patient, radiographic (never a benefit by itself), process or none. `caveat` is printed
    with it: that its sources were not re-read, or that no paper is recorded. `subject` is what it is about, in a few words.
    """

    id: str
    kind: str
    speaks: str
    says: str
    population: str
    surgery: str
    use: str
    level: str | None
    level_means: str | None
    sources: tuple[Citation, ...] = ()
    contrary: tuple[Citation, ...] = ()
    endpoint: str = "none"
    caveat: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimUsed:
    """A claim where it stands in one assessment: under `criteria` or beside the procedures of `lines`.

    `fits` is yes, no or unknown: whether its population is this patient's; `scope` says it in words ("from primary surgery;
    this is a revision"). A claim that does not fit is printed with that sentence or not at all.
    """

    claim: Claim
    criteria: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    fits: str = "unknown"
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAsked:
    """A claim that a pack or a procedure names, by id only: under `criteria` of the proof, or beside the procedures of `lines`.

    `applies` is whether the condition that the pack puts to it holds here, in words in `says`; `revision` whether the
    operation is a revision; `patients` for every group of patients of the library whether this one is of it. What the claim
    says, and in whom it was measured, stands in the library.
    """

    id: str
    criteria: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    applies: Verdict = UNKNOWN
    says: str = ""
    revision: Verdict = UNKNOWN
    patients: Mapping[str, Verdict] = field(default_factory=dict)
