"""The table of codes is whole: every code says a known fact, and what is wrong with a file of codes is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from necessity.errors import PackUnusable
from necessity.vocabulary.codes import code_table, load_codes
from necessity.vocabulary.load import medicine_folder, vocabulary


def test_a_code_in_full_outweighs_a_pattern_and_an_unknown_one_says_nothing() -> None:
    table = code_table()
    assert [one.kind.name for one in table.says("ICD-10-CM", "M80.08XA")] == ["fracture", "poor_bone"]
    assert [one.kind.name for one in table.says("ICD-10-CM", "m80.051A")] == ["poor_bone"]
    assert table.says("ICD-10-CM", "Z00.00") == ()
    assert table.says("ICD-10-PCS", "0SB20ZX") == ()  # a biopsy of a disc is no discectomy


def test_a_system_is_known_by_every_address_that_records_give_it() -> None:
    table = code_table()
    for address in (
        "http://snomed.info/sct",
        "http://snomed.info/sct/",
        "2.16.840.1.113883.6.96",
        "urn:oid:2.16.840.1.113883.6.96",
    ):
        assert table.system(address) == "SNOMED CT"
    assert table.system("http://example.org/codes") is None


def test_a_medicine_is_known_by_a_whole_word_only() -> None:
    table = code_table()
    assert [dict(one.qualifiers) for one in table.in_words("Ibuprofen 400 MG Oral Tablet [Ibu]")] == [
        {"modality": "nsaid"}
    ]
    assert table.in_words("dexibuprofenate 5 MG") == ()
    assert table.in_words("ibuprofen and tramadol") == ()  # two answers are no answer


def test_no_code_of_a_region_names_a_level() -> None:
    every = [one for says in code_table().exact.values() for one in says]
    assert len(every) > 150
    assert not [one for one in every if "level" in one.qualifiers]


# fmt: off
FAULTS = [
    ('"X": {kind: no_such_kind}',                          "'no_such_kind' is not a kind of fact"),
    ('"X": {kind: stenosis, fields: {grade: enormous}}',   "'enormous' is not a value of stenosis.grade"),
    ('"X": {kind: stenosis, fields: {colour: red}}',       "'stenosis' has no field 'colour'"),
    ('"X": {kind: diabetes, region: lumbar}',              "'diabetes' has no level"),
    ('"X": {kind: diabetes, side: left}',                  "'diabetes' has no side"),
    ('"X": {kind: hba1c, measures: shares}',               "'shares' is not a field"),
    ('"X": {kind: diabetes, denied: no}',                  "unknown key 'denied' in what a code says"),
]
# fmt: on


@pytest.mark.parametrize(("row", "what"), FAULTS)
def test_a_fault_in_a_file_of_codes_is_told_with_its_line(row: str, what: str, tmp_path: Path) -> None:
    shutil.copytree(medicine_folder() / "codes", tmp_path / "codes")
    lines = f"tables:\n  - system: ICD-10-CM\n    source: a test\n    codes:\n      {row}\n"
    (tmp_path / "codes" / "more.yaml").write_text(lines)
    with pytest.raises(PackUnusable) as caught:
        load_codes(tmp_path, vocabulary())
    assert [problem.what for problem in caught.value.problems] == [what]
    assert str(caught.value.problems[0].where).startswith("medicine/codes/more.yaml:5")
