"""The facts that a chart may hold, as far as some tests can tell them apart: one precise fact for each way of answering.

Invariant: two facts of a kind that every test answers alike, and that stand in one series, are one here; nothing else is left out
but what is imprecise, undated or only attested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from necessity.model.fact import Value
from necessity.policy.leaf import Comparison, FactTest, Moment
from necessity.quantity import Quantity
from necessity.symbolic.asked import Key, moment_key, test_key
from necessity.symbolic.scope import (
    AWAY,
    BESIDE,
    HERE,
    IGNORED,
    OPEN,
    Anchor,
    Said,
    asked,
    at_level,
    concordant,
    denies_enough,
    has,
    in_window,
    is_course,
    on_side,
)
from necessity.verdict import MET, NOT_MET, Verdict
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind

NEVER_BELOW_ZERO = ("mm", "cm", "percent", "n", "days", "weeks", "months", "years", "hours", "mL", "ng/mL")
_ROOT_GROUP = "root"


@dataclass(frozen=True, slots=True)
class Variant:
    """One test with the days of the moments that its windows hang on, one for each window that has a moment."""

    test: FactTest
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A fact with its answers: bit n of each mask is for variant n. `series` are what it replaces and is replaced in."""

    said: Said
    inside: int
    outside: int
    met: int
    failed: int
    series: Key = ()


# -- the variants of a kind ---------------------------------------------------------------------------------------------


def anchored(test: FactTest) -> tuple[Moment, ...]:
    """The moments of the windows of a test, in the order of its windows."""
    return tuple(window.anchor for window in test.windows if window.anchor)


def variants_of(tests: Iterable[FactTest], grid: Sequence[int]) -> list[Variant]:
    """Every test with every day, of those looked at, that its moments may fall on."""
    found: dict[Key, Variant] = {}
    for test in tests:
        states: list[list[Anchor]] = [
            [*grid, OPEN, *([IGNORED] if moment.ignore_if_none else [])] for moment in anchored(test)
        ]
        for anchors in product(*states):
            found.setdefault((test_key(test), anchors), Variant(test, anchors))
    return list(found.values())


def variant_key(test: FactTest, anchors: Sequence[Anchor]) -> Key:
    """The key of a variant: its test and where its moments are."""
    return (test_key(test), tuple(anchors))


# -- values that tell tests apart ----------------------------------------------------------------------------------------


def _bounds(field: Field, comparisons: Sequence[Comparison]) -> list[str]:
    words: dict[str, None] = {}
    for one in comparisons:
        bound = one.bound if isinstance(one.bound, tuple) else (one.bound,)
        words |= dict.fromkeys(word for word in bound if isinstance(word, str))
    return list(words)


def words_of(field: Field, comparisons: Sequence[Comparison]) -> list[Value]:
    """The words that are asked for, at their narrowest, and one that is none of them."""
    named = _bounds(field, comparisons)
    found: dict[str, None] = {}
    for word in named:
        narrower = [one for one in field.words if one != word and field.is_a(one, word)]
        found |= dict.fromkeys([one for one in narrower if one not in named][:1] if narrower else [word])
    related = [*named, *found]
    other = [
        one
        for one in field.words
        if not any(field.is_a(one, word) or field.is_a(word, one) for word in related)
        and not any(field.is_a(below, one) for below in field.words if below != one)
    ]
    found |= dict.fromkeys(other[:1])
    if not field.words:
        found |= {"something else": None}
    return list(found) or [next(iter(field.words))]


def quantities_of(field: Field, comparisons: Sequence[Comparison]) -> list[Value]:
    """A value below, at, between and above the bounds, as far as the field can hold them."""
    bounds = [one.bound for one in comparisons if isinstance(one.bound, Quantity)]
    found: dict[Quantity, None] = {}
    for unit in dict.fromkeys(one.unit for one in bounds):
        numbers = sorted({one.low for one in bounds if one.unit == unit})
        near = {number + step for number in numbers for step in (-1, 0, 1)}
        near |= {(a + b) / 2 for a, b in pairwise(numbers)}
        held = [n for n in sorted(near) if can_hold(unit, n)]
        found |= dict.fromkeys(Quantity.exactly(n, unit) for n in held)
    return list(found) or [Quantity.exactly(1, field.unit or "n")]


def can_hold(unit: str, number: float) -> bool:
    """Whether a field of that unit can be so much; a length is never below nothing, a share never above all."""
    if unit in NEVER_BELOW_ZERO and number < 0:
        return False
    if unit == "n" and number != int(number):
        return False
    return not (unit == "percent" and number > 100)


def _roots_of(
    kind: Kind, comparisons: Sequence[Comparison], tests: Sequence[FactTest], anatomy: Anatomy
) -> list[dict[str, Value]]:
    names = [name for name, one in kind.fields.items() if one.type is FieldType.ROOT or name == "muscle"]
    if not names:
        return [{}]
    roots = ["L5"]
    if any(test.concordant for test in tests) or comparisons:
        roots += ["L2"]
    for one in comparisons:
        roots += _bounds(one.field, [one])
    found: list[dict[str, Value]] = []
    for root in dict.fromkeys(roots):
        values: dict[str, Value] = {"root": root} if "root" in names else {}
        muscle = next((one.name for one in anatomy.muscles.values() if one.main == root), None)
        if "muscle" in names and muscle:
            values["muscle"] = muscle
        found.append(values)
    return found


def _groups(
    kind: Kind, tests: Sequence[FactTest], grid: Sequence[int], anatomy: Anatomy
) -> Iterator[list[dict[str, Value]]]:
    """For each group of fields that are said together, the values that they may take."""
    comparisons = [one for test in tests for one in (test.comparison, *test.having) if one]
    if kind.has_level:
        wanted = {test.level for test in tests}
        yield (
            [{"level": HERE}, {"level": BESIDE}, {"level": AWAY}]
            if wanted - {None, "this"}
            else [
                {"level": HERE},
                {"level": BESIDE},
            ]
            if "this" in wanted
            else [{"level": HERE}]
        )
    if kind.has_side:
        sides = [one for one in comparisons if one.field.name == "side"]
        named = [word for one in sides for word in _bounds(one.field, [one])]
        by_side = named or any(test.this_side for test in tests)
        yield [{"side": side} for side in dict.fromkeys(["left", *(["right"] if by_side else []), *named])]
    roots = [one for one in comparisons if one.field.type is FieldType.ROOT or one.field.name == "muscle"]
    yield _roots_of(kind, roots, tests, anatomy)
    asked = {one.field.name for one in comparisons if not one.field.is_key and one.field.type is not FieldType.ROOT}
    for name, field in kind.fields.items():
        if field.type is FieldType.ROOT or name == "muscle" or (name == "length" and is_course(kind)):
            continue
        mine = [one for one in comparisons if one.field.name == name]
        if mine:
            # where several fields are asked for, one may be told without the other: a negative test without its value
            unsaid: list[dict[str, Value]] = [{}] if len(asked) > 1 and not field.is_key else []
            yield [*({name: value} for value in _values(field, mine)), *unsaid]
        elif field.is_key or (name == kind.main and field.type is not FieldType.QUANTITY):
            yield [{name: _first(field)}]


def _values(field: Field, comparisons: Sequence[Comparison]) -> list[Value]:
    if field.type is FieldType.SCALE and field.scale is not None:
        return [field.scale.grade(word) for word in field.scale.words]
    if field.type is FieldType.QUANTITY:
        return quantities_of(field, comparisons)
    return words_of(field, comparisons)


def _first(field: Field) -> Value:
    if field.scale is not None:
        return field.scale.grade(field.scale.words[-1])
    if field.type is FieldType.QUANTITY:
        return Quantity.exactly(1, field.unit or "n")
    for word in ("mri", *field.words):
        if word in field.words and not any(field.is_a(one, word) for one in field.words if one != word):
            return word
    return next(iter(field.words), "something")


def _times(
    kind: Kind, tests: Sequence[FactTest], grid: Sequence[int], is_moment: bool
) -> Iterator[tuple[dict[str, Value], int, int]]:
    """How long a course went on, and its first and last day; for other kinds the day alone."""
    timed = is_moment or any(test.windows for test in tests)
    days = list(grid) if timed else [grid[0]]
    lengths: list[Value | None] = [None]
    if is_course(kind):
        main = kind.fields[kind.main or ""]
        mine = [one for test in tests for one in (test.comparison, *test.having) if one and one.field.name == main.name]
        lengths = list(quantities_of(main, mine)) if mine else [None]
    for length, day in product(lengths, days):
        values: dict[str, Value] = {kind.main or "": length} if length is not None else {}
        gone = 0
        if is_course(kind):
            gone = round(length.in_days().high) if isinstance(length, Quantity) else 7
        yield values, day + gone, day


# -- candidates ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class KindModel:
    """The facts of one kind that its tests can tell apart. `side` and `here` are those of the line that is judged."""

    kind: Kind
    tests: tuple[FactTest, ...]
    grid: tuple[int, ...]
    anatomy: Anatomy
    side: str | None
    here: str | None = HERE
    is_moment: bool = False
    given: tuple[dict[str, Value], ...] | None = None

    def variants(self) -> list[Variant]:
        return variants_of(self.tests, self.grid)

    def candidates(self) -> list[Candidate]:
        variants = self.variants()
        found = [self._answered(said, variants) for said in self._said(variants)]
        found += [self._answered(said, variants) for said in self._denials()]
        kept: dict[Key, Candidate] = {}
        for one in found:
            when = (one.said.end,) if self.is_moment else ()
            series = one.series if self.kind.keeps is Keeps.LATEST else ()
            series = (*series, one.said.values.get("procedure"))  # what a request names is no matter of its tests alone
            key = (one.inside, one.outside, one.met, one.failed, one.said.denied, series, when)
            kept.setdefault(key, one)
        return list(kept.values())

    def _said(self, variants: Sequence[Variant]) -> list[Said]:
        """The combinations of values, those dropped as they are made that nothing tells from an earlier one."""
        if self.given is not None:
            return [Said(kind=self.kind, values=values) for values in self.given]
        first = [
            Said(kind=self.kind, values=values, start=start, end=end)
            for values, start, end in _times(self.kind, self.tests, self.grid, self.is_moment)
        ]
        partial = self._distinct(first, variants)
        for group in _groups(self.kind, self.tests, self.grid, self.anatomy):
            longer = [replace(one, values={**one.values, **more}) for one in partial for more in group]
            partial = self._distinct(longer, variants) if len(group) > 1 else longer
        return partial

    def _distinct(self, said: Sequence[Said], variants: Sequence[Variant]) -> list[Said]:
        kept: dict[Key, Said] = {}
        for one in said:
            key: Key = (tuple(self._so_far(one, variants)), self._series(one), one.end if self.is_moment else 0)
            kept.setdefault(key, one)
        return list(kept.values())

    def _so_far(self, said: Said, variants: Sequence[Variant]) -> Iterator[object]:
        """What the values that are said already come to, test by test; what is not said yet is left open."""
        seen: dict[int, tuple[object, ...]] = {}
        for variant in variants:
            own = id(variant.test)
            if own not in seen:
                seen[own] = tuple(self._known(variant.test, said))
            yield seen[own]
            yield from self._windows(variant, said)

    def _known(self, test: FactTest, said: Said) -> Iterator[object]:
        if test.level:
            yield at_level(test.level, said, self.anatomy, self.here) if "level" in said.values else None
        if test.this_side:
            yield on_side(said, self.side) if "side" in said.values else None
        if test.concordant:
            yield (
                concordant(said, self.anatomy, self.here) if "root" in said.values or "muscle" in said.values else None
            )
        for one in test.having:
            yield has(one, said, self.anatomy) if self._is_said(one, said) else None
        if test.comparison:
            yield asked(test, said, self.anatomy) if self._is_said(test.comparison, said) else None

    def _is_said(self, one: Comparison, said: Said) -> bool:
        if one.field.type is FieldType.ROOT:
            return "root" in said.values or "muscle" in said.values
        return one.field.name in said.values

    def _windows(self, variant: Variant, said: Said) -> Iterator[Verdict]:
        anchors = iter(variant.anchors)
        for window in variant.test.windows:
            yield in_window(window, said, next(anchors) if window.anchor else None)

    def _denials(self) -> list[Said]:
        if self.given is not None:
            return []
        day = self.grid[0]
        found = [Said(kind=self.kind, denied=True, start=day, end=day)]
        if self.kind.has_level and any(test.level for test in self.tests):
            found.append(replace(found[0], values={"level": HERE}))
        for test in self.tests:  # what is asked to be absent may be denied by its own name, beside others of its kind
            named = {one.field.name: one.bound for one in test.having if one.op == "is" and self._may_be_denied(one)}
            if test.absent and named:
                here: dict[str, Value] = {"level": HERE} if test.level == "this" else {}
                words: dict[str, Value] = {name: bound for name, bound in named.items() if isinstance(bound, str)}
                found.append(replace(found[0], values={**here, **words}))
        return found

    def _may_be_denied(self, one: Comparison) -> bool:
        return one.field.type is FieldType.WORD and (one.field.is_key or self.kind.keeps is Keeps.EVERY)

    def _series(self, said: Said) -> Key:
        level = said.values.get("level") if self.kind.has_level else ""
        side = said.values.get("side") if self.kind.has_side else ""
        keys = []
        for name in self.kind.key_fields:
            word = said.values.get(name)
            keys.append(self.kind.fields[name].broadest(word) if isinstance(word, str) else word)
        return (level, side, *keys)

    def _answered(self, said: Said, variants: Sequence[Variant]) -> Candidate:
        inside = outside = met = failed = 0
        seen: dict[int, tuple[Verdict, Verdict]] = {}
        for number, variant in enumerate(variants):
            test, bit = variant.test, 1 << number
            if id(test) not in seen:
                seen[id(test)] = (self._scope(test, said), asked(test, said, self.anatomy))
            scope, answer = seen[id(test)]
            for one in self._windows(variant, said):
                scope = scope & one
            inside |= bit if scope is MET else 0
            outside |= bit if scope is NOT_MET else 0
            met |= bit if answer is MET else 0
            failed |= bit if answer is NOT_MET else 0
        return Candidate(said=said, inside=inside, outside=outside, met=met, failed=failed, series=self._series(said))

    def _scope(self, test: FactTest, said: Said) -> Verdict:
        verdict = denies_enough(test, said)
        if test.level:
            verdict = verdict & at_level(test.level, said, self.anatomy, self.here)
        if test.this_side:
            verdict = verdict & on_side(said, self.side)
        if test.concordant:
            verdict = verdict & concordant(said, self.anatomy, self.here)
        for one in test.having:
            verdict = verdict & has(one, said, self.anatomy)
        return verdict


# -- days ---------------------------------------------------------------------------------------------------------------


def grid_of(tests: Iterable[FactTest], ages: Iterable[int], edges: Iterable[int]) -> tuple[int, ...]:
    """The days before the request that matter: two near ones, a far one, and each edge with the day beyond it."""
    near = {10, 30, 1200}
    far = {one + step for one in (*ages, *edges) for step in (0, 1)}
    return (*sorted(near), *sorted(far - near))


__all__ = ["Candidate", "KindModel", "Variant", "anchored", "grid_of", "moment_key", "variant_key", "variants_of"]
