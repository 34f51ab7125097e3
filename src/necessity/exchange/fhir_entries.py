"""What the status of a FHIR resource makes of its codes: present, possible, ruled out, of the past, planned, or nothing at all.

Invariant: only what its record holds as so is present. What was entered in error says nothing, and a status that is not known
here is never read as one that is. The codes are those of FHIR R4 (http://hl7.org/fhir/R4, the value sets of each status).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from necessity.exchange.coded import Answer, Coding, Entry
from necessity.exchange.fhir_elements import ELEMENTS
from necessity.exchange.fhir_json import (
    Tree,
    code_words,
    codings,
    is_bad_date,
    measured,
    named,
    tree,
    trees,
    when,
    word,
)
from necessity.model.fact import Assertion
from necessity.when import PartialDate

PRESENT, ABSENT, POSSIBLE = Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE
PLANNED, HISTORICAL = Assertion.PLANNED, Assertion.HISTORICAL


@dataclass(frozen=True, slots=True)
class Aside:
    """A resource that says nothing, and why, in words for a remark."""

    why: str


IN_ERROR = Aside("entered in error")
_UNKNOWN = "its status is not one that is read as so"

# verificationStatus of a Condition; without one the problem stands as it was written down
_VERIFIED = {
    "confirmed": PRESENT,
    "unconfirmed": POSSIBLE,
    "provisional": POSSIBLE,
    "differential": POSSIBLE,
    "refuted": ABSENT,
}
_ACTIVE, _PAST = {"active", "recurrence", "relapse"}, {"inactive", "remission", "resolved"}
_PROCEDURE = {
    "completed": PRESENT,
    "not-done": ABSENT,
    "preparation": PLANNED,
    "in-progress": POSSIBLE,
    "on-hold": POSSIBLE,
    "stopped": POSSIBLE,  # begun and broken off: what was done is not said
}
_OBSERVED = {"final": PRESENT, "amended": PRESENT, "corrected": PRESENT, "preliminary": POSSIBLE}
_ORDERED = {"active": PRESENT, "completed": PRESENT, "stopped": PRESENT, "on-hold": POSSIBLE}
_TAKEN = {
    "active": PRESENT,
    "completed": PRESENT,
    "stopped": PRESENT,
    "on-hold": POSSIBLE,
    "intended": PLANNED,
    "not-taken": ABSENT,
}
_INTENDED = {"proposal": PLANNED, "plan": PLANNED}
REPORTED = frozenset({"final", "amended", "corrected", "appended"})
PRELIMINARY = frozenset({"preliminary", "partial"})


def entries_of(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    """The coded entries of a resource of a kind that is read, or why it says nothing."""
    if resource.get("modifierExtension") is not None or resource.get("implicitRules") is not None:
        return Aside("an extension that is not known here changes what it says")
    unknown = {key for key in resource if key.lstrip("_") not in ELEMENTS}
    if unknown:
        return Aside("it has a part that FHIR R4 does not know")
    found = _READERS[word(resource.get("resourceType"))](resource, reference)
    if not isinstance(found, Aside) and any(is_bad_date(resource.get(name)) for name in DATES):
        return tuple(replace(one, one_event=True) for one in found)  # a day was meant, and nobody can say which
    return found


def condition_assertion(resource: Tree) -> Assertion | Aside:
    """What `verificationStatus` and `clinicalStatus` together make of a Condition."""
    verified, clinical = code_words(resource.get("verificationStatus")), code_words(resource.get("clinicalStatus"))
    if "entered-in-error" in verified:
        return IN_ERROR
    told = {_VERIFIED.get(one) for one in verified}
    if len(told) > 1 or None in told or (resource.get("verificationStatus") is not None and not told):
        return Aside(_UNKNOWN)
    assertion = (told.pop() if told else None) or PRESENT
    if assertion is PRESENT and any(key.startswith("abatement") for key in resource):
        return HISTORICAL
    if resource.get("clinicalStatus") is None or (clinical and clinical <= _ACTIVE):
        return assertion
    if assertion is PRESENT:
        return HISTORICAL if clinical and clinical <= _PAST else Aside(_UNKNOWN)
    return assertion


def _condition(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    assertion = condition_assertion(resource)
    if isinstance(assertion, Aside):
        return assertion
    return (
        _entry(
            resource,
            reference,
            assertion=assertion,
            happened=_began(resource, "onset"),
            recorded=when(resource.get("recordedDate")),
        ),
    )


def _procedure(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    assertion = _by_status(resource, _PROCEDURE)
    if isinstance(assertion, Aside):
        return assertion
    ordered = any(resource.get(name) is not None for name in ("basedOn", "statusReason", "performedString"))
    happened = _began(resource, "performed")
    return (
        _entry(
            resource,
            reference,
            assertion=assertion,
            happened=happened,
            until=when(tree(resource.get("performedPeriod")).get("end")),
            one_event=ordered or happened is not None,
        ),
    )


def _observation(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    assertion = _by_status(resource, _OBSERVED)
    if isinstance(assertion, Aside):
        return assertion
    if resource.get("focus") is not None:
        return Aside("it is about something other than the patient")
    own = _entry(
        resource,
        reference,
        assertion=assertion,
        happened=_began(resource, "effective"),
        recorded=when(resource.get("issued")),
        answer=_answer(resource),
        is_observation=True,
    )
    parts = [
        replace(
            own,
            path=f"component/{number}",
            codings=codings(part.get("code")),
            words=word(tree(part.get("code")).get("text")),
            answer=_answer(part),
        )
        for number, part in enumerate(trees(resource.get("component")), 1)
    ]
    return (own, *parts) if own.answer is not None or not parts else tuple(parts)


def _answer(part: Tree) -> Answer | None:
    """Its value as a number, yes or no, or a code; None where there is none, or a reason why there is none."""
    if part.get("dataAbsentReason") is not None:
        return None
    found: list[Answer] = []
    if isinstance(part.get("valueBoolean"), bool):
        found.append(part["valueBoolean"])
    if (quantity := measured(part.get("valueQuantity"))) is not None:
        found.append(quantity)
    if (count := measured({"value": part.get("valueInteger"), "code": "{score}"})) is not None:
        found.append(count)
    if coded := codings(part.get("valueCodeableConcept")):
        found.append(coded)
    return found[0] if len(found) == 1 else None  # two values are no value


def _report(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    """The study itself by its code, and the coded conclusions."""
    status = word(resource.get("status")).lower()
    if status not in REPORTED | PRELIMINARY:
        return IN_ERROR if status == "entered-in-error" else Aside(_UNKNOWN)
    assertion = PRESENT if status in REPORTED else POSSIBLE
    own = _entry(
        resource,
        reference,
        assertion=assertion,
        happened=_began(resource, "effective"),
        recorded=when(resource.get("issued")),
    )
    concluded = [
        replace(own, path=f"conclusionCode/{number}", codings=codings(one), words=word(one.get("text")))
        for number, one in enumerate(trees(resource.get("conclusionCode")), 1)
    ]
    return (own, *concluded)


def _medication(resource: Tree, reference: str) -> Aside | tuple[Entry, ...]:
    is_order = resource.get("resourceType") == "MedicationRequest"
    assertion = _by_status(resource, _ORDERED if is_order else _TAKEN)
    if isinstance(assertion, Aside):
        return assertion
    if resource.get("doNotPerform") not in (None, False):
        return Aside("it forbids the medicine, which does not say that none was taken")
    if is_order:
        intent = word(resource.get("intent")).lower()
        assertion = _INTENDED.get(intent, assertion) if assertion is PRESENT else assertion
    period = tree(resource.get("effectivePeriod"))
    written = when(resource.get("authoredOn" if is_order else "dateAsserted"))
    happened = written if is_order else _began(resource, "effective")
    medicine = resource.get("medicationCodeableConcept")
    contained = _contained(resource, tree(resource.get("medicationReference")).get("reference"))
    concept = medicine if medicine is not None else tree(contained).get("code")
    return (
        Entry(
            reference=reference,
            path="medication",
            codings=codings(concept),
            words=named(concept) or word(tree(resource.get("medicationReference")).get("display")),
            assertion=assertion,
            happened=happened,
            until=when(period.get("end")),
            recorded=written,
            is_medicine=True,
            one_event=happened is not None,
            reasons=tuple(coding for one in trees(resource.get("reasonCode")) for coding in codings(one)),
        ),
    )


def _contained(resource: Tree, reference: Any) -> Tree | None:
    id = word(reference).removeprefix("#")
    return next((one for one in trees(resource.get("contained")) if word(one.get("id")) == id and id), None)


def _by_status(resource: Tree, known: dict[str, Assertion]) -> Assertion | Aside:
    status = word(resource.get("status")).lower()
    if status == "entered-in-error":
        return IN_ERROR
    return known.get(status) or Aside(f"{_UNKNOWN} ({status or 'none'})")


def _entry(resource: Tree, reference: str, **known: Any) -> Entry:
    return Entry(
        reference=reference,
        path="code",
        codings=codings(resource.get("code")),
        words=word(tree(resource.get("code")).get("text")),
        place=tuple(_places(resource)),
        **known,
    )


def _places(resource: Tree) -> Iterator[Coding]:
    for site in trees(resource.get("bodySite")):
        yield from codings(site)
        yield Coding(system="", code="", display=word(site.get("text")))


def _began(resource: Tree, name: str) -> PartialDate | None:
    """`onset`, `performed` or `effective` as a day, or the beginning of its period."""
    for ending in ("DateTime", "Instant"):
        if resource.get(f"{name}{ending}") is not None:
            return when(resource.get(f"{name}{ending}"))
    return when(tree(resource.get(f"{name}Period")).get("start"))


DATES = ("onsetDateTime", "performedDateTime", "effectiveDateTime", "effectiveInstant", "recordedDate", "authoredOn")
_READERS = {
    "Condition": _condition,
    "Procedure": _procedure,
    "Observation": _observation,
    "DiagnosticReport": _report,
    "MedicationRequest": _medication,
    "MedicationStatement": _medication,
}
READ_AS_CODES = tuple(_READERS)
