"""The operations that the words of a request name, where they name them; one that is taken out is not put in.

Invariant: what an exploration or an extension is of is no operation of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from necessity.reading.asked_elsewhere import OPERATION
from necessity.reading.catalogue import Catalogue
from necessity.reading.levels import find_levels
from necessity.reading.scene import Scene

_VERTEBRA_OR_LEVEL = r"(?:[lst]\d{1,2}(?:\s*(?:-|/|to)\s*[ls]?\d)*)"
_OBJECT_OF = re.compile(
    rf"\b(?:exploration|explore|exploring|inspection|extension|extending)\s+(?:of\s+)?(?:(?:the|her|his|an?|prior|previous|existing|old|"
    rf"lumbar|spinal|posterior|instrumented|{_VERTEBRA_OR_LEVEL}|left|right|and|,)\s*)*$"
)
_EXTENSION = re.compile(
    rf"\b(?:extension|extending|extend|extended)\s+(?:of\s+)?(?:(?:the|her|his|an?|prior|previous|existing|old|current|lumbar|spinal|posterior|"
    rf"instrumented)\s+)*(?P<old>{_VERTEBRA_OR_LEVEL}\s+)?(?:(?:lumbar|spinal|posterior|instrumented)\s+)*(?:fusion|arthrodesis|construct|instrumentation)"
    rf"(?:\s+(?:of|at|from)\s+(?P<old_after>{_VERTEBRA_OR_LEVEL}))?(?:\s+(?:cephalad|proximally|rostrally|superiorly|distally|caudally|cranially|upward))?"
    rf"\s+(?:up\s+|down\s+)?(?:to|into|through)\s+(?:include\s+)?(?:the\s+)?(?P<new>{_VERTEBRA_OR_LEVEL}|sacrum)"
)
_OLD_FUSION = re.compile(
    r"\s+of\s+(?:(?:the|an?|her|his|prior|previous|existing|old|lumbar|spinal|posterior|instrumented)\s+)+(?:fusion|arthrodesis|hardware)(?:\s+mass)?"
)
_TAKEN_OUT = re.compile(
    rf"\b(?:removal|remove|removing|explant\w*|extraction)\s+(?:of\s+)?(?:(?:the|an?|her|his|old|existing|prior|loose|painful|broken|left|right|"
    rf"bilateral|{_VERTEBRA_OR_LEVEL})\s+)*$"
)
_DEVICES = {
    "pedicle-screws": "hardware-removal",
    "anterior-instrumentation": "hardware-removal",
    "interbody-device": "",
    "interspinous-device": "",
    "interspinous-spacer": "",
    "interlaminar-device": "",
    "dynamic-stabilization": "",
    "disc-arthroplasty": "",
    "spinal-cord-stimulator": "",
}
"""What taking out such a device is called here; empty where it has no name of its own."""
_OF = re.compile(r"\bof\s+(?:(?:the|her|his)\s+)?$")
_WIDEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A procedure where the text names it; empty where it has no name here.

    `levels` where the words themselves give them (`extension ... to L3`).
    """

    start: int
    end: int
    procedure: str
    levels: tuple[str, ...] | None = None


def named_in(scene: Scene, known: Catalogue, span: tuple[int, int]) -> Iterator[Named]:
    """The procedures that the words name, in order; what an exploration or an extension is of is none of them."""
    extensions = [one for match in _EXTENSION.finditer(scene.folded, *span) if (one := _extended(match, known))]
    hits = known.find(scene.folded, scene.document.text, *span)
    found = [*extensions, *_around_a_level(scene, known, span)]
    found += [
        Named(start=match.start(), end=match.end(), procedure="") for match in OPERATION.finditer(scene.folded, *span)
    ]
    for hit in hits:
        if any(one.start < hit.end and hit.start < one.end for one in found):
            continue
        if _OBJECT_OF.search(scene.folded, span[0], hit.start):
            continue
        taken_out = _TAKEN_OUT.search(scene.folded, span[0], hit.start) if hit.entry in _DEVICES else None
        if taken_out:
            found.append(Named(start=taken_out.start(), end=hit.end, procedure=_DEVICES[str(hit.entry)]))
            continue
        old = _OLD_FUSION.match(scene.folded, hit.end, span[1]) if hit.entry == "exploration" else None
        found.append(Named(start=hit.start, end=old.end() if old else hit.end, procedure=str(hit.entry)))
    yield from sorted(found, key=lambda one: one.start)


def _around_a_level(scene: Scene, known: Catalogue, span: tuple[int, int]) -> Iterator[Named]:
    """`removal of L4-5 hardware`: a phrase with the level inside."""
    for place in scene.places:
        first = max(span[0], place.start - _WIDEST)
        left = scene.folded[first : place.start]
        if not place.levels or not _OF.search(left) or place.end > span[1]:
            continue
        after = re.compile(r"\s+").match(scene.folded, place.end)
        begin = after.end() if after else place.end
        both = left + scene.folded[begin : min(span[1], begin + _WIDEST)]
        for hit in known.find(both, both, 0, len(both)):
            if hit.start < len(left) < hit.end:
                end = begin + hit.end - len(left)
                yield Named(start=first + hit.start, end=end, procedure=str(hit.entry), levels=place.levels)


def _extended(match: re.Match[str], known: Catalogue) -> Named:
    """`extension of the L5-S1 fusion to L3`: the segments from the old fusion to there, without its own."""
    anatomy = known.vocabulary.anatomy
    old, new = _segments(match["old"] or match["old_after"] or "", known), _segments(match["new"], known)
    levels: tuple[str, ...] = ()
    if len(new) > 1 or (new and "-" in match["new"]):
        levels = tuple(one for one in new if one not in old)
    elif old:
        vertebra = "S1" if match["new"] == "sacrum" else match["new"].strip().upper()
        top, bottom = old[0].split("-")[0], old[-1].split("-")[1]
        levels = anatomy.span(vertebra, top) or anatomy.span(bottom, vertebra)
    return Named(start=match.start(), end=match.end(), procedure="revision-fusion", levels=levels)


def _segments(words: str, known: Catalogue) -> tuple[str, ...]:
    return tuple(level for place in find_levels(words, known.vocabulary.anatomy) for level in place.levels)
