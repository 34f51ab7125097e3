"""The audit of a text in a terminal, on a page and as JSON: what is quoted, what may be said, and what stays silent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from audited import SILENT, TEXT, TITLE, UNCHECKED, audited, small_library
from every_chart import ROOT

from necessity.library.audit import Audit, Heard
from necessity.library.cite import USE_MEANS, VERDICT_MEANS
from necessity.library.load import library
from necessity.library.records import USES, VERDICTS
from necessity.report.audit_outline import outline_of
from necessity.report.audit_page import page
from necessity.report.audit_parts import TONES, WORST_FIRST, ClaimTold, recall_of
from necessity.report.audit_record import as_record, json_bytes
from necessity.report.audit_terminal import render

SHELF = small_library()
BOTH = [audited(), audited(SILENT, "tea.txt")]
TEXTS = {"letter.txt": TEXT, "tea.txt": SILENT}
FACES = {
    "terminal": lambda audits: render(audits, SHELF),
    "page": lambda audits: page(audits, SHELF, TEXTS),
    "json": lambda audits: json_bytes(audits, SHELF).decode(),
}
every_face = pytest.mark.parametrize("face", FACES)


def in_terminal(*audits: Audit) -> str:
    return " ".join(render(audits or [audited()], SHELF).split())


def on_page(*audits: Audit) -> str:
    """The words of the page without its tags."""
    body = page(audits or [audited()], SHELF, TEXTS).partition("<main>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def claims(audit: Audit) -> dict[str, ClaimTold]:
    (text,) = outline_of([audit], SHELF).texts
    return {claim.name: claim for group in text.groups for claim in group.claims}


# -- what stands where -------------------------------------------------------------------------------------------------


def test_the_worst_verdict_comes_first() -> None:
    (text,) = outline_of([audited()], SHELF).texts
    told = [group.verdict for group in text.groups]
    assert told == ["misattributed", "not_found", "non_evidence", "unverified", "scoped"]
    assert [claim.number for group in text.groups for claim in group.claims] == [1, 2, 3, 4, 5]


def test_every_verdict_and_use_has_words_and_every_verdict_its_place_and_tone() -> None:
    assert set(WORST_FIRST) == set(VERDICTS) == set(VERDICT_MEANS) == set(TONES)
    assert set(USE_MEANS) == set(USES)


@pytest.mark.parametrize("told", [in_terminal, on_page])
def test_the_counts_stand_at_the_top(told) -> None:
    words = told()
    counts = "1 misattributed, 1 not found, 1 not evidence, 1 unverified, 1 scoped"
    assert (
        f"5 claims of the library are asserted, in 5 of 11 sentences: {counts}. 2 figures are unknown to it." in words
    )
    assert words.index("5 claims of the library are asserted") < words.index("a slip that grows")


@pytest.mark.parametrize("told", [in_terminal, on_page])
def test_the_text_is_quoted_beside_what_the_source_says(told) -> None:
    words = told()
    start = words.index("a slip that grows after laminectomy")
    claim = words[start : words.index("bone marrow that makes", start)]
    assert "Say instead: Of patients who had a slip before laminectomy it grew in 73%; without one, in 31%." in claim
    assert "Measured in adults having a first laminectomy for stenosis. From primary surgery" in claim
    assert "Measured on images, not as what patients feel." in claim
    assert re.search(r"31%:? ?slip that began where there was none \[1\]", claim)
    assert "level 4, a series of patients without a comparison; from [1]; to the contrary [2]" in claim
    assert "The number is of patients who had a slip before" in claim


def test_a_quote_has_its_file_its_line_and_its_figure_marked() -> None:
    assert "letter.txt:4: “After laminectomy of several levels *73%* of patients slip.”" in in_terminal()
    sheet = page([audited()], SHELF, TEXTS)
    at = TEXT.index("After laminectomy")
    assert "<q>After laminectomy of several levels <b>73%</b> of patients slip.</q>" in sheet
    assert f'<a href="#t1-s{at}">line 4</a>' in sheet and f'id="t1-s{at}"' in sheet


def test_the_mark_of_a_list_is_no_part_of_the_quote() -> None:
    assert "letter.txt:8: “Surgery is the only remaining option for her.”" in in_terminal()


def test_a_claim_asserted_twice_is_told_once_with_both_sentences() -> None:
    twice = audited("In laminectomy 73% slip. She asks for tea. Again: after laminectomy the slip came in 73%.")
    told = claims(twice)["slip-after-laminectomy"]
    assert [quote.start for quote in told.quotes] == [0, 43]
    assert len(twice.asserted()) == 1


# -- what may not be said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [in_terminal, on_page])
def test_a_claim_to_drop_says_that_nothing_may_be_said_and_why(told) -> None:
    words = told()
    claim = words[words.index("bone marrow that makes a fusion surer") :]
    claim = claim[: claim.index("surgery as the only way")]
    assert "Nothing may be said." in claim
    assert "No source that measured it was found." in claim
    assert "Say instead" not in claim and "May be said" not in claim


@every_face
def test_what_nobody_read_is_said_nowhere(face: str) -> None:
    told = FACES[face](BOTH)
    assert SHELF.claims["second-look-lasts"].says == "Relief lasted for ten years in most of them."
    assert "Relief lasted" not in told and "relief in the unread paper" not in told
    assert "still to be read" in told or face == "json"


@every_face
def test_an_identifier_that_nobody_checked_stands_nowhere(face: str) -> None:
    told = FACES[face](BOTH)
    assert "1234567" in told
    assert UNCHECKED not in told


@every_face
def test_no_unchecked_identifier_of_the_whole_library_stands_anywhere(face: str) -> None:
    whole = library()
    held = [one.id for paper in whole.papers.values() for one in paper.identifiers if not one.checked]
    quiet = audited(SILENT, "tea.txt")
    heard = tuple(Heard(claim=name, how="asserts", said=quiet.unknown[0].said, figures=()) for name in whole.claims)
    every = replace(quiet, heard=heard)
    told = {
        "terminal": render([every], whole),
        "page": page([every], whole, {}),
        "json": json_bytes([every], whole).decode(),
    }
    assert held
    assert [number for number in held if number in told[face]] == []


# -- what stands beside the claims -------------------------------------------------------------------------------------


def test_other_figures_disputes_and_figures_on_record_are_told_apart() -> None:
    (text,) = outline_of([audited()], SHELF).texts
    assert ["".join(words for words, _ in one.quote.runs) for one in text.others] == [
        "In another hospital 55% of patients slip after laminectomy."
    ]
    assert [row.figure for row in text.others[0].claims[0].figures] == ["73%", "31%"]
    assert [row.figure for row in text.recorded[0].claims[0].figures] == ["31%"]
    assert [claim.name for claim in text.disputed[0].claims] == ["walking-is-good"]
    assert "walking-is-good" not in claims(audited())


def test_a_figure_of_one_claim_is_no_other_figure_of_the_next() -> None:
    heard = audited("After laminectomy 73% slip.").heard[0]
    twice = replace(audited("After laminectomy 73% slip."), heard=(heard, replace(heard, how="other_figure")))
    (text,) = outline_of([twice], SHELF).texts
    assert text.others == ()


def test_an_unknown_figure_is_listed_and_not_called_wrong() -> None:
    for words in (in_terminal(), on_page()):
        tail = words[words.index("No claim of the library holds them. Unknown is not wrong") :]
        assert "44%" in tail.partition("The text, marked")[0]
        assert "55%" not in tail.partition("The text, marked")[0].partition("References")[0]


@pytest.mark.parametrize("told", [in_terminal, on_page])
def test_an_empty_audit_says_so_plainly(told) -> None:
    silent = audited(SILENT, "tea.txt")
    assert "No claim of the library is asserted here. 1 figure is unknown to it." in told(silent)
    assert "No claim of the library is asserted here. No figures are unknown to it." in told(audited("Tea.", "tea.txt"))


# -- recall ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [in_terminal, on_page])
def test_a_published_assessment_tells_how_many_of_its_claims_were_found_and_names_the_missed(told) -> None:
    words = told()
    assert f"This is the published assessment “{TITLE}”: 4 of 5 claims found, 0.80." in words
    assert "walking soon after the operation" in words and "walking-is-good" in words


def test_what_is_found_and_not_recorded_as_made_there_is_named() -> None:
    found = recall_of([audited()], SHELF)
    assert found is not None
    assert [name for name, _ in found.beyond] == ["second-look-lasts"]


def test_the_joint_recall_counts_a_claim_once() -> None:
    other = audited("Another Text\n\nAfter laminectomy the slip comes in 50%.", "other.txt")
    assert other.missed == ("slip-after-laminectomy",)
    joint = recall_of([audited(), other], SHELF)
    assert joint is not None
    assert (joint.found, joint.expected, joint.words) == (4, 5, "4 of 5 claims found, 0.80")
    assert "0 of 1 claim found, 0.00" in in_terminal(audited(), other)


def test_a_share_is_never_one_where_a_claim_was_missed() -> None:
    found = recall_of([audited()], SHELF)
    assert found is not None
    assert replace(found, found=999, expected=1000).share == 0.99
    assert replace(found, found=1000, expected=1000).share == 1.0
    assert replace(found, found=83, expected=84).words == "83 of 84 claims found, 0.99"


def test_a_text_that_is_no_published_assessment_has_no_recall() -> None:
    assert recall_of([audited(SILENT, "tea.txt")], SHELF) is None
    assert "published assessment" not in in_terminal(audited(SILENT, "tea.txt"))


# -- the marked text and the screen ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TEXT, SILENT, "", "  \n\nAfter laminectomy 73% slip.\r\n<b>&amp; 12% of 9%</b>\n"])
def test_the_marked_text_is_the_text(text: str) -> None:
    sheet = page([audited(text, "x")], SHELF, {"x": text})
    shown = re.search(r'<div class="text">(.*?)</div></div>', sheet, re.S)
    if not text:
        assert shown is None or shown[1] == ""
        return
    assert shown is not None
    bare = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", shown[1])
    assert unescape(bare) == text


def test_a_page_without_the_text_links_to_no_place_in_it() -> None:
    sheet = page([audited()], SHELF, {})
    assert "The text, marked" not in sheet
    assert set(re.findall(r'href="#([^"]+)"', sheet)) <= set(re.findall(r'id="([^"]+)"', sheet))


def test_every_link_of_the_page_leads_to_a_place_and_no_place_has_two() -> None:
    sheet = page(BOTH, SHELF, TEXTS)
    places = re.findall(r' id="([^"]+)"', sheet)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', sheet)) <= set(places)
    assert "<script" not in sheet and "default-src 'none'" in sheet


def test_nothing_in_a_text_becomes_markup_or_a_command_to_the_screen() -> None:
    text = "After laminectomy \x1b[2J<script>alert(1)</script> 73% slip \u202eevil."
    hostile = audited(text, "\x1b[31mname<i>.txt")
    told = render([hostile], SHELF) + page([hostile], SHELF, {hostile.name: text})
    assert "slip-after-laminectomy" in hostile.asserted()
    assert "\x1b" not in told and "\u202e" not in told
    assert "<script" not in told.partition("<main>")[2] and "<i>" not in told.partition("<main>")[2]


def test_colour_changes_no_word_and_lines_keep_the_width() -> None:
    plain = render(BOTH, SHELF, console_width=72)
    painted = render(BOTH, SHELF, console_width=72, colour=True)
    assert painted != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == plain
    assert max(map(len, plain.splitlines())) <= 72


# -- the record --------------------------------------------------------------------------------------------------------


def keys_of(part: object, under: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if under != "by_verdict":
                yield key
            yield from keys_of(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from keys_of(value, under)


def test_every_key_of_the_record_stands_in_the_docs() -> None:
    manual = (ROOT / "docs" / "record.md").read_text(encoding="utf-8").partition("## The JSON of an audit")[2]
    named = set(re.findall(r"`([a-z_]+)`", manual))
    printed = set(keys_of(as_record(BOTH, SHELF)))
    assert len(printed) > 50
    assert printed - named == set()


def test_the_record_holds_what_was_heard_with_its_place() -> None:
    record = json.loads(json_bytes(BOTH, SHELF))
    (letter, tea) = record["texts"]
    assert len(letter["heard"]) == 8 and tea["heard"] == []
    for one in (*letter["heard"], *letter["unknown"]):
        for said in (one["said"], *one.get("figures", ())):
            assert TEXT[said["start"] : said["end"]] == said["words"]
    assert record["asserted"]["by_verdict"] == letter["asserted"]["by_verdict"]
    assert letter["recall"] == {
        "found": 4,
        "expected": 5,
        "share": 0.8,
        "missed": ["walking-is-good"],
        "beyond": ["second-look-lasts"],
    }
    assert tea["assessment"] is None and tea["recall"] is None


def test_every_claim_and_source_that_the_record_names_is_in_it() -> None:
    record = as_record(BOTH, SHELF)
    claims = {one["id"]: one for one in record["claims"]}
    sources = {one["ref"] for one in record["sources"]}
    for text in record["texts"]:
        assert {one["claim"] for one in text["heard"]} | set(text["expected"]) <= set(claims)
    for one in claims.values():
        assert {*one["sources"], *one["contrary"], *one["to_read"]} <= sources
    assert claims["second-look-lasts"]["says"] is None and claims["marrow-makes-bone"]["says"] is None
    assert claims["screws-raise-fusion"]["caveat"] == "its sources are background and were not re-read"


def test_the_same_texts_give_the_same_bytes() -> None:
    assert json_bytes(BOTH, SHELF) == json_bytes([audited(), audited(SILENT, "tea.txt")], SHELF)
