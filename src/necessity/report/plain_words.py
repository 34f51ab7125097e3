"""The plain words of `medicine/plain_words.yaml`: what a patient reads in place of the terms of the field.

Invariant: every name in the table is one that the vocabulary knows; a term without a line is said by a general phrase, never by a
code or a term.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from necessity.errors import PackUnusable, Place, did_you_mean
from necessity.model.case import SETTINGS
from necessity.model.document import DOCUMENT_KINDS
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.yaml_file import Node, Sheet, open_sheet

_FILE = "plain_words.yaml"
_PARTS = ("any_fact", "any_procedure", "facts", "values", "procedures", "settings", "documents")

_DOCUMENT_PARTS = ("plain", "held_by", "sent_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """Phrases by name: kinds of fact, procedures, settings, documents.

    `values` says what a fact of a kind tells, by its word (`that the leg hurts more than the back`). Of each kind of document
    `held_by` says to a reviewer who has it, `sent_by` to the patient who can send it.
    """

    any_fact: str
    any_procedure: str
    facts: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    procedures: Mapping[str, str]
    settings: Mapping[str, str]
    documents: Mapping[str, str]
    held_by: Mapping[str, str]
    sent_by: Mapping[str, str]
    known: Vocabulary

    def fact(self, kind: str) -> str:
        """The phrase of a kind of fact, the general one where it has none."""
        return self.facts.get(kind, self.any_fact)

    def procedure(self, name: str | None) -> str:
        """The phrase of a procedure, else of the nearest broader one that has one, else the general one."""
        for one in self.known.procedures.upward(name) if name else ():
            if one in self.procedures:
                return self.procedures[one]
        return self.any_procedure


@cache
def plain_words() -> PlainWords:
    """The shipped table. Raises PackUnusable with every problem in it."""
    return load_plain_words(vocabulary().folder / _FILE, vocabulary())


def load_plain_words(path: Path, known: Vocabulary) -> PlainWords:
    """The table in `path`, each name checked against the vocabulary. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(path, f"medicine/{_FILE}")
    top = sheet.mapping(root, "the table of plain words", required=_PARTS)
    documents = _documents(sheet, top.get("documents"))
    table = PlainWords(
        any_fact=sheet.text(top.get("any_fact"), "any_fact") or "",
        any_procedure=sheet.text(top.get("any_procedure"), "any_procedure") or "",
        facts=_phrases(sheet, top.get("facts"), "kind of fact", known.kinds),
        values=_values(sheet, top.get("values"), known),
        procedures=_phrases(sheet, top.get("procedures"), "procedure", known.procedures.by_name),
        settings=_phrases(sheet, top.get("settings"), "setting", SETTINGS),
        documents=documents["plain"],
        held_by=documents["held_by"],
        sent_by=documents["sent_by"],
        known=known,
    )
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return table


def _phrases(sheet: Sheet, node: Node | None, what: str, known: Collection[str]) -> dict[str, str]:
    found = {}
    for name, value, place in sheet.pairs(node, f"the phrases of each {what}"):
        _check(sheet, name, what, known, place)
        found[name] = sheet.text(value, f"the phrase of '{name}'") or ""
    return found


def _values(sheet: Sheet, node: Node | None, known: Vocabulary) -> dict[str, dict[str, str]]:
    """What facts of a kind say, by a word of one of its fields."""
    found = {}
    for name, words, place in sheet.pairs(node, "what facts say by their words"):
        _check(sheet, name, "kind of fact", known.kinds, place)
        kind = known.kinds.get(name)
        fields = kind.fields.values() if kind else ()
        found[name] = _phrases(sheet, words, f"word of '{name}'", {word for field in fields for word in field.words})
    return found


def _documents(sheet: Sheet, node: Node | None) -> dict[str, dict[str, str]]:
    """The three phrases of each kind of document, by what they are for."""
    found: dict[str, dict[str, str]] = {part: {} for part in _DOCUMENT_PARTS}
    for name, value, place in sheet.pairs(node, "documents"):
        _check(sheet, name, "kind of document", DOCUMENT_KINDS, place)
        row = sheet.mapping(value, f"document '{name}'", required=_DOCUMENT_PARTS)
        for part in _DOCUMENT_PARTS:
            found[part][name] = sheet.text(row.get(part), part) or ""
    return found


def _check(sheet: Sheet, name: str, what: str, known: Collection[str], place: Place) -> None:
    if name not in known:
        sheet.wrong(f"'{name}' is not a {what}", place, remedy=did_you_mean(name, known))
