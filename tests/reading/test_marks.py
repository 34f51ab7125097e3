"""Marked sentences are read strictly, and what differs is told in plain words."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.errors import InputUnusable
from necessity.model.document import Document
from necessity.model.fact import Assertion
from necessity.reading.marks import compare, parse_marked
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
DAY = date(2026, 2, 16)


def differences(text: str, strict: bool = False) -> tuple[str, ...]:
    plain, marks = parse_marked(text, VOCABULARY)
    document = Document(id="note", kind="clinic note", authored=DAY, text=plain)
    return compare(read([document], vocabulary=VOCABULARY, day=DAY), marks, vocabulary=VOCABULARY, strict=strict)


def test_a_mark_holds_kind_fields_assertion_and_words() -> None:
    plain, (mark,) = parse_marked(
        'He has no [[!motor_strength muscle="tibialis anterior" side=left when=2026-02|weak foot]].', VOCABULARY
    )
    assert plain == "He has no weak foot."
    assert plain[mark.start : mark.end] == mark.words == "weak foot"
    assert mark.assertion is Assertion.ABSENT
    assert dict(mark.fields) == {"muscle": "tibialis anterior", "side": "left"}
    assert str(mark.when) == "2026-02"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[stenosis|open", "a mark is not closed"),
        ("a ]] b", "']]' closes no mark"),
        ("[[stenosis|a [[stenosis|b]] c]]", "a mark stands inside a mark"),
        ("[[stenosis]]", "a mark must be [[kind field=value|words]]"),
        ("[[stenosis| ]]", "a mark must be [[kind field=value|words]]"),
        ("[[stenoses|x]]", "'stenoses' is not a kind of fact"),
        ("[[stenosis grad=severe|x]]", "stenosis has no field 'grad'"),
        ("[[stenosis grade=sevre|x]]", "'sevre' is not on the scale"),
        ("[[stenosis level=L4-L6|x]]", "'L4-L6' is not a level"),
        ("[[stenosis side=top|x]]", "'top' is not a side of stenosis"),
        ("[[stenosis when=soon|x]]", "'soon' is not a date"),
        ("[[stenosis assertion=maybe|x]]", "'maybe' is not an assertion"),
        ("[[!stenosis assertion=planned|x]]", "cannot stand together"),
        ("[[stenosis side=left side=right|x]]", "the field 'side' stands twice"),
        ("[[conservative_care length=long|x]]", "'long' is not a quantity"),
    ],
)
def test_a_wrong_mark_is_an_error_with_its_place(text: str, what: str) -> None:
    with pytest.raises(InputUnusable) as caught:
        parse_marked(f"first line\n  {text}", VOCABULARY)
    assert what in str(caught.value)
    assert all(problem.where.line == 2 for problem in caught.value.problems)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputUnusable) as caught:
        parse_marked("[[stenoses|a]] and [[listhesis grade=IX|b]]", VOCABULARY)
    assert len(caught.value.problems) == 2


def test_what_is_read_as_marked_differs_in_nothing() -> None:
    assert differences("[[radicular_pain side=left|Left leg pain]].", strict=True) == ()


def test_a_wrong_field_a_missing_fact_and_an_unmarked_one_are_told() -> None:
    (wrong, unmarked) = differences("[[radicular_pain side=right|Left leg pain]].")
    assert wrong.startswith("not read: radicular_pain side=right")
    assert "read there: radicular_pain side=left" in wrong
    assert unmarked.startswith("read but not marked: radicular_pain side=left")
    assert differences("Left leg pain.") == ()
    assert len(differences("Left leg pain.", strict=True)) == 1
