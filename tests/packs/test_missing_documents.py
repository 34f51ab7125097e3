"""No missing document can lead to a referral: take papers away from a chart, in every combination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from charts import LONG_CHARTS, answer_alone, case_named, lines_of, pack_of, reviewed

from necessity.assessment.assessment import Assessment
from necessity.errors import InputUnusable
from necessity.model.case import Case

REFERRED = {("instrumented-fusion", "8")}
"""The aspirate, by the list in the pack beside the chart; no paper is needed for that and none takes it away."""


def with_papers_missing(chart: str) -> Iterator[tuple[Case, Assessment]]:
    """The chart without one or more of its papers, down to the request alone."""
    whole = case_named(chart)
    for count in range(len(whole.documents)):
        for kept in combinations(whole.documents, count):
            case = replace(whole, documents=kept)
            try:
                yield case, answer_alone(case, pack_of(chart))
            except InputUnusable as error:
                pytest.fail(f"a request stands without its papers: {error}")


@pytest.mark.parametrize("chart", ["complete", "unstable", "cauda-equina", *LONG_CHARTS])
def test_a_chart_with_papers_missing_is_never_referred(chart: str) -> None:
    tried = 0
    for case, assessment in with_papers_missing(chart):
        tried += 1
        left = [document.id for document in case.documents]
        for name, line in lines_of(assessment).items():
            assert (line.recommendation.value == "refer") == ((chart, name) in REFERRED), (name, left)
            assert line.gaps or line.recommendation.value != "pend", (name, left)
        setting = assessment.packs[0].setting
        assert setting.recommendation is None or setting.recommendation.value != "refer", left
    assert tried == 2 ** len(case_named(chart).documents) - 1


@pytest.mark.parametrize("chart", LONG_CHARTS)
def test_without_any_paper_nothing_is_approved(chart: str) -> None:
    bare = answer_alone(replace(case_named(chart), documents=()), pack_of(chart))
    assert {line.recommendation.value for line in lines_of(bare).values()} <= {"pend", "refer"}
    assert bare.packs[0].setting.recommendation is None or bare.packs[0].setting.recommendation.value == "pend"


@pytest.mark.parametrize("chart", LONG_CHARTS)
def test_a_paper_less_never_approves_a_line_that_the_whole_chart_does_not(chart: str) -> None:
    approved = {name for name, line in lines_of(reviewed(chart)).items() if line.recommendation.value == "approve"}
    tried = 0
    for case, assessment in with_papers_missing(chart):
        tried += 1
        now = {name for name, line in lines_of(assessment).items() if line.recommendation.value == "approve"}
        assert now <= approved, [document.id for document in case.documents]
    assert tried >= 15
