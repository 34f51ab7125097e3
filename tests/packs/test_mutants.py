"""What an example chart answers when one decisive fact is taken away, denied, the brother's, or only a risk spoken of.

The mutants stand in `mutants/`, a file for each chart; the README there says how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import CHARTS, DAY, LONG_CHARTS, answer_alone, case_named, findings, lines_of, pack_of, reviewed, with_texts

from necessity.assessment.assessment import Assessment
from necessity.assessment.finding import Finding
from necessity.model.case import Case
from necessity.model.fact import Assertion
from necessity.review import read

FILES = sorted((Path(__file__).parent / "mutants").glob("*.yaml"))
EVERY: list[dict[str, Any]] = [entry for path in FILES for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
KINDS = ("removed", "negated", "brother", "counselled")
OF_A_LINE = ("recommendation", "because", "gaps", "reasons")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mutant:
    """One changed chart: `changes` in the order in which they are made, and the answer that is right."""

    chart: str
    fact: str
    name: str
    right: str
    changes: tuple[tuple[str, dict[str, Any]], ...]
    request: dict[str, Any]
    pack: str
    carried: bool
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


def _lineage(entry: dict[str, Any], mutant: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The mutants whose changes are made first, and the mutant itself."""
    if "upon" in mutant:
        yield from _lineage(*_entry(mutant["upon"], entry))
    yield mutant


def _mutant(entry: dict[str, Any], name: str) -> Mutant:
    lineage = list(_lineage(entry, entry["mutants"][name]))
    changes = [(document, change) for one in lineage for document, some in one["changes"].items() for change in some]
    return Mutant(
        chart=entry["chart"],
        fact=entry["fact"],
        name=name,
        right=lineage[-1]["right"],
        changes=tuple(changes),
        request={key: value for one in lineage for key, value in one.get("request", {}).items()},
        pack=entry.get("pack") or lineage[-1].get("pack") or pack_of(entry["chart"]),
        carried=entry.get("carried", False) or lineage[-1].get("carried", False),
        expect=lineage[-1]["expect"],
    )


MUTANTS = [_mutant(entry, name) for entry in EVERY for name in entry["mutants"]]


def changed(mutant: Mutant) -> dict[str, str]:
    """The texts after every change; fails where a `find` does not stand as often as it says."""
    texts = {document.id: document.text for document in case_named(mutant.chart).documents}
    for document, change in mutant.changes:
        there = texts[document].count(change["find"])
        asked = change.get("count", 1)
        assert there == asked, f"{mutant}: '{change['find']}' stands {there} times in '{document}', not {asked}"
        texts[document] = texts[document].replace(change["find"], change["replace"])
    return texts


def changed_case(mutant: Mutant) -> Case:
    case = with_texts(case_named(mutant.chart), changed(mutant))
    assert case.request is not None or not mutant.request
    return replace(case, request=replace(case.request, **mutant.request)) if case.request else case


@cache
def answered(mutant: Mutant) -> Assessment:
    return answer_alone(changed_case(mutant), mutant.pack)


def _reasons(top: Finding | None, asked: dict[str, str]) -> dict[str, str | None]:
    found = findings(top) if top else {}
    return {name: found[name].reason.value if name in found else None for name in asked}


def answers(assessment: Assessment, lines: dict[str, Any], setting: dict[str, Any]) -> dict[str, Any]:
    """What is answered, with of reasons those that `lines` and `setting` name."""
    (pack,) = assessment.packs
    stay = pack.setting
    return {
        "lines": {
            name: {
                "recommendation": line.recommendation.value,
                "because": list(line.because),
                "gaps": [gap.criterion for gap in line.gaps],
                "reasons": _reasons(line.finding, lines.get(name, {}).get("reasons", {})),
            }
            for name, line in lines_of(assessment).items()
        },
        "setting": {
            "recommendation": stay.recommendation.value if stay.recommendation else None,
            "supported": stay.supported,
            "gaps": [gap.criterion for gap in stay.gaps],
            "reasons": _reasons(stay.finding, setting.get("reasons", {})),
        },
        "cautions": [one.id for one in pack.cautions if one.state == "shown"],
        "urgency": assessment.urgency.level,
    }


def due(mutant: Mutant) -> dict[str, Any]:
    """All that is expected: what is stated of lines and setting, and of the rest the recommendations of the chart."""
    expect = dict(mutant.expect)
    whole = answers(reviewed(mutant.chart), {}, {})
    if "lines" not in expect:
        (only,) = whole["lines"]
        expect["lines"] = {only: {key: expect.pop(key) for key in OF_A_LINE if key in expect}}
    stated = {name: one for names, one in expect["lines"].items() for name in names.split()}
    assert set(stated) <= set(whole["lines"]), f"{mutant} names a line that is not requested"
    expect["lines"] = {
        name: {"recommendation": was["recommendation"]} | stated.get(name, {}) for name, was in whole["lines"].items()
    }
    expect["setting"] = {"recommendation": whole["setting"]["recommendation"]} | expect.get("setting", {})
    return expect


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_mutant_gets_its_own_answer(mutant: Mutant) -> None:
    expected = due(mutant)
    found = answers(answered(mutant), expected["lines"], expected["setting"])
    found["lines"] = {name: {key: found["lines"][name][key] for key in one} for name, one in expected["lines"].items()}
    found["setting"] = {key: found["setting"][key] for key in expected["setting"]}
    assert {key: found[key] for key in expected} == expected, mutant.right


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_pending_mutant_asks_for_something(mutant: Mutant) -> None:
    """A line or a setting that waits must say for what."""
    for line in lines_of(answered(mutant)).values():
        assert line.recommendation.value != "pend" or line.gaps, line.line.id
    stay = answered(mutant).packs[0].setting
    assert stay.recommendation is None or stay.recommendation.value != "pend" or stay.gaps


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _inserted(text: str, change: dict[str, Any]) -> tuple[int, int]:
    """Where the words that the change alone brings in stand in the changed text."""
    find, replace_with = change["find"], change["replace"]
    before = _shared(find, replace_with)
    after = _shared(find[before:][::-1], replace_with[before:][::-1])
    start = text.index(replace_with)
    return start + before, start + len(replace_with) - after


OF_OTHERS = [mutant for mutant in MUTANTS if mutant.name in ("brother", "counselled")]


@pytest.mark.parametrize("mutant", OF_OTHERS, ids=str)
def test_what_is_said_of_the_brother_or_as_a_risk_is_no_fact_of_the_patients(mutant: Mutant) -> None:
    """Not of the decisive kind alone: nothing of the words that the mutant brings in may be present."""
    texts = changed(mutant)
    chart = read(changed_case(mutant), as_of=DAY).chart
    _, own = _entry(mutant.name, {"chart": mutant.chart, "fact": mutant.fact})
    present = []
    for document, changes in own["changes"].items():
        for start, end in (_inserted(texts[document], change) for change in changes if change["replace"]):
            for fact in chart.facts:
                quoted = any(one.document == document and one.start < end and start < one.end for one in fact.quotes)
                # that risks were talked about is true of the patient; what was talked about is not
                if quoted and fact.assertion is Assertion.PRESENT and fact.kind != "counselling":
                    present.append(f"{fact.kind} at '{fact.quotes[0].words}'")
    assert present == []


def test_every_decisive_fact_has_its_four_mutants() -> None:
    facts = {(entry["chart"], entry["fact"]): set(entry["mutants"]) for entry in EVERY}
    assert len(facts) == len(EVERY) >= 42
    assert all(set(KINDS) <= mutants for mutants in facts.values())
    assert {chart for chart, _ in facts} == {*CHARTS, *LONG_CHARTS} - {"bare"}


def _told(assessment: Assessment) -> dict[str, Any]:
    """What a reader of the report would act on."""
    found = answers(assessment, {}, {})
    return found | {
        "lines": {name: one["recommendation"] for name, one in found["lines"].items()},
        "setting": found["setting"]["recommendation"],
    }


def test_a_mutant_differs_from_its_chart_unless_something_else_carries_the_answer() -> None:
    """Nothing decisive may be taken away without another answer, caution or urgency; and `carried` is not said in vain."""
    for mutant in MUTANTS:
        whole, expected = _told(reviewed(mutant.chart)), due(mutant)
        expected["lines"] = {name: one["recommendation"] for name, one in expected["lines"].items()}
        expected["setting"] = expected["setting"]["recommendation"]
        same = all(expected.get(key, was) == was for key, was in whole.items())
        assert same == mutant.carried, f"{mutant}: carried is {mutant.carried}"
