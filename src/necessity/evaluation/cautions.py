"""Cautions and decision steps: what a pack says around its trees. Neither changes an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from necessity.assessment.assessment import Caution, LevelAnswer, Step
from necessity.assessment.finding import Finding
from necessity.evaluation.criterion import Node, node_of
from necessity.evaluation.scope import Spot
from necessity.model.case import LineItem
from necessity.policy.criterion import CautionRule, Pack, Policy
from necessity.verdict import MET, NOT_MET, all_of

SpotsOf = Callable[[LineItem], Sequence[Spot]]
State = tuple[str | None, Finding | None]


class CautionJudge:
    """The cautions of a pack made ready to judge."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        rules = [*pack.cautions, *(rule for policy in pack.policies for rule in policy.cautions)]
        self._nodes: dict[int, tuple[Node, Node | None]] = {}
        for rule in rules:
            asked = node_of(rule.when, optional=True) if rule.when else None
            if rule.unless:
                asked = node_of(rule.unless)
            assert asked is not None
            applies = node_of(rule.applies_when, optional=True) if rule.applies_when else None
            self._nodes[id(rule)] = (asked, applies)

    def cautions(
        self, lines: Sequence[LineItem], policy_for: Callable[[LineItem], Policy | None], spots_of: SpotsOf
    ) -> tuple[Caution, ...]:
        """Those that arise, each once, with the lines that they concern."""
        found: dict[tuple[str, str], Caution] = {}
        for line in lines:
            policy = policy_for(line)
            for rule in (*(policy.cautions if policy else ()), *self._pack.cautions):
                state, finding = self.state(rule, spots_of(line))
                if state is None or finding is None or (state != "shown" and rule.unless is None):
                    continue
                before = found.get((rule.clause.id, state))
                found[rule.clause.id, state] = Caution(
                    id=rule.clause.id,
                    says=rule.clause.says,
                    state=state,
                    lines=(*(before.lines if before else ()), line.id),
                    finding=before.finding if before else finding,
                    source=rule.clause.source,
                )
        return tuple(found.values())

    def state(self, rule: CautionRule, spots: Sequence[Spot]) -> State:
        """`shown`, `not documented` (open) or None (it does not arise), with the finding that says so."""
        asked, applies = self._nodes[id(rule)]
        state: State = (None, None)
        for spot in spots:
            if applies and applies(spot).verdict is not MET:
                continue
            finding = asked(spot)
            if finding.verdict is (MET if rule.when else NOT_MET):
                return "shown", finding
            if finding.is_open:
                state = ("not documented", finding)
        return state

    def steps(self, policy: Policy, answers: Sequence[LevelAnswer], spots: Sequence[Spot]) -> tuple[Step, ...]:
        """The steps of a policy in its order, each with its answer over all places."""
        found: dict[str, list[Finding]] = {}
        for answer in answers:
            here = {finding.clause.id: finding for finding in reversed(list(answer.finding.walk()))}
            for own_id, finding in here.items():
                found.setdefault(own_id, []).append(finding)
        steps = []
        for name in policy.steps:
            if name in found:
                verdict = all_of(finding.verdict for finding in found[name])
                steps.append(Step(criterion=name, says=found[name][0].clause.says, answer=verdict.value))
                continue
            rule = next(one for one in policy.cautions if one.clause.id == name)
            state, _ = self.state(rule, spots)
            steps.append(Step(criterion=name, says=rule.clause.says, answer=state or "does not arise"))
        return tuple(steps)
