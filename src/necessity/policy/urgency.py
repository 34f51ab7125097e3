"""The ladder of urgency (`medicine/urgency.yaml`): levels from the most urgent down, each with the criterion that reaches it."""

from __future__ import annotations

from dataclasses import dataclass

from necessity.assessment.finding import Source
from necessity.errors import PackUnusable
from necessity.policy.build import Builder
from necessity.policy.criterion import Criterion
from necessity.policy.names import BASES, Home
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import open_sheet

LEVELS = ("emergent", "urgent", "expedited-elective", "elective")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyRule:
    level: str
    says: str
    when: Criterion


def load_urgency(vocabulary: Vocabulary) -> tuple[UrgencyRule, ...]:
    """The rungs in their order. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(vocabulary.folder / "urgency.yaml", "medicine/urgency.yaml")
    top = sheet.mapping(root, "the ladder", required=("sources", "default_source", "ladder"), optional=("parameters",))
    sources = {}
    for ref, node, _ in sheet.pairs(top.get("sources"), "sources"):
        row = sheet.mapping(node, f"source '{ref}'", required=("document", "basis"), optional=("read", "place"))
        sources[ref] = Source(
            ref=ref,
            document=sheet.text(row.get("document"), "document") or ref,
            basis=sheet.one_of(row.get("basis"), "basis", BASES) or "house",
            place=sheet.text(row.get("place"), "place"),
            read=sheet.text(row.get("read"), "read"),
        )
    builder = Builder(vocabulary=vocabulary, sources=sources, policies={})
    home = Home(sheet=sheet, parameters={}, moments={}, source=builder.source(top.get("default_source"), sheet))
    home = Home(sheet=sheet, parameters=builder.parameters(top.get("parameters"), home), moments={}, source=home.source)
    rules = []
    for node in sheet.items(top.get("ladder"), "ladder"):
        row = sheet.mapping(node, "a rung", required=("level", "says", "when"))
        level = sheet.one_of(row.get("level"), "level of urgency", LEVELS)
        when = builder.criterion(row.get("when"), home, f"{level}-when")
        if level and when:
            rules.append(UrgencyRule(level=level, says=sheet.text(row.get("says"), "says") or "", when=when))
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return tuple(rules)
