"""Packs that must load and packs that must not: a bad one has its exact problems beside it, in a file `NAME.errors`.

A case is a folder, or one file that stands for the `pack.yaml` of a folder. Places are shown as `NAME/pack.yaml:line:column`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from necessity.errors import Problem
from necessity.policy.criterion import Pack
from necessity.policy.load import read_pack
from necessity.vocabulary.load import vocabulary

HERE = Path(__file__).parent
GOOD, BAD = HERE / "good", HERE / "bad"


def cases(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix == ".yaml" or path.is_dir())
    assert found, f"there is no case in {folder}"
    return found


def bad_cases() -> list[Path]:
    return cases(BAD)


def read(case: Path, to: Path) -> tuple[Pack | None, list[Problem]]:
    if case.is_dir():
        return read_pack(case, vocabulary(), case.name)
    shutil.copy(case, to / "pack.yaml")
    return read_pack(to, vocabulary(), case.stem)


def told(case: Path) -> str:
    """Every problem of a pack, as a person sees it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        _, problems = read(case, Path(folder))
    return "".join(f"{problem}\n" for problem in problems)


@pytest.mark.parametrize("case", bad_cases(), ids=lambda case: case.stem)
def test_a_bad_pack_is_told_exactly(case: Path) -> None:
    expected = BAD / f"{case.stem}.errors"
    assert expected.is_file(), f"{expected.name} is missing"
    assert expected.read_text(encoding="utf-8").strip(), f"{expected.name} is empty"
    assert told(case) == expected.read_text(encoding="utf-8")


def test_every_list_of_errors_has_its_pack() -> None:
    names = {case.stem for case in bad_cases()}
    listed = {path.stem for path in BAD.glob("*.errors")}
    assert listed == names


@pytest.mark.parametrize("case", cases(GOOD), ids=lambda case: case.stem)
def test_a_good_pack_loads(case: Path, tmp_path: Path) -> None:
    pack, problems = read(case, tmp_path)
    assert not problems
    assert pack is not None and (pack.policies or not pack.judges_lines)


def test_every_problem_says_where_and_what_to_do() -> None:
    """A line and a column wherever there is a file to point into, and a remedy or a reason."""
    for path in BAD.glob("*.errors"):
        blocks = path.read_text(encoding="utf-8").split("\n")
        heads = [line for line in blocks if line and not line.startswith("    ")]
        assert heads, path.name
        bare = [
            head
            for head, below in zip(blocks, [*blocks[1:], ""], strict=True)
            if head and not head.startswith("    ") and not below.startswith("    ") and "(key: value)" not in head
        ]
        assert not bare, f"{path.name}: neither why nor what to do: {bare}"
