"""What the tests of this room share: the sample charts, and a what-if on one of them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from necessity.assessment.supposed import MovedLine, Stated, WhatIf
from necessity.exchange.intake import case_of
from necessity.whatif import what_if

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ON = date(2026, 3, 10)


@cache
def suppose(example: str, *statements: str, packs: tuple[str, ...] = ("consensus",)) -> WhatIf:
    """The what-if of these statements on a sample chart."""
    return what_if(case_of(EXAMPLES / example), statements, packs=packs, as_of=ON)


def line(found: WhatIf, name: str) -> MovedLine:
    """The line of that id under the first pack; `S` is the setting."""
    return next(one for one in found.packs[0].lines if (one.line.id if one.line else "S") == name)


def answers(found: WhatIf, name: str) -> str:
    """`approve -> pend`."""
    one = line(found, name)
    return " -> ".join(part.value if part else "not asked" for part in (one.before, one.after))


def only(found: WhatIf) -> Stated:
    """The one fact that the one statement says."""
    (statement,) = found.statements
    (stated,) = statement.stated
    return stated


def words_of(stated: Stated) -> list[str]:
    """The first words of each fact that was set aside."""
    return [fact.quotes[0].words for fact in stated.in_place_of]
