"""A pack whose source names no day: it judges where it is named, and a case of its payer is told of it and not judged by it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from necessity.assessment.assessment import Assessment
from necessity.errors import PackUnusable
from necessity.exchange.case_file import case_from_text
from necessity.packs import listed_packs
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack, read_pack
from necessity.policy.select import may_bind
from necessity.policy.write import to_yaml
from necessity.prove import check_packs
from necessity.report.record import json_bytes
from necessity.review import review
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)
FOGGY = """
pack: foggy
version: "undated"
title: Foggy Health, decompression
effective: not stated
scope: {payers: [Foggy Health]}
sources: {rule: {document: A rule without a date, basis: original}}
default_source: rule
parameters: {narrowest: {value: moderate}}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires: {id: narrowed, test: stenosis.grade >= narrowest at this level}
"""
DATED = FOGGY.replace('version: "undated"', 'version: "2026-01"').replace("not stated", "{from: 2026-01-01}")
LAYER = """
pack: my-plan
version: "2026-01"
builds_on: foggy@undated
sources: {bulletin: {document: Our bulletin, basis: house}}
parameters: {narrowest: {value: severe, source: bulletin}}
"""
CASE = """
received: 2026-03-10
payer: Foggy Health
request: {line_items: [{id: "1", procedure: lumbar decompression, levels: [L4-L5]}]}
documents:
  - {kind: imaging report, authored: 2026-02-20, text: "MRI lumbar spine of 20 February 2026: severe central stenosis at L4-5."}
"""
NOT_KNOWN = (
    "foggy@undated carries no day from which it is in force, so whether it holds on the day of service is not known: look at "
    "the page of its publisher before this answer is used."
)
EXISTS = (
    "foggy@undated (Foggy Health, decompression) is for this payer. From when it is in force is not known, so it is never "
    "chosen by payer: look at the payer's own page; to judge by it, add --pack foggy@undated."
)


def shelf(root: Path, **packs: str) -> Path:
    for name, text in packs.items():
        (root / name).mkdir(parents=True)
        (root / name / "pack.yaml").write_text(text, encoding="utf-8")
    return root


def judged(root: Path, *packs: str, case: str = CASE) -> Assessment:
    return review(
        case_from_text(case, "", vocabulary=vocabulary(), called="case.yaml"),
        packs=packs,
        as_of=DAY,
        search_path=[root],
    )


@pytest.mark.parametrize("name", ["foggy@undated", "foggy", "a folder"])
def test_it_judges_where_it_is_named_and_says_that_its_day_is_not_known(name: str, tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY)
    answer = judged(root, str(root / "foggy") if name == "a folder" else name)
    (one,) = answer.packs
    assert one.pack.name == "foggy@undated"
    assert one.pack.undated
    assert [line.recommendation.value for line in one.line_items] == ["approve"]
    assert answer.notices.count(NOT_KNOWN) == 1
    assert EXISTS not in answer.notices


def test_a_case_of_its_payer_is_told_of_it_and_not_judged_by_it(tmp_path: Path) -> None:
    answer = judged(shelf(tmp_path, foggy=FOGGY))
    assert answer.packs[0].pack.name.startswith("consensus@")
    assert answer.notices[0].startswith(
        f"Judged by {answer.packs[0].pack.name}: from when foggy@undated is in force is "
    )
    assert EXISTS in answer.notices
    assert NOT_KNOWN not in answer.notices


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", True),
        ("line_of_business: commercial\n", True),
        ("line_of_business: medicaid\n", False),
        ("line_of_business: medicare\n", False),
    ],
)
def test_it_is_told_of_unless_the_kind_of_plan_is_another(line: str, told: bool, tmp_path: Path) -> None:
    answer = judged(shelf(tmp_path, foggy=FOGGY), case=line + CASE)
    assert (EXISTS in answer.notices) == told


def test_another_payer_hears_nothing_of_it(tmp_path: Path) -> None:
    answer = judged(shelf(tmp_path, foggy=FOGGY), case=CASE.replace("Foggy Health", "Clear Health"))
    assert not any("foggy@undated (" in notice for notice in answer.notices)


def test_a_state_that_the_case_leaves_open_keeps_it_from_nothing(tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY.replace("[Foggy Health]}", "[Foggy Health], states: [IL]}"))
    assert EXISTS in judged(root).notices
    assert EXISTS in judged(root, case="state: IL\n" + CASE).notices
    assert EXISTS not in judged(root, case="state: TX\n" + CASE).notices


def test_a_dated_version_in_force_goes_before_it(tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY, dated=DATED)
    assert [one.pack.name for one in judged(root).packs] == ["foggy@2026-01"]
    assert [one.pack.name for one in judged(root, "foggy").packs] == ["foggy@2026-01"]
    assert [one.pack.name for one in judged(root, "foggy@undated").packs] == ["foggy@undated"]
    early = CASE.replace("2026-03-10", "2025-03-10").replace("2026-02-20", "2025-02-20")
    with pytest.raises(PackUnusable, match=r"foggy@2026-01 \(from 2026-01-01\), foggy@undated \(on days not stated\)"):
        judged(root, "foggy", case=early)


def test_two_packs_stand_side_by_side_and_the_record_marks_the_undated_one(tmp_path: Path) -> None:
    answer = judged(shelf(tmp_path, foggy=FOGGY), "foggy", "consensus")
    record = json.loads(json_bytes(answer))
    assert [(one["pack"].partition("@")[0], one["undated"]) for one in record["packs"]] == [
        ("foggy", True),
        ("consensus", False),
    ]
    assert len(answer.compared) == 1
    assert answer.compared[0].says[0].pack == "foggy@undated"
    assert NOT_KNOWN in record["notices"]


def test_it_is_checked_listed_and_written_back(tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY)
    assert check_packs("foggy", (root,), coverage=False, today=DAY).faults == 0
    (line,) = [line for line in listed_packs([root]) if line.startswith("foggy@undated")]
    assert "coverage" in line and "on days not stated" in line
    pack = load_pack(root / "foggy", vocabulary())
    again = tmp_path / "again"
    again.mkdir()
    for name, text in to_yaml(pack).items():
        (again / name).write_text(text, encoding="utf-8")
    assert load_pack(again, vocabulary()).undated


def test_what_builds_on_it_has_no_day_unless_it_states_one(tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY, layer=LAYER)
    assert load_pack(root / "layer", vocabulary(), search_path=[root]).undated
    assert {one.name: one.undated for one in known_packs([root])} == {"foggy@undated": True, "my-plan@2026-01": True}
    stated = shelf(tmp_path / "stated", foggy=FOGGY, layer=LAYER + "effective: {from: 2026-01-01}\n")
    pack = load_pack(stated / "layer", vocabulary(), search_path=[stated])
    assert (pack.undated, pack.effective_from) == (False, "2026-01-01")
    assert [one.pack.name for one in judged(stated).packs] == ["my-plan@2026-01"]


def test_a_layer_may_take_the_day_away(tmp_path: Path) -> None:
    layer = LAYER.replace("foggy@undated", "foggy@2026-01") + "effective: not stated\n"
    root = shelf(tmp_path, dated=DATED, layer=layer)
    pack = load_pack(root / "layer", vocabulary(), search_path=[root])
    assert (pack.undated, pack.effective_from) == (True, None)


def test_a_determination_without_an_area_or_a_day_is_still_told_of(tmp_path: Path) -> None:
    root = shelf(tmp_path, lcd=FOGGY.replace("scope: {payers: [Foggy Health]}", "authority: lcd"))
    assert [one.name for one in may_bind(known_packs([root]), DAY)] == ["foggy@undated"]
    told = [one for one in judged(root, case="line_of_business: medicare\n" + CASE).notices if "foggy@undated" in one]
    assert len(told) == 1
    assert told[0].endswith("add --pack foggy@undated. From when it is in force is not known.")


def test_the_word_undated_and_a_day_do_not_go_together(tmp_path: Path) -> None:
    root = shelf(tmp_path, foggy=FOGGY.replace("not stated", "{from: 2026-01-01}"))
    _, problems = read_pack(root / "foggy", vocabulary(), "foggy")
    assert [problem.what for problem in problems] == ["the pack is undated and yet says when it is in force"]
    assert problems[0].remedy == "write 'effective: not stated', or name the version by its date"
