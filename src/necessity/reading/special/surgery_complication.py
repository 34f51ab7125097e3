"""Complications of an operation: as their words say, and the general denial (`COMPLICATIONS: None`, `an uncomplicated fusion`).

Invariant: a general denial counts only where the record tells of an operation on the spine; that of an injection is none.
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
from necessity.reading.special.operation_parts import is_of_the_neck

_WHEN = r"(?:(?:intra|peri|post|per)-?\s?operative(?:ly)?|operative|surgical|immediate|apparent|known|early|late|major|acute)"
_NONE = re.compile(
    rf"\b(?:no|without(?: any)?|denies(?: any)?|nor any)\s+(?:{_WHEN}\s+(?:or\s+|and\s+)?)*(?:complications?|"
    rf"untoward events?)\b"
    r"(?!\s+(?:from|of|with|after|following)\s+(?:the\s+)?(?:injection|esi|epidural|block|medication|anesthesia|"
    r"diabetes))"
    r"|\bcomplications?\s*(?:[:=-]+|were|was)\s*(?:none|nil|no\b|not (?:encountered|noted|seen))"
    r"|\b(?:uncomplicated|uneventful)\s+(?:[\w/-]+\s+){0,3}?(?:surger\w+|surgical procedures?|operations?|procedures?|"
    r"(?:\w+)?ectom(?:y|ies)|\w+otom(?:y|ies)|fusions?|[ptalx]lifs?|arthrodesis|decompressions?|"
    r"(?:post-?operative|operative|surgical) course)\b"
    r"|\b(?:surgery|operation|(?:\w+)ectomy|fusion|[ptalx]lif|decompression|procedure)\s+(?:was|were|proved)\s+"
    r"(?:uncomplicated|uneventful)\b"
)
_HEADING = re.compile(r"(?:(?:intra|peri|post)-?operative |operative |surgical )?complications?\W*")
_NIL = re.compile(r"\W{0,3}(?:none|nil|no\b|negative|n/a)(?![\w-]*\s+(?:other|further|except))")
_SPINE = re.compile(
    r"\b(?:micro)?(?:lamin|dis[ck])(?:ectom|otom)\w*|\b(?:hemi)?lamin(?:ectom|otom)\w*|\b(?:[ptalx]lif|arthrodesis)\b|"
    r"\b(?:lumbar|spinal|interbody|posterolateral|l\d\W{1,3}[ls]?\d)\W+(?:\w+\W+){0,2}(?:fusion|decompression|"
    r"surgery|operation)\b|"
    r"\bgill procedure\b|\bdis[ck] (?:replacement|excision)\b|\bfusion\b[^.]{0,30}\bl\d"
)
_OPERATION = re.compile(
    r"\b(?:surger\w+|surgical|operat\w+|procedure|\w*ectom(?:y|ies)|\w*otom(?:y|ies)|fusions?|[ptalx]lifs?|"
    r"arthrodesis|decompressions?|"
    r"post-?op(?:erative)?(?:ly)?)\b"
)
_NOT_ONE = re.compile(
    r"\b(?:injections?|esis?|tfesis?|epidurals?|blocks?|ablation|rfa|rhizotomy|discogram|discography|myelogram|"
    r"anesthe\w+|colonoscop\w+|"
    r"diabet\w+|pregnan\w+|delivery|knee|hip|shoulder|cataract|hernia(?!t)|stimulator|cervical|acdf)\b"
)
_TRIED = re.compile(
    r"\bvalsalva\b|\b(?:to )?(?:ensure|make sure|avoid|prevent)\b"
)  # a repair that holds denies no tear
_REPORT = re.compile(
    r"\b(?:operations?|procedures?) performed|title of (?:the )?operation|(?:pre|post)-?operative diagnos|"
    r"estimated blood loss"
)


def applies(scene: Scene) -> bool:
    if "surgery_complication" in scene.mentions:
        return True
    words = scene.folded[scene.start : scene.end]
    return "complicat" in words or "uneventful" in words or _is_headed(scene)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    of_operation = scene.document.kind == "operative note" and scene.sentence.section == "request"  # `PROCEDURE: ...`
    plain = replace(reader, not_sections=reader.not_sections - {"request"}) if of_operation else reader
    tried = _TRIED.search(scene.folded, scene.start, scene.end) is not None
    yield from (fact for fact in read_plain(scene, plain) if not (tried and fact.is_denial))
    if not scene.is_spine or scene.document.kind in ("criteria", "therapy record", "imaging report"):
        return
    if scene.sentence.section in ("family", "counselling", "template", "criteria", "goals", "allergies"):
        return
    span = _denied(scene)
    if span is not None:
        yield make(scene, reader, {}, [span], assertion=Assertion.ABSENT, cue=span)


def _is_headed(scene: Scene) -> bool:
    label = scene.sentence.label
    return label is not None and _HEADING.fullmatch(scene.folded, *label) is not None


def _denied(scene: Scene) -> tuple[int, int] | None:
    """The words that deny every complication of an operation on the spine."""
    label = scene.sentence.label
    if _is_headed(scene) and label is not None and scene.start - label[1] < 6:
        nil = _NIL.match(scene.folded, scene.start, scene.end)
        return (label[0], nil.end()) if nil is not None and _is_report(scene) else None
    match = _NONE.search(scene.folded, scene.start, scene.end)
    if match is None or _NOT_ONE.search(scene.folded, scene.start, scene.end):
        return None
    scope = scene.verdict(*match.span())
    if scope is not None and scope.family in ("planned", "hypothetical", "counselled", "family", "dropped", "possible"):
        if not (scene.folded[scope.cue.start : scope.cue.end].startswith("complication") and _is_report(scene)):
            return None
    if _is_report(scene):
        return match.span()
    sentence = scene.folded[scene.start : scene.end]
    if scene.sentence.section == "prior surgery" or _OPERATION.search(sentence):
        return match.span() if _SPINE.search(sentence) or _tells_of_one(scene) else None
    return None


def _tells_of_one(scene: Scene) -> bool:
    """The document tells of an operation on the spine, and of no other sort of procedure that could be meant."""
    return not is_of_the_neck(scene) and scene.in_document(_SPINE) is not None and scene.in_document(_NOT_ONE) is None


def _is_report(scene: Scene) -> bool:
    """The document describes an operation on the spine."""
    if scene.in_document(_REPORT) is None or is_of_the_neck(scene) or scene.in_document(_SPINE) is None:
        return False
    title = scene.in_document(_REPORT)
    start = title.end() if title is not None and "performed" in title[0] else 0
    return (
        re.search(r"\b(?:injection of|steroid injection|block|ablation|esi)\b", scene.folded[start : start + 120])
        is None
    )
