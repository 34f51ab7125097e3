"""Marked sentences: a text with its facts written into it, as examples and pack cases use them.

`[[prior_surgery type=discectomy level=L4-L5|L4-5 microdiscectomy]]`; `!kind` is ruled out, `?kind` possible, else
`assertion=planned`. Invariant: a mark is read strictly (an unknown word, an unclosed or nested mark is an error with its place).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from necessity.errors import InputUnusable, Place, Problem, did_you_mean
from necessity.model.fact import SIDES, Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.lexicon import allowed
from necessity.vocabulary.kinds import FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

_ASSERTIONS = {one.value: one for one in Assertion}
_PAIR = re.compile(r"\s*([a-z_]+)=(?:\"([^\"]*)\"|([^\s\"|]+))")
_NAME = re.compile(r"\s*([!?]?)([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One marked fact: what must be read at `start` to `end` of the plain text. Fields that are not stated are not checked."""

    kind: str
    assertion: Assertion
    fields: Mapping[str, str]
    when: PartialDate | None
    start: int
    end: int
    words: str

    def __str__(self) -> str:
        fields = "".join(f" {name}={value}" for name, value in self.fields.items())
        when = f" when={self.when}" if self.when else ""
        return f"{self.kind}{fields}{when} ({self.assertion.value}) at '{self.words}'"


def parse_marked(text: str, vocabulary: Vocabulary, name: str = "marked text") -> tuple[str, tuple[Mark, ...]]:
    """The plain text and its marks. Raises InputUnusable with every problem, each with line and column."""
    problems: list[Problem] = []
    plain: list[str] = []
    marks: list[Mark] = []
    at = size = 0
    while True:
        opening, closing = text.find("[[", at), text.find("]]", at)
        if closing >= 0 and (opening < 0 or closing < opening):
            problems.append(Problem(what="']]' closes no mark", where=_place(text, closing, name), remedy="remove it"))
            plain.append(text[at : closing + 2])
            size += closing + 2 - at
            at = closing + 2
            continue
        if opening < 0:
            plain.append(text[at:])
            break
        plain.append(text[at:opening])
        size += opening - at
        if closing < 0:
            problems.append(Problem(what="a mark is not closed", where=_place(text, opening, name), remedy="add ']]'"))
            break
        inner = text[opening + 2 : closing]
        if "[[" in inner:
            nested = opening + 2 + inner.index("[[")
            problems.append(
                Problem(
                    what="a mark stands inside a mark",
                    where=_place(text, nested, name),
                    remedy="mark them one after the other",
                )
            )
            break
        mark = _mark(inner, size, _place(text, opening, name), vocabulary, problems)
        if mark is not None:
            marks.append(mark)
            plain.append(mark.words)
            size += len(mark.words)
        at = closing + 2
    if problems:
        raise InputUnusable(problems)
    return "".join(plain), tuple(marks)


def _place(text: str, offset: int, name: str) -> Place:
    return Place(name, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def _mark(inner: str, start: int, place: Place, vocabulary: Vocabulary, problems: list[Problem]) -> Mark | None:
    head, bar, words = inner.partition("|")
    match = _NAME.match(head)
    if not bar or not words.strip() or match is None:
        problems.append(
            Problem(what="a mark must be [[kind field=value|words]]", where=place, why=f"this is [[{inner}]]")
        )
        return None
    sign, kind_name = match.groups()
    kind = vocabulary.kinds.get(kind_name)
    if kind is None:
        problems.append(
            Problem(
                what=f"'{kind_name}' is not a kind of fact",
                where=place,
                remedy=did_you_mean(kind_name, vocabulary.kinds),
            )
        )
        return None
    fields, wrong = _fields(head[match.end() :], kind, vocabulary)
    problems += [Problem(what=what, where=place, remedy=remedy) for what, remedy in wrong]
    if wrong:
        return None
    when = PartialDate.parse(fields.pop("when")) if "when" in fields else None
    stated = fields.pop("assertion", None)
    assertion = {"!": Assertion.ABSENT, "?": Assertion.POSSIBLE}.get(sign) or _ASSERTIONS[stated or "present"]
    if sign and stated:
        problems.append(
            Problem(what=f"'{sign}' and 'assertion=' cannot stand together", where=place, remedy="keep one")
        )
    return Mark(
        kind=kind_name, assertion=assertion, fields=fields, when=when, start=start, end=start + len(words), words=words
    )


def _fields(text: str, kind: Kind, vocabulary: Vocabulary) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The fields of a mark, and what is wrong with them with a remedy each."""
    fields: dict[str, str] = {}
    wrong: list[tuple[str, str]] = []
    at = 0
    while text[at:].strip():
        match = _PAIR.match(text, at)
        if match is None:
            wrong.append((f"'{text[at:].strip()}' is not field=value", 'write field=value or field="two words"'))
            break
        name, value = match[1], match[2] if match[2] is not None else match[3]
        if name in fields:
            wrong.append((f"the field '{name}' stands twice", "keep one"))
        fields[name] = value
        wrong += _wrong(name, value, kind, vocabulary)
        at = match.end()
    return fields, wrong


def _wrong(name: str, value: str, kind: Kind, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    if name == "assertion":
        if value not in _ASSERTIONS:
            yield f"'{value}' is not an assertion", did_you_mean(value, _ASSERTIONS)
    elif name == "when":
        try:
            PartialDate.parse(value)
        except ValueError as error:
            yield str(error), ""
    elif name == "level" and "level" not in kind.fields:  # the level of cotinine is an amount
        if not kind.has_level:
            yield f"{kind.name} has no level", ""
        elif value not in vocabulary.anatomy.segments:
            yield f"'{value}' is not a level", did_you_mean(value, vocabulary.anatomy.segments)
    elif name == "side":
        if not kind.has_side or value not in SIDES:
            yield f"'{value}' is not a side of {kind.name}", did_you_mean(value, SIDES)
    elif name not in kind.fields:
        yield (
            f"{kind.name} has no field '{name}'",
            did_you_mean(name, (*kind.fields, "level", "side", "when", "assertion")),
        )
    else:
        yield from _wrong_value(name, value, kind)


def _wrong_value(name: str, value: str, kind: Kind) -> Iterator[tuple[str, str]]:
    one = kind.fields[name]
    try:
        if one.type is FieldType.QUANTITY:
            Quantity.parse(value, one.unit)
        elif one.type is FieldType.SCALE and one.scale is not None:
            one.scale.parse(value)
        elif not allowed(one, value):
            yield f"'{value}' is not a value of {kind.name}.{name}", did_you_mean(value, one.words)
    except ValueError as error:
        yield str(error), ""


def compare(
    facts: Iterable[Fact], marks: Sequence[Mark], *, vocabulary: Vocabulary, strict: bool = False
) -> tuple[str, ...]:
    """What differs between the facts read and the marks, in plain words; nothing where they agree.

    Every mark must be read. Of the kinds that are marked somewhere (of all kinds where `strict`) nothing else may be.
    """
    left = list(facts)
    differences: list[str] = []
    marked = {mark.kind for mark in marks}
    agreed: set[int] = set()
    for mark in marks:
        same = [number for number, fact in enumerate(left) if _agrees(fact, mark, vocabulary)]
        if not same:
            differences.append(f"not read: {mark}{_nearby(left, mark)}")
        agreed.update(same)
    for number, fact in enumerate(left):
        if number not in agreed and (strict or fact.kind in marked):
            differences.append(f"read but not marked: {described(fact)}")
    return tuple(differences)


def _agrees(fact: Fact, mark: Mark, vocabulary: Vocabulary) -> bool:
    if fact.kind != mark.kind or fact.assertion is not mark.assertion or not _overlaps(fact, mark):
        return False
    if mark.when is not None and fact.when != mark.when:
        return False
    return all(_same(fact, name, value, vocabulary.kinds[fact.kind]) for name, value in mark.fields.items())


def _overlaps(fact: Fact, mark: Mark) -> bool:
    quotes = fact.quotes
    return bool(quotes) and quotes[0].start < mark.end and mark.start < quotes[0].end


def _same(fact: Fact, name: str, value: str, kind: Kind) -> bool:
    have = fact.value if name == kind.main else fact.qualifiers.get(name)
    if have is None:
        return False
    if isinstance(have, Quantity):
        return have == Quantity.parse(value, kind.fields[name].unit)
    return str(have) == value


def _nearby(facts: Sequence[Fact], mark: Mark) -> str:
    close = [described(fact) for fact in facts if fact.kind == mark.kind and _overlaps(fact, mark)]
    return f"; read there: {'; '.join(close)}" if close else ""


def described(fact: Fact) -> str:
    """One fact in a line: kind, values, assertion, day and its first words."""
    values = [str(fact.value)] if fact.value is not None else []
    values += [f"{name}={value}" for name, value in fact.qualifiers.items()]
    when = f" {fact.when}" if fact.when else ""
    words = f" '{fact.quotes[0].words}'" if fact.quotes else ""
    return f"{fact.kind} {' '.join(values)} ({fact.assertion.value}){when}{words}".replace("  ", " ")
