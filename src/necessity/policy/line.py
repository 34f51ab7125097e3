"""The test line of a leaf: one short sentence about one fact, read left to right into a typed record.

Invariant: every word of a line is understood, or the line is refused with what was expected there. Grammar:
docs/policy-language.md, "Test lines".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import NoReturn, TypeVar

from necessity.errors import Place, did_you_mean
from necessity.policy.leaf import LEVELS, Comparison, FactTest, Leaf, LineTest, Moment, MomentTest, Parameter, Window
from necessity.quantity import ORDERS, Quantity
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
        "unrequested",
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
    used: set[Place]
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
                self._stop(f"'{' '.join(self.rest)}' was not expected here", remedy="end the line before it")
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
            self._stop(f"a line is requested or met, not '{question}'", remedy="write 'is requested' or 'is met'")
        at_level = self.rest[:3] == ["at", "this", "level"]
        if at_level:
            del self.rest[:3]
        return LineTest(procedure=procedure, question=question, at_this_level=at_level)

    def _fact_or_moment(self) -> FactTest | MomentTest:
        subject, dot, field_name = self._word("a kind of fact").partition(".")
        if subject in self.moments:
            if field_name != "age":
                self._stop("a moment has an age and nothing else", remedy=f"write '{subject}.age >= PARAMETER'")
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
            self._stop(f"parameter '{parameter.name}' must be a list of words", remedy="write its value as [a, b]")
        known = self._words_of(field)
        strange = [] if known is None else [word for word in parameter.value if word not in known]
        for word in strange:
            what = f"'{word}' in parameter '{parameter.name}' is not a word of '{field.name}'"
            self.sheet.wrong(what, parameter.place, remedy=did_you_mean(word, known or ()))
        if strange:
            raise _Stop
        return Comparison(field=field, op="one of", bound=parameter.value, parameter=parameter)

    def _ordered(self, field: Field) -> Comparison:
        op = self._order()
        parameter = self._parameter("a parameter")
        if isinstance(parameter.value, tuple):
            self._stop(f"parameter '{parameter.name}' is a list and has no order", remedy="give it one value")
        if field.type is FieldType.SCALE and field.scale is not None:
            return Comparison(
                field=field, op=op, bound=self._typed(parameter, field.name, field.scale.parse), parameter=parameter
            )
        if field.type is FieldType.QUANTITY:
            bound = self._typed(parameter, field.name, lambda text: Quantity.parse(text, field.unit))
            self._typed(parameter, field.name, lambda _: Quantity.exactly(0, field.unit or "n").compare(op, bound))
            if bound.low != bound.high:
                self._stop(f"parameter '{parameter.name}' must be one number, not a range", remedy="give one number")
            return Comparison(field=field, op=op, bound=bound, parameter=parameter)
        self._stop(f"'{field.name}' holds words, which have no order", remedy="write 'is WORD' or 'is one of LIST'")

    def _typed(self, parameter: Parameter, what: str, parse: Callable[[str], T]) -> T:
        """The parameter's value as `parse` reads it; what it cannot read is a problem at the parameter, told once.

        `what` it is compared with: the name of a field, or a length of time.
        """
        assert isinstance(parameter.value, str)
        try:
            return parse(parameter.value)
        except ValueError as error:
            self.sheet.wrong(f"parameter '{parameter.name}' does not fit '{what}'", parameter.place, str(error))
            raise _Stop from None

    def _own_word(self, field: Field) -> str:
        word = self._word("a word")
        if field.type in (FieldType.SCALE, FieldType.QUANTITY):
            self._stop(f"'{field.name}' is compared by order only", remedy="write '>= PARAMETER' or '<= PARAMETER'")
        self._check_word(field, word, f"'{self.line}'")
        return word

    def _check_word(self, field: Field, word: str, where: str) -> None:
        known = self._words_of(field)
        if known is not None and word not in known:
            self._stop(f"'{word}' in {where} is not a word of '{field.name}'", remedy=did_you_mean(word, known))

    def _words_of(self, field: Field) -> Collection[str] | None:
        """The words that a field can hold; None where any word will do."""
        if field.type is not FieldType.FREE:
            return field.words
        open_lists = {"procedure": self.vocabulary.procedures.by_name, "muscle": self.vocabulary.anatomy.muscles}
        return open_lists.get(field.name)

    # -- filters -------------------------------------------------------------------------------------------------------

    def _filters(self, kind: Kind, comparison: Comparison | None, absent: bool) -> FactTest:
        level: str | None = None
        this_side = concordant = False
        having: list[Comparison] = []
        windows: list[Window] = []
        while self.rest:
            word = self.rest.pop(0)
            if word == "at" and self.rest[:1] != ["least"]:
                if level is not None:
                    self._stop("two filters name a level", remedy="one fact stands at one level: keep one")
                level = self._level(kind)
            elif word == "on":
                self._take("this", "side")
                if not kind.has_side:
                    self._stop(f"'{kind.name}' has no side", remedy="take 'on this side' out")
                this_side = True
            elif word == "concordant":
                self._take("with", "this", "level")
                if not {"root", "muscle"} & set(kind.fields):
                    self._stop(
                        f"'{kind.name}' cannot be concordant with a level",
                        "it has neither root nor muscle",
                        "take 'concordant with this level' out",
                    )
                concordant = True
            elif word == "with":
                having.append(self._having(kind))
            elif word in ("within", "at", "before", "after"):
                windows.append(self._window(word))
            else:
                self._stop(
                    f"'{word}' was not expected here",
                    remedy="a filter begins with at, on, concordant, with, within, before or after",
                )
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
            self._stop(f"'{kind.name}' has no level", remedy="take the filter on the level out")
        word = self._word("'this', 'an adjacent', 'another' or 'an unrequested'")
        if word == "an":
            word = self._word("'adjacent' or 'unrequested'")
        if word not in ("this", "adjacent", "another", "unrequested"):
            self._stop(f"'at {word} level' is not a place", remedy=", ".join(LEVELS.values()))
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
            self._stop(f"parameter '{parameter.name}' is a list, not a length of time", remedy="write 6 weeks")
        return parameter, self._typed(parameter, "a length of time", lambda text: Quantity.parse(text).as_duration())

    def _parameter(self, expected: str) -> Parameter:
        name = self._word(expected)
        parameter = self.parameters.get(name)
        if parameter is None:
            self._stop(
                f"'{name}' is not a parameter",
                "numbers, words with an order and lists stand in parameters, never in a line",
                did_you_mean(name, self.parameters),
            )
        self.used.add(parameter.place)
        return parameter

    def _order(self) -> str:
        word = self._word("an order")
        if word not in ORDERS:
            self._stop(f"'{word}' is not a comparison", remedy=f"one of {' '.join(ORDERS)}, is, is not, is one of")
        return word

    def _word(self, expected: str) -> str:
        if not self.rest:
            self._stop(f"the line ends where {expected} was expected", remedy="complete the line")
        return self.rest.pop(0)

    def _take(self, *words: str) -> None:
        for word in words:
            if self.rest[:1] != [word]:
                found = f"'{self.rest[0]}'" if self.rest else "the end of the line"
                self._stop(f"'{word}' was expected, not {found}", remedy=f"write '{' '.join(words)}'")
            self.rest.pop(0)

    def _stop(self, what: str, why: str = "", remedy: str = "") -> NoReturn:
        self.sheet.wrong(f"{what} (in: {self.line})", self.place, why, remedy)
        raise _Stop
