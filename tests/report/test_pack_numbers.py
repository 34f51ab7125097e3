"""A pack in words is numbered as its reports are: wherever a report leaves nothing out, both give a criterion the same number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shipped import COVERED, ENTRIES, pack

from necessity.pack_cases import pack_cases, run_case
from necessity.policy.criterion_words import Saying, saying_of
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.rows import Row


def met(row: Row, saying: Saying, whole: bool = True) -> Iterator[tuple[bool, str, str]]:
    """Each criterion that stands in both: whether nothing above it was left out, and its two numbers."""
    if row.id != saying.id:
        return
    yield whole, row.number, saying.number
    parts = {one.id: one for one in saying.children}
    for child in row.children:
        if child.id in parts:
            yield from met(child, parts[child.id], whole and len(row.children) == len(saying.children))


def test_the_numbers_are_those_of_the_report() -> None:
    found: Counter[str] = Counter()
    folder = ENTRIES[COVERED].folder
    for case in pack_cases(folder)[0]:
        assessment, _ = run_case(case, folder)
        assert assessment is not None
        report = outline_of(assessment, Numbers(assessment.chart.facts), show_chart=False)
        for answer, line in zip(assessment.packs[0].line_items, report.packs[0].lines, strict=True):
            policy = next((one for one in pack(COVERED).policies if one.id == answer.policy), None)
            if policy is None:
                continue
            for whole, shown, own in met(line.proof, saying_of(policy.requires, line.proof.number)):
                if whole:
                    assert shown == own, (case.name, shown, own)
                found["the same" if shown == own else "closed up"] += 1
    assert found["the same"] > 500
    assert found["closed up"] > 0
