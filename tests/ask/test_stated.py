"""A plain answer as a fact: every yes and every no that makes one is read by the engine as just that answer."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import DAY, chart, judge, leaf

from necessity.counterfactual.questions import Question
from necessity.counterfactual.stated import fact_of_answer, value_answered
from necessity.model.document import Document
from necessity.verdict import MET, NOT_MET

NUMBERS = {
    "weeks": "6 weeks",
    "year": "12 months",
    "half": "6 months",
    "grade": "moderate",
    "mild": "mild",
    "mm": "3 mm",
}
LINES = (
    "stenosis.grade >= grade at this level",
    "stenosis.grade < grade at this level",
    "cauda_equina",
    "cauda_equina within year before request",
    "conservative_care.length >= weeks within year before request",
    "dynamic_translation.amount > mm at this level",
    "graft with type allograft",
)


def question(line: str) -> Question:
    found = leaf(line, {name: value for name, value in NUMBERS.items() if name in line.split()})
    level = "L4-L5" if "this level" in line else None
    return Question(number=0, key=("fact", level, None, None), fact=("fact",), leaf=found, level=level)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("answer", [True, False], ids=["yes", "no"])
def test_the_engine_reads_the_fact_as_the_answer(line: str, answer: bool) -> None:
    from dataclasses import replace

    asked = question(line)
    found = fact_of_answer(asked, answer, DAY)
    assert found is not None
    document = Document(id="answer 1", kind="clinic note", authored=DAY, text="an answer")
    told = replace(found, recorded=DAY, evidence=(document.quote(0, 9),))
    assert asked.leaf is not None
    assert judge(asked.leaf, told).verdict is (MET if answer else NOT_MET)


@pytest.mark.parametrize(
    ("line", "words", "says"),
    [
        ("conservative_care.length >= weeks", "8 weeks", "8 weeks"),
        ("conservative_care.length >= weeks", "about 3 mm", None),
        ("stenosis.grade >= grade at this level", "severe", "severe"),
        ("stenosis.grade >= grade at this level", "mild to moderate", "mild to moderate"),
        ("stenosis.grade >= grade at this level", "very bad", None),
        ("cauda_equina", "8 weeks", None),
    ],
)
def test_a_value_has_the_type_of_the_field_or_is_none(line: str, words: str, says: str | None) -> None:
    value = value_answered(question(line), words)
    assert (None if value is None else str(value)) == says


def test_what_a_fact_would_have_to_guess_makes_none() -> None:
    weak = question("motor_strength with root L5 concordant with this level")
    assert fact_of_answer(weak, True, DAY) is None  # which muscle, and how weak
    assert fact_of_answer(question("stenosis at another level"), True, DAY) is None  # at which
    assert (
        fact_of_answer(question("graft with type allograft within year before request"), True, date(2026, 3, 10))
        is not None
    )
    assert chart(()).facts == ()
