"""The report in a terminal: what comes first, what is open, and nothing that a chart could do to the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from necessity.assessment.assessment import Recommendation
from necessity.assessment.finding import ExceptionUsed, Reason
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.report import read_terminal
from necessity.report.chart_text import pieces_of
from necessity.report.numbers import Numbers
from necessity.report.terminal import render
from necessity.report.words import in_context, label_of
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

every_sample = pytest.mark.parametrize("name", samples.ALL)
HOSTILE = "\x1b[2J\x1b]0;owned\x07 \u202eevil\u202c [bold]x[/bold] \x9b31m leg pain"


def in_order(text: str, *parts: str) -> None:
    """The parts stand in the text in this order; line breaks and columns do not matter."""
    text = " ".join(text.split())
    at = 0
    for part in (" ".join(part.split()) for part in parts):
        found = text.find(part, at)
        assert found >= 0, f"{part!r} does not come after what was before it in:\n{text}"
        at = found + len(part)


def test_an_emergency_comes_first_of_all() -> None:
    first, second, *_ = render(samples.emergency()).splitlines()
    assert first == "POSSIBLE EMERGENCY: call now, do not wait for this review"
    assert "cannot pass urine" in second
    assert "EMERGENCY" not in render(samples.met())


def test_a_met_line_reads_answer_reason_quote_clause() -> None:
    text = render(samples.met())
    in_order(
        text,
        "No pack matched the plan",
        "Demonstration pack",
        "sample-1: unsigned assessment, as of 2026-03-10",
        "published-assessments@2026-11",
        "named on the command line",
        "Revision discectomy at L4-L5, left: the criteria are met.",
        "The answer",
        "1   revision microdiscectomy",
        "The question",
        "Is revision microdiscectomy (cpt:63042, L4-L5, left",
        "Jane Roe, m-1, 39 years, female",
        "-- 1 revision microdiscectomy",
        "cpt:63042, L4-L5, left",
        "APPROVE   (criteria met)",
        "MET          1.1 Imaging shows the root compressed at the level and side: shown [2, paragraph",
        "“compresses the left L5 nerve root” (mri, 2026-02-24, page 1)",
        "Setting: none asked",
        "Conflicts in the record: no winner is chosen",
        "“O: EHL left 3+/5.” (visit-1, 2026-03-03)",
        "“EHL left 5/5 according to the requisition.” (mri, 2026-02-24, page 2)",
        "Level, root and side",
        "L4-L5, left (roots L4 leaves, L5 crosses), requested: line 1",
        "Cautions",
        "Coding",
        "Decision steps, 1 revision microdiscectomy",
        "References",
        "[1] Lumbar surgery policy. An example plan, 2026-01-01. Read: 2026-02-01",
        "https://policies.example.org/lumbar",
        "[2] Published assessment (published claim, demonstration only)",
        "Not read",
        "scan: the PDF has no text layer",
        "No procedure known here is called 'quantum realignment'. Nearest: posterior fusion.",
        "Unsigned assessment",
        "Received 2026-03-10; judged as of 2026-03-10",
        "It stays unsigned until a licensed clinician determines.",
        "A software tool prepared this",
    )
    # what is settled is one line: the parts of a met criterion are not opened
    assert "One course was long enough" not in text


def test_open_questions_say_what_and_who_shows_it() -> None:
    text = render(samples.pending())
    in_order(
        text,
        "PEND: QUESTIONS ARE OPEN   (3 open questions: g1, g2, g3)",
        "PEND: QUESTIONS ARE OPEN   (criteria not shown)",
        "Approvable if all of these are shown: g1, g2, g3 (see What is missing)",
        "NOT SHOWN      1.2.1 One course was long enough: not documented",
        "asked: at least 4 weeks",
        "NOT SHOWN      1.2.2 waived if: Strength is falling: not documented",
        "left aside: not raised in this record: Infection",
        "What is missing",
        "1 revision microdiscectomy. Approvable if all of these are shown:",
        "g1  Imaging shows the root compressed",
        "normally shown by: imaging report",
        "g2  Four to six weeks of conservative care failed",
        "normally shown by: clinic note, therapy record",
        "g3  Leg pain leads",
        "Who normally has these: imaging report: the radiology department",
        "therapy record: the therapist",
    )


def test_a_bar_and_a_waiver_say_why() -> None:
    in_order(
        render(samples.barred()),
        "REFER TO A PHYSICIAN",
        "NOT MET      1.1 Imaging shows the root compressed at the level and side: barred because: The canal and",
        "“Canal and foramina are patent” (mri, 2026-02-24, page 2)",
        "No procedure known here is called 'quantum realignment'",
    )
    text = render(samples.emergency())
    in_order(
        text,
        "Why an ordinary criterion does not apply here",
        "1.2 Four to six weeks of conservative care failed: waived because: The cauda equina is pressed",
        "“lost feeling between the legs and cannot pass urine”",
        "WAIVED 1.2 Four to six weeks of conservative care failed: waived because: The cauda equina is pressed",
        "waived if: The cauda equina",
    )
    assert "Strength is falling" not in text  # the waiver that was not needed


@pytest.mark.parametrize(
    ("verdict", "reason", "role", "silent", "label"),
    [
        (MET, Reason.WAIVED, "body", False, ("waived", "aside")),
        (MET, Reason.REPLACED, "body", False, ("replaced", "aside")),
        (MET, Reason.DOES_NOT_APPLY, "body", False, ("does not apply", "aside")),
        (NOT_MET, Reason.NOT_RAISED, "body", False, ("not raised", "aside")),
        (UNKNOWN, Reason.NOT_RAISED, "body", False, ("not raised", "unknown")),
        (NOT_MET, Reason.RULED_OUT, "bar", False, ("not barred", "aside")),
        (NOT_MET, Reason.NOT_DOCUMENTED, "bar", True, ("not barred", "aside")),
        (MET, Reason.SHOWN, "bar", False, ("barred", "not_met")),
        (NOT_MET, Reason.RULED_OUT, "waiver", False, ("not waived", "aside")),
        (NOT_MET, Reason.NOT_DOCUMENTED, "waiver", True, ("open", "unknown")),
        (NOT_MET, Reason.NOT_DOCUMENTED, "body", True, ("open", "unknown")),
        (NOT_MET, Reason.FALLS_SHORT, "body", False, ("not met", "not_met")),
        (UNKNOWN, Reason.IMPRECISE, "body", False, ("not shown", "unknown")),
        (MET, Reason.SHOWN, "body", False, ("met", "met")),
    ],
)
def test_every_answer_has_its_own_label(
    verdict: Verdict, reason: Reason, role: str, silent: bool, label: tuple[str, str]
) -> None:
    assert label_of(samples.finding("x", "X.", verdict, reason, role=role, rests_on_silence=silent)) == label


def test_what_fails_by_silence_alone_is_told_as_open() -> None:
    waiver = samples.finding(
        "deficit", "Strength falls.", NOT_MET, Reason.NOT_DOCUMENTED, role="waiver", rests_on_silence=True
    )
    base = samples.finding("care", "Care failed.", NOT_MET, Reason.RULED_OUT, role="base")
    care = samples.finding(
        "care", "Care failed.", NOT_MET, Reason.RULED_OUT, children=[base, waiver], rests_on_silence=True
    )
    answer = samples.line_answer(care)
    answer = replace(answer, finding=answer.finding._replace(rests_on_silence=True), recommendation=Recommendation.PEND)
    text = render(samples.assessment(answer, facts=(), headline="x"))
    in_order(
        text,
        "PEND: QUESTIONS ARE OPEN (criteria open: what would waive is not documented)",
        "OPEN 1.1 Care failed: what would waive is not documented",
        "OPEN 1.1.1 waived if: Strength falls",
    )
    assert "criteria not met" not in text


def test_a_met_criterion_shows_the_words_of_each_of_its_parts() -> None:
    fits = Fact(
        kind="concordance",
        value="possible",
        evidence=(*samples.COMPRESSION.evidence, *samples.PAIN.evidence),
        reader="derived: match",
    )
    parts = [
        samples.finding("root", "The root is compressed.", MET, Reason.SHOWN, samples.COMPRESSION),
        samples.finding("fits", "The symptoms fit it.", MET, Reason.SHOWN, fits),
    ]
    whole = samples.finding("compression", "Compressed, and it fits.", MET, Reason.SHOWN, children=parts)
    made = samples.assessment(samples.line_answer(whole), facts=(samples.COMPRESSION, samples.PAIN, fits), headline="x")
    in_order(
        render(made),
        "MET 1.1 Compressed, and it fits: shown",
        "MET 1.1.1 The root is compressed: shown",
        "“compresses the left L5 nerve root” (mri",
        "MET 1.1.2 The symptoms fit it: shown",
        "concordance possible: “compresses the left L5 nerve root” (mri",
        "“now pain down the left leg” (visit-1",
    )


def test_a_folded_criterion_quotes_each_deciding_part() -> None:
    facts = (samples.COMPRESSION, samples.LEG_FIRST, samples.CARE, samples.WEAK, samples.CAUDA)
    parts = [samples.finding(f"part-{n}", f"Part {n}.", MET, Reason.SHOWN, fact) for n, fact in enumerate(facts)]
    whole = samples.finding("five", "Five things.", MET, Reason.SHOWN, children=parts)
    text = render(samples.assessment(samples.line_answer(whole), facts=facts, headline="x"))
    assert "Part 0" not in text
    for fact in facts:
        in_order(text, "MET 1.1 Five things: shown", fact.quotes[0].words)


def test_only_documents_that_were_read_and_count_are_listed() -> None:
    late = replace(samples.VISIT, id="later", authored=date(2026, 4, 1))
    made = samples.assessment(
        samples.line_answer(samples.SHOWN_LEG),
        facts=(samples.LEG_FIRST,),
        headline="x",
        documents=(samples.VISIT, late, samples.SCAN),
    )
    text = render(made)
    in_order(
        text, "Not read, or not counted", "later: written after the day", "scan: the PDF", "Documents that were read"
    )
    listed = text.partition("Documents that were read")[2].partition("== Unsigned")[0]
    assert listed.split("\n")[1:-1] == ["   visit-1, clinic note, 2026-03-03", ""]
    assert "It rests on the documents that were read and on nothing else." in " ".join(text.split())


def test_a_demonstration_says_that_there_is_nothing_to_sign() -> None:
    made = samples.assessment(
        samples.line_answer(samples.SHOWN_LEG), facts=(samples.LEG_FIRST,), headline="x", purpose="demonstration"
    )
    in_order(render(made), "Unsigned assessment", "Not to be signed: published-assessments@2026-11 is a demonstration")
    assert "Not to be signed" not in render(samples.met())


@every_sample
@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_lines_fit_the_width(name: str, width: int) -> None:
    for line in render(samples.ALL[name](), console_width=width).splitlines():
        assert len(line) <= width or " " not in line.strip()


@every_sample
def test_colour_adds_nothing_but_colour(name: str) -> None:
    plain, painted = (render(samples.ALL[name](), colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


@given(spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8))
def test_pieces_always_are_the_text_again(spans: list[tuple[int, int]]) -> None:
    document = Document(id="d", text="ß İ 👩 left\r\nleg pain\tworse, 3+/5 at L4–5; x")
    quotes = [document.quote(start, min(start + length, len(document.text))) for start, length in spans]
    facts = tuple(Fact(kind="atrophy", evidence=(quote,)) for quote in quotes)
    pieces = pieces_of(document, Numbers(facts))
    assert "".join(piece.text for piece in pieces) == document.text
    for number, quote in enumerate(quotes):
        covered = "".join(piece.text for piece in pieces if (number, 0) in piece.covered)
        assert covered == quote.words
        assert sum((number, 0) in piece.begins for piece in pieces) == 1
        assert sum((number, 0) in piece.ends for piece in pieces) == 1


@every_sample
def test_no_answer_sounds_like_a_refusal(name: str) -> None:
    text = render(samples.ALL[name]()).lower()
    assert not {"denied", "deny", "denial", "rejected"} & set(text.split())


def test_without_the_chart_no_word_of_it_is_left() -> None:
    text = render(samples.met(), show_chart=False)
    assert "Jane Roe" not in text
    assert "[quote left out]" in text
    for fact in samples.met().chart.facts:
        for quote in fact.quotes:
            assert quote.words not in text
    assert "(mri, 2026-02-24, page 1)" in text


def test_a_chart_cannot_touch_the_screen() -> None:
    document = Document(id="evil\x1b[31m", text=HOSTILE)
    fact = samples.fact("predominant_pain", HOSTILE, "leg", of=document)
    shown = samples.finding("leg-first", "Leg pain leads.", MET, Reason.SHOWN, fact)
    assessment = samples.assessment(
        samples.line_answer(shown), facts=(fact,), headline="x\x1b[2J", documents=(document,)
    )
    for text in (render(assessment), read_terminal.render(assessment.case, assessment.chart)):
        assert not set("\x1b\x07\x9b\u202e\u202c") & set(text)
        assert "leg pain" in text


@pytest.mark.parametrize(
    ("text", "words", "cue", "shown"),
    [
        ("L3-L4: Canal wide. No nerve root compression.", "nerve root compression", "No", "No nerve root compression"),
        ("The leg is\nworse\ntoday", "worse", None, "worse"),
        ("S: the leg pain is worse. The back is not.", "worse", None, "S: the leg pain is worse."),
        ("a " * 60 + "leg worse" + " b" * 60, "leg worse", None, "…" + "a " * 19 + "leg worse" + " b" * 19 + "…"),
        (
            "long enough to stand all by itself; more",
            "long enough to stand all by itself",
            None,
            "long enough to stand all by itself",
        ),
    ],
)
def test_a_short_quote_is_shown_in_its_clause(text: str, words: str, cue: str | None, shown: str) -> None:
    document = Document(id="d", text=text)
    start = text.index(words)
    turned = document.quote(text.index(cue), text.index(cue) + len(cue)) if cue else None
    assert in_context(document.quote(start, start + len(words)), turned) == shown


def test_what_is_ruled_out_is_never_quoted_as_if_it_were_so() -> None:
    document = Document(id="mri", text="L4-L5: No nerve root compression.")
    fact = samples.fact(
        "neural_compression", "nerve root compression", of=document, assertion=Assertion.ABSENT, cue="No"
    )
    failed = samples.finding("compression", "Compression.", NOT_MET, Reason.RULED_OUT, fact)
    made = samples.assessment(samples.line_answer(failed), facts=(fact,), headline="x", documents=(document,))
    in_order(render(made), "Compression: ruled out", "ruled out: “No nerve root compression” (mri)")


def test_pieces_are_the_text_again_and_overlaps_share() -> None:
    document = Document(id="d", text="aaa bbb ccc ddd\r\n")
    one = samples.fact("radicular_pain", "aaa bbb", of=document)
    two = samples.fact("sensory_symptom", "bbb ccc", of=document)
    three = samples.fact("atrophy", "bbb", of=document)
    pieces = pieces_of(document, Numbers((one, two, three)))
    assert "".join(piece.text for piece in pieces) == document.text
    covered = {piece.text: {number for number, _ in piece.covered} for piece in pieces}
    assert covered == {"aaa ": {0}, "bbb": {0, 1, 2}, " ccc": {1}, " ddd\r\n": set()}


def test_what_was_met_by_a_replacement_is_never_folded_away() -> None:
    instead = samples.finding("any-grade", "Any grade.", MET, Reason.SHOWN, samples.COMPRESSION, role="replaced_by")
    when = samples.finding("artefact", "Artefact limits the images.", MET, Reason.SHOWN, role="replaced_when")
    base = samples.finding("grade", "A grade.", UNKNOWN, Reason.NOT_DOCUMENTED, role="base")
    used = ExceptionUsed("replacement", "artefact")
    grade = samples.finding("grade", "A grade.", MET, Reason.REPLACED, exception=used, children=[base, when, instead])
    others = [samples.finding(f"part-{n}", f"Part {n}.", MET, Reason.SHOWN, samples.LEG_FIRST) for n in range(6)]
    whole = samples.finding("images", "Images fit.", MET, Reason.SHOWN, children=[grade, *others])
    text = render(samples.assessment(samples.line_answer(whole), facts=(samples.COMPRESSION,), headline="x"))
    in_order(
        text,
        "Why an ordinary criterion does not apply here",
        "1.1.1 A grade: replaced because: Artefact limits the images",
        "REPLACED 1.1.1 A grade",
        "instead: Any grade: shown",
    )
