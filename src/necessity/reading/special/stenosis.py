"""Narrowing of the canal, a recess or a foramen; recesses and foramina in the plural at one level are those of both sides.

Invariant: `normal canal and left foramen` denies both, each for itself; what may be of one side only has no side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.facts import make
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_PLURAL = re.compile(r"\b(?:recesses|foramina|neuroforamina)\b")
_ALSO_NORMAL = re.compile(
    r"\s*(?:,|and|,\s*and|or)\s+(?:the\s+)?(?P<side>left|right|both|bilateral|intervertebral)?\s*"
    r"(?:neural\s+|exit\s+|intervertebral\s+)*(?:foram(?P<one>en)|foramina|neuroforamina)\b(?!\s+(?:is|are|shows?)\b)"
)
_NORMAL_CANAL = re.compile(r"normal (?:central |spinal )*canal")
_NARROWED = ("present", "possible")


def applies(scene: Scene) -> bool:
    return "stenosis" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    plain = replace(reader, code=None)
    found = list(read_plain(scene, plain))
    for fact in found:
        yield _of_both_sides(scene, fact)
        yield from _also_normal(scene, reader, fact, found)


def _of_both_sides(scene: Scene, fact: Fact) -> Fact:
    if "side" in fact.qualifiers or "level" not in fact.qualifiers or scene.sides:
        return fact
    first = fact.quotes[0]
    if not _PLURAL.search(scene.folded, first.start, first.end):
        return fact
    return replace(fact, qualifiers={**fact.qualifiers, "side": "both"})


def _also_normal(scene: Scene, reader: Reader, fact: Fact, found: list[Fact]) -> Iterator[Fact]:
    """`Normal central canal and left neural foramen`, beside something that is narrowed."""
    first = fact.quotes[0]
    canal = _NORMAL_CANAL.search(scene.folded, first.start, first.end)
    if canal is None or fact.assertion is not Assertion.ABSENT:
        return
    also = _ALSO_NORMAL.match(scene.folded, canal.end(), scene.end)
    if also is None or not any(one.assertion.value in _NARROWED for one in found):
        return
    values = {name: str(value) for name, value in fact.qualifiers.items() if name in ("level", "modality")}
    values["compartment"] = "foraminal"
    side = also["side"] if also["side"] in ("left", "right") else None if also["one"] else "both"
    if side is not None:
        values["side"] = side
    spans = [(canal.start(), also.end()), *((quote.start, quote.end) for quote in fact.quotes[1:])]
    yield make(scene, reader, values, spans, assertion=Assertion.ABSENT, when=fact.when)
