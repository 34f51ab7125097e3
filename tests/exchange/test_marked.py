"""A person points at the words of a document that the reader missed: they are documented then, and it is said who marked them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from necessity.errors import InputUnusable
from necessity.exchange.case_file import case_from_text
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.read_page import page as read_page
from necessity.report.read_terminal import render as read_render
from necessity.report.record import json_bytes
from necessity.report.terminal import render
from necessity.review import read, review
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)
NOTE = """The big toe gives way when he climbs. Ankle reflexes are brisk.
    On some days the toe hardly lifts
    off the floor. On some days it does."""
CASE = """
case: marked
received: 2026-03-10
request: {line_items: [{procedure: revision discectomy, levels: [L4-L5], side: left}]}
documents:
  - {id: visit, kind: clinic note, authored: 2026-03-03, text: %s}
  - {id: call, kind: letter, authored: 2026-03-05, text: "She rang: the toe drags."}
  - {id: rule, kind: criteria, text: "Weakness of the toe is asked for."}
  - {id: empty, kind: letter, text: ""}
facts:
  - {kind: motor_strength, value: "4-", qualifiers: {muscle: extensor hallucis longus, side: left}, when: 2026-03-03,
     by: Dr. M. Moe, attested_on: 2026-03-09, quote: %s}
"""


def case(quote: str) -> Case:
    return case_from_text(CASE % (json.dumps(NOTE), quote), "my.yaml", vocabulary=vocabulary(), called="marked")


def told(quote: str) -> str:
    with pytest.raises(InputUnusable) as error:
        case(quote)
    return str(error.value)


def test_the_words_are_those_of_the_document_and_the_day_is_its_day() -> None:
    (fact,) = case('{document: visit, words: "the toe hardly lifts off the floor"}').attested
    (quote,) = fact.quotes
    assert quote.words == "the toe hardly lifts\n    off the floor"
    assert (quote.document, quote.marked and quote.marked.by) == ("visit", "Dr. M. Moe")
    assert (fact.recorded, str(fact.when), str(fact.value)) == (date(2026, 3, 3), "2026-03-03", "4-")
    assert not fact.is_only_attested


def test_words_that_stand_several_times_must_say_which() -> None:
    said = told('{document: visit, words: "On some days"}')
    assert "these words stand 2 times in 'visit'" in said
    assert "say which with 'at: 1' to 'at: 2'" in said
    (fact,) = case('{document: visit, words: "On some days", at: 2}').attested
    assert NOTE[fact.quotes[0].start :].startswith("On some days it does")
    assert "stand 2 times in 'visit', so there is no 'at: 3'" in told('{document: visit, words: "On some days", at: 3}')
    assert "stand once in 'visit', so there is no 'at: 0'" in told('{document: visit, words: "big toe", at: 0}')


def test_words_that_stand_nowhere_are_told_with_where_it_looked_and_the_nearest() -> None:
    said = told('{document: visit, words: "the big toe gave way when she climbs"}')
    assert "these words do not stand in 'visit'" in said and "my.yaml:12:" in said
    assert f"looked through all of its {len(NOTE)} characters" in said
    assert "the nearest words are: The big toe gives way when he climbs." in said
    assert "they stand in 'call'" in told('{document: visit, words: "the toe drags"}')
    assert "copy them from the document" in told('{document: visit, words: "quite other words"}')


@pytest.mark.parametrize(
    ("quote", "problem"),
    [
        ("{document: visits, words: toe}", "there is no document 'visits' in this case"),
        ("{document: empty, words: toe}", "the document 'empty' cannot be read"),
        ("{document: rule, words: Weakness}", "the document 'rule' says nothing of a patient"),
        ("{document: visit}", "a quote has no 'words'"),
        ("{document: call, words: he toe drags}", "these words do not stand in 'call'"),
        ('{document: visit, words: "  "}', "a quote holds no words"),
        ("{document: visit, words: toe, page: 2}", "unknown key 'page' in a quote"),
        ('"the toe drags"', "a quote must be a mapping"),
    ],
)
def test_a_quote_that_points_at_nothing_is_an_error(quote: str, problem: str) -> None:
    assert problem in told(quote)


def test_a_mark_needs_a_name_behind_it() -> None:
    text = CASE % (json.dumps(NOTE), "{document: call, words: the toe drags}")
    with pytest.raises(InputUnusable, match="no 'by'"):
        case_from_text(text.replace("by: Dr. M. Moe, ", ""), "my.yaml", vocabulary=vocabulary(), called="marked")


def test_every_face_shows_the_words_and_who_marked_them() -> None:
    marked = case("{document: call, words: the toe drags}")
    made = review(marked, packs=["published-assessments@2025-12"], as_of=DAY)
    reading = read(marked, as_of=DAY)
    faces = [face(made) for face in (render, page, markdown)]
    faces += [face(reading.case, reading.chart) for face in (read_render, read_page)]
    for said in faces:
        words = " ".join(said.replace("\\", "").split())
        assert "call, 2026-03-05, marked by Dr. M. Moe on 2026-03-09" in words
        assert "toe drags" in words and "not documented" not in words.split("Dr. M. Moe")[0][-80:]


def test_the_record_carries_it() -> None:
    made = review(case("{document: call, words: the toe drags}"), packs=["consensus"], as_of=DAY)
    record = json.loads(json_bytes(made))
    marked = [piece for fact in record["facts"] for piece in fact["evidence"] if "marked_by" in piece]
    assert marked[0] == {
        "document": "call", "start": 10, "end": 23, "words": "the toe drags", "page": None,
        "marked_by": "Dr. M. Moe", "marked_on": "2026-03-09",
    }  # fmt: skip
    hidden = json.loads(json_bytes(made, show_chart=False))
    assert "toe drags" not in json.dumps(hidden["facts"])


@pytest.mark.parametrize(
    ("quote", "verdict"), [(", quote: {document: call, words: it drags more each day}", "met"), ("", "unknown")]
)
def test_a_marked_fact_is_documented_so_it_waives_where_a_bare_statement_does_not(quote: str, verdict: str) -> None:
    text = f"""
received: 2026-03-10
request: {{line_items: [{{procedure: revision discectomy, levels: [L4-L5], side: left}}]}}
documents: [{{id: call, kind: letter, authored: 2026-03-05, text: "On the telephone: it drags more each day."}}]
facts: [{{kind: motor_decline, qualifiers: {{side: left}}, when: 2026-03-05, by: Dr. M. Moe{quote}}}]
"""
    made = case_from_text(text, "my.yaml", vocabulary=vocabulary(), called="marked")
    (line,) = review(made, packs=["published-assessments@2025-12"], as_of=DAY).packs[0].line_items
    waivers = [one for found in line.finding.walk() if found.role == "waiver" for one in found.walk()]
    (falling,) = {one.verdict.value for one in waivers if one.kinds == ("motor_decline",)}
    assert falling == verdict


def test_a_page_of_another_patient_gives_no_marked_fact() -> None:
    text = CASE % (json.dumps("Patient: Other Person\nDOB: 01/02/1950\n" + NOTE), "{document: visit, words: big toe}")
    text += "member: {name: Jane Roe, born: 1986-05-02}\n"
    other = case_from_text(text, "my.yaml", vocabulary=vocabulary(), called="marked")
    assert other.attested and not any(fact.kind == "motor_strength" for fact in read(other, as_of=DAY).chart.facts)


def test_a_document_written_after_the_day_of_judgement_does_not_count() -> None:
    text = CASE.replace("authored: 2026-03-05", "authored: 2026-03-25")
    text %= (json.dumps(NOTE), "{document: call, words: the toe drags}")
    late = case_from_text(text, "my.yaml", vocabulary=vocabulary(), called="marked")
    chart = read(late, as_of=DAY).chart
    assert "motor_strength" in {fact.kind for fact in chart.recorded_afterwards}


def test_a_text_of_the_chart_can_mark_nothing(tmp_path: Path) -> None:
    """The same lines in a note are words of a note, whether the note stands alone, in a folder or in a case file."""
    lines = CASE % (json.dumps(NOTE), "{document: call, words: the toe drags}")
    (tmp_path / "note.txt").write_text(lines)
    for source in (tmp_path, tmp_path / "note.txt"):
        found = case_of(source)
        assert not found.attested
        facts = read(found, as_of=DAY).chart.facts
        assert not any(quote.marked for fact in facts for quote in fact.quotes)
