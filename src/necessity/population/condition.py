"""What a plan asks of one row: comparisons joined by and and or, kept as two rails, without any dialect of SQL.

Invariant: no condition says "not". What fails is written out beside what is met, and what is neither is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a row: `p.level` of the spot, `f.first` of the fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """`then` where `when` holds, else `otherwise`."""

    when: Condition
    then: Term
    otherwise: Term


@dataclass(frozen=True, slots=True)
class Is:
    """`left op right`; `op` is =, <>, <, <=, > or >=."""

    left: Term
    op: str
    right: Term


@dataclass(frozen=True, slots=True)
class Among:
    """The column is one of `words`, or (`inside` False) none of them."""

    column: Column
    words: tuple[str, ...]
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Paired:
    """`left` and `right` stand in one row of the table of families of this kind and field, `left` the narrower."""

    kind: str
    field: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Requested:
    """The level of the fact is one that some line of the request names, or (`inside` False) is not."""

    inside: bool = True


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold; of no parts: always."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds; of no parts: never."""

    parts: tuple[Condition, ...]


Term = Column | Choice | int | float | str
Condition = Is | Among | Paired | Requested | Both | Either

YES, NO = Both(()), Either(())


def both(*parts: Condition) -> Condition:
    """All of them, without what always holds; NO where one never does."""
    kept = tuple(dict.fromkeys(part for part in parts if part != YES))
    if NO in kept:
        return NO
    return kept[0] if len(kept) == 1 else Both(kept)


def either(*parts: Condition) -> Condition:
    """One of them, without what never holds; YES where one always does."""
    kept = tuple(dict.fromkeys(part for part in parts if part != NO))
    if YES in kept:
        return YES
    return kept[0] if len(kept) == 1 else Either(kept)


def among(column: Column, words: tuple[str, ...] | list[str]) -> Condition:
    """The column is one of the words; NO where there are none."""
    found = tuple(dict.fromkeys(words))
    return Among(column, found) if found else NO


def outside(column: Column, words: tuple[str, ...] | list[str]) -> Condition:
    """The column is none of the words."""
    found = tuple(dict.fromkeys(words))
    return Among(column, found, inside=False) if found else YES


@dataclass(frozen=True, slots=True)
class Rails:
    """When it is met and when it failed; never both."""

    met: Condition
    failed: Condition

    @property
    def turned(self) -> Rails:
        return Rails(self.failed, self.met)

    def where(self, condition: Condition) -> Rails:
        """The same rails, each only where the condition holds."""
        return Rails(both(condition, self.met), both(condition, self.failed))


MET, FAILED, OPEN = Rails(YES, NO), Rails(NO, YES), Rails(NO, NO)


def all_rails(*parts: Rails) -> Rails:
    """Met where all are, failed where one is."""
    return Rails(both(*(one.met for one in parts)), either(*(one.failed for one in parts)))


def any_rails(*parts: Rails) -> Rails:
    """Met where one is, failed where all are, or where the cases are told apart by conditions that exclude each other."""
    return Rails(either(*(one.met for one in parts)), both(*(one.failed for one in parts)))


def cases(*parts: Rails) -> Rails:
    """Rails of which at most one holds at a time: each was narrowed by a condition that excludes the others."""
    return Rails(either(*(one.met for one in parts)), either(*(one.failed for one in parts)))
