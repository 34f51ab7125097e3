"""The test line of a leaf: one short sentence about one fact, read left to right into a typed record.

Invariant: after reading, nothing in a leaf is a name to be looked up: kinds, parameters and moments are resolved, and a bound
has the type of the field it is compared with. Grammar: docs/policy-language.md, "Test lines".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import NoReturn, TypeVar

from necessity.assessment.finding import Source
from necessity.errors import Place, did_you_mean
from necessity.quantity import ORDERS, Grade, Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import Duration
from necessity.yaml_file import Sheet

RESERVED = frozenset(
    [
        "line",
        "is",
        "not",
        "one",
        "of",
        "absent",
        "at",
        "an",
        "this",
        "adjacent",
        "another",
        "level",
        "on",
        "side",
        "with",
        "within",
        "before",
        "after",
        "concordant",
        "least",
        "request",
        "requested",
        "met",
    ]
)
T = TypeVar("T")
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
    """`field op bound`; `op` is an order, `is`, `is not` or `one of`. `parameter` is the name it was given by, if any."""

    field: Field
    op: str
    bound: Bound
    parameter: str | None = None


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
    level: str | None = None  # this | adjacent | another
    this_side: bool = False
    concordant: bool = False
    having: tuple[Comparison, ...] = ()
    windows: tuple[Window, ...] = ()

    @property
    def needs_level(self) -> bool:
        moments = (window.anchor for window in self.windows if window.anchor)
        return bool(self.level) or self.concordant or any(moment.scope.needs_level for moment in moments)

    @property
    def needs_side(self) -> bool:
        moments = (window.anchor for window in self.windows if window.anchor)
        return self.this_side or any(moment.scope.needs_side for moment in moments)


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

    @property
    def needs_side(self) -> bool:
        return self.moment.scope.needs_side


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTest:
    """Whether another line of the request exists, or what its answer is, at this level or at all."""

    procedure: str
    question: str  # requested | met
    at_this_level: bool

    @property
    def needs_level(self) -> bool:
        return self.at_this_level

    needs_side = False


Leaf = FactTest | MomentTest | LineTest


class _Stop(Exception):
    """The line cannot be read further; the problem is already collected."""


@dataclass(kw_only=True)
class LineReader:
    """Reads one test line against the vocabulary, the parameters and the moments in scope; collects what is wrong."""

    sheet: Sheet
    place: Place
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    moments: Mapping[str, Moment]
    used: set[str]
    line: str = ""
    rest: list[str] = dataclass_field(default_factory=list)

    def read(self, line: str) -> Leaf | None:
        self.line = line
        self.rest = line.split()
        try:
            if any(mark in line for mark in ",[]{}"):
                self._stop("a test line holds no comma, bracket or brace", remedy="make it a parameter that is a list")
            leaf = self._line() if self.rest[:1] == ["line"] else self._fact_or_moment()
            if self.rest:
                self._stop(f"'{' '.join(self.rest)}' was not expected here")
            return leaf
        except _Stop:
            return None

    # -- the three subjects ------------------------------------------------------------------------------------------

    def _line(self) -> LineTest:
        self._take("line")
        procedure = self._word("a procedure")
        if procedure not in self.vocabulary.procedures.by_name:
            self._stop(
                f"'{procedure}' is not a procedure", remedy=did_you_mean(procedure, self.vocabulary.procedures.by_name)
            )
        self._take("is")
        question = self._word("'requested' or 'met'")
        if question not in ("requested", "met"):
            self._stop(f"a line is requested or met, not '{question}'")
        at_level = self.rest[:3] == ["at", "this", "level"]
        if at_level:
            del self.rest[:3]
        return LineTest(procedure=procedure, question=question, at_this_level=at_level)

    def _fact_or_moment(self) -> FactTest | MomentTest:
        subject, dot, field_name = self._word("a kind of fact").partition(".")
        if subject in self.moments:
            if field_name != "age":
                self._stop(f"a moment has an age and nothing else: write '{subject}.age'")
            op = self._order()
            parameter, distance = self._distance()
            return MomentTest(moment=self.moments[subject], op=op, distance=distance, parameter=parameter)
        kind = self._kind(subject)
        comparison = self._comparison(self._field(kind, field_name)) if dot else None
        absent = not dot and self.rest[:2] == ["is", "absent"]
        if absent:
            del self.rest[:2]
        return self._filters(kind, comparison, absent)

    def _kind(self, name: str) -> Kind:
        kind = self.vocabulary.kinds.get(name)
        if kind is None:
            self._stop(
                f"'{name}' is not a kind of fact or a moment",
                remedy=did_you_mean(name, [*self.vocabulary.kinds, *self.moments]),
            )
        return kind

    def _field(self, kind: Kind, name: str) -> Field:
        field = kind.fields.get(name)
        if field is None:
            self._stop(f"'{kind.name}' has no field '{name}'", remedy=did_you_mean(name, kind.fields))
        return field

    # -- comparisons ---------------------------------------------------------------------------------------------------

    def _comparison(self, field: Field) -> Comparison:
        if self.rest[:1] == ["is"]:
            self.rest.pop(0)
            if self.rest[:2] == ["one", "of"]:
                return self._one_of(field)
            negated = self.rest[:1] == ["not"]
            if negated:
                self.rest.pop(0)
            return Comparison(field=field, op="is not" if negated else "is", bound=self._own_word(field))
        return self._ordered(field)

    def _one_of(self, field: Field) -> Comparison:
        del self.rest[:2]
        parameter = self._parameter("a parameter that is a list of words")
        if not isinstance(parameter.value, tuple):
            self._stop(f"parameter '{parameter.name}' must be a list of words")
        for word in parameter.value:
            self._check_word(field, word, f"parameter '{parameter.name}'")
        return Comparison(field=field, op="one of", bound=parameter.value, parameter=parameter.name)

    def _ordered(self, field: Field) -> Comparison:
        op = self._order()
        parameter = self._parameter("a parameter")
        if isinstance(parameter.value, tuple):
            self._stop(f"parameter '{parameter.name}' is a list and has no order")
        if field.type is FieldType.SCALE and field.scale is not None:
            return Comparison(
                field=field, op=op, bound=self._typed(parameter, field.scale.parse), parameter=parameter.name
            )
        if field.type is FieldType.QUANTITY:
            bound = self._typed(parameter, lambda text: Quantity.parse(text, field.unit))
            self._typed(parameter, lambda _: Quantity.exactly(0, field.unit or "n").compare(op, bound))
            if bound.low != bound.high:
                self._stop(f"parameter '{parameter.name}' must be one number, not a range")
            return Comparison(field=field, op=op, bound=bound, parameter=parameter.name)
        self._stop(f"'{field.name}' holds words, which have no order", remedy="write 'is WORD' or 'is one of LIST'")

    def _typed(self, parameter: Parameter, parse: Callable[[str], T]) -> T:
        """The parameter's value as `parse` reads it; what it cannot read is a problem at the parameter."""
        assert isinstance(parameter.value, str)
        try:
            return parse(parameter.value)
        except ValueError as error:
            self.sheet.wrong(f"parameter '{parameter.name}' does not fit '{self.line}'", parameter.place, str(error))
            raise _Stop from None

    def _own_word(self, field: Field) -> str:
        word = self._word("a word")
        if field.type in (FieldType.SCALE, FieldType.QUANTITY):
            self._stop(f"'{field.name}' is compared by order only", remedy="write '>= PARAMETER' or '<= PARAMETER'")
        self._check_word(field, word, f"'{self.line}'")
        return word

    def _check_word(self, field: Field, word: str, where: str) -> None:
        if field.type is FieldType.FREE:
            return
        if word not in field.words:
            self._stop(f"'{word}' in {where} is not a word of '{field.name}'", remedy=did_you_mean(word, field.words))

    # -- filters -------------------------------------------------------------------------------------------------------

    def _filters(self, kind: Kind, comparison: Comparison | None, absent: bool) -> FactTest:
        level: str | None = None
        this_side = concordant = False
        having: list[Comparison] = []
        windows: list[Window] = []
        while self.rest:
            word = self.rest.pop(0)
            if word == "at" and self.rest[:1] != ["least"]:
                level = self._level(kind)
            elif word == "on":
                self._take("this", "side")
                if not kind.has_side:
                    self._stop(f"'{kind.name}' has no side")
                this_side = True
            elif word == "concordant":
                self._take("with", "this", "level")
                if not {"root", "muscle"} & set(kind.fields):
                    self._stop(f"'{kind.name}' has neither root nor muscle, so it cannot be concordant")
                concordant = True
            elif word == "with":
                having.append(self._having(kind))
            elif word in ("within", "at", "before", "after"):
                windows.append(self._window(word))
            else:
                self._stop(f"'{word}' was not expected here", remedy=did_you_mean(word, RESERVED))
        return FactTest(
            kind=kind,
            comparison=comparison,
            absent=absent,
            level=level,
            this_side=this_side,
            concordant=concordant,
            having=tuple(having),
            windows=tuple(windows),
        )

    def _level(self, kind: Kind) -> str:
        if not kind.has_level:
            self._stop(f"'{kind.name}' has no level")
        word = self._word("'this', 'an adjacent' or 'another'")
        if word == "an":
            word = self._word("'adjacent'")
        if word not in ("this", "adjacent", "another"):
            self._stop(
                f"'at {word} level' is not a place", remedy="at this level, at an adjacent level, at another level"
            )
        self._take("level")
        return word

    def _having(self, kind: Kind) -> Comparison:
        name = self._word("a field")
        if name == "side" and kind.has_side:
            field = Field(name="side", type=FieldType.WORD, words={"left": (), "right": (), "both": ()})
        else:
            field = self._field(kind, name)
        if self.rest[:2] == ["one", "of"]:
            return self._one_of(field)
        if self.rest[:1] and self.rest[0] in ORDERS:
            return self._ordered(field)
        return Comparison(field=field, op="is", bound=self._own_word(field))

    def _window(self, word: str) -> Window:
        if word in ("before", "after"):
            return Window(relation=word, direction=word, anchor=self._anchor())
        if word == "at":
            self._take("least")
        parameter, distance = self._distance()
        direction = self._word("'before' or 'after'")
        if direction not in ("before", "after"):
            self._stop(f"'{direction}' is not a direction", remedy="write 'before' or 'after'")
        relation = "at_least" if word == "at" else "within"
        return Window(
            relation=relation, direction=direction, anchor=self._anchor(), distance=distance, parameter=parameter
        )

    def _anchor(self) -> Moment | None:
        name = self._word("'request' or a moment")
        if name == "request":
            return None
        if name not in self.moments:
            self._stop(f"'{name}' is not a moment", remedy=did_you_mean(name, ["request", *self.moments]))
        return self.moments[name]

    # -- words of the line ---------------------------------------------------------------------------------------------

    def _distance(self) -> tuple[Parameter, Duration]:
        parameter = self._parameter("a parameter that is a length of time")
        if isinstance(parameter.value, tuple):
            self._stop(f"parameter '{parameter.name}' is a list, not a length of time")
        return parameter, self._typed(parameter, lambda text: Quantity.parse(text).as_duration())

    def _parameter(self, expected: str) -> Parameter:
        name = self._word(expected)
        parameter = self.parameters.get(name)
        if parameter is None:
            self._stop(
                f"'{name}' is not a parameter",
                "numbers, words with an order and lists stand in parameters, never in a line",
                did_you_mean(name, self.parameters),
            )
        self.used.add(name)
        return parameter

    def _order(self) -> str:
        word = self._word("an order")
        if word not in ORDERS:
            self._stop(f"'{word}' is not a comparison", remedy=f"one of {' '.join(ORDERS)}, is, is not, is one of")
        return word

    def _word(self, expected: str) -> str:
        if not self.rest:
            self._stop(f"the line ends where {expected} was expected")
        return self.rest.pop(0)

    def _take(self, *words: str) -> None:
        for word in words:
            if self.rest[:1] != [word]:
                found = f"'{self.rest[0]}'" if self.rest else "the end of the line"
                self._stop(f"'{word}' was expected, not {found}")
            self.rest.pop(0)

    def _stop(self, what: str, why: str = "", remedy: str = "") -> NoReturn:
        self.sheet.wrong(f"{what} (in: {self.line})", self.place, why, remedy)
        raise _Stop
