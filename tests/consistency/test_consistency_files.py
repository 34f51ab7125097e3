"""What a folder of answers may hold, and every way in which a file of it is wrong, told at once with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from folders import CARE, DAY, LIMITED, SEVERE, answered, case, found, only, reviewed, small_pack

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.report.consistency_terminal import render
from necessity.report.record import json_bytes
from necessity.review import review


def told(folder: Path) -> str:
    with pytest.raises(InputUnusable) as caught:
        found(folder)
    return str(caught.value)


def test_there_must_be_a_folder_and_an_answer_in_it(tmp_path: Path) -> None:
    assert "there is no such folder" in told(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "the folder holds no answers" in told(tmp_path / "empty")


def test_what_holds_no_answer_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE), "necessary")
    (folder / "case.yaml").write_text(yaml.safe_dump(case("bare", SEVERE)))
    (folder / "note.txt").write_text("A note beside them.")
    (folder / ".hidden.yaml").write_text("[")
    assert found(folder).aside == ("case.yaml holds no answer",)


def test_a_case_may_stand_beside_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    (folder / "two.yaml").write_text(yaml.safe_dump(case("two", SEVERE, CARE, LIMITED)))
    (folder / "answer.yaml").write_text(
        "case: two.yaml\nanswered: [{line: '1', answer: refer, reasons: Seen otherwise}]\n"
    )
    pair = only(folder)
    assert (pair.worse.of.case, pair.worse.by, pair.worse.said) == ("two", "published answer", "refer")
    assert [one.says for one in pair.worse.reasons] == ["Seen otherwise"]


def test_a_file_cannot_name_a_case_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    (tmp_path / "two.yaml").write_text(yaml.safe_dump(case("two", SEVERE)))
    (folder / "answer.yaml").write_text("case: ../two.yaml\nanswered: [{line: '1', answer: refer}]\n")
    assert "'../two.yaml' lies outside the folder of this file" in told(folder)


def test_a_line_that_joins_several_procedures_is_covered_with_all_its_parts(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    joined = case("joined", SEVERE, CARE, LIMITED, procedure="laminectomy and fusion")
    answered(folder, joined, "not_necessary")
    answered(folder, case("one", SEVERE, CARE, LIMITED), "necessary")
    assert found(folder).answers == 3


def test_a_case_that_cannot_be_judged_is_left_out_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE), "necessary")
    answered(folder, case("two", SEVERE, procedure="gibberish words"), "necessary")
    (aside,) = found(folder).aside
    assert aside.startswith("two-a-plan.yaml could not be judged by small@1: nothing requested is understood")


def test_what_the_pack_does_not_address_is_told_and_compared_with_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("one", SEVERE, procedure="spinal cord stimulator"), "necessary")
    answered(folder, case("two", SEVERE, procedure="spinal cord stimulator"), "not_necessary")
    made = found(folder)
    assert made.compared == 0
    assert made.aside == (
        "2 answers are on what the pack does not address: one spinal cord stimulator, two spinal cord stimulator",
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"answer": "maybe"}, "'maybe' is not an answer"),
        ({"line": "7"}, "the request has no line '7'"),
        ({"line": "setting"}, "the setting is answered, but none is requested"),
        ({"line": ["1", "setting"]}, "the setting and a line stand in one answer"),
        ({"reason": "typo"}, "unknown key 'reason' in an answer"),
        ({"reasons": [{"says": "Too slight", "about": "stenosys"}]}, "'stenosys' is not a kind of fact"),
        ({"reasons": [{"says": "Too slight", "about": "stenosis.grad"}]}, "'grad' is not a field of stenosis"),
        ({"reasons": [{"about": "stenosis"}]}, "a reason has no 'says'"),
    ],
)
def test_a_wrong_answer_is_told_with_its_place(wrong: dict[str, Any], says: str, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    place = answered(folder, case("one", SEVERE), "necessary")
    whole = yaml.safe_load(place.read_text())
    whole["answered"][0] |= wrong
    place.write_text(yaml.safe_dump(whole))
    message = told(folder)
    assert says in message and message.startswith("one-a-plan.yaml:")


def test_every_file_is_read_before_anything_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    for name in ("one", "two"):
        answered(folder, case(name, SEVERE), "maybe")
    (folder / "torn.json").write_text('{"assessments": [')
    message = told(folder)
    assert all(name in message for name in ("one-a-plan.yaml", "two-a-plan.yaml", "torn.json"))


# -- reviews -----------------------------------------------------------------------------------------------------------


def cut(key: str) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        del record["assessments"][0]["line_items"][0]["finding"][key]

    return change


def put(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        record["assessments"][0]["line_items"][0]["finding"][key] = value

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (cut("node"), "this review does not say how its criteria are joined"),
        (cut("verdict"), "'verdict' is missing"),
        (put("verdict", "yes"), "'yes' is not a verdict"),
        (put("facts", [999]), "there is no fact 999"),
        (put("children", ["x"]), "an entry of 'children' is not what a review holds"),
        (put("source", "x"), "'source' is not what a review holds there"),
    ],
)
def test_a_review_that_was_changed_by_hand_is_told(
    change: Callable[[dict[str, Any]], None], says: str, tmp_path: Path
) -> None:
    folder = tmp_path / "answers"
    place = reviewed(folder, case("one", SEVERE), [str(small_pack(tmp_path))], "one")
    record = json.loads(place.read_bytes())
    change(record)
    place.write_text(json.dumps(record))
    message = told(folder)
    assert says in message and message.startswith("one.json")


def test_a_review_gives_the_same_pairs_as_its_case(tmp_path: Path) -> None:
    """What is read back from the JSON stands as far as what was judged here."""
    pack = [str(small_pack(tmp_path))]
    records = {"full": (SEVERE, CARE, LIMITED), "short": (SEVERE, CARE)}
    for name, sentences in records.items():
        reviewed(tmp_path / "reviews", case(name, *sentences), pack, name)
        answered(tmp_path / "answers", case(name, *sentences), "approve" if name == "full" else "pend")
    ours, theirs = only(tmp_path / "reviews"), only(tmp_path / "answers")
    shown = [[(one.better.verdict, one.worse.verdict) for one in pair.separates] for pair in (ours, theirs)]
    assert shown[0] == shown[1] and len(shown[0]) == 1
    quotes = [pair.better.roots[0].children[0].facts[0].quotes[0].words for pair in (ours, theirs)]
    assert quotes[0] == quotes[1] == "severe central canal stenosis at L4-L5"


def test_a_review_without_the_words_of_the_chart_is_compared_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    answered(folder, case("theirs", SEVERE, CARE, LIMITED), "not_necessary")
    source = tmp_path / "ours.yaml"
    source.write_text(yaml.safe_dump(case("ours", SEVERE, CARE, LIMITED)))
    made = review(case_of(source), packs=[str(small_pack(tmp_path))], as_of=DAY)
    (folder / "ours.json").write_bytes(json_bytes(made, show_chart=False))
    assert only(folder).is_unseparated
    assert "words left out of this review" in " ".join(render(found(folder), 5).split())
