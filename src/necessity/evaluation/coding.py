"""Code rules: what does not fit between codes, lines and the record. They are noted; they never change a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from necessity.assessment.assessment import CodingNote
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.scope import Spot
from necessity.model.case import LineItem
from necessity.policy.criterion import CodingRule
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.procedures import Procedures

SpotAt = Callable[[str | None, str | None], Spot]


class CodingJudge:
    """The code rules of a pack made ready to judge."""

    def __init__(self, rules: Sequence[CodingRule], procedures: Procedures) -> None:
        self._procedures = procedures
        self._rules: list[tuple[CodingRule, Node]] = []
        for rule in rules:
            asked = rule.when or rule.unless
            if asked is not None:
                self._rules.append((rule, node_of(asked, optional=rule.when is not None)))

    def notes(self, line: LineItem, spot_at: SpotAt) -> tuple[CodingNote, ...]:
        """The rules that speak on this line: a `when` that is met, an `unless` that is surely not."""
        notes = []
        for rule, node in self._rules:
            if not self._concerns(rule, line):
                continue
            wanted = MET if rule.when else NOT_MET
            if any(node(spot_at(level, line.side)).verdict is wanted for level in line.levels or (None,)):
                notes.append(
                    CodingNote(
                        rule=rule.clause.id,
                        says=rule.clause.says,
                        fault=rule.fault,
                        effect=rule.effect,
                        lines=(line.id,),
                        source=rule.clause.source,
                    )
                )
        return tuple(notes)

    def _concerns(self, rule: CodingRule, line: LineItem) -> bool:
        if not rule.for_:
            return True
        if line.service in rule.for_:
            return True
        return line.procedure is not None and any(
            self._procedures.is_a(line.procedure, name) for name in rule.for_ if name in self._procedures.by_name
        )
