"""Implants that failed: as their words say, but a range of levels does not tell where.

Invariant: `loose hardware after L2-S1 fusion` is one failure at a level that is not known, never one at each level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene


def applies(scene: Scene) -> bool:
    return "implant_failure" in scene.mentions


def _without_a_level_of_the_spine(scene: Scene, fact: Fact) -> Fact:
    """`the right S1 screw is broken, with a slip of L5 over S1`: a vertebra names the screw, and the level is of the slip."""
    quote = fact.quotes[0]
    number = scene.part_of(quote.start)
    if "level" not in fact.qualifiers or number != scene.part_of(quote.end - 1):
        return fact
    start, end = scene.parts[number]
    here = [place for place in scene.places if start <= place.start < end]
    if any(place.levels for place in here) or not any(place.roots for place in here):
        return fact
    return replace(fact, qualifiers={name: of for name, of in fact.qualifiers.items() if name != "level"})


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    found = [_without_a_level_of_the_spine(scene, fact) for fact in read_plain(scene, replace(reader, code=None))]
    ranges = {place.start for place in scene.places if len(place.levels) > 1}
    seen: set[tuple[int, str]] = set()
    for fact in found:
        first = fact.quotes[0]
        alike = [one for one in found if one.quotes[0] == first and one.value == fact.value]
        if len(alike) == 1 or not ranges or fact.is_denial:
            yield fact
        elif (first.start, str(fact.value)) not in seen:
            seen.add((first.start, str(fact.value)))
            yield replace(fact, qualifiers={name: of for name, of in fact.qualifiers.items() if name != "level"})
