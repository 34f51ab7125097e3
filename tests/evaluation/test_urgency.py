"""The ladder of urgency: an emergency is never hidden by a doubt or a contradiction, and not every weakness is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hand_made import V, chart, fact, no

from necessity.evaluation.urgency import urgency_of
from necessity.model.fact import Assertion, Fact
from necessity.policy.urgency import load_urgency

RUNGS = load_urgency(V)


def level(*facts: Fact) -> str:
    return urgency_of(chart(facts), RUNGS, V, ("L4-L5",)).level


def possible(one: Fact) -> Fact:
    return replace(one, assertion=Assertion.POSSIBLE)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], "unknown"),
        ([fact("cauda_equina", on="2026-03-09")], "emergent"),
        ([possible(fact("cauda_equina", on="2026-03-09"))], "emergent"),
        ([fact("cauda_equina", on="2026-03-09"), no("cauda_equina", on="2026-03-09")], "emergent"),
        ([fact("cauda_equina", on="2026-03-01"), no("cauda_equina", on="2026-03-09")], "unknown"),
        ([no("cauda_equina", on="2026-03-09")], "unknown"),
        ([fact("motor_decline", span="3 days")], "emergent"),
        ([fact("motor_decline", span="6 weeks")], "urgent"),
        ([fact("motor_decline")], "urgent"),
        ([fact("motor_strength", "3", side="left")], "urgent"),
        ([fact("motor_strength", "4+", side="left")], "unknown"),
    ],
)
def test_the_ladder(facts: list[Fact], expected: str) -> None:
    assert level(*facts) == expected
