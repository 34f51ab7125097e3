"""Nothing that a note says of a relative, of what may come or of what would then be done is read as a fact of the patient."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

READING = Path(__file__).parents[2] / "bench" / "reading"
ROWS: list[dict[str, str]] = yaml.safe_load((READING / "distractors.yaml").read_text(encoding="utf-8"))["distractors"]
NOTE = date(2026, 2, 16)
OF_THE_PATIENT = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)


@cache
def text_of(note: str) -> str:
    return (READING / "notes" / f"{note}.txt").read_text(encoding="utf-8")


@cache
def facts_of(note: str) -> tuple[Fact, ...]:
    whole = Document(id="note", kind="clinic note", authored=NOTE, text=text_of(note))
    return read([whole], vocabulary=vocabulary(), day=NOTE)


def test_every_note_with_a_distractor_gives_facts_of_the_patient() -> None:
    assert len(ROWS) >= 27
    for note in {row["note"] for row in ROWS}:
        assert any(fact.assertion in OF_THE_PATIENT for fact in facts_of(note)), note


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['note']}: {row['words']}" for row in ROWS])
def test_a_distractor_is_no_fact_of_the_patient(row: dict[str, str]) -> None:
    start = text_of(row["note"]).index(row["words"])
    end = start + len(row["words"])
    shown = [
        (fact.kind, fact.assertion, quote.words)
        for fact in facts_of(row["note"])
        if fact.assertion in OF_THE_PATIENT
        for quote in fact.quotes
        if quote.start < end and start < quote.end
    ]
    assert shown == []
