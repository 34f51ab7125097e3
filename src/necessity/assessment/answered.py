"""Answers already given, by a person, a payer or this program, and the pairs among them that do not agree with each other.

Invariant: nothing here judges a case or says who is right; it sets two answers side by side with what each record shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field

from necessity.assessment.finding import Finding
from necessity.model.fact import Fact, Value
from necessity.verdict import UNKNOWN

ORDER = ("refer", "pend", "approve")
"""From the least favourable answer to the most."""

SAID = {
    "necessary": "approve",
    "conditional": "pend",
    "insufficient_information": "pend",
    "not_necessary": "refer",
}
"""How others put an answer, and the one of ORDER that it is compared as."""

SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a reason is about: a kind of fact, a field of it (None: the kind as a whole), and the value that it names, if any."""

    kind: str
    field: str | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class TestAsks:
    """What the test of a criterion asks: a kind of fact, the field that it compares, and the order (`>=`), where there is one.

    `words` are those by which it chooses its facts, by field (modality: medication).
    """

    kind: str
    field: str | None = None
    order: str | None = None
    words: Mapping[str, tuple[str, ...]] = _field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReason:
    """A reason in the words of whoever answered, with what it is about, where it names anything that can be said of a patient."""

    says: str
    about: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One case as it was handed in: which file told of it, the digest of what was received, and what its record says."""

    case: str
    file: str
    digest: str
    as_of: str
    review: str = "prospective"
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """One line, or the setting, with an answer: `answer` is one of ORDER, `said` the word that was used, `by` who used it.

    `roots` are the findings of the pack at each place of the line: what this record shows on each criterion. `is_published` tells
    an answer of somebody else from one of this program, whose findings decided it. `held` is what kept a line from approval
    beside its criteria.
    """

    of: Submission
    line: str
    title: str
    procedure: str | None
    levels: tuple[str, ...]
    side: str | None
    role: str
    answer: str
    said: str
    by: str
    pack: str
    pack_digest: str
    engine: str
    policy: str | None
    is_published: bool
    roots: tuple[Finding, ...] = ()
    reasons: tuple[GivenReason, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def is_setting(self) -> bool:
        return self.line == SETTING

    @property
    def rank(self) -> int:
        return ORDER.index(self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoth:
    """One criterion on both records: `better` is that of the more favourable answer; None where it is not asked."""

    better: Finding | None
    worse: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsOfBoth:
    """A reason for the less favourable answer that the other record does not overcome: it is not what separates the two.

    `criterion` is where that shows. `is_shown`: both records tell of it and the better answer's comes no further, or it surely
    falls short of the value that the reason names (`short_of`). `is_told`: one record at least tells of it.
    """

    reason: GivenReason
    criterion: OnBoth
    is_shown: bool
    is_told: bool
    short_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two answers that differ: `better` is the more favourable one.

    `holds`: given reasons that hold of both. `separates`: criteria on which the better answer's record shows more. `against`:
    those on which it shows less. `alike`: settled the same, or told by both. `silent`: how many neither record speaks of.
    `request`: how the two requests differ. `told`: what separates the answers beside the criteria. `lines`: how many pairs of
    lines of these two cases this one stands for. `is_same_case`: one and the same submission, answered twice.
    `has_same_policy`: both lines are asked the same; else only the reasons that were given are compared.
    """

    better: AnsweredLine
    worse: AnsweredLine
    holds: tuple[HoldsOfBoth, ...] = ()
    separates: tuple[OnBoth, ...] = ()
    against: tuple[OnBoth, ...] = ()
    alike: tuple[OnBoth, ...] = ()
    silent: int = 0
    request: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    lines: int = 1
    is_same_case: bool = False
    has_same_policy: bool = True

    @property
    def is_unseparated(self) -> bool:
        """Nothing that the pack asks, and nothing beside it, speaks for the better answer.

        Where neither was approved, two records that have nothing settled in common are not called alike for that.
        """
        if not self.has_same_policy or self.separates or self.told:
            return False
        settled = any(one.better is not None and one.better.verdict is not UNKNOWN for one in self.alike)
        return self.is_same_case or settled or self.better.answer == ORDER[-1]

    @property
    def has_shown_reason(self) -> bool:
        """Whether a reason that was given is shown to hold of both records alike."""
        return any(one.is_shown for one in self.holds)

    @property
    def is_fault(self) -> bool:
        """Nothing separates the two, or a reason that was given holds of both."""
        return self.is_unseparated or self.has_shown_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """All that was found in a folder of answers.

    `answers` and `cases` were read, `compared` pairs of answers can be compared and `differ` of these differ; `pairs` are those
    worth telling, the most telling first. `aside` says what was left out, and why.
    """

    folder: str
    pack: str
    cases: int
    answers: int
    compared: int
    differ: int
    within: int
    pairs: tuple[Pair, ...] = ()
    aside: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_fault)
