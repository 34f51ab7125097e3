"""Offsets after odd characters, sections, sentences and the parts of a chart that say nothing of the patient."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.lexicon import lexicon
from necessity.reading.match import fold
from necessity.reading.read import read
from necessity.reading.text import sentences
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
DAY = date(2026, 2, 16)


def facts_of(text: str, kind: str = "clinic note") -> tuple[Fact, ...]:
    return read([Document(id="note", kind=kind, authored=DAY, text=text)], vocabulary=VOCABULARY, day=DAY)


def cut(text: str) -> list[tuple[str, str]]:
    words = lexicon(VOCABULARY)
    return [(one.section, text[one.start : one.end]) for one in sentences(text, words.headings, VOCABULARY.anatomy)]


@pytest.mark.parametrize(
    "before",
    [
        "ß ẞ ",
        "İstanbul İİİ ",
        "🙂🙂 ",
        "e\u0301a\u0301 ",
        "a\r\nb\r\n",
        "\u00a0\u00a0",
        "ﬁ ",
        "  \t ",
        "\ud800 ",
        "“quoted” – ",
    ],
)
def test_odd_characters_do_not_move_a_quote(before: str) -> None:
    facts = facts_of(f"{before}He has left leg pain.")
    assert [fact.quotes[0].words for fact in facts if fact.kind == "radicular_pain"] == ["left leg pain"]


@pytest.mark.parametrize(
    "words", ["straight\r\nleg raise", "straight\u00a0leg  raise", "STRAIGHT LEG RAISE", "straight\u2010leg raise"]
)
def test_a_phrase_matches_across_line_ends_and_odd_spaces(words: str) -> None:
    facts = [fact for fact in facts_of(f"On the left the {words} was positive.") if fact.kind == "tension_sign"]
    assert len(facts) == 1
    assert words in facts[0].quotes[0].words


def test_folding_keeps_every_offset() -> None:
    for text in ["İ", "ß", "ǅ", "\ud83d", "ŉ", "ΑΣ", "\u2028"]:
        assert len(fold(text)) == len(text)


def test_a_phrase_inside_a_word_is_not_read() -> None:
    assert not [fact for fact in facts_of("The endoscope and the esplanade.") if fact.kind != "neuro_exam"]


def test_sections_by_heading() -> None:
    text = "HPI: Leg pain.\nPast Surgical History:\n- L4-5 discectomy 2019\nP: Revision.\nFamily History: sciatica."
    assert cut(text) == [
        ("history", "Leg pain."),
        ("prior surgery", "L4-5 discectomy 2019"),
        ("plan", "Revision."),
        ("family", "sciatica."),
    ]


def test_wrapped_lines_are_one_sentence_and_bullets_are_several() -> None:
    assert [words for _, words in cut("She has pain radiating down the leg into the\nfoot and toes.")] == [
        "She has pain radiating down the leg into the\nfoot and toes."
    ]
    assert [words for _, words in cut("- left leg pain\n- no weakness")] == ["left leg pain", "no weakness"]


def test_a_level_heading_gives_the_level_to_what_follows() -> None:
    facts = facts_of(
        "FINDINGS:\nL3-4: Normal.\nL4-5: Severe canal stenosis. No listhesis.\nL5-S1: Mild canal stenosis.",
        "imaging report",
    )
    read_as = [(fact.kind, str(fact.value), fact.qualifiers["level"]) for fact in facts if "level" in fact.qualifiers]
    assert read_as == [("stenosis", "severe", "L4-L5"), ("listhesis", "None", "L4-L5"), ("stenosis", "mild", "L5-S1")]


@pytest.mark.parametrize(
    "text",
    [
        "[Template, carried forward: left leg pain, PT x 6 weeks, saddle anesthesia.]",
        "Auto-text, back pain order set: Most low back pain improves within 6 weeks with conservative care.",
        "Dept. macro (standard text): Disc herniations are common. Nerve root compression should be correlated.",
        "Criteria: leg pain, nerve root compression and six weeks of physical therapy.",
        "Allergies: gabapentin.",
    ],
)
def test_copied_text_and_criteria_give_no_facts(text: str) -> None:
    assert [fact for fact in facts_of(text) if fact.kind != "care_not_possible"] == []


def test_documents_of_criteria_are_never_read() -> None:
    assert facts_of("Left leg pain and nerve root compression at L4-5.", "criteria") == ()


def test_an_unreadable_document_gives_nothing() -> None:
    document = Document(id="scan", readable=False, unreadable_because="no text layer")
    assert read([document], vocabulary=VOCABULARY, day=DAY) == ()


def test_what_the_referrer_asks_is_no_finding_of_the_radiologist() -> None:
    report = (
        "MRI LUMBAR SPINE\nIndication: Recurrent disc herniation with root compression at L4-5.\n\nFindings: Normal."
    )
    assert not [
        fact for fact in facts_of(report, "imaging report") if fact.kind in ("disc_herniation", "neural_compression")
    ]


def test_a_question_says_only_what_it_says_of_the_patient() -> None:
    question = "Is revision discectomy necessary for a 39-year-old with left leg pain after a prior L4-5 discectomy?"
    facts = facts_of(question, "other")
    assert [(fact.kind, fact.assertion) for fact in facts] == [
        ("radicular_pain", Assertion.PRESENT),
        ("prior_surgery", Assertion.PRESENT),
    ]


def test_the_date_of_a_study_goes_to_its_findings() -> None:
    text = "MRI of 2026-01-24 shows a left L4-5 disc herniation. There is no listhesis."
    assert {str(fact.when) for fact in facts_of(text)} == {"2026-01-24"}
