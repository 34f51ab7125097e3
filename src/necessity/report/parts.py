"""The parts of a report, before any layout: what every face prints, and in which order.

Invariant: parts hold words and numbers only; a face can differ from another in form, never in what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.report.care import CareOutline
from necessity.report.changes_shown import ChangesShown
from necessity.report.compare_shown import LineShown
from necessity.report.rows import Row, Said

CLAUSES = "clauses"  # the kind of a reference that is the document of clauses; any other is a paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question; `documents` normally show it, and `held_by` says who has those.

    `criterion` is the number of the row that asks it, `source` and `clause` say by which clause, as in a row.
    """

    id: str
    words: str
    documents: str
    held_by: str
    level: str | None
    criterion: str = ""
    source: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A caution or a coding note: its sentence, its state or effect, the words behind it, the number of its source."""

    says: str
    state: str
    lines: str
    said: tuple[Said, ...]
    source: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the rationale and the numbers of the criteria that it tells (`1.2`)."""

    words: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """An ordinary criterion that does not apply here as it stands: which, how it is set aside, and why."""

    criterion: str
    word: str
    says: str
    why: str
    levels: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An alternative, judged on the same facts: `recommendation` is approve, pend or refer, `answer` its words.

    `answer` is empty for a setting: its sentence says what it lacks.
    """

    says: str
    recommendation: str
    answer: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedShown:
    """A near variant of the request as a question, with its answer; `criteria` are the numbers of those that decide it."""

    kind: str
    question: str
    recommendation: str
    answer: str
    says: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutline:
    """One requested procedure and its answer. `added_to` are the ids of the lines that an adjunct is added to."""

    id: str
    title: str
    asked: str
    recommendation: str
    answer: str
    verdicts: str
    by_level: tuple[tuple[str, str, str], ...]
    unknown: str
    rationale: tuple[Sentence, ...]
    exceptions: tuple[Exceptional, ...]
    questions: tuple[Question, ...]
    is_approvable: bool
    proof: Row
    coding: tuple[Note, ...]
    steps: tuple[tuple[str, str], ...]
    is_adjunct: bool
    added_to: tuple[str, ...]
    alternatives: tuple[Other, ...]
    changes: ChangesShown | None = None
    related: tuple[RelatedShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingOutline:
    """The setting and its answer; `recommendation` is empty where none was asked for."""

    says: str
    recommendation: str
    answer: str
    rationale: tuple[Sentence, ...]
    questions: tuple[Question, ...]
    proof: Row | None
    alternatives: tuple[Other, ...]
    changes: ChangesShown | None = None
    related: tuple[RelatedShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A paper in the list of references, and what to say of it where it is cited (`a society 2014, part 9, grade B`).

    `grade` is the paper's own, where the paper is cited first, and empty from then on.
    """

    number: int
    words: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """A claim as printed: its label in this report (`E3`), its name in the library, its sentence, population and papers.

    `speaks` is for, against, for and against, or empty where it speaks neither way. `note` says where it does not fit and how
    weak it is; `on_images` that images were measured, and not what patients feel.
    """

    label: str
    name: str
    subject: str
    speaks: str
    says: str
    population: str
    on_images: bool
    note: str
    level: str
    sources: tuple[Cited, ...]
    contrary: tuple[Cited, ...]
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGroup:
    """Claims under one heading: the criteria or the kind of outcome that they speak of, or why they do not fit."""

    heading: str
    criteria: tuple[str, ...]
    claims: tuple[ClaimShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A numbered source: the document of a clause or a paper. `link` is an address of the web, or None.

    `brief` is `words` with `details`, short: without our own words for what a paper is about, where authors or series and journal
    name it; without a kind that its level says; without what another document of clauses said of how it was read.
    """

    number: int
    kind: str
    words: str
    brief: str
    details: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """One place of the grid (`L4-L5, left`): the roots there, and what each column of the record says of it.

    A cell holds what was said, each once, with the numbers of the facts that say so; columns with nothing stay out.
    """

    place: str
    roots: str
    requested: str
    cells: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOutline:
    """What one pack says. `labels` gives the labels of the claims under a criterion, by the number of its row.

    `elsewhere` are claims beside procedures that were measured in other patients: text tells each in one line, by its name in
    the library, and leaves out `further`, the references that nothing else cites. `levels` says what the levels mean.
    """

    name: str
    why: str
    is_demonstration: bool
    headline: str
    overall: str
    lines: tuple[LineOutline, ...]
    setting: SettingOutline
    literature: tuple[ClaimGroup, ...]
    outcomes: tuple[ClaimGroup, ...]
    elsewhere: tuple[ClaimGroup, ...]
    labels: dict[str, tuple[str, ...]]
    levels: str
    cautions: tuple[Note, ...]
    references: tuple[Reference, ...]
    further: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole report. `documents` are those that were read and count; `unread` are the others, or parts, with the reason.

    `private` says that it is about a patient, and whether the words of the chart are in it. `signable` names the packs whose
    answer a clinician may sign; `unsigned` says why under the others there is nothing to sign. `compared` says where several
    packs part.
    """

    case: str
    as_of: str
    engine: str
    digest: str
    about: tuple[tuple[str, str], ...]
    dates: tuple[tuple[str, str], ...]
    private: str
    asked: str
    asked_in_words: str
    notices: tuple[str, ...]
    banners: tuple[str, ...]
    emergency: str | None
    urgency: str
    urgency_said: tuple[Said, ...]
    urgency_more: int
    packs: tuple[PackOutline, ...]
    conflicts: tuple[tuple[str, tuple[Said, ...]], ...]
    grid: tuple[GridLine, ...]
    care: CareOutline | None
    signable: tuple[str, ...]
    unsigned: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    unread_request: tuple[str, ...]
    documents: tuple[tuple[str, str, str], ...]
    compared: tuple[LineShown, ...] = ()
