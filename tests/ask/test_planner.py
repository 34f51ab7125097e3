"""The planner: it asks nothing that cannot matter, stops when nothing can, and is near the best order there is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from random import Random

import drawn_trees
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from best_order import Compared, compared
from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.planner import Planner, Told
from necessity.counterfactual.tree import LineTree

FEW = range(45)
MANY = range(45, 1500)
MOST_OPEN = 6  # questions for which every set of answers is tried


def completions(planner: Planner, told: Told) -> Iterator[dict[int, bool]]:
    """Every set of answers that may still be given to what is open, among them those that leave some of it open."""
    left = [one for one in planner.open if one not in told.answers and one not in told.not_known]
    laws = planner.inquiry.laws
    for said in product((None, True, False), repeat=len(left)):
        answers = {one: yes for one, yes in zip(left, said, strict=True) if yes is not None}
        every = {**answers, **told.answers}
        if not any(every.get(a) is True and every.get(b) is False for a, b in laws):
            yield answers


def judged(tree: LineTree, told: Told, answers: Mapping[int, bool]) -> Recommendation:
    return tree.recommendation({**told.answers, **answers})


def run_of(number: int) -> Iterator[tuple[Planner, LineTree, Told]]:
    """One drawn policy asked to the end, with drawn answers; some are not known."""
    asked = drawn_trees.inquiry(drawn_trees.drawn_pack(number))
    planner, tree, rng, told = Planner(asked, "1"), LineTree(asked, "1"), Random(number), Told()
    while True:
        yield planner, tree, told
        found = planner.next(told)
        if found is None:
            return
        answer = rng.choice((True, False, None))
        if answer is None:
            told = Told(told.answers, told.not_known | {one.number for one in found.same_fact})
        else:
            told = Told({**told.answers, found.question.number: answer}, told.not_known)


def small(planner: Planner, told: Told) -> bool:
    return len([one for one in planner.open if one not in told.answers]) <= MOST_OPEN


@pytest.mark.parametrize("numbers", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
def test_what_is_asked_can_change_the_recommendation_and_what_is_left_cannot(numbers: range) -> None:
    stopped = matter = 0
    for number in numbers:
        for planner, tree, told in run_of(number):
            if not small(planner, told):
                continue
            found = planner.next(told)
            if found is None:
                stopped += 1
                now = judged(tree, told, {})
                assert {judged(tree, told, answers) for answers in completions(planner, told)} == {now}, number
            else:
                matter += 1
                one = found.question.number
                assert any(
                    judged(tree, told, answers)
                    is not judged(tree, told, {k: v for k, v in answers.items() if k != one})
                    for answers in completions(planner, told)
                    if one in answers
                ), (number, one)
    assert stopped > len(numbers) * 0.7
    assert matter > len(numbers) * 0.7


@pytest.mark.parametrize("numbers", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
def test_it_ends_with_the_answer_of_the_engine_on_the_completed_case(numbers: range) -> None:
    ends = set()
    for number in numbers:
        of = drawn_trees.drawn_pack(number)
        *_, (planner, _tree, told) = run_of(number)
        mine = planner.recommendation(told)
        assert mine is drawn_trees.answered(of, planner.inquiry, told.answers), number
        ends.add(mine)
    assert ends == set(Recommendation)


def orders(numbers: range) -> list[Compared]:
    found = [compared(Planner(drawn_trees.inquiry(drawn_trees.drawn_pack(number)), "1")) for number in numbers]
    return [one for one in found if one is not None]


@pytest.mark.parametrize("numbers", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])
def test_it_is_near_the_best_order_of_questions(numbers: range) -> None:
    """On average within a tenth of the fewest questions there can be, half of the time exactly there, never thrice as many."""
    found = orders(numbers)
    assert len(found) > len(numbers) / 2
    assert sum(one.planned for one in found) <= 1.1 * sum(one.best for one in found)
    assert all(one.best - 1e-9 <= one.planned <= 3 * one.best for one in found)
    assert sum(one.planned <= one.best + 1e-9 for one in found) >= len(found) / 2


def asked_of(text: str, *facts: object) -> Inquiry:
    return drawn_trees.inquiry(drawn_trees.pack(text), facts)  # type: ignore[arg-type]


ALL_OF_THREE = """
policies:
  - policy: one
    title: One
    for: [lumbar-fusion]
    judged: whole line
    requires:
      id: root
      says: All of it
      all:
        - {id: gate, says: The gate, ask_a_person: true}
        - id: either
          says: Either of two
          any:
            - {id: left, says: The left, ask_a_person: true}
            - {id: right, says: The right, ask_a_person: true}
"""


def names(planner: Planner, told: Told) -> tuple[str, int | None, int | None]:
    found = planner.next(told)
    assert found is not None
    return str(found.question.key[1]), found.to_approve, found.to_refer


def test_the_gate_is_asked_before_the_branches_behind_it() -> None:
    asked = asked_of(ALL_OF_THREE)
    planner = Planner(asked, "1")
    assert names(planner, Told()) == ("gate", 2, 1)
    number = {str(one.key[1]): one.number for one in asked.questions}
    assert planner.next(Told({number["gate"]: False})) is None
    assert names(planner, Told({number["gate"]: True})) == ("left", 1, 2)


def test_what_nobody_knows_is_not_asked_again_and_can_leave_a_line_open_for_good() -> None:
    asked = asked_of(ALL_OF_THREE)
    planner = Planner(asked, "1")
    number = {str(one.key[1]): one.number for one in asked.questions}
    told = Told({}, frozenset({number["gate"]}))
    assert names(planner, told) == ("left", None, 2)  # no approval any more, and two answers from a referral
    told = Told({number["left"]: True}, told.not_known)
    assert planner.next(told) is None
    assert planner.recommendation(told) is Recommendation.PEND


def test_an_answer_to_the_higher_bound_settles_the_lower_one() -> None:
    asked = asked_of(
        """
parameters: {some: {value: moderate}, most: {value: severe}}
policies:
  - policy: one
    title: One
    for: [lumbar-fusion]
    judged: each level
    requires:
      id: root
      says: Narrow enough
      all:
        - {id: moderate, says: Moderate, test: stenosis.grade >= some at this level}
        - {id: severe, says: Severe, test: stenosis.grade >= most at this level}
"""
    )
    planner = Planner(asked, "1")
    found = planner.next(Told())
    assert found is not None
    assert len(found.same_fact) == 2
    severe = next(one.number for one in asked.questions if one.finding.clause.id == "severe")
    assert planner.next(Told({severe: True})) is None
    assert planner.recommendation(Told({severe: True})) is Recommendation.APPROVE


def test_what_the_policy_takes_as_absent_is_not_asked_in_brief() -> None:
    asked = asked_of(
        """
policies:
  - policy: one
    title: One
    for: [lumbar-fusion]
    judged: whole line
    requires:
      id: root
      says: Asked, and not infected
      ask_a_person: true
      barred_by: [{id: infected, says: An infection, test: spinal_infection, silence: absent}]
"""
    )
    person = next(one.number for one in asked.questions if one.key[0] == "person")
    whole, brief = Planner(asked, "1"), Planner(asked, "1", brief=True)
    assert brief.next(Told({person: True})) is None
    found = whole.next(Told({person: True}))
    assert found is not None
    assert found.question.finding.clause.id == "infected"
    infected = found.question.number
    assert whole.recommendation(Told({person: True, infected: True})) is Recommendation.REFER
