"""When two mentions are one operation or one course, and when they must not be made one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from derive_facts import V, denied, number, on, operation, said, strength, words_of

from necessity.model.case import Case
from necessity.model.document import Attestation, Document
from necessity.model.fact import Fact
from necessity.reading.merge import merge
from necessity.review import read


def merged(*facts: Fact, kind: str = "prior_surgery", day: date | None = None) -> list[Fact]:
    return [fact for fact in merge(facts, V, day) if fact.kind == kind]


def test_two_mentions_of_one_operation_become_one_with_both_quotes() -> None:
    [one] = merged(
        operation("discectomy", "2023-05-10", document="op note", words="L4-5 microdiscectomy 5/10/2023"),
        operation("decompression", "2023", side=None, document="visit", words="decompression in 2023"),
    )
    assert (one.value, one.qualifiers["level"], one.qualifiers["side"]) == ("discectomy", "L4-L5", "right")
    assert one.when == on("2023-05-10")
    assert sorted(words_of(one)) == ["L4-5 microdiscectomy 5/10/2023", "decompression in 2023"]
    assert one.reader == "merged: test"


def test_an_undated_mention_joins_the_only_operation_it_can_mean() -> None:
    [one] = merged(
        operation("discectomy", "2023-05"), operation("discectomy", None, document="b", words="s/p discectomy")
    )
    assert one.when == on("2023-05")


def test_two_exact_dates_are_two_operations() -> None:
    assert len(merged(operation("discectomy", "2021-03-01"), operation("discectomy", "2023-05-10", document="b"))) == 2


def test_two_levels_two_sides_or_two_kinds_are_two_operations() -> None:
    first = operation("discectomy", "2023")
    assert len(merged(first, operation("discectomy", "2023", level="L5-S1", document="b"))) == 2
    assert len(merged(first, operation("discectomy", "2023", side="left", document="b"))) == 2
    assert len(merged(first, operation("fusion", "2023", document="b"))) == 2
    assert len(merged(first, operation("laminectomy", "2023", document="b"))) == 2


def test_words_that_speak_of_another_one_keep_them_apart() -> None:
    first = operation("discectomy", "2023")
    for words in (
        "a second L4-5 discectomy",
        "redo discectomy",
        "discectomy x2",
        "two prior discectomies",
        "repeat discectomy",
    ):
        assert len(merged(first, operation("discectomy", None, document="b", words=words))) == 2, words


def test_two_years_ago_is_not_a_second_one() -> None:
    assert (
        len(merged(operation("discectomy", "2023"), operation("discectomy", "2023/2024", words="two years ago"))) == 1
    )


def test_the_same_day_is_the_same_operation_also_where_it_was_a_revision() -> None:
    revision = [operation("discectomy", "2023-05-10", document=name, words="revision discectomy") for name in "ab"]
    assert len(merged(*revision)) == 1


def test_a_mention_that_could_be_either_of_two_stays_by_itself() -> None:
    two = [operation("discectomy", "2021-03-01", document="a"), operation("discectomy", "2023-05-10", document="b")]
    assert len(merged(*two, operation("discectomy", None, document="c"))) == 3


def test_the_order_of_the_mentions_does_not_matter() -> None:
    facts = [
        operation("discectomy", "2021-03-01", document="a"),
        operation("discectomy", "2021", document="b"),
        operation(None, "2021-03", level=None, document="c"),
        operation("fusion", "2022", document="d"),
    ]
    forward, backward = merged(*facts), merged(*reversed(facts))
    assert [words_of(f) for f in forward] == [words_of(f) for f in backward]
    assert len(forward) == 2


def test_a_denial_and_a_possible_operation_are_left_as_they_are() -> None:
    assert len(merged(operation("discectomy", "2023"), denied("prior_surgery", "2022"))) == 2


def test_what_is_recorded_after_the_day_adds_nothing() -> None:
    before = operation("discectomy", "2023", recorded="2026-02-16")
    after = operation("discectomy", "2023-05-10", recorded="2026-04-01", document="b")
    assert len(merged(before, after, day=date(2026, 3, 10))) == 2
    [one] = merged(before, after)
    assert one.recorded == date(2026, 2, 16)


# -- courses of care ---------------------------------------------------------------------------------------------------


def course(document: str = "visit", when: str | None = None, until: str | None = None, **more: object) -> Fact:
    fields = {"modality": "physical_therapy", **more}
    length = fields.pop("length", None)
    return said("conservative_care", length, when, until=until, document=document, **fields)  # type: ignore[arg-type]


def courses(*facts: Fact) -> list[Fact]:
    return merged(*facts, kind="conservative_care")


def test_length_and_result_of_one_course_told_in_one_note_are_joined() -> None:
    [one] = courses(course(length=number(8, unit="weeks")), course(response="none"))
    assert (one.value, one.qualifiers["response"]) == (number(8, unit="weeks"), "none")


def test_undated_courses_of_two_notes_are_not_joined() -> None:
    assert len(courses(course("a", length=number(8, unit="weeks")), course("b", response="none"))) == 2


def test_courses_whose_dates_meet_are_joined_across_notes() -> None:
    [one] = courses(course("a", "2025-11", "2025-12-20"), course("b", "2025-11-03", "2025-12", response="none"))
    assert (one.when, one.until) == (on("2025-11-03"), on("2025-12-20"))


def test_another_modality_another_result_or_another_length_is_another_course() -> None:
    first = course(length=number(8, unit="weeks"), response="none")
    assert len(courses(first, course(modality="home_exercise"))) == 2
    assert len(courses(first, course(modality="exercise"))) == 2
    assert len(courses(first, course(response="good"))) == 2
    assert len(courses(first, course(length=number(4, unit="weeks")))) == 2


# -- roots -------------------------------------------------------------------------------------------------------------


def test_a_muscle_brings_its_main_root_and_a_stated_root_stays() -> None:
    weak, stated = merged(strength("4", "2026-01-05"), strength("4", "2026-01-06", root="S1"), kind="motor_strength")
    assert {weak.qualifiers["root"], stated.qualifiers["root"]} == {"L5", "S1"}


def test_a_root_from_the_muscle_settles_no_more_than_the_muscle_did() -> None:
    belongs = V.anatomy.belongs
    for muscle, known in V.anatomy.muscles.items():
        for level in V.anatomy.levels:
            assert belongs(level, known.main, muscle) is belongs(level, None, muscle), (muscle, level)


def test_what_is_only_attested_is_not_joined_with_what_is_documented() -> None:
    documented = operation("discectomy", "2023-05-10")
    attested = replace(documented, evidence=(Attestation(by="surgeon's office"),))
    assert len(merged(documented, attested)) == 2


def test_years_after_a_number_are_no_further_operations_however_long_the_sentence() -> None:
    """The look around a mention ends with a whole thought: "for three" alone would speak of three operations."""
    text = (
        "She had a laminectomy at L4-L5 on 05/14/2021 and did well for three years.\n"
        "Past surgical history: L4-L5 laminectomy, 05/14/2021.\n"
        "She is worse after the earlier laminectomy at L4-L5.\n"
    )
    case = Case(id="told", documents=(Document(id="visit", kind="clinic note", authored=date(2026, 3, 3), text=text),))
    [one] = [fact for fact in read(case, as_of=date(2026, 3, 10)).chart.facts if fact.kind == "prior_surgery"]
    assert (one.when, len(one.quotes)) == (on("2021-05-14"), 3)
