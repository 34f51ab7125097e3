"""A chart and a request as a solver sees them: each possible fact, line and answer of a person is a variable.

Invariant: what it says of a question is what the language says of a chart of precise, documented facts, none of which
replaces another; whatever is found with it is believed only after the engine has answered the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from necessity.model.case import LINES_OF_BUSINESS, NOT_STATED, REVIEWS, SETTINGS
from necessity.model.fact import Value
from necessity.policy.leaf import Comparison, FactTest, LineTest, MomentTest, Window, moments_of
from necessity.quantity import Quantity
from necessity.symbolic.asked import Ask, Key, Node, asks_of, moment_key, test_key
from necessity.symbolic.facts import Candidate, KindModel, grid_of, quantities_of, variant_key
from necessity.symbolic.leaves import Leaves, edge_of
from necessity.symbolic.lines import Line
from necessity.symbolic.rails import Bits, Encoder
from necessity.symbolic.scope import HERE
from necessity.symbolic.solver import Formulas
from necessity.vocabulary.kinds import Keeps, Kind
from necessity.vocabulary.load import Vocabulary

OF_THE_CASE = ("request", "member", "health_plan")
"""Kinds that are made from the submission itself, and from no document."""

USUAL = {"firmness": "firm", "review": "prospective", "level_count": "1"}
"""What a request says where nothing else is asked of it."""

_TRUE = re.compile(r"\(define-fun (\S+) \(\) Bool\s+true\)")  # how a model writes what it sets


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One chart that the solver chose: its facts, the other lines, what persons answer."""

    facts: tuple[Candidate, ...]
    lines: tuple[Line, ...]
    persons: Mapping[str, bool | None]
    procedure: str

    @property
    def size(self) -> int:
        """How many facts and lines it takes; the request itself is there anyway."""
        told = sum(not is_usual(one) for one in self.facts)
        return told + len(self.lines) + sum(one is not None for one in self.persons.values())


@dataclass(slots=True)
class ChartModel:
    """The model for some trees that are asked at one spot: a line at one level, on `side` (None for a setting)."""

    vocabulary: Vocabulary
    roots: tuple[Node, ...]
    lines: tuple[Line, ...]
    procedures: tuple[str, ...]
    side: str | None = "left"
    formulas: Formulas = field(default_factory=Formulas)
    kinds: dict[str, KindModel] = field(default_factory=dict)
    facts: dict[str, list[tuple[Candidate, Any]]] = field(default_factory=dict)
    line_vars: list[tuple[Line, Any]] = field(default_factory=list)
    own_vars: list[tuple[str, Any]] = field(default_factory=list)
    person_vars: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    _numbers: dict[str, dict[Key, int]] = field(default_factory=dict)
    _limits: dict[int, Any] = field(default_factory=dict)
    _named_vars: dict[str, Candidate | Line | tuple[str, bool] | str] = field(default_factory=dict)
    asked: Leaves[Any] = field(init=False)
    tame: Any = field(init=False)
    given: tuple[Any, ...] = ()
    usual: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        self._make_kinds()
        for kind in self.kinds.values():
            self._make_facts(kind)
        f = self.formulas
        self.line_vars = [(line, f.variable("line")) for line in self.lines]
        self.own_vars = [(name, f.variable("own")) for name in self.procedures]
        f.require(f.either(*(one for _, one in self.own_vars)), f.at_most([one for _, one in self.own_vars], 1))
        for name, own in self.own_vars:
            f.require(*(f.no(f.both(own, var)) for line, var in self.line_vars if line.procedure == name))
        self._tie_request()
        self.tame = f.variable("tame")
        self.asked = Leaves(
            f,
            self.vocabulary.procedures,
            self.kinds,
            self._numbers,
            self.facts,
            self.line_vars,
            self.own_vars,
            self._person,
        )

    def ask_of(self, root: Node, procedures: Sequence[str]) -> None:
        """From now on charts are looked for on which one of `procedures` is requested; `root` is the tree that judges it.

        Persons of other lines are first looked at as answering alike, so that few packs are made ready for them.
        """
        f = self.formulas
        self.given = (f.named(f.either(*(var for name, var in self.own_vars if name in procedures))),)
        self.encoder.rails(root)
        self._limits, self._named_vars = {}, {}  # there may be more persons now
        own = {ask.person for ask in asks_of(root)}
        alike, yes, no = f.variable("alike"), f.variable("yes"), f.variable("no")
        for name, (one, other) in self.person_vars.items():
            if name not in own:
                f.require(f.z3.Implies(alike, f.z3.And(one == yes, other == no)))
        self.usual = (self.tame, alike)

    def find(self, *wanted: Any, usual: bool = False) -> Any:
        """A model for one of the procedures asked for; with `usual` only among charts that the engine takes as they are."""
        return self.formulas.find(*wanted, *self.given, *(self.usual if usual else ()))

    @property
    def encoders(self) -> tuple[Encoder[Any], ...]:
        return self.asked.encoders

    @property
    def encoder(self) -> Encoder[Any]:
        """The rails of trees of the first pack."""
        return self.asked.encoders[0]

    def _person(self, name: str) -> tuple[Any, Any]:
        f = self.formulas
        if name not in self.person_vars:
            self.person_vars[name] = (f.variable("yes"), f.variable("no"))
            f.require(f.no(f.both(*self.person_vars[name])))
        return self.person_vars[name]

    def written_out(self, found: Found) -> Leaves[int]:
        """The same questions on one chart: what this model says that they answer there."""
        facts, lines = set(map(id, found.facts)), set(map(id, found.lines))
        return Leaves(
            Bits(1),
            self.vocabulary.procedures,
            self.kinds,
            self._numbers,
            {name: [(one, int(id(one) in facts)) for one, _ in made] for name, made in self.facts.items()},
            [(line, int(id(line) in lines)) for line, _ in self.line_vars],
            [(name, int(name == found.procedure)) for name, _ in self.own_vars],
            lambda name: (int(found.persons.get(name) is True), int(found.persons.get(name) is False)),
        )

    # -- what may be said ------------------------------------------------------------------------------------------------

    def _asks(self) -> list[Ask]:
        trees = [*self.roots, *(root for line in self.lines for root in line.roots if root)]
        return list(dict.fromkeys(ask for tree in trees for ask in asks_of(tree)))

    def _make_kinds(self) -> None:
        asks = self._asks()
        leaves = [ask.leaf for ask in asks if ask.leaf is not None and not isinstance(ask.leaf, LineTest)]
        moments = list({moment_key(m): m for leaf in leaves for m in moments_of(leaf)}.values())
        tests: dict[str, dict[Key, FactTest]] = {}
        for one in [leaf for leaf in leaves if isinstance(leaf, FactTest)] + [m.scope for m in moments]:
            tests.setdefault(one.kind.name, {}).setdefault(test_key(one), one)
        grid = grid_of((), [edge_of(leaf.distance) for leaf in leaves if isinstance(leaf, MomentTest)], _edges(tests))
        of_moments = {moment.scope.kind.name for moment in moments}
        after = {self._kind(name).silence.after for name in tests}
        for name in [*tests, *sorted(one for one in after if one and one not in tests)]:
            mine = tuple(tests.get(name, {}).values())
            given = self._given(name, mine) if name in OF_THE_CASE else None
            self.kinds[name] = KindModel(
                self._kind(name), mine, grid, self.vocabulary.anatomy, self.side, HERE, name in of_moments, given
            )

    def _kind(self, name: str) -> Kind:
        return self.vocabulary.kinds[name]

    def _given(self, name: str, tests: Sequence[FactTest]) -> tuple[dict[str, Value], ...]:
        """What the submission may say of itself: only what is asked of it, and that it says nothing."""
        asked = [one for test in tests for one in (test.comparison, *test.having) if one]
        choices: list[list[tuple[str, Value | None]]] = []
        for field_name in dict.fromkeys(one.field.name for one in asked):
            mine = [one for one in asked if one.field.name == field_name]
            choices.append([(field_name, value) for value in self._values(field_name, mine)])
        base: dict[str, Value] = (
            {"level": HERE, **({"side": self.side} if self.side else {})} if name == "request" else {}
        )
        found = []
        for chosen in product(*choices):
            said = {key: value for key, value in chosen if value is not None}
            if said or name == "request":
                found.append({**base, **said})
        return tuple(found)

    def _values(self, name: str, asked: Sequence[Comparison]) -> Sequence[Value | None]:
        if name == "firmness":
            return ["firm", "possible"]
        if name == "review":
            return list(REVIEWS)
        if name == "setting":
            return [None, *SETTINGS]
        if name == "procedure":
            return list(self.procedures)
        if name == "line_of_business":
            return [one for one in LINES_OF_BUSINESS if one != NOT_STATED]
        if name == "level_count":
            return [
                one for one in quantities_of(asked[0].field, asked) if isinstance(one, Quantity) and 1 <= one.low <= 4
            ]
        if name == "age":
            return [None, *quantities_of(asked[0].field, asked)]
        return [None, *asked[0].field.words] if asked[0].field.name == "sex" else [None]

    def _make_facts(self, model: KindModel) -> None:
        f, kind = self.formulas, model.kind
        self._numbers[kind.name] = {
            variant_key(one.test, one.anchors): number for number, one in enumerate(model.variants())
        }
        made = [(one, f.variable(kind.name)) for one in model.candidates()]
        self.facts[kind.name] = made
        positives = [(one, var) for one, var in made if not one.said.denied]
        told = f.named(f.either(*(var for _, var in positives)))
        denials = [(one, var) for one, var in made if one.said.denied]
        for one, var in denials:
            against = [v for c, v in positives if _denies(one, c)] if one.said.values else [told]
            f.require(*(f.no(f.both(var, other)) for other in against))
        f.require(f.at_most([var for one, var in denials if set(one.said.values) <= {"level"}], 1))
        if kind.name in OF_THE_CASE:
            f.require(f.at_most([var for _, var in positives], 1))
            if kind.name == "request":
                f.require(told)
        elif kind.keeps is Keeps.LATEST:
            self._one_in_each_series(positives, kind)

    def _one_in_each_series(self, positives: Sequence[tuple[Candidate, Any]], kind: Kind) -> None:
        series: dict[Key, list[Any]] = {}
        for one, var in positives:
            level, side, *rest = one.series
            for mine in ("left", "right") if side == "both" else (side,):
                series.setdefault((level, mine, *rest), []).append(var)
        for together in series.values():
            self.formulas.require(self.formulas.at_most(together, 1))

    def _tie_request(self) -> None:
        """The procedure that the request names is the one that is judged."""
        f = self.formulas
        for one, var in self.facts.get("request", ()):
            name = one.said.values.get("procedure")
            if name is not None:
                f.require(f.z3.Implies(var, next(own for procedure, own in self.own_vars if procedure == name)))

    # -- charts ----------------------------------------------------------------------------------------------------------

    def at_most(self, most: int) -> Any:
        """A formula: the chart takes no more than so many facts and lines."""
        if most not in self._limits:
            f = self.formulas
            counted = [var for made in self.facts.values() for one, var in made if not is_usual(one)]
            counted += [var for _, var in self.line_vars]
            counted += [var for pair in self.person_vars.values() for var in pair]
            limit = f.variable("limit")
            f.require(f.z3.Implies(limit, f.at_most(counted, most)))
            self._limits[most] = limit
        return self._limits[most]

    def found(self, model: Any) -> Found:
        """The chart of a model."""
        if not self._named_vars:
            self._name_vars()
        facts: list[Candidate] = []
        lines: list[Line] = []
        persons: dict[str, bool | None] = dict.fromkeys(self.person_vars)
        procedure = self.procedures[0]
        for name in _TRUE.findall(model.sexpr()):
            chosen = self._named_vars.get(name)
            if isinstance(chosen, Candidate):
                facts.append(chosen)
            elif isinstance(chosen, Line):
                lines.append(chosen)
            elif isinstance(chosen, tuple):
                persons[chosen[0]] = chosen[1]
            elif chosen is not None:
                procedure = chosen
        facts.sort(key=lambda one: (one.said.kind.name, str(one.said)))
        lines.sort(key=lambda one: one.procedure)
        return Found(facts=tuple(facts), lines=tuple(lines), persons=persons, procedure=procedure)

    def _name_vars(self) -> None:
        names: dict[str, Candidate | Line | tuple[str, bool] | str] = {}
        for made in self.facts.values():
            names |= {var.decl().name(): one for one, var in made}
        names |= {var.decl().name(): line for line, var in self.line_vars}
        names |= {var.decl().name(): own for own, var in self.own_vars}
        for person, (yes, no) in self.person_vars.items():
            names |= {yes.decl().name(): (person, True), no.decl().name(): (person, False)}
        self._named_vars = names

    def avoid(self, facts: Sequence[Candidate], lines: Sequence[Line]) -> None:
        """Not all of these together, while `tame` is asked for: the engine makes more of them than this model does."""
        f = self.formulas
        chosen = {
            var.decl().name(): var for made in self.facts.values() for one, var in made if any(one is x for x in facts)
        }
        chosen |= {var.decl().name(): var for line, var in self.line_vars if any(line is x for x in lines)}
        f.require(f.z3.Implies(self.tame, f.no(f.both(*chosen.values()))))


def _denies(denial: Candidate, other: Candidate) -> bool:
    """Whether a denial that names something speaks against a fact: the fact is all that is named."""
    for name, word in denial.said.values.items():
        field, mine = denial.said.kind.fields.get(name), other.said.values.get(name)
        if not (mine == word or (field is not None and field.is_a(str(mine), str(word)))):
            return False
    return True


def is_usual(one: Candidate) -> bool:
    """A request as it is where nothing else is told: firm, before the operation, for one level."""
    if one.said.kind.name != "request":
        return False
    return all(USUAL[name] == str(value) for name, value in one.said.values.items() if name in USUAL)


def _edges(tests: Mapping[str, Mapping[Key, FactTest]]) -> Iterable[int]:
    for mine in tests.values():
        for test in mine.values():
            for window in test.windows:
                yield from _window_edges(window)


def _window_edges(window: Window) -> Iterable[int]:
    if window.distance is not None:
        edge = edge_of(window.distance)
        yield edge
        if window.anchor is not None:
            yield edge + 30
