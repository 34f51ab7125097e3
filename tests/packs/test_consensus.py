"""Our own composite pack: what its README promises of silence, of emergencies and of readiness, on its own cases."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from charts import answer_alone

from necessity.assessment.assessment import Assessment, LineAnswer
from necessity.assessment.finding import Finding, Need
from necessity.pack_cases import PackCase, pack_cases
from necessity.report.terminal import render
from necessity.review import shipped_packs
from necessity.verdict import MET

FOLDER = shipped_packs() / "consensus" / "2026-11"
CASES = {case.name: case for case in pack_cases(FOLDER)[0]}
RULED_OUT_BY_THE_RULE = {"marrow-aspirate", "exploration"}
"""Answered by the request alone: marrow by itself, and a look at a fusion beside other work on it."""


def judged(case: PackCase) -> Assessment:
    assert case.case.received is not None
    return answer_alone(case.case, str(FOLDER), case.case.received)


@cache
def answered(name: str) -> Assessment:
    return judged(CASES[name])


def lines(name: str) -> dict[str, LineAnswer]:
    return {answer.line.id: answer for answer in answered(name).packs[0].line_items}


def findings(top: Finding) -> dict[str, Finding]:
    return {one.clause.id: one for one in reversed(list(top.walk()))}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_request_without_a_record_is_never_referred(name: str) -> None:
    """Silence pends: without the documents no case of the pack is referred, but for what the rule itself answers."""
    case = CASES[name]
    silent = replace(case, case=replace(case.case, documents=(), attested=()))
    for answer in judged(silent).packs[0].line_items:
        if answer.policy in RULED_OUT_BY_THE_RULE:
            continue
        assert answer.recommendation.value == "pend", (answer.line.procedure, answer.because)


def test_readiness_is_told_apart_from_the_reason_to_operate() -> None:
    told = " ".join(render(answered("readiness")).split())
    before = "before approval: nicotine test, mental health screen, bone density and glucose control"
    assert f"pends (indication shown; {before})" in told
    assert f"The indication for lumbar fusion at L4-L5 is shown; {before}." in told
    assert lines("readiness")["1"].by_need[Need.INDICATION] is MET


def test_a_reason_to_operate_is_told_as_shown_where_readiness_decides() -> None:
    told = " ".join(render(answered("glucose-too-high")).split())
    assert "The indication for lumbar fusion at L4-L5 is shown; what must be in order before it is not" in told


@pytest.mark.parametrize("name", ["cauda-equina", "strength-falls"])
def test_an_emergency_lifts_time_and_readiness_and_no_structural_reason(name: str) -> None:
    met = lines(name)["3"]
    found = findings(met.finding)
    for criterion in ("nicotine-test", "mental-health-screen"):
        exception = found[criterion].exception
        assert exception is not None and exception.by == "emergency-lifts"
    assert found["structure"].exception is None and found["structure"].shown


def test_an_emergency_does_not_make_up_a_structural_reason() -> None:
    line = lines("cauda-equina")["4"]
    assert line.recommendation.value == "refer"
    assert line.because == ("structure",)


def test_the_pack_says_that_it_is_ours() -> None:
    (pack,) = answered("bare").packs
    assert "title: Our own composite" in (FOLDER / "pack.yaml").read_text(encoding="utf-8")
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert readme.splitlines()[2].startswith("**This is our own composite.")
    bases = {finding.clause.source.basis for answer in pack.line_items for finding in answer.finding.walk()}
    assert bases == {"house"}
