"""The page of a pack: everything that the pack says is on it, every link leads somewhere, and nothing is judged."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from shipped import COVERED, ENTRIES, coverage, html, outline, pack

from necessity.library.load import library
from necessity.policy.criterion import walk
from necessity.report.pack_outline import outline_of
from necessity.report.pack_page import Coverage, page

MOST_BYTES = 1_000_000


def plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)).split())


@pytest.mark.parametrize("name", ENTRIES)
def test_it_is_whole_and_holds_together(name: str) -> None:
    text, told = html(name), plain(html(name))
    assert len(text.encode()) < MOST_BYTES
    assert "<script" not in text and "src=" not in text and "@import" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    seen = outline(name)
    for policy in seen.policies:
        assert policy.heading in told
        assert all(node.id in told for node in policy.tree.walk())
    for asked in seen.open:
        assert asked.says in told
    for row in seen.parameters:
        assert row.name in told and row.value in told
    for note in (*seen.cautions, *seen.code_rules):
        assert note.id in told
    for source in pack(name).sources.values():
        assert source.document in told


@pytest.mark.parametrize("name", ENTRIES)
def test_a_restatement_says_whose_it_is_not(name: str) -> None:
    told = plain(html(name))
    assert (
        "nobody's coverage policy" if ENTRIES[name].authority == "house" else "none of them has endorsed it"
    ) in told
    assert "a person signs" in told
    if ENTRIES[name].purpose == "demonstration":
        assert pack(name).banner in told


def test_every_test_line_stands_beside_its_sentence() -> None:
    text = html(COVERED)
    for tree in (one.requires for one in pack(COVERED).policies):
        for node in walk(tree):
            line = getattr(node.body, "line", "")
            assert line in unescape(text)


def test_coverage_names_the_cases_that_decide() -> None:
    found = coverage(COVERED)
    assert found.cases > 30 and found.uncovered == ()
    assert "complete" in found.decided["lumbar-fusion", "indication"]
    assert "complete" not in found.decided["lumbar-fusion", "how-much-motion"]
    told = plain(html(COVERED))
    assert f"{found.cases}; every clause is decided by one" in told
    assert "decided by no case" not in told


def test_what_no_case_decides_is_marked() -> None:
    bare = Coverage(
        cases=1,
        decided={("lumbar-fusion", "indication"): ("one",)},
        uncovered=("lumbar-fusion: the criterion 'broken'",),
    )
    told = plain(page(outline(COVERED), library(), bare))
    assert "1; 1 clause is decided by none" in told
    assert "decided by one" in told and "decided by no case" in told
    assert "lumbar-fusion: the criterion 'broken'" in told


def test_without_cases_nothing_is_said_of_coverage() -> None:
    told = plain(html("evicore@2026-08"))
    assert "not run for this page" in told
    assert "decided by" not in told


def test_what_stood_above_is_linked_and_not_told_again() -> None:
    text = html("evicore@2026-08")
    assert "Its parts are those of" in text
    seen = outline("evicore@2026-08")
    rows = text.count('<li class="ask')
    assert rows < seen.criteria


def test_words_of_a_pack_stay_words() -> None:
    whole = pack(COVERED)
    evil = replace(whole, title="<script>alert(1)</script> & co", banner="<b>x</b>")
    text = page(outline_of(evil), library())
    assert "<script>" not in text and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text


def test_a_scoped_claim_is_told_with_its_population() -> None:
    told = plain(html(COVERED))
    named = {name for policy in outline(COVERED).policies for node in policy.tree.walk() for name in node.evidence}
    assert named
    shown = [library().claims[name].population for name in named if library().claims[name].use == "cite_scoped"]
    assert shown and all(f"measured in: {words}" in told for words in shown if words)
