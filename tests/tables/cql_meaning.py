"""What the words of CQL mean in this product: each operator is put to `Verdict`, `PartialDate` or `Quantity`.

Invariant: what has no counterpart in the product raises `Outside`; nothing is answered here but by the product.
A CQL interval is a set of points, so "before", "includes" and their like ask `every` value of it or compare its ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from necessity.quantity import INFINITY, Quantity, unit_named
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.when import OPEN_END, OPEN_START, Duration, PartialDate

MOST_STEPS = 2_000
UNDATED = PartialDate(OPEN_START, OPEN_END)


class Outside(Exception):
    """The expression asks for something the product does not have."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A point of time finer than a day: usable only where the expression asks for its year, month or day."""

    day: PartialDate
    zoned: bool


@dataclass(frozen=True, slots=True)
class NoEnd:
    """The closed null end of a CQL interval of numbers: it holds nothing back."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: Value
    high: Value
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """`months between first and last`: asked only as "are n months reached?", which is how a policy asks it."""

    unit: str
    first: PartialDate
    last: PartialDate

    def reached(self, count: int) -> Verdict:
        return self.first.shifted(Duration.of(count, self.unit)).on_or_before(self.last)

    def compare(self, order: str, bound: Quantity) -> Verdict:
        count = int(bound.low)
        if order == ">=":
            return self.reached(count)
        if order == ">":
            return self.reached(count + 1)
        return ~(self.reached(count) if order == "<" else self.reached(count + 1))

    def least_and_most(self) -> tuple[int, int]:
        """The smallest and the largest whole number that the two dates allow."""
        if self.reached(0) is not MET:
            raise Outside("a span that runs backwards")
        counts = range(1, MOST_STEPS)
        least = next(count for count in counts if self.reached(count) is not MET) - 1
        return least, next(count for count in counts if self.reached(count) is NOT_MET) - 1


Value = Verdict | Quantity | PartialDate | Timed | NoEnd | Interval | Span | None


# -- points ---------------------------------------------------------------------------------------------------------


def order(left: Value, sign: str, right: Value) -> Verdict:
    """`left sign right` for two dates, two numbers, or a span and a number; a null becomes a wholly unknown one."""
    left, right = _null_as_missing(left, right), _null_as_missing(right, left)
    if isinstance(right, NoEnd):
        return MET
    if isinstance(left, PartialDate) and isinstance(right, PartialDate):
        ask = {"<": left.before, "<=": left.on_or_before, ">": left.after, ">=": left.on_or_after}
        return ask[sign](right)
    if isinstance(left, Quantity | Span) and isinstance(right, Quantity):
        return left.compare(sign, right)
    if left is None and right is None:
        return UNKNOWN
    raise Outside(f"{left} {sign} {right}")


def same(left: Value, right: Value) -> Verdict:
    """CQL `=`: unknown where either side is."""
    left, right = _null_as_missing(left, right), _null_as_missing(right, left)
    if isinstance(left, Verdict) and isinstance(right, Verdict):
        return (left & right) | (~left & ~right)
    if isinstance(left, PartialDate) and isinstance(right, PartialDate):
        return left.same_as(right)
    if isinstance(left, Interval) and isinstance(right, Interval):
        return same(left.low, right.low) & same(left.high, right.high)
    return order(left, ">=", right) & order(left, "<=", right)


def equivalent(left: Value, right: Value) -> Verdict:
    """CQL `~`: never unknown; two unknown answers are alike, and a number or date is alike where it is surely equal."""
    if isinstance(left, Verdict | None) and isinstance(right, Verdict | None):
        return Verdict.of(verdict(left) is verdict(right))
    return Verdict.of(same(left, right) is MET)


def verdict(value: Value) -> Verdict:
    if value is None:
        return UNKNOWN
    if isinstance(value, Verdict):
        return value
    raise Outside(f"'{value}' is not true, false or null")


def _null_as_missing(value: Value, beside: Value) -> Value:
    if value is not None:
        return value
    if isinstance(beside, Verdict):
        return UNKNOWN
    if isinstance(beside, PartialDate):
        return UNDATED
    if isinstance(beside, Quantity):
        return Quantity(-INFINITY, INFINITY, beside.unit)
    return None


# -- dates ----------------------------------------------------------------------------------------------------------


def at_precision(value: Value, precision: str | None) -> Value:
    """`value` seen as a year, month or day: both of its ends go to the first day of it. Finer precision is outside."""
    if isinstance(value, Interval):
        low, high = at_precision(value.low, precision), at_precision(value.high, precision)
        return Interval(low, high, value.low_open, value.high_open)
    if precision is None:
        if isinstance(value, Timed):
            raise Outside("a time of day")
        return value
    if precision not in ("year", "month", "day"):
        raise Outside(f"the precision '{precision}'")
    if isinstance(value, Timed):
        if value.zoned:
            raise Outside("a time zone")
        value = value.day
    if not isinstance(value, PartialDate) or precision == "day":
        return value
    written = slice(0, 4 if precision == "year" else 7)
    first, last = (PartialDate.parse(day.isoformat()[written]) for day in (value.earliest, value.latest))
    return PartialDate(first.earliest, last.earliest)


def moved(day: Value, distance: Value, sign: int) -> Value:
    """A date plus or minus a length of time; two numbers of branches added."""
    if isinstance(day, PartialDate) and isinstance(distance, Quantity) and distance.unit != "n":
        if distance.dimension not in ("days", "months"):
            raise Outside(f"a date moved by {distance.unit}")
        return day.shifted(distance.as_duration(), sign)
    if day is None or distance is None:
        return None
    if isinstance(day, Quantity) and isinstance(distance, Quantity) and day.unit == distance.unit == "n":
        return Quantity.exactly(day.low + sign * distance.low, "n")
    raise Outside(f"{day} plus or minus {distance}")


def span(unit: str, first: Value, last: Value) -> Span:
    if not isinstance(first, PartialDate) or not isinstance(last, PartialDate):
        raise Outside("a span between points of time")
    if unit not in ("days", "weeks", "months", "years"):
        raise Outside(f"a span in {unit}")
    return Span(unit_named(unit), first, last)


# -- intervals ------------------------------------------------------------------------------------------------------


def interval(low: Value, high: Value, low_open: bool, high_open: bool) -> Interval:
    """A CQL interval. A closed null end is no end at all, an open one is an end nobody knows. ValueError if empty."""
    if low is None and high is None and not (low_open and high_open):
        raise Outside("an interval with neither end nor type")
    if not low_open:
        low = _no_end(low, high, OPEN_START)
    if not high_open:
        high = _no_end(high, low, OPEN_END)
    made = Interval(low, high, low_open, high_open)
    if isinstance(low, Quantity) and isinstance(high, Quantity):
        values(made)
    return made


def _no_end(end: Value, other: Value, farthest: date) -> Value:
    if isinstance(end, Quantity) and end.low == -INFINITY and end.high == INFINITY:
        return NoEnd()
    if end is not None:
        return end
    if isinstance(other, PartialDate):
        return PartialDate.day(farthest)
    return NoEnd()


def values(numbers: Interval) -> Quantity:
    """The values of an interval of numbers as one quantity, open where the interval is."""
    known = [end for end in (numbers.low, numbers.high) if isinstance(end, Quantity)]
    if any(end.low != end.high for end in known):
        raise Outside("an interval of numbers with an unknown end")
    low = numbers.low.low if isinstance(numbers.low, Quantity) else -INFINITY
    high = numbers.high.high if isinstance(numbers.high, Quantity) else INFINITY
    return Quantity(low, high, known[0].unit if known else "n", numbers.low_open, numbers.high_open)


def every(left: Value, sign: str, right: Value) -> Verdict:
    """Whether all of `left` stands in this order to the point `right`."""
    if not isinstance(left, Interval):
        return order(left, sign, right)
    if isinstance(left.low, PartialDate) and isinstance(left.high, PartialDate):
        return order(left.high if sign in ("<", "<=") else left.low, sign, right)
    if isinstance(right, NoEnd):
        return MET
    if not isinstance(right, Quantity) or right.low != right.high:
        raise Outside("an interval of numbers against an unknown point")
    return Verdict.of(values(left).compare(sign, right) is MET)


def before(left: Value, right: Value) -> Verdict:
    return every(left, "<=" if _is_open(right, "low") else "<", _end(right, "low"))


def after(left: Value, right: Value) -> Verdict:
    return every(left, ">=" if _is_open(right, "high") else ">", _end(right, "high"))


def on_or_before(left: Value, right: Value) -> Verdict:
    return every(left, "<=", _end(right, "low"))


def on_or_after(left: Value, right: Value) -> Verdict:
    return every(left, ">=", _end(right, "high"))


def overlaps(left: Value, right: Value) -> Verdict:
    return ~(before(left, right) | after(left, right))


def overlaps_before(left: Value, right: Value) -> Verdict:
    return overlaps(left, right) & ~_begins_within(left, right)


def overlaps_after(left: Value, right: Value) -> Verdict:
    return overlaps(left, right) & ~_ends_within(left, right)


def included_in(left: Value, right: Value) -> Verdict:
    """A point in an interval, or an interval in another."""
    if left is None or right is None:
        return UNKNOWN
    if not isinstance(right, Interval):
        raise Outside(f"in {right}")
    if isinstance(left, PartialDate) and isinstance(right.low, PartialDate) and isinstance(right.high, PartialDate):
        return left.between(right.low, right.high)
    return _begins_within(left, right) & _ends_within(left, right)


def properly_included_in(left: Value, right: Value) -> Verdict:
    return included_in(left, right) & ~included_in(right, left)


def starts(left: Value, right: Value) -> Verdict:
    return same(_end(left, "low"), _end(right, "low")) & _ends_within(left, right)


def ends(left: Value, right: Value) -> Verdict:
    if isinstance(right, Interval) and right.low is None:
        return same(_end(left, "high"), right.high)
    return same(_end(left, "high"), _end(right, "high")) & _begins_within(left, right)


def meets_before(left: Value, right: Value) -> Verdict:
    last, first = _end(left, "high"), _end(right, "low")
    if not isinstance(last, PartialDate) or not isinstance(first, PartialDate):
        raise Outside("the number that follows a number")
    return last.shifted(Duration(days=1)).same_as(first)


def meets_after(left: Value, right: Value) -> Verdict:
    return meets_before(right, left)


def meets(left: Value, right: Value) -> Verdict:
    return meets_before(left, right) | meets_after(left, right)


def starts_within(left: Value, distance: Value, side: str, right: Value) -> Verdict:
    """`left starts 1 day or less on or after start of right` (or `before`): a window, both ends inclusive."""
    first, anchor = _end(left, "low"), _end(right, "low")
    if not isinstance(first, PartialDate) or not isinstance(anchor, PartialDate) or not isinstance(distance, Quantity):
        raise Outside("a window of this kind")
    if side == "after":
        return first.between(anchor, anchor.shifted(distance.as_duration()))
    return first.between(anchor.shifted(distance.as_duration(), -1), anchor)


def _begins_within(left: Value, right: Value) -> Verdict:
    return every(left, ">" if _is_open(right, "low") else ">=", _end(right, "low"))


def _ends_within(left: Value, right: Value) -> Verdict:
    return every(left, "<" if _is_open(right, "high") else "<=", _end(right, "high"))


def _end(value: Value, which: str) -> Value:
    if not isinstance(value, Interval):
        return value
    return value.low if which == "low" else value.high


def _is_open(value: Value, which: str) -> bool:
    return isinstance(value, Interval) and (value.low_open if which == "low" else value.high_open)
