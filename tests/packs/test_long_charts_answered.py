"""Each line and the setting of the four charts of several lines get their stated answer, and the proof shows why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import (
    DAY,
    LONG_CHARTS,
    PACK,
    case_named,
    findings,
    lines_of,
    present_in,
    read_chart,
    reviewed,
    words_of,
)

from necessity.assessment.assessment import Caution
from necessity.assessment.finding import Finding, Reason
from necessity.report.terminal import render
from necessity.review import review

TRAPS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "long_chart_traps.yaml").read_text(encoding="utf-8")
)
EVERY_TRAP = [(chart, trap) for chart, traps in TRAPS.items() for trap in traps]
ANSWERS = [
    ("revision-fusion", "1", "revision-fusion", "approve"),
    ("revision-fusion", "2", "laminectomy", "approve"),
    ("revision-fusion", "3", "pedicle-screws", "approve"),
    ("hardware-removal", "1", "hardware-removal", "approve"),
    ("hardware-removal", "2", "revision-discectomy", "approve"),
    ("hardware-removal", "3", "reinstrumentation", "approve"),
    ("hardware-removal", "4", "lumbar-fusion", "pend"),
    ("instrumented-fusion", "1", "revision-decompression", "approve"),
    ("instrumented-fusion", "2", "lumbar-fusion", "approve"),
    ("instrumented-fusion", "3", "interbody-device", "approve"),
    ("instrumented-fusion", "4", "pedicle-screws", "approve"),
    ("instrumented-fusion", "5", "allograft", "approve"),
    ("instrumented-fusion", "6", "bmp", "approve"),
    ("instrumented-fusion", "7", "cement-augmentation", "pend"),
    ("instrumented-fusion", "8", "marrow-aspirate", "refer"),
    ("after-the-fact", "1", "laminectomy", "approve"),
    ("after-the-fact", "2", "lumbar-fusion", "approve"),
    ("after-the-fact", "3", "navigation", "approve"),
    ("after-the-fact", "4", "marrow-aspirate", "approve"),
]


def finding_of(chart: str, line: str, criterion: str) -> Finding:
    return findings(lines_of(reviewed(chart))[line].finding)[criterion]


def of_setting(chart: str, criterion: str) -> Finding:
    top = reviewed(chart).packs[0].setting.finding
    assert top is not None
    return findings(top)[criterion]


def caution(chart: str, name: str) -> Caution:
    (found,) = [one for one in reviewed(chart).packs[0].cautions if one.id == name]
    return found


def excepted(finding: Finding) -> tuple[Reason, str, str]:
    """The reason, and kind and name of the exception that decided."""
    assert finding.exception is not None
    return finding.reason, finding.exception.kind, finding.exception.by


# -- the answers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("chart", "line", "procedure", "answer"), ANSWERS)
def test_a_line_gets_its_answer(chart: str, line: str, procedure: str, answer: str) -> None:
    found = lines_of(reviewed(chart))[line]
    assert (found.line.procedure, found.recommendation.value) == (procedure, answer)


def test_every_line_of_every_chart_is_asked() -> None:
    asked = {(chart, line) for chart, line, _, _ in ANSWERS}
    assert asked == {(chart, line) for chart in LONG_CHARTS for line in lines_of(reviewed(chart))}
    assert len(asked) == len(ANSWERS) == 19


@pytest.mark.parametrize(
    ("chart", "answer", "supported"),
    [
        ("revision-fusion", "approve", "inpatient"),
        ("hardware-removal", "approve", "inpatient"),
        ("instrumented-fusion", None, "outpatient"),
        ("after-the-fact", None, "outpatient"),
    ],
)
def test_the_setting_gets_its_answer(chart: str, answer: str | None, supported: str) -> None:
    setting = reviewed(chart).packs[0].setting
    assert (setting.recommendation and setting.recommendation.value, setting.supported) == (answer, supported)


@pytest.mark.parametrize("chart", LONG_CHARTS)
def test_it_says_that_it_is_a_reconstruction_and_no_emergency(chart: str) -> None:
    assert any("not a coverage policy" in notice for notice in reviewed(chart).notices)
    assert not reviewed(chart).urgency.is_emergency


@pytest.mark.parametrize("chart", LONG_CHARTS)
def test_every_quote_stands_in_its_document(chart: str) -> None:
    texts = {document.id: document.text for document in case_named(chart).documents}
    quotes = [quote for fact in read_chart(chart).chart.facts for quote in fact.quotes]
    assert quotes
    assert all(texts[quote.document][quote.start : quote.end] == quote.words for quote in quotes)


# -- revision-fusion ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["1", "2"])
def test_care_is_waived_because_of_a_decline_that_an_examiner_states(line: str) -> None:
    assert excepted(finding_of("revision-fusion", line, "care")) == (Reason.WAIVED, "waiver", "deficit-worsens")
    decline = finding_of("revision-fusion", line, "strength-falls")
    assert decline.reason is Reason.SHOWN
    assert {fact.qualifiers["basis"] for fact in decline.facts} == {"stated"}
    assert any("Progressive neurological deficit" in words for words in words_of(decline))
    assert "care waived because a neurologic deficit is getting worse" in reviewed("revision-fusion").packs[0].headline


def test_moderate_narrowing_fits_the_left_leg() -> None:
    narrowed = finding_of("revision-fusion", "2", "moderate-narrowing")
    assert narrowed.reason is Reason.SHOWN
    assert {fact.qualifiers["level"] for fact in narrowed.facts} == {"L3-L4"}
    agrees = finding_of("revision-fusion", "2", "symptoms-agree")
    assert agrees.reason is Reason.SHOWN
    assert {"left", None} >= {fact.qualifiers.get("side") for fact in agrees.facts} >= {"left"}
    assert any("pain radiates down the left leg" in words for words in words_of(agrees))


def test_the_prior_surgery_failed_and_the_screws_follow_the_fusion() -> None:
    assert finding_of("revision-fusion", "1", "failed-fusion").reason is Reason.SHOWN
    assert any("L3-4 fusion" in words for words in words_of(finding_of("revision-fusion", "1", "fused-before")))
    assert lines_of(reviewed("revision-fusion"))["3"].because == ("fusion-here",)


def test_the_first_tear_is_used_for_the_stay() -> None:
    tear = of_setting("revision-fusion", "tear")
    assert tear.reason is Reason.SHOWN
    assert {quote.document for fact in tear.facts for quote in fact.quotes} >= {"clinic-note", "old-records"}
    assert of_setting("revision-fusion", "revision-with-a-deficit").reason is Reason.SHOWN


# -- hardware-removal --------------------------------------------------------------------------------------------------


def test_mild_narrowing_is_enough_where_metal_hides_it_and_strength_is_lost() -> None:
    grade = finding_of("hardware-removal", "2", "grade-of-narrowing")
    assert excepted(grade) == (Reason.REPLACED, "replacement", "mild-will-do")
    assert finding_of("hardware-removal", "2", "moderate-narrowing").reason is Reason.FALLS_SHORT
    assert any("artifact" in words.lower() for words in words_of(finding_of("hardware-removal", "2", "artefact")))
    assert any("EHL is 3+/5" in words for words in words_of(finding_of("hardware-removal", "2", "lost-strength")))


def test_the_curve_does_not_apply() -> None:
    curve = finding_of("hardware-removal", "3", "size-of-curve")
    assert excepted(curve) == (Reason.DOES_NOT_APPLY, "applies_when", "scoliosis-present")
    assert finding_of("hardware-removal", "3", "scoliosis-present").reason is Reason.RULED_OUT
    told = " ".join(lines_of(reviewed("hardware-removal"))["3"].rationale)
    assert "does not apply here; it is asked only where scoliosis is shown, which the record rules out" in told


def test_each_muscle_is_read_with_grade_root_and_side() -> None:
    read = {
        str(fact.qualifiers["muscle"]): (str(fact.value), fact.qualifiers["root"], fact.qualifiers.get("side"))
        for fact in read_chart("hardware-removal").chart.of_kind("motor_strength")
    }
    assert read == {
        "extensor hallucis longus": ("3+", "L5", "right"),
        "quadriceps": ("4+", "L3", "right"),
        "gastrocsoleus": ("4-", "S1", "right"),
    }


def test_the_mismatch_of_strength_and_images_is_named() -> None:
    mismatch = caution("hardware-removal", "strength-against-images")
    assert mismatch.state == "shown"
    assert "CT myelogram or an EMG" in mismatch.says
    assert caution("hardware-removal", "weakness-beyond-the-level").state == "shown"
    assert caution("hardware-removal", "link-to-implant").state == "not documented"


def test_removal_and_reinsertion_at_one_level_are_noted() -> None:
    (note,) = lines_of(reviewed("hardware-removal"))["3"].coding
    assert (note.rule, note.effect) == ("removal-and-reinsertion", "note")


def test_a_possible_fusion_waits_for_what_would_settle_it() -> None:
    (gap,) = lines_of(reviewed("hardware-removal"))["4"].gaps
    assert gap.criterion == "firm"
    assert "What would settle it" in gap.question
    assert "what found at surgery would decide" in gap.question


def test_the_outpatient_default_is_replaced_and_says_why() -> None:
    told = " ".join(reviewed("hardware-removal").packs[0].setting.rationale)
    assert "outpatient is what the policy takes as usual" in told
    assert "replaced by inpatient because a revision with implants" in told
    assert of_setting("hardware-removal", "tear").reason is Reason.SHOWN


def test_a_surgeons_wish_is_no_degree_of_urgency() -> None:
    urgency = reviewed("hardware-removal").urgency
    assert not any("somewhat urgent" in quote.words for fact in urgency.facts for quote in fact.quotes)


# -- instrumented-fusion -----------------------------------------------------------------------------------------------


def test_both_s1_roots_on_emg_belong_to_the_level() -> None:
    agrees = finding_of("instrumented-fusion", "1", "emg-agrees")
    assert agrees.reason is Reason.SHOWN
    sides = {fact.qualifiers["side"] for fact in agrees.facts if str(fact.value) == "S1"}
    assert sides in ({"left", "right"}, {"both"}, {"left", "right", "both"})
    assert any(fact.qualifiers.get("acuity") == "acute" for fact in agrees.facts)


@pytest.mark.parametrize(
    "modality", ["physical_therapy", "activity_modification", "nsaid", "gabapentinoid", "injection"]
)
def test_each_measure_of_care_is_read_with_its_length(modality: str) -> None:
    care = [
        fact
        for fact in read_chart("instrumented-fusion").chart.of_kind("conservative_care")
        if fact.qualifiers.get("modality") == modality
    ]
    assert care
    assert {fact.qualifiers["response"] for fact in care} == {"none"}
    # a list in another note may leave the length of injections open, for one injection has none
    assert {str(fact.value) for fact in care if fact.value is not None} == {"over 3 months"}


def test_the_fusion_has_its_reason_and_what_is_added_follows_it() -> None:
    assert finding_of("instrumented-fusion", "2", "wide-decompression").reason is Reason.SHOWN
    assert any(
        "laminectomy" in words for words in words_of(finding_of("instrumented-fusion", "2", "earlier-operation"))
    )
    for line in "3456":
        assert lines_of(reviewed("instrumented-fusion"))[line].because[0] in ("fusion-here", "fusion-met")


def test_narrowing_elsewhere_and_inflamed_roots_are_cautions() -> None:
    elsewhere = caution("instrumented-fusion", "other-levels")
    assert elsewhere.state == "shown"
    assert {fact.qualifiers["level"] for one in elsewhere.finding.walk() for fact in one.facts} == {"L1-L2", "L2-L3"}
    radiculitis = caution("instrumented-fusion", "radiculitis")
    assert (radiculitis.state, radiculitis.lines) == ("shown", ("6",))


def test_cement_waits_for_the_quality_of_the_bone() -> None:
    (gap,) = lines_of(reviewed("instrumented-fusion"))["7"].gaps
    assert (gap.criterion, gap.finding.reason) == ("weak-bone", Reason.NOT_DOCUMENTED)


def test_the_aspirate_is_barred_by_the_list_alone() -> None:
    barred = finding_of("instrumented-fusion", "8", "beside-a-fusion")
    assert excepted(barred) == (Reason.BARRED, "bar", "called-unproven")
    without = review(case_named("instrumented-fusion"), packs=[PACK], as_of=DAY)
    assert lines_of(without)["8"].recommendation.value == "approve"
    assert {name: one.recommendation for name, one in lines_of(without).items() if name != "8"} == {
        name: one.recommendation for name, one in lines_of(reviewed("instrumented-fusion")).items() if name != "8"
    }


# -- after-the-fact ----------------------------------------------------------------------------------------------------


def test_it_is_judged_as_of_the_day_of_the_operation() -> None:
    assert reviewed("after-the-fact").as_of == date(2026, 1, 21)
    used = {
        quote.document
        for line in lines_of(reviewed("after-the-fact")).values()
        for one in line.finding.walk()
        for fact in one.facts
        for quote in fact.quotes
    }
    assert used == {"history-and-physical", "operative-note"}


@pytest.mark.parametrize("line", ["1", "2"])
def test_what_the_surgeon_found_stands_for_the_images_and_care_is_not_asked(line: str) -> None:
    images = finding_of("after-the-fact", line, "images")
    assert excepted(images) == (Reason.REPLACED, "replacement", "seen-at-surgery")
    stated = finding_of("after-the-fact", line, "herniated-again")
    assert any(quote.document == "operative-note" for fact in stated.facts for quote in fact.quotes)
    care = finding_of("after-the-fact", line, "care")
    assert excepted(care) == (Reason.DOES_NOT_APPLY, "applies_when", "judged-before")


def test_chronic_back_pain_lets_the_fusion_in_and_nothing_else_does() -> None:
    assert any(
        "chronic axial back pain" in words for words in words_of(finding_of("after-the-fact", "2", "chronic-back-pain"))
    )
    others = ("unstable", "slipped", "deformed", "foramen-collapsed", "hard-work")
    assert {finding_of("after-the-fact", "2", name).reason for name in others} == {Reason.NOT_DOCUMENTED}


def test_the_same_record_before_the_operation_would_pend() -> None:
    case = case_named("after-the-fact")
    assert case.request is not None
    before = replace(case, request=replace(case.request, review="prospective", service_date=None))
    found = lines_of(review(before, packs=[PACK], as_of=DAY))
    assert {line.recommendation.value for line in found.values()} == {"pend"}


# -- the report --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        ("revision-fusion", "waived because"),
        ("hardware-removal", "replaced because"),
        ("hardware-removal", "does not apply"),
        ("instrumented-fusion", "barred because"),
        ("after-the-fact", "replaced because"),
    ],
)
def test_the_printed_report_tells_the_exception(chart: str, told: str) -> None:
    assert told in " ".join(render(reviewed(chart)).split())


# -- traps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chart", "trap"), EVERY_TRAP, ids=[f"{chart}: {one['words'][:50]}" for chart, one in EVERY_TRAP]
)
def test_a_trap_is_no_present_fact(chart: str, trap: dict[str, Any]) -> None:
    found = present_in(chart, trap["document"], trap["words"], trap["kinds"])
    assert [f"{fact.kind}: {fact.quotes[0].words}" for fact in found if fact.kind != "counselling"] == []


def test_there_are_traps_in_every_chart() -> None:
    assert set(TRAPS) == set(LONG_CHARTS)
    assert len(EVERY_TRAP) >= 48
