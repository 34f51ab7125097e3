"""The example charts as tests use them: a chart by its folder's name, reviewed under the demonstration pack."""

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
from necessity.review import Reading, read, review

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "revision-discectomy"
PACK = "published-assessments@2025-12"
DAY = date(2026, 3, 10)
CHARTS = ("bare", "complete", "patent-canal", "back-pain", "unstable", "cauda-equina")


@cache
def case_named(chart: str) -> Case:
    """The case of one example; the bare one is its question alone."""
    return case_of(EXAMPLES / chart / ("question.txt" if chart == "bare" else "case.yaml"))


@cache
def reviewed(chart: str) -> Assessment:
    """The assessment of one example under the demonstration pack."""
    return review(case_named(chart), packs=[PACK], as_of=DAY)


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


def only_line(assessment: Assessment) -> LineAnswer:
    """The answer of the only line under the only pack."""
    (pack,) = assessment.packs
    (line,) = pack.line_items
    return line


def findings(answer: LineAnswer) -> dict[str, Finding]:
    """The findings of a line by criterion, the outermost where one id stands twice."""
    found: dict[str, Finding] = {}
    for one in answer.finding.walk():
        found.setdefault(one.clause.id, one)
    return found


def words_of(finding: Finding) -> Iterator[str]:
    """All that the finding and those beneath it quote, in one line each."""
    for one in finding.walk():
        for fact in one.facts:
            yield from (" ".join(quote.words.split()) for quote in fact.quotes)
