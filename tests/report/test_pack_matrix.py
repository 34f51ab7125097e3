"""The parameter matrix: what each cell says of its pack, and when it may say none."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from shipped import ENTRIES, pack

from necessity.errors import PackUnusable
from necessity.packs import side_by_side
from necessity.policy.criterion import walk
from necessity.report.matrix_rows import load_matrix_rows, matrix_rows
from necessity.report.pack_matrix import NONE, NONE_READ, NOT_ADDRESSED, NOT_READ, Cell, matrix_of
from necessity.vocabulary.load import vocabulary

COVERAGE = [name for name, one in ENTRIES.items() if one.purpose == "coverage" and one.judges_lines]
MATRIX = matrix_of([pack(name) for name in COVERAGE], matrix_rows())
BESIDE = Path(__file__).parents[2] / "docs"
DAY = date(2026, 11, 20)


def cell(name: str, row: str) -> Cell:
    cells = next(cells for one, cells in MATRIX.rows if one.id == row)
    return next(one for one in cells if one.pack == name)


@pytest.mark.parametrize(
    ("pack", "row", "glance"),
    [
        ("evicore@2026-08", "motion", "> 3 mm"),
        ("evicore@2026-08", "angulation", NONE),
        ("evicore@2026-08", "next-to-a-fusion", "≥ 6 months"),
        ("evicore@2026-08", "lifts-care", "a person must look"),
        ("aetna@2026-01", "joint-loss", "> 50% of a joint; ≥ 100% of a joint"),
        ("aetna@2026-01", "glucose", "< 8%"),
        ("aetna@2026-01", "narrowing", "≥ moderate"),
        ("aetna@2026-01", "decompressed-again", NONE_READ),
        ("cms@2024-09", "nicotine", NONE),
        ("cms@2024-09", "care-before-decompression", NOT_ADDRESSED),
        ("nass@2014-05", "motion", "> 2 mm"),
        ("hcsc@undated", "scores", "pain > 4 points; a person must look"),
        ("carelon@2024-01", "glucose", "≤ 8%"),
        ("bcbs-sc@undated", "motion", NOT_READ),
    ],
)
def test_a_cell_at_a_glance(pack: str, row: str, glance: str) -> None:
    assert cell(pack, row).glance == glance


def test_the_same_weakness_lifts_care_here_and_not_there() -> None:
    """What matters most in revisions: three of five in the great toe lifts care under one policy and not under another."""
    assert "strength ≤ 4- of 5" in cell("aetna@2026-01", "lifts-care").glance
    strict = {one.words for one in cell("bcbs-sc@undated", "lifts-care").entries if one.short.startswith("strength")}
    assert any("at most 2 of 5" in words and "L5" in words for words in strict)
    assert any("at most 3 of 5" in words and "L3" in words for words in strict)


def test_every_cell_names_a_clause_of_its_pack_or_says_why_there_is_none() -> None:
    for _, cells in MATRIX.rows:
        for one in cells:
            known = {node.id for policy in pack(one.pack).policies for node in walk(policy.requires)}
            assert {name for entry in one.entries for _, name in entry.clauses} <= known
            assert bool(one.entries) == (one.state in ("", NOT_READ))
            assert one.glance


def test_none_is_said_only_where_the_policy_itself_was_read_to_its_end() -> None:
    rest = matrix_rows().rest | matrix_rows().rest_of_reasons
    for row, cells in MATRIX.rows:
        for one in cells:
            if one.state == NONE:
                names = {node.id for policy in pack(one.pack).policies for node in walk(policy.requires)
                         if "lumbar-fusion" in policy.for_ and row.procedures == ("lumbar-fusion",)}  # fmt: skip
                assert not names & rest, (row.id, one.pack)


def test_a_pack_that_addresses_no_row_is_named_apart() -> None:
    assert MATRIX.apart == ("humana-grafts@2024-01",)
    assert all(name != "humana-grafts@2024-01" for name, _ in MATRIX.packs)


def test_every_open_and_unread_criterion_that_the_rows_name_is_in_a_pack() -> None:
    every = {node.id for name in COVERAGE for policy in pack(name).policies for node in walk(policy.requires)}
    rows = matrix_rows()
    named = {name for row in rows.rows for name in (*row.open, *row.within)} | rows.rest | rows.rest_of_reasons
    assert sorted(named - every) == []


def test_parts_that_are_counted_say_so() -> None:
    counted = [one for one in cell("evicore@2026-08", "care-before-decompression").entries if one.remark]
    assert counted and all(one.remark == "counts toward at least 2 of 3" for one in counted)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{row: a, says: a, procedures: [lumbar-fusoin], role: body, gathers: [{kind: stenosis}]}", "mean 'lumbar-fusion'"),
        ("{row: a, says: a, procedures: [lumbar-fusion], role: body, gathers: [{kind: stenosys}]}", "did you mean 'stenosis'"),
        ("{row: a, says: a, procedures: [lumbar-fusion], role: ban, gathers: [{kind: stenosis}]}", "'ban' is not a role"),
        ("{row: a, says: a, procedures: [lumbar-fusion], role: body, gathers: [{field: grade}]}", "by 'kind' or by 'since'"),
        ("{row: a, says: a, procedures: [lumbar-fusion], role: body, gathers: [{kind: stenosis, with: {modality: [x]}}]}", "'x'"),
    ],
)  # fmt: skip
def test_a_fault_in_the_rows_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    file = tmp_path / "matrix.yaml"
    file.write_text(f"rows:\n  - {row}\n", encoding="utf-8")
    with pytest.raises(PackUnusable) as unusable:
        load_matrix_rows(file, vocabulary())
    assert told in str(unusable.value)
    assert "medicine/matrix.yaml:2" in str(unusable.value)


# -- the faces ---------------------------------------------------------------------------------------------------------


def test_links_of_the_page_lead_to_files() -> None:
    """`make parameters` writes it into a folder beside `medicine/`."""
    links = set(re.findall(r"\]\((\.\./[^)]+)\)", side_by_side((), (), DAY, "markdown").decode()))
    assert len(links) > 10
    assert [one for one in links if not (BESIDE / one).is_file()] == []


def test_every_face_has_every_cell() -> None:
    record = json.loads(side_by_side((), (), DAY, "json"))
    text, html = side_by_side((), (), DAY, "text").decode(), side_by_side((), (), DAY, "html").decode()
    assert len(record["rows"]) == len(MATRIX.rows)
    for row in record["rows"]:
        assert row["says"] in text and row["says"] in html
        for one in row["cells"]:
            assert f"  {one['pack']}: {one['glance']}" in text
            assert f'id="{row["row"]}-{one["pack"].replace("@", "-")}"' in html
    assert len(html.encode()) < 1_000_000


def test_two_packs_may_be_set_side_by_side() -> None:
    record = json.loads(side_by_side(["evicore@2025-12", "evicore@2026-08"], (), DAY, "json"))
    assert [one["name"] for one in record["packs"]] == ["evicore@2025-12", "evicore@2026-08"]
    nicotine = next(row for row in record["rows"] if row["row"] == "nicotine")["cells"]
    assert "cotinine ≤ 10 ng/mL" in nicotine[0]["glance"] and "cotinine normal" in nicotine[1]["glance"]
