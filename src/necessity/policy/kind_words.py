"""The words of `medicine/asked_words.yaml`: how a test line names a kind of fact and what it asks of its fields.

Invariant: every name in the table is one that the vocabulary knows; what has no line is said with the names of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from necessity.errors import PackUnusable, Place, did_you_mean
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.yaml_file import Node, Sheet, Table, open_sheet

_FILE = "asked_words.yaml"
_EVERY = "any_kind"
_PLACE = ("level", "side")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """`lead` holds a `{}` for what is asked, or `{+}` ("6 weeks or more"); empty: each word has a phrase of its own."""

    lead: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """How facts of a kind are called. `fields` stand in the order in which they are said.

    `none`: what is said where they must be absent. `noun_by`: the field whose words take the place of the noun. `moment`: what
    the last of them is called.
    """

    noun: str
    none: str = ""
    noun_by: str = ""
    moment: str = ""
    fields: Mapping[str, FieldWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWords:
    """The whole table; `every` are words that read the same in all kinds."""

    every: Mapping[str, str]
    kinds: Mapping[str, KindWords]

    def of(self, kind: Kind) -> KindWords:
        """The words of a kind; its own name where the table has no line."""
        return self.kinds.get(kind.name) or KindWords(noun=kind.name.replace("_", " "))


@cache
def asked_words() -> AskedWords:
    """The shipped table. Raises PackUnusable with every problem in it."""
    return load_asked_words(vocabulary().folder / _FILE, vocabulary())


def load_asked_words(path: Path, known: Vocabulary) -> AskedWords:
    """The table in `path`, each name checked against the vocabulary. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(path, f"medicine/{_FILE}")
    every: dict[str, str] = {}
    kinds: dict[str, KindWords] = {}
    for name, node, place in sheet.pairs(root, "the table of asked words"):
        if name == _EVERY:
            every = {word: sheet.text(said, word) or "" for word, said, _ in sheet.pairs(node, _EVERY)}
        elif _is_known(sheet, name, "kind of fact", known.kinds, place):
            kinds[name] = _kind_words(sheet, node, known.kinds[name])
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return AskedWords(every=every, kinds=kinds)


def _kind_words(sheet: Sheet, node: Node, kind: Kind) -> KindWords:
    what = f"the words of '{kind.name}'"
    row = sheet.mapping(node, what, required=("noun",), optional=("none", "noun_by", "moment", "fields"))
    fields = {}
    for name, value, place in sheet.pairs(row.get("fields"), f"the fields of '{kind.name}'"):
        if _is_known(sheet, name, "field of the kind", {*kind.fields, *_PLACE}, place):
            fields[name] = _field_words(sheet, value, kind, name)
    return KindWords(
        noun=sheet.text(row.get("noun"), "noun") or "",
        none=sheet.text(row.get("none"), "none") or "",
        noun_by=sheet.one_of(row.get("noun_by"), "field of the kind", kind.fields) or "",
        moment=sheet.text(row.get("moment"), "moment") or "",
        fields=fields,
    )


def _field_words(sheet: Sheet, node: Node, kind: Kind, name: str) -> FieldWords:
    if not isinstance(node, Table):
        return FieldWords(lead=sheet.text(node, name) or "{}")
    lead, words = "", {}
    known = kind.fields[name].words if name in kind.fields else {}
    for word, said, place in sheet.pairs(node, name):
        if word == "lead":
            lead = sheet.text(said, "lead") or ""
        elif not known or _is_known(sheet, word, f"word of {name}", known, place):
            words[word] = sheet.text(said, word) or ""
    return FieldWords(lead=lead, words=words)


def _is_known(sheet: Sheet, name: str, what: str, known: Collection[str], place: Place) -> bool:
    if name not in known:
        sheet.wrong(f"'{name}' is not a {what}", place, remedy=did_you_mean(name, known))
    return name in known
