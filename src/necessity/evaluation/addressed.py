"""Which policy of a pack judges a requested line, and what is said of a line that none is for.

Invariant: the request alone decides, never the chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necessity.assessment.assessment import LineAnswer, Recommendation
from necessity.assessment.finding import Clause, Finding, Need, Reason
from necessity.evaluation.rationale import Told
from necessity.evaluation.setting import own_source
from necessity.model.case import LineItem
from necessity.policy.criterion import Pack, Policy, Test, walk
from necessity.policy.leaf import LineTest
from necessity.policy.select import DEFAULT
from necessity.verdict import UNKNOWN
from necessity.vocabulary.procedures import Procedures


def policy_for(pack: Pack, procedures: Procedures, line: LineItem, beside: Sequence[LineItem] = ()) -> Policy | None:
    """The policy that takes the line's code beside another line, that names its code, its procedure, or a broader one.

    None where there is none, or where the pack says first that it does not address the procedure. `beside` are the lines of
    the request.
    """
    for policy in pack.policies:
        if any(
            line.service in codes and _stands_beside(procedures, line, name, beside)
            for name, codes in policy.for_beside
        ):
            return policy
    names = [line.service] if line.service else []
    names += procedures.upward(line.procedure) if line.procedure else ()
    for name in names:
        for policy in pack.policies:
            if name in policy.for_:
                return policy
        if name in pack.does_not_address:
            return None
    return None


def _stands_beside(procedures: Procedures, line: LineItem, procedure: str, lines: Sequence[LineItem]) -> bool:
    """Whether the procedure is requested too, at a level of the line."""
    return any(
        one.procedure is not None
        and procedures.is_a(one.procedure, procedure)
        and not set(one.levels).isdisjoint(line.levels)
        for one in lines
    )


def lines_named(policy: Policy) -> Iterator[str]:
    """The procedures of other lines on which a policy leans: what its criteria ask for, and beside what it takes a line."""
    yield from (procedure for procedure, _ in policy.for_beside)
    for criterion in walk(policy.requires):
        if isinstance(criterion.body, Test) and isinstance(criterion.body.leaf, LineTest):
            yield criterion.body.leaf.procedure


def not_addressed(pack: Pack, line: LineItem) -> LineAnswer:
    """The answer for a line that no policy of the pack is for: it pends, and says why."""
    name = line.procedure or line.requested_as
    why = f"{pack.name} does not address {name.replace('-', ' ')}"
    if line.procedure is None:
        near = f"; the nearest names are {', '.join(line.nearest)}" if line.nearest else ""
        why = f"'{line.requested_as}' is not a procedure of the lumbar spine that is known here{near}"
    clause = Clause(id="not-addressed", says=f"{why}.", need=Need.INDICATION, source=own_source(pack), place=pack.place)
    finding = Finding(clause, UNKNOWN, Reason.NOT_ADDRESSED)
    return LineAnswer(
        line=line,
        policy=None,
        recommendation=Recommendation.PEND,
        verdict=UNKNOWN,
        finding=finding,
        by_need={Need.INDICATION: UNKNOWN, Need.READINESS: UNKNOWN, Need.ADMINISTRATIVE: UNKNOWN},
        because=("not-addressed",),
    )


def told_of_none(answer: LineAnswer, pack: Pack) -> tuple[Told, ...]:
    """What is said of a line that no policy is for, and where to look."""
    why = answer.finding.clause.says.rstrip(".")
    basis = (answer.finding.clause.id,)
    first = f"{why[:1].upper()}{why[1:]}, so a person must decide by what."
    told = [first, "Nothing was judged for this line; the others were judged without it."]
    if answer.line.procedure and pack.authority == "payer" and pack.purpose == "coverage":
        told.append(
            f"The payer's own site tells which policy does; the pack {DEFAULT} tells what most public policies ask of it."
        )
    return tuple(Told(one, basis) for one in told)
