"""A chart that was found, run through the engine: the pack with what persons answer, and the answer at every node.

Invariant: nothing that a solver found counts before this has seen it answered by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from necessity.assessment.assessment import PackAssessment
from necessity.assessment.finding import Finding
from necessity.model.case import Case
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Body,
    Criterion,
    Never,
    Pack,
    Policy,
)
from necessity.symbolic.answered import Answers, Target, answers, finding_of
from necessity.symbolic.asked import Node, asks_of
from necessity.symbolic.chart import Found
from necessity.symbolic.rails import Bits, constant
from necessity.symbolic.witness import case_of

Judge = Callable[[Case, Pack], PackAssessment]
"""Runs a case through the engine under one pack; given by the caller, who stands above the engine."""

Change = Callable[[Criterion], Criterion | None]
"""What stands in the place of a criterion; None where it stays."""


def changed(criterion: Criterion, change: Change) -> Criterion:
    """The tree with some criteria in the place of others; what is not changed is the very same node."""
    new = change(criterion)
    if new is not None:
        return new

    def deep(one: Criterion) -> Criterion:
        return changed(one, change)

    body: Body = criterion.body
    if isinstance(body, All | Any | AtLeast):
        body = replace(body, children=tuple(map(deep, body.children)))
    elif isinstance(body, AnyLevel):
        body = replace(body, child=deep(body.child))
    replaced = criterion.replaced_when
    if replaced:
        replaced = replace(replaced, when=deep(replaced.when), by=deep(replaced.by))
    return replace(
        criterion,
        body=body,
        replaced_when=replaced,
        waived_by=tuple(map(deep, criterion.waived_by)),
        barred_by=tuple(map(deep, criterion.barred_by)),
        applies_when=deep(criterion.applies_when) if criterion.applies_when else None,
    )


def settled(criterion: Criterion, met: bool) -> Criterion:
    """The criterion with its body taken out: met, or failed, whatever the chart says."""
    body: Body = All(children=()) if met else Never()
    return replace(
        criterion, body=body, applies_when=None, replaced_when=None, waived_by=(), barred_by=(), complete=None
    )


def with_persons(pack: Pack, persons: Mapping[str, bool | None]) -> Pack:
    """The pack with what persons answer standing in the place of the questions; the same pack where they answer nothing."""
    said = {name: answer for name, answer in persons.items() if answer is not None}
    if not said:
        return pack

    def change(one: Criterion) -> Criterion | None:
        if isinstance(one.body, AskAPerson) and one.id in said:
            return replace(one, body=All(children=()) if said[one.id] else Never())
        return None

    def policy(one: Policy) -> Policy:
        return replace(one, requires=changed(one.requires, change))

    setting = pack.setting
    if setting:
        setting = replace(setting, rules=tuple(replace(r, when=changed(r.when, change)) for r in setting.rules))
    return replace(pack, policies=tuple(map(policy, pack.policies)), setting=setting)


def only(pack: Pack, policies: Iterable[Policy], *, setting: bool = False) -> Pack:
    """The pack with these policies, without what never changes an answer: cautions, code rules, claims."""
    wanted = {policy.id for policy in policies}
    return replace(
        pack,
        policies=tuple(replace(policy, cautions=(), steps=()) for policy in pack.policies if policy.id in wanted),
        setting=pack.setting if setting else None,
        cautions=(),
        coding=(),
        outcomes=(),
    )


@dataclass(slots=True)
class Engine:
    """Runs charts for one tree of a pack. `pack` holds what the tree needs and no more, so that it is soon made ready."""

    judge: Judge
    pack: Pack
    target: Target
    root: Node
    setting: str | None = None
    runs: int = 0
    answered: dict[frozenset[tuple[str, bool | None]], Pack] = field(default_factory=dict)

    def finding(self, found: Found, persons: Mapping[str, bool | None] | None = None) -> Finding | None:
        """The finding of the tree on a chart, persons answering as it says or as told; None where it was not judged."""
        self.runs += 1
        given = found.persons if persons is None else persons
        said = frozenset((name, answer) for name, answer in given.items() if answer is not None)
        used = self.answered.get(said)
        if used is None:
            used = self.answered[said] = with_persons(self.pack, given)
        return finding_of(self.judge(case_of(found, setting=self.setting), used), self.target)

    def answers(self, found: Found) -> Answers | None:
        """What the engine answers at every node. Persons of other lines answer in the engine itself, those of this tree after it.

        So a pack need not be made ready anew for every answer; tests hold the two ways against each other.
        """
        own = {one.person: one.number for one in asks_of(self.root) if one.person}
        finding = self.finding(found, {name: said for name, said in found.persons.items() if name not in own})
        if finding is None:
            return None
        known = answers(self.root, finding)
        said = {own[name]: constant(Bits(1), answer) for name, answer in found.persons.items() if name in own}
        return Answers({**known.leaves, **said}, known.differs, known.entries)
