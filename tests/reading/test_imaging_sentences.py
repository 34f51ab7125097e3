"""Sentences of radiologists and surgeons in words of their own: each gives the facts of its row, and no other of these kinds."""

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
TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "imaging_sentences.yaml").read_text(encoding="utf-8"))
ROWS: list[dict[str, Any]] = TABLE["sentences"]
KINDS = frozenset(TABLE["kinds"].split())
SIGNS = {Assertion.PRESENT: "", Assertion.ABSENT: "!", Assertion.POSSIBLE: "?"}


def told(fact: Fact) -> str:
    """A fact in one line: `!implant_failure level=L4-L5 type=loosening`; spaces inside a value are underscores."""
    main = {VOCABULARY.kinds[fact.kind].main: fact.value} if fact.value is not None else {}
    values = sorted((str(name), str(value).replace(" ", "_")) for name, value in {**main, **fact.qualifiers}.items())
    sign = SIGNS.get(fact.assertion, f"{fact.assertion.value} ")
    return sign + " ".join([fact.kind, *(f"{name}={value}" for name, value in values)])


def facts_of(text: str, kind: str = "clinic note", day: date = WRITTEN) -> list[Fact]:
    document = Document(id="page", kind=kind, authored=WRITTEN, text=text)
    return [fact for fact in read([document], vocabulary=VOCABULARY, day=day) if fact.kind in KINDS]


def test_the_table_is_long_and_names_kinds_that_exist() -> None:
    assert len(ROWS) >= 150
    assert set(VOCABULARY.kinds) >= KINDS
    assert len({(row["says"], row.get("in")) for row in ROWS}) == len(ROWS)
    silent = [row for row in ROWS if not row.get("told")]
    assert len(silent) >= 20, "too few sentences show what must not be taken for a finding"


@pytest.mark.parametrize("row", ROWS, ids=[row["says"] for row in ROWS])
def test_a_sentence_gives_the_facts_of_its_row(row: dict[str, Any]) -> None:
    facts = facts_of(row["says"], row.get("in", "clinic note"))
    assert {told(fact) for fact in facts} == set(row.get("told", ()))
    for fact in facts:
        assert fact.quotes
        assert all(row["says"][quote.start : quote.end] == quote.words for quote in fact.quotes)


def test_what_an_operation_took_out_is_of_the_past_for_a_later_request() -> None:
    note = "FINDINGS: A recurrent disc herniation was found at L5-S1 and removed."
    (judged_then,) = facts_of(note, "operative note", day=WRITTEN)
    (judged_later,) = facts_of(note, "operative note", day=date(2026, 3, 10))
    assert judged_then.assertion is Assertion.PRESENT
    assert judged_later.assertion is Assertion.HISTORICAL


def test_the_operation_by_its_name_is_no_finding() -> None:
    note = "PROCEDURE IN DETAIL: The patient was placed prone for excision of a herniated disc."
    assert [fact for fact in facts_of(note, "operative note") if fact.kind == "disc_herniation"] == []


def test_a_degree_in_a_report_is_not_blurred_by_its_summary() -> None:
    report = "MRI LUMBAR SPINE\nFINDINGS:\nL4-5: Severe disc height loss.\nIMPRESSION:\n1. Multilevel degenerative disc disease."
    (disc,) = [fact for fact in facts_of(report, "imaging report") if fact.kind == "disc_degeneration"]
    assert told(disc) == "disc_degeneration grade=marked level=L4-L5 modality=mri"


def test_of_several_sites_the_lowest_t_score_counts() -> None:
    report = "DXA\nLumbar spine: T-score -1.2.\nTotal hip: T-score -2.6."
    (density,) = [fact for fact in facts_of(report, "imaging report") if fact.kind == "bone_density"]
    assert told(density) == "bone_density t_score=-2.6_sd"


def test_a_study_that_artefact_limited_is_told_once_with_its_limit() -> None:
    report = "MRI LUMBAR SPINE\nThe examination is degraded by metallic artifact."
    (study,) = [fact for fact in facts_of(report, "imaging report") if fact.kind == "imaging_study"]
    assert told(study) == "imaging_study limited_by=artifact modality=mri"
    assert any("artifact" in quote.words for quote in study.quotes)
