"""`necessity whatif` as a stranger runs it: its faces, its help, its bytes, and what it cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stranger import COMPLETE, ROOT, necessity

SLIP = str(ROOT / "examples" / "unstable-slip")
PACK = ("--pack", "consensus")


def test_the_help_says_what_it_does() -> None:
    said = necessity("whatif", "--help")
    assert said.status == 0
    told = " ".join(said.text.replace("│", " ").split())
    assert "What would be otherwise" in told and "physical therapy lasted only 3 weeks" in told
    assert "whatif" in necessity("--help").text


def test_two_statements_on_a_sample_chart() -> None:
    said = necessity("whatif", COMPLETE, "physical therapy lasted only 3 weeks", "EHL is 3/5", *PACK)
    assert (said.status, said.errors) == (0, "")
    assert "What is supposed" in said.text and "in place of: “six weeks of supervised physical therapy" in said.text
    assert "Unsigned assessment" in said.text


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_the_same_bytes_from_anywhere(format: str, tmp_path: Path) -> None:
    words = ("she smokes", "without the MRI report", "why is line 4 referred?")
    first = necessity("whatif", SLIP, *words, *PACK, "--format", format, environment={"PYTHONHASHSEED": "1"})
    again = necessity(
        "whatif", SLIP, *words, *PACK, "--format", format, environment={"PYTHONHASHSEED": "2"}, cwd=tmp_path
    )
    assert first.status == again.status == 0 and first.out == again.out


def test_it_writes_a_file_and_stores_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "supposed.json"
    said = necessity("whatif", SLIP, "as outpatient", *PACK, "--format", "json", "-o", str(file), cwd=tmp_path)
    assert said.status == 0
    assert json.loads(file.read_bytes())["packs"][0]["setting"]["supposed"] == "approve"
    assert [path.name for path in tmp_path.iterdir()] == ["supposed.json"]


def test_what_is_not_understood_exits_with_two_and_names_each() -> None:
    said = necessity("whatif", SLIP, "the moon is full", "she smokes", "why is the sky blue?", *PACK)
    assert (said.status, said.out) == (2, b"")
    assert "statement 1: this is not understood: 'the moon is full'" in said.errors
    assert "statement 3: this question cannot be answered" in said.errors and "Traceback" not in said.errors


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((SLIP, "she smokes", "--pack", "nobody"), "nobody"),
        ((SLIP, "she smokes", "--format", "docx"), "'docx' is not known here"),
        (("nowhere.txt", "she smokes"), "nowhere.txt"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], told: str) -> None:
    said = necessity("whatif", *arguments)
    assert said.status == 2 and said.out == b"" and told in said.errors and "Traceback" not in said.errors
