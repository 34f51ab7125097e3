"""Lists of what an operation risks, with or without the talk about them before (`Risks of infection, dural tear and nonunion`).

Invariant: a list in a sentence that tells what came about is none, and one risk by itself is no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from necessity.reading.screen import Screen

_GENERIC = {
    "infection": r"infections?|sepsis|infxn",
    "bleeding": r"bleeding|h(?:a)?emorrhage|blood loss|transfusion",
    "clots": r"clots?|dvt|thrombos\w+|embol\w+|pe",
    "nerve": r"(?:nerve|neural|root|nerve root|neurologic\w*) (?:injury|inj|damage|pain|deficit)",
    "paralysis": r"paralysis|paraly[sz]ed|paraplegia",
    "again": r"reop\w*|(?:further|more|additional|another|repeat) (?:surgery|operations?|procedures?)",
    "no gain": r"no relief|no benefit|persistent pain|failure to (?:improve|obtain relief|relieve)|lack of (?:relief|benefit)",
    "life": r"death|stroke|heart attack|mi|an(?:a)?esthe(?:sia|tic)(?: risks?)?|blindness",
    "bone": r"osteolysis|ectopic bone",
}
_OF_SPINE = {
    "dura": r"dural (?:tear|breach|leak|injury)|durotomy|(?:csf|(?:cerebro)?spinal fluid) leak\w*|leak\w* of (?:spinal|"
    r"cerebrospinal) fluid",
    "union": r"non-?union|pseud\w*arthrosis|fail\w* (?:to fuse|of fusion)|(?:fusion|it) (?:that )?(?:does|may|might|"
    r"will) not take",
    "implant": r"(?:screws?|hardware|implants?|rods?|metalwork) (?:\w+ ){0,2}?(?:loos\w+|break\w*|broken|failure|fracture)|"
    r"(?:loos\w+|broken|fractured) (?:\w+ ){0,2}?(?:screws?|hardware|implants?)|loosening",
    "beside": r"adjacent|junctional|neighbou?ring (?:segment|level)|segments? next to|above or below",
    "recurrence": r"recurren(?:ce|t)|re-?herniation|third (?:herniation|prolapse|time)",
}
_OF_NERVES = {
    "weakness": r"foot drop|weak(?:ness|er)?|foot that stays weak",
    "pelvis": r"bowel|bladder|incontinence|retention|saddle|cauda equina|b/b",
    "motion": r"instability|unstable",
}
_RISK = re.compile(
    r"\b(?:"
    + "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            *((f"g_{key.replace(' ', '_')}", words) for key, words in _GENERIC.items()),
            *((f"s_{key}", words) for key, words in _OF_SPINE.items()),
            *((f"n_{key}", words) for key, words in _OF_NERVES.items()),
        )
    )
    + r")\b"
)
_CAME_ABOUT = re.compile(
    r"\b(?:complicated|c/b|followed|developed|suffered|sustained|treated|because of|due to|shows?|showed|showing|"
    r"demonstrat\w+|reveal\w+|"
    r"there (?:is|was|are|were)|had|after|underwent|occurred|mri|ct|x-?rays?|films?|scan|radiographs?|imaging|no|denies|"
    r"without|negative|not)\b"
)
_TALK = re.compile(
    r"\b(?:consent\w*|knowing|accept\w*|understands?|understood|warned|cautioned|informed of|aware|mentioned|set out|sets out|"
    r"went through|gone through|ran through|took (?:him|her|them) through|outlined|lists?|listed|covered|raised|rehearsed|"
    r"explained|discussed|discussing|reviewed|told of|repeated|spelled out|counsel\w*|talked through|spoke)\b"
)
_STRONG = re.compile(
    r"consent\w*|knowing|accept\w*|understands?|understood|warned|cautioned|informed of|aware|set out|sets out"
)
_MANY, _SOME = 3, 2


def listed(folded: str, start: int, end: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Where a list of what an operation risks begins, and the words that say so.

    Nobody has an infection, a dural tear and a nonunion at once, or says so that way.
    """
    words = folded[start:end]
    may = _screen().of(words)
    if not may & _BY_SURGERY or _screen_of_all().count(words) < (_SOME if may & _TALKED else _MANY):
        return
    risks = list(_RISK.finditer(folded, start, end))
    if len(risks) < _SOME:
        return
    talk = _TALK.search(folded, start, risks[-1].start())
    if talk is not None and talk.start() < risks[-2].start():
        named = {str(one.lastgroup) for one in risks if one.start() >= talk.end()}
        surgical = {one for one in named if one[0] in "gs"}
        enough = _SOME if _STRONG.fullmatch(talk[0]) else _MANY
        if len(named) >= enough and surgical and not _CAME_ABOUT.search(folded, start, talk.start()):
            yield talk.end(), talk.span()
    named = {str(one.lastgroup) for one in risks}
    surgical = {one for one in named if one[0] in "gs"}
    if len(surgical) < _MANY or not any(one[0] == "g" for one in surgical) or _CAME_ABOUT.search(folded, start, end):
        return
    yield risks[0].start(), risks[0].span()


_BY_SURGERY, _TALKED = 1, 2


@cache
def _screen() -> Screen:
    """Whether there may be a risk of an operation, and talk: without these nothing is a list."""
    of_surgery = re.compile("|".join([*_GENERIC.values(), *_OF_SPINE.values()]))
    return Screen([of_surgery, _TALK])


@cache
def _screen_of_all() -> Screen:
    return Screen([_RISK])
