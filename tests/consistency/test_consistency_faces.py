"""The faces of a folder of answers: the same pairs, words that stay words, and how many are left out."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from folders import CARE, LIMITED, MILD, answered, case, found

from necessity.assessment.answered import Consistency
from necessity.consistency import face

NASTY = "<script>alert(1)</script> [x](http://x.org) | **mild** stenosis \x1b[31m"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Consistency:
    folder = tmp_path_factory.mktemp("given") / "answers"
    answered(folder, case("approved", MILD, CARE, LIMITED), "necessary", "Weeks of care failed")
    answered(folder, case("refused", MILD, CARE), "not_necessary", "Only mild narrowing", by=f"A plan {NASTY[8:13]}")
    answered(
        folder,
        case("third", MILD, CARE, NASTY.replace("\x1b", "")),
        "insufficient_information",
        NASTY.replace("\x1b", ""),
    )
    return found(folder)


def said(made: Consistency, format: str, most: int = 20) -> str:
    return face(made, format, most=most).decode()


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_every_face_tells_the_answers_the_clause_and_the_words_of_both_records(made: Consistency, format: str) -> None:
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\\", " ", said(made, format)))
    assert "The reason given for one holds of both records" in told
    assert told.count("mild central canal stenosis at L4-L5") >= 2
    assert "criterion narrow; Our page" in told.replace("&#39;", "'")
    assert "What may separate them" in told and "Daily life is limited" in told
    assert "Two answers are set side by side" in told and "not who is right" in told


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_what_is_left_out_is_counted(made: Consistency, format: str) -> None:
    assert len(made.pairs) > 1
    told = re.sub(r"<[^>]+>|`", "", said(made, format, most=1))
    assert f"And {len(made.pairs) - 1} more: --most shows them" in " ".join(told.split())
    assert len(json.loads(said(made, "json", most=1))["pairs"]) == len(made.pairs)


def test_no_word_of_a_chart_or_a_reason_becomes_markup(made: Consistency) -> None:
    assert "<script" not in said(made, "html") and "&lt;script" in said(made, "html")
    told = said(made, "markdown")
    assert r"\*\*mild\*\*" in told and not re.search(r"(?<!\\)\]\(", told) and "<script" not in told.replace(r"\<", "")


def test_lines_of_text_keep_to_the_width(made: Consistency) -> None:
    lines = face(made, "text", most=20, width=80).decode().splitlines()
    assert max(map(len, lines)) <= 80 and len(lines) > 30


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.ids |= {own["id"] or ""} if "id" in own else set()
        self.targets += [own["href"] or ""] if "href" in own else []


def test_every_link_of_the_page_leads_somewhere_on_it(made: Consistency) -> None:
    links = _Links()
    links.feed(said(made, "html"))
    assert links.targets and {one.removeprefix("#") for one in links.targets} <= links.ids


def test_the_json_has_every_key_and_the_words_of_both(made: Consistency) -> None:
    record = json.loads(said(made, "json"))
    pair = record["pairs"][0]
    assert {"better", "worse", "says", "is_fault", "nothing_separates", "reasons_that_hold", "separates"} <= pair.keys()
    assert {"beside_the_criteria", "against", "alike", "silent", "stands_for", "requests_differ"} <= pair.keys()
    (held,) = pair["reasons_that_hold"]
    assert (held["criterion"], held["shown"], held["better"]["verdict"]) == ("narrow", True, "not_met")
    (fact,) = held["better"]["facts"]
    assert fact["evidence"][0]["words"] == "mild central canal stenosis at L4-L5"
    assert record["faults"] == len(made.faults) >= 1
