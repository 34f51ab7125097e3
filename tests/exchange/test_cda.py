"""A C-CDA document: its sections as words, its entries by mood, negation and status, its patient, and what is refused."""

# ruff: noqa: E501

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest
from made import pdf

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.document import Resource
from necessity.review import read

SUMMARY = Path(__file__).parent / "records" / "summary.xml"
DAY = date(2026, 3, 10)
HEAD = '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><title>Summary</title>'


def document(entry: str, *, section: str = "11450-4", patient: str = "") -> bytes:
    """A document of one section with one entry."""
    body = f'<section><code code="{section}"/><title>Problems</title><text><paragraph>See the list.</paragraph></text><entry>{entry}</entry></section>'
    return f"{HEAD}{patient}<component><structuredBody><component>{body}</component></structuredBody></component></ClinicalDocument>".encode()


def problem(
    attributes: str = 'moodCode="EVN"', inside: str = "", concern: str = "active", code: str = "192970008"
) -> str:
    value = f'<value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/>'
    held = f'<observation classCode="OBS" {attributes}><templateId root="2.16.840.1.113883.10.20.22.4.4"/>{inside}{value}</observation>'
    return f'<act classCode="ACT" moodCode="EVN"><statusCode code="{concern}"/><entryRelationship typeCode="SUBJ">{held}</entryRelationship></act>'


def case(folder: Path, data: bytes, name: str = "summary.xml") -> Case:
    path = folder / name
    path.write_bytes(data)
    return case_of(path)


def test_sections_become_words_under_their_headings_and_on_the_day_of_their_author() -> None:
    first, second = case_of(SUMMARY).documents
    assert (first.id, first.kind, str(first.authored)) == ("summary", "clinic note", "2026-03-03")
    assert (second.id, str(second.authored)) == ("summary 2026-02-20", "2026-02-20")
    assert "History of Present Illness:\nLeft leg pain & numbness since November 2025; the leg hurts" in first.text
    assert "Past surgical history (Procedures):\nOperation\tDay\nLeft L4-L5 laminectomy\tJune 2023" in first.text
    assert "Problems:\n- Left-sided sciatica\n- No cauda equina syndrome" in first.text
    assert "pregnant" not in first.text  # marked there as deleted
    assert second.text == "Summary of care\n\nResults:\nHbA1c 5.4%"


def test_every_coded_fact_with_its_assertion_and_day() -> None:
    found = {(fact.kind, str(fact.value), fact.assertion.value, str(fact.when)) for fact in case_of(SUMMARY).coded}
    assert found == {
        ("radicular_pain", "None", "present", "2026-03-03"),
        ("cauda_equina", "None", "absent", "2026-03-03"),
        ("comorbidity", "asthma", "historical", "2026-03-03"),
        ("prior_surgery", "laminectomy", "present", "2023-06"),
        ("prior_surgery", "fusion", "planned", "None"),
        ("hba1c", "5.4%", "present", "2026-02-20"),
    }


def test_the_evidence_names_the_entry_its_document_and_its_own_words() -> None:
    done = next(
        fact for fact in case_of(SUMMARY).coded if fact.kind == "prior_surgery" and str(fact.value) == "laminectomy"
    )
    assert done.evidence == (
        Resource(reference="Procedures", path="entry/1", words="Left L4-L5 laminectomy", document="summary"),
    )
    assert dict(done.qualifiers) == {"level": "L4-L5", "side": "left"}


def test_a_history_of_operations_is_no_request() -> None:
    assert read(case_of(SUMMARY), as_of=DAY).request.line_items == ()


def test_a_nullified_entry_is_told_and_a_relatives_is_not_the_patients() -> None:
    reading = read(case_of(SUMMARY), as_of=DAY)
    assert reading.chart.remarks == ("Set aside: summary: Problems entry/4 (entered in error).",)
    assert not [
        fact for fact in reading.chart.facts if fact.kind == "cauda_equina" and fact.assertion.value == "present"
    ]


def test_the_patient_of_the_document_is_the_patient_of_the_case() -> None:
    member = case_of(SUMMARY).member
    assert (member.name, str(member.born), member.sex) == ("Jane Roe", "1986-05-02", "female")


# fmt: off
PROBLEMS = [
    (problem(),                                                                         "present"),
    (problem('moodCode="EVN" negationInd="false"'),                                     "present"),
    (problem('moodCode="EVN" negationInd="true"'),                                      "absent"),
    (problem('moodCode="EVN" negationInd="1"'),                                         "absent"),
    (problem('moodCode="EVN" negationInd="perhaps"'),                                   "possible"),
    (problem('moodCode="INT"'),                                                         "planned"),
    (problem('moodCode="GOL"'),                                                         "possible"),
    (problem(inside='<effectiveTime><low value="2019"/><high value="2020"/></effectiveTime>'), "historical"),
    (problem(inside='<effectiveTime><high nullFlavor="UNK"/></effectiveTime>'),         "historical"),
    (problem(concern="completed"),                                                      "historical"),
    (problem(concern="nullified"),                                                      None),
    (problem(concern="no such"),                                                        None),
    (problem(inside='<statusCode code="nullified"/>'),                                  None),
    (problem(inside='<uncertaintyCode code="UN"/>'),                                    "possible"),
    (problem(inside='<unheardOf/>'),                                                    None),
    (problem('moodCode="EVN" unheardOf="true"'),                                        None),
    (problem(inside='<subject><relatedSubject classCode="PRS"/></subject>'),            None),
]
# fmt: on


@pytest.mark.parametrize(("entry", "expected"), PROBLEMS)
def test_what_a_problem_says(entry: str, expected: str | None, tmp_path: Path) -> None:
    assert [fact.assertion.value for fact in case(tmp_path, document(entry)).coded] == ([expected] if expected else [])


def test_an_entry_of_the_family_history_is_nobodys_here(tmp_path: Path) -> None:
    assert case(tmp_path, document(problem(), section="10157-6")).coded == ()


def test_a_document_of_another_patient_gives_no_facts_of_either_sort(tmp_path: Path) -> None:
    (tmp_path / "summary.xml").write_bytes(SUMMARY.read_bytes().replace(b"Jane", b"Erika").replace(b"Roe", b"Doe"))
    (tmp_path / "case.yaml").write_text(
        "member: {name: Jane Roe, born: 1986-05-02}\nrequest: {line_items: [{procedure: laminectomy}]}\n"
        "documents: [{id: ccd, file: summary.xml}, {id: visit, text: 'Clinic note. Left leg pain.'}]\n"
    )
    reading = read(case_of(tmp_path), as_of=DAY)
    assert {one.id: one.of_another_patient for one in reading.case.documents} == {
        "ccd": True,
        "ccd 2026-02-20": True,
        "visit": False,
    }
    assert {fact.kind for fact in reading.chart.facts} == {"radicular_pain", "request", "member"}


def test_a_pdf_inside_a_document_is_read(tmp_path: Path) -> None:
    inside = base64.b64encode(pdf("Left leg pain.")).decode()
    body = f'<component><nonXMLBody><text mediaType="application/pdf" representation="B64">{inside}</text></nonXMLBody></component>'
    only = case(tmp_path, f"{HEAD}{body}</ClinicalDocument>".encode()).documents[0]
    assert (only.text, len(only.pages)) == ("Left leg pain.", 1)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><ClinicalDocument xmlns="urn:hl7-org:v3"><title>&c;</title></ClinicalDocument>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ClinicalDocument xmlns="urn:hl7-org:v3"><title>&b;</title></ClinicalDocument>'


# fmt: off
UNREAD = [
    (BOMB,                                                                    "it declares a document type, which is not read: save it without one"),
    (OUTSIDE,                                                                 "it declares a document type, which is not read: save it without one"),
    (b'<ClinicalDocument xmlns="urn:hl7-org:v3"><title>',                     "it is not whole XML (line 1): save it again"),
    (b"<html><body>words</body></html>",                                      "it is XML, but no C-CDA document (html): give its text"),
    (b'<Bundle xmlns="http://hl7.org/fhir"/>',                                "it is FHIR in XML: save it as JSON"),
    (b"<a>" * 300 + b"</a>" * 300,                                            "it is nested too deeply or has too many elements"),
    (f"{HEAD}</ClinicalDocument>".encode(),                                   "it holds no narrative"),
    (document("").replace(b"<title>Summary</title>", b"<recordTarget/>" * 2), "it is about several patients"),
    (b'<?xml version="1.0" encoding="no-such"?><a/>',                         "it is not XML in an encoding that is known"),
    (b"plain words",                                                          "it is not whole XML (line 1): save it again"),
]
# fmt: on


@pytest.mark.parametrize(("data", "why"), UNREAD)
def test_what_cannot_be_read_says_why(data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as caught:
        case(tmp_path, data)
    assert [problem.why for problem in caught.value.problems] == [why]
