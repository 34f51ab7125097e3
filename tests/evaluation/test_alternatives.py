"""The lesser operation and the lower setting: judged on the same facts by the same pack, told and never recommended."""

from __future__ import annotations

import time

import pytest
from hand_made import V, assess, fact, line, no, pack

from necessity.assessment.assessment import Alternative, PackAssessment, Recommendation
from necessity.model.case import LineItem
from necessity.model.fact import Fact

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER

PACK = """
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {all: [{id: unstable, says: The level is unstable., test: instability at this level}]}
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires: {all: [{id: narrow, says: The canal is narrow., test: stenosis at this level}]}
  - policy: revision
    for: [revision-decompression]
    judged: each level and side
    requires: {all: [{id: again, says: Narrow again., test: stenosis at this level on this side}]}
setting:
  default: ambulatory
  replaced_when:
    - {id: falling, says: Strength is falling., setting: inpatient, test: motor_decline}
    - {id: ill, says: The patient is ill., setting: observation, test: asa_class.class >= ill}
  parameters: {ill: {value: "3"}}
"""
NARROW = fact("stenosis", "severe", level="L4-L5")
OPERATED = fact("prior_surgery", level="L4-L5")


def answer(facts: list[Fact], *lines: LineItem, setting: str | None = None, text: str = PACK) -> PackAssessment:
    return assess(pack(text), facts, *lines, setting=setting)


def alternatives(facts: list[Fact], *lines: LineItem, text: str = PACK) -> tuple[Alternative, ...]:
    return answer(facts, *lines, text=text).line_items[0].alternatives


# -- which operation is lesser -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "lesser"),
    [
        ("lumbar-fusion", ("lumbar-decompression",)),
        ("posterior-fusion", ("lumbar-decompression",)),
        ("revision-fusion", ("lumbar-decompression",)),
        ("transforaminal-interbody-fusion", ("posterolateral-fusion", "lumbar-decompression")),
        ("deformity-fusion", ()),
        ("revision-decompression", ()),
        ("revision-discectomy", ()),
        ("laminectomy", ()),
        ("pedicle-screws", ()),
        ("reinstrumentation", ()),
        ("hardware-removal", ()),
    ],
)
def test_the_lesser_operation_of_a_procedure_or_of_the_nearest_broader_one(
    procedure: str, lesser: tuple[str, ...]
) -> None:
    assert V.procedures.lesser(procedure) == lesser


def test_a_fusion_is_told_beside_decompression_alone_at_its_levels() -> None:
    (told,) = alternatives([NARROW], line("lumbar-fusion", "L4-L5"))
    assert (told.procedure, told.levels, told.recommendation) == ("lumbar-decompression", ("L4-L5",), APPROVE)
    assert told.says == "Lumbar decompression alone at L4-L5, on the same facts: the criteria are met."
    assert (told.because, told.rationale) == (("narrow",), ("The canal is narrow: shown.",))
    assert "recommend" not in told.says


def test_it_is_judged_like_any_line() -> None:
    (open_,) = alternatives([], line("lumbar-fusion", "L4-L5"))
    assert (open_.recommendation, open_.says) == (
        PEND, "Lumbar decompression alone at L4-L5, on the same facts: not enough is shown to decide."
    )  # fmt: skip
    (failed,) = alternatives([no("stenosis")], line("lumbar-fusion", "L4-L5"))
    assert (failed.recommendation, failed.because) == (REFER, ("narrow",))


def test_in_a_revision_the_lesser_operation_is_one_too() -> None:
    (told,) = alternatives([OPERATED, NARROW], line("lumbar-fusion", "L4-L5"))
    assert told.procedure == "revision-decompression"
    assert told.says.endswith("the criteria are met, but a question is open.")
    assert "names no side" in told.rationale[0]


@pytest.mark.parametrize(
    "other", ["laminectomy", "revision-decompression", "lumbar-decompression", "revision-discectomy"]
)
def test_what_is_asked_for_anyway_is_pointed_at_and_not_judged_again(other: str) -> None:
    asked = (line("lumbar-fusion", "L4-L5"), line(other, "L4-L5", own_id="2"))
    found = answer([OPERATED, NARROW], *asked)
    (told,) = found.line_items[0].alternatives
    own = found.line_items[1]
    assert told.says.startswith(
        f"{other.replace('-', ' ').capitalize()} alone at L4-L5 is line 2 of this request; there "
    )
    assert (told.procedure, told.recommendation, told.because) == (other, own.recommendation, own.because)
    elsewhere = (line("lumbar-fusion", "L4-L5"), line(other, "L3-L4", own_id="2"))
    (judged,) = alternatives([OPERATED], *elsewhere)
    assert "of this request" not in judged.says


def test_what_is_asked_for_more_broadly_is_no_alternative() -> None:
    broad = (line("interbody-fusion", "L4-L5"), line("lumbar-fusion", "L4-L5", own_id="2"))
    assert [one.procedure for one in alternatives([], *broad)] == ["lumbar-decompression"]


def test_what_the_pack_does_not_address_is_told_as_not_judged() -> None:
    text = PACK.replace("for: [lumbar-decompression]", "for: [discography]").replace(
        "[revision-decompression]", "[exploration]"
    )
    (told,) = alternatives([NARROW], line("lumbar-fusion", "L4-L5"), text=text)
    assert told.says == "Lumbar decompression alone at L4-L5: by-hand@1 does not address it, so it was not judged."
    assert (told.recommendation, told.because, told.rationale) == (PEND, ("not-addressed",), ())


def test_an_alternative_changes_no_answer() -> None:
    one = answer([NARROW], line("lumbar-fusion", "L4-L5")).line_items[0]
    other = answer([NARROW], line("lumbar-fusion", "L4-L5"), line("laminectomy", "L4-L5", own_id="2")).line_items[0]
    assert one.alternatives != other.alternatives
    assert (one.recommendation, one.finding) == (other.recommendation, other.finding)


# -- the lower setting -------------------------------------------------------------------------------------------------


def settings(facts: list[Fact], asked: str) -> list[tuple[str | None, str, str]]:
    found = answer(facts, line("lumbar-fusion", "L4-L5"), setting=asked).setting.alternatives
    return [(one.setting, one.recommendation.value, one.says) for one in found]


def test_the_next_lower_setting_and_the_usual_one_are_told() -> None:
    told = answer([fact("motor_decline")], line("lumbar-fusion", "L4-L5"), setting="inpatient").setting.alternatives
    assert [(one.setting, one.recommendation) for one in told] == [("observation", APPROVE), ("ambulatory", APPROVE)]
    assert (
        told[0].says == "Observation setting: lower than what is supported, so it leaves out what speaks for inpatient."
    )
    assert (told[0].because, told[0].rationale) == (("falling",), ("It leaves this out: strength is falling.",))


def test_where_nothing_speaks_for_more_the_lower_setting_says_so() -> None:
    nothing = "it is within what is supported, and nothing shown speaks for more."
    assert settings([no("motor_decline")], "outpatient") == [
        ("ambulatory", "approve", f"Ambulatory setting: {nothing}")
    ]
    ill = settings([no("motor_decline"), fact("asa_class", "3")], "inpatient")
    assert ill[0] == ("observation", "approve", f"Observation setting: {nothing}")
    assert ill[1][:2] == ("ambulatory", "approve") and "lower than what is supported" in ill[1][2]
    assert settings([], "ambulatory") == []


def test_a_lower_setting_may_be_too_much_as_well() -> None:
    both = settings([no("motor_decline"), fact("asa_class", "1")], "inpatient")
    assert both[0] == (
        "observation",
        "refer",
        "Observation setting: more than is supported, so a physician would decide.",
    )
    assert settings([], "inpatient")[0] == (
        "observation",
        "pend",
        "Observation setting: not enough is shown to decide.",
    )


# -- cost --------------------------------------------------------------------------------------------------------------


def test_alternatives_cost_next_to_nothing() -> None:
    """Nine fusions at three levels each, all with a lesser operation, in far less than a blink."""
    judged_by = pack(PACK)
    lines = [line("lumbar-fusion", "L2-L3", "L3-L4", "L4-L5", own_id=str(number)) for number in range(9)]
    start = time.perf_counter()
    found = assess(judged_by, [NARROW], *lines, setting="inpatient")
    assert all(one.alternatives for one in found.line_items)
    assert time.perf_counter() - start < 0.5  # on a busy machine; it takes some ten milliseconds
