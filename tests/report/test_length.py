"""A report is as long as its reasons: what was not needed is named, what was told is not told again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import samples
from every_chart import DAY, ROOT, assessments, reviewed

from necessity.assessment.assessment import Assessment
from necessity.assessment.finding import Finding, Reason
from necessity.exchange.intake import case_of
from necessity.report.page import page
from necessity.report.terminal import render
from necessity.review import review
from necessity.verdict import MET, NOT_MET, UNKNOWN

MOST_LINES = 710  # of the longest example; about half of it are papers


def one_line(text: str) -> str:
    return " ".join(text.split())


def proof_of(*children: Finding) -> str:
    """The criteria of a line with these children, as text on one line."""
    facts = tuple(dict.fromkeys(fact for child in children for one in child.walk() for fact in one.facts))
    text = one_line(render(samples.assessment(samples.line_answer(*children), facts=facts, headline="x")))
    return text[text.index(" Criteria ") : text.index(" Setting: ")]


def any_of(verdict: samples.Verdict, reason: Reason, *children: Finding) -> Finding:
    return samples.finding("one-of", "One of several.", verdict, reason, children=children)._replace(node="any")


SHOWN = samples.finding("shown", "What is shown.", MET, Reason.SHOWN, samples.LEG_FIRST)
DEEP = samples.finding(
    "deep",
    "A branch with parts.",
    UNKNOWN,
    Reason.NOT_DOCUMENTED,
    children=[samples.open_criterion("part", "Its part.")],
)


def test_branches_that_were_not_needed_are_named_and_not_laid_open() -> None:
    failed = samples.finding("failed", "What falls short.", NOT_MET, Reason.FALLS_SHORT, samples.CARE)
    waived = samples.WAIVED_CARE._replace(role="body")  # so that the whole is laid open
    text = proof_of(any_of(MET, Reason.SHOWN, waived, DEEP, failed))
    assert "left aside: A branch with parts (not documented); What falls short (falls short)" in text
    assert "Its part" not in text


def test_an_open_way_of_which_nothing_is_said_is_one_line() -> None:
    text = proof_of(any_of(UNKNOWN, Reason.NOT_DOCUMENTED, DEEP, samples.open_criterion("other", "Another way.")))
    assert "1.1.1 A branch with parts: not documented" in text and "1.1.2 Another way: not documented" in text
    assert "Its part" not in text


def test_an_open_way_of_which_something_is_said_is_laid_open() -> None:
    begun = DEEP._replace(children=(*DEEP.children, SHOWN))
    assert "Its part: not documented" in proof_of(any_of(UNKNOWN, Reason.NOT_DOCUMENTED, begun))


def test_the_same_words_of_one_place_stand_once_under_a_criterion() -> None:
    again = samples.fact("radicular_pain", "the leg hurts far more than the")  # lies within the words of the first
    text = proof_of(samples.finding("leg", "The leg.", MET, Reason.SHOWN, samples.LEG_FIRST, again, samples.CARE))
    assert text.count("the leg hurts far more") == 1
    assert "Six weeks of supervised physical therapy" in text


def test_a_criterion_that_was_told_for_one_line_points_there_from_the_next() -> None:
    text = one_line(render(reviewed(ROOT / "examples/instrumented-fusion/case.yaml")))
    assert "MET 2.4 Care without surgery failed; long enough, or of several kinds: shown as 1.4" in text
    assert "“Physical therapy: more than three months, failed” (care-letter, 2026-01-05)" in text


def test_an_open_criterion_that_was_told_for_one_line_points_there_from_the_next() -> None:
    text = one_line(render(by_the_default()))
    again = re.search(
        r"NOT SHOWN (2\.\d) Six weeks of at least two kinds of care failed: not documented as (1[.\d]+)", text
    )
    assert again
    assert f"{again[2]}.1 A course of care of at least six weeks: not documented" in text
    assert f"{again[1]}.1 " not in text


def test_what_nobody_raised_is_named_under_one_reason() -> None:
    text = one_line(render(by_the_default()))
    assert "left aside: not raised in this record: A medical reason against medicines" in text
    assert "(not raised in this record" not in text


def test_a_question_says_what_would_settle_it_in_a_few_lines_and_who_has_it_once() -> None:
    made = by_the_default()
    for answer in made.packs[0].line_items:
        for gap in answer.gaps:
            settled = gap.question.partition("What would settle it: ")[2]
            assert len(settled) <= 450, gap.question
    text = render(made)
    assert text.count("Who normally has these:") == 1 and "held by" not in text


def test_a_question_asked_for_two_levels_is_asked_once() -> None:
    answer = samples.line_answer(samples.open_criterion("narrow", "The canal is narrow."))
    gaps = tuple(replace(answer.gaps[0], id=id, level=level) for id, level in (("g1", "L3-L4"), ("g2", "L4-L5")))
    text = one_line(render(samples.assessment(replace(answer, gaps=gaps), facts=(), headline="x")))
    assert f"g1 L3-L4: {answer.gaps[0].question}" in text
    assert "g2 L4-L5: The canal is narrow: not documented. As g1." in text


def test_what_is_requested_is_told_without_what_fits() -> None:
    text = one_line(render(by_the_default()))
    assert "request: laminectomy, inpatient, L3-L4 (request line_items/2)" in text
    assert "level count 1" not in text


def test_what_the_record_shows_does_not_rest_on_silence_only() -> None:
    text = one_line(render(by_the_default()))
    assert "loss of strength or cauda equina syndrome: shown, in part by silence" in text
    assert "shown, by silence only" not in text


def test_a_request_of_three_lines_under_the_default_is_not_endless() -> None:
    assert len(render(by_the_default()).splitlines()) < 820


def by_the_default() -> Assessment:
    return review(case_of(ROOT / "examples/revision-fusion/case.yaml"), packs=["consensus@2026-11"], as_of=DAY)


def test_the_root_of_a_setting_says_what_is_supported_and_by_which_rule() -> None:
    text = one_line(render(reviewed(ROOT / "examples/hardware-removal/case.yaml")))
    rule = "a revision with implants in a patient whose deficit is getting worse needs watching in hospital"
    assert f"MET S Inpatient is supported: {rule}: shown" in text
    assert "MET S.1 A revision with implants" in text  # the rule's own finding stays beneath
    refused = one_line(render(assessments()["published-assessments@2025-12/hospital-without-implants"]))
    assert "NOT MET S Inpatient is asked for, outpatient is supported as far as the record shows" in refused


def test_a_setting_that_nobody_asked_for_has_no_proof() -> None:
    text = render(reviewed(ROOT / "examples/instrumented-fusion/case.yaml"))
    assert "Setting: none asked, outpatient supported" in text
    assert " S.1" not in text


def test_levels_of_evidence_are_explained_once() -> None:
    for name, made in assessments().items():
        for text in (one_line(render(made)), one_line(page(made))):
            assert text.count("a comparison that looks back, or a registry") <= 1, name


def test_the_text_of_every_example_stays_readable() -> None:
    lengths = {name: len(render(made).splitlines()) for name, made in assessments().items() if "examples/" in name}
    assert lengths and {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_table_of_facts_tells_the_words_of_neighbours_once() -> None:
    text = page(reviewed(ROOT / "examples/hardware-removal/case.yaml"))
    table = text[text.index('id="facts"') : text.index('id="chart"')]
    assert ">same words</a>" in table
    rows = table.split("<tr id=")
    words = [row.partition("<q>")[2].partition("</a>")[0].rpartition(">")[2] for row in rows]
    assert not [one for one, other in pairwise(words) if one and one == other]
