"""Statements made beside the record become facts: typed by the vocabulary, and for ever shown as attested.

Invariant: an attested fact has a name and the same types as a read one; what does not fit its kind is a problem.
"""

from __future__ import annotations

from necessity.errors import did_you_mean
from necessity.exchange.requested import levels_of
from necessity.model.document import Attestation
from necessity.model.fact import SIDES, Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate
from necessity.yaml_file import Node, Sheet

_ASSERTIONS = tuple(one.value for one in Assertion)


def attested_facts(sheet: Sheet, node: Node | None, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The facts of a case file's `facts:` list; every problem is collected in the sheet."""
    facts = (_fact(sheet, item, vocabulary) for item in sheet.items(node, "facts"))
    return tuple(fact for fact in facts if fact is not None)


def _fact(sheet: Sheet, node: Node, vocabulary: Vocabulary) -> Fact | None:
    row = sheet.mapping(
        node,
        "a fact",
        required=("kind", "by"),
        optional=("value", "qualifiers", "assertion", "when", "until", "attested_on"),
    )
    by = sheet.text(row.get("by"), "by")
    if "by" in row and by is None:
        sheet.wrong("a fact without a name behind it", row["by"].place, remedy="say in 'by' who states it")
    assertion = sheet.one_of(row.get("assertion"), "assertion", _ASSERTIONS) or Assertion.PRESENT.value
    attested_on = sheet.day(row.get("attested_on"), "attested_on")
    when, until = (_date(sheet, row.get(name), name) for name in ("when", "until"))
    kind = _kind(sheet, row.get("kind"), vocabulary)
    if kind is None:
        return None
    value = _main(sheet, kind, row.get("value"), vocabulary)
    return Fact(
        kind=kind.name,
        value=value,
        qualifiers=_qualifiers(sheet, kind, row.get("qualifiers"), vocabulary),
        assertion=Assertion(assertion),
        when=when,
        until=until,
        recorded=attested_on,
        evidence=(Attestation(by=by or "", attested_on=attested_on),),
        reader="attested",
    )


def _kind(sheet: Sheet, node: Node | None, vocabulary: Vocabulary) -> Kind | None:
    name = sheet.text(node, "kind")
    if name is None or node is None:
        return None
    kind = vocabulary.kinds.get(name)
    if kind is None:
        remedy = did_you_mean(name, vocabulary.kinds) or "the kinds are the files under medicine/facts"
        sheet.wrong(f"'{name}' is not a kind of fact", node.place, remedy=remedy)
    elif kind.silence.means == "closed":
        sheet.wrong(
            f"'{name}' cannot be attested", node.place, "it is made from the case itself", "state it in the case"
        )
        return None
    return kind


def _main(sheet: Sheet, kind: Kind, node: Node | None, vocabulary: Vocabulary) -> Value | None:
    if node is None or sheet.text(node, "value") is None:
        return None
    if kind.main is None:
        sheet.wrong(f"'{kind.name}' has no value", node.place, remedy="leave 'value' out")
        return None
    return _typed(sheet, kind, kind.fields[kind.main], node, vocabulary)


def _qualifiers(sheet: Sheet, kind: Kind, node: Node | None, vocabulary: Vocabulary) -> dict[str, Value]:
    known = [name for name in kind.fields if name != kind.main]
    known += ["level"] * kind.has_level + ["side"] * kind.has_side
    values: dict[str, Value] = {}
    for name, item, place in sheet.pairs(node, "qualifiers"):
        if name == kind.main:
            sheet.wrong(f"'{name}' is the value of '{kind.name}'", place, remedy="write it as 'value:'")
        elif name not in known:
            remedy = did_you_mean(name, known) or "it has none"
            sheet.wrong(f"'{kind.name}' has no qualifier '{name}'", place, remedy=remedy)
        elif name == "level":
            values |= _level(sheet, item, vocabulary)
        elif name == "side":
            side = sheet.one_of(item, "side", SIDES)
            values |= {"side": side} if side else {}
        else:
            value = _typed(sheet, kind, kind.fields[name], item, vocabulary)
            values |= {name: value} if value is not None else {}
    return values


def _level(sheet: Sheet, node: Node, vocabulary: Vocabulary) -> dict[str, Value]:
    word = sheet.text(node, "level")
    levels = levels_of(word, vocabulary.anatomy) if word else ()
    if word and not levels:
        sheet.wrong(f"'{word}' is not a level", node.place, remedy=known_levels(vocabulary))
    elif len(levels) > 1:
        sheet.wrong(f"'{word}' is more than one level", node.place, remedy="write one fact for each level")
    return {"level": levels[0]} if len(levels) == 1 else {}


def known_levels(vocabulary: Vocabulary) -> str:
    """The levels that exist, for a message."""
    return f"known are {', '.join(vocabulary.anatomy.levels)}, and ranges such as L3-S1"


def _typed(sheet: Sheet, kind: Kind, field: Field, node: Node, vocabulary: Vocabulary) -> Value | None:
    """A value of the field's own type, or None with the problem collected."""
    what = f"{kind.name}.{field.name}"
    word = sheet.text(node, what)
    if word is None:
        return None
    if field.type is FieldType.FREE:
        return _free(field, word, vocabulary)
    if field.type in (FieldType.WORD, FieldType.ROOT):
        if word in field.words:
            return word
        sheet.wrong(f"'{word}' is not a word of {what}", node.place, remedy=did_you_mean(word, field.words))
        return None
    try:
        if field.scale is not None:
            return field.scale.parse(word)
        value = Quantity.parse(word, field.unit)
        value.compare(">=", Quantity.exactly(0, field.unit or "n"))  # the units must fit
        return value
    except ValueError as error:
        sheet.wrong(f"'{word}' is not a value of {what}", node.place, str(error))
        return None


def _free(field: Field, word: str, vocabulary: Vocabulary) -> str:
    """An open word; a muscle takes the name under which anatomy knows it."""
    if field.name == "muscle":
        for muscle in vocabulary.anatomy.muscles.values():
            if word.lower() in (phrase.lower() for phrase in muscle.phrases):
                return muscle.name
    return word


def _date(sheet: Sheet, node: Node | None, what: str) -> PartialDate | None:
    word = sheet.text(node, what)
    if word is None or node is None:
        return None
    try:
        return PartialDate.parse(word)
    except ValueError:
        remedy = "write 2026-02-16, 2026-02, 2026, or the earliest and the latest as 2025-09-01/2025-11"
        sheet.wrong(f"{what} must be a date, not '{word}'", node.place, remedy=remedy)
        return None
