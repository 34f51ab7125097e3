"""Every node and every exception in SQL, over every combination of met, not met and unknown beneath it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from by_hand import pack_of
from random_cases import SECOND, V

from hand_made import chart, clause, fact, leaf, node  # isort: skip

from both_ways import BothWays

from necessity.model.case import LineItem
from necessity.policy import criterion as tree
from necessity.verdict import MET, NOT_MET, UNKNOWN

TOLD = {
    "met": tree.Test(leaf=leaf("neuro_exam"), line="neuro_exam"),
    "silent": tree.Test(leaf=leaf("scoliosis"), line="scoliosis", silence_absent=True),
    "without": tree.Test(leaf=leaf("scoliosis is absent"), line="scoliosis is absent", silence_absent=True),
    "never": tree.Never(),
    "open": tree.AskAPerson(),
}
"""Met with something shown, not met and met by silence alone, not met, and unknown."""
LINE = LineItem(id="1", requested_as=SECOND, procedure=SECOND, levels=("L4-L5", "L5-S1"))
RECORD = chart([fact("neuro_exam")])


def every(count: int, told: Sequence[str] = tuple(TOLD)) -> Iterator[tuple[tree.Criterion, ...]]:
    """Every way in which so many criteria can be answered."""
    for names in product(told, repeat=count):
        yield tuple(node(f"{name}-{at}", TOLD[name]) for at, name in enumerate(names))


def bodies() -> Iterator[tree.Criterion]:
    for children in every(3):
        yield node("all", tree.All(children=children))
        for needed in (1, 2, 3):
            yield node("at-least", tree.AtLeast(needed=needed, children=children))


def exceptions() -> Iterator[tree.Criterion]:
    for base, other, third in every(3):
        yield node("waived", base.body, waived_by=(other, third))
        yield node("barred", base.body, barred_by=(other, third))
        yield node(
            "replaced", base.body, replaced_when=tree.Replacement(clause=clause("instead"), when=other, by=third)
        )
        yield node("both", base.body, waived_by=(other,), barred_by=(third,))
        yield node("applies", base.body, applies_when=other, barred_by=(third,))


def branches() -> Iterator[tree.Criterion]:
    """An any whose branches may not be raised, alone, inside an all, and inside another any."""
    for one, first, two, second in every(4, ("met", "silent", "never", "open")):
        raised = (node("one", one.body, applies_when=first), node("two", two.body, applies_when=second))
        inner = node("any", tree.Any(children=raised))
        yield inner
        yield node("all", tree.All(children=(inner, one)))
        yield node("outer", tree.Any(children=(inner, node("last", two.body, applies_when=first))))


def at_levels() -> Iterator[tree.Criterion]:
    here = node("here", tree.Test(leaf=leaf("stenosis at this level"), line="stenosis at this level"))
    for one, two in every(2):
        for child in (
            here,
            one,
            node("raised", here.body, applies_when=one),
            node("barred", here.body, barred_by=(two,)),
        ):
            yield node("any-level", tree.AnyLevel(child=node("both", tree.All(children=(child, two)))))
            yield node("any-level", tree.AnyLevel(child=child))


@pytest.mark.parametrize("made", [bodies, exceptions, branches, at_levels])
def test_every_combination_is_answered_alike(made: object) -> None:
    """Verdict, verdict without silence, and whether something is shown: under an all, and as one of several."""
    trees = tuple(made())  # type: ignore[operator]
    assert len(trees) >= 200
    severe = chart([fact("neuro_exam"), fact("stenosis", "severe", level="L5-S1")])
    for one in (pack_of(*trees), pack_of(node("several", tree.Any(children=trees)))):
        both = BothWays(one, V)
        assert both.differences(RECORD, (), (LINE,)) == []
        assert both.differences(severe, (), (LINE,)) == []
        assert min(both.verdicts[verdict] for verdict in (MET, NOT_MET, UNKNOWN)) > 50


def test_no_answer_is_both_met_and_failed() -> None:
    both = BothWays(pack_of(*exceptions()), V)
    case = both.given(both.assessing(RECORD, (), (LINE,)))
    rails = both.second.judge(case).rails
    assert len(rails) > 500
    assert not [one for one in rails.values() if (one.met and one.failed) or (one.firm_met and one.firm_failed)]
    assert not [one for one in rails.values() if one.firm_met > one.met or one.firm_failed > one.failed]


def test_a_policy_with_very_many_leaves_of_one_kind_is_judged() -> None:
    """More than SQLite joins in one statement."""
    tests = [
        tree.Test(leaf=leaf("neuro_exam within so_long before request", {"so_long": f"{days} days"}), line="neuro_exam")
        for days in range(1, 600)
    ]
    both = BothWays(pack_of(*(node("leaf", one) for one in tests)), V)
    assert both.differences(chart([fact("neuro_exam", on="2025-12-01")]), (), (LINE,)) == []
    assert both.verdicts[MET] > 500 and both.verdicts[UNKNOWN] > 50
