"""Whether a reason that was given for one answer holds of the record behind another, more favourable answer as well.

Invariant: a reason is set against tests of one pack that both lines are asked; what cannot be compared surely is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from necessity.assessment.answered import GivenReason, HoldsOfBoth, Matter, OnBoth, TestAsks
from necessity.evaluation.standing import MEETS, SILENT, Ready, Stands
from necessity.model.fact import Value
from necessity.quantity import Grade, Quantity
from necessity.verdict import MET
from necessity.vocabulary.kinds import Field
from necessity.vocabulary.load import Vocabulary

_Sides = Mapping[str, tuple[Stands, Stands]]


def holding(
    better: Ready, worse: Ready, about: Mapping[str, TestAsks], vocabulary: Vocabulary
) -> Iterator[HoldsOfBoth]:
    """The reasons for the worse answer that hold of the better one's record too, each once with where that shows best."""
    shared = [name for name in worse.least if name in better.most and name in about]
    for reason in worse.line.reasons:
        found = []
        for matter in reason.about:
            tests = _tests_on(matter, shared, about, vocabulary)
            sides = {name: (better.most[name], worse.least[name]) for name in tests}
            found.append(
                _falls_short(reason, matter, sides, about, vocabulary)
                or _holds(reason, matter, sides, about, vocabulary)
            )
        held = [one for one in found if one is not None]
        if held:
            yield min(held, key=lambda one: (not one.is_shown, not one.is_told))


def _tests_on(
    matter: Matter, shared: Sequence[str], about: Mapping[str, TestAsks], vocabulary: Vocabulary
) -> list[str]:
    """The shared tests on a matter: where there are any, those of its field, or of its word ("no medicines": of medicines)."""
    tests = [name for name in shared if about[name].kind == matter.kind]
    if matter.field is None:
        return tests
    if isinstance(matter.value, str):
        field, word = vocabulary.kinds[matter.kind].fields[matter.field], matter.value
        asked = {name: about[name].words.get(matter.field, ()) for name in tests}
        return [name for name, words in asked.items() if any(field.is_a(word, one) for one in words)] or tests
    return [name for name in tests if about[name].field == matter.field] or tests


def _holds(
    reason: GivenReason, matter: Matter, sides: _Sides, about: Mapping[str, TestAsks], vocabulary: Vocabulary
) -> HoldsOfBoth | None:
    """Where neither record meets any shared test on the matter, and the better one's shows no more of it, or is silent.

    Shown where the test asks what the reason is about, both tell of it, and what they name in that field is alike.
    """
    if not sides or any(MEETS in (here.at, there.at) for here, there in sides.values()):
        return None
    open_too = {name: both for name, both in sides.items() if both[0].at <= max(both[1].at, SILENT)}
    if not open_too:
        return None
    shown = {
        name
        for name, (here, there) in open_too.items()
        if here.tells and there.tells and about[name].field == matter.field
        if here.at <= there.at and _names_no_better_value(here, there, about[name], vocabulary)
    }
    name = min(open_too, key=lambda one: (one not in shown, -sum(side.tells for side in open_too[one])))
    here, there = open_too[name]
    return HoldsOfBoth(
        reason=reason,
        criterion=OnBoth(better=here.finding, worse=there.finding),
        is_shown=name in shown,
        is_told=here.tells or there.tells,
    )


def _names_no_better_value(here: Stands, there: Stands, asks: TestAsks, vocabulary: Vocabulary) -> bool:
    """Whether both records name a value, and the first none that all of the second fall short of; or neither names one."""
    ours, theirs = (_values(side, asks, vocabulary) for side in (here, there))
    better_than = ">" if asks.order in (">=", ">") else "<"
    return bool(ours) == bool(theirs) and not any(
        all(_is(one, better_than, two) for two in theirs) for one in ours if theirs
    )


def _falls_short(
    reason: GivenReason, matter: Matter, sides: _Sides, about: Mapping[str, TestAsks], vocabulary: Vocabulary
) -> HoldsOfBoth | None:
    """Where the better answer's record surely falls short of the value that a reason names for the other ("three months")."""
    for name, (here, there) in sides.items():
        asks = about[name]
        if matter.value is None or asks.order is None or asks.field != matter.field:
            continue
        worse_than = "<" if asks.order in (">=", ">") else ">"
        ours, theirs = (_values(side, asks, vocabulary) for side in (here, there))
        if not ours or not all(_is(value, worse_than, matter.value) for value in ours):
            continue
        if not any(_is(value, asks.order, matter.value) for value in theirs):
            return HoldsOfBoth(
                reason=reason,
                criterion=OnBoth(better=here.finding, worse=there.finding),
                is_shown=True,
                is_told=True,
                short_of=str(matter.value).replace("_", " "),
            )
    return None


def _values(stands: Stands, asks: TestAsks, vocabulary: Vocabulary) -> list[Value]:
    """What the facts of a test say in the field that it compares, as values that can be ordered."""
    kind = vocabulary.kinds[asks.kind]
    found: list[Value] = []
    for fact in stands.finding.facts:
        if fact.kind != asks.kind or fact.is_denial or asks.field is None:
            continue
        value = fact.value if kind.main == asks.field else fact.qualifiers.get(asks.field)
        if isinstance(value, str):
            value = _typed(value, kind.fields[asks.field])
        if value is not None:
            found.append(value)
    return found


def _typed(words: str, field: Field) -> Value | None:
    """A value as a review writes it, back as what it was; None where it has no order."""
    try:
        return field.scale.parse(words) if field.scale else Quantity.parse(words) if field.unit else None
    except ValueError:
        return None


def _is(value: Value, order: str, bound: Value) -> bool:
    """Whether it is surely so; what cannot be compared is not."""
    try:
        if isinstance(value, Quantity) and isinstance(bound, Quantity):
            return value.compare(order, bound) is MET
        return isinstance(value, Grade) and isinstance(bound, Grade) and value.compare(order, bound) is MET
    except ValueError:
        return False
