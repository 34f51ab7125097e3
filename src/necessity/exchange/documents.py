"""A file becomes a document: its text exactly as extracted, or the reason why there is none.

Invariant: nothing here raises for what a file holds. A file that cannot be read becomes a document with `readable` False
and a reason, for criteria that it might show are then unreadable and not unmet.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MOST_TEXT_BYTES = 20_000_000
MOST_FILE_BYTES = 200_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PAGES = 5_000
MOST_SCANS = 500
_BEGINNING = 65_536
_FEW_CHARACTERS = 200
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE

TEXT_ENDINGS = ("", ".txt", ".text", ".md", ".markdown")
CDA_ENDING = ".xml"
HTML_ENDINGS = (".html", ".htm", ".xhtml")
NEEDS_OCR = "the words of a scan need the extra `ocr`: pip install 'necessity[ocr]', or give its text"
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".heic", ".webp")


class Unreadable(Exception):
    """Why a file gives no text, in words for the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a file gave: `text` code point for code point, `pages` the offset of each page, `digest` of its bytes.

    `remark` says what is missing: the reason why nothing could be read, or the pages that hold no text. `by_machine` are the
    pages whose words a machine read from a picture.
    """

    text: str = ""
    pages: tuple[int, ...] = ()
    digest: str = ""
    readable: bool = True
    remark: str = ""
    by_machine: tuple[int, ...] = ()


def extract(path: Path) -> Extracted:
    """The text of one file, told by its ending and checked against its first bytes."""
    try:
        data = bytes_at(path)
    except Unreadable as reason:
        return Extracted(readable=False, remark=str(reason))
    return extract_bytes(data, path.suffix.lower())


def extract_bytes(data: bytes, ending: str) -> Extracted:
    """The text of the bytes of a file with this ending."""
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    try:
        got = _reader(ending, data)(data)
        if len(got.text) > MOST_TEXT_BYTES:
            raise Unreadable(f"its text is longer than {MOST_TEXT_BYTES // 1_000_000} million characters: split it")
        if not got.text.strip():
            raise Unreadable("it holds no text")
    except Unreadable as reason:
        return Extracted(readable=False, remark=str(reason), digest=digest)
    return replace(got, digest=digest)


def decode(data: bytes) -> str:
    """Text from bytes: UTF-8, UTF-16 with a byte order mark, else Windows-1252. Raises Unreadable for what is not text."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Charts exported on Windows: its own code page is the only other one that we meet.
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_rubbish(text):
            return text
    raise Unreadable("it is not text: save it as UTF-8")


def _is_text(data: bytes) -> bool:
    """Whether the beginning of a file can be read as text; a character cut at its end does not matter."""
    try:
        return bool(decode(data[:_BEGINNING]))
    except Unreadable:
        return False


def _is_rubbish(text: str) -> bool:
    """NUL, or more than one control character in a hundred, is no text that a person wrote."""
    controls = len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]", text))
    return "\x00" in text or controls * 100 > len(text)


def bytes_at(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable where there is none, it is empty, or it is larger than is read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Unreadable("it is not a file")
        most = MOST_TEXT_BYTES if path.suffix.lower() in TEXT_ENDINGS else MOST_FILE_BYTES
        if size > most:
            raise Unreadable(f"it is {size / 1e6:.0f} MB, and at most {most // 1_000_000} MB are read: split it")
        if size == 0:
            raise Unreadable("the file is empty")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"it cannot be opened: {getattr(error, 'strerror', None) or error}") from None


Reader = Callable[[bytes], Extracted]


def _reader(ending: str, data: bytes) -> Reader:
    """The reader for an ending. Raises Unreadable where ending and first bytes disagree or nobody knows the ending."""
    held = _held(data)
    readers: dict[str, tuple[str, Reader]] = {
        ".pdf": ("a PDF", _pdf),
        ".docx": ("a zip archive", _docx),
        ".rtf": ("RTF", _rtf),
        CDA_ENDING: ("text", _cda),
        **dict.fromkeys(HTML_ENDINGS, ("text", _html)),
        **dict.fromkeys(TEXT_ENDINGS, ("text", _plain)),
    }
    if ending in _PICTURES:
        raise Unreadable("it is a picture: give its text, for pictures are not read")
    if ending == ".doc":
        raise Unreadable("it is in the old Word format: save it as .docx")
    if ending not in readers:
        raise Unreadable(f"files called *{ending} are not read: give text, Markdown, PDF, DOCX, RTF, HTML or C-CDA")
    expected, reader = readers[ending]
    if held != expected:
        name = {".pdf": "a PDF", ".docx": "a Word document", ".rtf": "RTF"}.get(ending, "text")
        if held == "text" and not _is_text(data):
            raise Unreadable(f"it is not {name} that can be opened: save it again")
        raise Unreadable(f"its name says {name}, but it holds {held}: rename it or save it again")
    return reader


def _held(data: bytes) -> str:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "a PDF"
    if data.startswith(b"PK\x03\x04"):
        return "a zip archive"
    if data.startswith(b"{\\rtf"):
        return "RTF"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old or encrypted Office file"
    return "text"


def _plain(data: bytes) -> Extracted:
    return Extracted(text=decode(data))


def _html(data: bytes) -> Extracted:
    if len(data) > MOST_TEXT_BYTES:
        raise Unreadable(f"it is {len(data) / 1e6:.0f} MB, and at most {MOST_TEXT_BYTES // 1_000_000} MB are read")
    from necessity.exchange.html_text import html_text

    return Extracted(text=html_text(decode(data)))


def _cda(data: bytes) -> Extracted:
    """The narrative of a C-CDA document; its coded entries are read by `cda.py`."""
    from necessity.exchange.cda_text import narrative
    from necessity.exchange.xml_tree import NotXml, xml_tree

    try:
        return Extracted(text=narrative(xml_tree(data)))
    except NotXml as reason:
        raise Unreadable(str(reason)) from None


def _pdf(data: bytes) -> Extracted:
    """Text page by page. A page that is a picture is read by machine where that can be done, else named in the remark."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        pdf: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("the PDF is encrypted: give it without a password") from None
        raise Unreadable("the PDF is damaged: save it again") from None
    try:
        if len(pdf) > MOST_PAGES:
            raise Unreadable(f"it has {len(pdf)} pages, and at most {MOST_PAGES} are read: split it")
        texts = [_page_text(pdf, number) for number in range(len(pdf))]
        scans = tuple(number for number, text in enumerate(texts, 1) if _is_scan(pdf, number - 1, text))
        by_machine = _read_by_machine(pdf, scans, texts)
    except pypdfium2.PdfiumError:
        raise Unreadable("the PDF is damaged: save it again") from None
    finally:
        pdf.close()
    why = "(a scan?)" if by_machine is not None else f"(a scan?): {NEEDS_OCR}"
    if not "".join(texts).strip():
        raise Unreadable(f"the PDF has no text layer {why}" + (": give its text" if by_machine is not None else ""))
    still = [str(number) for number in scans if number not in (by_machine or ())]
    pages, offset = [], 0
    for text in texts:
        pages.append(offset)
        offset += len(text) + 1
    remark = f"no text on page {', '.join(still)} of {len(texts)} {why}" if still else ""
    return Extracted(text="\n".join(texts), pages=tuple(pages), remark=remark, by_machine=by_machine or ())


def _is_scan(pdf: Any, index: int, text: str) -> bool:
    """A page without words, or one whose few words (the line of a fax) stand beside a picture of most of the page."""
    words = len(text.strip())
    if words == 0 or words > _FEW_CHARACTERS:
        return words == 0
    page = pdf[index]
    try:
        width, height = page.get_size()
        boxes = [one.get_bounds() for one in page.get_objects(filter=[_IMAGE], max_depth=3)]
    finally:
        page.close()
    return any((right - left) * (top - bottom) > width * height / 2 for left, bottom, right, top in boxes)


def _read_by_machine(pdf: Any, scans: tuple[int, ...], texts: list[str]) -> tuple[int, ...] | None:
    """Puts the words of pages that are pictures into `texts`; the pages that gave words, None where no machine can read here."""
    if not scans:
        return ()
    from necessity.exchange.ocr import read_page, reader_of_pictures

    read = []
    with reader_of_pictures() as machine:
        if machine is None:
            return None
        for number in scans[:MOST_SCANS]:
            words = read_page(machine, pdf, number - 1)
            if words.strip():
                texts[number - 1] = words
                read.append(number)
    return tuple(read)


def _page_text(pdf: Any, number: int) -> str:
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()


def _docx(data: bytes) -> Extracted:
    """Paragraphs and tables in order, a table row on one line with tabs; inserted text counts, struck text does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise Unreadable("it unpacks to far more than a document holds")
            if "word/document.xml" not in archive.namelist():
                raise Unreadable("its name says a Word document, but it holds another kind of zip archive")
    except zipfile.BadZipFile:
        raise Unreadable("the Word document is damaged: save it again") from None
    import docx

    try:
        return Extracted(text="\n".join(_blocks(docx.Document(io.BytesIO(data)))))
    except Exception as error:  # noqa: BLE001 - the library lets through whatever its XML parser raises
        raise Unreadable(f"the Word document cannot be read ({type(error).__name__}): save it again") from None


def _blocks(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = {id(cell._tc): cell for cell in row.cells}  # a merged cell is met once per column
                yield "\t".join(" ".join(_blocks(cell)) for cell in cells.values())
        else:
            yield _paragraph(block._p)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def _paragraph(element: Any) -> str:
    parts = []
    for node in element.iter(f"{_W}t", *_SIGNS):
        if node.getparent().tag != f"{_W}r" or any(above.tag == _FALLBACK for above in node.iterancestors()):
            continue  # a tab stop of the layout, or a text box given a second time for old programs
        parts.append(_SIGNS.get(node.tag) or node.text or "")
    return "".join(parts)


def _rtf(data: bytes) -> Extracted:
    if len(data) > MOST_TEXT_BYTES:
        raise Unreadable(f"it is {len(data) / 1e6:.0f} MB, and at most {MOST_TEXT_BYTES // 1_000_000} MB are read")
    from striprtf.striprtf import rtf_to_text as read_rtf

    rtf_to_text: Callable[..., str] = read_rtf

    try:
        return Extracted(text=rtf_to_text(data.decode("latin-1"), errors="replace"))
    except Exception as error:  # noqa: BLE001 - the library raises what it meets in damaged files
        raise Unreadable(f"the RTF cannot be read ({type(error).__name__}): save it again") from None
