"""Small facts made by hand, with real documents behind them, for the tests of derivation."""

from __future__ import annotations

from datetime import date

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

V = vocabulary()
DAY = date(2026, 3, 10)


def on(text: str) -> PartialDate:
    return PartialDate.parse(text)


def said(
    kind: str,
    value: Value | None = None,
    when: str | None = None,
    *,
    words: str = "",
    document: str = "visit",
    document_kind: str = "clinic note",
    recorded: str | None = None,
    assertion: Assertion = Assertion.PRESENT,
    until: str | None = None,
    **qualifiers: Value,
) -> Fact:
    """A fact whose evidence is the whole of a one-sentence document (`words`, else its kind)."""
    text = words or kind
    paper = Document(id=document, kind=document_kind, text=text)
    return Fact(
        kind=kind,
        value=value,
        qualifiers=qualifiers,
        assertion=assertion,
        when=on(when) if when else None,
        until=on(until) if until else None,
        recorded=date.fromisoformat(recorded) if recorded else None,
        evidence=(paper.quote(0, len(text)),),
        reader="test",
    )


def strength(
    grade: str, when: str | None, muscle: str = "extensor hallucis longus", side: str = "right", **more: str
) -> Fact:
    return said(
        "motor_strength",
        V.scales["mrc"].parse(grade),
        when,
        muscle=muscle,
        side=side,
        words=f"{muscle} {grade}/5",
        **more,
    )


def operation(
    type_: str | None, when: str | None, level: str | None = "L4-L5", side: str | None = "right", **more: str
) -> Fact:
    places = {name: value for name, value in (("level", level), ("side", side)) if value}
    return said("prior_surgery", type_, when, **{**places, **more})


def denied(kind: str, when: str | None = None, **more: str) -> Fact:
    return said(kind, None, when, assertion=Assertion.ABSENT, **more)


def number(low: float, high: float | None = None, unit: str = "n") -> Quantity:
    return Quantity(low, low if high is None else high, unit)


def words_of(fact: Fact) -> list[str]:
    return [quote.words for quote in fact.quotes]
