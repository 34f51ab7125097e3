"""From a pack's ids to what a report may print: by use, with its population, without an identifier that nobody checked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from necessity.library.load import library
from necessity.model.case import Case, LineItem, Request
from necessity.model.document import Document
from necessity.report.record import json_bytes
from necessity.review import review

LIBRARY = library()
BY_USE = {
    use: [one for one in LIBRARY.claims.values() if one.use == use]
    for use in ("cite", "cite_scoped", "replace", "drop")
}
PACK = """
pack: told
version: "1"
effective: {{from: 2020-01-01}}
sources: {{rule: {{document: A rule made for a test, basis: house}}}}
default_source: rule
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {{all: [{{id: slips, test: listhesis at this level, evidence: [{under}]}}]}}
outcomes: [{{procedure: lumbar-fusion, claims: [{beside}], when: {{id: hurts, says: The leg hurts., test: radicular_pain}}}}]
"""
NOTE = "Lumbar spine. Spondylolisthesis at L4-5. He had a laminectomy at L4-5 in 2019. He works as a baker."


def record(
    folder: Path, *, under: tuple[str, ...] = (), beside: tuple[str, ...] = ("no-such-claim",), note: str = NOTE
) -> dict[str, Any]:
    """The record of a fusion at L4-L5 under a pack that names these claims."""
    text = PACK.format(under=", ".join(under), beside=", ".join(beside))
    (folder / "pack.yaml").write_text(text.replace(", evidence: []", ""), encoding="utf-8")
    case = Case(
        id="told",
        received=date(2026, 3, 10),
        request=Request(
            line_items=(LineItem(id="1", requested_as="fusion", procedure="lumbar-fusion", levels=("L4-L5",)),)
        ),
        documents=(Document(id="note", kind="clinic note", authored=date(2026, 3, 3), text=note),),
    )
    made = review(case, packs=[str(folder)], search_path=(), as_of=date(2026, 3, 10))
    whole: dict[str, Any] = json.loads(json_bytes(made))
    return whole


def answer(folder: Path, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = record(folder, **more)["assessments"][0]
    return found


def test_the_library_has_claims_of_every_use() -> None:
    assert all(BY_USE.values()), {use: len(ones) for use, ones in BY_USE.items()}


def test_each_claim_prints_by_its_use(tmp_path: Path) -> None:
    told = answer(tmp_path, under=tuple(LIBRARY.claims))
    printed = {one["id"]: one for one in told["literature"]}
    for audited in LIBRARY.claims.values():
        if audited.use == "drop" or audited.verdict == "unverified":
            assert audited.claim not in printed
            continue
        one = printed[audited.claim]
        assert one["says"] == audited.says
        assert one["population"] or audited.use == "cite"
    for audited in BY_USE["replace"]:
        assert printed[audited.claim]["says"] not in audited.asserted
    slips = next(one for one in _findings(told["line_items"][0]["finding"]) if one["criterion"] == "slips")
    assert set(slips["evidence"]) == set(printed)  # a finding names no claim that is not printed


def test_no_identifier_that_nobody_checked_is_ever_printed(tmp_path: Path) -> None:
    unchecked = {one.id for paper in LIBRARY.papers.values() for one in paper.identifiers if not one.checked}
    assert unchecked
    names = tuple(LIBRARY.claims)
    text = json.dumps(record(tmp_path, under=names, beside=names))
    assert [one for one in sorted(unchecked) if one in text] == []


def test_a_claim_from_primary_surgery_says_that_this_is_a_revision(tmp_path: Path) -> None:
    primary = next(one.claim for one in BY_USE["cite_scoped"] if one.surgery == "primary" and not one.patients)
    (told,) = answer(tmp_path, under=(primary,))["literature"]
    assert (told["fits"], told["scope"]) == ("no", "from primary surgery; this is a revision")
    unknown = NOTE.replace(" He had a laminectomy at L4-5 in 2019.", "")
    (open_,) = answer(tmp_path, under=(primary,), note=unknown)["literature"]
    assert open_["fits"] == "unknown" and "not on record" in open_["scope"]


def test_outcomes_stand_under_their_kind_and_an_open_condition_is_told(tmp_path: Path) -> None:
    printable = [one for one in LIBRARY.claims.values() if one.use != "drop" and one.verdict != "unverified"]
    names = [next(one.claim for one in printable if one.kind == kind) for kind in ("benefit", "risk")]
    told = answer(tmp_path, beside=tuple(names))
    assert told["outcomes"][0]["id"] == names[0]  # what the pack names comes first, then what the procedure names
    assert told["risks"][0]["id"] == names[1]
    assert told["outcomes"][0]["fits"] != "yes"
    assert "whether this holds here is not shown: The leg hurts" in told["outcomes"][0]["scope"]
    assert told["outcomes"][0]["lines"] == ["1"] and told["outcomes"][0]["criteria"] == []
    hurts = answer(tmp_path, beside=tuple(names), note=NOTE.replace("He works as a baker", "He has left leg pain"))
    assert "whether this holds" not in (hurts["outcomes"][0]["scope"] or "")


def test_references_are_numbered_once_clauses_first_and_claims_point_at_them(tmp_path: Path) -> None:
    told = answer(tmp_path, under=tuple(LIBRARY.claims), beside=tuple(LIBRARY.claims))
    references = told["references"]
    assert [one["number"] for one in references] == list(range(1, len(references) + 1))
    kinds = [one["kind"] for one in references if one["kind"] == "criteria"]
    assert references[0]["kind"] == "criteria" and references[0]["basis"] == "house" and len(kinds) < len(references)
    refs = [one["ref"] for one in references]
    assert len(set(refs)) == len(refs)
    clauses = [place for place, one in enumerate(references) if one["basis"]]
    assert clauses == list(range(len(clauses)))
    pointed = {number for one in told["literature"] for number in (*one["sources"], *one["contrary"])}
    assert pointed and pointed <= {one["number"] for one in references if not one["basis"]}
    graded = next(one for one in references if one["series"] and one["part"])
    assert graded["year"] and graded["text"]


def test_a_claim_that_the_library_does_not_hold_is_left_out(tmp_path: Path) -> None:
    told = answer(tmp_path, under=("no-such-claim",))
    assert told["literature"] == [] and told["references"] == answer(tmp_path)["references"]


def test_the_answers_are_the_same_with_all_the_literature_and_with_none(tmp_path: Path) -> None:
    names = tuple(LIBRARY.claims)
    full, none = answer(tmp_path, under=names, beside=names), answer(tmp_path)
    for key in ("headline", "overall", "setting", "cautions", "steps"):
        assert full[key] == none[key]
    for one in _findings(full["line_items"][0]["finding"]):
        one["evidence"] = []
    for line in (*full["line_items"], *none["line_items"]):
        for one in _findings(line["finding"]):
            one.pop("policy_place")
    assert full["line_items"] == none["line_items"]


def _findings(finding: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding, *(one for child in finding["children"] for one in _findings(child))]


@pytest.mark.parametrize("use", ["cite", "cite_scoped", "replace"])
def test_what_is_printed_has_a_sentence(use: str) -> None:
    assert all(one.says for one in BY_USE[use] if one.verdict != "unverified")
