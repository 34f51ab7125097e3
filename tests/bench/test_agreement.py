"""The figures of agreement: how answers are joined, what is a serious error, what an indication leaves out, what is on file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "bench" / "agreement"
sys.path.insert(0, str(FOLDER))

import agree  # noqa: E402
import answers  # noqa: E402

CASES = answers.cases()


def given(case: str = "dro-1", result: str = "necessary", recommendation: str = "pend", **more: str) -> answers.Answer:
    by = more.get("indication", recommendation)
    return answers.Answer(
        case=case, name="fusion", result=result, pack="a@1", recommendation=recommendation, indication=by
    )


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        (["approve"], "approve"),
        (["approve", "pend"], "pend"),
        (["approve", "pend", "refer"], "refer"),
        (["refer", "refer"], "refer"),
    ],
)
def test_a_determination_of_several_lines_is_as_its_worst_line(said: list[str], joined: str) -> None:
    assert answers.joined(said) == joined


@pytest.mark.parametrize("result", list(answers.SAME))
@pytest.mark.parametrize("answer", ["approve", "pend", "refer"])
def test_only_two_answers_are_serious_errors(answer: str, result: str) -> None:
    expected = {("approve", "not_necessary"), ("refer", "necessary")}
    assert (answers.serious(answer, result) is not None) == ((answer, result) in expected)


def test_a_row_of_figures_counts_what_it_says() -> None:
    lines = [
        given(recommendation="approve"),
        given(recommendation="refer"),
        given(result="not_necessary", recommendation="approve"),
        given(result="insufficient_information"),
        given(result="not_necessary"),
    ]
    name, count, exact, joined, decided, approved, referred = agree.row("all", lines, agree.by_recommendation)
    assert (name, count, exact, joined, decided) == ("all", "5", "2 (0.40)", "3 (0.60)", "3 (0.60)")
    assert (approved, referred) == ("1", "1")
    assert agree.row("none", [], agree.by_recommendation)[1:4] == ("0", "0", "0")


def test_by_indication_is_another_answer_than_by_recommendation() -> None:
    paper = given(recommendation="pend", indication="approve")
    assert agree.row("", [paper], agree.by_recommendation)[2] == "0 (0.00)"
    assert agree.row("", [paper], agree.by_indication)[2] == "1 (1.00)"


def test_every_case_has_a_pack_a_note_and_a_line_for_each_determination() -> None:
    assert len(CASES) == 37
    basis = yaml.safe_load((FOLDER / "basis.yaml").read_text(encoding="utf-8"))
    assert {row["case"] for row in basis} == {one["id"] for one in CASES} == set(answers.packs())
    for one in CASES:
        assert (answers.NOTES / f"{one['id']}.txt").is_file(), one["id"]
        lines = {item["id"] for item in one["asked"].get("line_items", ())}
        for determination in one["determination"]["procedures"]:
            by = determination["answered_by"]
            assert determination["result"] in answers.SAME, one["id"]
            assert by == "setting" or set(by) <= lines, one["id"]


def test_the_causes_are_of_known_classes_and_of_known_determinations() -> None:
    known = {(one["id"], said["name"]) for one in CASES for said in one["determination"]["procedures"]}
    rows = yaml.safe_load((FOLDER / "causes.yaml").read_text(encoding="utf-8"))
    assert {(row["case"], row["determination"]) for row in rows} <= known
    assert {row["cause"] for row in rows} | {row["behind"] for row in rows if "behind" in row} <= set(agree.CAUSES)
    assert all(row["why"].endswith(".") for row in rows)


def test_one_case_comes_out_as_its_line_says_and_an_indication_needs_no_paper() -> None:
    one = next(case for case in CASES if case["id"] == "dro-630947")
    judged = answers._judged(one, "read", "one each")
    assert judged is not None
    line = next(line for line in judged.line_items if line.line.id == "2")
    assert line.recommendation.value == "pend"
    assert answers.indication(line) == "approve"
    assert {part.clause.need.value for part in answers.indications(line.finding)} == {"indication"}
    bare = answers._judged(one, "none", "one each")
    assert bare is not None
    assert {line.recommendation.value for line in bare.line_items} == {"pend"}
