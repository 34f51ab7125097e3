"""The door for one case under several packs: where their answers part, in each face.

Invariant: two packs at least, and none twice; the same case, packs, engine and day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from necessity.assessment.assessment import Assessment
from necessity.errors import InputUnusable, Place, Problem
from necessity.model.case import Case
from necessity.review import review


def need_several(packs: Sequence[str]) -> None:
    """Raises InputUnusable where fewer than two packs are named, or one of them twice."""
    where = Place("--pack")
    problems = []
    if len(packs) < 2:
        remedy = "give --pack twice or more, as in --pack consensus --pack evicore; 'necessity pack list' names them"
        problems.append(Problem(what="there is nothing to compare", where=where, remedy=remedy))
    for name in dict.fromkeys(name for name in packs if list(packs).count(name) > 1):
        problems.append(Problem(what=f"the pack '{name}' is named twice", where=where, remedy="name it once"))
    if problems:
        raise InputUnusable(problems)


def compared(case: Case, packs: Sequence[str], as_of: date, search_path: Sequence[Path] = ()) -> Assessment:
    """The assessment of a case under each pack, with what they part on.

    Raises InputUnusable as `need_several` does, where two names mean one pack, or where the case cannot be judged.
    """
    need_several(packs)
    assessment = review(case, packs=packs, as_of=as_of, search_path=search_path)
    judged = [one.pack.name for one in assessment.packs]
    twice = dict.fromkeys(name for name in judged if judged.count(name) > 1)
    if twice:
        remedy = "name another version, or another pack"
        where = Place("--pack")
        raise InputUnusable(Problem(what=f"two names mean '{name}'", where=where, remedy=remedy) for name in twice)
    return assessment


def face(assessment: Assessment, format: str, width: int = 100, colour: bool = False) -> bytes:
    """The comparison as text, json or markdown, in UTF-8; `width` in columns is that of the text."""
    if format == "json":
        from necessity.report.compare_record import json_bytes

        return json_bytes(assessment)
    if format == "markdown":
        from necessity.report.compare_markdown import markdown

        return markdown(assessment).encode("utf-8", "replace")
    from necessity.report.compare_terminal import render

    return render(assessment, console_width=width, colour=colour).encode("utf-8", "replace")
