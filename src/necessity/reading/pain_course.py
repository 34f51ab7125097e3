"""What the next sentence tells of a pain: `It runs down the outer calf to the top of the foot. It is getting worse.`

Invariant: a root is given only to the leg pain told just before, in the same paragraph and of one side, where every place named
that is of one root is of the same root.
"""

from __future__ import annotations

import re
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.scene import Scene
from necessity.reading.special.emg import is_of_the_study

_GOES_ON = re.compile(
    r"(?:it|this|which|the (?:leg |left leg |right leg |radicular )?pain|(?:left |right )?leg pain|pain|this pain)"
    r"\s+(?:\w+\s+){0,2}?"
    r"(?:runs?|radiates?|goes|shoots?|travels?|extends?|follows?|spreads?|tracks?|courses?|is felt|starts?|begins?)\b"
)
_THE_PAIN = re.compile(r"(?:it|this|the pain|pain|this pain|that pain)\s+(?:is|has|was|keeps?|continues?)\b")
_PAIN = re.compile(r"\b(?:pain\w*|sciatica|ache|aching|hurts?|burning|radiat\w+|shoot\w*|symptoms?)\b")
_REGIONS = {"radicular_pain": "leg", "axial_back_pain": "back"}
_NEAR = 200
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def followed(scene: Scene, facts: list[Fact]) -> list[Fact]:
    """The facts; the leg pain told just before gets the root that this sentence tells."""
    if "dermatome" not in scene.words or not _GOES_ON.match(scene.folded, scene.start, scene.end):
        return facts
    told = [token for token in scene.words["dermatome"] if " " not in token.values[0]]
    if len({token.values for token in told}) != 1:
        return facts
    if any(scene.verdict(one.start, one.end) is not None for one in told):
        return facts
    pains = [
        place for place, fact in enumerate(facts) if fact.kind == "radicular_pain" and _is_just_before(scene, fact)
    ]
    sides = {token.values[0] for token in scene.sides} | {
        str(facts[place].qualifiers.get("side", "")) for place in pains
    }
    if len(sides - {""}) > 1 or any(not _takes(facts[place]) for place in pains):
        return facts
    quote = scene.quote(told[-1].start, told[-1].end)
    changed = list(facts)
    for place in pains:
        changed[place] = replace(facts[place], value=told[-1].values[0], evidence=(*facts[place].evidence, quote))
    return changed


def of_the_pain(scene: Scene, told: list[Fact], before: list[Fact]) -> list[Fact]:
    """The facts of this sentence; `It is getting worse.` is of the one pain that the sentence before told (`before`).

    A radiculopathy that nerve studies show, or do not show, is no pain told by the patient.
    """
    told = _without_studies(scene, told)
    if not before or not _THE_PAIN.match(scene.folded, scene.start, scene.end):
        return told
    open_ones = [fact for fact in told if fact.kind == "symptom_course" and "complaint" not in fact.qualifiers]
    pains = [fact for fact in before if fact.kind in _REGIONS]
    if not open_ones or len({fact.kind for fact in pains}) != 1 or scene.start - pains[-1].quotes[0].end > _NEAR:
        return told
    if any(fact.assertion is not Assertion.PRESENT for fact in pains):
        return told
    named = {"complaint": _REGIONS[pains[-1].kind]}
    quote = pains[-1].evidence[0]
    return [
        replace(fact, qualifiers={**fact.qualifiers, **named}, evidence=(*fact.evidence, quote))
        if fact in open_ones
        else fact
        for fact in told
    ]


def _without_studies(scene: Scene, told: list[Fact]) -> list[Fact]:
    """The facts without those of pain whose words are a root's damage in a sentence on nerve studies."""
    if not any(fact.kind == "radicular_pain" for fact in told) or not is_of_the_study(scene):
        return told
    return [fact for fact in told if fact.kind != "radicular_pain" or _PAIN.search(fact.quotes[0].words.lower())]


def _is_just_before(scene: Scene, fact: Fact) -> bool:
    """In the same paragraph, a sentence or two before."""
    end = fact.quotes[0].end
    return 0 <= scene.start - end <= _NEAR and _BLANK_LINE.search(scene.document.text, end, scene.start) is None


def _takes(pain: Fact) -> bool:
    return pain.assertion is Assertion.PRESENT and pain.value is None
