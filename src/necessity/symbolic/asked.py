"""What a tree asks, as plain keys: two tests have one key exactly where no chart can tell them apart by what they say.

Invariant: names of parameters, sources, sentences and places are in no key; kinds, fields, bounds and windows all are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from necessity.assessment.finding import Need
from necessity.policy.criterion import All, Any, AnyLevel, AskAPerson, AtLeast, Criterion, Never, Test
from necessity.policy.leaf import Comparison, FactTest, Leaf, LineTest, Moment, MomentTest

Key = tuple[object, ...]

_NUMBERS: dict[Key, int] = {}


def number_of(key: Key) -> int:
    """A key as a number, the same for equal keys: what is compared often is compared fast."""
    found = _NUMBERS.get(key)
    if found is None:
        found = _NUMBERS[key] = len(_NUMBERS)
    return found


def comparison_key(one: Comparison | None) -> Key:
    """What a comparison asks: field, order and bound; an empty key where there is none."""
    if one is None:
        return ()
    bound = tuple(sorted(one.bound)) if isinstance(one.bound, tuple) else one.bound
    return (one.field.name, one.op, bound)


def test_key(test: FactTest) -> Key:
    """What a test of facts asks, its filters in any order."""
    having = tuple(sorted(map(comparison_key, test.having), key=repr))
    windows = tuple(
        sorted(
            ((w.relation, w.direction, moment_key(w.anchor) if w.anchor else None, w.distance) for w in test.windows),
            key=repr,
        )
    )
    here = (test.level, test.this_side, test.concordant)
    return (test.kind.name, comparison_key(test.comparison), test.absent, *here, having, windows)


def moment_key(moment: Moment) -> Key:
    """Which day a moment is, whatever it is called."""
    return (moment.which, moment.ignore_if_none, test_key(moment.scope))


def leaf_key(leaf: Leaf) -> Key:
    """What a leaf asks; its silence and its documents apart."""
    if isinstance(leaf, LineTest):
        return ("line", leaf.procedure, leaf.question, leaf.at_this_level)
    if isinstance(leaf, MomentTest):
        return ("age", moment_key(leaf.moment), leaf.op, leaf.distance)
    return ("fact", *test_key(leaf))


def criterion_number(criterion: Criterion) -> int:
    """What a criterion asks with all beneath it, as a number; equal ones answer alike in the same place."""
    return number_of(_criterion_key(criterion))


def _criterion_key(criterion: Criterion) -> Key:
    body = criterion.body
    ready = criterion.clause.need is Need.READINESS
    key: Key
    if isinstance(body, Test):
        key = ("test", leaf_key(body.leaf), body.silence_absent, body.attested, ready)
    elif isinstance(body, All | Any):
        key = (type(body).__name__, *map(criterion_number, body.children))
    elif isinstance(body, AtLeast):
        key = ("AtLeast", body.needed, *map(criterion_number, body.children))
    elif isinstance(body, AnyLevel):
        key = ("AnyLevel", criterion_number(body.child))
    elif isinstance(body, Never):
        key = ("never",)
    else:
        key = ("person", criterion.id)
    if not criterion.has_exceptions:
        return key
    replaced = criterion.replaced_when
    return (
        "excepted",
        key,
        (criterion_number(replaced.when), criterion_number(replaced.by)) if replaced else None,
        tuple(map(criterion_number, criterion.waived_by)),
        tuple(map(criterion_number, criterion.barred_by)),
        criterion_number(criterion.applies_when) if criterion.applies_when else None,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """One distinct question of a tree: a test with what silence and attestations mean for it, or a person's answer.

    `leaf` is None where a person is asked, by the id `person`; `number` tells questions apart.
    """

    number: int
    leaf: Leaf | None = field(compare=False)
    silence_absent: bool = field(compare=False, default=False)
    documented_only: bool = field(compare=False, default=False)
    person: str = field(compare=False, default="")


@dataclass(eq=False, slots=True)
class Node:
    """One node where it stands: `role` to its parent, `optional` and `waiving` as the engine hands them down."""

    criterion: Criterion
    role: str
    optional: bool
    waiving: bool
    parent: Node | None
    ask: Ask | None = None
    body: tuple[Node, ...] = ()
    when: Node | None = None
    by: Node | None = None
    waivers: tuple[Node, ...] = ()
    bars: tuple[Node, ...] = ()
    applies: Node | None = None
    key: int = -1

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def below(self) -> tuple[Node, ...]:
        """Every node directly beneath, the body first, exceptions in the order in which they are taken."""
        one = tuple(node for node in (self.when, self.by) if node)
        last = (self.applies,) if self.applies else ()
        return (*self.body, *one, *self.waivers, *self.bars, *last)


def tree_of(
    criterion: Criterion,
    role: str = "body",
    *,
    waiving: bool = False,
    optional: bool = False,
    parent: Node | None = None,
) -> Node:
    """The tree as nodes; `optional` and `waiving` mean what they mean to the engine (one of several is enough; in a waiver)."""
    waiving = waiving or role == "waiver"
    node = Node(criterion, role, optional, waiving, parent, key=criterion_number(criterion))
    body = criterion.body

    def child(one: Criterion, role: str = "body", *, optional: bool, waiving: bool = waiving) -> Node:
        return tree_of(one, role, waiving=waiving, optional=optional, parent=node)

    if isinstance(body, Test):
        node.ask = _ask(criterion, body, waiving)
    elif isinstance(body, AskAPerson):
        node.ask = Ask(number_of(("person", criterion.id)), None, person=criterion.id)
    elif isinstance(body, All):
        node.body = tuple(child(one, optional=False) for one in body.children)
    elif isinstance(body, Any | AtLeast):
        node.body = tuple(child(one, optional=True) for one in body.children)
    elif isinstance(body, AnyLevel):
        node.body = (child(body.child, optional=True),)
    replaced = criterion.replaced_when
    if replaced:
        node.when = child(replaced.when, "replaced_when", optional=True)
        node.by = child(replaced.by, "replaced_by", optional=False)
    node.waivers = tuple(child(one, "waiver", optional=True, waiving=False) for one in criterion.waived_by)
    node.bars = tuple(child(one, "bar", optional=True) for one in criterion.barred_by)
    if criterion.applies_when:
        node.applies = child(criterion.applies_when, "applies_when", optional=True)
    return node


def _ask(criterion: Criterion, test: Test, waiving: bool) -> Ask:
    needs_documents = waiving or criterion.clause.need is Need.READINESS
    documented_only = needs_documents if test.attested is None else not test.attested
    if isinstance(test.leaf, LineTest):
        return Ask(number_of(leaf_key(test.leaf)), test.leaf)
    key = (*leaf_key(test.leaf), "silence" if test.silence_absent else "", "documented" if documented_only else "")
    return Ask(number_of(key), test.leaf, test.silence_absent, documented_only)


def nodes_of(root: Node) -> list[Node]:
    """The node and all beneath it, parents first."""
    found = [root]
    for node in found:
        found += node.below
    return found


def asks_of(root: Node) -> list[Ask]:
    """Every distinct question beneath, in the order of the tree."""
    return list(dict.fromkeys(node.ask for node in nodes_of(root) if node.ask))
