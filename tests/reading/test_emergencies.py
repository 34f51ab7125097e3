"""Emergencies are seen as they are written; plain denials and falls of no known onset are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.conflict import conflicts
from necessity.reading.derive import derive
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
DAY = date(2026, 3, 4)
TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "emergencies.yaml").read_text(encoding="utf-8")
)
STANDS = (Assertion.PRESENT, Assertion.POSSIBLE)


def read_all(*notes: str) -> tuple[Fact, ...]:
    documents = [Document(id=f"note-{n}", kind="clinic note", authored=DAY, text=note) for n, note in enumerate(notes)]
    return tuple(read(documents, vocabulary=VOCABULARY, day=DAY))


def told(facts: tuple[Fact, ...], kind: str) -> list[Assertion]:
    return [fact.assertion for fact in facts if fact.kind == kind]


def days_of_fall(facts: tuple[Fact, ...]) -> list[float]:
    spans = [fact.qualifiers.get("span") for fact in facts if fact.kind == "motor_decline" and fact.assertion in STANDS]
    return [one.high * {"days": 1, "weeks": 7, "months": 30}[one.unit] for one in spans if isinstance(one, Quantity)]


def is_emergency(facts: tuple[Fact, ...]) -> bool:
    """As the ladder of urgency asks: the signs, an infection, an unstable fracture, or a fall within a week."""
    signs = {fact.kind for fact in facts if fact.assertion in STANDS}
    return bool(signs & {"cauda_equina", "spinal_infection", "instability"}) or any(d <= 7 for d in days_of_fall(facts))


def clashing(*notes: str) -> set[str]:
    facts = read_all(*notes)
    return {one.kind for one in conflicts((*facts, *derive(facts, vocabulary=VOCABULARY, day=DAY)), VOCABULARY)}


@pytest.mark.parametrize("row", TABLE["emergent"], ids=[row["says"] for row in TABLE["emergent"]])
def test_an_emergency_is_seen(row: dict[str, Any]) -> None:
    facts = read_all(row["says"])
    assert is_emergency(facts)
    if "within" in row:
        assert days_of_fall(facts) == [row["within"]]


@pytest.mark.parametrize("row", TABLE["not_emergent"], ids=[row["says"] for row in TABLE["not_emergent"]])
def test_what_only_looks_like_one_is_none(row: dict[str, Any]) -> None:
    assert not is_emergency(read_all(row["says"]))


def test_a_sign_after_a_lost_reflex_is_possible_and_in_a_plain_list_denied() -> None:
    assert told(read_all("No reflexes, saddle anesthesia."), "cauda_equina") == [Assertion.POSSIBLE]
    assert told(read_all("No fever, saddle anesthesia or weakness."), "cauda_equina") == [Assertion.ABSENT]


def test_a_denial_ends_with_its_sentence() -> None:
    facts = read_all("No pain in the left leg. Progressive weakness of the right leg.")
    assert told(facts, "motor_decline") == [Assertion.PRESENT]


FALLING = "Right gastrocnemius 4/5, otherwise 5/5. The right leg weakness is progressive compared with last month."


def test_full_strength_in_another_note_of_the_day_is_in_conflict_with_a_fall() -> None:
    for other in (
        "Motor strength is 5/5 in both legs.",
        "Motor strength is 5/5 in both legs, unchanged from last month. No weakness.",
        "Motor strength is 5/5 in the right leg.",
        "Motor strength is 5/5 throughout. No weakness.",
    ):
        assert clashing(FALLING, other) == {"motor_decline", "motor_strength"}, other


def test_an_examiner_who_finds_no_weakness_denies_the_fall() -> None:
    assert clashing(FALLING, "Exam: No weakness.") == {"motor_decline"}
    assert clashing(FALLING, "ROS: no weakness, no numbness.") == set()


def test_the_other_leg_and_the_rest_of_one_note_are_no_conflict() -> None:
    assert clashing(FALLING) == set()
    assert clashing(FALLING, "Motor strength is 5/5 in the left leg.") == set()
    assert clashing(f"{FALLING} Strength is 5/5 in both legs except for this.") == set()


def test_activities_that_were_not_changed_are_no_care() -> None:
    for says in ("She has not changed her activities.", "He had never modified his activities."):
        assert Assertion.PRESENT not in told(read_all(says), "conservative_care"), says
    assert told(read_all("She has changed her activities for 6 weeks."), "conservative_care") == [Assertion.PRESENT]


def test_an_anesthetic_is_no_loss_of_feeling() -> None:
    assert told(read_all("Urinary retention after anesthesia in 2019."), "sensory_loss") == []
    assert told(read_all("There is anesthesia in the left L5 dermatome."), "sensory_loss") == [Assertion.PRESENT]
