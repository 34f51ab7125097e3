"""One file as documents of a case: most give one, a C-CDA file gives its coded entries too.

Invariant: a file that cannot be read is a document all the same, with the reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from necessity.exchange.cda import read_cda
from necessity.exchange.coded import Coder
from necessity.exchange.documents import CDA_ENDING, Extracted, Unreadable, bytes_at, extract
from necessity.exchange.headings import authored_on, document_kind
from necessity.exchange.remarks import Remarks
from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.vocabulary.codes import code_table
from necessity.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True)
class Received:
    """What files gave beside their words: coded facts, and what was set aside."""

    facts: list[Fact] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)


def documents_from_file(
    path: Path,
    received: Received,
    *,
    id: str,
    name: str,
    kind: str | None = None,
    authored: date | None = None,
) -> tuple[Document, ...]:
    """The documents of one file; what it holds beside its words is put into `received`."""
    if path.suffix.lower() != CDA_ENDING:
        return (document_from_file(path, id=id, name=name, kind=kind, authored=authored),)
    try:
        data = bytes_at(path)
    except Unreadable as reason:
        return (Document(id=id, name=name, readable=False, unreadable_because=str(reason)),)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    coder = Coder(code_table(), vocabulary())
    found = read_cda(
        data,
        id=id,
        name=name,
        digest=digest,
        coder=coder,
        remarks=received.remarks,
        kind=kind,
        authored=authored,
    )
    received.facts.extend(found.facts)
    return found.documents


def document_from_file(
    path: Path, *, id: str, name: str, kind: str | None = None, authored: date | None = None
) -> Document:
    """One file as one document of words; its kind and day are told from name and heading where they are not given."""
    got = extract(path)
    return document_of(got, id=id, name=name, told_by=path.stem, kind=kind, authored=authored)


def document_of(
    got: Extracted, *, id: str, name: str, told_by: str, kind: str | None = None, authored: date | None = None
) -> Document:
    """What was extracted as a document; `told_by` is the name that may tell its kind."""
    kind = kind or document_kind(told_by, got.text)
    return Document(
        id=id,
        kind=kind,
        authored=authored or authored_on(kind, got.text),
        text=got.text,
        name=name,
        pages=got.pages,
        readable=got.readable,
        unreadable_because=got.remark,
        by_machine=got.by_machine,
        digest=got.digest,
    )
