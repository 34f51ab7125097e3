"""The cases of every shipped pack hold, decide every clause, and so does the case of the skeleton that `pack new` writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from necessity.evaluation.decided import uncovered
from necessity.pack_cases import PackCase, pack_cases, run_case
from necessity.packs import new_pack
from necessity.policy.known import known_packs
from necessity.policy.load import read_pack
from necessity.prove import check_packs
from necessity.review import shipped_packs
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)
FOLDERS = [entry.folder for entry in known_packs((shipped_packs(),))]
CASES = [(folder, case) for folder in FOLDERS for case in pack_cases(folder)[0]]


def named(folder: Path) -> str:
    return f"{folder.parent.name}@{folder.name}"


def test_there_are_packs_and_cases() -> None:
    assert FOLDERS
    assert {folder for folder, _ in CASES} == set(FOLDERS)
    assert len(CASES) >= 16


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_pack_and_its_case_files_have_no_fault(folder: Path) -> None:
    pack, problems = read_pack(folder, vocabulary(), named(folder))
    assert pack is not None
    assert not problems
    assert not pack_cases(folder)[1]


@pytest.mark.parametrize(("folder", "case"), CASES, ids=[f"{named(folder)} {case.name}" for folder, case in CASES])
def test_a_case_is_read_as_marked_and_answered_as_stated(folder: Path, case: PackCase) -> None:
    assert case.says
    assessment, differences = run_case(case, folder)
    assert differences == []
    assert assessment is not None


@pytest.mark.parametrize(("folder", "case"), CASES, ids=[f"{named(folder)} {case.name}" for folder, case in CASES])
def test_a_case_marks_every_document(folder: Path, case: PackCase) -> None:
    """Marks are what makes a case a proof of reading: a document in which nothing is marked proves none."""
    assert {document for document, marks in case.marks.items() if not marks} == set(), folder


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_clause_is_decided_by_a_case(folder: Path) -> None:
    pack, _ = read_pack(folder, vocabulary(), named(folder))
    assert pack is not None
    assessments = [run_case(case, folder)[0] for of, case in CASES if of == folder]
    assert list(uncovered(pack, [one for one in assessments if one])) == []


def test_coverage_tells_a_clause_that_no_case_decides() -> None:
    """Without the case of a patent canal its bar is named as undecided."""
    folder = shipped_packs() / "published-assessments" / "2025-12"
    pack, _ = read_pack(folder, vocabulary(), named(folder))
    assert pack is not None
    assessments = [run_case(case, folder)[0] for of, case in CASES if of == folder and case.name != "patent-canal"]
    missing = list(uncovered(pack, [one for one in assessments if one]))
    assert missing == ["revision-discectomy: the bar 'patent-canal' of 'compression'"]


def test_the_skeleton_of_a_new_pack_passes_with_its_case(tmp_path: Path) -> None:
    folder = tmp_path / "my-plan"
    written = list(new_pack(folder))
    assert folder / "pack.yaml" in written
    cases, problems = pack_cases(folder)
    assert not problems
    assert [case.name for case in cases] == ["nothing-shown"]
    report = check_packs(str(folder), (), coverage=False, today=DAY)
    assert report.faults == 0
    assert "1 cases, 0 faults" in report.lines[0]


def test_a_wrong_expectation_and_a_misread_mark_are_both_told(tmp_path: Path) -> None:
    folder = tmp_path / "my-plan"
    list(new_pack(folder))
    path = folder / "cases" / "nothing-shown.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("recommendation: pend", "recommendation: approve")
    text = text.replace("We ask for a laminectomy", "[[!stenosis|We ask]] for a laminectomy")
    path.write_text(text, encoding="utf-8")
    report = check_packs(str(folder), (), coverage=False, today=DAY)
    said = "\n".join(report.lines)
    assert report.faults == 2
    assert "answers pend, not approve" in said
    assert "not read: stenosis (absent) at 'We ask'" in said
