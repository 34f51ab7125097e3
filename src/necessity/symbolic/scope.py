"""What one precise fact is to a test: inside its scope or not, meeting it or not; written from the language's own page.

Invariant: this shares no line with the evaluator. The two are held against each other, fact by fact, in every witness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from necessity.model.fact import Value
from necessity.policy.leaf import Comparison, FactTest, Window
from necessity.quantity import Grade, Quantity
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.kinds import FieldType, Keeps, Kind
from necessity.when import PartialDate, shift

DAY = date(2026, 6, 1)
"""The day of every request that is made up here."""
HERE, BESIDE, AWAY = "L4-L5", "L3-L4", "L1-L2"
"""The level that is asked for, one next to it, and one that is neither; no line asks for the last two."""
COURSE_UNITS = ("days", "weeks", "months")

IGNORED, OPEN = "ignored", "open"
Anchor = int | str | None
"""The day of a moment, in days before the request; IGNORED where there was none and nothing is asked, OPEN where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One precise fact. `values` are its fields, `level` and `side` among them; days count back from the request.

    `start` and `end` are the same day but for a course of care.
    """

    kind: Kind
    values: Mapping[str, Value] = field(default_factory=dict)
    denied: bool = False
    start: int = 10
    end: int = 10

    def day(self, which: str) -> PartialDate:
        return PartialDate.day(DAY - timedelta(days=self.start if which == "start" else self.end))

    @property
    def is_course(self) -> bool:
        return is_course(self.kind)


def is_course(kind: Kind) -> bool:
    """Whether the kind is placed by its end where nothing else is told: something that goes on for a length of time."""
    main = kind.fields[kind.main] if kind.main else None
    return kind.keeps is Keeps.EVERY and main is not None and main.unit in COURSE_UNITS


def days_before(edge: date) -> int:
    """How many days before the request a day lies."""
    return (DAY - edge).days


# -- fields ------------------------------------------------------------------------------------------------------------


def compares(comparison: Comparison, found: Value | None) -> Verdict:
    """A value against what is asked of it."""
    if found is None:
        return UNKNOWN
    bound = comparison.bound
    if isinstance(found, str):
        words = bound if isinstance(bound, tuple) else (bound,)
        verdict = NOT_MET
        for word in words:
            if not isinstance(word, str):
                return UNKNOWN
            if comparison.field.is_a(found, word):
                verdict = MET
            elif comparison.field.is_a(word, found):
                verdict = verdict | UNKNOWN
        return ~verdict if comparison.op == "is not" else verdict
    if isinstance(found, Quantity) and isinstance(bound, Quantity):
        return found.compare(comparison.op, bound)
    if isinstance(found, Grade) and isinstance(bound, Grade):
        return found.compare(comparison.op, bound)
    return UNKNOWN


def _roots(comparison: Comparison, said: Said, anatomy: Anatomy) -> Verdict:
    root, muscle = said.values.get("root"), said.values.get("muscle")
    bound = comparison.bound
    words = bound if isinstance(bound, tuple) else (bound,)
    found = [
        anatomy.has_root(str(word), root if isinstance(root, str) else None, str(muscle) if muscle else None)
        for word in words
    ]
    verdict = NOT_MET
    for one in found:
        verdict = verdict | one
    return ~verdict if comparison.op == "is not" else verdict


def has(comparison: Comparison, said: Said, anatomy: Anatomy) -> Verdict:
    """The filter `with FIELD ...`."""
    name = comparison.field.name
    found = said.values.get(name)
    if comparison.field.type is FieldType.ROOT and ("root" in said.values or "muscle" in said.values):
        return _roots(comparison, said, anatomy)
    if said.denied:
        return _covers(comparison, found)
    if name == "side" and found == "both":
        return MET
    return compares(comparison, found)


def _covers(comparison: Comparison, found: Value | None) -> Verdict:
    """A denial that names nothing covers all; one that names a word covers that word and what is narrower."""
    if found is None:
        return MET
    bound = comparison.bound
    words = [str(word) for word in (bound if isinstance(bound, tuple) else (bound,))]
    covered = [comparison.field.is_a(word, str(found)) for word in words]
    if all(covered):
        return MET
    part = any(covered) or any(comparison.field.is_a(str(found), word) for word in words)
    return UNKNOWN if part else NOT_MET


def asked(test: FactTest, said: Said, anatomy: Anatomy) -> Verdict:
    """What the comparison, or that there is such a fact, comes to."""
    comparison = test.comparison
    if said.denied:
        if comparison is None:
            return NOT_MET
        if comparison.field.open_when_denied:
            return UNKNOWN
        found = {compares(comparison, word) for word in comparison.field.when_denied}
        return found.pop() if len(found) == 1 else UNKNOWN if found else NOT_MET
    if comparison is None:
        return MET
    if comparison.field.type is FieldType.ROOT:
        return _roots(comparison, said, anatomy)
    return compares(comparison, said.values.get(comparison.field.name))


# -- where and when ----------------------------------------------------------------------------------------------------


def at_level(wanted: str, said: Said, anatomy: Anatomy, here: str | None) -> Verdict:
    """Whether a fact stands at the level that is wanted, seen from `here`; a denial without a level speaks of all."""
    level = said.values.get("level")
    if level is None:
        return MET if said.denied else UNKNOWN
    if here is None:
        return UNKNOWN
    if wanted == "this":
        return Verdict.of(level == here)
    if wanted == "adjacent":
        return Verdict.of(level in anatomy.neighbours(here))
    return Verdict.of(level != here)  # no fact made up here stands at another level that is requested


def on_side(said: Said, side: str | None) -> Verdict:
    """Whether a fact is on the side of the line; a line without one asks nothing."""
    if side is None:
        return MET
    found = said.values.get("side")
    if found is None:
        return MET if said.denied else UNKNOWN
    return Verdict.of(found in (side, "both"))


def concordant(said: Said, anatomy: Anatomy, here: str | None) -> Verdict:
    """Whether the root or the muscle of a fact belongs to the level."""
    root, muscle = said.values.get("root"), said.values.get("muscle")
    if root is None and muscle is None and said.denied:
        return MET
    if here is None:
        return UNKNOWN
    return anatomy.belongs(here, root if isinstance(root, str) else None, str(muscle) if muscle else None)


def in_window(window: Window, said: Said, anchor: Anchor) -> Verdict:
    """One window; `anchor` is the day of its moment, None where it is counted from the request."""
    if anchor == IGNORED:
        return MET
    if anchor == OPEN or isinstance(anchor, str):
        return UNKNOWN
    by_start = window.direction == "after" and window.relation != "within"
    point = said.day("start" if by_start else "end")
    fixed = PartialDate.day(DAY - timedelta(days=anchor or 0))
    if window.relation in ("before", "after"):
        return point.before(fixed) if window.relation == "before" else point.after(fixed)
    assert window.distance is not None
    back = window.direction == "before"
    edge = PartialDate.day(shift(fixed.earliest, window.distance, -1 if back else 1))
    if window.relation == "within":
        return point.between(edge, fixed) if back else point.between(fixed, edge)
    return point.on_or_before(edge) if back else point.on_or_after(edge)


def denies_enough(test: FactTest, said: Said) -> Verdict:
    """A denial of one sort says nothing of the others, of events and where the kind's file says so."""
    if not said.denied:
        return MET
    named = {name for name, value in said.values.items() if (name, value) != ("side", "both")}
    named = set(filter(test.kind.is_denied_alone, named))
    mine = {one.field.name for one in test.having}
    mine |= {"level"} if test.level else set()
    mine |= {"side"} if test.this_side else set()
    return MET if named <= mine else UNKNOWN
