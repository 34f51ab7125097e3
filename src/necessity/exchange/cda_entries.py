"""The coded entries of a C-CDA section: problems, operations, medicines and results, told by mood, negation and status.

Invariant: an entry about a relative, a goal or a wish is none of this patient's; a negated one is never present. The templates
are those of C-CDA R2.1 (object identifiers 2.16.840.1.113883.10.20.22.4).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from necessity.exchange.cda_text import CDA, Section, author_day, cda_day
from necessity.exchange.coded import Answer, Coding, Entry, Measured
from necessity.exchange.xml_tree import local
from necessity.model.fact import Assertion
from necessity.when import PartialDate

_TEMPLATE = "2.16.840.1.113883.10.20.22.4"
_PROBLEM, _STATUS = f"{_TEMPLATE}.4", f"{_TEMPLATE}.6"
_PROCEDURE_ACT, _PROCEDURE_OBSERVATION = f"{_TEMPLATE}.12", f"{_TEMPLATE}.13"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PLANNED = frozenset({"INT", "RQO", "PRMS", "PRP", "ARQ", "APT"})
_ACTIVE, _PAST = frozenset({"55561003", "246455001", "263855007"}), frozenset({"73425007", "413322009", "277022003"})
_OF_OTHERS = frozenset({"10157-6", "61146-7"})  # family history, goals
_PROBLEMS = frozenset({"11450-4", "11348-0"})
_LATERALITY = "272741003"
_OVER = frozenset({"completed", "aborted", "suspended"})
_STATUSES = frozenset({"", "new", "active", "completed", "aborted", "cancelled", "held", "suspended", "normal"})
_ATTRIBUTES = frozenset(
    "classCode moodCode negationInd nullFlavor independentInd typeCode inversionInd contextConductionInd "
    "contextControlCode ID".split()
)
_CHILDREN = frozenset(
    "realmCode typeId templateId id code derivationExpr text statusCode effectiveTime priorityCode repeatNumber "
    "languageCode value interpretationCode methodCode targetSiteCode subject specimen performer author informant "
    "participant entryRelationship reference precondition referenceRange approachSiteCode routeCode doseQuantity "
    "rateQuantity maxDoseQuantity administrationUnitCode consumable uncertaintyCode component sequenceNumber "
    "seperatableInd low high center width period phase observation procedure substanceAdministration act organizer "
    "encounter supply observationMedia regionOfInterest".split()
)
"""What CDA R2 knows of a statement. Where something else stands there, nobody can say what it does to the rest."""


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that says nothing, and why."""

    reference: str
    why: str


def entries_in(section: Section, document: str) -> Iterator[Entry | Aside]:
    """The entries of a section, or why one says nothing."""
    name = section.title or section.code or "section"
    if section.code in _OF_OTHERS:
        return
    for number, entry in enumerate(section.element.findall(f"{CDA}entry"), 1):
        base = Entry(reference=name, path=f"entry/{number}", codings=(), document=document, recorded=section.authored)
        for statement in entry:
            yield from _statement(statement, base, section, over=False)


def _statement(element: Element, base: Entry, section: Section, over: bool) -> Iterator[Entry | Aside]:
    """A clinical statement and those inside it; `over`: the concern around it is closed."""
    where = f"{base.reference} {base.path}"
    status = _attribute(element, "statusCode", "code")
    if _is_unknown(element) or (status not in _STATUSES and status != "nullified"):
        yield Aside(where, "it has a part or a status that CDA does not know")
        return
    if status == "nullified" or element.get("nullFlavor"):
        yield Aside(where, "entered in error")
        return
    if element.find(f"{CDA}subject") is not None:
        yield Aside(where, "it is about another person")
        return
    base = replace(base, recorded=author_day(element) or base.recorded)
    kind, templates = local(element), {one.get("root", "") for one in element.findall(f"{CDA}templateId")}
    if kind == "procedure" or templates & {_PROCEDURE_ACT, _PROCEDURE_OBSERVATION}:
        yield _procedure(element, base, section, status)
    elif kind == "substanceAdministration":
        yield _medicine(element, base, section, status)
    elif kind == "observation":
        is_problem = _PROBLEM in templates or (section.code in _PROBLEMS and not templates)
        yield _problem(element, base, section, over) if is_problem else _result(element, base, section, status)
    elif kind in ("act", "organizer", "encounter") and element.get("negationInd", "false") == "false":
        over = over or (kind == "act" and status in _OVER)
        inside = (*element.findall(f"{CDA}entryRelationship"), *element.findall(f"{CDA}component"))
        inside = tuple(one for one in inside if not _is_unknown(one) and one.get("negationInd", "false") == "false")
        for below in (one for holder in inside if holder.get("typeCode") != "RSON" for one in holder):
            if local(below) in ("observation", "procedure", "substanceAdministration", "act", "organizer"):
                yield from _statement(below, base, section, over)


def _problem(element: Element, base: Entry, section: Section, over: bool) -> Entry | Aside:
    value = element.find(f"{CDA}value")
    if value is None or any(_attribute(one, "name", "code") != _LATERALITY for one in value.findall(f"{CDA}qualifier")):
        return Aside(f"{base.reference} {base.path}", "its code is narrowed in a way that is not read")
    assertion = _mood(element)
    if assertion is Assertion.PRESENT:
        assertion = _standing(element, over)
    sides = [one.find(f"{CDA}value") for one in value.findall(f"{CDA}qualifier")]
    return replace(
        base,
        codings=_codings(value),
        words=_original(value, section),
        assertion=assertion,
        happened=_time(element, "low") or _time(element, ""),
        place=(*_places(element), *(coding for one in sides if one is not None for coding in _codings(one))),
    )


def _standing(element: Element, over: bool) -> Assertion:
    """Of the past where it says so, has an end, or its concern is closed and nothing says that it goes on."""
    if element.find(f"{CDA}effectiveTime/{CDA}high") is not None:
        return Assertion.HISTORICAL
    told = {
        _attribute(one, "value", "code")
        for one in element.findall(f"{CDA}entryRelationship/{CDA}observation")
        if any(template.get("root") == _STATUS for template in one.findall(f"{CDA}templateId"))
    }
    if (told & _PAST) or (over and not told):
        return Assertion.HISTORICAL
    return Assertion.PRESENT if told <= _ACTIVE else Assertion.POSSIBLE


def _is_unknown(element: Element) -> bool:
    """Whether it, or a part of it that is looked at, has an attribute or a part that CDA does not know."""
    looked_at = (element, *element.findall(f"{CDA}effectiveTime"), *element.findall(f"{CDA}entryRelationship"))
    names = {name for name in element.attrib if not name.startswith("{")}
    if any(not one.get("code") and not one.get("nullFlavor") for one in element.findall(f"{CDA}statusCode")):
        return True
    return not names <= _ATTRIBUTES or any(
        (child.tag.startswith(CDA) and local(child) not in _CHILDREN) or not child.tag.startswith("{")
        for one in looked_at
        for child in one
    )


def _procedure(element: Element, base: Entry, section: Section, status: str) -> Entry | Aside:
    code = element.find(f"{CDA}code")
    if status in ("aborted", "cancelled", "held", "suspended"):
        return Aside(f"{base.reference} {base.path}", f"its status is not one that is read as so ({status})")
    assertion = _mood(element)
    if assertion is Assertion.PRESENT and status not in ("completed", ""):
        assertion = Assertion.POSSIBLE
    happened = _time(element, "low") or _time(element, "")
    return replace(
        base,
        codings=_codings(code) if code is not None else (),
        words=_original(code, section) if code is not None else "",
        assertion=assertion,
        happened=happened,
        until=_time(element, "high"),
        recorded=None,
        place=_places(element),
        one_event=happened is not None or element.find(f"{CDA}effectiveTime") is not None,
    )


def _medicine(element: Element, base: Entry, section: Section, status: str) -> Entry | Aside:
    code = element.find(f"{CDA}consumable/{CDA}manufacturedProduct/{CDA}manufacturedMaterial/{CDA}code")
    if code is None or status in ("cancelled", "held"):
        return Aside(f"{base.reference} {base.path}", "it names no medicine that was ordered or taken")
    reasons = [
        one
        for holder in element.findall(f"{CDA}entryRelationship")
        if holder.get("typeCode") == "RSON"
        for one in holder.findall(f"{CDA}observation/{CDA}value")
    ]
    # an order (INT) is how C-CDA lists medicines in use; without a reason it is possible care at most
    ordered = element.get("moodCode") == "INT" and element.get("negationInd") != "true"
    happened = _time(element, "low")
    return replace(
        base,
        codings=_codings(code),
        words=_original(code, section),
        assertion=Assertion.PRESENT if ordered else _mood(element),
        happened=happened,
        until=_time(element, "high"),
        is_medicine=True,
        one_event=happened is not None,
        reasons=tuple(coding for one in reasons for coding in _codings(one)),
    )


def _result(element: Element, base: Entry, section: Section, status: str) -> Entry | Aside:
    where = f"{base.reference} {base.path}"
    if element.get("negationInd") == "true":
        return Aside(where, "it was not observed")
    if status in ("aborted", "cancelled", "held", "suspended"):
        return Aside(where, f"its status is not one that is read as so ({status})")
    code, mood = element.find(f"{CDA}code"), _mood(element)
    if mood is not Assertion.PRESENT:
        return Aside(where, "it was not made yet")
    return replace(
        base,
        codings=_codings(code) if code is not None else (),
        assertion=Assertion.PRESENT if status in ("completed", "") else Assertion.POSSIBLE,
        happened=_time(element, "") or _time(element, "low"),
        answer=_answer(element),
        is_observation=True,
        place=_places(element),
    )


def _answer(element: Element) -> Answer | None:
    values = element.findall(f"{CDA}value")
    if len(values) != 1 or values[0].get("nullFlavor"):
        return None
    value, kind = values[0], values[0].get(_TYPE, "").rpartition(":")[2]
    if kind in ("PQ", "INT", "REAL"):
        try:
            number = float(value.get("value", ""))
        except ValueError:
            return None
        return Measured(number=number, unit=value.get("unit", "{score}")) if math.isfinite(number) else None
    if kind == "BL":
        return {"true": True, "false": False}.get(value.get("value", ""))
    return _codings(value) if kind in ("CD", "CE", "CO", "CV") else None


def _mood(element: Element) -> Assertion:
    """Ruled out where negated, planned where only meant, possible where uncertain or of a mood that is not known here."""
    mood = element.get("moodCode", "EVN")
    negated = element.get("negationInd", "false")
    if mood in _PLANNED:
        return Assertion.PLANNED
    if mood != "EVN" or negated not in ("true", "false", "0", "1"):
        return Assertion.POSSIBLE
    if negated in ("true", "1"):
        return Assertion.ABSENT
    return Assertion.POSSIBLE if _attribute(element, "uncertaintyCode", "code") == "UN" else Assertion.PRESENT


def _codings(element: Element) -> tuple[Coding, ...]:
    """The code and its translations; one that is null is none."""
    found = (element, *element.findall(f"{CDA}translation"))
    return tuple(
        Coding(system=one.get("codeSystem", ""), code=one.get("code", ""), display=one.get("displayName", ""))
        for one in found
        if one.get("code") and not one.get("nullFlavor")
    )


def _original(element: Element, section: Section) -> str:
    """The original words: given there, or pointed to in the narrative of the section."""
    text = element.find(f"{CDA}originalText")
    if text is None:
        return ""
    pointed = text.find(f"{CDA}reference")
    if pointed is not None:
        id = pointed.get("value", "").removeprefix("#")
        text = next((one for one in section.element.iter() if id and one.get("ID") == id), None)
    return " ".join("".join(text.itertext()).split()) if text is not None else ""


def _places(element: Element) -> tuple[Coding, ...]:
    sites = element.findall(f"{CDA}targetSiteCode")
    sides = [one for site in sites for one in site.findall(f"{CDA}qualifier/{CDA}value")]
    return tuple(coding for one in (*sites, *sides) for coding in _codings(one))


def _time(element: Element, end: str) -> PartialDate | None:
    """The day of `effectiveTime`: `low`, `high`, or (empty) its own value."""
    for time in element.findall(f"{CDA}effectiveTime"):
        held = time.find(f"{CDA}{end}") if end else time
        if held is not None and (day := cda_day(held.get("value"))):
            return day
    return None


def _attribute(element: Element, child: str, attribute: str) -> str:
    found = element.find(f"{CDA}{child}")
    return found.get(attribute, "") if found is not None else ""
