"""Whose record it is: the one patient of a bundle, and which of its resources speak of somebody else.

Invariant: a resource counts only where it surely speaks of the patient of the case, or names nobody while there is one patient
alone. Where nobody can say whose record it is, nothing of it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from necessity.exchange.fhir_json import Tree, tree, trees, when, word
from necessity.model.case import Member
from necessity.model.document import Subject
from necessity.reading.identity import Identity, identity_from

_SEXES = {"female": "female", "male": "male"}
_PARTS = frozenset({"id", "extension", "reference", "type", "identifier", "display"})
_NAMES = ("subject", "patient", "beneficiary")


@dataclass(frozen=True, slots=True)
class Patients:
    """The patients of a record by every reference that means one; `mine` is that of the case, None where nobody can say.

    `unnamed`: no Patient stands in the record, and its resources name one at the most.
    """

    by_reference: dict[str, Tree]
    mine: Tree | None
    unnamed: bool = False

    def why_not(self, resource: Tree) -> str:
        """Why a resource does not count; empty where it speaks of the patient of the case."""
        held = _held(resource)
        reference = word(held.get("reference"))
        if self.mine is None:
            return "" if self.unnamed else "the record names several patients, and nobody can say whose case this is"
        if not set(held) <= _PARTS:
            return "it names its patient in a way that FHIR R4 does not know"
        if not reference and (number := word(tree(held.get("identifier")).get("value"))):
            known = {word(one.get("value")) for one in trees(self.mine.get("identifier"))}
            return "" if number in known else "it names another patient"
        if not reference:
            named = Identity(name=identity_from(word(held.get("display")), None, None).name)
            if named.surely_differs(_identity(self.mine)):
                return "it names another patient"
            alone = len({id(one) for one in self.by_reference.values()}) == 1
            return "" if alone else "it names nobody, and the record is of several patients"
        found = self._found(resource, reference)
        if found is None:
            is_person = "/" not in reference or reference.rpartition("/")[0].endswith("Patient")
            return "it names another patient" if is_person else "it is not about a patient"
        return "" if found is self.mine or _is_one_person(found, self.mine) else "it names another patient"

    def _found(self, resource: Tree, reference: str) -> Tree | None:
        if reference.startswith("#"):
            inside = (one for one in trees(resource.get("contained")) if word(one.get("id")) == reference[1:])
            return next((one for one in inside if one.get("resourceType") == "Patient"), None)
        return self.by_reference.get(reference) or self.by_reference.get(_last(reference))


def patients_of(resources: Sequence[tuple[str, str, Tree]], asking: Sequence[Tree]) -> Patients:
    """The patients among (reference, address, resource); `asking`, the resources of the request, say whose case it is."""
    known: dict[str, Tree] = {}
    for reference, address, resource in resources:
        if resource.get("resourceType") == "Patient":
            for name in filter(None, (reference, address)):
                known.setdefault(name, resource)
    every = list({id(one): one for one in known.values()}.values())
    if not every:
        named = {_last(word(_held(resource).get("reference"))) for _, _, resource in resources} - {""}
        return Patients(known, None, unnamed=len(named) <= 1)
    asked = {_last(word(_held(one).get("reference"))) for one in asking} - {""}
    for one in asking:
        asked |= {word(_held(one).get("reference"))} & set(known)
    wanted = list({id(known[name]): known[name] for name in asked if name in known}.values())
    if len(wanted) == 1:
        return Patients(known, wanted[0])
    first = every[0]
    return Patients(known, first if all(one is first or _is_one_person(one, first) for one in every) else None)


def member_of(patient: Tree | None) -> Member:
    """The patient as the member of a case; what is not stated stays out."""
    subject = subject_of(patient or {})
    return Member(id=word((patient or {}).get("id")) or None, name=subject.name, born=subject.born, sex=subject.sex)


def subject_of(patient: Tree) -> Subject:
    """Name (the official one, else the first), day of birth where it is whole, and sex."""
    names = trees(patient.get("name"))
    named = next((one for one in names if one.get("use") == "official"), names[0] if names else {})
    given = named.get("given")
    parts = [word(one) for one in (given if isinstance(given, list) else [given])]
    words = " ".join(filter(None, (*parts, word(named.get("family"))))) or word(named.get("text"))
    born = when(patient.get("birthDate"))
    return Subject(
        name=words or None,
        born=born.earliest if born is not None and born.is_exact else None,
        sex=_SEXES.get(word(patient.get("gender")).lower()),
    )


def _identity(patient: Tree) -> Identity:
    subject = subject_of(patient)
    return identity_from(subject.name, subject.born, subject.sex)


def _is_one_person(one: Tree, other: Tree) -> bool:
    """Two Patient resources of one person: name and day of birth agree, and nothing differs."""
    first, second = _identity(one), _identity(other)
    if first.surely_differs(second):
        return False
    return bool(first.name & second.name) and first.born is not None and first.born == second.born


def _held(resource: Tree) -> Tree:
    return next((tree(resource[name]) for name in _NAMES if tree(resource.get(name))), {})


def _last(reference: str) -> str:
    """`Patient/1` of an address, a version or a search (`https://host/fhir/Patient/1/_history/2`)."""
    parts = reference.partition("/_history/")[0].split("/")
    return "/".join(parts[-2:])
