"""The therapy timeline: what the record dates stands on the axis, what it does not date is told as undated."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import every_chart
import pytest
import readings
import samples
from readings import GABAPENTIN, INJECTION, NAPROXEN, THERAPY, course, weeks
from test_page import Reader

from necessity.assessment.assessment import Assessment
from necessity.model.courses import Span
from necessity.model.fact import Assertion, Fact
from necessity.report.care import CareOutline, care_of, care_outline, is_care_judged, span_words
from necessity.report.markdown import markdown
from necessity.report.numbers import Numbers
from necessity.report.page import page
from necessity.report.record import as_bytes, facts_record
from necessity.report.record_lines import care_lines
from necessity.report.sheet import Sheet
from necessity.report.terminal import render


def told(*facts: Fact) -> CareOutline:
    chart = readings.chart(*facts)
    made = care_outline(care_of(chart), Numbers(chart.facts))
    assert made is not None
    return made


def lines(*facts: Fact) -> str:
    return "\n".join(care_lines(told(*facts), Sheet(100, False)))


def judged(*facts: Fact) -> Assessment:
    """An answer with a criterion that asks for care."""
    asked = samples.finding("care", "Care failed.", samples.MET, samples.Reason.SHOWN, *facts)
    asked = asked._replace(kinds=("conservative_care",))
    return samples.assessment(samples.line_answer(asked), facts=facts, headline="x", documents=(readings.NOTE,))


def test_dated_courses_stand_in_the_order_of_their_days() -> None:
    made = told(NAPROXEN, GABAPENTIN, INJECTION, THERAPY)
    assert [row.what for row in made.rows] == ["physical therapy", "esi", "nsaid"]
    assert [words for words, _ in made.undated] == ["gabapentinoid"]
    assert made.first == "2025-09-01" and made.last == "2026-03-10"


def test_the_axis_runs_from_the_first_course_to_the_day_of_judgement() -> None:
    therapy, injection, naproxen = told(NAPROXEN, INJECTION, THERAPY).rows
    assert therapy.sure == therapy.possible and therapy.possible[0] == 0.0
    assert injection.possible[0] == injection.possible[1] and injection.sure is None
    assert naproxen.sure is not None and naproxen.possible[0] < naproxen.sure[0] < naproxen.sure[1] < 1.0
    assert (therapy.length, injection.length) == ("6 weeks by its days", "on one day")
    assert naproxen.length == "8 weeks 6 days to 13 weeks 1 day by its days"


def test_what_the_courses_come_to() -> None:
    sums = dict(told(THERAPY, INJECTION, NAPROXEN).sums)
    assert sums["Care in all"] == "14 weeks 6 days to 19 weeks 1 day"
    assert sums["Of it side by side"] == "0 days"
    assert sums["Gaps"] == ("2025-10-13 to 2025-11-12 (4 weeks 2 days); 2025-11-12 to 2025-12-01 (2 weeks 5 days)")
    assert sums["Last day of care"] == "2026-03-03, 7 days before 2026-03-10"


def test_courses_that_met_are_counted_once() -> None:
    beside = course("Gabapentin was tried", "gabapentinoid", "2025-09-15", "2025-10-13")
    sums = dict(told(THERAPY, beside).sums)
    assert sums["Care in all"] == "6 weeks; added up course by course 10 weeks"
    assert sums["Of it side by side"] == "4 weeks"


def test_undated_care_is_told_as_undated_and_counts_in_no_sum() -> None:
    six = replace(GABAPENTIN, value=weeks(6))
    assert told(THERAPY, six).sums == told(THERAPY).sums
    assert told(THERAPY, six).undated == (("gabapentinoid, 6 weeks", (1,)),)
    alone = lines(six)
    assert "No course of care has a day, so when it was is unknown." in alone
    assert "Undated: gabapentinoid, 6 weeks #0" in alone and "█" not in alone and "Care in all" not in alone


def test_only_care_that_was_had_is_drawn() -> None:
    planned = course("resume therapy", "physical_therapy", "2026-03-03", assertion=Assertion.PLANNED)
    denied = course("resume therapy", "physical_therapy", "2026-03-03", assertion=Assertion.ABSENT)
    late = replace(THERAPY, recorded=date(2026, 4, 1))
    for fact in (planned, denied, late):
        chart = readings.chart(fact)
        assert care_outline(care_of(chart), Numbers(chart.facts)) is None


def test_days_that_contradict_each_other_are_told_and_not_drawn() -> None:
    wrong = course("Naproxen since December", "nsaid", "2026-02-01", "2025-12-01")
    made = told(wrong)
    assert made.rows == () and made.contradictory == (("nsaid, 2026-02-01 until 2025-12-01", (0,)),)
    assert "Not placed (its days contradict each other" in lines(wrong)


def test_the_bars_of_the_terminal() -> None:
    drawn = [line for line in lines(THERAPY, INJECTION, NAPROXEN).splitlines() if set(line) & set("█░◆")]
    assert [("█" in one, "░" in one, "◆" in one) for one in drawn] == [
        (True, False, False),
        (False, False, True),
        (True, True, False),
    ]
    assert all(len(one) <= 100 for one in drawn)
    starts = [min(one.find(sign) for sign in "█░◆" if sign in one) for one in drawn]
    assert starts == sorted(starts)


def test_every_face_of_a_review_tells_it_where_care_is_judged() -> None:
    facts = (THERAPY, INJECTION, NAPROXEN, GABAPENTIN)
    made = judged(*facts)
    assert is_care_judged(made)
    for text in (render(made), markdown(made).replace("\\", ""), " ".join(Reader(page(made)).words.split())):
        assert "Care over time" in text
        for part in ("physical therapy", "2025-09-01 until 2025-10-13", "Gaps", "gabapentinoid"):
            assert part in text, part
    assert "| Fact | Measure | Days | Length | How it went |" in markdown(made)


def test_a_review_that_judges_no_care_leaves_it_out() -> None:
    made = samples.assessment(samples.line_answer(samples.SHOWN_LEG), facts=(THERAPY,), headline="x")
    assert not is_care_judged(made)
    for text in (render(made), markdown(made), page(made)):
        assert "Care over time" not in text


def test_without_the_chart_the_timeline_has_no_words_of_it() -> None:
    made = judged(THERAPY)
    for text in (render(made, show_chart=False), page(made, show_chart=False), markdown(made, show_chart=False)):
        assert "Care over time" in text and "without relief" not in text


def test_the_page_draws_without_style_or_script_and_says_it_in_a_table() -> None:
    text = page(judged(THERAPY, INJECTION, NAPROXEN))
    part = text[text.index('id="care"') :]
    part = part[: part.index("</section>")]
    assert part.count('<svg class="bar" aria-hidden="true"') == 4  # the axis and three courses
    assert part.count('<th scope="row">') == 3
    assert "style=" not in part


def test_the_data_of_the_json() -> None:
    chart = readings.chart(THERAPY, INJECTION, NAPROXEN, GABAPENTIN)
    care = json.loads(as_bytes(facts_record(chart)))["care"]
    assert care["day"] == "2026-03-10"
    assert [chart.facts[one["fact"]] for one in care["courses"]] == [THERAPY, INJECTION, NAPROXEN]
    assert care["courses"][0]["first_day"] == ["2025-09-01", "2025-09-01"]
    assert care["courses"][0]["days"] == {"least": 42, "most": 42}
    assert care["union"] == {"least": 104, "most": 134} == care["total"]
    assert [gap["days"] for gap in care["gaps"]] == [30, 19]
    assert care["since_last"] == {"least": 7, "most": 7}
    assert [chart.facts[number] for number in care["undated"]] == [GABAPENTIN]


def test_a_record_without_care_has_every_key() -> None:
    care = facts_record(readings.chart(readings.WEAK))["care"]
    assert care == {
        "day": "2026-03-10", "courses": [], "undated": [], "contradictory": [], "total": None, "union": None,
        "overlap": None, "gaps": [], "last_day": None, "since_last": None,
    }  # fmt: skip


def test_the_timeline_of_the_examples_says_what_their_facts_say() -> None:
    seen = 0
    for made in every_chart.assessments().values():
        care = care_of(made.chart)
        facts = [one for one in made.chart.of_kind("conservative_care") if not one.is_denial]
        assert {*care.undated, *care.contradictory, *(fact for fact, _ in care.dated)} == set(facts)
        assert all(fact.when is None and fact.until is None for fact in care.undated)
        seen += len(facts)
    assert seen > 50


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(0, 0), "0 days"),
        (Span(1, 1), "1 day"),
        (Span(42, 42), "6 weeks"),
        (Span(43, 43), "6 weeks 1 day"),
        (Span(42, 65), "6 weeks to 9 weeks 2 days"),
        (Span(0, 20), "at most 2 weeks 6 days"),
        (Span(10, None), "at least 10 days"),
        (Span(0, None), "not known"),
    ],
)
def test_spans_in_words(span: Span, words: str) -> None:
    assert span_words(span) == words
