"""The audit of a text: what it finds, what it leaves alone, and how much it finds of what people write.

The texts under `audit/` were written by somebody who had not seen the words by which claims are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.errors import Place
from necessity.library.audit import Audit, audit
from necessity.library.load import library
from necessity.library.records import Figure, Library, Way

HERE = Path(__file__).parent / "audit"
SHELF = library()
PLACE = Place("here", 1, 1)

# What is found of the texts under `audit/` at least; docs/evidence.md tells what was found at first sight.
PARAPHRASES = 218  # of 252
OTHER_FIGURES = 34  # of 40
DISPUTED = 22  # of 25
LETTERS = 50  # of 60


def rows(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))


@cache
def heard(text: str) -> Audit:
    return audit(SHELF, text, "a text")


def how(text: str, claim: str) -> set[str]:
    return {one.how for one in heard(text).heard if one.claim == claim}


# -- what it does with one sentence ------------------------------------------------------------------------------------


def small(*ways: Way, figures: Sequence[tuple[str, str]] = ()) -> Library:
    """A library of one claim, said in `ways`."""
    claim = replace(
        SHELF.claims["screws-raise-fusion-rate"],
        claim="screws",
        found_by=ways,
        figures=tuple(Figure(figure=figure, counts=counts, source=None) for figure, counts in figures),
    )
    words = {"screws": ("pedicle screw",), "rate": ("fusion rate",), "again": ("revision",), "disputed": ("no proof",)}
    return Library(
        papers=SHELF.papers,
        claims={"screws": claim},
        assessments={},
        words=words,
        word_places={},
        patients=SHELF.patients,
    )


def way(*together: str, figures: Sequence[str] = (), near: Sequence[str] = (), unless: Sequence[str] = ()) -> Way:
    return Way(together=together, figures=tuple(figures), near=tuple(near), unless=tuple(unless), place=PLACE)


SAID_WITH_FIGURE = small(way("screws", "rate", figures=["95%"]), figures=[("65%", "fusion without screws")])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pedicle screws bring the fusion rate to 95%.", ["asserts"]),
        ("With pedicle screws the rate of fusion is ninety-five per cent.", ["asserts"]),
        ("With pedicle screws the fusion rate was 65%.", ["recorded"]),
        ("With pedicle screws the fusion rate was 80%.", ["other_figure"]),
        ("With pedicle screws the fusion rate rose.", []),
        ("There is no proof that pedicle screws bring a fusion rate of 95%.", ["disputes"]),
        ("Pedicle screws do not bring the fusion rate to 95%.", ["disputes"]),
        ("Pedicle screws not only help but bring the fusion rate to 95%.", ["asserts"]),
        ("Do pedicle screws bring the fusion rate to 95%?", []),
        ("Pedicle screws were placed. The fusion rate of tibial shafts is 95%.", []),
    ],
)
def test_a_claim_with_a_figure_is_asserted_by_figure_and_subject(text: str, told: list[str]) -> None:
    assert [one.how for one in audit(SAID_WITH_FIGURE, text, "x").heard] == told


def test_a_claim_in_words_needs_no_figure_and_may_need_what_stands_around() -> None:
    shelf = small(way("screws", "rate", near=["again"]))
    assert audit(shelf, "Pedicle screws raise the fusion rate.", "x").heard == ()
    assert audit(shelf, "On revision\n\nPedicle screws raise the fusion rate.", "x").asserted() == ("screws",)
    assert audit(shelf, "This is a revision. Pedicle screws raise the fusion rate.", "x").asserted() == ("screws",)


def test_words_that_must_not_stand_there_stop_it() -> None:
    shelf = small(way("screws", "rate", unless=["again"]))
    assert audit(shelf, "Pedicle screws raise the fusion rate.", "x").asserted() == ("screws",)
    assert audit(shelf, "In revision pedicle screws raise the fusion rate.", "x").heard == ()


def test_every_finding_quotes_the_text_exactly_with_its_line() -> None:
    text = "A letter\n\nPedicle screws bring the\nfusion rate to 95%, we hear."
    (one,) = audit(SAID_WITH_FIGURE, text, "x").heard
    assert (
        text[one.said.start : one.said.end]
        == one.said.words
        == "Pedicle screws bring the\nfusion rate to 95%, we hear."
    )
    assert (one.said.line, [figure.words for figure in one.figures]) == (3, ["95%"])


def test_a_figure_that_no_claim_holds_is_unknown_with_the_subject_it_stands_beside() -> None:
    found = audit(SAID_WITH_FIGURE, "Pedicle screws: fusion rate 80% (p = 0.02). Knees did well in 91%.", "x")
    assert [(one.figure.words, one.subjects) for one in found.unknown] == [
        ("80%", ("screws",)),
        ("p = 0.02", ("screws",)),
        ("91%", ()),
    ]


def test_a_subject_alone_tells_its_figures_and_never_asserts() -> None:
    shelf = small(way("screws", figures=["any"]), figures=[("65%", "fusion without screws")])
    told = [
        [one.how for one in audit(shelf, text, "x").heard]
        for text in ("Pedicle screws: 65%.", "Pedicle screws: 12%.", "Pedicle screws for 12 weeks.", "Pedicle screws.")
    ]
    assert told == [["recorded"], ["other_figure"], [], []]


def test_a_run_without_stops_is_cut_so_that_words_far_apart_do_not_meet() -> None:
    text = "pedicle screws " + "and so on " * 200 + "the fusion rate of tibial shafts is 95%"
    found = audit(SAID_WITH_FIGURE, text, "x")
    assert (found.heard, found.sentences > 1) == ((), True)


def test_an_empty_text_asserts_nothing() -> None:
    found = heard("")
    assert (found.sentences, found.heard, found.unknown, found.assessment) == (0, (), (), None)


def test_a_text_that_is_a_published_assessment_is_known_by_its_title() -> None:
    found = heard("Medical Necessity for Revision L4-5 Microdiscectomy\nNothing more was kept of it.")
    assert found.assessment == "revision-microdiscectomy-l4-l5"
    assert len(found.expected) == 12
    assert found.missed == found.expected


# -- how much it finds of what people write ----------------------------------------------------------------------------


def test_most_paraphrases_of_each_claim_are_found() -> None:
    """Three of each of the 84 claims, in the manner of letters, leaflets, appeals, reviews and forums."""
    texts = [(row["claim"], text) for row in rows("paraphrases.yaml") for text in row["texts"]]
    assert len(texts) == 252
    found = [claim for claim, text in texts if "asserts" in how(text, claim)]
    assert len(found) >= PARAPHRASES


def test_another_figure_on_a_known_subject_is_told_as_such_and_never_as_the_claim() -> None:
    texts = [(row["claim"], row["text"]) for row in rows("other_figures.yaml")]
    told = [claim for claim, text in texts if "other_figure" in how(text, claim)]
    assert [claim for claim, text in texts if "asserts" in how(text, claim)] == []
    assert len(told) >= OTHER_FIGURES


def test_a_claim_that_is_named_to_be_denied_is_not_told_as_asserted() -> None:
    texts = [(row["claim"], row["text"]) for row in rows("disputed.yaml")]
    assert [claim for claim, text in texts if "asserts" in how(text, claim)] == []
    assert len([claim for claim, text in texts if "disputes" in how(text, claim)]) >= DISPUTED


@pytest.mark.parametrize("path", sorted(HERE.glob("none/*.txt")), ids=lambda path: path.stem)
def test_a_text_that_asserts_none_of_the_claims_is_told_to_assert_none(path: Path) -> None:
    found = heard(path.read_text(encoding="utf-8"))
    assert [(one.claim, one.said.words) for one in found.heard if one.how == "asserts"] == []


@pytest.mark.parametrize("path", sorted(HERE.glob("none/*.txt")), ids=lambda path: path.stem)
def test_the_figures_of_such_a_text_are_told_as_unknown(path: Path) -> None:
    figures = yaml.safe_load((HERE / "none/figures.yaml").read_text(encoding="utf-8"))
    expected = figures.get(path.name) or figures.get(path.stem) or []
    found = heard(path.read_text(encoding="utf-8"))
    told = [one.figure.words for one in found.unknown]
    missed = [figure for figure in expected if not any(part in figure or figure in part for part in told)]
    assert len(missed) <= len(expected) // 4, missed


def test_long_letters_are_told_most_of_the_claims_they_make() -> None:
    expected = yaml.safe_load((HERE / "letters/claims.yaml").read_text(encoding="utf-8"))
    found = wanted = beside = 0
    for name, claims in expected.items():
        asserted = set(
            heard((HERE / "letters" / f"{name.removesuffix('.txt')}.txt").read_text(encoding="utf-8")).asserted()
        )
        named = {row["claim"] for row in claims}
        wanted, found, beside = wanted + len(named), found + len(named & asserted), beside + len(asserted - named)
    assert wanted == 60
    assert found >= LETTERS
    assert beside <= 6
