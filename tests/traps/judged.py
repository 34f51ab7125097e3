"""A chart of a trap through the whole product, and every way in which what comes out is not what its file says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from woven import Answer, Chart

from necessity import review
from necessity.assessment.assessment import Assessment, LineAnswer
from necessity.assessment.finding import Finding
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.fact import Assertion, Fact
from necessity.report.terminal import render
from necessity.review import Reading, read

DAY = date(2026, 11, 10)


@cache
def case_in(chart: Chart) -> Case:
    """The case as the product takes it in from the file."""
    with TemporaryDirectory() as folder:
        return case_of(chart.written_to(Path(folder)))


@cache
def read_from(chart: Chart) -> Reading:
    """The facts of the chart; read once, however many packs judge them."""
    return read(case_in(chart), as_of=DAY)


@cache
def judged(chart: Chart, pack: str) -> Assessment:
    """The assessment of the chart under one pack."""
    return review.judged(read_from(chart), packs=[pack], as_of=DAY)


def differences(chart: Chart) -> list[str]:
    """All that is not as the file says; an empty list where everything is."""
    return [said for answer in chart.answers for said in _differs(chart, answer)] + list(_misread(chart))


def _differs(chart: Chart, answer: Answer) -> Iterator[str]:
    assessment = judged(chart, answer.pack)
    line = next(one for one in assessment.packs[0].line_items if one.line.id == answer.line)
    where = f"{answer.pack} line {answer.line}"
    if line.recommendation.value != answer.recommendation:
        yield f"{where}: answers {line.recommendation.value}, not {answer.recommendation}"
    found = _outermost(line)
    for name, wanted in answer.criteria.items():
        said = f"{found[name].verdict.value} {found[name].reason.value}" if name in found else "not in the proof"
        if said != wanted:
            yield f"{where}: {name} is {said}, not {wanted}"
    for name, words in answer.quotes.items():
        if name not in found or not any(words in quoted for quoted in _quoted(found[name])):
            yield f"{where}: {name} does not quote '{words}'"
    told = " ".join(render(assessment).split()) if chart.must_say or chart.must_not_say else ""
    yield from (f"{where}: does not say '{words}'" for words in chart.must_say if words not in told)
    yield from (f"{where}: says '{words}'" for words in chart.must_not_say if words in told)


def _outermost(line: LineAnswer) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for one in line.finding.walk():
        found.setdefault(one.clause.id, one)
    return found


def _quoted(finding: Finding) -> Iterator[str]:
    for one in finding.walk():
        for fact in one.facts:
            yield from (" ".join(quote.words.split()) for quote in fact.quotes)


def _misread(chart: Chart) -> Iterator[str]:
    facts = judged(chart, chart.answers[0].pack).chart.facts
    for wanted in chart.reads:
        if not any(_is(fact, wanted) for fact in facts):
            yield f"not read: {wanted}"
    for unwanted in chart.reads_not:
        yield from (f"read: {unwanted} at {_words(fact)}" for fact in facts if _is(fact, unwanted))


def _words(fact: Fact) -> list[str]:
    return [quote.words for quote in fact.quotes]


def _is(fact: Fact, said: str) -> bool:
    """Whether the fact is what `[!|?]kind field=value ...` says; the first field of a kind may be its value."""
    kind, *fields = said.lstrip("!?").split(" ")
    wanted = {"!": Assertion.ABSENT, "?": Assertion.POSSIBLE}.get(said[0], Assertion.PRESENT)
    values = {str(fact.value), *(str(value) for value in fact.qualifiers.values())}
    return fact.kind == kind and fact.assertion is wanted and all(one.partition("=")[2] in values for one in fields)
