"""The shipped packs, loaded once, with their outlines and pages; coverage of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from necessity.evaluation.decided import deciding_cases, uncovered
from necessity.library.load import library
from necessity.pack_cases import pack_cases, run_case
from necessity.policy.criterion import Pack
from necessity.policy.known import PackEntry, known_packs
from necessity.policy.load import load_pack
from necessity.report.pack_outline import PackOutline, outline_of
from necessity.report.pack_page import Coverage, page
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.load import vocabulary

ENTRIES: Mapping[str, PackEntry] = {one.name: one for one in known_packs((shipped_packs(),))}
COVERED = "cms@2024-09"
"""A pack with few cases, so that they are run here."""


@cache
def pack(name: str) -> Pack:
    entry = ENTRIES[name]
    return load_pack(entry.folder, vocabulary(), shown_folder(entry.folder))


@cache
def outline(name: str) -> PackOutline:
    return outline_of(pack(name))


@cache
def coverage(name: str) -> Coverage:
    folder = ENTRIES[name].folder
    run = {case.name: run_case(case, folder)[0] for case in pack_cases(folder)[0]}
    done = {case: one for case, one in run.items() if one is not None}
    return Coverage(
        cases=len(done),
        decided=deciding_cases(pack(name), done),
        uncovered=tuple(uncovered(pack(name), list(done.values()))),
    )


@cache
def html(name: str) -> str:
    return page(outline(name), library(), coverage(name) if name == COVERED else None)
