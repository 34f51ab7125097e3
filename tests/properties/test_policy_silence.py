"""What rests on silence: the firm verdict of a finding is the verdict of the same tree where silence says nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import chart, spot
from random_trees import trees
from test_policy_settling import Settled, cases

from necessity.evaluation.assess import recommend
from necessity.evaluation.criterion import node_of
from necessity.policy import criterion as tree
from necessity.policy.criterion import Criterion, walk
from necessity.policy.leaf import FactTest, Moment, MomentTest
from necessity.verdict import NOT_MET
from necessity.vocabulary.kinds import Kind, Silence


def unspoken(kind: Kind) -> Kind:
    return kind if kind.silence.means == "closed" else replace(kind, silence=Silence())


def without_silence(test: FactTest) -> FactTest:
    windows = tuple(
        replace(one, anchor=no_silence_of(one.anchor)) if one.anchor is not None else one for one in test.windows
    )
    return replace(test, kind=unspoken(test.kind), windows=windows)


def no_silence_of(moment: Moment) -> Moment:
    return replace(moment, scope=without_silence(moment.scope))


def told_only(criterion: Criterion) -> Criterion:
    """The same tree where nothing that is not said counts as absent."""
    body = criterion.body
    if isinstance(body, tree.Test):
        leaf = body.leaf
        if isinstance(leaf, FactTest):
            leaf = without_silence(leaf)
        elif isinstance(leaf, MomentTest):
            leaf = replace(leaf, moment=no_silence_of(leaf.moment))
        body = replace(body, leaf=leaf, silence_absent=False)
    elif isinstance(body, tree.All | tree.Any | tree.AtLeast):
        body = replace(body, children=tuple(map(told_only, body.children)))
    elif isinstance(body, tree.AnyLevel):
        body = replace(body, child=told_only(body.child))
    replaced = criterion.replaced_when
    if replaced:
        replaced = replace(replaced, when=told_only(replaced.when), by=told_only(replaced.by))
    return replace(
        criterion,
        body=body,
        replaced_when=replaced,
        waived_by=tuple(map(told_only, criterion.waived_by)),
        barred_by=tuple(map(told_only, criterion.barred_by)),
        applies_when=told_only(criterion.applies_when) if criterion.applies_when else None,
    )


def leaves_branches_out(criterion: Criterion) -> bool:
    """Left-out branches are the one exemption: they count as left out, by silence or not."""
    return any(node.applies_when is not None for node in walk(criterion))


@settings(max_examples=800)
@given(cases(trees()))
def test_a_firm_verdict_is_the_verdict_without_silence(case: Settled) -> None:
    assume(not leaves_branches_out(case.criterion))
    at = spot(chart(case.before), side=case.side, levels=("L4-L5", "L5-S1"))
    assert node_of(case.criterion)(at).firm is node_of(told_only(case.criterion))(at).verdict


@settings(max_examples=800)
@given(cases(trees()))
def test_a_referral_would_stand_without_any_silence(case: Settled) -> None:
    """So no missing document can lead to a referral."""
    assume(not leaves_branches_out(case.criterion))
    at = spot(chart(case.before), side=case.side, levels=("L4-L5", "L5-S1"))
    if recommend(node_of(case.criterion)(at)).value == "refer":
        assert node_of(told_only(case.criterion))(at).verdict is NOT_MET
