"""Coded entries of a record become facts, by the table of codes: one door for FHIR resources and for entries of C-CDA documents.

Invariant: an entry that is not asserted never gives a present fact, and what is ruled out is never wider than what the code
says. The evidence of a fact is the entry: which one, where in it, and the words beside the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from necessity.exchange.requested import levels_of
from necessity.model.document import Resource
from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import INFINITY, Quantity
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.codes import PROCEDURE, CodeSays, CodeTable
from necessity.vocabulary.kinds import Keeps, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

READER = "coded"
_LONGEST_WORDS = 300
_PAIR = re.compile(
    r"(?<![A-Z0-9])(?:T1[0-2]|L[1-6]|S1)\s*(?:-|/|–|to)\s*(?:T?1[0-2]|[LS]?[1-6])(?![0-9/])", re.IGNORECASE
)
_SIDE_WORDS = {
    "left": re.compile(r"\b(?:left|lt)\b", re.IGNORECASE),
    "right": re.compile(r"\b(?:right|rt)\b", re.IGNORECASE),
    "both": re.compile(r"\b(?:both sides|bilateral|bilaterally)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A code as a record writes it: the address of its system, the number and the words beside it."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A number with its unit as written; `comparator` is one of <, <=, >=, > or empty."""

    number: float
    unit: str
    comparator: str = ""


Answer = Measured | bool | tuple[Coding, ...]
"""What an observation found: a number, yes or no, or a coded answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One coded entry. `words` are its own words for what it is about, `place` those for level and side (with their codes).

    `happened` and `until` are its first and last day; `recorded` the day it was written. `one_event`: it tells of one dated or
    ordered event, so that its denial says nothing of others. `reasons` are the codes of what it was done for (medicines only).
    """

    reference: str
    path: str
    codings: tuple[Coding, ...]
    words: str = ""
    document: str = ""
    assertion: Assertion = Assertion.PRESENT
    happened: PartialDate | None = None
    until: PartialDate | None = None
    recorded: PartialDate | None = None
    place: tuple[Coding, ...] = ()
    answer: Answer | None = None
    is_observation: bool = False
    is_medicine: bool = False
    one_event: bool = False
    reasons: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The facts of one entry; where there are none, `why` says so in words for a remark (empty: nothing to say)."""

    facts: tuple[Fact, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Coder:
    """The table of codes and the vocabulary, ready for entries."""

    table: CodeTable
    vocabulary: Vocabulary

    def found(self, entry: Entry) -> Found:
        """The facts that an entry says."""
        says = self._says(entry)
        if not says:
            return Found(why="the code is not listed in medicine/codes")
        if entry.is_observation:
            return self._observed(entry, says)
        if entry.assertion is Assertion.ABSENT:
            return self._ruled_out(entry, says)
        if any(one.measures or one.asks for one in says):
            return Found(why="it has no value")
        entry = self._as_medicine(entry, says) if entry.is_medicine else entry
        return Found(tuple(fact for one in says for fact in self._facts(entry, one)))

    def knows(self, entry: Entry) -> bool:
        """Whether any of its codes is listed."""
        return bool(self._says(entry))

    # -- which of what a code says holds -------------------------------------------------------------------------------

    def _says(self, entry: Entry) -> tuple[CodeSays, ...]:
        """What the first listed code of the entry says; of a medicine, else what its words say."""
        for coding in entry.codings:
            if found := self._of(coding):
                return found
        return (
            self.table.in_words(" ".join((entry.words, *(one.display for one in entry.codings))))
            if entry.is_medicine
            else ()
        )

    def _of(self, coding: Coding) -> tuple[CodeSays, ...]:
        system = self.table.system(coding.system)
        if system is None:
            return ()
        if found := self.table.says(system, coding.code):
            return found
        known = self.vocabulary.procedures.codes.get(f"{system.lower()}:{coding.code.strip().upper()}")
        return self.table.says(PROCEDURE, known.procedure) if known else ()

    def _ruled_out(self, entry: Entry, says: Sequence[CodeSays]) -> Found:
        one = says[0]
        if len(says) > 1 or one.absent or not one.denies or one.marks or one.measures or one.asks:
            return Found(why="it is ruled out, but its code is narrower than any fact that could be ruled out")
        if entry.one_event and one.kind.keeps is Keeps.EVERY:
            return Found(why="it did not take place, which says nothing of other days")
        return Found(tuple(self._facts(entry, one)))

    def _as_medicine(self, entry: Entry, says: Sequence[CodeSays]) -> Entry:
        """A medicine as care for the back only where its stated reason is a complaint or a finding there; else possible."""
        if entry.assertion is not Assertion.PRESENT or says[0].kind.area != "care":
            return entry
        areas = {one.kind.area for coding in entry.reasons for one in self._of(coding)}
        return entry if areas & {"symptom", "imaging"} else replace(entry, assertion=Assertion.POSSIBLE)

    def _observed(self, entry: Entry, says: Sequence[CodeSays]) -> Found:
        """An observation: the number that a field measures, the coded answer, or whether a finding is there."""
        one, answer = says[0], entry.answer
        if one.measures is not None:
            value = self._measured(answer, one)
            if value is None:
                return Found(why="its value is missing or has a unit that is not known here")
            return Found(tuple(self._facts(entry, replace(one, value=value))))
        if one.marks:
            done = answer is not None and entry.assertion is Assertion.PRESENT
            return Found(tuple(self._facts(entry, one))) if done else Found(why="it has no value")
        if isinstance(answer, tuple) and one.asks:
            said = [found for coding in answer for found in self._of(coding) if found.kind is one.kind]
            if said:
                return Found(tuple(self._facts(entry, said[0])))
        told = self._yes(answer)
        if one.asks or told is None or any(each.measures or each.asks for each in says):
            return Found(why="its answer is not listed in medicine/codes")
        if told:
            return Found(tuple(fact for each in says for fact in self._facts(entry, each)))
        if entry.assertion is not Assertion.PRESENT:
            return Found(why="it is not final, and rules nothing out")
        return self._ruled_out(replace(entry, assertion=Assertion.ABSENT), says)

    def _yes(self, answer: Answer | None) -> bool | None:
        if isinstance(answer, bool):
            return answer
        if not isinstance(answer, tuple):
            return None
        said = {self.table.answers.get(f"{self.table.system(one.system)} {one.code}") for one in answer} - {None}
        return said.pop() if len(said) == 1 else None

    def _measured(self, answer: Answer | None, says: CodeSays) -> Quantity | None:
        """The number in the unit of the field; None where it is missing, has another unit or is no number."""
        unit = self.table.units.get(answer.unit) if isinstance(answer, Measured) else None
        if not isinstance(answer, Measured) or says.measures is None or unit is None:
            return None
        number = answer.number
        bounds = {
            "<": Quantity(-INFINITY, number, unit, high_open=True),
            "<=": Quantity(-INFINITY, number, unit),
            ">": Quantity(number, INFINITY, unit, low_open=True),
            ">=": Quantity(number, INFINITY, unit),
        }
        value = bounds.get(answer.comparator, Quantity.exactly(number, unit))
        return value if unit == says.measures.unit else None

    # -- the facts -----------------------------------------------------------------------------------------------------

    def _facts(self, entry: Entry, says: CodeSays) -> Iterator[Fact]:
        """One fact, or one for each level that the entry names; a denial of a region is one for each level in it."""
        kind = says.kind
        assertion = Assertion.ABSENT if says.absent else entry.assertion
        if says.absent and entry.assertion is not Assertion.PRESENT:
            return
        qualifiers: dict[str, Value] = dict(says.qualifiers)
        if kind.has_side and "side" not in qualifiers and (side := self._side(entry)):
            qualifiers["side"] = side
        levels = self._levels(entry) if kind.has_level else ()
        if not levels and assertion is Assertion.ABSENT:
            levels = says.levels
        fact = Fact(
            kind=kind.name,
            value=says.value,
            qualifiers=qualifiers,
            assertion=assertion,
            when=_when(entry, kind),
            until=entry.until if _is_course(kind) else None,
            # nothing is on record before it happened
            recorded=_day(entry.recorded) or _day(entry.until) or _day(entry.happened),
            evidence=(self._evidence(entry),),
            reader=READER,
        )
        for level in levels:
            yield replace(fact, qualifiers={**qualifiers, "level": level})
        if not levels:
            yield fact

    def _evidence(self, entry: Entry) -> Resource:
        """The entry, with its own words: its text, else what stands beside the code, else the code."""
        displays = [one.display for one in entry.codings if one.display]
        codes = [
            f"{self.table.system(one.system) or one.system} {one.code}".strip() for one in entry.codings if one.code
        ]
        words = next(filter(None, (entry.words, *displays, *codes)), "")
        return Resource(
            reference=entry.reference, path=entry.path, words=words[:_LONGEST_WORDS], document=entry.document
        )

    def _levels(self, entry: Entry) -> tuple[str, ...]:
        return levels_in(_place_words(entry), self.vocabulary.anatomy)

    def _side(self, entry: Entry) -> str | None:
        return side_of(_place_words(entry), entry.place, self.table)


def levels_in(words: Iterable[str], anatomy: Anatomy) -> tuple[str, ...]:
    """The motion segments that words name as pairs (`L4-L5`, `L3 to S1`), in order."""
    named = {level for one in words for pair in _PAIR.findall(one) for level in levels_of(pair, anatomy)}
    return tuple(level for level in anatomy.levels if level in named)


def side_of(words: Iterable[str], codings: Iterable[Coding], table: CodeTable) -> str | None:
    """left, right or both, where words and codes of the place name one of them only."""
    spoken = " ".join(words)
    named = {side for side, pattern in _SIDE_WORDS.items() if pattern.search(spoken)}
    named |= {side for one in codings if (side := table.sides.get(f"{table.system(one.system)} {one.code}"))}
    if named == {"left", "right"}:
        return "both"
    return named.pop() if len(named) == 1 else None


def _place_words(entry: Entry) -> tuple[str, ...]:
    return (entry.words, *(one.display for one in (*entry.place, *entry.codings)))


def _when(entry: Entry, kind: Kind) -> PartialDate | None:
    """An event or a course is of the day it happened; a state held on the day it was written down, else when it began."""
    if kind.keeps is Keeps.EVERY:
        return entry.happened
    if entry.is_observation:
        return entry.happened or entry.recorded
    return entry.recorded or entry.happened


def _is_course(kind: Kind) -> bool:
    return kind.keeps is Keeps.EVERY and "length" in kind.fields


def _day(when: PartialDate | None) -> date | None:
    return when.earliest if when is not None and when.is_exact else None
