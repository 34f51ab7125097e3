"""What metal or cage is in place: told by a report of images, or by words that say it was put in or is seen.

Invariant: an implant that is planned, asked for, explained or taken out is not in place; an operative note is left to its reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_IN_PLACE = re.compile(
    r"\b(?:in place|in situ|intact|position(?:ed)?|alignment|present|prior|"
    r"previous(?:ly)?|existing|indwelling|retained|residual|old|"
    r"loos\w+|lucen\w+|halo|broken|fractured|fracture of|backed out|backing out|prominent|"
    r"palpable|tender\w*|artifacts?|artefacts?|"
    r"susceptibility|seen|noted|shows?|showed|visible|visuali[sz]ed|there (?:is|are)|"
    r"status[ -]post|underwent|was fused|were fused|had|"
    r"since|ago|unchanged|remains?|stable|from (?:her|his|the) (?:first|prior|earlier|old|index|previous|fusion)|instrumented|"
    r"placed|inserted|implanted|surgical history|has)\b|(?<!\w)s/p(?!\w)|\bpost-?op(?:erative)?\b"
)
_NOT_YET = re.compile(
    r"\b(?:will|would|should|plan(?:s|ned|ning)?|recommend\w*|request\w*|propos\w*|proceed\w*|authori[sz]ation|schedul\w*|consider\w*|"
    r"necessary|necessity|options?|discussed|explained|described|possible|might|may need|indicated|going to|candidate|new screws|"
    r"replacement|reinstrumentation|re-instrumentation)\b"
)
_STATE = re.compile(
    r"(?:loos|fail|fractur|break|broken|lucen|halo|malposition|complicat|migrat|subsid|infect|back(?:ing|ed) out|pain|tender|"
    r"artifact|"
    r"irritation|prominen|impinge|breach)\w*"
)
_OUT = re.compile(
    r"[^.;]{0,25}?\b(?:was|were|has been|have been|had been|been)\s+(?:\w+\s+)?(?:removed|taken out|explanted|extracted)\b"
)


def applies(scene: Scene) -> bool:
    return "implant" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    of_images = scene.document.kind == "imaging report" and scene.sentence.section not in ("history", "technique")
    told = (
        of_images
        or scene.sentence.section == "prior surgery"
        or (
            _IN_PLACE.search(scene.folded, scene.start, scene.end) is not None
            and _NOT_YET.search(scene.folded, scene.start, scene.end) is None
        )
    )
    for fact in read_plain(scene, reader):
        out = _OUT.match(scene.folded, fact.quotes[0].end, scene.end)
        if out is not None and fact.assertion is Assertion.PRESENT:
            cue = scene.quote(out.start(), out.end())
            yield replace(fact, assertion=Assertion.ABSENT, cue=cue)
        elif fact.assertion in (Assertion.ABSENT, Assertion.POSSIBLE) and _is_of_its_state(scene, fact):
            continue
        elif told or fact.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE):
            yield fact


def _is_of_its_state(scene: Scene, fact: Fact) -> bool:
    """`no loosening of the hardware`, `hardware failure was excluded`: what is denied or doubted is not the implant."""
    quote = fact.quotes[0]
    before = scene.folded[fact.cue.end : quote.start] if fact.cue is not None and fact.cue.end <= quote.start else ""
    return (
        _STATE.search(before) is not None or _STATE.match(scene.folded[quote.end : quote.end + 20].lstrip()) is not None
    )
