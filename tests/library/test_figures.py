"""Figures as real texts write them, and when one of them is the figure that was asserted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necessity.library.figures import find_figures

SPELLINGS = [
    ("fusion in up to 95%", [(95, 95, "%")]),
    ("thirty-eight per cent of cases", [(38, 38, "%")]),
    ("twenty one percent", [(21, 21, "%")]),
    ("one hundred percent", [(100, 100, "%")]),
    ("rates of 92\u201395%", [(92, 95, "%")]),
    ("between 92 and 95 percent", [(92, 95, "%")]),
    ("from 45% to 83% (p=0.0015)", [(45, 83, "%"), (0.0015, 0.0015, "p")]),
    ("p < .05", [(0.05, 0.05, "p")]),
    ("89% vs 54%", [(89, 89, "%"), (54, 54, "%")]),
    ("82 versus 45 percent", [(82, 82, "%"), (45, 45, "%")]),
    ("pain of 2-3/10", [(2, 3, "of 10")]),
    ("two to three out of ten", [(2, 3, "of 10")]),
    ("a 4.5-year follow-up", [(4.5, 4.5, "years")]),
    ("four and a half years", [(4.5, 4.5, "years")]),
    ("four to six weeks", [(4, 6, "weeks")]),
    ("six- to twelve-week courses", [(6, 12, "weeks")]),
    ("an odds ratio of 2.33", [(2.33, 2.33, "ratio")]),
    ("(OR 2.06)", [(2.06, 2.06, "ratio")]),
    ("a two-fold rise", [(2, 2, "times")]),
    ("15 of 40 patients", [(37.5, 37.5, "%")]),
    ("nine in ten", [(90, 90, "%")]),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS, ids=[text for text, _ in SPELLINGS])
def test_a_figure_is_found_in_every_spelling(text: str, expected: list[tuple[float, float, str]]) -> None:
    assert [(one.low, one.high, one.unit) for one in find_figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "EHL 3+/5 and 4-/5",
        "L4-5 and L5-S1",
        "code 63042",
        "Class II evidence",
        "in 2013",
        "grade 2 slip",
        "10 mg twice a day",
    ],
)
def test_strengths_levels_codes_and_doses_are_no_figures_of_a_study(text: str) -> None:
    assert find_figures(text) == ()


def test_the_limits_of_an_interval_are_not_mistaken_for_its_name() -> None:
    (ratio,) = find_figures("OR 2.33 (95% CI, not told)")
    assert (ratio.low, ratio.unit) == (2.33, "ratio")


@pytest.mark.parametrize(
    ("said", "asserted", "agrees"),
    [
        ("38%", "38%", True),
        ("37.5%", "38%", False),  # the source's own figure is not the rounded one that was asserted
        ("95%", "92-95%", True),  # one end of the range
        ("93%", "92-95%", False),
        ("90-95%", "95%", False),
        ("15 of 40", "38%", True),  # a share agrees with the percentage that it rounds to
        ("15 of 40", "30 of 80", True),
        ("8.8%", "74 of 810", False),
        ("38 weeks", "38%", False),
    ],
)
def test_a_figure_agrees_when_value_and_unit_do(said: str, asserted: str, agrees: bool) -> None:
    assert find_figures(said)[0].agrees(find_figures(asserted)[0]) is agrees


@given(st.text(max_size=300))
def test_every_figure_stands_where_it_is_said_to_stand(text: str) -> None:
    figures = find_figures(text)
    for one in figures:
        assert 0 <= one.start < one.end <= len(text)
        assert one.low <= one.high
    for left, right in pairwise(figures):
        assert left.end <= right.start, "no two figures share a character"


@given(st.integers(0, 100), st.sampled_from(["%", " %", " percent", " per cent", "-percent"]))
def test_a_percentage_is_read_back_whatever_its_sign(value: int, sign: str) -> None:
    (one,) = find_figures(f"it was {value}{sign} there")
    assert (one.low, one.unit) == (value, "%")
