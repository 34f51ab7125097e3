"""A misspelt word may propose a fact as possible, with the word shown; it makes nothing present and rules nothing out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.lexicon import lexicon
from necessity.reading.read import read
from necessity.reading.spelling import READER, misspelt
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
NOTE = date(2026, 2, 16)
KNOWN = lexicon(VOCABULARY).matcher.is_phrase
WORDS: list[str] = yaml.safe_load((Path(VOCABULARY.folder) / "reading" / "spelling.yaml").read_text(encoding="utf-8"))[
    "words"
]
SENTENCES = (
    "MRI shows severe {} at L4-L5 on the left.",
    "No {} at L5-S1.",
    "He has a history of {} and leg pain.",
    "CT: {} beside the L4 body, 5 mm.",
    "She denies {}; strength is 5/5.",
    "{} in 2019 at L4-5 without relief.",
)


def facts_of(text: str) -> tuple[Fact, ...]:
    return read([Document(id="note", kind="clinic note", authored=NOTE, text=text)], vocabulary=VOCABULARY, day=NOTE)


def counted(text: str) -> list[tuple[str, str, Assertion]]:
    return sorted(
        ((fact.kind, str(fact.value), fact.assertion) for fact in facts_of(text) if fact.reaches_a_policy), key=str
    )


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("MRI shows severe spinal stenosus at L4-5.", "stenosis", "stenosus"),
        ("Left L5 radiculapathy.", "radicular_pain", "radiculapathy"),
        ("Prior laminectmy in 2019.", "prior_surgery", "laminectmy"),
        ("CT shows psuedoarthrosis at L5-S1.", "fusion_status", "psuedoarthrosis"),
        ("She has osteoporsis.", "poor_bone", "osteoporsis"),
        ("LAMINECTMY IN 2019.", "prior_surgery", "LAMINECTMY"),
    ],
)
def test_a_misspelt_word_is_shown_as_possible_with_the_word_as_it_stands(text: str, kind: str, word: str) -> None:
    (fact,) = [fact for fact in facts_of(text) if fact.kind == kind]
    assert fact.assertion is Assertion.POSSIBLE
    assert fact.reader == READER
    assert fact.cue is not None
    assert fact.cue.words == word
    assert word in " ".join(quote.words for quote in fact.quotes)


@pytest.mark.parametrize(
    "text",
    [
        "No evidence of stenosus at L4-5.",
        "She denies osteoporsis.",
        "If the herniaton comes back we will operate.",
        "His mother had osteoporsis.",
        "We plan a laminectmy.",
        "Risks: pseudoarthosis, infection, dural tear.",
    ],
)
def test_a_misspelt_word_that_is_denied_planned_or_anothers_says_nothing(text: str) -> None:
    assert [fact for fact in facts_of(text) if fact.reader == READER] == []


@pytest.mark.parametrize(
    "text",
    [
        "Osteopetrosis, hypotension and good stability.",
        "Hyperextension of the spine was avoided; he is hypertensive.",
        "Take hydroxyzine 25 mg and hydrocodone 5 mg at L45.",
        "Radiculitis, myopathy, neuropathy and dysesthesia.",
    ],
)
def test_right_words_that_look_alike_are_left_alone(text: str) -> None:
    assert misspelt(text, VOCABULARY.folder, KNOWN) == []


def test_short_words_are_never_looked_up() -> None:
    assert misspelt("srew, lft, stensis, lamina, herinia, slipp, fuson", VOCABULARY.folder, KNOWN) == []


def test_the_right_fact_beside_a_misspelt_word_keeps_its_assertion() -> None:
    facts = facts_of("There is severe stenosis at L4-5. Severe stenosus at L3-4.")
    assert {(str(fact.qualifiers["level"]), fact.assertion) for fact in facts if fact.kind == "stenosis"} == {
        ("L4-L5", Assertion.PRESENT),
        ("L3-L4", Assertion.POSSIBLE),
    }


def _slips(word: str) -> st.SearchStrategy[str]:
    """One letter of the word left out, doubled, changed, or changed about with the next."""
    place = st.integers(1, len(word) - 2)
    return st.one_of(
        place.map(lambda at: word[:at] + word[at + 1 :]),
        place.map(lambda at: word[:at] + word[at] + word[at:]),
        st.tuples(place, st.sampled_from("aeiouycsk")).map(lambda one: word[: one[0]] + one[1] + word[one[0] + 1 :]),
        place.map(lambda at: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_misspelling_ever_makes_a_fact_present_or_absent(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORDS))
    wrong = data.draw(_slips(word))
    sentence = data.draw(st.sampled_from(SENTENCES))
    text = sentence.format(wrong)
    if wrong in WORDS or not misspelt(text, VOCABULARY.folder, KNOWN):
        return
    assert counted(text) == counted(sentence.format("qzqzqzqzq"))
    guessed = [fact for fact in facts_of(text) if fact.reader == READER]
    assert {fact.assertion for fact in guessed} <= {Assertion.POSSIBLE}
    for fact in guessed:
        assert any(wrong in quote.words for quote in fact.quotes)
