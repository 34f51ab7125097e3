"""The door for a what-if: a case judged as it stands and once more with what is supposed, and questions about its answer.

Invariant: a statement is read by the same reader and judged by the same engine; nothing is stored, and where one statement is not
understood nothing is answered at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from necessity.assessment.assessment import Assessment
from necessity.assessment.supposed import STATEMENT, Answered, Deciding, Stated, Understood, WhatIf
from necessity.errors import InputUnusable, Place, Problem
from necessity.evaluation.moved import pack_moved
from necessity.evaluation.why import why
from necessity.library.load import library
from necessity.library.selection import select
from necessity.model.case import Case
from necessity.model.fact import Fact
from necessity.reading.asked_otherwise import Otherwise
from necessity.reading.match import fold
from necessity.reading.series import counts_on
from necessity.reading.spelling import misspelt
from necessity.reading.statement import Statement, statement_of, things_named
from necessity.reading.statement_words import statement_words
from necessity.reading.supposed import as_attested, put_in
from necessity.reading.taken_out import of_the_study, taken_out
from necessity.review import Reading, charted, judged, read
from necessity.vocabulary.load import vocabulary
from necessity.when import shift

HOW_TO_ASK = (
    "say one thing of the patient ('physical therapy lasted 3 weeks', 'left EHL is 3/5', 'no instability'), take something out "
    "('without the MRI report'), ask for something else ('at L5-S1 instead', 'without the fusion', 'as outpatient', 'in six "
    "weeks'), or ask about the answer ('why is line 1 not met?')"
)
SILENCE = "taken as not on record, which leaves it open; it is not the same as ruled out"
NONE_OF_IT = "nothing of it is on record as it is, so nothing is left out"
_PRINTED = {"use": ("cite", "cite_scoped", "replace")}
MOST_CHARACTERS = 500
"""Of one statement: a chart is handed in as a case, not as a statement."""
_MOST_PAPERS = 5
_WORD = re.compile(r"[\w-]+")


@dataclass(kw_only=True)
class _Supposing:
    """The case as it is supposed so far. `facts` are those of the record, read, stated and coded; `changed` maps each that is set
    aside to what stands for it, None for nothing."""

    case: Case
    facts: tuple[Fact, ...]
    day: date
    changed: dict[int, Fact | None] = field(default_factory=dict)
    stated: list[tuple[Stated, str]] = field(default_factory=list)

    def reading(self, before: Reading, *, alone: bool) -> Reading:
        """The case read as supposed; `alone`: what is stated stands beside the record, and no document shows it."""
        new = [(one.fact, words) for one, words in self.stated]
        attested = (*self._kept(self.case.attested), *((as_attested(*one) for one in new) if alone else ()))
        case = replace(self.case, attested=attested, coded=self._kept(self.case.coded))
        documented = () if alone else tuple(fact for fact, _ in new)
        supposed = charted(case, (*self._kept(before.as_read), *documented), day=self.day)
        return replace(supposed, of_the_operation=before.of_the_operation)

    def _kept(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        kept = (self.changed.get(id(one), one) for one in facts)
        return tuple(one for one in kept if one is not None)


def what_if(
    case: Case, statements: Sequence[str], *, packs: Sequence[str] = (), as_of: date, search_path: Sequence[Path] = ()
) -> WhatIf:
    """Both answers and what lies between them; the answers to the questions among the statements.

    Raises InputUnusable with every statement that is not understood, or where the case cannot be judged; PackUnusable for a pack.
    """
    if not statements:
        problem = Problem(what="nothing is supposed", where=Place("command line"), remedy=HOW_TO_ASK)
        raise InputUnusable([problem])
    reading = read(case, as_of=as_of)
    before = judged(reading, packs=packs, as_of=as_of, search_path=search_path)
    facts = (*reading.as_read, *reading.case.attested, *reading.case.coded)
    supposing = _Supposing(case=reading.case, facts=facts, day=reading.chart.day)
    understood, answered = _all_understood(statements, supposing, before)
    if not understood:
        return WhatIf(before=before, after=None, statements=(), packs=(), answered=answered)

    def supposed(alone: bool) -> Assessment:
        told = supposing.reading(reading, alone=alone)
        return judged(told, packs=packs, as_of=as_of, search_path=search_path, answer_alone=True)

    after = supposed(alone=False)
    alone = supposed(alone=True) if supposing.stated else after
    triples = zip(before.packs, after.packs, alone.packs, strict=True)
    return WhatIf(
        before=before,
        after=after,
        statements=understood,
        packs=tuple(pack_moved(*one, understood) for one in triples),
        answered=answered,
    )


def face(found: WhatIf, format: str, width: int = 100, colour: bool = False) -> bytes:
    """The what-if as text, json or markdown, in UTF-8; `width` in columns is that of the text."""
    if format == "json":
        from necessity.report.whatif_record import json_bytes

        return json_bytes(found)
    if format == "markdown":
        from necessity.report.whatif_faces import markdown

        return markdown(found).encode("utf-8", "replace")
    from necessity.report.whatif_faces import text

    return text(found, width=width, colour=colour).encode("utf-8", "replace")


def _all_understood(
    statements: Sequence[str], supposing: _Supposing, before: Assessment
) -> tuple[tuple[Understood, ...], tuple[Answered, ...]]:
    """What is supposed, and the questions answered. Raises InputUnusable with every statement that is neither.

    What is asked otherwise comes first, in whatever order it is said: a level or a day that others leave out is taken from it.
    """
    found: dict[int, Understood | Answered | Problem] = {
        number: _too_long(number) for number, words in enumerate(statements, 1) if len(words) > MOST_CHARACTERS
    }
    for number, words in enumerate(statements, 1):
        said = _read(number, words, supposing, before) if number not in found else None
        if said is not None and said.otherwise is not None:
            _ask_otherwise(said.otherwise, supposing)
            told = Understood(number=number, words=said.words, otherwise=said.otherwise.says, notes=_read_as(said))
            found[number] = told
    for number, words in enumerate(statements, 1):
        if number not in found:
            found[number] = _understood(number, words, _read(number, words, supposing, before), supposing, before)
    if problems := [one for one in found.values() if isinstance(one, Problem)]:
        raise InputUnusable(problems)
    in_order = [found[number] for number in sorted(found)]
    understood = tuple(one for one in in_order if isinstance(one, Understood))
    return understood, tuple(one for one in in_order if isinstance(one, Answered))


# -- one statement -----------------------------------------------------------------------------------------------------


def _read(number: int, words: str, supposing: _Supposing, before: Assessment) -> Statement | None:
    request = supposing.case.request
    assert request is not None
    name = _named(number)
    while any(name == one.id for one in before.case.documents):
        name = f"{name} of the what-if"
    return statement_of(words, name, request=request, day=supposing.day, vocabulary=vocabulary())


def _named(number: int) -> str:
    return f"{STATEMENT} {number}"


def _understood(
    number: int, words: str, said: Statement | None, supposing: _Supposing, before: Assessment
) -> Understood | Answered | Problem:
    name = _named(number)
    if said is None:
        return _not_understood(words, name)
    if said.question:
        return _answer(said, name, before)
    if said.takes_out:
        return _take_out(number, said, name, supposing)
    return _suppose(number, said, supposing)


def _read_as(said: Statement) -> tuple[str, ...]:
    return (f"read as: {said.read_as}",) if said.read_as else ()


def _suppose(number: int, said: Statement, supposing: _Supposing) -> Understood:
    """The facts of the statement stand in place of those that they are about, or beside them."""
    request = supposing.case.request
    assert request is not None
    notes = list(_read_as(said))
    stated = []
    known = [fact for fact in supposing.facts if counts_on(fact, supposing.day)]
    for one in put_in(said, known, request, vocabulary()):
        shown = of_the_study(one, supposing.facts, vocabulary())
        for fact in (*one.in_place_of, *(shown if one.fact.is_denial else ())):
            supposing.changed[id(fact)] = None
        if one.fact.is_denial:
            one = replace(one, in_place_of=tuple(dict.fromkeys((*one.in_place_of, *shown))))
        elif shown:
            supposing.changed.update({id(fact): replace(fact, when=one.fact.when) for fact in shown})
            notes.append(f"what that study shows ({len(shown)} facts) is taken to be of its day")
        supposing.stated.append((one, said.words))
        stated.append(one)
    if said.age is not None:
        notes.append(f"the patient is taken to be {said.age} years old")
        member = replace(supposing.case.member, age=said.age, born=None)
        supposing.case = replace(supposing.case, member=member)
    notes += [f"not read: '{part}'" for part in said.unread]
    return Understood(number=number, words=said.words, stated=tuple(stated), notes=tuple(notes))


def _take_out(number: int, said: Statement, name: str, supposing: _Supposing) -> Understood | Problem:
    notes = (*_read_as(said), *([SILENCE] if said.is_silence else []))
    found = taken_out(said, supposing.facts, supposing.case.documents, vocabulary())
    if found is None and things_named(said.takes_out, supposing.day, vocabulary()):
        return Understood(number=number, words=said.words, notes=(NONE_OF_IT,))
    if found is None:
        return _not_there(said, name, supposing)
    supposing.changed.update({id(one): None for one in found.facts})
    kept = tuple(one for one in supposing.case.documents if one not in found.documents)
    supposing.case = replace(supposing.case, documents=kept)
    return Understood(number=number, words=said.words, documents=found.documents, taken_out=found.facts, notes=notes)


def _ask_otherwise(asked: Otherwise, supposing: _Supposing) -> None:
    """The request as the statement has it; another day moves the day received and the day of service alike."""
    request = asked.request
    if asked.later is not None:
        supposing.day = shift(supposing.day, asked.later, asked.sign)
        service = request.service_date and shift(request.service_date, asked.later, asked.sign)
        request = replace(request, service_date=service)
        received = shift(supposing.case.received, asked.later, asked.sign) if supposing.case.received else supposing.day
        supposing.case = replace(supposing.case, received=received)
    supposing.case = replace(supposing.case, request=request)


# -- questions, and what is not understood -----------------------------------------------------------------------------


def _answer(said: Statement, name: str, before: Assessment) -> Answered | Problem:
    """What decided where the question points, or the claims of the library where it asks for papers."""
    words = statement_words(vocabulary().folder)
    if words["literature"].are_in(fold(said.question)):
        asked = _WORD.findall(words["literature"].without(fold(said.question)))
        papers = tuple(_papers([word for word in asked if word not in words["asks_for_all"].known]))
        if papers:
            return Answered(
                words=said.words, papers=papers, more=tuple(f"necessity evidence {one}" for one, _ in papers)
            )
    deciding = why(said.question, before, vocabulary())
    if deciding:
        return Answered(words=said.words, deciding=deciding, more=tuple(dict.fromkeys(_more(deciding))))
    request = before.case.request
    lines = ", ".join(f"line {one.id} ({one.requested_as})" for one in (request.line_items if request else ()))
    return Problem(
        what=f"this question cannot be answered from the answer: '{said.words}'",
        where=Place(name),
        why="it names no line, level, setting or criterion of it",
        remedy=f"name one: {lines or 'the setting'}; a level; or what a criterion asks for ('why is physical therapy needed?')",
    )


def _papers(asked: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The claims of the library that say all of the words, the best first."""
    shelf = library()
    found = select(shelf, asked, _PRINTED) if asked else None
    if found is None or found.of_words < found.asked or not found.asked:
        return
    for name in found.claims[:_MOST_PAPERS]:
        yield name, shelf.claims[name].says or shelf.claims[name].subject


def _more(deciding: Sequence[Deciding]) -> Iterator[str]:
    """The commands that tell a criterion and its papers whole."""
    for one in deciding:
        for finding in one.findings:
            yield f"necessity explain {finding.clause.id} --pack {one.pack}"
            yield from (f"necessity evidence {claim}" for claim in finding.clause.evidence)


def _too_long(number: int) -> Problem:
    return Problem(
        what="this statement is too long",
        where=Place(_named(number)),
        why=f"at most {MOST_CHARACTERS} characters are read",
        remedy="say one thing in one statement, and give several",
    )


def _not_there(said: Statement, name: str, supposing: _Supposing) -> Problem:
    if said.is_silence:
        return _not_understood(said.words, name)
    known = ", ".join(one.name or one.id for one in supposing.case.documents)
    return Problem(
        what=f"nothing in this record is '{said.takes_out}'",
        where=Place(name),
        remedy=f"name one of its documents ({known}), or a thing that it tells",
    )


def _not_understood(words: str, name: str) -> Problem:
    known = vocabulary()
    meant = [one.meant for one in misspelt(words, known.folder, lambda word: False)]
    remedy = f"did you mean {' and '.join(repr(one) for one in meant)}? " if meant else ""
    return Problem(
        what=f"this is not understood: '{' '.join(words.split())}'",
        where=Place(name),
        why="it is read as no fact of a patient, as no change of the request and as no question about the answer",
        remedy=remedy + HOW_TO_ASK,
    )
