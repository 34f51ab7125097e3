"""Random small policies of plain questions, of bounds that stand in order, and of illnesses that silence rules out.

The same number gives the same policy on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import V, chart, fact, leaf, line, no, node, pack

from necessity.assessment.assessment import PackUsed, Recommendation
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.trees import Trees, inquiry_of
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.model.case import Case, Request
from necessity.model.fact import Fact
from necessity.policy import criterion as tree

PLAIN = ("atrophy", "epidural_scar", "graft", "home_support")
SILENT = ("cauda_equina", "spinal_infection")
GRADES = {"some": "mild", "more": "moderate", "most": "severe"}
EMPTY = pack(
    "policies: [{policy: one, title: One, for: [lumbar-fusion], judged: each level, requires: {id: a, ask_a_person: true}}]"
)
LINE = line("lumbar-fusion", "L4-L5")


def drawn_pack(number: int) -> tree.Pack:
    """A policy of a few questions, some asked in several places, under every node and every exception."""
    rng = Random(number)
    root = _tree(rng, 3, number)
    return replace(EMPTY, policies=(replace(EMPTY.policies[0], requires=root),))


def _tree(rng: Random, depth: int, number: int) -> tree.Criterion:
    name = f"n{rng.randrange(10**9)}"
    kind = rng.choice(["leaf", "all", "all", "any", "any", "count"]) if depth else "leaf"
    if kind == "leaf":
        return _leaf(rng, name)
    below = tuple(_tree(rng, depth - 1, number) for _ in range(rng.randint(2, 3)))
    body: tree.Body = {
        "all": tree.All(children=below),
        "any": tree.Any(children=below),
        "count": tree.AtLeast(needed=rng.randint(1, len(below)), children=below),
    }[kind]
    rarely = [rng.randrange(6) == 0 for _ in range(4)]
    made = node(
        name,
        body,
        waived_by=(_leaf(rng, f"{name}-w"),) if rarely[0] else (),
        barred_by=(_leaf(rng, f"{name}-b"),) if rarely[1] else (),
        applies_when=_leaf(rng, f"{name}-a") if rarely[2] else None,
    )
    if rarely[3]:
        instead = tree.Replacement(clause=made.clause, when=_leaf(rng, f"{name}-r"), by=_leaf(rng, f"{name}-y"))
        return replace(made, replaced_when=instead)
    return made


def _leaf(rng: Random, name: str) -> tree.Criterion:
    drawn = rng.randrange(8)
    if drawn == 0:
        one = rng.choice(SILENT)
        asked = leaf(rng.choice([one, f"{one} is absent"]))
        return node(name, tree.Test(leaf=asked, line="", silence_absent=rng.randrange(2) == 0))
    if drawn == 1:
        bound = rng.choice(sorted(GRADES))
        asked = leaf(f"stenosis.grade >= {bound} at this level", GRADES)
        return node(name, tree.Test(leaf=asked, line=""))
    asked = leaf(rng.choice(PLAIN) + rng.choice(["", "", " is absent"]))
    return node(name, tree.Test(leaf=asked, line=""))


def judged(of: tree.Pack, facts: tuple[Fact, ...] = ()) -> tuple[Assessing, Recommendation]:
    """A case of one line judged by the engine."""
    case = Case(id="drawn", request=Request(line_items=(LINE,)))
    used = PackUsed(name=of.name, digest="", chosen_because="drawn")
    judging = Evaluator(pack=of, vocabulary=V).assessing(case, case.request or Request(), chart(facts), (), used)
    return judging, judging.run().line_items[0].recommendation


def inquiry(of: tree.Pack, facts: tuple[Fact, ...] = ()) -> Inquiry:
    judging, _ = judged(of, facts)
    trees = Trees(of)
    return inquiry_of(judging, judging.run(), trees, trees, lambda asked, answer: False)


def answered(of: tree.Pack, asked: Inquiry, answers: Mapping[int, bool]) -> Recommendation:
    """What the engine itself says of a record that gives these answers."""
    facts: list[Fact] = []
    grades = [place for place, name in enumerate(GRADES) if _says(asked, answers, name) is True]
    below = [place for place, name in enumerate(GRADES) if _says(asked, answers, name) is False]
    if grades or below:
        words = ["mild", "moderate", "severe", "critical"]
        scale = V.kinds["stenosis"].fields["grade"].scale
        assert scale is not None
        words = list(scale.words)
        low = words.index(list(GRADES.values())[max(grades)]) if grades else 0
        high = words.index(list(GRADES.values())[min(below)]) - 1 if below else len(words) - 1
        graded = fact("stenosis", level="L4-L5", grade="moderate", on="2026-03-01")
        facts.append(replace(graded, value=scale.grade(words[low], words[high])))
    for number, answer in answers.items():
        question = asked.questions[number]
        if question.fact[0] in (*PLAIN, *SILENT):
            facts.append((fact if answer else no)(str(question.fact[0]), on="2026-03-09"))
    return judged(of, tuple(facts))[1]


def _says(asked: Inquiry, answers: Mapping[int, bool], bound: str) -> bool | None:
    for number, answer in answers.items():
        found = asked.questions[number].leaf
        compared = getattr(found, "comparison", None)
        if compared is not None and compared.parameter is not None and compared.parameter.name == bound:
            return answer
    return None
