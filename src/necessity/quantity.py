"""Measured values as records give them: a number with a unit, a range, "over 3 months", a grade on an ordered scale.

Invariant: a quantity is an interval, and a comparison is MET or NOT_MET only if it is so for every value inside. A missing
number is never zero, and NaN cannot be made.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.when import Duration, shift

ORDERS = (">=", ">", "<=", "<")
INFINITY = math.inf

# unit -> (dimension, factor to the smallest unit of the dimension); months cannot be turned into days exactly
_UNITS: dict[str, tuple[str, float]] = {
    "hours": ("hours", 1),
    "days": ("days", 1),
    "weeks": ("days", 7),
    "months": ("months", 1),
    "years": ("months", 12),
    "mm": ("length", 1),
    "cm": ("length", 10),
    "percent": ("percent", 1),
    "deg": ("deg", 1),
    "n": ("n", 1),
    "points": ("points", 1),
    "ng/mL": ("ng/mL", 1),
    "mL": ("mL", 1),
    "sd": ("sd", 1),
}
_SINGULAR = {"hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years", "%": "percent"}
UNITS = tuple(_UNITS)


def unit_named(word: str) -> str:
    """The unit that `word` spells (`week`, `weeks`, `%`). ValueError where there is none."""
    unit = _SINGULAR.get(word, word)
    if unit not in _UNITS:
        raise ValueError(f"'{word}' is not a unit: known are {', '.join(UNITS)}")
    return unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value known to lie from `low` to `high` in `unit`; an open end excludes its bound ("over 3 months")."""

    low: float
    high: float
    unit: str
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise ValueError("NaN is not a quantity: leave the value out")
        if self.low > self.high:
            raise ValueError(f"a quantity cannot begin at {self.low} and end at {self.high}")
        if self.low == self.high and (self.low_open or self.high_open or math.isinf(self.low)):
            raise ValueError(f"a quantity from {self.low} to {self.high} with an open or endless end holds no value")
        if self.unit not in _UNITS:
            raise ValueError(f"'{self.unit}' is not a unit: known are {', '.join(UNITS)}")

    @staticmethod
    def exactly(number: float, unit: str) -> Quantity:
        return Quantity(number, number, unit)

    @staticmethod
    def parse(text: str, unit: str | None = None) -> Quantity:
        """`6 weeks`, `4-6 weeks`, `over 3 months`, `at least 6 weeks`, `-2.5 sd`; a bare number where `unit` is given.

        "Over 4 to 6 weeks" is surely over 4 only, "under 4 to 6 weeks" surely under 6 only.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a quantity: write a number and a unit, as in '6 weeks' or '4 to 6 mm'")
        lead, first, second, word = match.groups()
        if word is None and unit is None:
            raise ValueError(f"'{text}' has no unit: write one of {', '.join(UNITS)}")
        named = unit_named(word) if word else str(unit)
        low = float(first)
        high = float(second) if second else low
        if lead in ("over", "more than", ">"):
            return Quantity(low, INFINITY, named, low_open=True)
        if lead in ("under", "less than", "<"):
            return Quantity(-INFINITY, high, named, high_open=True)
        if lead in ("at least", ">="):
            return Quantity(low, INFINITY, named)
        if lead in ("at most", "up to", "<="):
            return Quantity(-INFINITY, high, named)
        return Quantity(low, high, named)

    @property
    def dimension(self) -> str:
        return _UNITS[self.unit][0]

    def compare(self, order: str, bound: Quantity) -> Verdict:
        """`self order bound`; `bound` is one exact number. ValueError where the two cannot be compared."""
        mine, theirs = _to_common(self, bound)
        low, high, low_open, high_open = mine.low, mine.high, mine.low_open, mine.high_open
        if order == ">=":
            return _settle(low >= theirs.high, high < theirs.low or (high == theirs.low and high_open))
        if order == ">":
            surely = low > theirs.high or (low == theirs.high and low_open)
            return _settle(surely, high <= theirs.low)
        if order == "<=":
            return _settle(high <= theirs.low, low > theirs.high or (low == theirs.high and low_open))
        if order == "<":
            surely = high < theirs.low or (high == theirs.low and high_open)
            return _settle(surely, low >= theirs.high)
        raise ValueError(f"'{order}' is not an order")

    def as_duration(self) -> Duration:
        """The exact calendar distance; ValueError for a range or for what is not a length of time."""
        if self.low != self.high or self.dimension not in ("days", "months"):
            raise ValueError(f"'{self}' is not an exact length of time")
        return Duration.of(self.low, self.unit)

    def in_days(self) -> Quantity:
        """The same length of time in days; a month has as few or as many as calendar months have. ValueError for other units."""
        if self.dimension not in ("days", "months"):
            raise ValueError(f"'{self}' is not a length of time")
        return _in_days(self)

    def __str__(self) -> str:
        unit = "%" if self.unit == "percent" else ("" if self.unit == "n" else " " + self.unit)
        if self.low == self.high:
            return f"{_plain(self.low)}{unit}"
        if self.high == INFINITY:
            return f"{'over' if self.low_open else 'at least'} {_plain(self.low)}{unit}"
        if self.low == -INFINITY:
            return f"{'under' if self.high_open else 'at most'} {_plain(self.high)}{unit}"
        return f"{_plain(self.low)} to {_plain(self.high)}{unit}"


_WRITTEN = re.compile(
    r"(?:(over|more than|under|less than|at least|at most|up to|>=|<=|>|<)\s*)?"
    r"(-?[0-9]+(?:\.[0-9]+)?)(?:\s*(?:-|to)\s*(-?[0-9]+(?:\.[0-9]+)?))?\s*([A-Za-z%][A-Za-z/]*)?"
)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")


def _settle(surely: bool, never: bool) -> Verdict:
    return MET if surely else NOT_MET if never else UNKNOWN


def _scaled(quantity: Quantity, factor: float) -> Quantity:
    # in decimals, for in binary 0.07 cm times ten is a little more than 0.7 mm
    low, high = (float(Decimal(repr(end)) * Decimal(factor)) for end in (quantity.low, quantity.high))
    return Quantity(low, high, quantity.unit, quantity.low_open, quantity.high_open)


def _to_common(left: Quantity, right: Quantity) -> tuple[Quantity, Quantity]:
    """Both in one unit: the same dimension by factor; days against months by the shortest and longest such months."""
    if left.unit == right.unit:
        return left, right
    if left.dimension == right.dimension:
        return _scaled(left, _UNITS[left.unit][1]), _scaled(right, _UNITS[right.unit][1])
    if {left.dimension, right.dimension} == {"days", "months"}:
        return _in_days(left), _in_days(right)
    raise ValueError(f"'{left}' and '{right}' cannot be compared")


def _in_days(quantity: Quantity) -> Quantity:
    scaled = _scaled(quantity, _UNITS[quantity.unit][1])
    if quantity.dimension == "days":
        return scaled
    return Quantity(
        scaled.low if math.isinf(scaled.low) else _days_in_months(scaled.low)[0],
        scaled.high if math.isinf(scaled.high) else _days_in_months(scaled.high)[1],
        "days",
        quantity.low_open,
        quantity.high_open,
    )


@cache
def _days_in_months(months: float) -> tuple[float, float]:
    """The fewest and the most days that this many calendar months can have (3 months: 89 to 92)."""
    whole = math.floor(months)
    spans = [
        (shift(start, Duration(months=whole)) - start).days
        for start in (date(2023 + n // 12, n % 12 + 1, 1) for n in range(48))
    ]
    rest = months - whole
    return min(spans) + rest * 28, max(spans) + rest * 31


@dataclass(frozen=True, slots=True)
class Scale:
    """An ordered list of words, lowest first: a grade of strength, of stenosis, of slip."""

    name: str
    words: tuple[str, ...]

    def grade(self, low: str, high: str | None = None) -> Grade:
        return Grade(self, self.words.index(low), self.words.index(high if high is not None else low))

    def parse(self, text: str) -> Grade:
        """`moderate` or `3 to 4`. ValueError where a word is not on the scale."""
        first, _, second = text.partition(" to ")
        for word in filter(None, (first, second)):
            if word not in self.words:
                raise ValueError(f"'{word}' is not on the scale {self.name}: {', '.join(self.words)}")
        return self.grade(first, second or None)


@dataclass(frozen=True, slots=True)
class Grade:
    """A value on a scale, known to lie from place `low` to place `high` of its words. Only order is compared."""

    scale: Scale
    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high < len(self.scale.words):
            raise ValueError(f"no such grades on the scale {self.scale.name}")

    def compare(self, order: str, bound: Grade) -> Verdict:
        if self.scale != bound.scale:
            raise ValueError(f"a grade of {self.scale.name} cannot be compared with one of {bound.scale.name}")
        if order == ">=":
            return _settle(self.low >= bound.high, self.high < bound.low)
        if order == ">":
            return _settle(self.low > bound.high, self.high <= bound.low)
        if order == "<=":
            return _settle(self.high <= bound.low, self.low > bound.high)
        if order == "<":
            return _settle(self.high < bound.low, self.low >= bound.high)
        raise ValueError(f"'{order}' is not an order")

    def __str__(self) -> str:
        low, high = self.scale.words[self.low], self.scale.words[self.high]
        return low if low == high else f"{low} to {high}"
