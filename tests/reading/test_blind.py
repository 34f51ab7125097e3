"""Charts as strangers write them: what is told of the patient is read, and what is not is no fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.derive import derive, merge
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
WRITTEN, JUDGED = date(2026, 3, 1), date(2026, 3, 10)
ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "blind.yaml").read_text(encoding="utf-8"))
DRAGS = ("extensor hallucis longus", "tibialis anterior")


def _is(kind: str) -> Callable[[Fact], bool]:
    return lambda fact: fact.kind == kind


ASKED: dict[str, Callable[[Fact], bool]] = {
    "foot_drag": lambda fact: (
        (fact.kind == "gait_disturbance" and fact.value == "foot_drag")
        or (fact.kind == "motor_strength" and fact.qualifiers.get("muscle") in DRAGS)
    ),
    "durotomy": lambda fact: fact.kind == "surgery_complication" and fact.value in ("durotomy", "csf_leak"),
    "stenosis_moderate": lambda fact: fact.kind == "stenosis" and str(fact.value).startswith(("moderate", "severe")),
    "nerve_compression": _is("neural_compression"),
    "weak_bone": _is("poor_bone"),
    "recurrent_herniation": lambda fact: fact.kind == "disc_herniation" and fact.qualifiers.get("recurrent") == "yes",
    "care_failed": lambda fact: (
        fact.kind == "conservative_care"
        and fact.qualifiers.get("response") in ("none", "partial", "transient", "worse")
    ),
    "leg_pain": _is("radicular_pain"),
    "back_pain_chronic": lambda fact: fact.kind == "axial_back_pain" and fact.qualifiers.get("chronic") == "yes",
    "emg_root": _is("emg"),
}


def told(text: str, kind: str) -> tuple[Fact, ...]:
    """What the document tells, with what follows from it; an operative note is judged on its own day."""
    document = Document(id="note", kind=kind, authored=WRITTEN, text=text)
    day = WRITTEN if kind == "operative note" else JUDGED
    facts = read([document], vocabulary=VOCABULARY, day=day)
    return (*facts, *derive(merge(facts, vocabulary=VOCABULARY), vocabulary=VOCABULARY, day=day))


def test_there_are_many_rows_of_both_sorts() -> None:
    assert sum(row["fact"] for row in ROWS) >= 120
    assert sum(not row["fact"] for row in ROWS) >= 160
    assert {row["kind"] for row in ROWS} <= set(ASKED) | set(VOCABULARY.kinds)


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:70] for row in ROWS])
def test_what_is_told_of_the_patient_is_read_and_nothing_else(row: dict[str, Any]) -> None:
    kind = row["kind"]
    is_it = ASKED.get(kind, _is(kind))
    present = [f for f in told(row["text"], row["document"]) if f.assertion is Assertion.PRESENT and is_it(f)]
    assert bool(present) is row["fact"]


def test_two_dated_columns_make_a_fall_with_its_time() -> None:
    facts = told("Muscle | 11 Feb | 25 Feb\nR EHL | 4 | 2\nR TA | 4+ | 3\nR GS | 5 | 5", "clinic note")
    falls = {f.qualifiers["muscle"]: f for f in facts if f.kind == "motor_decline"}
    assert set(falls) == set(DRAGS)
    assert str(falls["extensor hallucis longus"].qualifiers["span"]) == "2 weeks"


def test_a_table_of_stenosis_gives_each_compartment_its_grade_and_its_denial() -> None:
    rows = "Level | Central | R foramen | L foramen\nL3-4 | mod | mild | nil\nL4-5 | mild | severe | mild"
    facts = [f for f in told(rows, "imaging report") if f.kind == "stenosis"]
    known = {(f.qualifiers["level"], f.qualifiers["compartment"], f.qualifiers.get("side")): f for f in facts}
    assert len(known) == 6
    assert str(known["L4-L5", "foraminal", "right"].value) == "severe"
    assert known["L3-L4", "foraminal", "left"].assertion is Assertion.ABSENT


def test_a_large_residual_alone_makes_a_pressed_cauda_possible_and_no_more() -> None:
    (fact,) = [f for f in told("PVR | 610 mL", "clinic note") if f.kind == "cauda_equina"]
    assert fact.assertion is Assertion.POSSIBLE
