"""Which policy of a pack judges a requested line. The request alone decides, never the chart."""

from __future__ import annotations

from collections.abc import Sequence

from necessity.model.case import LineItem
from necessity.policy.criterion import Pack, Policy
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
