"""The shared code rules of `medicine/coding/`: written once, and taken in by every pack that names their file.

Invariant: a pack's own rule of the same id stands in the place of a shared one, and a shared rule is never part of what a pack
requires.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from necessity.errors import Problem, did_you_mean
from necessity.policy.build import Builder
from necessity.policy.criterion import CodingRule
from necessity.policy.head import read_sources
from necessity.policy.names import Home
from necessity.vocabulary.code_tables import Covers, covers_of
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Node, Sheet, open_sheet

TABLES = ("tables", "icd10cm")
"""The files of `medicine/coding/` that hold no rules."""


def taken(sheet: Sheet, node: Node | None, own: Iterable[CodingRule], vocabulary: Vocabulary) -> tuple[CodingRule, ...]:
    """The rules of the file that a pack names, without those that the pack says itself; what is wrong goes to its sheet."""
    name = sheet.text(node, "code_rules")
    if name is None or node is None:
        return ()
    known = sorted(path.stem for path in (vocabulary.folder / "coding").glob("*.yaml") if path.stem not in TABLES)
    if name not in known:
        sheet.wrong(f"there are no code rules '{name}'", node.place, remedy=did_you_mean(name, known))
        return ()
    rules, problems = _read(vocabulary.folder / "coding" / f"{name}.yaml", vocabulary)
    sheet.problems += problems
    said = {rule.clause.id for rule in own}
    return tuple(rule for rule in rules if rule.clause.id not in said)


def _read(path: Path, vocabulary: Vocabulary) -> tuple[list[CodingRule], list[Problem]]:
    """The rules of one file, and what is wrong with it."""
    sheet, root = open_sheet(path, str(Path("medicine/coding") / path.name))
    keys = ("code_rules", "sources", "default_source", "tables", "rules")
    top = sheet.mapping(root, "a file of code rules", required=keys)
    tables = {
        name: Covers(table=name) if (found := covers_of(sheet, node, name)) is None else found
        for name, node, _ in sheet.pairs(top.get("tables"), "tables")
    }
    builder = Builder(
        vocabulary=vocabulary,
        sources=read_sources(sheet, top.get("sources")),
        policies={},
        tables=tables,
        is_shared=True,
    )
    source = builder.source(top.get("default_source"), sheet)
    home = Home(sheet=sheet, parameters={}, moments={}, source=source)
    rules = [rule for node in sheet.items(top.get("rules"), "rules") if (rule := builder.coding(node, home))]
    seen: set[str] = set()
    for rule in rules:
        if rule.clause.id in seen:
            sheet.wrong(f"the code rule '{rule.clause.id}' stands twice", rule.clause.place, remedy="keep one")
        seen.add(rule.clause.id)
    return rules, sheet.problems
