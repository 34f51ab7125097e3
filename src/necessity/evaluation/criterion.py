"""A policy tree judged at one spot: every node becomes a finding, exceptions included.

Invariant: the verdicts are those of the table in docs/policy-language.md, "Nodes on two rails"; the direct form here and the SQL
form share the tree and nothing else. A tree is turned into functions once and then run for every case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from necessity.assessment.finding import Clause, ExceptionUsed, Finding, Need, Reason
from necessity.evaluation.leaf import Judge, fact_judge, line_judge, moment_judge
from necessity.evaluation.memory import remembering
from necessity.evaluation.scope import Spot
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Criterion,
    Never,
    Test,
)
from necessity.policy.leaf import FactTest, LineTest, named_parameters, set_by
from necessity.policy.words import leaf_words
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of, any_of, at_least

Node = Callable[[Spot], Finding]


def node_of(criterion: Criterion, role: str = "body", *, waiving: bool = False, optional: bool = False) -> Node:
    """The function that judges a criterion at a spot.

    `waiving`: the node stands inside a waiver, where an attestation alone decides nothing. `optional`: one of
    several is enough (any, at_least, any_level), or an exception is asked for, so that "does not apply" cannot help.
    """
    waiving = waiving or role == "waiver"
    if criterion.evidence:
        criterion = replace(criterion, clause=replace(criterion.clause, evidence=criterion.evidence))
    base = _body(criterion, "base" if criterion.has_exceptions else role, waiving)
    node = _with_exceptions(criterion, base, role, waiving, optional) if criterion.has_exceptions else base
    return remembering(node, criterion)


# -- bodies ------------------------------------------------------------------------------------------------------------


def _body(criterion: Criterion, role: str, waiving: bool) -> Node:
    clause, body = criterion.clause, criterion.body
    if isinstance(body, Test):
        read = replace(clause, set_by=set_by(body.leaf), parameters=named_parameters(body.leaf))
        return _leaf(read, body, role, waiving)
    if isinstance(body, All):
        return _all(clause, tuple(node_of(child, waiving=waiving) for child in body.children), role)
    if isinstance(body, Any | AtLeast):
        nodes = tuple(node_of(child, waiving=waiving, optional=True) for child in body.children)
        return _any(clause, nodes, role) if isinstance(body, Any) else _at_least(clause, body.needed, nodes, role)
    if isinstance(body, AnyLevel):
        return _any_level(clause, node_of(body.child, waiving=waiving, optional=True), role)
    if isinstance(body, Never):
        never = Finding(
            clause, NOT_MET, Reason.FALLS_SHORT, detail="not covered, whatever the record says", role=role, node="never"
        )
        return lambda spot: never
    assert isinstance(body, AskAPerson)
    person = Finding(clause, UNKNOWN, Reason.FOR_A_PERSON, detail="a person must look", role=role, node="ask_a_person")
    return lambda spot: person


def _leaf(clause: Clause, test: Test, role: str, waiving: bool) -> Node:
    leaf = test.leaf
    judge: Judge
    kinds: tuple[str, ...] = ()
    asks_for_documents = waiving or clause.need is Need.READINESS
    documented_only = asks_for_documents if test.attested is None else not test.attested
    if isinstance(leaf, FactTest):
        judge = fact_judge(leaf, silence_absent=test.silence_absent, documented_only=documented_only)
        kinds = (leaf.kind.name,)
    elif isinstance(leaf, LineTest):
        judge = line_judge(leaf)
    else:
        judge = moment_judge(leaf, silence_absent=test.silence_absent, documented_only=documented_only)
        kinds = (leaf.moment.scope.kind.name,)
    detail = "asked: " + leaf_words(leaf)
    by_level = leaf.needs_level

    def finding(spot: Spot) -> Finding:
        answer = judge(spot)
        return Finding(
            clause,
            answer.verdict,
            answer.reason,
            answer.facts,
            (),
            detail,
            spot.level if by_level else None,
            None,
            answer.rests_on_silence,
            answer.shown,
            role,
            kinds,
            note=answer.note,
        )

    return finding


def _all(clause: Clause, nodes: tuple[Node, ...], role: str) -> Node:
    def finding(spot: Spot) -> Finding:
        children = tuple([node(spot) for node in nodes])
        verdict = all_of([child.verdict for child in children])
        reason, note = Reason.SHOWN, ""
        if verdict is not MET:
            reason, note = next((child.reason, child.note) for child in children if child.verdict is verdict)
        return Finding(
            clause,
            verdict,
            reason,
            children=children,
            rests_on_silence=all_of([child.firm for child in children]) is not verdict,
            shown=any(child.shown for child in children),
            role=role,
            node="all",
            note=note,
        )

    return finding


def _raised(child: Finding) -> bool:
    """Whether a branch of an any surely applies here."""
    applies = [one for one in child.children if one.role == "applies_when"]
    return not applies or applies[0].verdict is MET


def _branches(
    clause: Clause, children: tuple[Finding, ...], verdict: Verdict, role: str, needed: int = 1, node: str = "any"
) -> Finding:
    """The finding of an any or an at_least, with what it means that branches were left out.

    A branch that was left out because nobody raised it counts as left out, by silence or not.
    """
    reason, note = Reason.SHOWN, ""
    rests = shown = False
    if verdict is NOT_MET and not any(_raised(child) for child in children):
        verdict, reason = UNKNOWN, Reason.NOT_RAISED
    elif verdict is UNKNOWN:
        reason, note = next((child.reason, child.note) for child in children if child.verdict is UNKNOWN)
    else:
        firm = [NOT_MET if child.reason is Reason.NOT_RAISED else child.firm for child in children]
        rests = at_least(needed, firm) is not verdict
        if verdict is MET:
            shown = any(child.shown for child in children if child.verdict is MET)
        else:
            failing = [
                child for child in children if child.verdict is NOT_MET and child.reason is not Reason.NOT_RAISED
            ]
            # that one way is not on the request says less than that another was tried and fails
            failing.sort(key=lambda child: bool(child.note))
            reason, note = (failing[0].reason, failing[0].note) if failing else (Reason.FALLS_SHORT, "")
    return Finding(clause, verdict, reason, (), children, "", None, None, rests, shown, role, (), node, note, needed)


def _any(clause: Clause, nodes: tuple[Node, ...], role: str) -> Node:
    def finding(spot: Spot) -> Finding:
        children = tuple([node(spot) for node in nodes])
        return _branches(clause, children, any_of([child.verdict for child in children]), role)

    return finding


def _at_least(clause: Clause, needed: int, nodes: tuple[Node, ...], role: str) -> Node:
    def finding(spot: Spot) -> Finding:
        children = tuple([node(spot) for node in nodes])
        verdicts = [child.verdict for child in children]
        found = _branches(clause, children, at_least(needed, verdicts), role, needed, "at_least")
        count = sum(verdict is MET for verdict in verdicts)
        return found._replace(detail=f"{count} of {len(nodes)} shown, {needed} asked")

    return finding


def _any_level(clause: Clause, node: Node, role: str) -> Node:
    def finding(spot: Spot) -> Finding:
        if not spot.levels:
            child = node(replace(spot, level=None))
            return _branches(clause, (child,), child.verdict, role, node="any_level")
        children = tuple([node(replace(spot, level=level))._replace(level=level) for level in spot.levels])
        return _branches(clause, children, any_of([child.verdict for child in children]), role, node="any_level")

    return finding


# -- exceptions, in the order body, replaced, waived, barred, applies --------------------------------------------------


def _with_exceptions(criterion: Criterion, base: Node, role: str, waiving: bool, optional: bool) -> Node:
    replaced = criterion.replaced_when
    when = node_of(replaced.when, "replaced_when", waiving=waiving, optional=True) if replaced else None
    by = node_of(replaced.by, "replaced_by", waiving=waiving) if replaced else None
    waivers = tuple(node_of(one, "waiver", optional=True) for one in criterion.waived_by)
    bars = tuple(node_of(one, "bar", waiving=waiving, optional=True) for one in criterion.barred_by)
    only = criterion.applies_when
    applies = node_of(only, "applies_when", waiving=waiving, optional=True) if only else None

    def finding(spot: Spot) -> Finding:
        body = base(spot)
        step = _Step(body)
        if replaced and when and by:
            step.replace(when(spot), by(spot), replaced.clause)
        for waiver in waivers:
            step.waive(waiver(spot))
        for bar in bars:
            step.bar(bar(spot))
        if applies:
            step.apply(applies(spot), optional)
        return Finding(
            criterion.clause,
            step.verdict,
            step.reason,
            body.facts,
            tuple(step.children),
            body.detail,
            body.level,
            step.exception,
            step.rests,
            step.shown,
            role,
            body.kinds,
            "excepted",
            step.note,
        )

    return finding


class _Step:
    """A verdict on its way through the exceptions of one criterion; `firm` is the same way with silence taken as unknown."""

    def __init__(self, body: Finding) -> None:
        self.verdict, self.firm, self.reason, self.shown = body.verdict, body.firm, body.reason, body.shown
        self.note = body.note
        self.exception: ExceptionUsed | None = None
        self.children = [body]

    @property
    def rests(self) -> bool:
        return self.firm is not self.verdict

    def _decided_by(self, kind: str, by: Clause, reason: Reason, shown: bool) -> None:
        self.exception, self.reason, self.shown = ExceptionUsed(kind, by.id, by.says), reason, shown
        self.note = ""

    def _now(self, verdict: Verdict, firm: Verdict, opened_by: Finding) -> None:
        """Take the verdict; where it was settled and is not any more, what opened it gives the reason."""
        if verdict is UNKNOWN and self.verdict is not UNKNOWN:
            self.reason, self.shown, self.exception, self.note = opened_by.reason, False, None, opened_by.note
        self.verdict, self.firm = verdict, firm

    def replace(self, when: Finding, by: Finding, clause: Clause) -> None:
        """Met: w.m y.m, or w.f b.m, or b.m y.m. Not met: w.m y.f, or w.f b.f, or b.f y.f."""
        self.children += [when, by]
        w, y, b = when.verdict, by.verdict, self.verdict
        firm = (when.firm & by.firm) | (~when.firm & self.firm) | (self.firm & by.firm)
        self._now((w & y) | (~w & b) | (b & y), firm, when)
        if w is MET:
            reason = Reason.REPLACED if y is MET else by.reason
            self._decided_by("replacement", clause, reason, by.shown)

    def waive(self, waiver: Finding) -> None:
        """Met: b.m or w.m. Not met: b.f and w.f."""
        self.children.append(waiver)
        lifted = self.verdict is not MET and waiver.verdict is MET
        self._now(self.verdict | waiver.verdict, self.firm | waiver.firm, waiver)
        if lifted:
            self._decided_by("waiver", waiver.clause, Reason.WAIVED, waiver.shown)

    def bar(self, bar: Finding) -> None:
        """Met: b.m and x.f. Not met: b.f or x.m."""
        self.children.append(bar)
        self._now(self.verdict & ~bar.verdict, self.firm & ~bar.firm, bar)
        if bar.verdict is MET:
            self._decided_by("bar", bar.clause, Reason.BARRED, False)

    def apply(self, applies: Finding, optional: bool) -> None:
        """Under an all: b or not a. Under an any or at_least: b and a."""
        self.children.append(applies)
        a, firm = applies.verdict, applies.firm
        if optional:
            self._now(self.verdict & a, self.firm & firm, applies)
        else:
            self._now(self.verdict | ~a, self.firm | ~firm, applies)
        if a is NOT_MET:
            reason = Reason.NOT_RAISED if optional else Reason.DOES_NOT_APPLY
            self._decided_by("applies_when", applies.clause, reason, False)
