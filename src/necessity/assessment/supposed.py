"""A what-if: what was supposed, how it was understood, and where the answer differs from the one that stands.

Invariant: nothing supposed is a fact of the record; both answers are whole assessments of one engine, and nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.assessment.assessment import Assessment, Caution, PackUsed, Recommendation
from necessity.assessment.finding import Finding
from necessity.assessment.gap import Gap
from necessity.model.case import LineItem
from necessity.model.document import Document
from necessity.model.fact import Fact

STATEMENT = "statement"
"""The name of the document that a statement stands for begins so; its number follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One fact that a statement says. `in_place_of` are the facts set aside for it; `taken` says in words what it takes over."""

    fact: Fact
    in_place_of: tuple[Fact, ...] = ()
    taken: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        return self.fact.reaches_a_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One statement and what was made of it.

    `taken_out` are facts, `documents` papers that are left out; `otherwise` says what is asked in place of the request; `notes`
    what of it was not read, or does not count.
    """

    number: int
    words: str
    stated: tuple[Stated, ...] = ()
    taken_out: tuple[Fact, ...] = ()
    documents: tuple[Document, ...] = ()
    otherwise: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedCriterion:
    """One criterion with its finding as the record stands and as supposed; None where it is asked in one of the two only.

    `part` is the criterion that a person would name, a member of the whole, in which it stands, as supposed. `statements` are the
    numbers of those whose facts stand on either side; none where it follows from something else.
    """

    place: str
    part: Finding
    before: Finding | None
    after: Finding | None
    statements: tuple[int, ...] = ()

    @property
    def is_part(self) -> bool:
        return self.part.clause.id == self.finding.clause.id

    @property
    def finding(self) -> Finding:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """One line, or the setting (`line` None), before and after; a recommendation is None where it is not asked there.

    `alone` is the answer where the statements stand beside the record and no document shows them, None where it is as `after`.
    """

    line: LineItem | None
    before: Recommendation | None
    after: Recommendation | None
    alone: Recommendation | None = None
    criteria: tuple[MovedCriterion, ...] = ()
    closed: tuple[Gap, ...] = ()
    opened: tuple[Gap, ...] = ()

    @property
    def moved(self) -> bool:
        return self.before is not self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """A statement that changed nothing under a pack: the findings that read what it says; none where no clause does."""

    statement: int
    kind: str
    read_by: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMoved:
    """The difference under one pack."""

    pack: PackUsed
    lines: tuple[MovedLine, ...]
    came: tuple[Caution, ...] = ()
    went: tuple[Caution, ...] = ()
    stayed: tuple[Stayed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What decided one line, or the setting (`line` None), or what it says of the one thing that was asked about."""

    pack: str
    line: LineItem | None
    recommendation: Recommendation | None
    place: str
    findings: tuple[Finding, ...]
    rationale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question about the answer as it is, with what decided there and the commands that tell more.

    `papers` are claims of the library, by name, with what each says, where it asks for papers.
    """

    words: str
    deciding: tuple[Deciding, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Both answers, what lies between them, and the questions answered on the way. `after` is None where nothing was supposed."""

    before: Assessment
    after: Assessment | None
    statements: tuple[Understood, ...]
    packs: tuple[PackMoved, ...]
    answered: tuple[Answered, ...] = ()
