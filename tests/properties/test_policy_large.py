"""The laws of the language on many more random trees and charts than the quick run draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import test_policy_settling as settling
import test_policy_silence as silence
from hypothesis import given, settings
from hypothesis import strategies as st
from random_trees import leaves, trees

LAWS: list[tuple[Callable[..., None], st.SearchStrategy[Any], int]] = [
    (settling.test_a_settled_leaf_stays_settled, settling.cases(leaves()), 6000),
    (settling.test_a_crowd_of_strengths_stays_settled, settling.crowded("motor_strength", settling.STRENGTHS), 10000),
    (settling.test_a_crowd_of_courses_stays_settled, settling.crowded("conservative_care", settling.COURSES), 6000),
    (settling.test_a_settled_tree_stays_settled, settling.cases(trees()), 2000),
    (silence.test_a_firm_verdict_is_the_verdict_without_silence, settling.cases(trees()), 2000),
    (silence.test_a_referral_would_stand_without_any_silence, settling.cases(trees()), 2000),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "cases", "count"), LAWS, ids=[law.__name__.removeprefix("test_") for law, _, _ in LAWS]
)
def test_the_law_holds_on_many(law: Callable[..., None], cases: st.SearchStrategy[Any], count: int) -> None:
    seen = []

    @settings(max_examples=count, suppress_health_check=[])
    @given(cases)
    def many(case: Any) -> None:
        seen.append(1)
        law.hypothesis.inner_test(case)  # type: ignore[attr-defined]

    many()
    assert len(seen) > count // 3
