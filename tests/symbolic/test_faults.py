"""Packs with one fault each: the proof names it, says why, and shows the smallest chart, which the engine answers as is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_packs import checked, proof_of, small_pack, write_pack

from necessity.symbolic.sound import Fault, PackProof

PAIN = "- {id: pain, test: axial_back_pain.chronic is yes}"


def only_fault(proof: PackProof) -> Fault:
    assert [one.what for one in proof.faults] == [proof.faults[0].what], "one fault is one fault, not all that follows"
    assert not proof.open
    return proof.faults[0]


def test_a_sound_pack_has_no_fault_but_a_waiver_beside_a_bar(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: slips
    any:
      - {{id: far, test: listhesis.slip >= much at this level}}
      - {{id: moves, test: dynamic_translation.amount > little at this level}}
    waived_by: [{{id: urgent, test: cauda_equina, silence: absent}}]
    barred_by: [{{id: infected, test: spinal_infection, silence: absent}}]
""",
    )
    proof = proof_of(pack)
    assert [one.what for one in proof.faults] == [
        "removal: 'slips' is waived by 'urgent' and barred by 'infected' at once"
    ]
    assert proof.shown > 15


def test_a_requirement_that_nothing_meets_names_the_two_that_no_value_meets(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: slips
    any:
      - id: between
        all:
          - {{id: far, test: listhesis.slip >= much at this level}}
          - {{id: near, test: listhesis.slip < little at this level}}
      - {{id: moves, test: dynamic_translation at this level}}
""",
    )
    fault = only_fault(proof_of(pack))
    assert fault.what == "removal: 'between' can never be met"
    assert "'far'" in fault.why and "'near'" in fault.why and "5 mm" in fault.why and "3 mm" in fault.why
    assert any("listhesis" in said for said in fault.facts) and len(fault.facts) == 1
    assert fault.case is not None and len(fault.case.attested) == 1


def test_a_requirement_that_everything_meets_is_shown_on_a_chart_with_no_facts(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: not-asked
    any:
      - {{id: pack-asks-nothing, test: line discectomy is requested}}
      - {{id: slips, test: listhesis at this level}}
""",
        parameters="",
    )
    told = {one.what: one for one in proof_of(pack).faults}
    fault = told["removal: 'pack-asks-nothing' is met on every chart"]
    assert fault.facts == ("no facts at all",)
    assert fault.case is not None and fault.case.attested == ()


def test_a_bound_beside_a_stricter_one_is_a_fault_and_the_stricter_one_is_named(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - {{id: three, test: listhesis.slip >= little at this level}}
  - {{id: five, test: listhesis.slip >= much at this level}}
""",
    )
    fault = only_fault(proof_of(pack))
    assert fault.what == "removal: the branch 'three' can never decide"
    assert "where 'five' is met, so is it" in fault.why


def test_a_bound_that_no_length_reaches_is_outside_its_field(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: slips
    any:
      - {{id: less-than-nothing, test: listhesis.slip < minus at this level}}
      - {{id: moves, test: dynamic_translation at this level}}
""",
        parameters="minus",
    )
    fault = only_fault(proof_of(pack))
    assert fault.what == "removal: 'less-than-nothing' can never be met"
    assert "listhesis.slip can hold no value such as" in fault.why


def test_a_waiver_of_what_is_met_whenever_it_is_can_never_decide(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: slips
    test: listhesis at this level
    waived_by: [{{id: slips-far, test: listhesis.slip >= much at this level}}]
""",
        parameters="much",
    )
    fault = only_fault(proof_of(pack))
    assert fault.what == "removal: the waiver 'slips-far' can never decide"
    assert fault.facts and "listhesis" in fault.facts[0]


def test_a_waiver_and_a_bar_that_one_chart_meets_answer_against_each_other(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - id: slips
    test: listhesis at this level
    waived_by: [{{id: urgent, test: cauda_equina, silence: absent}}]
    barred_by: [{{id: infected, test: spinal_infection, silence: absent}}]
""",
        parameters="",
    )
    fault = only_fault(proof_of(pack))
    assert fault.what == "removal: 'slips' is waived by 'urgent' and barred by 'infected' at once"
    assert len(fault.facts) == 2


def test_a_branch_that_says_no_more_than_another_is_told_and_is_no_fault(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path,
        f"""
all:
  {PAIN}
  - {{id: care, test: conservative_care with modality exercise}}
  - {{id: care-lately, test: conservative_care with modality exercise within six_weeks before request}}
""",
        parameters="six_weeks",
    )
    proof = proof_of(pack)
    assert not proof.faults
    assert [one.what for one in proof.repeats] == ["removal: the branch 'care' can never decide"]


def test_check_prints_the_fault_its_place_and_its_witness_and_writes_the_case(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "small",
        f"""
all:
  {PAIN}
  - {{id: three, test: listhesis.slip >= little at this level}}
  - {{id: five, test: listhesis.slip >= much at this level}}
""",
    )
    report = checked(folder, tmp_path / "cases")
    said = "\n".join(report.lines)
    assert report.faults == 1
    assert "pack.yaml:" in said and "can never decide" in said and "on the smallest chart: " in said
    written = list((tmp_path / "cases").glob("*.yaml"))
    assert len(written) == 1 and str(written[0]) in said
    assert "kind: listhesis" in written[0].read_text(encoding="utf-8")


def test_without_a_solver_check_says_what_the_proofs_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necessity.prove.find_spec", lambda name: None)
    folder = write_pack(tmp_path, f"all:\n  {PAIN}", parameters="")
    report = checked(folder)
    assert report.faults == 0
    assert any("the proofs need the extra 'prove'" in line for line in report.lines)
    assert not any(line.startswith("  proved:") for line in report.lines)
