"""No missing document can lead to a referral: take papers away from a chart that is not referred, in every combination."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.review import review

CHARTS = Path(__file__).parents[2] / "examples" / "revision-discectomy"
DAY = date(2026, 3, 10)


@pytest.mark.parametrize("chart", ["complete", "unstable", "cauda-equina"])
def test_a_chart_with_papers_missing_is_never_referred(chart: str) -> None:
    whole = case_of(CHARTS / chart)
    answers = []
    for count in range(len(whole.documents)):
        for kept in combinations(whole.documents, count):
            try:
                line = review(replace(whole, documents=kept), as_of=DAY).packs[0].line_items[0]
            except InputUnusable as error:
                pytest.fail(f"a request stands without its papers: {error}")
            answers.append(line.recommendation.value)
            assert line.recommendation.value != "refer", [document.id for document in kept]
            assert line.gaps or line.recommendation.value == "approve"
    assert len(answers) == 7
