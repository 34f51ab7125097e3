"""Settled answers stay settled: random trees on random charts, then one unknown thing of the chart is settled.

Adding a fact is not settling: what is filled in here was there all along and only not told, or not told exactly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import DAY, V, chart, fact, leaf, node, spot
from random_trees import leaves, trees

from necessity.assessment.finding import Finding
from necessity.evaluation.criterion import node_of
from necessity.evaluation.scope import Spot
from necessity.model.document import Attestation
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy import criterion as tree
from necessity.policy.criterion import Criterion, walk
from necessity.policy.leaf import FactTest, MomentTest
from necessity.quantity import Grade, Quantity
from necessity.verdict import UNKNOWN, Verdict
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind
from necessity.when import OPEN_START, PartialDate

LEVELS = ("L3-L4", "L4-L5", "L5-S1")
SIDES = ("left", "right", "both")
MUSCLES = ("extensor hallucis longus", "tibialis anterior", "quadriceps")


def whens() -> st.SearchStrategy[PartialDate | None]:
    def made(parts: tuple[int, int]) -> PartialDate:
        first = DAY - timedelta(days=parts[0] * 30)
        return PartialDate(first, min(DAY, first + timedelta(days=parts[1])))

    exact_or_wide = st.tuples(st.integers(0, 30), st.sampled_from([0, 0, 0, 20, 60, 400]))
    return st.one_of(st.none(), exact_or_wide.map(made))


def values(field: Field) -> st.SearchStrategy[Any]:
    """A value of a field, sometimes imprecise."""
    if field.type is FieldType.SCALE and field.scale is not None:
        scale, top = field.scale, len(field.scale.words) - 1
        return st.tuples(st.integers(0, top), st.sampled_from([0, 0, 2])).map(
            lambda pair: Grade(scale, pair[0], min(top, pair[0] + pair[1]))
        )
    if field.type is FieldType.QUANTITY:
        unit = field.unit or "n"
        return st.tuples(st.integers(0, 8), st.sampled_from([0, 0, 3])).map(
            lambda pair: Quantity(pair[0], pair[0] + pair[1], unit)
        )
    if field.type is FieldType.ROOT:
        return st.sampled_from(["L3", "L4", "L5", "S1"])
    if field.type is FieldType.FREE:
        return st.sampled_from(MUSCLES if field.name == "muscle" else ("marrow-aspirate", "lumbar-fusion"))
    return st.sampled_from(sorted(field.words)[:8])


@st.composite
def facts(draw: st.DrawFn, kinds: tuple[str, ...]) -> Fact:
    kind = V.kinds[draw(st.sampled_from(kinds))]
    denied = draw(st.integers(0, 4)) == 0
    given_value, qualifiers = None, {}
    for name, field in kind.fields.items():
        if draw(st.integers(0, 3 if denied else 9)) < (1 if denied else 7):
            value = draw(values(field))
            if name == kind.main:
                given_value = value
            else:
                qualifiers[name] = value
    muscle = qualifiers.get("muscle")
    if muscle and "root" in qualifiers:
        known = V.anatomy.muscles[str(muscle)]
        qualifiers["root"] = draw(st.sampled_from([known.main, *known.others]))
    if kind.has_level and draw(st.integers(0, 3)):
        qualifiers["level"] = draw(st.sampled_from(("L4-L5", "L4-L5", *LEVELS)))
    if kind.has_side and draw(st.integers(0, 3)):
        qualifiers["side"] = draw(st.sampled_from(SIDES))
    when, until = draw(whens()), None
    if kind.name == "conservative_care" and when is not None and draw(st.booleans()):
        until = PartialDate(when.earliest, min(DAY, when.latest + timedelta(days=60)))
    attested = draw(st.integers(0, 5)) == 0
    return Fact(
        kind=kind.name,
        value=given_value,
        qualifiers=qualifiers,
        assertion=Assertion.ABSENT if denied else Assertion.PRESENT,
        when=when,
        until=until,
        recorded=draw(st.sampled_from([None, DAY, DAY - timedelta(days=1)])),
        evidence=(Attestation(by="somebody"),) if attested else (),
    )


# -- settling ----------------------------------------------------------------------------------------------------------


def narrower_day(draw: st.DrawFn, when: PartialDate | None, latest: date) -> PartialDate:
    """One day inside; an undated thing happened by the day on which it was written down."""
    first, last = (OPEN_START, latest) if when is None else (when.earliest, when.latest)
    first = max(first, DAY - timedelta(days=1500)) if when is None else first
    return PartialDate.day(first + timedelta(days=draw(st.integers(0, max(0, (last - first).days)))))


def narrower_value(draw: st.DrawFn, value: Value, field: Field | None) -> Value:
    if isinstance(value, Quantity):
        return Quantity.exactly(draw(st.integers(int(value.low), int(value.high))), value.unit)
    if isinstance(value, Grade):
        place = draw(st.integers(value.low, value.high))
        return Grade(value.scale, place, place)
    below = [word for word, above in (field.words if field else {}).items() if value in above]
    return draw(st.sampled_from([value, *below]))


def settled(draw: st.DrawFn, one: Fact) -> Fact:
    """The fact with some of what is open filled in or narrowed. A denial that names nothing says that nothing is there."""
    kind: Kind = V.kinds[one.kind]
    latest = min(one.recorded or DAY, DAY)
    changes: dict[str, Any] = {}
    if draw(st.booleans()) and (one.when is None or not one.when.is_exact):
        changes["when"] = narrower_day(draw, one.when, latest)
    ends_open = kind.name == "conservative_care" and kind.keeps is Keeps.EVERY
    if ends_open and one.until is None and draw(st.booleans()):
        start = changes.get("when", one.when)
        if start is not None:
            changes["until"] = narrower_day(draw, PartialDate(start.latest, max(start.latest, latest)), latest)
    if one.is_denial:
        return replace(one, **changes) if changes else one
    qualifiers = dict(one.qualifiers)
    for name, field in kind.fields.items():
        have = one.value if name == kind.main else one.qualifiers.get(name)
        if not draw(st.booleans()):
            continue
        if have is not None:
            new = narrower_value(draw, have, field)
        elif name == "muscle" and "root" in one.qualifiers:
            continue  # a root that was told stands; which muscle it was seen in adds no root
        elif field.type is FieldType.ROOT and "muscle" in one.qualifiers:
            known = V.anatomy.muscles[str(one.qualifiers["muscle"])]
            new = draw(st.sampled_from([known.main, *known.others]))
        elif field.type is FieldType.ROOT and one.value in V.anatomy.reflexes:
            new = V.anatomy.reflexes[str(one.value)]  # a reflex has one root
        else:
            new = draw(values(field))
        if name == kind.main:
            changes["value"] = new
        else:
            qualifiers[name] = new
    if "muscle" in qualifiers and "root" in qualifiers and not {"muscle", "root"} <= set(one.qualifiers):
        known = V.anatomy.muscles[str(qualifiers["muscle"])]
        if qualifiers["root"] not in (known.main, *known.others):
            del qualifiers["root"]
    if kind.has_level and "level" not in qualifiers and draw(st.booleans()):
        qualifiers["level"] = draw(st.sampled_from(LEVELS))
    if kind.has_side and "side" not in qualifiers and draw(st.booleans()):
        qualifiers["side"] = draw(st.sampled_from(SIDES))
    return replace(one, qualifiers=qualifiers, **changes)


def kinds_in(criterion: Criterion) -> tuple[str, ...]:
    """The kinds of fact that a tree asks for, and those that its moments and silences need."""
    named: dict[str, None] = {}

    def look(test: FactTest) -> None:
        named.setdefault(test.kind.name)
        if test.kind.silence.after:
            named.setdefault(test.kind.silence.after)
        for window in test.windows:
            if window.anchor:
                look(window.anchor.scope)

    for one in walk(criterion):
        if isinstance(one.body, tree.Test):
            leaf = one.body.leaf
            if isinstance(leaf, FactTest):
                named.setdefault(leaf.kind.name)
                look(leaf)
            elif isinstance(leaf, MomentTest):
                look(leaf.moment.scope)
    return tuple(named) or ("neuro_exam",)


@dataclass(frozen=True)
class Settled:
    """A tree, a chart, the same chart with something settled, and the side that is asked for."""

    criterion: Criterion
    before: tuple[Fact, ...]
    after: tuple[Fact, ...]
    side: str | None


@st.composite
def cases(draw: st.DrawFn, criteria: st.SearchStrategy[Criterion]) -> Settled:
    criterion = draw(criteria)
    before = tuple(draw(st.lists(facts(kinds_in(criterion)), min_size=1, max_size=7)))
    after = tuple(settled(draw, one) for one in before)
    return Settled(criterion, before, after, draw(st.sampled_from([None, "left", "right", "both"])))


def verdicts(case: Settled) -> tuple[Verdict, Verdict]:
    judge: Callable[[Spot], Finding] = node_of(case.criterion)
    places = (spot(chart(of), "L4-L5", case.side, levels=("L4-L5", "L5-S1")) for of in (case.before, case.after))
    first, second = (judge(place).verdict for place in places)
    return first, second


@settings(max_examples=1500)
@given(cases(leaves()))
def test_a_settled_leaf_stays_settled(case: Settled) -> None:
    before, after = verdicts(case)
    assert before in (UNKNOWN, after)


# Few words and few days, so that facts meet in one series, part again and contradict each other all the time.

STRENGTHS = (
    "motor_strength.grade <= mrc_bound",
    "motor_strength.grade <= mrc_bound on this side",
    "motor_strength.grade <= mrc_bound with root L5",
    "motor_strength.grade <= mrc_bound with side left concordant with this level",
    "motor_strength.grade <= mrc_bound after last_exam",
)
COURSES = (
    "conservative_care.in_person is yes",
    "conservative_care.in_person is yes with modality esi",
    "conservative_care is absent with modality injection",
    "conservative_care.in_person is yes after first_exam",
)
FEW_DAYS = [None, *(PartialDate.day(DAY - timedelta(days=n)) for n in (3, 2, 1))]
FEW_DAYS += [PartialDate(DAY - timedelta(days=3), DAY - timedelta(days=1))]


@st.composite
def crowded(draw: st.DrawFn, kind: str, lines: tuple[str, ...]) -> Settled:
    moments = {"first_exam": "first: neuro_exam", "last_exam": "last: neuro_exam"}
    line = draw(st.sampled_from(lines))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        denied = draw(st.integers(0, 4)) == 0
        said: dict[str, str] = {}
        if kind == "motor_strength":
            said["side"] = draw(st.sampled_from(["", "left", "left", "right", "both"]))
            said["muscle"] = draw(st.sampled_from(["", MUSCLES[0], MUSCLES[0], MUSCLES[1]]))
            said["grade"] = "" if denied else draw(st.sampled_from(["3", "5", "5"]))
        else:
            said["modality"] = draw(st.sampled_from(["", "esi", "injection", "exercise"]))
            said["in_person"] = "" if denied else draw(st.sampled_from(["yes", "no", "no", ""]))
        one = fact(kind, denied=denied, **{name: word for name, word in said.items() if word})
        found.append(replace(one, when=draw(st.sampled_from(FEW_DAYS))))
    if draw(st.booleans()):
        found.append(fact("neuro_exam", on=(DAY - timedelta(days=2)).isoformat()))
    criterion = node("crowd", tree.Test(leaf=leaf(line, {"mrc_bound": "4-"}, **moments), line=line))
    after = tuple(settled(draw, one) for one in found)
    return Settled(criterion, tuple(found), after, draw(st.sampled_from([None, "left"])))


@settings(max_examples=1500)
@given(crowded("motor_strength", STRENGTHS))
def test_a_crowd_of_strengths_stays_settled(case: Settled) -> None:
    before, after = verdicts(case)
    assert before in (UNKNOWN, after)


@settings(max_examples=1000)
@given(crowded("conservative_care", COURSES))
def test_a_crowd_of_courses_stays_settled(case: Settled) -> None:
    before, after = verdicts(case)
    assert before in (UNKNOWN, after)


@settings(max_examples=600)
@given(cases(trees()))
def test_a_settled_tree_stays_settled(case: Settled) -> None:
    before, after = verdicts(case)
    assert before in (UNKNOWN, after)


@settings(max_examples=200)
@given(cases(trees()))
def test_the_same_input_gives_the_same_findings(case: Settled) -> None:
    at = spot(chart(case.before), side=case.side, levels=("L4-L5", "L5-S1"))
    assert node_of(case.criterion)(at) == node_of(case.criterion)(at)
