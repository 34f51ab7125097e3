"""A long document on a neck or a heart tells no care, no study and no denial of the low back; one on the back does."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.model.fact import Assertion
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

NOTE = date(2026, 2, 16)
BACK = "CC: low back pain and left leg pain.\nMRI lumbar spine 2/1/2026 shows severe stenosis at L4-L5.\n"
HEART = (
    "REASON FOR VISIT: Chest pain.\nShe is seen for coronary disease. She had physical therapy for the shoulder and takes "
    "ibuprofen for it. A CT was done last week and showed no fracture and no infection. Her symptoms are worse. She cannot walk "
    "two blocks. Pain is 7/10.\nPMH: hypertension, diabetes. She smokes.\nEXAM: Heart regular, lungs clear, abdomen soft. "
    "Skin warm. Neck supple. Extremities without edema. Pulses are equal. The thyroid is not enlarged. "
    "PLAN: Stress test next week, aspirin, return in one month. The risks and benefits were discussed. She agrees. "
    "Her husband will drive her. A nurse will call before the test with the hour and with what to bring along.\n"
)
NECK = HEART.replace("Chest pain.", "Neck and arm pain.").replace(
    "She is seen for coronary disease.", "Cervical spine MRI shows a disc at C5-C6."
)
OF_THE_BACK = {
    "conservative_care", "imaging_study", "symptom_course", "functional_limitation", "pain_score", "counselling", "fracture",
    "spinal_infection", "disc_herniation",
}  # fmt: skip


def kinds(*texts: str, kind: str = "clinic note") -> set[str]:
    case = [Document(id=f"d{n}", kind=kind, authored=NOTE, text=text) for n, text in enumerate(texts)]
    found = read(case, vocabulary=vocabulary(), day=NOTE)
    counted = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)
    return {fact.kind for fact in found if fact.assertion in counted}


@pytest.mark.parametrize("text", [HEART, NECK])
def test_a_document_on_something_else_tells_nothing_of_the_back(text: str) -> None:
    assert kinds(text) & OF_THE_BACK == set()
    assert kinds(text) >= {"diabetes", "nicotine", "comorbidity"}  # these are of the patient whatever the visit was for


def test_nor_does_it_beside_a_document_on_the_back() -> None:
    assert kinds(BACK) >= {"stenosis", "radicular_pain", "imaging_study"}
    assert kinds(BACK, HEART) == kinds(BACK) | kinds(HEART)


def test_the_same_words_in_a_document_on_the_back_are_read() -> None:
    assert kinds(HEART.replace("Chest pain.", "Low back pain.")) >= {"conservative_care", "functional_limitation"}


def test_a_short_document_and_a_therapists_record_go_with_their_case() -> None:
    assert "conservative_care" in kinds(BACK, "Physical therapy for 8 weeks did not help.")
    assert "conservative_care" in kinds(BACK + HEART.replace("for the shoulder", "8 weeks"), kind="therapy record")
