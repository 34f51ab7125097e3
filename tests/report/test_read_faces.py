"""A chart that was only read: its words as written, every fact marked in them and told apart by a sign, and the list."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import readings
import samples
from hypothesis import given
from hypothesis import strategies as st
from test_page import HOSTILE, Reader

from necessity.model.case import Case
from necessity.model.chart import chart_of
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.report.numbers import Numbers
from necessity.report.read_outline import SIGNS, Marked, ReadOutline, read_outline, spans_of
from necessity.report.read_page import page
from necessity.report.read_terminal import render

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def outline(*facts: Fact) -> ReadOutline:
    return read_outline(readings.case(), readings.chart(*facts))


def text(width: int = 100, colour: bool = False) -> str:
    return render(readings.case(), readings.chart(), console_width=width, colour=colour)


def html() -> str:
    return page(readings.case(), readings.chart())


def number_of(fact: Fact) -> int:
    return readings.chart().facts.index(fact)


def told_again(document: Marked) -> list[str]:
    return ["".join(piece.text for piece in line.stretches) for line in document.lines]


def one_line(words: str) -> str:
    return " ".join(words.split())


# -- the words ---------------------------------------------------------------------------------------------------------


def test_the_lines_are_the_text_as_it_was_written() -> None:
    note = next(one for one in outline().documents if one.id == "note")
    assert told_again(note) == readings.NOTE.text.split("\r\n")


@given(
    st.text("ab .\n\r\f\t\u2028", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6)
)
def test_the_lines_are_the_text_wherever_quotes_begin_and_end(words: str, places: list[tuple[int, int]]) -> None:
    document = Document(id="d", text=words)
    facts = [
        Fact(kind="atrophy", evidence=(document.quote(start, min(len(words), start + length)),), reader="words")
        for start, length in places
        if start < len(words)
    ]
    told = read_outline(Case(id="x", documents=(document,)), chart_of(facts, samples.DAY, [document]))
    (marked,) = told.documents
    assert "".join(told_again(marked)) == re.sub(r"[\n\r\f\u2028]", "", words)
    shown = {number for line in marked.lines for piece in line.stretches for number, _ in piece.covered}
    in_breaks = {
        number
        for number, fact in enumerate(told_facts(facts, document))
        if not fact.quotes[0].words.strip("\n\r\f\u2028")
    }
    assert shown | in_breaks == set(range(len(facts)))


def told_facts(facts: list[Fact], document: Document) -> tuple[Fact, ...]:
    return chart_of(facts, samples.DAY, [document]).facts


def test_overlapping_facts_share_their_words_and_all_are_told() -> None:
    note = next(one for one in outline().documents if one.id == "note")
    covered = {piece.text: {number for number, _ in piece.covered} for piece in note.lines[0].stretches}
    stenosis, pressed, study = map(number_of, (readings.STENOSIS, readings.COMPRESSED, readings.STUDY))
    assert covered["central stenosis at L4-L5"] == {stenosis, pressed}
    assert covered["MRI of 02/24/2026"] == {study, stenosis}


def test_what_was_made_from_facts_is_listed_with_them_and_not_marked() -> None:
    told = outline()
    made = told.facts[number_of(readings.FIT)]
    assert set(made.made_from) == {number_of(one) for one in (readings.STENOSIS, readings.WEAK, readings.STUDY)}
    marked = {
        number for d in told.documents for line in d.lines for piece in line.stretches for number, _ in piece.covered
    }
    assert made.number not in marked
    assert marked == {one.number for one in told.facts.values()} - {made.number}


def test_words_that_only_a_made_fact_has_are_marked_for_it() -> None:
    numbers = Numbers(readings.chart(readings.FIT, readings.STENOSIS).facts)
    spans = spans_of(readings.NOTE, numbers)
    (quote,) = readings.WEAK.quotes
    assert [number for number, _ in spans[quote.start, quote.end]] == [numbers.of(readings.FIT)]


# -- the terminal ------------------------------------------------------------------------------------------------------


def rows_beneath(said: str, words: str) -> tuple[str, list[str]]:
    """The line with the words, and the rows of marks beneath it."""
    lines = said.splitlines()
    at = next(place for place, line in enumerate(lines) if words in line)
    below = at + 1
    while below < len(lines) and "─" in lines[below] and not lines[below].startswith("--"):
        below += 1
    return lines[at], lines[at + 1 : below]


def test_a_mark_stands_beneath_its_words() -> None:
    line, rows = rows_beneath(text(), "EHL 4/5")
    number = str(number_of(readings.WEAK))
    assert rows[0].index(number) == line.index("EHL 4/5")
    assert rows[0][rows[0].index(number) :].split()[0].startswith(number)
    assert rows[0].rstrip().endswith("─")


def test_marks_that_overlap_stand_in_rows_of_their_own() -> None:
    line, rows = rows_beneath(text(), "severe central stenosis")
    assert len(rows) >= 2
    for fact, words in ((readings.STENOSIS, "severe central"), (readings.COMPRESSED, "central stenosis")):
        starts = [row[line.index(words) :] for row in rows if len(row) > line.index(words)]
        assert any(one.startswith(str(number_of(fact))) for one in starts)


def test_every_way_of_telling_has_its_own_sign_without_colour() -> None:
    said = text()
    signs = [sign for sign, _ in SIGNS.values()]
    assert len(set(signs)) == len(signs) == len(Assertion)
    for fact in (*readings.ONLY_SHOWN, readings.SADDLE):
        sign, how = SIGNS[fact.assertion]
        assert f"{sign}{number_of(fact)}" in said, how  # in the words
        listed = next(line for line in said.splitlines() if f"{sign}#{number_of(fact)} " in line)
        assert (f"[{how}, does not count]" if fact is not readings.SADDLE else "[ruled out]") in listed
        assert f"{sign} {how}" in one_line(said)


def test_colour_adds_nothing() -> None:
    painted = text(colour=True)
    assert painted.count("\x1b[") > 20
    plain = [line.rstrip() for line in ESCAPE.sub("", painted).splitlines() if not line.startswith("   Colours:")]
    assert plain == [line.rstrip() for line in text().splitlines()]


@pytest.mark.parametrize("width", [60, 100, 120])
def test_lines_are_as_wide_as_the_terminal(width: int) -> None:
    said = text(width)
    assert max(map(len, said.splitlines())) <= width
    words = "".join(readings.NOTE.text.split())
    without_marks = "".join(line for line in said.splitlines() if "─" not in line)
    assert words in "".join(without_marks.split())


def test_a_line_of_a_hundred_thousand_characters_is_wrapped() -> None:
    document = Document(id="long", text="word " * 20_000 + "leg pain")
    fact = samples.fact("radicular_pain", "leg pain", of=document)
    made = render(Case(id="x", documents=(document,)), chart_of([fact], samples.DAY, [document]))
    assert max(map(len, made.splitlines())) <= 100
    assert "0─" in made


def test_the_order_of_the_terminal() -> None:
    said = one_line(text())
    at = 0
    for part in (
        "This page holds patient information.",
        "example-1: the chart as it was read, up to 2026-03-10",
        "16 facts in 2 documents; 6 are shown and do not count.",
        "Not read, or not counted",
        "stray: set aside, it names another patient (Roe, Richard)",
        "late: written after the day of judgement",
        "scan: the PDF has no text layer",
        "No procedure known here is called 'quantum realignment'.",
        "How to read it",
        "-- note, clinic note, 2026-03-03",
        "== The facts by area",
        "Care",
        "Imaging",
        "made from facts",
        "Conflicts in the record: no winner is chosen",
        "severe central stenosis at L4-L5",
        "central stenosis at L4-L5, possible",
        "Level, root and side",
        "L4-L5, left (roots L4 leaves, L5 crosses), requested: line 1",
        "Care over time",
        "Undated: gabapentinoid",
    ):
        found = said.find(part, at)
        assert found >= 0, f"{part!r} does not come here:\n{said[at : at + 1200]}"
        at = found


def test_a_chart_without_facts_says_so() -> None:
    document = Document(id="tea", text="Tea was served.")
    case = Case(id="x", documents=(document,))
    chart = chart_of([], samples.DAY, [document])
    assert "No facts were read." in render(case, chart) and "Tea was served." in render(case, chart)
    assert "No facts were read." in page(case, chart)
    assert "Care over time" not in render(case, chart)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_whole_and_every_link_arrives() -> None:
    read = Reader(html())
    assert len(read.ids) == len(set(read.ids))
    inside = {link[1:] for link in read.links}
    assert inside and all(link.startswith("#") for link in read.links)
    assert inside <= set(read.ids)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    said = html()
    read = Reader(said)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(read.tags)
    assert not [one for one in read.attributes if one.startswith("on") or one in ("src", "style", "title")]
    assert "default-src 'none'" in said and "url(" not in said and "@import" not in said


def test_links_lead_from_the_words_to_the_list_and_back() -> None:
    said = html()
    number = number_of(readings.SADDLE)
    assert re.search(
        rf'<span id="q{number}-0"></span><mark class="[^"]*">saddle numbness</mark>'
        rf'<sup class="a\d+"><a href="#fact-{number}" aria-label="fact {number}, ruled out">×{number}</a>',
        said,
    )
    listed = said[said.index(f'<li id="fact-{number}"') :]
    assert f'<a href="#q{number}-0">' in listed[: listed.index("</li>")]


def test_a_label_stands_beside_the_words_without_hovering() -> None:
    said = html()
    row = next(part for part in said.split('<div class="ln">') if "saddle numbness" in part)
    labels = one_line(Reader(f"<div>{row[row.index('<ul') : row.index('</ul>') + 5]}</div>").words)
    assert f"×{number_of(readings.SADDLE)} cauda equina" in labels and "ruled out" in labels
    assert "prior surgery fusion of a relative" in labels


def test_set_aside_pages_are_told_and_have_no_words() -> None:
    words = one_line(Reader(html()).words)
    assert "stray: set aside, it names another patient (Roe, Richard)" in words
    assert "Not read: it names another patient" in words


def test_each_area_has_a_filter_that_needs_no_script() -> None:
    said = html()
    told = outline()
    for area, facts in told.areas:
        assert f'id="only-{facts[0].area}"' in said
        assert f"main:has(#only-{facts[0].area}:checked)" in said, area
    assert said.count('type="radio"') == len(told.areas) + 1


def test_hostile_words_stay_words() -> None:
    document = Document(id=HOSTILE, text=f"S: {HOSTILE}\n\x1b[2J\u202e")
    fact = samples.fact("predominant_pain", HOSTILE, "leg", of=document, note=HOSTILE)
    case = Case(id=HOSTILE, documents=(document,))
    chart = chart_of([fact], samples.DAY, [document])
    said = page(case, chart)
    read = Reader(said)
    assert not {"script", "img"} & set(read.tags) and "<script" not in said
    assert HOSTILE in read.words
    for made in (said, render(case, chart)):
        assert not set("\x1b\u202e") & set(made)


def test_a_page_that_a_machine_read_says_so() -> None:
    document = replace(samples.MRI, by_machine=(2,))
    case, chart = Case(id="x", documents=(document,)), chart_of([], samples.DAY, [document])
    for said in (render(case, chart), page(case, chart)):
        assert "page 2, read by machine" in said and "page 1" in said


def test_the_same_chart_gives_the_same_faces() -> None:
    assert html() == html() and text() == text()
