"""A defect of the pars, told by its vertebra: the pars of L5 is a part of the segment L5-S1.

Invariant: a vertebra gives a level only where the sentence names no segment for the defect and no other vertebra.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_BELOW = {"L1": "L1-L2", "L2": "L2-L3", "L3": "L3-L4", "L4": "L4-L5", "L5": "L5-S1"}
_NEAR = 25


def applies(scene: Scene) -> bool:
    return "pars_defect" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for fact in read_plain(scene, replace(reader, code=None)):
        yield fact if "level" in fact.qualifiers else _with_vertebra(scene, fact)


def _with_vertebra(scene: Scene, fact: Fact) -> Fact:
    first = fact.quotes[0]
    near = [
        place
        for place in scene.places
        if len(place.roots) == 1
        and not place.as_roots
        and place.start < first.end + _NEAR
        and first.start < place.end + _NEAR
        and not any(mark in scene.folded[first.end : place.start] for mark in ",;")
    ]
    if len(near) != 1 or near[0].roots[0] not in _BELOW:
        return fact
    place = near[0]
    words = scene.quote(min(first.start, place.start), max(first.end, place.end))
    level = _BELOW[place.roots[0]]
    return replace(fact, qualifiers={**fact.qualifiers, "level": level}, evidence=(words, *fact.evidence[1:]))
