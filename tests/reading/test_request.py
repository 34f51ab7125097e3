"""What a text asks for: procedures, levels, side, setting; and what it only mentions."""

from __future__ import annotations

import pytest

from necessity.model.case import LineItem, Request
from necessity.model.document import Document
from necessity.reading.request import member_from, read_request, resolve
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()


def asked(text: str, kind: str = "other") -> Request:
    return read_request([Document(id="question", kind=kind, text=text)], vocabulary=VOCABULARY)


def line(text: str) -> LineItem:
    (item,) = asked(text).line_items
    return item


def names(text: str, kind: str = "other") -> list[str | None]:
    return [item.procedure for item in asked(text, kind).line_items]


def test_the_question_of_a_revision() -> None:
    item = line(
        "Is a revision L4-L5 discectomy medically necessary for a 39-year-old with left leg pain after a prior L4-5 one?"
    )
    assert (item.id, item.procedure, item.levels, item.side, item.certainty) == (
        "1",
        "revision-discectomy",
        ("L4-L5",),
        None,
        "definite",
    )
    assert item.requested_as == "revision L4-L5 discectomy"


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Is a revision L4-L5 discectomy and quantum realignment at L4-L5 medically necessary for leg pain?",
         ["quantum realignment at L4-L5"]),
        ("Would a left L4-L5 microdiscectomy with sparkle therapy be medically necessary?", ["sparkle therapy"]),
        ("Is an L4-L9 discectomy medically necessary?", ["L4-L9"]),
        ("Is an L6-S1 fusion medically necessary?", ["L6-S1"]),
        ("Is a T10-L2 fusion medically necessary?", ["T10-L2"]),
        ("Are sideways and posterior lumbar fusion at L4-5 necessary?", ["sideways"]),
        ("Is a two-level L4-S1 fusion with pedicle screws and an inpatient stay of two nights necessary?", []),
        ("Is L4-L5 discectomy with severe leg pain necessary?", []),
        ("Is L4-L5 discectomy necessary for a 39-year-old patient with a C5-C6 fusion and L4-L9 pain?", []),
        ("Is inpatient surgery medically necessary?", []),
    ],
)  # fmt: skip
def test_a_question_leaves_nothing_unread_in_silence(text: str, unread: list[str]) -> None:
    assert [one.words for one in asked(text).unread] == unread


def test_a_level_that_does_not_exist_is_none_of_the_line() -> None:
    assert line("Is an L4-L9 discectomy medically necessary?").levels == ()
    assert line("Is a C5-C6 discectomy medically necessary?").levels == ()


def test_an_operation_of_the_neck_or_the_chest_is_none_of_ours_whatever_its_name() -> None:
    for words in (
        "C5-C6 discectomy",
        "cervical fusion",
        "ACDF at C5-C6",
        "thoracic laminectomy",
        "T11-T12 microdiscectomy",
    ):
        asked_for = line(f"Is {words} medically necessary?")
        assert (asked_for.procedure, asked_for.requested_as) == (None, words)
        assert resolve(words, VOCABULARY) == (None, ())
    assert resolve("T12-L1 laminectomy", VOCABULARY)[0] == "laminectomy"


@pytest.mark.parametrize("word", ["revision", "repeat", "redo"])
def test_revision_by_any_word_and_far_from_its_procedure(word: str) -> None:
    assert line(f"Recommend {word} left L4-5 microdiscectomy.").procedure == "revision-discectomy"


def test_levels_sides_codes_and_certainty_of_several_lines() -> None:
    request = asked(
        "Authorization is requested for removal of hardware (CPT 22850), revision decompression L4-5 on the right, "
        "and possible fusion L4-S1."
    )
    rows = [(item.procedure, item.service, item.levels, item.side, item.certainty) for item in request.line_items]
    assert rows == [
        ("hardware-removal", "cpt:22850", (), None, "definite"),
        ("revision-decompression", None, ("L4-L5",), "right", "definite"),
        ("lumbar-fusion", None, ("L4-L5", "L5-S1"), None, "possible"),
    ]


def test_a_code_alone_and_a_code_that_nobody_knows() -> None:
    request = asked("CPT 63042 and CPT 99999 are requested at L4-L5 left.")
    assert [(item.procedure, item.service) for item in request.line_items] == [("revision-discectomy", "cpt:63042")]
    assert [one.words for one in request.unread] == ["CPT 99999"]


def test_what_nobody_knows_is_unread_and_never_dropped() -> None:
    assert [
        one.words for one in asked("Is quantum spine alignment medically necessary for a man with pain?").unread
    ] == ["quantum spine alignment"]
    request = asked("Request for authorization for frobnication of the disc and L5-S1 ALIF.")
    assert [one.words for one in request.unread] == ["frobnication of the disc"]
    assert [item.levels for item in request.line_items] == [("L5-S1",)]


@pytest.mark.parametrize(
    "text",
    [
        "He is status post L4-5 microdiscectomy.",
        "Pain after a prior L4-5 laminectomy.",
        "Plan: no fusion.",
        "Plan: if instability is found, fusion would be considered.",
        "Plan: risks include need for fusion.",
        "His brother had a fusion.",
    ],
)
def test_what_is_not_asked_for(text: str) -> None:
    assert asked(text).line_items == ()


def test_a_plan_of_a_note_is_a_request() -> None:
    assert names("S: s/p L4-5 fusion.\nP: L5-S1 ALIF, inpatient.", "clinic note") == ["anterior-interbody-fusion"]


def test_setting_urgency_and_review() -> None:
    request = asked("Plan: L4-5 laminectomy, inpatient stay. Urgent.", "clinic note")
    assert (request.setting, request.urgency, request.review) == ("inpatient", "expedited", "prospective")
    assert asked("Was the L4-5 laminectomy medically necessary?").review == "retrospective"
    only_setting = asked("Is inpatient admission medically necessary for a patient after L4-5 laminectomy?")
    assert (only_setting.setting, only_setting.line_items) == ("inpatient", ())


def test_imaging_and_criteria_never_ask() -> None:
    assert names("Recommend L4-5 laminectomy.", "imaging report") == []
    assert names("L4-5 laminectomy is medically necessary when pain lasts.", "criteria") == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("hardware removal", "hardware-removal"),
        ("cpt:22850", "hardware-removal"),
        ("22850", "hardware-removal"),
        ("Left L4-5 microdiscectomy", "discectomy"),
        ("revision L4-5 discectomy", "revision-discectomy"),
        ("discectomy", "discectomy"),
    ],
)
def test_resolve(words: str, name: str) -> None:
    assert resolve(words, VOCABULARY) == (name, ())


def test_resolve_names_the_nearest() -> None:
    assert resolve("hardwear removal", VOCABULARY) == (None, ("hardware-removal",))
    assert resolve("zzz", VOCABULARY) == (None, ())


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("A 39-year-old woman with pain.", 39, "female"),
        ("39 y/o F with pain", 39, "female"),
        ("64M s/p fusion", 64, "male"),
        ("Age: 39", 39, None),
        ("Her brother is a 44-year-old man.", None, None),
        ("A 39-year-old. Later: a 52-year-old.", None, None),
        ("6 weeks of pain", None, None),
    ],
)
def test_member(text: str, age: int | None, sex: str | None) -> None:
    member = member_from([Document(id="note", text=text)])
    assert (member.age, member.sex) == (age, sex)
