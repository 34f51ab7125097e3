"""Random packs and random records: the two evaluators never give two answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from both_ways import BothWays
from random_cases import Drawn, V

from necessity.verdict import MET, NOT_MET, UNKNOWN

RECORDS = 10


def compared(numbers: range) -> tuple[int, list[str], BothWays]:
    """How many verdicts were compared on the packs of these numbers, and every difference."""
    total, found = 0, []
    for number in numbers:
        drawn = Drawn(number)
        both = BothWays(drawn.pack(), V)
        for record in range(RECORDS):
            found += [f"{number}, record {record}: {one}" for one in both.differences(*drawn.record())]
        total += sum(both.verdicts.values())
    return total, found, both


def test_thirty_thousand_verdicts_are_the_same() -> None:
    total, found, _ = compared(range(90))
    assert total >= 30_000
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_more_than_a_million_verdicts_are_the_same(part: int) -> None:
    total, found, _ = compared(range(1000 + 400 * part, 1000 + 400 * (part + 1)))
    assert total >= 130_000, "eight parts make a million"
    assert found == []


def test_the_records_leave_open_meet_and_fail() -> None:
    """What was drawn is no heap of unknowns: every answer is given often, on leaves as on trees."""
    drawn = [Drawn(number) for number in range(40)]
    verdicts = dict.fromkeys((MET, NOT_MET, UNKNOWN), 0)
    for one in drawn:
        both = BothWays(one.pack(floors=1), V)
        for _ in range(RECORDS):
            both.differences(*one.record())
        for verdict, count in both.verdicts.items():
            verdicts[verdict] += count
    total = sum(verdicts.values())
    assert min(verdicts.values()) > total // 12, verdicts


def test_many_cases_at_once_are_answered_as_each_alone() -> None:
    """No statement names a case: one run over fifty gives each the answers that it has alone."""
    for number in range(8):
        drawn = Drawn(number)
        both = BothWays(drawn.pack(), V)
        records = [both.assessing(*drawn.record()) for _ in range(50)]
        cases = [replace(both.given(one), id=f"case {at}") for at, one in enumerate(records)]
        answers = both.second.judge_all(cases)
        for record, case in zip(records, cases, strict=True):
            assert both.against(record, case, answers[case.id]) == []
