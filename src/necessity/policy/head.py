"""The head of a pack: what it is called and is for, when and for whom it is in force, and its sources.

Invariant: what a head does not say is None or empty; nothing is taken for granted but the purpose `coverage`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from necessity.assessment.finding import Source
from necessity.errors import did_you_mean
from necessity.model.case import LINES_OF_BUSINESS
from necessity.policy.criterion import Scope
from necessity.policy.names import BASES
from necessity.yaml_file import Node, Scalar, Sheet

PURPOSES = ("coverage", "demonstration")
JUDGES = ("lines and setting", "setting", "additions")
"""What a pack speaks of: the procedures and the setting, or the setting alone."""
AUTHORITIES = ("regulation", "ncd", "lcd", "payer", "house")
"""Who speaks, from what comes first under Medicare to what comes last (42 CFR 422.101); `payer` where a pack does not say."""

_EITHER = "write 'effective: not stated', or name the version by its date"
NOT_STATED = "not stated"
"""What stands under `effective` where the source names no day from which it is in force (decision 0012)."""
UNDATED = "undated"
"""The version of a pack whose source carries no date at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head as written; `effective` are its first and last day, `undated` that it says that they are not stated."""

    name: str
    version: str
    title: str | None
    purpose: str | None
    banner: str | None
    effective: tuple[str | None, str | None]
    scope: Scope
    judges: str | None = None
    authority: str | None = None
    undated: bool = False


def read_head(sheet: Sheet, top: Mapping[str, Node]) -> Head:
    """The head in `top`, with everything that is wrong with it in the sheet."""
    name, version = sheet.text(top.get("pack"), "pack"), sheet.quoted(top.get("version"), "version")
    if name and "@" in name:
        sheet.wrong("the version stands apart from the name", top["pack"].place, remedy="write pack: and version:")
    undated = says_not_stated(top.get("effective"))
    first, last = (None, None) if undated else _effective(sheet, top)
    if version == UNDATED and (first or last):
        why = "a version that is called so has no day"
        sheet.wrong("the pack is undated and yet says when it is in force", top["effective"].place, why, _EITHER)
    return Head(
        name=name or "unnamed",
        version=version or "unnamed",
        title=sheet.text(top.get("title"), "title"),
        purpose=sheet.one_of(top.get("purpose"), "purpose", PURPOSES),
        banner=sheet.text(top.get("banner"), "banner"),
        effective=(first.isoformat() if first else None, last.isoformat() if last else None),
        scope=_scope(sheet, top.get("scope")),
        judges=sheet.one_of(top.get("judges"), "part to judge", JUDGES),
        authority=sheet.one_of(top.get("authority"), "authority", AUTHORITIES),
        undated=undated,
    )


def says_not_stated(node: Node | None) -> bool:
    """Whether `effective` says in so many words that the source names no day."""
    return isinstance(node, Scalar) and node.text.strip() == NOT_STATED


def _effective(sheet: Sheet, top: Mapping[str, Node]) -> tuple[date | None, date | None]:
    days = sheet.mapping(top["effective"], "effective", optional=("from", "until")) if "effective" in top else {}
    first, last = sheet.day(days.get("from"), "from"), sheet.day(days.get("until"), "until")
    if first and last and last < first:
        sheet.wrong("the pack ends before it begins", days["until"].place, remedy="put the days in order")
    return first, last


def _scope(sheet: Sheet, node: Node | None) -> Scope:
    who = sheet.mapping(node, "scope", optional=("payers", "lines_of_business", "states")) if node else {}
    lines = sheet.words(who.get("lines_of_business"), "lines_of_business")
    for line in lines:
        if line not in LINES_OF_BUSINESS:
            remedy = did_you_mean(line, LINES_OF_BUSINESS)
            sheet.wrong(f"'{line}' is not a line of business", who["lines_of_business"].place, remedy=remedy)
    payers, states = sheet.words(who.get("payers"), "payers"), sheet.words(who.get("states"), "states")
    return Scope(payers=payers, lines_of_business=lines, states=states)


def read_sources(sheet: Sheet, node: Node | None) -> dict[str, Source]:
    """The sources of a pack by their names."""
    known: dict[str, Source] = {}
    for ref, value, _ in sheet.pairs(node, "sources"):
        keys = ("publisher", "date", "url", "place", "read")
        top = sheet.mapping(value, f"source '{ref}'", required=("document", "basis"), optional=keys)
        basis = sheet.one_of(top.get("basis"), "basis", BASES)
        known[ref] = Source(
            ref=ref,
            document=sheet.text(top.get("document"), "document") or ref,
            basis=basis or "asserted",
            publisher=sheet.text(top.get("publisher"), "publisher"),
            date=sheet.text(top.get("date"), "date"),
            url=sheet.text(top.get("url"), "url"),
            place=sheet.text(top.get("place"), "place"),
            read=sheet.text(top.get("read"), "read"),
        )
    return known
