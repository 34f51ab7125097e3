"""What a patient is told to watch for, what is risked, asked or printed is no fact; the same told of the patient is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
NOTE = date(2026, 2, 16)
TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "precautions.yaml").read_text(encoding="utf-8")
)
NEVER, TOLD, SILENT = TABLE["never"], TABLE["told"], TABLE["silent"]
OF_THE_PATIENT = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)
DECIDES = frozenset(
    "cauda_equina motor_decline gait_disturbance surgery_complication instability instability_at_surgery stenosis "
    "neural_compression implant_failure spinal_infection poor_bone disc_herniation scoliosis fusion_status fracture "
    "listhesis diabetes anticoagulation".split()
)


def facts_of(text: str, kind: str = "clinic note") -> tuple[Fact, ...]:
    return read([Document(id="note", kind=kind, authored=NOTE, text=text)], vocabulary=VOCABULARY, day=NOTE)


def present(text: str, kind: str = "clinic note") -> set[str]:
    return {fact.kind for fact in facts_of(text, kind) if fact.assertion is Assertion.PRESENT}


def test_the_tables_are_long_and_name_kinds_that_exist() -> None:
    assert len(NEVER) >= 180
    assert len(TOLD) >= 180
    assert len(SILENT) >= 150
    assert set(VOCABULARY.kinds) >= DECIDES
    assert {kind for row in TOLD for kind in row["kinds"]} <= set(VOCABULARY.kinds)


@pytest.mark.parametrize("row", NEVER, ids=[row["says"] for row in NEVER])
def test_nothing_that_decides_is_read_as_present(row: dict[str, Any]) -> None:
    assert not present(row["says"], row.get("in", "clinic note")) & DECIDES


@pytest.mark.parametrize("row", TOLD, ids=[row["says"] for row in TOLD])
def test_what_is_told_of_the_patient_is_read(row: dict[str, Any]) -> None:
    assert set(row["kinds"]) <= present(row["says"], row.get("in", "clinic note"))


@pytest.mark.parametrize("row", SILENT, ids=[row["says"] for row in SILENT])
def test_a_text_that_says_nothing_of_the_patient_gives_no_fact_at_all(row: dict[str, Any]) -> None:
    said = [fact for fact in facts_of(row["says"]) if fact.assertion in OF_THE_PATIENT]
    assert [(fact.kind, fact.assertion, fact.quotes[0].words) for fact in said] == []


def test_a_list_under_a_warning_is_a_warning_and_the_sentence_after_it_is_not() -> None:
    note = "Return precautions were discussed. Saddle numbness, urinary retention.\nHe has a progressive foot drop."
    assert present(note) & DECIDES == {"motor_decline"}
    note = (
        "He knows to come to the emergency room for:\n- saddle numbness\n- urinary retention\n\nThe left leg is weaker."
    )
    assert present(note) & DECIDES == {"motor_decline"}


def test_an_instruction_names_the_words_that_make_it_one() -> None:
    told = facts_of("Saddle numbness would bring him to the emergency department.")
    (fact,) = [fact for fact in told if fact.kind == "cauda_equina"]
    assert fact.assertion is Assertion.HYPOTHETICAL
    assert fact.cue is not None
    assert fact.cue.words == "would bring him"


def test_a_study_that_cannot_exclude_denies_nothing() -> None:
    facts = facts_of("A negative study cannot rule out nerve root compression at L4-5.", "imaging report")
    assert [fact.assertion for fact in facts if fact.kind == "neural_compression"] == [Assertion.POSSIBLE]


def test_a_complication_in_an_operative_note_happened() -> None:
    assert "surgery_complication" in present("COMPLICATIONS: Incidental dural tear, repaired.", "operative note")
    assert "surgery_complication" not in present("Complications: dural tear, bleeding, infection, nerve injury.")
