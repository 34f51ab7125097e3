"""Bad input, row by row: the file, and every word that is said of it."""

# ruff: noqa: E501

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import WHOLE, pdf

from necessity.errors import InputUnusable
from necessity.exchange.case_file import case_from_text
from necessity.exchange.intake import case_of, case_of_text
from necessity.vocabulary.load import vocabulary

LEVELS = "known are T12-L1, L1-L2, L2-L3, L3-L4, L4-L5, L5-S1, and ranges such as L3-S1"
LINE = "request:\n  line_items:\n    - "

# file name, its content, what is said (the folder's path left out)
# fmt: off
ROWS: list[tuple[str, str | bytes, str]] = [
    ("note.txt", b"", "note.txt: this document cannot be read\n    why: the file is empty\n    do:  send it as text, PDF, DOCX or RTF"),
    (
        "note.pdf",
        pdf(""),
        "note.pdf: this document cannot be read\n    why: the PDF has no text layer (a scan?): give its text\n"
        "    do:  send it as text, PDF, DOCX or RTF",
    ),
    ("case.yaml", "", "case.yaml: the file is empty\n    do:  write what it should hold"),
    ("case.yaml", b"\x00\x01", "case.yaml: this case file cannot be read\n    why: it is not text: save it as UTF-8"),
    ("case.yaml", "case: x\n  y: [", "case.yaml:2:4: this is not readable as YAML\n    why: mapping values are not allowed in this context\n    do:  check indentation, quotes and colons near this line; put text that holds ': ' in quotes"),
    ("case.yaml", "- x\n", "case.yaml:1:1: a case file must be a mapping (key: value)"),
    ("case.yaml", "case: x\n", "case.yaml:1:1: this case says nothing\n    do:  add a request, a question or a readable document"),
    ("case.yaml", "documents:\n  - {file: gone.txt}\n", "case.yaml:1:1: document 'gone' cannot be read\n    why: there is no such file\ncase.yaml:1:1: this case says nothing\n    do:  add a request, a question or a readable document"),
    ("case.yaml", "question: q\nrecieved: 2026-03-10\n", "case.yaml:2:1: unknown key 'recieved' in a case file\n    do:  did you mean 'received'?"),
    ("case.yaml", "question: q\nquestion: r\n", "case.yaml:2:1: the key 'question' stands twice\n    why: first on line 1\n    do:  keep one"),
    ("case.yaml", "question: q\nreceived: 10/03/2026\n", "case.yaml:2:11: received must be a day, not '10/03/2026'\n    do:  write it as 2026-03-10"),
    ("case.yaml", "question: q\nmember: {age: 300}\n", "case.yaml:2:15: the age 300 is not an age\n    do:  write whole years"),
    ("case.yaml", "question: q\nreceived: 2026-03-10\nmember: {born: 1961-05-02, age: 39}\n", "case.yaml:3:33: the age 39 does not fit the day of birth\n    do:  one of the two is enough"),
    ("case.yaml", "question: q\nstate: Texas\n", "case.yaml:2:8: 'Texas' is not a state\n    do:  write its two letters, as in TX"),
    ("case.yaml", "question: q\nline_of_business: medcare\n", "case.yaml:2:19: 'medcare' is not a line of business\n    do:  did you mean 'medicare'?"),
    ("case.yaml", "question: q\nrequester: {npi: 123}\n", "case.yaml:2:18: '123' is not an NPI\n    do:  write its ten digits"),
    ("case.yaml", "request: {setting: hospital}\n", "case.yaml:1:20: 'hospital' is not a setting\n    do:  known here: ambulatory, inpatient, not stated, observation, outpatient"),
    ("case.yaml", LINE + "{levels: [L4-L5]}\n", "case.yaml:3:7: a line item names nothing\n    do:  add 'service:' (as in \"cpt:63042\") or 'procedure:'"),
    ("case.yaml", LINE + "{service: 63-042}\n", "case.yaml:3:17: '63-042' is not a code\n    do:  write it as \"cpt:63042\", or write words as 'procedure:'"),
    ("case.yaml", LINE + "{procedure: discectomy, levels: [L6-L7]}\n", f"case.yaml:3:40: 'L6-L7' is not a level\n    do:  {LEVELS}"),
    ("case.yaml", LINE + "{procedure: discectomy, levels: [L4]}\n", f"case.yaml:3:40: 'L4' is not a level\n    do:  {LEVELS}"),
    ("case.yaml", LINE + "{procedure: discectomy, units: 0}\n", "case.yaml:3:38: units cannot be 0\n    do:  leave it out where it is not stated"),
    ("case.yaml", LINE + "{procedure: discectomy, sdie: left}\n", "case.yaml:3:31: unknown key 'sdie' in a line item\n    do:  did you mean 'side'?"),
    ("case.yaml", LINE + "{id: a, procedure: fusion}\n    - {id: a, procedure: fusion}\n", "case.yaml:4:7: the line 'a' stands twice\n    do:  give each line its own id"),
    ("case.yaml", "documents:\n  - {id: a, text: x}\n  - {id: a, text: y}\n", "case.yaml:3:5: the document 'a' stands twice\n    do:  give each document its own id"),
    ("case.yaml", "documents:\n  - {id: a, kind: clinc note, text: x}\n", "case.yaml:2:19: 'clinc note' is not a kind of document\n    do:  did you mean 'clinic note'?"),
    ("case.yaml", "documents:\n  - {id: a, text: x, file: y}\n", "case.yaml:2:5: a document has both 'text' and 'file'\n    do:  give one of the two"),
    ("case.yaml", "question: q\ndocuments:\n  - {id: a}\n", "case.yaml:3:5: a document has neither 'text' nor 'file'\n    do:  give one of the two"),
    ("case.yaml", "question: q\ndocuments: [{file: ../secret.txt}]\n", "case.yaml:2:20: '../secret.txt' lies outside the folder of the case file\n    do:  copy it beside the case file"),
    ("case.yaml", "question: q\ndocuments: [{file: /etc/hostname}]\n", "case.yaml:2:20: '/etc/hostname' lies outside the folder of the case file\n    do:  copy it beside the case file"),
    ("case.yaml", "facts: [{kind: motor_strenght, by: A}]\n", "case.yaml:1:16: 'motor_strenght' is not a kind of fact\n    do:  did you mean 'motor_strength'?"),
    ("case.yaml", "facts: [{kind: cauda_equina}]\n", "case.yaml:1:9: a fact has no 'by'\n    do:  add 'by:'"),
    ("case.yaml", "facts: [{kind: member, value: 39, by: A}]\n", "case.yaml:1:16: 'member' cannot be attested\n    why: it is made from the case itself\n    do:  state it in the case"),
    ("case.yaml", "facts: [{kind: stenosis, value: huge, by: A}]\n", "case.yaml:1:33: 'huge' is not a value of stenosis.grade\n    why: 'huge' is not on the scale stenosis: none, mild, mild_moderate, moderate, moderate_severe, severe"),
    ("case.yaml", "facts: [{kind: conservative_care, value: 6 mm, by: A}]\n", "case.yaml:1:42: '6 mm' is not a value of conservative_care.length\n    why: '6 mm' and '0 weeks' cannot be compared"),
    ("case.yaml", "facts: [{kind: stenosis, value: mild, qualifiers: {levle: L4-L5}, by: A}]\n", "case.yaml:1:52: 'stenosis' has no qualifier 'levle'\n    do:  did you mean 'level'?"),
    ("case.yaml", "facts: [{kind: stenosis, qualifiers: {level: L3-S1}, by: A}]\n", "case.yaml:1:46: 'L3-S1' is more than one level\n    do:  write one fact for each level"),
    ("case.yaml", "facts: [{kind: stenosis, qualifiers: {grade: mild}, by: A}]\n", "case.yaml:1:39: 'grade' is the value of 'stenosis'\n    do:  write it as 'value:'"),
    ("case.yaml", "facts: [{kind: cauda_equina, when: soon, by: A}]\n", "case.yaml:1:36: when must be a date, not 'soon'\n    do:  write 2026-02-16, 2026-02, 2026, or the earliest and the latest as 2025-09-01/2025-11"),
    ("x.json", '{"question": ', "x.json:1:14: this is not JSON\n    why: Expecting value"),
    ("x.json", '{"question": "q",\n "stat": "TX"}', "x.json:2:2: unknown key 'stat' in a case file\n    do:  did you mean 'state'?"),
    ("x.json", '{"question": "half \\ud83d"}', "x.json: this text holds half a character\n    why: a lone surrogate such as \\ud83d\n    do:  remove it"),
    ("x.json", '{"resourceType": "Bundle", "type": "collection"}', "x.json: this FHIR record says nothing of a case\n    do:  give a record with conditions, procedures, observations, documents or an authorization request"),
    ("x.yaml", 'resourceType: Bundle', "x.yaml:1:1: this is a FHIR Bundle\n    why: a FHIR record is read as JSON and by itself, not as a case file\n    do:  save it as .json and give its path"),
    ("x.json", '{"resourceType": "Condition", "code": {"text": "a"}, "code": {"text": "b"}, "id": 1, "id": 2}', "x.json: the key 'code' stands twice in one object\n    do:  keep one\nx.json: the key 'id' stands twice in one object\n    do:  keep one"),
    ("x.json", '{"resourceType": "Condition", "n": NaN}', "x.json: this JSON holds a number that is none\n    why: NaN is not a number"),
    ("x.json", '{"resourceType": "Bundle", ', "x.json:1:28: this is not JSON\n    why: Expecting property name enclosed in double quotes\n    do:  save the resource again"),
    ("x.json", '{"resourceType": "Bundle", "a": ' + "[" * 70 + "]" * 70 + "}", "x.json: this is nested too deeply\n    why: more than 60 levels"),
]
# fmt: on


@pytest.mark.parametrize(("name", "content", "said"), ROWS, ids=range(len(ROWS)))
def test_bad_input(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputUnusable) as caught:
        case_of(path)
    assert str(caught.value).replace(f"{tmp_path}/", "") == said


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = (
        "recieved: x\nstate: Texas\nrequest: {setting: spa, line_items: [{levels: [L9]}]}\nfacts: [{kind: nothing}]\n"
    )
    (tmp_path / "case.yaml").write_text(text)
    with pytest.raises(InputUnusable) as caught:
        case_of(tmp_path)
    assert [problem.where.line for problem in caught.value.problems] == [1, 2, 3, 3, 3, 4, 4]


def test_a_folder_without_a_readable_document_names_every_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    with pytest.raises(InputUnusable) as caught:
        case_of(tmp_path)
    assert [Path(problem.where.file).name for problem in caught.value.problems] == ["a.txt", "b.png"]


def test_an_empty_folder_and_two_case_files(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="the folder holds no files"):
        case_of(tmp_path)
    for name in ("case.yaml", "case.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(InputUnusable, match=r"the folder holds case\.yaml, case\.json"):
        case_of(tmp_path)


def test_no_words_are_no_case() -> None:
    for words in ("", " \n"):
        with pytest.raises(InputUnusable, match="there are no words"):
            case_of_text(words)
        with pytest.raises(InputUnusable, match="there are no words"):
            case_of("-", stdin=words)


def test_a_case_file_from_elsewhere_opens_no_files_here() -> None:
    words = json.dumps({"question": "q", "documents": [{"file": "README.md"}]})
    with pytest.raises(InputUnusable, match=r"'README\.md' cannot be opened from here"):
        case_of("-", stdin=words)


@pytest.mark.parametrize("words", ["[" * 5000, "{a: " * 200, "&a [*a]", "a: !!python/object:os.system x"])
def test_hostile_yaml_is_a_plain_problem(tmp_path: Path, words: str) -> None:
    (tmp_path / "case.yaml").write_text(words)
    with pytest.raises(InputUnusable):
        case_of(tmp_path)


def test_a_far_too_long_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necessity.exchange.intake.MOST_TEXT_BYTES", 1000)
    with pytest.raises(InputUnusable, match="this is too long"):
        case_of_text("leg pain " * 1000)


@given(data=st.data())
def test_a_damaged_case_file_is_a_case_or_a_plain_problem(data: st.DataObject) -> None:
    """Any two cuts and any inserted characters: never another exception."""
    first, last = sorted(data.draw(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))))
    inserted = data.draw(st.text(alphabet="{}[]:,-'\"#&*!|>%@`\\ \t\n\x00é\u202e0aL", max_size=6))
    for text in (WHOLE[:first] + inserted + WHOLE[last:], WHOLE[:first] + inserted + WHOLE[first:]):
        for is_json in (False, True):
            try:
                case = case_from_text(text, "case.yaml", vocabulary=vocabulary(), called="case", is_json=is_json)
            except InputUnusable as error:
                assert error.problems
            else:
                assert case.id
