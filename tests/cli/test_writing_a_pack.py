"""`docs/writing-a-pack.md` is true: its files are written, its commands run, and each message that it tells is one of `check`."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from stranger import necessity

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-a-pack.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
FILES = {
    named[1]: words for kind, words in BLOCKS if kind == "yaml" and (named := re.match(r"# (prairie/\S+)\n", words))
}
COMMAND = re.compile(r"^\$ (.*)$", re.M)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(FILES[name], encoding="utf-8")


def run(command: str) -> str:
    words = shlex.split(command)
    if words[0] == "rm":
        for name in words[1:]:
            Path(name).unlink()
        return ""
    assert words[0] == "necessity", command
    said = necessity(*words[1:])
    assert said.status == 0, f"{command}: {said.text}{said.err!r}"
    return said.text


def is_told(shown: list[str], said: list[str]) -> bool:
    """The lines shown stand in what was said, in order; `...` stands for any lines."""
    at = 0
    for place, line in enumerate(shown):
        if line == "...":
            continue
        loose = place == 0 or shown[place - 1] == "..."
        found = [one for one in range(at, len(said)) if said[one].rstrip() == line.rstrip()]
        if not found or (not loose and found[0] != at):
            return False
        at = found[0] + 1
    return True


def test_the_page_from_its_first_line_to_its_last(folder: Path) -> None:
    ran = 0
    for kind, words in BLOCKS:
        named = re.match(r"# (prairie/\S+)\n", words)
        if kind == "yaml" and named:
            write(folder, named[1])
        elif kind == "console":
            for shown in re.split(r"(?m)^(?=\$ )", words)[1:]:
                first, *expected = shown.rstrip("\n").split("\n")
                said = run(first.removeprefix("$ ")).split("\n")
                assert is_told(expected, said), f"{first}\nshown:\n{expected}\nsaid:\n{said}"
                ran += 1
    assert ran >= 7
    assert len(FILES) == 9


FAULTS = [
    ("pack.yaml", '"2026-01"\ntitle', "2026.10\ntitle", "version must stand in quotes"),
    ("discectomy.yaml", "radicular_pain", "radicular_pian", "is not a kind of fact or a moment"),
    ("discectomy.yaml", ">= care_length", ">= 6 weeks", "is not a parameter"),
    ("discectomy.yaml", "grade <= very_weak", "grade is very_weak", "is compared by order only"),
    ("pack.yaml", "value: 6 weeks", "value: 6 wks", "does not fit"),
    (
        "discectomy.yaml",
        "test: radicular_pain on this side",
        "test: radicular_pain on this side\n      silence: absent",
        "takes silence as absence",
    ),
    ("discectomy.yaml", "ask_a_person: true", "test: myelopathy", "is an incomplete list without a person to ask"),
    ("discectomy.yaml", "judged: each level and side", "judged: whole line", "speaks of this level where none is judged"),
    ("discectomy.yaml", "ref: bulletin", "ref: buletin", "is not listed"),
    ("pack.yaml", "default_source: bulletin\n", "", "this criterion has no source"),
    ("discectomy.yaml", "after last_surgery_here", "after last_operation", "is not a moment"),
    ("pack.yaml", "does_not_address", "does_not_adress", "unknown key"),
    ("cases/weak.yaml", "[[radicular_pain side=left root=L5|pain", "[[!cauda_equina|pain", "not read"),
    ("cases/weak.yaml", "[[radicular_pain side=left root=L5|pain down the left leg along the L5 root]]",
     "pain down the left leg along the L5 root", "read but not marked"),
    ("cases/weak.yaml", "recommendation: approve", "recommendation: pend", "answers approve, not pend"),
    ("cases/five-weeks.yaml", "gaps: [care]", "gaps: []", "asks for ['care'], not for []"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "message"), FAULTS, ids=[one[3] for one in FAULTS])
def test_each_message_is_one_of_check(folder: Path, file: str, before: str, after: str, message: str) -> None:
    for name in FILES:
        write(folder, name)
    text = FILES[f"prairie/{file}"]
    assert before in text
    (folder / "prairie" / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    said = necessity("check", "prairie")
    assert said.status == 1
    assert message in said.text


def test_every_message_that_the_page_tells_is_tried() -> None:
    told = set(re.findall(r"^\| `([^`]+)` \| ", PAGE, re.M)) - {"not decided by any case", "answers pend, not approve"}
    assert told and {one for one in told if " " in one} <= {one[3] for one in FAULTS}


def test_what_no_case_decides_is_told(folder: Path) -> None:
    for name in FILES:
        write(folder, name)
    (folder / "prairie/cases/endoscopic.yaml").unlink()
    said = necessity("check", "prairie", "--coverage")
    assert "not decided by any case: endoscopic: the criterion 'not-covered'" in said.text


def test_an_undated_pack_says_so(folder: Path) -> None:
    for name in FILES:
        write(folder, name)
    head = FILES["prairie/pack.yaml"].replace("effective: {from: 2026-01-01}", "effective: not stated")
    (folder / "prairie/pack.yaml").write_text(head, encoding="utf-8")
    assert necessity("check", "prairie").status == 0
    assert "on days that its source does not state" in necessity("explain", "--pack", "prairie").text
