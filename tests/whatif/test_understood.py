"""How a statement is understood: as facts, as something taken out, as another request, as a question, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.case import LineItem, Request
from necessity.reading.statement import Statement, statement_of
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)
REQUEST = Request(
    line_items=(
        LineItem(id="1", requested_as="laminectomy", procedure="laminectomy", levels=("L4-L5",)),
        LineItem(id="2", requested_as="lumbar fusion", procedure="lumbar-fusion", levels=("L4-L5",)),
    ),
    setting="inpatient",
)


def understood(words: str) -> Statement | None:
    return statement_of(words, "statement 1", request=REQUEST, day=DAY, vocabulary=vocabulary())


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("physical therapy lasted only 3 weeks", ["conservative_care"]),
        ("What if EHL is 3/5?", ["motor_strength"]),
        ("suppose she had quit smoking 2 months ago", ["nicotine"]),
        ("would it be approved if the T-score were -3.0?", ["bone_density"]),
        ("no instability", ["instability"]),
        ("she does not smoke", ["nicotine"]),
        ("the patient was not a smoker", ["nicotine"]),
        ("therapy lasted ten weeks", ["conservative_care"]),
        ("no MRI was done", ["imaging_study"]),
        ("the epidural gave no relief", ["conservative_care"]),
    ],
)
def test_a_statement_is_read_as_a_chart_is(words: str, kinds: list[str]) -> None:
    said = understood(words)
    assert said is not None
    assert [fact.kind for fact in said.facts] == kinds


def test_words_that_the_reader_knows_by_a_longer_name_are_told() -> None:
    said = understood("therapy lasted ten weeks")
    assert said is not None and said.read_as == "physical therapy lasted ten weeks"


def test_what_is_not_read_is_told() -> None:
    said = understood("she quit smoking, bought a small yellow boat, and HbA1c is 6.1")
    assert said is not None
    assert {fact.kind for fact in said.facts} == {"nicotine", "hba1c"}
    assert said.unread == ("bought a small yellow boat",)
    score = understood("PHQ-9 was 21")
    assert score is not None and score.unread == ("21",)


@pytest.mark.parametrize(
    ("words", "thing", "is_paper"),
    [
        ("without the MRI report", "the MRI report", False),
        ("what if we leave out the EMG?", "", False),
        ("ignoring the letter", "the letter", False),
        ("the therapy discharge is missing", "the therapy discharge", False),
        ("the dural tear never happened", "the dural tear", False),
        ("if there was no MRI report", "MRI report", True),
    ],
)
def test_something_is_taken_out(words: str, thing: str, is_paper: bool) -> None:
    said = understood(words)
    assert (said.takes_out if said else "", bool(said and said.only_documents)) == (thing, is_paper)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("as outpatient", "asked as outpatient in place of inpatient"),
        ("in an ambulatory surgery center", "asked as ambulatory in place of inpatient"),
        ("on an inpatient basis", "inpatient is asked for already"),
        ("at L5-S1 instead", "lines 1, 2 are asked at L5-S1 in place of at L4-L5"),
        ("the fusion at L5-S1 instead", "line 2 is asked at L5-S1 in place of at L4-L5"),
        ("at L5-S1 too", "lines 1, 2 are asked at L4-L5 and L5-S1 in place of at L4-L5"),
        ("on the left side", "line 1 is asked at L4-L5, left in place of at L4-L5"),
        ("without the fusion", "line 2 (lumbar fusion) is not asked for"),
        ("leave out the fusion", "line 2 (lumbar fusion) is not asked for"),
        ("outpatient instead of inpatient", "asked as outpatient in place of inpatient"),
        ("at L5-S1 instead of L4-L5", "lines 1, 2 are asked at L5-S1 in place of at L4-L5"),
        ("also fuse L5-S1", "lumbar fusion is asked for besides at L5-S1"),
        ("laminectomy alone", "line 2 (lumbar fusion) is not asked for"),
        ("with a discectomy", "discectomy is asked for besides at L4-L5"),
        ("in six weeks", "the day of judgement is moved 6 weeks later; the record stays as it is"),
        ("six weeks later", "the day of judgement is moved 6 weeks later; the record stays as it is"),
        ("if we wait three months", "the day of judgement is moved 3 months later; the record stays as it is"),
    ],
)
def test_something_else_is_asked_for(words: str, says: str) -> None:
    said = understood(words)
    assert said is not None and said.otherwise is not None
    assert said.otherwise.says == (says,)


@pytest.mark.parametrize(
    "words",
    ["outpatient physical therapy for 8 weeks", "the fusion at L4-L5 is solid", "prior fusion at L4-L5 in 2019"],
)
def test_a_fact_is_no_change_of_the_request(words: str) -> None:
    said = understood(words)
    assert said is not None and said.otherwise is None and said.facts


def test_an_operation_that_was_somewhere_may_be_an_earlier_one() -> None:
    said = understood("the laminectomy was at L3-4")
    assert said is None or said.otherwise is None


@pytest.mark.parametrize(
    "words",
    ["why is line 1 not met?", "why is the aspirate referred?", "what is missing?", "what is the evidence for BMP?"],
)
def test_a_question_is_a_question(words: str) -> None:
    said = understood(words)
    assert said is not None and said.question and not said.facts


@pytest.mark.parametrize(
    "words", ["", "   ", "?", "the moon is full", "who are you", "approve line 1", "12345", "stenosus"]
)
def test_what_is_none_of_these_is_not_understood(words: str) -> None:
    assert understood(words) is None
