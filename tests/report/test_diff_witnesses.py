"""Witnesses by the real solver: each is a case on which the engine answers the two differently, and "the same" is proved."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from necessity.differ import differ, face, with_files
from necessity.exchange.intake import case_of
from necessity.review import review
from necessity.verdict import Verdict

DAY = date(2026, 3, 10)
PACK = """
pack: plan
version: "1"
title: The plan
effective: {from: 2026-01-01}
sources: {rule: {document: A rule, basis: original}}
default_source: rule
parameters:
  care_length: {value: 6 weeks}
  short_care: {value: 2 weeks}
  weakest: {value: "3"}
  recent: {value: 6 months}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires:
      id: decompression
      all:
        - id: care
          test: conservative_care.length >= care_length within recent before request
          waived_by: [{id: falling, test: motor_decline, silence: absent}]
        - {id: some-care, test: conservative_care.length >= short_care within recent before request}
        - {id: weak, test: motor_strength.grade <= weakest}
"""


WAIVER = "          waived_by: [{id: falling, test: motor_decline, silence: absent}]\n"
WEAK = "        - {id: weak, test: motor_strength.grade <= weakest}\n"


def found(where: Path, *changes: tuple[str, str], base: str = PACK) -> Any:
    text = base
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    for name, words in (("one", base), ("two", text.replace('version: "1"', 'version: "2"'))):
        (where / name).mkdir()
        (where / name / "pack.yaml").write_text(words)
    return differ(str(where / "one"), str(where / "two"), search_path=(), today=DAY)


CHANGES = {
    "a longer course": ("care_length: {value: 6 weeks}", "care_length: {value: 3 months}"),
    "a grade": ('weakest: {value: "3"}', 'weakest: {value: "4-"}'),
    "a window": ("recent: {value: 6 months}", "recent: {value: 1 year}"),
    "an order": ("motor_strength.grade <= weakest", "motor_strength.grade < weakest"),
    "what waives": ("falling, test: motor_decline", "falling, test: cauda_equina"),
    "no waiver": (WAIVER, ""),
    "one more": (WEAK, WEAK + "        - {id: seen, test: stenosis at this level}\n"),
    "silence": (", silence: absent", ""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_witness_is_a_file_on_which_the_engine_answers_the_two_differently(
    change: tuple[str, str], tmp_path: Path
) -> None:
    made = with_files(found(tmp_path, change), tmp_path / "out")
    outcomes = [witness.outcome for witness in made.witnesses.values()]
    assert outcomes and set(outcomes) == {"difference"}
    for question, witness in made.witnesses.items():
        case = case_of(witness.file)
        both = review(case, packs=[str(tmp_path / "one"), str(tmp_path / "two")], as_of=DAY).packs
        lines = [answer.line_items[0] for answer in both]
        assert [line.recommendation.value for line in lines] == [one.recommendation for one in witness.answers]
        if question.is_root:
            assert {(one.recommendation, one.verdict) for one in lines} != {(lines[0].recommendation, lines[0].verdict)}
        else:
            verdicts = [_verdict(line, name) for line, name in zip(lines, (question.on, question.on_two), strict=True)]
            assert verdicts[0] is not verdicts[1]


def _verdict(line: Any, name: str) -> Verdict:
    found: Verdict = next(one.verdict for one in line.finding.walk() if one.clause.id == name)
    return found


def test_a_threshold_that_another_one_implies_changes_no_answer(tmp_path: Path) -> None:
    """Two weeks or four, six are asked for beside it: the criterion answers otherwise, the policy cannot."""
    made = found(
        tmp_path, ("short_care: {value: 2 weeks}", "short_care: {value: 4 weeks}"), base=PACK.replace(WAIVER, "")
    )
    outcomes = {question.on: witness.outcome for question, witness in made.witnesses.items()}
    assert outcomes["some-care"] == "difference"
    assert outcomes["decompression"] != "difference"


def test_both_say_the_same_in_other_words_and_that_is_proved(tmp_path: Path) -> None:
    """`all` of one and `any` of one ask the same: the nodes differ, the answers cannot."""
    made = found(
        tmp_path,
        (WEAK, "        - {id: weak, any: [{id: weaker, test: motor_strength.grade <= weakest}]}\n"),
    )  # fmt: skip
    assert {witness.outcome for witness in made.witnesses.values()} == {"same"}
    said = " ".join(face(made, "text").decode().split())
    assert "nothing: the same answers on every case" in said
    assert "Proved to give the same answers on every case all the same: decompression." in said


def test_the_json_tells_facts_and_answers(tmp_path: Path) -> None:
    record = json.loads(face(found(tmp_path, CHANGES["a longer course"]), "json"))
    (policy,) = record["policies"]
    (change,) = policy["changes"]
    witness = change["witness"]
    assert (witness["outcome"], witness["criteria"]) == ("difference", ["care", "care"])
    assert witness["facts"] and {one["verdict"] for one in witness["answers"]} <= {"met", "not met", "unknown"}
    assert policy["witness"]["outcome"] == "difference"
