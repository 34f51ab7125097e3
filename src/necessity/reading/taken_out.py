"""What a what-if takes out of a record: a paper with all that it says, a study with what it shows, or a fact.

Invariant: only what the words name is taken out; what other papers say of the same thing stays, unless it names the study.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from necessity.assessment.supposed import Stated
from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.reading.dates import find_dates
from necessity.reading.match import fold
from necessity.reading.statement import Statement, things_named
from necessity.reading.statement_words import statement_words
from necessity.reading.supposed import is_alike
from necessity.vocabulary.load import Vocabulary

_WORD = re.compile(r"[a-z]{2,}")
_FILLING = frozenset(("the", "an", "any", "of", "from", "dated", "and", "his", "her", "that", "this", "on", "dr", "by"))
_STUDY = "imaging_study"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """The papers and the facts that are left out."""

    documents: tuple[Document, ...] = ()
    facts: tuple[Fact, ...] = ()


def taken_out(
    statement: Statement, facts: Sequence[Fact], documents: Sequence[Document], vocabulary: Vocabulary
) -> TakenOut | None:
    """What the words of a statement name among the documents and the facts; None where they name nothing there."""
    day = statement.document.authored
    meant = things_named(statement.takes_out, day, vocabulary) if day else []
    papers = tuple(_papers(statement.takes_out, facts, documents, vocabulary))
    if statement.only_documents or (papers and _names_a_paper(statement.takes_out, vocabulary)):
        return TakenOut(documents=papers, facts=_said_in(papers, facts)) if papers else None
    which = statement_words(vocabulary.folder)["tells_which"]
    gone = [one for one in facts for stated in meant if is_alike(stated, one, vocabulary.kinds[one.kind], which)]
    gone += [one for stated in meant if stated.kind == _STUDY for one in shown_by(stated, facts, vocabulary)]
    gone += _said_in(papers, facts)
    unique = tuple(dict.fromkeys(gone))
    return TakenOut(documents=papers, facts=unique) if unique or papers else None


def shown_by(study: Fact, facts: Sequence[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """What a study shows: the facts of the reports that are of it, and those that name it elsewhere."""
    kind = vocabulary.kinds[_STUDY]
    which = statement_words(vocabulary.folder)["tells_which"]
    field = kind.fields["modality"]
    reports = {name for name, first in _reports(facts).items() if is_alike(study, first, kind, which)}
    return tuple(
        one
        for one in facts
        if one is not study
        and (
            any(quote.document in reports for quote in one.quotes)
            or (isinstance(study.value, str) and field.is_a(str(one.qualifiers.get("modality")), study.value))
        )
    )


def of_the_study(stated: Stated, facts: Sequence[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """What the studies show that a statement takes back or puts on another day; nothing where it does neither."""
    fact, old = stated.fact, stated.in_place_of
    if fact.kind != _STUDY or not old or (not fact.is_denial and fact.when in {one.when for one in old}):
        return ()
    if fact.is_denial:
        return shown_by(fact, facts, vocabulary)
    days = {one.when for one in old}
    return tuple(one for one in shown_by(fact, facts, vocabulary) if one.when in days and one not in old)


def _reports(facts: Sequence[Fact]) -> dict[str, Fact]:
    """The study that each imaging report is of: the first that it names, not the one it compares with."""
    named = [
        (quote, one) for one in facts if one.kind == _STUDY for quote in one.quotes if quote.of.kind == "imaging report"
    ]
    found: dict[str, Fact] = {}
    for quote, one in sorted(named, key=lambda pair: pair[0].start):
        found.setdefault(quote.document, one)
    return found


def _names_a_paper(words: str, vocabulary: Vocabulary) -> bool:
    return statement_words(vocabulary.folder)["documents"].are_in(fold(words))


def _said_in(papers: Sequence[Document], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    ids = {one.id for one in papers}
    return tuple(one for one in facts if any(quote.document in ids for quote in one.quotes))


def _papers(words: str, facts: Sequence[Fact], documents: Sequence[Document], vocabulary: Vocabulary) -> list[Document]:
    """The documents that all the words fit: those of its name, of its kind, and of the studies that it reports."""
    folded = fold(words)
    dates = find_dates(folded, None)
    for one in dates:
        folded = folded[: one.start] + " " * (one.end - one.start) + folded[one.end :]
    asked = _words_in(folded) - _FILLING
    general = _words_in(" ".join(statement_words(vocabulary.folder)["documents"].known))
    narrow = asked - general
    dated = [
        document
        for document in documents
        if all(document.authored and one.day.earliest <= document.authored <= one.day.latest for one in dates)
    ]
    found = [document for document in dated if (narrow or asked) <= _words_of(document, facts)]
    if not found and narrow and asked & general:  # "Dr. Ivey's letter": the one letter in which that name stands
        named = [one for one in dated if asked & general <= _words_of(one, facts) and narrow <= _words_in(one.text)]
        found = named if len(named) == 1 else []
    return found


def _words_of(document: Document, facts: Sequence[Fact]) -> set[str]:
    said = f"{document.id} {document.kind} {document.name}".lower().replace("-", " ").replace("_", " ")
    own = _reports(facts).get(document.id)
    said += f" {own.value}".replace("_", " ") if own is not None else ""
    return _words_in(said)


def _words_in(text: str) -> set[str]:
    return {_one(word) for word in _WORD.findall(fold(text))}


def _one(word: str) -> str:
    """`notes` and `note` are one word here."""
    return word.removesuffix("s") if len(word) > 3 else word
