"""Whose page it is: the name and birth date in the head of a document, against those of the case and of the other pages.

Invariant: a page is set aside only where name or birth date surely differ; where the pages of a case name two patients and the
case names none, none of those pages counts, for nobody can say whose they are. It misses pages that name their patient in prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from necessity.model.case import Member
from necessity.model.document import Document
from necessity.reading.dates import find_dates
from necessity.reading.match import fold

_HEAD = 1_500
_NAME = re.compile(
    r"^[ \t]*(?:patient(?: name)?|pt(?:\.| name)?|name)[ \t]*:[ \t]*([A-Za-z][A-Za-z'.\-]*(?:,?[ \t][A-Za-z][A-Za-z'.\-]*){1,3}?)"
    r"(?=[ \t]*(?:[,;|(]|[ \t]{2,}|\t|$|\b(?:age|dob|d\.o\.b|mrn|sex|date|m/|f/)))",
    re.IGNORECASE | re.MULTILINE,
)
_BORN = re.compile(
    r"\b(?:dob|d\.o\.b\.?|date of birth|birth date|born)[ \t]*:?[ \t]*([0-9A-Za-z/ ,.\-]{6,20})", re.IGNORECASE
)
_TITLES = frozenset({"MR", "MRS", "MS", "DR", "MD", "JR", "SR"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page says of its patient: words of the name in upper case (none where it names nobody) and the birth date."""

    name: frozenset[str] = frozenset()
    born: date | None = None
    written: str = ""

    def surely_differs(self, other: Identity) -> bool:
        """Another birth date, or names without a word in common (initials aside)."""
        if self.born and other.born and self.born != other.born:
            return True
        return bool(self.name and other.name) and not self.name & other.name


def identity_of(document: Document) -> Identity:
    """The patient named in the head of a document."""
    head = document.text[:_HEAD]
    named, born = _NAME.search(head), _BORN.search(head)
    return Identity(
        name=_words(named.group(1)) if named else frozenset(),
        born=_day(born.group(1)) if born else None,
        written=named.group(1).strip() if named else "",
    )


def without_other_patients(documents: Sequence[Document], member: Member) -> tuple[Document, ...]:
    """The documents, each page of another patient emptied and marked as not to be read."""
    pages = [identity_of(document) if document.readable else Identity() for document in documents]
    mine = Identity(name=_words(member.name or ""), born=member.born)
    known = mine.name or mine.born
    torn = not known and any(one.surely_differs(two) for one in pages for two in pages)
    return tuple(
        _set_aside(document, page, torn)
        if (page.surely_differs(mine) if known else torn and bool(page.name or page.born))
        else document
        for document, page in zip(documents, pages, strict=True)
    )


def _set_aside(document: Document, page: Identity, torn: bool) -> Document:
    who = f" ({page.written})" if page.written else ""
    why = f"the pages name two patients{who}" if torn else f"it names another patient{who}"
    # another person's words stay out of this one's report; the digest still says which page it was
    return replace(document, text="", pages=(), readable=False, of_another_patient=True, unreadable_because=why)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Z']{2,}", name.upper())) - _TITLES


def _day(text: str) -> date | None:
    return next((found.day.earliest for found in find_dates(fold(text), None) if found.day.is_exact), None)
