"""A side behind an operation is its own only where no other part of the body follows it."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Status post L4-5 microdiscectomy, right, 2019.", "right"),
        ("Status post L5-S1 discectomy, left-sided, in 2018.", "left"),
        ("Right leg numbness after L4-5 fusion, R leg weakness, progressive.", None),
        ("After L4-5 fusion, left foot drop.", None),
    ],
)
def test_the_side_of_a_leg_is_not_the_side_of_the_operation_before_it(text: str, side: str | None) -> None:
    note = Document(id="note", kind="clinic note", authored=date(2026, 3, 2), text=text)
    (operation,) = [fact for fact in read([note], vocabulary=vocabulary(), day=DAY) if fact.kind == "prior_surgery"]
    assert operation.qualifiers.get("side") == side
