"""Facts made from facts: a fall in strength, a slip that grew, a recurrence counted, symptoms matched with images.

Invariant: a derived fact says no more than its sources do. Where dates may cross or a count is open it is an interval or
nothing at all; it carries the evidence of everything it was made from and names its recipe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import INFINITY, Grade, Quantity
from necessity.reading.concordance import concordances
from necessity.reading.conflict import conflicts, covers_side, is_full_strength, is_told_elsewhere
from necessity.reading.constructs import construct_failures, lasting_gains
from necessity.reading.fit import request_facts
from necessity.reading.merge import merge
from necessity.reading.series import (
    counts_on,
    evidence_of,
    last_recorded,
    level_of,
    same_day,
    same_level,
    sides_of,
    standing,
    surely_later,
    value_of,
    word_of,
)
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.load import Vocabulary
from necessity.when import Duration, PartialDate, shift

__all__ = ["conflicts", "derive", "merge", "request_facts"]


def derive(facts: Sequence[Fact], *, vocabulary: Vocabulary, day: date) -> tuple[Fact, ...]:
    """The new facts only, sorted by `Fact.sort_key`. `facts` should be merged first, or one operation counts twice.

    Only facts that are present or absent, and on record by `day`, take part.
    """
    usable = tuple(fact for fact in facts if counts_on(fact, day))
    measured = tuple(_motor_declines(usable, vocabulary))
    found = [
        *measured,
        *_full_strengths((*usable, *measured), vocabulary),
        *_listhesis_progressions(usable, vocabulary),
        *_herniation_recurrences(usable, vocabulary),
        *_limited_activities(usable, vocabulary),
        *_canal_patencies(usable),
        *construct_failures(usable, vocabulary),
        *lasting_gains(usable, vocabulary),
        *concordances(usable, vocabulary),
    ]
    return tuple(sorted(found, key=Fact.sort_key))


# -- change ------------------------------------------------------------------------------------------------------------


def _motor_declines(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """Per side and muscle: how many steps of the scale the latest grade lies below the best earlier one."""
    kind = vocabulary.kinds["motor_strength"]
    graded = [f for f in facts if f.kind == kind.name and not f.is_denial and isinstance(f.value, Grade)]
    muscles = dict.fromkeys(m for f in graded if (m := word_of(f, kind, "muscle")))
    for side, muscle in product(("left", "right"), muscles):
        series = [f for f in graded if side in sides_of(f) and word_of(f, kind, "muscle") == muscle]
        fall = _largest_change(series, _grades_fallen)
        if fall is None or _may_have_turned(series, fall):
            continue
        qualifiers: dict[str, Value] = {"side": side, "muscle": muscle, "basis": "measured"}
        root = word_of(fall.latest[0], kind, "root") or _main_root(muscle, vocabulary)
        if root is not None:
            qualifiers["root"] = root
        yield _changed("motor_decline", fall, qualifiers, _in_weeks)


def _may_have_turned(series: Sequence[Fact], fall: _Change) -> bool:
    """Whether the muscle may have been weaker between the two: then it may have gained since, and falls no more.

    A fall is told only where no choice of the days and grades that the words allow says otherwise.
    """
    return any(
        _may_be_weaker(one, last) and _may_be_before(one, last) and _may_be_before(earlier, one)
        for last in fall.latest
        for earlier in series
        if _may_fall_as_far(earlier, last, fall)
        for one in series
        if one is not last and one is not earlier
    )


def _may_be_before(one: Fact, other: Fact) -> bool:
    return one.when is None or other.when is None or one.when.earliest < other.when.latest


def _may_be_weaker(one: Fact, other: Fact) -> bool:
    mine, theirs = one.value, other.value
    return (
        isinstance(mine, Grade) and isinstance(theirs, Grade) and mine.scale == theirs.scale and mine.low < theirs.high
    )


def _may_fall_as_far(earlier: Fact, last: Fact, fall: _Change) -> bool:
    """The fall may be measured from this fact."""
    difference = _grades_fallen(earlier, last) if earlier is not last else None
    return difference is not None and difference[1] >= fall.amount.low


def _full_strengths(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """Legs of full strength have lost none: a note that says so denies the fall that another note of that day states.

    So does any later note: what had fallen has come back, whether the fall was stated or measured.
    """
    kind = vocabulary.kinds["motor_strength"]
    falls = [fact for fact in facts if fact.kind == "motor_decline" and not fact.is_denial]
    for full in facts:
        if full.kind == kind.name and is_full_strength(full, kind):
            if any(one.is_denial and one.kind == "motor_decline" and not is_told_elsewhere(full, one) for one in facts):
                continue  # the note denies the fall itself
            against = [one for one in falls if covers_side(full, one)]
            if any(surely_later(full, one) or _is_told_apart(full, one) for one in against):
                yield Fact(
                    kind="motor_decline",
                    assertion=Assertion.ABSENT,
                    qualifiers={"side": full.qualifiers["side"]} if "side" in full.qualifiers else {},
                    when=full.when,
                    recorded=full.recorded,
                    evidence=full.evidence,
                    reader="derived: companion",
                )


def _is_told_apart(full: Fact, fall: Fact) -> bool:
    return same_day(full.when, fall.when) is MET and is_told_elsewhere(full, fall)


def _listhesis_progressions(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """Per level: how many millimetres the latest slip lies above the least earlier one."""
    kind = vocabulary.kinds["listhesis"]
    measured = [
        f for f in facts if f.kind == kind.name and not f.is_denial and isinstance(value_of(f, kind, "slip"), Quantity)
    ]
    for level in dict.fromkeys(found for f in measured if (found := level_of(f))):
        growth = _largest_change([f for f in measured if level_of(f) == level], _millimetres_grown)
        if growth is None:
            continue
        qualifiers: dict[str, Value] = {"level": level, "basis": "measured"}
        yield _changed("listhesis_progression", growth, qualifiers, _in_months)


def _main_root(muscle: str, vocabulary: Vocabulary) -> str | None:
    known = vocabulary.anatomy.muscles.get(muscle)
    return known.main if known else None


def _changed(kind: str, change: _Change, qualifiers: dict[str, Value], in_unit: Distance) -> Fact:
    """The fact of a change; without a span where it is not sure from which earlier fact it runs."""
    sources = (change.earlier, *change.latest)
    first = change.earlier.when
    days = [fact.when for fact in change.latest if fact.when is not None]
    last = PartialDate(min(d.earliest for d in days), max(d.latest for d in days))
    if first is not None and change.is_sure:
        qualifiers = {**qualifiers, "span": _span(first, last, in_unit)}
    return Fact(
        kind=kind,
        value=change.amount,
        qualifiers=qualifiers,
        when=last,
        recorded=last_recorded(sources),
        evidence=evidence_of(sources),
        reader="derived: change",
    )


Difference = tuple[float, float, str]
"""The least and the greatest difference from one fact to another, and its unit."""

Compare = Callable[[Fact, Fact], Difference | None]
Distance = Callable[[date, date], Quantity]


def _grades_fallen(earlier: Fact, later: Fact) -> Difference | None:
    before, after = earlier.value, later.value
    if not isinstance(before, Grade) or not isinstance(after, Grade) or before.scale != after.scale:
        return None
    return (before.low - after.high, before.high - after.low, "n")


def _millimetres_grown(earlier: Fact, later: Fact) -> Difference | None:
    before, after = earlier.qualifiers.get("slip"), later.qualifiers.get("slip")
    if not isinstance(before, Quantity) or not isinstance(after, Quantity) or before.unit != after.unit:
        return None
    return (round(after.low - before.high, 6), round(after.high - before.low, 6), after.unit)


@dataclass(frozen=True, slots=True)
class _Change:
    """The largest change to the latest facts. `is_sure` False where another earlier fact may have been the farthest one."""

    earlier: Fact
    latest: tuple[Fact, ...]
    amount: Quantity
    is_sure: bool


def _largest_change(series: Sequence[Fact], difference: Compare) -> _Change | None:
    """The change from the earlier fact that lies farthest from the latest ones, as a range that holds every reading.

    Where several may be the latest, or may be earlier, the range covers them all. None where an undated fact may be the
    latest, where nothing is surely earlier, or where there may have been no change.
    """
    if any(fact.when is None for fact in series):
        return None
    latest = tuple(one for one in series if not any(surely_later(other, one) for other in series))
    found: list[tuple[Difference, Fact]] = []
    for earlier in series:
        changes = [difference(earlier, one) for one in latest if one is not earlier and not surely_later(earlier, one)]
        if earlier in latest and len(latest) == 1:
            continue
        if any(change is None for change in changes):
            return None
        known = [change for change in changes if change is not None]
        is_before_all = all(surely_later(one, earlier) for one in latest)
        low = min(change[0] for change in known) if is_before_all else -INFINITY
        found.append(((low, max(change[1] for change in known), known[0][2]), earlier))
    if not found:
        return None
    (low, _, unit), farthest = max(found, key=lambda one: (one[0][0], one[1].when))
    if low <= 0:
        return None
    rivals = [(reach, one) for reach, one in found if one is not farthest and reach[1] >= low]
    is_sure = all(reach[0] == reach[1] == low and surely_later(farthest, one) for reach, one in rivals)
    return _Change(farthest, latest, Quantity(low, max(reach[1] for reach, _ in found), unit), is_sure)


def _span(first: PartialDate, last: PartialDate, in_unit: Distance) -> Quantity:
    """The fewest and the most days from one to the other, in the field's unit where both come out even."""
    shortest, longest = (first.latest, last.earliest), (first.earliest, last.latest)
    low, high = in_unit(*shortest), in_unit(*longest)
    if low.unit != high.unit:
        low, high = (Quantity.exactly((end - start).days, "days") for start, end in (shortest, longest))
    return Quantity(low.low, high.high, low.unit)


def _in_weeks(first: date, last: date) -> Quantity:
    days = (last - first).days
    return Quantity.exactly(days // 7, "weeks") if days % 7 == 0 else Quantity.exactly(days, "days")


def _in_months(first: date, last: date) -> Quantity:
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and shift(first, Duration(months=months)) == last:
        return Quantity.exactly(months, "months")
    return Quantity.exactly((last - first).days, "days")


# -- count -------------------------------------------------------------------------------------------------------------


def _herniation_recurrences(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """Per level and side: a herniation after the last discectomy there, and how many discectomies came before it."""
    operations = [f for f in facts if f.kind == "prior_surgery" and not f.is_denial]
    complete = any(f.kind == "surgical_history" and not f.is_denial for f in facts)
    done: set[tuple[str, str]] = set()
    for herniation in standing(facts, "disc_herniation", vocabulary):
        level = level_of(herniation)
        for side in sides_of(herniation):
            if level is None or (level, side) in done:
                continue
            before = [(f, _discectomy_before(f, herniation, side, vocabulary)) for f in operations]
            sure = [fact for fact, verdict in before if verdict is MET]
            if not sure or any(_discectomy_after(f, herniation, side, vocabulary) for f in operations):
                continue
            done.add((level, side))
            most = sum(verdict is not NOT_MET for _, verdict in before) if complete else INFINITY
            yield Fact(
                kind="herniation_recurrence",
                value=Quantity(_surely_distinct(sure), most, "n"),
                qualifiers={"level": level, "side": side},
                when=herniation.when,
                recorded=last_recorded((*sure, herniation)),
                evidence=evidence_of((*sure, herniation)),
                reader="derived: count",
            )


def _is_discectomy_here(operation: Fact, herniation: Fact, side: str, vocabulary: Vocabulary) -> Verdict:
    kind = vocabulary.kinds["prior_surgery"]
    type_ = word_of(operation, kind, "type")
    field = kind.fields["type"]
    if type_ is None:
        is_one = UNKNOWN
    else:
        is_one = (
            MET if field.is_a(type_, "discectomy") else Verdict.of(None if field.is_a("discectomy", type_) else False)
        )
    sides = sides_of(operation)
    on_side = UNKNOWN if not sides else Verdict.of(side in sides)
    return is_one & same_level(operation, herniation) & on_side


def _discectomy_before(operation: Fact, herniation: Fact, side: str, vocabulary: Vocabulary) -> Verdict:
    here = _is_discectomy_here(operation, herniation, side, vocabulary)
    if operation.when is None or herniation.when is None:
        return here & UNKNOWN
    return here & operation.when.before(herniation.when)


def _discectomy_after(operation: Fact, herniation: Fact, side: str, vocabulary: Vocabulary) -> bool:
    here = _is_discectomy_here(operation, herniation, side, vocabulary)
    return here is not NOT_MET and surely_later(operation, herniation)


def _surely_distinct(operations: Sequence[Fact]) -> int:
    """How many at least: days that surely differ (the most intervals of which no two meet)."""
    count, reached = 0, date.min
    for when in sorted((f.when for f in operations if f.when is not None), key=lambda one: one.latest):
        if count == 0 or when.earliest > reached:
            count, reached = count + 1, when.latest
    return max(count, 1)


def _limited_activities(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """How many different activities are limited: at least those named, for a record does not list what it leaves out."""
    kind = vocabulary.kinds["functional_limitation"]
    limited = [f for f in standing(facts, kind.name, vocabulary) if word_of(f, kind, "activity")]
    activities = {word_of(fact, kind, "activity") for fact in limited}
    if not activities:
        return
    days = [fact.when for fact in limited if fact.when is not None]
    last = max(days, key=lambda one: (one.latest, one.earliest)) if days else None
    yield Fact(
        kind="limited_activities",
        value=Quantity(len(activities), INFINITY, "n"),
        when=last,
        recorded=last_recorded(limited),
        evidence=evidence_of(limited),
        reader="derived: count",
    )


# -- companions --------------------------------------------------------------------------------------------------------


def _canal_patencies(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Compression of a nerve at a level narrows the canal or a foramen there; so a report that calls both open is a conflict."""
    for fact in facts:
        if fact.kind == "neural_compression" and not fact.is_denial and level_of(fact) is not None:
            places = {name: fact.qualifiers[name] for name in ("level", "side") if name in fact.qualifiers}
            yield Fact(
                kind="canal_patency",
                value="narrowed",
                qualifiers=places,
                when=fact.when,
                recorded=fact.recorded,
                evidence=fact.evidence,
                reader="derived: companion",
            )
