"""Where two policies part: the smallest set of facts on which they answer differently, or a proof that there is none.

Invariant: `Difference` is given only where the engine itself answered the two differently, `Same` only where it is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from necessity.assessment.finding import Finding
from necessity.model.case import Case
from necessity.policy.criterion import Pack, Policy
from necessity.policy.leaf import FactTest, LineTest
from necessity.symbolic.answered import Target, pairs
from necessity.symbolic.asked import Ask, Node, asks_of, criterion_number, leaf_key, nodes_of, number_of, tree_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.learned import learn
from necessity.symbolic.lines import lines_of
from necessity.symbolic.rails import Encoder
from necessity.symbolic.ran import Engine, Judge, only
from necessity.symbolic.solver import Formulas
from necessity.symbolic.universal import Free, approves, lemmas, refers
from necessity.symbolic.witness import case_of, words_of_found
from necessity.verdict import MET, NOT_MET, Verdict
from necessity.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`case` is the smallest one found on which the two answer differently; `facts` tell it in plain words, one each.

    `one` and `two` are the verdicts of the node asked about, the recommendations those it would have as a root. `persons` are
    the criteria that ask a person, with the answer (True is yes) that the two answer apart on; `facts` tell them too.
    """

    case: Case
    one: Verdict
    two: Verdict
    facts: tuple[str, ...] = ()
    recommendation_one: str = ""
    recommendation_two: str = ""
    persons: Mapping[str, bool] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[object, ...]:
        return (self.one, self.two, self.recommendation_one, self.recommendation_two)


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """Proved: the same answer on every case. `why` says by what."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDecided:
    """Neither a difference was found nor its absence proved."""

    why: str


SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 20)
TRIES = 40


def first_difference(
    one: Pack,
    policy_one: Policy,
    two: Pack,
    policy_two: Policy,
    procedure: str,
    *,
    judge: Judge,
    on: str = "root",
    on_two: str | None = None,
) -> Difference | Same | NotDecided:
    """What tells the two policies apart on a line of `procedure` at one level; `on` is `root` or the id of a criterion.

    `on_two` is the id in the second policy where it differs from `on`. Raises ImportError where the extra `prove` is missing.
    """
    return _Differing(
        packs=(one, two),
        policies=(policy_one, policy_two),
        procedure=procedure,
        judge=judge,
        on=(on, on_two or on),
    ).search()


@dataclass(kw_only=True)
class _Differing:
    packs: tuple[Pack, Pack]
    policies: tuple[Policy, Policy]
    procedure: str
    judge: Judge
    on: tuple[str, str]

    def search(self) -> Difference | Same | NotDecided:
        procedures = vocabulary().procedures
        trees = tuple(tree_of(policy.requires) for policy in self.policies)
        nodes = [self._node(tree, on) for tree, on in zip(trees, self.on, strict=True)]
        if None in nodes:
            where = self.policies[nodes.index(None)].id
            return NotDecided(why=f"'{where}' has no criterion '{self.on[nodes.index(None)]}'")
        first, second = (node for node in nodes if node)
        lines = lines_of(self.packs, procedures, [asks_of(first), asks_of(second)])
        if self._same_everywhere(first, second):
            return Same(why="proved with every question free to have any answer: what they ask comes to the same")
        self.trees, self.nodes = trees, (first, second)
        self.engines = [
            Engine(
                self.judge,
                only(pack, [policy, *(one for line in lines if (one := line.policies[at]))]),
                Target(policy=policy.id),
                tree,
            )
            for at, (pack, policy, tree) in enumerate(zip(self.packs, self.policies, trees, strict=True))
        ]
        return self._found(ChartModel(vocabulary(), (first, second), lines, (self.procedure,)))

    def _node(self, tree: Node, on: str) -> Node | None:
        if on == "root":
            return tree
        return next((node for node in nodes_of(tree) if node.criterion.answers_to(on)), None)

    # -- the same -----------------------------------------------------------------------------------------------------------

    def _same_everywhere(self, first: Node, second: Node) -> bool:
        """Whether the two answer alike whatever their questions answer; at other levels and on both sides too."""
        if self.policies[0].judged != self.policies[1].judged:
            return False
        f = Formulas()
        free = [Free(f, "x", partial(self._closure, pack)) for pack in self.packs]
        free[1].found = free[0].found
        one, two = (
            Encoder(f, mine.leaves, {}, mine.atom).rails(node) for mine, node in zip(free, (first, second), strict=True)
        )
        lemmas(f, free[0], [ask for ask in (*asks_of(first), *asks_of(second)) if isinstance(ask.leaf, FactTest)])
        apart = f.either(
            f.differ(one.met, two.met),
            f.differ(one.failed, two.failed),
            f.differ(refers(f, one), refers(f, two)),
            f.differ(approves(f, one), approves(f, two)),
        )
        return f.find(apart) is False

    def _closure(self, pack: Pack, test: LineTest) -> object:
        """All that the answer of another line can depend on: the lines, and what judges each."""
        if test.question == "requested":
            return ()
        ask = Ask(number_of(leaf_key(test)), test)
        return tuple(
            (line.procedure, policy.judged if policy else "", criterion_number(policy.requires) if policy else -1)
            for line in lines_of([pack], vocabulary().procedures, [[ask]])
            for policy in line.policies
        )

    # -- a difference ---------------------------------------------------------------------------------------------------------

    def _found(self, model: ChartModel) -> Difference | NotDecided:
        f = model.formulas
        one, two = (encoder.rails(node) for encoder, node in zip(model.encoders, self.nodes, strict=True))
        verdicts = f.either(f.differ(one.met, two.met), f.differ(one.failed, two.failed))
        answers = f.either(
            f.differ(refers(f, one), refers(f, two)),
            f.differ(approves(f, one), approves(f, two)),
        )
        failures = 0
        # of a whole policy what is recommended says more than the verdict: both may pend, one for silence alone
        for wanted in (answers, verdicts) if self.on == ("root", "root") else (verdicts, answers):
            for size in (*SIZES, None):
                while failures < TRIES:
                    found = f.find(wanted, model.tame, *([] if size is None else [model.at_most(size)]))
                    if found is None:
                        return NotDecided(why="the solver gave up")
                    if found is False:
                        break
                    chart = model.found(found)
                    told = self._run(chart)
                    if told is not None:
                        return self._smaller(chart, told)
                    failures += 1
                    if not self._learn(model, chart):
                        model.avoid(chart.facts, chart.lines)
        if failures:
            return NotDecided(why="charts were found, and on each the engine answers the two alike")
        return NotDecided(why="no chart of precise facts tells them apart, and that none does is not proved")

    def _learn(self, model: ChartModel, chart: Found) -> bool:
        learned = False
        for at, engine in enumerate(self.engines):
            answered = engine.answers(chart)
            learned = learned or (answered is not None and learn(model, engine.root, chart, answered, at))
        return learned

    def _smaller(self, chart: Found, told: Difference) -> Difference:
        """The same difference on less, where the engine still makes it: facts, lines and answers taken away one by one."""
        parts: list[object] = [one for one in chart.facts if one.said.kind.name != "request"]
        for part in (*parts, *chart.lines, *chart.persons):
            less = replace(
                chart,
                facts=tuple(one for one in chart.facts if one is not part),
                lines=tuple(one for one in chart.lines if one is not part),
                persons={name: said for name, said in chart.persons.items() if name != part},
            )
            again = self._run(less)
            if again is not None and again.answers == told.answers:
                chart, told = less, again
        return told

    def _run(self, chart: Found) -> Difference | None:
        findings = [engine.finding(chart) for engine in self.engines]
        told = []
        for finding, tree, node in zip(findings, self.trees, self.nodes, strict=True):
            if finding is None:
                return None
            told.append(next(own for one, own, _ in pairs(tree, finding) if one is node))
        one, two = told
        answers = tuple(map(_recommended, told))
        if one.verdict is two.verdict and answers[0] == answers[1]:
            return None
        return Difference(
            case=case_of(chart),
            one=one.verdict,
            two=two.verdict,
            facts=words_of_found(chart),
            recommendation_one=answers[0],
            recommendation_two=answers[1],
            persons={name: said for name, said in chart.persons.items() if said is not None},
        )


def _recommended(finding: Finding) -> str:
    """approve, pend or refer, as the language has it for a root."""
    if finding.verdict is MET:
        return "approve" if finding.shown else "pend"
    return "refer" if finding.verdict is NOT_MET and not finding.rests_on_silence else "pend"


__all__ = ["Difference", "Judge", "NotDecided", "Same", "first_difference"]
