"""The therapy timeline: every course of care that the record dates, on one axis of months, and what is told without a day.

Invariant: nothing is placed that the record does not date; what is undated is told as undated and counts in no sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from necessity.assessment.assessment import Assessment
from necessity.model.chart import Chart
from necessity.model.courses import Course, Span, course_of, gaps, last_day, overlap, since_last, total, union
from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.report.numbers import Numbers
from necessity.report.words import fact_dates, tidy
from necessity.vocabulary.load import vocabulary
from necessity.when import OPEN_START, Duration, shift

CARE = "Care over time"
CARE_SAYS = (
    "Up to the day of judgement. A full bar ran for sure on those days, a light one may have. "
    "What is undated stands in no bar and no sum."
)
NO_DAY = "No course of care has a day, so when it was is unknown"
UNDATED = "Undated"
CONTRADICTORY = "its days contradict each other, or all lie after the day of judgement"
CARE_WORDS = (CARE, CARE_SAYS, NO_DAY, UNDATED, CONTRADICTORY)
LENGTH_LEFT_OUT = "its length does not fit its days, so the days count"
_KIND = "conservative_care"
_ON_ONE_DAY = "injection"  # the family of measures that are given on a day
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months from one mark of the axis to the next
_MOST_MARKS = 7
_SHORTEST_GAP = 14  # days; a shorter pause is told in JSON alone
_WEEKS_FROM = 14  # days from which a span is told in weeks

Drawn = tuple[float, float]
"""From where to where on the axis, as shares of its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRow:
    """One dated course: the measure, how it went, its days and length as recorded, and where it stands on the axis.

    `sure` is None where it ran on no day for sure; `is_open` where its first day may lie any time before.
    """

    number: int
    what: str
    says: str
    dates: str
    length: str
    remark: str
    sure: Drawn | None
    possible: Drawn
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CareOutline:
    """The timeline in words and shares. `marks` are months on the axis, `sums` what all courses come to.

    `undated` are courses without a day, those alike told once with the numbers of their facts; `contradictory` those whose
    days cannot be used.
    """

    first: str
    last: str
    rows: tuple[CareRow, ...]
    marks: tuple[tuple[float, str], ...]
    sums: tuple[tuple[str, str], ...]
    undated: tuple[tuple[str, tuple[int, ...]], ...]
    contradictory: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """The courses that count by the day of judgement: those with days, those without any, those whose days cannot be used."""

    day: date
    dated: tuple[tuple[Fact, Course], ...]
    undated: tuple[Fact, ...]
    contradictory: tuple[Fact, ...]

    @property
    def courses(self) -> tuple[Course, ...]:
        return tuple(course for _, course in self.dated)


def is_care_judged(assessment: Assessment) -> bool:
    """Whether any criterion of the answer asks for courses of care."""
    findings = [line.finding for pack in assessment.packs for line in pack.line_items]
    findings += [pack.setting.finding for pack in assessment.packs if pack.setting.finding]
    return any(_KIND in below.kinds for one in findings for below in one.walk())


def care_of(chart: Chart) -> Care:
    """The courses of care that the record says were had, those with days in the order of their days."""
    facts = [fact for fact in chart.of_kind(_KIND) if not fact.is_denial]
    undated = tuple(fact for fact in facts if fact.when is None and fact.until is None)
    placed = [(fact, _course(fact, chart.day)) for fact in facts if fact not in undated]
    dated = [(fact, course) for fact, course in placed if course is not None]
    return Care(
        day=chart.day,
        dated=tuple(sorted(dated, key=lambda one: (one[1].possible, one[1].what))),
        undated=undated,
        contradictory=tuple(fact for fact, course in placed if course is None),
    )


def _course(fact: Fact, day: date) -> Course | None:
    modality = str(fact.qualifiers.get("modality", ""))
    field = vocabulary().kinds[_KIND].fields["modality"]
    return course_of(
        modality,
        fact.when,
        fact.until,
        _length(fact),
        day,
        on_one_day=bool(modality) and field.is_a(modality, _ON_ONE_DAY),
    )


def _length(fact: Fact) -> Quantity | None:
    value = fact.value
    return value if isinstance(value, Quantity) and value.dimension in ("days", "months") else None


def care_outline(care: Care, numbers: Numbers) -> CareOutline | None:
    """The timeline; None where the record tells of no course at all."""
    if not care.dated and not care.undated and not care.contradictory:
        return None
    first = _axis_start(care)
    return CareOutline(
        first=first.isoformat(),
        last=care.day.isoformat(),
        rows=tuple(_row(fact, course, numbers, first, care.day) for fact, course in care.dated),
        marks=tuple(_marks(first, care.day)) if care.dated else (),
        sums=tuple(_sums(care)) if care.dated else (),
        undated=_alike(care.undated, numbers),
        contradictory=_alike(care.contradictory, numbers, dated=True),
    )


def _row(fact: Fact, course: Course, numbers: Numbers, first: date, day: date) -> CareRow:
    sure = course.sure
    return CareRow(
        number=numbers.of(fact),
        what=_measure(fact),
        says=_how(fact),
        dates=fact_dates(fact),
        length=_told_length(fact, course),
        remark="" if course.is_length_kept else LENGTH_LEFT_OUT,
        sure=_shares(*sure, first, day) if sure else None,
        possible=_shares(*course.possible, first, day),
        is_open=course.is_open_ended,
    )


def _told_length(fact: Fact, course: Course) -> str:
    """The length as recorded; else as its days give it."""
    if _length(fact):
        return str(fact.value)
    if course.days == Span(0, 0):
        return "on one day"
    return f"{span_words(course.days)} by its days"


def _measure(fact: Fact) -> str:
    return tidy(str(fact.qualifiers.get("modality", "care as a whole")).replace("_", " "))


def _how(fact: Fact) -> str:
    """`supervised, response none`: what is told of a course besides its measure, days and length."""
    told = []
    for name, value in fact.qualifiers.items():
        words = str(value).replace("_", " ")
        if name == "modality":
            continue
        if words in ("yes", "no"):
            told.append(name.replace("_", " ") if words == "yes" else f"not {name.replace('_', ' ')}")
        else:
            told.append(f"{name.replace('_', ' ')} {words}")
    return tidy(", ".join(told))


def _alike(facts: Iterable[Fact], numbers: Numbers, *, dated: bool = False) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Courses in words, those that say the same once."""
    said: dict[str, list[int]] = {}
    for fact in facts:
        length = str(fact.value) if _length(fact) else ""
        words = ", ".join(filter(None, (_measure(fact), length, fact_dates(fact) if dated else "", _how(fact))))
        said.setdefault(words, []).append(numbers.of(fact))
    return tuple((words, tuple(of)) for words, of in said.items())


# -- the axis ----------------------------------------------------------------------------------------------------------


def _axis_start(care: Care) -> date:
    """The first of the month in which the first course may have begun; of one without a beginning, in which it ended."""
    begun = [
        course.end.earliest if course.is_open_ended and course.end.earliest != OPEN_START else course.start.earliest
        for course in care.courses
    ]
    first = min((one for one in begun if one != OPEN_START), default=care.day)
    return min(first, care.day).replace(day=1)


def _shares(first: int, last: int, axis: date, day: date) -> Drawn:
    start, length = axis.toordinal(), max(1, day.toordinal() - axis.toordinal())
    return tuple(round(min(1.0, max(0.0, (one - start) / length)), 4) for one in (first, last))  # type: ignore[return-value]


def _marks(axis: date, day: date) -> Iterator[tuple[float, str]]:
    """Months on the axis, few enough to be read."""
    months = (day.year - axis.year) * 12 + day.month - axis.month
    step = next((step for step in _STEPS if months / step < _MOST_MARKS), _STEPS[-1])
    for number in range(0, months + 1, step):
        month = shift(axis, Duration(months=number))
        yield _shares(month.toordinal(), month.toordinal(), axis, day)[0], f"{month.year}-{month.month:02}"


# -- what it comes to --------------------------------------------------------------------------------------------------


def _sums(care: Care) -> Iterator[tuple[str, str]]:
    courses = care.courses
    whole, parts, shared = union(courses), total(courses), overlap(courses)
    added = "" if whole == parts else f"; added up course by course {span_words(parts)}"
    yield "Care in all", span_words(whole) + added
    if len({course.what for course in courses if course.what}) > 1:
        yield "Of it side by side", span_words(shared)
    long = [gap for gap in gaps(courses) if gap.days >= _SHORTEST_GAP]
    if len(courses) > 1:
        told = "; ".join(f"{gap.start} to {gap.end} ({_days(gap.days)})" for gap in long)
        yield "Gaps", told or f"none of {_SHORTEST_GAP} days or more"
    last, since = last_day(courses), since_last(courses, care.day)
    if last is not None and since is not None:
        before = f"{span_words(since)} before {care.day}" if since != Span(0, 0) else "on the day of judgement"
        yield "Last day of care", before if since == Span(0, 0) else f"{last}, {before}"


def span_words(span: Span) -> str:
    """`12 weeks 6 days`, `6 to 9 weeks`, `at least 10 days`, `not known`."""
    if span.most is None:
        return f"at least {_days(span.least)}" if span.least else "not known"
    if span.is_exact:
        return _days(span.least)
    if span.least == 0:
        return f"at most {_days(span.most)}"
    return f"{_days(span.least)} to {_days(span.most)}"


def _days(number: int) -> str:
    weeks, days = divmod(number, 7)
    if number < _WEEKS_FROM or not weeks:
        return f"{number} day{'' if number == 1 else 's'}"
    rest = f" {days} day{'' if days == 1 else 's'}" if days else ""
    return f"{weeks} weeks{rest}"
