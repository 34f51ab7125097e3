"""What a report tells of a real case is so: every set of answers changes the answer, and every fact named carries it."""

from __future__ import annotations

import pytest
from drawn import by_hand, told
from judged_cases import Shipped, shipped

from necessity.assessment.assessment import Recommendation
from necessity.assessment.change import Changes
from necessity.counterfactual.changes import MOST_TOLD, with_changes
from necessity.counterfactual.diagrams import TooLarge
from necessity.counterfactual.flips import Answers
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.places import OF_THE_SUBMISSION
from necessity.counterfactual.rests import is_derived, without
from necessity.counterfactual.tree import LineTree
from necessity.evaluation.assess import of_places

FEW = ("published-assessments", "aetna", "nass")
"""The packs whose cases the fast tests draw from; the slow ones draw from all."""
ALL = ("*",)


def names(one: Shipped, inquiry: Inquiry) -> list[str | None]:
    found: list[str | None] = [line.line.id for line in one.answer.line_items]
    found += [None] if one.answer.setting.recommendation else []
    return [name for name in found if not inquiry.not_followed(name)]


def sets_change_the_answer(every: int, most: int, packs: tuple[str, ...]) -> int:
    """Applies sets through the engine, and each of them less one answer; gives how many sets were tried."""
    tried = 0
    for one in shipped(every, packs):
        if one.judging.setting_by is not None:
            continue
        inquiry, engine = one.asking.inquiry(one.answer), by_hand(one.judging)
        answers = Answers(inquiry)
        for name in names(one, inquiry):
            outcome = inquiry.outcome(answers.encoded, name)
            for to in Recommendation:
                if to is inquiry.given(name):
                    continue
                try:
                    sets = answers.sets(outcome, name, to)
                except TooLarge:
                    continue  # it is told that nothing is told
                for way in sets.cheapest(lambda literal: 1, most):
                    asked = [inquiry.questions[number] for number, _ in way]
                    if any(one.clarifies or one.fact[0] in OF_THE_SUBMISSION for one in asked):
                        continue
                    assert engine.given(name, told(inquiry, dict(way))) is to, (one.name, name, to)
                    for left_out in way:
                        less = dict(literal for literal in way if literal is not left_out)
                        assert engine.given(name, told(inquiry, less)) is not to, (one.name, name, to, left_out)
                    tried += 1
    return tried


def test_every_set_changes_the_answer_as_told_and_none_of_its_answers_can_be_left_out() -> None:
    assert sets_change_the_answer(13, 2, FEW) > 20


@pytest.mark.slow
def test_every_set_of_a_sixth_of_the_pack_cases_changes_the_answer_as_told() -> None:
    assert sets_change_the_answer(6, 5, ALL) > 900


def rests(every: int, packs: tuple[str, ...]) -> int:
    """Judges every sampled case again without each of its facts; gives how many facts carry an approval."""
    found = 0
    for one in shipped(every, packs):
        told_of = with_changes(one.answer, one.asking)
        given, judging = frozenset(one.judging.given), one.judging
        carried: dict[tuple[str | None, int], Recommendation] = {}
        approved = [line.line.id for line in one.answer.line_items if line.recommendation is Recommendation.APPROVE]
        for fact in judging.chart.facts:
            if fact in given or is_derived(fact):
                continue
            chart = without(fact, judging.chart, given, judging.evaluator.vocabulary).chart
            arguments = (judging.case, judging.request, chart, judging.given, judging.used, judging.setting_by)
            again = judging.evaluator.assess(*arguments)
            for line in again.line_items:
                recommended = of_places(
                    line.by_level
                )  # by its criteria alone: what its code rules say is another matter
                if line.line.id in approved and recommended is not Recommendation.APPROVE:
                    carried[line.line.id, id(fact)] = recommended
        for line in told_of.line_items:
            for rest in line.changes.rests_on if line.changes else ():
                assert carried.pop((line.line.id, id(rest.fact)), None) is rest.without, (one.name, line.line.id)
                found += 1
        assert not carried, (one.name, carried)
    return found


def test_an_approval_rests_on_exactly_the_facts_without_which_the_engine_does_not_approve() -> None:
    assert rests(11, FEW) > 5


@pytest.mark.slow
def test_every_approval_of_a_fifth_of_the_pack_cases_rests_on_exactly_the_facts_that_are_told() -> None:
    assert rests(5, ALL) > 350


def test_what_is_told_is_cheapest_first_counted_and_never_more_than_twenty() -> None:
    several = 0
    for one in shipped(7, FEW):
        for line in with_changes(one.answer, one.asking).line_items:
            for flips in (line.changes or Changes()).flips:
                prices = [(found.price, len(found.answers)) for found in flips.cheapest]
                assert prices == sorted(prices)
                assert len(flips.cheapest) == min(flips.count, MOST_TOLD)
                assert all(found.price == sum(answer.price for answer in found.answers) for found in flips.cheapest)
                several += len(prices) > 1
    assert several > 10


def test_a_line_that_pends_always_says_what_it_waits_for() -> None:
    waiting = 0
    for one in shipped(5, FEW):
        for line in with_changes(one.answer, one.asking).line_items:
            if line.recommendation is Recommendation.PEND and line.policy:
                assert line.gaps or any(note.effect == "clarify" for note in line.coding), (one.name, line.line.id)
                assert set(line.approvable_if) <= {gap.id for gap in line.gaps}
                assert all(gap.held_by for gap in line.gaps if gap.documents)
                waiting += 1
    assert waiting > 20


def test_what_would_change_it_changes_no_recommendation_and_is_the_same_every_time() -> None:
    for one in shipped(13, FEW):
        first, again = with_changes(one.answer, one.asking), with_changes(one.answer, one.asking)
        assert first == again
        assert [line.recommendation for line in first.line_items] == [
            line.recommendation for line in one.answer.line_items
        ]


def test_a_settled_line_is_settled_whatever_the_rest() -> None:
    for one in shipped(13, FEW):
        inquiry = one.asking.inquiry(one.answer)
        for name in names(one, inquiry):
            tree = LineTree(inquiry, name)
            end = tree.settled({}, silence_stands=True)
            assert end is None or end is tree.now
            if tree.now is not Recommendation.PEND:
                assert end is tree.now, (one.name, name)
