"""Laws of courses of care: together they are never longer than added up, their order is nothing, the undated add nothing.

Invariant: what is told of uncertain days holds for every choice of days that the words allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from necessity.model.courses import Course, Span, course_of, gaps, last_day, overlap, since_last, total, union
from necessity.quantity import Quantity
from necessity.when import OPEN_START, PartialDate

DAY = date(2026, 3, 10)
MEASURES = ("physical_therapy", "nsaid", "esi", "")
day = st.dates(date(2025, 1, 1), date(2026, 6, 30))
partial = st.builds(lambda one, more: PartialDate(one, one + timedelta(days=more)), day, st.integers(0, 60))
length = st.builds(
    lambda low, more, unit: Quantity(low, low + more, unit),
    st.integers(0, 20),
    st.integers(0, 6),
    st.sampled_from(["days", "weeks", "months"]),
)
courses = st.lists(
    st.builds(
        lambda what, when, until, span: course_of(what, when, until, span, DAY),
        st.sampled_from(MEASURES),
        st.none() | partial,
        st.none() | partial,
        st.none() | length,
    ).filter(bool),
    max_size=6,
)


def exact(what: str, first: str, last: str) -> Course:
    made = course_of(what, PartialDate.parse(first), PartialDate.parse(last), None, DAY)
    assert made is not None
    return made


def holds(span: Span, days: int) -> bool:
    return span.least <= days and (span.most is None or days <= span.most)


def days_of(chosen: Sequence[tuple[str, date, date]], measures: int = 1) -> int:
    """On how many days so many measures ran, counted day by day."""
    ran: dict[date, set[str]] = {}
    for what, first, last in chosen:
        for n in range((last - first).days):
            ran.setdefault(first + timedelta(days=n), set()).add(what)
    return sum(len(whats - {""} if measures > 1 else whats) >= measures for whats in ran.values())


@given(courses)
def test_the_whole_is_never_longer_than_the_parts_added_up(several: list[Course]) -> None:
    whole, parts = union(several), total(several)
    assert whole.least <= parts.least
    assert parts.most is None or (whole.most is not None and whole.most <= parts.most)
    assert whole.most is None or whole.least <= whole.most
    shared = overlap(several)
    assert shared.most is None or shared.least <= shared.most
    assert shared.least <= whole.least


@given(courses, st.randoms(use_true_random=False))
def test_the_order_of_the_courses_does_not_matter(several: list[Course], chance: object) -> None:
    other = list(several)
    chance.shuffle(other)  # type: ignore[attr-defined]
    for told in (total, union, overlap, gaps, last_day):
        assert told(several) == told(other)
    assert since_last(several, DAY) == since_last(other, DAY)


@given(courses)
def test_a_course_told_twice_is_no_more_care(several: list[Course]) -> None:
    twice = several + several
    assert union(twice).least == union(several).least
    assert overlap(twice) == overlap(several)
    assert gaps(twice) == gaps(several)


@given(st.none() | length)
def test_what_is_undated_adds_nothing(told: Quantity | None) -> None:
    assert course_of("nsaid", None, None, told, DAY) is None


@given(courses, st.data())
def test_what_is_told_holds_for_every_choice_of_days(several: list[Course], data: st.DataObject) -> None:
    chosen = []
    for one in several:
        assume(not one.is_open_ended)
        first = data.draw(st.dates(one.start.earliest, one.start.latest))
        last = data.draw(st.dates(max(first, one.end.earliest), max(first, one.end.latest)))
        days = (last - first).days
        assume(one.days.least <= days and (one.days.most is None or days <= one.days.most))
        chosen.append((one.what, first, last))
    assert holds(union(several), days_of(chosen))
    assert holds(overlap(several), days_of(chosen, 2))
    for gap in gaps(several):
        assert all(last <= gap.start or first >= gap.end for _, first, last in chosen)
    since = since_last(several, DAY)
    if chosen and since:
        assert holds(since, (DAY - max(last for _, _, last in chosen)).days)


@given(courses)
def test_nothing_lies_after_the_day_of_judgement(several: list[Course]) -> None:
    for one in several:
        assert one.start.earliest <= one.start.latest <= DAY
        assert one.start.earliest <= one.end.earliest <= one.end.latest <= DAY
        assert one.days.least >= 0


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_two_courses_that_meet() -> None:
    both = [exact("physical_therapy", "2025-09-01", "2025-10-13"), exact("nsaid", "2025-10-01", "2025-11-30")]
    assert total(both) == Span(102, 102)
    assert union(both) == Span(90, 90)
    assert overlap(both) == Span(12, 12)
    assert gaps(both) == ()
    assert since_last(both, DAY) == Span(100, 100)


def test_a_gap_lies_between_courses_and_an_injection_breaks_it() -> None:
    both = [exact("nsaid", "2025-01-01", "2025-02-01"), exact("nsaid", "2025-06-01", "2025-07-01")]
    assert [(gap.start.isoformat(), gap.end.isoformat(), gap.days) for gap in gaps(both)] == [
        ("2025-02-01", "2025-06-01", 120)
    ]
    given = course_of("esi", PartialDate.parse("2025-04-01"), None, None, DAY, on_one_day=True)
    assert given is not None and given.days == Span(0, 0)
    assert [gap.days for gap in gaps([*both, given])] == [59, 61]
    assert union([*both, given]) == union(both)


def test_a_length_gives_the_day_that_is_not_told() -> None:
    six = Quantity.exactly(6, "weeks")
    after = course_of("physical_therapy", PartialDate.parse("2025-09-01"), None, six, DAY)
    before = course_of("physical_therapy", None, PartialDate.parse("2025-10-13"), six, DAY)
    assert after == before
    assert after is not None and str(after.end) == "2025-10-13" and after.days == Span(42, 42)


def test_six_weeks_some_time_in_a_year_are_six_weeks_and_surely_on_no_day() -> None:
    some = course_of("physical_therapy", PartialDate.parse("2025"), None, Quantity.exactly(6, "weeks"), DAY)
    assert some is not None
    assert (some.days, some.sure) == (Span(42, 42), None)
    assert union([some]) == Span(42, 42)


def test_a_course_without_an_end_may_go_on_until_the_day_of_judgement() -> None:
    begun = course_of("nsaid", PartialDate.parse("2026-01-09"), None, None, DAY)
    assert begun is not None
    assert (begun.days, str(begun.end)) == (Span(0, 60), "2026-01-09 to 2026-03-10")
    assert since_last([begun], DAY) == Span(0, 60)


def test_a_course_without_a_beginning_has_no_bound() -> None:
    ended = course_of("nsaid", None, PartialDate.parse("2026-01-09"), None, DAY)
    assert ended is not None and ended.start.earliest == OPEN_START
    assert union([ended]) == Span(0, None)
    assert since_last([ended], DAY) == Span(60, 60)


def test_what_goes_on_after_the_day_of_judgement_is_cut_off_there() -> None:
    begun = course_of("nsaid", PartialDate.parse("2026-03-01"), None, Quantity.exactly(6, "weeks"), DAY)
    assert begun is not None and begun.days == Span(9, 9)
    assert course_of("nsaid", PartialDate.parse("2026-04-01"), None, None, DAY) is None


def test_days_that_contradict_each_other_are_no_course_and_a_length_that_does_not_fit_is_left_out() -> None:
    first, last = PartialDate.parse("2026-01-01"), PartialDate.parse("2025-12-01")
    assert course_of("nsaid", first, last, None, DAY) is None
    wrong = course_of("nsaid", last, first, Quantity.exactly(12, "months"), DAY)
    assert wrong is not None and not wrong.is_length_kept and wrong.days == Span(31, 31)


def test_care_as_a_whole_does_not_meet_its_own_parts() -> None:
    whole, part = exact("", "2025-09-01", "2025-12-01"), exact("physical_therapy", "2025-09-01", "2025-10-13")
    assert overlap([whole, part]) == Span(0, 0)
    assert union([whole, part]) == union([whole])


def test_without_a_course_there_is_nothing() -> None:
    assert (union([]), overlap([]), gaps([]), since_last([], DAY)) == (Span(0, 0), Span(0, 0), (), None)


@pytest.mark.parametrize(
    ("written", "least", "most"), [("over 3 months", 89, None), ("under 6 weeks", 0, 42), ("2.5 weeks", 17, 18)]
)
def test_lengths_as_records_give_them(written: str, least: int, most: int | None) -> None:
    made = course_of("nsaid", PartialDate.parse("2025-06-01"), None, Quantity.parse(written), DAY)
    assert made is not None
    assert made.days == Span(least, most if most is not None else (DAY - date(2025, 6, 1)).days)
