"""One statement of a what-if as it is understood: facts, something taken out, something asked otherwise, or a question.

Invariant: the reader of charts reads it, and what it does not read is told. A statement that is none of these is None: nothing of
it is guessed, and none of its words is an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from necessity.model.case import Request
from necessity.model.document import Document, Quote
from necessity.model.fact import Fact
from necessity.reading.asked_otherwise import Otherwise, asked_otherwise
from necessity.reading.dates import find_dates, find_lengths
from necessity.reading.lexicon import lexicon
from necessity.reading.match import fold
from necessity.reading.read import read_document
from necessity.reading.request import member_from
from necessity.reading.statement_words import StatementWords, statement_words
from necessity.vocabulary.load import Vocabulary

_KIND = "clinic note"
"""What a statement is read as: every kind of fact may stand in one."""
_PARTS = re.compile(r"[,;.]\s+|\s+(?:and|but|while|although)\s+")
_WORD = re.compile(r"[a-z]{3,}")
_NUMBER = re.compile(r"(?<![\w.])(?:[+-]|[lLsS](?=\d\b))?\d[\w./%:-]*(?<![.:-])")
_OLD = re.compile(r"\b\w+ (?:years?|months?|weeks?|days?) old\b")
_IF = re.compile(r"\bif\b")
_MEANINGLESS = re.compile(r"\b(?:the|and|for|has|had|she|her|his|was|were|are|patient|there|with|that|this)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one statement says. Exactly one of `facts` or `age`, `takes_out`, `otherwise` and `question` is filled.

    `words` are those of the person, `document` the text in which the facts have their quotes. `in_place`: it speaks of what the
    record tells already; `on_top`: of something more or later. `only_documents`: what is taken out is a paper;
    `is_silence`: a thing of which nothing is said. `unread` are the parts of which nothing was read; `read_as` the words that
    were read instead of its own.
    """

    words: str
    document: Document
    facts: tuple[Fact, ...] = ()
    age: int | None = None
    takes_out: str = ""
    only_documents: bool = False
    is_silence: bool = False
    otherwise: Otherwise | None = None
    question: str = ""
    in_place: bool = False
    on_top: bool = False
    unread: tuple[str, ...] = ()
    read_as: str = ""


def statement_of(words: str, name: str, *, request: Request, day: date, vocabulary: Vocabulary) -> Statement | None:
    """What a statement says; None where it is not understood. `name` is that of the document it becomes, written on `day`."""
    known = statement_words(vocabulary.folder)
    plain = " ".join(words.split())
    said = _supposed(plain, known)
    folded = fold(said)
    if not re.search(r"[a-z]{2}", folded):
        return None
    document = Document(id=name, kind=_KIND, authored=day, text=said)
    if said == plain.rstrip(" ?!.") and (known["questions"].after(folded) or _asks_for_papers(plain, known)):
        return Statement(words=plain, document=document, question=said)
    partly: Statement | None = None
    for text, is_known in ((said, False), *_in_other_words(said, known)):
        read_as = text if text != said else ""
        document = Document(id=name, kind=_KIND, authored=day, text=text)
        found = _of_the_request_or_record(document, plain, read_as, request, known, vocabulary)
        found = found or _told(document, plain, read_as, is_known, known, vocabulary)
        if found is not None and not found.unread:
            return found
        partly = partly or found
    return partly or _not_told(Document(id=name, kind=_KIND, authored=day, text=said), plain, known)


def _of_the_request_or_record(
    document: Document, plain: str, read_as: str, request: Request, known: StatementWords, vocabulary: Vocabulary
) -> Statement | None:
    """What is asked otherwise, or taken out."""
    folded = fold(document.text)
    otherwise = asked_otherwise(folded, request, vocabulary)
    if otherwise is not None:
        return Statement(words=plain, document=document, otherwise=otherwise, read_as=read_as)
    taken, only_documents = _taken_out(document.text, folded, known)
    if not taken:
        return None
    return Statement(words=plain, document=document, takes_out=taken, only_documents=only_documents, read_as=read_as)


def _supposed(plain: str, known: StatementWords) -> str:
    """The words without what only asks (`what if ...`, `would line 1 be approved if ...`)."""
    folded = fold(plain)
    asked = _IF.search(folded)
    if asked is not None and set(re.findall(r"[a-z]+", folded[: asked.start()])) <= set(known["asks_for_all"].known):
        return plain[asked.end() :].strip(" ?!.,")
    return plain[known["leads"].after(folded) :].rstrip(" ?!.")


def _asks_for_papers(plain: str, known: StatementWords) -> bool:
    """`What is the evidence for BMP?`: a question that names papers."""
    folded = fold(plain)
    asks = folded.endswith("?") or re.match(r"(?:what|which|is there|are there|show)\b", folded) is not None
    return asks and known["literature"].are_in(folded)


def _taken_out(said: str, folded: str, known: StatementWords) -> tuple[str, bool]:
    """What is to be left out, and whether that is a paper."""
    if (start := known["takes_out"].after(folded)) > 0:
        return said[start:], False
    if (end := known["is_missing"].before(folded)) is not None and end > 0:
        return said[:end], False
    if (start := known["no_document"].after(folded)) > 0 and known["documents"].are_in(folded[start:]):
        return said[start:], True
    return "", False


def _told(
    document: Document, plain: str, read_as: str, is_known: bool, known: StatementWords, vocabulary: Vocabulary
) -> Statement | None:
    """The facts that a statement tells, and the age."""
    facts = read_document(document, lexicon(vocabulary))
    age = member_from([document]).age
    if not facts and age is None:
        return None
    folded = fold(document.text)
    return Statement(
        words=plain,
        document=document,
        facts=tuple(sorted(facts, key=Fact.sort_key)),
        age=age,
        in_place=is_known or known["in_place"].are_in(folded),
        on_top=known["on_top"].are_in(folded),
        unread=tuple(_unread(document.text, facts)) if age is None else (),
        read_as=read_as,
    )


def _not_told(document: Document, plain: str, known: StatementWords) -> Statement | None:
    """`No EMG`, `the DXA was not done`: a thing of which the record does not tell."""
    text = document.text
    end = known["on_file"].before(fold(text))
    text = text[:end] if end else text
    folded = fold(text)
    if (end := known["not_done"].before(folded)) is not None and end > 0:
        return Statement(words=plain, document=document, takes_out=text[:end], is_silence=True)
    match = known["not_told"].anywhere.search(folded)
    thing = text[match.end() :].strip() if match else ""
    return Statement(words=plain, document=document, takes_out=thing, is_silence=True) if thing else None


def things_named(words: str, day: date, vocabulary: Vocabulary) -> list[Fact]:
    """What a few words name (`the MRI`, `physical therapy`), as facts; some are read only where they are said to be done."""
    for said in (words, f"{words} was done"):
        document = Document(id="named", kind=_KIND, authored=day, text=said)
        if found := read_document(document, lexicon(vocabulary)):
            return found
    return []


def _in_other_words(text: str, known: StatementWords) -> Iterator[tuple[str, bool]]:
    """The statement with a short word replaced by the name that the reader knows; whether it is of what the record tells of."""
    folded = fold(text)
    for phrase, instead, is_known in known.read_as:
        match = phrase.anywhere.search(folded)
        if match is not None:
            yield text[: match.start()] + instead + text[match.end() :], is_known


def _unread(text: str, facts: Sequence[Fact]) -> Iterator[str]:
    """The parts of a statement in which no fact has a word."""
    quotes = [quote for fact in facts for quote in (*fact.quotes, *([fact.cue] if fact.cue else []))]
    start = 0
    for match in [*_PARTS.finditer(text), None]:
        end = match.start() if match else len(text)
        part = text[start:end].strip()
        told = any(quote.start < end and start < quote.end for quote in quotes)
        if told:
            yield from _numbers_unread(text, start, end, quotes)
        elif len(_WORD.findall(_MEANINGLESS.sub(" ", fold(part)))) > 1 or _NUMBER.search(part):
            yield part
        start = match.end() if match else end


def _numbers_unread(text: str, start: int, end: int, quotes: Sequence[Quote]) -> Iterator[str]:
    """Numbers, lengths and days beside what was read: `PHQ-9 was 21` is read as a screen, and its score is not."""
    folded = fold(text)
    spans = [(one.start, one.end) for one in find_lengths(folded, start, end)]
    spans += [(one.start, one.end) for one in find_dates(folded, None, start, end)]
    spans += [one.span() for pattern in (_OLD, _NUMBER) for one in pattern.finditer(text, start, end)]
    told = [(quote.start, quote.end) for quote in quotes]
    for first, last in spans:
        if not any(begin < last and first < stop for begin, stop in told):
            told.append((first, last))
            yield text[first:last]
