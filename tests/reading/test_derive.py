"""What is made from facts, recipe by recipe: change, count, match and companions."""

from __future__ import annotations

from dataclasses import replace

from derive_facts import DAY, V, denied, number, on, operation, said, strength, words_of

from necessity.model.document import Attestation
from necessity.model.fact import Assertion, Fact
from necessity.quantity import INFINITY, Quantity
from necessity.reading.derive import derive


def made(kind: str, *facts: Fact) -> list[Fact]:
    return [fact for fact in derive(facts, vocabulary=V, day=DAY) if fact.kind == kind]


# -- change: strength --------------------------------------------------------------------------------------------------


def test_a_fall_from_4_to_3_plus_over_27_weeks_is_two_steps_with_both_quotes() -> None:
    earlier, later = strength("4", "2025-08-11", document="a"), strength("3+", "2026-02-16", document="b")
    [decline] = made("motor_decline", earlier, later)
    assert decline.value == number(2)
    assert decline.qualifiers["span"] == number(27, unit="weeks")
    assert (decline.qualifiers["side"], decline.qualifiers["root"]) == ("right", "L5")
    assert decline.qualifiers["basis"] == "measured"
    assert decline.when == on("2026-02-16")
    assert words_of(decline) == ["extensor hallucis longus 4/5", "extensor hallucis longus 3+/5"]
    assert decline.reader == "derived: change"


def test_the_largest_fall_to_the_latest_grade_is_taken() -> None:
    [decline] = made(
        "motor_decline", strength("4", "2025-06-01"), strength("5", "2025-07-01"), strength("3", "2026-01-05")
    )
    assert decline.value == number(5)


def test_full_strength_of_whole_legs_in_a_later_note_ends_the_fall_measured_before() -> None:
    fall = [strength("4", "2025-08-12"), strength("3", "2026-01-20", document="january")]
    full = said(
        "motor_strength",
        V.scales["mrc"].parse("5"),
        "2026-03-02",
        side="both",
        words="5/5 throughout",
        document="march",
    )
    found = made("motor_decline", *fall, full)
    told = {one.when: one.is_denial for one in found}
    assert told == {on("2026-01-20"): False, on("2026-03-02"): True}
    earlier = said(
        "motor_strength", V.scales["mrc"].parse("5"), "2025-09-01", side="both", words="5/5", document="autumn"
    )
    assert not any(one.is_denial for one in made("motor_decline", *fall, earlier))


def test_strength_that_came_back_is_no_decline() -> None:
    assert (
        made("motor_decline", strength("4", "2025-06-01"), strength("3", "2025-09-01"), strength("4", "2026-01-05"))
        == []
    )


def test_two_muscles_or_two_sides_are_two_series() -> None:
    assert (
        made("motor_decline", strength("5", "2025-06-01"), strength("3", "2026-01-05", muscle="tibialis anterior"))
        == []
    )
    assert made("motor_decline", strength("5", "2025-06-01"), strength("3", "2026-01-05", side="left")) == []


def test_both_sides_stand_in_each_series() -> None:
    [decline] = made(
        "motor_decline", strength("5", "2025-06-01", side="both"), strength("4", "2026-01-05", side="left")
    )
    assert decline.qualifiers["side"] == "left"


def test_dates_that_may_cross_give_nothing() -> None:
    assert made("motor_decline", strength("5", "2025"), strength("3", "2025-09-01")) == []
    assert made("motor_decline", strength("5", None), strength("3", "2025-09-01")) == []


def test_an_undated_grade_may_be_the_latest_so_nothing_is_said() -> None:
    assert made("motor_decline", strength("5", "2025-06-01"), strength("3", "2025-09-01"), strength("5", None)) == []


def test_two_grades_on_the_last_day_give_an_interval_or_nothing() -> None:
    first = strength("5", "2025-06-01")
    [decline] = made("motor_decline", first, strength("3", "2026-01-05"), strength("4", "2026-01-05"))
    assert decline.value == number(2, 5)
    assert made("motor_decline", first, strength("3", "2026-01-05"), strength("5", "2026-01-05")) == []


def test_an_imprecise_month_gives_an_interval_of_the_span() -> None:
    [decline] = made("motor_decline", strength("5", "2025-06"), strength("3", "2026-01-05"))
    assert decline.qualifiers["span"] == number(189, 218, "days")


def test_what_is_only_possible_or_written_after_the_day_takes_no_part() -> None:
    possible = said("motor_strength", V.scales["mrc"].parse("2"), "2026-01-05", assertion=Assertion.POSSIBLE,
                    muscle="extensor hallucis longus", side="right")  # fmt: skip
    afterwards = strength("2", "2026-04-01", recorded="2026-04-01")
    assert made("motor_decline", strength("5", "2025-06-01"), possible, afterwards) == []


# -- change: slip ------------------------------------------------------------------------------------------------------


def test_a_slip_that_grew_by_3_mm_in_a_year() -> None:
    before = said("listhesis", None, "2025-02-01", level="L4-L5", slip=number(4, unit="mm"), words="4 mm slip")
    after = said("listhesis", None, "2026-02-01", level="L4-L5", slip=number(7, unit="mm"), words="7 mm slip")
    [growth] = made("listhesis_progression", before, after)
    assert (growth.value, growth.qualifiers["span"]) == (number(3, unit="mm"), number(12, unit="months"))
    assert words_of(growth) == ["4 mm slip", "7 mm slip"]


def test_ranges_that_overlap_are_no_sure_growth() -> None:
    before = said("listhesis", None, "2025-02-01", level="L4-L5", slip=number(4, 6, "mm"))
    after = said("listhesis", None, "2026-02-01", level="L4-L5", slip=number(5, 7, "mm"))
    assert made("listhesis_progression", before, after) == []


# -- count -------------------------------------------------------------------------------------------------------------

HERNIATION = said("disc_herniation", None, "2026-02-24", level="L4-L5", side="right", words="right L4-5 extrusion")
HISTORY = said("surgical_history", None, "2026-02-16", words="Past surgical history:")


def test_a_herniation_after_one_discectomy_there_is_the_first_recurrence() -> None:
    [count] = made("herniation_recurrence", operation("discectomy", "2023"), HERNIATION, HISTORY)
    assert (count.value, count.qualifiers["level"], count.qualifiers["side"]) == (number(1), "L4-L5", "right")
    assert words_of(count) == ["prior_surgery", "right L4-5 extrusion"]


def test_two_discectomies_make_it_the_second() -> None:
    [count] = made(
        "herniation_recurrence", operation("discectomy", "2021"), operation("discectomy", "2023"), HERNIATION, HISTORY
    )
    assert count.value == number(2)


def test_without_a_surgical_history_there_may_have_been_more() -> None:
    [count] = made("herniation_recurrence", operation("discectomy", "2023"), HERNIATION)
    assert count.value == Quantity(1, INFINITY, "n")


def test_an_operation_of_unknown_side_or_kind_leaves_the_count_open() -> None:
    sure = operation("discectomy", "2021")
    for unsure in (
        operation("discectomy", "2023", side=None),
        operation("decompression", "2023"),
        operation("discectomy", None),
    ):
        [count] = made("herniation_recurrence", sure, unsure, HERNIATION, HISTORY)
        assert count.value == number(1, 2)


def test_another_level_another_side_or_a_later_discectomy_is_no_recurrence() -> None:
    assert made("herniation_recurrence", operation("discectomy", "2023", level="L5-S1"), HERNIATION, HISTORY) == []
    assert made("herniation_recurrence", operation("discectomy", "2023", side="left"), HERNIATION, HISTORY) == []
    assert made("herniation_recurrence", operation("fusion", "2023"), HERNIATION, HISTORY) == []
    assert made("herniation_recurrence", operation("discectomy", "2026-03-01"), HERNIATION, HISTORY) == []


def test_limited_activities_are_at_least_those_named_each_once() -> None:
    limits = [
        said("functional_limitation", activity, "2026-02-16", document=document, words=f"cannot do {activity}")
        for document, activity in (("a", "walking"), ("b", "walking"), ("b", "work"))
    ]
    [count] = made("limited_activities", *limits)
    assert str(count.value) == "at least 2"
    assert len(words_of(count)) == 3


def test_an_activity_that_is_free_again_is_not_counted() -> None:
    free_again = denied("functional_limitation", "2026-03-01")
    assert made("limited_activities", said("functional_limitation", "walking", "2025-06-01"), free_again) == []


# -- match -------------------------------------------------------------------------------------------------------------


def compression(side: str | None = "right", compartment: str | None = "lateral_recess", level: str = "L4-L5") -> Fact:
    places = {k: v for k, v in (("side", side), ("compartment", compartment), ("level", level)) if v}
    return said("neural_compression", "root", "2026-02-24", words="compresses the root", **places)


def match(*facts: Fact) -> str | None:
    found = made("concordance", *facts)
    assert len(found) <= 1
    return str(found[0].value) if found else None


def test_leg_pain_of_the_root_that_is_pressed_is_exact() -> None:
    [found] = made(
        "concordance", compression(), said("radicular_pain", "L5", "2026-02-16", side="right", words="right L5 pain")
    )
    assert (found.value, found.qualifiers["root"], found.qualifiers["side"]) == ("exact", "L5", "right")
    assert words_of(found) == ["compresses the root", "right L5 pain"]
    assert found.when == on("2026-02-24")


def test_a_weak_muscle_and_a_lost_reflex_count_by_their_root() -> None:
    assert match(compression(), strength("4", "2026-02-16")) == "exact"
    assert match(compression(level="L5-S1"), said("reflex_change", "achilles", "2026-02-16", side="right")) == "exact"


def test_full_strength_is_no_complaint() -> None:
    assert match(compression(), strength("5", "2026-02-16")) is None


def test_a_root_or_a_side_not_stated_is_possible() -> None:
    assert match(compression(), said("radicular_pain", None, "2026-02-16", side="right")) == "possible"
    assert match(compression(), said("radicular_pain", "L5", "2026-02-16")) == "possible"
    assert match(compression(side=None), said("radicular_pain", "L5", "2026-02-16", side="right")) == "possible"
    assert match(compression(compartment=None), said("radicular_pain", "L5", "2026-02-16", side="right")) == "possible"


def test_a_lesser_root_of_the_muscle_is_possible() -> None:
    assert match(compression(), strength("4", "2026-02-16", muscle="tibialis anterior")) == "possible"


def test_the_other_side_or_a_root_that_does_not_run_there_is_none() -> None:
    assert match(compression(), said("radicular_pain", "L5", "2026-02-16", side="left")) == "none"
    assert match(compression(), said("radicular_pain", "L3", "2026-02-16", side="right")) == "none"


def test_a_narrow_canal_may_press_roots_that_leave_further_down() -> None:
    assert (
        match(compression(compartment="central"), said("radicular_pain", "S1", "2026-02-16", side="right"))
        == "possible"
    )
    assert (
        match(compression(compartment="foraminal"), said("radicular_pain", "S1", "2026-02-16", side="right")) == "none"
    )


def test_a_herniation_or_a_stenosis_without_stated_compression_is_possible_at_best() -> None:
    pain = said("radicular_pain", "L5", "2026-02-16", side="right")
    assert match(said("disc_herniation", "paracentral", "2026-02-24", level="L4-L5", side="right"), pain) == "possible"
    severe, mild = (
        said(
            "stenosis",
            V.scales["stenosis"].parse(g),
            "2026-02-24",
            level="L4-L5",
            side="right",
            compartment="lateral_recess",
        )
        for g in ("severe", "mild")
    )
    assert match(severe, pain) == "possible"
    assert match(mild, pain) is None


def test_a_compression_that_a_later_image_denies_is_not_matched() -> None:
    gone = denied("neural_compression", "2026-03-01", level="L4-L5")
    assert match(compression(), gone, said("radicular_pain", "L5", "2026-02-16", side="right")) is None


def test_a_stated_root_or_the_zone_of_the_herniation_says_which_root_is_pressed() -> None:
    pain = said("radicular_pain", "L5", "2026-02-16", side="right")
    where = {"level": "L4-L5", "side": "right"}
    assert match(said("neural_compression", "root", "2026-02-24", root="L5", **where), pain) == "exact"
    assert match(said("neural_compression", "root", "2026-02-24", root="L4", **where), pain) == "none"
    by_a_disc = said("neural_compression", "root", "2026-02-24", cause="disc", **where)
    assert match(by_a_disc, said("disc_herniation", "paracentral", "2026-02-24", **where), pain) == "exact"
    assert match(by_a_disc, said("disc_herniation", "paracentral", "2025-02-24", **where), pain) == "possible"


def test_a_denial_that_may_speak_of_it_leaves_the_match_open() -> None:
    pain = said("radicular_pain", "L5", "2026-02-16", side="right")
    assert match(compression(), pain, denied("neural_compression", "2026-02-24", modality="ct")) == "possible"
    assert match(compression(), pain, denied("radicular_pain", None, side="left")) == "exact"
    assert match(compression(), pain, denied("radicular_pain", None)) == "possible"


def test_both_sides_pressed_are_matched_side_by_side() -> None:
    found = made("concordance", compression(side="both"), said("radicular_pain", "L5", "2026-02-16", side="right"))
    assert {str(f.qualifiers["side"]): f.value for f in found} == {"left": "none", "right": "exact"}


def test_asked_for_exact_a_possible_match_stays_open() -> None:
    field = V.kinds["concordance"].fields["match"]
    assert field.is_a("exact", "possible") and not field.is_a("none", "possible")


# -- companions --------------------------------------------------------------------------------------------------------


def test_compression_says_that_the_canal_is_narrowed_with_the_same_words() -> None:
    [narrowed] = made("canal_patency", compression())
    assert (narrowed.value, narrowed.qualifiers["level"], narrowed.qualifiers["side"]) == ("narrowed", "L4-L5", "right")
    assert narrowed.when == on("2026-02-24")
    assert words_of(narrowed) == ["compresses the root"]


def test_nothing_comes_of_nothing() -> None:
    assert derive((), vocabulary=V, day=DAY) == ()


# -- attested facts ----------------------------------------------------------------------------------------------------


def test_what_rests_on_an_attestation_is_only_attested() -> None:
    told = strength("3", "2026-02-16")
    attested = replace(told, evidence=(Attestation(by="surgeon's office", words="EHL is 3/5"),))
    [decline] = made("motor_decline", strength("5", "2025-06-01"), attested)
    assert decline.is_only_attested
    [documented] = made("motor_decline", strength("5", "2025-06-01"), told)
    assert not documented.is_only_attested
