"""JSON of FHIR as it comes: every part asked for by its shape, and nothing where the shape is another.

Invariant: nothing here raises for what a resource holds, and no half of a character gets past it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from necessity.errors import Place, Problem
from necessity.exchange.coded import Coding, Measured
from necessity.when import PartialDate

Tree = dict[str, Any]
MOST_DEPTH = 60
_HALVES = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:T.*)?", re.DOTALL)


@dataclass(slots=True)
class _Members:
    """Builds objects and remembers the keys that stand twice in one, for a second `status` could hide the first."""

    twice: set[str] = field(default_factory=set)

    def tree(self, pairs: list[tuple[str, Any]]) -> Tree:
        found: Tree = {}
        for key, value in pairs:
            if key in found:
                self.twice.add(_whole(key))
            found[key] = [_whole(one) for one in value] if isinstance(value, list) else _whole(value)
        return found


def parsed(text: str, name: str) -> tuple[Any, tuple[Problem, ...]]:
    """The value of a JSON text, or None and every problem of it."""
    members = _Members()
    try:
        value = json.loads(text, object_pairs_hook=members.tree, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = Place(name, error.lineno, error.colno)
        return None, (Problem(what="this is not JSON", where=place, why=error.msg, remedy="save the resource again"),)
    except RecursionError:
        return None, (Problem(what="this is nested too deeply", where=Place(name)),)
    except ValueError as error:
        return None, (Problem(what="this JSON holds a number that is none", where=Place(name), why=str(error)),)
    if _is_too_deep(value):
        return None, (
            Problem(what="this is nested too deeply", where=Place(name), why=f"more than {MOST_DEPTH} levels"),
        )
    problems = tuple(
        Problem(what=f"the key '{key}' stands twice in one object", where=Place(name), remedy="keep one")
        for key in sorted(members.twice)
    )
    return (None if problems else value), problems


def _is_too_deep(value: Any) -> bool:
    layer = [value]
    for _ in range(MOST_DEPTH):
        held = [one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, dict | list)]
        layer = [below for inside in held for below in inside if isinstance(below, dict | list)]
        if not layer:
            return False
    return True


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is not a number")


def _whole(value: Any) -> Any:
    return _HALVES.sub("\ufffd", value) if isinstance(value, str) else value


def tree(value: Any) -> Tree:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def trees(value: Any) -> list[Tree]:
    """The objects of a list; an object alone counts as a list of one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def word(value: Any) -> str:
    """Text without space around it; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A finite number; None for anything else, `true` among it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def when(value: Any) -> PartialDate | None:
    """A `date`, `dateTime` or `instant` as a day, a month or a year; None where it is none of these."""
    match = _DAY.fullmatch(word(value))
    try:
        return PartialDate.parse(match[1]) if match else None
    except ValueError:
        return None


def is_bad_date(value: Any) -> bool:
    """Whether something stands where a date should, and is none."""
    return value is not None and when(value) is None


def codings(concept: Any) -> tuple[Coding, ...]:
    """The codes of a CodeableConcept; of a Coding alone too."""
    found = tree(concept)
    rows = trees(found.get("coding")) or ([found] if "code" in found and "coding" not in found else [])
    return tuple(
        Coding(system=word(row.get("system")), code=word(row.get("code")), display=word(row.get("display")))
        for row in rows
    )


def code_words(concept: Any) -> set[str]:
    """The bare codes of a CodeableConcept or of a plain code, in lower case."""
    if isinstance(concept, str):
        return {concept.strip().lower()} - {""}
    return {one.code.lower() for one in codings(concept) if one.code}


def named(concept: Any) -> str:
    """How a concept names itself: its text, else the words beside its first code."""
    text = word(tree(concept).get("text"))
    return text or next((one.display for one in codings(concept) if one.display), "")


def measured(quantity: Any) -> Measured | None:
    """A Quantity with a number; its unit by code, else as written."""
    found = tree(quantity)
    value = number(found.get("value"))
    if value is None:
        return None
    unit = word(found.get("code")) or word(found.get("unit"))
    comparator = word(found.get("comparator"))
    if comparator not in ("", "<", "<=", ">", ">="):
        return None
    return Measured(number=value, unit=unit, comparator=comparator)


def strings_below(value: Any) -> Iterator[str]:
    """Every text in a list of annotations."""
    for one in trees(value):
        if text := word(one.get("text")):
            yield text
