"""`necessity diff` as a stranger runs it: its help, its faces, its bytes, and what it cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stranger import necessity

REMOVAL = ("diff", "aetna", "cms", "--procedure", "hardware-removal")


def test_the_help_says_what_it_does() -> None:
    said = necessity("diff", "--help")
    assert said.status == 0
    told = " ".join(said.text.replace("│", " ").split())
    assert "What changed in meaning between two packs, and for each change the smallest case" in told
    for option in ("--procedure", "--witnesses", "--format", "--output"):
        assert option in told
    assert "diff" in necessity("--help").text


def test_a_pack_and_itself_give_the_same_answers_on_every_case() -> None:
    said = necessity("diff", "aetna", "aetna@2026-01")
    assert (said.status, said.errors) == (0, "")
    assert "the same answers on every case" in " ".join(said.text.split())


def test_what_one_of_two_payers_judges_alone_is_told_whole_where_it_is_asked_for() -> None:
    said = necessity(*REMOVAL)
    assert said.status == 0
    assert "cms@2024-09 has no policy for this." in said.text
    assert "[implant-presses]" in said.text


def test_a_pack_of_four_lines_on_another_shows_its_parameter(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        'pack: mine\nversion: "1"\nbuilds_on: cms@2024-09\nsources: {own: {document: Our page, basis: house}}\n'
        "parameters: {year_of_care: {value: 2 years, source: own}}\n"
    )
    said = necessity("diff", "cms", str(tmp_path))
    assert said.status == 0
    assert "1. length of conservative care: at least 1 year -> at least 2 years" in said.text
    assert "[Our page; house]" in said.text


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_the_same_packs_give_the_same_bytes(format: str, tmp_path: Path) -> None:
    first = necessity(*REMOVAL, "--format", format, environment={"PYTHONHASHSEED": "1"})
    again = necessity(*REMOVAL, "--format", format, environment={"PYTHONHASHSEED": "2"}, cwd=tmp_path)
    assert first.status == again.status == 0 and first.out == again.out


def test_it_writes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "diff.json"
    said = necessity(*REMOVAL, "--format", "json", "-o", str(file))
    assert (said.status, said.text.strip()) == (0, f"written: {file}")
    assert json.loads(file.read_bytes())["two"]["pack"] == "cms@2024-09"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("diff", "aetna", "nothing-known"), "there is no pack 'nothing-known'"),
        (("diff", "aetna", "cms", "--procedure", "hardware-removel"), "the nearest names are hardware-removal"),
        (("diff", "aetna", "cms", "--procedure", "monitoring"), "neither aetna@2026-01 nor cms@2024-09 judges"),
        (("diff", "aetna", "cms", "--format", "html"), "--format"),
    ],
)
def test_what_it_cannot_do_is_told_and_exits_2(arguments: tuple[str, ...], told: str) -> None:
    said = necessity(*arguments)
    assert said.status == 2 and told in said.errors and "Traceback" not in said.errors


def test_witnesses_that_cannot_be_written_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = necessity(*REMOVAL, "--witnesses", str(tmp_path / "file"))
    assert said.status == 2 and "the witnesses cannot be written" in said.errors
