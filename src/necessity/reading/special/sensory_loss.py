"""Sensation as examined, by root: `SILT except decreased L5 on the left`, `diminished L2-S1`, `L4 R intact, L decreased`.

Invariant: a root is one that the list names, alone or in a range; what is felt between the legs is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form
from necessity.reading.special.exam_list import LINKS, Item, Result, clause, label_of, results
from necessity.reading.special.motor_list import sides_of
from necessity.reading.tokens import Token

_ABOUT = form(r"sens|light touch|\blt\b|\bpin\b|pin ?prick|pin-prick|\bpp\b|hyp\w*esthesi|dermatom|\bsilt\b")
_OF_SENSE = re.compile(
    r"\b(?:sens\w*|light touch|lt|pin ?prick|pin-prick|(?:to )?pin(?= ?(?:over|in |at |\u2193|intact|decr|dim|dec|"
    r"reduced|sens|dull))|pp|"
    r"(?:hyp\w*|dys|par|all)a?esthesi\w+|dermatom\w*|silt|touch)\b"
)
_LESS = re.compile(
    r"\b(?:decreased?|diminished|reduced|impaired|altered|absent|lost|loss of|dulled|dull|blunted|hyp(?:o|"
    r"a)?(?:a?esthesia|a?esthetic)|deficits?|abnormal|decr|dec|dim|"
    r"diminution|reduction|lessened|lacking|numb)\b|\u2193"
)
_WHOLE = re.compile(
    r"\b(?:intact|normal|wnl|within normal limits|full|preserved|unremarkable|symmetric(?:al)?|equal|silt)\b"
)
_ROOTS = re.compile(r"\b[ls][1-5](?:\s*(?:-|/|,|&|to|through|and|, and)\s*(?:[ls]?[1-5])\b)*")
_PIECE = re.compile(r"(?P<link>-|to|through)?[^\w]*?(?P<letter>[ls])?(?P<number>[1-5])")
_ORDER = ("L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")
_REST = re.compile(
    r"\b(?:throughout|otherwise|elsewhere|globally|(?:in |at )?all (?:other |remaining )?(?:dermatom\w+(?: "
    r"distributions?)?|others|distributions)|"
    r"(?:all )?(?:other|remaining) dermatom\w+|the rest|(?:in )?(?:both |bilateral )?(?:lower extremit(?:y|ies)|legs|"
    r"lower limbs)|les?|bles?)\b"
)
_EXCEPT = re.compile(
    r"\b(?:exc(?:ept(?:ing)?)?(?: for)?|other than|with (?:the )?exceptions? (?:of|for)|apart from|aside from|save for)\b"
)
_KNOWN = LINKS | frozenset(
    "sensation sensations sensory sens light touch lt pin to pinprick prick pp sharp dull temperature vibration "
    "proprioception fine crude dermatome dermatomes dermatomal "
    "distribution distributions root roots nerve area aspect foot feet toe toes lateral medial dorsal plantar dorsum "
    "sole thigh calf shin heel anterior posterior "
    "slightly mildly markedly somewhat grossly subjectively neuro neurologic function gross mild slight patchy fully "
    "region along over stimulus stimuli bilaterally bilateral "
    "l r equal intact normal tested great big web space first border outer inner top front back half distal distally "
    "proximal entire whole about percent "
    "versus compared scratch cold objective all".split()
)
_BETWEEN_THE_LEGS = re.compile(
    r"\b(?:perianal\w*|saddle|perine\w+|genital\w*|facial|face|cranial|s[345]|upper extremit\w+|hands?|fingers?|"
    r"arms?|c[5-8]|cervical|thoracic)\b"
)
_OF_THE_PATIENT = re.compile(r"den(?:y|ies|ied|ying)\b|does not (?:report|describe)|no complaints")
_DECREASE = re.compile(r"\b(?:decreases?|diminution|reduction|loss|deficits?)\s+(?:in|of|to)\b")


def applies(scene: Scene) -> bool:
    if "sensory_loss" in scene.mentions or scene.search(_ABOUT) is not None:
        return True
    return _OF_SENSE.search(label_of(scene)) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    listed = _listed(scene)
    if listed is None:
        yield from _with_roots(scene, reader)
        return
    plain = replace(reader, ignores=reader.ignores | {"negated"})
    dulled = {root for one in listed if one.value.value == "less" for item in one.names for root in item.value.split()}
    excepted = dulled if _EXCEPT.search(scene.folded, scene.start, scene.end) else set()
    for one in listed:
        decided = how(scene, plain, Mention(one.value.start, one.value.end, Phrase("sensory_loss", ("",))))
        if decided is None or scene.is_elsewhere(one.value.start, one.value.end, whole=True):
            continue
        if one.value.start < scene.asserted_from:
            continue
        lost = one.value.value == "less"
        asserted = decided[0] if decided[0] is not Assertion.PRESENT or lost else Assertion.ABSENT
        if one.names and not any(item.value for item in one.names):
            continue  # between the legs, or of an arm
        roots: list[str | None] = [root for item in one.names for root in item.value.split()] or [None]
        if not lost:
            roots = [root for root in roots if root not in excepted]  # `intact L2-S1 except right L5 dull`
        first, last = min(start for start, _ in one.places), max(end for _, end in one.places)
        spans = [(first, last)] if last - first < 80 else one.places
        for root in dict.fromkeys(roots):
            values = ({"root": root} if root else {}) | ({"side": one.side.value} if one.side else {})
            yield make(scene, reader, values, spans, assertion=asserted, cue=decided[1])


def _with_roots(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """The facts of prose; a loss in a range of roots (`diminished in the L4-5 distribution`) is of each."""
    ranges = [m for m in _ROOTS.finditer(scene.folded, scene.start, scene.end) if len(_named(m[0])) > 1]
    for fact in read_plain(scene, replace(reader, code=None)):
        if fact.is_denial and fact.cue is not None and _OF_THE_PATIENT.match(fact.cue.words.lower()):
            continue  # what the patient denies was not examined
        near = [m for m in ranges if -80 < m.start() - fact.quotes[0].end < 60]
        if fact.value is not None or len(ranges) != 1 or not near:
            yield fact
            continue
        for root in _named(near[0][0]):
            yield replace(fact, value=root, evidence=(*fact.evidence, scene.quote(*near[0].span())))


def _listed(scene: Scene) -> list[Result] | None:
    label = label_of(scene)
    about = _OF_SENSE.search(scene.folded, scene.start, scene.end) or _OF_SENSE.search(label)
    if not about:
        return None
    if re.search(r"\b(?:no|not|without|denies|negative)\b", scene.folded[scene.start : scene.end]):
        return None
    values = [Item(*m.span(), "value", "less") for m in _LESS.finditer(scene.folded, scene.start, scene.end)]
    values += [Item(*m.span(), "value", "whole") for m in _WHOLE.finditer(scene.folded, scene.start, scene.end)]
    if not values:
        return None
    names = [
        Item(*m.span(), "name", " ".join(_named(m[0]))) for m in _ROOTS.finditer(scene.folded, scene.start, scene.end)
    ]
    names += [Item(*m.span(), "name", "") for m in _BETWEEN_THE_LEGS.finditer(scene.folded, scene.start, scene.end)]
    sides = [
        Item(token.start, token.end, "side", token.values[0])
        for token in sides_of(scene)
        if not _is_light_touch(scene, token)
    ]
    for token in scene.words.get("dermatome", ()):
        if " " not in token.values[0]:
            inside = [one.start for one in sides if token.start < one.start < token.end]  # `dorsum of the left foot`
            names.append(Item(token.start, min([token.end, *inside]), "name", token.values[0]))
    rest = [Item(*m.span(), "rest", "") for m in _REST.finditer(scene.folded, scene.start, scene.end)]
    rest += [Item(*m.span(), "except", "") for m in _EXCEPT.finditer(scene.folded, scene.start, scene.end)]
    rest = [one for one in rest if not any(one.start < side.end and side.start < one.end for side in sides)]
    found = results(scene.folded, [*names, *values, *sides, *rest], scene.start, _KNOWN)
    if found is None or _OF_SENSE.search(label):
        return found
    return [one for one in found if one.names or one.rest or _is_of_sense(scene, one)]


def _is_of_sense(scene: Scene, one: Result) -> bool:
    words = clause(scene.folded, one.value.start, one.value.end, scene.start, scene.end)
    return _OF_SENSE.search(words) is not None


def _is_light_touch(scene: Scene, token: Token) -> bool:
    """`LT` in capitals."""
    return scene.document.text[token.start : token.end] == "LT"


def _named(words: str) -> list[str]:
    """The roots of a list or a range (`l2-s1`, `l4/5`, `l5 and s1`)."""
    found: list[str] = []
    letter = "l"
    for match in _PIECE.finditer(words):
        if match["letter"] is None and int(match["number"]) == 1 and letter == "l" and found and found[-1] == "L5":
            letter = "s"
        letter = match["letter"] or letter
        root = f"{letter.upper()}{match['number']}"
        if match["link"] and found and _ORDER.index(root) > _ORDER.index(found[-1]):
            found += _ORDER[_ORDER.index(found[-1]) + 1 : _ORDER.index(root)]
        if root not in found:
            found.append(root)
    return found
