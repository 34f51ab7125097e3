"""Grades of strength in a sentence: `3+/5`, `4 plus out of 5`, `four out of five`, `EHL 4` beside a word for strength.

Invariant: a pain score, a reflex or `L4/5` is never a grade.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from necessity.reading.scene import Scene
from necessity.reading.special.motor_list import NUMBERS, WORDED, scaled

_GRADE = re.compile(
    r"(?<![\w./+-])(?P<a>[0-5])\s*(?P<s>\+|-(?!\s*[0-5])|\s(?:plus|minus))?\s*(?:(?:-|"
    r"to)\s*(?P<b>[0-5])\s*(?P<t>\+|-|\s(?:plus|minus))?\s*)?"
    r"(?:/|\s?out of\s?|\s?over\s?)\s*(?P<of>5|five)(?P<u>[+-](?![0-9]))?(?![\w/]|\.\d)"
)
_BARE = re.compile(
    r"\s*(?:is|was|:|=)?\s*(?:graded|rated|at)?\s*(?P<a>[0-5])(?P<s>[+-])?(?=\s|,|;|\.|$|\))(?!\s*(?:/|out|mm|cm|%|"
    r"weeks|months|days|"
    r"years|\.\d))"
)
_SCALED = re.compile(r"\b(?:out of (?:a possible )?(?:5|five)|graded|mrc|/5 scale)\b")
MOTOR = re.compile(
    r"\b(?:strength|motor|power|weakness|weak|muscle|muscles|manual muscle testing|mmt|myotomes?)\b"
    r"|5/5 (?:throughout|bilaterally)"
)
_LIMB_GRADED = re.compile(r"\b[lrb]les?:?\s*[0-5][+-]?\s?/\s?5\b")
_NOT_STRENGTH = re.compile(
    r"\b(?:pain|vas|nrs|waddell|score|scored|reflex|reflexes|dtrs?|stars?|asa|ecog|pulses?)\b[^.;,]{0,24}$"
)


@dataclass(frozen=True, slots=True)
class Graded:
    """One grade as written, from `start` to `end`."""

    start: int
    end: int
    grade: str


def is_motor(scene: Scene) -> bool:
    """The sentence or its heading speaks of strength."""
    if MOTOR.search(scene.folded, scene.start, scene.end) or _LIMB_GRADED.search(scene.folded, scene.start, scene.end):
        return True
    label = scene.sentence.label
    return label is not None and bool(MOTOR.search(scene.folded, *label))


def grades_of(scene: Scene) -> list[Graded]:
    """The grades of a sentence, in order; a bare number only beside a muscle."""
    found = []
    for match in _GRADE.finditer(scene.folded, scene.start, scene.end):
        if _NOT_STRENGTH.search(scene.folded, max(scene.start, match.start() - 40), match.start()):
            continue
        low, high = (
            scaled(match["a"], match["s"] or match["u"]),
            scaled(match["b"], match["t"] or match["u"]) if match["b"] else None,
        )
        if match["b"]:
            low = scaled(match["a"], match["s"])
        found.append(Graded(match.start(), match.end(), f"{low} to {high}" if low and high and high != low else low))
    for match in WORDED.finditer(scene.folded, scene.start, scene.end):
        if not _NOT_STRENGTH.search(scene.folded, max(scene.start, match.start() - 40), match.start()):
            found.append(Graded(match.start(), match.end(), scaled(NUMBERS[match["a"]], match["s"])))
    found.sort(key=lambda one: one.start)
    if not found and (is_motor(scene) or _SCALED.search(scene.folded, scene.start, scene.end)):
        for muscle in scene.words.get("muscle", ()):
            bare = _BARE.match(scene.folded, muscle.end, scene.end)
            if bare:
                found.append(Graded(bare.start("a"), bare.end(), scaled(bare["a"], bare["s"])))
    return found
