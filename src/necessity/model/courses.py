"""Courses of care on the calendar: how long care ran in all, where courses met, where none ran, when the last one ended.

Invariant: `least` and `most` hold for every day that the words of the record allow, and what is undated adds to neither. Days
are counted from a first day to a last one, so that six weeks are 42 and an injection on one day is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from necessity.quantity import Quantity
from necessity.when import OPEN_END, OPEN_START, PartialDate

_FIRST, _LAST = OPEN_START.toordinal(), OPEN_END.toordinal()
Stretch = tuple[int, int]
"""From one day to another, as ordinals; the second is not before the first."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, known to be at least `least`; `most` is None where nothing in the record bounds it."""

    least: int
    most: int | None

    @property
    def is_exact(self) -> bool:
        return self.least == self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One course with its first and last day, neither after the day of judgement, and the days between.

    `what` is the measure (`physical_therapy`), empty where only care as a whole is told. `is_length_kept` is False where the
    length that was told does not fit its days: then the days alone count.
    """

    what: str
    start: PartialDate
    end: PartialDate
    days: Span
    is_length_kept: bool = True

    @property
    def sure(self) -> Stretch | None:
        """The days on which it ran whatever the words allow; None where there are none."""
        first, last = self.start.latest.toordinal(), self.end.earliest.toordinal()
        return (first, last) if first < last else None

    @property
    def possible(self) -> Stretch:
        """The days on which it may have run."""
        return self.start.earliest.toordinal(), self.end.latest.toordinal()

    @property
    def is_open_ended(self) -> bool:
        """Whether its first day may lie any time ago."""
        return self.start.earliest == OPEN_START


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which no dated course can have run: from the last day of one to the first day of another."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def course_of(
    what: str,
    when: PartialDate | None,
    until: PartialDate | None,
    length: Quantity | None,
    day: date,
    *,
    on_one_day: bool = False,
) -> Course | None:
    """The course that ran from `when` to `until`, as far as these and its length say, up to `day`.

    None where it has no day at all, where its days contradict each other, or where all of it lies after `day`. `on_one_day`:
    what has neither a last day nor a length was given on its first day (an injection).
    """
    if when is None and until is None:
        return None
    least, most = _bounds(length)
    if on_one_day and until is None and length is None:
        least, most = 0, 0
    kept = _settled(when, until, least, most, day)
    if kept is None and length is not None:
        alone = _settled(when, until, 0, math.inf, day)
        return _course(what, alone, 0, math.inf, is_length_kept=False) if alone else None
    return _course(what, kept, least, most, is_length_kept=True) if kept else None


def _bounds(length: Quantity | None) -> tuple[float, float]:
    """The fewest and the most days of a length; nothing and no end where none is told."""
    if length is None:
        return 0, math.inf
    days = length.in_days()
    least = max(0, math.floor(days.low)) if days.low > -math.inf else 0
    return least, days.high if days.high == math.inf else math.ceil(days.high)


def _settled(
    when: PartialDate | None, until: PartialDate | None, least: float, most: float, day: date
) -> tuple[Stretch, Stretch] | None:
    """The earliest and latest first day, and the same of the last day; None where nothing fits or it is yet to begin."""
    today = day.toordinal()
    start = (when.earliest.toordinal(), when.latest.toordinal()) if when else (_FIRST, _LAST)
    end = (until.earliest.toordinal(), until.latest.toordinal()) if until else (_FIRST, _LAST)
    if until is None and most == math.inf:
        end = (_FIRST, max(today, start[0]))  # it may go on
    first = max(start[0], end[0] - most), min(start[1], end[1] - least)
    last = max(end[0], start[0] + least), min(end[1], start[1] + most)
    first, last = (first[0], min(first[1], last[1])), (max(last[0], first[0]), last[1])
    if first[0] > first[1] or last[0] > last[1] or first[0] > today:
        return None
    begun = int(first[0]), int(min(first[1], today))
    return begun, (int(min(last[0], today)), int(min(last[1], today)))


def _course(what: str, kept: tuple[Stretch, Stretch], least: float, most: float, *, is_length_kept: bool) -> Course:
    """The course; what lies after the day of judgement is cut off already, so it may be shorter than it was told."""
    (first, first_latest), (last_earliest, last) = kept
    surely = max(0, last_earliest - first_latest)
    whole = math.inf if first == _FIRST else last - first
    longest = min(whole, most)
    return Course(
        what=what,
        start=PartialDate(date.fromordinal(first), date.fromordinal(first_latest)),
        end=PartialDate(date.fromordinal(last_earliest), date.fromordinal(last)),
        days=Span(
            int(max(surely, min(least, last - first_latest, longest))), None if longest == math.inf else int(longest)
        ),
        is_length_kept=is_length_kept,
    )


# -- all courses together ----------------------------------------------------------------------------------------------


def total(courses: Sequence[Course]) -> Span:
    """The days of all courses added up: where two met, their days count twice."""
    most = [one.days.most for one in courses]
    known = [days for days in most if days is not None]
    return Span(sum(one.days.least for one in courses), sum(known) if len(known) == len(most) else None)


def union(courses: Sequence[Course]) -> Span:
    """The days on which any course ran, each once."""
    least = max((_covered(_sure(courses)), *(one.days.least for one in courses)), default=0)
    longest = total(courses).most
    if longest is None:
        return Span(least, None)
    return Span(least, min(longest, _covered([one.possible for one in courses])))


def overlap(courses: Sequence[Course]) -> Span:
    """The days on which two measures or more ran beside each other. Care as a whole is no measure of its own."""
    by_measure: dict[str, list[Course]] = {}
    for one in courses:
        if one.what:
            by_measure.setdefault(one.what, []).append(one)
    least = _shared([_sure(own) for own in by_measure.values()])
    if any(one.is_open_ended for own in by_measure.values() for one in own) and len(by_measure) > 1:
        return Span(least, None)
    return Span(least, _shared([[one.possible for one in own] for own in by_measure.values()]))


def gaps(courses: Sequence[Course]) -> tuple[Gap, ...]:
    """The stretches between courses on which none can have run, in order. What is undated may lie in them."""
    found = []
    reached: int | None = None
    for first, last in sorted(one.possible for one in courses):
        if reached is not None and first > reached:
            found.append(Gap(date.fromordinal(reached), date.fromordinal(first)))
        reached = last if reached is None else max(reached, last)
    return tuple(found)


def last_day(courses: Sequence[Course]) -> PartialDate | None:
    """The last day of the course that ended last; None where there is no course."""
    if not courses:
        return None
    return PartialDate(max(one.end.earliest for one in courses), max(one.end.latest for one in courses))


def since_last(courses: Sequence[Course], day: date) -> Span | None:
    """How many days before `day` the last course ended; None where there is no course."""
    last = last_day(courses)
    if last is None:
        return None
    return Span((day - last.latest).days, (day - last.earliest).days if last.earliest != OPEN_START else None)


def _sure(courses: Iterable[Course]) -> list[Stretch]:
    return [stretch for one in courses if (stretch := one.sure) is not None]


def _covered(stretches: Iterable[Stretch]) -> int:
    """How many days the stretches cover, each counted once."""
    return sum(last - first for first, last in _merged(stretches))


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    begun: Stretch | None = None
    for first, last in sorted(stretches):
        if begun is None:
            begun = first, last
        elif first <= begun[1]:
            begun = begun[0], max(begun[1], last)
        else:
            yield begun
            begun = first, last
    if begun is not None:
        yield begun


def _shared(by_measure: Sequence[Iterable[Stretch]]) -> int:
    """How many days lie in the stretches of two measures or more."""
    turns = sorted(turn for one in by_measure for first, last in _merged(one) for turn in ((first, 1), (last, -1)))
    running, since, days = 0, 0, 0
    for at, change in turns:
        if running > 1:
            days += at - since
        running, since = running + change, at
    return days
