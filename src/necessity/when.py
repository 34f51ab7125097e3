"""Dates as records give them: a day, a month, a season, "before the visit". Comparisons answer with a verdict.

Invariant: a comparison is MET or NOT_MET only if it is so for every day that the words allow.

Source of the rules: CQL 1.5, author's guide, "Comparing Dates and Times" and "Date and Time Arithmetic" (a shorter month
takes its last day); imprecise dates as in its "Uncertainty" section, here as an explicit earliest and latest day.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

OPEN_START, OPEN_END = date.min, date.max


@dataclass(frozen=True, slots=True)
class Duration:
    """A calendar distance: `months` (a year is twelve) and `days` (a week is seven)."""

    months: int = 0
    days: int = 0

    @staticmethod
    def of(number: float, unit: str) -> Duration:
        """`unit` is days, weeks, months or years, else ValueError. A fraction of a month is taken in days (30.436875)."""
        if unit in ("days", "weeks"):
            return Duration(days=round(number * (7 if unit == "weeks" else 1)))
        if unit not in ("months", "years"):
            raise ValueError(f"'{unit}' is not a calendar unit: write days, weeks, months or years")
        months = number * (12 if unit == "years" else 1)
        whole = int(months)
        return Duration(months=whole, days=round((months - whole) * 30.436875))


def shift(day: date, by: Duration, sign: int = 1) -> date:
    """`day` moved forward (sign 1) or back (sign -1); clamped to the calendar's own first and last day."""
    if day in (OPEN_START, OPEN_END):
        return day
    months = day.year * 12 + day.month - 1 + sign * by.months
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return OPEN_END if sign > 0 else OPEN_START
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    try:
        return moved + sign * timedelta(days=by.days)
    except OverflowError:
        return OPEN_END if sign > 0 else OPEN_START


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """One day, known to lie from `earliest` to `latest`, both inclusive. Open ends are `OPEN_START` and `OPEN_END`."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"a date cannot begin on {self.earliest} and end on {self.latest}")

    @staticmethod
    def day(day: date) -> PartialDate:
        return PartialDate(day, day)

    @staticmethod
    def until(day: date) -> PartialDate:
        """Some day up to and including `day`."""
        return PartialDate(OPEN_START, day)

    @staticmethod
    def parse(text: str) -> PartialDate:
        """`2026-02-16`, `2026-02`, `2026`, or two of these with a slash (the earliest and the latest). Else ValueError."""
        head, slash, tail = text.strip().partition("/")
        first = _iso(head)
        return PartialDate(first.earliest, _iso(tail).latest) if slash else first

    @property
    def is_exact(self) -> bool:
        return self.earliest == self.latest

    def before(self, other: PartialDate) -> Verdict:
        """Strictly before."""
        if self.latest < other.earliest:
            return MET
        return NOT_MET if self.earliest >= other.latest else UNKNOWN

    def after(self, other: PartialDate) -> Verdict:
        """Strictly after."""
        return other.before(self)

    def on_or_before(self, other: PartialDate) -> Verdict:
        return ~self.after(other)

    def on_or_after(self, other: PartialDate) -> Verdict:
        return ~self.before(other)

    def same_as(self, other: PartialDate) -> Verdict:
        if self.is_exact and self == other:
            return MET
        apart = self.latest < other.earliest or self.earliest > other.latest
        return NOT_MET if apart else UNKNOWN

    def between(self, first: PartialDate, last: PartialDate) -> Verdict:
        """On or after `first` and on or before `last`."""
        return self.on_or_after(first) & self.on_or_before(last)

    def shifted(self, by: Duration, sign: int = 1) -> PartialDate:
        return PartialDate(shift(self.earliest, by, sign), shift(self.latest, by, sign))

    def as_json(self) -> list[str | None]:
        """`[earliest, latest]` as ISO days, null for an open end."""
        return [
            None if self.earliest == OPEN_START else self.earliest.isoformat(),
            None if self.latest == OPEN_END else self.latest.isoformat(),
        ]

    def __str__(self) -> str:
        first, last = self.earliest, self.latest
        if first == last:
            return first.isoformat()
        if first == OPEN_START:
            return "undated" if last == OPEN_END else f"by {last.isoformat()}"
        if last == OPEN_END:
            return f"from {first.isoformat()}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return str(first.year)
        if first.day == 1 and last == _month(first.year, first.month).latest:
            return f"{first.year}-{first.month:02}"
        return f"{first.isoformat()} to {last.isoformat()}"


def _month(year: int, month: int) -> PartialDate:
    return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _iso(text: str) -> PartialDate:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text.strip(), re.ASCII)
    if not match:
        raise ValueError(f"'{text}' is not a date: write 2026-02-16, 2026-02 or 2026")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return _month(year, month)
    return PartialDate.day(date(year, month, day))
