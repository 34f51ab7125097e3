"""Every case of every shipped pack: each node of each line, and each rule of the setting, has one answer from both evaluators."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from both_ways import BothWays

from necessity.pack_cases import PackCase, pack_cases
from necessity.policy.load import load_pack
from necessity.review import Reading, read, shipped_packs
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.load import vocabulary

FOLDERS = sorted(path.parent for path in shipped_packs().glob("*/*/pack.yaml"))
EVERY = 14  # of the cases, on the fast run


def readings(cases: list[PackCase]) -> list[Reading]:
    return [read(case.case, as_of=date(2026, 1, 1)) for case in cases if not case.parameters]


def compared(folder: Path, cases: list[PackCase]) -> tuple[list[str], Counter[Verdict]]:
    both = BothWays(load_pack(folder, vocabulary(), str(folder), ()), vocabulary())
    found = []
    for one in readings(cases):
        found += [f"{one.case.id}: {said}" for said in both.differences(one.chart, one.given, one.request.line_items)]
    return found, both.verdicts


def test_some_cases_of_every_pack_are_answered_alike() -> None:
    assert len(FOLDERS) >= 16
    total: Counter[Verdict] = Counter()
    for number, folder in enumerate(FOLDERS):
        found, verdicts = compared(folder, pack_cases(folder)[0][number % EVERY :: EVERY])
        assert found == []
        total += verdicts
    assert min(total[verdict] for verdict in (MET, NOT_MET, UNKNOWN)) > 500, total


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_case_of_a_pack_is_answered_alike(folder: Path) -> None:
    cases = pack_cases(folder)[0]
    found, verdicts = compared(folder, cases)
    assert found == []
    assert sum(verdicts.values()) > 5 * len(cases)
