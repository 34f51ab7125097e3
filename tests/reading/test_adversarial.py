"""Sentences that invite a false reading: what is not said of this patient now is never read as present, nor as denied."""

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
ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "adversarial.yaml").read_text(encoding="utf-8"))


def facts_of(text: str, kind: str = "clinic note") -> tuple[Fact, ...]:
    document = Document(id="note", kind=kind, authored=NOTE, text=text)
    return read([document], vocabulary=VOCABULARY, day=NOTE)


def test_the_table_is_long_enough_and_names_kinds_that_exist() -> None:
    assert len(ROWS) >= 150
    assert len({row["says"] for row in ROWS}) == len(ROWS)
    named = {kind for row in ROWS for kind in (*row.get("present", ()), *row.get("absent", ()))}
    assert named <= set(VOCABULARY.kinds)


@pytest.mark.parametrize("row", ROWS, ids=[row["says"] for row in ROWS])
def test_only_what_may_be_is_read(row: dict[str, Any]) -> None:
    facts = facts_of(row["says"])
    for assertion in (Assertion.PRESENT, Assertion.ABSENT):
        read_so = {fact.kind for fact in facts if fact.assertion is assertion}
        assert read_so == set(row.get(assertion.value, ()))


def test_a_sentence_that_takes_back_the_one_before_makes_it_possible() -> None:
    (said,) = [fact for fact in facts_of("She reported urinary retention. This was not confirmed.") if fact.cue]
    assert (said.kind, said.assertion) == ("cauda_equina", Assertion.POSSIBLE)
    assert said.cue is not None
    assert said.cue.words == "was not confirmed"
    (kept,) = facts_of("She has urinary retention. The MRI request was not confirmed by the office.")[:1]
    assert (kept.kind, kept.assertion) == ("cauda_equina", Assertion.PRESENT)


def test_a_pronoun_goes_on_about_the_relative_only_where_it_can_be_the_relative() -> None:
    def pain(text: str) -> list[str]:
        return [fact.assertion.value for fact in facts_of(text) if fact.kind == "radicular_pain"]

    assert pain("His sister was operated on. She had left leg pain before.") == ["family"]
    assert pain("His sister was operated on. He had left leg pain before.") == ["present"]
    assert pain("His sister was operated on. She had a fusion, and he has left leg pain.") == ["present"]
    assert pain("Her mother was operated on. She has left leg pain.") == ["present"]
    assert pain("Her mother was operated on. She was treated for left leg pain.") == ["family"]


def test_a_denial_of_the_other_levels_says_nothing_of_the_level_told_before() -> None:
    report = "MRI L4-5: extrusion compressing the left L5 root.\n3. No nerve root compression at the remaining levels."
    facts = [fact for fact in facts_of(report, "imaging report") if fact.kind == "neural_compression"]
    (pressed,) = facts
    assert pressed.assertion is Assertion.PRESENT
    assert pressed.qualifiers["root"] == "L5"


def test_a_denial_is_of_the_only_level_that_its_paragraph_names() -> None:
    report = (
        "IMPRESSION:\nPostoperative change and disc bulge at L4-L5. Canal and foramina patent. No neural compression."
    )
    facts = [
        fact for fact in facts_of(report, "imaging report") if fact.kind in ("neural_compression", "canal_patency")
    ]
    assert len(facts) == 3
    assert {fact.qualifiers.get("level") for fact in facts} == {"L4-L5"}


def test_a_later_finding_does_not_take_the_level_of_the_sentence_before() -> None:
    facts = facts_of("FINDINGS:\nDisc bulge at L3-L4. There is severe stenosis.", "imaging report")
    (stenosis,) = [fact for fact in facts if fact.kind == "stenosis"]
    assert "level" not in stenosis.qualifiers


def test_the_study_named_by_a_heading_is_dated_by_the_header() -> None:
    report = "CT LUMBAR SPINE\nDate: 02/19/2026\nFINDINGS: L4-5: broad bulge with mild canal stenosis."
    studies = [fact for fact in facts_of(report, "imaging report") if fact.kind == "imaging_study"]
    assert [(str(fact.value), str(fact.when)) for fact in studies] == [("ct", "2026-02-19")]


def test_a_quote_does_not_run_over_two_clauses() -> None:
    facts = facts_of("Neither the back nor the left leg is any better, and the leg pain is worse.")
    (pain,) = [fact for fact in facts if fact.kind == "radicular_pain"]
    assert pain.quotes[0].words == "leg pain"
