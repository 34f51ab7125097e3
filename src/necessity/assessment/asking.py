"""Questions put one after the other: what is asked and why it matters, what was answered, and how the lines stand then.

Invariant: an answer is no document; what rests on answers alone is told apart from what the record shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.assessment.assessment import Assessment, PackUsed, Recommendation, Urgency
from necessity.assessment.finding import Clause, Finding
from necessity.model.case import LineItem
from necessity.model.fact import Fact

YES, NO, NOT_KNOWN, STATED = "yes", "no", "not known", "stated"
"""What an answer can mean; `stated` is a sentence or a value that the reader understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """One question. `line` is None for the setting; `part` is the criterion of the line in which `clause` stands.

    `now` is what the line is as it stands, `if_yes` and `if_no` what it would be at once; `to_approve` and `to_refer` the fewest
    facts that would bring it there, None where no answers do, and `helps` the answer that stands on the way to an approval.
    `values` says what may be answered besides yes and no.
    """

    number: int
    line: LineItem | None
    says: str
    clause: Clause
    part: Clause
    finding: Finding
    level: str | None
    side: str | None
    values: str
    documents: tuple[str, ...]
    held_by: tuple[str, ...]
    now: Recommendation
    if_yes: Recommendation
    if_no: Recommendation
    to_approve: int | None
    to_refer: int | None
    helps: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTaken:
    """An answer and what was made of it. `facts` are what it states, none where it counts as an answer alone.

    `in_place_of` are facts of the record that it stands for; `notes` what it took over, and what of it was not read.
    """

    question: QuestionAsked
    words: str
    meaning: str
    facts: tuple[Fact, ...] = ()
    in_place_of: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAsked:
    """A line, or the setting (`line` None), before the first question and now.

    `alone` is what the answers come to while no document shows them, None where it is not known. `settled`: nothing that is still
    open changes it. `not_asked` says why nothing can be asked of it, where that is so.
    """

    line: LineItem | None
    before: Recommendation
    now: Recommendation
    alone: Recommendation | None
    settled: bool
    not_asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The questions of one case under one pack as far as they came. `before` is the answer to the record as it is.

    `urgency` is that of the record with the answers. `brief`: what the policy takes as absent where nothing is said was not
    asked. `not_written` are answers that are no facts.
    """

    before: Assessment
    pack: PackUsed
    answered: tuple[AnswerTaken, ...]
    next: QuestionAsked | None
    lines: tuple[LineAsked, ...]
    urgency: Urgency
    brief: bool = False
    not_written: tuple[AnswerTaken, ...] = ()
