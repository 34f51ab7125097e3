"""A leaf of a policy as an expression of CQL: which facts it looks at, what it asks of them, and what silence means.

Invariant: every rule is that of docs/policy-language.md, "What a leaf means", said a second time and not taken from the
evaluator; what a fact does not tell is null.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from necessity.policy.leaf import Comparison, FactTest, Leaf, LineTest, Moment, MomentTest, Parameter, Window
from necessity.quantity import Grade, Quantity
from necessity.report.cql_fields import FieldWords, compared_words, denial_constant
from necessity.report.cql_text import NotSaid, either, name, number, text, unit, words_list
from necessity.vocabulary.kinds import FieldType, Keeps, Kind
from necessity.vocabulary.procedures import Procedures
from necessity.when import Duration

_TIMES = ("hours", "days", "weeks", "months", "years")
_ORDERS = {">=": "AtLeast", ">": "MoreThan", "<=": "AtMost", "<": "LessThan"}


@dataclass(kw_only=True)
class Defines:
    """The definitions of one library, each once, in the order in which they were first needed."""

    made: dict[str, str] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    kinds: dict[str, None] = field(default_factory=dict)

    def own_name(self, wished: str) -> str:
        """The name, or the name with a number where another thing has it."""
        found, count = wished, 2
        while found in self.taken:
            found, count = f"{wished} ({count})", count + 1
        self.taken.add(found)
        return found

    def add(self, wished: str, operands: str, body: str, told: str = "") -> str:
        """The quoted name of a definition with this body; made once. `told` is a comment above it."""
        key = (wished, operands + body)
        if key not in self.named:
            own = self.own_name(wished)
            head = f"define function {name(own)}{operands}" if operands else f"define {name(own)}"
            comment = f"// {told}\n" if told else ""
            self.made[own] = f"{comment}{head}:\n  {body}"
            self.named[key] = name(own)
        return self.named[key]


@dataclass(kw_only=True)
class LeafWords:
    """Leaves as expressions; `level` is the expression of the level at which a leaf is judged."""

    defines: Defines
    procedures: Procedures
    kinds: dict[str, Kind]

    def leaf(self, leaf: Leaf, level: str, *, silence_absent: bool, documented_only: bool) -> str:
        if isinstance(leaf, FactTest):
            return self._facts(leaf, level, silence_absent, documented_only)
        if isinstance(leaf, LineTest):
            return self._line(leaf, level)
        return self._age(leaf, level, silence_absent, documented_only)

    # -- facts -----------------------------------------------------------------------------------------------------------

    def _facts(self, test: FactTest, level: str, silence_absent: bool, documented_only: bool) -> str:
        kind = test.kind
        anchors = [one.anchor for one in test.windows if one.anchor is not None and not one.anchor.ignore_if_none]
        silence = self.silence(kind, counted_absent=silence_absent)
        found = self._candidates(test, level, documented_only, self._asked(test), self._speaks(kind))
        families = self.families(kind)
        if kind.keeps is Keeps.EVERY:
            said = f"C.Every(\n{found},\n    {silence}, {families})"
        else:
            said = f"C.Latest(\n{found},\n    {silence}, {self._series(kind)}, {_sides(test)}, {families})"
        if anchors:
            none = " or ".join(f"{self.moment(one, level, documented_only)}.none" for one in anchors)
            said = f"case when {none} then false else {said} end"
        return f"not ({said})" if test.absent else said

    def _candidates(self, test: FactTest, level: str, documented_only: bool, asked: str, speaks: str) -> str:
        scope = "\n        and ".join(self._filters(test, level, documented_only)) or "true"
        return (
            f"    ({self.facts(test.kind)} F return all Tuple {{\n      fact: F,\n      scope: {scope},\n"
            f"      test: {asked},\n      speaks: {speaks}\n    }})"
        )

    def _filters(self, test: FactTest, level: str, documented_only: bool) -> list[str]:
        kind, said = test.kind, []
        if documented_only:
            said.append("C.IsDocumented(F)")
        if test.level == "unrequested":
            said.append(f"C.AtAnUnrequestedLevel(F, {level}, RequestedLevels)")
        elif test.level is not None:
            at = {"this": "AtThisLevel", "adjacent": "AtAnAdjacentLevel", "another": "AtAnotherLevel"}[test.level]
            said.append(f"C.{at}(F, {level})")
        if test.this_side:
            said.append("C.OnThisSide(F, Line.side)")
        if test.concordant:
            words = FieldWords(kind)
            value = f"C.Word(F, {text(kind.main)})" if kind.main else "null as String"
            roots = f"{words.qualifier('root')}, {words.qualifier('muscle')}"
            said.append(f"C.Concordant(F, {value}, {roots}, {level})")
        if kind.denies_alone:
            said.append(self._denies_enough(test))
        said += [self._having(kind, one) for one in test.having]
        said += [self._window(kind, one, level, documented_only) for one in test.windows]
        return [f"({one})" if one.startswith("case") else one for one in said]

    def _asked(self, test: FactTest) -> str:
        comparison = test.comparison
        if comparison is None:
            return "not C.Denied(F)"
        words = FieldWords(test.kind)
        held = comparison.field.type is FieldType.ROOT
        told = self._having(test.kind, comparison) if held else self._compared(words, comparison)
        return f"case when C.Denied(F) then {denial_constant(comparison)} else {told} end"

    def _compared(self, words: FieldWords, comparison: Comparison) -> str:
        """The field of a positive fact against the bound."""
        bound = comparison.bound
        said, order = words.said(comparison.field.name), _ORDERS.get(comparison.op)
        if isinstance(bound, Quantity):
            return f"C.{order}({said}, {self._quantity(comparison.parameter, bound)})"
        if isinstance(bound, Grade):
            return f"C.Is{order}({said}, {self._grade(comparison.parameter, bound)})"
        if comparison.parameter:
            self.listed(comparison.parameter)
        asked, body = compared_words(comparison)
        return f"{self.defines.add(asked, '(Found String)', body)}({words.word(comparison.field.name)})"

    def _having(self, kind: Kind, comparison: Comparison) -> str:
        """`with FIELD ...` on one fact, a denial included."""
        words, own = FieldWords(kind), comparison.field.name
        if comparison.field.type is FieldType.ROOT:
            return self._root(words, comparison)
        told = self._compared(words, comparison)
        if own == "side":
            told = f"case when {words.word('side')} = 'both' then true else {told} end"
        denied = "C.Denied(F)"
        if own == "modality" and kind.keeps is Keeps.LATEST:
            denied += f" and {words.is_missing(own)}"
        return f"case when {denied} then {self._covers(words, comparison)} else {told} end"

    def _covers(self, words: FieldWords, comparison: Comparison) -> str:
        """Whether what a denial names covers what is asked."""
        own = comparison.field.name
        if isinstance(comparison.bound, Quantity | Grade):
            return f"case when {words.is_missing(own)} then true else null as Boolean end"
        asked, every, some = words.covering(comparison)
        body = f"C.DenialCovers(IsNamed, Named, {every}, {some})"
        function = self.defines.add(f"a denial covers {asked}", "(IsNamed Boolean, Named String)", body)
        return f"{function}(not ({words.is_missing(own)}), {words.word(own)})"

    def _root(self, words: FieldWords, comparison: Comparison) -> str:
        if comparison.parameter:
            self.listed(comparison.parameter)
        bound = comparison.bound if isinstance(comparison.bound, tuple) else (str(comparison.bound),)
        own, muscle = words.word(comparison.field.name), words.qualifier("muscle")
        roots = " or ".join(f"C.HasRoot({text(one)}, {own}, {muscle})" for one in bound) or "false"
        roots = f"not ({roots})" if comparison.op == "is not" else f"({roots})"
        told = f"not ({words.is_missing(comparison.field.name)})"
        if words.kind.main != "muscle":
            told += f" or not ({words.is_missing('muscle')})"
        return f"case when {told} then {roots} when C.Denied(F) then true else null as Boolean end"

    def _denies_enough(self, test: FactTest) -> str:
        """A denial of one sort says nothing of the others, of events and where the kind's file says so."""
        words = FieldWords(test.kind)
        asked = {one.field.name for one in test.having}
        asked |= {"level"} if test.level else set()
        asked |= {"side"} if test.this_side else set()
        asked |= {name for name in ("level", "side", *test.kind.fields) if not test.kind.is_denied_alone(name)}
        compared = test.comparison
        plain = self._names_asked(words, asked)
        if not compared or compared.op != "is" or compared.field.name in asked:
            return f"C.DeniesEnough(F, {plain})"
        wider = self._names_asked(words, asked | {compared.field.name})
        covers = self._covers(words, compared)
        return f"case when ({covers}) is true then C.DeniesEnough(F, {wider}) else C.DeniesEnough(F, {plain}) end"

    def _names_asked(self, words: FieldWords, asked: set[str]) -> str:
        """Whether the level and the side of the place are asked, and which fields."""
        beside = [one in asked and not words.is_own(one) for one in ("level", "side")]
        fields = sorted(one for one in asked if one not in ("level", "side") or words.is_own(one))
        return ", ".join([*(str(one).lower() for one in beside), words_list(fields)])

    def _speaks(self, kind: Kind) -> str:
        """Whether a positive fact says what a denial of its kind rules out."""
        said = []
        for one in kind.fields.values():
            if one.when_denied:
                own = FieldWords(kind)
                said.append(
                    f"not ({own.is_missing(one.name)} or Coalesce({either(own.word(one.name), one.when_denied)}, false))"
                )
        return " or ".join(said) or "true"

    # -- windows and moments -----------------------------------------------------------------------------------------------

    def _window(self, kind: Kind, window: Window, level: str, documented_only: bool) -> str:
        if window.anchor is None:
            return self._in_window(kind, window, '"the request day"')
        moment = self.moment(window.anchor, level, documented_only)
        none = "true" if window.anchor.ignore_if_none else "false"
        return f"case when {moment}.none then {none} else {self._in_window(kind, window, f'C.DayOf({moment})')} end"

    def _in_window(self, kind: Kind, window: Window, anchor: str) -> str:
        by_start = window.direction == "after" and window.relation != "within"
        length = kind.fields[kind.main] if kind.main else None
        is_course = kind.keeps is Keeps.EVERY and length is not None and length.unit in ("days", "weeks", "months")
        point = "C.Start(F)" if by_start else f"C.End(F, {'true' if is_course else 'false'}, RequestDay)"
        if window.relation == "before":
            return f"C.Before({point}, {anchor})"
        if window.relation == "after":
            return f"C.Before({anchor}, {point})"
        assert window.distance is not None and window.parameter is not None
        if window.direction == "before":
            edge = self._moved("Back", anchor, window.parameter, window.distance)
            inside, beyond = f"C.Between({point}, {edge}, {anchor})", f"C.OnOrBefore({point}, {edge})"
        else:
            edge = self._moved("Forward", anchor, window.parameter, window.distance)
            inside, beyond = f"C.Between({point}, {anchor}, {edge})", f"C.OnOrAfter({point}, {edge})"
        return inside if window.relation == "within" else beyond

    def _moved(self, way: str, day: str, parameter: Parameter, distance: Duration) -> str:
        quantity = Quantity.parse(str(parameter.value))
        if quantity.low == int(quantity.low):
            return f"C.{way}({day}, {self._quantity(parameter, quantity)})"
        self._quantity(parameter, quantity)  # as written, for who reads it; a part of a month is taken in days
        return f"C.{way}(C.{way}({day}, {distance.months} months), {distance.days} days)"

    def moment(self, moment: Moment, level: str, documented_only: bool, silence_absent: bool = False) -> str:
        """The expression of a moment: its earliest and latest day, and whether it is ruled out."""
        kind, needs = moment.scope.kind, moment.scope.needs_level
        within = "Level" if needs else "null as String"
        found = self._candidates(moment.scope, within, documented_only, "null as Boolean", "true")
        none = self._no_such(kind, silence_absent)
        body = f"C.Moment(\n{found},\n    {text(moment.which)}, {none}, {self.families(kind)}, RequestDay)"
        own = f"moment: {moment.id}" + (", documented" if documented_only else "")
        if not needs:
            return self.defines.add(own, "", body)
        return f"{self.defines.add(own, '(Level String)', body)}({level})"

    def _no_such(self, kind: Kind, silence_absent: bool) -> str:
        if kind.silence.means == "closed":
            return "true"
        return f"{self.silence(kind, counted_absent=silence_absent)} is false"

    def _age(self, test: MomentTest, level: str, silence_absent: bool, documented_only: bool) -> str:
        moment = self.moment(test.moment, level, documented_only, silence_absent)
        edge = self._moved("Back", '"the request day"', test.parameter, test.distance)
        day = f"C.DayOf({moment})"
        said = {
            ">=": f"C.OnOrBefore({day}, {edge})",
            ">": f"C.Before({day}, {edge})",
            "<=": f"C.OnOrAfter({day}, {edge})",
            "<": f"C.Before({edge}, {day})",
        }[test.op]
        none = "true" if test.moment.ignore_if_none else "false"
        return f"case when {moment}.none then {none} else {said} end"

    def _line(self, test: LineTest, level: str) -> str:
        asked = [one for one in self.procedures.by_name if self.procedures.is_a(one, test.procedure)]
        asked = asked if test.procedure in asked else [test.procedure, *asked]
        wished = f"lines: {test.procedure}"
        lines = self.defines.add(wished, "", f"RequestedLines L where {either('L.procedure', asked)}")
        if test.question == "met":
            at = level if test.at_this_level else "null as String"
            return f"C.LineIsMet({lines}, LineAnswers, {text(test.procedure)}, {at})"
        return f"C.IsRequestedAt({lines}, {level})" if test.at_this_level else f"exists {lines}"

    # -- what belongs to a kind ----------------------------------------------------------------------------------------------

    def facts(self, kind: Kind) -> str:
        self.defines.kinds.setdefault(kind.name)
        body = f"Facts F where F.kind = {text(kind.name)} and C.Counts(F)"
        return self.defines.add(f"facts: {kind.name}", "", body)

    def silence(self, kind: Kind, *, counted_absent: bool) -> str:
        """What it means that no fact is looked at: false for absent, null for unknown."""
        means = "absent" if counted_absent and kind.silence.means != "closed" else kind.silence.means
        shown_by = ["other", *kind.shown_by]
        unread = f"exists (UnreadDocuments D where {either('D', shown_by)})"
        if means == "absent":
            body = f"case when {unread} then null as Boolean else false end"
        elif kind.silence.after is not None and means not in ("unknown", "closed"):
            after = self.facts(self.kinds[kind.silence.after])
            said = f"exists ({after} F where not C.Denied(F))"
            body = f"case when {unread} then null as Boolean when {said} then false else null end"
        else:
            body = "null as Boolean"
        return self.defines.add(f"silence: {kind.name}" + (", counted as absent" if counted_absent else ""), "", body)

    def families(self, kind: Kind) -> str:
        """Which word of a field is a kind of which, as pairs, the broadest last."""
        rows = [
            f"Tuple {{ name: {text(one.name)}, word: {text(word)}, broader: {text(broader)} }}"
            for one in kind.fields.values()
            for word, above in one.words.items()
            for broader in above
        ]
        listed = ",\n    ".join(rows)
        empty = "List<Tuple { name String, word String, broader String }> {}"
        return self.defines.add(f"families: {kind.name}", "", f"{{\n    {listed}\n  }}" if rows else empty)

    def _series(self, kind: Kind) -> str:
        keys = list(kind.key_fields)
        if len(keys) > 2:
            raise NotSaid(f"series of {kind.name} are told apart by {len(keys)} fields, and this export knows two")
        first, second = [*map(text, keys), "null as String", "null as String"][:2]
        main = text(kind.main or "")
        flags = f"hasLevel: {str(kind.has_level).lower()}, hasSide: {str(kind.has_side).lower()}"
        body = f"Tuple {{ main: {main}, {flags}, key1: {first}, key2: {second} }}"
        return self.defines.add(f"series: {kind.name}", "", body)

    # -- parameters ----------------------------------------------------------------------------------------------------------

    def _quantity(self, parameter: Parameter | None, bound: Quantity) -> str:
        if bound.low != bound.high:
            raise NotSaid(f"a bound from {bound.low} to {bound.high} is no single number")
        shown = unit(bound.unit)
        body = f"{number(bound.low)} {shown if bound.unit in _TIMES else text(shown)}"
        return self._defined(parameter, body) if parameter else body

    def _grade(self, parameter: Parameter | None, bound: Grade) -> str:
        """The place of a grade on its scale, twice: its least and its most."""
        low = high = str(bound.low)
        if bound.low != bound.high:
            high = str(bound.high)
            return f"{low}.0, {high}.0"
        if parameter:
            words = " < ".join(bound.scale.words)
            low = high = self._defined(parameter, f"{bound.low}.0", f"{bound} is place {bound.low} of: {words}")
        return f"{low}, {high}"

    def listed(self, parameter: Parameter) -> None:
        """A list or a word, for who reads it: the tests that ask it write out what each word is a kind of."""
        value = parameter.value
        self._defined(parameter, text(value) if isinstance(value, str) else words_list(value))

    def _defined(self, parameter: Parameter, body: str, told: str = "") -> str:
        source = parameter.source
        place = ", ".join(filter(None, (source.document, source.place)))
        return self.defines.add(
            f"parameter: {parameter.name}", "", body, " ".join("; ".join(filter(None, (told, place))).split())
        )


def _sides(test: FactTest) -> str:
    """The sides whose series the leaf is about."""
    asked = {"left", "right"}
    for comparison in test.having:
        words = comparison.bound if isinstance(comparison.bound, tuple) else (comparison.bound,)
        if comparison.field.name == "side" and "both" not in words:
            asked &= {str(one) for one in words}
    mine = "Line.side" if test.this_side else "null as String"
    left, right = (str(one in asked).lower() for one in ("left", "right"))
    return f"C.SidesOrBoth(C.SidesAsked({mine}, {left}, {right}))"
