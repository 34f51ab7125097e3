"""Which near variants of a request are judged beside it, in which order, and how many are told (`medicine/related.yaml`).

Invariant: the rules choose what is asked; they judge nothing, and no answer depends on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from necessity.assessment.finding import Source
from necessity.errors import PackUnusable
from necessity.policy.head import read_sources
from necessity.quantity import Quantity
from necessity.vocabulary.load import Vocabulary
from necessity.when import Duration
from necessity.yaml_file import Node, Sheet, open_sheet

KINDS = ("side", "level", "form", "without", "with", "setting", "later", "earlier")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """By how much the day is moved; `words` as written."""

    words: str
    by: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRules:
    """`order` holds the kinds of variant, the nearest first. `added`: to a line of the first procedure a line of the second.

    `most_told` for a line and for the setting; `most_levels` of other levels are asked, the nearest.
    """

    order: tuple[str, ...]
    most_told: int
    most_levels: int
    spans: tuple[Span, ...]
    added: tuple[tuple[str, str], ...]
    source: Source


def load_related(vocabulary: Vocabulary) -> RelatedRules:
    """The rules of the file. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(vocabulary.folder / "related.yaml", "medicine/related.yaml")
    required = ("sources", "default_source", "most_told", "most_levels", "order", "spans", "added")
    top = sheet.mapping(root, "the near variants", required=required)
    order = _each(sheet, top.get("order"), "order", lambda node: sheet.one_of(node, "kind of variant", KINDS))
    rules = RelatedRules(
        order=tuple(dict.fromkeys(order)),
        most_told=sheet.whole(top.get("most_told"), "most_told") or 0,
        most_levels=sheet.whole(top.get("most_levels"), "most_levels") or 0,
        spans=_each(sheet, top.get("spans"), "spans", lambda node: _span(sheet, node)),
        added=_each(sheet, top.get("added"), "added", lambda node: _pair(sheet, node, vocabulary)),
        source=_source(sheet, top.get("sources"), top.get("default_source")),
    )
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return rules


def _each(sheet: Sheet, node: Node | None, what: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
    return tuple(found for item in sheet.items(node, what) if (found := read(item)) is not None)


def _span(sheet: Sheet, node: Node) -> Span | None:
    words = sheet.text(node, "a span")
    if words is None:
        return None
    try:
        return Span(words=words, by=Quantity.parse(words).as_duration())
    except ValueError as error:
        sheet.wrong(f"'{words}' is not a length of time", node.place, str(error), "write 6 weeks")
        return None


def _pair(sheet: Sheet, node: Node, vocabulary: Vocabulary) -> tuple[str, str] | None:
    row = sheet.mapping(node, "what is added", required=("to", "procedure"))
    known = vocabulary.procedures.by_name
    to, procedure = (sheet.one_of(row.get(key), "procedure", known) for key in ("to", "procedure"))
    return (to, procedure) if to and procedure else None


def _source(sheet: Sheet, node: Node | None, chosen: Node | None) -> Source:
    """The source that the file names for all of its rules."""
    sources = read_sources(sheet, node)
    name = sheet.one_of(chosen, "source", sources)
    return sources.get(name or "", Source(ref="house", document="house", basis="house"))
