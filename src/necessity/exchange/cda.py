"""A C-CDA document becomes documents of the case, one for each day of its authors, and the entries that stand in it.

Invariant: every entry is told by its mood, its negation and its status; what is not surely so of this patient is not present. A
document about several patients gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from necessity.exchange.attached import bytes_of, extracted
from necessity.exchange.cda_entries import Aside, entries_in
from necessity.exchange.cda_text import CDA, Section, author_day, cda_day, checked, joined, sections_of
from necessity.exchange.coded import Coder
from necessity.exchange.documents import MOST_TEXT_BYTES
from necessity.exchange.headings import authored_on, document_kind
from necessity.exchange.remarks import Remarks
from necessity.exchange.xml_tree import NotXml, xml_tree
from necessity.model.document import Document, Subject
from necessity.model.fact import Fact
from necessity.when import PartialDate

_LOINC = "LOINC"
_SEXES = {"F": "female", "M": "male"}


@dataclass(frozen=True, slots=True)
class CdaRead:
    """What a C-CDA document gave; a document that cannot be read stands there with its reason."""

    documents: tuple[Document, ...]
    facts: tuple[Fact, ...] = ()


def read_cda(
    data: bytes,
    *,
    id: str,
    name: str,
    digest: str,
    coder: Coder,
    remarks: Remarks,
    kind: str | None = None,
    authored: date | None = None,
) -> CdaRead:
    """The documents and the coded facts of the bytes of one C-CDA file; `kind` and `authored` where the case names them."""
    try:
        root = checked(xml_tree(data))
        subject = _subject(root)
    except NotXml as reason:
        return CdaRead((Document(id=id, name=name, readable=False, unreadable_because=str(reason), digest=digest),))
    kind = kind or _kind(root, coder)
    body = root.find(f"{CDA}component/{CDA}nonXMLBody/{CDA}text")
    if body is not None:
        return CdaRead((_attached(body, root, subject, id, name, kind, digest, authored),))
    sections = sections_of(root)
    documents = _documents(root, sections, coder, subject, id, name, kind, digest, authored)
    return CdaRead(documents, tuple(_facts(sections, id, documents, coder, remarks)))


def _facts(
    sections: list[Section], id: str, documents: tuple[Document, ...], coder: Coder, remarks: Remarks
) -> Iterator[Fact]:
    """The coded facts of all sections; what gives none is told."""
    for section in sections:
        for found in entries_in(section, documents[0].id if documents else id):
            if isinstance(found, Aside):
                remarks.aside(f"{id}: {found.reference}", found.why)
                continue
            told = coder.found(found)
            if told.facts:
                yield from told.facts
            elif found.codings:
                remarks.aside(f"{id}: {found.reference} {found.path}", told.why)


def _documents(
    root: Element,
    sections: list[Section],
    coder: Coder,
    subject: Subject | None,
    id: str,
    name: str,
    kind: str | None,
    digest: str,
    authored: date | None,
) -> tuple[Document, ...]:
    """One document for each day on which sections were written, that of the document itself first."""
    own = _exact(author_day(root)) or _exact(_effective(root))
    title = _title(root)
    by_day: dict[date | None, list[Section]] = {own: []}
    for section in sections:
        by_day.setdefault(_exact(section.authored) or own, []).append(section)
    documents: list[Document] = []
    for day, those in by_day.items():
        text = joined(title, those, coder.table.headings)
        if not text.strip() or len(text) > MOST_TEXT_BYTES:
            continue
        known = kind or document_kind("", text)
        documents.append(
            Document(
                id=id if not documents else f"{id} {day.isoformat() if day else 'undated'}",
                kind=known,
                authored=authored or day or authored_on(known, text),
                text=text,
                name=name,
                subject=subject,
                digest=digest if not documents else "",
            )
        )
    if not documents:
        why = "it holds no narrative"
        documents.append(
            Document(id=id, name=name, readable=False, unreadable_because=why, digest=digest, subject=subject)
        )
    return tuple(documents)


def _attached(
    body: Element,
    root: Element,
    subject: Subject | None,
    id: str,
    name: str,
    kind: str | None,
    digest: str,
    authored: date | None,
) -> Document:
    """A document whose body is a file: a PDF or a text inside it."""
    inside = (body.text or "").strip()
    data = bytes_of(inside) if body.get("representation") == "B64" else inside.encode()
    if not data:
        why = "its body is no file that can be opened, or lies elsewhere"
        return Document(id=id, name=name, readable=False, unreadable_because=why, digest=digest, subject=subject)
    got = extracted(body.get("mediaType", "text/plain"), data)
    kind = kind or document_kind("", got.text)
    return Document(
        id=id,
        kind=kind,
        authored=authored or authored_on(kind, got.text) or _exact(author_day(root)) or _exact(_effective(root)),
        text=got.text,
        name=name,
        pages=got.pages,
        by_machine=got.by_machine,
        readable=got.readable,
        unreadable_because=got.remark,
        digest=digest,
        subject=subject,
    )


def _title(root: Element) -> str:
    found = root.find(f"{CDA}title")
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _kind(root: Element, coder: Coder) -> str | None:
    code = root.find(f"{CDA}code")
    return coder.table.documents.get(f"{_LOINC} {code.get('code', '')}") if code is not None else None


def _effective(root: Element) -> PartialDate | None:
    time = root.find(f"{CDA}effectiveTime")
    return cda_day(time.get("value")) if time is not None else None


def _exact(when: PartialDate | None) -> date | None:
    return when.earliest if when is not None and when.is_exact else None


def _subject(root: Element) -> Subject | None:
    """The patient. Raises NotXml where there are several."""
    targets = root.findall(f"{CDA}recordTarget")
    if len(targets) > 1:
        raise NotXml("it is about several patients")
    patient = targets[0].find(f"{CDA}patientRole/{CDA}patient") if targets else None
    if patient is None:
        return None
    named = patient.find(f"{CDA}name")
    names = [one.text or "" for one in named if one.tag in (f"{CDA}given", f"{CDA}family")] if named is not None else []
    plain = (named.text or "") if named is not None else ""
    birth, sex = patient.find(f"{CDA}birthTime"), patient.find(f"{CDA}administrativeGenderCode")
    return Subject(
        name=" ".join(" ".join((*names, *(() if names else (plain,)))).split()) or None,
        born=_exact(cda_day(birth.get("value"))) if birth is not None else None,
        sex=_SEXES.get(sex.get("code", "")) if sex is not None else None,
    )
