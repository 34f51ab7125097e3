"""Assertion cues by family, levels and dates, each as a table that a clinician can read and extend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.reading.dates import find_dates, find_lengths
from necessity.reading.levels import find_levels
from necessity.reading.match import fold
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

HERE = Path(__file__).parent
VOCABULARY = vocabulary()
NOTE = date(2026, 2, 16)


def table(name: str) -> dict[str, Any]:
    rows = yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(rows, dict)
    assert rows
    return rows


SENTENCES = [(family, text) for family, texts in table("assertions.yaml").items() for text in texts]


@pytest.mark.parametrize(("family", "text"), SENTENCES, ids=[text for _, text in SENTENCES])
def test_a_sentence_asserts_its_finding_as_the_table_says(family: str, text: str) -> None:
    assert text.count("<<") == 1
    start = text.index("<<")
    plain = text.replace("<<", "").replace(">>", "")
    document = Document(id="note", kind="clinic note", authored=NOTE, text=plain)
    facts = read([document], vocabulary=VOCABULARY, day=NOTE)
    pain = [fact for fact in facts if fact.kind == "radicular_pain" and fact.quotes[0].end > start]
    found = {fact.assertion.value for fact in pain}
    assert found == (set() if family == "nothing" else {family})
    for fact in pain:
        assert (fact.cue is None) == (family == "present")


def test_every_family_of_cues_has_sentences() -> None:
    families = {"present", "absent", "possible", "planned", "historical", "family", "hypothetical", "counselled"}
    assert families <= set(table("assertions.yaml"))
    assert len(SENTENCES) >= 45


@pytest.mark.parametrize(("words", "levels"), table("levels.yaml").items())
def test_levels(words: str, levels: list[str]) -> None:
    found = [level for place in find_levels(fold(words), VOCABULARY.anatomy) for level in place.levels]
    assert found == levels


@pytest.mark.parametrize(("words", "day"), table("dates.yaml").items())
def test_dates(words: str, day: str) -> None:
    found = [one.day for one in find_dates(fold(words), NOTE)]
    assert found == ([] if day == "none" else [PartialDate.parse(day)])


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("for six weeks", "6 weeks"),
        ("6-8 weeks", "6 to 8 weeks"),
        ("for over 3 months", "over 3 months"),
        ("at least 6 weeks", "at least 6 weeks"),
        ("6+ weeks", "at least 6 weeks"),
        ("a 6-week course", "6 weeks"),
        ("two and a half years", "2.5 years"),
    ],
)
def test_lengths(words: str, length: str) -> None:
    assert [str(one.quantity) for one in find_lengths(fold(words))] == [length]


@pytest.mark.parametrize("words", ["a 39-year-old", "6 weeks ago", "twice a day", "4/5"])
def test_what_is_no_length(words: str) -> None:
    assert find_lengths(fold(words)) == []


def test_a_range_of_months_takes_the_year_of_its_end() -> None:
    first, last = find_dates(fold("from April through October 2025"), NOTE)
    assert (str(first.day), first.role) == ("2025-04", "since")
    assert (str(last.day), last.role) == ("2025-10", "until")
