"""A policy as a tree: plain frozen nodes, each with a name, a sentence, a source and its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast

from necessity.assessment.finding import Clause, Source
from necessity.errors import Place
from necessity.policy.leaf import Leaf, Moment, Parameter
from necessity.vocabulary.code_tables import Covers
from necessity.vocabulary.kinds import Field, Kind

JUDGED = ("whole line", "each level", "each level and side")


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    children: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    children: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    needed: int
    children: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyLevel:
    """Met where one level of the case meets `child`."""

    child: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A leaf. `line` is the sentence as written; `silence_absent`: nothing said of it counts as no (exceptions only).

    `attested`: whether a statement made beside the record decides; None leaves that to the kind of criterion.
    """

    leaf: Leaf
    line: str
    silence_absent: bool = False
    attested: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """Not covered, whatever the record says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAPerson:
    """Unknown whatever the record says: a person must look."""


Body = All | Any | AtLeast | AnyLevel | Test | Never | AskAPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Where `when` is met, `by` is asked instead of the body."""

    clause: Clause
    when: Criterion
    by: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One node. `also` are further ids it answers to (a criterion included under a new id keeps its own)."""

    clause: Clause
    body: Body
    applies_when: Criterion | None = None
    replaced_when: Replacement | None = None
    waived_by: tuple[Criterion, ...] = ()
    barred_by: tuple[Criterion, ...] = ()
    also: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    complete: bool | None = None

    @property
    def id(self) -> str:
        return self.clause.id

    @property
    def has_exceptions(self) -> bool:
        return bool(self.applies_when or self.replaced_when or self.waived_by or self.barred_by)

    def answers_to(self, name: str) -> bool:
        return name == self.id or name in self.also


def children_of(criterion: Criterion) -> tuple[tuple[str, Criterion], ...]:
    """Every node directly beneath, with its role: body, applies_when, replaced_when, replaced_by, waiver, bar."""
    body = criterion.body
    below: list[tuple[str, Criterion]] = []
    if isinstance(body, All | Any | AtLeast):
        below += [("body", child) for child in body.children]
    elif isinstance(body, AnyLevel):
        below.append(("body", body.child))
    if criterion.replaced_when:
        below += [("replaced_when", criterion.replaced_when.when), ("replaced_by", criterion.replaced_when.by)]
    below += [("waiver", one) for one in criterion.waived_by]
    below += [("bar", one) for one in criterion.barred_by]
    if criterion.applies_when:
        below.append(("applies_when", criterion.applies_when))
    return tuple(below)


def walk(criterion: Criterion) -> Iterator[Criterion]:
    """The node and all beneath it, parents first."""
    yield criterion
    for _, child in children_of(criterion):
        yield from walk(child)


T = TypeVar("T")


def without_places(part: T) -> T:
    """The same part of a pack without its places in files: two trees that ask the same are then equal."""
    found: object = part
    if isinstance(part, Place):
        found = Place("")
    elif isinstance(part, Mapping):
        found = {key: without_places(value) for key, value in part.items()}
    elif isinstance(part, tuple):
        found = tuple(map(without_places, part))
    elif is_dataclass(part) and not isinstance(part, type | Kind | Field):
        values = {one.name: without_places(getattr(part, one.name)) for one in fields(part)}
        found = replace(part, **values)
    return cast(T, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CautionRule:
    """Shown when `when` is met, or when `unless` is not met ("not documented" when that is unknown)."""

    clause: Clause
    when: Criterion | None = None
    unless: Criterion | None = None
    applies_when: Criterion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingRule:
    """A code rule; `for_` names procedures or codes, empty for any line. It never changes a verdict.

    `covers` are the days for which it answers, None for every day. `shared`: it stands under medicine/coding, not in the pack.
    """

    clause: Clause
    fault: str
    effect: str
    for_: tuple[str, ...]
    when: Criterion | None = None
    unless: Criterion | None = None
    covers: Covers | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRule:
    """Claims of the library that are told beside lines of `procedure`, or a narrower one; they are never judged.

    Told where `when` is met, or where there is none; told as open where it is unknown; left out where it is not met.
    """

    procedure: str
    claims: tuple[str, ...]
    place: Place
    when: Criterion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The criteria for some procedures. `judged`: once for the line, per level, or per level and side.

    `for_beside`: codes that are judged here where a procedure is requested too at the same level, whatever else names them.
    """

    id: str
    title: str
    for_: tuple[str, ...]
    judged: str
    requires: Criterion
    parameters: Mapping[str, Parameter]
    cautions: tuple[CautionRule, ...]
    steps: tuple[str, ...]
    place: Place
    for_beside: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRule:
    """Where `when` is met, `setting` is supported instead of the default."""

    setting: str
    when: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingPolicy:
    """The setting; `default` is supported without a reason, and None where the policy presumes none."""

    default: str | None
    clause: Clause
    rules: tuple[SettingRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """For whom a pack was written; empty means not told, and then it is never chosen by that."""

    payers: tuple[str, ...] = ()
    lines_of_business: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The policies of one adjudicator at one version. `digest` is the SHA-256 of its files.

    `purpose` demonstration: bannered, never chosen by payer, never signable. `judges` setting: it has no word on procedures.
    `authority`: who speaks, which orders packs under Medicare. `code_rules`: the shared code rules among those of `coding`.
    `undated`: its source does not say from when it is in force; such a pack judges only where it is named.
    """

    adjudicator: str
    version: str
    title: str
    purpose: str
    banner: str | None
    effective_from: str | None
    effective_until: str | None
    scope: Scope
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    moments: Mapping[str, Moment]
    policies: tuple[Policy, ...]
    setting: SettingPolicy | None
    cautions: tuple[CautionRule, ...]
    coding: tuple[CodingRule, ...]
    does_not_address: tuple[str, ...]
    digest: str
    place: Place
    folder: str
    outcomes: tuple[OutcomeRule, ...] = ()
    builds_on: str | None = None
    judges: str = "lines and setting"
    authority: str = "payer"
    code_rules: str | None = None
    undated: bool = False

    @property
    def name(self) -> str:
        return f"{self.adjudicator}@{self.version}"

    @property
    def judges_lines(self) -> bool:
        return self.judges != "setting"
