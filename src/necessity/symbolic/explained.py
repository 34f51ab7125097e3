"""Why a node cannot do what it stands for, with the smallest chart that shows it, run through the engine.

Invariant: the sibling that is named is one that the solver showed to be the cause; where the engine answers the witness in
another way, that is told as a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from necessity.errors import Place
from necessity.model.case import Case
from necessity.policy.criterion import All as AllOf
from necessity.policy.criterion import Any as AnyOf
from necessity.policy.criterion import Criterion, Pack, Test
from necessity.policy.leaf import Comparison, FactTest, MomentTest
from necessity.policy.words import bound_words, leaf_words
from necessity.quantity import Quantity
from necessity.symbolic.answered import pairs
from necessity.symbolic.asked import Node, comparison_key, nodes_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.decide import Question
from necessity.symbolic.facts import can_hold
from necessity.symbolic.ran import Engine, changed, settled
from necessity.symbolic.universal import scope_key
from necessity.symbolic.witness import case_of, words_of_found
from necessity.verdict import MET, NOT_MET

SIZES = (0, 1, 2, 3, 4, 6, 9, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """`repeats`: a branch that adds nothing to what stands around it; told, and no fault: a payer may say a thing twice.

    `doubt`: why it is not told as shown.
    """

    what: str
    where: Place
    why: str
    facts: tuple[str, ...] = ()
    case: Case | None = None
    repeats: bool = False
    doubt: str = ""


def explain(root: Node, model: ChartModel, engine: Engine, cannot: Sequence[Question]) -> Iterator[Explained]:
    """What is wrong behind the questions that no chart answers yes; the cause once, and not all that follows from it."""
    return _Explaining(root, model, engine, tuple(cannot)).run()


def two_at_once(root: Node, model: ChartModel, engine: Engine) -> Iterator[Explained]:
    """Waivers and bars of one criterion that one chart meets together: the one says met, the other not met."""
    for node in nodes_of(root):
        for waiver in node.waivers:
            for bar in node.bars:
                wanted = model.formulas.both(model.encoder.rails(waiver).met, model.encoder.rails(bar).met)
                found = smallest(model, wanted)
                if found is None:
                    continue
                one = Explained(
                    what=f"'{node.id}' is waived by '{waiver.id}' and barred by '{bar.id}' at once",
                    where=node.criterion.clause.place,
                    why="the bar is taken last, so the waiver lifts nothing there",
                    facts=words_of_found(found),
                    case=case_of(found),
                )
                met = [node_verdict(engine, found, one) for one in (waiver, bar)]
                yield one if met == [MET, MET] else replace(one, doubt="the engine does not meet both on that chart")


def smallest(model: ChartModel, *wanted: Any) -> Found | None:
    """The smallest chart on which all that is wanted holds; None where there is none."""
    for size in (*SIZES, None):
        found = model.find(*wanted, *([] if size is None else [model.at_most(size)]))
        if found is None:
            return None
        if found is not False:
            return model.found(found)
    return None


def node_verdict(engine: Engine, found: Found, node: Node) -> object:
    """What the engine answers at a node on a chart; None where the tree was not judged."""
    finding = engine.finding(found)
    if finding is None:
        return None
    return next(own.verdict for one, own, _ in pairs(engine.root, finding) if one is node)


@dataclass(slots=True)
class _Explaining:
    root: Node
    model: ChartModel
    engine: Engine
    cannot: tuple[Question, ...]

    def run(self) -> Iterator[Explained]:
        faulty = {id(node) for one in self.cannot if one.what != "decides" for node in one.nodes}
        idle = {id(node) for one in self.cannot if one.what == "decides" for node in one.nodes}
        for question in self.cannot:
            node = question.node
            if question.what != "decides":
                if not any(id(one) in faulty for one in nodes_of(node)[1:]):
                    yield self._fixed(node, met=question.what == "not met")
            elif not all(self._follows(one, faulty, idle) for one in question.nodes):
                yield self._idle(question)

    def _follows(self, node: Node, faulty: set[int], idle: set[int]) -> bool:
        """Whether something above, beside or beneath it is at fault already, or decides nothing itself."""
        if any(id(one) in faulty for one in nodes_of(node)):
            return True
        above = node.parent
        while above is not None:
            if id(above) in idle or id(above) in faulty or any(id(one) in faulty for one in above.below):
                return True
            above = above.parent
        return False

    # -- always met, never met ------------------------------------------------------------------------------------------------

    def _fixed(self, node: Node, *, met: bool) -> Explained:
        rails = self.model.encoder.rails
        what = f"'{node.id}' is met on every chart" if met else f"'{node.id}' can never be met"
        why = _out_of_range(node.criterion) or ("nothing need be shown for it" if met else "no facts meet it")
        wanted = [] if met else [rails(node).failed]
        body = node.criterion.body
        if not met and isinstance(body, AllOf):
            for at, one in enumerate(node.body):
                for other in node.body[at + 1 :]:
                    if self.model.find(rails(one).met, rails(other).met) is False:
                        why = f"no chart meets both '{one.id}' ({asks(one)}) and '{other.id}' ({asks(other)})"
                        wanted = [rails(one).met]
        found = smallest(self.model, *wanted) or smallest(self.model)
        told = Explained(what=what, where=node.criterion.clause.place, why=why)
        if found is None:
            return told
        told = replace(told, facts=words_of_found(found) or ("no facts at all",), case=case_of(found))
        verdict = node_verdict(self.engine, found, node)
        if verdict is None or (verdict is MET) is not met:
            return replace(told, doubt="the engine answers the chart otherwise")
        return told

    # -- cannot decide --------------------------------------------------------------------------------------------------------

    def _idle(self, question: Question) -> Explained:
        node = question.node
        what = f"{_role(node)} '{node.id}' can never decide"
        why, cause = "taking it away changes no answer", self._cause(node)
        if cause is not None:
            every = node.parent is not None and isinstance(node.parent.criterion.body, AllOf)
            why = f"where '{cause.id}' is met, so is it" if every else f"where it is met, so is '{cause.id}'"
            why = f"{why} ({asks(node)}; {asks(cause)})"
        is_repeat = node.role == "body" and not (cause is not None and _same_scale(node, cause))
        told = Explained(what=what, where=node.criterion.clause.place, why=why, repeats=is_repeat)
        if is_repeat:
            return told
        in_all = node.parent is not None and isinstance(node.parent.criterion.body, AllOf)
        rails = self.model.encoder.rails(node)
        wanted = [rails.failed, self.model.formulas.no(rails.met)] if in_all else [rails.met]
        found = next((one for what_holds in wanted if (one := smallest(self.model, what_holds))), None)
        if found is None:
            return told
        told = replace(told, facts=words_of_found(found) or ("no facts at all",), case=case_of(found))
        if not self._same_without(found, node, in_all):
            return replace(told, doubt="the engine answers otherwise where it is taken away")
        return told

    def _cause(self, node: Node) -> Node | None:
        """What stands beside it, or beside something above it, and answers for it."""
        f, rails = self.model.formulas, self.model.encoder.rails
        mine, child, above = rails(node), node, node.parent
        while above is not None:
            body = above.criterion.body
            if child.applies and child.optional and self.model.find(rails(child.applies).met, f.no(mine.met)) is False:
                return child.applies
            if child.role == "body" and isinstance(body, AllOf | AnyOf):
                for other in above.body:
                    if other is child or any(one is node for one in nodes_of(other)):
                        continue
                    theirs = rails(other)
                    if isinstance(body, AllOf):
                        implied = self.model.find(theirs.met, f.no(mine.met)) is False
                    else:
                        implied = self.model.find(mine.met, f.no(theirs.met)) is False
                    if implied:
                        return other
            child, above = above, above.parent
        if child.applies and child.optional and self.model.find(rails(child.applies).met, f.no(mine.met)) is False:
            return child.applies
        return None

    def _same_without(self, found: Found, node: Node, met: bool) -> bool:
        """Whether the engine answers the line alike with the node and with it settled."""
        target = node.criterion

        def change(one: Criterion) -> Criterion | None:
            return settled(one, met) if one is target else None

        before = self.engine.finding(found)
        without = replace_in(self.engine.pack, self.engine, change)
        after = without.finding(found)
        return before is not None and after is not None and before.verdict is after.verdict


def replace_in(pack: Pack, engine: Engine, change: Any) -> Engine:
    """The engine on the pack with some criteria changed."""
    policies = tuple(replace(one, requires=changed(one.requires, change)) for one in pack.policies)
    setting = pack.setting
    if setting:
        setting = replace(setting, rules=tuple(replace(r, when=changed(r.when, change)) for r in setting.rules))
    return replace(engine, pack=replace(pack, policies=policies, setting=setting), answered={})


# -- words --------------------------------------------------------------------------------------------------------------


def _role(node: Node) -> str:
    names = {
        "waiver": "the waiver",
        "bar": "the bar",
        "replaced_when": "what replaces,",
        "replaced_by": "what is asked instead,",
        "applies_when": "when it is asked,",
    }
    return names.get(node.role, "the branch")


def asks(node: Node) -> str:
    """What a node asks, in a few words."""
    body = node.criterion.body
    return leaf_words(body.leaf) if isinstance(body, Test) else node.criterion.clause.says.rstrip(".")


def _comparisons(node: Node) -> list[Comparison]:
    body = node.criterion.body
    leaf = body.leaf if isinstance(body, Test) else None
    if not isinstance(leaf, FactTest):
        return []
    return [one for one in (leaf.comparison, *leaf.having) if one is not None]


def _same_scale(node: Node, other: Node) -> bool:
    """Whether both hold one quantity of the same facts against a bound: then one of the bounds is for nothing."""
    mine, theirs = node.criterion.body, other.criterion.body
    if not isinstance(mine, Test) or not isinstance(theirs, Test):
        return False
    one, two = mine.leaf, theirs.leaf
    if isinstance(one, MomentTest) and isinstance(two, MomentTest):
        return one.moment.id == two.moment.id
    if (
        not isinstance(one, FactTest)
        or not isinstance(two, FactTest)
        or one.comparison is None
        or two.comparison is None
    ):
        return False
    same_facts = scope_key(one) == scope_key(two) and one.comparison.field.name == two.comparison.field.name
    return same_facts and comparison_key(one.comparison) != comparison_key(two.comparison)


def _out_of_range(criterion: Criterion) -> str:
    """That a bound lies outside what its field can hold."""
    body = criterion.body
    leaf = body.leaf if isinstance(body, Test) else None
    if not isinstance(leaf, FactTest):
        return ""
    for one in (leaf.comparison, *leaf.having):
        if one is None:
            continue
        bound = one.bound
        if isinstance(bound, Quantity) and not can_hold(bound.unit, bound.low):
            return f"{leaf.kind.name}.{one.field.name} can hold no value such as {bound_words(one)}"
        scale = one.field.scale
        if scale is not None:
            return f"{leaf.kind.name}.{one.field.name} goes from {scale.words[0]} to {scale.words[-1]}"
    return ""


__all__ = ["NOT_MET", "Explained", "explain", "two_at_once"]
