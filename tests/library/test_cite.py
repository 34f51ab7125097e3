"""What the library lets a report print: the claim with its scope, the citation with what was checked."""

from __future__ import annotations

import pytest

from necessity.library.cite import citation, claim, is_printed, level_means, used
from necessity.library.load import library
from necessity.verdict import MET, UNKNOWN

SHELF = library()
PRINTED = [one for name in SHELF.claims if (one := claim(SHELF, name))]
CITED = [paper for one in PRINTED for paper in (*one.sources, *one.contrary)]


def test_a_claim_to_drop_never_prints() -> None:
    dropped = [name for name, one in SHELF.claims.items() if one.use == "drop"]
    assert len(dropped) == 18
    assert [name for name in dropped if claim(SHELF, name) or used(SHELF, name, revision=UNKNOWN)] == []


def test_a_claim_whose_source_nobody_read_never_prints() -> None:
    unread = [name for name, one in SHELF.claims.items() if one.verdict == "unverified"]
    assert unread == ["litigation-and-outcome", "repeat-discectomy-long-follow-up", "weakness-with-herniation"]
    assert [name for name in unread if claim(SHELF, name)] == []


def test_what_prints_is_what_the_use_says() -> None:
    assert {one.id for one in PRINTED} == {name for name, one in SHELF.claims.items() if is_printed(one)}
    assert {one.use for one in PRINTED} == {"cite", "cite_scoped", "replace"}


def test_no_identifier_that_was_not_checked_stands_in_a_citation() -> None:
    held = [one.id for paper in SHELF.papers.values() for one in paper.identifiers if not one.checked]
    assert len(held) >= 8
    assert "9431616" in held  # a number from memory
    told = " ".join(f"{paper.text} {' '.join(paper.identifiers)}" for paper in map(citation, SHELF.papers.values()))
    assert [number for number in held if number in told] == []


def test_checked_identifiers_stand_in_a_citation_with_their_names() -> None:
    assert citation(SHELF.papers["kreiner-2014"]).identifiers == ("PMID 24239490", "DOI 10.1016/j.spinee.2013.08.003")
    assert citation(SHELF.papers["abdu-2017"]).identifiers == ("PMC5515079",)
    assert citation(SHELF.papers["fischgrund-1997"]).identifiers == ()


def test_a_citation_is_built_from_what_is_recorded() -> None:
    fox = citation(SHELF.papers["fox-1996"])
    assert fox.text == (
        "Fox MW, Onofrio BM, Hanssen AD. [slip after laminectomy for stenosis, with and without fusion]. "
        "J Neurosurg 1996;85:793-802."
    )
    bare = citation(SHELF.papers["cement-screws-meta"])
    assert bare.text == "[cement-augmented pedicle screws, meta-analysis]."
    assert all("None" not in paper.text for paper in CITED)


def test_a_guideline_is_named_by_series_year_and_part_and_never_by_a_society_alone() -> None:
    part = citation(SHELF.papers["jns-2005-part-8"])
    assert (part.series, part.year, part.part) == ("AANS/CNS lumbar fusion guidelines", 2005, "8")
    assert "AANS/CNS lumbar fusion guidelines 2005, part 8:" in part.text


def test_class_three_says_that_it_is_the_lowest() -> None:
    assert citation(SHELF.papers["jns-2005-part-12"]).grade == "option, Class III (lowest class)"
    assert citation(SHELF.papers["jns-2005-part-10"]).grade == "option, Class II-III (III is the lowest class)"


@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("L5", "lowest class: opinion or mechanism"),
        ("L4", "a series of patients without a comparison"),
        (
            "L2-3",
            "from a lesser randomised trial, or a comparison planned ahead; to a comparison that looks back, or a registry",
        ),
        (None, None),
    ],
)
def test_a_level_is_told_in_words(level: str | None, says: str | None) -> None:
    assert level_means(level) == says


def test_a_claim_keeps_the_criteria_and_lines_that_it_stands_at() -> None:
    told = used(SHELF, "screws-raise-fusion-rate", revision=MET, criteria=("a",), lines=("1",))
    assert told is not None
    assert (told.criteria, told.lines) == (("a",), ("1",))
    assert (told.fits, told.scope) == ("no", "from primary surgery; this is a revision")


def test_a_claim_whose_sources_were_not_re_read_says_so() -> None:
    background = claim(SHELF, "commonest-complications-of-fusion")
    assert background is not None
    assert background.caveat == "its sources are background and were not re-read"
    assert background.sources[0].read == "background, not re-read"
    sourceless = claim(SHELF, "scar-or-recurrence")
    assert sourceless is not None
    assert sourceless.caveat == "no paper is recorded for it"


def test_a_paper_that_still_has_to_be_read_is_cited_nowhere() -> None:
    waiting = {name for one in SHELF.claims.values() for name in one.to_read}
    assert {"herron-1994", "miyahara-2022", "motor-deficit-timing-2020", "slip-concordance-2023"} <= waiting
    assert [paper.ref for paper in CITED if paper.ref in waiting] == []


def test_an_unknown_claim_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        claim(SHELF, "no-such-claim")
