"""Conditions and terms of a plan as SQL: comparisons, IN, CASE and EXISTS, which every engine reads alike.

Invariant: the text holds no value of a case, no NULL and no NOT over a rail; words are quoted, days are whole numbers.
"""

from __future__ import annotations

import math

from necessity.population.condition import (
    Among,
    Both,
    Choice,
    Column,
    Condition,
    Either,
    Is,
    Paired,
    Requested,
    Term,
)

ENDLESS = 1e300
"""Stands for a bound without end."""


def text(word: str) -> str:
    """A word as a literal."""
    return "'" + word.replace("'", "''") + "'"


def words(found: tuple[str, ...]) -> str:
    """Words as the inside of an IN."""
    return ", ".join(map(text, found))


def finite(number: float) -> float:
    """A number that every engine holds. ValueError for NaN."""
    if math.isnan(number):
        raise ValueError("NaN is not a quantity: leave the value out")
    return max(-ENDLESS, min(ENDLESS, number))


def term(one: Term) -> str:
    """A column, a literal, or a choice between two terms."""
    if isinstance(one, Column):
        return one.name
    if isinstance(one, Choice):
        return f"CASE WHEN {condition(one.when)} THEN {term(one.then)} ELSE {term(one.otherwise)} END"
    if isinstance(one, str):
        return text(one)
    return repr(one if isinstance(one, int) else finite(one))


def condition(one: Condition) -> str:
    """A condition, with its own brackets where it has parts."""
    if isinstance(one, Is):
        return f"{term(one.left)} {one.op} {term(one.right)}"
    if isinstance(one, Among):
        return f"{one.column.name} {'IN' if one.inside else 'NOT IN'} ({words(one.words)})"
    if isinstance(one, Both):
        return "(" + " AND ".join(map(condition, one.parts)) + ")" if one.parts else "1 = 1"
    if isinstance(one, Either):
        return "(" + " OR ".join(map(condition, one.parts)) + ")" if one.parts else "1 = 0"
    if isinstance(one, Paired):
        return (
            f"EXISTS (SELECT 1 FROM family w WHERE w.kind = {text(one.kind)} AND w.field = {text(one.field)}"
            f" AND w.word = {term(one.left)} AND w.above = {term(one.right)})"
        )
    assert isinstance(one, Requested)
    within = "(SELECT r.level FROM line_level r WHERE r.case_id = p.case_id)"
    return f"f.level {'IN' if one.inside else 'NOT IN'} {within}"


def bit(one: Condition) -> str:
    """1 where the condition holds, else 0."""
    return f"CASE WHEN {condition(one)} THEN 1 ELSE 0 END"
