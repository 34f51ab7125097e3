"""Whether a fusion healed: bone that is missing, bone that bridges, and what only appears so.

Invariant: `no bridging bone through the cage` is a fusion that did not heal, never a denied solid one beside it; what `appears
solid` is possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_APPEARS = re.compile(r"\b(?:appears?|appeared|seems?|seemed|looks like)\b")
_FAR = 24


def applies(scene: Scene) -> bool:
    return "fusion_status" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    found = list(read_plain(scene, replace(reader, code=None)))
    missing = [fact for fact in found if str(fact.value) != "solid"]
    for fact in found:
        if str(fact.value) == "solid":
            if any(_overlap(fact, other) for other in missing):
                continue
            fact = _of_its_own_part(scene, fact)
        yield _as_it_appears(scene, fact)


def _overlap(first: Fact, second: Fact) -> bool:
    one, other = first.quotes[0], second.quotes[0]
    return one.start < other.end and other.start < one.end


def _of_its_own_part(scene: Scene, fact: Fact) -> Fact:
    """`No loosening, solid fusion at L4-5`: the denial is of what stands before the comma."""
    if fact.assertion is not Assertion.ABSENT or fact.cue is None or fact.cue.start >= fact.quotes[0].start:
        return fact
    between = scene.folded[fact.cue.end : fact.quotes[0].start]
    if "," not in between or re.search(r"\b(?:or|nor)\b", between):
        return fact
    return replace(fact, assertion=Assertion.PRESENT, cue=None)


def _as_it_appears(scene: Scene, fact: Fact) -> Fact:
    if fact.assertion is not Assertion.PRESENT:
        return fact
    first = fact.quotes[0]
    match = _APPEARS.search(scene.folded, max(scene.start, first.start - _FAR), first.end)
    if match is None or "," in scene.folded[match.end() : first.end]:
        return fact
    return replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(match.start(), match.end()))
