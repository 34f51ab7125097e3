"""What differs between two packs in its three faces: the meaning first, each change with its witness, and wording last."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from necessity import differ as door
from necessity.differ import Differ, differ, face, with_files
from necessity.exchange.intake import case_of
from necessity.model.case import Case, LineItem, Request
from necessity.model.document import Attestation, Document, Quote
from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.review import review
from necessity.symbolic.differ import Difference, NotDecided, Same
from necessity.verdict import Verdict
from necessity.when import PartialDate

DAY = date(2026, 3, 10)
BASE = """
pack: plan
version: "1"
title: The plan
effective: {from: 2026-01-01, until: 2026-06-30}
scope: {payers: [My Plan]}
sources: {rule: {document: A rule, basis: original, place: page 1}}
default_source: rule
parameters: {care_length: {value: 6 weeks}, weakest: {value: "3"}}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires:
      id: decompression
      says: Decompression of a nerve.
      all:
        - {id: care, says: Care was had for long enough., test: conservative_care.length >= care_length}
        - {id: weak, says: A muscle is weak., test: motor_strength.grade <= weakest}
        - {id: talked, says: It was talked over., test: counselling}
  - policy: removal
    for: [hardware-removal]
    judged: each level
    requires: {id: broken, says: An implant failed., test: implant_failure at this level}
"""
CHANGED = (
    ('version: "1"', 'version: "2"'),
    ("{from: 2026-01-01, until: 2026-06-30}", "{from: 2026-07-01}"),
    ("care_length: {value: 6 weeks}", "care_length: {value: 3 months}"),
    ("test: counselling", "ask_a_person: true"),
    ('weakest: {value: "3"}', 'weakest: {value: "4-"}'),
    ("An implant failed.", "An implant has <failed>."),
)


def folders(where: Path) -> tuple[Path, Path]:
    text = BASE
    for old, new in CHANGED:
        assert text.count(old) == 1
        text = text.replace(old, new)
    found = (where / "one", where / "two")
    for folder, words in zip(found, (BASE, text), strict=True):
        folder.mkdir()
        (folder / "pack.yaml").write_text(words)
    return found


def eight_weeks() -> Case:
    note = Document(id="chart", kind="clinic note", authored=date(2026, 3, 1), text="Entry 1.")
    care = Fact(
        kind="conservative_care",
        value=Quantity.exactly(8, "weeks"),
        when=PartialDate.day(date(2025, 11, 1)),
        recorded=note.authored,
        evidence=(Quote(note, 0, 8, Attestation(by="the search")),),
        reader="marked",
    )
    line = LineItem(id="1", requested_as="lumbar-decompression", procedure="lumbar-decompression", levels=("L4-L5",))
    return Case(id="witness", received=DAY, documents=(note,), request=Request(line_items=(line,)), attested=(care,))


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Differ:
    """The two packs with a search that answers each question in its own way."""

    def answer(*_: object, on: str = "root", **__: object) -> Difference | Same | NotDecided:
        if on == "weak":
            return Same(why="one implies the other")
        if on == "talked":
            return NotDecided(why="the search gave up")
        facts = ("eight weeks of care <b>",) if on == "care" else ()
        return Difference(case=eight_weeks(), one=Verdict.MET, two=Verdict.NOT_MET, facts=facts)

    monkeypatch.setattr(door, "first_difference", answer)
    one, two = folders(tmp_path)
    return differ(str(one), str(two), search_path=(), today=DAY)


def words(made: Differ, format: str) -> str:
    return " ".join(face(made, format).decode().replace("\\", "").split())


def test_the_meaning_comes_first_and_is_short(made: Differ) -> None:
    lines = face(made, "text").decode().splitlines()
    assert lines[0] == "plan@1 -> plan@2"
    assert lines[1] == "3 changes in meaning, in 1 of 2 policies."
    assert lines[2] == "1 policy the same, criterion by criterion, so they give the same answers on every case."
    assert max(map(len, lines)) <= 100
    text = "\n".join(lines)
    assert text.index("length of conservative care") < text.index("No change in meaning")


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_each_change_has_what_it_was_its_source_and_its_witness(made: Differ, format: str) -> None:
    said = words(made, format)
    assert "length of conservative care: at least 6 weeks -> at least 3 months" in said
    assert "grade of motor strength: at most 3 -> at most 4-" in said
    assert "A rule, page 1; original" in said
    assert "witness: decompression of lumbar nerve structures, L4-L5 - eight weeks of care <b>" in said
    assert "plan@1" in said and "met; the line: pend (Care was had for long enough: shown)" in said
    assert "plan@2" in said and "not met; the line: refer (Care was had for long enough: falls short)" in said
    assert "nothing: the same answers on every case (one implies the other)" in said
    assert "not decided: no case was found, and none was ruled out (the search gave up)" in said
    assert "in force: from 2026-01-01 until 2026-06-30 -> from 2026-07-01" in said
    assert "removal: broken reworded: “An implant failed.” -> “An implant has <failed>.”" in said


def test_facts_are_told_by_the_engine_where_the_search_gives_no_words(made: Differ) -> None:
    assert "The whole policy, witness: " in words(made, "text")
    assert "conservative care 8 weeks (2025-11-01)" in words(made, "text")


def test_what_a_pack_says_cannot_become_markup(made: Differ) -> None:
    assert "\\<failed\\>" in face(made, "markdown").decode()


def test_the_record_has_every_change_with_both_nodes_and_its_witness(made: Differ) -> None:
    record = json.loads(face(made, "json"))
    assert list(record) == [
        "engine", "one", "two", "by_node", "same_meaning", "notes", "head", "policies", "rules",
    ]  # fmt: skip
    assert (record["one"]["pack"], record["two"]["pack"], record["same_meaning"]) == ("plan@1", "plan@2", False)
    first, second = record["policies"]
    assert (second["same_meaning"], [one["sort"] for one in second["changes"]]) == (True, ["sentence"])
    value = next(one for one in first["changes"] if one["criteria"] == ["care"])
    assert (value["old"], value["new"], value["parameters"]) == (
        "at least 6 weeks", "at least 3 months", ["care_length", "care_length"],
    )  # fmt: skip
    assert value["one"]["source"]["document"] == "A rule" and value["one"]["place"].endswith("pack.yaml:18:11")
    assert value["witness"]["outcome"] == "difference"
    assert [one["verdict"] for one in value["witness"]["answers"]] == ["met", "not met"]
    assert face(made, "json") == face(made, "json")


def test_a_witness_is_a_case_file_on_which_the_two_part(made: Differ, tmp_path: Path) -> None:
    written = with_files(made, tmp_path / "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["decompression-care.yaml", "decompression.yaml"]
    assert f"written: {tmp_path / 'out' / 'decompression-care.yaml'}" in words(written, "markdown")
    case = case_of(tmp_path / "out" / "decompression-care.yaml")
    assessment = review(case, packs=[str(tmp_path / "one"), str(tmp_path / "two")], as_of=DAY)
    verdicts = [
        next(found.verdict for found in pack.line_items[0].finding.walk() if found.clause.id == "care")
        for pack in assessment.packs
    ]
    assert verdicts == [Verdict.MET, Verdict.NOT_MET]


def test_progress_is_told_for_each_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "first_difference", lambda *_, **__: NotDecided(why="no time"))
    told: list[tuple[int, int, str]] = []
    one, two = folders(tmp_path)
    differ(str(one), str(two), search_path=(), today=DAY, progress=lambda *step: told.append(step))
    assert told == [(1, 4, "decompression"), (2, 4, "care"), (3, 4, "weak"), (4, 4, "talked")]


def test_without_a_solver_the_rest_is_told_and_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "find_spec", lambda name: None)
    one, two = folders(tmp_path)
    said = words(differ(str(one), str(two), search_path=(), today=DAY), "text")
    assert "pip install 'necessity[prove]'" in said and "at least 6 weeks -> at least 3 months" in said
    assert "every case" in said and "not decided" not in said and "witness:" not in said
    same = words(differ(str(one), str(one), search_path=(), today=DAY), "text")
    assert "prove" not in same and "the same answers on every case" in same


def test_a_policy_that_rests_on_another_line_is_not_said_to_be_the_same_on_every_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "find_spec", lambda name: None)
    rests = BASE.replace("test: implant_failure at this level", "test: line lumbar-decompression is met at this level")
    for name, text in (("a", rests), ("b", rests.replace("6 weeks", "8 weeks"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(text)
    made = differ(str(tmp_path / "a"), str(tmp_path / "b"), search_path=(), today=DAY)
    said = words(made, "text")
    assert "1 policy the same, but resting on the answer to another line, which may differ: removal." in said
    assert "every case" not in said
    assert "plan@1 in " in said, "two packs of one name are told apart by their folders"
