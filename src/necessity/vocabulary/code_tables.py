"""The tables that code rules look up: `medicine/coding/tables.yaml` and `icd10cm.yaml`, read once and only when they are asked.

Invariant: a table answers only for the days that it covers and the codes that it lists; of any other code it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from necessity.errors import PackUnusable, Place
from necessity.yaml_file import Items, Node, Sheet, open_sheet

_OLDER = re.compile(r"\d{3}(\.\d{1,2})?")  # no code of ICD-10-CM begins with a digit


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """The days that a table or a rule speaks of, by the name of the table; None where an end is open."""

    table: str
    first: date | None = None
    last: date | None = None

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def words(self) -> str:
        """`from 2026-04-01 to 2026-09-30`, `from 2013-09-01`, `up to 2016-12-31`."""
        if self.first is None:
            return f"up to {self.last}" if self.last else "on any day"
        return f"from {self.first} to {self.last}" if self.last else f"from {self.first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisCodes:
    """What is known of diagnosis codes: `headings` and `whole` codes of ICD-10-CM, and `older` ones with what they became.

    `seventh` are the families whose codes are whole only with a seventh character; `older_since` is the first day on which
    older codes are no longer used.
    """

    covers: Covers
    headings: tuple[str, ...]
    whole: tuple[str, ...]
    older: Mapping[str, tuple[str, ...]]
    seventh: tuple[str, ...]
    older_since: date

    def status(self, code: str, day: date) -> tuple[str | None, tuple[str, ...]]:
        """`billable`, `heading` or `older_edition`, None for a code or a day not covered; and the codes to use instead."""
        covered = self.covers.on(day)
        if _OLDER.fullmatch(code):
            return (
                ("older_edition", self.older.get(code, ()) if covered else ())
                if day >= self.older_since
                else (None, ())
            )
        if not covered:
            return None, ()
        if code.startswith(self.seventh):
            return self._of_seven(code)
        if code in self.headings:
            return "heading", tuple(one for one in self.whole if one.startswith(code))
        return ("billable", ()) if code in self.whole else (None, ())

    def _of_seven(self, code: str) -> tuple[str | None, tuple[str, ...]]:
        """`T84.226A` is whole, `T84.226` and `T84.22` are not; short ones are filled up with X (`T84.7XXA`)."""
        stem = code[:-1].rstrip("X").rstrip(".")
        if len(code.replace(".", "")) == 7 and code[-1].isalnum() and (stem in self.whole or code[:-1] in self.whole):
            return "billable", ()
        return ("heading", ()) if code in self.headings or code in self.whole else (None, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingTables:
    """Added codes and what they are added to, how many vertebrae a code spans, and the part of the spine of codes of others."""

    add_ons: Mapping[str, tuple[str, ...]]
    vertebrae: Mapping[str, tuple[int, int | None]]
    regions: Mapping[str, str]


@lru_cache(maxsize=4)
def coding_tables(folder: Path) -> CodingTables:
    """The tables under `folder` (a `medicine/`). Raises PackUnusable with every problem in them."""
    sheet, root = _opened(folder, "tables.yaml")
    top = sheet.mapping(root, "the coding tables", required=("add_ons", "vertebrae", "regions"))
    add_ons = {code: sheet.words(node, code) for code, node, _ in sheet.pairs(top.get("add_ons"), "add_ons")}
    spans: dict[str, tuple[int, int | None]] = {}
    for code, node, place in sheet.pairs(top.get("vertebrae"), "vertebrae"):
        counts = [sheet.whole(one, "a count") or 0 for one in node.items] if isinstance(node, Items) else []
        if not 1 <= len(counts) <= 2:
            sheet.wrong(f"'{code}' has no span", place, remedy="write [fewest] or [fewest, most]")
        else:
            spans[code] = (counts[0], counts[1] if len(counts) == 2 else None)
    regions = {
        code: region
        for region, node, _ in sheet.pairs(top.get("regions"), "regions")
        for code in sheet.words(node, region)
    }
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return CodingTables(add_ons=add_ons, vertebrae=spans, regions=regions)


@lru_cache(maxsize=4)
def diagnosis_codes(folder: Path) -> DiagnosisCodes:
    """The table of diagnosis codes under `folder`. Raises PackUnusable with every problem in it."""
    sheet, root = _opened(folder, "icd10cm.yaml")
    keys = ("covers", "older_since", "seventh_character", "headings", "whole", "older")
    top = sheet.mapping(root, "the table of diagnosis codes", required=keys)
    covers = covers_of(sheet, top.get("covers"), "icd10cm")
    since = sheet.day(top.get("older_since"), "older_since")
    if sheet.problems or covers is None or since is None:
        raise PackUnusable(sheet.problems)
    older = (one.partition("=") for one in (sheet.text(top.get("older"), "older") or "").split())
    return DiagnosisCodes(
        covers=covers,
        headings=tuple((sheet.text(top.get("headings"), "headings") or "").split()),
        whole=tuple((sheet.text(top.get("whole"), "whole") or "").split()),
        older={code: tuple(instead.split(",")) for code, _, instead in older},
        seventh=sheet.words(top.get("seventh_character"), "seventh_character"),
        older_since=since,
    )


def covers_of(sheet: Sheet, node: Node | None, table: str) -> Covers | None:
    """`{from: 2026-04-01, until: 2026-09-30}`, either of which may be left out; None where there is no such mapping."""
    if node is None:
        return None
    row = sheet.mapping(node, "covers", optional=("from", "until"))
    first, last = sheet.day(row.get("from"), "from"), sheet.day(row.get("until"), "until")
    if first and last and last < first:
        sheet.wrong(f"the table '{table}' ends before it begins", node.place, remedy="put the days in order")
    return Covers(table=table, first=first, last=last)


def _opened(folder: Path, name: str) -> tuple[Sheet, Node | None]:
    sheet, root = open_sheet(folder / "coding" / name, str(Path("medicine/coding") / name))
    if root is None and not sheet.problems:
        sheet.wrong("this file is empty", Place(sheet.name), remedy="write its tables")
    return sheet, root
