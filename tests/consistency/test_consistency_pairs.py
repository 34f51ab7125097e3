"""Which answers are set side by side, what is said to separate them, and when nothing is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from folders import CARE, LIMITED, MILD, SEVERE, answered, case, found, names, only, reviewed, small_pack

from necessity.report.consistency_parts import lead_of


def test_two_records_that_show_the_same_and_two_answers_are_separated_by_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, case("two", SEVERE, CARE, LIMITED, "She lives alone."), "not_necessary")
    pair = only(folder)
    assert (pair.better.of.case, pair.worse.of.case) == ("one", "two")
    assert pair.is_unseparated and pair.is_fault
    assert names(pair.alike) == ["narrow", "care", "limited"]
    assert lead_of(pair) == "Nothing separates them."


def test_a_fact_of_the_better_answer_alone_may_separate_them(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, case("two", SEVERE, CARE), "not_necessary")
    pair = only(folder)
    assert names(pair.separates) == ["limited"] and not pair.is_fault
    assert found(folder, within=0).pairs == (), "one criterion is more than none"


def test_what_the_worse_answer_shows_more_of_separates_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE, CARE), "necessary")
    answered(folder, case("two", SEVERE, CARE, LIMITED), "not_necessary")
    pair = only(folder)
    assert pair.is_unseparated and names(pair.against) == ["limited"]
    assert lead_of(pair) == "Nothing separates them. What differs speaks the other way."


def test_a_failed_criterion_separates_from_one_of_which_nothing_is_said(tmp_path: Path) -> None:
    """Unknown is no failure: the record that fails is the worse one, though it tells more."""
    folder = tmp_path / "answers"
    answered(folder, case("silent", CARE, LIMITED), "necessary")
    answered(folder, case("mild", MILD, CARE, LIMITED), "not_necessary")
    assert names(only(folder).separates) == ["narrow"]


def test_the_same_answer_twice_is_no_pair(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE), "conditional")
    answered(folder, case("two", SEVERE), "insufficient_information")
    made = found(folder)
    assert (made.compared, made.differ, made.pairs) == (1, 0, ())


def test_records_that_say_nothing_are_not_called_alike_unless_one_was_approved(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one"), "conditional")
    answered(folder, case("two"), "not_necessary")
    assert found(folder).pairs == ()


def test_lines_under_two_policies_are_compared_by_the_reason_that_was_given_alone(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("laminectomy", MILD, CARE, LIMITED), "necessary")
    fusion = case("fusion", MILD, procedure="fusion")
    answered(folder, fusion, "not_necessary", "Only mild narrowing where moderate is required")
    pair = only(folder)
    assert not pair.has_same_policy and names([one.criterion for one in pair.holds]) == ["narrow"]
    answered(folder, fusion, "not_necessary", "No instability")
    assert found(folder).pairs == ()


def test_settings_are_compared_with_settings_of_the_same_request(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("small", SEVERE, setting="inpatient"), "necessary", line="setting")
    answered(folder, case("large", SEVERE, procedure="fusion", setting="inpatient"), "not_necessary", line="setting")
    answered(folder, case("other", SEVERE, setting="outpatient"), "necessary", line="setting")
    pair = only(folder)
    assert (pair.better.of.case, pair.worse.of.case) == ("small", "large")
    assert pair.is_unseparated and names(pair.against) == ["two-operations"]


def test_several_lines_of_two_cases_are_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    two_lines = case("two", SEVERE, CARE, LIMITED)
    two_lines["request"]["line_items"].append({"id": "2", "procedure": "foraminotomy", "levels": ["L4-L5"]})
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, two_lines, "not_necessary", line=["1", "2"])
    assert only(folder).lines == 2


def test_the_most_telling_pairs_come_first(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("near", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, case("mild", MILD, CARE, LIMITED), "necessary")
    answered(folder, case("refused", MILD, CARE), "not_necessary", "Mild narrowing only")
    made = found(folder)
    assert [(pair.better.of.case, pair.has_shown_reason) for pair in made.pairs] == [("mild", True), ("near", False)]


# -- one submission answered twice -------------------------------------------------------------------------------------


def test_one_record_answered_by_two_people_is_separated_by_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    one = case("one", SEVERE, CARE)
    answered(folder, one, "necessary", by="First reviewer")
    answered(folder, one, "not_necessary", by="Second reviewer")
    pair = only(folder)
    assert pair.is_same_case and pair.is_fault
    assert lead_of(pair) == "One and the same record. Nothing separates the two answers."


def test_one_record_under_two_packs_is_told_with_what_each_asks(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    reviewed(folder, case("one", SEVERE, CARE, LIMITED), [str(small_pack(tmp_path)), "consensus"], "both")
    pair = only(folder)
    assert pair.is_same_case and (pair.better.answer, pair.worse.answer) == ("approve", "pend")
    assert "judged by small@1, and by consensus@2026-11" in pair.told
    assert "picture" in names(pair.separates)
    assert all(one.better is None for one in pair.separates if names([one]) == ["picture"])


def test_one_record_on_two_days_is_told_with_the_days(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    pack = [str(small_pack(tmp_path))]
    one = case("one", SEVERE, CARE, LIMITED)
    del one["received"]
    reviewed(folder, one, pack, "late")
    reviewed(folder, one, pack, "early", date(2026, 2, 1))  # the note was written later: it does not count
    pair = only(folder)
    assert (pair.better.answer, pair.worse.answer) == ("approve", "pend")
    assert pair.told == ("judged as of 2026-03-10, and as of 2026-02-01",)


def test_reviews_and_published_answers_are_compared_with_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    reviewed(folder, case("ours", SEVERE, CARE, LIMITED), [str(small_pack(tmp_path))], "ours")
    answered(folder, case("theirs", SEVERE, CARE, LIMITED), "not_necessary")
    pair = only(folder)
    assert (pair.better.is_published, pair.worse.is_published) == (False, True) and pair.is_unseparated


def test_what_holds_a_line_beside_its_criteria_separates_it(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    pack = [str(small_pack(tmp_path))]
    nowhere = case("nowhere", SEVERE, CARE, LIMITED)
    del nowhere["request"]["line_items"][0]["levels"]
    nowhere["documents"][0]["text"] = nowhere["documents"][0]["text"].replace(" at L4-L5", "")
    reviewed(folder, case("one", SEVERE, CARE, LIMITED), pack, "one")
    reviewed(folder, nowhere, pack, "nowhere")
    pair = only(folder)
    assert pair.worse.of.case == "nowhere" and not pair.is_fault
    assert pair.told or pair.separates


# -- reasons -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["Narrowing only mild, moderate is needed", "Stenosis below the moderate threshold", "Mild stenosis"]
)
def test_a_reason_that_both_records_bear_out_is_not_what_separates_them(reason: str, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("approved", MILD, CARE, LIMITED), "necessary")
    answered(folder, case("refused", MILD, CARE), "not_necessary", reason)
    pair = only(folder)
    (held,) = pair.holds
    assert held.is_shown and pair.is_fault and names(pair.separates) == ["limited"]
    assert lead_of(pair) == (
        f"The reason given for one holds of both records: “{reason}”. Other facts may separate them."
    )


def test_less_than_a_reason_names_for_the_other_is_a_reason_that_holds_of_both(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("approved", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, case("refused", SEVERE, LIMITED), "not_necessary", "Three months of physical therapy not shown")
    (held,) = only(folder).holds
    assert held.is_shown and held.short_of == "3 months"


def test_who_meets_what_the_reason_misses_is_separated_by_it(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("approved", SEVERE, CARE), "necessary")
    answered(folder, case("refused", MILD, CARE), "not_necessary", "Only mild narrowing")
    pair = only(folder)
    assert pair.holds == () and names(pair.separates) == ["narrow"] and not pair.is_fault


def test_a_reason_that_the_other_record_leaves_open_too_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("approved", CARE, LIMITED), "necessary")
    answered(folder, case("refused", MILD, CARE), "not_necessary", "Only mild narrowing")
    pair = only(folder)
    (held,) = pair.holds
    assert (held.is_shown, held.is_told, pair.is_fault) == (False, True, False)


def test_the_file_may_say_what_a_reason_is_about(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("approved", MILD, CARE, LIMITED), "necessary")
    refused = case("refused", MILD, CARE)
    answered(folder, refused, "not_necessary", "Too slight")
    assert only(folder).holds == ()
    answered(folder, refused, "not_necessary", {"says": "Too slight", "about": ["stenosis.grade"]})
    assert [one.reason.says for one in only(folder).holds] == ["Too slight"]
