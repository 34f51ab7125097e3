"""What a later sentence takes back: `This was not confirmed.` after a finding makes it possible, no longer present.

Invariant: only a sentence that opens with a word for what was just said does this, and only to the sentence before it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Cue
from necessity.reading.scene import Scene

_POINTS_BACK = re.compile(
    r"(?:however,?\s+|but\s+|later,?\s+)?(?:this|that|it|these|those|they|which|the (?:finding|findings|reading|report|entry|"
    r"statement|impression|suspicion|symptom|complaint|diagnosis|last|above))\b"
)
_WITHDRAWN = re.compile(
    r"\W*(?:please )?(?:disregard|ignore|strike)(?:\W+(?:that|this|it|the (?:above|last|previous|line|entry|sentence))\b|\W*$|"
    r"[^.;]{0,60}(?:wrong|another|next|different) patient\b)|\W*(?:sorry,? )?wrong (?:chart|patient)\W*$|"
    r"\W*(?:(?:this|that|the) (?:line |entry |sentence )?)?(?:was|were) (?:meant|intended) for (?:the |an? )?"
    r"(?:next|another|other|different|previous) patient\b"
)
"""`Disregard, that was meant for the next patient.`: what was said before it is nobody's here."""
_NEAR = 160
_AT_MOST = 140


def retracted(scene: Scene, facts: list[Fact], last: int) -> list[Fact]:
    """The facts; those from `last` on (of the sentence before) are possible where this sentence takes them back, none
    where it withdraws them."""
    if last >= len(facts) or scene.end - scene.start > _AT_MOST or not _is_next(scene, facts[-1]):
        return facts
    if _WITHDRAWN.match(scene.folded, scene.start, scene.end):
        return facts[:last]
    if not _POINTS_BACK.match(scene.folded, scene.start, scene.end):
        return facts
    cue = next((hit for hit in scene.of(Cue) if hit.entry.whole), None)
    if cue is None:
        return facts
    quote = scene.quote(cue.start, cue.end)
    doubted = [
        replace(fact, assertion=Assertion.POSSIBLE, cue=quote) if fact.assertion is Assertion.PRESENT else fact
        for fact in facts[last:]
    ]
    return [*facts[:last], *doubted]


def _is_next(scene: Scene, fact: Fact) -> bool:
    return 0 <= scene.start - fact.quotes[0].end <= _NEAR
