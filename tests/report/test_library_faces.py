"""The pages of the library in the terminal, as HTML and as JSON: what a claim and a source page must say, and must never."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest
from every_chart import ROOT
from test_record_page import keys_of

from necessity.evidence import look, references
from necessity.library.cite import is_printed
from necessity.library.load import library
from necessity.library.selection import Found
from necessity.report.library_page import page
from necessity.report.library_record import as_record, json_bytes
from necessity.report.library_terminal import render

SHELF = library()
DROPPED = [name for name, one in SHELF.claims.items() if one.use == "drop"]
UNVERIFIED = [name for name, one in SHELF.claims.items() if one.verdict == "unverified"]


@cache
def found(words: str = "", **filters: str) -> Found:
    return look(words.split(), {name: (wanted,) for name, wanted in filters.items()}, ())


@cache
def text(words: str = "", width: int = 100, **filters: str) -> str:
    return render(found(words, **filters), console_width=width)


@cache
def html(words: str = "", **filters: str) -> str:
    return page(found(words, **filters))


def on_one_line(told: str) -> str:
    return " ".join(told.split())


def plain(told: str) -> str:
    """The words of a page without its marks."""
    return on_one_line(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", told, flags=re.DOTALL)))


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_counts_and_tells_every_claim_in_one_line() -> None:
    lines = text().splitlines()
    assert lines[0] == f"The library of evidence: {len(SHELF.claims)} claims and {len(SHELF.papers)} sources"
    for name, one in SHELF.claims.items():
        of_claim = [line for line in lines if f" {name}  " in line]
        assert len(of_claim) == 1, name
        assert one.use.replace("_", " ") in of_claim[0]
    misattributed = sum(one.verdict == "misattributed" for one in SHELF.claims.values())
    assert any(line.split() == [str(misattributed), "misattributed"] for line in lines)


def test_the_list_is_grouped_by_kind() -> None:
    headings = [line for line in text().splitlines() if line.startswith("-- ")]
    risks = sum(one.kind == "risk" for one in SHELF.claims.values())
    assert any(line.startswith(f"-- Risk ({risks}) ") for line in headings)
    assert len(headings) == len({one.kind for one in SHELF.claims.values()})


def test_sources_are_listed_where_they_are_asked_for() -> None:
    assert "forsth-2016: Forsth P, et al." not in text()
    assert "forsth-2016: Forsth P, et al." in text(kind="trial")


@pytest.mark.parametrize("width", [60, 100, 120])
def test_no_line_of_the_list_is_longer_than_the_terminal_but_for_a_name(width: int) -> None:
    long = [line for line in text(width=width).splitlines() if len(line) > width]
    assert all(re.match(r"[A-Z ]+ +[a-z ]+ +[a-z0-9-]{12,}", line) for line in long)
    assert not [line for line in text(width=120).splitlines() if len(line) > 120]


# -- a search ----------------------------------------------------------------------------------------------------------


def test_a_search_shows_which_words_it_found_and_what_may_be_said() -> None:
    told = text("dural tears revisions")
    assert told.splitlines()[0].endswith("for 'dural tears revisions', the best first.")
    first = on_one_line(told.split("\n\n")[1])
    assert first.startswith("revision-raises-dural-tear SUPPORTED, cite scoped")
    assert "A revision about doubles the odds" in first
    assert first.endswith("words found: dural, tear, revision")


def test_a_search_that_finds_nothing_says_so() -> None:
    assert text("laminectmy").startswith("No claim and no source says 'laminectmy'.\nWords like it: laminectomy")
    assert "Leave a filter out" in text("laminectomy", kind="cost", verdict="not_found")


def test_a_search_that_finds_some_of_the_words_says_so() -> None:
    assert on_one_line(text("fusion zebra")).startswith(
        "Nothing says all of 'fusion zebra'. These say 1 of the 2 words"
    )


# -- the page of a claim -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("face", [text, html])
def test_a_claim_page_says_what_was_asserted_and_what_may_be_said(face: object) -> None:
    told = plain(face("slip-after-multilevel-laminectomy"))  # type: ignore[operator]
    assert "After laminectomy of several levels without fusion the risk of a growing slip is up to 73%." in told
    assert "L5-S1 Revision Posterior Spinal Decompression and Instrumented Fusion is Medically Indicated" in told
    assert "the number exists and belongs to another question" in told
    assert "Say instead In 124 patients after laminectomy for stenosis" in told
    assert "Measured in: adults having laminectomy for stenosis" in told
    assert "73% slip that grew where there was one before and no fusion" in told
    assert "images, and not what patients feel" in told
    assert "level 4: a series of patients without a comparison" in told
    assert "Fox MW, Onofrio BM, Hanssen AD. [slip after laminectomy" in told
    assert "(level 4; read in the original)" in told
    assert "first operations; of a revision it says little" in told
    assert "How sure the audit is" in told
    assert "criterion wide-decompression of published-assessments@2025-12" in told
    assert re.search(r"medicine/packs/published-assessments/2025-12/fusion\.yaml:\d+", told)


@pytest.mark.parametrize("name", [*DROPPED, *UNVERIFIED])
def test_of_a_claim_that_may_not_be_printed_nothing_is_said(name: str) -> None:
    one = SHELF.claims[name]
    assert not is_printed(one)
    told = plain(html(name))
    assert "Nothing may be said of it" in told and "Nothing may be said of it" in on_one_line(text(name))
    assert on_one_line(one.why) in told
    record = as_record(found(name))["claims"][0]
    assert record["says"] is None
    if one.says:
        assert on_one_line(one.says) not in told and on_one_line(one.says) not in on_one_line(text(name))


@pytest.mark.parametrize("name", UNVERIFIED)
def test_the_figures_of_a_paper_that_nobody_read_are_not_shown(name: str) -> None:
    assert as_record(found(name))["claims"][0]["figures"] == []
    assert "each with what it counts" not in plain(html(name)) + text(name)


def test_what_speaks_against_a_claim_and_what_is_still_to_be_read_stand_apart() -> None:
    for name, one in SHELF.claims.items():
        told = text(name)
        assert (" To the contrary\n" in told) == bool(one.contrary), name
        assert (" Still to be read, and printed in no report\n" in told) == bool(one.to_read), name


def test_a_procedure_that_names_a_claim_names_it_for_every_pack() -> None:
    told = on_one_line(text("screws-raise-fusion-rate"))
    assert "procedure pedicle-screws, in every pack (medicine/procedures/pedicle-screws.yaml:" in told


# -- the page of a source ----------------------------------------------------------------------------------------------


def test_a_guideline_tells_series_year_part_scale_strength_and_grade_apart() -> None:
    lines = [line.strip() for line in text("jns-2005-part-8").splitlines()]
    told = {label: words.strip() for label, sep, words in (line.partition(":") for line in lines) if sep}
    assert (told["Guideline"], told["Year"], told["Part"]) == ("AANS/CNS lumbar fusion guidelines", "2005", "8")
    assert (told["Scale"], told["Strength"], told["Grade"]) == (
        "jns-2005",
        "Class III (III is the lowest class)",
        "option",
    )


def test_a_source_page_names_the_claims_that_rest_on_it_and_those_that_it_contradicts() -> None:
    for source in SHELF.papers:
        record = as_record(found(source))["sources"][0]
        assert record["bears"] == [name for name, one in SHELF.claims.items() if source in one.sources]
        assert record["contradicts"] == [name for name, one in SHELF.claims.items() if source in one.contrary]
        told = text(source)
        assert all(f"{name}:" in told for name in (*record["bears"], *record["contradicts"])), source


def test_checked_identifiers_are_links_and_others_are_told_and_not_shown() -> None:
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/8893716/" rel="noreferrer noopener">PMID 8893716</a>' in html(
        "fox-1996"
    )
    hidden = next(paper for paper in SHELF.papers.values() if any(not one.checked for one in paper.identifiers))
    assert "an identifier is on file and was not checked" in plain(html(hidden.source))
    assert "An identifier is on file and was not checked." in text(hidden.source)
    assert as_record(found(hidden.source))["sources"][0]["unchecked_identifier"] is True


# -- what no face may hold ---------------------------------------------------------------------------------------------


def test_no_face_holds_an_identifier_that_was_not_checked() -> None:
    """Every source and claim, in every face and format."""
    held = {one.id for paper in SHELF.papers.values() for one in paper.identifiers if not one.checked}
    shown = {one.id for paper in SHELF.papers.values() for one in paper.identifiers if one.checked}
    assert len(held - shown) >= 8
    faces = [html(), json_bytes(found()).decode(), text()]
    faces += [references(found(), format).decode() for format in ("csl", "bibtex")]
    faces += [text(name) for name in (*SHELF.claims, *SHELF.papers)]
    assert [number for number in held - shown if any(number in face for face in faces)] == []
    assert all(any(number in face for face in faces) for number in shown)


def test_a_page_loads_nothing_and_every_link_has_its_place() -> None:
    for told in (html(), html("slip-after-multilevel-laminectomy"), html("dural tear"), html("xyzzy")):
        ids = re.findall(r'\sid="([^"]+)"', told)
        assert len(ids) == len(set(ids))
        assert [one for one in re.findall(r'href="#([^"]+)"', told) if one not in ids] == []
        assert not re.search(r"<script|<img|<link|src=|@import|url\(", told)


def test_a_page_has_a_place_for_each_claim_and_each_source() -> None:
    told = html()
    assert all(f'id="claim-{name}"' in told and f'href="#claim-{name}"' in told for name in SHELF.claims)
    assert all(f'id="source-{name}"' in told and f'href="#source-{name}"' in told for name in SHELF.papers)


def test_a_page_of_one_claim_holds_the_sources_that_it_names() -> None:
    for name in ("slip-after-multilevel-laminectomy", "repeat-decompression-relieves-back-pain"):
        one = SHELF.claims[name]
        places = set(re.findall(r'id="source-([^"]+)"', html(name)))
        assert places == {*one.sources, *one.contrary, *one.to_read}


def test_what_a_file_of_the_library_says_is_text_and_never_markup() -> None:
    assert "&lt;" in page(look(["<b>fusion</b>", "zebra"], {}, ()))
    assert "<b>fusion</b>" not in page(look(["<b>fusion</b>", "zebra"], {}, ()))


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_every_key_of_the_json_stands_on_its_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "record.md").read_text(encoding="utf-8")))
    of_words = {"verdict", "kind", "use", "speaks", "read", *(one.verdict for one in SHELF.claims.values())}
    printed = set(keys_of(as_record(found()))) | set(keys_of(as_record(found("dural tear"))))
    assert len(printed) > 50
    assert printed - named - of_words == set()


def test_the_json_holds_everything_and_the_same_bytes_each_time() -> None:
    record = as_record(found())
    assert [one["id"] for one in record["claims"]] == list(SHELF.claims)
    assert [one["ref"] for one in record["sources"]] == list(SHELF.papers)
    assert sum(record["library"]["by_verdict"].values()) == len(SHELF.claims)
    assert json_bytes(found()) == json_bytes(look([], {}, ()))
    searched = as_record(found("dural tear"))
    assert all(one["words_found"] == ["dural", "tear"] for one in searched["claims"])
    assert (searched["asked"]["how"], searched["asked"]["words"]) == ("search", ["dural", "tear"])
