"""`--audience` and `--format markdown` on the command line."""

from __future__ import annotations

import pytest
from stranger import COMPLETE, EMERGENCY, necessity, printed, refused

FORMATS = ("text", "html", "markdown")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("audience", ["surgeon", "patient"])
def test_every_face_speaks_to_every_audience(format: str, audience: str) -> None:
    said = printed("review", EMERGENCY, "--format", format, "--audience", audience)
    assert said.status == 0
    first = "This may be an emergency." if audience == "patient" else "POSSIBLE EMERGENCY: call now"
    assert first in said.text
    assert said.text != printed("review", EMERGENCY, "--format", format).text


def test_json_carries_all_and_has_no_audience() -> None:
    whole = printed("review", COMPLETE, "--format", "json").out
    assert necessity("review", COMPLETE, "--format", "json", "--audience", "patient").out == whole


def test_markdown_has_the_same_bytes_again() -> None:
    once = printed("review", COMPLETE, "--format", "markdown").out
    assert once.startswith(b"*This page holds patient information.")
    assert necessity("review", COMPLETE, "--format", "markdown", environment={"PYTHONHASHSEED": "random"}).out == once


def test_an_unknown_audience_is_told_with_those_that_are_known() -> None:
    said = refused("review", COMPLETE, "--audience", "judge")
    assert "'judge' is not known here" in said and "reviewer, surgeon, patient" in said
