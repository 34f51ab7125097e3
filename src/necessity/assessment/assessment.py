"""The machine's unsigned answer: per line item, for the setting, per pack. There is no word here for a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from necessity.assessment.change import Changes, Related
from necessity.assessment.claim import ClaimAsked, ClaimUsed
from necessity.assessment.compared import Compared
from necessity.assessment.finding import Finding, Need, Source
from necessity.assessment.gap import Gap
from necessity.model.case import Case, LineItem
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.verdict import Verdict


class Recommendation(Enum):
    """All that the machine can say. `refer` sends the line to a physician."""

    APPROVE = "approve"
    PEND = "pend"
    REFER = "refer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAnswer:
    """The answer at one place of a line: `place` is a level, or a level and a side."""

    place: str
    verdict: Verdict
    recommendation: Recommendation
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingNote:
    """A code rule that spoke. `effect` is note or clarify; it never changes a verdict.

    `checked` is no where the table of the rule does not cover the day.
    """

    rule: str
    says: str
    fault: str
    effect: str
    lines: tuple[str, ...]
    source: Source
    checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something the reader should know that changes no answer."""

    id: str
    says: str
    state: str  # "shown", or "not documented"
    lines: tuple[str, ...]
    finding: Finding
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the order in which a policy's questions are put, with its answer here."""

    criterion: str
    says: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A lesser operation or a lower setting, judged on the same facts by the same pack. It is told, never recommended."""

    says: str
    recommendation: Recommendation
    procedure: str | None = None  # None for a setting
    setting: str | None = None
    levels: tuple[str, ...] = ()
    side: str | None = None
    because: tuple[str, ...] = ()  # ids of the criteria that decided it
    rationale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """The answer for one line item under one pack.

    `rationale_basis` holds, for each sentence of `rationale`, the ids of the criteria that it tells. `role` is adjunct for a
    procedure that is only ever added to another of the same request, else main. `changes` says what would change the answer,
    None where nobody asked; `related` are near variants whose answer differs.
    """

    line: LineItem
    policy: str | None
    recommendation: Recommendation
    verdict: Verdict
    finding: Finding
    by_need: dict[Need, Verdict]
    by_level: tuple[LevelAnswer, ...] = ()
    because: tuple[str, ...] = ()
    rationale: tuple[str, ...] = ()
    rationale_basis: tuple[tuple[str, ...], ...] = ()
    role: str = "main"
    gaps: tuple[Gap, ...] = ()
    approvable_if: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    coding: tuple[CodingNote, ...] = ()
    steps: tuple[Step, ...] = ()
    changes: Changes | None = None
    related: tuple[Related, ...] = ()


ONLY_WHERE = "This says where, not whether: no operation of this request is approved so far, so no stay for it is."
"""Told beside a setting that is supported while no operation is approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingAnswer:
    """The answer for the setting; `recommendation` None where none was asked for; `supported` None where unknown."""

    requested: str | None
    supported: str | None
    recommendation: Recommendation | None
    finding: Finding | None = None
    rationale: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    changes: Changes | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackUsed:
    """Which pack judged, the digest of its files, why it was chosen, and what it must be called.

    `judges` is setting for a pack that has no word on procedures. `undated`: nobody knows from when it is in force.
    """

    name: str
    digest: str
    chosen_because: str
    banner: str | None = None
    purpose: str = "coverage"
    judges: str = "lines and setting"
    undated: bool = False

    @property
    def is_signable(self) -> bool:
        """A demonstration is never signed."""
        return self.purpose != "demonstration"

    @property
    def judges_lines(self) -> bool:
        return self.judges != "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAssessment:
    """One case under one pack; `setting_by` is the pack that judged the setting, where that is another one.

    Where the pack judges the setting only, there are no line items. `literature` stands under criteria, `outcomes` beside
    procedures; neither was judged.

    `claims` are the ids that the pack names; `literature` and `outcomes` are made of them from the library.
    """

    pack: PackUsed
    headline: str
    line_items: tuple[LineAnswer, ...]
    setting: SettingAnswer
    overall: str
    cautions: tuple[Caution, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[ClaimAsked, ...] = ()
    literature: tuple[ClaimUsed, ...] = ()
    outcomes: tuple[ClaimUsed, ...] = ()
    setting_by: PackUsed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """How urgent the record makes it: emergent, urgent, expedited-elective, elective or unknown; with the facts."""

    level: str
    says: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def is_emergency(self) -> bool:
        return self.level == "emergent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that one review says of one case. Unsigned. `compared` says where several packs part."""

    case: Case
    chart: Chart
    as_of: date
    engine: str
    urgency: Urgency
    packs: tuple[PackAssessment, ...]
    notices: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
