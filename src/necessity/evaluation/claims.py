"""Which claims of the literature a pack or a procedure names here, whether their conditions hold, and what tells if they fit.

Invariant: only ids pass through; what a claim says is not known here, so no claim can move a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from necessity.assessment.assessment import LineAnswer
from necessity.assessment.claim import ClaimAsked
from necessity.assessment.finding import Finding, Reason
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.scope import Spot
from necessity.model.case import LineItem
from necessity.model.chart import Chart
from necessity.policy.criterion import Criterion, OutcomeRule
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict, any_of
from necessity.vocabulary.procedures import Procedures

_MAKES = {"waiver": "waiver", "bar": "bar", "replaced_when": "replacement", "replaced_by": "replacement"}
Placed = tuple[tuple[str, ...], Finding]
"""A finding and the ids of the lines that it concerns; none where it concerns all."""
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


class ClaimJudge:
    """The conditions that a pack puts to claims, and the groups of patients of the library, made ready to judge."""

    def __init__(self, rules: Sequence[OutcomeRule], patients: Mapping[str, Criterion], procedures: Procedures) -> None:
        self._rules = tuple((rule, node_of(rule.when, optional=True) if rule.when else None) for rule in rules)
        self._patients = {name: node_of(group) for name, group in patients.items()}
        self._procedures = procedures

    def asked(
        self,
        answers: Sequence[LineAnswer],
        others: Iterable[Placed],
        spots: Callable[[LineItem], Sequence[Spot]],
        at: Callable[[str | None], Spot],
    ) -> tuple[ClaimAsked, ...]:
        """The claims named by the pack, under criteria and beside procedures, then those that the procedures name.

        `others` are findings around the proof, with their lines; `spots` where a line is judged; `at` the spot of a level.
        """
        lines = [answer.line for answer in answers]
        rules = [(rule, self._by_line(rule, node, lines, spots)) for rule, node in self._rules]
        under = claims_under(answers, others)
        rules += of_procedures(lines, self._procedures, {one.id for one in under})
        found = (*under, *claims_beside(rules))
        return self._fitted(found, lines, at) if found else ()

    def _by_line(
        self,
        rule: OutcomeRule,
        node: Node | None,
        lines: Sequence[LineItem],
        spots: Callable[[LineItem], Sequence[Spot]],
    ) -> dict[str, Verdict]:
        """Whether the condition of a rule holds, for each line that it concerns."""
        concerned = [one for one in lines if one.procedure and self._procedures.is_a(one.procedure, rule.procedure)]
        return {line.id: any_of(node(spot).verdict for spot in spots(line)) if node else MET for line in concerned}

    def _fitted(
        self, claims: Sequence[ClaimAsked], lines: Sequence[LineItem], at: Callable[[str | None], Spot]
    ) -> tuple[ClaimAsked, ...]:
        """The claims with what tells whether they fit: the sort of surgery, and the groups of patients, of their lines.

        A group is judged at the levels of a line, and at all that were requested where the line names none. What rests on
        silence is open: a claim is not said to fit, or not to, because nobody wrote of it.
        """
        every = tuple(dict.fromkeys(level for line in lines for level in line.levels))
        revisions = {line.id: is_revision(line, at(None).chart, self._procedures) for line in lines}
        places = {line.id: line.levels or every or (None,) for line in lines}
        here = {
            level: {name: node(at(level)).firm for name, node in self._patients.items()}
            for level in dict.fromkeys(level for levels in places.values() for level in levels)
        }
        groups: dict[tuple[str, ...], dict[str, Verdict]] = {}
        told = []
        for one in claims:
            own = one.lines or tuple(places)
            if own not in groups:
                seen = dict.fromkeys(level for line in own for level in places[line])
                groups[own] = {name: any_of(here[level][name] for level in seen) for name in self._patients}
            revision = any_of(revisions[line] for line in own) if own else UNKNOWN
            told.append(replace(one, revision=revision, patients=groups[own]))
        return tuple(told)


def claims_under(answers: Sequence[LineAnswer], others: Iterable[Placed]) -> tuple[ClaimAsked, ...]:
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
    return tuple(found.values())


def claims_beside(rules: Sequence[tuple[OutcomeRule, dict[str, Verdict]]]) -> tuple[ClaimAsked, ...]:
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
    return tuple(found.values())


def of_procedures(
    lines: Sequence[LineItem], procedures: Procedures, told: Collection[str]
) -> list[tuple[OutcomeRule, dict[str, Verdict]]]:
    """What procedures themselves name, whatever the pack: rules without a condition, for their lines and those of narrower ones.

    `told` are claims that stand under a criterion already: they are not said again.
    """
    concerned: dict[str, dict[str, Verdict]] = {}
    for line in lines:
        for name in procedures.upward(line.procedure) if line.procedure else ():
            concerned.setdefault(name, {})[line.id] = MET
    rules = []
    for name, by_line in concerned.items():
        for claim, place in procedures.by_name[name].evidence if name in procedures.by_name else ():
            if claim not in told:
                rules.append((OutcomeRule(procedure=name, claims=(claim,), place=place), by_line))
    return rules


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
