"""What must hold of any text: exact quotes, the same answer twice, no effect of what is beside the point, bounded time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.marks import parse_marked
from necessity.reading.read import kinds_read, read
from necessity.reading.request import read_request
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
DAY = date(2026, 2, 16)
SENTENCES = [
    parse_marked(text, VOCABULARY)[0]
    for kind in sorted(kinds_read(VOCABULARY))
    for text in VOCABULARY.kinds[kind].examples
]
BESIDE = [
    "The weather was fine that day.",
    "She enjoys gardening and has two cats.",
    "The copier is on the second floor.",
]
ODD = [
    "ß",
    "İ",
    "🙂",
    "\u0301",
    "\r\n",
    "\u00a0",
    "\ud800",
    "\x00",
    "[[",
    "L4-5:",
    "L",
    "4/5",
    "- ",
    "?",
    ":",
    ";",
    "no",
    "if",
]


def facts_of(text: str) -> tuple[Fact, ...]:
    return read([Document(id="note", kind="clinic note", authored=DAY, text=text)], vocabulary=VOCABULARY, day=DAY)


def said(facts: tuple[Fact, ...]) -> list[tuple[object, ...]]:
    return [
        (
            fact.kind,
            str(fact.value),
            str(dict(fact.qualifiers)),
            fact.assertion,
            fact.when,
            tuple(quote.words for quote in fact.quotes),
        )
        for fact in facts
    ]


texts = st.lists(st.one_of(st.sampled_from(SENTENCES), st.sampled_from(ODD), st.text(max_size=12)), max_size=8).map(
    " ".join
)


@given(texts)
@settings(max_examples=150)
def test_every_fact_quotes_its_own_words(text: str) -> None:
    for fact in facts_of(text):
        assert fact.quotes
        for quote in (*fact.quotes, *([fact.cue] if fact.cue else [])):
            assert text[quote.start : quote.end] == quote.words
            assert quote.words.strip()


@given(texts)
@settings(max_examples=60)
def test_reading_is_deterministic(text: str) -> None:
    assert said(facts_of(text)) == said(facts_of(text))


@given(texts)
@settings(max_examples=60)
def test_a_request_never_fails(text: str) -> None:
    for item in read_request([Document(id="note", text=text)], vocabulary=VOCABULARY).line_items:
        assert item.requested_as in text
        assert item.procedure in VOCABULARY.procedures.by_name


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_beside_the_point_change_nothing(text: str) -> None:
    alone = said(facts_of(text))
    assert said(facts_of(f"{text}\n\n{BESIDE[0]} {BESIDE[1]}")) == alone
    assert said(facts_of(f"{BESIDE[2]} {BESIDE[0]}\n\n{text}")) == alone


@pytest.mark.parametrize("text", SENTENCES)
def test_capitals_change_nothing_but_the_case_of_the_words(text: str) -> None:
    assert {fact.kind for fact in facts_of(text)} - {"neuro_exam"} <= {fact.kind for fact in facts_of(text.upper())} | {
        "motor_strength",
        "conservative_care",
        "imaging_study",
    }


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "left leg pain and L4-5 stenosis 4/5 with " * 12_000,
        "4/5 " * 250_000,
        "[" * 500_000,
        "\n" * 1_000_000,
        "x: " * 300_000,
    ],
    ids=["one word", "one line of findings", "fractions", "brackets", "line ends", "labels"],
)
def test_a_long_line_takes_bounded_time(text: str) -> None:
    start = time.process_time()
    facts_of(text)
    assert time.process_time() - start < 20


def test_a_thousand_pages_take_bounded_time() -> None:
    page = "\n".join(SENTENCES[:40]) + "\n\n"
    start = time.process_time()
    facts = facts_of(page * 250)
    assert time.process_time() - start < 60
    assert facts


MUTANTS = [
    "Risks include {}.",
    "His brother had {}.",
    "If {} occurs, call us.",
    "Family history: {}.",
    "I explained that {} can happen.",
    "Call if there is any {}.",
]
SAID_OF_THE_PATIENT = [
    (mark.kind, mark.words[0].lower() + mark.words[1:])
    for kind in sorted(kinds_read(VOCABULARY))
    for text in VOCABULARY.kinds[kind].examples
    for mark in parse_marked(text, VOCABULARY)[1]
    if mark.assertion is Assertion.PRESENT and not VOCABULARY.kinds[kind].reader.values.get("in_headings")
]


@pytest.mark.parametrize("frame", MUTANTS)
def test_what_is_said_of_the_patient_is_not_present_in_another_frame(frame: str) -> None:
    assert len(SAID_OF_THE_PATIENT) > 80
    present = [
        (kind, words)
        for kind, words in SAID_OF_THE_PATIENT
        for fact in facts_of(frame.format(words))
        if fact.kind == kind and fact.assertion is Assertion.PRESENT and not words.startswith("he ")
    ]
    assert present == []
