"""The ladder of urgency: an emergency is never hidden by a doubt or a contradiction, and not every weakness is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hand_made import EHL, TA, V, chart, fact, no

from necessity.assessment.assessment import Urgency
from necessity.evaluation.urgency import urgency_of
from necessity.model.fact import Assertion, Fact
from necessity.policy.urgency import LEVELS, load_urgency

RUNGS = load_urgency(V)
TODAY = "2026-03-09"


def urgency(*facts: Fact) -> Urgency:
    return urgency_of(chart(facts), RUNGS, V, ("L4-L5",))


def level(*facts: Fact) -> str:
    return urgency(*facts).level


def possible(one: Fact) -> Fact:
    return replace(one, assertion=Assertion.POSSIBLE)


def weak(grade: str, side: str = "left", muscle: str = EHL) -> Fact:
    return fact("motor_strength", grade, TODAY, muscle=muscle, side=side)


def broken(level: str = "L2-L3", **more: str) -> Fact:
    return fact("fracture", more.pop("type", "traumatic"), TODAY, level=level, **more)


def unstable(level: str = "L2-L3", **more: str) -> Fact:
    return fact("instability", on=TODAY, level=level, **more)


LEG = fact("radicular_pain", on=TODAY, side="left")
BACK = fact("axial_back_pain", on=TODAY)


def test_every_rung_is_on_the_ladder_once() -> None:
    assert tuple(rule.level for rule in RUNGS) == LEVELS


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([fact("cauda_equina", on=TODAY)], "emergent"),
        ([fact("cauda_equina", on="2026-03-01"), no("cauda_equina", on=TODAY)], "unknown"),
        ([no("cauda_equina", on=TODAY)], "unknown"),
        ([fact("motor_decline", span="3 days")], "emergent"),
        ([fact("motor_decline", span="8 days")], "urgent"),
        ([fact("spinal_infection", on=TODAY, level="L4-L5")], "emergent"),
        ([no("spinal_infection", on=TODAY)], "unknown"),
        ([unstable(cause="fracture")], "emergent"),
        ([broken(), unstable()], "emergent"),
        ([broken(type="fragility"), unstable()], "emergent"),
        ([broken(), unstable("L4-L5")], "unknown"),
        ([broken(type="pars"), unstable()], "unknown"),
        ([broken()], "unknown"),
        ([unstable(cause="degenerative")], "unknown"),
    ],
)
def test_what_is_an_emergency(facts: list[Fact], expected: str) -> None:
    assert level(*facts) == expected


@pytest.mark.parametrize(
    "facts",
    [
        [possible(fact("cauda_equina", on=TODAY))],
        [fact("cauda_equina", on=TODAY), no("cauda_equina", on=TODAY)],
        [possible(fact("cauda_equina", on=TODAY)), no("cauda_equina", on=TODAY)],
        [possible(fact("motor_decline", span="2 days"))],
        [possible(fact("spinal_infection", on=TODAY))],
        [fact("spinal_infection", on=TODAY), no("spinal_infection", on=TODAY)],
        [broken(), possible(unstable())],
        [broken(), unstable(), no("instability", on=TODAY, level="L2-L3")],
    ],
)
def test_a_possible_or_a_contradicted_emergency_is_shown(facts: list[Fact]) -> None:
    assert level(*facts) == "emergent"


def test_a_contradiction_elsewhere_is_no_emergency() -> None:
    """Two films that disagree on instability are nobody's emergency where no bone is broken."""
    assert level(unstable(), no("instability", on=TODAY, level="L2-L3")) == "unknown"


def test_a_doubt_raises_no_lower_rung() -> None:
    assert level(possible(weak("2"))) == "unknown"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([fact("motor_decline", span="6 weeks")], "urgent"),
        ([fact("motor_decline", span="12 weeks")], "urgent"),
        ([fact("motor_decline", span="30 weeks")], "expedited-elective"),
        ([fact("motor_decline")], "urgent"),
        ([weak("3")], "urgent"),
        ([weak("0")], "urgent"),
        ([weak("3+")], "expedited-elective"),
        ([weak("4")], "expedited-elective"),
        ([weak("4+")], "expedited-elective"),
        ([fact("atrophy", on=TODAY, side="left")], "expedited-elective"),
        ([weak("2"), fact("atrophy", on=TODAY, side="left")], "expedited-elective"),
        ([weak("2"), fact("atrophy", on=TODAY, side="right")], "urgent"),
        ([weak("2"), fact("atrophy", on=TODAY)], "urgent"),
        ([weak("2"), possible(fact("atrophy", on=TODAY, side="left"))], "urgent"),
        ([weak("4"), fact("atrophy", on=TODAY, side="left"), fact("motor_decline", side="left")], "urgent"),
    ],
)
def test_weakness_by_its_grade_and_its_age(facts: list[Fact], expected: str) -> None:
    """Wasting shows that a weakness on that side is old; a doubt about it does not make the case less urgent."""
    assert level(*facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([LEG, weak("5")], "elective"),
        ([BACK, no("motor_strength", on=TODAY)], "elective"),
        ([fact("neurogenic_claudication", on=TODAY), weak("5")], "elective"),
        ([LEG], "unknown"),
        ([weak("5")], "unknown"),
        ([LEG, weak("5"), weak("4", muscle=TA)], "expedited-elective"),
        ([], "unknown"),
    ],
)
def test_elective_is_pain_without_weakness_and_never_mere_silence(facts: list[Fact], expected: str) -> None:
    assert level(*facts) == expected


def test_the_words_name_the_signs_and_their_doubt_and_hold_their_facts() -> None:
    found = urgency(possible(fact("cauda_equina", on=TODAY)), weak("2"))
    assert found.says == "An emergency is possible. Signs of cauda equina syndrome (the record calls it possible)."
    assert [one.kind for one in found.facts] == ["cauda_equina"]
    both = urgency(fact("cauda_equina", on=TODAY), no("cauda_equina", on=TODAY))
    assert "contradicts itself" in both.says and len(both.facts) == 2
    falling = urgency(fact("motor_decline", span="6 weeks"), weak("5"))
    assert falling.says.startswith(
        "Marked weakness, not known to be old, or strength that is falling. Strength has fallen"
    )
    assert "motor_strength" not in {one.kind for one in falling.facts}


def test_a_weakness_that_is_stated_and_denied_on_one_day_is_not_called_elective() -> None:
    disputed = urgency(LEG, weak("5"), fact("motor_decline", on=TODAY), no("motor_decline", on=TODAY))
    assert disputed.level == "unknown" and "contradicts itself" in disputed.says
    assert {one.kind for one in disputed.facts} == {"motor_decline"} and len(disputed.facts) == 2
