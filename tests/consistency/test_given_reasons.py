"""What a reason is about, by its words; and which reasons are set against no record."""

from __future__ import annotations

import pytest

from necessity.assessment.answered import Matter
from necessity.quantity import Grade, Quantity
from necessity.reading.given_reasons import matters_of
from necessity.vocabulary.load import vocabulary

MONTHS = Quantity.exactly(3, "months")


def grade(word: str) -> Grade:
    return vocabulary().scales["stenosis"].grade(word)


@pytest.mark.parametrize(
    ("says", "about"),
    [
        ("Three months of conservative care not shown", [Matter("conservative_care", "length", MONTHS)]),
        ("No neuropathic medication trial", [Matter("conservative_care", "modality", "medication")]),
        ("Only 18 days of treatment against six weeks required", [Matter("conservative_care", "length")]),
        ("Only mild narrowing where moderate or worse is required", [Matter("stenosis", "grade", grade("moderate"))]),
        ("Narrowing of low grade", [Matter("stenosis", "grade")]),
        ("Stenosis not documented", [Matter("stenosis")]),
        ("No instability", [Matter("instability")]),
        ("The reviewer was not persuaded", []),
    ],
)
def test_a_reason_names_kinds_of_fact_and_their_fields(says: str, about: list[Matter]) -> None:
    assert list(matters_of(says)) == about


@pytest.mark.parametrize(
    "says",
    ["The slip would otherwise justify fusion", "Clinical picture supports surgery", "Stenosis matches the leg pain"],
)
def test_a_reason_that_speaks_for_the_request_is_about_nothing(says: str) -> None:
    assert matters_of(says) == ()


def test_one_that_speaks_for_it_with_a_no_is_looked_at() -> None:
    assert Matter("instability") in matters_of("Stenosis without instability does not justify fusion")
