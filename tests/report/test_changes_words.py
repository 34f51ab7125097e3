"""How many ways there are, in words: exact where a person can read it, called about where not, never rounded to all or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necessity.assessment.change import Robustness
from necessity.report.changes_words import count_words, firm_words, of_ways_words, part_words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (1, "1"),
        (1536, "1,536"),
        (999_999, "999,999"),
        (1_000_000, "about 1 × 10^6"),
        (4_123_456_789, "about 4.1 × 10^9"),
        (9_949_999, "about 9.9 × 10^6"),
        (9_950_000, "about 1 × 10^7"),
        (2**200, "about 1.6 × 10^60"),
    ],
)
def test_a_count_is_exact_as_long_as_it_can_be_read(count: int, words: str) -> None:
    assert count_words(count) == words


@given(st.integers(min_value=1_000_000, max_value=10**80))
def test_a_rounded_count_is_within_a_twentieth_of_the_count(count: int) -> None:
    found = re.fullmatch(r"about (\d)(?:\.(\d))? × 10\^(\d+)", count_words(count))
    assert found
    tenths, power = int(found[1]) * 10 + int(found[2] or 0), int(found[3])
    assert 10 <= tenths < 100
    assert abs(tenths * 10**power - 10 * count) * 20 <= 10 * count


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (12, 64, "12"),
        (0, 64, "none"),
        (64, 64, "all"),
        (1, 10**9, "less than 1 in 100"),
        (10**9 - 1, 10**9, "more than 99 in 100"),
        (10**7, 10**9, "1 in 100"),
        (57 * 10**7, 10**9, "57 in 100"),
        (999 * 10**6 - 10**7 + 10**6, 10**9, "99 in 100"),
    ],
)
def test_a_part_of_very_many_is_a_share(part: int, whole: int, words: str) -> None:
    assert part_words(part, whole) == words


@given(st.integers(min_value=1_000_000, max_value=10**60), st.data())
def test_a_share_is_never_rounded_to_all_or_to_none(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(min_value=0, max_value=whole))
    words = part_words(part, whole)
    assert (words == "all") == (part == whole) and (words == "none") == (part == 0)
    told = re.fullmatch(r"(\d+) in 100", words)
    assert told is None or (1 <= int(told[1]) <= 99 and abs(int(told[1]) * whole - 100 * part) <= whole)


@pytest.mark.parametrize(
    ("robustness", "words"),
    [
        (Robustness(questions=0, completions=1, approved=1, referred=0), ""),
        (
            Robustness(questions=3, completions=8, approved=8, referred=0),
            "Approved in every way in which the 3 open points can turn out.",
        ),
        (
            Robustness(questions=1, completions=2, approved=0, referred=2),
            "Referred to a physician in every way in which the one open point can turn out.",
        ),
        (
            Robustness(questions=3, completions=8, approved=0, referred=0),
            "Still open in every way in which the 3 open points can turn out.",
        ),
        (
            Robustness(questions=6, completions=64, approved=12, referred=40),
            "Of 64 ways in which the 6 open points can turn out: approved in 12, referred to a physician in 40, "
            "still open in 12.",
        ),
        (
            Robustness(questions=2, completions=4, approved=0, referred=1),
            "Of 4 ways in which the 2 open points can turn out: approved in none, referred to a physician in 1, still open in 3.",
        ),
        (
            Robustness(questions=40, completions=2**40, approved=1, referred=2**40 - 1),
            "Of about 1.1 × 10^12 ways in which the 40 open points can turn out: approved in less than 1 in 100, "
            "referred to a physician in more than 99 in 100.",
        ),
    ],
)
def test_how_firm_an_answer_is(robustness: Robustness, words: str) -> None:
    assert firm_words(robustness) == words


def test_one_way_is_the_only_one() -> None:
    assert of_ways_words(1) == "the only way"
    assert of_ways_words(1536) == "the shortest of 1,536 ways"
