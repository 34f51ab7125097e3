"""Strength that falls, as an examiner states it, with the time it took: `progressive weakness over the last six weeks`.

Invariant: a time is taken only where it stands with the fall; what the patient only feels or suspects is possible, not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.dates import Length
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_OVER = re.compile(
    r"[^;.]{0,40}?(?:\b(?:over|in|within|during|for|x)\b\s*)(?:(?:the|these|a|about|past|last|course of|span of|period of)\s+)*"
)
_FELT = re.compile(
    r"\b(?:feels?|felt|thinks?|believes?|suspects?|wonders?|has the impression|under the impression|subjective(?:ly)?|"
    r"perceive[sd]?|"
    r"worries|fears?)\b[^.;]{0,50}$"
)
_AGO = re.compile(r"\s*(?:ago|before|after|prior|post|earlier|back|out)\b")
_NO_MATTER = re.compile(
    r"[;.]|\b(?:therapy|pt|nsaids?|injections?|gabapentin|exercises?|treatment|pain for|history of)\b"
)
_NEAR = 60


def applies(scene: Scene) -> bool:
    return "motor_decline" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for fact in read_plain(scene, reader):
        told = fact
        main = fact.quotes[0]
        felt = _FELT.search(scene.folded, scene.start, main.start)
        if fact.assertion is Assertion.PRESENT and felt is not None:
            told = replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(felt.start(), felt.end()))
        span = _span(scene, main.start, main.end)
        if span is not None and told.assertion is not Assertion.ABSENT:
            quote = scene.quote(span.start, span.end)
            told = replace(
                told, qualifiers={**told.qualifiers, "span": span.quantity}, evidence=(*told.evidence, quote)
            )
        yield told


def _span(scene: Scene, start: int, end: int) -> Length | None:
    """The time that the fall took: the length that stands beside it (`over 3 weeks`, `three weeks of worsening weakness`)."""
    for one in scene.lengths:
        if _AGO.match(scene.folded, one.end, scene.end):
            continue
        if start <= one.start and one.end <= end:
            return _exact(one)
        between = scene.folded[end : one.start] if end <= one.start <= end + _NEAR else ""
        spent = one.quantity.low_open and end <= one.start and between.strip() in ("", ",", "-")
        if spent or (_OVER.fullmatch(between) and not _NO_MATTER.search(between)):
            return _exact(one)
        if 0 <= start - one.end <= 8 and scene.folded[one.end : start].strip(" -") in (
            "of",
            "history of",
            "hx of",
            "h/o",
        ):
            return _exact(one)
    return None


def _exact(one: Length) -> Length:
    """`over 6 weeks`: the word is a preposition there, so the time is six weeks, not more."""
    quantity = one.quantity
    if quantity.low_open and quantity.high == float("inf") and quantity.low > 1:
        quantity = Quantity(quantity.low, quantity.low, quantity.unit)
    return Length(one.start, one.end, quantity)
