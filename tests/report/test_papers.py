"""What papers say is told once, with its population; what was measured in other patients takes one line and stays findable."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import rich_samples
from every_chart import assessments
from markupsafe import escape
from rich_samples import COHORT, ELSEWHERE, FIRST_ONLY, FOR, GUIDELINE, RISK, SCOPE, claim

from necessity.assessment.assessment import Assessment, PackAssessment
from necessity.assessment.claim import Citation, ClaimUsed
from necessity.library.load import library
from necessity.report.answer_record import OUTCOMES
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.parts import Cited
from necessity.report.phrases import cited_words
from necessity.report.record import json_bytes
from necessity.report.terminal import render


def plain(assessment: Assessment) -> str:
    """The Markdown without its marks."""
    return re.sub(r"[*#]|\\(?=[^\w\s])", "", markdown(assessment))


TEXTS: dict[str, Callable[[Assessment], str]] = {"text": render, "markdown": plain}
every_text = pytest.mark.parametrize("face", TEXTS)
FOLDED = ClaimUsed(claim=ELSEWHERE, lines=("1",), fits="no", scope=SCOPE)


def told(face: str, assessment: Assessment | None = None) -> str:
    return one_line(TEXTS[face](assessment or rich_samples.rich()))


def one_line(text: str) -> str:
    return " ".join(text.split())


def with_claims(*, literature: tuple[ClaimUsed, ...] = (), outcomes: tuple[ClaimUsed, ...] = ()) -> Assessment:
    """The rich assessment with these claims and no others."""
    made = rich_samples.rich()
    return replace(made, packs=(replace(made.packs[0], literature=literature, outcomes=outcomes),))


def under(used: ClaimUsed) -> ClaimUsed:
    return replace(used, criteria=("compression",))


def references(text: str) -> str:
    return text[text.rindex("References") :]


def record(assessment: Assessment) -> dict[str, dict[str, object]]:
    """Every claim of the JSON by its id."""
    (answer,) = json.loads(json_bytes(assessment))["assessments"]
    groups = [answer[key] for key in answer if isinstance(answer[key], list)]
    return {one["id"]: one for group in groups for one in group if isinstance(one, dict) and "fits" in one}


# -- measured in other patients ----------------------------------------------------------------------------------------


@every_text
def test_what_was_measured_in_others_takes_one_line_with_its_reason_and_its_name(face: str) -> None:
    text = told(face)
    assert "Measured in other patients. Each stands whole in the library: necessity evidence NAME." in text
    assert re.search(
        r"- from primary surgery; this is a revision:?\s+(- )?"
        r"E5, against \(line 1\): back pain after a first operation \(back-pain-eases\)",
        text,
    )
    assert "Back pain was the same" not in text


@every_text
def test_its_papers_are_listed_only_if_another_claim_cites_them(face: str) -> None:
    listed = references(told(face))
    assert "Example C" not in listed and "87654321" not in listed
    assert "Example A. Second operations" in listed  # the claims under the criteria rest on it as well
    also = with_claims(outcomes=(FOLDED, ClaimUsed(claim=replace(RISK, sources=(FIRST_ONLY,)), fits="yes")))
    assert "Example C" in references(told(face, also))


def test_a_page_has_it_whole_behind_one_line_with_its_papers() -> None:
    text = one_line(page(rich_samples.rich()))
    found = re.search(r'<li id="e1-E5"><details><summary>(.*?)</summary>(.*?)</details>', text)
    assert found
    assert "back pain after a first operation" in found[1] and "back-pain-eases" in found[1]
    for words in (
        "Back pain was the same.",
        "measured in: adults with a herniation that came back",
        "measured on images, not as what patients feel; from primary surgery; this is a revision",
        "evidence: level 3",
    ):
        assert words in found[2]
    number = re.search(r'<a href="#source-1-(\d+)">\[\1\]</a> trial 2012', found[2])
    assert number
    assert f'<li id="source-1-{number[1]}" value="{number[1]}">Example C. [a first operation]' in text


def test_the_json_has_it_whole() -> None:
    one = record(rich_samples.rich())["back-pain-eases"]
    assert (one["fits"], one["scope"], one["subject"]) == ("no", SCOPE, "back pain after a first operation")
    assert one["says"] == "Back pain was the same." and one["sources"]


@every_text
def test_under_a_criterion_it_is_told_whole_and_says_that_it_does_not_fit(face: str) -> None:
    text = told(face, with_claims(literature=(under(FOLDED),)))
    assert "Back pain was the same." in text and f"Note: {SCOPE}" in text
    assert "Measured in other patients" not in text
    assert "Example C" in references(text)


@every_text
def test_a_claim_under_a_criterion_is_not_told_again_beside_a_procedure(face: str) -> None:
    text = told(face, with_claims(literature=(under(FOLDED),), outcomes=(FOLDED,)))
    assert text.count("Back pain was the same.") == 1 and "back-pain-eases" not in text
    assert page(with_claims(literature=(under(FOLDED),), outcomes=(FOLDED,))).count('id="e1-E1"') == 1


@every_text
def test_where_nothing_else_is_told_the_section_still_stands(face: str) -> None:
    made = with_claims(outcomes=(FOLDED,))
    assert "Outcomes, risks and what follows" in told(face, made)
    assert "(back-pain-eases)" in told(face, made)
    assert 'href="#outcomes-1"' in page(made)


@every_text
def test_a_reason_that_adds_to_another_says_only_what_it_adds(face: str) -> None:
    more = "from patients with stenosis, which is not shown here"
    second = replace(FOLDED, claim=replace(ELSEWHERE, id="stay", subject="the stay"), scope=f"{SCOPE}; {more}")
    text = told(face, with_claims(outcomes=(second, FOLDED)))
    assert (
        text.index(f"- {SCOPE}") < text.index("(back-pain-eases)") < text.index(f"- and {more}") < text.index("(stay)")
    )
    assert text.count(SCOPE) == 1


# -- what is told whole ------------------------------------------------------------------------------------------------


@every_text
def test_a_claim_of_unknown_fit_tells_whom_how_good_and_which_papers(face: str) -> None:
    text = told(face)
    assert re.search(
        r"E3, for \(line 1\): Function was better after two years\. (- )?"
        r"Measured in: adults with a herniation that came back\. "
        r"Note: from patients with stenosis, which is not shown here\. Level 3 from \[\d\]; to the contrary: \[\d\]\.",
        text,
    )


@every_text
def test_what_images_do_not_tell_is_said_once_in_a_section(face: str) -> None:
    one, other = (ClaimUsed(claim=replace(RISK, id=id, endpoint="radiographic"), fits="yes") for id in ("a", "b"))
    text = told(face, with_claims(outcomes=(one, other)))
    assert text.count("What was measured on images is not what patients feel.") == 1
    assert text.count("Measured on images in: adults with") == 2
    assert "on images" not in told(face, with_claims(outcomes=(ClaimUsed(claim=RISK, fits="yes"),)))


def test_a_grade_is_told_where_its_guideline_is_cited_first() -> None:
    twice = tuple(under(ClaimUsed(claim=replace(FOR, id=id), fits="yes")) for id in ("first", "second"))
    text = told("text", with_claims(literature=twice))
    assert len(re.findall(r"from \[\d\] grade B", text)) == 1
    assert len(re.findall(r"from \[\d\];", text)) == 1


def test_numbers_in_a_row_are_one_span() -> None:
    papers = [Cited(number=number, words="", grade="") for number in (9, 2, 3, 4, 12, 11)]
    assert cited_words(tuple(papers)) == "[2-4, 9, 11, 12]"
    graded = [Cited(number=number, words="", grade="grade B") for number in (8, 7)]
    assert cited_words((*papers, *graded)) == "[7, 8] grade B; [2-4, 9, 11, 12]"


def test_a_heading_names_the_criteria_by_their_numbers() -> None:
    heading = r"\n   1\.1, 3\.1 Imaging shows the root compressed at the level and side\n     E1, for"
    assert re.search(heading, render(rich_samples.rich()))


# -- the list of references --------------------------------------------------------------------------------------------


def listed(paper: Citation) -> str:
    used = ClaimUsed(claim=claim("one", "risk", "neither", "It happens.", paper), fits="yes")
    text = references(one_line(render(with_claims(outcomes=(used,)))))
    return next(part for part in re.split(r" (?=\[\d+\] )", text) if part[4:11] == paper.text[:7])


def test_a_reference_leaves_out_our_words_for_a_paper_that_its_journal_names() -> None:
    whole = "[4] Example C. An example journal 2012;5:2. trial, level 2; PMID 87654321; not re-read."
    assert listed(FIRST_ONLY).startswith(whole)


@pytest.mark.parametrize(
    "text",
    [
        "Example C. [a first operation].",
        "[a first operation]. An example journal 2012.",
        "Example C. [a talk]. A journal.",
    ],
)
def test_a_reference_that_nothing_else_names_keeps_our_words(text: str) -> None:
    assert listed(replace(FIRST_ONLY, text=text, identifiers=())).removeprefix("[4] ").startswith(text)


def test_a_reference_keeps_grade_level_identifiers_and_how_it_was_read() -> None:
    words = listed(replace(GUIDELINE, read="known from a page about it", identifiers=("PMID 1", "DOI 10.1/a", "PMC2")))
    for part in ("guideline", "part 9", "grade B", "level 2", "PMID 1", "DOI 10.1/a", "PMC2", "from a page about it"):
        assert part in words


def test_a_kind_that_its_level_says_stands_once_over_the_list() -> None:
    text = one_line(render(rich_samples.rich()))
    assert "level 3 is a cohort, level 4 a series" in text
    assert "An example journal 2010;3:1. level 3; PMID 12345678" in text
    assert "cohort, level 2" in listed(replace(COHORT, level="L2"))


# -- the examples ------------------------------------------------------------------------------------------------------


def answers() -> list[tuple[str, Assessment, PackAssessment]]:
    return [(name, made, pack) for name, made in assessments().items() if "examples/" in name for pack in made.packs]


@every_text
def test_every_claim_of_an_example_is_told_once_whole_or_by_its_name(face: str) -> None:
    known = library().claims
    folded = 0
    for name, made, pack in answers():
        text = told(face, made)
        for used in pack.literature:
            assert text.count(one_line(used.claim.says)) == 1, (name, used.claim.id)
        for used in pack.outcomes:
            whole, line = text.count(one_line(used.claim.says)), text.count(f"({used.claim.id})")
            assert (whole, line) == ((0, 1) if used.fits == "no" else (1, 0)), (name, used.claim.id)
            folded += line
            assert used.claim.id in known and used.claim.subject == known[used.claim.id].subject
    assert folded > 20


def test_a_number_is_the_same_reference_in_every_format() -> None:
    for name, made, _ in answers():
        (answer,) = json.loads(json_bytes(made))["assessments"]
        html, text = one_line(page(made)), references(plain(made))
        whole = answer["literature"] + [one for key in OUTCOMES for one in answer[key] if one["fits"] != "no"]
        cited = {number for one in whole for number in (*one["sources"], *one["contrary"])}
        papers = {one["number"]: one["text"].rstrip(".") for one in answer["references"] if one["basis"] is None}
        assert sorted(papers)[: len(cited)] == sorted(cited), name  # those that only folded claims name come last
        for number, words in papers.items():
            assert f'value="{number}">{escape(words)}' in html, (name, number)
            assert (f"[{number}] {words}" in text) == (number in cited), (name, number)


def test_every_reference_of_an_example_keeps_what_was_checked() -> None:
    for name, made, pack in answers():
        text = references(one_line(render(made)))
        whole = (*pack.literature, *(used for used in pack.outcomes if used.fits != "no"))
        for paper in (paper for used in whole for paper in (*used.claim.sources, *used.claim.contrary)):
            for part in (*paper.identifiers, paper.grade or "", f"level {paper.level[1:]}" if paper.level else ""):
                assert part in text, (name, paper.ref, part)
