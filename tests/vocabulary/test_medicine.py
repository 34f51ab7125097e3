"""The shipped `medicine/`: everything loads, every definition is real, every procedure can be reached."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from necessity.errors import PackUnusable
from necessity.model.document import DOCUMENT_KINDS
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.kinds import Keeps
from necessity.vocabulary.load import ROOTS, load_vocabulary, medicine_folder, vocabulary

V = vocabulary()

PUBLIC_KINDS = [
    "altered_anatomy",
    "anticoagulation",
    "asa_class",
    "atrophy",
    "autograft_inadequate",
    "axial_back_pain",
    "bone_density",
    "canal_patency",
    "care_not_possible",
    "cauda_equina",
    "claim_pending",
    "comorbidity",
    "concordance",
    "conservative_care",
    "construct_failure",
    "corpectomy",
    "cotinine",
    "counselling",
    "diabetes",
    "diagnostic_block",
    "disability_score",
    "disc_degeneration",
    "disc_herniation",
    "dynamic_angulation",
    "dynamic_translation",
    "emg",
    "epidural_scar",
    "expected_instability",
    "extensive_decompression",
    "facet_resection",
    "fracture",
    "functional_limitation",
    "fusion_status",
    "gait_disturbance",
    "graft",
    "hba1c",
    "heavy_work",
    "herniation_recurrence",
    "home_support",
    "imaging_study",
    "imbalance",
    "implant",
    "implant_exchange",
    "implant_failure",
    "implant_tenderness",
    "incapacitating_pain",
    "inpatient_only_list",
    "inpatient_order",
    "instability",
    "instability_at_surgery",
    "lasting_gain",
    "limited_activities",
    "listhesis",
    "listhesis_progression",
    "medical_history",
    "member",
    "mental_health_screen",
    "motor_decline",
    "motor_strength",
    "myelopathy",
    "neural_compression",
    "neuro_exam",
    "neurogenic_claudication",
    "nicotine",
    "operation_expected",
    "osteotomy",
    "other_pain_source",
    "pain_score",
    "pars_defect",
    "pars_resection",
    "payer_position",
    "pi_ll_mismatch",
    "poor_bone",
    "predominant_pain",
    "pregnancy",
    "prior_surgery",
    "radicular_pain",
    "reflex_change",
    "relief_after_surgery",
    "request",
    "scoliosis",
    "sensory_loss",
    "sensory_symptom",
    "spinal_infection",
    "spinal_tumor",
    "stay_expected",
    "stenosis",
    "surgeon_visits",
    "surgery_complication",
    "surgical_history",
    "symptom_course",
    "symptom_return",
    "tension_sign",
    "unmanaged_mental_disorder",
]

PUBLIC_PROCEDURES = [
    "allograft",
    "anterior-fusion",
    "autograft",
    "bmp",
    "cement-augmentation",
    "disc-arthroplasty",
    "discectomy",
    "exploration",
    "facet-injection",
    "hardware-removal",
    "interbody-device",
    "interbody-fusion",
    "interspinous-device",
    "laminectomy",
    "lumbar-decompression",
    "lumbar-fusion",
    "marrow-aspirate",
    "microscope",
    "monitoring",
    "navigation",
    "osteotomy",
    "pedicle-screws",
    "pelvic-fixation",
    "posterior-fusion",
    "reinstrumentation",
    "revision-decompression",
    "revision-discectomy",
    "revision-fusion",
    "spinal-cord-stimulator",
    "vertebral-augmentation",
]


def test_every_public_name_is_there() -> None:
    assert sorted(set(PUBLIC_KINDS) - set(V.kinds)) == []
    assert sorted(set(PUBLIC_PROCEDURES) - set(V.procedures.by_name)) == []


@pytest.mark.parametrize("name", sorted(V.kinds))
def test_a_kind_says_what_it_is_and_who_shows_it(name: str) -> None:
    kind = V.kinds[name]
    assert "TODO" not in kind.definition
    assert len(kind.definition.split()) >= 5 and kind.definition.rstrip().endswith("."), kind.definition
    assert set(kind.shown_by) <= set(DOCUMENT_KINDS)
    assert kind.shown_by or kind.silence.means == "closed"


def test_derived_kinds_are_marked() -> None:
    derived = {name for name, kind in V.kinds.items() if kind.derived}
    assert derived == {
        "motor_decline", "listhesis_progression", "herniation_recurrence", "limited_activities", "surgeon_visits", "concordance",
        "construct_failure", "lasting_gain",
    }  # fmt: skip


def test_operations_studies_courses_talks_and_look_ups_each_stand_alone() -> None:
    every = {name for name, kind in V.kinds.items() if kind.keeps is Keeps.EVERY}
    assert every == {
        "prior_surgery", "surgery_complication", "symptom_return", "imaging_study", "diagnostic_block", "conservative_care",
        "counselling", "instability_at_surgery", "inpatient_only_list", "diagnosis_code",
        "construct_failure", "lasting_gain",
    }  # fmt: skip


# -- anatomy -----------------------------------------------------------------------------------------------------------


def test_each_root_crosses_a_segment_and_leaves_by_the_next() -> None:
    levels = V.anatomy.levels
    assert levels == ("T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
    for upper, lower in pairwise(levels):
        assert V.anatomy.segments[upper].traversing == V.anatomy.segments[lower].exiting
    assert V.anatomy.roots_at("L4-L5") == ("L4", "L5")
    assert V.anatomy.root_compressed("L4-L5", "foraminal") == ("L4",)
    assert V.anatomy.root_compressed("L4-L5", "lateral_recess") == ("L5",)


@pytest.mark.parametrize(
    ("phrase", "root"),
    [
        ("extensor hallucis longus", "L5"), ("EHL", "L5"), ("great toe extension", "L5"), ("tibialis anterior", "L4"),
        ("dorsiflexion", "L4"), ("quadriceps", "L3"), ("knee extension", "L3"), ("gastrocsoleus", "S1"),
        ("plantar flexion", "S1"), ("iliopsoas", "L2"), ("hip flexion", "L2"), ("hamstrings", "S1"), ("peroneals", "L5"),
        ("hip abduction", "L5"),
    ],
)  # fmt: skip
def test_what_charts_call_a_muscle_has_a_main_root(phrase: str, root: str) -> None:
    [muscle] = [one for one in V.anatomy.muscles.values() if phrase in one.phrases]
    assert muscle.main == root


def test_no_phrase_means_two_muscles_and_every_root_is_known() -> None:
    phrases = [phrase.lower() for muscle in V.anatomy.muscles.values() for phrase in muscle.phrases]
    assert len(phrases) == len(set(phrases))
    for muscle in V.anatomy.muscles.values():
        assert muscle.main not in muscle.others and set(muscle.others) <= set(ROOTS)
    for phrase, roots in V.anatomy.dermatomes.items():
        assert roots and set(roots) <= set(ROOTS) and phrase == phrase.lower()
    assert (V.anatomy.reflexes["patellar"], V.anatomy.reflexes["achilles"]) == ("L4", "S1")


def test_a_lesser_root_leaves_the_question_open() -> None:
    tibialis = "tibialis anterior"
    assert V.anatomy.belongs("L3-L4", None, tibialis) is MET
    assert V.anatomy.belongs("L5-S1", None, tibialis) is UNKNOWN
    assert V.anatomy.belongs("L1-L2", None, tibialis) is NOT_MET
    assert V.anatomy.has_root("L5", "L4", tibialis) is UNKNOWN


# -- procedures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(V.procedures.by_name))
def test_a_procedure_can_be_reached_and_says_what_it_is(name: str) -> None:
    procedure = V.procedures.by_name[name]
    assert procedure.codes or procedure.phrases
    assert len(procedure.says.split()) >= 2 or name == "allograft"
    for code in procedure.codes:
        assert re.fullmatch(r"(cpt:\d{4}[0-9T]|hcpcs:[A-Z]\d{4})", code), code
    for phrase in procedure.phrases:
        assert phrase == phrase.lower().strip(), phrase


def test_every_code_belongs_to_one_procedure() -> None:
    owned = [code for procedure in V.procedures.by_name.values() for code in procedure.codes]
    assert len(owned) == len(set(owned)) == len(V.procedures.codes)
    for code, name in {
        "cpt:63030": "discectomy", "cpt:63042": "revision-discectomy", "cpt:63047": "laminectomy",
        "cpt:22849": "reinstrumentation", "cpt:22850": "hardware-removal", "cpt:22853": "interbody-device",
        "cpt:20939": "marrow-aspirate", "cpt:61783": "navigation", "cpt:22830": "exploration",
    }.items():  # fmt: skip
        assert V.procedures.codes[code].procedure == name


def test_done_again_a_procedure_is_a_narrower_name_of_a_revision() -> None:
    is_a = V.procedures.is_a
    assert V.procedures.by_name["discectomy"].revision == "revision-discectomy"
    assert is_a("revision-discectomy", "discectomy") and is_a("revision-discectomy", "revision-decompression")
    for name in ("transforaminal-interbody-fusion", "anterior-interbody-fusion", "posterolateral-fusion"):
        again = V.procedures.by_name[name].revision
        assert again is not None and is_a(again, "revision-fusion") and is_a(again, "lumbar-fusion")


def test_what_payers_list_apart_is_never_approved_as_a_fusion() -> None:
    for name in (
        "lumbar-fusion-presacral",
        "lumbar-fusion-percutaneous",
        "facet-fusion",
        "interspinous-device",
        "disc-arthroplasty",
    ):
        assert not V.procedures.is_a(name, "lumbar-fusion")


# -- what a careless edit gives ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "procedures/new.yaml",
            'procedure: new\nsays: a new one\ncodes: ["cpt:63030"]\n',
            "belongs to 'discectomy' already",
        ),
        ("procedures/new.yaml", "procedure: new\nsays: a new one\nphrases: [alif]\n", "'alif' is a phrase of"),
        ("procedures/new.yaml", "procedure: newer\nsays: a new one\n", "must be called newer.yaml"),
        (
            "procedures/new.yaml",
            "procedure: new\nsays: a new one\nis_a: [lumbar-fusoin]\n",
            "did you mean 'lumbar-fusion'?",
        ),
        ("procedures/new.yaml", "procedure: new\nsays: a new one\nis_a: [new]\n", "'new' is a kind of itself"),
        (
            "procedures/new.yaml",
            'procedure: new\nsays: x\ncodes: [{code: "cpt:1", from: soon}]\n',
            "must be a day, not 'soon'",
        ),
        (
            "facts/risk/new.yaml",
            "kind: new\ndefinition: x\nkeeps: latest\nsilence: absent after rain\n",
            "unknown kind 'rain'",
        ),
    ],
)
def test_a_careless_edit_is_told(tmp_path: Path, file: str, text: str, problem: str) -> None:
    folder = tmp_path / "medicine"
    shutil.copytree(medicine_folder(), folder)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(PackUnusable) as caught:
        load_vocabulary(folder)
    assert problem in str(caught.value)
    assert f"medicine/{file}" in str(caught.value)
