"""The literature beside the criteria: which claims a pack names here, and that none of them can move a verdict."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hand_made import V, assess, chart, fact, line, no, pack
from hypothesis import given, settings
from hypothesis import strategies as st
from random_trees import trees

sys.path.insert(0, str(Path(__file__).parents[1] / "properties"))

from test_policy_settling import cases

from necessity.assessment.assessment import PackAssessment
from necessity.assessment.claim import ClaimAsked
from necessity.errors import PackUnusable, Place
from necessity.evaluation.claims import is_revision
from necessity.model.case import LineItem
from necessity.policy.criterion import Criterion, OutcomeRule, Pack, children_of, without_places
from necessity.policy.load import load_pack
from necessity.policy.write import to_yaml
from necessity.report.answer_record import OUTCOMES, answer_record
from necessity.report.numbers import Numbers
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

FUSION = """
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires:
      evidence: [fusion-in-general]
      id: fusion
      all:
        - {id: slips, test: listhesis at this level, evidence: [slips-do-better, slips-do-better-2]}
        - id: curve
          evidence: [curves]
          test: scoliosis
          applies_when: {id: curved, test: scoliosis}
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires: {id: tight, test: stenosis at this level, evidence: [slips-do-better]}
outcomes:
  - {procedure: lumbar-fusion, claims: [a-risk]}
  - procedure: lumbar-fusion
    claims: [a-risk, a-benefit]
    when: {id: slipped, says: A vertebra has slipped., test: listhesis at this level}
  - {procedure: lumbar-decompression, claims: [tears], when: {id: again, test: prior_surgery at this level}}
"""


OF_PROCEDURES = {claim for one in V.procedures.by_name.values() for claim, _ in one.evidence}


def asked(answer: PackAssessment) -> dict[str, ClaimAsked]:
    assert len({(one.id, bool(one.criteria)) for one in answer.claims}) == len(answer.claims), "a claim stands twice"
    return {one.id: one for one in answer.claims}


SLIP = fact("listhesis", "I", level="L4-L5")


def test_a_claim_of_the_setting_is_told_only_where_a_setting_is_asked_for() -> None:
    rule = "{id: ill, setting: inpatient, test: motor_decline, evidence: [watched]}"
    judged_by = pack(f"{FUSION}setting:\n  default: outpatient\n  replaced_when: [{rule}]\n")
    one = line("posterior-fusion", "L4-L5")
    assert "watched" in asked(assess(judged_by, [SLIP], one, setting="inpatient"))
    assert "watched" not in asked(assess(judged_by, [SLIP], one))


# -- under criteria ----------------------------------------------------------------------------------------------------


def test_a_claim_stands_under_its_criteria_and_lines() -> None:
    lines = (line("posterior-fusion", "L4-L5", own_id="f"), line("laminectomy", "L4-L5", own_id="d"))
    found = asked(assess(pack(FUSION), [SLIP], *lines))
    assert (found["slips-do-better"].criteria, found["slips-do-better"].lines) == (("slips", "tight"), ("f", "d"))
    assert (found["fusion-in-general"].criteria, found["fusion-in-general"].lines) == (("fusion",), ("f",))


def test_the_finding_carries_the_claims_so_that_the_record_outlives_the_pack() -> None:
    answer = assess(pack(FUSION), [SLIP], line("lumbar-fusion", "L4-L5")).line_items[0]
    slips = next(one for one in answer.finding.walk() if one.clause.id == "slips")
    assert slips.clause.evidence == ("slips-do-better", "slips-do-better-2")


# -- beside procedures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [([SLIP], MET), ([no("listhesis", level="L4-L5")], None), ([], UNKNOWN)],
)
def test_a_condition_lets_a_claim_in_leaves_it_out_or_leaves_it_open(
    facts: list[object], expected: Verdict | None
) -> None:
    found = asked(assess(pack(FUSION), facts, line("posterior-fusion", "L4-L5")))  # type: ignore[arg-type]
    assert (found["a-benefit"].applies if "a-benefit" in found else None) is expected
    if expected is UNKNOWN:
        assert found["a-benefit"].says == "whether this holds here is not shown: A vertebra has slipped"
    assert (found["a-risk"].applies, found["a-risk"].says) == (MET, "")  # the first rule has no condition


def test_a_claim_stands_beside_lines_of_its_procedure_or_a_narrower_one_alone() -> None:
    found = asked(assess(pack(FUSION), [SLIP], line("laminectomy", "L4-L5")))
    assert set(found) - OF_PROCEDURES == {"slips-do-better", "tears"}
    assert found["tears"].lines == ("1",)


# -- beside procedures, in every pack ----------------------------------------------------------------------------------


def told_by(
    evidence: dict[str, tuple[str, ...]], asked_for: tuple[LineItem, ...], judged_by: str = FUSION
) -> PackAssessment:
    """The answer where procedures themselves name these claims and no others."""
    here = Place("medicine/procedures/by-hand.yaml", 1)
    by_name = {
        name: replace(one, evidence=tuple((claim, here) for claim in evidence.get(name, ())))
        for name, one in V.procedures.by_name.items()
    }
    words = replace(V, procedures=replace(V.procedures, by_name=by_name))
    return assess(pack(judged_by), [SLIP], *asked_for, vocabulary=words)


def test_what_a_procedure_names_is_told_beside_it_and_narrower_ones_whatever_the_pack() -> None:
    lines = (line("posterior-fusion", "L4-L5", own_id="f"), line("laminectomy", "L4-L5", own_id="d"))
    found = asked(told_by({"lumbar-fusion": ("of-fusion",), "posterior-fusion": ("of-posterior",)}, lines))
    assert (found["of-fusion"].lines, found["of-fusion"].applies) == (("f",), MET)
    assert found["of-posterior"].lines == ("f",)
    only_wide = asked(told_by({"posterior-fusion": ("of-posterior",)}, (line("lumbar-fusion", "L4-L5"),)))
    assert "of-posterior" not in only_wide


def test_what_pack_and_procedure_both_name_is_told_once_with_the_lines_of_both() -> None:
    lines = (line("posterior-fusion", "L4-L5", own_id="f"), line("laminectomy", "L4-L5", own_id="d"))
    answer = told_by({"lumbar-fusion": ("a-risk", "slips-do-better"), "laminectomy": ("a-risk",)}, lines)
    assert [one.id for one in answer.claims].count("a-risk") == 1
    assert asked(answer)["a-risk"].lines == ("f", "d")
    assert [one.criteria for one in answer.claims if one.id == "slips-do-better"] == [("slips", "tight")]


def test_a_procedure_that_no_policy_is_for_has_its_literature_all_the_same() -> None:
    found = asked(told_by({"hardware-removal": ("of-removal",)}, (line("hardware-removal", "L4-L5"),)))
    assert found["of-removal"].lines == ("1",)


def test_a_rule_of_outcomes_that_nobody_can_read_is_told_with_its_place() -> None:
    text = FUSION + "  - {procedure: lumbar-fuson, claims: []}\n  - {claims: [x], unless: {id: y, test: listhesis}}\n"
    with pytest.raises(PackUnusable) as told:
        pack(text)
    said = str(told.value)
    for words in ("'lumbar-fuson' is not a procedure", "lumbar-fusion", "names no claim", "procedure", "unless"):
        assert words in said


def test_outcomes_are_written_out_and_read_again(tmp_path: Path) -> None:
    made = pack(FUSION)
    for name, text in to_yaml(made).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    again = load_pack(tmp_path, V, "by-hand")
    assert [without_places(one) for one in again.outcomes] == [without_places(one) for one in made.outcomes]
    assert len(again.outcomes) == 3


# -- whether it is a revision ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_for", "facts", "expected"),
    [
        (line("revision-discectomy", "L4-L5"), [], MET),
        (line("reinstrumentation", "L4-L5"), [], MET),
        (line("lumbar-fusion", "L4-L5"), [fact("prior_surgery", level="L4-L5")], MET),
        (line("lumbar-fusion", "L4-L5"), [fact("prior_surgery", level="L3-L4")], UNKNOWN),
        (line("lumbar-fusion", "L4-L5"), [fact("prior_surgery")], UNKNOWN),
        (line("lumbar-fusion", "L4-L5"), [no("prior_surgery")], NOT_MET),
        (line("lumbar-fusion", "L4-L5"), [no("prior_surgery", type="fusion")], UNKNOWN),
        (line("lumbar-fusion", "L4-L5"), [], UNKNOWN),
    ],
)
def test_a_revision_by_its_name_or_by_the_record(asked_for: LineItem, facts: list[object], expected: Verdict) -> None:
    assert is_revision(asked_for, chart(facts), V.procedures) is expected  # type: ignore[arg-type]


# -- nothing is judged by it -------------------------------------------------------------------------------------------

PLAIN = """
policies:
  - {policy: fusion, for: [lumbar-fusion], judged: each level, requires: {id: slips, test: listhesis at this level}}
  - {policy: screws, for: [pedicle-screws], judged: whole line, requires: {id: fused, test: line lumbar-fusion is met}}
setting:
  default: ambulatory
  replaced_when: [{id: slipped, setting: inpatient, any_level: {id: here, test: listhesis at this level}}]
"""
LITERATURE = {"claims", "literature", "evidence", "references", *OUTCOMES}


def with_evidence(criterion: Criterion, names: list[str]) -> Criterion:
    """The tree with a claim under every node."""
    own = replace(criterion, evidence=(names[len(criterion.id) % len(names)],))
    for role, child in children_of(criterion):
        if role == "body" and hasattr(criterion.body, "children"):
            kept = tuple(with_evidence(one, names) for one in criterion.body.children)
            return replace(own, body=replace(criterion.body, children=kept))
        if role == "body":
            return replace(own, body=replace(criterion.body, child=with_evidence(child, names)))
    return own


def bytes_without_literature(judged_by: Pack, facts: list[object], side: str | None) -> bytes:
    lines = (line("lumbar-fusion", "L4-L5", "L5-S1", side=side), line("pedicle-screws", "L4-L5", own_id="2"))
    answer = assess(judged_by, facts, *lines, setting="inpatient")  # type: ignore[arg-type]
    record = answer_record(answer, Numbers(()))
    return orjson.dumps(_stripped(record))


def _stripped(part: object) -> object:
    if isinstance(part, dict):
        return {key: _stripped(value) for key, value in part.items() if key not in LITERATURE}
    return [_stripped(one) for one in part] if isinstance(part, list) else part


@settings(max_examples=150, deadline=None)
@given(cases(trees()), st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3), trees())
def test_with_or_without_literature_the_answer_is_the_same_to_the_byte(
    case: object, names: list[str], condition: Criterion
) -> None:
    facts, tree, side = list(case.before), case.criterion, case.side  # type: ignore[attr-defined]
    plain = pack(PLAIN)
    fusion, screws = plain.policies
    plain = replace(plain, policies=(replace(fusion, requires=tree), screws))
    rules = [
        OutcomeRule(procedure="lumbar-fusion", claims=tuple(names), when=when, place=plain.place)
        for when in (None, condition)
    ]
    told = replace(
        plain,
        policies=tuple(replace(one, requires=with_evidence(one.requires, names)) for one in plain.policies),
        outcomes=tuple(rules),
    )
    assert bytes_without_literature(told, facts, side) == bytes_without_literature(plain, facts, side)
