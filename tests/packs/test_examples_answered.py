"""Each of the six charts of one line gets its stated answer, and the proof shows what the README promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import CHARTS, findings, only_line, present_in, read_chart, read_from, reviewed, words_of

from necessity.assessment.finding import Finding, Reason
from necessity.model.fact import Assertion
from necessity.report.page import page
from necessity.report.terminal import render
from necessity.verdict import MET

NEEDED = ("operated-here", "compression", "failed-care", "symptoms-persist", "leg-first")
EMERGENCY = "POSSIBLE EMERGENCY"
TRAPS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "traps.yaml").read_text(encoding="utf-8")
)
ELSEWHERE = TRAPS.pop("elsewhere")
NOT_HERS = [(sort, trap) for sort, traps in TRAPS.items() for trap in traps]


def found_in(chart: str) -> dict[str, Finding]:
    return findings(only_line(reviewed(chart)).finding)


def quoted(chart: str, criterion: str) -> list[str]:
    return list(words_of(found_in(chart)[criterion]))


def steps_of(chart: str) -> dict[str, str]:
    return {step.criterion: step.answer for step in only_line(reviewed(chart)).steps}


# -- the six answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chart", "answer"),
    [
        ("bare", "pend"),
        ("complete", "approve"),
        ("patent-canal", "refer"),
        ("back-pain", "refer"),
        ("unstable", "approve"),
        ("cauda-equina", "approve"),
    ],
)
def test_a_chart_gets_its_answer(chart: str, answer: str) -> None:
    line = only_line(reviewed(chart))
    assert line.line.procedure == "revision-discectomy"
    assert line.line.levels == ("L4-L5",)
    assert line.recommendation.value == answer
    assert reviewed(chart).packs[0].overall == answer


@pytest.mark.parametrize("chart", CHARTS)
def test_the_pack_says_that_it_is_no_coverage_policy(chart: str) -> None:
    first = reviewed(chart).notices[0]
    assert "a reconstruction of machine-written answers, not a coverage policy" in first


@pytest.mark.parametrize("chart", CHARTS)
def test_every_quote_stands_in_its_document(chart: str) -> None:
    texts = {document.id: document.text for document in read_chart(chart).chart.documents}
    quotes = [quote for fact in read_chart(chart).chart.facts for quote in fact.quotes]
    assert quotes
    assert all(texts[quote.document][quote.start : quote.end] == quote.words for quote in quotes)


# -- bare: what is missing ---------------------------------------------------------------------------------------------


def test_the_bare_question_has_exactly_three_gaps() -> None:
    line = only_line(reviewed("bare"))
    gaps = {gap.id: gap.criterion for gap in line.gaps}
    assert list(gaps.values()) == ["compression", "failed-care", "leg-first"]
    assert list(line.approvable_if) == list(gaps)
    assert all(gap.documents for gap in line.gaps)


def test_the_bare_question_shows_what_it_states() -> None:
    found = found_in("bare")
    assert found["operated-here"].reason is Reason.SHOWN
    assert any("L4-5 microdiscectomy" in words for words in quoted("bare", "operated-here"))
    assert found["worsening"].reason is Reason.SHOWN
    assert {found[name].reason for name in ("root-compressed", "failed-care", "leg-first")} == {Reason.NOT_DOCUMENTED}


# -- complete: a quote for each criterion ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "document", "words"),
    [
        ("operated-here", "clinic-note", "microdiscectomy at L4-5"),
        ("root-compressed", "mri-report", "compresses the traversing left L5 nerve"),
        ("symptoms-fit", "clinic-note", "pain down the left leg"),
        ("failed-care", "clinic-note", "six weeks of supervised physical therapy"),
        ("worsening", "clinic-note", "getting worse"),
        ("leg-first", "clinic-note", "leg hurts far more than the back"),
    ],
)
def test_the_complete_chart_shows_each_criterion_with_its_words(criterion: str, document: str, words: str) -> None:
    finding = found_in("complete")[criterion]
    assert finding.reason is Reason.SHOWN
    quotes = [quote for one in finding.walk() for fact in one.facts for quote in fact.quotes]
    assert any(quote.document == document and words in " ".join(quote.words.split()) for quote in quotes)


def test_the_complete_chart_is_met_throughout_and_warns_of_nothing() -> None:
    assessment = reviewed("complete")
    line = only_line(assessment)
    assert {name: found_in("complete")[name].verdict for name in NEEDED} == dict.fromkeys(NEEDED, MET)
    assert not line.gaps
    assert not assessment.chart.conflicts
    assert not [one for one in assessment.packs[0].cautions if one.state == "shown"]
    assert not assessment.urgency.is_emergency


@pytest.mark.parametrize("chart", ["complete", "back-pain", "unstable", "cauda-equina"])
def test_image_symptoms_and_request_fit_in_level_and_side(chart: str) -> None:
    fitting = found_in(chart)["symptoms-fit"].facts
    assert fitting
    for fact in fitting:
        assert (fact.kind, fact.qualifiers["level"], fact.qualifiers["side"]) == ("concordance", "L4-L5", "left")
        assert str(fact.value) in ("exact", "possible")


# -- patent-canal, back-pain, unstable ---------------------------------------------------------------------------------


def test_a_patent_canal_bars_the_operation_in_the_radiologists_words() -> None:
    line = only_line(reviewed("patent-canal"))
    compression = found_in("patent-canal")["compression"]
    assert line.because == ("compression",)
    assert compression.reason is Reason.BARRED
    assert compression.exception is not None
    assert (compression.exception.kind, compression.exception.by) == ("bar", "patent-canal")
    bar = found_in("patent-canal")["patent-canal"]
    assert bar.verdict is MET
    assert {quote.document for fact in bar.facts for quote in fact.quotes} == {"mri"}
    assert any("patent" in words for words in words_of(bar))
    assert "patent" in render(reviewed("patent-canal"))


def test_back_pain_that_leads_refers_with_its_words() -> None:
    line = only_line(reviewed("back-pain"))
    assert line.because == ("leg-first",)
    assert found_in("back-pain")["leg-first"].reason is Reason.FALLS_SHORT
    assert any("back >> leg" in words for words in quoted("back-pain", "leg-first"))
    others = [name for name in NEEDED if name != "leg-first"]
    assert {found_in("back-pain")[name].verdict for name in others} == {MET}


def test_instability_is_a_caution_and_a_step_and_no_bar() -> None:
    (caution,) = [one for one in reviewed("unstable").packs[0].cautions if one.id == "consider-fusion"]
    assert caution.state == "shown"
    words = list(words_of(caution.finding))
    assert any("instability" in one.lower() for one in words)
    assert steps_of("unstable")["consider-fusion"] == "shown"
    assert "fusion may be considered" in reviewed("unstable").packs[0].headline
    assert steps_of("complete")["consider-fusion"] != "shown"
    assert list(steps_of("unstable")) == ["compression", "failed-care", "leg-first", "consider-fusion"]


# -- cauda-equina ------------------------------------------------------------------------------------------------------


def test_cauda_equina_waives_the_length_of_care() -> None:
    care = found_in("cauda-equina")["failed-care"]
    assert care.reason is Reason.WAIVED
    assert care.exception is not None
    assert (care.exception.kind, care.exception.by) == ("waiver", "progressive-deficit")
    assert any("saddle" in words.lower() for words in quoted("cauda-equina", "progressive-deficit"))


def test_the_emergency_is_told_before_everything_else() -> None:
    assessment = reviewed("cauda-equina")
    assert assessment.urgency.level == "emergent"
    assert render(assessment).lstrip().startswith(EMERGENCY)
    body = page(assessment).partition("<body>")[2]
    told = body.index(EMERGENCY)
    assert body[:told].count("<p>") == 1
    assert not body[:told].replace("<main>", "").partition("<section")[0].strip()


@pytest.mark.parametrize("chart", [chart for chart in CHARTS if chart != "cauda-equina"])
def test_no_other_chart_is_an_emergency(chart: str) -> None:
    assert not reviewed(chart).urgency.is_emergency
    assert EMERGENCY not in render(reviewed(chart))
    assert EMERGENCY not in page(reviewed(chart))


# -- traps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sort", "trap"), NOT_HERS, ids=[f"{sort}: {trap['words'][:50]}" for sort, trap in NOT_HERS])
def test_a_trap_is_no_present_fact(sort: str, trap: dict[str, Any]) -> None:
    present = present_in(**trap)
    assert [f"{fact.kind}: {fact.quotes[0].words}" for fact in present] == [], sort


@pytest.mark.parametrize("trap", ELSEWHERE, ids=[trap["words"][:50] for trap in ELSEWHERE])
def test_a_finding_elsewhere_says_nothing_of_the_level_and_side_asked_for(trap: dict[str, Any]) -> None:
    here = [
        f"{fact.kind}: {fact.quotes[0].words}"
        for fact in read_from(**trap)
        if fact.assertion in (Assertion.PRESENT, Assertion.ABSENT)
        and fact.qualifiers.get("level") in (None, "L4-L5")
        and fact.qualifiers.get("side") in (None, "left", "both")
    ]
    assert here == []


def test_there_are_traps_of_every_sort_in_every_chart() -> None:
    assert len(TRAPS) == 7
    assert all(TRAPS.values())
    assert {trap["chart"] for _, trap in NOT_HERS} == set(CHARTS) - {"bare"}
    assert len(NOT_HERS) + len(ELSEWHERE) >= 45
