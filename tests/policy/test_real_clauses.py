"""The clauses of real policies that shaped the language, each judged on the smallest chart that settles it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import EHL, fact, found, no, pack

from necessity.model.fact import Fact
from necessity.policy.criterion import Criterion, walk
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

PACK = pack((Path(__file__).parent / "good" / "real-clauses.yaml").read_text(encoding="utf-8"), head="")
HERE = {"level": "L4-L5"}
CT = {"modality": "ct", **HERE}
LEFT = {"side": "left", **HERE}
PLANNED = {"status": "planned", **HERE}


def criteria() -> dict[str, Criterion]:
    roots = [policy.requires for policy in PACK.policies]
    roots += [tree for policy in PACK.policies for rule in policy.cautions if (tree := rule.when or rule.unless)]
    return {one.id: one for root in roots for one in walk(root)}


def care(modality: str, length: str = "8 weeks", until: str = "2025-12-01", **more: str) -> Fact:
    return fact("conservative_care", length, "2025-10-01", until=until, modality=modality, **more)


def strength(grade: str, muscle: str = EHL, side: str = "left") -> Fact:
    return fact("motor_strength", grade, "2026-02-16", muscle=muscle, side=side)


def operation(on: str, kind: str = "discectomy", level: str = "L4-L5") -> Fact:
    return fact("prior_surgery", kind, on, level=level)


CASES: list[tuple[str, list[Fact], Verdict]] = [
    ("two-modalities", [care("physical_therapy", in_person="yes"), care("nsaid")], MET),
    ("two-modalities", [care("physical_therapy", in_person="yes"), care("nsaid", "2 weeks")], UNKNOWN),
    ("therapy", [care("physical_therapy", in_person="no")], UNKNOWN),
    ("therapy", [care("physical_therapy", "2 weeks", in_person="yes")], NOT_MET),
    (
        "therapy",
        [fact("conservative_care", "8 weeks", "2024-01-05", until="2024-03-05", modality="physical_therapy")],
        UNKNOWN,
    ),
    ("exhausted", [fact("care_not_possible", modality="injection", reason="contraindicated")], MET),
    ("exhausted", [care("esi", "1 weeks")], MET),
    ("falls", [fact("motor_decline", muscle=EHL, side="left")], MET),
    ("falls", [fact("motor_decline", muscle=EHL, side="right")], UNKNOWN),
    ("falls", [fact("neuro_exam")], NOT_MET),
    ("falls-measured", [fact("motor_decline", muscle=EHL, side="left", basis="stated")], NOT_MET),
    ("falls-fast", [fact("motor_decline", "2", span="8 weeks", muscle=EHL)], MET),
    ("falls-fast", [fact("motor_decline", "2", span="20 weeks", muscle=EHL)], UNKNOWN),
    ("image-after", [operation("2024"), fact("neural_compression", on="2026-01-05", **CT)], MET),
    ("image-after", [operation("2024"), fact("neural_compression", on="2023-01-05", **CT)], UNKNOWN),
    ("repeat-interval", [operation("2024")], MET),
    ("repeat-interval", [operation("2026-02-01")], NOT_MET),
    ("repeat-interval", [no("prior_surgery")], MET),
    ("repeat-interval", [], UNKNOWN),
    ("roots", [strength("2")], MET),
    ("low", [strength("3")], NOT_MET),
    ("high", [strength("3", "quadriceps")], MET),
    ("severe", [strength("4-")], MET),
    ("severe", [strength("4")], NOT_MET),
    ("severe", [strength("3", "quadriceps")], UNKNOWN),
    ("grade", [fact("stenosis", "moderate", **LEFT)], MET),
    ("grade", [fact("stenosis", "mild", **LEFT)], NOT_MET),
    ("tight", [fact("neural_compression", **LEFT), strength("5")], MET),
    ("tight", [fact("neural_compression", **LEFT)], UNKNOWN),  # it may be replaced, and by what is not shown
    (
        "tight",
        [
            fact("stenosis", "mild", on="2026-01-05", compartment="foraminal", modality="ct", **LEFT),
            no("neural_compression", level="L4-L5"),
            strength("3"),
            operation("2024"),
            fact("imaging_study", "ct", "2026-01-05", limited_by="artifact"),
        ],
        MET,
    ),
    ("tight", [fact("stenosis", "mild", **LEFT), no("neural_compression"), strength("5")], NOT_MET),
    ("exactly", [fact("concordance", "exact", **LEFT)], MET),
    ("exactly", [fact("concordance", "none", **LEFT)], NOT_MET),
    ("other-sources-out", [no("other_pain_source")], MET),
    ("other-sources-out", [], UNKNOWN),
    ("leg-first", [fact("predominant_pain", "back")], NOT_MET),
    ("section-unread", [], UNKNOWN),
    ("stenosis-elsewhere", [fact("stenosis", "severe", level="L3-L4")], MET),
    ("is-unstable", [fact("instability", **HERE)], MET),
    ("nonunion", [operation("2025-01-05", "plif"), fact("fusion_status", "nonunion", "2025-09-01", **CT)], MET),
    ("nonunion", [operation("2025-01-05", "plif"), fact("fusion_status", "nonunion", "2025-03-01", **CT)], UNKNOWN),
    ("nonunion", [operation("2025-01-05", "plif"), fact("fusion_status", "solid", "2025-09-01", **CT)], NOT_MET),
    ("adjacent", [operation("2024", "fusion", "L5-S1")], MET),
    ("adjacent", [operation("2024", "fusion", "L2-L3")], UNKNOWN),
    ("first-recurrence", [fact("herniation_recurrence", "1", **HERE)], UNKNOWN),
    ("first-recurrence", [fact("herniation_recurrence", "1", **HERE), fact("instability", **HERE)], MET),
    ("second-recurrence", [fact("herniation_recurrence", "1", **HERE)], NOT_MET),
    ("second-recurrence", [fact("herniation_recurrence", "2", **HERE)], MET),
    (
        "both-facets",
        [fact("facet_resection", "over 50 percent", side=side, **PLANNED) for side in ("left", "right")],
        MET,
    ),
    ("both-facets", [fact("facet_resection", "50 percent", side="both", **PLANNED)], NOT_MET),
    ("one-facet", [fact("facet_resection", "75 percent", side="left", status="performed", **HERE)], MET),
    ("images", [fact("instability_at_surgery", **HERE)], MET),
    ("images", [fact("instability_at_surgery", attested=True, **HERE)], UNKNOWN),
    ("scoliosis-clause", [no("scoliosis")], MET),
    ("scoliosis-clause", [], UNKNOWN),
    ("glucose", [fact("medical_history")], MET),
    ("glucose", [fact("diabetes"), fact("hba1c", "7.1 percent"), fact("medical_history")], MET),
    ("glucose", [fact("diabetes"), fact("hba1c", "8 percent"), fact("neuro_exam")], NOT_MET),
    ("glucose", [fact("diabetes"), fact("hba1c", "9 percent"), fact("cauda_equina")], MET),
    ("glucose", [fact("diabetes"), fact("hba1c", "7.1 percent", attested=True), fact("neuro_exam")], UNKNOWN),
    ("cotinine-level", [fact("cotinine", "4 ng/mL", "2026-02-20", matrix="blood")], MET),
    ("cotinine-level", [fact("cotinine", "4 ng/mL", "2025-12-20", matrix="blood")], UNKNOWN),
    ("cotinine-range", [fact("cotinine", on="2026-02-20", matrix="urine", result="normal")], MET),
    ("cotinine-range", [fact("cotinine", on="2026-02-20", matrix="saliva", result="normal")], UNKNOWN),
    ("mind", [fact("mental_health_screen")], MET),
    ("mind", [fact("unmanaged_mental_disorder"), fact("neuro_exam")], NOT_MET),
    ("bone", [fact("member", "70 years", sex="female")], UNKNOWN),
    ("bone", [fact("member", "70 years", sex="male")], MET),
    ("bone", [fact("member", "70 years", sex="female"), fact("bone_density", "-1.1 sd")], MET),
    ("firm", [fact("request", firmness="possible")], UNKNOWN),
    ("firm", [fact("request", firmness="firm")], MET),
    ("never-covered", [], NOT_MET),
]


@pytest.mark.parametrize(("clause", "chart", "expected"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_clause(clause: str, chart: list[Fact], expected: Verdict) -> None:
    assert found(criteria()[clause], *chart, side="left").verdict is expected


def test_an_included_policy_keeps_its_own_name() -> None:
    candidate = criteria()["candidate-608"]
    assert candidate.answers_to("revision-decompression") and candidate.answers_to("candidate-608")
    assert {one.id for one in walk(candidate)} >= {"operated", "two-modalities", "tight"}


def test_a_waiver_of_the_whole_policy_hangs_where_it_says() -> None:
    assert [one.id for one in criteria()["mind"].waived_by] == ["urgent-lift"]
    assert not criteria()["bone"].waived_by
