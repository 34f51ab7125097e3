"""`necessity ask` as a stranger runs it: answers from a pipe, one a line; what is printed, written and refused."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))

from stranger import ROOT, Said, necessity, refused

from necessity.cli import main

CASE = str(ROOT / "examples" / "hardware-removal" / "case.yaml")
LINE = ("--pack", "consensus", "--line", "1")


def here(*arguments: str, stdin: bytes = b"") -> Said:
    """A command in this process, as the program runs it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        patch.object(sys, "argv", ["necessity", *arguments]),
        patch.object(sys, "stdin", given),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    told, errors = (one.buffer.getvalue() for one in (out, err))  # type: ignore[attr-defined]
    return Said(status=int(end.value.code or 0), out=told, err=errors)


def test_without_answers_the_next_question_is_told() -> None:
    said = here("ask", CASE, *LINE)
    assert said.status == 0
    assert "The next question" in said.text and "clause: implant-failed" in said.text
    assert "who has it:" in said.text and "It is not settled" in said.text
    assert "What was answered" not in said.text


def test_without_answers_json_holds_the_next_question() -> None:
    said = here("ask", CASE, *LINE, "--format", "json")
    found = json.loads(said.out)
    assert said.status == 0
    assert found["next"]["criterion"] == "implant-failed" and found["next"]["if_no"] == "refer"
    assert found["answered"] == [] and found["lines"][0]["settled"] is False


def test_a_whole_talk_through_a_pipe() -> None:
    said = necessity("ask", CASE, *LINE, stdin=b"why\nyes\n\nyes\nyes\n")
    assert (said.status, said.errors) == (0, "")
    assert "It stands in 'candidate'" in said.text  # why
    assert said.text.count("> yes") == 2, "after two answers it is settled, and the third is not taken"
    assert "approve (before: pend: questions are open)" in said.text
    assert "An answer is no document" in said.text and "While no document shows the answers: pend" in said.text
    assert "The next question" not in said.text


def test_an_answer_that_tells_of_an_emergency_is_met_at_once() -> None:
    case = str(ROOT / "examples" / "revision-fusion" / "case.yaml")
    words = b"She has saddle numbness and urinary retention since yesterday.\n"
    said = here("ask", case, "--pack", "consensus", "--line", "1", stdin=words)
    assert said.status == 0
    assert said.text.count("possible emergency: call now") >= 1
    assert said.text.index("emergency") < said.text.index("How it stands")


def test_q_stops() -> None:
    said = here("ask", CASE, *LINE, stdin=b"yes\nq\nyes\n")
    assert said.status == 0
    assert said.text.count("> yes") == 1 and "The next question" in said.text


def test_json_of_a_talk_holds_no_talk() -> None:
    said = here("ask", CASE, *LINE, "--format", "json", stdin=b"yes\n?\n")
    found = json.loads(said.out)
    assert [one["meaning"] for one in found["answered"]] == ["yes", "not known"]
    assert found["lines"][0]["before"] == "pend"


@pytest.mark.parametrize("format", ["text", pytest.param("json", marks=pytest.mark.slow)])
def test_the_same_bytes_from_anywhere(format: str, tmp_path: Path) -> None:
    words = b"no\n?\nno\n"
    first = necessity("ask", CASE, "--format", format, stdin=words, environment={"PYTHONHASHSEED": "1"})
    again = necessity("ask", CASE, "--format", format, stdin=words, environment={"PYTHONHASHSEED": "2"}, cwd=tmp_path)
    assert first.status == again.status == 0
    assert first.out == again.out


def test_what_was_answered_is_saved_and_judged_again(tmp_path: Path) -> None:
    kept, told = tmp_path / "answered.yaml", tmp_path / "told.json"
    said = here(
        "ask",
        CASE,
        *LINE,
        "--format",
        "json",
        "--save",
        str(kept),
        "-o",
        str(told),
        stdin=b"The rod at L4-5 is broken.\nyes\n",
    )
    assert said.status == 0, said.errors
    found = json.loads(told.read_bytes())
    again = here("review", str(kept), "--pack", "consensus", "--format", "json")
    assert again.status == 0, again.errors
    lines = json.loads(again.out)["assessments"][0]["line_items"]
    assert lines[0]["recommendation"] == found["lines"][0]["alone"]
    assert "an answer to necessity ask" in kept.read_text(encoding="utf-8")


def test_what_is_not_understood_ends_a_pipe() -> None:
    said = here("ask", CASE, *LINE, stdin=b"approve it now\n")
    assert said.status == 2
    assert "this is not understood: 'approve it now'" in said.errors and "answer yes, no or ?" in said.errors


def test_refusals_are_told_in_the_house_style() -> None:
    assert "there is no line '7'" in refused("ask", CASE, "--pack", "consensus", "--line", "7")
    assert "is not known here" in refused("ask", CASE, "--format", "html")
