"""The parts of an audit report, and what is counted in them: claims by verdict, and how many were found that were to be found.

Invariant: a claim that stands in several texts is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from necessity.library.audit import Audit
from necessity.library.records import Library
from necessity.report.parts import Reference
from necessity.report.words import tidy

WORST_FIRST = ("misattributed", "not_found", "non_evidence", "overstated", "unverified", "scoped", "supported")
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
OTHER_FIGURES = (
    "Other figures on a subject of the library",
    "The text gives a figure that the library does not hold for this subject. It may be of another source.",
)
DISPUTED = ("Claims that the text disputes", "They are named to be denied, and do not count as asserted.")
RECORDED = (
    "Figures that the library holds",
    "Each with what it counts there and its source: used for that, it is in order.",
)
UNKNOWN_FIGURES = (
    "Figures unknown to the library",
    "No claim of the library holds them. Unknown is not wrong: it was not looked up.",
)
"""Headings of what is told beside the asserted claims, each with its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A sentence of the text of `file` on one line, cut at its figures; a run with True is a figure that is spoken of."""

    file: str
    line: int
    start: int
    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFigure:
    """A figure that the library holds, what it counts, and the number of its source in the list of references."""

    figure: str
    counts: str
    source: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTold:
    """One claim with its verdict and what its sources say. `lead` comes before `says`, which is empty where nothing may be said.

    `number` is its place in the report of one text. `sources`, `contrary` and `to_read` are numbers of references.
    """

    number: int
    name: str
    subject: str
    verdict: str
    word: str
    tone: str
    lead: str
    says: str
    population: str
    notes: tuple[str, ...]
    figures: tuple[RecordedFigure, ...]
    level: str
    why: str
    sure: str
    sources: tuple[int, ...]
    contrary: tuple[int, ...]
    to_read: tuple[int, ...]
    quotes: tuple[Quoted, ...]

    @property
    def measured(self) -> str:
        """In whom and how it was measured; empty where nothing may be said."""
        if not self.says:
            return ""
        sentences = (f"measured in {self.population}" if self.population else "", *self.notes)
        return " ".join(f"{one[0].upper()}{one[1:]}." for one in sentences if one)

    @property
    def carried(self) -> str:
        """How its sources carry it: a source that nobody read is only the probable one."""
        return "probable source, not read:" if self.verdict == "unverified" else "from"

    @property
    def evidence(self) -> str:
        """How good the evidence is, and the papers for it, against it and still to be read; what is not recorded stays out."""
        carried = f"{self.carried} {numbers_words(self.sources)}"
        told = (
            self.level if self.says else "",
            carried if self.sources else "",
            f"to the contrary {numbers_words(self.contrary)}" if self.contrary else "",
            f"still to be read {numbers_words(self.to_read)}" if self.to_read else "",
        )
        return "; ".join(filter(None, told))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGroup:
    """The asserted claims of one verdict, with its meaning for a reader."""

    verdict: str
    word: str
    tone: str
    means: str
    claims: tuple[ClaimTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A sentence on the subjects of claims that it does not assert; each claim with the figures that it is to be compared with.

    A claim has no figures where it was disputed in words: then `says` answers.
    """

    quote: Quoted
    claims: tuple[ClaimTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How many of the claims that published assessments are recorded to make were found; `missed` are names and subjects.

    `beyond` are those found that the assessment is not recorded to make.
    """

    title: str
    found: int
    expected: int
    missed: tuple[tuple[str, str], ...]
    beyond: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float | None:
        """To two places, and never 1 where a claim was missed; None where none was to be found."""
        if not self.expected:
            return None
        share = round(self.found / self.expected, 2)
        return share if self.found == self.expected else min(share, 0.99)

    @property
    def words(self) -> str:
        """`83 of 84 claims found, 0.99`."""
        if self.share is None:
            return "no claim is recorded for it"
        return f"{self.found} of {many(self.expected, 'claim')} found, {self.share:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAudited:
    """The audit of one text. `counts` are verdict, word, tone and how many claims, the worst first."""

    name: str
    sentences: int
    headline: str
    asserted: int
    counts: tuple[tuple[str, str, str, int], ...]
    unknown_figures: int
    recall: Recall | None
    groups: tuple[VerdictGroup, ...]
    others: tuple[Beside, ...]
    disputed: tuple[Beside, ...]
    recorded: tuple[Beside, ...]
    unknown: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOutline:
    """A whole report: every text, the recall over all of them, and the papers that are pointed at."""

    what: str
    headline: str
    recall: Recall | None
    texts: tuple[TextAudited, ...]
    references: tuple[Reference, ...]


def what_it_is(library: Library) -> str:
    """What an audit is and is not, in one line."""
    return (
        f"This audit knows the {many(len(library.claims), 'claim')} of its library and no others: what it does not name was not "
        "checked. It tells what sources say of groups of patients, and is no verdict on a patient, an operation or a decision."
    )


def verdict_word(verdict: str) -> str:
    """`not found`, `not evidence`."""
    return "not evidence" if verdict == "non_evidence" else verdict.replace("_", " ")


def many(count: int, noun: str) -> str:
    """`1 claim`, `2 claims`, `no claims`."""
    return f"{count or 'no'} {noun if count == 1 else noun + 's'}"


def numbers_words(numbers: Iterable[int]) -> str:
    """`[3], [5]`: numbers in the list of references."""
    return ", ".join(f"[{number}]" for number in numbers)


def counts_of(names: Iterable[str], library: Library) -> tuple[tuple[str, str, str, int], ...]:
    """Verdict, word, tone and how many of the claims have it; the worst first, none that no claim has."""
    verdicts = [library.claims[name].verdict for name in dict.fromkeys(names)]
    return tuple((one, verdict_word(one), TONES[one], verdicts.count(one)) for one in WORST_FIRST if one in verdicts)


def counted_words(counts: Iterable[tuple[str, str, str, int]]) -> str:
    """`2 misattributed, 1 not found`."""
    return ", ".join(f"{number} {word}" for _, word, _, number in counts)


def recall_of(audits: Iterable[Audit], library: Library) -> Recall | None:
    """The recall over all published assessments among the texts, each claim counted once; None where there is none."""
    known = [audit for audit in audits if audit.assessment]
    if not known:
        return None
    expected = tuple(dict.fromkeys(name for audit in known for name in audit.expected))
    found = {name for audit in known for name in audit.expected if name not in audit.missed}
    beyond = (name for audit in known for name in audit.asserted() if name not in audit.expected)
    return Recall(
        title=", ".join(f"“{tidy(library.assessments[audit.assessment])}”" for audit in known if audit.assessment),
        found=len(found),
        expected=len(expected),
        missed=_named((name for name in expected if name not in found), library),
        beyond=_named(dict.fromkeys(beyond), library),
    )


def _named(names: Iterable[str], library: Library) -> tuple[tuple[str, str], ...]:
    return tuple((name, tidy(library.claims[name].subject)) for name in names)
