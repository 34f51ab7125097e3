"""The minimal sets of answers are those that trying every answer through the engine finds: none more, none fewer."""

from __future__ import annotations

import pytest
from drawn import Drawn, contradict, drawn, every_way, told

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.diagrams import TooLarge
from necessity.counterfactual.flips import Answers
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.tree import LineTree

FEW = 5
"""So many questions at most: every answer to every one of them is tried."""
Ways = set[frozenset[tuple[int, bool]]]


def tried(one: Drawn, inquiry: Inquiry, name: str | None) -> dict[Recommendation, Ways]:
    """The minimal sets for each other recommendation, found by trying all of them through the engine."""
    numbers = [number for number in inquiry.of(name) if inquiry.questions[number].yes or inquiry.questions[number].no]
    ends = {frozenset(way.items()): one.given(name, told(inquiry, way)) for way in every_way(inquiry, numbers)}
    found: dict[Recommendation, Ways] = {to: set() for to in Recommendation if to is not ends[frozenset()]}
    for way, to in sorted(ends.items(), key=lambda pair: len(pair[0])):
        if to in found and not any(less < way for less in found[to]):
            found[to].add(way)
    return found


def worked_out(inquiry: Inquiry, name: str | None) -> dict[Recommendation, Ways]:
    answers = Answers(inquiry)
    outcome = inquiry.outcome(answers.encoded, name)
    found: dict[Recommendation, Ways] = {}
    for to in Recommendation:
        if to is not inquiry.given(name):
            sets = answers.sets(outcome, name, to)
            ways = sets.cheapest(lambda literal: 1, 10**6)
            assert len(ways) == sets.count
            found[to] = {frozenset(way) for way in ways}
            assert len(found[to]) == sets.count, "a set is told twice"
    return found


def small(number: int, **how: object) -> tuple[Drawn, Inquiry] | None:
    one = drawn(number, **how)  # type: ignore[arg-type]
    inquiry = one.inquiry()
    return (one, inquiry) if len(inquiry.questions) <= FEW else None


def same(numbers: range, names: tuple[str | None, ...], **how: object) -> int:
    compared = 0
    for number in numbers:
        found = small(number, **how)
        for name in names if found else ():
            one, inquiry = found
            assert worked_out(inquiry, name) == tried(one, inquiry, name), (number, name)
            compared += 1
    return compared


def test_the_sets_are_those_that_trying_every_answer_finds() -> None:
    assert same(range(120), ("1",)) > 70


def test_the_sets_of_lines_that_lean_on_each_other_and_of_the_setting_are_those_that_trying_finds() -> None:
    assert same(range(40), ("1", "2", None), depth=1, two=True) > 25


def test_the_sets_of_several_levels_are_those_that_trying_finds() -> None:
    assert same(range(60), ("1",), depth=1, levels=("L4-L5", "L5-S1")) > 30


@pytest.mark.slow
def test_the_sets_are_those_that_trying_finds_on_thousands_of_trees() -> None:
    assert same(range(1000, 4000), ("1",)) > 1800
    assert same(range(1000, 2000), ("1", "2", None), depth=1, two=True) > 800
    assert same(range(1000, 2000), ("1",), depth=1, levels=("L4-L5", "L5-S1")) > 500


def test_with_any_answers_a_line_is_what_the_engine_says() -> None:
    from random import Random

    compared = 0
    for number in range(150):
        one, rng = drawn(number, depth=3, levels=("L4-L5", "L5-S1"), two=True), Random(number)
        inquiry = one.inquiry()
        for name in ("1", "2", None):
            tree = LineTree(inquiry, name)
            assert tree.recommendation({}) is tree.now
            answers = {
                question.number: rng.random() < 0.5
                for question in inquiry.questions
                if (question.yes or question.no) and rng.random() < 0.4
            }
            if not contradict(inquiry, answers):
                assert tree.recommendation(answers) is one.given(name, told(inquiry, answers)), (number, name)
                compared += 1
    assert compared > 300


def test_over_all_answers_the_ends_are_counted_as_trying_counts_them() -> None:
    compared = 0
    for number in range(200):
        found = small(number)
        if found is None:
            continue
        one, inquiry = found
        tree = LineTree(inquiry, "1")
        ends = dict.fromkeys(Recommendation, 0)
        open_ = [question.number for question in tree.open()]
        for way in every_way(inquiry, open_):
            wanted = {n for n in open_ if inquiry.questions[n].yes and inquiry.questions[n].no}
            if wanted <= way.keys() and all(inquiry.questions[n].yes or n in way for n in open_):
                ends[one.given("1", told(inquiry, way))] += 1
        tally = tree.tally({})
        assert tally.questions == len(open_)
        assert (tally.approved, tally.referred, tally.pended) == tuple(
            ends[to] for to in (Recommendation.APPROVE, Recommendation.REFER, Recommendation.PEND)
        ), number
        compared += 1
    assert compared > 100


def test_what_is_too_large_is_refused_and_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necessity.counterfactual.diagrams.MOST_NODES", 2)
    refused = 0
    for number in range(20):
        inquiry = drawn(number, depth=3).inquiry()
        try:
            worked_out(inquiry, "1")
        except TooLarge:
            refused += 1
    assert refused > 5
