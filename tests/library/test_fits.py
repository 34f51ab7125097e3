"""Whether a claim fits the patient: the sort of surgery and the patients that it was measured in, told in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necessity.library.cite import used
from necessity.library.load import library
from necessity.model.case import Case, LineItem, Request
from necessity.model.document import Document
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.terminal import render
from necessity.review import review
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict, any_of

SHELF = library()
VERDICTS = st.sampled_from((MET, NOT_MET, UNKNOWN))
FIRST = "from primary surgery; this is a revision"
FIRST_OPEN = "from primary surgery; whether this is a revision is not on record"
AGAIN = "from revision surgery; this is a first operation"
HERNIATED_NOT = "from patients with a herniated disc, which the chart rules out here"
HERNIATED_OPEN = "from patients with a herniated disc, which is not shown here"
RECURRENT_NOT = "from patients with a herniation that came back, which the chart rules out here"


@pytest.mark.parametrize(
    ("name", "revision", "group", "fits", "scope"),
    [
        ("no-fusion-at-first-discectomy", NOT_MET, MET, "yes", ""),
        ("no-fusion-at-first-discectomy", NOT_MET, UNKNOWN, "unknown", HERNIATED_OPEN),
        ("no-fusion-at-first-discectomy", NOT_MET, NOT_MET, "no", HERNIATED_NOT),
        ("no-fusion-at-first-discectomy", UNKNOWN, MET, "unknown", FIRST_OPEN),
        ("no-fusion-at-first-discectomy", UNKNOWN, UNKNOWN, "unknown", f"{FIRST_OPEN}; {HERNIATED_OPEN}"),
        ("no-fusion-at-first-discectomy", UNKNOWN, NOT_MET, "no", f"{FIRST_OPEN}; {HERNIATED_NOT}"),
        ("no-fusion-at-first-discectomy", MET, MET, "no", FIRST),
        ("no-fusion-at-first-discectomy", MET, UNKNOWN, "no", f"{FIRST}; {HERNIATED_OPEN}"),
        ("no-fusion-at-first-discectomy", MET, NOT_MET, "no", f"{FIRST}; {HERNIATED_NOT}"),
        ("relief-after-revision-discectomy", MET, MET, "yes", ""),
        ("relief-after-revision-discectomy", MET, NOT_MET, "no", RECURRENT_NOT),
        ("relief-after-revision-discectomy", NOT_MET, MET, "no", AGAIN),
        ("leg-pain-is-the-target", UNKNOWN, MET, "yes", ""),
    ],
)
def test_a_claim_says_where_its_surgery_or_its_patients_are_others(
    name: str, revision: Verdict, group: Verdict, fits: str, scope: str
) -> None:
    told = used(SHELF, name, revision=revision, patients=dict.fromkeys(SHELF.patients, group))
    assert told is not None
    assert (told.fits, told.scope) == (fits, scope)


@given(st.sampled_from(sorted(SHELF.claims)), VERDICTS, st.fixed_dictionaries(dict.fromkeys(SHELF.patients, VERDICTS)))
def test_a_claim_fits_where_any_of_its_groups_does_and_says_why_where_it_does_not(
    name: str, revision: Verdict, patients: dict[str, Verdict]
) -> None:
    told = used(SHELF, name, revision=revision, patients=patients)
    if told is None:
        return
    groups = SHELF.claims[name].patients
    own = any_of(patients[group] for group in groups) if groups else MET
    if told.fits == "yes":
        assert own is MET and told.scope == ""
    else:
        assert told.scope
    assert (own is NOT_MET) == ("which the chart rules out here" in told.scope)
    assert (own is UNKNOWN) == ("which is not shown here" in told.scope)
    if own is NOT_MET:
        assert told.fits == "no"


def test_several_groups_are_named_together() -> None:
    told = used(SHELF, "reoperation-after-revision", revision=MET, patients=dict.fromkeys(SHELF.patients, NOT_MET))
    assert told is not None
    whom = "stenosis, a fusion that has not healed or a fusion at the next level"
    assert told.scope == f"from patients with {whom}, which the chart rules out here"


def test_a_claim_that_names_no_group_fits_any_patient() -> None:
    told = used(SHELF, "revision-raises-dural-tear", revision=MET)
    assert SHELF.claims["revision-raises-dural-tear"].patients == ()
    assert told is not None and (told.fits, told.scope) == ("yes", "")


def test_cost_says_that_it_decides_nothing() -> None:
    told = used(SHELF, "fusion-time-stay-and-charges", revision=MET)
    assert told is not None and told.claim.caveat == "cost decides nothing here"


PACK = """
pack: told
version: "1"
effective: {from: 2020-01-01}
sources: {rule: {document: A rule made for a test, basis: house}}
default_source: rule
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires: {id: tight, says: The canal is narrow., test: stenosis at this level, evidence: [leg-pain-is-the-target]}
"""
MRI = "MRI lumbar spine. L4-5: severe central stenosis. No disc herniation at L4-5."


@pytest.mark.parametrize(
    ("words", "fits", "scope"),
    [
        (MRI, "no", HERNIATED_NOT),
        (MRI.replace(" No disc herniation at L4-5.", ""), "unknown", HERNIATED_OPEN),
        (MRI.replace("No disc herniation", "Left paracentral disc herniation"), "yes", ""),
    ],
)
def test_a_claim_of_herniation_beside_a_request_for_stenosis_says_that_it_does_not_fit(
    tmp_path: Path, words: str, fits: str, scope: str
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    asked = LineItem(id="1", requested_as="laminectomy", procedure="laminectomy", levels=("L4-L5",))
    case = Case(
        id="told",
        received=date(2026, 3, 10),
        request=Request(line_items=(asked,)),
        documents=(Document(id="mri", kind="imaging report", authored=date(2026, 3, 3), text=words),),
    )
    made = review(case, packs=[str(tmp_path)], as_of=date(2026, 3, 10))
    (told,) = (one for one in made.packs[0].literature if one.claim.id == "leg-pain-is-the-target")
    assert (told.fits, told.scope) == (fits, scope)
    shown = [" ".join(face.split()) for face in (render(made, console_width=4000), markdown(made), page(made))]
    for whom in (HERNIATED_NOT, HERNIATED_OPEN):
        assert [whom in face for face in shown] == [whom == scope] * 3
