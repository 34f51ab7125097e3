"""The door to packs for people: what is known, what a criterion asks in words, and the skeleton of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from necessity.assessment.finding import Source
from necessity.errors import InputUnusable, Place, Problem, did_you_mean
from necessity.model.case import Case
from necessity.policy.criterion import Criterion, Pack, Test, walk
from necessity.policy.known import PackEntry, force_words, known_packs
from necessity.policy.leaf import set_by
from necessity.policy.load import load_pack
from necessity.policy.select import choose
from necessity.policy.words import lines_of
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import medicine_folder, vocabulary


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
    parts = [f"for {whom}", "" if entry.judges_lines else "judges the setting only"]
    basis = ", ".join(entry.bases) or "not stated"
    return ". ".join(filter(None, (*parts, f"basis: {basis}")))


def pack_named(name: str | None, search_path: Sequence[Path], today: date) -> Pack:
    """The pack that `name` says, else the default one; for questions about packs, where no case chooses."""
    chosen = choose([name] if name else [], Case(id="none"), today, (*search_path, shipped_packs()))[0]
    return load_pack(chosen.folder, vocabulary(), shown_folder(chosen.folder), search_path)


def explain_criterion(name: str, pack: str | None, search_path: Sequence[Path], today: date) -> list[str]:
    """A criterion, a policy or a kind of fact in plain words, with sources. Raises InputUnusable for a name nobody knows."""
    found = pack_named(pack, search_path, today)
    lines = [f"{found.name}: {found.title}", *([f"({found.banner})"] if found.banner else []), ""]
    for policy in found.policies:
        if policy.id == name:
            return lines + _policy_lines(policy.requires, policy.judged)
    trees = [(f"In the policy '{policy.id}':", policy.requires) for policy in found.policies]
    trees += [("In the rules of the setting:", rule.when) for rule in found.setting.rules] if found.setting else []
    for where, requires in trees:
        for criterion in walk(requires):
            if criterion.answers_to(name):
                return [*lines, where, "", *_criterion_lines(criterion)]
    for caution in (*found.cautions, *(one for policy in found.policies for one in policy.cautions)):
        if caution.clause.id == name:
            tree = caution.when or caution.unless
            below = lines_of(tree) if tree else []
            return [*lines, f"Caution: {caution.clause.says}", *below, "", _source_line(caution.clause.source)]
    kind = vocabulary().kinds.get(name)
    if kind is not None:
        return _kind_lines(kind)
    policies = [policy.id for policy in found.policies] or [tree.id for _, tree in trees]
    known = [one.id for _, tree in trees for one in walk(tree)]
    cautions = [one.clause.id for one in found.cautions]
    every = {*policies, *known, *cautions, *vocabulary().kinds}
    problem = Problem(
        what=f"'{name}' is no criterion of {found.name} and no kind of fact",
        where=Place("explain"),
        remedy=did_you_mean(name, every) or f"name one of its {_called(found)}: {', '.join(policies)}",
    )
    raise InputUnusable([problem])


def _called(pack: Pack) -> str:
    return "policies" if pack.policies else "rules of the setting"


def _policy_lines(requires: Criterion, judged: str) -> list[str]:
    return [f"Judged: {judged}.", "", *_criterion_lines(requires)]


def _criterion_lines(criterion: Criterion) -> list[str]:
    read = [one for node in walk(criterion) for one in (node.clause.source, *_setters(node))]
    sources = dict.fromkeys(map(_source_line, read))
    kind = criterion.clause.need.value
    return [*lines_of(criterion), "", f"Kind: {kind}. Stands at {criterion.clause.place}.", "", "Sources:", *sources]


def _setters(criterion: Criterion) -> tuple[Source, ...]:
    """Who set what the criterion asks for, where that is a number, a word or a list of the pack."""
    return set_by(criterion.body.leaf) if isinstance(criterion.body, Test) else ()


def _source_line(source: Source) -> str:
    parts = [source.document, source.publisher or "publisher not stated", source.date or "date not stated"]
    where = f", {source.place}" if source.place else ""
    return f"  - {', '.join(parts)}{where} [{source.basis}]"


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
