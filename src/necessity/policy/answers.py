"""What it takes to answer a question, and what of a settled one can still change (`medicine/answers.yaml`).

Invariant: it orders what is told and limits what may be supposed; no verdict depends on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from necessity.assessment.finding import Source
from necessity.errors import PackUnusable, did_you_mean
from necessity.policy.head import read_sources
from necessity.vocabulary.kinds import FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Node, Sheet, open_sheet

CLASSES = ("date", "request", "document", "statement", "investigation", "weeks", "months", "finding")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClass:
    """What an answer takes: its name, its price beside the others, and what it is in words."""

    name: str
    price: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MayChange:
    """How a settled finding of one kind can change: what it takes, fields that can grow or fall, what words become.

    `again`: it can be made, or made anew, so that there is one, and a new one.
    """

    takes: str
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    becomes: Mapping[str, Mapping[str, str]]
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRules:
    """The file, checked. `open_by_kind` names the class of a kind of fact.

    `unless` names for some kinds another one: where that is on record, the answer is a document that should exist.
    """

    classes: Mapping[str, AnswerClass]
    open_by_kind: Mapping[str, str]
    unless: Mapping[str, str]
    settled: Mapping[str, MayChange]
    waiting: str
    source: Source


def load_answers(vocabulary: Vocabulary) -> AnswerRules:
    """The rules of the file. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(vocabulary.folder / "answers.yaml", "medicine/answers.yaml")
    keys = ("sources", "default_source", "classes", "open", "settled", "waiting")
    top = sheet.mapping(root, "what answers take", required=keys)
    by_kind, unless = _open(sheet, top.get("open"), vocabulary)
    ref = sheet.text(top.get("default_source"), "default_source") or ""
    sources = read_sources(sheet, top.get("sources"))
    if ref not in sources and root is not None:
        sheet.wrong(f"there is no source '{ref}'", root.place, remedy=did_you_mean(ref, sources))
    classes = _classes(sheet, top.get("classes"))
    settled = {
        name: _may_change(sheet, name, node, vocabulary.kinds[name])
        for name, node in _named(sheet, top.get("settled"), "kind of fact", vocabulary.kinds)
    }
    waiting = sheet.one_of(top.get("waiting"), "class", CLASSES) or "months"
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return AnswerRules(
        classes=classes,
        open_by_kind=by_kind,
        unless=unless,
        settled=settled,
        waiting=waiting,
        source=sources[ref],
    )


def _named(sheet: Sheet, node: Node | None, what: str, known: Collection[str]) -> list[tuple[str, Node]]:
    """The pairs of a table whose keys are known; the others are problems that name the nearest."""
    found = []
    for name, value, place in sheet.pairs(node, what):
        if name in known:
            found.append((name, value))
        else:
            sheet.wrong(f"'{name}' is no {what}", place, remedy=did_you_mean(name, known))
    return found


def _classes(sheet: Sheet, node: Node | None) -> dict[str, AnswerClass]:
    found: dict[str, AnswerClass] = {}
    before = 0
    for name, value in _named(sheet, node, "class", CLASSES):
        row = sheet.mapping(value, f"class '{name}'", required=("price", "says"))
        price = sheet.whole(row.get("price"), "price") or 0
        if price <= before:
            sheet.wrong(
                f"class '{name}' costs no more than the one before it", value.place, remedy="keep them in order"
            )
        before = price
        found[name] = AnswerClass(name=name, price=price, says=sheet.text(row.get("says"), "says") or "")
    for name in CLASSES:
        if name not in found and node is not None:
            sheet.wrong(f"class '{name}' is missing", node.place)
    return found


def _open(sheet: Sheet, node: Node | None, vocabulary: Vocabulary) -> tuple[dict[str, str], dict[str, str]]:
    kinds, areas = vocabulary.kinds, {one.area for one in vocabulary.kinds.values()}
    by_kind: dict[str, str] = {}
    unless: dict[str, str] = {}
    for name, value in _named(sheet, node, "class", CLASSES):
        row = sheet.mapping(value, f"class '{name}'", optional=("areas", "kinds", "unless"))
        wanted = _words(sheet, row.get("areas"), "area of facts", areas)
        here = [one.name for one in kinds.values() if one.area in wanted]
        there = sheet.one_of(row["unless"], "kind of fact", kinds) if "unless" in row else None
        named = _words(sheet, row.get("kinds"), "kind of fact", kinds)
        unless = {
            one: other for one, other in unless.items() if one not in named
        }  # what is named alone leaves its area
        if there:
            unless |= dict.fromkeys(here, there)
        by_kind |= dict.fromkeys((*here, *named), name)
    return by_kind, unless


def _words(sheet: Sheet, node: Node | None, what: str, known: Collection[str]) -> list[str]:
    found = list(sheet.words(node, what)) if node is not None else []
    for word in found:
        if word not in known and node is not None:
            sheet.wrong(f"'{word}' is no {what}", node.place, remedy=did_you_mean(word, known))
    return [word for word in found if word in known]


def _may_change(sheet: Sheet, name: str, node: Node, kind: Kind) -> MayChange:
    row = sheet.mapping(node, f"kind '{name}'", required=("takes",), optional=("more", "less", "becomes", "again"))
    ordered = [one.name for one in kind.fields.values() if one.type in (FieldType.QUANTITY, FieldType.SCALE)]
    becomes = {}
    for field, value in _named(sheet, row.get("becomes"), f"field of {name}", kind.fields):
        words = kind.fields[field].words
        pairs = _named(sheet, value, f"word of {field}", words)
        becomes[field] = {word: sheet.one_of(node, f"word of {field}", words) or "" for word, node in pairs}
    return MayChange(
        takes=sheet.one_of(row.get("takes"), "class", CLASSES) or "months",
        more=tuple(_words(sheet, row.get("more"), f"ordered field of {name}", ordered)),
        less=tuple(_words(sheet, row.get("less"), f"ordered field of {name}", ordered)),
        becomes=becomes,
        again=sheet.yes_no(row.get("again"), "again") or False,
    )
