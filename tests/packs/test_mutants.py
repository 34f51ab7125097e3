"""What an example chart answers when one decisive fact is taken away, denied, the brother's, or only a risk spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import DAY, PACK, case_named, findings, only_line, reviewed, with_texts

from necessity.model.fact import Assertion
from necessity.review import read, review

EVERY = yaml.safe_load((Path(__file__).parent / "mutants.yaml").read_text(encoding="utf-8"))
KINDS = ("removed", "negated", "brother", "counselled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed chart: `changes` in the order in which they are made, and the answer that is right."""

    chart: str
    fact: str
    name: str
    right: str
    changes: tuple[tuple[str, dict[str, Any]], ...]
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.chart}: {self.fact}: {self.name}"


def _entry(name: str, within: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The mutant called `name` of the fact `within`, or `fact / name` of another fact of the same chart."""
    fact, _, own = name.rpartition(" / ")
    for entry in EVERY:
        if entry["chart"] == within["chart"] and entry["fact"] == (fact or within["fact"]):
            return entry, entry["mutants"][own]
    raise KeyError(name)


def _changes(entry: dict[str, Any], mutant: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "upon" in mutant:
        yield from _changes(*_entry(mutant["upon"], entry))
    for document, changes in mutant["changes"].items():
        yield from ((document, change) for change in changes)


MUTANTS = [
    Mutant(
        chart=entry["chart"],
        fact=entry["fact"],
        name=name,
        right=mutant["right"],
        changes=tuple(_changes(entry, mutant)),
        expect=mutant["expect"],
    )
    for entry in EVERY
    for name, mutant in entry["mutants"].items()
]


def changed(mutant: Mutant) -> dict[str, str]:
    """The texts after every change; fails where a `find` does not stand as often as it says."""
    texts = {document.id: document.text for document in case_named(mutant.chart).documents}
    for document, change in mutant.changes:
        there = texts[document].count(change["find"])
        asked = change.get("count", 1)
        assert there == asked, f"{mutant}: '{change['find']}' stands {there} times in '{document}', not {asked}"
        texts[document] = texts[document].replace(change["find"], change["replace"])
    return texts


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_mutant_gets_its_own_answer(mutant: Mutant) -> None:
    assessment = review(with_texts(case_named(mutant.chart), changed(mutant)), packs=[PACK], as_of=DAY)
    line = only_line(assessment)
    found = findings(line)
    shown = [one.id for one in assessment.packs[0].cautions if one.state == "shown"]
    answers: dict[str, Any] = {
        "recommendation": line.recommendation.value,
        "because": list(line.because),
        "gaps": [gap.criterion for gap in line.gaps],
        "cautions": shown,
        "urgency": assessment.urgency.level,
        "reasons": {name: found[name].reason.value for name in mutant.expect.get("reasons", {})},
    }
    assert {key: answers[key] for key in mutant.expect} == mutant.expect, mutant.right


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_pending_mutant_asks_for_something(mutant: Mutant) -> None:
    """A line that waits must say for what."""
    assessment = review(with_texts(case_named(mutant.chart), changed(mutant)), packs=[PACK], as_of=DAY)
    line = only_line(assessment)
    assert line.recommendation.value != "pend" or line.gaps


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _inserted(text: str, change: dict[str, Any]) -> tuple[int, int]:
    """Where the words that the change alone brings in stand in the changed text."""
    find, replace = change["find"], change["replace"]
    before = _shared(find, replace)
    after = _shared(find[before:][::-1], replace[before:][::-1])
    start = text.index(replace)
    return start + before, start + len(replace) - after


OF_OTHERS = [mutant for mutant in MUTANTS if mutant.name in ("brother", "counselled")]


@pytest.mark.parametrize("mutant", OF_OTHERS, ids=str)
def test_what_is_said_of_the_brother_or_as_a_risk_is_no_fact_of_hers(mutant: Mutant) -> None:
    """Not of the decisive kind alone: nothing of the words that the mutant brings in may be present."""
    texts = changed(mutant)
    chart = read(with_texts(case_named(mutant.chart), texts), as_of=DAY).chart
    _, own = _entry(mutant.name, {"chart": mutant.chart, "fact": mutant.fact})
    present = []
    for document, changes in own["changes"].items():
        for start, end in (_inserted(texts[document], change) for change in changes if change["replace"]):
            for fact in chart.facts:
                quoted = any(one.document == document and one.start < end and start < one.end for one in fact.quotes)
                if quoted and fact.assertion is Assertion.PRESENT:
                    present.append(f"{fact.kind} at '{fact.quotes[0].words}'")
    assert present == []


def test_every_decisive_fact_has_its_four_mutants() -> None:
    facts = {(entry["chart"], entry["fact"]): set(entry["mutants"]) for entry in EVERY}
    assert len(facts) == len(EVERY) >= 11
    assert all(set(KINDS) <= mutants for mutants in facts.values())
    assert {chart for chart, _ in facts} == {"complete", "patent-canal", "back-pain", "unstable", "cauda-equina"}


def test_a_mutant_differs_from_its_chart_unless_something_else_carries_the_answer() -> None:
    """Only care that is waived may be taken away without another answer, caution or urgency."""
    same = []
    for mutant in MUTANTS:
        whole = reviewed(mutant.chart)
        shown = [one.id for one in whole.packs[0].cautions if one.state == "shown"]
        was = {
            "recommendation": only_line(whole).recommendation.value,
            "cautions": shown,
            "urgency": whole.urgency.level,
        }
        if all(mutant.expect.get(key, was[key]) == was[key] for key in was):
            same.append(mutant.fact)
    assert set(same) == {"one week of care"}
