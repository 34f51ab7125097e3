"""Code rules: what does not fit between codes, lines and the record. They are noted; they never change a verdict.

Invariant: a rule answers only on a day that its table covers; on any other it says that it was not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from necessity.assessment.assessment import CodingNote, LineAnswer
from necessity.assessment.finding import Finding
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.scope import Spot
from necessity.model.case import LineItem
from necessity.model.fact import Fact
from necessity.policy.criterion import CodingRule, Test, walk
from necessity.policy.leaf import LineTest
from necessity.verdict import MET, NOT_MET, UNKNOWN
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

    def notes(
        self, line: LineItem, spot_at: SpotAt, day: date, lines: Sequence[LineItem] = ()
    ) -> tuple[CodingNote, ...]:
        """The rules that speak on this line: a `when` that is met, an `unless` that is surely not.

        `day` is the day of service; `lines` are all lines of the request, those of them that a rule names are told with it.
        """
        notes = []
        for rule, node in self._rules:
            if not self._concerns(rule, line):
                continue
            wanted = MET if rule.when else NOT_MET
            findings = [node(spot_at(level, line.side)) for level in line.levels or (None,)]
            told = [one for one in findings if one.verdict is wanted]
            if rule.covers is not None and not rule.covers.on(day):
                if rule.for_ or told or any(one.verdict is UNKNOWN and any(_facts(one)) for one in findings):
                    notes.append(_not_checked(rule, line, day))
            elif told:
                notes.append(
                    CodingNote(
                        rule=rule.clause.id,
                        says=_says(rule, told),
                        fault=rule.fault,
                        effect=rule.effect,
                        lines=(line.id, *(other.id for other in self._named(rule, line, lines))),
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

    def _named(self, rule: CodingRule, line: LineItem, lines: Sequence[LineItem]) -> Iterator[LineItem]:
        """The other lines for which a rule speaks: those of the procedures that its `when` asks for, at a level of the line."""
        for node in walk(rule.when) if rule.when else ():
            if isinstance(node.body, Test) and isinstance(node.body.leaf, LineTest):
                asked = node.body.leaf
                for other in lines:
                    near = not asked.at_this_level or set(other.levels) & set(line.levels)
                    if other is not line and other.procedure and near:
                        if self._procedures.is_a(other.procedure, asked.procedure):
                            yield other


def joined(answers: Sequence[LineAnswer]) -> list[LineAnswer]:
    """The answers with every code rule told once: what says the same of several lines names them all."""
    named: dict[tuple[str, str], dict[str, None]] = {}
    for answer in answers:
        for note in answer.coding:
            named.setdefault((note.rule, note.says), {}).update(dict.fromkeys(note.lines))
    order = [answer.line.id for answer in answers]
    lines = {key: tuple(sorted(found, key=order.index)) for key, found in named.items()}
    return [
        replace(
            answer,
            coding=tuple(replace(note, lines=lines[note.rule, note.says]) for note in answer.coding),
        )
        if answer.coding
        else answer
        for answer in answers
    ]


def _says(rule: CodingRule, told: Iterable[Finding]) -> str:
    """The sentence of a rule; one about codes of the request names them, with the codes to use instead."""
    codes = [fact for finding in told for fact in _facts(finding) if fact.kind == "diagnosis_code"]
    named = dict.fromkeys(
        f"{fact.value} ({fact.qualifiers['more_exact']})" if "more_exact" in fact.qualifiers else str(fact.value)
        for fact in codes
    )
    return f"{rule.clause.says.rstrip('.')}: {'; '.join(named)}." if named else rule.clause.says


def _facts(finding: Finding) -> Iterator[Fact]:
    for one in finding.walk():
        yield from one.facts


def _not_checked(rule: CodingRule, line: LineItem, day: date) -> CodingNote:
    covers = rule.covers.words if rule.covers else ""
    return CodingNote(
        rule=rule.clause.id,
        says=f"Not checked on {day}, for the table covers days {covers}: {rule.clause.says}",
        fault=rule.fault,
        effect="note",
        lines=(line.id,),
        source=rule.clause.source,
        checked=False,
    )
