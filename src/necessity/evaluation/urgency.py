"""How urgent the record makes a case, whatever the verdicts: by the ladder in `medicine/urgency.yaml`.

Invariant: an emergency is never hidden: a possible sign, or signs that contradict each other, still show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.assessment.assessment import Urgency
from necessity.assessment.finding import Finding, Reason
from necessity.evaluation.criterion import node_of
from necessity.evaluation.scope import Spot, surely_later
from necessity.model.chart import Chart
from necessity.model.fact import Assertion, Fact
from necessity.policy.urgency import UrgencyRule
from necessity.verdict import MET
from necessity.vocabulary.load import Vocabulary


def urgency_of(chart: Chart, rules: Sequence[UrgencyRule], vocabulary: Vocabulary, levels: tuple[str, ...]) -> Urgency:
    """The first rung of the ladder that the record reaches; unknown where it reaches none.

    Signs are looked for at every level, those of `levels` first, and on each side by itself.
    """
    wide = _with_possible(chart)
    doubtful = _without_disputed_denials(wide)
    everywhere = tuple(dict.fromkeys((*levels, *vocabulary.anatomy.levels)))
    disputed: list[Finding] = []
    for rule in rules:
        node = node_of(rule.when)
        for looked_at in (wide, doubtful) if rule.level == "emergent" else (chart,):
            spot = Spot(
                chart=looked_at, anatomy=vocabulary.anatomy, procedures=vocabulary.procedures, levels=everywhere
            )
            findings = [node(replace(spot, side=side)) for side in (None, "left", "right")]
            signs = [sign for finding in findings for sign in _signs(finding)]
            if signs and disputed and rule.level == "elective":
                break
            if signs:
                denied = _denials(chart, signs) if looked_at is doubtful else ()
                return Urgency(level=rule.level, says=_says(rule, signs, denied), facts=(*_facts(signs), *denied))
            if rule.level != "emergent":
                disputed += [leaf for finding in findings for leaf in _contradicted(finding)]
    if disputed:
        # a weakness that the record both states and denies: nobody can call the case elective
        says = "The record contradicts itself on how urgent this is."
        return Urgency(level="unknown", says=says, facts=_facts(disputed))
    return Urgency(level="unknown", says="The record does not say how urgent this is.")


def _contradicted(finding: Finding) -> list[Finding]:
    return [leaf for leaf in finding.walk() if leaf.node == "test" and leaf.reason is Reason.CONFLICTING]


def _signs(finding: Finding) -> list[Finding]:
    """The leaves by which a rung is reached; none where it is not."""
    if finding.node == "test":
        return [finding] if finding.verdict is MET else []
    if finding.node == "excepted":
        # a doubt never makes a case less urgent: only a bar that surely holds takes the sign away
        if any(child.role == "bar" and child.verdict is MET for child in finding.children):
            return []
        return _signs(finding.children[0])
    below = [_signs(child) for child in finding.children]
    if finding.node == "all" and not all(below):
        return []
    return [sign for signs in below for sign in signs]


def _says(rule: UrgencyRule, signs: Sequence[Finding], denied: Sequence[Fact]) -> str:
    """The sentence of the rung, and the signs by which it is reached, with what is doubtful about them."""
    told: dict[str, None] = {}
    for sign in signs:
        doubt = ""
        if any(fact.kind in sign.kinds for fact in denied):
            doubt = " (the record contradicts itself on this)"
        elif sign.facts and all(fact.assertion is Assertion.POSSIBLE for fact in sign.facts):
            doubt = " (the record calls it possible)"
        told.setdefault(f"{sign.clause.says.rstrip('.')}{doubt}.")
    return " ".join((rule.says, *told))


def _facts(signs: Sequence[Finding]) -> tuple[Fact, ...]:
    """What the signs rest on, each once."""
    return tuple(dict.fromkeys(fact for sign in signs for fact in sign.facts))


def _denials(chart: Chart, signs: Sequence[Finding]) -> tuple[Fact, ...]:
    """The denials that dispute what the signs rest on."""
    kinds = dict.fromkeys(kind for sign in signs for kind in sign.kinds)
    return tuple(fact for kind in kinds for fact in chart.of_kind(kind) if fact.is_denial)


def _with_possible(chart: Chart) -> Chart:
    """The chart with what is only possible counted as said."""
    wide = replace(chart)
    more: dict[str, tuple[Fact, ...]] = dict(chart.by_kind)
    for fact in chart.facts:
        if fact.assertion is Assertion.POSSIBLE:
            more[fact.kind] = (*more.get(fact.kind, ()), fact)
    object.__setattr__(wide, "by_kind", more)
    return wide


def _without_disputed_denials(chart: Chart) -> Chart:
    """The chart without the denials of what is also said: only a denial that is surely later settles the matter."""
    kept = {
        kind: tuple(fact for fact in facts if not (fact.is_denial and _is_disputed(fact, facts)))
        for kind, facts in chart.by_kind.items()
    }
    narrow = replace(chart)
    object.__setattr__(narrow, "by_kind", kept)
    return narrow


def _is_disputed(denial: Fact, others: Sequence[Fact]) -> bool:
    return any(not other.is_denial and not surely_later(denial, other) for other in others)
