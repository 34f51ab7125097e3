"""The shipped library: it loads, it checks clean, and its audit counts as it was counted."""

from __future__ import annotations

from collections import Counter

import pytest

from necessity.assessment.claim import CLAIM_KINDS
from necessity.library.check import check_library
from necessity.library.cite import claim, is_printed
from necessity.library.load import library, read_library
from necessity.library.records import VERDICTS
from necessity.vocabulary.load import medicine_folder

SHELF = library()
ASSERTED = [one for one in SHELF.claims.values() if one.asserted]  # by the published assessments


def test_the_library_reads_and_checks_clean() -> None:
    found, problems = read_library(medicine_folder() / "library")
    assert not problems, "\n".join(map(str, problems))
    assert not (faults := check_library(found)), "\n".join(map(str, faults))
    assert len(found.papers) > 100


def test_the_claims_of_the_five_assessments_are_counted_by_verdict() -> None:
    """84 claims, of which 29 are supported as stated."""
    assert len(ASSERTED) == 84
    assert Counter(one.verdict for one in ASSERTED) == {
        "supported": 29,
        "scoped": 13,
        "overstated": 10,
        "misattributed": 10,
        "not_found": 11,
        "non_evidence": 9,
        "unverified": 2,
    }
    assert {one.verdict for one in SHELF.claims.values()} == set(VERDICTS)


def test_the_claims_are_counted_by_use() -> None:
    counted = Counter(one.use for one in ASSERTED)
    assert counted == {"cite": 14, "cite_scoped": 29, "replace": 23, "drop": 18}


@pytest.mark.parametrize(
    ("assessment", "supported"),
    [
        ("revision-fusion-l3-l4", 4),
        ("hardware-removal-l4-l5", 2),
        ("revision-microdiscectomy-l4-l5", 9),
        ("instrumented-fusion-l5-s1", 7),
        ("recurrent-herniation", 7),
    ],
)
def test_each_assessment_has_its_supported_claims(assessment: str, supported: int) -> None:
    own = [one for one in SHELF.claims.values() if assessment in one.asserted_in]
    assert sum(one.verdict == "supported" for one in own) == supported


def test_the_library_holds_more_than_was_asserted() -> None:
    """What a good reviewer would cite beside them: scoped to its patients, or waiting to be read."""
    further = [one for one in SHELF.claims.values() if not one.asserted]
    assert len(further) >= 50
    assert {one.verdict for one in further} <= {"supported", "scoped", "unverified"}
    assert {one.use for one in further} == {"cite_scoped"}
    assert len(SHELF.papers) >= 150


def test_every_claim_says_why_it_was_judged_so_and_an_asserted_one_where() -> None:
    for one in SHELF.claims.values():
        assert bool(one.asserted) is bool(one.asserted_in), one.claim
        assert set(one.asserted_in) <= set(SHELF.assessments)
        assert len(one.why.split()) >= 4, one.claim


def test_names_tell_something_and_stand_once() -> None:
    names = [*SHELF.papers, *SHELF.claims]
    assert len(names) == len(set(names))
    assert all(len(name.split("-")) >= 2 for name in SHELF.claims)
    assert len({one.subject for one in SHELF.claims.values()}) == len(SHELF.claims)


def test_every_printed_claim_has_a_population() -> None:
    printed = [one for one in SHELF.claims.values() if is_printed(one)]
    assert len([one for one in printed if one.asserted]) == 64
    assert [one.claim for one in printed if not one.population] == []


def test_a_radiographic_endpoint_is_nowhere_a_benefit() -> None:
    films = [one for one in SHELF.claims.values() if one.endpoint == "radiographic"]
    assert len(films) > 10
    assert "benefit" in CLAIM_KINDS
    assert [one.claim for one in films if one.kind == "benefit"] == []


def test_what_was_not_found_or_belongs_elsewhere_prints_its_correction_or_its_scope() -> None:
    for one in SHELF.claims.values():
        if one.verdict in ("not_found", "misattributed") and is_printed(one):
            assert one.use == "replace" or one.population, one.claim


def test_the_asserted_figure_that_was_not_found_is_never_printed() -> None:
    """38% for instability, 58% for the donor site, 86% improved, 3% persistent pain: nobody could find them."""
    for name, figure in [
        ("instability-after-decompression-alone", "38%"),
        ("donor-site-pain", "58%"),
        ("improvement-after-interbody-fusion", "86%"),
        ("late-slip-without-instability", " 9%"),
    ]:
        printed = claim(SHELF, name)
        assert printed is not None
        assert figure not in printed.says
        assert any(figure.strip() in row.figure for row in SHELF.claims[name].figures), name
