"""Wear of a disc: several signs that one sentence tells of one disc (height, desiccation, Modic change) are one fact.

Invariant: a range of degrees (`mild to moderate`) stays a range; a height that is kept, with no sign of wear beside it, is a
denial.
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
_JOINT = re.compile(r"\b(?:facets?|joints?|sacroiliac|si)\b")
_DISC = re.compile(r"\b(?:dis[ck]s?|interspace|interver\w+)\b")
_NEAR = 60
_KEPT = {"collapse": "none"}
_DEGREES = {"mild": "slight", "minimal": "slight", "slight": "slight", "moderate": "moderate"}
_HIGH = {"moderate": "moderate", "severe": "marked", "marked": "marked", "advanced": "marked"}


def applies(scene: Scene) -> bool:
    return "disc_degeneration" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    plain = replace(reader, code=None)
    kept: list[Fact] = []
    height_only: list[bool] = []
    for found in read_plain(scene, plain):
        fact = _with_range(scene, found)
        if _is_of_a_joint(scene, fact):
            continue
        place = next((n for n, one in enumerate(kept) if _one_disc(one, fact)), None)
        if place is None:
            kept.append(fact)
            height_only.append(_is_only_height(fact))
        else:
            kept[place] = _joined(kept[place], fact)
            height_only[place] = height_only[place] and _is_only_height(fact)
    for fact, is_kept in zip(kept, height_only, strict=True):
        yield replace(fact, assertion=Assertion.ABSENT) if is_kept else fact


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


def _is_of_a_joint(scene: Scene, fact: Fact) -> bool:
    """`Facet arthrosis with vacuum change`: the gas lies in a joint, not in the disc."""
    place = scene.folded.find("vacuum", fact.quotes[0].start, fact.quotes[0].end)
    if place < 0 or _DISC.search(scene.folded, fact.quotes[0].start, fact.quotes[0].end):
        return False
    joints = list(_JOINT.finditer(scene.folded, max(scene.start, place - _NEAR), place))
    return bool(joints) and _DISC.search(scene.folded, joints[-1].end(), place) is None


def _is_only_height(fact: Fact) -> bool:
    """All that is told is that the height is kept: a denial of wear."""
    if fact.assertion is not Assertion.PRESENT or fact.value is not None:
        return False
    return {name: value for name, value in fact.qualifiers.items() if name not in ("level", "modality")} == _KEPT


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
