"""The HTML page: one file, everything escaped, quotes linked to the words of the chart and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
import samples

from necessity.assessment.finding import Reason, Source
from necessity.errors import Place
from necessity.model.case import Member
from necessity.model.document import Document
from necessity.report.page import page
from necessity.verdict import MET

every_sample = pytest.mark.parametrize("name", samples.ALL)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\" ' {{ 7*7 }} & leg pain"
VOID = ("meta", "br", "img", "link", "hr", "input")


class Reader(HTMLParser):
    """Elements, ids, links and text of a page; fails on an element that is closed out of turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        # </li> and </p> are always written out here
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def chips(text: str) -> set[tuple[str, str]]:
    """The verdict marks of a page: how each is meant, and its word."""
    return set(re.findall(r'<span class="chip (\w+)"><svg.*?</svg>([^<]*)</span>', text, re.DOTALL))


@every_sample
def test_the_page_is_whole_and_every_link_arrives(name: str) -> None:
    read = Reader(page(samples.ALL[name]()))
    assert len(read.ids) == len(set(read.ids))
    inside = [link[1:] for link in read.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(read.ids)
    assert all(link.startswith(("#", "https://")) for link in read.links)


@every_sample
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    text = page(samples.ALL[name]())
    read = Reader(text)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(read.tags)
    assert not [
        attribute for attribute in read.attributes if attribute.startswith("on") or attribute in ("src", "style")
    ]
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_it_says_what_the_terminal_says() -> None:
    words = " ".join(Reader(page(samples.pending())).words.split())
    for part in (
        "This page holds patient information.",
        "unsigned assessment, as of 2026-03-10",
        "Demonstration pack",
        "pend: questions are open",
        "Approvable if all of these are shown",
        "normally shown by: clinic note, therapy record",
        "waived if: Strength is falling",
        "To be completed by a licensed clinician.",
        "Signature",
        "A software tool prepared this",
        "No procedure known here is called 'quantum realignment'.",
    ):
        assert part in words, part
    emergency = Reader(page(samples.emergency())).words
    assert emergency.index("POSSIBLE EMERGENCY: call now") < emergency.index("This page holds patient information.")


def test_a_demonstration_is_never_signed() -> None:
    made = samples.assessment(
        samples.line_answer(samples.SHOWN_LEG), facts=(samples.LEG_FIRST,), headline="x", purpose="demonstration"
    )
    read = " ".join(Reader(page(made)).words.split())
    assert not [part for part in ("Signature", "NPI", "Licence and state", "approve as asked") if part in read]
    assert "Not to be signed published-assessments@2026-11 is a demonstration" in read


def test_beside_a_demonstration_only_the_policy_is_signed() -> None:
    policy = samples.met()
    show = replace(policy.packs[0], pack=replace(policy.packs[0].pack, name="show@1", purpose="demonstration"))
    read = " ".join(Reader(page(replace(policy, packs=(*policy.packs, show)))).words.split())
    assert "Not to be signed show@1 is a demonstration" in read
    assert "Determination under published-assessments@2026-11 To be completed" in read


def test_only_what_fails_is_red() -> None:
    read = page(samples.emergency())
    assert "chip not_met" not in read
    assert chips(read) >= {("aside", "waived"), ("met", "met")}
    assert ("not_met", "not met") in chips(page(samples.barred()))


def test_a_verdict_is_a_word_and_a_shape_never_a_colour_alone() -> None:
    for name, made in samples.ALL.items():
        text = page(made())
        assert chips(text), name
        assert text.count('<span class="chip') == len(re.findall(r'<span class="chip [a-z_]+"><svg class="mark"', text))
        assert all(word.strip() for _, word in chips(text))


def test_a_document_of_after_the_day_says_that_it_does_not_count() -> None:
    late = replace(samples.VISIT, id="later", authored=date(2026, 4, 1))
    made = samples.assessment(
        samples.line_answer(samples.SHOWN_LEG),
        facts=(samples.LEG_FIRST,),
        headline="x",
        documents=(samples.VISIT, late, samples.SCAN),
    )
    whole, bare = (page(made, show_chart=show) for show in (True, False))
    assert "Written after the day of judgement: what it says does not count." in whole
    assert re.search(r"Documents that were read</h2>\s*<ul class=\"notes\"><li>visit-1 [^\n]*</li></ul>", bare)


def test_quotes_lead_to_the_chart_and_back() -> None:
    text = page(samples.met())
    number = samples.met().chart.facts.index(samples.COMPRESSION)
    assert f'<q><a href="#q{number}-0">compresses the left L5 nerve root</a></q>' in text
    assert re.search(
        rf'<span id="q{number}-0"></span><mark>compresses the left L5 nerve root</mark><sup><a href="#fact-{number}">',
        text,
    )
    assert re.search(rf'id="fact-{number}">.*?<td class="uses"><a href="#c1-1-1">1\.1</a></td></tr>', text, re.DOTALL)


def test_the_chart_is_there_word_for_word() -> None:
    text = page(samples.met())
    shown = re.findall(r'<div class="text">(.*?)</div>', text, re.DOTALL)
    assert len(shown) == 2
    for document, html in zip((samples.VISIT, samples.MRI), shown, strict=True):
        without_numbers = re.sub(r"<sup>.*?</sup>", "", html)
        assert Reader(without_numbers).words.replace("\ufffd", "\f") == document.text


def test_without_the_chart_no_word_of_it_is_left() -> None:
    text = page(samples.met(), show_chart=False)
    assert "Jane Roe" not in text
    assert "<mark>" not in text
    for fact in samples.met().chart.facts:
        for quote in fact.quotes:
            assert quote.words not in text
    Reader(text)


def test_hostile_words_stay_words() -> None:
    document = Document(id=HOSTILE, text=f"S: {HOSTILE}\n\x1b[2J\u202e")
    fact = samples.fact("predominant_pain", HOSTILE, "leg", of=document, note=HOSTILE)
    source = Source(ref="x", document=HOSTILE, basis="original", place=HOSTILE, url="javascript:alert(1)")
    shown = samples.finding(HOSTILE, HOSTILE, MET, Reason.SHOWN, fact, detail=HOSTILE, source=source)
    assessment = samples.assessment(
        samples.line_answer(shown),
        facts=(fact,),
        headline=HOSTILE,
        documents=(document,),
        member=Member(id=HOSTILE, name=HOSTILE),
    )
    text = page(assessment)
    read = Reader(text)
    assert not {"script", "img"} & set(read.tags)
    assert "<script" not in text
    assert "javascript:" not in text
    assert "49" not in [word for word in read.words.split() if word == "49"]
    assert HOSTILE in read.words
    assert not set("\x1b\u202e") & set(text)


@every_sample
def test_the_same_assessment_gives_the_same_page(name: str) -> None:
    assert page(samples.ALL[name]()) == page(samples.ALL[name]())


def test_places_of_policies_stay_out_of_the_page() -> None:
    # where a policy file lies on this machine is for the JSON, not for a page that is sent around
    assert str(Place("revision-discectomy.yaml", 10)) not in page(samples.met())
