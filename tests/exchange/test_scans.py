"""Pages that are pictures are read by machine where the extra is installed, and told as unread where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from made import pdf, scan

from necessity.errors import InputUnusable
from necessity.exchange import ocr
from necessity.exchange.documents import extract
from necessity.exchange.intake import case_of
from necessity.review import read

MRI = "MRI LUMBAR SPINE\nDate of exam: 02/24/2026\nL4-L5: recurrent left paracentral disc herniation."
DAY = date(2026, 3, 10)


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def none() -> Iterator[None]:
        yield None

    monkeypatch.setattr(ocr, "reader_of_pictures", none)


def put(folder: Path, data: bytes) -> Path:
    path = folder / "mri.pdf"
    path.write_bytes(data)
    return path


def test_a_scan_is_read_page_by_page_and_its_quotes_say_that_a_machine_read_them(tmp_path: Path) -> None:
    case = case_of(put(tmp_path, scan(MRI, first="Fax of three pages from Dr. Moe")))
    document = case.documents[0]
    assert (document.kind, str(document.authored), document.by_machine) == ("imaging report", "2026-02-24", (2,))
    herniations = [fact for fact in read(case, as_of=DAY).chart.facts if fact.kind == "disc_herniation"]
    assert [fact.qualifiers["level"] for fact in herniations] == ["L4-L5"]
    quote = herniations[0].quotes[0]
    assert (quote.page, quote.by_machine) == (2, True)
    assert "herniation" in quote.words


def test_the_same_scan_gives_the_same_words(tmp_path: Path) -> None:
    path = put(tmp_path, scan(MRI))
    assert extract(path) == extract(path)


def test_words_of_a_text_layer_are_not_read_by_machine(tmp_path: Path) -> None:
    got = extract(put(tmp_path, pdf(MRI)))
    assert got.by_machine == ()
    assert "recurrent left paracentral" in got.text


def test_without_the_extra_a_scan_says_what_to_do(tmp_path: Path, nothing_installed: None) -> None:
    path = put(tmp_path, scan(MRI))
    with pytest.raises(InputUnusable) as caught:
        case_of(path)
    problem = caught.value.problems[0]
    assert (problem.what, str(problem.where)) == ("this document cannot be read", str(path))
    assert "the PDF has no text layer (a scan?)" in problem.why
    assert "pip install 'necessity[ocr]'" in problem.remedy


def test_without_the_extra_a_page_that_is_a_picture_is_told_as_unread(tmp_path: Path, nothing_installed: None) -> None:
    document = case_of(put(tmp_path, scan(MRI, first="MRI LUMBAR SPINE report, page one of two"))).documents[0]
    assert document.readable
    assert document.unreadable_because.startswith(
        "no text on page 2 of 2 (a scan?): the words of a scan need the extra"
    )
    assert "herniation" not in document.text


def test_a_blank_page_is_told_as_unread(tmp_path: Path) -> None:
    got = extract(put(tmp_path, scan(MRI, " ")))
    assert (got.by_machine, got.remark) == ((1,), "no text on page 2 of 2 (a scan?)")


def test_the_line_of_a_fax_does_not_make_a_scan_a_page_of_words(tmp_path: Path) -> None:
    got = extract(put(tmp_path, scan(MRI, fax="FROM 555 0100 PAGE 1 OF 1")))
    assert got.by_machine == (1,)
    assert "recurrent left paracentral disc herniation" in got.text


def test_without_the_extra_such_a_page_is_told_as_unread(tmp_path: Path, nothing_installed: None) -> None:
    got = extract(put(tmp_path, scan(MRI, fax="FROM 555 0100 PAGE 1 OF 1")))
    assert (got.text.strip(), got.readable) == ("FROM 555 0100 PAGE 1 OF 1", True)
    assert got.remark.startswith("no text on page 1 of 1 (a scan?): the words of a scan need the extra")
