"""How urgent the record makes a case, whatever the verdicts: by the ladder in `medicine/urgency.yaml`.

Invariant: an emergency is never hidden: a possible sign, or signs that contradict each other, still show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.assessment.assessment import Urgency
from necessity.assessment.finding import Reason
from necessity.evaluation.criterion import node_of
from necessity.evaluation.scope import Spot
from necessity.model.chart import Chart
from necessity.model.fact import Assertion, Fact
from necessity.policy.urgency import UrgencyRule
from necessity.verdict import MET
from necessity.vocabulary.load import Vocabulary


def urgency_of(chart: Chart, rules: Sequence[UrgencyRule], vocabulary: Vocabulary, levels: tuple[str, ...]) -> Urgency:
    """The first rung of the ladder that the record reaches; unknown where it reaches none."""
    wide = _with_possible(chart)
    for rule in rules:
        emergency = rule.level == "emergent"
        spot = Spot(
            chart=wide if emergency else chart,
            anatomy=vocabulary.anatomy,
            procedures=vocabulary.procedures,
            levels=levels or vocabulary.anatomy.levels,
        )
        finding = node_of(rule.when)(spot)
        facts = tuple(dict.fromkeys(fact for one in finding.walk() for fact in one.facts if not fact.is_denial))
        contradicted = any(one.reason is Reason.CONFLICTING for one in finding.walk())
        if finding.verdict is MET or (emergency and contradicted):
            return Urgency(level=rule.level, says=rule.says, facts=facts)
    return Urgency(level="unknown", says="The record does not say how urgent this is.")


def _with_possible(chart: Chart) -> Chart:
    """The chart with what is only possible counted as said."""
    wide = replace(chart)
    more: dict[str, tuple[Fact, ...]] = dict(chart.by_kind)
    for fact in chart.facts:
        if fact.assertion is Assertion.POSSIBLE:
            more[fact.kind] = (*more.get(fact.kind, ()), fact)
    object.__setattr__(wide, "by_kind", more)
    return wide
