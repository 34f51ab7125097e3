"""The door that gives a pack away in another language: libraries of CQL, or FHIR Library resources that hold them.

Invariant: what the export does not say is told with it, criterion by criterion; the same pack gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from necessity.errors import InputUnusable, Place, Problem
from necessity.model.case import Case
from necessity.policy.criterion import AskAPerson, Pack, walk
from necessity.policy.load import load_pack
from necessity.policy.select import choose
from necessity.report.cql_common import COMMON
from necessity.report.cql_pack import NOT_EXPORTED, pack_libraries
from necessity.report.cql_text import CqlLibrary
from necessity.report.fhir_library import bundle, json_bytes
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.load import vocabulary

FORMATS = ("cql", "fhir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A pack as files by name, and what is to be told of it: how much is said, and what is not."""

    files: tuple[tuple[str, bytes], ...]
    told: tuple[str, ...]


def exported(name: str, format: str, search_path: Sequence[Path], today: date) -> Export:
    """A pack as `cql` (a file for each library) or `fhir` (one Bundle of Library resources).

    Raises InputUnusable or PackUnusable where there is no such pack or it cannot be used.
    """
    pack = _pack(name, search_path, today)
    libraries = pack_libraries(pack, vocabulary())
    told = _told(pack, libraries)
    if format == "fhir":
        content = json_bytes(bundle(pack, libraries, vocabulary()))
        return Export(files=((f"{pack.name}.json", content),), told=told)
    files = [(one.file, one.text.encode()) for one in libraries]
    return Export(files=(*files, ("NOT-SAID.txt", ("\n".join(told) + "\n").encode())), told=told)


def need_folder(folder: Path | None) -> Path:
    """The folder for the files of an export. Raises InputUnusable where none is named, or it is a file."""
    if folder is not None and not folder.is_file():
        return folder
    problem = Problem(
        what="a pack in CQL is several files"
        if folder is None
        else "this is a file, and a pack in CQL is several files",
        where=Place(str(folder or "-o")),
        remedy="name a folder, as in -o exported",
    )
    raise InputUnusable([problem])


def write_export(export: Export, folder: Path) -> tuple[Path, ...]:
    """Write the files into a folder, which is made where it does not stand. Raises InputUnusable where it cannot be."""
    written = []
    for own, content in export.files:
        path = folder / own
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            problem = Problem(
                what="this cannot be written",
                where=Place(str(path)),
                why=error.strerror or str(error),
                remedy="name a folder with -o that you may write to",
            )
            raise InputUnusable([problem]) from None
        written.append(path)
    return tuple(written)


def _pack(name: str, search_path: Sequence[Path], today: date) -> Pack:
    folder = choose([name], Case(id="none"), today, (*search_path, shipped_packs()))[0].folder
    return load_pack(folder, vocabulary(), shown_folder(folder), search_path)


def _told(pack: Pack, libraries: Sequence[CqlLibrary]) -> tuple[str, ...]:
    criteria = sum(len(one.criteria) for one in libraries)
    left = [(one.name, *said) for one in libraries for said in one.not_said]
    trees = [policy.requires for policy in pack.policies]
    trees += [rule.when for rule in pack.setting.rules] if pack.setting else []
    for_a_person = sum(isinstance(node.body, AskAPerson) for tree in trees for node in walk(tree))
    own = sum(one.name != COMMON for one in libraries)
    return (
        f"{pack.name}: {own} {'library' if own == 1 else 'libraries'}, {criteria} criteria, "
        f"{criteria - len(left)} said in CQL, {len(left)} not said; {for_a_person} are null because a person must look.",
        *(f"Not said: {library}, {criterion}: {why}." for library, criterion, why in left),
        "What no export says:",
        *(f"  - {one}" for one in NOT_EXPORTED),
    )
