"""A mention that says less than another of the same document is an echo of it: "the leg pain" after "the left leg pain".

Invariant: an echo is dropped only where everything it names is named alike, on the same day, by a fuller mention of the same
document; its words stay with that mention. Denials and grades that differ are never echoes. A finding on images that is named
once more, without a grade and without images, is dropped beside a fuller one that was known by then, whatever its day.
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
_ONE_AT_A_LEVEL = (
    "listhesis",
)  # "an isthmic slip at L5-S1 ... grade I": a level slips one way, and one note means one slip

_NAMED_AGAIN = frozenset({"stenosis", "listhesis", "disc_herniation", "neural_compression", "disc_degeneration"})


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
    told = (
        replace(fact, evidence=_joined(fact.evidence, more[fact])) if fact in more else fact
        for fact in facts
        if fact not in echoes
    )
    return without_bare_names(_completed(tuple(told), vocabulary), vocabulary)


def without_bare_names(facts: Sequence[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The facts without findings that are only named ("recurrent stenosis L4-5") where the record tells them more fully.

    Such a name says no grade, no measure and no images of its own, so it takes no grade away: it is no later reading of them.
    """
    fuller: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind in _NAMED_AGAIN and fact.assertion is Assertion.PRESENT and fact.quotes:
            if fact.value is not None or "modality" in fact.qualifiers:
                fuller.setdefault(fact.kind, []).append(fact)
    return tuple(fact for fact in facts if not _only_names(fact, fuller.get(fact.kind, ()), vocabulary))


def _only_names(fact: Fact, fuller: Sequence[Fact], vocabulary: Vocabulary) -> bool:
    if fact.value is not None or fact.assertion is not Assertion.PRESENT or not fact.quotes:
        return False
    if any(name in fact.qualifiers for name in ("modality", "slip")):
        return False
    kind = vocabulary.kinds[fact.kind]
    return any(_known_by_then(one, fact) and _says_more(one, fact, kind) for one in fuller)


def _known_by_then(fuller: Fact, name: Fact) -> bool:
    """In the same document, or in one that is surely not later."""
    if fuller.quotes[0].document == name.quotes[0].document:
        return True
    return fuller.recorded is not None and name.recorded is not None and fuller.recorded <= name.recorded


def _completed(facts: tuple[Fact, ...], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """Mentions that name different fields of what a level has but once are one fact with all of them, where none differs."""
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        if fact.kind in _ONE_AT_A_LEVEL and fact.assertion is Assertion.PRESENT and fact.quotes:
            if "level" in fact.qualifiers:
                where = (fact.kind, fact.qualifiers["level"], fact.quotes[0].document, fact.when, fact.until)
                groups.setdefault(where, []).append(fact)
    whole: dict[Fact, Fact | None] = {}
    for mentions in groups.values():
        if len(mentions) < 2 or not _agree(mentions, vocabulary.kinds[mentions[0].kind]):
            continue
        first = next((one for one in mentions if one.value is not None), mentions[0])
        qualifiers = {name: value for one in mentions for name, value in one.qualifiers.items()}
        evidence = _joined(first.evidence, (piece for one in mentions for piece in one.evidence))
        whole |= dict.fromkeys(mentions)
        whole[first] = replace(first, qualifiers=qualifiers, evidence=evidence)
    found = (whole.get(fact, fact) for fact in facts)
    return tuple(fact for fact in found if fact is not None)


def _agree(mentions: Sequence[Fact], kind: Kind) -> bool:
    """Every field that two of them name is the same in both; where it was seen (its modality) may differ."""
    names = [name for name in (*_PLACES, *kind.fields) if name != "modality"]
    named = [[value for one in mentions if (value := _named(one, kind, name)) is not None] for name in names]
    return all(value == values[0] for values in named for value in values)


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
