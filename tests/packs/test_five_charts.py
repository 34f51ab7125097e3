"""The five example charts under every pack: each line gets the answer that its table states, by the criteria stated there.

A table is `five_charts/<adjudicator>-<version>.yaml`:

    pack: aetna@2026-01
    charts:
      revision-fusion:               # every one of the five, by the name that `FIVE` knows
        lines:                       # every line of the chart, by its id
          "1": {recommendation: pend, because: [criterion ids, as in the JSON], facts: [[kind, words that it quotes], ...]}
        setting: pend                # left out where the chart asks for no setting
        also:                        # the same chart with a few words changed, where one fact separates two answers
          - {says: why, replace: {document id: [[old words, new words]]}, lines: {...}, setting: pend}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import DAY, LONG_CHARTS, case_named, with_texts

from necessity.assessment.assessment import Assessment, LineAnswer
from necessity.assessment.finding import Finding
from necessity.model.case import Case
from necessity.policy.known import known_packs
from necessity.review import review, shipped_packs

FOLDER = Path(__file__).parent / "five_charts"
FIVE = ("complete", *LONG_CHARTS)
ANSWERS = ("approve", "pend", "refer")
TABLES = sorted(FOLDER.glob("*.yaml"))
COVERAGE = {entry.name for entry in known_packs((shipped_packs(),)) if entry.purpose == "coverage"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one chart must answer under one pack; `replace` are words changed in its documents first."""

    pack: str
    chart: str
    lines: dict[str, Any]
    setting: str | None
    says: str = ""
    replace: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.pack} {self.chart}{' also' if self.says else ''}"


# -- reading the tables, strictly --------------------------------------------------------------------------------------


def only(found: Any, where: str, required: set[str], optional: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """The mapping, with all keys that must be there and none that is not known."""
    assert isinstance(found, dict), f"{where}: a mapping is wanted, not {found!r}"
    assert required <= set(found), f"{where}: {sorted(required - set(found))} is missing"
    assert set(found) <= required | optional, f"{where}: {sorted(set(found) - required - optional)} is not known here"
    return found


def expected_lines(found: Any, where: str) -> dict[str, Any]:
    lines = only(found, where, set(), set(found) if isinstance(found, dict) else set())
    for name, line in lines.items():
        at = f"{where}, line {name}"
        assert isinstance(name, str), f"{at}: write the id in quotes"
        only(line, at, {"recommendation", "because", "facts"})
        assert line["recommendation"] in ANSWERS, f"{at}: '{line['recommendation']}' is none of {ANSWERS}"
        assert all(isinstance(one, str) for one in line["because"]), f"{at}: because is a list of ids"
        assert all(isinstance(one, list) and len(one) == 2 for one in line["facts"]), (
            f"{at}: a fact is [kind, words that it quotes]"
        )
    return lines


def setting_of(found: dict[str, Any], where: str) -> str | None:
    setting = found.get("setting")
    assert setting is None or setting in ANSWERS, f"{where}: the setting '{setting}' is none of {ANSWERS}"
    return setting


@cache
def entries_of(path: Path) -> tuple[Entry, ...]:
    """The entries of one table. Fails with the place where the table is not as described above."""
    top = only(yaml.safe_load(path.read_text(encoding="utf-8")), path.name, {"pack", "charts"})
    charts = only(top["charts"], f"{path.name}, charts", set(FIVE))
    found = []
    for chart, table in charts.items():
        where = f"{path.name}, {chart}"
        only(table, where, {"lines"}, {"setting", "also"})
        lines = expected_lines(table["lines"], where)
        found.append(Entry(pack=top["pack"], chart=chart, lines=lines, setting=setting_of(table, where)))
        for other in table.get("also", ()):
            only(other, f"{where}, also", {"says", "replace", "lines"}, {"setting"})
            changes = tuple((doc, *pair) for doc, pairs in other["replace"].items() for pair in pairs)
            lines = expected_lines(other["lines"], f"{where}, also")
            setting = setting_of(other, where)
            found.append(
                Entry(pack=top["pack"], chart=chart, lines=lines, setting=setting, says=other["says"], replace=changes)
            )
    return tuple(found)


ENTRIES = [entry for path in TABLES for entry in entries_of(path)]


# -- judging -----------------------------------------------------------------------------------------------------------


def case_of_entry(entry: Entry) -> Case:
    case = case_named(entry.chart)
    texts = {one.id: one.text for one in case.documents}
    for document, old, new in entry.replace:
        assert document in texts, f"{entry}: the chart has no document '{document}'"
        assert texts[document].count(old) == 1, f"{entry}: '{old}' stands {texts[document].count(old)} times there"
        texts[document] = texts[document].replace(old, new)
    return with_texts(case, texts) if entry.replace else case


def judged(entry: Entry) -> Assessment:
    return review(case_of_entry(entry), packs=[entry.pack], as_of=DAY)


def decisive(answer: LineAnswer) -> Iterator[Finding]:
    """The findings that decided, or that are open, and all beneath them."""
    for finding in answer.finding.walk():
        if finding.clause.id in answer.because:
            yield from finding.walk()


def quoted(answer: LineAnswer, kind: str) -> list[str]:
    return [
        " ".join(quote.words.split())
        for finding in decisive(answer)
        for fact in finding.facts
        if fact.kind == kind
        for quote in fact.quotes
    ]


def differences(entry: Entry, answers: dict[str, LineAnswer]) -> Iterator[str]:
    """Every way in which the lines are not as the table states, in words."""
    for name, line in entry.lines.items():
        if name not in answers:
            yield f"line {name}: the chart has no such line ({sorted(answers)})"
            continue
        answer = answers[name]
        given = answer.recommendation.value
        if given != line["recommendation"]:
            yield f"line {name}: answers {given}, not {line['recommendation']}; decided by {list(answer.because)}"
        if set(answer.because) != set(line["because"]):
            more = sorted(set(answer.because) - set(line["because"]))
            less = sorted(set(line["because"]) - set(answer.because))
            yield f"line {name}: decided by {more} besides, and not by {less}"
        for kind, words in line["facts"]:
            if not any(words in one for one in quoted(answer, kind)):
                yield f"line {name}: no deciding {kind} quotes '{words}'; quoted are {quoted(answer, kind)}"


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_a_chart_is_answered_as_the_table_states(entry: Entry) -> None:
    (under,) = judged(entry).packs
    answers = {answer.line.id: answer for answer in under.line_items}
    found = list(differences(entry, answers))
    found += [f"line {name} is not in the table" for name in answers if name not in entry.lines]
    setting = under.setting.recommendation
    if (setting.value if setting else None) != entry.setting:
        found.append(f"the setting answers {setting.value if setting else 'nothing'}, not {entry.setting}")
    assert not found, "\n".join([f"{entry} {entry.says}", *found])


@pytest.mark.parametrize("pack", sorted(COVERAGE))
def test_every_coverage_pack_has_its_table(pack: str) -> None:
    name = f"{pack.replace('@', '-')}.yaml"
    tables = [path for path in TABLES if path.name == name]
    assert tables, f"there is no tests/packs/five_charts/{name}"
    assert {entry.pack for entry in entries_of(tables[0])} == {pack}


# -- the runner itself -------------------------------------------------------------------------------------------------


def test_a_table_with_a_wrong_key_or_a_missing_chart_is_told(tmp_path: Path) -> None:
    table = tmp_path / "some-2026-01.yaml"
    table.write_text("pack: some@2026-01\ncharts: {complete: {lines: {}}}\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"some-2026-01.yaml, charts: \['after-the-fact', .* is missing"):
        entries_of(table)
    line = '{lines: {"1": {recommendation: deny, because: [], facts: []}}}'
    charts = "".join(f"  {chart}: {line}\n" for chart in FIVE)
    other = tmp_path / "other-2026-01.yaml"
    other.write_text(f"pack: other@2026-01\ncharts:\n{charts}", encoding="utf-8")
    with pytest.raises(AssertionError, match="complete, line 1: 'deny' is none of"):
        entries_of(other)


def test_a_wrong_answer_a_wrong_reason_and_a_wrong_fact_are_told() -> None:
    line = {"recommendation": "refer", "because": ["care"], "facts": [["radicular_pain", "words that stand nowhere"]]}
    entry = Entry(pack="published-assessments@2025-12", chart="complete", lines={"1": line, "9": line}, setting=None)
    (under,) = judged(entry).packs
    said = list(differences(entry, {answer.line.id: answer for answer in under.line_items}))
    assert "answers approve, not refer" in said[0]
    assert "and not by ['care']" in said[1]
    assert "no deciding radicular_pain quotes 'words that stand nowhere'" in said[2]
    assert said[3].startswith("line 9: the chart has no such line")
