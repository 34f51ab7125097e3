"""Which pack judges: by name and version, by folder, or by payer, line of business, state and date of service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.model.case import NOT_STATED, Case
from necessity.policy.criterion import Scope
from necessity.yaml_file import Sheet, Table, read_text

DEFAULTS = ("consensus", "published-assessments")
"""Used, in this order, where nothing else was asked for or matches."""


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

    @property
    def name(self) -> str:
        return f"{self.adjudicator}@{self.version}"

    def in_force(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_until is None or day <= self.effective_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A pack and why it was chosen. `asked` False where nobody named it: then the first line of a report says so."""

    folder: Path
    because: str
    asked: bool


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
        scope=entry.scope if "scope" in entry.says else base.scope,
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
        scope=Scope(
            payers=sheet.words(who.get("payers"), "payers"),
            lines_of_business=sheet.words(who.get("lines_of_business"), "lines_of_business"),
            states=sheet.words(who.get("states"), "states"),
        ),
        folder=file.parent,
        builds_on=sheet.text(values.get("builds_on"), "builds_on"),
        says=frozenset(values),
    )


def choose(asked: Sequence[str], case: Case, day: date, search_path: Sequence[Path]) -> tuple[Choice, ...]:
    """The packs to judge by: those asked for (`adjudicator`, `adjudicator@version`, a folder), else one by the case."""
    known = known_packs(search_path)
    if asked:
        return tuple(_named(name, known, day, "asked for") for name in asked)
    if case.pack:
        return (_named(case.pack, known, day, "named in the case"),)
    matching = [entry for entry in known if _fits(entry, case, day)]
    if len(matching) == 1:
        return (Choice(folder=matching[0].folder, because=_why(matching[0], case, day), asked=False),)
    several = ", ".join(entry.name for entry in matching)
    said = f"several packs fit ({several})" if matching else _nothing_fits(case)
    return (_default(known, day, said),)


def _named(name: str, known: Sequence[PackEntry], day: date, why: str) -> Choice:
    folder = Path(name)
    if (folder / "pack.yaml").is_file() or (folder.is_dir() and "@" not in name):
        return Choice(folder=folder, because=why, asked=True)
    adjudicator, _, version = name.partition("@")
    versions = [entry for entry in known if entry.adjudicator == adjudicator and version in ("", entry.version)]
    if not versions:
        remedy = did_you_mean(name, [*(one.name for one in known), *(one.adjudicator for one in known)])
        raise PackUnusable([Problem(what=f"there is no pack '{name}'", where=Place("--pack"), remedy=remedy)])
    if version:
        return Choice(folder=versions[0].folder, because=why, asked=True)
    current = [entry for entry in versions if entry.in_force(day)]
    if not current:
        listed = ", ".join(entry.name for entry in versions)
        problem = Problem(
            what=f"no version of '{adjudicator}' is in force on {day}",
            where=Place("--pack"),
            remedy=f"name one: {listed}",
        )
        raise PackUnusable([problem])
    latest = max(current, key=lambda entry: (entry.effective_from or date.min, entry.version))
    return Choice(folder=latest.folder, because=f"{why}; the version in force on {day}", asked=True)


def _fits(entry: PackEntry, case: Case, day: date) -> bool:
    """A pack that names payers fits those payers only; a demonstration is never chosen by who pays."""
    scope = entry.scope
    if entry.purpose == "demonstration" or not entry.in_force(day):
        return False
    if not (scope.payers or scope.lines_of_business or scope.states):
        return False
    payer = (case.payer or "").casefold()
    return (
        (not scope.payers or payer in {one.casefold() for one in scope.payers})
        and (not scope.lines_of_business or case.line_of_business in scope.lines_of_business)
        and (not scope.states or (case.state or "") in scope.states)
    )


def _why(entry: PackEntry, case: Case, day: date) -> str:
    told = [f"payer {case.payer}"] if case.payer and entry.scope.payers else []
    told += [f"line of business {case.line_of_business}"] if entry.scope.lines_of_business else []
    told += [f"state {case.state}"] if entry.scope.states else []
    return f"chosen by {', '.join(told)}, in force on {day}"


def _nothing_fits(case: Case) -> str:
    if case.payer is None and case.line_of_business == NOT_STATED:
        return "no pack was asked for and the case names no payer"
    return "no pack fits the payer, line of business, state and date of the case"


def _default(known: Sequence[PackEntry], day: date, said: str) -> Choice:
    for name in DEFAULTS:
        versions = [entry for entry in known if entry.adjudicator == name]
        current = [entry for entry in versions if entry.in_force(day)] or versions
        if current:
            latest = max(current, key=lambda entry: (entry.effective_from or date.min, entry.version))
            return Choice(folder=latest.folder, because=f"{said}: the default is used", asked=False)
    problem = Problem(
        what="there is no pack to judge by", where=Place("--pack"), why=said, remedy="name one with --pack"
    )
    raise PackUnusable([problem])
