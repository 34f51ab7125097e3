"""What differs between two packs without meaning, and the words that all of the difference shares.

Invariant: what is told here changes no answer: sentences, sources, names and claims.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.policy.criterion import Criterion
from necessity.policy.difference import PackDifference, PolicyPair
from necessity.policy.tree_difference import Change, Gathered, Sort, gathered
from necessity.report.words import tidy

_FEW = 2
_MOST = 6


def many(count: int, one: str, more: str = "") -> str:
    """`1 change`, `3 changes`; `more` is the plural where an s does not make it."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def called(pair: PolicyPair) -> str:
    """`fusion`, or both names where they differ."""
    names = dict.fromkeys(policy.id for policy in (pair.one, pair.two) if policy)
    return tidy(" and ".join(names))


def old_new(found: PackDifference, old: str, new: str) -> str:
    """What it was and is; of two versions what came and went, of two payers what only one of them says."""
    if not found.kin:
        said = zip(found.names, (old, new), strict=True)
        return tidy("; ".join(f"{name} {words}" for name, words in said if words))
    if old and new:
        return tidy(f"{old} -> {new}")
    return tidy(f"added: {new}" if new else f"taken out: {old}")


def wording(found: PackDifference) -> Iterator[str]:
    """What differs without meaning: sources by document, then sentences, names and claims by policy."""
    if not found.kin:
        return
    for said in found.head:
        if not said.has_meaning:
            yield f"{tidy(said.about)}: {old_new(found, said.old, said.new)}"
    parts = [(called(pair), pair.changes, pair.said) for pair in found.policies]
    parts += [(f"{rule.part} {rule.id}", rule.changes, rule.said) for rule in found.rules]
    yield from _sources([change for _, changes, _ in parts for change in changes if change.sort is Sort.SOURCE])
    told_already: set[tuple[object, ...]] = set()
    for name, changes, frame in parts:
        without = [change for change in changes if not change.has_meaning and change.sort is not Sort.SOURCE]
        without = [change for change in without if (change.sort, change.old, change.new) not in told_already]
        told_already |= {(change.sort, change.old, change.new) for change in without}
        told = [f"{one.about} reworded" for one in frame if not one.has_meaning]
        for sort in dict.fromkeys(change.sort for change in without):
            told.append(_worded(sort, gathered(change for change in without if change.sort is sort)))
        if told:
            yield tidy(f"{name}: {'; '.join(told)}")


def _sources(changes: list[Change]) -> Iterator[str]:
    """How many criteria have another source, by the documents."""
    moved: dict[tuple[str, str], int] = {}
    for change in changes:
        documents = (_document(change.one, change.old), _document(change.two, change.new))
        moved[documents] = moved.get(documents, 0) + 1
    for (old, new), count in moved.items():
        what = f"another place in {old}" if old == new else f"{old} -> {new}"
        yield tidy(f"source of {many(count, 'criterion', 'criteria')}: {what}")


def _document(node: Criterion | None, said: str) -> str:
    source = node.clause.source if node else None
    return source.document if source and said.startswith(source.document) else said or "none"


def _worded(sort: Sort, found: tuple[Gathered, ...]) -> str:
    """Each one where there are few, else how many and of which criteria."""
    lead = {Sort.SENTENCE: "reworded", Sort.RENAMED: "renamed", Sort.EVIDENCE: "other claims"}[sort]
    if len(found) <= _FEW:
        told = (f"{one.change.node.id} {lead}: “{one.change.old}” -> “{one.change.new}”" for one in found)
        return "; ".join(told)
    ids = tuple(dict.fromkeys(name for one in found for name in one.ids))
    more = f" and {len(ids) - _MOST} more" if len(ids) > _MOST else ""
    return f"{len(found)} {lead}: {', '.join(ids[:_MOST])}{more}"
