"""Any two random trees: a change in meaning is told exactly where the two do not ask the same."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from random_trees import leaves, trees

from necessity.policy import criterion as nodes
from necessity.policy.criterion import Criterion, children_of, walk
from necessity.policy.leaf_difference import key_of
from necessity.policy.tree_difference import tree_changes

Edit = Callable[[Criterion], Criterion]


def meaning(node: Criterion) -> object:
    """What a tree asks: sentences, names, sources and the order of children left out."""
    body = node.body
    own: object = type(body).__name__
    if isinstance(body, nodes.Test):
        own = (key_of(body.leaf), body.silence_absent, body.attested)
    elif isinstance(body, nodes.AtLeast):
        own = (own, body.needed)
    below = Counter((role, meaning(child)) for role, child in children_of(node))
    return (own, node.clause.need, frozenset(below.items()))


def edited(node: Criterion, at: int, edit: Edit) -> Criterion:
    """The tree with its `at`-th node (parents first) changed by `edit`."""
    count = iter(range(10_000))

    def again(one: Criterion) -> Criterion:
        if next(count) == at:
            list(zip(range(sum(1 for _ in walk(one)) - 1), count, strict=False))
            return edit(one)
        body = one.body
        if isinstance(body, nodes.All | nodes.Any | nodes.AtLeast):
            body = replace(body, children=tuple(map(again, body.children)))
        elif isinstance(body, nodes.AnyLevel):
            body = replace(body, child=again(body.child))
        instead = one.replaced_when
        if instead:
            instead = nodes.Replacement(clause=instead.clause, when=again(instead.when), by=again(instead.by))
        waived, barred = tuple(map(again, one.waived_by)), tuple(map(again, one.barred_by))
        applies = again(one.applies_when) if one.applies_when else None
        return replace(one, body=body, replaced_when=instead, waived_by=waived, barred_by=barred, applies_when=applies)

    return again(node)


def other_sentence(node: Criterion) -> Criterion:
    return replace(node, clause=replace(node.clause, says="Said otherwise."))


def without_exceptions(node: Criterion) -> Criterion:
    return replace(node, waived_by=(), barred_by=(), replaced_when=None, applies_when=None)


def turned_round(node: Criterion) -> Criterion:
    body = node.body
    return (
        replace(node, body=replace(body, children=body.children[::-1]))
        if isinstance(body, nodes.All | nodes.Any)
        else node
    )


def with_test_of(leaf: Criterion, node: Criterion) -> Criterion:
    return replace(leaf, clause=node.clause)


def waived_by(leaf: Criterion, node: Criterion) -> Criterion:
    return replace(node, waived_by=(*node.waived_by, replace(leaf, clause=replace(leaf.clause, id="came"))))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Criterion, Criterion]:
    """A tree, and the same tree with a few edits; now and then another tree altogether."""
    one: Criterion = draw(trees())
    if draw(st.integers(0, 4)) == 0:
        return one, draw(trees())
    two = one
    for _ in range(draw(st.integers(0, 3))):
        leaf: Criterion = draw(leaves())
        edits = (
            other_sentence,
            without_exceptions,
            turned_round,
            partial(with_test_of, leaf),
            partial(waived_by, leaf),
        )
        two = edited(two, draw(st.integers(0, sum(1 for _ in walk(two)) - 1)), draw(st.sampled_from(edits)))
    return one, two


@settings(max_examples=300)
@given(pairs())
def test_a_change_in_meaning_is_told_exactly_where_there_is_one(pair: tuple[Criterion, Criterion]) -> None:
    one, two = pair
    told = [change for change in tree_changes(one, two) if change.has_meaning]
    assert bool(told) == (meaning(one) != meaning(two))


@settings(max_examples=150)
@given(pairs())
def test_the_way_back_tells_as_much(pair: tuple[Criterion, Criterion]) -> None:
    one, two = pair
    there, back = (
        any(change.has_meaning for change in tree_changes(*two_ways)) for two_ways in ((one, two), (two, one))
    )
    assert there == back


@settings(max_examples=100)
@given(pairs())
def test_every_change_points_at_two_nodes_that_stand_in_the_trees(pair: tuple[Criterion, Criterion]) -> None:
    one, two = pair
    mine, theirs = ({id(node) for node in walk(tree)} for tree in pair)
    for change in tree_changes(one, two):
        assert id(change.at[0]) in mine and id(change.at[1]) in theirs
        assert change.one is None or id(change.one) in mine
        assert change.two is None or id(change.two) in theirs
