"""The lines that a request may hold besides the one that is judged, as far as a policy asks of them.

Invariant: of the procedures that a policy cannot tell apart one stands for all, the very one that it names where that is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from necessity.policy.criterion import Pack, Policy
from necessity.policy.leaf import LineTest
from necessity.symbolic.asked import Ask, Node, asks_of, tree_of
from necessity.vocabulary.procedures import Procedures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A procedure that may be requested too. For each pack looked at, the policy and the tree that judge it, or None."""

    procedure: str
    policies: tuple[Policy | None, ...]
    roots: tuple[Node | None, ...]


def judged_by(pack: Pack, procedures: Procedures, name: str) -> Policy | None:
    """The policy for a procedure that is requested by its name: its own, or that of the nearest broader one."""
    for one in procedures.upward(name):
        for policy in pack.policies:
            if one in policy.for_:
                return policy
        if one in pack.does_not_address:
            return None
    return None


def own_procedures(pack: Pack, procedures: Procedures, policy: Policy) -> tuple[str, ...]:
    """The procedures by which a request reaches the policy, those that it names itself."""
    return tuple(
        name for name in policy.for_ if name in procedures.by_name and judged_by(pack, procedures, name) is policy
    )


def lines_of(packs: Sequence[Pack], procedures: Procedures, asks: Sequence[Iterable[Ask]]) -> tuple[Line, ...]:
    """Every line that the questions (those of each pack), or the questions of such a line, ask for.

    Narrower procedures stand beside the one that is named where a pack judges them otherwise.
    """
    asked: dict[str, None] = {}
    met: set[str] = set()
    trees: list[dict[str, Node]] = [{} for _ in packs]

    def take(questions: Iterable[Ask]) -> None:
        for ask in questions:
            if isinstance(ask.leaf, LineTest):
                asked.setdefault(ask.leaf.procedure)
                met.update({ask.leaf.procedure} if ask.leaf.question == "met" else ())

    for one in asks:
        take(one)
    fresh = True
    while fresh:
        fresh = False
        names = _representatives(packs, procedures, list(asked))
        for name in names:
            for pack, known in zip(packs, trees, strict=True):
                policy = judged_by(pack, procedures, name)
                if policy and policy.id not in known and any(procedures.is_a(name, one) for one in met):
                    known[policy.id] = tree_of(policy.requires)
                    take(asks_of(known[policy.id]))
                    fresh = True
    found = []
    for name in names:
        policies = tuple(judged_by(pack, procedures, name) for pack in packs)
        roots = tuple(known.get(one.id) if one else None for one, known in zip(policies, trees, strict=True))
        found.append(Line(procedure=name, policies=policies, roots=roots))
    return tuple(found)


def _representatives(packs: Sequence[Pack], procedures: Procedures, asked: list[str]) -> list[str]:
    kept: dict[tuple[object, ...], str] = {}
    for name in dict.fromkeys([*asked, *sorted(procedures.by_name)]):
        serves = frozenset(one for one in asked if procedures.is_a(name, one))
        if serves and name in procedures.by_name:
            policies = [judged_by(pack, procedures, name) for pack in packs]
            kept.setdefault((*(one.id if one else None for one in policies), serves), name)
    return list(kept.values())
