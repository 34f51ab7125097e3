"""What differs between two test lines: a threshold, the words of a list, or all of what is asked.

Invariant: names of parameters, their sources and their order in a line are not meaning; values, orders and filters are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from necessity.policy.leaf import Comparison, FactTest, Leaf, LineTest, Moment, MomentTest, Parameter, Window
from necessity.policy.words import amount_words, bound_words, plain

Shape = tuple[object, ...]

_UP, _DOWN, _NAMED, _EXACTLY = "up", "down", "named", "exactly"
_DIRECTION = {">=": _UP, ">": _UP, "<=": _DOWN, "<": _DOWN, "is": _NAMED, "one of": _NAMED, "is not": "not"}
_ORDER = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One value that a test compares with. `says` has it in words with its order; `words` where it is a list or a word.

    `about` is what is compared: `length of conservative care`. `parameter` is what gave the value, None where the line did.
    """

    about: str
    says: str
    words: tuple[str, ...] | None
    parameter: Parameter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A value of a test that became another one: a threshold, or a list with words `more` and words `less`."""

    about: str
    one: Asked
    two: Asked

    @property
    def is_list(self) -> bool:
        return self.one.words is not None and self.two.words is not None

    @property
    def more(self) -> tuple[str, ...]:
        return tuple(word for word in self.two.words or () if word not in (self.one.words or ()))

    @property
    def less(self) -> tuple[str, ...]:
        return tuple(word for word in self.one.words or () if word not in (self.two.words or ()))


def value_changes(one: Leaf, two: Leaf) -> tuple[ValueChange, ...] | None:
    """The values that differ, none where the two ask the same; None where they ask different things."""
    if shape_of(one) != shape_of(two):
        return None
    pairs = zip(_values(one), _values(two), strict=True)
    return tuple(ValueChange(about=a.about, one=a, two=b) for a, b in pairs if _said(a) != _said(b))


def asks_the_same(one: Leaf, two: Leaf) -> bool:
    """Whether two tests ask the same of the same facts, whatever their parameters are called."""
    return value_changes(one, two) == ()


def key_of(leaf: Leaf) -> Shape:
    """What a leaf asks, values included, as something that can be looked up."""
    return (shape_of(leaf), *map(_said, _values(leaf)))


def shape_of(leaf: Leaf) -> Shape:
    """What a leaf asks, its values apart."""
    if isinstance(leaf, LineTest):
        return ("line", leaf.procedure, leaf.question, leaf.at_this_level)
    if isinstance(leaf, MomentTest):
        return ("moment", _moment_shape(leaf.moment), _DIRECTION[leaf.op])
    return (
        leaf.kind.name,
        leaf.absent,
        leaf.level,
        leaf.this_side,
        leaf.concordant,
        tuple((one.field.name, order) for one, order in _compared(leaf)),
        leaf.comparison is not None,
        tuple(map(_window_shape, leaf.windows)),
    )


def _compared(test: FactTest) -> list[tuple[Comparison, str]]:
    """What is asked of the fields, each with its direction; a number held between two equal bounds is asked for exactly."""
    first = [test.comparison] if test.comparison else []
    every = [*first, *sorted(test.having, key=lambda one: (one.field.name, _DIRECTION[one.op]))]
    bounds = {(one.field.name, one.op, str(one.bound)) for one in every}
    found = []
    for one in every:
        pinned = all((one.field.name, op, str(one.bound)) in bounds for op in (">=", "<=")) and one.op in (">=", "<=")
        if not pinned:
            found.append((one, _DIRECTION[one.op]))
        elif one.op == ">=":
            found.append((one, _EXACTLY))
    return found


def _window_shape(window: Window) -> Shape:
    return (window.relation, window.direction, _moment_shape(window.anchor) if window.anchor else None)


def _moment_shape(moment: Moment) -> Shape:
    return (moment.which, moment.ignore_if_none, shape_of(moment.scope))


def _values(leaf: Leaf) -> Iterator[Asked]:
    """Every value, in the order of the shape."""
    if isinstance(leaf, LineTest):
        return
    if isinstance(leaf, MomentTest):
        says = f"{_ORDER[leaf.op]} {amount_words(leaf.parameter.value)}"
        yield Asked(about=f"time since the {plain(leaf.moment.id)}", says=says, words=None, parameter=leaf.parameter)
        yield from _values(leaf.moment.scope)
        return
    for one, direction in _compared(leaf):
        yield _value(leaf, one, direction)
    for window in leaf.windows:
        if window.parameter is not None:
            anchor = plain(window.anchor.id) if window.anchor else "request"
            lead = "at least" if window.relation == "at_least" else "within"
            says, about = f"{lead} {amount_words(window.parameter.value)}", f"{window.direction} the {anchor}"
            about = f"{plain(leaf.kind.name)} {about}"
            yield Asked(about=about, says=says, words=None, parameter=window.parameter)
        if window.anchor is not None:
            yield from _values(window.anchor.scope)


def _value(test: FactTest, one: Comparison, direction: str) -> Asked:
    about = f"{plain(one.field.name)} of {plain(test.kind.name)}"
    if one.op in _ORDER:
        says = bound_words(one) if direction == _EXACTLY else f"{_ORDER[one.op]} {bound_words(one)}"
        return Asked(about=about, says=says, words=None, parameter=one.parameter)
    words = one.bound if isinstance(one.bound, tuple) else (str(one.bound),)
    said = tuple(sorted(words))
    return Asked(about=about, says=bound_words(one) or "nothing", words=said, parameter=one.parameter)


def _said(asked: Asked) -> Shape:
    return (asked.words if asked.words is not None else asked.says,)
