"""Which complaint is worse, how long care was taken and not only ordered, whose page it is, and what the next sentence adds."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.derive import derive
from necessity.reading.read import read
from necessity.reading.request import read_request
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
NOTE = date(2026, 2, 16)


def note(text: str, kind: str = "clinic note") -> tuple[Fact, ...]:
    return read([Document(id="note", kind=kind, authored=NOTE, text=text)], vocabulary=VOCABULARY, day=NOTE)


def of(kind: str, text: str, document: str = "clinic note") -> list[Fact]:
    return [fact for fact in note(text, document) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("The left leg pain is getting worse.", ["leg"]),
        ("Her anxiety is getting worse.", ["other"]),
        ("The headache is getting worse.", ["other"]),
        ("The low back pain is getting worse.", ["back"]),
        ("Symptoms are getting worse.", [None]),
        ("She is getting worse.", [None]),
        ("Back pain and leg pain are getting worse.", ["back", "leg"]),
        ("The swelling in his leg is getting worse.", ["other"]),
        ("Recurrent left leg pain, steadily worsening, from the buttock to the ankle.", ["leg"]),
        ("Left leg pain for four months. It is getting worse.", ["leg"]),
        ("Back pain and leg pain for a year. The pain is getting worse.", [None]),
        ("She has pain in the left leg, and each week it is worse than the week before.", ["leg"]),
    ],
)
def test_what_is_worse_is_the_subject_of_the_words_that_say_so(text: str, complaints: list[str | None]) -> None:
    worse = [fact.qualifiers.get("complaint") for fact in of("symptom_course", text)]
    assert sorted(worse, key=str) == complaints


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("He stopped physical therapy after one visit of a planned 6 weeks because of no relief.", None),
        ("He attended two sessions of an 8-week course of physical therapy.", None),
        ("He attended 3 of 12 prescribed weeks of PT.", None),
        ("He was referred for physical therapy and completed 8 weeks.", "8 weeks"),
    ],
)
def test_a_length_that_was_meant_is_no_length_of_care(text: str, length: str | None) -> None:
    (care,) = of("conservative_care", text)
    assert care.assertion is Assertion.PRESENT
    assert (str(care.value) if care.value else None) == length


def test_a_page_headed_as_that_of_another_patient_gives_no_facts() -> None:
    assert note("RECORDS OF A DIFFERENT PATIENT\nFailed 6 weeks of physical therapy.") == ()
    assert of("conservative_care", "THERAPY RECORDS\nFailed 6 weeks of physical therapy.")


def test_the_next_sentence_gives_the_pain_its_root() -> None:
    (pain,) = of("radicular_pain", "He has left leg pain. It runs along the outer calf to the top of the foot.")
    assert pain.value is not None
    assert (str(pain.value), pain.qualifiers["side"]) == ("L5", "left")
    assert pain.quotes[-1].words == "top of the foot"
    (open_one,) = of("radicular_pain", "He has left leg pain. It runs to the medial ankle and the heel.")
    assert open_one.value is None
    (other_side,) = of("radicular_pain", "He has left leg pain. It runs down the right lateral calf.")[:1]
    assert other_side.value is None


def test_two_grades_of_one_muscle_on_two_days_are_a_fall_in_strength() -> None:
    facts = note("EHL was 4/5 last month and is now 2/5 on the left.")
    grades = [(str(fact.value), fact.qualifiers["side"]) for fact in facts if fact.kind == "motor_strength"]
    assert sorted(grades) == [("2", "left"), ("4", "left")]
    assert [fact.kind for fact in derive(facts, vocabulary=VOCABULARY, day=NOTE)] == ["motor_decline"]
    better = note("Left EHL 3/5 in January, 4/5 today; strength is improving.")
    assert not [one for one in derive(better, vocabulary=VOCABULARY, day=NOTE) if one.kind == "motor_decline"]


def test_a_side_named_beside_a_patent_canal_is_its_side() -> None:
    report = "FINDINGS: L4-L5: Extrusion on the left. Canal and foramina are patent on the right."
    assert [one.qualifiers["side"] for one in of("canal_patency", report, "imaging report")] == ["right"]


@pytest.mark.parametrize(
    "text",
    [
        "L4-L5: extrusion compressing the left L5 root. Remaining levels: canal and foramina are patent.",
        "Canal and foramina are patent at all other levels. At L4-L5 an extrusion compresses the left L5 root.",
    ],
)
def test_patent_canals_of_other_levels_say_nothing_of_the_level_in_question(text: str) -> None:
    assert of("canal_patency", text, "imaging report") == []
    assert [one.assertion for one in of("neural_compression", text, "imaging report")] == [Assertion.PRESENT]


def test_the_passing_root_denied_is_the_level_denied_where_nothing_else_is_pressed_there() -> None:
    free = "L4-L5: extrusion without compression of the traversing left L5 nerve root."
    (denial,) = of("neural_compression", free, "imaging report")
    assert (denial.assertion, denial.qualifiers["level"], denial.qualifiers["side"]) == (
        Assertion.ABSENT,
        "L4-L5",
        "left",
    )
    assert "root" not in denial.qualifiers
    both = free + " The exiting left L4 root is compressed at L4-L5."
    assert "L5" in [one.qualifiers.get("root") for one in of("neural_compression", both, "imaging report")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Please review: redo microdiscectomy L5-S1 right and possible TLIF L5-S1, inpatient 2 nights.",
            ["revision-discectomy", "transforaminal-interbody-fusion"],
        ),
        ("Does he need a microdiscectomy?", ["discectomy"]),
        ("Approve revision discectomy at L4-L5 and L4-L9.", ["revision-discectomy"]),
        ("Review of systems: negative. He had a microdiscectomy at L4-L5.", []),
    ],
)
def test_a_plain_order_to_judge_is_a_request(text: str, lines: list[str]) -> None:
    request = read_request([Document(id="q", kind="clinic note", text=text)], vocabulary=VOCABULARY)
    assert [line.procedure for line in request.line_items] == lines
    assert [one.words for one in request.unread] == (["L4-L9"] if "L4-L9" in text else [])
    assert request.expected_nights == (2 if "2 nights" in text else None)
