"""The pages for the surgeon and for the patient: what each must be told, and what must never be said to either."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
import rich_samples
import samples
from every_chart import DAY, ROOT, assessments

from necessity.assessment.assessment import Assessment, Recommendation
from necessity.errors import PackUnusable
from necessity.exchange.intake import case_of
from necessity.model.document import DOCUMENT_KINDS
from necessity.report.audience import letter_for
from necessity.report.letter import AUDIENCES
from necessity.report.plain_words import load_plain_words, plain_words
from necessity.report.terminal import render
from necessity.review import review
from necessity.vocabulary.load import vocabulary

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of the package it reads its own data with
    import textstat

MOST_GRADE = 8.0
CODES = re.compile(r"\bcpt\b|\bicd\b|\b\d{5}\b|\b[LS]\d\b|\b[A-TV-Z]\d\d\.\d|\bg\d\b|#\d|[\[\]]", re.IGNORECASE)
BLAME = (
    "your fault",
    "failed",
    "fails",
    "refused",
    "denied",
    "non-compliant",
    "noncompliant",
    "should have",
    "did not try",
    "bad",
)
REFUSAL = (
    "not allowed",
    "turned down",
    "rejected",
    "refuse",
    "cannot have",
    "will not pay",
    "not covered",
    "not needed",
)
COACHING = (
    "state that",
    "document that",
    "write that",
    "make sure",
    "must show",
    "be sure",
    "asked:",
    "what would settle",
)
SAMPLES = {**samples.ALL, "rich": rich_samples.rich}


def told(made: Assessment, audience: str) -> str:
    return render(made, audience=audience)


def one_line(text: str) -> str:
    return " ".join(text.split())


# -- the patient -------------------------------------------------------------------------------------------------------


def test_a_patient_can_read_it_for_every_chart_and_every_pack_case() -> None:
    found = assessments()
    assert len(found) > 20
    grades = {name: textstat.flesch_kincaid_grade(told(made, "patient")) for name, made in found.items()}
    assert {name: grade for name, grade in grades.items() if grade > MOST_GRADE} == {}


def test_a_patient_is_told_the_answer_for_each_thing_that_was_asked() -> None:
    for name, made in assessments().items():
        text = one_line(told(made, "patient"))
        assert "No one has decided yet. A person decides, not a computer." in text, name
        asked, _, follows = text.partition("What happens next")
        assert "What your doctor asked for, and what we found so far" in asked and follows, name
        answers = [one.recommendation for pack in made.packs for one in pack.line_items]
        answers += [pack.setting.recommendation for pack in made.packs if pack.setting.recommendation]
        assert ("What we found fits the rules we used." in asked) == (Recommendation.APPROVE in answers), name
        assert ("A doctor will look at this part" in asked) == (Recommendation.REFER in answers), name


def test_a_patient_is_asked_for_papers_only_where_one_could_answer() -> None:
    for name, made in assessments().items():
        text = one_line(told(made, "patient"))
        wants = "Papers that may help" in text
        assert wants != ("We do not need more papers from you right now." in text), name
        assert wants == ("can send papers that may show it" in text), name


def test_what_a_patient_reads_never_sounds_like_a_refusal() -> None:
    for name, made in assessments().items():
        text = told(made, "patient").lower()
        assert not [words for words in REFUSAL if re.search(rf"\b{words}\b", text)], name


def test_a_page_for_a_patient_is_about_a_page_and_a_half() -> None:
    """Longer only where more than eight things are asked for: about four lines more for each."""
    lengths = {name: len(told(made, "patient").splitlines()) for name, made in assessments().items()}
    asked = {name: sum(len(pack.line_items) for pack in made.packs) for name, made in assessments().items()}
    assert {name: lines for name, lines in lengths.items() if lines > 80 + 4 * max(0, asked[name] - 8)} == {}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (
            "examples/hardware-removal/case.yaml",
            (
                "Surgery to join bones of the spine, if it is needed. The request says that this may be done.",
                "A person must look at this part. You need not send papers for it.",
                "A stay in the hospital. What we found fits the rules we used. Your papers tell us about muscles that are",
            ),
        ),
        (
            "examples/instrumented-fusion/case.yaml",
            (
                "Bone cement to hold the screws. We could not find this in your papers: weak bones or a test of how",
                "The place where you had the scan or your doctor's office can send papers that may show it.",
                "Cells from your own bone marrow. A doctor will look at this part and decide. That is not a no. "
                "This is on a list in the rules we used. A doctor must look at what is on that list.",
            ),
        ),
        (
            "examples/revision-discectomy/back-pain/case.yaml",
            (
                "Your papers show that the back hurts more than the leg. "
                "The rule asks that the leg hurts more than the back.",
            ),
        ),
        (
            "examples/revision-discectomy/patent-canal/case.yaml",
            (
                "Your papers show that your nerves have room on the scan. The rule asks a doctor to look when that is so.",
            ),
        ),
        ("published-assessments@2025-12/care-too-short", ("The rule asks for at least 4 weeks. We found less.",)),
        (
            "published-assessments@2025-12/good-bone",
            ("Your papers speak against this: weak bones. The rule asks for it.",),
        ),
        (
            "published-assessments@2025-12/hospital-without-implants",
            ("The rules we used start with surgery with no night in the hospital.",),
        ),
    ],
)
def test_a_patient_is_told_why(name: str, parts: tuple[str, ...]) -> None:
    text = one_line(told(assessments()[name], "patient")).replace(" - ", " ")
    for part in parts:
        assert part in text, part


def test_a_patient_reads_no_code_no_blame_and_no_word_of_the_chart() -> None:
    for name, made in assessments().items():
        text = told(made, "patient")
        assert not CODES.search(text), (name, CODES.search(text))
        assert not [word for word in BLAME if re.search(rf"\b{word}\b", text.lower())], name
        for fact in made.chart.facts:
            assert not [quote.words for quote in fact.quotes if len(quote.words) > 25 and quote.words in text], name


def test_an_emergency_is_the_first_thing_that_a_patient_and_a_surgeon_read() -> None:
    assert told(samples.emergency(), "patient").startswith("This may be an emergency. Call for help now.")
    assert told(samples.emergency(), "surgeon").startswith("POSSIBLE EMERGENCY: call now, do not wait for this review")
    assert "emergency" not in told(samples.met(), "patient").lower()


def test_an_unknown_name_and_a_bar_are_told_without_a_term() -> None:
    text = one_line(told(samples.barred(), "patient"))
    assert "We do not know the name that the request has for this. A person must look at this part." in text
    assert "Where this page says that a doctor will look, a doctor will read your papers." in text
    assert "it is not a no" in one_line(told(samples.pending(), "patient"))


def test_a_demonstration_is_called_a_test() -> None:
    pack = samples.met().packs[0]
    shown = replace(samples.met(), packs=(replace(pack, pack=replace(pack.pack, purpose="demonstration")),))
    assert "not the rules of a health plan" in one_line(told(shown, "patient"))
    assert "not the rules of a health plan" not in one_line(told(samples.met(), "patient"))


# -- the surgeon -------------------------------------------------------------------------------------------------------


def test_a_surgeon_is_asked_what_the_record_shows_and_who_has_it() -> None:
    text = one_line(told(assessments()["examples/revision-discectomy/bare/question.txt"], "surgeon"))
    for part in (
        "This page asks what the record shows. It does not say what to write",
        "What does the record show about conservative care",
        "One continuous course of non-operative treatment",
        "Normally shown by: therapy record, clinic note",
        "held by: the therapist or the place of therapy",
        "On record already:",
        "Unsigned assessment",
    ):
        assert part in text, part


def test_a_surgeon_reads_what_a_word_means_once_and_what_may_stand_in_its_place_last() -> None:
    made = review(case_of(ROOT / "examples/revision-fusion/case.yaml"), packs=["consensus@2026-11"], as_of=DAY)
    text = one_line(told(made, "surgeon"))
    assert "about nicotine; cotinine, or of what may stand in its place: motor decline; cauda equina?" in text
    assert text.count("Strength of a muscle that has fallen between two examinations") == 1
    assert "dynamic_" not in text


def test_a_surgeon_is_never_told_what_to_claim() -> None:
    for name, made in assessments().items():
        text = one_line(told(made, "surgeon")).lower()
        assert not [words for words in COACHING if words in text], name
        for pack in made.packs:
            for gap in (gap for line in pack.line_items for gap in line.gaps):
                _, settles, enough = gap.question.partition("What would settle it: ")
                assert not settles or one_line(enough).lower() not in text, (name, gap.id)


def test_a_surgeon_reads_why_the_setting_is_supported_and_what_to_check_in_the_codes() -> None:
    text = one_line(told(assessments()["examples/hardware-removal/case.yaml"], "surgeon"))
    setting = text[text.index("Setting: inpatient asked, inpatient supported: approve") :]
    assert "a patient whose deficit is getting worse needs watching in hospital" in setting
    codes = setting[setting.index("Codes: what to check") :]
    both = "On line 1 (cpt:22850), line 3 (cpt:22849)."
    assert f"{both} Check: do the codes on the request describe one and the same step" in codes
    assert "It changes no answer. From: Coding note on removal and reinsertion" in codes


def test_a_surgeon_reads_both_sides_of_a_conflict() -> None:
    text = one_line(told(samples.met(), "surgeon"))
    assert "The record says two things. Which holds, and as of which day?" in text
    assert "“O: EHL left 3+/5.” (visit-1, 2026-03-03)" in text
    assert "“EHL left 5/5 according to the requisition.” (mri, 2026-02-24, page 2)" in text


@pytest.mark.parametrize("name", SAMPLES)
def test_without_the_chart_the_surgeon_reads_no_word_of_it(name: str) -> None:
    made = SAMPLES[name]()
    text = render(made, audience="surgeon", show_chart=False)
    assert "The words of the chart are left out of this copy." in one_line(text)
    for fact in made.chart.facts:
        assert not [quote.words for quote in fact.quotes if quote.words in text]


def test_the_reviewer_has_no_letter() -> None:
    assert letter_for(samples.met(), "reviewer") is None


def test_text_fits_100_columns_for_every_chart_and_audience() -> None:
    for name, made in assessments().items():
        for audience in AUDIENCES:
            wide = [line for line in told(made, audience).splitlines() if len(line) > 100 and " " in line.strip()]
            assert wide == [], (name, audience)


# -- the plain words ---------------------------------------------------------------------------------------------------


def test_every_fact_and_document_has_plain_words() -> None:
    table, known = plain_words(), vocabulary()
    assert sorted(set(known.kinds) - set(table.facts)) == [], "give each a line in medicine/plain_words.yaml"
    assert set(table.documents) == set(table.held_by) == set(table.sent_by) == set(DOCUMENT_KINDS)


def test_a_procedure_without_a_line_takes_the_words_of_a_broader_one() -> None:
    table = plain_words()
    assert table.procedure("revision-posterior-fusion") == table.procedures["revision-fusion"]
    assert table.procedure("unheard-of") == table.procedure(None) == table.any_procedure


def test_what_is_wrong_with_the_table_is_told_with_its_line(tmp_path: Path) -> None:
    text = (vocabulary().folder / "plain_words.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "plain_words.yaml"
    wrong.write_text(
        text.replace("  stenosis:", "  stenosos:")
        .replace("  laboratory:", "  labratory:")
        .replace("    equal:", "    alike:"),
        encoding="utf-8",
    )
    with pytest.raises(PackUnusable) as told_all:
        load_plain_words(wrong, vocabulary())
    said = str(told_all.value)
    assert "'stenosos' is not a kind of fact" in said and "'labratory' is not a kind of document" in said
    assert "'alike' is not a word of 'predominant_pain'" in said
    assert "medicine/plain_words.yaml:" in said and "stenosis" in said
