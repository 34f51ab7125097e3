"""The facts, the lines and the spots of a case as rows: words, numbers with both ends, and days as whole numbers.

Invariant: nothing is weighed here. What a fact does not say is '' or 0 in its row, and NaN is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from necessity.model.case import LineItem
from necessity.model.chart import Chart
from necessity.model.fact import Fact, Value
from necessity.policy.criterion import Policy
from necessity.population.plan_field import in_smallest_unit
from necessity.population.rows import COMMON, EVERYBODY, FIRST_DAY, SETTING, is_number
from necessity.population.sql_text import finite
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.kinds import Kind
from necessity.when import OPEN_END, Duration, PartialDate, shift

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line is judged: a level, or none; a side, or none."""

    level: str | None
    side: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A line of the request with the policy that judges it, as the caller says, and the places at which it does."""

    line: LineItem
    policy: Policy | None
    places: tuple[Place, ...] = ()

    @property
    def key(self) -> str:
        """What the tables call the line; no name that a submitter gives a line is taken for anything else there."""
        return f"line {storable(self.line.id)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGiven:
    """What is judged: the chart, the facts of the submission itself, and the lines with their policies."""

    chart: Chart
    given: tuple[Fact, ...]
    lines: tuple[Judged, ...]
    id: str = "case"

    @property
    def levels(self) -> tuple[str, ...]:
        """Every level that a line of the request names, in order."""
        return tuple(dict.fromkeys(level for one in self.lines for level in one.line.levels))


def places_of(line: LineItem, policy: Policy) -> tuple[Place, ...]:
    """Where a policy judges a line: once, at each level, or at each level on each side of a bilateral request."""
    if policy.judged == "whole line":
        return (Place(level=None, side=line.side),)
    sides: tuple[str | None, ...] = (line.side,)
    if policy.judged == "each level and side" and line.side == "both":
        sides = ("left", "right")
    return tuple(Place(level=level, side=side) for level in line.levels or (None,) for side in sides)


# -- facts -------------------------------------------------------------------------------------------------------------


def facts_by_line(case: CaseGiven, kind: str) -> list[tuple[str, Fact]]:
    """The facts of a kind that reach a policy, each with the line that it belongs to, or with every line.

    What the submission itself says is told line by line, and of `request` and `member` nothing else counts.
    """
    if kind not in ("request", "member") and not any(fact.kind == kind for fact in case.given):
        return [(EVERYBODY, fact) for fact in case.chart.of_kind(kind)]
    found = []
    for key, name in (*((one.key, one.line.id) for one in case.lines), (SETTING, None)):
        mine = [fact for fact in case.given if name is None or fact.qualifiers.get("line") in (None, name)]
        own = [fact for fact in mine if fact.kind == kind]
        if not own and kind not in ("request", "member"):
            own = list(case.chart.of_kind(kind))
        found += [(key, fact) for fact in own]
    return found


def fact_row(case: str, number: int, line: str, fact: Fact, kind: Kind) -> Row:
    """The row of one fact in the table of its kind."""
    qualifiers = fact.qualifiers
    unknown = any(name not in kind.fields and name not in ("level", "side") for name in qualifiers)
    first, last = _days(fact.when)
    common = (
        case,
        line,
        number,
        f"#{number}",
        int(fact.is_denial),
        int(fact.is_only_attested),
        *(_word(qualifiers.get(name)) for name in ("level", "side", "root", "muscle")),
        int(unknown),
        first,
        last,
        *_days(fact.until),
        fact.recorded.toordinal() if fact.recorded else 0,
    )
    values: list[object] = []
    for name in kind.fields:
        found = fact.value if name == kind.main else qualifiers.get(name)
        values += _number(found) if is_number(kind, name) else (_word(found),)
    return (*common, *values)


def _word(value: Value | None) -> str:
    return storable(value) if isinstance(value, str) else ""


def storable(word: str) -> str:
    """The word; half a character, which no database holds, is written out."""
    return word if word.isascii() else word.encode("utf-8", "backslashreplace").decode("utf-8")


def _days(when: PartialDate | None) -> tuple[int, int]:
    return (when.earliest.toordinal(), when.latest.toordinal()) if when else (0, 0)


def _number(value: Value | None) -> Row:
    """A quantity in the smallest unit of its dimension, and in days where it is a length of time; a grade by its place."""
    if isinstance(value, Quantity):
        low, high = map(finite, in_smallest_unit(value))
        days = (low, high)
        if value.dimension == "months":
            length = value.in_days()
            days = (finite(length.low), finite(length.high))
        return (value.dimension, low, high, int(value.low_open), int(value.high_open), *days)
    if isinstance(value, Grade):
        return ("grade", value.low, value.high, 0, 0, 0, 0)
    return ("" if value is None else "word", 0, 0, 0, 0, 0, 0)


# -- spots and lines ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotRow:
    """One spot: a place of a line, or a level of the case at which some criterion of the line is asked too.

    `level_order` is the place of the level among those of the case, -1 where it is none of them.
    """

    number: int
    line: str
    policy: int
    wave: int
    place: Place
    is_place: bool
    level_order: int

    def row(self, case: str, day: int) -> Row:
        """The row of the table of spots."""
        where = (self.place.level or "", self.place.side or "")
        of_case = int(self.level_order >= 0)
        own = (case, self.number, self.line, self.policy, self.wave)
        return (*own, *where, day, int(self.is_place), of_case, self.level_order)


def spots_of(
    line: str, policy: int, wave: int, places: Sequence[Place], levels: Sequence[str | None], start: int
) -> list[SpotRow]:
    """The spots of a line in the order of its places; `levels` are those of the case where the policy asks them, else none."""
    wanted = dict.fromkeys(places, True)
    for side in dict.fromkeys(place.side for place in places):
        for level in levels:
            wanted.setdefault(Place(level=level, side=side), False)
    order = {level: number for number, level in enumerate(levels)}
    return [
        SpotRow(
            number=start + number,
            line=line,
            policy=policy,
            wave=wave,
            place=place,
            is_place=is_place,
            level_order=order.get(place.level, -1),
        )
        for number, (place, is_place) in enumerate(wanted.items())
    ]


def line_rows(case: CaseGiven) -> tuple[list[Row], list[Row]]:
    """The lines of the request, and their levels."""
    lines: list[Row] = []
    levels: list[Row] = []
    for position, one in enumerate(case.lines):
        line = one.line
        judged = int(one.policy is not None)
        own = (case.id, one.key)
        lines.append((*own, position, line.procedure or "", judged, len(line.levels)))
        levels += [(*own, level) for level in dict.fromkeys(line.levels)]
    return lines, levels


def moved_rows(
    request_days: Iterable[int], days: Iterable[int], from_request: Iterable[Duration], from_any: Iterable[Duration]
) -> list[Row]:
    """The days of judgement, and for lengths of time that are counted from moments every day, moved back and forth by each.

    0 is no day, and stays.
    """
    own = sorted(request_days)
    every = sorted({*days, *own, FIRST_DAY, OPEN_END.toordinal(), 0})
    wanted = dict.fromkeys(from_request, own) | dict.fromkeys(from_any, every)
    return [(one, by.months, by.days, *_moved(one, by)) for by, listed in wanted.items() for one in listed]


@lru_cache(maxsize=100_000)
def _moved(day: int, by: Duration) -> tuple[int, int]:
    if day == 0:
        return 0, 0
    start = date.fromordinal(day)
    return shift(start, by, -1).toordinal(), shift(start, by).toordinal()


def unread_rows(case: CaseGiven) -> list[Row]:
    """The kinds of document that could not be read, or not whole."""
    return [(case.id, kind) for kind in sorted(case.chart.unread_kinds)]


def days_of(rows: Iterable[Row]) -> set[int]:
    """Every day that stands in rows of facts."""
    first = COMMON.index("first")
    return {day for row in rows for day in row[first : first + 5] if isinstance(day, int)}
