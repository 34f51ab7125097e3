"""A FHIR record as a case: what each status makes of a code, whose record it is, what is asked, and what is told as set aside."""

# ruff: noqa: E501

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made import pdf

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.document import Resource
from necessity.model.fact import Fact
from necessity.review import Reading, read, review

RECORDS = Path(__file__).parent / "records"
DAY = date(2026, 3, 10)
SNOMED, ICD, LOINC, CPT = (
    "http://snomed.info/sct",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://loinc.org",
    "http://www.ama-assn.org/go/cpt",
)
PATIENT = {
    "resourceType": "Patient",
    "id": "1",
    "name": [{"family": "Roe", "given": ["Jane"]}],
    "birthDate": "1986-05-02",
    "gender": "female",
}
MINE = {"reference": "Patient/1"}


def coded(system: str, code: str, **more: Any) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], **more}


def condition(verified: str | None = "confirmed", clinical: str | None = "active", **more: Any) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Condition",
        "id": "c",
        "subject": MINE,
        "code": coded(SNOMED, "192970008"),
        "recordedDate": "2026-02-16",
    }
    if verified is not None:
        resource["verificationStatus"] = {"coding": [{"code": verified}]}
    if clinical is not None:
        resource["clinicalStatus"] = {"coding": [{"code": clinical}]}
    return resource | more


def record(folder: Path, *resources: dict[str, Any], patient: dict[str, Any] | None = PATIENT) -> Case:
    """The case of a bundle of these resources, and of one patient."""
    every = ([patient] if patient else []) + list(resources)
    path = folder / "record.json"
    path.write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in every]})
    )
    return case_of(path)


def told(facts: tuple[Fact, ...]) -> list[tuple[str, str | None, str]]:
    return [(fact.kind, None if fact.value is None else str(fact.value), fact.assertion.value) for fact in facts]


def whole() -> Reading:
    return read(case_of(RECORDS / "bundle.json"), as_of=DAY)


# -- a whole record ----------------------------------------------------------------------------------------------------


def test_every_coded_fact_of_a_record_with_its_assertion() -> None:
    facts = [fact for fact in whole().chart.facts if fact.reader == "coded"]
    found = {
        (fact.kind, str(fact.value), fact.assertion.value, fact.qualifiers.get("level"), fact.qualifiers.get("side"))
        for fact in facts
    }
    assert found == {
        ("radicular_pain", "None", "present", None, "left"),
        ("cauda_equina", "None", "absent", None, None),
        ("disc_herniation", "None", "absent", "L5-S1", None),
        ("stenosis", "None", "possible", None, None),
        ("pregnancy", "None", "historical", None, None),
        ("prior_surgery", "discectomy", "present", "L4-L5", "left"),
        ("prior_surgery", "fusion", "absent", None, None),
        ("conservative_care", "None", "present", None, None),
        ("conservative_care", "None", "possible", None, None),
        ("hba1c", "5.4%", "present", None, None),
        ("nicotine", "never", "present", None, None),
        ("diabetes", "None", "absent", None, None),
        ("imaging_study", "mri_contrast", "present", None, None),
    }


def test_the_evidence_of_a_coded_fact_is_the_resource_and_its_words() -> None:
    pain = next(fact for fact in whole().chart.facts if fact.kind == "radicular_pain" and fact.reader == "coded")
    assert pain.evidence == (Resource(reference="Condition/sciatica", path="code", words="Sciatica on the left"),)
    assert str(pain.when) == "2026-02-16"
    assert str(pain.recorded) == "2026-02-16"


def test_a_course_has_its_days_and_an_operation_its_month() -> None:
    facts = {
        (fact.kind, str(fact.qualifiers.get("modality"))): fact
        for fact in whole().chart.facts
        if fact.reader == "coded"
    }
    therapy = facts["conservative_care", "physical_therapy"]
    assert (str(therapy.when), str(therapy.until)) == ("2025-12-01", "2026-01-20")
    done = next(f for f in whole().chart.facts if f.kind == "prior_surgery" and not f.is_denial)
    assert str(done.when) == "2023-06"


def test_what_was_set_aside_is_told_once_for_each_reason() -> None:
    remarks = whole().chart.remarks
    assert "Set aside: Condition/wrong-chart (entered in error)." in remarks
    assert "Set aside: Condition/of-another (it names another patient)." in remarks
    assert "Set aside: QuestionnaireResponse/form (answers to questionnaires are not read)." in remarks
    assert "Set aside: Condition/changed-meaning (an extension that is not known here changes what it says)." in remarks
    assert (
        "Set aside: Procedure/cancelled (no fact: it did not take place, which says nothing of other days)." in remarks
    )
    assert "Set aside: the notes of Condition/not-cauda (what they belong to is not asserted)." in remarks


def test_the_words_of_a_record_are_documents_with_kind_and_day() -> None:
    found = {one.id: (one.kind, str(one.authored), one.readable) for one in case_of(RECORDS / "bundle.json").documents}
    assert found == {
        "Procedure/therapy": ("other", "2026-01-20", True),
        "DocumentReference/visit": ("clinic note", "2026-03-03", True),
        "DocumentReference/elsewhere": ("imaging report", "None", False),
        "DiagnosticReport/mri": ("imaging report", "2026-02-24", True),
    }


def test_the_authorization_claim_is_the_request() -> None:
    case = case_of(RECORDS / "bundle.json")
    assert case.request is not None
    line = case.request.line_items[0]
    assert (line.service, line.procedure, line.levels, line.side, line.units) == (
        "cpt:63042",
        "revision-discectomy",
        ("L4-L5",),
        "left",
        1,
    )
    assert (case.request.setting, case.request.urgency, str(case.request.service_date)) == (
        "outpatient",
        "standard",
        "2026-03-20",
    )
    assert case.request.diagnoses == ("M51.16",)
    assert (str(case.received), case.payer) == ("2026-03-10", "Some plan")
    assert (case.member.name, str(case.member.born), case.member.sex) == ("Jane Roe", "1986-05-02", "female")


def test_a_record_is_judged_and_what_was_set_aside_stands_before_the_answer() -> None:
    answer = review(case_of(RECORDS / "bundle.json"), packs=["published-assessments"], as_of=DAY)
    assert [line.recommendation.value for line in answer.packs[0].line_items] == ["pend"]
    assert any("entered in error" in notice for notice in answer.notices)
    assert any("DocumentReference/elsewhere" in notice for notice in answer.notices)


# -- one status at a time ----------------------------------------------------------------------------------------------

# fmt: off
CONDITIONS = [
    # verificationStatus, clinicalStatus                                      what it makes
    ("confirmed",        "active",      "present"),
    ("confirmed",        "recurrence",  "present"),
    (None,               "active",      "present"),
    (None,               None,          "present"),
    ("confirmed",        "resolved",    "historical"),
    ("confirmed",        "remission",   "historical"),
    ("unconfirmed",      "active",      "possible"),
    ("provisional",      None,          "possible"),
    ("differential",     "active",      "possible"),
    ("refuted",          None,          "absent"),
    ("refuted",          "active",      "absent"),
    ("entered-in-error", None,          None),
    ("entered-in-error", "active",      None),
    ("no such status",   "active",      None),
    ("confirmed",        "no such",     None),
]
PROCEDURES = [("completed", "present"), ("not-done", "absent"), ("preparation", "planned"), ("in-progress", "possible"),
              ("stopped", "possible"), ("on-hold", "possible"), ("entered-in-error", None), ("unknown", None), ("", None)]
OBSERVATIONS = [("final", True, "present"), ("amended", True, "present"), ("corrected", True, "present"), ("preliminary", True, "possible"),
                ("final", False, "absent"), ("preliminary", False, None), ("registered", True, None), ("cancelled", True, None),
                ("entered-in-error", True, None), ("unknown", True, None)]
# fmt: on


@pytest.mark.parametrize(("verified", "clinical", "expected"), CONDITIONS)
def test_what_a_condition_says(
    verified: str | None, clinical: str | None, expected: str | None, tmp_path: Path
) -> None:
    case = record(tmp_path, condition(verified, clinical), condition(id="other", code=coded(SNOMED, "195967001")))
    found = [fact for fact in case.coded if fact.kind == "cauda_equina"]
    assert [fact.assertion.value for fact in found] == ([expected] if expected else [])
    assert bool([one for one in case.remarks if "Condition/c" in one]) == (expected is None)


@pytest.mark.parametrize(("status", "expected"), PROCEDURES)
def test_what_a_procedure_says(status: str, expected: str | None, tmp_path: Path) -> None:
    done = {"resourceType": "Procedure", "id": "p", "status": status, "subject": MINE, "code": coded(CPT, "63047")}
    case = record(tmp_path, done, condition())
    found = [fact for fact in case.coded if fact.kind == "prior_surgery"]
    assert told(tuple(found)) == ([("prior_surgery", "laminectomy", expected)] if expected else [])


@pytest.mark.parametrize(
    "more",
    [
        {"performedDateTime": "2026-01-02"},
        {"performedDateTime": "soon"},
        {"statusReason": {"text": "fever"}},
        {"basedOn": [{"reference": "ServiceRequest/1"}]},
    ],
)
def test_one_event_that_did_not_take_place_says_nothing_of_others(more: dict[str, Any], tmp_path: Path) -> None:
    done = {
        "resourceType": "Procedure",
        "id": "p",
        "status": "not-done",
        "subject": MINE,
        "code": coded(CPT, "63047"),
    } | more
    case = record(tmp_path, done, condition())
    assert [fact.kind for fact in case.coded] == ["cauda_equina"]
    assert any("says nothing of other days" in one for one in case.remarks)


@pytest.mark.parametrize(("status", "answer", "expected"), OBSERVATIONS)
def test_what_an_observation_of_yes_or_no_says(status: str, answer: bool, expected: str | None, tmp_path: Path) -> None:
    seen = {
        "resourceType": "Observation",
        "id": "o",
        "status": status,
        "subject": MINE,
        "code": coded(SNOMED, "73211009"),
        "valueBoolean": answer,
    }
    case = record(tmp_path, seen, condition())
    assert [fact.assertion.value for fact in case.coded if fact.kind == "diabetes"] == ([expected] if expected else [])


# fmt: off
VALUES = [
    ({"valueQuantity": {"value": 7.2, "code": "%"}},                                     "7.2%"),
    ({"valueQuantity": {"value": 7, "unit": "%", "comparator": "<"}},                    "under 7%"),
    ({"valueQuantity": {"value": 55, "code": "mmol/mol"}},                               None),
    ({"valueQuantity": {"value": "7.2", "code": "%"}},                                   None),
    ({"valueQuantity": {"value": True, "code": "%"}},                                    None),
    ({"valueQuantity": {"code": "%"}},                                                   None),
    ({"valueQuantity": {"value": 7.2, "code": "%", "comparator": "~"}},                  None),
    ({"valueQuantity": {"value": 7.2, "code": "%"}, "valueBoolean": False},              None),
    ({"valueQuantity": {"value": 7.2, "code": "%"}, "dataAbsentReason": {"text": "-"}},  None),
    ({"valueQuantity": {"value": 7.2, "code": "%"}, "focus": [{"reference": "Device/1"}]}, None),
    ({},                                                                                 None),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_a_measured_value_keeps_its_unit_and_its_bound(
    value: dict[str, Any], expected: str | None, tmp_path: Path
) -> None:
    seen = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "subject": MINE,
        "code": coded(LOINC, "4548-4"),
    } | value
    case = record(tmp_path, seen, condition())
    assert [str(fact.value) for fact in case.coded if fact.kind == "hba1c"] == ([expected] if expected else [])


# fmt: off
MEDICINES = [
    ("MedicationRequest",   {"status": "active", "intent": "order"},                                   "possible"),
    ("MedicationRequest",   {"status": "active", "intent": "order", "reasonCode": [coded(ICD, "M54.16")]}, "present"),
    ("MedicationRequest",   {"status": "active", "intent": "order", "reasonCode": [coded(ICD, "I10")]},    "possible"),
    ("MedicationRequest",   {"status": "active", "intent": "plan", "reasonCode": [coded(ICD, "M54.16")]},  "planned"),
    ("MedicationRequest",   {"status": "entered-in-error", "intent": "order"},                         None),
    ("MedicationRequest",   {"status": "cancelled", "intent": "order"},                                None),
    ("MedicationRequest",   {"status": "active", "intent": "order", "doNotPerform": True},             None),
    ("MedicationStatement", {"status": "not-taken"},                                                   "absent"),
    ("MedicationStatement", {"status": "intended"},                                                    "planned"),
    ("MedicationStatement", {"status": "unknown"},                                                     None),
]
# fmt: on


@pytest.mark.parametrize(("kind", "more", "expected"), MEDICINES)
def test_a_medicine_is_care_for_the_back_only_with_a_reason(
    kind: str, more: dict[str, Any], expected: str | None, tmp_path: Path
) -> None:
    drug = {
        "resourceType": kind,
        "id": "m",
        "subject": MINE,
        "medicationCodeableConcept": {"text": "Naproxen 500 MG"},
    } | more
    case = record(tmp_path, drug, condition())
    assert [fact.assertion.value for fact in case.coded if fact.kind == "conservative_care"] == (
        [expected] if expected else []
    )


def test_a_code_that_says_several_things_or_less_than_a_kind_rules_nothing_out(tmp_path: Path) -> None:
    several = condition("refuted", None, code=coded(ICD, "M48.062"))
    narrow = condition("refuted", None, id="n", code=coded(ICD, "E11.9"))
    case = record(tmp_path, several, narrow, condition(id="other"))
    assert [fact.kind for fact in case.coded] == ["cauda_equina"]
    assert any(
        "Condition/c, Condition/n (no fact: it is ruled out, but its code is narrower" in one for one in case.remarks
    )


def test_a_region_that_is_ruled_out_is_ruled_out_level_by_level(tmp_path: Path) -> None:
    case = record(tmp_path, condition("refuted", None, code=coded(ICD, "M51.26")))
    assert [fact.qualifiers["level"] for fact in case.coded] == ["L1-L2", "L2-L3", "L3-L4", "L4-L5"]
    asserted = record(tmp_path, condition(code=coded(ICD, "M51.26")))
    assert [dict(fact.qualifiers) for fact in asserted.coded] == [{}]  # a region is no level


def test_level_and_side_come_from_the_site_and_the_words(tmp_path: Path) -> None:
    case = record(
        tmp_path, condition(code=coded(ICD, "M51.26", text="Herniated disc L4/5"), bodySite=[coded(SNOMED, "7771000")])
    )
    assert [dict(fact.qualifiers) for fact in case.coded] == [{"level": "L4-L5", "side": "left"}]


# -- words -------------------------------------------------------------------------------------------------------------


def note(content_type: str, data: bytes, **more: Any) -> dict[str, Any]:
    held = {"contentType": content_type, "data": base64.b64encode(data).decode()}
    return {
        "resourceType": "DocumentReference",
        "id": "n",
        "status": "current",
        "subject": MINE,
        "content": [{"attachment": held}],
    } | more


HTML = b"<html><head><title>x</title></head><body><h1>Clinic note</h1><p>Left leg pain.</p><p hidden>He has diabetes.</p><del>He smokes.</del></body></html>"


@pytest.mark.parametrize(
    ("content_type", "data"),
    [("text/plain", b"Left leg pain."), ("text/html; charset=utf-8", HTML), ("application/pdf", pdf("Left leg pain.")),
     ("text/xml", (RECORDS / "summary.xml").read_bytes())],
)  # fmt: skip
def test_attachments_of_every_sort_are_read(content_type: str, data: bytes, tmp_path: Path) -> None:
    reading = read(record(tmp_path, note(content_type, data)), as_of=DAY)
    assert any(fact.kind == "radicular_pain" and fact.quotes for fact in reading.chart.facts)
    assert not [fact for fact in reading.chart.facts if fact.kind in ("diabetes", "nicotine")]


@pytest.mark.parametrize(
    "more",
    [{"status": "entered-in-error"}, {"docStatus": "entered-in-error"}, {"status": "superseded"}, {"status": "?"}],
)
def test_a_document_that_does_not_stand_is_not_read(more: dict[str, Any], tmp_path: Path) -> None:
    case = record(tmp_path, note("text/plain", b"Left leg pain.", **more), condition())
    assert case.documents == ()
    assert any("DocumentReference/n" in one for one in case.remarks)


def test_an_attachment_that_cannot_be_read_is_a_document_with_its_reason(tmp_path: Path) -> None:
    torn = note("text/plain", b"")
    torn["content"] = [
        {"attachment": {"contentType": "text/plain", "data": "%%%"}},
        {"attachment": {"contentType": "image/png", "data": "AAAA"}},
    ]
    case = record(tmp_path, torn, condition())
    assert [one.unreadable_because for one in case.documents] == [
        "its data is not whole base64",
        "attachments of this type are not read (image/png)",
    ]


def test_words_in_a_binary_of_the_bundle_are_found(tmp_path: Path) -> None:
    linked = note("", b"", content=[{"attachment": {"url": "Binary/b"}}])
    held = {
        "resourceType": "Binary",
        "id": "b",
        "contentType": "text/plain",
        "data": base64.b64encode(b"Left leg pain.").decode(),
    }
    assert [one.text for one in record(tmp_path, linked, held).documents] == ["Left leg pain."]


def test_a_condition_without_a_known_code_is_read_by_its_words_but_not_where_it_is_ruled_out(tmp_path: Path) -> None:
    said = condition(code={"text": "Left lumbar radiculopathy"})
    facts = read(record(tmp_path, said), as_of=DAY).chart.facts
    assert [fact.assertion.value for fact in facts if fact.kind == "radicular_pain"] == ["present"]
    refuted = record(
        tmp_path, condition("refuted", None, code={"text": "Left lumbar radiculopathy"}), condition(id="other")
    )
    assert refuted.documents == ()


def test_a_narrative_that_repeats_the_codes_is_not_read_a_second_time(tmp_path: Path) -> None:
    text = {"status": "generated", "div": "<div>Spinal infection</div>"}
    assert record(tmp_path, condition(text=text)).documents == ()


# -- whose record it is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subject",
    [{"reference": "Patient/2"}, {"reference": "urn:uuid:9"}, {"reference": "Device/1"}, {"display": "John Doe"}],
)
def test_a_resource_of_somebody_else_gives_nothing_and_that_is_told(subject: dict[str, str], tmp_path: Path) -> None:
    case = record(tmp_path, condition(subject=subject), condition(id="mine", code=coded(SNOMED, "73211009")))
    assert [fact.kind for fact in case.coded] == ["diabetes"]
    assert any("Condition/c (it " in one for one in case.remarks)


def test_of_two_patients_the_request_says_whose_case_it_is(tmp_path: Path) -> None:
    other = PATIENT | {"id": "2", "name": [{"family": "Doe", "given": ["John"]}], "gender": "male"}
    theirs = condition(id="theirs", subject={"reference": "Patient/2"}, code=coded(SNOMED, "73211009"))
    ask = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "intent": "order",
        "subject": MINE,
        "code": coded(CPT, "63047"),
    }
    case = record(tmp_path, other, condition(), theirs, ask)
    assert ([fact.kind for fact in case.coded], case.member.name) == (["cauda_equina"], "Jane Roe")
    with pytest.raises(InputUnusable, match="nobody can say whose case this is"):
        record(tmp_path, other, condition(), theirs)


def test_a_page_inside_a_record_that_names_somebody_else_is_set_aside(tmp_path: Path) -> None:
    page = b"Patient: John Doe   DOB: 01/02/1950   Sex: M\n\nLeft leg pain. EHL 2/5."
    reading = read(record(tmp_path, note("text/plain", page), condition()), as_of=DAY)
    assert [fact.kind for fact in reading.chart.facts] == ["cauda_equina", "member"]
    assert reading.case.documents[0].unreadable_because == "it names another patient (John Doe)"


# -- the request -------------------------------------------------------------------------------------------------------


def order(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "intent": "order",
        "subject": MINE,
        "code": coded(CPT, "63047"),
    } | more


def test_an_order_is_the_request_where_there_is_no_claim(tmp_path: Path) -> None:
    ask = order(
        bodySite=[{"text": "L3-L4 and L4-L5"}],
        quantityQuantity={"value": 2},
        occurrenceDateTime="2026-04-01",
        priority="urgent",
    )
    case = record(tmp_path, ask, order(id="blood", code={"text": "Lipid panel"}))
    assert case.request is not None
    assert [(one.procedure, one.levels, one.units) for one in case.request.line_items] == [
        ("laminectomy", ("L3-L4", "L4-L5"), 2)
    ]
    assert (case.request.urgency, str(case.request.service_date)) == ("expedited", "2026-04-01")
    assert any("ServiceRequest/blood (an order for something other" in one for one in case.remarks)


@pytest.mark.parametrize(
    "more",
    [
        {"status": "entered-in-error"},
        {"status": "revoked"},
        {"doNotPerform": True},
        {"status": "completed"},
        {"modifierExtension": [{"url": "x"}]},
    ],
)
def test_an_order_that_does_not_stand_asks_for_nothing(more: dict[str, Any], tmp_path: Path) -> None:
    case = record(tmp_path, order(**more), condition())
    assert case.request is None
    assert any("ServiceRequest/s" in one for one in case.remarks)


def test_a_bill_is_no_request(tmp_path: Path) -> None:
    bill = {
        "resourceType": "Claim",
        "id": "b",
        "status": "active",
        "use": "claim",
        "patient": MINE,
        "item": [{"productOrService": coded(CPT, "63047")}],
    }
    assert record(tmp_path, bill, condition()).request is None


# -- around it ---------------------------------------------------------------------------------------------------------


def test_a_record_lies_in_a_folder_beside_its_notes(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").write_text("Clinic note\n03/03/2026\n\nLeft EHL 3+/5.")
    (tmp_path / "problems.json").write_text(json.dumps(condition()))
    (tmp_path / "patient.json").write_text(json.dumps(PATIENT))
    case = case_of(tmp_path)
    assert ([one.id for one in case.documents], [fact.kind for fact in case.coded], case.member.name) == (
        ["visit"],
        ["cauda_equina"],
        "Jane Roe",
    )


def test_a_record_comes_by_standard_input_too() -> None:
    assert [fact.kind for fact in case_of("-", stdin=json.dumps(condition())).coded] == ["cauda_equina"]


def test_the_order_of_keys_and_of_nothing_else_leaves_the_digest(tmp_path: Path) -> None:
    first = record(tmp_path, condition()).input_digest
    turned = record(tmp_path, dict(reversed(condition().items()))).input_digest
    changed = record(tmp_path, condition("refuted", None)).input_digest
    assert first == turned != changed


def test_half_a_character_is_shown_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"resourceType": "Condition", "id": "c", "code": {"text": "Left lumbar radiculopathy \\ud83d"}}')
    assert case_of(path).documents[0].text == "Left lumbar radiculopathy \ufffd"
