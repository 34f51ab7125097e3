"""A C-CDA document as its sections: title, author's day and narrative, as a person reads them.

Invariant: the narrative is the words that the author attests, in their order; what is marked as deleted there is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from necessity.exchange.html_text import Lines
from necessity.exchange.xml_tree import NotXml, local
from necessity.when import PartialDate

CDA = "{urn:hl7-org:v3}"
_TIME = re.compile(r"(\d{4})(\d{2})?(\d{2})?")
_BLOCKS = frozenset({"paragraph", "list", "table", "caption"})
_CLOSE = frozenset({"item", "thead", "tbody", "tfoot", "tr", "br"})
_UNSEEN = frozenset({"renderMultiMedia", "colgroup", "col", "footnoteRef"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its LOINC code where it has one, title, narrative, the day its author gives (else the document's)."""

    title: str
    code: str
    text: str
    authored: PartialDate | None
    element: Element


def checked(root: Element) -> Element:
    """The root of a ClinicalDocument. Raises NotXml for any other XML."""
    if root.tag == f"{CDA}ClinicalDocument":
        return root
    if "hl7.org/fhir" in str(root.tag):
        raise NotXml("it is FHIR in XML: save it as JSON")
    raise NotXml(f"it is XML, but no C-CDA document ({local(root)[:40]}): give its text")


def narrative(root: Element) -> str:
    """All sections of a document, each under its title."""
    title = _words(checked(root).find(f"{CDA}title"))
    return joined(title, sections_of(root), {})


def joined(title: str, sections: list[Section], headings: Mapping[str, str]) -> str:
    """Sections one after the other under the title of the document; a section's heading ends with a colon.

    A section called `Procedures` is a history of operations only by its code, which `headings` names.
    """
    parts = ["\n".join(filter(None, (heading_of(one.title, one.code, headings), one.text))) for one in sections]
    parts = [part for part, one in zip(parts, sections, strict=True) if one.text]
    return "\n\n".join(filter(None, (title if parts else "", *parts)))


def heading_of(title: str, code: str, headings: Mapping[str, str]) -> str:
    """The line above a section: its title, with the name that its code has in `headings` where the title does not say so."""
    title, named = title.rstrip(": "), headings.get(code, "")
    if named and named.lower() not in title.lower():
        return f"{named} ({title}):" if title else f"{named}:"
    return f"{title}:" if title else ""


def sections_of(root: Element) -> list[Section]:
    """The sections in order, those inside others after them."""
    return list(_sections(root, f"{CDA}component/{CDA}structuredBody", author_day(root)))


def _sections(above: Element, path: str, day: PartialDate | None) -> Iterator[Section]:
    holder = above.find(path) if path else above
    if holder is None:
        return
    for element in holder.findall(f"{CDA}component/{CDA}section"):
        own = author_day(element) or day
        code = element.find(f"{CDA}code")
        yield Section(
            title=_words(element.find(f"{CDA}title")),
            code=code.get("code", "") if code is not None else "",
            text=narrative_text(element.find(f"{CDA}text")),
            authored=own,
            element=element,
        )
        yield from _sections(element, "", own)


def narrative_text(element: Element | None) -> str:
    """The words of a narrative block: a line for each paragraph, item and row, tabs between cells."""
    lines = Lines()
    if element is not None:
        _gather(element, lines)
    return lines.text()


def _gather(element: Element, lines: Lines) -> None:
    name = local(element)
    if name in _UNSEEN or element.get("revised") == "delete":
        return
    most = 1 if name in _CLOSE else 2 if name in _BLOCKS else 0
    lines.line(most)
    if name == "item":
        lines.add("- ")
    lines.add(element.text or "")
    for child in element:
        _gather(child, lines)
        lines.add(child.tail or "")
    if name in ("td", "th"):
        lines.cell()
    lines.line(most)


def author_day(element: Element) -> PartialDate | None:
    """The day that the author of a document, section or entry gives."""
    time = element.find(f"{CDA}author/{CDA}time")
    return cda_day(time.get("value")) if time is not None else None


def cda_day(written: str | None) -> PartialDate | None:
    """`20260216103000-0500`, `202602` or `2026` as a day, a month or a year; None where it is none."""
    match = _TIME.match(written or "")
    try:
        return PartialDate.parse("-".join(filter(None, match.groups()))) if match else None
    except ValueError:
        return None


def _words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
