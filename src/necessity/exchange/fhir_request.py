"""What a FHIR record asks for, where that stands there plainly: an authorization Claim, else orders for known operations.

Invariant: only what is coded or written becomes a line. An order that forbids, that was taken back or entered in error asks for
nothing, and a bill is no request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from necessity.exchange.coded import Coder, Coding, levels_in, side_of
from necessity.exchange.fhir_json import Tree, code_words, codings, named, number, tree, trees, when, word
from necessity.exchange.remarks import Remarks
from necessity.exchange.requested import code_of, procedure_of
from necessity.model.case import NOT_STATED, LineItem, Request
from necessity.model.document import Resource

_ASKED = frozenset({"active", "draft", "on-hold"})
_SETTINGS = {"21": "inpatient", "22": "outpatient", "19": "outpatient", "24": "ambulatory"}
"""Places of service (CMS list): inpatient hospital, outpatient on and off campus, ambulatory surgical centre."""

_PLACES_OF_SERVICE = "place-of-service"
_EXPEDITED = frozenset({"urgent", "asap", "stat"})
_ONE_SIDE = {"LT": "left", "RT": "right", "50": "both"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The request of a record, with the resources that make it; `created` is the day on which it says it was made."""

    request: Request | None
    resources: tuple[Tree, ...] = ()
    created: date | None = None


def asked_in(resources: Sequence[tuple[str, Tree]], coder: Coder, remarks: Remarks) -> Asked:
    """The request among (reference, resource), or none. What looks like one and is none is told."""
    claims = [(name, one) for name, one in resources if one.get("resourceType") == "Claim"]
    wanted = _newest([(name, one) for name, one in claims if _is_authorization(name, one, remarks)], remarks)
    if wanted:
        lines = [line for name, one in wanted for line in _claim_lines(name, one, coder)]
        return _asked(lines, [one for _, one in wanted], coder)
    orders = [(name, one) for name, one in resources if one.get("resourceType") == "ServiceRequest"]
    orders = [(name, one) for name, one in orders if _is_order(name, one, remarks)]
    ordered = [(name, one, _order_line(name, one, coder)) for name, one in orders]
    known = [row for row in ordered if row[2].procedure is not None] or (ordered if len(ordered) == 1 else [])
    for name, _, line in ordered:
        if not any(line is row[2] for row in known):
            remarks.aside(name, "an order for something other than an operation on the spine")
    return _asked([row[2] for row in known], [row[1] for row in known], coder)


def _newest(claims: list[tuple[str, Tree]], remarks: Remarks) -> list[tuple[str, Tree]]:
    """The claims without those that another of them names as the one it follows."""
    earlier = {
        word(tree(related.get("claim")).get("reference")).rpartition("/")[2]
        for _, claim in claims
        for related in trees(claim.get("related"))
    } - {""}
    for name, _ in claims:
        if name.partition("/")[2] in earlier:
            remarks.aside(name, "a later request follows it")
    return [(name, claim) for name, claim in claims if name.partition("/")[2] not in earlier]


def _is_authorization(name: str, claim: Tree, remarks: Remarks) -> bool:
    status, use = word(claim.get("status")).lower(), word(claim.get("use")).lower()
    if status == "entered-in-error":
        remarks.aside(name, "entered in error")
    elif use not in ("preauthorization", "predetermination"):
        remarks.aside(name, "a bill and no request for authorization")
    elif status != "active":
        remarks.aside(name, f"its status is not one that is read as so ({status or 'none'})")
    else:
        return True
    return False


def _is_order(name: str, order: Tree, remarks: Remarks) -> bool:
    status = word(order.get("status")).lower()
    if status == "entered-in-error":
        remarks.aside(name, "entered in error")
    elif order.get("doNotPerform") not in (None, False):
        remarks.aside(name, "it forbids what it names")
    elif order.get("modifierExtension") is not None:
        remarks.aside(name, "an extension that is not known here changes what it says")
    elif status not in _ASKED:
        remarks.aside(name, f"its status is not one that is read as so ({status or 'none'})")
    else:
        return True
    return False


def _asked(lines: Sequence[LineItem], resources: Sequence[Tree], coder: Coder) -> Asked:
    if not lines:
        return Asked(None, tuple(resources))
    numbered = [_numbered(line, place, lines) for place, line in enumerate(lines, 1)]
    settings = {one for resource in resources if (one := _setting(resource))}
    urgent = any(code_words(resource.get("priority")) & _EXPEDITED for resource in resources)
    created = [day for resource in resources if (day := when(resource.get("created"))) and day.is_exact]
    request = Request(
        line_items=tuple(numbered),
        urgency="expedited" if urgent else "standard" if any("priority" in one for one in resources) else NOT_STATED,
        service_date=_service_date(resources),
        setting=settings.pop() if len(settings) == 1 else None,
        diagnoses=tuple(dict.fromkeys(code for resource in resources for code in _diagnoses(resource, coder))),
    )
    return Asked(request, tuple(resources), created[0].earliest if created else None)


def _numbered(line: LineItem, place: int, lines: Sequence[LineItem]) -> LineItem:
    twice = sum(other.id == line.id for other in lines) > 1 or not line.id
    return replace(line, id=str(place)) if twice else line


def _claim_lines(name: str, claim: Tree, coder: Coder) -> Iterator[LineItem]:
    for place, item in enumerate(trees(claim.get("item")), 1):
        sequence = item.get("sequence")
        yield _line(
            coder,
            id=str(sequence) if isinstance(sequence, int) and not isinstance(sequence, bool) else str(place),
            concept=item.get("productOrService"),
            sites=[*trees(item.get("bodySite")), *trees(item.get("subSite"))],
            units=tree(item.get("quantity")).get("value"),
            modifiers=tuple(one.code for held in trees(item.get("modifier")) for one in codings(held) if one.code),
            evidence=Resource(reference=name, path=f"item/{place}"),
        )


def _order_line(name: str, order: Tree, coder: Coder) -> LineItem:
    return _line(
        coder,
        id="",
        concept=order.get("code"),
        sites=[*trees(order.get("bodySite")), *({"text": word(one)} for one in _texts(order.get("orderDetail")))],
        units=tree(order.get("quantityQuantity")).get("value"),
        modifiers=(),
        evidence=Resource(reference=name, path="code"),
    )


def _line(
    coder: Coder,
    *,
    id: str,
    concept: Any,
    sites: Sequence[Tree],
    units: Any,
    modifiers: tuple[str, ...],
    evidence: Resource,
) -> LineItem:
    vocabulary = coder.vocabulary
    service = _service(codings(concept), coder)
    words = named(concept)
    procedure, nearest = procedure_of(service, words if service is None else None, vocabulary)
    placed = [coding for site in sites for coding in codings(site)]
    said = [words, *(one.display for one in placed), *(word(site.get("text")) for site in sites)]
    count = number(units)
    by_modifier = {_ONE_SIDE[one] for one in modifiers if one in _ONE_SIDE}
    return LineItem(
        id=id,
        requested_as=words or service or next((one.code for one in codings(concept) if one.code), "not named"),
        procedure=procedure,
        service=service,
        levels=levels_in(said, vocabulary.anatomy),
        side=side_of(said, placed, coder.table) or (by_modifier.pop() if len(by_modifier) == 1 else None),
        units=int(count) if count is not None and count >= 1 and count == int(count) else None,
        modifiers=modifiers,
        nearest=nearest,
        evidence=(evidence,),
    )


def _service(found: Sequence[Coding], coder: Coder) -> str | None:
    """The one code of a procedure; none where two say different things."""
    codes = dict.fromkeys(
        code for one in found if coder.table.system(one.system) in ("CPT", "HCPCS") and (code := code_of(one.code))
    )
    return next(iter(codes)) if len(codes) == 1 else None


def _diagnoses(resource: Tree, coder: Coder) -> Iterator[str]:
    concepts = [one.get("diagnosisCodeableConcept") for one in trees(resource.get("diagnosis"))]
    for concept in (*concepts, *trees(resource.get("reasonCode"))):
        for one in codings(concept):
            if coder.table.system(one.system) == "ICD-10-CM" and one.code:
                yield one.code


def _setting(resource: Tree) -> str | None:
    """Where, by the place of service of a claim and its items; none where they name several or another place."""
    places = [item.get("locationCodeableConcept") for item in trees(resource.get("item"))]
    places += trees(resource.get("locationCode"))
    found = {
        _SETTINGS.get(one.code)
        for place in places
        for one in codings(place)
        if _PLACES_OF_SERVICE in one.system.lower().replace("_", "-")
    }
    return found.pop() if len(found) == 1 else None


def _service_date(resources: Sequence[Tree]) -> date | None:
    days = set()
    for resource in resources:
        own = [resource.get("occurrenceDateTime"), tree(resource.get("occurrencePeriod")).get("start")]
        for item in trees(resource.get("item")):
            own += [item.get("servicedDate"), tree(item.get("servicedPeriod")).get("start")]
        days |= {day.earliest for one in own if (day := when(one)) and day.is_exact}
    return min(days) if days else None


def _texts(value: Any) -> list[str]:
    return [named(one) for one in trees(value)]
