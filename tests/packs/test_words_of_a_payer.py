"""What an insurer wrote in a refusal and a chart repeats is no finding: it neither shows nor rules out, and never refers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from necessity.assessment.assessment import Recommendation
from necessity.exchange.intake import case_of
from necessity.model.fact import Assertion
from necessity.review import review

NOTE = "Visit 03/02/2026. Left L4-5 microdiscectomy in 2023. Left leg pain. Request: revision left L4-L5 microdiscectomy.\n"
TOLD = {"prior_surgery", "radicular_pain", "request", "member"}
"""What the note itself says."""


@pytest.mark.parametrize(
    "words",
    [
        "Denial reason: imaging does not show nerve root compression; no 6 weeks of conservative care.",
        "Reason for denial: no nerve root compression on imaging, no physical therapy documented.",
        "Reasons for denial: canal and foramina patent at L4-5, pain mainly in the back.",
        "Denied by insurance: no recurrent herniation on MRI; canal patent at L4-5.",
        "Rationale for denial: strength 5/5, no recurrent herniation at L4-5.",
        "The insurer wrote that no conservative care had been tried.",
    ],
)
def test_the_words_of_a_refusal_make_no_fact_and_the_line_pends(words: str, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(f"{NOTE}{words}\n", encoding="utf-8")
    assessment = review(case_of(note), packs=["published-assessments"], as_of=date(2026, 3, 10))
    counted = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)
    assert {fact.kind for fact in assessment.chart.facts if fact.assertion in counted} <= TOLD
    (line,) = assessment.packs[0].line_items
    assert line.recommendation is Recommendation.PEND
