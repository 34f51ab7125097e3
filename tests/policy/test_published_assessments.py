"""The pack of the published assessments: the charts made from them get their answers, and a missing paper refers nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from necessity.assessment.assessment import Assessment, LineAnswer
from necessity.assessment.finding import Finding
from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.pack_cases import PackCase, pack_cases
from necessity.policy.load import load_pack
from necessity.review import review, shipped_packs
from necessity.vocabulary.load import vocabulary

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FOLDER = shipped_packs() / "published-assessments" / "2025-12"
PACK = "published-assessments@2025-12"
OF_THE_PLAN = str(EXAMPLES / "instrumented-fusion" / "pack")
DAY = date(2026, 3, 10)
# two papers that contradict each other: without one of them the other says no, and that is no missing paper
CASES = [case for case in pack_cases(FOLDER)[0] if case.name != "two-readings"]
ANSWERS = {
    "revision-fusion": ["approve", "approve", "approve"],
    "hardware-removal": ["approve", "approve", "approve", "pend"],
    "instrumented-fusion": ["approve", "approve", "approve", "approve", "approve", "approve", "pend", "refer"],
    "after-the-fact": ["approve", "approve", "approve", "approve"],
}
CLOSED = {"firm", "removal-met", "decompression-met", "screws-asked", "beside", "fusion-met", "operation-again-met"}


@cache
def case_named(chart: str) -> Case:
    return case_of(EXAMPLES / chart / "case.yaml")


@cache
def reviewed(chart: str) -> Assessment:
    return review(case_named(chart), packs=[OF_THE_PLAN if chart == "instrumented-fusion" else PACK], as_of=DAY)


def lines(chart: str) -> tuple[LineAnswer, ...]:
    (pack,) = reviewed(chart).packs
    return pack.line_items


def found(answer: LineAnswer) -> dict[str, Finding]:
    """The findings of a line by criterion, the outermost where one id stands twice."""
    by_id: dict[str, Finding] = {}
    for one in answer.finding.walk():
        by_id.setdefault(one.clause.id, one)
    return by_id


def excepted(answer: LineAnswer, criterion: str) -> str | None:
    used = found(answer)[criterion].exception
    return used.by if used else None


# -- the answers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", ANSWERS)
def test_a_chart_gets_its_answers(chart: str) -> None:
    assert [line.recommendation.value for line in lines(chart)] == ANSWERS[chart]


@pytest.mark.parametrize(("chart", "answer"), [("revision-fusion", "approve"), ("hardware-removal", "approve")])
def test_the_stay_in_hospital_is_supported_against_day_surgery(chart: str, answer: str) -> None:
    setting = reviewed(chart).packs[0].setting
    assert setting.finding is not None
    assert (setting.requested, setting.supported) == ("inpatient", "inpatient")
    assert setting.recommendation is not None and setting.recommendation.value == answer
    tear = next(one for one in setting.finding.walk() if one.clause.id == "tear")
    assert tear.facts, "the dural tear at the earlier operation is named"


def test_a_deficit_that_the_examiner_calls_progressive_waives_the_care() -> None:
    fusion, laminectomy, _ = lines("revision-fusion")
    assert excepted(fusion, "care") == excepted(laminectomy, "care") == "deficit-worsens"
    assert found(laminectomy)["symptoms-agree"].facts


def test_mild_narrowing_is_enough_where_metal_hides_it_and_strength_is_lost() -> None:
    removal, decompression, implants, fusion = lines("hardware-removal")
    assert decompression.policy == "revision-decompression"
    assert excepted(decompression, "grade-of-narrowing") == "mild-will-do"
    assert excepted(implants, "size-of-curve") == "scoliosis-present"
    assert found(implants)["scoliosis-present"].facts, "the chart denies scoliosis, so this is no silence"
    assert [note.rule for note in implants.coding] == ["removal-and-reinsertion"]
    assert [gap.criterion for gap in fusion.gaps] == ["firm"]
    shown = {caution.id for caution in reviewed("hardware-removal").packs[0].cautions if caution.state == "shown"}
    assert {"strength-against-images", "weakness-beyond-the-level"} <= shown
    assert removal.verdict.value == "met"


def test_the_aspirate_is_referred_by_the_list_of_one_payer_alone() -> None:
    aspirate = lines("instrumented-fusion")[-1]
    assert excepted(aspirate, "beside-a-fusion") == "called-unproven"
    without = review(case_named("instrumented-fusion"), packs=[PACK], as_of=DAY).packs[0].line_items
    assert [line.recommendation.value for line in without] == [*ANSWERS["instrumented-fusion"][:-1], "approve"]


def test_other_levels_and_the_inflamed_root_are_cautions() -> None:
    cautions = {one.id: one.lines for one in reviewed("instrumented-fusion").packs[0].cautions if one.state == "shown"}
    assert cautions["radiculitis"] == ("6",)
    assert "1" in cautions["other-levels"]


def test_after_the_operation_the_stated_recurrence_stands_for_the_images() -> None:
    laminectomy, fusion, *_ = lines("after-the-fact")
    assert excepted(laminectomy, "images") == "seen-at-surgery"
    assert excepted(laminectomy, "care") == excepted(fusion, "care") == "judged-before"
    assert found(fusion)["chronic-back-pain"].facts


# -- which policy judges a code ----------------------------------------------------------------------------------------


def test_a_code_is_judged_as_decompression_only_beside_a_removal_at_its_level() -> None:
    pack = load_pack(FOLDER, vocabulary())
    assert ("hardware-removal", ("cpt:63042", "cpt:63044")) in next(
        policy.for_beside for policy in pack.policies if policy.id == "revision-decompression"
    )
    case = case_named("hardware-removal")
    assert case.request is not None
    removal, decompression, *_ = case.request.line_items
    for beside, policy in (
        ((removal,), "revision-decompression"),
        ((replace(removal, levels=("L2-L3",)),), "revision-discectomy"),
        ((), "revision-discectomy"),
    ):
        alone = replace(case, request=replace(case.request, line_items=(decompression, *beside)))
        assert review(alone, packs=[PACK], as_of=DAY).packs[0].line_items[0].policy == policy


# -- papers that are missing -------------------------------------------------------------------------------------------


def referred(case: Case, pack: str) -> set[str]:
    """The lines that go to a physician for what the record says; what the request itself rules out does not count."""
    try:
        answers = review(case, packs=[pack], as_of=DAY).packs[0].line_items
    except InputUnusable:
        return set()
    return {line.line.id for line in answers if line.recommendation.value == "refer" and not CLOSED & set(line.because)}


@pytest.mark.parametrize("chart", ANSWERS)
def test_a_chart_with_papers_missing_refers_nothing_more(chart: str) -> None:
    whole, pack = case_named(chart), OF_THE_PLAN if chart == "instrumented-fusion" else PACK
    before = referred(whole, pack)
    counted = 0
    for count in range(len(whole.documents)):
        for kept in combinations(whole.documents, count):
            counted += 1
            assert referred(replace(whole, documents=kept), pack) <= before, [one.id for one in kept]
    assert counted >= 7


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_pack_case_with_a_paper_missing_refers_nothing_more(case: PackCase) -> None:
    whole = case.case
    before = referred(whole, str(FOLDER))
    for document in whole.documents:
        kept = tuple(one for one in whole.documents if one is not document)
        assert referred(replace(whole, documents=kept), str(FOLDER)) <= before, document.id
