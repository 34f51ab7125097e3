"""Statements of a case file become facts: made beside the record, or pointing at words of a document that say them.

Invariant: such a fact has a name and the same types as a read one; what does not fit its kind, and words that do not stand
where they are said to stand, are problems. Only a case file can make one; no text of a chart can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from necessity.errors import Place, did_you_mean
from necessity.exchange.requested import levels_of
from necessity.model.document import Attestation, Document, Quote
from necessity.model.fact import SIDES, Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate
from necessity.yaml_file import Node, Sheet

_ASSERTIONS = tuple(one.value for one in Assertion)
_LONGEST = 160  # characters of the nearest words, in a message


def attested_facts(
    sheet: Sheet, node: Node | None, vocabulary: Vocabulary, documents: Sequence[Document] = ()
) -> tuple[Fact, ...]:
    """The facts of a case file's `facts:` list; every problem is collected in the sheet.

    `documents` are those of the case, in which the words of a `quote:` must stand.
    """
    facts = (_fact(sheet, item, vocabulary, documents) for item in sheet.items(node, "facts"))
    return tuple(fact for fact in facts if fact is not None)


def _fact(sheet: Sheet, node: Node, vocabulary: Vocabulary, documents: Sequence[Document]) -> Fact | None:
    row = sheet.mapping(
        node,
        "a fact",
        required=("kind", "by"),
        optional=("value", "qualifiers", "assertion", "when", "until", "attested_on", "quote"),
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
    fact = Fact(
        kind=kind.name,
        value=_main(sheet, kind, row.get("value"), vocabulary),
        qualifiers=_qualifiers(sheet, kind, row.get("qualifiers"), vocabulary),
        assertion=Assertion(assertion),
        when=when,
        until=until,
    )
    return _stated(sheet, fact, Attestation(by=by or "", attested_on=attested_on), row.get("quote"), documents)


# -- the words of a document that say it -------------------------------------------------------------------------------


def _stated(
    sheet: Sheet, fact: Fact, by: Attestation, quote: Node | None, documents: Sequence[Document]
) -> Fact | None:
    """The fact with who states it; with the words of a document where it points at some, on that document's day."""
    if quote is None:
        return replace(fact, recorded=by.attested_on, evidence=(by,), reader="attested")
    words = _marked(sheet, quote, by, documents)
    return replace(fact, recorded=words.of.authored, evidence=(words,), reader="marked") if words else None


def _marked(sheet: Sheet, node: Node, by: Attestation, documents: Sequence[Document]) -> Quote | None:
    """The words that a `quote:` points at, or None with what is wrong: they must stand in the document as they are given.

    White space may differ, for a line may be broken elsewhere. Words that stand several times must say which (`at: 2`).
    """
    row = sheet.mapping(node, "a quote", required=("document", "words"), optional=("at",))
    name, words = sheet.text(row.get("document"), "document"), sheet.text(row.get("words"), "words")
    at = sheet.whole(row.get("at"), "at")
    if name is None or words is None or not words.strip():
        if words is not None and not words.strip():
            sheet.wrong("a quote holds no words", row["words"].place, remedy="copy the words from the document")
        return None
    document = _document(sheet, name, row["document"].place, documents)
    if document is None:
        return None
    found = spans(words, document.text)
    if not found:
        sheet.wrong(f"these words do not stand in '{name}'", row["words"].place, *_nearest(words, document, documents))
        return None
    if at is None and len(found) > 1:
        remedy = f"quote more of the sentence, or say which with 'at: 1' to 'at: {len(found)}'"
        sheet.wrong(f"these words stand {len(found)} times in '{name}'", row["words"].place, remedy=remedy)
        return None
    if at is not None and not 0 < at <= len(found):
        times = "once" if len(found) == 1 else f"{len(found)} times"
        sheet.wrong(f"these words stand {times} in '{name}', so there is no 'at: {at}'", row["at"].place)
        return None
    start, end = found[(at or 1) - 1]
    return Quote(document, start, end, by)


def _document(sheet: Sheet, name: str, place: Place, documents: Sequence[Document]) -> Document | None:
    """The document of that name, where words of it can say something of the patient."""
    document = next((one for one in documents if one.id == name), None)
    if document is None:
        remedy = did_you_mean(name, [one.id for one in documents]) or "add it under 'documents:', and give its id here"
        sheet.wrong(f"there is no document '{name}' in this case", place, remedy=remedy)
    elif not document.readable:
        sheet.wrong(f"the document '{name}' cannot be read", place, document.unreadable_because)
    elif document.kind == "criteria":
        why = "it is of the kind 'criteria'"
        sheet.wrong(f"the document '{name}' says nothing of a patient", place, why, "quote a document of the chart")
    else:
        return document
    return None


def spans(words: str, text: str) -> list[tuple[int, int]]:
    """Where words begin and end in a text, each place once; white space may differ, and no word is cut ("stable", "unstable")."""
    pattern = r"(?<!\w)" * bool(re.match(r"\s*\w", words)) + r"\s+".join(map(re.escape, words.split()))
    pattern += r"(?!\w)" * bool(re.search(r"\w\s*\Z", words))
    return [match.span() for match in re.finditer(pattern, text)]


def _nearest(words: str, document: Document, documents: Sequence[Document]) -> tuple[str, str]:
    """Why words were not found, and where they may stand: the nearest of this document, or another that has them."""
    looked = f"looked through all of its {len(document.text)} characters, letter for letter but for white space"
    others = [one.id for one in documents if one.id != document.id and one.readable and spans(words, one.text)]
    if others:
        return looked, f"they stand in '{others[0]}'"
    close = nearest_passage(words, document.text)
    return looked, f"the nearest words are: {close}" if close else "copy them from the document as received"


def nearest_passage(words: str, text: str) -> str:
    """The stretch of a text that shares most words with these, as long as these; nothing where less than half are shared."""
    asked = words.lower().split()
    places = [(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    said = [text[start:end].lower() for start, end in places]
    wanted, size, best, most = set(asked), len(asked), 0, 0
    for first in range(max(1, len(said) - size + 1)):
        shared = len(wanted.intersection(said[first : first + size]))
        if shared > most:
            best, most = first, shared
    if 2 * most < len(wanted):
        return ""
    stretch = text[places[best][0] : places[min(best + size, len(places)) - 1][1]]
    return " ".join(stretch.split())[:_LONGEST]


# -- its kind, value and qualifiers ------------------------------------------------------------------------------------


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
