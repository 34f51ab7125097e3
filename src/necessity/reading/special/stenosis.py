"""Narrowing of the canal, a recess or a foramen; recesses and foramina in the plural at one level are those of both sides.

Invariant: `normal canal and left foramen` denies both, each for itself; what may be of one side only has no side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form

_GRADE = (
    r"(?:(?:mild|minimal|slight|mod\.?|moderate|severe|sev|critical|marked|high-grade)"
    r"(?:(?: to |-|/|-to-)(?:mod\.?|moderate|severe|sev|marked))?)"
)
_SIDES = r"(?:left|right|bilateral|bilat|b/l|both|lt|rt|l|r|l>r|r>l|l > r|r > l)"
_OF_A_PLACE = form(
    rf"(?<![\w-]){_GRADE}(?: {_SIDES})?(?:,? (?:and )?(?:{_GRADE} )?(?:{_SIDES} )?)? "
    r"(?P<what>central|foraminal|lateral recess|recess|subarticular|neuroforaminal|neural foraminal|nf|nfs|cs|ccs|lr|lrs)"
    r"(?=\s*(?:$|[.,;:)(]|\band\b|\bw/|\bwith\b|\bon\b|\bat\b|\bfrom\b|\bdue to\b|\bl[1-5]\b|&|\+|-))"
    r"(?!\s*(?:,\s*)?(?:and )?\s*(?:extrusion|protrusion|herniation|bulge|disc|disk|hnp|zone|enhanc))"
)
"""`L3-4 severe central, L5-S1 mild b/l foraminal`: graded by the place alone."""
_GRADED_PLACE = form(
    rf"\b(?P<what>central canal|spinal canal|canal|foramina|foramen|neural foramina|neuroforamina|lateral "
    rf"recess(?:es)?|recess(?:es)?|"
    rf"central|foraminal)(?: (?:at )?l[1-5]\s?[-/]\s?[ls]?[1-5])?(?: on (?:both sides|the left|the "
    rf"right))?:? (?:is |are |narrow(?:ing)? )?(?:{_SIDES} )?"
    rf"{_GRADE}(?:ly)?\b(?= ?(?:$|[.,;:)]|{_SIDES}\b|on\b|at\b))"
)
"""`Foramina severe right, moderate left`, `canal: severe`."""
_COMPARTMENTS = (
    ("foraminal", re.compile(r"foram|neuro|^nf")),
    ("lateral_recess", re.compile(r"recess|subart|^lrs?$")),
    ("central", re.compile(r"central|canal|^c?cs$")),
)
_PLURAL = re.compile(r"\b(?:recesses|foramina|neuroforamina)\b")
_ALSO_NORMAL = re.compile(
    r"\s*(?:,|and|,\s*and|or)\s+(?:the\s+)?(?P<side>left|right|both|bilateral|intervertebral)?\s*"
    r"(?:neural\s+|exit\s+|intervertebral\s+)*(?:foram(?P<one>en)|foramina|neuroforamina)\b(?!\s+(?:is|are|shows?)\b)"
)
_NORMAL_CANAL = re.compile(r"normal (?:central |spinal )*canal")
_NARROWED = ("present", "possible")


def applies(scene: Scene) -> bool:
    if "stenosis" in scene.mentions:
        return True
    return _is_of_images(scene) and (scene.search(_OF_A_PLACE) is not None or scene.search(_GRADED_PLACE) is not None)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    _graded_by_place(scene)
    plain = replace(reader, code=None)
    found = list(read_plain(scene, plain))
    for fact in found:
        fact = _of_both_sides(scene, _central(scene, fact))
        yield fact
        yield from _also_normal(scene, reader, fact, found)


def _is_of_images(scene: Scene) -> bool:
    """A study is told: here, just before, or by the whole document."""
    if scene.document.kind == "imaging report" or scene.sentence.section == "imaging":
        return True
    return bool(scene.words.get("modality_imaging")) or scene.around.study is not None


def _graded_by_place(scene: Scene) -> None:
    """Adds the mentions that name no narrowing, where images are told and a level stands with them."""
    if not _is_of_images(scene) or not (scene.sentence.levels or any(place.levels for place in scene.places)):
        return
    known = scene.mentions.setdefault("stenosis", [])
    others = list(scene.heads)
    added = False
    for of in (_OF_A_PLACE, _GRADED_PLACE):
        if not scene.may(of):
            continue
        for match in of.words.finditer(scene.folded, scene.start, scene.end):
            start, end = match.span("what")
            if any(left < end and start < right for left, right in others):
                continue
            if any(one.start < end and start < one.end for one in known) or _goes_on(scene, known, end):
                continue
            compartment = next((name for name, words in _COMPARTMENTS if words.search(match["what"])), None)
            if compartment is None:
                continue
            known.append(Mention(start, end, Phrase("stenosis", ("",), values={"compartment": compartment})))
            added = True
    if added:
        known.sort(key=lambda one: one.start)
        scene._heads = None
        scene._parts = None
    elif not known:
        del scene.mentions["stenosis"]


def _goes_on(scene: Scene, known: list[Mention], end: int) -> bool:
    """`Severe central and bilateral recess stenosis`: both are told by the one word."""
    following = [one.start for one in known if one.start >= end]
    return bool(following) and not re.search(r"[,;.]", scene.folded[end : min(following)])


def _central(scene: Scene, fact: Fact) -> Fact:
    """`Mild central and moderate left foraminal stenosis`: the side is that of the foramen."""
    if fact.qualifiers.get("compartment") != "central" or fact.qualifiers.get("side") not in ("left", "right"):
        return fact
    if not any(word in scene.folded[scene.start : scene.end] for word in ("foram", "recess", "subart")):
        return fact
    return replace(fact, qualifiers={**fact.qualifiers, "side": "both"})


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
