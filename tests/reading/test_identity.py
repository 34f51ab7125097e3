"""A page that names another patient is nobody's evidence; a page that may be hers stays."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.case import Member
from necessity.model.document import Document
from necessity.reading.identity import identity_of, without_other_patients

JANE = Member(name="Jane Roe", born=date(1987, 1, 5))


def page(text: str) -> Document:
    return Document(id="page", kind="clinic note", text=text)


@pytest.mark.parametrize(
    ("head", "name", "born"),
    [
        ("PATIENT: ROE, JANE     AGE: 39", {"ROE", "JANE"}, None),
        ("Patient: Jane Roe     Age: 39\nSeen by: M. Moe, MD", {"ROE", "JANE"}, None),
        ("Pt: Roe, Jane    Age 39", {"ROE", "JANE"}, None),
        ("Patient Name: Jane Q. Roe  DOB: 01/05/1987", {"ROE", "JANE"}, date(1987, 1, 5)),
        ("Patient: ROE, RICHARD DOB 01/01/1950 MRN 999", {"ROE", "RICHARD"}, date(1950, 1, 1)),
        ("The patient: she is well.", set(), None),
        ("Left leg pain.", set(), None),
    ],
)
def test_the_head_of_a_page_names_its_patient(head: str, name: set[str], born: date | None) -> None:
    found = identity_of(page(head + "\nLeft leg pain."))
    assert (set(found.name), found.born) == (name, born)


@pytest.mark.parametrize(
    ("head", "hers"),
    [
        ("PATIENT: ROE, JANE", True),
        ("Patient: J. Roe", True),
        ("Patient: Jane Doe", True),  # a married name: one word in common is not surely another person
        ("DOB: 01/05/1987", True),
        ("No heading at all", True),
        ("PATIENT: SMITH, JOHN", False),
        ("Patient: Jane Roe  DOB: 02/05/1987", False),
    ],
)
def test_only_what_surely_differs_is_set_aside(head: str, hers: bool) -> None:
    (kept,) = without_other_patients([page(head + "\nLeft leg pain.")], JANE)
    assert kept.readable is hers
    assert kept.of_another_patient is not hers
    assert ("Left leg pain" in kept.text) is hers  # another person's words stay out of this one's report


def test_pages_that_name_two_patients_count_for_neither_while_nobody_says_whose_the_case_is() -> None:
    pages = [page("PATIENT: SMITH, JOHN\n"), page("PATIENT: DOE, ALAN\n"), page("Left leg pain.")]
    assert [one.readable for one in without_other_patients(pages, Member())] == [False, False, True]
    assert [one.readable for one in without_other_patients(pages, Member(name="Alan Doe"))] == [False, True, True]


@pytest.mark.parametrize(
    ("head", "aside"),
    [
        ("Sex: Male", True),
        ("Age: 39   Sex: M", True),
        ("Gender: female", False),
        ("Sex: M / F", False),  # a form that nobody filled in
        ("Sex: not stated", False),
        ("Patient: Jane Roe   DOB: 05/02/1986   Sex: M", False),  # a slip: name and birth date agree
    ],
)
def test_a_page_of_another_sex_is_set_aside_unless_the_rest_agrees(head: str, aside: bool) -> None:
    page = Document(id="page", text=f"{head}\n\nLeft leg pain.")
    member = Member(name="Jane Roe", born=date(1986, 5, 2), sex="female")
    assert [one.of_another_patient for one in without_other_patients([page], member)] == [aside]
