"""Whose page it is: the name and birth date in the head of a document, against those of the case and of the other pages.

Invariant: a page is set aside only where name, birth date or sex surely differ; where the pages of a case name two patients
and the case names none, none of those pages counts, for nobody can say whose they are. It misses pages that name their patient
in prose.
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
_SEX = re.compile(
    r"^(?:.*[ \t,;|(])?(?:sex|gender)[ \t]*:[ \t]*(female|male|f|m)(?=[ \t]*(?:[,;|)]|[ \t]{2,}|$))"
    r"(?![ \t,;|]*(?:female|male|f|m)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SEXES = {"f": "female", "m": "male"}
_TITLES = frozenset({"MR", "MRS", "MS", "DR", "MD", "JR", "SR"})


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page says of its patient: words of the name in upper case (none where it names nobody), birth date and sex."""

    name: frozenset[str] = frozenset()
    born: date | None = None
    written: str = ""
    sex: str | None = None

    def surely_differs(self, other: Identity) -> bool:
        """Another birth date, or names without a word in common (initials aside); another sex unless the rest agrees."""
        if self.born and other.born and self.born != other.born:
            return True
        if self.name and other.name and not self.name & other.name:
            return True
        agree = bool(self.name & other.name) and self.born is not None and self.born == other.born
        return bool(self.sex and other.sex) and self.sex != other.sex and not agree


def identity_from(name: str | None, born: date | None, sex: str | None) -> Identity:
    """The identity that a structured record states."""
    return Identity(name=_words(name or ""), born=born, written=name or "", sex=sex)


def identity_of(document: Document) -> Identity:
    """The patient whom the format of a document names, else the one named in its head."""
    if document.subject is not None:
        return identity_from(document.subject.name, document.subject.born, document.subject.sex)
    head = document.text[:_HEAD]
    named, born, sex = _NAME.search(head), _BORN.search(head), _SEX.search(head)
    return Identity(
        name=_words(named.group(1)) if named else frozenset(),
        born=_day(born.group(1)) if born else None,
        written=named.group(1).strip() if named else "",
        sex=_SEXES[sex.group(1)[0].lower()] if sex else None,
    )


def without_other_patients(documents: Sequence[Document], member: Member) -> tuple[Document, ...]:
    """The documents, each page of another patient emptied and marked as not to be read."""
    pages = [identity_of(document) if document.readable else Identity() for document in documents]
    mine = identity_from(member.name, member.born, member.sex)
    known = mine.name or mine.born or mine.sex
    torn = not known and any(one.surely_differs(two) for one in pages for two in pages)
    return tuple(
        _set_aside(document, page, torn)
        if (page.surely_differs(mine) if known else torn and bool(page.name or page.born or page.sex))
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
