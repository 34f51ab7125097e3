"""A spot of the engine as the parameters of an exported library: every fact flat, every day written as a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from necessity.evaluation.scope import Spot
from necessity.model.fact import Fact, Value
from necessity.policy.criterion import Criterion, Test, walk
from necessity.policy.leaf import LineTest
from necessity.quantity import Grade, Quantity
from necessity.report.cql_text import unit
from necessity.vocabulary.load import vocabulary

V = vocabulary()


def parameters(spot: Spot, kinds: Iterable[str], lines_asked: Iterable[LineTest]) -> dict[str, Any]:
    """What the engine sees at a spot, as the library asks for it; answers of other lines for the tests that ask for one."""
    answers = []
    for asked in lines_asked:
        for level in dict.fromkeys((None, *((spot.level, *spot.levels) if asked.at_this_level else ()))):
            found = spot.line_answers(asked.procedure, level)
            if found is not None:
                met = {"met": True, "not_met": False, "unknown": None}[found.verdict.value]
                answers.append({"procedure": asked.procedure, "level": level, "met": met})
    return {
        "Facts": [_fact(one) for kind in kinds for one in spot.facts(kind)],
        "Line": {"level": spot.level, "side": spot.side},
        "RequestDay": _day(spot.chart.day),
        "RequestedLevels": list(spot.levels),
        "RequestedLines": [
            {"procedure": one.procedure, "levels": list(one.levels)} for one in spot.lines if one.procedure is not None
        ],
        "LineAnswers": answers,
        "UnreadDocuments": sorted(spot.chart.unread_kinds),
    }


def lines_met(tree: Criterion) -> tuple[LineTest, ...]:
    """The tests of a tree that take the answer of another line."""
    tests = (one.body.leaf for one in walk(tree) if isinstance(one.body, Test))
    return tuple(one for one in tests if isinstance(one, LineTest) and one.question == "met")


def _fact(fact: Fact) -> dict[str, Any]:
    main = V.kinds[fact.kind].main
    fields = {name: value for name, value in fact.qualifiers.items() if name not in ("level", "side")}
    if main and fact.value is not None:
        fields[main] = fact.value
    when, until = fact.when, fact.until
    return {
        "kind": fact.kind,
        "assertion": fact.assertion.value,
        "level": fact.qualifiers.get("level"),
        "side": fact.qualifiers.get("side"),
        "fields": [_field(name, value) for name, value in fields.items()],
        "earliest": _day(when.earliest if when else None),
        "latest": _day(when.latest if when else None),
        "untilEarliest": _day(until.earliest if until else None),
        "untilLatest": _day(until.latest if until else None),
        "recorded": _day(fact.recorded),
        "attested": fact.is_only_attested,
    }


def _field(name: str, value: Value) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "word": None, "low": None, "high": None, "unit": None}
    told |= {"lowOpen": None, "highOpen": None}
    if isinstance(value, str):
        return told | {"word": value}
    if isinstance(value, Grade):
        return told | {"low": value.low, "high": value.high, "lowOpen": False, "highOpen": False, "unit": "grade"}
    assert isinstance(value, Quantity)
    low = None if value.low == float("-inf") else value.low
    high = None if value.high == float("inf") else value.high
    ends = {"lowOpen": value.low_open, "highOpen": value.high_open}
    return told | {"low": low, "high": high, "unit": unit(value.unit)} | ends


def _day(day: date | None) -> dict[str, str] | None:
    return None if day is None else {"$day": day.isoformat()}
