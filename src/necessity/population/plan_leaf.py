"""One leaf about facts as a plan: which rows it looks at, what it asks of each, and what it takes silence for.

Invariant: every rule is that of docs/policy-language.md, "What a leaf means", written a second time and not taken from the
evaluator of one case.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from necessity.policy.leaf import FactTest, Moment, MomentTest
from necessity.population.condition import (
    NO,
    YES,
    Choice,
    Column,
    Condition,
    Is,
    Rails,
    Term,
    all_rails,
    among,
    both,
    either,
)
from necessity.population.plan_field import asked_of, denial_covers, has_field, speaks_against_denial
from necessity.population.plan_place import at_level, concordant, on_side, sides_asked
from necessity.population.plan_window import DAY, counted_from, in_window
from necessity.population.rows import FIRST_DAY, NEVER_ENDS, Said
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.kinds import Kind
from necessity.when import Duration


@dataclass(frozen=True, slots=True)
class Moved:
    """The day `day` moved by `by`; `alias` is the row that holds it `back` and `forth`."""

    alias: str
    day: Term
    by: Duration


@dataclass(frozen=True, slots=True)
class AtMoment:
    """The moment `moment` at the spot; `alias` is its row."""

    alias: str
    moment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactScan:
    """The facts of a kind that a leaf or a moment looks at.

    `scope` and `test` are their rails; facts whose scope failed are left out. `first` and `last` are the days by which one fact
    replaces another, or between which a moment lies. `left` and `right`: whether a fact on both sides counts for that side.
    """

    number: int
    kind: Kind
    joins: tuple[Moved | AtMoment, ...]
    scope: Rails
    test: Rails
    speaks: Condition
    first: Term
    last: Term
    left: Condition = YES
    right: Condition = YES


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment that a leaf counts from; `ignored`: without it the window asks nothing."""

    moment: int
    ignored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLeaf:
    """A leaf about facts. `unheard` is the same leaf where what silence says of its moments does not count.

    `silence` is what nothing said means: unknown, absent, absent after, closed.
    """

    number: int
    scan: FactScan
    unheard: FactScan | None
    anchors: tuple[Anchor, ...]
    absent: bool
    silence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPlan:
    """A named day of the record. `rank` 0 leans on no other moment, 1 on those of rank 0, and so on."""

    number: int
    rank: int
    scan: FactScan
    which: str
    silence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLeaf:
    """The time from a moment to the day of judgement."""

    number: int
    joins: tuple[Moved | AtMoment, ...]
    placed: Rails
    moment: int
    ignored: bool


MomentKey = tuple[object, ...]


@dataclass(kw_only=True)
class LeafPlanner:
    """Plans the leaves of one policy; moments are planned once each, in `moments`. `numbers` gives each a number of its own."""

    anatomy: Anatomy
    base: int
    moments: dict[MomentKey, MomentPlan] = field(default_factory=dict)
    taken: int = 0

    def number(self) -> int:
        self.taken += 1
        return self.base + self.taken

    # -- leaves --------------------------------------------------------------------------------------------------------

    def fact_leaf(self, test: FactTest, *, silence_absent: bool, documented_only: bool) -> FactLeaf:
        """The plan of a test on facts."""
        anchors = tuple(
            Anchor(self.moment(one.anchor, documented_only=documented_only).number, one.anchor.ignore_if_none)
            for one in test.windows
            if one.anchor is not None
        )
        number = self.number()
        unheard = None
        if any(one.ignored for one in anchors):
            unheard = self._scan(test, self.number(), documented_only, silence_speaks=False)
        return FactLeaf(
            number=number,
            scan=self._scan(test, number, documented_only),
            unheard=unheard,
            anchors=anchors,
            absent=test.absent,
            silence=silence_of(test.kind, silence_absent),
        )

    def age_leaf(self, test: MomentTest, *, silence_absent: bool, documented_only: bool) -> AgeLeaf:
        """The plan of a test on the age of a moment."""
        moment = self.moment(test.moment, documented_only=documented_only, silence_absent=silence_absent)
        edge, low, high = Column("e.back"), Column("m.low"), Column("m.high")
        placed = {
            ">=": Rails(Is(high, "<=", edge), Is(edge, "<", low)),
            ">": Rails(Is(high, "<", edge), Is(low, ">=", edge)),
            "<=": Rails(Is(low, ">=", edge), Is(high, "<", edge)),
            "<": Rails(Is(edge, "<", low), Is(edge, ">=", high)),
        }[test.op]
        return AgeLeaf(
            number=self.number(),
            joins=(AtMoment("m", moment.number), Moved("e", DAY, test.distance)),
            placed=placed,
            moment=moment.number,
            ignored=test.moment.ignore_if_none,
        )

    def moment(self, moment: Moment, *, documented_only: bool, silence_absent: bool = False) -> MomentPlan:
        """The plan of a moment; the same one for every leaf that asks for it in the same way."""
        key = (*moment_key(moment), documented_only, silence_absent)
        if key not in self.moments:
            inner = [self.moment(one, documented_only=documented_only) for one in moment.scope.moments]
            number = self.number()
            self.moments[key] = MomentPlan(
                number=number,
                rank=max((one.rank + 1 for one in inner), default=0),
                scan=self._scan(moment.scope, number, documented_only, extent=True),
                which=moment.which,
                silence=silence_of(moment.scope.kind, silence_absent),
            )
        return self.moments[key]

    # -- which facts ---------------------------------------------------------------------------------------------------

    def _scan(
        self, test: FactTest, number: int, documented_only: bool, *, silence_speaks: bool = True, extent: bool = False
    ) -> FactScan:
        """`extent`: for a moment, where an undated event lies up to the day it was written down and nothing is asked."""
        said = Said(test.kind)
        parts, joins = self._windows(test, documented_only, silence_speaks)
        scope = all_rails(*self._filters(test, said, documented_only), *parts)
        left, right = sides_asked(test)
        first, last = Column("f.first"), Column("f.last")
        dated = Is(first, ">", 0)
        written = Choice(Is(Column("f.recorded"), ">", 0), Column("f.recorded"), DAY)
        return FactScan(
            number=number,
            kind=test.kind,
            joins=joins,
            scope=scope,
            test=Rails(NO, NO) if extent else asked_of(said, test.comparison, self.anatomy),
            speaks=YES if extent else speaks_against_denial(said),
            first=Choice(dated, first, FIRST_DAY) if extent else first,
            last=Choice(dated, last, written if extent else NEVER_ENDS),
            left=left,
            right=right,
        )

    def _filters(self, test: FactTest, said: Said, documented_only: bool) -> list[Rails]:
        found = []
        if documented_only:
            found.append(Rails(Is(said.column("attested"), "=", 0), NO))
        if test.level is not None:
            found.append(at_level(test.level, said, self.anatomy))
        if test.this_side:
            found.append(on_side(said))
        if test.concordant:
            found.append(concordant(said, self.anatomy))
        if test.kind.denies_alone:
            found.append(Rails(_denies_enough(test, said), NO))
        return found + [has_field(said, one, self.anatomy) for one in test.having]

    # -- windows -------------------------------------------------------------------------------------------------------

    def _windows(
        self, test: FactTest, documented_only: bool, silence_speaks: bool
    ) -> tuple[list[Rails], tuple[Moved | AtMoment, ...]]:
        found: list[Rails] = []
        joins: list[Moved | AtMoment] = []
        for number, window in enumerate(test.windows):
            low: Term = DAY
            high: Term = DAY
            if window.anchor is not None:
                moment = self.moment(window.anchor, documented_only=documented_only)
                joins.append(AtMoment(f"m{number}", moment.number))
                low, high = Column(f"m{number}.low"), Column(f"m{number}.high")
            edge_low, edge_high = low, high
            if window.distance is not None:
                way = "back" if window.direction == "before" else "forth"
                joins.append(Moved(f"e{number}", low, window.distance))
                edge_low = edge_high = Column(f"e{number}.{way}")
                if window.anchor is not None:
                    joins.append(Moved(f"l{number}", high, window.distance))
                    edge_high = Column(f"l{number}.{way}")
            rails = in_window(test.kind, window, (low, high), (edge_low, edge_high))
            if window.anchor is not None:
                rails = counted_from(rails, f"m{number}", window.anchor.ignore_if_none, silence_speaks)
            found.append(rails)
        return found, tuple(joins)


# -- denials -------------------------------------------------------------------------------------------------------------


def _denies_enough(test: FactTest, said: Said) -> Condition:
    """A denial of one sort says nothing of the others: all that it names, and that is denied alone, must be asked for."""
    kind = test.kind
    asked = {one.field.name for one in test.having}
    asked |= {"level"} if test.level else set()
    asked |= {"side"} if test.this_side else set()
    compared = test.comparison if test.comparison and test.comparison.op == "is" else None
    clear = []
    for name in dict.fromkeys(("level", "side", *kind.fields, "beyond")):
        if name in asked or not kind.is_denied_alone(name):
            continue
        unnamed = _unnamed(said, name)
        if compared and compared.field.name == name:
            unnamed = either(unnamed, denial_covers(said, compared).met)
        clear.append(unnamed)
    return either(said.stated, both(*clear))


def _unnamed(said: Said, name: str) -> Condition:
    """The fact has no word for the field; on both sides is no side of its own."""
    if name == "beyond":
        return Is(said.column("beyond"), "=", 0)
    if name == "side" and said.kind.main != "side":
        return among(said.column("side"), ("", "both"))
    if name in said.kind.fields and said.kind.fields[name].type.value in ("scale", "quantity"):
        return Is(said.word(name), "<>", "word")
    return said.untold(name)


def silence_of(kind: Kind, counted_absent: bool) -> str:
    """What it means that nothing is said: closed, absent, absent after, unknown."""
    if kind.silence.means == "closed":
        return "closed"
    if counted_absent or kind.silence.means == "absent":
        return "absent"
    return "absent after" if kind.silence.after is not None else "unknown"


# -- keys --------------------------------------------------------------------------------------------------------------


def moment_key(moment: Moment) -> MomentKey:
    """Two moments that ask the same have one key."""
    return (moment.which, moment.ignore_if_none, *test_key(moment.scope))


def test_key(test: FactTest) -> tuple[object, ...]:
    """Two tests that ask the same of the same facts have one key."""
    compared = tuple(
        (one.field.name, one.op, one.bound) if one else None for one in (test.comparison, None, *test.having)
    )
    windows = tuple(
        (one.relation, one.direction, moment_key(one.anchor) if one.anchor else None, one.distance)
        for one in test.windows
    )
    return (test.kind.name, test.absent, test.level, test.this_side, test.concordant, compared, windows)
