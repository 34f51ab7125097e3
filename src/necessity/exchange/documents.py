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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_TEXT_BYTES = 20_000_000
MOST_FILE_BYTES = 200_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PAGES = 5_000
_BEGINNING = 65_536

TEXT_ENDINGS = ("", ".txt", ".text", ".md", ".markdown")
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".heic", ".webp")


class Unreadable(Exception):
    """Why a file gives no text, in words for the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a file gave: `text` code point for code point, `pages` the offset of each page, `digest` of its bytes.

    `remark` says what is missing: the reason why nothing could be read, or the pages that hold no text.
    """

    text: str = ""
    pages: tuple[int, ...] = ()
    digest: str = ""
    readable: bool = True
    remark: str = ""


def extract(path: Path) -> Extracted:
    """The text of one file, told by its ending and checked against its first bytes."""
    digest = ""
    try:
        data = _bytes(path)
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        text, pages, remark = _reader(path.suffix.lower(), data)(data)
        if len(text) > MOST_TEXT_BYTES:
            raise Unreadable(f"its text is longer than {MOST_TEXT_BYTES // 1_000_000} million characters: split it")
        if not text.strip():
            raise Unreadable("it holds no text")
    except Unreadable as reason:
        return Extracted(readable=False, remark=str(reason), digest=digest)
    return Extracted(text=text, pages=pages, remark=remark, digest=digest)


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


def _bytes(path: Path) -> bytes:
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


Pages = tuple[int, ...]
Reader = Callable[[bytes], tuple[str, Pages, str]]


def _reader(ending: str, data: bytes) -> Reader:
    """The reader for an ending. Raises Unreadable where ending and first bytes disagree or nobody knows the ending."""
    held = _held(data)
    readers: dict[str, tuple[str, Reader]] = {
        ".pdf": ("a PDF", _pdf),
        ".docx": ("a zip archive", _docx),
        ".rtf": ("RTF", _rtf),
        **dict.fromkeys(TEXT_ENDINGS, ("text", _plain)),
    }
    if ending in _PICTURES:
        raise Unreadable("it is a picture: give its text, for pictures are not read")
    if ending == ".doc":
        raise Unreadable("it is in the old Word format: save it as .docx")
    if ending not in readers:
        raise Unreadable(f"files called *{ending} are not read: give text, Markdown, PDF, DOCX or RTF")
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


def _plain(data: bytes) -> tuple[str, Pages, str]:
    return decode(data), (), ""


def _pdf(data: bytes) -> tuple[str, Pages, str]:
    """Text page by page; a page without text (a scan) is named in the remark."""
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
    except pypdfium2.PdfiumError:
        raise Unreadable("the PDF is damaged: save it again") from None
    finally:
        pdf.close()
    empty = [str(number) for number, text in enumerate(texts, 1) if not text.strip()]
    if len(empty) == len(texts):
        raise Unreadable("the PDF has no text layer (a scan?): give its text")
    pages, offset = [], 0
    for text in texts:
        pages.append(offset)
        offset += len(text) + 1
    remark = f"no text on page {', '.join(empty)} of {len(texts)} (a scan?)" if empty else ""
    return "\n".join(texts), tuple(pages), remark


def _page_text(pdf: Any, number: int) -> str:
    page = pdf[number]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()
        page.close()


def _docx(data: bytes) -> tuple[str, Pages, str]:
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
        return "\n".join(_blocks(docx.Document(io.BytesIO(data)))), (), ""
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


def _rtf(data: bytes) -> tuple[str, Pages, str]:
    if len(data) > MOST_TEXT_BYTES:
        raise Unreadable(f"it is {len(data) / 1e6:.0f} MB, and at most {MOST_TEXT_BYTES // 1_000_000} MB are read")
    from striprtf.striprtf import rtf_to_text as read_rtf

    rtf_to_text: Callable[..., str] = read_rtf

    try:
        return rtf_to_text(data.decode("latin-1"), errors="replace"), (), ""
    except Exception as error:  # noqa: BLE001 - the library raises what it meets in damaged files
        raise Unreadable(f"the RTF cannot be read ({type(error).__name__}): save it again") from None
