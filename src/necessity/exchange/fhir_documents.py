"""The words that FHIR resources hold become documents: notes, conclusions, attachments, sections of a composition.

Invariant: words of what was entered in error, ruled out, replaced or is only meant are not read as this patient's; a narrative
that a program made from the codes of a resource is not read a second time as words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from necessity.exchange.attached import bytes_of, ending_of, extracted
from necessity.exchange.cda import read_cda
from necessity.exchange.cda_text import heading_of
from necessity.exchange.coded import Coder
from necessity.exchange.documents import Extracted
from necessity.exchange.fhir_entries import PRELIMINARY, REPORTED, entries_of
from necessity.exchange.fhir_json import Tree, codings, named, strings_below, tree, trees, when, word
from necessity.exchange.headings import authored_on, document_kind
from necessity.exchange.html_text import html_text
from necessity.exchange.remarks import Remarks
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact

_IMAGING = {"rad", "imaging", "lp29684-5"}  # category of a report: HL7 table 0074, and LOINC's part for radiology
_LABORATORY = {"lab", "ch", "hm", "laboratory"}
_NOT_READ_YET = {"preliminary": "preliminary, not signed"}


@dataclass(frozen=True, slots=True)
class Texts:
    """Gathers the documents of one record; coded facts of a C-CDA inside it come with them."""

    coder: Coder
    remarks: Remarks
    binaries: Mapping[str, Tree]
    documents: list[Document]
    facts: list[Fact]

    def read(self, resource: Tree, reference: str) -> None:
        """The documents of one resource of this patient."""
        kind = word(resource.get("resourceType"))
        if kind == "DocumentReference":
            self._document_reference(resource, reference)
        elif kind == "DiagnosticReport":
            self._report(resource, reference)
        elif kind == "Composition":
            self._composition(resource, reference)
        elif kind in ("Condition", "Procedure", "Observation"):
            self._notes(resource, reference)
        elif kind in ("ServiceRequest", "Claim"):
            self._of_request(resource, reference)

    # -- by kind of resource -------------------------------------------------------------------------------------------

    def _document_reference(self, resource: Tree, reference: str) -> None:
        status, signed = word(resource.get("status")).lower(), word(resource.get("docStatus")).lower()
        if "entered-in-error" in (status, signed):
            self.remarks.aside(reference, "entered in error")
        elif status == "superseded":
            self.remarks.aside(reference, "superseded by a newer document")
        elif status != "current" or signed not in ("", "final", "amended", "preliminary"):
            self.remarks.aside(reference, f"its status is not one that is read as so ({status or 'none'})")
        else:
            if signed in _NOT_READ_YET:
                self.remarks.aside(f"{reference}, which was read all the same", _NOT_READ_YET[signed])
            day = when(tree(tree(resource.get("context")).get("period")).get("start")) or when(resource.get("date"))
            kind = self._kind(resource)
            for number, content in enumerate(trees(resource.get("content")), 1):
                id = reference if number == 1 else f"{reference}/{number}"
                self._attachment(content.get("attachment"), id, kind, named(resource.get("type")), day)

    def _report(self, resource: Tree, reference: str) -> None:
        status = word(resource.get("status")).lower()
        if status not in REPORTED | PRELIMINARY:
            return  # the reason is told with its codes
        if status in PRELIMINARY:
            self.remarks.aside(f"{reference}, which was read all the same", "preliminary, not signed")
        kind = self._report_kind(resource)
        day = when(resource.get("effectiveDateTime")) or when(tree(resource.get("effectivePeriod")).get("start"))
        day = day or when(resource.get("issued"))
        title = named(resource.get("code"))
        read = len(self.documents)
        for number, form in enumerate(trees(resource.get("presentedForm")), 1):
            self._attachment(form, f"{reference} form {number}", kind, title, day)
        if conclusion := word(resource.get("conclusion")):
            self._words(reference, f"{title}\n\n{conclusion}" if title else conclusion, kind, day, title)
        if len(self.documents) == read:
            self._words(reference, self._narrative(resource), kind, day, title)

    def _composition(self, resource: Tree, reference: str) -> None:
        status = word(resource.get("status")).lower()
        if status not in ("final", "amended", "preliminary"):
            self.remarks.aside(reference, "entered in error" if status == "entered-in-error" else "it is not final")
            return
        parts = [word(resource.get("title")), *self._sections(resource, 0)]
        self._words(reference, "\n\n".join(filter(None, parts)), self._kind(resource), when(resource.get("date")), "")

    def _notes(self, resource: Tree, reference: str) -> None:
        """Notes of what is so, its text where its code is not listed, and its narrative where it has nothing else."""
        entries = entries_of(resource, reference)
        if not isinstance(entries, tuple) or not entries or entries[0].assertion is not Assertion.PRESENT:
            if any(strings_below(resource.get("note"))):
                self.remarks.aside(f"the notes of {reference}", "what they belong to is not asserted")
            return
        own = entries[0]
        day = own.recorded or own.until or own.happened
        parts = list(strings_below(resource.get("note")))
        if resource.get("resourceType") == "Condition" and not self.coder.knows(own):
            parts.insert(0, own.words or named(resource.get("code")))
        if resource.get("resourceType") == "Observation" and (said := word(resource.get("valueString"))):
            label = named(resource.get("code"))
            parts.insert(0, f"{label}: {said}" if label else said)
        if not own.codings and not own.words:
            parts.append(self._narrative(resource))
        self._words(reference, "\n\n".join(filter(None, parts)), None, day, "")

    def _of_request(self, resource: Tree, reference: str) -> None:
        status = word(resource.get("status")).lower()
        if status in ("entered-in-error", "revoked", "cancelled") or resource.get("doNotPerform") not in (None, False):
            return
        day = when(resource.get("authoredOn")) or when(resource.get("created"))
        self._words(f"{reference} note", "\n\n".join(strings_below(resource.get("note"))), "letter", day, "")
        for number, one in enumerate(trees(resource.get("supportingInfo")), 1):
            id, title = f"{reference} supportingInfo {number}", named(one.get("category"))
            self._words(id, word(one.get("valueString")), None, when(one.get("timingDate")) or day, title)
            if one.get("valueAttachment") is not None:
                self._attachment(one.get("valueAttachment"), id, None, title, day)

    def _sections(self, holder: Tree, depth: int) -> Iterator[str]:
        """Heading and words of each section, those inside others after them."""
        for section in trees(holder.get("section")) if depth < 10 else ():
            words = self._narrative(section)
            loinc = [one.code for one in codings(section.get("code")) if self.coder.table.system(one.system) == "LOINC"]
            heading = heading_of(word(section.get("title")), loinc[0] if loinc else "", self.coder.table.headings)
            if words:
                yield f"{heading}\n{words}" if heading else words
            yield from self._sections(section, depth + 1)

    # -- what they share -----------------------------------------------------------------------------------------------

    def _kind(self, resource: Tree) -> str | None:
        """The kind of document that its type says, where that is listed and only one."""
        table = self.coder.table
        found = {table.documents.get(f"{table.system(one.system)} {one.code}") for one in codings(resource.get("type"))}
        told = {one for one in found if one}
        return told.pop() if len(told) == 1 else None

    def _report_kind(self, resource: Tree) -> str | None:
        categories = {one.code.lower() for held in trees(resource.get("category")) for one in codings(held)}
        if categories & _IMAGING:
            return "imaging report"
        return "laboratory" if categories & _LABORATORY else None

    def _attachment(self, value: Any, id: str, kind: str | None, title: str, day: Any) -> None:
        attachment = tree(value)
        title = word(attachment.get("title")) or title
        day = when(attachment.get("creation")) or day
        content_type = word(attachment.get("contentType"))
        data = word(attachment.get("data"))
        held = self.binaries.get(word(attachment.get("url")))
        if not data and held is not None:
            data, content_type = word(held.get("data")), content_type or word(held.get("contentType"))
        if not data:
            where = "it is only a link, and its words are not here" if attachment.get("url") else "it is empty"
            self._unread(id, kind or document_kind(title, ""), where, day)
            return
        content = bytes_of(data)
        if content is None:
            self._unread(id, kind or document_kind(title, ""), "its data is not whole base64", day)
            return
        if ending_of(content_type) == ".xml":
            given = _exact(day)
            got = read_cda(content, id=id, name=title, digest="", coder=self.coder, remarks=self.remarks, kind=kind)
            self.documents.extend(
                one if one.authored or given is None else replace(one, authored=given) for one in got.documents
            )
            self.facts.extend(got.facts)
            return
        self._add(extracted(content_type, content), id, kind, title, day)

    def _words(self, id: str, text: str, kind: str | None, day: Any, title: str) -> None:
        if text.strip():
            self._add(Extracted(text=text), id, kind, title, day)

    def _add(self, got: Extracted, id: str, kind: str | None, title: str, day: Any) -> None:
        kind = kind or document_kind(title, got.text)
        self.documents.append(
            Document(
                id=id,
                kind=kind,
                authored=authored_on(kind, got.text) or _exact(day),
                text=got.text,
                name=title,
                pages=got.pages,
                by_machine=got.by_machine,
                readable=got.readable,
                unreadable_because=got.remark,
                digest=got.digest,
            )
        )

    def _unread(self, id: str, kind: str, why: str, day: Any) -> None:
        self.documents.append(Document(id=id, kind=kind, authored=_exact(day), readable=False, unreadable_because=why))

    def _narrative(self, resource: Tree) -> str:
        return html_text(word(tree(resource.get("text")).get("div")))


def _exact(day: Any) -> date | None:
    return day.earliest if day is not None and day.is_exact else None
