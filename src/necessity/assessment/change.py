"""What would change an answer: sets of answers that flip it, how firm it is, and the single facts that it rests on.

Invariant: nothing here changes an answer; it says what the same engine would say of a record that tells more or other things.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from necessity.assessment.finding import Finding
from necessity.model.fact import Fact
from necessity.verdict import Verdict

if TYPE_CHECKING:
    from necessity.assessment.assessment import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question answered: the criterion `finding` turns out met or not met (`becomes`), whatever it is now.

    `cost` names the class of `medicine/answers.yaml` (a date, a document, an investigation, months of care ...) and `price` its
    place in the order, in the unit of that file. `documents` normally show it, and `held_by` says who has them. `level` and
    `side` are set where the answer belongs to one place of the line.
    """

    finding: Finding
    becomes: Verdict
    says: str
    cost: str
    price: int
    documents: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    level: str | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipSet:
    """Answers that change the recommendation together, and of which none can be left out. `price` is their sum."""

    answers: tuple[Answer, ...]
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """All minimal sets that turn the recommendation into `to`: their exact number, and the cheapest of them, cheapest first."""

    to: Recommendation
    count: int
    cheapest: tuple[FlipSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """Every way in which the open questions can be answered: in how many the line is approved, referred, or still open.

    `questions` is the number of open questions. Counted exactly; a conflict is an open question. Answers that contradict each
    other (at least severe, yet not at least moderate) are no completion.
    """

    questions: int
    completions: int
    approved: int
    referred: int

    @property
    def pended(self) -> int:
        return self.completions - self.approved - self.referred


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOn:
    """One fact on which an approval rests alone: without it the line would be `without`. `criteria` are those it carries."""

    fact: Fact
    without: Recommendation
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would change the answer of one line. `not_told` says why no flips and no robustness are told, where that is so."""

    flips: tuple[Flips, ...] = ()
    robustness: Robustness | None = None
    rests_on: tuple[RestsOn, ...] = ()
    not_told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A near variant of what was asked, with its own answer: asked only where that differs from the answer as it is.

    `kind` is level, side, form, without, with, setting, later or earlier. `question` is the variant as a person would ask it,
    `says` its answer in a sentence, `because` the ids of the criteria that decided it. `line` is the line it varies, None for the
    setting.
    """

    kind: str
    line: str | None
    question: str
    says: str
    recommendation: Recommendation
    because: tuple[str, ...] = ()
