"""What may stand in no kept file: paths of one machine, charts of real people, and what made the file."""

from __future__ import annotations

import re

import pytest
from checkout import ROOT, expect_none, kept_files

# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.~-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/|\bsha" + r"red/(?:design|medicine|data)\b")
REAL_RECORDS = re.compile("dr" + "oracle|mt" + "samples", re.IGNORECASE)
ASSISTANTS = re.compile(
    r"\b(?:chat"
    + r"gpt|gp"
    + r"t-\d|open"
    + r"ai|anth"
    + r"ropic|cl"
    + r"aude|co"
    + r"pilot|gem"
    + r"ini|deep"
    + r"seek)\b",
    re.IGNORECASE,
)
CREDITS = ("bench/",)  # public de-identified notes may be named where they are credited
NOT_TEXT = (".pdf", ".docx", ".png", ".ico", ".woff2", ".zip", ".parquet")


def found(pattern: re.Pattern[str], *, but_in: tuple[str, ...] = ()) -> list[str]:
    """`path:line: words` for each hit in the kept text files."""
    hits = []
    for path in kept_files():
        if path.endswith(NOT_TEXT) or path.startswith(but_in) or path == "uv.lock":
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate((path, *text.splitlines())):
            hits += [f"{path}:{number}: {match.group()}" for match in pattern.finditer(line)]
    return hits


@pytest.mark.parametrize("line", ["see /ro" + "ot/notes", "'/wo" + "rk/main'", "open(/ho" + "me/jane/x)"])
def test_a_path_of_one_machine_is_found(line: str) -> None:
    assert MACHINE.search(line)


@pytest.mark.parametrize("line", ["https://x.org/ho" + "me/page", "physical/wo" + "rk/other", "~/wo" + "rk/x"])
def test_an_address_is_not_taken_for_a_path(line: str) -> None:
    assert not MACHINE.search(line)


def test_no_path_of_one_machine() -> None:
    assert len(kept_files()) > 150
    expect_none(found(MACHINE))


def test_no_collection_of_records_is_named_outside_the_credits() -> None:
    expect_none(found(REAL_RECORDS, but_in=CREDITS))


def test_no_assistant_is_named() -> None:
    expect_none(found(ASSISTANTS))


def test_no_kept_file_is_a_result_or_a_secret() -> None:
    odd = re.compile(r"(^|/)(\.env|.*\.(?:pem|key|sqlite|db|log|orig|rej|swp)|\.DS_Store)$")
    expect_none([path for path in kept_files() if odd.search(path)])
