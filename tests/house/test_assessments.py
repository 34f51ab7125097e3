"""Every sentence of the five published assessments is accounted for: our field exists and is filled, or a reason is given."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from assessments_table import CLAIM_SECTIONS, KINDS, PAGE, at, is_filled, load, page
from checkout import ROOT, expect_none

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.library.load import library
from necessity.report.record import as_record
from necessity.review import review

EXAMPLES = ROOT / "examples"
AS_OF = date(2026, 3, 10)  # for the bare question, which names no day

ASSESSMENTS = load()
CARRIED = [
    (assessment, sentence)
    for assessment in ASSESSMENTS
    for sentence in assessment.sentences
    if sentence.not_produced is None
]


@cache
def record_of(example: str, pack: str) -> Any:
    """The JSON of the review of one example chart, as a tree."""
    given = EXAMPLES / example
    source = given if given.is_file() else given / "case.yaml"
    name = pack if "@" in pack else str(ROOT / pack)
    return as_record(review(case_of(source), packs=[name], as_of=AS_OF))


def claims_in(record: Any) -> set[str]:
    """The ids of every claim from the literature that the review prints."""
    return {claim["id"] for section in CLAIM_SECTIONS for claim in at(record, f"assessments[].{section}[]")}


# -- the answers -------------------------------------------------------------------------------------------------------

ANSWERS = {
    "revision-fusion": (["approve"] * 3, "approve"),
    "hardware-removal": (["approve"] * 3 + ["pend"], "approve"),
    "revision-discectomy/complete": (["approve"], "not asked"),
    "instrumented-fusion": (["approve"] * 6 + ["pend", "refer"], "not asked"),
    "after-the-fact": (["approve"] * 4, "not asked"),
}
"""Line by line in the order of the request, and for the setting, as the published assessments answer."""


def test_each_example_gets_the_answers_of_its_published_assessment() -> None:
    examples = {assessment.sentences[0].example: assessment.pack for assessment in ASSESSMENTS}
    found = {}
    for example, pack in examples.items():
        (assessed,) = record_of(example, pack)["assessments"]
        lines = [line["recommendation"] for line in sorted(assessed["line_items"], key=lambda line: line["id"])]
        found[example] = (lines, assessed["setting"]["recommendation"])
    assert found == ANSWERS


# -- the data ----------------------------------------------------------------------------------------------------------


def test_the_five_assessments_are_there_in_order() -> None:
    assert [(one.title, one.updated) for one in ASSESSMENTS] == [
        ("Revision L3-L4 Fusion and Laminectomy is Medically Necessary for This Patient", None),
        ("Medical Necessity Assessment for L4-5 Revision Surgery", date(2025, 12, 3)),
        ("Medical Necessity for Revision L4-5 Microdiscectomy", None),
        (
            "L5-S1 Revision Posterior Spinal Decompression and Instrumented Fusion is Medically Indicated",
            date(2025, 11, 17),
        ),
        ("Medical Necessity Assessment for Recurrent Disk Herniation Surgery", date(2025, 12, 4)),
    ]


def test_sentences_are_numbered_without_a_hole() -> None:
    for assessment in ASSESSMENTS:
        numbers = [one.number for one in assessment.sentences]
        assert numbers == list(range(1, len(numbers) + 1)), assessment.title


def test_there_is_something_of_each_kind_and_most_of_it_is_carried() -> None:
    sentences = [one for assessment in ASSESSMENTS for one in assessment.sentences]
    kinds = Counter(one.kind for one in sentences)
    assert len(sentences) > 250
    assert all(kinds[kind] > 0 for kind in KINDS), kinds
    medical = [
        one for one in sentences if one.kind not in ("related question", "notice", "site furniture", "reference")
    ]
    carried = [one for one in medical if one.not_produced is None]
    assert len(carried) > len(medical) * 3 / 4


def test_no_sentence_is_both_unproduced_and_unexplained() -> None:
    expect_none(
        f"{assessment.id} {one.number}: '{one.not_produced}' explains nothing"
        for assessment in ASSESSMENTS
        for one in assessment.sentences
        if one.not_produced is not None and len(one.not_produced.split()) < 3
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{number: 1, kind: answer, about: yes}", "both or neither"),
        ("{number: 1, kind: answer, about: yes, fields: [overall], not_produced: because}", "both or neither"),
        ("{number: 1, kind: anser, about: yes, fields: [overall]}", "did you mean 'answer'"),
        ("{number: 1, kind: answer, about: one two three four five six seven eight nine, fields: [a]}", "too long"),
        ("{number: 1, kind: answer, about: yes, field: [overall]}", "unknown key 'field'"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    file = tmp_path / "table.yaml"
    head = "assessments:\n  - {assessment: a, title: A, pack: p, example: e, sentences: ["
    file.write_text(f"{head}{row}]}}\n", encoding="utf-8")
    with pytest.raises(InputUnusable) as unusable:
        load(file)
    assert any(told in str(problem) for problem in unusable.value.problems)
    assert all("table.yaml:2" in str(problem) for problem in unusable.value.problems)


# -- the fields --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", [1]),
        ("b[].c", [2, 3]),
        ("b[c=3].d", ["x"]),
        ("b[c=4].d", []),
        ("nothing", []),
        ("**[c=3].d", ["x"]),
        ("b[].nothing", []),
    ],
)
def test_a_path_names_what_it_says(path: str, expected: list[object]) -> None:
    assert at({"a": 1, "b": [{"c": 2}, {"c": 3, "d": "x"}]}, path) == expected


@pytest.mark.parametrize("path", ["a b", "a..b", "[x]", "a[]b"])
def test_what_is_no_path_is_told(path: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        at({"a": [{"b": 1}]}, path)


@pytest.mark.parametrize(
    ("value", "filled"), [(None, False), ("", False), ([], False), ({}, False), (0, True), ([1], True)]
)
def test_what_counts_as_filled(value: object, filled: bool) -> None:
    assert is_filled(value) is filled


def test_every_field_exists_and_is_filled_in_its_example() -> None:
    assert CARRIED
    wrong = []
    for assessment, sentence in CARRIED:
        for field in sentence.fields:
            found = at(record_of(sentence.example, assessment.pack), field)
            if not any(is_filled(value) for value in found):
                state = "empty" if found else "not there"
                wrong.append(f"{assessment.id} {sentence.number} ({sentence.example}): {field} is {state}")
    expect_none(wrong)


def test_every_claim_is_in_the_library_and_names_the_assessment() -> None:
    known = library().claims
    named = [
        (assessment, one, claim) for assessment in ASSESSMENTS for one in assessment.sentences for claim in one.claims
    ]
    assert len({claim for _, _, claim in named}) > 60
    expect_none(
        f"{assessment.id} {one.number}: no claim '{claim}'" for assessment, one, claim in named if claim not in known
    )
    silent = {
        f"{claim.claim}: asserted in {assessment}, and no sentence there names it"
        for claim in known.values()
        for assessment in claim.asserted_in
        if not any(named_claim == claim.claim and where.id == assessment for where, _, named_claim in named)
    }
    expect_none(silent)


def test_a_claim_is_printed_where_its_sentence_says_so_and_a_dropped_one_nowhere() -> None:
    known = library().claims
    wrong = []
    for assessment in ASSESSMENTS:
        for sentence in assessment.sentences:
            for claim in sentence.claims:
                printed = claim in claims_in(record_of(sentence.example, assessment.pack))
                dropped, unread = known[claim].use == "drop", known[claim].verdict == "unverified"
                where = f"{assessment.id} {sentence.number}: {claim}"
                if dropped and printed:
                    wrong.append(f"{where} is dropped and printed")
                if sentence.not_produced is None and not (printed or dropped or unread):
                    wrong.append(f"{where} is not printed in {sentence.example}")
    expect_none(wrong)


def test_only_a_dropped_claim_is_called_dropped() -> None:
    known = library().claims
    called = [
        (assessment, one)
        for assessment in ASSESSMENTS
        for one in assessment.sentences
        if (one.not_produced or "").startswith("claim dropped")
    ]
    assert len(called) > 15
    expect_none(
        f"{assessment.id} {one.number}: {claim} is to be printed"
        for assessment, one in called
        for claim in one.claims
        if known[claim].use != "drop"
    )


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_what_the_data_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(ASSESSMENTS), "run `make assessments`"
