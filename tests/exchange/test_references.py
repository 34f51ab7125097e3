"""Sources for programs that keep references: CSL-JSON by its official schema, BibTeX read back by the library that wrote it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from jsonschema_rs import Validator, validator_for
from pybtex.database import BibliographyData, parse_string

from necessity.errors import InputUnusable
from necessity.exchange.bibtex import bibtex
from necessity.exchange.csl import csl_bytes, csl_item, names_of
from necessity.library.load import library
from necessity.library.records import Identifier

PAPERS = library().papers
FOX = PAPERS["fox-1996"]


@cache
def schema() -> Validator:
    file = Path(__file__).resolve().parents[1] / "tables" / "csl-data.json"
    return validator_for(json.loads(file.read_text(encoding="utf-8")))


@cache
def read_back() -> BibliographyData:
    return parse_string(bibtex(PAPERS.values()), "bibtex")


# -- CSL-JSON ----------------------------------------------------------------------------------------------------------


def test_every_source_is_one_item_of_the_official_schema() -> None:
    items = json.loads(csl_bytes(PAPERS.values()))
    assert [str(error) for error in schema().iter_errors(items)] == []
    assert [item["id"] for item in items] == list(PAPERS)


def test_the_schema_would_refuse_what_is_wrong() -> None:
    assert not schema().is_valid([csl_item(FOX) | {"pages": "1"}])
    assert not schema().is_valid([csl_item(FOX) | {"type": "paper"}])


def test_an_item_holds_what_is_recorded() -> None:
    item = csl_item(FOX)
    assert item["author"][0] == {"family": "Fox", "given": "MW"}
    assert (item["container-title"], item["issued"]) == ("J Neurosurg", {"date-parts": [[1996]]})
    assert (item["volume"], item["page"], item["PMID"]) == ("85", "793-802", "8893716")
    assert "level 4" in item["note"] and "read in the original" in item["note"]


@pytest.mark.parametrize("source", [name for name, paper in PAPERS.items() if not paper.title])
def test_what_nobody_recorded_is_left_out(source: str) -> None:
    """No title is made of our own words about a paper: they stand in the note."""
    paper, item = PAPERS[source], csl_item(PAPERS[source])
    assert "title" not in item and item["note"].startswith(str(paper.about))
    recorded = {"container-title": paper.journal, "volume": paper.volume, "page": paper.pages, "issued": paper.year}
    assert {key for key, value in recorded.items() if value} == recorded.keys() & item.keys()
    assert "" not in item.values() and None not in item.values()


def test_a_guideline_carries_its_series_and_part_and_the_lowest_class_says_so() -> None:
    item = csl_item(PAPERS["jns-2005-part-8"])
    assert (item["type"], item["collection-title"], item["part"]) == (
        "article-journal",
        "AANS/CNS lumbar fusion guidelines",
        "8",
    )
    assert "Class III (lowest class)" in item["note"]
    assert csl_item(replace(PAPERS["jns-2005-part-8"], journal=None))["type"] == "report"


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Fox MW", [{"family": "Fox", "given": "MW"}]),
        ("Perdomo-Pantoja A, et al.", [{"family": "Perdomo-Pantoja", "given": "A"}, {"literal": "et al."}]),
        ("van der Berg JK", [{"family": "van der Berg", "given": "JK"}]),
        ("University of Tokyo Spine Group", [{"literal": "University of Tokyo Spine Group"}]),
        ("Mosaad, Barakat", [{"literal": "Mosaad"}, {"literal": "Barakat"}]),
        (None, []),
    ],
)
def test_a_name_is_split_only_where_its_form_is_plain(authors: str | None, names: list[dict[str, str]]) -> None:
    assert names_of(authors) == names


# -- BibTeX ------------------------------------------------------------------------------------------------------------


def test_every_source_is_read_back_as_it_was_written() -> None:
    entries = read_back().entries
    assert list(entries) == list(PAPERS)
    for name, paper in PAPERS.items():
        fields = entries[name].fields
        assert fields.get("journal") == paper.journal
        assert fields.get("year") == (str(paper.year) if paper.year else None)
        assert fields.get("pages", "").replace("--", "-") == (paper.pages or "")
        assert fields.get("title") == paper.title
        assert fields.get("number") == paper.part


def test_names_are_read_back() -> None:
    people = read_back().entries["jns-2005-part-8"].persons["author"]
    assert [(" ".join(one.last_names), " ".join(one.first_names)) for one in people] == [
        ("Resnick", "DK"),
        ("Choudhri", "TF"),
        ("Dailey", "AT"),
        ("others", ""),
    ]
    assert "author" not in read_back().entries["cement-screws-meta"].persons


def test_signs_that_mean_something_to_tex_are_written_so_that_it_prints_them() -> None:
    entry = parse_string(bibtex([replace(FOX, title="Slip & fusion in 73%")]), "bibtex").entries["fox-1996"]
    assert entry.fields["title"] == r"Slip \& fusion in 73\%"


def test_without_the_extra_the_reader_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pybtex", None)
    with pytest.raises(InputUnusable) as refused:
        bibtex([FOX])
    assert "pip install 'necessity[bibtex]'" in str(refused.value)
    assert csl_bytes([FOX])


# -- both --------------------------------------------------------------------------------------------------------------


def test_an_identifier_that_nobody_checked_is_in_neither() -> None:
    doubtful = replace(FOX, identifiers=(Identifier(kind="pmid", id="8893716", checked=False),))
    assert b"8893716" in csl_bytes([FOX]) and "8893716" in bibtex([FOX])
    assert b"8893716" not in csl_bytes([doubtful]) and "8893716" not in bibtex([doubtful])
