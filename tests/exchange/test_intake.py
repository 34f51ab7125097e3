"""What is handed in becomes a case; what cannot be used is told whole, with its place and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made import WHOLE, pdf

from necessity.errors import InputUnusable
from necessity.exchange.intake import case_of, case_of_text
from necessity.model.document import Attestation
from necessity.model.fact import Assertion


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_every_key_of_a_case_file_arrives(tmp_path: Path) -> None:
    write(tmp_path, {"my.yaml": WHOLE, "mri.pdf": pdf("MRI LUMBAR SPINE")})
    case = case_of(tmp_path / "my.yaml")
    assert (case.id, case.received, case.payer) == ("my-case-1", date(2026, 3, 10), "some plan")
    assert (case.line_of_business, case.state, case.pack) == ("commercial", "TX", "consensus")
    member = case.member
    assert (member.id, member.name, member.born, member.age, member.sex) == (
        "m-1", "Jane Roe", date(1961, 5, 2), 64, "female",
    )  # fmt: skip
    assert case.requester is not None
    assert (case.requester.npi, case.requester.specialty) == ("1234567893", "orthopaedic surgery")
    request = case.request
    assert request is not None
    assert (request.review, request.urgency, request.setting) == ("retrospective", "expedited", "inpatient")
    assert (request.service_date, request.expected_nights, request.diagnoses) == (date(2026, 3, 20), 2, ("M48.061",))
    first, second, third = request.line_items
    assert (first.id, first.service, first.procedure, first.requested_as) == (
        "a", "cpt:22850", "hardware-removal", "hardware removal",
    )  # fmt: skip
    assert (first.levels, first.side, first.units, first.modifiers) == (("L4-L5",), "right", 1, ("RT",))
    assert (first.certainty, first.stage) == ("definite", 2)
    assert (second.id, second.procedure, second.side) == ("2", "revision-discectomy", "both")
    assert (second.levels, second.certainty) == (("L3-L4", "L4-L5", "L5-S1"), "possible")
    assert (third.procedure, third.requested_as, third.levels) == (None, "quantum realignment", ("L4-L5",))


def test_the_documents_of_a_case_file(tmp_path: Path) -> None:
    write(tmp_path, {"my.yaml": WHOLE, "mri.pdf": pdf("MRI LUMBAR SPINE")})
    question, visit, mri, missing = case_of(tmp_path / "my.yaml").documents
    assert (question.id, question.text) == ("question", "Is hardware removal medically necessary?")
    assert (visit.id, visit.kind, visit.authored, visit.text) == (
        "visit-1",
        "clinic note",
        date(2026, 2, 16),
        "EHL 3+/5",
    )
    assert (mri.id, mri.kind, mri.name, len(mri.pages)) == ("mri", "imaging report", "mri.pdf", 1)
    assert (missing.id, missing.readable, missing.unreadable_because) == ("missing", False, "there is no such file")


def test_attested_facts_are_typed_and_signed(tmp_path: Path) -> None:
    write(tmp_path, {"my.yaml": WHOLE})
    strength, cauda, care = case_of(tmp_path / "my.yaml").attested
    assert str(strength.value) == "3+"
    assert strength.qualifiers == {"muscle": "extensor hallucis longus", "side": "right"}
    assert str(strength.when) == "2026-02"
    assert strength.evidence == (Attestation(by="Dr. M. Moe", attested_on=date(2026, 3, 1)),)
    assert strength.is_only_attested
    assert strength.recorded == date(2026, 3, 1)
    assert (cauda.assertion, cauda.value) == (Assertion.ABSENT, None)
    assert str(care.value) == "over 6 weeks"
    assert care.qualifiers == {"modality": "physical_therapy", "response": "none"}


def test_a_question_is_a_whole_case() -> None:
    case = case_of_text("Is a revision L4-L5 discectomy medically necessary for a 39-year-old?")
    assert case.id == "question"
    assert [document.id for document in case.documents] == ["question"]
    assert case.question == case.documents[0].text
    assert case.request is None


def test_a_note_is_a_case_called_as_its_file(tmp_path: Path) -> None:
    write(tmp_path, {"roe-visit.txt": "Clinic note\r\nDate of visit: 02/16/2026\r\nS: leg pain\r\n"})
    case = case_of(tmp_path / "roe-visit.txt")
    (document,) = case.documents
    assert (case.id, document.id, document.kind, document.authored) == (
        "roe-visit", "roe-visit", "clinic note", date(2026, 2, 16),
    )  # fmt: skip
    assert document.text.count("\r\n") == 3


def test_a_folder_is_every_file_in_it_and_nothing_is_lost(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "visit.txt": "S: leg pain", "visit.md": "S: more leg pain", "mri/report.pdf": pdf("MRI LUMBAR SPINE"),
        "scan.pdf": pdf(""), "old.yaml": "case: x", ".hidden": "x",
    }  # fmt: skip
    case = case_of(write(tmp_path / "roe", files))
    assert case.id == "roe"
    assert [(document.id, document.readable) for document in case.documents] == [
        ("mri/report", True), ("old", False), ("scan", False), ("visit.md", True), ("visit.txt", True),
    ]  # fmt: skip


def test_a_folder_with_a_case_file_is_that_case(tmp_path: Path) -> None:
    write(tmp_path / "roe", {"case.yaml": "documents: [{file: visit.txt}]", "visit.txt": "S: leg pain", "x.txt": "no"})
    case = case_of(tmp_path / "roe")
    assert (case.id, [document.id for document in case.documents]) == ("roe", ["visit"])


def test_json_says_what_yaml_says(tmp_path: Path) -> None:
    write(tmp_path, {
        "a.json": '{"case": "x", "request": {"line_items": [{"service": "63042", "levels": ["L4-5"], "side": null}]}}',
        "a.yaml": "case: x\nrequest:\n  line_items:\n    - {service: 63042, levels: [L4-5], side: }\n",
    })  # fmt: skip
    by_json, by_yaml = case_of(tmp_path / "a.json"), case_of(tmp_path / "a.yaml")
    assert by_json == by_yaml
    assert by_json.request is not None
    assert by_json.request.line_items[0].service == "cpt:63042"


@pytest.mark.parametrize(
    ("words", "id", "has_request"),
    [
        ("Is a fusion needed?", "standard-input", False),
        ("Member: Jane Roe\nS: leg pain", "standard-input", False),
        ("case: x\nrequest: {setting: inpatient}\n", "x", True),
        ('{"case": "x", "request": {"setting": "inpatient"}}', "x", True),
    ],
)
def test_standard_input_takes_notes_and_case_files(words: str, id: str, has_request: bool) -> None:
    case = case_of("-", stdin=words)
    assert (case.id, case.request is not None) == (id, has_request)


def test_the_digest_is_of_what_was_received(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"case.yaml": "case: x  # a remark\ndocuments: [{id: a, text: leg pain}]"})
    two = write(tmp_path / "two", {"case.yaml": "case: x\ndocuments:\n  - {text: leg pain, id: a}"})
    other = write(tmp_path / "other", {"case.yaml": "case: x\ndocuments: [{id: a, text: leg  pain}]"})
    digests = [case_of(folder).input_digest for folder in (one, two, other)]
    assert digests[0] == digests[1] != digests[2]
    assert digests[0].startswith("sha256:")
    assert case_of_text("a").input_digest != case_of_text("b").input_digest


def test_an_impossible_path_is_no_traceback(tmp_path: Path) -> None:
    for name in ("\0", "x" * 5000, str(tmp_path / "nothing")):
        with pytest.raises(InputUnusable, match="this document cannot be read"):
            case_of(name)
        with pytest.raises(InputUnusable):
            case_of(f"{name}.yaml")
