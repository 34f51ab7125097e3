"""Sentences of clinic notes in many manners: every fact of the kinds named is read as the table says, and no other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.merge import merge
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
NOTE = date(2026, 2, 16)
ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "clinic_sentences.yaml").read_text(encoding="utf-8")
)


def facts_of(text: str, kind: str = "clinic note") -> tuple[Fact, ...]:
    return read([Document(id="note", kind=kind, authored=NOTE, text=text)], vocabulary=VOCABULARY, day=NOTE)


def told(fact: Fact) -> str:
    """One fact as the table writes it: `3+ muscle=quadriceps side=right`, `durotomy absent`, `fusion on 2021-05`."""
    words = [str(fact.value)] if fact.value is not None else []
    words += [f"{name}={value}" for name, value in sorted(fact.qualifiers.items())]
    words += [fact.assertion.value] if fact.assertion is not Assertion.PRESENT else []
    words += [f"on {fact.when}"] if fact.when is not None and str(fact.when) != str(NOTE) else []
    return " ".join(words)


def test_the_table_is_long_enough_and_names_kinds_that_exist() -> None:
    assert len(ROWS) >= 75
    assert len({row["says"] for row in ROWS}) == len(ROWS)
    assert {kind for row in ROWS for kind in row["reads"]} <= set(VOCABULARY.kinds)


@pytest.mark.parametrize("row", ROWS, ids=[row["says"] for row in ROWS])
def test_a_sentence_is_read_as_the_table_says(row: dict[str, Any]) -> None:
    facts = facts_of(row["says"], row.get("document", "clinic note"))
    for kind, expected in row["reads"].items():
        assert sorted(told(fact) for fact in facts if fact.kind == kind) == sorted(expected)
    for fact in facts:
        assert all(quote.words == row["says"][quote.start : quote.end] for quote in fact.quotes)


def test_a_radiculopathy_on_nerve_studies_is_no_pain_that_the_patient_tells() -> None:
    shown = facts_of("EMG: chronic left L5 radiculopathy.")
    assert [fact.kind for fact in shown if fact.kind in ("emg", "radicular_pain")] == ["emg"]
    none = facts_of("No electrodiagnostic evidence of radiculopathy. She has left leg pain.")
    assert [fact.assertion for fact in none if fact.kind == "radicular_pain"] == [Assertion.PRESENT]


def test_each_muscle_of_a_list_has_its_root_and_its_side() -> None:
    facts = facts_of("Right EHL 3+/5, quadriceps 4+/5, gastrocsoleus 4-/5.")
    graded = [fact for fact in merge(facts, VOCABULARY) if fact.kind == "motor_strength"]
    assert {(str(fact.qualifiers["muscle"]), fact.qualifiers["root"], fact.qualifiers["side"]) for fact in graded} == {
        ("extensor hallucis longus", "L5", "right"),
        ("quadriceps", "L3", "right"),
        ("gastrocsoleus", "S1", "right"),
    }


def test_a_table_under_no_header_has_no_sides() -> None:
    facts = [
        fact for fact in facts_of("Strength:\nEHL  3/5  5/5\nQuadriceps  4/5  5/5") if fact.kind == "motor_strength"
    ]
    assert facts
    assert all("side" not in fact.qualifiers for fact in facts)


def test_pain_that_came_back_without_an_operation_is_no_return_after_surgery() -> None:
    assert not [fact for fact in facts_of("The leg pain came back in May.") if fact.kind == "symptom_return"]
    assert not [
        fact for fact in facts_of("She had a fusion in 2021. Leg pain came back when the injection wore off.")
        if fact.kind == "symptom_return"
    ]  # fmt: skip
