"""The groups of patients in whom claims were measured (`medicine/library/patients.yaml`), each as a criterion that knows its own.

Invariant: a group says whom a claim is about; it stands in no policy, so that it can move no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from necessity.assessment.finding import Source
from necessity.errors import PackUnusable, Problem
from necessity.policy.build import Builder
from necessity.policy.criterion import Criterion
from necessity.policy.names import Home
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import open_sheet


def load_patients(vocabulary: Vocabulary) -> Mapping[str, Criterion]:
    """The groups by their names, in the order of the file. Raises PackUnusable with every problem."""
    groups, problems = read_patients(vocabulary.folder / "library" / "patients.yaml", vocabulary)
    if problems:
        raise PackUnusable(problems)
    return groups


def read_patients(file: Path, vocabulary: Vocabulary) -> tuple[Mapping[str, Criterion], list[Problem]]:
    """The groups that could be built, and everything that is wrong with the file."""
    sheet, root = open_sheet(file, "medicine/library/patients.yaml")
    top = sheet.mapping(root, "the groups of patients", required=("patients",), optional=("parameters",))
    own = Source(ref="patients", document="Groups of patients in whom claims were measured", basis="house")
    builder = Builder(vocabulary=vocabulary, sources={own.ref: own}, policies={})
    home = Home(sheet=sheet, parameters={}, moments={}, source=own)
    home = Home(sheet=sheet, parameters=builder.parameters(top.get("parameters"), home), moments={}, source=own)
    groups: dict[str, Criterion] = {}
    for name, node, _ in sheet.pairs(top.get("patients"), "patients"):
        if group := builder.criterion(node, home, name):
            groups[name] = group
    for parameter in builder.every_parameter.values():
        if parameter.place not in builder.used_parameters:
            sheet.wrong(f"no group uses the parameter '{parameter.name}'", parameter.place, remedy="take it out")
    return groups, sheet.problems
