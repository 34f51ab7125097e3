"""Sources of the library as CSL-JSON, for programs that keep references.

Invariant: only what is recorded is written; no title, page or identifier is filled in, and none that was not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from necessity.library.cite import READ_MEANS, grade_in_words, level_means
from necessity.library.records import Paper

_PLAIN_NAME = re.compile(r"(?P<family>[^\W\d_][^\W\d_'\u2019 -]*(?:[ '\u2019-][^\W\d_]+)*) (?P<given>[A-Z]{1,4})")
_IDENTIFIERS = {"pmid": "PMID", "doi": "DOI", "pmc": "PMCID"}
_REPORTS = ("guideline", "position", "criteria")


def csl_bytes(papers: Iterable[Paper]) -> bytes:
    """The sources as an indented CSL-JSON array, one item each, in the order given."""
    items = [csl_item(paper) for paper in papers]
    return orjson.dumps(items, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def csl_item(paper: Paper) -> dict[str, Any]:
    """One source as an item of CSL-JSON (schema `csl-data.json`); its id is its name in the library."""
    item: dict[str, Any] = {"id": paper.source, "type": _type(paper)}
    recorded = {
        "title": paper.title,
        "author": names_of(paper.authors),
        "container-title": paper.journal,
        "collection-title": paper.series,
        "part": paper.part,
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "volume": paper.volume,
        "page": paper.pages,
        **{_IDENTIFIERS[one.kind]: one.id for one in paper.identifiers if one.checked},
        "note": note_of(paper),
    }
    return item | {name: value for name, value in recorded.items() if value}


def names_of(authors: str | None) -> list[dict[str, str]]:
    """`Fox MW, Onofrio BM, et al.` as family and given where a name has that plain form, else as it is written."""
    names = [name.strip() for name in (authors or "").split(",") if name.strip()]
    plain = [_PLAIN_NAME.fullmatch(name) for name in names]
    return [match.groupdict() if match else {"literal": name} for name, match in zip(names, plain, strict=True)]


def note_of(paper: Paper) -> str:
    """What the library adds to the reference: what it is where no title is recorded, its grade, its level, how it was read."""
    level = f"level {paper.level.removeprefix('L')} ({level_means(paper.level)})" if paper.level else None
    about = None if paper.title else paper.about
    return "; ".join(filter(None, (about, paper.kind, grade_in_words(paper), level, READ_MEANS[paper.read])))


def _type(paper: Paper) -> str:
    """A guideline that stands in a journal is an article of it."""
    return "report" if paper.kind in _REPORTS and not paper.journal else "article-journal"
