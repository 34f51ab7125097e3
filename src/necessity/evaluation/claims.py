"""Which claims of the literature a pack names here, and whether the condition that it puts to each of them holds.

Invariant: only ids pass through; what a claim says is not known here, so no claim can move a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from necessity.assessment.assessment import LineAnswer
from necessity.assessment.claim import ClaimAsked
from necessity.assessment.finding import Finding, Reason
from necessity.model.case import LineItem
from necessity.model.chart import Chart
from necessity.policy.criterion import OutcomeRule
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict, any_of
from necessity.vocabulary.procedures import Procedures

_MAKES = {"waiver": "waiver", "bar": "bar", "replaced_when": "replacement", "replaced_by": "replacement"}
_LEFT_OUT = (Reason.DOES_NOT_APPLY, Reason.NOT_RAISED)


def is_revision(line: LineItem, chart: Chart, procedures: Procedures) -> Verdict:
    """Whether the line operates where there was an operation before: by its name, else by the operations on record."""
    if line.procedure and procedures.is_revision(line.procedure):
        return MET
    found = UNKNOWN
    for fact in chart.of_kind("prior_surgery"):
        level = fact.qualifiers.get("level")
        if not fact.is_denial and level in line.levels:
            return MET
        if fact.is_denial and fact.value is None and not fact.qualifiers:
            found = NOT_MET
    others = any(not fact.is_denial for fact in chart.of_kind("prior_surgery"))
    return UNKNOWN if others else found


def claims_under(
    answers: Sequence[LineAnswer], others: Iterable[tuple[tuple[str, ...], Finding]], revisions: dict[str, Verdict]
) -> tuple[ClaimAsked, ...]:
    """The claims that stand under the criteria of the proof, each once; `others` are findings around it, with their lines."""
    found: dict[str, ClaimAsked] = {}
    for lines, root in (*(((answer.line.id,), answer.finding) for answer in answers), *others):
        for finding in _standing(root):
            for name in finding.clause.evidence:
                one = found.get(name, ClaimAsked(id=name, applies=MET))
                found[name] = replace(
                    one,
                    criteria=_with(one.criteria, (finding.clause.id,)),
                    lines=_with(one.lines, lines),
                )
    return tuple(replace(one, revision=_of_lines(one.lines, revisions)) for one in found.values())


def claims_beside(
    rules: Sequence[tuple[OutcomeRule, dict[str, Verdict]]], revisions: dict[str, Verdict]
) -> tuple[ClaimAsked, ...]:
    """The claims beside procedures, each once; with each rule the verdict of its condition for every line it concerns."""
    found: dict[str, ClaimAsked] = {}
    for rule, by_line in rules:
        lines = tuple(line for line, verdict in by_line.items() if verdict is not NOT_MET)
        if not lines:
            continue
        applies = any_of(by_line[line] for line in lines)
        open_words = rule.when.clause.says.rstrip(".") if rule.when else ""
        for name in rule.claims:
            one = found.get(name, ClaimAsked(id=name, applies=NOT_MET))
            one = replace(one, lines=_with(one.lines, lines), applies=one.applies | applies)
            says = "" if one.applies is MET else f"whether this holds here is not shown: {open_words}"
            found[name] = replace(one, says=says)
    return tuple(replace(one, revision=_of_lines(one.lines, revisions)) for one in found.values())


def _standing(finding: Finding) -> Iterator[Finding]:
    """The finding and all beneath it that bears on the answer: no branch that does not arise, or that another made needless."""
    yield finding
    if finding.reason in _LEFT_OUT and finding.exception is not None:
        return
    for child in finding.children:
        if _bears(child, finding):
            yield from _standing(child)


def _bears(child: Finding, parent: Finding) -> bool:
    if parent.node in ("any", "at_least") and parent.verdict is MET:
        return child.verdict is MET  # the other ways were not needed
    if child.role in ("body", "base", "applies_when"):
        return True
    if parent.exception is not None:
        return _MAKES.get(child.role) == parent.exception.kind and child.verdict is not NOT_MET
    return parent.verdict is not MET and child.role in ("waiver", "bar")  # it might still be lifted, or barred


def _with(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))


def _of_lines(lines: tuple[str, ...], revisions: dict[str, Verdict]) -> Verdict:
    asked = [revisions[line] for line in (lines or tuple(revisions)) if line in revisions]
    return any_of(asked) if asked else UNKNOWN
