"""Questions of a form are read with their answers; questions that are put to a reader are not."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.reading.answers import with_answers
from necessity.reading.read import read
from necessity.vocabulary.load import load_vocabulary, medicine_folder

FORM = """QUESTIONNAIRE
Which is worse? Leg
Have you had physical therapy? Yes, 6 weeks, didn't help
Have you seen a chiropractor? No
What medicines have you tried? Ibuprofen, gabapentin
Do you take blood thinners? No
Are you diabetic? Yes
Have you had back surgery before? No
"""


def facts_of(text: str) -> set[str]:
    words = load_vocabulary(medicine_folder())
    document = Document(id="form", kind="clinic note", authored=date(2026, 3, 10), text=text)
    facts = read([document], vocabulary=words, day=date(2026, 3, 10))
    return {f"{'!' if fact.assertion.value == 'absent' else ''}{fact.kind}" for fact in facts}


def test_yes_asserts_and_no_denies_what_was_asked() -> None:
    told = facts_of(FORM)
    assert {"!anticoagulation", "diabetes", "!prior_surgery", "conservative_care"} <= told
    assert "anticoagulation" not in told and "!diabetes" not in told


@pytest.mark.parametrize(
    "text", ["Is the two level fusion reasonable for this man with a stable slip? No.", "Numb? no."]
)
def test_no_fact_is_asserted_by_a_question(text: str) -> None:
    assert not {"sensory_symptom", "prior_surgery"} & facts_of(text)


def test_a_long_question_to_a_reader_is_not_joined_with_its_answer() -> None:
    block = "Is a fusion at the time of this decompression needed? No. He has had only six visits."
    assert with_answers(block, [(0, 53), (54, 57), (58, 85)]) == [(0, 53), (54, 57), (58, 85)]


def test_the_line_before_a_question_is_not_denied_by_its_answer() -> None:
    told = facts_of("What have you tried? Ibuprofen, gabapentin\nDo you smoke or vape? No")
    assert "conservative_care" in told and "!conservative_care" not in told
