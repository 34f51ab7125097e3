"""Reports as they are pasted: every finding stands at the level that the report gives it, and at no other."""

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
WRITTEN = date(2026, 2, 16)
TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "levels_in_reports.yaml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["reports"]
KINDS = frozenset(TABLE["kinds"].split())
SIGNS = {Assertion.PRESENT: "", Assertion.ABSENT: "!", Assertion.POSSIBLE: "?"}


def told(fact: Fact) -> str:
    """A fact in one line: `stenosis L4-L5 severe`, `!disc_herniation L5-S1`; a denial has no grade."""
    sign = SIGNS.get(fact.assertion, f"{fact.assertion.value} ")
    grade = fact.value if VOCABULARY.kinds[fact.kind].main == "grade" else fact.qualifiers.get("grade")
    shown = () if fact.is_denial or grade is None else (str(grade).replace("_", " "),)
    return sign + " ".join((fact.kind, *(str(fact.qualifiers[n]) for n in ("level",) if n in fact.qualifiers), *shown))


def lines_of(row: dict[str, Any]) -> set[str]:
    page = Document(id="page", kind=row.get("in", "imaging report"), authored=WRITTEN, text=row["says"])
    return {told(fact) for fact in read([page], vocabulary=VOCABULARY, day=WRITTEN) if fact.kind in KINDS}


def test_the_table_is_long_and_little_of_it_is_unread() -> None:
    assert len(ROWS) >= 60
    assert len({row["says"] for row in ROWS}) == len(ROWS)
    assert sum(len(row.get("unread", ())) for row in ROWS) <= 12


@pytest.mark.parametrize("row", ROWS, ids=[row["says"][:80] for row in ROWS])
def test_every_finding_stands_at_its_own_level(row: dict[str, Any]) -> None:
    assert lines_of(row) == set(row["told"])
