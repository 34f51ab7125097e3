"""Whether the policies of a pack are sound: what holds on every chart, and what each of their nodes can do on some chart.

Invariant: a fault is told only where no chart of the model and no chart that was run shows the contrary, and where the engine
answers its witness as is said; what could not be decided is told as that, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from necessity.assessment.assessment import PackAssessment
from necessity.errors import Place
from necessity.model.case import Case
from necessity.policy.criterion import AnyLevel, Criterion, Never, Pack, Policy, Test
from necessity.policy.leaf import FactTest, LineTest
from necessity.symbolic.answered import Answers, Target, answers
from necessity.symbolic.asked import Node, asks_of, criterion_number, nodes_of, tree_of
from necessity.symbolic.chart import ChartModel
from necessity.symbolic.decide import Question, Verdicts, decide
from necessity.symbolic.explained import Explained, explain, two_at_once
from necessity.symbolic.lines import lines_of, own_procedures
from necessity.symbolic.ran import Engine, Judge, only
from necessity.symbolic.universal import CLAIMS, Proof, prove
from necessity.vocabulary.load import Vocabulary


@dataclass(slots=True)
class Known:
    """What was found of trees that ask the same, in whichever pack: they are proved once."""

    everywhere: dict[tuple[object, ...], tuple[Proof, ...]] = field(default_factory=dict)
    somewhere: dict[tuple[object, ...], Verdicts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, where, and why; `facts` are the smallest chart that shows it, `case` the same as a case."""

    what: str
    where: Place
    why: str
    facts: tuple[str, ...] = ()
    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProof:
    """What was proved of a pack. `repeats` are branches that add nothing: told, and no fault.

    `shown` counts what nodes were seen to do, each on a chart that the engine judged; `declared` what a policy itself says can
    never be met; `open` what could not be decided.
    """

    policies: int
    nodes: int
    shown: int
    declared: int
    charts: int
    queries: int
    faults: tuple[Fault, ...]
    repeats: tuple[Fault, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One tree of a pack: the requirements of a policy, or one rule of the setting."""

    name: str
    root: Node
    target: Target
    policy: Policy | None
    place: Place


def trees_of(pack: Pack) -> Iterator[Tree]:
    """Every tree of a pack that decides something."""
    for policy in pack.policies:
        yield Tree(
            name=policy.id,
            root=tree_of(policy.requires),
            target=Target(policy=policy.id),
            policy=policy,
            place=policy.place,
        )
    for rule in pack.setting.rules if pack.setting else ():
        yield Tree(
            name=f"setting {rule.when.id}",
            root=tree_of(rule.when, optional=True),
            target=Target(policy=None, rule=rule.when.id),
            policy=None,
            place=rule.when.clause.place,
        )


def prove_pack(
    pack: Pack, vocabulary: Vocabulary, judge: Judge, seen: Sequence[PackAssessment] = (), known: Known | None = None
) -> PackProof:
    """Everything that is proved of a pack. `seen` are answers of this very pack on cases; `known` is kept between packs.

    Raises ImportError where the extra `prove` is missing.
    """
    return _Proving(pack, vocabulary, judge, seen, Known() if known is None else known).run()


@dataclass(slots=True)
class _Proving:
    pack: Pack
    vocabulary: Vocabulary
    judge: Judge
    seen: Sequence[PackAssessment]
    known: Known
    faults: list[Fault] = field(default_factory=list)
    repeats: list[Fault] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    declared: int = 0
    shown: int = 0
    charts: int = 0
    queries: int = 0

    def run(self) -> PackProof:
        trees = list(trees_of(self.pack))
        for tree in trees:
            self.everywhere(tree)
            self.somewhere(tree)
        self.codes_taken_twice()
        return PackProof(
            policies=len(self.pack.policies),
            nodes=sum(len(nodes_of(tree.root)) for tree in trees),
            shown=self.shown,
            declared=self.declared,
            charts=self.charts,
            queries=self.queries,
            faults=tuple(self.faults),
            repeats=tuple(self.repeats),
            open=tuple(self.open),
        )

    # -- on every chart -----------------------------------------------------------------------------------------------------

    def everywhere(self, tree: Tree) -> None:
        key = ("everywhere", criterion_number(tree.root.criterion), tree.root.optional)
        if key not in self.known.everywhere:
            self.known.everywhere[key] = prove(tree.root)
        for proof in self.known.everywhere[key]:
            if proof.holds is not True:
                self.open.append(f"{tree.name}: not proved that {CLAIMS[proof.claim]}")

    def codes_taken_twice(self) -> None:
        """A code that two policies take from whatever else names it has two answers, and the order of files decides."""
        first: dict[str, Policy] = {}
        for policy in self.pack.policies:
            for code in dict.fromkeys(code for _, codes in policy.for_beside for code in codes):
                other = first.setdefault(code, policy)
                if other is not policy:
                    self.faults.append(
                        Fault(
                            what=f"both '{other.id}' and '{policy.id}' take {code} beside another line",
                            where=policy.place,
                            why="a request that holds both of those lines has two answers for it",
                        )
                    )

    # -- on some chart ------------------------------------------------------------------------------------------------------

    def somewhere(self, tree: Tree) -> None:
        own = self._own(tree)
        if not own:
            self.open.append(f"{tree.name}: it is reached by a code alone, which no made-up request names")
            return
        lines = lines_of([self.pack], self.vocabulary.procedures, [asks_of(tree.root)])
        judged = [one for line in lines for one in line.policies if one]
        key = (
            criterion_number(tree.root.criterion),
            tree.root.optional,
            tree.policy.judged if tree.policy else "",
            own,
            tuple(
                (line.procedure, *(criterion_number(one.requires) if one else -1 for one in line.policies))
                for line in lines
            ),
        )
        if key in self.known.somewhere:
            self.shown += self.known.somewhere[key].shown
            return
        needed = [*([tree.policy] if tree.policy else []), *judged]
        setting = None if tree.policy else "inpatient"
        engine = Engine(
            self.judge, only(self.pack, needed, setting=tree.policy is None), tree.target, tree.root, setting=setting
        )
        model = ChartModel(self.vocabulary, (tree.root,), lines, own, side="left" if tree.policy else None)
        model.ask_of(tree.root, own)
        found = decide(tree.root, model, engine, self._seen(tree))
        self.shown += found.shown
        told = [one for one in found.cannot if not is_declared(one.node)]
        self.declared += len(found.cannot) - len(told)
        explained = list(explain(tree.root, model, engine, told))
        explained += two_at_once(tree.root, model, engine)
        self.take(tree, explained)
        self.open += [f"{tree.name}: whether '{one.node.id}' {_can(one)}: {why}" for one, why in found.open]
        self.charts += engine.runs
        self.queries += model.formulas.queries
        if not explained and not found.open:
            self.known.somewhere[key] = found

    def take(self, tree: Tree, explained: Iterable[Explained]) -> None:
        for one in explained:
            if one.doubt:
                self.open.append(f"{tree.name}: {one.what}: {one.doubt}")
                continue
            fault = Fault(what=f"{tree.name}: {one.what}", where=one.where, why=one.why, facts=one.facts, case=one.case)
            (self.repeats if one.repeats else self.faults).append(fault)

    def _own(self, tree: Tree) -> tuple[str, ...]:
        """The procedures that a made-up request names: those of the policy; for a setting one that no rule asks for."""
        procedures = self.vocabulary.procedures
        if tree.policy is not None:
            own = own_procedures(self.pack, procedures, tree.policy)
            return own if _tells_procedures_apart(tree.root, own, procedures.is_a) else own[:1]
        asked = {ask.leaf.procedure for ask in asks_of(tree.root) if isinstance(ask.leaf, LineTest)}
        names = [
            name
            for name in ("discectomy", *sorted(procedures.by_name))
            if name in procedures.by_name and not any(procedures.is_a(name, one) for one in asked)
        ]
        return tuple(names[:1])

    def _seen(self, tree: Tree) -> Iterator[Answers]:
        for answer in self.seen:
            if tree.policy is None:
                parts = answer.setting.finding.children if answer.setting.finding else ()
                found = [one for one in parts if one.clause.id == tree.target.rule and one.node != "test"]
            else:
                mine = [line for line in answer.line_items if line.policy == tree.policy.id]
                found = [place.finding for line in mine for place in line.by_level]
            for finding in found:
                yield answers(tree.root, finding)


def is_declared(node: Node) -> bool:
    """Whether the policy itself says that something beneath can never be met: `never`, or a list that names nothing."""
    return any(
        isinstance(one.criterion.body, Never) or _names_nothing(one.criterion)
        for one in nodes_of(node)
        if one is not node or not isinstance(one.criterion.body, AnyLevel)
    )


def _names_nothing(criterion: Criterion) -> bool:
    leaf = criterion.body.leaf if isinstance(criterion.body, Test) else None
    if not isinstance(leaf, FactTest):
        return False
    return any(one is not None and one.bound == () for one in (leaf.comparison, *leaf.having))


def _tells_procedures_apart(root: Node, own: Sequence[str], is_a: object) -> bool:
    for ask in asks_of(root):
        leaf = ask.leaf
        if isinstance(leaf, FactTest) and any(
            one is not None and one.field.name == "procedure" for one in (leaf.comparison, *leaf.having)
        ):
            return True
        if (
            isinstance(leaf, LineTest)
            and callable(is_a)
            and len({bool(is_a(name, leaf.procedure)) for name in own}) > 1
        ):
            return True
    return False


def _can(question: Question) -> str:
    return {"met": "can be met", "not met": "can be other than met", "decides": "can decide"}[question.what]
