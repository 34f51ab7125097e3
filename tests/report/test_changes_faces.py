"""What would change an answer, in every face: the same counts, sets and words, the shortest first, and never what to write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import changed_samples as changed
import pytest
import samples
from every_chart import ROOT, reviewed
from test_order import html_words, markdown_words

from necessity.assessment.assessment import Assessment, SettingAnswer
from necessity.report.changes_words import CHANGES, NOT_HOW_LIKELY, RESTS_ON_NONE, UNMOVED, of_ways_words
from necessity.report.markdown import markdown
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.page import page
from necessity.report.record import json_bytes
from necessity.report.terminal import render
from necessity.report.words import shortened

FACES: dict[str, Callable[[Assessment], str]] = {"text": render, "html": html_words, "markdown": markdown_words}
every_face = pytest.mark.parametrize("face", FACES)


def told(made: Assessment, face: str) -> str:
    """The part of the first line on what would change it, on one line."""
    text = " ".join(FACES[face](made).split())
    return text[text.index(CHANGES) : text.index(" Criteria ", text.index(CHANGES))]


def record(made: Assessment) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = json.loads(json_bytes(made))["assessments"][0]["line_items"]
    return lines


# -- the record for other programs --------------------------------------------------------------------------------------


def test_the_json_holds_every_set_and_every_count_exactly() -> None:
    made = changed.pending(changed.VERY_MANY)
    found = record(made)[0]["changes"]
    assert [(one["to"], one["count"]) for one in found["flips"]] == [("approve", str(changed.MANY)), ("refer", "1")]
    assert found["robustness"] == {
        "questions": 105,
        "completions": str(4 * changed.MANY),
        "approved": "1",
        "referred": str(4 * changed.MANY - 2),
        "pended": "1",
    }
    sets = found["flips"][0]["cheapest"]
    assert len(sets) == 20 and sets[0]["price"] == 7
    assert sets[0]["answers"][1] == {
        "criterion": "one-course",
        "says": "a course of care was long enough",
        "becomes": "met",
        "cost": "date",
        "price": 1,
        "documents": ["therapy record", "clinic note"],
        "held_by": ["the physical therapist", "the practice"],
        "level": None,
        "side": None,
        "facts": [],
    }
    assert found["rests_on"] == []


def test_the_json_names_the_fact_an_approval_rests_on_by_its_number() -> None:
    made = changed.approved(changed.SEVERAL)
    whole = json.loads(json_bytes(made))
    rests = whole["assessments"][0]["line_items"][0]["changes"]["rests_on"]
    kinds = [(whole["facts"][one["fact"]]["kind"], one["without"], one["criteria"]) for one in rests]
    assert kinds[:2] == [
        ("predominant_pain", "pend", ["leg-first"]),
        ("neural_compression", "refer", ["compression"]),
    ]


def test_what_nobody_looked_for_is_null_and_stands_in_no_face() -> None:
    made = samples.pending()
    assert record(made)[0]["changes"] is None
    assert json.loads(json_bytes(made))["assessments"][0]["setting"]["changes"] is None
    assert not [face for face, text in FACES.items() if CHANGES in text(made)]


def test_a_gap_says_who_has_its_documents_and_which_clause_asks_it() -> None:
    line = samples.pending().packs[0].line_items[0]
    gaps = tuple(replace(gap, held_by=("the practice",)) for gap in line.gaps)
    made = samples.assessment(replace(line, gaps=gaps), facts=(samples.AGE,), headline="x")
    gap = record(made)[0]["gaps"][0]
    assert gap["held_by"] == ["the practice"] and gap["policy_place"] == "revision-discectomy.yaml:10"
    assert (gap["source"]["ref"], gap["source"]["place"]) == ("published-2", "paragraph 3")
    for face in FACES:
        text = " ".join(FACES[face](made).split())
        missing = text[text.index("What is missing", text.index("Criteria")) :]
        asked = re.search(r"asked by \(?1\.1\)? \[2, paragraph 3\]", missing)
        assert asked, face


# -- every face ---------------------------------------------------------------------------------------------------------


@every_face
def test_how_firm_the_answer_is(face: str) -> None:
    words = "Of 64 ways in which the 6 open points can turn out: approved in 12, referred to a physician in 40, still open in 12."
    assert words in told(changed.pending(), face)


@every_face
def test_very_many_ways_are_told_for_people(face: str) -> None:
    text = told(changed.pending(changed.VERY_MANY), face)
    assert "Of about 1.6 × 10^22 ways in which the 105 open points can turn out: approved in less than 1 in 100" in text
    assert "Approved if this were on record (the shortest of about 4.1 × 10^21 ways)" in text
    assert str(changed.MANY) not in text


@every_face
def test_the_shortest_way_comes_first_and_in_it_the_least_effort(face: str) -> None:
    text = told(changed.pending(), face)
    way = text[text.index("Approved if this were on record (the shortest of 1,536 ways)") :]
    parts = ("a course of care was long enough", "the root is compressed on the images", "the leg pain leads")
    places = [way.index(part) for part in parts]
    assert places == sorted(places)
    assert re.search(r"a course of care was long enough \(\s*1\.2\.1(; the physical therapist)?\)", way)
    assert "the physical therapist" in way and "the radiology department" in way


@every_face
def test_what_the_record_would_rule_out_is_said_to_be_so(face: str) -> None:
    text = told(changed.pending(), face)
    assert re.search(
        r"To a physician if this were on record \(the only way\):? "
        r"it is shown that this is not so: leg pain leads, not back pain",
        text,
    )


def test_text_and_markdown_tell_three_ways_and_the_page_all_of_the_twenty() -> None:
    whole = told(changed.pending(), "html")
    for face in ("text", "markdown"):
        short = told(changed.pending(), face)
        assert "Or: strength is falling (1.2.2; the practice), in place of 1)." in short
        assert "image number 4" not in short and "image number 20" not in short
    assert "The next 19 ways; 1,516 more are not listed" in whole
    assert [number for number in range(4, 21) if f"image number {number}" not in whole] == []


@every_face
def test_an_approval_that_rests_on_one_sentence_says_on_which(face: str) -> None:
    text = told(changed.approved(), face)
    words = "The leg hurts far more than the back".lower()
    assert re.search(
        rf"This approval rests on one sentence: .{{0,60}}{words}.*\(visit-1, 2026-03-03\) #?\d+"
        r".{0,12}; without it: pend: questions are open",
        text,
    )
    assert "Approved in every way in which the 2 open points can turn out. " + UNMOVED in text
    assert NOT_HOW_LIKELY not in text


@every_face
def test_an_approval_that_rests_on_several_names_each_and_counts_those_left_out(face: str) -> None:
    text = told(changed.approved(changed.SEVERAL), face)
    assert "This approval rests on each of these alone:" in text
    assert "refer to a physician" in text
    assert ("and 1 more, in the HTML and the JSON" in text) == (face != "html")
    assert ("EHL left 3+/5" in text) == (face == "html")


@every_face
def test_an_approval_that_rests_on_nothing_alone_says_so(face: str) -> None:
    assert RESTS_ON_NONE in told(changed.approved(replace(changed.RESTS, rests_on=())), face)


@every_face
def test_an_answer_that_nothing_changes_says_so(face: str) -> None:
    assert UNMOVED in told(changed.pending(changed.NO_TURN), face)


@every_face
def test_what_cannot_be_told_yet_says_why(face: str) -> None:
    made = changed.pending(changed.LEFT_OUT)
    text = told(made, face)
    assert changed.LEFT_OUT.not_told in text and UNMOVED not in text
    assert record(made)[0]["changes"] == {
        "flips": [],
        "robustness": None,
        "rests_on": [],
        "not_told": changed.LEFT_OUT.not_told,
    }


@every_face
def test_what_changes_two_lines_alike_is_told_once(face: str) -> None:
    text = " ".join(FACES[face](changed.two_lines(changed.PENDING, changed.PENDING)).split())
    assert text.count("Of 64 ways in which the 6 open points can turn out") == 1
    assert re.search(r"is as for line \(?1\)?\.", text)
    apart = " ".join(FACES[face](changed.two_lines(changed.PENDING, changed.VERY_MANY)).split())
    assert "is as for line" not in apart


@every_face
def test_words_on_which_two_lines_rest_are_told_once(face: str) -> None:
    line = samples.met().packs[0].line_items[0]
    again = replace(line, line=replace(line.line, id="2", requested_as="once more"))
    made = samples.assessment(line, again, facts=(samples.LEG_FIRST, samples.COMPRESSION), headline="Two lines.")
    text = " ".join(FACES[face](changed.changed(made, changed.RESTS, changed.RESTS)).split())
    assert text.count("This approval rests on one sentence") == 1
    assert "This approval rests on the same words as that of line 1." in text


@every_face
def test_the_setting_has_its_own(face: str) -> None:
    made = changed.pending()
    line = made.packs[0].line_items[0]
    setting = SettingAnswer(
        requested="inpatient",
        supported=None,
        recommendation=changed.PEND,
        finding=line.finding,
        changes=changed.PENDING,
    )
    both = replace(made, packs=(replace(made.packs[0], setting=setting),))
    text = " ".join(FACES[face](both).split())
    assert text.count(CHANGES) == 2 and "is as for line" in text
    assert json.loads(json_bytes(both))["assessments"][0]["setting"]["changes"]["flips"][0]["count"] == "1536"


def test_words_that_could_be_markup_stay_words() -> None:
    made = changed.pending()
    html, text = page(made), markdown(made)
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert changed.BAD in unescape(html)
    assert "<script>" not in text and "\\<script\\>alert(1)" in text and "[x](" not in text


def test_without_the_chart_no_word_of_it_is_told() -> None:
    made = changed.approved(changed.SEVERAL)
    for text in (render(made, show_chart=False), page(made, show_chart=False), markdown(made, show_chart=False)):
        assert "without it" in text and "the leg hurts far more" not in text
    assert b"the leg hurts far more" not in json_bytes(made, show_chart=False)


def test_nothing_sounds_like_a_refusal_or_like_an_order_to_write() -> None:
    for make in changed.ALL.values():
        made = make()
        text = " ".join((render(made), render(made, audience="surgeon"), page(made))).lower()
        assert not re.search(r"\bden(y|ied|ies|ial)\b|\bmust write\b|\bshould (say|state|write)\b", text)


def test_a_line_is_told_in_few_lines() -> None:
    before, after = (len(render(made).splitlines()) for made in (samples.pending(), changed.pending()))
    assert 0 < after - before <= 14


# -- the examples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "example", ["unstable-slip/case.yaml", "instrumented-fusion/case.yaml", "revision-discectomy/bare/question.txt"]
)
@every_face
def test_the_faces_tell_of_a_chart_what_its_record_holds(face: str, example: str) -> None:
    made = reviewed(ROOT / "examples" / example)
    text = " ".join(FACES[face](made).split())
    shown = outline_of(made, Numbers(made.chart.facts)).packs[0].lines
    checked = 0
    for line, one in zip(made.packs[0].line_items, shown, strict=True):
        assert line.changes is not None and one.changes is not None
        assert (one.changes.firm in text) or one.changes.as_line
        for flips, turn in zip(line.changes.flips, one.changes.turns, strict=True):
            assert len(flips.cheapest) == 1 + len(turn.others) <= 20
            assert turn.ways == of_ways_words(flips.count)
            told_in_full = not one.changes.as_line
            assert f"{turn.heading} ({turn.ways})" in text or not told_in_full
            first = [shortened(answer.words, 60).rstrip("…") for answer in turn.first.answers]
            assert [words for words in first if words not in text] == []
            checked += 1
        quotes = [rests.said.words or rests.said.fact for rests in one.changes.rests_on[:3]]
        assert [words for words in quotes if words.rstrip("…") not in text] == []
        checked += len(quotes)
    assert checked


# -- the letters --------------------------------------------------------------------------------------------------------


def test_the_surgeon_reads_the_subjects_of_the_shortest_way_what_each_takes_and_who_has_it() -> None:
    text = " ".join(render(changed.pending(), audience="surgeon").split())
    start = text.index("The shortest way to an answer: what the record shows on these, the least effort first.")
    way = text[start : text.index("g1: What does the record show")]
    first = way.index("one course was long enough".capitalize())
    takes = "(g2) A date told, a word made exact, or a contradiction cleared up; normally shown by: therapy record, clinic note; "
    assert takes + "held by: the physical therapist, the practice." in way
    assert first < way.index("Imaging shows the root compressed") < way.index("Leg pain leads")
    assert "10^" not in text and "64 ways" not in text


def test_the_surgeon_reads_no_way_that_only_an_exception_opens_or_that_nobody_raised() -> None:
    flips = replace(changed.TO_APPROVAL, cheapest=(changed.way(changed.IMAGES, changed.WEAKER, changed.LEADS),))
    waived = render(changed.pending(replace(changed.PENDING, flips=(flips,))), audience="surgeon")
    assert "shortest way" not in waived
    both = replace(flips, cheapest=(*flips.cheapest, changed.TO_APPROVAL.cheapest[0]))
    ordinary = " ".join(render(changed.pending(replace(changed.PENDING, flips=(both,))), audience="surgeon").split())
    way = ordinary[ordinary.index("The shortest way") : ordinary.index("g1: What does")]
    assert "Strength is falling" not in way and "One course was long enough" in way


def test_the_surgeon_of_a_settled_line_reads_no_way() -> None:
    assert "shortest way" not in render(changed.approved(), audience="surgeon")
    assert "shortest way" not in render(samples.pending(), audience="surgeon")


def test_the_patient_is_told_which_paper_to_ask_for_first() -> None:
    text = " ".join(render(changed.pending(), audience="patient").split())
    papers = text[text.index("Papers that may help") :]
    assert papers.startswith(
        "Papers that may help If you ask for one paper, ask for the first one. It may help the most. "
        "- A report from your physical therapist."
    )
    assert "It may help the most" not in render(samples.pending(), audience="patient")
    assert not re.search(r"\d{3}|10\^|\bways\b", papers.partition("This page goes by")[0])
