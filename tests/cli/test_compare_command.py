"""`necessity compare` as a stranger runs it: its faces, its help, its bytes, and what it cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stranger import COMPLETE, DEMO, EMERGENCY, ON, necessity

TWO = ("--pack", "consensus", *DEMO)


def test_the_help_says_what_it_does() -> None:
    said = necessity("compare", "--help")
    assert said.status == 0
    told = " ".join(said.text.replace("│", " ").split())
    assert (
        "One case under several packs: where their answers part, at which clause of each, and what each read there."
        in told
    )
    for option in ("--pack", "--text", "--as-of", "--format", "--output"):
        assert option in told
    assert "compare" in necessity("--help").text


def test_two_packs_are_set_side_by_side() -> None:
    said = necessity("compare", COMPLETE, *TWO)
    assert (said.status, said.errors) == (0, "")
    assert "Where the packs part" in said.text and "Unsigned assessment" in said.text
    assert "consensus@" in said.text and "published-assessments@2025-12" in said.text


def test_a_question_is_a_case_too() -> None:
    question = "Is a revision L4-5 microdiscectomy medically necessary for a 39-year-old with left leg pain?"
    said = necessity("compare", "--text", question, *TWO, *ON)
    assert said.status == 0 and "1 revision L4-5 microdiscectomy" in said.text


def test_an_emergency_comes_first_here_too() -> None:
    for format in ("text", "markdown"):
        assert "POSSIBLE EMERGENCY" in necessity("compare", EMERGENCY, *TWO, "--format", format).text.splitlines()[0]


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_the_same_case_gives_the_same_bytes(format: str, tmp_path: Path) -> None:
    first = necessity("compare", COMPLETE, *TWO, "--format", format, environment={"PYTHONHASHSEED": "1"})
    again = necessity("compare", COMPLETE, *TWO, "--format", format, environment={"PYTHONHASHSEED": "2"}, cwd=tmp_path)
    assert first.status == again.status == 0 and first.out == again.out


def test_it_writes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "compared.json"
    said = necessity("compare", COMPLETE, *TWO, "--format", "json", "-o", str(file))
    assert said.status == 0
    record = json.loads(file.read_bytes())
    assert [one["pack"] for one in record["line_items"][0]["answers"]][1] == "published-assessments@2025-12"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (DEMO, "there is nothing to compare"),
        ((*DEMO, *DEMO), "the pack 'published-assessments@2025-12' is named twice"),
        ((*DEMO, "--pack", "published-assessments"), "two names mean 'published-assessments@2025-12'"),
        ((*DEMO, "--pack", "nobody"), "nobody"),
        ((*TWO, "--format", "docx"), "'docx' is not known here"),
    ],
)
def test_what_cannot_be_compared_is_told_and_exits_with_two(arguments: tuple[str, ...], told: str) -> None:
    said = necessity("compare", COMPLETE, *arguments)
    assert said.status == 2 and said.out == b""
    assert told in said.errors and "Traceback" not in said.errors
