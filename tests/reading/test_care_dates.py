"""First and last day of a course of care, and lengths that reach up to the day of the note."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.reading.read import read
from necessity.vocabulary.load import load_vocabulary, medicine_folder


def care(text: str, kind: str = "clinic note") -> Fact:
    words = load_vocabulary(medicine_folder())
    document = Document(id="note", kind=kind, authored=date(2026, 3, 10), text=text)
    facts = read([document], vocabulary=words, day=date(2026, 3, 10))
    return next(fact for fact in facts if fact.kind == "conservative_care")


@pytest.mark.parametrize(
    ("text", "kind", "length"),
    [
        ("From 3/4/25 to 4/22/25 he had physical therapy.", "clinic note", "49 days"),
        ("8/22/25-10/22/25 PT 18 visits.", "clinic note", "61 days"),
        ("Visits 12/12, 3/4/25 - 4/22/25", "therapy record", "49 days"),
        ("Seen 14/05/24 to 09/08/24 = 13 visits.", "therapy record", "87 days"),
        ("He had physical therapy over the last 8 weeks.", "clinic note", "8 weeks"),
    ],
)
def test_a_course_has_the_length_between_its_days(text: str, kind: str, length: str) -> None:
    assert str(care(text, kind).value) == length


def test_a_course_within_the_past_months_is_dated_and_has_no_length() -> None:
    fact = care("In the past 3 months she had physical therapy.")
    assert fact.value is None
    assert fact.when is not None and fact.when.latest == date(2026, 3, 10)


def test_a_course_over_the_last_weeks_ends_with_the_note() -> None:
    fact = care("He had physical therapy over the last 8 weeks.")
    assert fact.when is not None and fact.when.earliest == date(2026, 1, 13)


def test_the_day_of_an_operation_is_no_day_of_care() -> None:
    fact = care("This is the third injection since the Dec '22 discectomy.")
    assert fact.value is None and fact.when is None
