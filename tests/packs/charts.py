"""The example charts as tests use them: a chart by its folder's name, reviewed under the pack that its README names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from necessity.assessment.assessment import Assessment, LineAnswer
from necessity.assessment.finding import Finding
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.review import Reading, judged, read, review

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "revision-discectomy"
PACK = "published-assessments@2025-12"
DAY = date(2026, 3, 10)
CHARTS = ("bare", "complete", "patent-canal", "back-pain", "unstable", "cauda-equina")
"""The charts of one line, under `examples/revision-discectomy`."""
LONG_CHARTS = ("revision-fusion", "hardware-removal", "instrumented-fusion", "after-the-fact")
"""The charts of several lines, each under a folder of its own."""


def pack_of(chart: str) -> str:
    """The pack that the chart's README names: its own where one lies beside it."""
    own = ROOT / "examples" / chart / "pack"
    return str(own) if own.is_dir() else PACK


@cache
def case_named(chart: str) -> Case:
    """The case of one example; the bare one is its question alone."""
    if chart in LONG_CHARTS:
        return case_of(ROOT / "examples" / chart / "case.yaml")
    return case_of(EXAMPLES / chart / ("question.txt" if chart == "bare" else "case.yaml"))


@cache
def reviewed(chart: str) -> Assessment:
    """The assessment of one example under its pack."""
    return review(case_named(chart), packs=[pack_of(chart)], as_of=DAY)


def answer_alone(case: Case, pack: str, day: date = DAY) -> Assessment:
    """The answer and nothing besides; near variants and what would change it have tests of their own."""
    return judged(read(case, as_of=day), packs=[pack], as_of=day, answer_alone=True)


@cache
def read_chart(chart: str) -> Reading:
    """The facts of one example."""
    return read(case_named(chart), as_of=DAY)


def with_texts(case: Case, texts: dict[str, str]) -> Case:
    """The case with other words in some documents; ids, kinds and days stay."""
    documents = tuple(
        Document(id=one.id, kind=one.kind, authored=one.authored, text=texts[one.id], name=one.name)
        if one.id in texts
        else one
        for one in case.documents
    )
    return replace(case, documents=documents)


def lines_of(assessment: Assessment) -> dict[str, LineAnswer]:
    """The answers under the only pack, by the id of the line."""
    (pack,) = assessment.packs
    return {answer.line.id: answer for answer in pack.line_items}


def only_line(assessment: Assessment) -> LineAnswer:
    """The answer of the only line under the only pack."""
    (line,) = lines_of(assessment).values()
    return line


def findings(top: Finding) -> dict[str, Finding]:
    """The findings beneath by criterion, the outermost where one id stands twice."""
    found: dict[str, Finding] = {}
    for one in top.walk():
        found.setdefault(one.clause.id, one)
    return found


def words_of(finding: Finding) -> Iterator[str]:
    """All that the finding and those beneath it quote, in one line each."""
    for one in finding.walk():
        for fact in one.facts:
            yield from (" ".join(quote.words.split()) for quote in fact.quotes)


def read_from(chart: str, document: str, words: str, kinds: str | list[str]) -> list[Fact]:
    """The facts of these kinds (`any`: of all) that quote from the words; fails where the words stand not once there."""
    (text,) = [one.text for one in case_named(chart).documents if one.id == document]
    assert text.count(words) == 1, f"'{words}' stands {text.count(words)} times in {document} of {chart}"
    start = text.index(words)
    end = start + len(words)
    return [
        fact
        for fact in read_chart(chart).chart.facts
        if (kinds == "any" or fact.kind in kinds)
        and any(one.document == document and one.start < end and start < one.end for one in fact.quotes)
    ]


def present_in(chart: str, document: str, words: str, kinds: str | list[str]) -> list[Fact]:
    """Those of them that are read as present."""
    return [fact for fact in read_from(chart, document, words, kinds) if fact.assertion is Assertion.PRESENT]
