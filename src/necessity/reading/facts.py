"""From a bound mention to a fact: values in the vocabulary's types, the assertion with its cue, the date and the quotes.

Invariant: a value that the vocabulary does not allow is left out, never coerced; every quote is a span of the document.
"""

from __future__ import annotations

from collections.abc import Mapping

from necessity.model.document import Quote
from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.reading.assertion import Scope
from necessity.reading.entry import ASSERTIONS, Reader
from necessity.reading.lexicon import allowed
from necessity.reading.scene import Scene
from necessity.vocabulary.kinds import FieldType, Keeps, Kind
from necessity.when import PartialDate


def typed(kind: Kind, name: str, value: str | Quantity) -> Value | None:
    """The value of a field in its type; None where the field cannot hold it."""
    one = kind.fields.get(name)
    if one is None:
        return None
    if isinstance(value, Quantity):
        return value if one.type is FieldType.QUANTITY else None
    if one.type is FieldType.SCALE:
        try:
            return one.scale.parse(value) if one.scale else None
        except ValueError:
            return None
    return value if allowed(one, value) and one.type is not FieldType.QUANTITY else None


def assertion_of(scope: Scope | None) -> Assertion:
    """The assertion that the deciding scope of a cue makes; present where there is none."""
    return Assertion.PRESENT if scope is None else ASSERTIONS[scope.family]


def make(
    scene: Scene,
    reader: Reader,
    values: Mapping[str, str | Quantity],
    spans: list[tuple[int, int]],
    *,
    assertion: Assertion = Assertion.PRESENT,
    cue: tuple[int, int] | None = None,
    when: PartialDate | None = None,
    until: PartialDate | None = None,
) -> Fact:
    """One fact. `values` may hold level and side; `spans` are the places quoted, the main one first."""
    kind = reader.kind
    main = None
    qualifiers: dict[str, Value] = {}
    for name, value in values.items():
        if name in ("level", "side"):
            if (name == "level" and kind.has_level) or (name == "side" and kind.has_side):
                qualifiers[name] = value if isinstance(value, str) else str(value)
            continue
        known = typed(kind, name, value)
        if known is None:
            continue
        if name == kind.main:
            main = known
        else:
            qualifiers[name] = known
    before = scene.antecedent
    if before is not None and qualifiers.get("level") in before.levels:
        spans = [*spans, (before.start, before.end)]  # `at the same level`: the words that name it
    if when is None and kind.keeps is Keeps.LATEST and scene.around.authored is not None:
        when = PartialDate.day(scene.around.authored)
        if scene.around.told_on is not None and scene.sentence.label is not None:
            spans = [*spans, scene.sentence.label]  # the heading gives the day
    return Fact(
        kind=kind.name,
        value=main,
        qualifiers=qualifiers,
        assertion=assertion,
        when=when,
        until=until,
        recorded=scene.around.told_on or scene.document.authored,
        evidence=_quotes(scene, spans),
        cue=scene.quote(*cue) if cue else None,
        reader=f"words: {kind.name}" if reader.code is None else f"code: {kind.name}",
    )


def _quotes(scene: Scene, spans: list[tuple[int, int]]) -> tuple[Quote, ...]:
    """The main span, and those of the others that it does not hold already."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if start < 0 or any(left <= start and end <= right for left, right in kept):
            continue
        kept.append((start, end))
    return tuple(scene.quote(start, end) for start, end in kept)
