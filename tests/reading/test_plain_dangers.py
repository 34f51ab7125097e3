"""Plain sentences that are easily misread: nothing is present that was not had, is doubted, is over, or is somebody's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.derive import merge
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
WRITTEN, JUDGED = date(2026, 3, 3), date(2026, 3, 10)
ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "plain_dangers.yaml").read_text(encoding="utf-8"))


def told(row: dict[str, Any]) -> tuple[Fact, ...]:
    """What the sentence of a row tells, as a document of its own."""
    document = Document(id="visit", kind=row.get("in", "clinic note"), authored=WRITTEN, text=row["says"])
    return merge(read([document], vocabulary=VOCABULARY, day=JUDGED), vocabulary=VOCABULARY)


def agrees(fact: Fact, wanted: dict[str, Any]) -> bool:
    """The fact is of the wanted kind and says all that the row names."""
    main = VOCABULARY.kinds[wanted["kind"]].main
    said = {name: str(value) for name, value in fact.qualifiers.items()}
    said |= {"value": str(fact.value), "when": str(fact.when), "kind": fact.kind, "assertion": fact.assertion.value}
    if main:
        said[main] = str(fact.value)
    return all(said.get(name) == str(value) for name, value in ({"assertion": "present"} | wanted).items())


@pytest.mark.parametrize("row", ROWS, ids=[row["says"][:70] for row in ROWS])
def test_a_plain_sentence_tells_what_it_says_and_no_more(row: dict[str, Any]) -> None:
    facts = told(row)
    for wanted in row.get("read", []):
        assert any(agrees(fact, wanted) for fact in facts), wanted
    for barred in row.get("not", []):
        barred = {"kind": barred} if isinstance(barred, str) else barred
        assert not any(agrees(fact, barred) for fact in facts), barred
    assert not {fact.kind for fact in facts} & set(row.get("never", []))


def test_a_doubt_about_the_bladder_is_still_told() -> None:
    """Another cause makes the sign possible and no denial: an emergency that is possible is shown."""
    facts = told({"says": "Urinary retention from an enlarged prostate."})
    assert [fact.assertion for fact in facts if fact.kind == "cauda_equina"] == [Assertion.POSSIBLE]
