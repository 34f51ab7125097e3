"""The traps: what is easily taken for an answer and is none, each beside the nearest chart in which it is one.

Each chart of `cases` and `hard_charts` is an honest chart of `bases` with some of its parts changed (woven.py says how).
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml
from judged import DAY, differences, judged
from woven import HERE, Chart, Trap, traps

from necessity.cli import main
from necessity.model.document import Document
from necessity.model.fact import Assertion
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

TRAPS = traps("cases")
HARD = traps("hard_charts")
OPEN = traps("open_charts")
CHARTS = [chart for trap in TRAPS for chart in trap.charts]
HARD_CHARTS = [chart for trap in HARD for chart in trap.charts]
SENTENCES: dict[str, list[dict[str, str]]] = yaml.safe_load((HERE / "sentences.yaml").read_text(encoding="utf-8"))
VISIT = date(2026, 11, 2)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "traps.md"


def named(chart: Chart) -> str:
    return f"{chart.trap}: {chart.name}"


@pytest.mark.parametrize("chart", CHARTS, ids=named)
def test_a_trap_and_its_twin_answer_as_they_should(chart: Chart) -> None:
    assert differences(chart) == []


@pytest.mark.parametrize("chart", HARD_CHARTS, ids=named)
def test_a_hard_chart_is_answered_as_a_careful_reader_would(chart: Chart) -> None:
    assert differences(chart) == []


@pytest.mark.parametrize("chart", [chart for trap in OPEN for chart in trap.charts], ids=named)
def test_an_open_chart_is_still_open(chart: Chart) -> None:
    """It is not answered as it should be. The day it is, it moves to the hard charts, and the page says so."""
    assert [said for said in differences(chart) if "answers" in said]


def test_there_are_traps_enough_in_words_and_in_codes() -> None:
    assert len(TRAPS) >= 24
    assert len(CHARTS) + len(HARD_CHARTS) >= 250
    assert sum(chart.coded for chart in CHARTS) >= 30


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_no_trap_is_passed_by_one_answer_to_everything(trap: Trap) -> None:
    """In a twin the plain answer is right: its recommendation, or the verdict of a criterion, is another one."""
    snares, twins = [one for one in trap.charts if not one.is_twin], [one for one in trap.charts if one.is_twin]
    assert snares and twins
    named = {name for one in trap.charts for answer in one.answers for name in answer.criteria}
    pairs = [(_told(snare, named), _told(twin, named)) for snare in snares for twin in twins]
    assert any(snare[where] != twin[where] for snare, twin in pairs for where in snare.keys() & twin.keys())


def _told(chart: Chart, named: set[str]) -> dict[tuple[str, str], list[str]]:
    """By pack and line: the recommendation, and the verdicts of the criteria that the charts of the trap speak of."""
    told = {}
    for answer in chart.answers:
        line = next(one for one in judged(chart, answer.pack).packs[0].line_items if one.line.id == answer.line)
        verdicts = [one.verdict.value for one in line.finding.walk() if one.clause.id in named]
        told[answer.pack, answer.line] = [line.recommendation.value, *verdicts]
    return told


@pytest.mark.parametrize("chart", [trap.charts[0] for trap in TRAPS[::4]], ids=named)
def test_the_command_line_gives_the_same_answer(
    chart: Chart, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    first, path = chart.answers[0], str(chart.written_to(tmp_path))
    with patch.object(
        sys, "argv", ["necessity", "review", path, "--pack", first.pack, "--as-of", str(DAY), "--format", "json"]
    ):
        with pytest.raises(SystemExit) as end:
            main()
    told = json.loads(capsysbinary.readouterr().out)
    lines = {line["id"]: line["recommendation"] for line in told["assessments"][0]["line_items"]}
    assert (end.value.code, lines[first.line]) == (0, first.recommendation)


@pytest.mark.parametrize("trap", (*TRAPS, *HARD, *OPEN), ids=lambda trap: trap.name)
def test_every_chart_of_a_trap_is_another_one(trap: Trap) -> None:
    contents = {json.dumps(chart.content, sort_keys=True) for chart in trap.charts}
    assert len(contents) == len(trap.charts)


@pytest.mark.parametrize(
    ("kind", "document", "words"),
    [(kind, one["document"], one["words"]) for kind, rows in SENTENCES.items() for one in rows],
)
def test_a_sentence_tells_no_such_thing(kind: str, document: str, words: str) -> None:
    page = Document(id="page", kind=document, authored=VISIT, text=words)
    told = read((page,), vocabulary=vocabulary(), day=DAY)
    present = [one for one in told if one.kind == kind and one.assertion is Assertion.PRESENT]
    assert [one for one in present if not (kind == "nicotine" and str(one.value) == "never")] == []


def test_there_are_sentences_enough() -> None:
    assert sum(len(rows) for rows in SENTENCES.values()) >= 170


def test_the_page_lists_every_trap_with_its_answer() -> None:
    rows = [f"| {trap.name} | {trap.says} | {trap.answer} |" for trap in (*TRAPS, *HARD, *OPEN)]
    told = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert [line for line in told if not line.startswith(("| trap ", "|---"))] == rows
