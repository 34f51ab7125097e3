"""A mention that says less than another of the same document is an echo of it: "the leg pain" after "the left leg pain".

Invariant: an echo is dropped only where everything it names is named alike, on the same day, by a fuller mention of the same
document; its words stay with that mention. Denials, grades that differ and other documents are never echoes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from necessity.model.document import Evidence
from necessity.model.fact import Assertion, Fact, Value
from necessity.reading.series import value_of
from necessity.vocabulary.kinds import Keeps, Kind
from necessity.vocabulary.load import Vocabulary

_PLACES = ("level", "side")


def without_echoes(facts: Sequence[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The facts, each echo folded into the fuller mentions that it repeats; order is kept."""
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        kind = vocabulary.kinds[fact.kind]
        if fact.assertion is Assertion.PRESENT and kind.keeps is Keeps.LATEST and fact.quotes:
            groups.setdefault((fact.kind, fact.quotes[0].document, fact.when, fact.until), []).append(fact)
    echoes: dict[Fact, list[Fact]] = {}
    for (name, *_), mentions in groups.items():
        kind = vocabulary.kinds[str(name)]
        for one in mentions:
            fuller = [other for other in mentions if other is not one and _says_more(other, one, kind)]
            if fuller:
                echoes[one] = fuller
    more: dict[Fact, list[Evidence]] = {}
    for echo, fuller in echoes.items():
        for fact in fuller:
            more.setdefault(fact, []).extend(echo.evidence)
    return tuple(
        replace(fact, evidence=_joined(fact.evidence, more[fact])) if fact in more else fact
        for fact in facts
        if fact not in echoes
    )


def _joined(own: Iterable[Evidence], more: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys((*own, *more)))


def _says_more(fuller: Fact, echo: Fact, kind: Kind) -> bool:
    """`fuller` names all that `echo` names, alike or narrower, and something besides."""
    names = (*_PLACES, *kind.fields)
    theirs = {name: value for name in names if (value := _named(echo, kind, name)) is not None}
    mine = {name: value for name in names if (value := _named(fuller, kind, name)) is not None}
    if len(mine) <= len(theirs):
        return False
    return all(name in mine and _alike(mine[name], value, kind, name) for name, value in theirs.items())


def _named(fact: Fact, kind: Kind, name: str) -> Value | None:
    return fact.qualifiers.get(name) if name in _PLACES else value_of(fact, kind, name)


def _alike(mine: Value, theirs: Value, kind: Kind, name: str) -> bool:
    if mine == theirs:
        return True
    field = kind.fields.get(name)
    return field is not None and isinstance(mine, str) and isinstance(theirs, str) and field.is_a(mine, theirs)
