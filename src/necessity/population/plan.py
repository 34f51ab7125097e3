"""A pack as a plan: its leaves, the nodes above them as steps from the bottom up, and where each criterion finds its answer.

Invariant: the plan holds no dialect and no case; it is made from the frozen tree, the vocabulary and the table "Nodes on two
rails" of docs/policy-language.md, and equal parts of a tree are planned once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from necessity.assessment.finding import Need
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AtLeast,
    Body,
    Criterion,
    Never,
    Pack,
    Policy,
    Test,
)
from necessity.policy.leaf import FactTest, LineTest, MomentTest
from necessity.population.plan_leaf import (
    AgeLeaf,
    FactLeaf,
    FactScan,
    LeafPlanner,
    MomentPlan,
    moment_key,
    test_key,
)
from necessity.population.rows import SETTING
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import Vocabulary

_ROOM = 100_000
"""So many numbers are kept for the leaves and nodes of one policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeaf:
    """Another line of the request: `procedures` are the one that is asked for and every narrower one."""

    number: int
    procedures: tuple[str, ...]
    question: str
    at_this_level: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A node over parts: all, any (with how many are `needed`), any_level, or a constant: never, ask_a_person.

    `raised` are the nodes that tell whether a part surely applies here; `always_raised`: some part always does.
    """

    number: int
    op: str
    depth: int
    parts: tuple[int, ...] = ()
    needed: int = 1
    raised: tuple[int, ...] = ()
    always_raised: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One exception on its way: replaced (`by` in its place), waived, barred, applied, left_out (among several), settled."""

    number: int
    op: str
    depth: int
    before: int
    exception: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a criterion of the tree finds its answer: `number`, and `base` before its exceptions.

    `below` are the criteria beneath, the parts of the body first, then the exceptions in the order in which they are taken.
    """

    criterion: Criterion
    number: int
    base: int
    parts: tuple[Placed, ...]
    exceptions: tuple[Placed, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyPlan:
    """One policy, or the rules of the setting, as a plan. `number` tells policies of one pack apart; `roots` are the answers."""

    id: str
    number: int
    facts: tuple[FactLeaf, ...]
    ages: tuple[AgeLeaf, ...]
    lines: tuple[LineLeaf, ...]
    moments: tuple[MomentPlan, ...]
    joins: tuple[Join, ...]
    steps: tuple[Step, ...]
    roots: tuple[Placed, ...]

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind of fact that is looked at."""
        return {scan.kind.name: scan.kind for scan in self.scans}

    @property
    def scans(self) -> Iterator[FactScan]:
        for moment in self.moments:
            yield moment.scan
        for leaf in self.facts:
            yield leaf.scan
            if leaf.unheard is not None:
                yield leaf.unheard

    @cached_property
    def depth(self) -> int:
        return max([0, *(one.depth for one in self.joins), *(one.depth for one in self.steps)])

    @cached_property
    def asks_levels(self) -> bool:
        """Whether some criterion is asked at every level of the case."""
        return any(one.op == "any_level" for one in self.joins)

    @cached_property
    def leans_on(self) -> frozenset[str]:
        """The procedures whose answers this policy asks for."""
        return frozenset(name for one in self.lines if one.question == "met" for name in one.procedures)


Key = tuple[object, ...]


@dataclass(kw_only=True)
class _TreePlanner:
    """Plans one tree after the other; a part that asks the same as one before is that one."""

    leaves: LeafPlanner
    vocabulary: Vocabulary
    known: dict[Key, int] = field(default_factory=dict)
    depths: dict[int, int] = field(default_factory=dict)
    facts: list[FactLeaf] = field(default_factory=list)
    ages: list[AgeLeaf] = field(default_factory=list)
    lines: list[LineLeaf] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def placed(self, criterion: Criterion, *, waiving: bool = False, optional: bool = False) -> Placed:
        """`waiving`: inside a waiver, where an attestation alone decides nothing. `optional`: one of several, or an exception."""
        body = criterion.body
        several = isinstance(body, Any | AtLeast | AnyLevel)
        children: tuple[Criterion, ...] = ()
        if isinstance(body, All | Any | AtLeast):
            children = body.children
        elif isinstance(body, AnyLevel):
            children = (body.child,)
        parts = tuple(self.placed(one, waiving=waiving, optional=several) for one in children)
        if isinstance(body, Test):
            base = self._leaf(body, criterion.clause.need, waiving)
        else:
            base = self._join(body, parts)
        exceptions, number = self._excepted(criterion, base, waiving, optional)
        return Placed(criterion=criterion, number=number, base=base, parts=parts, exceptions=exceptions)

    # -- bodies --------------------------------------------------------------------------------------------------------

    def _leaf(self, test: Test, need: Need, waiving: bool) -> int:
        leaf = test.leaf
        documented = (waiving or need is Need.READINESS) if test.attested is None else not test.attested
        if isinstance(leaf, LineTest):
            return self._once(("line", leaf.procedure, leaf.question, leaf.at_this_level), lambda: self._line(leaf))
        how = {"silence_absent": test.silence_absent, "documented_only": documented}
        if isinstance(leaf, MomentTest):
            key: Key = ("age", leaf.op, leaf.distance, *moment_key(leaf.moment), *how.values())

            def age() -> int:
                self.ages.append(self.leaves.age_leaf(leaf, **how))
                return self.ages[-1].number

            return self._once(key, age)
        return self._once(("fact", *test_key(leaf), *how.values()), lambda: self._fact(leaf, how))

    def _fact(self, leaf: FactTest, how: dict[str, bool]) -> int:
        self.facts.append(self.leaves.fact_leaf(leaf, **how))
        return self.facts[-1].number

    def _line(self, leaf: LineTest) -> int:
        procedures = self.vocabulary.procedures
        narrower = (name for name in procedures.by_name if procedures.is_a(name, leaf.procedure))
        names = tuple(dict.fromkeys((leaf.procedure, *narrower)))
        number = self.leaves.number()
        self.lines.append(
            LineLeaf(number=number, procedures=names, question=leaf.question, at_this_level=leaf.at_this_level)
        )
        return number

    def _once(self, key: Key, make: Callable[[], int]) -> int:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def _join(self, body: Body, parts: tuple[Placed, ...]) -> int:
        if not parts:
            return self._joined("never" if isinstance(body, Never) else "ask_a_person", (), 0, (), True)
        numbers = tuple(one.number for one in parts)
        if isinstance(body, All):
            return self._joined("all", numbers, len(parts), (), True)
        raised = [_applies(one) for one in parts]
        op = "any_level" if isinstance(body, AnyLevel) else "any"
        needed = body.needed if isinstance(body, AtLeast) else 1
        return self._joined(op, numbers, needed, tuple(one for one in raised if one is not None), None in raised)

    def _joined(self, op: str, parts: tuple[int, ...], needed: int, raised: tuple[int, ...], always: bool) -> int:
        def join() -> int:
            number = self.leaves.number()
            depth = self._above(*parts, *raised) if parts else 0
            self.joins.append(
                Join(
                    number=number,
                    op=op,
                    depth=depth,
                    parts=parts,
                    needed=needed,
                    raised=() if always else raised,
                    always_raised=always,
                )
            )
            self.depths[number] = depth
            return number

        return self._once((op, parts, needed, raised, always), join)

    def _above(self, *numbers: int) -> int:
        return 1 + max(self.depths.get(one, 0) for one in numbers)

    # -- exceptions, in the order body, replaced, waived, barred, applies ------------------------------------------------

    def _excepted(
        self, criterion: Criterion, base: int, waiving: bool, optional: bool
    ) -> tuple[tuple[Placed, ...], int]:
        found: list[Placed] = []
        now = base

        def placed(one: Criterion, *, optional: bool = True, waiving: bool = waiving) -> int:
            found.append(self.placed(one, waiving=waiving, optional=optional))
            return found[-1].number

        if criterion.replaced_when:
            when = placed(criterion.replaced_when.when)
            now = self._step("replaced", now, when, placed(criterion.replaced_when.by, optional=False))
        for one in criterion.waived_by:
            now = self._step("waived", now, placed(one, waiving=True))
        for one in criterion.barred_by:
            now = self._step("barred", now, placed(one))
        if criterion.applies_when:
            now = self._step("left_out" if optional else "applied", now, placed(criterion.applies_when))
        return tuple(found), self._step("settled", now, now) if found else now

    def _step(self, op: str, before: int, exception: int, by: int | None = None) -> int:
        by = exception if by is None else by

        def step() -> int:
            number, depth = self.leaves.number(), self._above(before, exception, by)
            self.steps.append(Step(number=number, op=op, depth=depth, before=before, exception=exception, by=by))
            self.depths[number] = depth
            return number

        return self._once((op, before, exception, by), step)


def _applies(one: Placed) -> int | None:
    """The node that tells whether a branch surely applies here; None where it always does."""
    return one.exceptions[-1].number if one.criterion.applies_when else None


def plan_of(number: int, name: str, trees: Sequence[tuple[Criterion, bool]], vocabulary: Vocabulary) -> PolicyPlan:
    """The plan of these trees, which are judged together; beside each whether "does not apply" cannot help it."""
    leaves = LeafPlanner(anatomy=vocabulary.anatomy, base=number * _ROOM)
    planner = _TreePlanner(leaves=leaves, vocabulary=vocabulary)
    roots = tuple(planner.placed(tree, optional=optional) for tree, optional in trees)
    return PolicyPlan(
        id=name,
        number=number,
        facts=tuple(planner.facts),
        ages=tuple(planner.ages),
        lines=tuple(planner.lines),
        moments=tuple(leaves.moments.values()),
        joins=tuple(planner.joins),
        steps=tuple(planner.steps),
        roots=roots,
    )


def policy_plan(number: int, policy: Policy, vocabulary: Vocabulary) -> PolicyPlan:
    """The plan of one policy of a pack."""
    return plan_of(number, policy.id, ((policy.requires, False),), vocabulary)


def setting_plan(pack: Pack, vocabulary: Vocabulary) -> PolicyPlan:
    """The plan of the rules of the setting, one root each; number 0."""
    rules = pack.setting.rules if pack.setting else ()
    return plan_of(0, SETTING, tuple((rule.when, True) for rule in rules), vocabulary)
