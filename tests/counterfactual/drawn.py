"""Random small packs with random records, and the engine itself with some leaves answered by hand.

The same number gives the same pack on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import V, chart, fact, leaf, line, no, node, pack

from necessity.assessment.assessment import PackAssessment, PackUsed, Recommendation
from necessity.assessment.finding import Need, Reason
from necessity.counterfactual.changes import Asking
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.places import question_key
from necessity.counterfactual.trees import Trees
from necessity.evaluation import criterion as engine
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.evaluation.leaf import Judge, fact_judge, moment_judge
from necessity.evaluation.scope import Spot
from necessity.evaluation.series import LeafAnswer
from necessity.model.case import Case, Request
from necessity.model.fact import Fact
from necessity.policy import criterion as tree
from necessity.policy.answers import load_answers
from necessity.policy.leaf import FactTest, Leaf, MomentTest
from necessity.symbolic.asked import Ask, Key
from necessity.symbolic.ran import changed
from necessity.verdict import MET, NOT_MET, UNKNOWN

RULES = load_answers(V)
WITNESS = fact("home_support")
"""What stands behind an answer that is given by hand."""

BOUNDS = {"some": "mild", "more": "moderate", "most": "severe"}
LEAVES = (
    "stenosis.grade >= some at this level",
    "stenosis.grade >= more at this level",
    "stenosis.grade >= most at this level",
    "stenosis at this level",
    "cauda_equina",
    "cauda_equina is absent",
    "spinal_infection",
    "home_support",
    "gait_disturbance",
    "heavy_work",
    "conservative_care.length >= six_weeks",
    "conservative_care.length >= long",
    "hba1c.share <= seven",
    "nicotine.status is not current",
    "pars_defect at this level",
)
NUMBERS = {"six_weeks": "6 weeks", "long": "12 weeks", "seven": "7 percent"}
RECORD: tuple[Callable[[], Fact], ...] = (
    lambda: fact("stenosis", "moderate", "2026-01-01", level="L4-L5"),
    lambda: fact("stenosis", "severe", "2026-01-01", level="L5-S1"),
    lambda: fact("conservative_care", "8 weeks", "2025-11-01"),
    lambda: fact("nicotine", "current", "2026-01-01"),
    lambda: fact("hba1c", "9 percent", "2026-01-01"),
    lambda: fact("neuro_exam", None, "2026-01-01"),
    lambda: no("gait_disturbance", "2026-01-01"),
    lambda: fact("cauda_equina", None, "2026-01-01"),
    lambda: fact("heavy_work"),
    lambda: no("pars_defect", "2026-01-01"),
)
TWO = """policies:
  - {policy: one, title: One, for: [lumbar-fusion], judged: each level, requires: {id: a, ask_a_person: true}}
  - {policy: two, title: Two, for: [bmp], judged: whole line, requires: {id: b, ask_a_person: true}}
setting: {default: ambulatory, replaced_when: [{id: stay, setting: inpatient, any: [{id: s, ask_a_person: true}]}]}
"""
EMPTY = pack(TWO)


# -- packs and records -------------------------------------------------------------------------------------------------------


def drawn_leaf(rng: Random, name: str, *, exception: bool = False) -> tree.Criterion:
    if rng.randrange(6) == 0:
        return node(name, tree.AskAPerson())
    said = rng.choice(LEAVES)
    known = {word: value for word, value in (BOUNDS | NUMBERS).items() if f" {word}" in said}
    silent = exception and " is absent" not in said and rng.randrange(2) == 0
    test = tree.Test(leaf=leaf(said, known), line=said, silence_absent=silent)
    return node(name, test, need=Need.READINESS if rng.randrange(8) == 0 else Need.INDICATION)


def drawn_tree(rng: Random, depth: int, name: str = "n", *, exception: bool = False) -> tree.Criterion:
    """A tree with every node and every exception; those that are rare in policies are rare here."""
    kind = rng.choice(["leaf", "all", "all", "any", "any", "count", "level"]) if depth else "leaf"
    if kind == "leaf":
        return drawn_leaf(rng, name, exception=exception)
    below = [
        drawn_tree(rng, depth - 1, f"{name}-{number}", exception=exception)
        for number in range(1 if kind == "level" else rng.randint(1, 3))
    ]
    body: tree.Body = tree.All(children=tuple(below))
    if kind == "any":
        body = tree.Any(children=tuple(below))
    elif kind == "count":
        body = tree.AtLeast(needed=rng.randint(1, len(below)), children=tuple(below))
    elif kind == "level":
        body = tree.AnyLevel(child=below[0])
    made = node(name, body)
    return _excepted(rng, made) if rng.randrange(2) else made


def _excepted(rng: Random, one: tree.Criterion) -> tree.Criterion:
    def more(letter: str) -> tree.Criterion:
        return drawn_tree(rng, rng.randrange(2), f"{one.id}-{letter}", exception=True)

    wanted = [rng.randrange(4) == 0 for _ in range(4)]
    instead = None
    if wanted[0]:
        instead = tree.Replacement(clause=node(f"{one.id}-r", tree.Never()).clause, when=more("when"), by=more("by"))
    return replace(
        one,
        replaced_when=instead,
        waived_by=(more("w"),) if wanted[1] else (),
        barred_by=(more("b"),) if wanted[2] else (),
        applies_when=more("p") if wanted[3] else None,
    )


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One pack with one record and request; `given` judges it with some questions answered by hand."""

    pack: tree.Pack
    judging: Assessing
    hand: Hand
    by_hand: Assessing

    @property
    def asking(self) -> Asking:
        trees = Trees(self.pack)
        return Asking(judging=self.judging, trees=trees, setting_trees=trees, rules=RULES)

    def answer(self) -> PackAssessment:
        return self.judging.run()

    def inquiry(self, answer: PackAssessment | None = None) -> Inquiry:
        return self.asking.inquiry(answer or self.answer())

    def given(self, name: str | None, answers: Mapping[Key, bool]) -> Recommendation:
        """What the engine recommends with these answers in the place of what it finds."""
        self.hand.answers = answers
        found = replace(self.by_hand, judged={}, memory=type(self.by_hand.memory)()).run()
        recommended = (
            found.setting.recommendation
            if name is None
            else next(one for one in found.line_items if one.line.id == name).recommendation
        )
        assert recommended is not None
        return recommended


def drawn(number: int, *, depth: int = 2, levels: tuple[str, ...] = ("L4-L5",), two: bool = False) -> Drawn:
    """A pack, a record and a request; with `two` a second line that leans on the first, and a setting."""
    rng = Random(number)
    first = drawn_tree(rng, depth)
    policies = (replace(EMPTY.policies[0], requires=first), EMPTY.policies[1])
    setting = EMPTY.setting
    if two:
        leans = tree.Test(leaf=leaf("line lumbar-fusion is met"), line="line lumbar-fusion is met")
        second = node("m", tree.All(children=(node("m-line", leans), drawn_tree(rng, 1, "m-own"))))
        policies = (policies[0], replace(policies[1], requires=second))
        assert setting is not None
        rule = replace(setting.rules[0], when=drawn_tree(rng, 1, "stay"))
        setting = replace(setting, rules=(rule,))
    made = replace(EMPTY, policies=policies, setting=setting if two else None)
    record = [one() for one in RECORD if rng.randrange(3) == 0]
    lines = (line("lumbar-fusion", *levels), *((line("bmp", *levels, own_id="2"),) if two else ()))
    request = Request(line_items=lines, setting="inpatient" if two else None)
    case = replace(Case(id="drawn"), request=request)
    used = PackUsed(name=made.name, digest="", chosen_because="drawn")
    judging = Evaluator(pack=made, vocabulary=V).assessing(case, request, chart(record), (), used)
    return by_hand(judging)


# -- the engine with answers given by hand -----------------------------------------------------------------------------------


def with_stand_ins(made: tree.Pack, stand_ins: dict[int, str]) -> tree.Pack:
    """The pack with a test of its own in the place of each question to a person; `stand_ins` says whose place a leaf takes."""

    def in_its_place(one: tree.Criterion) -> tree.Criterion | None:
        if not isinstance(one.body, tree.AskAPerson):
            return None
        own = leaf("home_support")
        _KEPT.append(own)
        stand_ins[id(own)] = one.id
        return changed(replace(one, body=tree.Test(leaf=own, line="home_support")), in_its_place)

    policies = tuple(replace(policy, requires=changed(policy.requires, in_its_place)) for policy in made.policies)
    setting = made.setting
    if setting:
        rules = tuple(replace(rule, when=changed(rule.when, in_its_place)) for rule in setting.rules)
        setting = replace(setting, rules=rules)
    return replace(made, policies=policies, setting=setting)


_KEPT: list[Leaf] = []  # leaves that stand in for persons, kept so that no other leaf gets their identity


class Hand:
    """Takes the answers given by hand, shown by a fact, in the place of what the engine finds; all else is the engine's own."""

    def __init__(self, stand_ins: Mapping[int, str]) -> None:
        self.answers: Mapping[Key, bool] = {}
        self._stand_ins = stand_ins

    def made_ready(self, pack_: tree.Pack) -> Evaluator:
        """The engine over a pack, its leaves asking here first."""
        facts, moments = engine.fact_judge, engine.moment_judge
        engine.fact_judge, engine.moment_judge = self._asking(fact_judge), self._asking(moment_judge)  # type: ignore
        try:
            found = Evaluator(pack=pack_, vocabulary=V)
            assert found.policies is not None and found.settings is not None
        finally:
            engine.fact_judge, engine.moment_judge = facts, moments
        return found

    def _asking(self, judge_of: Callable[..., Judge]) -> Callable[..., Judge]:
        def made(test: FactTest | MomentTest, **how: bool) -> Judge:
            person, own = self._stand_ins.get(id(test)), judge_of(test, **how)
            ask = Ask(0, None, person=person) if person else Ask(0, test)

            def judge(spot: Spot) -> LeafAnswer:
                key, denied = question_key(ask, spot.level, spot.side, None)
                if key not in self.answers:
                    return LeafAnswer(UNKNOWN, Reason.FOR_A_PERSON) if person else own(spot)
                if self.answers[key] is not denied:
                    return LeafAnswer(MET, Reason.SHOWN, (WITNESS,))
                return LeafAnswer(NOT_MET, Reason.FALLS_SHORT, (WITNESS,))

            return judge

        return made


def by_hand(judging: Assessing) -> Drawn:
    """A case ready to be judged with some questions answered by hand."""
    stand_ins: dict[int, str] = {}
    made = with_stand_ins(judging.evaluator.pack, stand_ins)
    hand = Hand(stand_ins)
    asked = replace(judging, evaluator=hand.made_ready(made))
    return Drawn(pack=judging.evaluator.pack, judging=judging, hand=hand, by_hand=asked)


def told(inquiry: Inquiry, answers: Mapping[int, bool]) -> dict[Key, bool]:
    """The answers by their keys, with what follows from them: who is at least severely narrowed is at least moderately so."""
    found = dict(answers)
    for one, other in inquiry.laws:
        if answers.get(one) is True:
            found.setdefault(other, True)
        if answers.get(other) is False:
            found.setdefault(one, False)
    return {inquiry.questions[number].key: answer for number, answer in found.items()}


def contradict(inquiry: Inquiry, answers: Mapping[int, bool]) -> bool:
    return any(answers.get(one) is True and answers.get(other) is False for one, other in inquiry.laws)


def every_way(inquiry: Inquiry, numbers: list[int]) -> Iterator[dict[int, bool]]:
    """Every set of answers to some of these questions that do not contradict each other, the empty one first."""
    choices = []
    for number in numbers:
        one = inquiry.questions[number]
        choices.append([None, *([True] if one.yes else []), *([False] if one.no else [])])
    for way in product(*choices):
        answers = {number: answer for number, answer in zip(numbers, way, strict=True) if answer is not None}
        if not contradict(inquiry, answers):
            yield answers
