"""The packs that are known, each by the head of its `pack.yaml`: for whom it is, from when until when, and what it rests on.

Invariant: a head that cannot be read hides its own pack and no other one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from necessity.policy.criterion import Scope
from necessity.policy.head import says_not_stated
from necessity.yaml_file import Node, Sheet, Table, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEntry:
    """One pack on the search path, as its head tells it; what a pack that builds on another leaves out is that one's."""

    adjudicator: str
    version: str
    title: str
    purpose: str
    effective_from: date | None
    effective_until: date | None
    scope: Scope
    folder: Path
    builds_on: str | None = None
    says: frozenset[str] = frozenset()  # the keys of its own head
    judges: str = "lines and setting"
    authority: str = "payer"
    bases: tuple[str, ...] = ()  # of its sources, each once
    undated: bool = False  # its source does not say from when it is in force

    @property
    def name(self) -> str:
        return f"{self.adjudicator}@{self.version}"

    def in_force(self, day: date) -> bool:
        """Whether it is surely in force on `day`; of an undated pack nobody knows it."""
        if self.undated:
            return False
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_until is None or day <= self.effective_until
        )

    @property
    def judges_lines(self) -> bool:
        return self.judges != "setting"

    @property
    def judges_operations(self) -> bool:
        """Whether it judges operations themselves, and not the setting alone or what is added to them (grafts) alone."""
        return self.judges == "lines and setting"

    @property
    def has_scope(self) -> bool:
        """Whether it says for whom it is; without that it is chosen by its name only."""
        return bool(self.scope.payers or self.scope.lines_of_business or self.scope.states)


def known_packs(search_path: Sequence[Path]) -> tuple[PackEntry, ...]:
    """Every pack under `search_path` (`<adjudicator>/<version>/pack.yaml`, or a folder that holds a pack.yaml itself)."""
    found: dict[str, PackEntry] = {}
    for root in search_path:
        files = [root / "pack.yaml", *sorted(root.glob("*/pack.yaml")), *sorted(root.glob("*/*/pack.yaml"))]
        for file in files:
            entry = _head(file) if file.is_file() else None
            if entry is not None:
                found.setdefault(entry.name, entry)
    return tuple(_with_base(found[name], found) for name in sorted(found))


def folder_of(name: str, search_path: Sequence[Path]) -> Path | None:
    """The folder of the pack `adjudicator@version`, or None where there is none on the path."""
    return next((entry.folder for entry in known_packs(search_path) if entry.name == name), None)


def _with_base(entry: PackEntry, known: Mapping[str, PackEntry], above: tuple[str, ...] = ()) -> PackEntry:
    """The entry with what its base says where it is silent. Without a base that can be found it is a demonstration."""
    if entry.builds_on is None:
        return entry
    found = known.get(entry.builds_on)
    if found is None or entry.name in above:
        return replace(entry, purpose="demonstration")
    base = _with_base(found, known, (*above, entry.name))
    first, until = (base.effective_from, base.effective_until)
    if "effective" in entry.says:
        first, until = entry.effective_from, entry.effective_until
    return replace(
        entry,
        title=entry.title if "title" in entry.says else base.title,
        purpose=entry.purpose if "purpose" in entry.says and base.purpose == "coverage" else base.purpose,
        effective_from=first,
        effective_until=until,
        undated=entry.undated if "effective" in entry.says else base.undated,
        scope=entry.scope if "scope" in entry.says else base.scope,
        judges=base.judges,
        authority=base.authority,
        bases=tuple(dict.fromkeys((*base.bases, *entry.bases))),
    )


def _head(file: Path) -> PackEntry | None:
    """The head of a pack, read once for each state of its file."""
    sheet = Sheet(str(file))
    text = read_text(file, sheet.problems, sheet.name)
    return None if text is None else _head_of(file, text)


@lru_cache(maxsize=256)
def _head_of(file: Path, text: str) -> PackEntry | None:
    sheet = Sheet(str(file))
    root = sheet.compose(text)
    if not isinstance(root, Table):
        return None
    values = root.values
    name, version = sheet.text(values.get("pack"), "pack"), sheet.text(values.get("version"), "version")
    if name is None or version is None:
        return None
    effective, scope = values.get("effective"), values.get("scope")
    days = effective.values if isinstance(effective, Table) else {}
    who = scope.values if isinstance(scope, Table) else {}
    return PackEntry(
        adjudicator=name,
        version=version,
        title=sheet.text(values.get("title"), "title") or name,
        purpose=sheet.text(values.get("purpose"), "purpose") or "coverage",
        effective_from=sheet.day(days.get("from"), "from"),
        effective_until=sheet.day(days.get("until"), "until"),
        undated=says_not_stated(effective),
        scope=Scope(
            payers=sheet.words(who.get("payers"), "payers"),
            lines_of_business=sheet.words(who.get("lines_of_business"), "lines_of_business"),
            states=sheet.words(who.get("states"), "states"),
        ),
        folder=file.parent,
        builds_on=sheet.text(values.get("builds_on"), "builds_on"),
        says=frozenset(values),
        judges=sheet.text(values.get("judges"), "judges") or "lines and setting",
        authority=sheet.text(values.get("authority"), "authority") or "payer",
        bases=_bases(sheet, values.get("sources")),
    )


def _bases(sheet: Sheet, node: Node | None) -> tuple[str, ...]:
    """What the sources of a pack are, in the order in which it names them."""
    rows = [value for _, value, _ in sheet.pairs(node, "sources") if isinstance(value, Table)]
    return tuple(dict.fromkeys(filter(None, (sheet.text(row.values.get("basis"), "basis") for row in rows))))


def force_words(entry: PackEntry) -> str:
    """`from 2025-12-18 to 2026-08-03`, `from 2026-08-04`, `from an unstated day`, `on days not stated`."""
    if entry.undated:
        return "on days not stated"
    first = f"from {entry.effective_from}" if entry.effective_from else "from an unstated day"
    return f"{first} to {entry.effective_until}" if entry.effective_until else first
