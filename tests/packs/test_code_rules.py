"""The shared code rules: each speaks where it should, is silent beside it, answers for its own days and changes no verdict."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.assessment.assessment import CodingNote, PackAssessment
from necessity.model.case import Case, LineItem, Member, Request
from necessity.model.document import Document
from necessity.policy.criterion import Pack
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack, read_pack
from necessity.policy.write import to_yaml
from necessity.report.terminal import render
from necessity.review import review, shipped_packs
from necessity.vocabulary.load import vocabulary

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "code_rules.yaml").read_text(encoding="utf-8"))
DAY = date(2026, 5, 4)
NAMES = vocabulary().procedures
PACK = """
pack: codes-only
version: "1"
title: Code rules alone
purpose: coverage
effective: {from: 2010-01-01}
sources: {own: {document: a pack for this test, basis: house}}
default_source: own
code_rules: lumbar-spine
policies:
  - policy: asked
    for: [PROCEDURES]
    judged: whole line
    requires: {id: firm, test: request.firmness is firm}
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that approves whatever is firmly asked for, so that only a code rule can hold a line."""
    made = tmp_path_factory.mktemp("codes")
    (made / "pack.yaml").write_text(PACK.replace("PROCEDURES", ", ".join(NAMES.by_name)), encoding="utf-8")
    return made


def line_item(row: list[Any]) -> LineItem:
    id_, asked, levels, more = (*row, {}) if len(row) == 3 else row
    more = dict(more)
    service = more.pop("service", asked if ":" in asked else None)
    code = NAMES.codes.get(service or "")
    procedure = code.procedure if code else asked if asked in NAMES.by_name else None
    modifiers = tuple(more.pop("modifiers", ()))
    return LineItem(
        id=str(id_),
        requested_as=asked,
        service=service,
        procedure=procedure,
        levels=tuple(levels),
        modifiers=modifiers,
        **more,
    )


def case_of(row: dict[str, Any], asked: dict[str, Any], day: date = DAY) -> Case:
    request = Request(line_items=tuple(map(line_item, asked["lines"])), diagnoses=tuple(asked.get("diagnoses", ())))
    note = Document(id="note", kind="clinic note", authored=day, text=f"Past surgical history: {row.get('chart', '')}")
    return Case(id="codes", received=day, member=Member(age=60), request=request, documents=(note,))


def judged(folder: Path, row: dict[str, Any], asked: dict[str, Any], day: date = DAY) -> PackAssessment:
    return review(case_of(row, asked, day), packs=[str(folder)], as_of=day).packs[0]


def notes_of(answer: PackAssessment, rule: str) -> list[CodingNote]:
    return [note for line in answer.line_items for note in line.coding if note.rule == rule]


def named(row: dict[str, Any]) -> str:
    return f"{row['rule']}: {row['says']}"


@cache
def shared() -> Pack:
    with_rules = next(one for one in known_packs((shipped_packs(),)) if takes_rules(one.folder))
    return load_pack(with_rules.folder, vocabulary())


def takes_rules(folder: Path) -> bool:
    return "\ncode_rules:" in (folder / "pack.yaml").read_text(encoding="utf-8")


# -- each rule, on both sides ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_rule_speaks_of_the_lines_it_names(folder: Path, row: dict[str, Any]) -> None:
    asked = row["speaks"]
    answer = judged(folder, row, asked)
    found = notes_of(answer, row["rule"])
    assert found and all(note.checked and note.effect == row["effect"] for note in found)
    assert asked.get("words", "") in found[0].says
    if "names" in asked:
        assert found[0].lines == tuple(asked["names"])


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_rule_is_silent_where_the_request_fits(folder: Path, row: dict[str, Any]) -> None:
    assert notes_of(judged(folder, row, row["silent"]), row["rule"]) == []


def test_every_shared_rule_stands_in_the_table(folder: Path) -> None:
    rules = load_pack(folder, vocabulary()).coding
    assert {row["rule"] for row in ROWS} == {rule.clause.id for rule in rules}
    assert all(rule.shared for rule in rules)


# -- what a rule may do ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_rule_turns_an_approval_into_a_question_or_changes_nothing(folder: Path, row: dict[str, Any]) -> None:
    for answer in judged(folder, row, row["speaks"]).line_items:
        if answer.policy is None:  # a code that nobody here knows
            continue
        asks = any(note.effect == "clarify" for note in answer.coding)
        assert answer.verdict.value == "met"
        assert answer.recommendation.value == ("pend" if asks else "approve")


def test_what_is_only_commonly_known_never_holds_a_line(folder: Path) -> None:
    for rule in load_pack(folder, vocabulary()).coding:
        assert rule.effect == "note" or rule.clause.source.basis != "background", rule.clause.id


# -- the days that a table covers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        ("removal-and-reinsertion", date(2013, 9, 1), date(2013, 8, 31)),
        ("segmental", date(2025, 12, 18), date(2025, 12, 17)),
        ("units-of-fusion", date(2025, 12, 18), date(2025, 12, 17)),
        ("exploration-incidental", date(2026, 1, 1), date(2025, 12, 31)),
        ("laminectomy-beside-interbody", date(2022, 1, 1), date(2021, 12, 31)),
        ("diagnosis-heading", date(2026, 4, 1), date(2026, 3, 31)),
        ("diagnosis-heading", date(2026, 9, 30), date(2026, 10, 1)),
        ("diagnosis-of-older-edition", date(2015, 10, 1), date(2015, 9, 30)),
    ],
)
def test_a_rule_answers_only_for_the_days_of_its_table(folder: Path, rule: str, inside: date, outside: date) -> None:
    row = next(one for one in ROWS if one["rule"] == rule)
    [here, *_] = notes_of(judged(folder, row, row["speaks"], inside), rule)
    [there, *_] = notes_of(judged(folder, row, row["speaks"], outside), rule)
    assert here.checked and here.effect == row["effect"]
    assert not there.checked and there.effect == "note"
    assert there.says.startswith(f"Not checked on {outside}, for the table covers days ")


def test_what_was_not_checked_holds_nothing_and_is_printed_as_such(folder: Path) -> None:
    row = next(one for one in ROWS if one["rule"] == "units-of-fusion")
    day = date(2020, 5, 4)
    found = review(case_of(row, row["speaks"], day), packs=[str(folder)], as_of=day)
    assert [one.recommendation.value for one in found.packs[0].line_items] == ["approve"]
    assert "(not checked, line 1)" in " ".join(render(found).split())


def test_a_request_without_diagnoses_is_not_told_that_they_were_not_checked(folder: Path) -> None:
    asked = {"lines": [[1, "cpt:63030", ["L4-L5"]]]}
    assert notes_of(judged(folder, {}, asked, date(2020, 5, 4)), "diagnosis-heading") == []


def test_a_code_outside_the_table_is_neither_right_nor_wrong(folder: Path) -> None:
    asked = {"lines": [[1, "cpt:63030", ["L4-L5"]]], "diagnoses": ["E11.9", "Z99", "not a code"]}
    answer = judged(folder, {}, asked)
    assert not notes_of(answer, "diagnosis-heading") and not notes_of(answer, "diagnosis-of-older-edition")


# -- who takes them ----------------------------------------------------------------------------------------------------


def test_every_shipped_pack_that_judges_lines_takes_the_rules_but_the_reconstruction() -> None:
    entries = known_packs((shipped_packs(),))
    without = {
        one.adjudicator for one in entries if one.judges_lines and not one.builds_on and not takes_rules(one.folder)
    }
    assert without == {"published-assessments"}


def test_a_rule_of_the_pack_itself_stands_in_the_place_of_the_shared_one(folder: Path, tmp_path: Path) -> None:
    own = """
coding:
  - id: side
    says: Our own rule of sides.
    fault: mismatch
    effect: note
    for: any
    when: {id: differ, test: request.side_fit is misfit}
"""
    (tmp_path / "pack.yaml").write_text((folder / "pack.yaml").read_text(encoding="utf-8") + own, encoding="utf-8")
    row = next(one for one in ROWS if one["rule"] == "side")
    [note] = notes_of(judged(tmp_path, row, row["speaks"]), "side")
    assert (note.says, note.effect) == ("Our own rule of sides.", "note")


def test_a_pack_that_names_rules_nobody_wrote_is_told(folder: Path, tmp_path: Path) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8").replace("lumbar-spine", "lumbar-spines")
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    [problem] = read_pack(tmp_path, vocabulary())[1]
    assert "there are no code rules 'lumbar-spines'" in problem.what and "lumbar-spine" in problem.remedy


def test_the_digest_of_a_pack_covers_the_rules_that_it_takes(folder: Path, tmp_path: Path) -> None:
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    with_rules = load_pack(tmp_path, vocabulary())
    assert with_rules.digest == load_pack(folder, vocabulary()).digest
    (tmp_path / "pack.yaml").write_text(text.replace("code_rules: lumbar-spine\n", ""), encoding="utf-8")
    without = load_pack(tmp_path, vocabulary())
    assert without.coding == () and without.digest != with_rules.digest


def test_a_pack_is_written_back_with_one_line_for_them(folder: Path, tmp_path: Path) -> None:
    written = to_yaml(load_pack(folder, vocabulary()))
    assert "code_rules: lumbar-spine" in written["pack.yaml"] and "cpt:22853" not in written["pack.yaml"]
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_pack(tmp_path, vocabulary()).coding == load_pack(folder, vocabulary()).coding
