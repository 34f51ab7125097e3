"""Facts that cannot all be so on one day. They are shown side by side and no winner is chosen.

Invariant: only what surely speaks of one thing is called a conflict; two unnamed muscles, or two days that surely differ,
never are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from necessity.model.chart import Conflict
from necessity.model.fact import Fact, Value
from necessity.quantity import Grade, Quantity
from necessity.reading.series import level_of, same_day, sides_of, speaks_of, value_of, word_of
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.kinds import FieldType, Keeps, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

_ONE_AT_A_TIME = frozenset({"status", "direction", "region", "result", "response", "collapse", "match"})
"""Fields of words of which one excludes the others. A zone, a cause or a structure may well be two at once."""

_NORMAL_IS_HIGHEST = frozenset({"mrc"})
_OF_THE_WHOLE = frozenset({"canal_patency"})
"""Kinds that, where they name no level or side, speak of all."""


def conflicts(facts: Sequence[Fact], vocabulary: Vocabulary) -> tuple[Conflict, ...]:
    """Every pair that cannot both be so, in the order of `Fact.sort_key`.

    Kinds that keep the latest: one series, days that may be the same, values that exclude each other or a denial of it.
    Kinds that keep every fact: a denial written on the day of a positive fact or later.
    """
    by_kind: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=Fact.sort_key):
        if fact.reaches_a_policy and fact.kind in vocabulary.kinds:
            by_kind.setdefault(fact.kind, []).append(fact)
    return tuple(
        Conflict(kind=name, facts=(one, other))
        for name in sorted(by_kind)
        for one, other in _pairs(by_kind[name], vocabulary.kinds[name])
    )


def _pairs(facts: Sequence[Fact], kind: Kind) -> Iterator[tuple[Fact, Fact]]:
    if kind.area == "request":
        return
    for one, other in combinations(facts, 2):
        if one.is_denial and other.is_denial:
            continue
        if one.is_denial or other.is_denial:
            denial, said = (one, other) if one.is_denial else (other, one)
            clash = _denied(denial, said, kind)
        else:
            clash = kind.keeps is Keeps.LATEST and _same_thing(one, other, kind) and _exclude(one, other, kind)
            clash = clash or is_full_against(one, other, kind) or is_full_against(other, one, kind)
        if clash:
            yield one, other


def _denied(denial: Fact, said: Fact, kind: Kind) -> bool:
    if speaks_of(denial, said, kind) is not MET or _is_normal(said):
        return False
    if kind.keeps is Keeps.LATEST:
        return _may_be_one_day(denial, said)
    after, at = _day(denial), _day(said)
    if after is None or at is None:
        return _one_document(denial, said)
    return after.on_or_after(at) is MET


def _is_normal(fact: Fact) -> bool:
    """A measured normal value: full strength, a grade of none. A denial of the abnormal agrees with it."""
    if not isinstance(fact.value, Grade):
        return False
    if fact.value.scale.name in _NORMAL_IS_HIGHEST:
        return fact.value.high == len(fact.value.scale.words) - 1
    return fact.value.low == 0


def _same_thing(one: Fact, other: Fact, kind: Kind) -> bool:
    """Same level, side and key fields, all stated (the way of imaging may be missing), on days that may be the same."""
    whole = kind.name in _OF_THE_WHOLE
    if kind.has_level and not _meet({level_of(one)}, {level_of(other)}, whole):
        return False
    if kind.has_side and not _meet(set(sides_of(one)) or {None}, set(sides_of(other)) or {None}, whole):
        return False
    for name in kind.key_fields:
        mine, theirs = word_of(one, kind, name), word_of(other, kind, name)
        if mine is None or theirs is None:
            if name == "modality":
                continue
            return False
        if kind.fields[name].broadest(mine) != kind.fields[name].broadest(theirs):
            return False
    return _may_be_one_day(one, other)


def is_full_strength(fact: Fact, kind: Kind) -> bool:
    """Full strength of whole legs: the highest grade, and no muscle named."""
    named = kind.name == "motor_strength" and word_of(fact, kind, "muscle") is None
    return named and not fact.is_denial and _is_normal(fact)


def is_full_against(full: Fact, weak: Fact, kind: Kind) -> bool:
    """`5/5 in both legs` in one note against a lesser grade of that day in another; in one note the rest may be meant."""
    if not is_full_strength(full, kind) or not isinstance(weak.value, Grade) or _is_normal(weak):
        return False
    return is_told_elsewhere(full, weak) and covers_side(full, weak) and _may_be_one_day(full, weak)


def is_told_elsewhere(one: Fact, other: Fact) -> bool:
    """Whether some document tells the first and not the second."""
    return bool({quote.document for quote in one.quotes} - {quote.document for quote in other.quotes})


def covers_side(whole: Fact, part: Fact) -> bool:
    """Whether the sides of the first hold those of the second; a side that is not named is both."""
    both = {"left", "right"}
    return (set(sides_of(part)) or both) <= (set(sides_of(whole)) or both)


def _meet(mine: set[str | None], theirs: set[str | None], whole: bool) -> bool:
    if None in mine or None in theirs:
        return whole
    return bool(mine & theirs)


def _exclude(one: Fact, other: Fact, kind: Kind) -> bool:
    """Whether some field that both state has two values that cannot both be so."""
    if word_of(one, kind, "basis") != word_of(other, kind, "basis"):
        return False  # a stated and a measured change stand side by side
    for name, field in kind.fields.items():
        mine, theirs = value_of(one, kind, name), value_of(other, kind, name)
        if mine is None or theirs is None or field.is_key:
            continue
        yes_no = set(field.words) == {"yes", "no"}
        if field.type is FieldType.WORD and not yes_no and name not in _ONE_AT_A_TIME:
            continue
        if isinstance(mine, str) and isinstance(theirs, str):
            words = field.type is FieldType.WORD
            if words and not field.is_a(mine, theirs) and not field.is_a(theirs, mine):
                return True
        elif _apart(mine, theirs) is MET:
            return True
    return False


def _apart(one: Value, other: Value) -> Verdict:
    """MET where no value fits both; UNKNOWN for values that are not compared."""
    if isinstance(one, Grade) and isinstance(other, Grade) and one.scale == other.scale:
        return Verdict.of(one.low > other.high or other.low > one.high)
    if isinstance(one, Quantity) and isinstance(other, Quantity) and one.unit == other.unit:
        return Verdict.of(_beyond(one, other) or _beyond(other, one))
    return UNKNOWN


def _beyond(one: Quantity, other: Quantity) -> bool:
    return one.low > other.high or (one.low == other.high and (one.low_open or other.high_open))


def _day(fact: Fact) -> PartialDate | None:
    """When it held; else the day it was written down."""
    if fact.when is not None:
        return fact.when
    return PartialDate.day(fact.recorded) if fact.recorded else None


def _may_be_one_day(one: Fact, other: Fact) -> bool:
    mine, theirs = _day(one), _day(other)
    if mine is None or theirs is None:
        return _one_document(one, other)
    return same_day(mine, theirs) is not NOT_MET


def _one_document(one: Fact, other: Fact) -> bool:
    return bool({quote.document for quote in one.quotes} & {quote.document for quote in other.quotes})
