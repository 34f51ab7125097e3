"""What a sentence that asks for an operation tells of the patient.

Invariant: nothing that is asked for becomes a fact, and the level of an operation is not the level of a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.levels import Place, find_levels
from necessity.reading.lexicon import Lexicon
from necessity.reading.question import Parts, asks, is_of_an_operation
from necessity.reading.scene import Scene
from necessity.reading.special import prior_surgery

FINDINGS = ("stenosis", "listhesis", "instability", "neural_compression", "disc_degeneration", "canal_patency")
"""What a request gives as its reason; a herniation that came back is at the level of its operation and is not among them."""
_EARLIER = re.compile(
    r"\b(?:prior|previous|existing|earlier)\s+(?:(?:lumbar|spinal|posterior|anterior|instrumented|[lst]\d[\w/-]*|to|left|right|and|,)\s*)*"
    r"(?:fusion|laminectomy|discectomy|microdiscectomy|decompression|arthrodesis|surgery)\b"
)


def without_operations(scene: Scene, parts: Parts | None) -> Scene:
    """Where a sentence asks for an operation, its level is not that of a finding (`L3-5 fusion for lumbar stenosis`)."""
    if parts is None and not asks(scene.folded, scene.sentence):
        return scene
    kept = [place for place in scene.places if not is_of_an_operation(scene.folded, place.start, place.end)]
    return scene if len(kept) == len(scene.places) else _anew(scene, kept)


def _anew(scene: Scene, places: Sequence[Place]) -> Scene:
    """The same sentence with other levels."""
    return replace(scene, places=places, _parts=None, _heads=None, _tokens={})


def told_of_the_patient(facts: Sequence[Fact], parts: Parts) -> Iterator[Fact]:
    """The facts of a question without those of its own request; an operation that is judged afterwards is no earlier one."""
    for fact in facts:
        quote = fact.quotes[0]
        is_judged = fact.kind == "prior_surgery" and parts.is_done(quote.start, quote.end)
        if parts.is_told(quote.start, quote.end) and not is_judged:
            yield fact


def operated_before(scene: Scene, parts: Parts, words: Lexicon) -> Iterator[Fact]:
    """Earlier operations that the request itself tells of (`extension of the prior L5-S1 fusion to L3`)."""
    asked = " ".join(scene.folded[start:end] for start, end in parts.asked)
    reader = words.readers.get("prior_surgery")
    if reader is None or not _EARLIER.search(asked):
        return
    places = find_levels(scene.folded, words.vocabulary.anatomy)
    inside = [place for place in places if scene.start <= place.start and place.end <= scene.end]
    whole = replace(_anew(scene, inside), asserted_from=0, _scopes=None, _sides=None)
    if not prior_surgery.applies(whole):
        return
    for fact in prior_surgery.read(whole, reader):
        quote = fact.quotes[0]
        is_asked = any(start <= quote.start and quote.end <= end for start, end in parts.asked)
        before = scene.folded[max(scene.start, quote.start - 60) : quote.end]
        if is_asked and _EARLIER.search(before):
            yield fact
