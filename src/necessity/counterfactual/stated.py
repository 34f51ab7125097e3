"""A plain answer to a question as a fact: what a yes, a no or a bare value says of the patient, and not a word more.

Invariant: a yes to a bound is a value somewhere beyond it, a no one on this side of it; what such a fact cannot say (which
muscle, which of several words, a day after an operation) makes no fact, and the answer then counts as an answer alone.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

from necessity.counterfactual.questions import Question
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy.leaf import Comparison, FactTest, MomentTest, Window
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.kinds import FieldType, Keeps, Kind
from necessity.when import OPEN_START, Duration, PartialDate, shift

_NOT = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


class _NotSaid(Exception):
    """A fact cannot say this without saying more than was answered."""


def fact_of_answer(question: Question, answer: bool | Value, day: date) -> Fact | None:
    """The fact that a yes, a no or the value itself states, without evidence; None where no fact says just that."""
    leaf = question.leaf
    try:
        if isinstance(leaf, MomentTest) and isinstance(answer, bool):
            return _of_moment(leaf, answer, question, day)
        if isinstance(leaf, FactTest):
            return _of_facts(leaf, answer, question, day)
    except _NotSaid:
        pass
    return None


def value_answered(question: Question, words: str) -> Value | None:
    """The words as a value of the field that the question sets a bound to: `8 weeks`, `severe`; None where they are none."""
    asked = question.leaf.comparison if isinstance(question.leaf, FactTest) else None
    if asked is None:
        return None
    try:
        if asked.field.scale is not None:
            return asked.field.scale.parse(words.lower().replace(" ", "_") if " to " not in words else words.lower())
        if asked.field.type is FieldType.QUANTITY:
            value = Quantity.parse(words, asked.field.unit)
            value.compare(">=", Quantity.exactly(0, asked.field.unit or "n"))  # the units must fit
            return value
    except ValueError:
        return None
    word = words.lower().replace(" ", "_")
    return word if word in asked.field.words else None


def values_allowed(question: Question) -> str:
    """What may be answered besides yes and no, in words; empty where no value may, or any word."""
    asked = question.leaf.comparison if isinstance(question.leaf, FactTest) else None
    if asked is None:
        return ""
    field = asked.field
    if field.type is FieldType.QUANTITY:
        return f"a number with its unit ({field.unit})" if field.unit and field.unit != "n" else "a number"
    words = field.scale.words if field.scale is not None else tuple(field.words)
    told = ", ".join(word.replace("_", " ") for word in words)
    return f"one of {told}" if set(words) - {"yes", "no"} else ""


# -- a fact of a kind --------------------------------------------------------------------------------------------------


def _of_facts(test: FactTest, answer: bool | Value, question: Question, day: date) -> Fact:
    values = _scope_values(test, question)
    denied = False
    if test.comparison is None:
        if not isinstance(answer, bool):
            raise _NotSaid
        denied = not answer
    else:
        denied = _compared(values, test.comparison, answer)
    fact = _made(test.kind, values, denied)
    when, until = _days(test, denied, day)
    return replace(fact, when=when, until=until)


def _scope_values(test: FactTest, question: Question) -> dict[str, Value]:
    """The level, the side and the fields that a fact needs for the test to look at it."""
    if test.concordant or test.level not in (None, "this") or (test.level and question.level is None):
        raise _NotSaid
    values: dict[str, Value] = {}
    for one in test.having:
        values[one.field.name] = _within(one, values.get(one.field.name), one.op)
    if test.level:
        values["level"] = str(question.level)
    if test.this_side and question.side:
        values["side"] = question.side
    return values


def _compared(values: dict[str, Value], asked: Comparison, answer: bool | Value) -> bool:
    """Puts the value that was answered among the others; whether the fact must be a denial instead."""
    name, before = asked.field.name, values.get(asked.field.name)
    if not isinstance(answer, bool):
        values[name] = answer
        return False
    if answer:
        values[name] = _within(asked, before, asked.op)
        return False
    if asked.op in _NOT:
        values[name] = _within(asked, before, _NOT[asked.op])
        return False
    if asked.op == "is" and isinstance(asked.bound, str):
        values[name] = asked.bound
        return True
    raise _NotSaid


def _within(asked: Comparison, before: Value | None, order: str) -> Value:
    """A value that is known to lie on one side of a bound and nowhere nearer, within what is known of it before."""
    bound = asked.bound
    if isinstance(bound, Quantity) and order in _NOT:
        return _narrowed(bound, order, before)
    if isinstance(bound, Grade) and order in _NOT and before is None:
        last = len(bound.scale.words) - 1
        low, high = {
            ">=": (bound.low, last),
            ">": (bound.high + 1, last),
            "<=": (0, bound.high),
            "<": (0, bound.low - 1),
        }[order]
        if not 0 <= low <= high <= last:
            raise _NotSaid
        return Grade(bound.scale, low, high)
    if isinstance(bound, str) and order == "is" and before is None:
        return bound
    if isinstance(bound, tuple) and len(bound) == 1 and order == "one of" and before is None:
        return bound[0]
    raise _NotSaid


def _narrowed(bound: Quantity, order: str, before: Value | None) -> Quantity:
    low, high, low_open, high_open = -math.inf, math.inf, False, False
    if isinstance(before, Quantity):
        if before.unit != bound.unit:
            raise _NotSaid
        low, high, low_open, high_open = before.low, before.high, before.low_open, before.high_open
    if order in (">=", ">"):
        low, low_open = bound.high, order == ">"
    else:
        high, high_open = bound.low, order == "<"
    try:
        return Quantity(low, high, bound.unit, low_open, high_open)
    except ValueError:
        raise _NotSaid from None


def _made(kind: Kind, values: dict[str, Value], denied: bool) -> Fact:
    value = values.pop(kind.main, None) if kind.main else None
    if denied and any(not isinstance(one, str) for one in (value, *values.values()) if one is not None):
        raise _NotSaid  # a denial names words alone, and one that leaves a number out denies more than was answered
    return Fact(
        kind=kind.name,
        value=value,
        qualifiers=values,
        assertion=Assertion.ABSENT if denied else Assertion.PRESENT,
    )


# -- days --------------------------------------------------------------------------------------------------------------


def _days(test: FactTest, denied: bool, day: date) -> tuple[PartialDate | None, PartialDate | None]:
    """When it was, and until when: a state and a denial hold on the day of judgement, an event lies where the windows ask."""
    holds_now = test.kind.keeps is Keeps.LATEST or denied
    if holds_now and all(map(_lets_in_today, test.windows)):
        return PartialDate.day(day), None
    starts = [_inside(one, day) for one in test.windows if _by_start(one)]
    ends = [_inside(one, day) for one in test.windows if not _by_start(one)]
    if _is_course(test.kind) and not denied:
        return _meeting(starts), _meeting(ends)
    return _meeting([*starts, *ends]), None


def _lets_in_today(window: Window) -> bool:
    """Whether the day of judgement itself lies in the window: within so long before it, or after something that is past."""
    if window.anchor is None:
        return window.relation == "within" and window.direction == "before"
    return window.relation == "after"


def _by_start(window: Window) -> bool:
    return window.direction == "after" and window.relation != "within"


def _inside(window: Window, day: date) -> PartialDate:
    """All days that a window from the request allows."""
    if window.anchor is not None or window.distance is None or window.direction != "before":
        raise _NotSaid
    edge = shift(day, window.distance, -1)
    return PartialDate(edge, day) if window.relation == "within" else PartialDate(OPEN_START, edge)


def _meeting(parts: list[PartialDate]) -> PartialDate | None:
    if not parts:
        return None
    first, last = max(one.earliest for one in parts), min(one.latest for one in parts)
    if first > last:
        raise _NotSaid
    return PartialDate(first, last)


def _is_course(kind: Kind) -> bool:
    """Whether it has an extent in time: its main field is a length."""
    return kind.main is not None and kind.fields[kind.main].unit in ("days", "weeks", "months")


def _of_moment(test: MomentTest, answer: bool, question: Question, day: date) -> Fact:
    """The event itself, so long ago as was answered."""
    scope = test.moment.scope
    if scope.comparison is not None or scope.windows:
        raise _NotSaid
    order = test.op if answer else _NOT[test.op]
    first, last = _ago(order, test.distance, day)
    fact = _made(scope.kind, _scope_values(scope, question), False)
    return replace(fact, when=PartialDate(first, last))


def _ago(order: str, distance: Duration, day: date) -> tuple[date, date]:
    edge = shift(day, distance, -1)
    one = Duration(days=1)
    return {
        ">=": (OPEN_START, edge),
        ">": (OPEN_START, shift(edge, one, -1)),
        "<=": (edge, day),
        "<": (shift(edge, one), day),
    }[order]
