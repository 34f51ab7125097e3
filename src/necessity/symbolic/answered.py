"""What the engine answered, node by node, laid beside the tree that it judged.

Invariant: nothing is judged here; every verdict is one that the engine gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from necessity.assessment.assessment import PackAssessment
from necessity.assessment.finding import Finding, Reason
from necessity.policy.criterion import AnyLevel
from necessity.symbolic.asked import Node
from necessity.symbolic.rails import Bits, Encoder, Rails
from necessity.symbolic.scope import HERE
from necessity.symbolic.witness import ASKED
from necessity.verdict import MET, NOT_MET


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What of an assessment is looked at: the line of a policy, or one rule of the setting."""

    policy: str | None
    rule: str | None = None


def finding_of(answer: PackAssessment, target: Target) -> Finding | None:
    """The finding of the tree at the one level; None where the tree was not judged."""
    if target.rule is not None:
        setting = answer.setting.finding
        return next((one for one in setting.children if one.clause.id == target.rule), None) if setting else None
    line = next((one for one in answer.line_items if one.line.id == ASKED), None)
    if line is None or line.policy != target.policy:
        return None
    findings = [one.finding for one in line.by_level]
    return next((one for one in findings if one.level in (None, HERE)), None)


def pairs(node: Node, finding: Finding) -> Iterator[tuple[Node, Finding, Finding]]:
    """Every node with its finding and the finding of its bare body."""
    body = finding
    if node.criterion.has_exceptions:
        body, *rest = finding.children
        mine = (*((node.when, node.by) if node.when and node.by else ()), *node.waivers, *node.bars)
        mine = (*mine, *((node.applies,) if node.applies else ()))
        for child, found in zip(mine, rest, strict=True):
            yield from pairs(child, found)
    yield node, finding, body
    if isinstance(node.criterion.body, AnyLevel):
        here = next((one for one in body.children if one.verdict is body.verdict), body.children[0])
        yield from pairs(node.body[0], here)
    else:
        for child, found in zip(node.body, body.children if node.body else (), strict=True):
            yield from pairs(child, found)


def rails_of(finding: Finding) -> Rails[int]:
    """The finding of a question as rails of one chart."""
    m, x = int(finding.verdict is MET), int(finding.verdict is NOT_MET)
    firm = int(not finding.rests_on_silence)
    return Rails(m, x, m & firm, x & firm, int(finding.reason is Reason.NOT_RAISED), int(finding.shown))


@dataclass(slots=True)
class Answers:
    """The answers of the engine on one chart: its leaves as rails; `differs` where the tree does not follow from them.

    `entries` are the numbers of the entries, from 0, that stand behind the facts that each question looked at.
    """

    leaves: Mapping[int, Rails[int]]
    differs: str = ""
    entries: Mapping[int, frozenset[int]] = field(default_factory=dict)


def answers(root: Node, finding: Finding) -> Answers:
    """The leaves as the engine answered them, and whether the rails of the tree come to what it answered for every node."""
    leaves: dict[int, Rails[int]] = {}
    entries: dict[int, frozenset[int]] = {}
    found = list(pairs(root, finding))
    for node, _, body in found:
        if node.ask is not None:
            leaves.setdefault(node.ask.number, rails_of(body))
            entries[node.ask.number] = _entries(body)
    encoder = Encoder(Bits(1), lambda ask: leaves[ask.number], {})
    for node, own, _ in found:
        mine, theirs = encoder.rails(node), rails_of(own)
        same = (mine.met, mine.failed) == (theirs.met, theirs.failed)
        if mine.met or mine.failed:
            same = same and (mine.firm_met, mine.firm_failed) == (theirs.firm_met, theirs.firm_failed)
        if mine.met:
            same = same and mine.shown == theirs.shown
        if not same:
            return Answers(leaves, f"'{node.id}' is answered {own.verdict.value}", entries)
    return Answers(leaves, "", entries)


def _entries(finding: Finding) -> frozenset[int]:
    quotes = (quote for fact in finding.facts for quote in fact.quotes)
    return frozenset(quote.of.text.count("\n", 0, quote.start) for quote in quotes)
