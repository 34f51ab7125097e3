"""Which facts cannot all be so on one day, and which only look like it."""

from __future__ import annotations

from derive_facts import DAY, V, denied, number, operation, said, strength, words_of

from necessity.model.fact import Fact
from necessity.reading.conflict import conflicts
from necessity.reading.derive import derive


def clashes(*facts: Fact) -> list[tuple[str, tuple[Fact, ...]]]:
    return [(one.kind, one.facts) for one in conflicts(facts, V)]


def stenosis(grade: str, when: str | None = "2026-02-24", **more: str) -> Fact:
    places = {"level": "L4-L5", "side": "right", "compartment": "foraminal", "modality": "mri", **more}
    return said("stenosis", V.scales["stenosis"].parse(grade), when, words=f"{grade} stenosis", **places)


def test_two_strengths_of_one_muscle_on_one_day() -> None:
    one, other = strength("3", "2026-02-16", document="a"), strength("5", "2026-02-16", document="b")
    assert clashes(other, one) == [("motor_strength", (one, other))]


def test_another_day_another_side_or_another_muscle_is_no_conflict() -> None:
    one = strength("3", "2026-02-16")
    assert clashes(one, strength("5", "2026-02-17")) == []
    assert clashes(one, strength("5", "2026-02-16", side="left")) == []
    assert clashes(one, strength("5", "2026-02-16", muscle="quadriceps")) == []


def test_a_month_and_a_day_in_it_may_be_one_day() -> None:
    assert len(clashes(stenosis("mild"), stenosis("severe", "2026-02"))) == 1


def test_both_sides_hold_the_left_one() -> None:
    assert len(clashes(stenosis("mild", side="both"), stenosis("severe", side="left"))) == 1


def test_a_missing_side_or_compartment_is_not_surely_the_same() -> None:
    bare = said("stenosis", V.scales["stenosis"].parse("severe"), "2026-02-24", level="L4-L5")
    assert clashes(stenosis("mild"), bare) == []


def test_ranges_that_overlap_agree() -> None:
    slip = {"level": "L4-L5"}
    assert (
        clashes(*(said("listhesis", None, "2026-02-24", slip=number(*mm, "mm"), **slip) for mm in ((4, 5), (5, 6))))
        == []
    )
    assert (
        len(
            clashes(*(said("listhesis", None, "2026-02-24", slip=number(*mm, "mm"), **slip) for mm in ((4, 5), (6, 7))))
        )
        == 1
    )


def test_no_weakness_against_a_weak_muscle_in_the_same_note() -> None:
    assert len(clashes(denied("motor_strength", "2026-02-16"), strength("4", "2026-02-16"))) == 1
    assert clashes(denied("motor_strength", "2026-02-16"), strength("5", "2026-02-16")) == []
    assert clashes(denied("motor_strength", "2025-02-16"), strength("4", "2026-02-16")) == []
    assert clashes(denied("motor_strength", "2026-02-16", side="left"), strength("4", "2026-02-16")) == []


def test_two_causes_may_both_be_so() -> None:
    where = {"level": "L4-L5", "side": "right", "compartment": "lateral_recess", "modality": "mri"}
    disc = said("neural_compression", "root", "2026-02-24", cause="disc", **where)
    scar = said("neural_compression", "cauda", "2026-02-24", cause="scar", **where)
    assert clashes(disc, scar) == []


def test_a_report_that_says_patent_and_compressed_contradicts_itself() -> None:
    compressed = said(
        "neural_compression", "root", "2026-02-24", level="L4-L5", side="right", words="compresses the L5 root"
    )
    patent = said("canal_patency", "patent", "2026-02-24", level="L4-L5", words="canal and foramina are patent")
    [(kind, facts)] = clashes(patent, compressed, *derive((patent, compressed), vocabulary=V, day=DAY))
    assert kind == "canal_patency"
    assert sorted(words for fact in facts for words in words_of(fact)) == [
        "canal and foramina are patent",
        "compresses the L5 root",
    ]


def test_the_other_foramen_may_be_patent() -> None:
    compressed = said("neural_compression", "root", "2026-02-24", level="L4-L5", side="right")
    patent = said("canal_patency", "patent", "2026-02-24", level="L4-L5", side="left")
    assert clashes(patent, *derive((compressed,), vocabulary=V, day=DAY)) == []


def test_an_operation_denied_afterwards_is_a_conflict_and_one_denied_before_is_not() -> None:
    assert len(clashes(operation("discectomy", "2023-05-10"), denied("prior_surgery", "2026-02-16"))) == 1
    assert clashes(operation("discectomy", "2023-05-10"), denied("prior_surgery", "2022-02-16")) == []
    assert clashes(operation("discectomy", "2023-05-10"), denied("prior_surgery", "2026-02-16", level="L5-S1")) == []


def test_a_smoker_and_a_never_smoker_on_one_day() -> None:
    assert (
        len(clashes(*(said("nicotine", status, "2026-02-16", document=status) for status in ("never", "current")))) == 1
    )
