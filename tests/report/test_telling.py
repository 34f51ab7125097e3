"""The quote that is shown first is the one that bears the clause."""

from __future__ import annotations

import samples
from every_chart import ROOT, assessments, reviewed

from necessity.assessment.assessment import Recommendation
from necessity.evaluation.sentences import LONGEST_QUOTE
from necessity.model.document import Document, Quote
from necessity.model.fact import Fact
from necessity.report.hidden import without_chart
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.patient import patient_letter
from necessity.report.rows import Row, rows_in
from necessity.report.terminal import render
from necessity.report.words import in_context
from necessity.vocabulary.telling import pieces_beside, telling_evidence, telling_facts


def one_line(text: str) -> str:
    return " ".join(text.split())


def rows(example: str) -> list[Row]:
    made = reviewed(ROOT / "examples" / example / "case.yaml")
    outline = outline_of(made, Numbers(made.chart.facts))
    return [row for line in outline.packs[0].lines for row in rows_in(line.proof)]


def first_words(example: str, says: str) -> list[tuple[str | None, str]]:
    """The first quote and its place of every row that says so."""
    return [(row.said[0].words, row.said[0].place) for row in rows(example) if row.says == says and row.said]


# -- the examples ------------------------------------------------------------------------------------------------------


def test_an_earlier_operation_is_shown_by_words_that_name_its_level_and_not_by_a_question() -> None:
    told = first_words("instrumented-fusion", "This level was operated before")
    assert told and all("L5-S1 laminectomy" in (words or "") and "office-note" in place for words, place in told)


def test_artefact_is_shown_by_words_that_say_artefact_and_not_by_the_title_of_the_study() -> None:
    told = first_words("hardware-removal", "Artefact limits the images")
    assert told and all("artifact" in (words or "").lower() for words, _ in told)


def test_care_that_failed_is_shown_with_the_word_that_says_so() -> None:
    care = [row for row in rows("hardware-removal") if row.says.startswith("Care without surgery failed") and row.said]
    assert care and all("failed" in (row.said[0].words or "") for row in care)


def test_what_is_ruled_out_is_shown_by_a_plain_denial_of_the_radiologist() -> None:
    text = one_line(render(reviewed(ROOT / "examples/hardware-removal/case.yaml")))
    assert "which the record rules out (“No scoliosis”, ct)" in text
    assert "ruled out: “No scoliosis.” (ct" in text and "no curvature that anyone has told her of" not in text


def test_after_the_operation_the_surgeon_says_what_was_found() -> None:
    text = one_line(render(reviewed(ROOT / "examples/after-the-fact/case.yaml")))
    assert "a recurrent herniation at this level: shown (“Recurrent disc herniation, L4-5”, operative-note)" in text
    told = first_words("after-the-fact", "A recurrent herniation at this level is stated")
    assert all("operative-note" in place for _, place in told)


# -- the order ---------------------------------------------------------------------------------------------------------

NOTE = Document(id="visit", kind="clinic note", text="Hx: fine.\n\nHe had a left L4-5 discectomy. The leg hurts.")
MRI = Document(id="mri", kind="imaging report", text="MRI LUMBAR SPINE\n\nHistory: after discectomy.\n\nNo stenosis.")
CURRENTS = Document(id="emg", kind="emg report", text="EMG\n\nQuestion: leg pain after discectomy.\n")


def quote(document: Document, words: str) -> Quote:
    start = document.text.index(words)
    return document.quote(start, start + len(words))


def operation(*evidence: Quote) -> Fact:
    fields = {"level": "L4-L5", "side": "left"}
    return Fact(kind="prior_surgery", value="discectomy", qualifiers=fields, evidence=evidence, reader="merged: code")


def test_a_question_and_an_indication_come_last() -> None:
    asked, sent, told = quote(CURRENTS, "discectomy"), quote(MRI, "discectomy"), quote(NOTE, "discectomy")
    first, *others = (piece for _, piece in telling_evidence(operation(asked, sent, told)))
    assert first is told and set(others) == {asked, sent}


def test_the_place_of_each_piece_in_the_fact_is_kept() -> None:
    fact = operation(quote(CURRENTS, "discectomy"), quote(NOTE, "discectomy"))
    assert [index for index, _ in telling_evidence(fact)] == [1, 0]


def test_a_made_fact_keeps_the_order_of_what_it_was_made_from() -> None:
    made = Fact(kind="concordance", evidence=(quote(CURRENTS, "leg pain"), quote(NOTE, "leg")), reader="derived: match")
    assert [index for index, _ in telling_evidence(made)] == [0, 1]


def test_equals_keep_the_order_of_the_chart() -> None:
    one, other = operation(quote(NOTE, "discectomy")), operation(quote(NOTE, "L4-5 discectomy"))
    assert telling_facts([one, other]) == (one, other)
    assert telling_facts([operation(quote(CURRENTS, "discectomy")), one])[0] is one


def test_a_title_is_less_than_a_sentence() -> None:
    study = {"modality": "mri"}
    title = Fact(kind="imaging_study", value="mri", qualifiers=study, evidence=(quote(MRI, "MRI LUMBAR"),), reader="w")
    said = Fact(kind="imaging_study", value="mri", qualifiers=study, evidence=(quote(MRI, "No stenosis"),), reader="w")
    assert telling_facts([title, said]) == (said, title)


# -- words that lie apart ----------------------------------------------------------------------------------------------


def test_words_too_far_apart_are_joined_by_a_mark_and_can_be_left_out() -> None:
    long = Document(
        id="long", kind="clinic note", text=f"Bracing was tried {'and tried again ' * 14}and it has failed."
    )
    first, last = quote(long, "Bracing was tried and tried again"), quote(long, "has failed")
    fact = Fact(kind="conservative_care", evidence=(first, last), reader="code")
    told = in_context(first, None, pieces_beside(fact, first))
    assert told == "Bracing was tried and tried again … has failed"
    assert len(long.text) > LONGEST_QUOTE
    assert without_chart(f"Care: shown (“{told}”, long).", [long]) == "Care: shown ([quote left out], long)."


# -- other words of the faces ------------------------------------------------------------------------------------------


def test_a_line_that_no_policy_addresses_is_not_said_to_have_open_criteria() -> None:
    found = 0
    for made in assessments().values():
        for pack in outline_of(made, Numbers(made.chart.facts)).packs:
            for line in pack.lines:
                if "no policy here addresses it" in line.verdicts:
                    found += 1
                    assert line.verdicts == "no policy here addresses it"
    assert found


def test_a_cage_is_added_to_the_fusion_of_the_same_request() -> None:
    text = one_line(render(reviewed(ROOT / "examples/instrumented-fusion/case.yaml")))
    assert "interbody device, added to line 2: approve" in text and "added to nothing" not in text


def test_a_lower_setting_is_told_without_an_answer() -> None:
    text = render(reviewed(ROOT / "examples/revision-fusion/case.yaml"))
    told = one_line(text[text.index("Alternatives to the setting") :].partition("\n\n")[0])
    assert "lower than what is supported" in told and "It leaves this out" in told and "approve" not in told


def test_a_stay_without_an_approved_operation_says_where_and_not_whether() -> None:
    made = 0
    for name, assessment in assessments().items():
        for pack, outline in zip(
            assessment.packs, outline_of(assessment, Numbers(assessment.chart.facts)).packs, strict=True
        ):
            if pack.setting.recommendation is not Recommendation.APPROVE:
                continue
            none = not any(one.recommendation is Recommendation.APPROVE for one in pack.line_items)
            only_where = none and bool(pack.line_items)
            made += only_where
            assert outline.setting.answer.endswith("should an operation be approved") is only_where, name
    assert made


def test_a_patient_whose_strength_falls_is_told_which_signs_need_help_at_once() -> None:
    signs = "numb between your legs"
    falling = reviewed(ROOT / "examples/hardware-removal/case.yaml")
    told = render(falling, audience="patient")
    assert signs in told and "urine or stool" in told and "weaker fast" in told
    assert "Signs that need help at once" not in render(samples.met(), audience="patient")
    assert patient_letter(falling).blocks
