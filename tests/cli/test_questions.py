"""A question is enough: what `necessity review --text` answers, and what it says where there is nothing to judge."""

from __future__ import annotations

import json

import pytest
from stranger import DEMO, ON, necessity, printed, refused

OTHER_FIELDS = [
    "What are the first signs of a streptococcal throat?",
    "Which statin lowers cholesterol best, and is it safe?",
    "Is amoxicillin indicated for a patient with a urinary tract infection?",
    "Is a knee replacement medically necessary for a 60-year-old man?",
    "How is a reducible hernia of the epigastrium managed at first?",
    "What is the target haemoglobin A1c in diabetes?",
]
ABOUT_THE_BACK = [
    "How should back pain be managed seven months after a discectomy?",
    "What does neurogenic claudication mean, and what is the risk of leaving lumbar stenosis alone?",
    "Is further surgery indicated for a patient who underwent L4-5 fusion two years ago?",
]
ASKED = [
    ("Is revision decompression and possible fusion at L4-5 necessary for a patient with leg pain?", 2),
    ("Is inpatient care necessary for a patient with lumbar stenosis undergoing L3-5 anterior posterior fusion?", 1),
    ("Is an L2 to pelvis TLIF indicated for a patient with spinal stenosis?", 2),
    ("Are L4-L5 laminectomy and fusion, with exploration of a prior fusion, necessary for a man with stenosis?", 3),
    ("Is a 2-level total disc arthroplasty necessary for a patient with lumbar radiculopathy?", 1),
]


def problem_of(text: str) -> str:
    """The one sentence that says why nothing is judged."""
    first, second, *_ = refused("review", "--text", text, *ON).split("\n")
    assert first == "necessity: this cannot be judged (1 problem):"
    return second


@pytest.mark.parametrize("text", OTHER_FIELDS)
def test_a_question_of_another_field_is_refused_in_one_sentence(text: str) -> None:
    assert problem_of(text) == "question: nothing about spine surgery is asked here"


@pytest.mark.parametrize("text", ABOUT_THE_BACK)
def test_a_question_about_the_back_that_asks_for_nothing(text: str) -> None:
    assert problem_of(text) == "question: this is about the back but asks for no operation and no setting"


def test_a_question_that_names_nothing() -> None:
    said = problem_of("Is this medicine or surgery indicated for a patient's condition?")
    assert said == "question: this asks about an operation or a medicine without naming it"


def test_a_misspelt_operation_is_told_with_the_nearest_names() -> None:
    said = refused("review", "--text", "Is a lamnectomy medically necessary for my patient?", *ON)
    assert "'lamnectomy' is not a known procedure" in said
    assert "laminectomy" in said.split("the nearest names are ")[1]


@pytest.mark.parametrize(("text", "lines"), ASKED)
def test_a_bare_question_is_answered_with_what_is_open(text: str, lines: int) -> None:
    said = necessity("review", "--text", text, *DEMO, *ON, "--format", "json")
    assert said.status == 0
    [assessment] = json.loads(said.out)["assessments"]
    assert len(assessment["line_items"]) == lines
    assert "approve" not in [line["recommendation"] for line in assessment["line_items"]]
    assert all(line["requested_as"] in f"{text} to pelvis" for line in assessment["line_items"])


def test_operations_said_to_be_done_are_reviewed_afterwards_and_it_says_so() -> None:
    said = printed(
        "review",
        *(
            "--text",
            "Is further treatment indicated for a patient with leg pain, who underwent laminectomy and fusion?",
        ),
        *ON,
    ).text
    words = " ".join(said.split())
    assert "asks for 'further treatment' and names no operation to come" in words
    assert "(laminectomy, fusion) are reviewed afterwards" in words
    assert "Review: retrospective" in words


def test_the_level_of_the_disease_alone_is_told_as_the_likely_one() -> None:
    text = "Is a lumbar arthrodesis necessary for a patient with a disc herniation at L5-S1?"
    words = " ".join(printed("review", "--text", text, *DEMO, *ON).text.split())
    assert "No level is requested for lumbar arthrodesis. L5-S1 stands in the text as the level of a finding" in words


def test_a_level_of_the_chest_is_told_and_not_dropped() -> None:
    text = "Is a T11-T12 microdiscectomy necessary for a patient with left-sided pain?"
    words = " ".join(printed("review", "--text", text, *DEMO, *ON).text.split())
    assert "'T11-T12 microdiscectomy' is of the thoracic spine. Only the lumbar spine is judged here" in words
    assert "PEND" in words


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Is cervical fusion C5-C6 medically necessary?", "cervical"),
        ("Is an ACDF medically necessary for a patient with arm pain?", "cervical"),
        ("Is a T9-T10 laminectomy medically necessary?", "thoracic"),
    ],
)
def test_an_operation_of_another_region_is_judged_by_no_lumbar_policy(text: str, region: str) -> None:
    said = necessity("review", "--text", text, *DEMO, *ON, "--format", "json")
    [assessment] = json.loads(said.out)["assessments"]
    [line] = assessment["line_items"]
    assert (line["procedure"], line["policy"], line["recommendation"]) == (None, None, "pend")
    assert f"is of the {region} spine" in said.out.decode("utf-8")


def test_a_setting_without_an_operation_is_never_referred() -> None:
    for text in (
        "Is inpatient admission necessary for a patient with severe stenosis?",
        "Is outpatient ACDF medically necessary for a patient with arm pain?",
    ):
        [assessment] = json.loads(necessity("review", "--text", text, *DEMO, *ON, "--format", "json").out)[
            "assessments"
        ]
        assert assessment["setting"]["recommendation"] == "pend"
        assert "Which operation is planned?" in assessment["setting"]["gaps"][0]["question"]


def test_an_earlier_operation_of_the_same_name_leaves_the_one_asked_for() -> None:
    text = (
        "Is inpatient admission necessary for an L4-L5 fusion in a patient who had an L4-L5 fusion with a dural tear?"
    )
    [assessment] = json.loads(necessity("review", "--text", text, *DEMO, *ON, "--format", "json").out)["assessments"]
    assert [line["requested_as"] for line in assessment["line_items"]] == ["L4-L5 fusion"]
    assert assessment["setting"]["recommendation"] == "pend"
    assert "Is the operation that is requested a revision?" in assessment["setting"]["gaps"][0]["question"]


def test_a_first_fusion_by_its_name_is_no_question_of_revision() -> None:
    text = "Is inpatient admission necessary for an L4-L5 fusion in a patient with a slip at L4-L5?"
    [assessment] = json.loads(necessity("review", "--text", text, *DEMO, *ON, "--format", "json").out)["assessments"]
    assert assessment["setting"]["recommendation"] == "refer"


def test_a_level_alone_is_no_procedure_that_is_not_known() -> None:
    assert problem_of("Is surgery necessary for L4-5 stenosis?").endswith("asks for no operation and no setting")
