"""Which clauses of a pack decide in given assessments, and which in none.

Invariant: a clause that no case decides is named; nothing is judged again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from necessity.assessment.assessment import Assessment
from necessity.assessment.finding import Finding
from necessity.policy.criterion import Criterion, Pack, Test, walk
from necessity.policy.leaf import Comparison, FactTest, MomentTest


def uncovered(pack: Pack, assessments: Sequence[Assessment]) -> Iterator[str]:
    """The exceptions, criteria and parameters of a pack that decide in none of these assessments.

    A criterion decides where it has the answer of every node above it, up to the line; an exception where it is the one that
    was used; a parameter where a leaf that reads it decides. Rules of the setting count where the pack judges nothing else.
    """
    for rule in pack.setting.rules if pack.setting and not pack.judges_lines else ():
        roots = [
            finding
            for one in assessments
            for answer in one.packs
            for finding in (answer.setting.finding.children if answer.setting.finding else ())
            if finding.clause.id == rule.when.id
        ]
        deciding = {finding.clause.id for root in roots for finding in _deciding(root)}
        used = {one.exception.by for root in roots for one in root.walk() if one.exception}
        yield from _uncovered_in("setting", rule.when, deciding, used)
    for policy in pack.policies:
        deciding, used = set(), set()
        for assessment in assessments:
            for answer in (one for used_pack in assessment.packs for one in used_pack.line_items):
                if answer.policy == policy.id:
                    for place in answer.by_level:
                        deciding |= {finding.clause.id for finding in _deciding(place.finding)}
                        used |= {one.exception.by for one in place.finding.walk() if one.exception}
        yield from _uncovered_in(policy.id, policy.requires, deciding, used)


def _deciding(finding: Finding) -> Iterator[Finding]:
    yield finding
    for child in finding.children:
        exception = finding.exception.by if finding.exception else None
        if child.verdict is finding.verdict or child.clause.id == exception:
            yield from _deciding(child)


def _uncovered_in(where: str, tree: Criterion, deciding: set[str], used: set[str]) -> Iterator[str]:
    for node in walk(tree):
        for kind, exceptions in (("waiver", node.waived_by), ("bar", node.barred_by)):
            for one in exceptions:
                if one.id not in used:
                    yield f"{where}: the {kind} '{one.id}' of '{node.id}'"
        if node.replaced_when and node.replaced_when.clause.id not in used:
            yield f"{where}: the replacement '{node.replaced_when.clause.id}' of '{node.id}'"
        if node.applies_when and node.applies_when.id not in used:
            yield f"{where}: '{node.id}' never does not apply"
        if node.id not in deciding:
            yield f"{where}: the criterion '{node.id}'"
    read_by: dict[str, set[str]] = {}
    for node in walk(tree):
        for name in _parameters_of(node):
            read_by.setdefault(name, set()).add(node.id)
    for name, readers in sorted(read_by.items()):
        if not readers & deciding:
            yield f"{where}: the parameter '{name}'"


def _parameters_of(node: Criterion) -> Iterator[str]:
    leaf = node.body.leaf if isinstance(node.body, Test) else None
    if isinstance(leaf, MomentTest):
        yield leaf.parameter.name
    if isinstance(leaf, FactTest):
        comparisons: list[Comparison] = [*leaf.having, *([leaf.comparison] if leaf.comparison else [])]
        yield from (one.parameter.name for one in comparisons if one.parameter)
        yield from (window.parameter.name for window in leaf.windows if window.parameter)


def deciding_cases(pack: Pack, assessments: Mapping[str, Assessment]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of the assessments in which a criterion or an exception decides, by policy (or rule of the setting) and id."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, assessment in assessments.items():
        told: set[tuple[str, str]] = set()
        for answer in assessment.packs:
            for line in answer.line_items:
                for place in line.by_level:
                    told |= {(line.policy or "", one) for one in _decided_in(place.finding)}
            for rule in answer.setting.finding.children if answer.setting.finding else ():
                told |= {(rule.clause.id, one) for one in _decided_in(rule)}
        for key in told:
            found.setdefault(key, []).append(name)
    known = {policy.id for policy in pack.policies}
    known |= {rule.when.id for rule in pack.setting.rules} if pack.setting else set()
    return {key: tuple(sorted(names)) for key, names in sorted(found.items()) if key[0] in known}


def _decided_in(root: Finding) -> set[str]:
    return {one.clause.id for one in _deciding(root)} | {one.exception.by for one in root.walk() if one.exception}
