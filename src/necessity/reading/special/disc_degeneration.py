"""Wear of a disc: several signs that one sentence tells of one disc (height, desiccation, Modic change) are one fact.

Invariant: a range of degrees (`mild to moderate`) stays a range; a diagnosis without images says nothing of a disc on images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Grade
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_RANGE = re.compile(
    r"\b(?P<low>mild|slight|minimal|moderate)(?:ly)?\s*(?:-\s*)?(?:to|/|-)\s*(?:-\s*)?(?P<high>moderate|severe|marked|advanced)"
)
_DEGREES = {"mild": "slight", "minimal": "slight", "slight": "slight", "moderate": "moderate"}
_HIGH = {"moderate": "moderate", "severe": "marked", "marked": "marked", "advanced": "marked"}


def applies(scene: Scene) -> bool:
    return "disc_degeneration" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    plain = replace(reader, code=None)
    kept: list[Fact] = []
    for found in read_plain(scene, plain):
        fact = _with_range(scene, found)
        if not _is_seen(scene, fact):
            continue
        place = next((n for n, one in enumerate(kept) if _one_disc(one, fact)), None)
        if place is None:
            kept.append(fact)
        else:
            kept[place] = _joined(kept[place], fact)
    yield from kept


def _with_range(scene: Scene, fact: Fact) -> Fact:
    """`mild to moderate` beside the finding is a range on the scale, not the nearer of its two words."""
    if not isinstance(fact.value, Grade):
        return fact
    spread = next((one for one in _RANGE.finditer(scene.folded, scene.start, scene.end) if _in_words(fact, one)), None)
    if spread is None:
        return fact
    first = fact.quotes[0]
    words = scene.quote(min(first.start, spread.start()), max(first.end, spread.end()))
    grade = fact.value.scale.grade(_DEGREES[spread["low"]], _HIGH[spread["high"]])
    return replace(fact, value=grade, evidence=(words, *fact.evidence[1:]))


def _in_words(fact: Fact, spread: re.Match[str]) -> bool:
    return any(quote.start < spread.end() and spread.start() < quote.end for quote in fact.quotes)


def _is_seen(scene: Scene, fact: Fact) -> bool:
    """`Degenerative disc disease` as a bare diagnosis is of no images."""
    if fact.assertion is not Assertion.PRESENT or scene.document.kind == "imaging report":
        return True
    return fact.value is not None or bool(set(fact.qualifiers) - {"level"})


def _one_disc(first: Fact, second: Fact) -> bool:
    same = all(first.qualifiers.get(name) == second.qualifiers.get(name) for name in ("level", "modality"))
    agree = all(first.qualifiers.get(name, value) == value for name, value in second.qualifiers.items())
    return same and agree and first.assertion is second.assertion is Assertion.PRESENT and first.when == second.when


def _joined(first: Fact, second: Fact) -> Fact:
    qualifiers: dict[str, Value] = {**first.qualifiers, **second.qualifiers}
    grades = [one for one in (first.value, second.value) if isinstance(one, Grade)]
    worst = max(grades, key=lambda grade: (grade.high, grade.low)) if grades else None
    seen = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    return replace(first, value=worst, qualifiers=qualifiers, evidence=seen)
