"""One answer for a line from the answers at its places: the finding, the verdict of each kind of criterion, what decided.

Invariant: a line is met when every place is, and failed when one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from necessity.assessment.assessment import LevelAnswer, LineAnswer
from necessity.assessment.finding import Clause, Finding, Need, Reason
from necessity.errors import Place
from necessity.evaluation.gaps import open_criteria, parts_of
from necessity.evaluation.setting import own_source
from necessity.model.case import LineItem
from necessity.policy.criterion import All, Criterion, Pack
from necessity.verdict import MET, UNKNOWN, Verdict, all_of


def combined(line: LineItem, answers: Sequence[LevelAnswer], pack: Pack) -> Finding:
    """One finding for the line: its only place, or all of its places."""
    if not answers:
        clause = Clause(
            id="not-addressed",
            says=f"{pack.name} does not address {line.procedure or line.requested_as}.",
            need=Need.INDICATION,
            source=own_source(pack),
            place=Place(pack.folder),
        )
        return Finding(clause, UNKNOWN, Reason.NOT_ADDRESSED)
    if len(answers) == 1:
        return answers[0].finding
    children = tuple(one.finding for one in answers)
    verdict = all_of(child.verdict for child in children)
    decisive = [child for child in children if child.verdict is verdict]
    return Finding(
        children[0].clause,
        verdict,
        decisive[0].reason,
        children=children,
        detail="every place of the line must be met",
        rests_on_silence=all_of(child.firm for child in children) is not verdict,
        shown=all(child.shown for child in children),
    )


def by_need(criterion: Criterion, finding: Finding, need: Need) -> Verdict:
    """The verdict of the criteria of one kind alone; what is of another kind is left out of the all."""
    if isinstance(criterion.body, All) and not criterion.has_exceptions:
        pairs = zip(criterion.body.children, finding.children, strict=True)
        return all_of(by_need(child, found, need) for child, found in pairs)
    return finding.verdict if criterion.clause.need is need else MET


def because(criterion: Criterion, answers: Sequence[LevelAnswer]) -> tuple[str, ...]:
    """The ids of the criteria that decided: those that fail, else those that are open, else those that are met."""
    ids: dict[str, None] = {}
    for answer in answers:
        root = answer.finding
        if root.is_open:
            decisive: Iterable[Finding] = open_criteria(root, criterion)
        else:
            decisive = [part for part in parts_of(root) if part.verdict is root.verdict] or [root]
        for finding in decisive:
            ids.setdefault(finding.clause.id)
    return tuple(ids)


def nothing_failed(answers: Sequence[LevelAnswer]) -> bool:
    """Whether every place is met or open, so that answering the gaps would be enough."""
    return all(one.finding.verdict is MET or one.finding.is_open for one in answers)


def numbered(lines: Sequence[LineAnswer]) -> list[LineAnswer]:
    """The answers with gap ids that are unique in the whole assessment."""
    found, count = [], 0
    for answer in lines:
        names = {gap.id: f"g{count + number}" for number, gap in enumerate(answer.gaps, 1)}
        count += len(names)
        gaps = tuple(replace(gap, id=names[gap.id]) for gap in answer.gaps)
        approvable = tuple(names[name] for name in answer.approvable_if)
        found.append(replace(answer, gaps=gaps, approvable_if=approvable))
    return found
