"""What counts as one question, which answers it may get, what they take, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from drawn import RULES, V, by_hand, drawn
from hand_made import chart, fact, leaf, line, no, node, pack, spot

from necessity.assessment.assessment import PackUsed, Recommendation
from necessity.counterfactual.changes import Asking, with_changes
from necessity.counterfactual.questions import _implies
from necessity.counterfactual.tree import LineTree
from necessity.counterfactual.trees import Trees
from necessity.errors import PackUnusable
from necessity.evaluation.assess import Evaluator
from necessity.evaluation.leaf import fact_judge
from necessity.model.case import Case, LineItem, Request
from necessity.model.fact import Fact
from necessity.policy import criterion as tree
from necessity.policy.answers import load_answers
from necessity.policy.leaf import FactTest
from necessity.verdict import MET, NOT_MET

BASE = pack(
    "policies: [{policy: one, title: One, for: [lumbar-fusion], judged: each level, requires: {id: a, ask_a_person: true}}]"
)


def test_leaf(name: str, said: str, **known: str) -> tree.Criterion:
    return node(name, tree.Test(leaf=leaf(said, known), line=said))


test_leaf.__test__ = False  # type: ignore[attr-defined]


def asked_of(root: tree.Criterion, *facts: Fact, of: LineItem | None = None) -> Asking:
    made = replace(BASE, policies=(replace(BASE.policies[0], requires=root),))
    request = Request(line_items=(of or line("lumbar-fusion", "L4-L5"),))
    case, used = replace(Case(id="by-hand"), request=request), PackUsed(name="x", digest="", chosen_because="by hand")
    judging = Evaluator(pack=made, vocabulary=V).assessing(case, request, chart(facts), (), used)
    trees = Trees(made)
    return Asking(judging=judging, trees=trees, setting_trees=trees, rules=RULES)


def told_of(
    root: tree.Criterion, *facts: Fact, of: LineItem | None = None
) -> dict[Recommendation, list[list[tuple[str, str]]]]:
    """For each other recommendation the cheapest sets: each answer as its criterion and what it takes."""
    asking = asked_of(root, *facts, of=of)
    changes = with_changes(asking.judging.run(), asking).line_items[0].changes
    assert changes is not None
    return {
        flips.to: [[(one.finding.clause.id, one.cost) for one in found.answers] for found in flips.cheapest]
        for flips in changes.flips
    }


def test_a_question_that_names_no_level_is_one_for_all_levels() -> None:
    root = node(
        "all", tree.All(children=(test_leaf("gait", "gait_disturbance"), test_leaf("tight", "stenosis at this level")))
    )
    asking = asked_of(root, of=line("lumbar-fusion", "L4-L5", "L5-S1"))
    questions = asking.inquiry(asking.judging.run()).questions
    assert sorted((one.finding.clause.id, one.level) for one in questions if one.level) == [
        ("tight", "L4-L5"),
        ("tight", "L5-S1"),
    ]
    assert [one.finding.clause.id for one in questions if not one.level] == ["gait"]


def test_that_a_thing_is_there_and_that_it_is_absent_is_one_question() -> None:
    root = node(
        "any",
        tree.Any(children=(test_leaf("sore", "gait_disturbance"), test_leaf("calm", "gait_disturbance is absent"))),
    )
    asking = asked_of(root)
    inquiry = asking.inquiry(asking.judging.run())
    assert len(inquiry.questions) == 1
    assert LineTree(inquiry, "1").settled({}) is Recommendation.APPROVE


def test_care_that_fell_short_can_go_on_and_costs_months() -> None:
    found = told_of(
        test_leaf("care", "conservative_care.length >= six_weeks", six_weeks="6 weeks"),
        fact("conservative_care", "3 weeks", "2025-11-01"),
    )
    assert found == {Recommendation.APPROVE: [[("care", "months")]]}


def test_who_smokes_can_stop_and_who_never_smoked_never_will_have() -> None:
    stops = told_of(
        test_leaf("smoke-free", "nicotine.status is not current"), fact("nicotine", "current", "2026-01-01")
    )
    assert stops == {Recommendation.APPROVE: [[("smoke-free", "weeks")]]}
    assert told_of(test_leaf("never", "nicotine.status is never"), fact("nicotine", "current", "2026-01-01")) == {}


def test_what_was_ruled_out_or_lies_in_the_past_never_changes() -> None:
    assert told_of(test_leaf("gait", "gait_disturbance"), no("gait_disturbance", "2026-01-01")) == {}
    assert (
        told_of(
            test_leaf("tight", "stenosis.grade >= bound at this level", bound="severe"),
            fact("stenosis", "mild", "2026-01-01", level="L4-L5"),
        )
        == {}
    )


def test_a_word_made_exact_costs_less_than_a_document_and_that_less_than_a_statement() -> None:
    wide = fact("stenosis", "moderate to severe", "2026-01-01", level="L4-L5")
    ways = (
        test_leaf("says", "operation_expected"),
        test_leaf("gait", "gait_disturbance"),
        test_leaf("tight", "stenosis.grade >= bound at this level", bound="severe"),
    )
    found = told_of(node("any", tree.Any(children=ways)), wide)[Recommendation.APPROVE]
    assert found == [[("tight", "date")], [("gait", "document")], [("says", "statement")]]


def test_an_image_on_record_has_a_report_that_should_exist() -> None:
    tight = test_leaf("tight", "stenosis at this level")
    assert told_of(tight)[Recommendation.APPROVE] == [[("tight", "investigation")]]
    seen = fact("imaging_study", "mri", "2026-01-01")
    assert told_of(tight, seen)[Recommendation.APPROVE] == [[("tight", "document")]]


def test_where_the_request_names_no_level_nothing_is_pretended() -> None:
    asking = asked_of(test_leaf("tight", "stenosis at this level"), of=line("lumbar-fusion"))
    changes = asking_answer = with_changes(asking.judging.run(), asking).line_items[0].changes
    assert asking_answer is not None and changes is not None
    assert "names no level" in changes.not_told
    assert changes.flips == () and changes.robustness is None


def test_what_is_met_by_silence_is_not_shown_by_waiving_it() -> None:
    calm = test_leaf("calm", "cauda_equina is absent")
    root = replace(calm, waived_by=(node("person", tree.AskAPerson()),))
    asking = asked_of(root, fact("neuro_exam", None, "2026-01-01"))
    inquiry = asking.inquiry(asking.judging.run())
    tree_ = LineTree(inquiry, "1")
    (person,) = [one for one in inquiry.questions if one.leaf is None]
    assert tree_.now is Recommendation.PEND
    assert tree_.recommendation({person.number: True}) is by_hand(asking.judging).given("1", {person.key: True})


def test_bounds_that_stand_in_order_are_met_in_order_on_any_chart() -> None:
    said = [
        "stenosis at this level",
        *(f"stenosis.grade {op} {word} at this level" for op in (">=", "<=") for word in ("some", "more")),
    ]
    tests = [leaf(one, {"some": "mild", "more": "severe"} if "grade" in one else None) for one in said]
    words = ("mild", "moderate", "severe", "mild to moderate", "moderate to severe", None)
    rng, held = Random(7), 0
    for _ in range(400):
        facts = [
            rng.choice(
                (
                    lambda: fact(
                        "stenosis",
                        rng.choice(words),
                        rng.choice(("2026-01-01", "2025-01-01", None)),
                        level=rng.choice(("L4-L5", "L5-S1")),
                    ),
                    lambda: no("stenosis", rng.choice(("2026-01-01", "2025-06-01"))),
                )
            )()
            for _ in range(rng.randrange(4))
        ]
        at = spot(chart(facts))
        for one in tests:
            for other in tests:
                assert isinstance(one, FactTest) and isinstance(other, FactTest)
                if one is not other and _implies(one, other):
                    first, second = fact_judge(one)(at).verdict, fact_judge(other)(at).verdict
                    assert first is not MET or second is MET
                    assert second is not NOT_MET or first is NOT_MET
                    held += 1
    assert held > 1000


def test_an_unknown_word_in_the_file_of_answers_names_the_nearest(tmp_path: Path) -> None:
    copytree(V.folder, tmp_path / "medicine", ignore=lambda folder, names: [one for one in names if one == "packs"])
    file = tmp_path / "medicine" / "answers.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  hba1c:  ", "  hba1x:  ").replace("price: 8,", "price: 2,"), encoding="utf-8")
    with pytest.raises(PackUnusable) as found:
        load_answers(replace(V, folder=tmp_path / "medicine"))
    told = "\n".join(f"{one.what} {one.remedy}" for one in found.value.problems)
    assert "'hba1x' is no kind of fact did you mean 'hba1c'?" in told
    assert "class 'statement' costs no more than the one before it" in told


def test_the_same_number_draws_the_same_answers() -> None:
    assert drawn(5, depth=3).answer().line_items[0].verdict is drawn(5, depth=3).answer().line_items[0].verdict
