"""`explain`, `pack page` and `pack matrix` as a stranger runs them: their faces, their files and their refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stranger import necessity, printed, refused


def test_a_pack_alone_is_explained_whole() -> None:
    by_option, by_name = printed("explain", "--pack", "cms").text, printed("explain", "cms").text
    assert by_option == by_name
    assert by_name.startswith("cms@2024-09: Medicare local coverage determination L37848")
    assert "none of them has endorsed it" in by_name
    assert "L.1.3.3  At least a year has passed since then. [year-since-fusion]" in by_name
    assert "Open: what only a person can answer" in by_name
    assert "nonunion wait: 1 year ([1], indications, pseudarthrosis; read by year-since-fusion)" in by_name


def test_a_criterion_stands_beside_its_test_its_clause_and_its_number() -> None:
    said = printed("explain", "year-since-fusion", "--pack", "cms").text
    assert "In the policy 'lumbar-fusion', at L.1.3.3:" in said
    assert "asks: at least 1 year from the last fusion at this level to the request" in said
    assert "test: last_fusion_here.age >= nonunion_wait" in said
    assert "source: [1], indications, pseudarthrosis" in said


def test_a_rule_of_the_setting_is_numbered_as_a_report_numbers_it() -> None:
    said = printed("explain", "two-midnights", "--pack", "consensus").text
    assert "In the rules of the setting 'reasons-to-stay', at S.1.1:" in said
    assert "asks: expected stay of at least 2 midnights, with reasons of this patient" in said


@pytest.mark.parametrize("name", ["cms", "lumbar-fusion", "year-since-fusion", "curve-and-level", "stenosis"])
def test_json_says_the_same(name: str) -> None:
    record = json.loads(
        printed("explain", name, *(() if name == "cms" else ("--pack", "cms")), "--format", "json").text
    )
    assert record.get("pack", "cms@2024-09") == "cms@2024-09"
    if name == "year-since-fusion":
        (part,) = record["parts"]
        assert part["criterion"]["asks"] == "at least 1 year from the last fusion at this level to the request"
        assert part["criterion"]["number"] == "L.1.3.3"
        assert part["criterion"]["parameters"][0]["value"] == "1 year"


def test_markdown_is_a_list_with_tests_as_code() -> None:
    said = printed("explain", "failed-fusion", "--pack", "cms", "--format", "markdown").text
    assert said.startswith("# Lumbar fusion, first or repeated\n")
    assert "- L\\.1\\.3" in said or "- L.1.3" in said
    assert "test: `last_fusion_here.age >= nonunion_wait`" in said


def test_without_a_name_the_usage_is_told() -> None:
    assert "Usage: " in refused("explain")


def test_a_page_is_written_with_its_coverage(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert necessity("pack", "page", "cms-inpatient@2026-01", "-o", str(file)).status == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "every clause is decided by one" in text
    again = tmp_path / "again.html"
    assert necessity("pack", "page", "cms-inpatient@2026-01", "--no-cases", "-o", str(again)).status == 0
    assert "not run for this page" in again.read_text(encoding="utf-8")


def test_a_page_of_no_pack_is_refused() -> None:
    assert "there is no pack 'nowhere'" in refused("pack", "page", "nowhere")


def test_the_matrix_of_two_packs() -> None:
    said = printed("pack", "matrix", "cms", "aetna").text
    assert said.startswith("What the packs ask, side by side\n")
    assert "  cms@2024-09: none" in said and "  aetna@2026-01: < 8%" in said


def test_a_format_that_there_is_not_is_refused() -> None:
    for command in (("explain", "cms"), ("pack", "page", "cms"), ("pack", "matrix")):
        assert "--format" in refused(*command, "--format", "pdf")
