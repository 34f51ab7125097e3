"""What answers a question to the library: names give their pages, words are searched for, filters narrow both."""

from __future__ import annotations

import pytest

from necessity.library.load import library
from necessity.library.selection import FILTERS, Selection, cited_by, select

SHELF = library()


def asked(words: str = "", **filters: str) -> Selection:
    return select(SHELF, words.split(), {name: wanted.split() for name, wanted in filters.items()})


def test_nothing_asked_is_the_whole_library() -> None:
    whole = asked()
    assert whole.is_whole
    assert (set(whole.claims), set(whole.papers)) == (set(SHELF.claims), set(SHELF.papers))


def test_a_name_is_its_page_and_nothing_else() -> None:
    assert asked("slip-after-multilevel-laminectomy").claims == ("slip-after-multilevel-laminectomy",)
    both = asked("fox-1996 slip-after-multilevel-laminectomy")
    assert (both.how, both.claims, both.papers) == ("names", ("slip-after-multilevel-laminectomy",), ("fox-1996",))


def test_other_words_are_searched_for_by_their_stems() -> None:
    assert asked("dural tears in revisions").how == "search"
    assert asked("dural tears in revisions").claims[0] == "revision-raises-dural-tear"
    assert asked("dural tears in revisions").order == asked("dural tear, revision").order


def test_what_was_matched_is_shown_as_it_stands_there() -> None:
    found = asked("reoperations dural tear")
    words = found.matched["dural-tear-in-repeat-stenosis-surgery"]
    assert words[0] in ("reoperation", "reoperated") and set(words[1:]) == {"dural", "tear"}
    assert set(found.matched) == set(found.order) == {*found.claims, *found.papers}


def test_the_subject_weighs_more_than_a_word_in_passing() -> None:
    """Of a claim and a source that weigh the same the claim comes first."""
    order = asked("smoking").order
    assert "smoking" in SHELF.claims[order[0]].subject and "smoking" in SHELF.claims[order[1]].subject
    assert "glassman-2000" in order[2:]


def test_a_number_and_an_author_are_words_too() -> None:
    assert "slip-after-multilevel-laminectomy" in asked("73% laminectomy").claims
    assert set(asked("Weinstein").papers) >= {"sport-herniation-2006", "sport-slip-2007"}


def test_where_nothing_says_all_the_words_those_that_say_the_most_are_told_as_such() -> None:
    found = asked("smoking zebra")
    assert (found.asked, found.of_words) == (2, 1)
    assert 0 < len(found.order) <= 12
    many = asked("fusion zebra")
    assert len(many.order) == 12 and many.left_out > 20


def test_nothing_found_names_what_is_near() -> None:
    wrong = asked("laminectmy")
    assert wrong.is_empty and "laminectomy" in wrong.near_words
    name = asked("kreinerr-2O14")
    assert name.is_empty and "kreiner-2014" in name.near
    assert asked("the of in").is_empty


def test_a_filter_keeps_what_fits_and_two_words_of_one_filter_are_alternatives() -> None:
    for name in ("verdict", "use", "speaks"):
        for word in FILTERS[name]:
            found = asked(**{name: word})
            assert {getattr(SHELF.claims[one], name) for one in found.claims} <= {word}
            assert found.papers == ()  # a source has none of them
    both = asked(verdict="not_found misattributed")
    assert len(both.claims) == len(asked(verdict="not_found").claims) + len(asked(verdict="misattributed").claims)


def test_a_kind_is_of_claims_or_of_sources() -> None:
    assert {SHELF.claims[one].kind for one in asked(kind="risk").claims} == {"risk"} and not asked(kind="risk").papers
    assert {SHELF.papers[one].kind for one in asked(kind="trial").papers} == {"trial"} and not asked(
        kind="trial"
    ).claims


def test_how_a_source_was_read_narrows_the_claims_that_rest_on_it() -> None:
    found = asked(read="secondary")
    assert {SHELF.papers[one].read for one in found.papers} == {"secondary"}
    assert all(
        any(SHELF.papers[one].read == "secondary" for one in SHELF.claims[name].sources) for name in found.claims
    )
    assert found.claims


def test_filters_narrow_a_search_and_a_page() -> None:
    every = asked("dural").claims
    assert asked("dural", verdict="overstated").claims == ("past-dural-tear-and-admission",)
    assert "past-dural-tear-and-admission" in every and len(every) > 3
    assert asked("fox-1996", verdict="supported").is_empty


@pytest.mark.parametrize("unread", [False, True])
def test_the_sources_of_claims_leave_out_what_nobody_read(unread: bool) -> None:
    waiting = [name for name, one in SHELF.claims.items() if set(one.to_read) - {*one.sources, *one.contrary}]
    assert waiting
    for name in waiting:
        assert (set(SHELF.claims[name].to_read) <= set(cited_by(SHELF, [name], unread=unread))) is unread


@pytest.mark.parametrize(
    ("word", "claim"), [("durotomy", "revision-raises-dural-tear"), ("pseudarthrosis", "ct-shows-fusion")]
)
def test_a_word_that_the_library_does_not_use_finds_the_claims_that_are_said_with_it(word: str, claim: str) -> None:
    assert claim in select(library(), [word], {}).claims


def test_a_checked_identifier_finds_its_source() -> None:
    assert select(library(), ["8893716"], {}).papers == ("fox-1996",)
    assert select(library(), ["9431616"], {}).papers == (), "one that was not checked finds nothing"
