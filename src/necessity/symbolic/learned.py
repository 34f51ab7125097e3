"""Where the engine makes more of a chart than the model does, the few facts that it makes it of.

Invariant: what is learned only narrows where a solver looks first; no answer is ever made of it.
"""

from __future__ import annotations

from necessity.policy.leaf import FactTest, LineTest, MomentTest, moments_of
from necessity.symbolic.answered import Answers
from necessity.symbolic.asked import Ask, Node, asks_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.witness import entries_of


def learn(model: ChartModel, root: Node, found: Found, answered: Answers, pack: int = 0) -> bool:
    """Whether the engine answers some question otherwise than the model; then those facts are not looked at together again.

    Those facts are the ones that the engine looked at, and all of the kinds that the question is about.
    """
    mine = model.written_out(found)
    for ask in asks_of(root):
        theirs = answered.leaves.get(ask.number)
        if ask.leaf is None or theirs is None:
            continue
        own = mine.leaves(ask, pack)
        if (own.met, own.failed, own.firm_met, own.firm_failed) != (
            theirs.met,
            theirs.failed,
            theirs.firm_met,
            theirs.firm_failed,
        ):
            _avoid(model, found, answered, ask)
            return True
    return False


def _avoid(model: ChartModel, found: Found, answered: Answers, ask: Ask) -> None:
    told = entries_of(found)
    looked_at = answered.entries.get(ask.number, frozenset())
    kinds = _kinds(ask)
    if isinstance(ask.leaf, LineTest) or any(number >= len(told) for number in looked_at):
        model.avoid(found.facts, found.lines)
        return
    behind = {id(told[number]) for number in looked_at}
    model.avoid([one for one in found.facts if id(one.said) in behind or one.said.kind.name in kinds], ())


def _kinds(ask: Ask) -> set[str]:
    leaf = ask.leaf
    if isinstance(leaf, FactTest | MomentTest):
        scope = leaf.kind if isinstance(leaf, FactTest) else leaf.moment.scope.kind
        return {scope.name, *(moment.scope.kind.name for moment in moments_of(leaf))}
    return set()
