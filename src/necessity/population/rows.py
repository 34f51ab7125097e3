"""Which table holds the facts of a kind, and which columns each field has there; shared by the plan and by what fills it.

Invariant: no column is ever empty: a missing word is '', a missing day 0, and a missing number is told by its own column.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.population.condition import Column, Condition, Is
from necessity.vocabulary.kinds import FieldType, Kind

NEVER_ENDS = 4_000_000
"""A day after the last of the calendar: an undated fact is never surely earlier than another."""
FIRST_DAY = 1
EVERYBODY = ""
"""The line of a fact that belongs to every line of the request."""
SETTING = "(setting)"
"""The line of the spot at which the rules of the setting are judged."""

COMMON = (
    *("case_id", "line", "fact", "own", "denied", "attested", "level", "side", "root", "muscle", "beyond"),
    *("first", "last", "until_first", "until_last", "recorded"),
)
"""The columns of every fact. `own` names the series that is the fact alone; `root` and `muscle` are qualifiers only; `beyond`
tells that it has a qualifier which its kind does not know."""
NUMBER = ("is", "low", "high", "low_open", "high_open", "low_days", "high_days")
"""What a number or a grade has: `is` tells its dimension, `grade`, `word` for what is neither, or nothing."""


def table_of(kind: str) -> str:
    """The name of the table with the facts of a kind."""
    return f"fact_{kind}"


def is_number(kind: Kind, field: str) -> bool:
    """Whether the field is held as numbers: a quantity, or a place on a scale."""
    known = kind.fields.get(field)
    return known is not None and known.type in (FieldType.QUANTITY, FieldType.SCALE)


def field_columns(kind: Kind) -> tuple[str, ...]:
    """The columns of the fields of a kind, in order; a word has one, a number several."""
    found: list[str] = []
    for name in kind.fields:
        found += [f"v_{name}_{part}" for part in NUMBER] if is_number(kind, name) else [f"v_{name}"]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Said:
    """How a field of a fact is asked for; `alias` is the row of the fact."""

    kind: Kind
    alias: str = "f"

    def column(self, name: str) -> Column:
        return Column(f"{self.alias}.{name}")

    def word(self, field: str) -> Column:
        """The word of a field, level and side included; of a number, what it is."""
        if field in ("level", "side") and field != self.kind.main:
            return self.column(field)
        if field not in self.kind.fields:
            return self.column(field if field in ("root", "muscle") else "beyond")
        return self.column(f"v_{field}_is" if is_number(self.kind, field) else f"v_{field}")

    def number(self, field: str, part: str) -> Column:
        return self.column(f"v_{field}_{part}")

    def told(self, field: str) -> Condition:
        return Is(self.word(field), "<>", "")

    def untold(self, field: str) -> Condition:
        return Is(self.word(field), "=", "")

    @property
    def denied(self) -> Condition:
        return Is(self.column("denied"), "=", 1)

    @property
    def stated(self) -> Condition:
        return Is(self.column("denied"), "=", 0)
