"""The figures of bench/questions.md: the planner on real cases ends where the whole chart ends, with few questions."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import questions
from best_order import Compared


@pytest.mark.parametrize("only", ["evicore@2025-12/a", pytest.param("", marks=pytest.mark.slow)], ids=["some", "all"])
def test_from_the_request_alone_it_ends_where_the_whole_chart_ends(only: str) -> None:
    trees: dict[str, Compared] = {}
    found = [row for row in questions.rows(trees, only) if row is not None]
    assert found
    assert [row.differs for row in found if row.differs] == []
    asked = [row.request for row in found if row.request is not None]
    assert median(few / form for few, form in asked) < 0.5, "under half of the form at the median"
    assert all(few <= form for few, form in asked)
    assert all(one.planned <= 1.2 * one.best for one in trees.values())
