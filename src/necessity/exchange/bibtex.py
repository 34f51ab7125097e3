"""Sources of the library as BibTeX, written by `pybtex`; it is an extra of the package.

Invariant: only what is recorded is written; no title, page or identifier is filled in, and none that was not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from necessity.errors import InputUnusable, Place, Problem
from necessity.exchange.csl import names_of, note_of
from necessity.library.records import Paper

_IDENTIFIERS = {"pmid": "pmid", "doi": "doi", "pmc": "pmcid"}


def bibtex(papers: Iterable[Paper]) -> str:
    """The sources as one BibTeX file. Raises InputUnusable where `pybtex` is not installed."""
    database = _pybtex()
    entries = {paper.source: _entry(database, paper) for paper in papers}
    written: str = database.BibliographyData(entries=entries).to_string("bibtex")
    return written


def _pybtex() -> Any:
    try:
        from pybtex import database
    except ImportError:
        problem = Problem(
            what="BibTeX cannot be written",
            where=Place("--format bibtex"),
            why="the library pybtex is not installed; it is an extra of this package",
            remedy="pip install 'necessity[bibtex]', or use --format csl",
        )
        raise InputUnusable([problem]) from None
    return database


def _entry(database: Any, paper: Paper) -> Any:
    article = "article" if paper.journal else "misc"
    recorded = {
        "title": paper.title,
        "journal": paper.journal,
        "series": paper.series,
        "number": paper.part,
        "year": str(paper.year) if paper.year else None,
        "volume": paper.volume,
        "pages": re.sub(r"(?<=\d)-(?=\d)", "--", paper.pages) if paper.pages else None,
        **{_IDENTIFIERS[one.kind]: one.id for one in paper.identifiers if one.checked},
        "note": note_of(paper),
    }
    persons = [_person(database, name) for name in names_of(paper.authors)]
    fields = [(name, value) for name, value in recorded.items() if value]
    return database.Entry(article, fields=fields, persons={"author": persons} if persons else {})


def _person(database: Any, name: dict[str, str]) -> Any:
    """`et al.` is what BibTeX calls `others`; a name of another form stays whole, in braces."""
    if name.get("literal", "").startswith("et al"):
        return database.Person("others")
    if "literal" in name:
        return database.Person(last="{" + name["literal"] + "}")
    return database.Person(first=name["given"], last=name["family"])
