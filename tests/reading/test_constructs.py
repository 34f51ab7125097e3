"""What a failed implant means for the levels that its rods hold; which kinds of care helped; what a name takes away."""

from __future__ import annotations

from derive_facts import DAY, V, said

from necessity.model.fact import Fact
from necessity.reading.derive import derive, merge


def made(kind: str, *facts: Fact) -> list[Fact]:
    return [one for one in derive(merge(facts, V, DAY), vocabulary=V, day=DAY) if one.kind == kind]


def fused(level: str, when: str = "2020") -> Fact:
    return said("prior_surgery", "fusion", when, words=f"fusion at {level}", level=level)


def loose(when: str | None = "2025-11-03", **where: str) -> Fact:
    return said("implant_failure", "loosening", when, words="loose screws", **where)


def test_a_loose_screw_without_a_level_is_of_the_only_construct_and_at_none_of_its_levels() -> None:
    found = made("construct_failure", fused("L3-L4"), fused("L4-L5"), loose())
    assert [one.qualifiers["level"] for one in found] == ["L3-L4", "L4-L5"]
    assert {one.value for one in found} == {"loosening"}
    assert all("unhealed" not in one.qualifiers for one in found)


def test_with_a_nonunion_in_it_the_construct_has_not_healed() -> None:
    nonunion = said("fusion_status", "nonunion", "2025-11-03", words="nonunion", modality="ct")
    found = made("construct_failure", fused("L3-L4"), fused("L4-L5"), loose(), nonunion)
    assert {one.qualifiers["unhealed"] for one in found} == {"yes"}


def test_where_two_fusions_stand_apart_a_loose_screw_without_a_level_is_in_neither() -> None:
    assert made("construct_failure", fused("L1-L2"), fused("L4-L5"), loose()) == []
    named = made("construct_failure", fused("L1-L2"), fused("L4-L5"), loose(level="L4-L5"))
    assert [one.qualifiers["level"] for one in named] == ["L4-L5"]


def test_a_screw_that_was_loose_before_the_level_was_fused_again_is_of_another_construct() -> None:
    again = fused("L4-L5", "2026-01")
    assert made("construct_failure", fused("L4-L5"), again, loose("2024-05-06", level="L4-L5")) == []


def test_care_helped_where_it_helped_well_and_no_course_of_its_kind_failed() -> None:
    well = said("conservative_care", None, "2025-10", words="naproxen helped a lot", modality="nsaid", response="good")
    (gain,) = made("lasting_gain", well)
    assert gain.qualifiers["modality"] == "nsaid"
    failed = said(
        "conservative_care", None, "2025-12", words="Celebrex did not help", modality="nsaid", response="none"
    )
    assert made("lasting_gain", well, failed) == []


def strength(grade: str, when: str) -> Fact:
    scale = V.kinds["motor_strength"].fields["grade"].scale
    assert scale is not None
    return said(
        "motor_strength",
        scale.grade(grade),
        when,
        words=f"EHL {grade}/5",
        document=when,
        muscle="extensor hallucis longus",
        side="left",
    )


def test_strength_that_has_turned_falls_no_more() -> None:
    falling = [strength("5", "2025-09-01"), strength("4", "2025-11-03")]
    assert len(made("motor_decline", *falling)) == 1
    assert made("motor_decline", *falling, strength("4+", "2026-02-02")) == []


def test_a_slip_that_is_told_in_two_halves_is_one_slip() -> None:
    scale = V.kinds["listhesis"].fields["grade"].scale
    assert scale is not None
    graded = said("listhesis", scale.grade("I"), words="grade I at L5-S1", level="L5-S1")
    typed = said("listhesis", None, words="isthmic slip at L5-S1", level="L5-S1", type="isthmic")
    (slip,) = [one for one in merge([graded, typed], V, DAY) if one.kind == "listhesis"]
    assert (str(slip.value), slip.qualifiers["type"]) == ("I", "isthmic")
    other = said("listhesis", None, words="degenerative slip", level="L5-S1", type="degenerative")
    assert len([one for one in merge([graded, typed, other], V, DAY) if one.kind == "listhesis"]) > 1


def test_a_name_without_a_grade_takes_no_grade_away() -> None:
    scale = V.kinds["stenosis"].fields["grade"].scale
    assert scale is not None
    read = said("stenosis", scale.grade("severe"), "2026-01-05", words="severe", level="L4-L5", modality="mri")
    named = said("stenosis", None, "2026-03-02", words="stenosis L4-5", level="L4-L5")
    assert [str(one.value) for one in merge([read, named], V, DAY)] == ["severe"]
    elsewhere = said("stenosis", None, "2026-03-02", words="stenosis L3-4", level="L3-L4")
    assert len(merge([read, elsewhere], V, DAY)) == 2
    seen_again = said("stenosis", None, "2026-03-02", words="MRI: stenosis", level="L4-L5", modality="mri")
    assert len(merge([read, seen_again], V, DAY)) == 2


def test_words_for_an_operation_that_is_named_elsewhere_are_no_operation() -> None:
    first = said("prior_surgery", "discectomy", "2019", words="discectomy at L5-S1 in 2019", level="L5-S1")
    again = said("prior_surgery", "fusion", "2021", words="fusion at L4-L5 in 2021", level="L4-L5")
    second = said("prior_surgery", None, words="that second operation helped")
    assert set(merge([first, again, second], V, DAY)) == {first, again}
    more = said("prior_surgery", None, words="and another operation")
    assert len(merge([first, again, more], V, DAY)) == 3
    assert len(merge([second], V, DAY)) == 1
