"""Talks with the patient; what was said to a relative alone is none.

Invariant: where a relative is named as the one who was spoken to, the patient must be named beside, or nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_KIN = (
    r"(?:(?:older |younger |twin |step-?|adult )*(?:wife|husband|spouse|partner|sons?|daughters?|brothers?|sisters?|siblings?|"
    r"mother|father|mom|mum|dad|parents?|niece|nephew|aunt|uncle|cousin|grandson|granddaughter|girlfriend|boyfriend|family|"
    r"relatives?|neighbou?r|friend|caregiver|carer)(?:-in-law)?)"
)
_WHOSE = r"(?:(?:the |our )?(?:patient|pt)'s |his |her |their |the |a )?"
_SPOKEN_TO = re.compile(
    rf"\b(?:discuss\w*|spoke|talk\w*|review\w*|went over|gone over|explain\w*|conversation|call\w*|telephon\w*|convey\w*|"
    rf"inform\w*|told|advis\w+|counsel\w*|set out|outlined|described|d/w)\b[^.]{{0,70}}?(?:\b(?:with|to|w/)\s+|(?<=told )|"
    rf"(?<=informed )|(?<=called )|(?<=advised )|(?<=d/w )){_WHOSE}{_KIN}\b|"
    rf"\b{_WHOSE}{_KIN}(?:,[^,.]{{0,30}},)? (?:was|were|has been|have been|is)\s+(?:\w+ )?(?:told|informed|advised|"
    r"counsel\w+|warned|asked|instructed|urged|encouraged|made aware|consented)\b"
)
_THE_PATIENT = re.compile(
    rf"\b(?:patient|pt|pts|him|himself|herself|both|couple|them|he|she|you)\b(?!'s)|\bher (?:and|along|as well|together|with)\b|"
    rf"\b{_KIN},? (?:and|&) her\b|\bmr\b|\bmrs\b|\bms\b"
)


def applies(scene: Scene) -> bool:
    return "counselling" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    spoken = _SPOKEN_TO.search(scene.folded, scene.start, scene.end)
    if spoken is not None and _THE_PATIENT.search(scene.folded, scene.start, scene.end) is None:
        return
    yield from read_plain(scene, replace(reader, code=None))
