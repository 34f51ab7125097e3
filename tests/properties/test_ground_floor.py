"""Laws of the ground floor: answers combine as Kleene's do, and knowing more never changes a settled answer.

Invariant: the examples are drawn the same every time, and "unknown" is checked to be exact, not only safe.
"""

from __future__ import annotations

import itertools
import math
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from necessity.quantity import INFINITY, ORDERS, UNITS, Quantity, Scale
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of, any_of, at_least
from necessity.when import OPEN_END, OPEN_START, Duration, PartialDate, shift

verdicts = st.sampled_from(Verdict)
several = st.lists(verdicts, max_size=7)
days = st.dates(date(1950, 1, 1), date(2080, 12, 31))
near_days = st.dates(date(2025, 12, 1), date(2026, 2, 28))
ASKED = ("before", "after", "on_or_before", "on_or_after", "same_as")

# -- verdicts -------------------------------------------------------------------------------------------------------


@given(verdicts, verdicts, verdicts)
def test_and_and_or_are_commutative_associative_distributive_and_absorbing(a: Verdict, b: Verdict, c: Verdict) -> None:
    assert a & b is b & a
    assert a | b is b | a
    assert (a & b) & c is a & (b & c)
    assert (a | b) | c is a | (b | c)
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (b & c) is (a | b) & (a | c)
    assert a & (a | b) is a
    assert a | (a & b) is a


@given(verdicts, verdicts)
def test_de_morgan_and_double_negation(a: Verdict, b: Verdict) -> None:
    assert ~(a & b) is ~a | ~b
    assert ~(a | b) is ~a & ~b
    assert ~~a is a


def test_unknown_or_not_unknown_is_unknown_which_is_what_makes_it_three_valued() -> None:
    assert UNKNOWN | ~UNKNOWN is UNKNOWN
    assert UNKNOWN & ~UNKNOWN is UNKNOWN


@given(verdicts)
def test_the_neutral_and_the_deciding_answers(a: Verdict) -> None:
    assert a & MET is a and a | NOT_MET is a
    assert a & NOT_MET is NOT_MET and a | MET is MET
    assert a & a is a and a | a is a


@given(several, several)
def test_all_of_and_any_of_are_and_and_or_over_the_list_in_any_grouping(
    first: list[Verdict], rest: list[Verdict]
) -> None:
    assert all_of(first + rest) is all_of(first) & all_of(rest)
    assert any_of(first + rest) is any_of(first) | any_of(rest)
    assert ~all_of(first) is any_of(~verdict for verdict in first)


@given(several.filter(bool))
def test_at_least_one_is_any_and_at_least_as_many_as_there_are_is_all(answers: list[Verdict]) -> None:
    assert at_least(1, answers) is any_of(answers)
    assert at_least(len(answers), answers) is all_of(answers)
    assert at_least(0, answers) is MET
    assert at_least(len(answers) + 1, answers) is NOT_MET


@given(st.data(), several)
def test_the_order_of_the_answers_does_not_matter(data: st.DataObject, answers: list[Verdict]) -> None:
    turned = data.draw(st.permutations(answers))
    for needed in range(len(answers) + 2):
        assert at_least(needed, answers) is at_least(needed, turned)
    assert all_of(answers) is all_of(turned)
    assert any_of(answers) is any_of(turned)


def settlings(answers: list[Verdict]) -> list[tuple[Verdict, ...]]:
    """Every way to replace what is unknown by a yes or a no."""
    choices = [(MET, NOT_MET) if answer is UNKNOWN else (answer,) for answer in answers]
    return list(itertools.product(*choices))


@given(st.lists(verdicts, max_size=6), st.integers(0, 7))
def test_settling_the_unknown_never_changes_a_settled_result_and_unknown_means_both_ways_are_open(
    answers: list[Verdict], needed: int
) -> None:
    for join in (all_of, any_of, lambda some: at_least(needed, some)):
        outcomes = {join(settled) for settled in settlings(answers)}
        assert UNKNOWN not in outcomes
        expected = outcomes.pop() if len(outcomes) == 1 else UNKNOWN
        assert join(answers) is expected


@given(verdicts, verdicts, verdicts)
def test_settling_a_part_never_changes_a_settled_formula(a: Verdict, b: Verdict, c: Verdict) -> None:
    def formula(some: tuple[Verdict, ...]) -> Verdict:
        first, second, third = some
        return (first & ~second) | (third & (second | ~first))

    before = formula((a, b, c))
    for settled in settlings([a, b, c]):
        assert before is UNKNOWN or formula(settled) is before


@given(verdicts)
def test_a_verdict_is_never_used_as_a_yes_or_no_by_accident(a: Verdict) -> None:
    with pytest.raises(TypeError, match="not a yes or a no"):
        bool(a)
    with pytest.raises(TypeError):
        assert a and MET


# -- dates ----------------------------------------------------------------------------------------------------------


@st.composite
def partial_dates(draw: st.DrawFn, some: st.SearchStrategy[date] = days, longest: int = 400) -> PartialDate:
    earliest = draw(some)
    latest = earliest + timedelta(days=draw(st.integers(0, longest) | st.just(0)))
    open_end = draw(st.sampled_from(["neither", "neither", "neither", "start", "end"]))
    return PartialDate(OPEN_START if open_end == "start" else earliest, OPEN_END if open_end == "end" else latest)


@st.composite
def narrowed(draw: st.DrawFn, wide: PartialDate) -> PartialDate:
    """A date known better: within the same days."""
    within = st.dates(wide.earliest, wide.latest)
    return PartialDate(*sorted((draw(within), draw(within))))


@given(st.data(), partial_dates(), partial_dates())
def test_knowing_a_date_better_never_changes_a_settled_comparison(
    data: st.DataObject, left: PartialDate, right: PartialDate
) -> None:
    better_left, better_right = data.draw(narrowed(left)), data.draw(narrowed(right))
    for asked in ASKED:
        before = getattr(left, asked)(right)
        after = getattr(better_left, asked)(better_right)
        assert before is UNKNOWN or after is before, asked


@given(st.data(), partial_dates(), partial_dates(), partial_dates())
def test_knowing_a_date_better_never_changes_a_settled_window(
    data: st.DataObject, day: PartialDate, first: PartialDate, last: PartialDate
) -> None:
    before = day.between(first, last)
    after = data.draw(narrowed(day)).between(data.draw(narrowed(first)), data.draw(narrowed(last)))
    assert before is UNKNOWN or after is before


def every_day(some: PartialDate) -> list[date]:
    return [some.earliest + timedelta(days=count) for count in range((some.latest - some.earliest).days + 1)]


def spans(some: st.SearchStrategy[date]) -> st.SearchStrategy[PartialDate]:
    return st.builds(lambda day, length: PartialDate(day, day + timedelta(days=length)), some, st.integers(0, 5))


@given(spans(near_days), spans(near_days))
def test_a_comparison_is_settled_exactly_when_all_possible_days_agree(left: PartialDate, right: PartialDate) -> None:
    pairs = list(itertools.product(every_day(left), every_day(right)))
    truth = {
        "before": {mine < theirs for mine, theirs in pairs},
        "after": {mine > theirs for mine, theirs in pairs},
        "on_or_before": {mine <= theirs for mine, theirs in pairs},
        "on_or_after": {mine >= theirs for mine, theirs in pairs},
        "same_as": {mine == theirs for mine, theirs in pairs},
    }
    for asked, answers in truth.items():
        expected = Verdict.of(answers.pop()) if len(answers) == 1 else UNKNOWN
        assert getattr(left, asked)(right) is expected, asked


@given(partial_dates(), partial_dates())
def test_before_and_after_mirror_each_other(left: PartialDate, right: PartialDate) -> None:
    assert left.before(right) is right.after(left)
    assert left.on_or_before(right) is ~left.after(right)
    assert left.on_or_after(right) is ~left.before(right)
    assert left.same_as(right) is right.same_as(left)


@given(partial_dates())
def test_an_undated_fact_is_never_placed(some: PartialDate) -> None:
    undated = PartialDate(OPEN_START, OPEN_END)
    assume(some.earliest > OPEN_START and some.latest < OPEN_END)
    for asked in ASKED:
        assert getattr(undated, asked)(some) is UNKNOWN
        assert getattr(some, asked)(undated) is UNKNOWN


@given(days, st.integers(0, 600), st.sampled_from([1, -1]))
def test_a_shift_by_months_keeps_the_day_or_takes_the_last_of_a_shorter_month(
    day: date, months: int, sign: int
) -> None:
    moved = shift(day, Duration(months=months), sign)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == sign * months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(days, days, st.integers(0, 600), st.integers(0, 400), st.sampled_from([1, -1]))
def test_a_shift_never_turns_two_days_around(one: date, other: date, months: int, more: int, sign: int) -> None:
    by = Duration(months=months, days=more)
    first, last = sorted((one, other))
    assert shift(first, by, sign) <= shift(last, by, sign)
    assert PartialDate(first, last).shifted(by, sign) == PartialDate(shift(first, by, sign), shift(last, by, sign))


@given(st.dates(), st.integers(0, 10**7), st.integers(0, 10**10), st.sampled_from([1, -1]))
def test_a_shift_past_the_calendar_stops_at_its_end(day: date, months: int, more: int, sign: int) -> None:
    moved = shift(day, Duration(months=months, days=more), sign)
    assert OPEN_START <= moved <= OPEN_END
    assert (moved >= day) if sign > 0 else (moved <= day)


@given(st.integers(-400, 400))
def test_an_unknown_end_stays_unknown_when_moved(count: int) -> None:
    undated = PartialDate(OPEN_START, OPEN_END)
    assert undated.shifted(Duration(days=count)) == undated
    assert PartialDate.until(date(2026, 3, 10)).shifted(Duration(months=6), -1) == PartialDate.until(date(2025, 9, 10))


@given(days)
def test_a_day_a_month_and_a_year_are_read_as_they_are_written(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        read = PartialDate.parse(text)
        assert str(read) == text
        assert PartialDate.parse(f"{read.earliest}/{read.latest}") == read
        assert read.earliest <= day <= read.latest


@given(partial_dates())
def test_a_date_survives_json(some: PartialDate) -> None:
    earliest, latest = some.as_json()
    back = PartialDate(
        date.fromisoformat(earliest) if earliest else OPEN_START, date.fromisoformat(latest) if latest else OPEN_END
    )
    assert back == some


@given(days, days)
def test_a_date_that_ends_before_it_begins_cannot_be_made(one: date, other: date) -> None:
    assume(one != other)
    with pytest.raises(ValueError, match="cannot begin"):
        PartialDate(max(one, other), min(one, other))


@pytest.mark.parametrize("unit", ["hours", "mm", "fortnights", ""])
def test_a_duration_is_of_calendar_units_only(unit: str) -> None:
    with pytest.raises(ValueError, match="not a calendar unit"):
        Duration.of(3, unit)


# -- quantities -----------------------------------------------------------------------------------------------------

numbers = st.integers(-40, 40).map(float) | st.decimals(-40, 40, places=2).map(float)
times = st.sampled_from(["days", "weeks", "months", "years"])
lengths = st.sampled_from(["mm", "cm"])


@st.composite
def quantities(
    draw: st.DrawFn, units: st.SearchStrategy[str] = lengths, ends: st.SearchStrategy[float] = numbers
) -> Quantity:
    """An exact number, a range, or a range without an end, open or closed."""
    low, high = sorted((draw(ends), draw(ends)))
    kind = draw(st.sampled_from(["exact", "range", "range", "over", "under"]))
    if kind == "exact" or (kind == "range" and low == high):
        return Quantity.exactly(low, draw(units))
    low_open, high_open = draw(st.booleans()), draw(st.booleans())
    if kind == "over":
        return Quantity(low, INFINITY, draw(units), low_open=low_open)
    if kind == "under":
        return Quantity(-INFINITY, high, draw(units), high_open=high_open)
    return Quantity(low, high, draw(units), low_open, high_open)


@st.composite
def bounds(
    draw: st.DrawFn, units: st.SearchStrategy[str] = lengths, ends: st.SearchStrategy[float] = numbers
) -> Quantity:
    return Quantity.exactly(draw(ends), draw(units))


@st.composite
def inside(draw: st.DrawFn, wide: Quantity) -> Quantity:
    """One exact value that `wide` allows, often near or at its ends."""
    low = wide.low if math.isfinite(wide.low) else min(wide.high, 0) - 1000
    high = wide.high if math.isfinite(wide.high) else max(wide.low, 0) + 1000
    share = draw(st.sampled_from([0.0, 0.001, 0.5, 0.999, 1.0]) | st.floats(0, 1))
    value = min(max(low + share * (high - low), low), high)
    assume(not (value == wide.low and wide.low_open) and not (value == wide.high and wide.high_open))
    return Quantity.exactly(value, wide.unit)


@given(st.data(), quantities(), bounds(), st.sampled_from(ORDERS))
def test_measuring_better_never_changes_a_settled_comparison(
    data: st.DataObject, value: Quantity, bound: Quantity, order: str
) -> None:
    before = value.compare(order, bound)
    assert before is UNKNOWN or data.draw(inside(value)).compare(order, bound) is before


positive = st.integers(0, 60).map(float) | st.decimals(0, 60, places=1).map(float)


@given(st.data(), quantities(times, positive), bounds(times, positive), st.sampled_from(ORDERS))
def test_measuring_a_time_better_never_changes_a_settled_comparison(
    data: st.DataObject, value: Quantity, bound: Quantity, order: str
) -> None:
    before = value.compare(order, bound)
    assert before is UNKNOWN or data.draw(inside(value)).compare(order, bound) is before


@given(quantities(st.just("mm")), bounds(st.just("mm")), st.sampled_from(ORDERS))
def test_a_comparison_is_settled_exactly_when_all_possible_values_agree(
    value: Quantity, bound: Quantity, order: str
) -> None:
    """Where the answer can change lies at the bound alone: a value below, at and above it decide."""
    possible = set()
    if value.low < bound.low:
        possible.add("below")
    if value.high > bound.low:
        possible.add("above")
    if value.low <= bound.low <= value.high:
        at_open_end = (bound.low == value.low and value.low_open) or (bound.low == value.high and value.high_open)
        possible |= set() if at_open_end else {"at"}
    true_of = {">=": {"at", "above"}, ">": {"above"}, "<=": {"below", "at"}, "<": {"below"}}[order]
    expected = MET if possible <= true_of else NOT_MET if not possible & true_of else UNKNOWN
    assert value.compare(order, bound) is expected


@given(quantities() | quantities(times, positive), bounds() | bounds(times, positive))
def test_at_least_is_the_contrary_of_less_and_more_of_at_most(value: Quantity, bound: Quantity) -> None:
    assume(value.dimension == bound.dimension or {value.dimension, bound.dimension} == {"days", "months"})
    assert value.compare(">=", bound) is ~value.compare("<", bound)
    assert value.compare(">", bound) is ~value.compare("<=", bound)


@given(st.decimals(-100, 100, places=3))
def test_a_length_is_the_same_in_millimetres_and_centimetres(number: Decimal) -> None:
    millimetres, centimetres = Quantity.exactly(float(number * 10), "mm"), Quantity.exactly(float(number), "cm")
    for order, answer in ((">=", MET), ("<=", MET), (">", NOT_MET), ("<", NOT_MET)):
        assert centimetres.compare(order, millimetres) is answer
        assert millimetres.compare(order, centimetres) is answer


@given(days, st.integers(0, 60), st.integers(-3, 3))
def test_months_against_days_are_settled_only_if_so_from_every_starting_day(day: date, months: int, off: int) -> None:
    """The days that so many months really take from some day on may not contradict a settled comparison."""
    length = (shift(day, Duration(months=months)) - day).days
    bound = Quantity.exactly(length + off, "days")
    value = Quantity.exactly(months, "months")
    for order, answer in ((">=", off <= 0), (">", off < 0), ("<=", off >= 0), ("<", off > 0)):
        assert value.compare(order, bound) in (Verdict.of(answer), UNKNOWN)


@given(quantities(st.sampled_from(UNITS), st.integers(-500, 500).map(float)))
def test_a_quantity_as_people_write_it_is_read_back(value: Quantity) -> None:
    one_end = math.isinf(value.low) or math.isinf(value.high)
    assume(one_end or not (value.low_open or value.high_open))  # nobody writes a range without its own ends
    assert Quantity.parse(str(value), unit="n") == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(UNITS))
def test_any_number_is_written_so_that_it_is_read_back(number: float, unit: str) -> None:
    value = Quantity.exactly(number, unit)
    assert Quantity.parse(str(value), unit="n") == value


@pytest.mark.parametrize(("low", "high"), [(math.nan, 1.0), (1.0, math.nan), (math.nan, math.nan)])
def test_what_is_not_a_number_is_not_a_quantity(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="NaN is not a quantity"):
        Quantity(low, high, "mm")


@pytest.mark.parametrize(
    ("low", "high", "low_open", "high_open"),
    [
        (5, 3, False, False),
        (5, 5, True, False),
        (5, 5, False, True),
        (5, 5, True, True),
        (INFINITY, INFINITY, False, False),
        (-INFINITY, -INFINITY, False, False),
    ],
)
def test_a_quantity_that_holds_no_value_cannot_be_made(
    low: float, high: float, low_open: bool, high_open: bool
) -> None:
    with pytest.raises(ValueError):
        Quantity(low, high, "mm", low_open, high_open)


NEARLY = r"(over |under |>=)?-?[0-9]{1,400}(\.[0-9]{1,3})? ?(-|to)? ?[0-9]* ?[a-zA-Z%/]*"


@given(st.text(max_size=30) | st.from_regex(NEARLY, fullmatch=True))
def test_any_text_is_read_or_refused_with_a_reason_and_never_anything_else(text: str) -> None:
    try:
        value = Quantity.parse(text, "n")
    except ValueError as error:
        assert str(error)
    else:
        assert str(value)
    try:
        day = PartialDate.parse(text)
    except ValueError as error:
        assert str(error)
    else:
        assert day.earliest <= day.latest


# -- grades ---------------------------------------------------------------------------------------------------------

STRENGTH = Scale("strength", ("0", "1", "2-", "2", "2+", "3-", "3", "3+", "4-", "4", "4+", "5-", "5"))
places = st.integers(0, len(STRENGTH.words) - 1)


@given(places, places, places, places, st.sampled_from(ORDERS))
def test_a_grade_is_settled_exactly_when_all_possible_grades_agree(a: int, b: int, c: int, d: int, order: str) -> None:
    (low, high), (least, most) = sorted((a, b)), sorted((c, d))
    value = STRENGTH.grade(STRENGTH.words[low], STRENGTH.words[high])
    bound = STRENGTH.grade(STRENGTH.words[least], STRENGTH.words[most])
    tests = {">=": int.__ge__, ">": int.__gt__, "<=": int.__le__, "<": int.__lt__}
    answers = {tests[order](mine, theirs) for mine in range(low, high + 1) for theirs in range(least, most + 1)}
    expected = Verdict.of(answers.pop()) if len(answers) == 1 else UNKNOWN
    assert value.compare(order, bound) is expected
    assert STRENGTH.parse(str(value)) == value


def test_grades_of_two_scales_are_not_compared() -> None:
    other = Scale("stenosis", ("none", "mild", "moderate", "severe"))
    with pytest.raises(ValueError, match="cannot be compared"):
        STRENGTH.grade("3").compare(">=", other.grade("mild"))
