"""Files of every format become text with nothing lost, or say why not."""

# ruff: noqa: E501

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from made import RTF, docx, pdf

from necessity.exchange.documents import extract
from necessity.exchange.files import document_from_file


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_text_is_kept_character_for_character(tmp_path: Path) -> None:
    words = "Straße\r\nİ\u00a0👩‍⚕️ e\u0301 L4–5\n\ttabs\n"
    got = extract(put(tmp_path, "note.txt", words.encode()))
    assert got.text == words
    assert got.digest == "sha256:" + hashlib.sha256(words.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_as_windows_saves_it(tmp_path: Path, encoding: str) -> None:
    words = "Patient’s leg pain – 6 weeks"
    assert extract(put(tmp_path, "note.txt", words.encode(encoding))).text == words


def test_a_pdf_gives_its_pages_with_their_offsets(tmp_path: Path) -> None:
    path = put(tmp_path, "mri.pdf", pdf("MRI LUMBAR SPINE\nDate of exam: 02/24/2026", "L4-L5: patent (both sides)"))
    document = document_from_file(path, id="mri", name="mri.pdf")
    assert document.readable
    assert document.kind == "imaging report"
    assert str(document.authored) == "2026-02-24"
    assert len(document.pages) == 2
    start = document.text.index("patent")
    quote = document.quote(start, start + len("patent (both sides)"))
    assert quote.words == "patent (both sides)"
    assert quote.page == 2
    assert document.page_of(document.text.index("MRI")) == 1


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    got = extract(put(tmp_path, "mri.pdf", pdf("Page one", "", "Page three")))
    assert got.readable
    assert got.remark == "no text on page 2 of 3 (a scan?)"


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    got = extract(put(tmp_path, "note.docx", docx()))
    assert got.text == "Visit of 02/16/2026\nMuscle\tGrade\nEHL left\t3+/5\nCare: six weeks"


def test_rtf_gives_its_words(tmp_path: Path) -> None:
    got = extract(put(tmp_path, "note.rtf", RTF))
    assert got.text.splitlines() == ["Left leg pain – worse than back pain.", "EHL 3+/5"]


# fmt: off
UNREADABLE = [
    ("note.txt",  b"",                                   "the file is empty"),
    ("note.txt",  b" \r\n\t",                            "it holds no text"),
    ("note.txt",  b"\x00\x01\x02" * 50,                  "it is not text: save it as UTF-8"),
    ("note.md",   bytes(range(1, 32)) * 9,               "it is not text: save it as UTF-8"),
    ("note.txt",  pdf("words"),                          "its name says text, but it holds a PDF: rename it or save it again"),
    ("note.pdf",  bytes(range(256)) * 4,                 "it is not a PDF that can be opened: save it again"),
    ("note.docx", bytes(range(256)) * 4,                 "it is not a Word document that can be opened: save it again"),
    ("note.pdf",  b"plain words",                        "its name says a PDF, but it holds text: rename it or save it again"),
    ("note.docx", b"plain words",                        "its name says a Word document, but it holds text: rename it or save it again"),
    ("note.docx", b"PK\x03\x04rubbish",                  "the Word document is damaged: save it again"),
    ("note.docx", b"\xd0\xcf\x11\xe0" + b"x" * 600,      "its name says a Word document, but it holds an old or encrypted Office file: rename it or save it again"),
    ("note.rtf",  b"plain words",                        "its name says RTF, but it holds text: rename it or save it again"),
    ("note.doc",  b"\xd0\xcf\x11\xe0",                   "it is in the old Word format: save it as .docx"),
    ("scan.png",  b"\x89PNG",                            "it is a picture: give its text, for pictures are not read"),
    ("note.odt",  b"PK\x03\x04",                         "files called *.odt are not read: give text, Markdown, PDF, DOCX, RTF, HTML or C-CDA"),
    ("note.pdf",  pdf("secret", encrypted=True),         "the PDF is encrypted: give it without a password"),
    ("note.pdf",  b"%PDF-1.4\nrubbish",                  "the PDF is damaged: save it again"),
    ("note.pdf",  pdf("", ""),                           "the PDF has no text layer (a scan?): give its text"),
]
# fmt: on


@pytest.mark.parametrize(("name", "data", "reason"), UNREADABLE)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    document = document_from_file(put(tmp_path, name, data), id="note", name=name)
    assert (document.readable, document.text) == (False, "")
    assert document.unreadable_because == reason


def test_a_missing_file_and_a_far_too_long_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert extract(tmp_path / "nothing.txt").remark == "there is no such file"
    monkeypatch.setattr("necessity.exchange.documents.MOST_TEXT_BYTES", 1_000_000)
    assert (
        extract(put(tmp_path, "long.txt", b"a " * 1_000_000)).remark
        == "it is 2 MB, and at most 1 MB are read: split it"
    )
