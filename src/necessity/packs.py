"""The door to packs for people: what is known, what a criterion asks in words, and the skeleton of a new one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from necessity.assessment.assessment import Assessment
from necessity.errors import InputUnusable, Place, Problem, did_you_mean
from necessity.evaluation.decided import deciding_cases, uncovered
from necessity.library.load import library
from necessity.model.case import Case
from necessity.policy.criterion import Pack
from necessity.policy.criterion_words import NEEDS, Saying
from necessity.policy.known import PackEntry, force_words, known_packs
from necessity.policy.load import load_pack
from necessity.policy.select import choose
from necessity.population.engines import SecondEvaluator
from necessity.report import pack_matrix_faces as faces
from necessity.report.matrix_rows import matrix_rows
from necessity.report.pack_matrix import matrix_of
from necessity.report.pack_outline import NoteOutline, PackOutline, PolicyOutline, outline_of, part_of
from necessity.report.pack_page import Coverage, page
from necessity.report.pack_record import note_record, pack_record
from necessity.report.pack_text import (
    head_lines,
    markdown_of,
    node_lines,
    note_lines,
    pack_lines,
    policy_lines,
    source_lines,
)
from necessity.report.record import as_bytes
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import medicine_folder, vocabulary

_MOST_KINDS = 6
_PART_JUDGED = {"setting": "judges the setting only", "additions": "judges only what is added to an operation"}


def listed_packs(search_path: Sequence[Path]) -> list[str]:
    """Two lines a pack: name, purpose, when it is in force, title; for whom it is and what it rests on."""
    entries = known_packs((*search_path, shipped_packs()))
    if not entries:
        return ["no pack is known; NECESSITY_PACKS names folders to look in"]
    width = max(len(entry.name) for entry in entries)
    return [line for entry in entries for line in (_first_line(entry, width), f"    {_for_whom(entry)}")]


def _first_line(entry: PackEntry, width: int) -> str:
    return f"{entry.name:<{width}}  {entry.purpose:<13}  {force_words(entry):<29}  {entry.title}"


def _for_whom(entry: PackEntry) -> str:
    """For whom the pack is, what it judges, and what its sources are."""
    scope = entry.scope
    told = [
        f"{label} {', '.join(words)}"
        for label, words in (
            ("payers", scope.payers),
            ("lines of business", scope.lines_of_business),
            ("states", scope.states),
        )
        if words
    ]
    whom = "; ".join(told) if told and entry.purpose != "demonstration" else "nobody by itself: chosen by its name"
    parts = [f"for {whom}", _PART_JUDGED.get(entry.judges, "")]
    basis = ", ".join(entry.bases) or "not stated"
    return ". ".join(filter(None, (*parts, f"basis: {basis}")))


def pack_named(name: str | None, search_path: Sequence[Path], today: date) -> Pack:
    """The pack that `name` says, else the default one; for questions about packs, where no case chooses."""
    chosen = choose([name] if name else [], Case(id="none"), today, (*search_path, shipped_packs()))[0]
    return load_pack(chosen.folder, vocabulary(), shown_folder(chosen.folder), search_path)


def explained(name: str | None, pack: str | None, search_path: Sequence[Path], today: date, format: str) -> bytes:
    """A pack, a policy, a criterion, a caution or a kind of fact in plain words, as text, markdown or json.

    Without a name the whole pack; a name that is a pack is that pack. Raises InputUnusable for a name nobody knows.
    """
    if pack is None and name is not None and _is_pack(name, search_path):
        name, pack = None, name
    found = pack_named(pack, search_path, today)
    outline = outline_of(found)
    if name is None:
        return _whole(outline, format)
    part = part_of(outline, found, name)
    if part is not None:
        return _part(outline, *part, name, format)
    note = next((one for one in _notes(outline) if one.id == name), None)
    if note is not None:
        return _note(outline, note, format)
    kind = vocabulary().kinds.get(name)
    if kind is None:
        raise InputUnusable([_unknown(name, outline)])
    if format == "json":
        return as_bytes(_kind_record(kind))
    return _text(_kind_lines(kind))


def _is_pack(name: str, search_path: Sequence[Path]) -> bool:
    known = known_packs((*search_path, shipped_packs()))
    return any(name in (one.name, one.adjudicator) for one in known) or (Path(name) / "pack.yaml").is_file()


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _whole(outline: PackOutline, format: str) -> bytes:
    if format == "json":
        return as_bytes(pack_record(outline, [(one, one.tree) for one in outline.policies], whole=True))
    if format == "markdown":
        parts = [(one.heading, one.told, one.tree) for one in outline.policies]
        return markdown_of(outline.title, outline, parts, whole=True).encode("utf-8", "replace")
    return _text(pack_lines(outline))


def _part(outline: PackOutline, policy: PolicyOutline, tree: Saying, name: str, format: str) -> bytes:
    """A policy, or one criterion of it with all beneath."""
    is_policy = tree is policy.tree and policy.id == name
    if format == "json":
        return as_bytes(pack_record(outline, [(policy, tree)], whole=False))
    if format == "markdown":
        told = (*policy.told, *(() if is_policy else (_where(policy, tree),)))
        return markdown_of(policy.heading, outline, [(policy.heading, told, tree)], whole=False).encode(
            "utf-8", "replace"
        )
    lines = [*head_lines(outline), ""]
    if is_policy:
        lines += policy_lines(policy, outline.sources)
    else:
        lines += [_where(policy, tree), "", *node_lines(tree, outline.sources)]
    return _text([*lines, "", f"Kind: {NEEDS[tree.need]}. Stands at {tree.place}.", "", *_sources_of(outline, tree)])


def _where(policy: PolicyOutline, tree: Saying) -> str:
    rule = "In the rules of the setting" if policy.is_setting else "In the policy"
    return f"{rule} '{policy.id}', at {tree.number}:"


def _sources_of(outline: PackOutline, *trees: Saying) -> list[str]:
    """The sources that these trees name, each with its number."""
    read = [
        one for tree in trees for node in tree.walk() for one in (node.source, *(p.source for p in node.parameters))
    ]
    return ["Sources:", *source_lines(outline.sources, [outline.sources.of(one) for one in read])]


def _notes(outline: PackOutline) -> tuple[NoteOutline, ...]:
    return (*outline.cautions, *(note for one in outline.policies for note in one.cautions), *outline.code_rules)


def _note(outline: PackOutline, note: NoteOutline, format: str) -> bytes:
    called = "Code rule" if note in outline.code_rules else "Caution"
    if format == "json":
        return as_bytes({"pack": outline.name, "title": outline.title, "note": note_record(note)})
    if format == "markdown":
        parts = [(called, (note.says, note.told), tree) for tree in note.trees]
        return markdown_of(called, outline, parts, whole=False).encode("utf-8", "replace")
    lines = [*head_lines(outline), "", *note_lines(note, outline.sources, called), ""]
    return _text([*lines, *dict.fromkeys((*_sources_of(outline, *note.trees), *_sources_of_note(outline, note)))])


def _sources_of_note(outline: PackOutline, note: NoteOutline) -> list[str]:
    return list(source_lines(outline.sources, [outline.sources.of(note.source)]))


def _unknown(name: str, outline: PackOutline) -> Problem:
    known = {one.id for policy in outline.policies for one in policy.tree.walk()} | {one.id for one in _notes(outline)}
    policies = [one.id for one in outline.policies]
    called = "rules of the setting" if outline.policies and outline.policies[0].is_setting else "policies"
    kinds = kinds_about(name)
    told = f"kinds of fact that speak of '{name}': {', '.join(kinds[:_MOST_KINDS])}" if kinds else ""
    near = did_you_mean(name, {*policies, *known, *vocabulary().kinds})
    return Problem(
        what=f"'{name}' is no criterion of {outline.name} and no kind of fact",
        where=Place("explain"),
        remedy=told or near or f"name one of its {called}: {', '.join(policies)}",
    )


def kinds_about(word: str) -> list[str]:
    """The kinds whose name, definition, fields or phrases hold the word or its beginning, those by name first."""
    sought = re.compile(rf"\b{re.escape(word.lower().rstrip('s'))}")
    ranked: list[tuple[int, str]] = []
    for name, kind in vocabulary().kinds.items():
        fields = " ".join(f"{one} {' '.join(field.words)}" for one, field in kind.fields.items())
        places = (name.replace("_", " "), kind.definition, fields.replace("_", " "), f"{kind.examples} {kind.reader}")
        found = next((rank for rank, text in enumerate(places) if sought.search(text.lower())), None)
        if found is not None and kind.silence.means != "closed":
            ranked.append((found, name))
    return [name for _, name in sorted(ranked)]


Assessed = Callable[[Path], Iterable[tuple[str, Assessment | None]]]
"""Runs the cases under a folder: the name of each with its assessment, None where it could not be judged."""


def paged(name: str, search_path: Sequence[Path], today: date, assessed: Assessed | None = None) -> bytes:
    """A pack as one HTML page; `assessed` runs its cases, so that the page says which of them decides what."""
    found = pack_named(name, search_path, today)
    coverage = None
    if assessed is not None:
        folder = choose([name], Case(id="none"), today, (*search_path, shipped_packs()))[0].folder
        done = {case: one for case, one in assessed(folder) if one is not None}
        coverage = Coverage(
            cases=len(done),
            decided=deciding_cases(found, done),
            uncovered=tuple(uncovered(found, list(done.values()))) if done else (),
        )
    return page(outline_of(found), library(), coverage).encode("utf-8", "replace")


def side_by_side(names: Sequence[str], search_path: Sequence[Path], today: date, format: str) -> bytes:
    """The parameter matrix of these packs, as text, markdown, html or json; without names of all that judge lines.

    Demonstrations are left out unless they are named.
    """
    if names:
        packs = [pack_named(name, search_path, today) for name in names]
    else:
        entries = known_packs((*search_path, shipped_packs()))
        wanted = [one for one in entries if one.purpose == "coverage" and one.judges_lines and one.builds_on is None]
        packs = [pack_named(one.name, search_path, today) for one in wanted]
    matrix = matrix_of(packs, matrix_rows())
    if format == "json":
        return faces.json_bytes(matrix)
    face = {"text": faces.text, "markdown": faces.markdown, "html": faces.html}[format]
    return face(matrix).encode("utf-8", "replace")


def _kind_record(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "definition": kind.definition,
        "keeps": kind.keeps.value,
        "silence": kind.silence.means,
        "shown_by": list(kind.shown_by),
        "fields": {name: _values(kind, name) for name in kind.fields},
    }


def _kind_lines(kind: Kind) -> list[str]:
    fields = [
        f"  - {name}{' (tells series apart)' if one.is_key else ''}: {_values(kind, name)}"
        for name, one in kind.fields.items()
    ]
    silence = kind.silence.means + (f" {kind.silence.after}" if kind.silence.after else "")
    return [
        f"{kind.name}: {kind.definition}",
        f"Keeps: {kind.keeps.value}. Silence: {silence}. Shown by: {', '.join(kind.shown_by) or 'the submission'}.",
        "Fields:" if fields else "No fields.",
        *fields,
        "Read from text."
        if kind.reader is not None
        else ("Derived." if kind.derived else "Not read from text yet: attest it."),
    ]


def _values(kind: Kind, name: str) -> str:
    one = kind.fields[name]
    if one.scale:
        return " < ".join(one.scale.words)
    return ", ".join(one.words) if one.words else one.unit or one.type.value


def as_sql(name: str, policy: str | None, search_path: Sequence[Path], today: date) -> bytes:
    """A pack, or one of its policies, as the SQL that the second evaluator runs. Raises InputUnusable for an unknown policy."""
    pack = pack_named(name, search_path, today)
    known = [one.id for one in pack.policies]
    if policy is not None and policy not in known:
        remedy = did_you_mean(policy, known) or f"name one of its policies: {', '.join(known)}"
        raise InputUnusable(
            [Problem(what=f"'{policy}' is no policy of {pack.name}", where=Place("--policy"), remedy=remedy)]
        )
    second = SecondEvaluator(pack=pack, vocabulary=vocabulary())
    return second.script([policy] if policy is not None else None).encode()


def new_pack(folder: Path) -> Iterator[Path]:
    """Write the skeleton into a folder that is new or empty. Raises InputUnusable where it is neither."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = Problem(
            what="this is not an empty folder", where=Place(str(folder)), remedy="name a folder that does not exist yet"
        )
        raise InputUnusable([problem])
    skeleton = medicine_folder() / "skeleton"
    for path in sorted(skeleton.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(skeleton)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
            except OSError as error:
                why = error.strerror or str(error)
                problem = Problem(what="this cannot be written", where=Place(str(target)), why=why)
                raise InputUnusable([problem]) from None
            yield target
