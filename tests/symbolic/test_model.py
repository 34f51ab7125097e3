"""The model of a chart against the engine: on charts that are drawn, every node of a policy is answered alike."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packs import JUDGE, small_pack

from necessity.pack_cases import pack_cases, run_case
from necessity.policy.criterion import Pack
from necessity.review import shipped_packs
from necessity.symbolic.answered import Target, answers, pairs
from necessity.symbolic.asked import asks_of, nodes_of, tree_of
from necessity.symbolic.chart import ChartModel, Found
from necessity.symbolic.lines import lines_of, own_procedures
from necessity.symbolic.ran import Engine
from necessity.symbolic.solver import Formulas
from necessity.symbolic.sound import trees_of
from necessity.symbolic.universal import prove
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.load import vocabulary

WIDE = """
all:
  - id: several
    at_least:
      n: 2
      of:
        - {id: slips, test: listhesis.slip >= much at this level}
        - {id: moves, test: dynamic_translation.amount > little at this level}
        - {id: narrow, test: stenosis at this level on this side}
        - id: weak
          test: motor_strength on this side concordant with this level
          applies_when: {id: examined, test: neuro_exam within six_weeks before request}
  - id: operated
    any:
      - {id: here, test: prior_surgery with type discectomy at this level on this side}
      - {id: elsewhere, test: prior_surgery at an adjacent level}
      - id: asked-of-a-person
        ask_a_person: true
        applies_when: {id: pain-told, test: axial_back_pain.chronic is yes, silence: absent}
    waived_by: [{id: urgent, test: cauda_equina, silence: absent}]
  - id: free
    test: nicotine is absent
    barred_by: [{id: infected, test: spinal_infection, silence: absent}]
    replaced_when:
      id: fused
      says: A fusion is requested too.
      when: {id: fusion-asked, test: line lumbar-fusion is requested}
      by: {id: stopped, test: nicotine.abstinent >= six_weeks}
  - {id: seen, test: imaging_study within six_weeks before request}
"""


def wide_pack() -> Pack:
    with TemporaryDirectory() as made:
        return small_pack(Path(made), WIDE, parameters="little, much, six_weeks")


PACK = wide_pack()
ROOT = tree_of(PACK.policies[0].requires)
LINES = lines_of([PACK], vocabulary().procedures, [asks_of(ROOT)])
MODEL = ChartModel(vocabulary(), (ROOT,), LINES, own_procedures(PACK, vocabulary().procedures, PACK.policies[0]))
MODEL.encoder.rails(ROOT)
ENGINE = Engine(JUDGE, PACK, Target(policy="removal"), ROOT)


@st.composite
def charts(draw: st.DrawFn) -> Found:
    """At most one fact of each kind, any other line, any answer of a person."""
    facts = []
    for made in MODEL.facts.values():
        one = draw(st.none() | st.sampled_from([candidate for candidate, _ in made]))
        facts += [one] if one is not None else []
    lines = tuple(line for line in LINES if draw(st.booleans()))
    persons = {name: draw(st.sampled_from([True, False, None])) for name in MODEL.person_vars}
    return Found(facts=tuple(facts), lines=lines, persons=persons, procedure=MODEL.procedures[0])


@settings(max_examples=150)
@given(charts())
def test_every_node_is_answered_by_the_model_as_by_the_engine(chart: Found) -> None:
    written = MODEL.written_out(chart)
    finding = ENGINE.finding(chart)
    assert finding is not None
    for node, own, _ in pairs(ROOT, finding):
        mine = written.encoders[0].rails(node)
        verdict = MET if mine.met else NOT_MET if mine.failed else UNKNOWN
        assert verdict is own.verdict, node.id
        if verdict is not UNKNOWN:
            assert bool(mine.firm_met or mine.firm_failed) is not own.rests_on_silence, node.id


@pytest.mark.parametrize("name", ["aetna/2026-01", "cms/2024-09", "evicore/2026-08", "published-assessments/2025-12"])
def test_the_cases_of_a_pack_are_answered_as_its_trees_follow_from_their_leaves(name: str) -> None:
    """On every chart that exists the rails come to what the engine answered, node by node, and no node is both."""
    from necessity.policy.load import load_pack

    folder = shipped_packs() / name
    pack = load_pack(folder, vocabulary(), name)
    trees = {tree.policy.id: tree.root for tree in trees_of(pack) if tree.policy}
    seen = 0
    for case in pack_cases(folder)[0]:
        assessment, _ = run_case(case, folder)
        for line in assessment.packs[0].line_items if assessment and not case.parameters else ():
            for place in line.by_level if line.policy else ():
                assert line.policy is not None
                assert answers(trees[line.policy], place.finding).differs == ""
                seen += 1
    assert seen > 3


def test_a_proof_is_not_one_of_nothing() -> None:
    """What is required of free answers can be had: were it not so, all would be proved."""
    formulas = Formulas()
    free = formulas.variable()
    assert formulas.find(free) is not False
    assert formulas.find(free, formulas.no(free)) is False
    assert [proof.holds for proof in prove(ROOT)] == [True, True, True]


def test_a_rule_that_lets_silence_refer_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a silent answer as firm as a told one, the second claim would break."""
    from necessity.symbolic import universal

    monkeypatch.setattr(universal, "refers", lambda formulas, one: one.failed)
    holds = {proof.claim: proof.holds for proof in prove(ROOT)}
    assert holds["missing"] is False


def test_the_nodes_of_the_tree_are_those_of_the_policy() -> None:
    ids = [node.id for node in nodes_of(ROOT)]
    assert ids[0] == "discectomy" and {"slips", "urgent", "infected", "fusion-asked", "stopped", "pain-told"} <= set(
        ids
    )


def test_a_person_who_answers_in_the_pack_and_one_who_answers_after_the_leaves_come_to_the_same() -> None:
    """The short way (answers put in after the leaves) against the long one (a pack with the answers in it)."""
    from necessity.symbolic.rails import Bits, Encoder

    for answer in (True, False, None):
        chart = Found(facts=(), lines=(), persons={"asked-of-a-person": answer}, procedure=MODEL.procedures[0])
        whole = ENGINE.finding(chart)
        short = ENGINE.answers(chart)
        assert whole is not None and short is not None
        encoder = Encoder(Bits(1), lambda ask, said=short: said.leaves[ask.number], {})  # type: ignore[misc]
        for node, own, _ in pairs(ROOT, whole):
            mine = encoder.rails(node)
            assert (MET if mine.met else NOT_MET if mine.failed else UNKNOWN) is own.verdict, node.id


def test_a_witness_is_a_case_that_reads_back() -> None:
    from necessity.exchange.case_file import case_from_text
    from necessity.exchange.case_text import case_text
    from necessity.symbolic.witness import case_of

    chosen = [
        made[0][0] for made in MODEL.facts.values() if made[0][0].said.kind.name in ("listhesis", "prior_surgery")
    ]
    case = case_of(Found(facts=tuple(chosen), lines=LINES, persons={}, procedure=MODEL.procedures[0]))
    again = case_from_text(case_text(case), "witness.yaml", vocabulary=vocabulary(), called="witness")
    assert [(one.kind, one.value, dict(one.qualifiers)) for one in again.attested] == [
        (one.kind, one.value, dict(one.qualifiers)) for one in case.attested
    ]
    assert all(not one.is_only_attested for one in again.attested)
