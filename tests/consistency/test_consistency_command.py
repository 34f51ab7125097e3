"""`necessity consistency` as a stranger runs it: its help, its exit status, its bytes, and what it cannot do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))

from folders import CARE, LIMITED, SEVERE, answered, case, small_pack
from stranger import ON, necessity, refused


def test_the_help_says_what_it_does() -> None:
    said = necessity("consistency", "--help")
    told = " ".join(said.text.replace("│", " ").split())
    assert said.status == 0 and "what separates them, or that nothing does" in told


def test_the_exit_status_is_one_where_nothing_separates_and_else_none(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    pack = ("--pack", str(small_pack(tmp_path)))
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    answered(folder, case("two", SEVERE, CARE), "not_necessary")
    said = necessity("consistency", str(folder), *pack, *ON)
    assert said.status == 0 and "1 criterion separates them" in said.text
    answered(folder, case("two", SEVERE, CARE, LIMITED), "not_necessary")
    said = necessity("consistency", str(folder), *pack, *ON)
    assert said.status == 1 and "Nothing separates them." in said.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "there is no such folder"),
        ((".", "--format", "pdf"), "'pdf' is not known here"),
        (("empty",), "the folder holds no answers"),
    ],
)
def test_what_cannot_be_used_is_told(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = refused("consistency", str(tmp_path / arguments[0]), *arguments[1:], *ON)
    assert says in said


def test_the_same_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    pack = ("--pack", str(small_pack(tmp_path)))
    for name, answer in (("one", "necessary"), ("two", "not_necessary"), ("three", "conditional")):
        answered(folder, case(name, SEVERE, CARE), answer, "Six weeks of care not shown")
    asked = ("consistency", str(folder), *pack, *ON, "--format", "json")
    first = necessity(*asked, environment={"PYTHONHASHSEED": "1"})
    again = necessity(*asked, environment={"PYTHONHASHSEED": "2"}, cwd=tmp_path)
    assert first.status == again.status == 1 and first.out == again.out


def test_it_writes_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE), "necessary")
    file = tmp_path / "pairs.json"
    said = necessity("consistency", str(folder), *ON, "--format", "json", "-o", str(file))
    assert (said.status, said.text.strip()) == (0, f"written: {file}")
    assert json.loads(file.read_bytes())["pairs"] == []
