"""The minimal sets are those that a SAT solver finds, on random packs too large to try every answer and on real cases."""

from __future__ import annotations

from itertools import islice

import pytest
from drawn import drawn
from judged_cases import shipped
from sat_oracle import minimal_sets

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.flips import Answers
from necessity.counterfactual.inquiry import Inquiry

MOST = 400
"""Families of more sets than this are not listed one by one."""


def agree(inquiry: Inquiry, name: str | None) -> int:
    """Holds the two against each other for each other recommendation; gives how many sets were compared."""
    compared = 0
    answers = Answers(inquiry)
    f, outcome, of_it = answers.formulas, inquiry.outcome(answers.encoded, name), inquiry.of(name)
    targets = {
        Recommendation.APPROVE: outcome.approve,
        Recommendation.REFER: outcome.refer,
        Recommendation.PEND: f.both(f.no(outcome.approve), f.no(outcome.refer)),
    }
    for to, formula in targets.items():
        if to is inquiry.given(name):
            continue
        ours = answers.sets(outcome, name, to)
        if ours.count > MOST:
            continue
        theirs = list(islice(minimal_sets(answers, formula, of_it), MOST + 1))
        assert len(theirs) == len(set(theirs)) == ours.count
        assert set(theirs) == {frozenset(way) for way in ours.cheapest(lambda literal: 1, MOST + 1)}
        compared += len(theirs)
    return compared


def test_on_random_packs_the_solver_finds_the_same_sets() -> None:
    assert sum(agree(drawn(number, depth=3).inquiry(), "1") for number in range(120)) > 200


def real_cases(every: int, packs: tuple[str, ...]) -> int:
    compared = 0
    for one in shipped(every, packs):
        inquiry = one.asking.inquiry(one.answer)
        for line in one.answer.line_items:
            if not inquiry.not_followed(line.line.id):
                compared += agree(inquiry, line.line.id)
    return compared


def test_on_real_cases_the_solver_finds_the_same_sets() -> None:
    assert real_cases(9, ("published-assessments", "aetna")) > 50


@pytest.mark.slow
def test_on_a_third_of_all_pack_cases_the_solver_finds_the_same_sets() -> None:
    assert real_cases(3, ("[!c]*",)) > 1000
