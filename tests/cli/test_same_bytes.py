"""The same input gives the same bytes: again, under another hash, in another folder, time zone and locale."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from stranger import COMPLETE, EMERGENCY, ON, necessity

BARE_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CIRCUMSTANCES = {
    "again": {},
    "hash 0": {"PYTHONHASHSEED": "0"},
    "hash 1": {"PYTHONHASHSEED": "1"},
    "hash drawn": {"PYTHONHASHSEED": "random"},
    "far east": {"TZ": "Pacific/Kiritimati"},
    "far west": {"TZ": "Etc/GMT+12"},
    "another language": {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"},
    "a bare locale": BARE_LOCALE,
}


@cache
def first(case: str, format: str) -> bytes:
    return necessity("review", case, "--format", format, environment={"PYTHONHASHSEED": "7"}).out


@pytest.mark.parametrize("circumstance", CIRCUMSTANCES)
def test_the_record_has_the_same_bytes(circumstance: str) -> None:
    said = necessity("review", EMERGENCY, "--format", "json", environment=CIRCUMSTANCES[circumstance])
    assert said.out == first(EMERGENCY, "json")


@pytest.mark.parametrize("format", ["text", "html"])
def test_the_report_has_the_same_bytes(format: str, tmp_path: Path) -> None:
    for environment in ({"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati"}, BARE_LOCALE):
        said = necessity("review", COMPLETE, "--format", format, cwd=tmp_path, environment=environment)
        assert said.out == first(COMPLETE, format)


@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_the_folder_in_which_it_runs_leaves_no_trace(format: str, tmp_path: Path) -> None:
    there = necessity("review", os.path.relpath(COMPLETE, tmp_path), "--format", format, cwd=tmp_path)
    assert there.out == first(COMPLETE, format)
    assert str(tmp_path).encode() not in there.out


def test_the_day_without_one_given_is_the_only_thing_taken_from_the_clock() -> None:
    words = ("review", "--text", "Is a revision L4-5 microdiscectomy necessary?", "--format", "json")
    east = necessity(*words, *ON, environment={"TZ": "Pacific/Kiritimati"})
    west = necessity(*words, *ON, environment={"TZ": "Etc/GMT+12"})
    assert east.out == west.out


def test_words_from_standard_input_are_utf_8_in_every_locale() -> None:
    """What is piped in is bytes; a locale must not change or refuse it."""
    note = "Is a revision L4–L5 microdiscectomy necessary for Zoë, 39, with left leg pain?".encode()
    usual = necessity("review", "-", *ON, "--format", "json", stdin=note)
    bare = necessity("review", "-", *ON, "--format", "json", stdin=note, environment=BARE_LOCALE)
    assert usual.status == 0
    assert bare.out == usual.out


@pytest.mark.parametrize("arguments", [("explain", "compression"), ("pack", "list"), ("check", "cms"), ("--help",)])
def test_every_command_prints_in_a_bare_locale(arguments: tuple[str, ...]) -> None:
    assert necessity(*arguments, environment=BARE_LOCALE).status in (0, 1)
