"""The leaf of a policy as a typed record: one question about one kind of fact, a moment, or another line of the request.

Invariant: nothing in a leaf is a name to be looked up: kinds, parameters and moments are resolved, and a bound has the type of
the field that it is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.assessment.finding import Source
from necessity.errors import Place
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.kinds import Field, Kind
from necessity.when import Duration

LEVELS = {
    "this": "at this level",
    "adjacent": "at an adjacent level",
    "another": "at another level",
    "unrequested": "at an unrequested level",
}
"""How a filter on the level is written."""

Bound = Quantity | Grade | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named number, word or list of a pack, with where it comes from. `value` is as written; its field gives it a type."""

    name: str
    value: str | tuple[str, ...]
    source: Source
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`field op bound`; `op` is an order, `is`, `is not` or `one of`. `parameter` is what gave the bound, if any."""

    field: Field
    op: str
    bound: Bound
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`relation` within, at_least, before or after; `direction` before or after; `anchor` None is the request day."""

    relation: str
    direction: str
    anchor: Moment | None
    distance: Duration | None = None
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTest:
    """Which facts of a kind are looked at (scope), and what is asked of them (comparison, or that there is one)."""

    kind: Kind
    comparison: Comparison | None = None
    absent: bool = False
    level: str | None = None  # this | adjacent | another | unrequested
    this_side: bool = False
    concordant: bool = False
    having: tuple[Comparison, ...] = ()
    windows: tuple[Window, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those that this test itself reads; those of its moments apart."""
        compared = (one.parameter for one in (self.comparison, *self.having) if one)
        return tuple(one for one in (*compared, *(window.parameter for window in self.windows)) if one)

    @property
    def moments(self) -> tuple[Moment, ...]:
        return tuple(window.anchor for window in self.windows if window.anchor)

    @property
    def needs_level(self) -> bool:
        moments = (window.anchor for window in self.windows if window.anchor)
        return bool(self.level) or self.concordant or any(moment.scope.needs_level for moment in moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A named day of the record: the first or last fact in a scope. `ignore_if_none`: a window from it asks nothing then."""

    id: str
    which: str  # first | last
    scope: FactTest
    ignore_if_none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentTest:
    """The time from a moment to the request day, compared with a length of time."""

    moment: Moment
    op: str
    distance: Duration
    parameter: Parameter

    @property
    def needs_level(self) -> bool:
        return self.moment.scope.needs_level


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTest:
    """Whether another line of the request exists, or what its answer is, at this level or at all."""

    procedure: str
    question: str  # requested | met
    at_this_level: bool

    @property
    def needs_level(self) -> bool:
        return self.at_this_level


Leaf = FactTest | MomentTest | LineTest


def parameters_of(leaf: Leaf) -> tuple[Parameter, ...]:
    """Every parameter that a leaf reads, by its moments too."""
    if isinstance(leaf, LineTest):
        return ()
    if isinstance(leaf, MomentTest):
        return (leaf.parameter, *parameters_of(leaf.moment.scope))
    below = (one for moment in leaf.moments for one in parameters_of(moment.scope))
    return (*leaf.parameters, *below)


def set_by(leaf: Leaf) -> tuple[Source, ...]:
    """The sources of the parameters that a leaf reads, each once."""
    return tuple(dict.fromkeys(one.source for one in parameters_of(leaf)))


def named_parameters(leaf: Leaf) -> tuple[tuple[str, str], ...]:
    """Every parameter that a leaf reads, each once, with its value in words; a list in the order of the pack."""
    found = {one.name: one.value if isinstance(one.value, str) else ", ".join(one.value) for one in parameters_of(leaf)}
    return tuple(found.items())


def moments_of(leaf: Leaf) -> tuple[Moment, ...]:
    """Every moment that a leaf needs, those that others are built on first."""
    if isinstance(leaf, LineTest):
        return ()
    direct = (leaf.moment,) if isinstance(leaf, MomentTest) else leaf.moments
    found = (one for moment in direct for one in (*moments_of(moment.scope), moment))
    return tuple({one.id: one for one in found}.values())
