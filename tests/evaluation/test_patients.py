"""The groups of patients in whom claims were measured: whether this patient is of them, and that it changes no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_made import V, assess, fact, line, no, pack

from necessity.assessment.claim import ClaimAsked
from necessity.model.case import LineItem
from necessity.model.fact import Fact
from necessity.policy.patients import load_patients, read_patients
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

GROUPS = load_patients(V)
FUSION = """
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {id: slips, test: listhesis at this level, evidence: [c]}
"""
HERNIATED = fact("disc_herniation", level="L4-L5")
TIGHT = fact("stenosis", "severe", level="L4-L5")
SLIPPED = fact("listhesis", "I", level="L4-L5")


def told(facts: list[Fact], *lines: LineItem) -> ClaimAsked:
    """The one claim of the pack, told for these lines."""
    asked = lines or (line("lumbar-fusion", "L4-L5"),)
    return next(one for one in assess(pack(FUSION), facts, *asked, patients=GROUPS).claims if one.id == "c")


@pytest.mark.parametrize(
    ("group", "facts", "expected"),
    [
        ("herniated-disc", [HERNIATED], MET),
        ("herniated-disc", [no("disc_herniation", level="L4-L5")], NOT_MET),
        ("herniated-disc", [no("disc_herniation")], NOT_MET),
        ("herniated-disc", [TIGHT], UNKNOWN),
        ("herniated-disc", [fact("disc_herniation", level="L5-S1")], UNKNOWN),
        ("herniated-disc", [fact("disc_herniation")], UNKNOWN),
        ("stenosis", [TIGHT], MET),
        ("stenosis", [no("stenosis", level="L4-L5")], NOT_MET),
        ("stenosis-without-slip", [TIGHT], UNKNOWN),
        ("stenosis-without-slip", [TIGHT, SLIPPED], NOT_MET),
        ("stenosis-without-slip", [TIGHT, no("listhesis", level="L4-L5")], MET),
        ("stenosis-with-slip", [TIGHT, SLIPPED], MET),
        ("degenerative-slip", [fact("listhesis", "I", level="L4-L5", type="degenerative")], MET),
        ("degenerative-slip", [fact("listhesis", "I", level="L4-L5", type="isthmic")], NOT_MET),
        ("degenerative-slip", [SLIPPED], UNKNOWN),
        ("recurrent-herniation", [fact("disc_herniation", level="L4-L5", recurrent="yes")], MET),
        ("recurrent-herniation", [HERNIATED, fact("prior_surgery", "discectomy", level="L4-L5")], MET),
        ("recurrent-herniation", [HERNIATED], UNKNOWN),
        ("recurrent-herniation", [no("disc_herniation"), fact("prior_surgery", "discectomy", level="L4-L5")], NOT_MET),
        ("earlier-fusion", [fact("prior_surgery", "tlif", level="L4-L5")], MET),
        ("adjacent-segment", [fact("prior_surgery", "tlif", level="L5-S1")], MET),
        ("non-union", [fact("fusion_status", "solid", level="L4-L5")], NOT_MET),
        ("back-pain", [fact("axial_back_pain", chronic="yes"), fact("predominant_pain", "back")], MET),
        ("back-pain", [fact("axial_back_pain", chronic="yes"), fact("predominant_pain", "leg")], NOT_MET),
        ("weakness", [fact("motor_strength", "5", muscle="tibialis anterior", side="left")], NOT_MET),
        ("foot-drop", [fact("motor_strength", "2", muscle="tibialis anterior", side="left")], MET),
        ("foot-drop", [fact("motor_strength", "2", muscle="extensor hallucis longus", side="left")], UNKNOWN),
    ],
)
def test_a_patient_is_of_a_group_is_not_or_nobody_says(group: str, facts: list[Fact], expected: Verdict) -> None:
    assert told(facts).patients[group] is expected


def test_what_is_only_not_mentioned_is_open_even_where_a_fact_takes_silence_for_no() -> None:
    """After a surgical history a policy takes an unmentioned operation for none; a claim does not."""
    silent = told([fact("surgical_history")])
    assert V.kinds["prior_surgery"].silence.after == "surgical_history"
    assert silent.patients["earlier-fusion"] is UNKNOWN
    assert told([no("prior_surgery")]).patients["earlier-fusion"] is NOT_MET


def test_a_group_is_judged_at_the_levels_of_its_lines() -> None:
    both = (line("lumbar-fusion", "L4-L5", own_id="a"), line("laminectomy", "L5-S1", own_id="b"))
    assert told([fact("disc_herniation", level="L5-S1")], *both).patients["herniated-disc"] is UNKNOWN
    two_levels = line("lumbar-fusion", "L4-L5", "L5-S1")
    assert told([fact("disc_herniation", level="L5-S1")], two_levels).patients["herniated-disc"] is MET
    one_denied = [no("disc_herniation", level="L5-S1")]
    assert told(one_denied, two_levels).patients["herniated-disc"] is UNKNOWN


def test_a_line_without_a_level_looks_at_all_that_were_requested() -> None:
    screws = (
        FUSION
        + "  - {policy: s, for: [pedicle-screws], judged: whole line, requires: {id: s, test: listhesis, evidence: [d]}}\n"
    )
    lines = (line("lumbar-fusion", "L4-L5", own_id="f"), line("pedicle-screws", own_id="s"))
    answer = assess(pack(screws), [SLIPPED], *lines, patients=GROUPS)
    of_screws = next(one for one in answer.claims if one.id == "d")
    assert (of_screws.lines, of_screws.patients["slip-with-instability"]) == (("s",), UNKNOWN)
    assert of_screws.patients["stenosis-without-slip"] is NOT_MET


def test_with_or_without_groups_the_answer_is_the_same() -> None:
    with_groups = assess(pack(FUSION), [SLIPPED], line("lumbar-fusion", "L4-L5"), patients=GROUPS)
    without = assess(pack(FUSION), [SLIPPED], line("lumbar-fusion", "L4-L5"))
    assert with_groups.line_items == without.line_items
    assert with_groups.headline == without.headline


def test_everything_wrong_with_the_groups_is_told(tmp_path: Path) -> None:
    file = tmp_path / "patients.yaml"
    file.write_text(
        "parameters: {never_read: {value: 3 mm}}\n"
        "patients:\n  slip: {says: a slip, test: listhesi at this level}\n  tight: {says: stenosis}\n",
        encoding="utf-8",
    )
    groups, problems = read_patients(file, V)
    said = "\n".join(map(str, problems))
    assert not groups
    for words in (
        "listhesi",
        "did you mean 'listhesis'",
        "exactly one body",
        "no group uses the parameter 'never_read'",
    ):
        assert words in said
    assert "medicine/library/patients.yaml:3" in said
