"""Reads the part of CQL that the published tests need and that the product can answer, left to right, in one pass.

Invariant: a word or sign that is not read here raises `Outside`; it is never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import cql_meaning as meaning
from cql_meaning import Interval, Outside, Timed, Value

from necessity.quantity import INFINITY, Quantity, unit_named
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.when import PartialDate

_TOKEN = re.compile(r"\s*(@T?\d[\dT:.+Z-]*|'[^']*'|\d+(?:\.\d+)?L?|[A-Za-z]+|<=|>=|!=|!~|[-+*<>=~(){}\[\],:])")
_PRECISIONS = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
_SPANS = tuple(f"{word}s" for word in _PRECISIONS)
_UCUM = {"d": "days", "wk": "weeks", "h": "hours"}  # the codes that say the same as a unit of ours
_RELATIONS: dict[str, Callable[[Value, Value], Verdict]] = {
    "before": meaning.before,
    "after": meaning.after,
    "same": meaning.same,
    "on or before": meaning.on_or_before,
    "on or after": meaning.on_or_after,
    "meets": meaning.meets,
    "meets before": meaning.meets_before,
    "meets after": meaning.meets_after,
    "overlaps": meaning.overlaps,
    "overlaps before": meaning.overlaps_before,
    "overlaps after": meaning.overlaps_after,
    "starts": meaning.starts,
    "ends": meaning.ends,
    "in": meaning.included_in,
    "properly in": meaning.properly_included_in,
    "includes": lambda left, right: meaning.included_in(right, left),
    "properly includes": lambda left, right: meaning.properly_included_in(right, left),
}


def evaluate(text: str) -> Value:
    """The value of a CQL expression. Outside if the product has no such thing, ValueError if it refuses the value."""
    reader = _Reader(text)
    value = reader.implies()
    if reader.next:
        raise Outside(f"'{reader.next}'")
    if isinstance(value, Interval | Timed):
        raise Outside("an interval or a time by itself")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        place = 0
        text = text.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if not match:
                raise Outside(f"the sign '{text[place]}'")
            self._tokens.append(match.group(1))
            place = match.end()
        self._at = 0

    # -- tokens ---------------------------------------------------------------------------------------------------

    @property
    def next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self, *words: str) -> str:
        """The next token if it is one of `words`, else the empty text and nothing is taken."""
        if self.next and self.next in words:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def need(self, *words: str) -> str:
        taken = self.take(*words)
        if not taken:
            raise Outside(f"'{self.next}' where {' or '.join(words)} should stand")
        return taken

    # -- logic ----------------------------------------------------------------------------------------------------

    def implies(self) -> Value:
        value = self.either()
        while self.take("implies"):
            value = ~meaning.verdict(value) | meaning.verdict(self.either())
        return value

    def either(self) -> Value:
        value = self.both()
        while word := self.take("or", "xor"):
            left, right = meaning.verdict(value), meaning.verdict(self.both())
            value = left | right if word == "or" else (left | right) & ~(left & right)
        return value

    def both(self) -> Value:
        value = self.negation()
        while self.take("and"):
            value = meaning.verdict(value) & meaning.verdict(self.negation())
        return value

    def negation(self) -> Value:
        return ~meaning.verdict(self.negation()) if self.take("not") else self.comparison()

    def comparison(self) -> Value:
        value = self.relation()
        while sign := self.take("=", "!=", "~", "!~", "<", "<=", ">", ">="):
            left, right = meaning.at_precision(value, None), meaning.at_precision(self.relation(), None)
            if sign in ("=", "!="):
                value = meaning.same(left, right)
            elif sign in ("~", "!~"):
                value = meaning.equivalent(left, right)
            else:
                value = meaning.order(left, sign, right)
            if sign.startswith("!"):
                value = ~value
        return value

    # -- timing phrases -------------------------------------------------------------------------------------------

    def relation(self) -> Value:
        left = self.sum()
        if self.take("between"):
            low = self.sum()
            self.need("and")
            return meaning.order(left, ">=", low) & meaning.order(left, "<=", self.sum())
        name, precision = self._phrase()
        if not name:
            return left
        if name == "starts" and self.next[:1].isdigit():
            return self._starts_within(left)
        right = self.sum()
        return _RELATIONS[name](meaning.at_precision(left, precision), meaning.at_precision(right, precision))

    def _phrase(self) -> tuple[str, str | None]:
        if word := self.take("starts", "ends", "contains"):
            return {"contains": "includes"}.get(word, word), None
        if word := self.take("meets", "overlaps"):
            return f"{word} {self.take('before', 'after')}".strip(), None
        if self.take("same"):
            precision = self.take(*_PRECISIONS) or None
            if self.take("or"):
                return f"on or {self.need('before', 'after')}", precision or self._of()
            self.need("as")
            return "same", precision
        if self.take("on"):
            self.need("or")
            return f"on or {self.need('before', 'after')}", self._of()
        if word := self.take("before", "after"):
            return word, self._of()
        properly = "properly " if self.take("properly") else ""
        if self.take("includes"):
            return f"{properly}includes", self._of()
        if self.take("included", "in"):
            self.take("in")
            return f"{properly}in", self._of()
        return "", None

    def _of(self) -> str | None:
        precision = self.take(*_PRECISIONS)
        if precision:
            self.need("of")
        return precision or None

    def _starts_within(self, left: Value) -> Value:
        distance = self.primary()
        for word in ("or", "less", "on", "or"):
            self.need(word)
        side = self.need("before", "after")
        precision = self._of()
        self.need("start")
        self.need("of")
        left, right = (meaning.at_precision(value, precision) for value in (left, self.sum()))
        return meaning.starts_within(left, distance, side, right)

    # -- values ---------------------------------------------------------------------------------------------------

    def sum(self) -> Value:
        value = self.unary()
        while sign := self.take("+", "-"):
            value = meaning.moved(value, self.unary(), 1 if sign == "+" else -1)
        return value

    def unary(self) -> Value:
        if self.take("-"):
            number = self.unary()
            if not isinstance(number, Quantity):
                raise Outside(f"minus {number}")
            return Quantity.exactly(-number.low, number.unit)
        if self.take("date"):
            self.need("from")
            point = self.unary()
            return point.day if isinstance(point, Timed) else point
        value = self.primary()
        return self._typed(value) if self.take("as") else value

    def _typed(self, value: Value) -> Value:
        name = self.need("String", "Integer", "Interval")
        if name == "Interval":
            self.need("<")
            self.need("Integer", "Date")
            self.need(">")
        return Quantity(-INFINITY, INFINITY, "n") if name == "Integer" and value is None else value

    def primary(self) -> Value:
        token = self.next
        self._at += 1
        if token == "(":
            value = self.implies()
            self.need(")")
            return value
        if token[:1].isdigit():
            return self._number(token.rstrip("L"))
        if token.startswith("@"):
            return _literal_date(token)
        if token in ("true", "false", "null"):
            return {"true": MET, "false": NOT_MET, "null": None}[token]
        if token in _SPANS and self.take("between"):
            first = self.primary()
            self.need("and")
            return meaning.span(token, first, self.primary())
        if token == "Interval":
            return self._interval()
        if token in ("if", "case"):
            return self._choice(token)
        if token in ("DateTime", "Date", "IsNull", "IsTrue", "IsFalse"):
            return self._call(token)
        raise Outside(f"'{token}'")

    def _number(self, number: str) -> Quantity:
        if self.next.startswith("'"):
            code = self.next.strip("'")
            unit = _UCUM.get(code, code)
        elif self.next in _PRECISIONS or self.next in _SPANS:
            unit = self.next
        else:
            return Quantity.parse(number, "n")
        self._at += 1
        try:
            unit_named(unit)
        except ValueError:
            raise Outside(f"the unit '{unit}'") from None
        return Quantity.parse(f"{number} {unit}")

    def _interval(self) -> Value:
        low_open = self.need("[", "(") == "("
        low = self.sum()
        self.need(",")
        high = self.sum()
        return meaning.interval(low, high, low_open, self.need("]", ")") == ")")

    def _choice(self, word: str) -> Value:
        if word == "if":
            asked = meaning.verdict(self.implies())
            self.need("then")
            chosen = self.implies()
            self.need("else")
            other = self.implies()
            return chosen if asked is MET else other
        subject = None if self.next == "when" else self.implies()
        answer: list[Value] = []
        while self.take("when"):
            heard = self.implies()
            asked = meaning.verdict(heard) if subject is None else meaning.same(subject, heard)
            self.need("then")
            value = self.implies()
            answer += [value] if asked is MET else []
        self.need("else")
        answer.append(self.implies())
        self.need("end")
        return answer[0]

    def _call(self, name: str) -> Value:
        self.need("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.need(")")
        if name in ("Date", "DateTime"):
            return _made_date(arguments)
        asked = meaning.verdict(arguments[0])
        return Verdict.of(asked is {"IsNull": UNKNOWN, "IsTrue": MET, "IsFalse": NOT_MET}[name])


def _literal_date(token: str) -> Value:
    if token.startswith("@T"):
        raise Outside("a time of day")
    day, _, clock = token[1:].partition("T")
    if clock in ("", "00:00:00.000"):
        return PartialDate.parse(day)
    return Timed(PartialDate.parse(day), zoned=bool(re.search(r"Z$|[+-]\d\d:\d\d$", clock)))


def _made_date(arguments: list[Value]) -> Value:
    """`DateTime(2014, 2)`; midnight to the millisecond is the day, any other time of day is `Timed`."""
    numbers = [int(part.low) for part in arguments if isinstance(part, Quantity)]
    if not numbers:
        return meaning.UNDATED
    day = PartialDate.parse("-".join(f"{number:02}" for number in numbers[:3]).rjust(4, "0"))
    if len(numbers) <= 3 or numbers[3:] == [0, 0, 0, 0]:
        return day
    return Timed(day, zoned=len(numbers) == 8)
