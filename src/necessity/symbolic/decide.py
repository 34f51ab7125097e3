"""Whether every node of a tree can be met, be other than met, and decide: for each a chart is found and run, or none exists.

Invariant: "it can" is said on an answer of the engine; "it cannot" only where no chart of the model does, and none that was run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from necessity.policy.criterion import All as AllOf
from necessity.policy.criterion import Any as AnyOf
from necessity.policy.criterion import Never
from necessity.symbolic.answered import Answers
from necessity.symbolic.asked import Ask, Key, Node, asks_of, nodes_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.learned import learn
from necessity.symbolic.rails import Bits, Encoder, Rails
from necessity.symbolic.ran import Engine

TRIES = 8
BATCH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to be shown of some nodes that ask the same: `met`, `not met`, or `decides`.

    `nodes` are all that are the same where they stand: what they ask, or the exception of one criterion.
    """

    what: str
    nodes: tuple[Node, ...]

    @property
    def node(self) -> Node:
        return self.nodes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """How the questions of one tree came out. `charts` were run through the engine; `queries` were put to the solver."""

    shown: int
    cannot: tuple[Question, ...]
    open: tuple[tuple[Question, str], ...]
    charts: int
    queries: int


@dataclass(slots=True)
class Pool:
    """Charts as the engine answered them: for every question of the tree its rails, chart by chart."""

    asks: Sequence[Ask]
    size: int = 0
    masks: dict[int, list[int]] = field(default_factory=dict)

    def add(self, found: Answers) -> None:
        for ask in self.asks:
            one = found.leaves.get(ask.number)
            mine = self.masks.setdefault(ask.number, [0] * 6)
            values = (
                (one.met, one.failed, one.firm_met, one.firm_failed, one.not_raised, one.shown) if one else (0,) * 6
            )
            for at, value in enumerate(values):
                mine[at] |= value << self.size
        self.size += 1

    def encoder(self) -> Encoder[int]:
        return Encoder(Bits((1 << self.size) - 1), lambda ask: Rails(*self.masks[ask.number]), {})

    def clear(self) -> None:
        self.size, self.masks = 0, {}


def neutral(node: Node) -> tuple[bool, ...]:
    """The verdicts that a node is given to take it away.

    A member of an all is taken away by being met, and decides where it is not; one of an any by failing, and decides where it
    is met; so do a waiver, a bar and what asks for a replacement.
    """
    parent = node.parent
    if parent is None:
        return ()
    if node.role == "body":
        body = parent.criterion.body
        if isinstance(body, AllOf):
            return (True,)
        return (False,) if isinstance(body, AnyOf) else (True, False)
    if node.role in ("waiver", "bar", "replaced_when"):
        return (False,)
    return (True, False)


def questions_of(root: Node) -> list[Question]:
    """What is to be shown of a tree, each once: nodes that ask the same are one, exceptions one for each criterion."""
    alike: dict[int, list[Node]] = {}
    places: dict[Key, list[Node]] = {}
    for node in nodes_of(root):
        alike.setdefault(node.key, []).append(node)
        if node.parent is not None:
            own = node.role == "body"
            place: Key = ("body", node.key) if own else (node.parent.id, node.role, node.key)
            places.setdefault(place, []).append(node)
    found = [Question(what=what, nodes=tuple(nodes)) for nodes in alike.values() for what in ("met", "not met")]
    found += [Question(what="decides", nodes=tuple(nodes)) for nodes in places.values()]
    return [one for one in found if not _is_declared(one)]


def _is_declared(question: Question) -> bool:
    """What the policy itself says can never be met: `never`."""
    return isinstance(question.node.criterion.body, Never) and question.what != "decides"


def holds(encoder: Encoder[Any], root: Node, question: Question) -> Any:
    """Where the question is answered yes, over the algebra of the encoder."""
    a = encoder.algebra
    if question.what != "decides":
        met = [encoder.rails(node).met for node in question.nodes]
        return a.either(*met) if question.what == "met" else a.either(*map(a.no, met))
    own = encoder.rails(root)

    def parts(nodes: Sequence[Node]) -> Iterable[Any]:
        for value in dict.fromkeys(value for node in nodes for value in neutral(node)):
            mine = [node for node in nodes if value in neutral(node)]
            before = [encoder.rails(node) for node in mine]
            as_asked = a.both(*(a.no(one.met) if value else one.met for one in before))
            met, failed = encoder.with_changed(root, dict.fromkeys(mine, value))
            yield a.both(as_asked, a.either(differ(a, own.met, met), differ(a, own.failed, failed)))

    each = [part for node in question.nodes for part in parts([node])]
    return a.either(*each, *(parts(question.nodes) if len(question.nodes) > 1 else ()))


def differ(a: Any, one: Any, other: Any) -> Any:
    """Where the one holds and the other does not."""
    return a.either(a.both(one, a.no(other)), a.both(other, a.no(one)))


def decide(root: Node, model: ChartModel, engine: Engine, seen: Iterable[Answers] = ()) -> Verdicts:
    """Every question of a tree; `seen` are answers of the engine on charts that exist already."""
    return _Deciding(root, model, engine).run(seen)


@dataclass(slots=True)
class _Deciding:
    root: Node
    model: ChartModel
    engine: Engine
    pool: Pool = field(init=False)
    pending: list[Question] = field(init=False)
    shown: int = 0

    def __post_init__(self) -> None:
        self.pool = Pool(asks_of(self.root))
        self.pending = questions_of(self.root)

    def run(self, seen: Iterable[Answers]) -> Verdicts:
        model = self.model
        model.encoder.rails(self.root)
        for one in seen:
            if not one.differs:
                self.pool.add(one)
        self.take(model.found(found) if (found := model.find(model.at_most(0))) else None)
        self.tick()
        cannot: list[Question] = []
        undecided: list[tuple[Question, str]] = []
        tried: dict[Question, int] = {}
        while self.pending:
            batch, self.pending = self.pending[:BATCH], self.pending[BATCH:]
            asked: dict[Question, tuple[Found, Answers | None]] = {}
            for question in batch:
                found = self.search(question)
                if found is False:
                    cannot.append(question)
                elif found is None:
                    undecided.append((question, "the solver gave up"))
                else:
                    chart = model.found(found)
                    asked[question] = (chart, self.take(chart))
            self.pending += asked
            self.tick()
            for question in [one for one in self.pending if one in asked]:
                tried[question] = tried.get(question, 0) + 1
                chart, answered = asked[question]
                if tried[question] < TRIES and answered and learn(model, self.root, chart, answered):
                    continue
                self.pending.remove(question)
                undecided.append((question, "the engine makes more of the charts that would show it"))
        return Verdicts(
            shown=self.shown,
            cannot=tuple(cannot),
            open=tuple(undecided),
            charts=self.engine.runs,
            queries=model.formulas.queries,
        )

    def search(self, question: Question) -> Any:
        """A model in which the question is answered yes: first among charts that the engine is known to take as they are."""
        wanted = holds(self.model.encoder, self.root, question)
        found = self.model.find(wanted, usual=True)
        return self.model.find(wanted) if found is False else found

    def take(self, found: Found | None) -> Answers | None:
        """Run a chart; only what the engine answers goes into the pool."""
        answered = self.engine.answers(found) if found is not None else None
        if answered is None or answered.differs:
            return None
        self.pool.add(answered)
        return answered

    def tick(self) -> None:
        """Strike off what the charts of the pool show."""
        if not self.pool.size:
            return
        encoder = self.pool.encoder()
        before = len(self.pending)
        self.pending = [one for one in self.pending if not holds(encoder, self.root, one)]
        self.shown += before - len(self.pending)
        self.pool.clear()
