"""Small files of every format, made here so that a test shows what is in them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence


def pdf(*pages: str, encrypted: bool = False) -> bytes:
    """A PDF with one line of text per line of each page; an empty page has no text layer."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for page in pages:
        lines = "".join(f"({_escaped(line)}) Tj T* " for line in page.split("\n"))
        stream = f"BT /F1 11 Tf 14 TL 40 800 Td {lines}ET".encode("latin-1") if page else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects, encrypted)


def scan(*pages: str, first: str = "", fax: str = "") -> bytes:
    """A PDF whose pages are pictures of the lines, as a scanner makes them.

    `first` is a page of text before them, `fax` a line of text that stands on each of them.
    """
    import pypdfium2  # type: ignore[import-untyped]

    drawn = pypdfium2.PdfDocument(pdf(*pages))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    if first:
        stream = f"BT /F1 11 Tf 40 800 Td ({_escaped(first)}) Tj ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(_page(objects, b"/Font << /F1 3 0 R >>"))
    for page in drawn:
        picture = page.render(scale=200 / 72, grayscale=True)
        rows = bytes(picture.buffer)
        packed = zlib.compress(b"".join(rows[at : at + picture.width] for at in range(0, len(rows), picture.stride)))
        head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        head %= (picture.width, picture.height)
        objects.append(head + b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed))
        shown = b"q 595 0 0 842 0 0 cm /P Do Q"
        shown += f" BT /F1 8 Tf 40 830 Td ({_escaped(fax)}) Tj ET".encode("latin-1") if fax else b""
        resources = b"/Font << /F1 3 0 R >> /XObject << /P %d 0 R >>" % len(objects)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
        kids.append(_page(objects, resources))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects, encrypted=False)


def _page(objects: list[bytes], resources: bytes) -> bytes:
    """Adds a page that shows the last object; the reference to it."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>"
    objects.append(page % (len(objects), resources))
    return b"%d 0 R" % len(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(objects: Sequence[bytes], encrypted: bool) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    lock = b""
    if encrypted:
        key = b"<" + b"ab" * 32 + b">"
        lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >> /ID [<00> <00>]" % (key, key)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, table))
    return out.getvalue()


def docx() -> bytes:
    """A Word document: a paragraph, a table of two rows, a paragraph with struck and with inserted words."""
    import docx as word
    from docx.oxml import parse_xml

    document = word.Document()
    document.add_paragraph("Visit of 02/16/2026")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Muscle", "Grade"), ("EHL left", "3+/5")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    last = document.add_paragraph("Care: ")
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:id="1" w:author="a"'
    last._p.append(parse_xml(f"<w:del {names}><w:r><w:delText>none</w:delText></w:r></w:del>"))
    last._p.append(parse_xml(f"<w:ins {names}><w:r><w:t>six weeks</w:t></w:r></w:ins>"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Left leg pain \'96 worse than back pain.\par EHL 3+/5\par}"

WHOLE = """\
case: my-case-1
question: "Is hardware removal medically necessary?"
received: 2026-03-10
member: {id: m-1, name: Jane Roe, born: 1961-05-02, age: 64, sex: female}
payer: some plan
line_of_business: commercial
state: tx
pack: consensus
requester: {npi: "1234567893", specialty: orthopaedic surgery}
request:
  review: retrospective
  urgency: expedited
  service_date: 2026-03-20
  setting: inpatient
  expected_nights: 2
  diagnoses: ["M48.061"]
  line_items:
    - {id: "a", service: "cpt:22850", procedure: hardware removal, levels: [L4-L5], side: right, units: 1,
       modifiers: ["RT"], certainty: definite, stage: 2}
    - {procedure: repeat microdiscectomy, levels: [L3-S1], side: bilateral, certainty: possible}
    - {procedure: quantum realignment, levels: L4/5}
documents:
  - {id: visit-1, kind: clinic note, authored: 2026-02-16, text: "EHL 3+/5"}
  - {id: mri, kind: imaging report, authored: 2026-02-24, file: mri.pdf}
  - {file: missing.pdf}
facts:
  - {kind: motor_strength, value: 3+, qualifiers: {muscle: EHL, side: right}, assertion: present, when: 2026-02,
     by: Dr. M. Moe, attested_on: 2026-03-01}
  - {kind: cauda_equina, assertion: absent, by: Dr. M. Moe}
  - {kind: conservative_care, value: over 6 weeks, qualifiers: {modality: physical_therapy, response: none}, by: Dr. M. Moe}
"""
