"""What a statement stands in place of, what it takes over, and what stays beside it."""

from __future__ import annotations

import pytest
from supposing import line, only, suppose, words_of

from necessity.model.document import Attestation, Quote

SLIP, DISC = "unstable-slip", "revision-discectomy/complete"


def test_only_sets_the_course_of_the_chart_aside_and_takes_over_its_days() -> None:
    stated = only(suppose(SLIP, "physical therapy lasted only 3 weeks"))
    assert any(words.startswith("ten weeks of supervised physical therapy") for words in words_of(stated))
    assert (str(stated.fact.value), str(stated.fact.when), str(stated.fact.until)) == (
        "3 weeks",
        "2025-11-24",
        "2025-12-15",
    )
    assert "supervised yes, from what it replaces" in stated.taken
    assert "day 2025-11-24 until 2025-12-15, from what it replaces" in stated.taken


def test_another_course_is_added() -> None:
    stated = only(suppose(SLIP, "she also had 4 weeks of physical therapy"))
    assert stated.in_place_of == () and stated.taken == ()


def test_a_course_of_all_care_is_not_the_one_that_is_named() -> None:
    stated = only(suppose(DISC, "physical therapy lasted only 2 weeks"))
    assert not any("conservative" in words for words in words_of(stated))


def test_a_measurement_replaces_the_latest_of_its_series_alone() -> None:
    stated = only(suppose(SLIP, "left EHL is 3/5"))
    assert [(str(fact.value), fact.qualifiers["side"]) for fact in stated.in_place_of] == [("4", "left")]


def test_what_has_changed_since_leaves_the_earlier_value_in_place() -> None:
    found = suppose(SLIP, "left EHL has dropped to 2/5")
    assert only(found).in_place_of == ()
    assert found.after is not None
    assert any(fact.kind == "motor_decline" for fact in found.after.chart.facts)


def test_a_value_of_another_day_stands_beside_the_one_that_is_known() -> None:
    found = suppose(SLIP, "left EHL was 5/5 on 2026-01-10")
    assert only(found).in_place_of == ()
    assert found.after is not None
    assert any(fact.kind == "motor_decline" for fact in found.after.chart.facts)


def test_a_study_of_a_new_day_is_another_one() -> None:
    (said,) = suppose(SLIP, "flexion-extension films of 2026-03-05 show 2 mm of translation").statements
    assert [one.in_place_of for one in said.stated] == [(), ()]


@pytest.mark.parametrize("words", ["prior surgery was five weeks ago", "the microdiscectomy was on 2026-02-03"])
def test_an_operation_that_is_known_gets_the_day_that_is_said(words: str) -> None:
    stated = only(suppose(DISC, words))
    assert stated.in_place_of and stated.fact.value == "discectomy" and stated.fact.when is not None


def test_what_is_not_on_record_is_left_open_and_not_ruled_out() -> None:
    (said,) = suppose(SLIP, "PHQ-2 was not done").statements
    assert [fact.kind for fact in said.taken_out] == ["mental_health_screen"]
    assert any("not the same as ruled out" in note for note in said.notes)


def test_what_the_record_has_none_of_cannot_be_left_out_and_that_is_told() -> None:
    (said,) = suppose(SLIP, "without the CT").statements
    assert said.taken_out == () and "nothing of it is on record" in said.notes[0]


def test_a_letter_is_known_by_the_name_that_stands_in_it() -> None:
    (said,) = suppose("instrumented-fusion", "without Dr. Ivey's letter").statements
    assert [document.id for document in said.documents] == ["care-letter"]


def test_a_missing_level_is_taken_from_the_request() -> None:
    stated = only(suppose(SLIP, "the stenosis is mild"))
    assert stated.fact.qualifiers["level"] == "L4-L5" and "level L4-L5, from the request" in stated.taken


def test_a_missing_side_is_taken_from_the_request() -> None:
    stated = only(suppose(DISC, "EHL is 3/5"))
    assert stated.fact.qualifiers["side"] == "left" and "side left, from the request" in stated.taken


def test_what_is_asked_otherwise_counts_whatever_comes_first() -> None:
    found = suppose(DISC, "EHL is 3/5", "on the right side instead")
    assert found.statements[0].stated[0].fact.qualifiers["side"] == "right"


def test_a_side_that_nobody_says_is_not_guessed() -> None:
    stated = only(suppose(SLIP, "EHL is 3/5"))
    assert "side" not in stated.fact.qualifiers and stated.in_place_of == ()
    assert any("no side is said, and the record tells of left and right" in one for one in stated.taken)


def test_a_vertebra_is_no_level_and_none_is_put_in_its_place() -> None:
    stated = only(suppose(SLIP, "fracture at L4"))
    assert "level" not in stated.fact.qualifiers


@pytest.mark.parametrize(
    ("words", "replaced"), [("no instability", "Dynamic instability at L4-L5"), ("she smokes", "Never smoker")]
)
def test_a_denial_and_its_contrary_replace_each_other(words: str, replaced: str) -> None:
    assert replaced in words_of(only(suppose(SLIP, words)))


def test_a_study_that_was_not_done_takes_what_it_shows_with_it() -> None:
    stated = only(suppose(SLIP, "no MRI was done"))
    assert stated.fact.is_denial
    assert {"imaging_study", "stenosis", "neural_compression"} <= {fact.kind for fact in stated.in_place_of}


def test_a_study_of_another_day_takes_what_it_shows_to_that_day() -> None:
    found = suppose(SLIP, "the MRI was done 14 months ago")
    assert found.after is not None
    days = {
        str(fact.when)
        for fact in found.after.chart.facts
        if fact.kind == "stenosis" and "mri-report" in fact.quotes[0].document
    }
    assert days == {"2024-12-26 to 2025-01-26"}
    assert any("is taken to be of its day" in note for note in found.statements[0].notes)


def test_a_paper_is_taken_out_and_what_others_say_of_it_stays() -> None:
    (said,) = suppose(SLIP, "without the MRI report").statements
    assert [document.id for document in said.documents] == ["mri-report"]
    assert {fact.quotes[0].document for fact in said.taken_out} == {"mri-report"}


def test_a_study_is_taken_out_wherever_it_is_told() -> None:
    (said,) = suppose(SLIP, "without the MRI").statements
    assert {fact.quotes[0].document for fact in said.taken_out} == {"mri-report", "clinic-note"}


def test_two_statements_that_contradict_each_other_both_stand() -> None:
    found = suppose(SLIP, "left EHL is 2/5", "left EHL is 5/5")
    assert found.after is not None
    grades = {
        str(fact.value)
        for fact in found.after.chart.of_kind("motor_strength")
        if fact.quotes[0].document.startswith("statement")
    }
    assert grades == {"2", "5"}
    assert any(conflict.kind == "motor_strength" for conflict in found.after.chart.conflicts)


def test_the_day_moves_and_the_record_stays() -> None:
    found = suppose(SLIP, "14 months later")
    assert found.after is not None
    assert (str(found.before.as_of), str(found.after.as_of)) == ("2026-03-10", "2027-05-10")
    assert len(found.before.chart.documents) == len(found.after.chart.documents)
    assert any(one.finding.clause.id == "care-recent" for one in line(found, "1").criteria)


def test_what_is_supposed_never_enters_the_answer_that_stands() -> None:
    found = suppose(DISC, "she has urinary retention and saddle numbness")
    assert found.after is not None
    supposed = [fact for fact in found.after.chart.facts for piece in fact.evidence if _is_supposed(piece)]
    assert supposed
    assert not [fact for fact in found.before.chart.facts for piece in fact.evidence if _is_supposed(piece)]


def _is_supposed(piece: object) -> bool:
    return isinstance(piece, Attestation) or (isinstance(piece, Quote) and piece.document.startswith("statement"))
