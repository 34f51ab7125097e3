"""Days and lengths of time in a text: `02/16/2026`, `Feb 2026`, `autumn 2025`, `six weeks ago`, `for 6-8 weeks`.

Invariant: a fraction such as `4/5` or `7/10` is never a date, and a loose wording is an interval that surely holds the day.
Two-part numbers with a year are read month first, as in the United States, unless only day first can be right.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from necessity.quantity import INFINITY, Quantity
from necessity.reading.screen import Screen
from necessity.when import Duration, PartialDate, shift

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty": 20, "twenty-four": 24, "thirty": 30, "a": 1, "an": 1,
}  # fmt: skip
_TO_NOW = re.compile(r"\b(?:the|this|his|her|over|during)\s*$")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SEASONS = {
    "spring": ((3, 1), (6, 21)),
    "summer": ((6, 1), (9, 22)),
    "autumn": ((9, 1), (12, 21)),
    "fall": ((9, 1), (12, 21)),
}
_THIRDS = {
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    "end of": (10, 12),
    "beginning of": (1, 3),
    "start of": (1, 3),
}
_SEVERAL = ("several", "a few", "few", "a couple of", "couple of", "a couple", "many", "some", "a number of")

_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMBER = r"(?:\d{1,3}(?:\.\d)?|" + "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True)) + ")"
_VAGUE = "|".join(sorted(_SEVERAL, key=len, reverse=True))
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_ABOUT = r"(?:(?P<about>about|approximately|approx\.?|roughly|some|nearly|almost|around|over|more than|~)\s+)?"

_DATE = re.compile(
    rf"(?<![\w.])(?:(?P<iso>{_YEAR}-\d{{2}}(?:-\d{{2}})?)(?![\w-])"
    r"|(?P<m>\d{1,2})(?P<sep>[/.-])(?P<d>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d{2}|\d{2})(?![\w/]|-(?!\d{1,2}/)|\.\d)"
    rf"|(?P<m2>\d{{1,2}})/(?P<y2>{_YEAR})(?![\w/])"
    rf"|(?P<mon>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?:of\s+)?(?P<y3>{_YEAR})\b"
    rf"|(?<!\d-)(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?-?(?P<mon4>{_MONTH})\s*,?-?\s*(?P<y4>{_YEAR})\b"
    rf"|(?P<mon5>{_MONTH})\s*,?\s*(?:of\s+)?(?P<y5>{_YEAR}|'\d\d)\b"
    rf"|(?P<season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<y6>{_YEAR})\b"
    rf"|(?P<third>early|mid|late|end of|beginning of|start of)[\s-]+(?:in\s+)?(?P<y7>{_YEAR})\b"
    rf"|(?P<mon9>{_MONTH})\s+(?P<d9>[0-3]?\d)(?:st|nd|rd|th)?(?![\w/.:-]|\s*,?\s*(?:19|20)\d\d)"
    rf"|(?<!/)(?<!\d-)(?P<d10>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon10>(?!may\s+[a-z]){_MONTH})(?!\s*,?\s*(?:19|20)\d\d)"
    rf"|(?P<mon11>{_MONTH})\s+(?:of\s+)?(?P<which>last|this)\s+year\b"
    rf"|(?P<mon8>{_MONTH})(?=\s*(?:,|;|\.|and\b|to\b|until\b|through\b|-|with\b|without\b|$|\)|(?:visit|note|exam\w*|appointment|clinic|review|assessment|film|scan)\b))"
    rf"|{_ABOUT}(?P<n>{_NUMBER}|{_VAGUE})[\s-]+(?P<unit>day|week|wk|month|mo|year|yr)s?\.?\s+(?:ago|back|"
    rf"out from|status post|s/p|post)\b"
    r"|(?P<last>last|this past)\s+(?P<lunit>week|month|year|spring|summer|autumn|fall|winter)\b"
    r"|(?P<today>today|yesterday)\b"
    rf"|(?P<year>{_YEAR})(?![\w%/-]|\.\d|\s?(?:mg|ml|cc|mcg|kcal|steps|hours|units|words|pounds|lbs)\b))"
)
_THROUGH = r"\s*(?:-|to|through|thru|until|till)\s*"
_RANGE = re.compile(
    rf"(?<![\w./-])(?:(?P<a>\d{{1,2}})/(?P<ya>\d\d){_THROUGH}(?P<b>\d{{1,2}})/(?P<yb>\d\d)(?![\w/-]|\.\d)"
    rf"|(?P<c>\d{{1,2}}){_THROUGH}(?P<d>\d{{1,2}})/(?P<yd>{_YEAR})(?![\w/-])"
    rf"|(?P<e>\d{{1,2}})/(?P<ye>{_YEAR}){_THROUGH}(?P<f>\d{{1,2}})/(?P<yf>{_YEAR})(?![\w/-])"
    rf"|(?P<m>{_MONTH}){_THROUGH}(?P<n>{_MONTH})\s*(?:of\s+)?(?P<y>{_YEAR}|'\d\d|\d\d(?=[\s,;.)]|$)))"
)
"""Courses from month to month: `2/25-5/25`, `08-10/2023`, `Jan-Mar 2025`."""
_IN_WORDS = re.compile(
    r"\b(?:ago\b|last\b|back\b|post\b|jan|jun|jul|feb|mar|may|apr|aug|sep|oct|nov|dec)|"
    r"(?:19|20)\d\d|day\b|s/p|out from|this past"
)
_IN_NUMBERS = re.compile(r"\d[/.-]\d{1,2}[/.-]\s*\d|\d/\d\d\s?(?:-|to|thr)")
"""No day is named without one of these."""
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|from|until|till|through|to|by|of|during|last|this past|early|late|mid|and|between)[\s-]+$"
)
_OF_A_VISIT = re.compile(r"\s*(?:visit|note|exam\w*|appointment|clinic|review|assessment|film|scan)\b")
_NOT_A_YEAR = re.compile(r"(?:cpt|code|no|number|room|suite|box|po|mrn|id|ref|[#$:])\.?\s*$")
_LENGTH = re.compile(
    r"(?<![\w./-])(?:(?P<lead>over|more than|greater than|longer than|in excess of|>|at least|a minimum of|"
    r"minimum of|no less than|>=|"
    r"under|less than|fewer than|<|up to|at most|about|approximately|approx\.?|nearly|almost|around|roughly|"
    r"a total of)\s*)?"
    rf"(?P<a>{_NUMBER}|{_VAGUE})(?:\s*(?:-|to|or)\s*(?P<b>{_NUMBER}))?(?P<plus>\+)?(?P<half>\s+and (?:a|"
    rf"one)[ -]half)?[\s-]*"
    r"(?:(?:full|consecutive|additional|total|continuous)\s+)?(?P<unit>day|week|wk|month|mo|year|yr)s?\b\.?"
)
_FOR_A = re.compile(r"\b(?:for|over|about|nearly|almost|than|of)\s+(?:about\s+)?$")
_UNITS = {
    "day": "days",
    "week": "weeks",
    "wk": "weeks",
    "month": "months",
    "mo": "months",
    "year": "years",
    "yr": "years",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A day named in a text. `role` is the preposition before it: since, until, on or nothing."""

    start: int
    end: int
    day: PartialDate
    role: str = ""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time named in a text."""

    start: int
    end: int
    quantity: Quantity


_ROLE = re.compile(
    r"\b(since|from|starting|started|beginning|began|until|till|through|to|ending|ended|completed|finished|"
    r"after|before)"
    r"(?:\s+(?:on|in|about|around|the|early|late|mid))*\s*-?\s*$"
)
_START, _UNTIL = (
    ("since", "from", "starting", "started", "beginning", "began"),
    ("until", "till", "through", "to", "ending", "ended", "completed", "finished"),
)


def find_dates(folded: str, note: date | None, start: int = 0, end: int | None = None) -> list[Dated]:
    """The days named in `folded[start:end]`; what is relative (`two years ago`) needs the day of the note."""
    stop = len(folded) if end is None else end
    found: list[Dated] = []
    if not _may_name_a_day(folded, start, stop):
        return found
    for match in _RANGE.finditer(folded, start, stop):
        found += _range(match, note)
    ranges = [(one.start, one.end) for one in found]
    for match in _DATE.finditer(folded, start, stop):
        if any(first < match.end() and match.start() < last for first, last in ranges):
            continue
        before = folded[max(start, match.start() - 24) : match.start()]
        day = _day(match, note, before)
        if day is None:
            continue
        role = _ROLE.search(before)
        word = role[1] if role else ""
        named = "since" if word in _START else "until" if word in _UNTIL else word
        found.append(Dated(match.start(), match.end(), day, named))
    if ranges:
        found.sort(key=lambda one: one.start)
    return _month_ranges(found, folded, note)


def _range(match: re.Match[str], note: date | None) -> list[Dated]:
    """The first and the last month of a course; nothing where the numbers may be days or fractions."""
    part = match.groupdict()
    if part["a"]:
        years = [_century(int(part[name]), note) for name in ("ya", "yb")]
        if note is None or not all(note.year - 3 <= year <= note.year for year in years):
            return []
        if int(part["ya"]) <= 12 or int(part["yb"]) - int(part["ya"]) not in (0, 1):
            return []
        months, places = [int(part["a"]), int(part["b"])], ("a", "ya", "b", "yb")
    elif part["c"]:
        months, years, places = [int(part["c"]), int(part["d"])], [int(part["yd"])] * 2, ("c", "c", "d", "yd")
    elif part["e"]:
        months, places = [int(part["e"]), int(part["f"])], ("e", "ye", "f", "yf")
        years = [int(part["ye"]), int(part["yf"])]
    else:
        months = [_MONTHS[str(part[name]).rstrip(".")] for name in "mn"]
        last = _century(int(str(part["y"]).lstrip("'")), note)
        years, places = [last if months[0] <= months[1] else last - 1, last], ("m", "m", "n", "y")
    if not all(1 <= month <= 12 for month in months) or (years[0], months[0]) > (years[1], months[1]):
        return []
    days = [_month(year, month) for year, month in zip(years, months, strict=True)]
    return [
        Dated(match.start(places[0]), match.end(places[1]), days[0], "since"),
        Dated(match.start(places[2]), match.end(places[3]), days[1], "until"),
    ]


def _may_name_a_day(folded: str, start: int, stop: int) -> bool:
    if _IN_NUMBERS.search(folded, start, stop) is not None:
        return True
    return _screen().of(folded[start:stop]) != 0 and _IN_WORDS.search(folded, start, stop) is not None


@cache
def _screen() -> Screen:
    return Screen([_IN_WORDS])


_PART_OF_MONTH = re.compile(r"\b(?:early|mid|late|the (?:end|middle|beginning) of)\b[ -]?")


def _month_ranges(found: list[Dated], folded: str, note: date | None) -> list[Dated]:
    """`April through October 2025`: the first month belongs to the year of the second."""
    for place in range(len(found) - 1):
        first, second = found[place], found[place + 1]
        between = _PART_OF_MONTH.sub("", folded[first.end : second.start]).strip(" .")
        if between not in ("through", "to", "-", "until", "till", "and"):
            continue
        words = folded[first.start : first.end].strip(" .")
        if words in _MONTHS:
            year = second.day.latest.year
            month = _MONTHS[words]
            day = _month(year if month <= second.day.latest.month else year - 1, month)
            found[place] = Dated(first.start, first.end, day, "since")
        elif between != "and":
            found[place] = Dated(first.start, first.end, first.day, "since")
        if between != "and":
            found[place + 1] = Dated(second.start, second.end, second.day, "until")
    return found


def _day(match: re.Match[str], note: date | None, before: str) -> PartialDate | None:
    part = match.groupdict()
    try:
        if part["iso"]:
            return PartialDate.parse(part["iso"])
        if part["m"]:
            first, second = int(part["m"]), int(part["d"])
            if _is_day_first(match.string, match.start()):
                first, second = second, first
            return _numeric(first, second, part["y"], note)
        if part["m2"]:
            return _month(int(part["y2"]), int(part["m2"]))
        for month, day, year in (("mon", "d3", "y3"), ("mon4", "d4", "y4")):
            if part[month]:
                return PartialDate.day(date(int(part[year]), _MONTHS[part[month].rstrip(".")], int(part[day])))
        if part["mon5"]:
            in_year = _century(int(part["y5"].lstrip("'")), note)
            return _month(in_year, _MONTHS[part["mon5"].rstrip(".")])
    except ValueError:
        return None
    return _loose(part, note, before, match)


def _loose(part: dict[str, str | None], note: date | None, before: str, match: re.Match[str]) -> PartialDate | None:
    if part["season"]:
        return _season(part["season"], int(part["y6"] or 0))
    if part["third"]:
        first, last = _THIRDS[part["third"]]
        year = int(part["y7"] or 0)
        return PartialDate(date(year, first, 1), _month(year, last).latest)
    if part["year"]:
        year = int(part["year"])
        return None if _NOT_A_YEAR.search(before) else PartialDate(date(year, 1, 1), date(year, 12, 31))
    if note is None:
        return None
    if part["mon9"]:
        return _day_of_year(_MONTHS[part["mon9"].rstrip(".")], int(part["d9"] or 0), note)
    if part["mon10"]:
        return _day_of_year(_MONTHS[part["mon10"].rstrip(".")], int(part["d10"] or 0), note)
    if part["mon11"]:
        return _month(note.year - (part["which"] == "last"), _MONTHS[part["mon11"].rstrip(".")])
    if part["mon8"]:
        if not _BEFORE_MONTH.search(before) and not _OF_A_VISIT.match(match.string, match.end()):
            return None
        month = _MONTHS[part["mon8"].rstrip(".")]
        return _month(note.year if month <= note.month else note.year - 1, month)
    if part["today"]:
        return PartialDate.day(shift(note, Duration(days=0 if part["today"] == "today" else 1), -1))
    if part["last"]:
        is_over = part["last"] == "last" and not _TO_NOW.search(before)
        return _last(part["lunit"] or "", note, is_over)
    return _ago(part["n"] or "", _UNITS[part["unit"] or "day"], part["about"] is not None, note)


_DAY_FIRST = re.compile(r"(?<![\d/])(?:1[3-9]|2\d|3[01])/\d{1,2}/\d{2,4}\s*(?:to|-|through|until|till)\s*$")


def _is_day_first(text: str, start: int) -> bool:
    """`14/05/24 to 09/08/24`: the second day is written as the first one, which can only be day first."""
    return _DAY_FIRST.search(text, max(0, start - 24), start) is not None


def _day_of_year(month: int, day: int, note: date) -> PartialDate | None:
    """A day without its year: the last one before the note."""
    for year in (note.year, note.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= note:
            return PartialDate.day(found)
    return None


def _numeric(month: int, day: int, written: str, note: date | None) -> PartialDate:
    year = _century(int(written), note)
    if month > 12 >= day:
        month, day = day, month
    return PartialDate.day(date(year, month, day))


def _century(year: int, note: date | None) -> int:
    """A year of two digits: the last such one that is not after the note."""
    if year >= 100:
        return year
    ceiling = (note.year if note else 2049) + 1
    return year + (2000 if 2000 + year <= ceiling else 1900)


def _month(year: int, month: int) -> PartialDate:
    return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _season(name: str, year: int) -> PartialDate:
    if name == "winter":  # the winter of a year may be its beginning or its end
        return PartialDate(date(year - 1, 12, 1), _month(year + 1, 3).latest)
    first, last = _SEASONS[name]
    return PartialDate(date(year, *first), date(year, *last))


def _last(unit: str, note: date, is_over: bool) -> PartialDate | None:
    """`last month` is over by the day of the note (`is_over`), `the last month` goes on to it."""
    if unit == "year":
        return PartialDate(date(note.year - 1, 1, 1), date(note.year - 1, 12, 31) if is_over else note)
    if unit == "month":
        last = shift(note, Duration(days=7), -1) if is_over else note
        return PartialDate(shift(note, Duration(months=2), -1).replace(day=1), last)
    if unit == "week":
        last = shift(note, Duration(days=1), -1) if is_over else note
        return PartialDate(shift(note, Duration(days=14), -1), last)
    return PartialDate(shift(note, Duration(months=20), -1), note)


def _ago(number: str, unit: str, about: bool, note: date) -> PartialDate:
    """So many units before the note, give or take half a unit (a whole one where the text says about)."""
    if number in _SEVERAL:
        return PartialDate(shift(note, Duration.of(12, unit), -1), shift(note, Duration.of(1, unit), -1))
    count = float(NUMBERS.get(number) or number)
    spread = (1.0 if about else 0.5) if unit != "days" else (2.0 if about else 0.0)
    earliest = shift(note, Duration.of(count + spread, unit), -1)
    return PartialDate(earliest, shift(note, Duration.of(max(0.0, count - spread), unit), -1))


def find_lengths(folded: str, start: int = 0, end: int | None = None) -> list[Length]:
    """The lengths of time named in `folded[start:end]`. A vague one (`several weeks`) has no upper end."""
    stop = len(folded) if end is None else end
    found = []
    for match in _LENGTH.finditer(folded, start, stop):
        if re.match(r"[\s-]*(?:ago|old\b|of age|back\b)", folded[match.end() : match.end() + 10]):
            continue
        if match["a"] in ("a", "an") and not _FOR_A.search(folded[max(0, match.start() - 9) : match.start()]):
            continue  # `twice a day` is no length
        quantity = _quantity(match)
        if quantity is not None:
            found.append(Length(match.start(), match.end(), quantity))
    return found


def _quantity(match: re.Match[str]) -> Quantity | None:
    unit = _UNITS[match["unit"]]
    lead = match["lead"] or ""
    if match["a"] in _SEVERAL:
        return Quantity(1, INFINITY, unit, low_open=True)
    low = float(NUMBERS.get(match["a"]) or match["a"]) + (0.5 if match["half"] else 0)
    high = float(NUMBERS.get(match["b"]) or match["b"]) if match["b"] else low
    if low > high:
        return None
    if lead in ("over", "more than", "greater than", "longer than", "in excess of", ">"):
        return Quantity(high, INFINITY, unit, low_open=True)
    if match["plus"] or lead in ("at least", "a minimum of", "minimum of", "no less than", ">="):
        return Quantity(low, INFINITY, unit)
    if lead in ("under", "less than", "fewer than", "<"):
        return Quantity(0, low, unit, high_open=True)
    if lead in ("up to", "at most"):
        return Quantity(0, high, unit)
    if lead in ("nearly", "almost"):
        return Quantity(max(0.0, low - 1), low, unit, high_open=True)
    if lead.startswith(("about", "approx", "around", "roughly")):
        spread = max(0.5, low * 0.15)
        return Quantity(max(0.0, low - spread), high + spread, unit)
    return Quantity(low, high, unit)
