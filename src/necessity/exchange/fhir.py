"""A FHIR R4 record (a Bundle, Parameters or one resource) becomes a case: documents, coded facts, request and patient.

Invariant: what is not read, entered in error, of another patient or not understood is told by name; a fault in one resource takes
nothing from the others. QuestionnaireResponses are not read: answers to a form are no words of the chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from necessity.errors import InputUnusable, Place, Problem
from necessity.exchange.coded import Coder
from necessity.exchange.digest import digest_of
from necessity.exchange.fhir_documents import Texts
from necessity.exchange.fhir_entries import READ_AS_CODES, Aside, entries_of
from necessity.exchange.fhir_json import Tree, is_bad_date, parsed, tree, trees, when, word
from necessity.exchange.fhir_patients import Patients, member_of, patients_of
from necessity.exchange.fhir_request import asked_in
from necessity.exchange.remarks import Remarks
from necessity.model.case import Case, Requester
from necessity.model.document import Document
from necessity.vocabulary.codes import code_table
from necessity.vocabulary.load import vocabulary

MOST_RESOURCES = 50_000
_NPI = "http://hl7.org/fhir/sid/us-npi"
_READ_AS_WORDS = ("DocumentReference", "DiagnosticReport", "Composition", "ServiceRequest", "Claim")
_ABOUT_THE_CASE = ("Patient", "Binary", "Organization", "Practitioner", "PractitionerRole", "Coverage", "Location")
_HOLDERS = ("Bundle", "Parameters")
_DATES = ("onsetDateTime", "performedDateTime", "effectiveDateTime", "recordedDate", "authoredOn", "date", "created")


@dataclass(slots=True)
class Record:
    """The resources of one or several files, each with its reference and its address in the bundle."""

    resources: list[tuple[str, str, Tree]] = field(default_factory=list)
    stamped: list[date] = field(default_factory=list)

    def add(self, root: Any, depth: int = 0) -> None:
        """The resources of a Bundle or Parameters, those of Bundles inside them, or the resource itself."""
        found = tree(root)
        if found.get("resourceType") not in _HOLDERS:
            self._resource(found, "")
            return
        stamp = when(found.get("timestamp"))
        if stamp is not None and stamp.is_exact and depth == 0:
            self.stamped.append(stamp.earliest)
        for entry in (*trees(found.get("entry")), *trees(found.get("parameter"))):
            inside = tree(entry.get("resource"))
            if inside.get("resourceType") in _HOLDERS and depth < 5:
                self.add(inside, depth + 1)
            elif inside.get("resourceType") not in _HOLDERS:
                self._resource(inside, word(entry.get("fullUrl")))

    def _resource(self, resource: Tree, address: str) -> None:
        kind = word(resource.get("resourceType"))
        if kind:
            id = word(resource.get("id")) or address or f"number {len(self.resources) + 1}"
            self.resources.append((f"{kind}/{id}", address, resource))


def looks_like_fhir(text: str) -> bool:
    """Whether a JSON text may be a FHIR resource: a case file has no such key."""
    return '"resourceType"' in text


def record_in(text: str, name: str) -> Record | None:
    """The resources of a JSON text; None where it is JSON but no FHIR. Raises InputUnusable with every problem."""
    value, problems = parsed(text, name)
    if problems:
        raise InputUnusable(problems)
    if not word(tree(value).get("resourceType")):
        return None
    record = Record()
    record.add(value)
    if len(record.resources) > MOST_RESOURCES:
        why = f"at most {MOST_RESOURCES} are read"
        raise InputUnusable(
            [Problem(what="this record holds too many resources", where=Place(name), why=why, remedy="split it")]
        )
    return record


def case_of_record(record: Record, *, called: str, name: str, beside: Sequence[Document] = ()) -> Case:
    """The case of a record, with documents that lie beside it. Raises InputUnusable where it says nothing."""
    coder, remarks = Coder(code_table(), vocabulary()), Remarks()
    pairs = [(reference, one) for reference, _, one in record.resources]
    asked = asked_in(pairs, coder, Remarks())
    patients = patients_of(record.resources, asked.resources)
    mine = [(reference, one) for reference, one in pairs if _counts(reference, one, patients, remarks)]
    asked = asked_in(mine, coder, remarks)
    binaries = {
        key: one
        for reference, address, one in record.resources
        for key in (reference, address)
        if one.get("resourceType") == "Binary"
    }
    texts = Texts(coder, remarks, binaries, [], [])
    for reference, resource in mine:
        _read(resource, reference, texts)
    documents = (*_distinct(texts.documents), *beside)
    case = Case(
        id=called,
        documents=documents,
        request=asked.request,
        received=record.stamped[0] if len(record.stamped) == 1 else asked.created,
        member=member_of(patients.mine),
        payer=_payer(mine),
        requester=_requester(mine, asked.resources),
        coded=tuple(texts.facts),
        remarks=remarks.told(),
        input_digest=digest_of(
            {
                "resources": [_without_floats(one) for _, one in pairs],
                "documents": [[one.id, one.digest] for one in beside],
            }
        ),
    )
    _says_something(case, name)
    return case


def _counts(reference: str, resource: Tree, patients: Patients, remarks: Remarks) -> bool:
    """Whether a resource is read at all; where it is not, that is told."""
    kind = word(resource.get("resourceType"))
    if kind in _ABOUT_THE_CASE:
        return True
    if kind == "QuestionnaireResponse":
        remarks.aside(reference, "answers to questionnaires are not read")
        return False
    if kind not in (*READ_AS_CODES, *_READ_AS_WORDS):
        remarks.aside(kind[:40], "resources of this type are not read")
        return False
    why = patients.why_not(resource)
    if why:
        remarks.aside(reference, why)
    return not why


def _read(resource: Tree, reference: str, texts: Texts) -> None:
    """The facts and the documents of one resource of this patient."""
    kind = word(resource.get("resourceType"))
    for name in _DATES:
        if is_bad_date(resource.get(name)):
            texts.remarks.aside(f"{reference} {name}", "it is no date, and taken as not stated")
    if kind in READ_AS_CODES:
        entries = entries_of(resource, reference)
        if isinstance(entries, Aside):
            texts.remarks.aside(reference, entries.why)
        else:
            for entry in entries:
                found = texts.coder.found(entry)
                texts.facts.extend(found.facts)
                if not found.facts and (entry.codings or entry.words):
                    texts.remarks.aside(reference, f"no fact: {found.why}")
    texts.read(resource, reference)


def _distinct(documents: Sequence[Document]) -> Iterator[Document]:
    """The documents, each with an id of its own; the same text under the same name once."""
    seen: dict[str, list[str]] = {}
    for document in documents:
        known = seen.setdefault(document.id, [])
        if document.digest in known:
            continue
        known.append(document.digest)
        if len(known) > 1:
            document = replace(document, id=f"{document.id} ({len(known)})")
        yield document


def _payer(resources: Sequence[tuple[str, Tree]]) -> str | None:
    """The one payer that Claims and Coverages name in words."""
    held = [one.get("insurer") for _, one in resources if one.get("resourceType") == "Claim"]
    held += [
        payor for _, one in resources if one.get("resourceType") == "Coverage" for payor in trees(one.get("payor"))
    ]
    named = {
        reference: word(one.get("name")) for reference, one in resources if one.get("resourceType") == "Organization"
    }
    found = {word(tree(one).get("display")) or named.get(word(tree(one).get("reference")), "") for one in held} - {""}
    return found.pop() if len(found) == 1 else None


def _requester(resources: Sequence[tuple[str, Tree]], asking: Sequence[Tree]) -> Requester | None:
    """The national number of who asks, where the request names one who stands in the record."""
    known = dict(resources)
    found = set()
    for one in asking:
        for name in ("provider", "requester"):
            who = known.get(word(tree(one.get(name)).get("reference")), {})
            found |= {word(row.get("value")) for row in trees(who.get("identifier")) if row.get("system") == _NPI}
    number = found.pop() if len(found) == 1 else ""
    return Requester(npi=number) if len(number) == 10 and number.isdigit() else None


def _says_something(case: Case, name: str) -> None:
    if case.coded or case.request is not None or any(one.readable for one in case.documents):
        return
    problems = [
        Problem(what=f"document '{one.id}' cannot be read", where=Place(name), why=one.unreadable_because)
        for one in case.documents
    ]
    problems += [Problem(what=remark.rstrip("."), where=Place(name)) for remark in case.remarks]
    remedy = "give a record with conditions, procedures, observations, documents or an authorization request"
    raise InputUnusable(
        [*problems, Problem(what="this FHIR record says nothing of a case", where=Place(name), remedy=remedy)]
    )


def _without_floats(value: Any) -> Any:
    """Numbers as written out, for RFC 8785 knows no whole number beyond 2**53."""
    if isinstance(value, dict):
        return {key: _without_floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_floats(one) for one in value]
    return value if isinstance(value, str | bool) or value is None else repr(value)
