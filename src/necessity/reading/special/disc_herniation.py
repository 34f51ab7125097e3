"""A herniation: on images and in diagnoses as its words say; in an operative note also what the surgeon found.

Invariant: the operation by its name (`for a herniated disc`) and what another operation took out are not findings of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_FOUND = re.compile(
    r"\b(?:found|diagnos\w+|identified|encountered|noted|seen|visuali[sz]ed|observed|appreciated|confirmed|present|"
    r"evident|lay|lying|"
    r"there (?:was|were)|revealed|exposed|delivered|teased|mobili[sz]ed|came (?:out|into view)|retrieved|"
    r"removed|excised|extracted)\b"
)
_OF_SOMETHING_ELSE = re.compile(
    r".*?\brecurrent\b[^.;]*?\b(?:pain|aches?|symptoms?|radiculopathy|sciatica|stenosis|weakness|numbness|deficits?|complaints?|"
    r"episodes?|claudication|spasms?)\b(?:\s+(?:and|with|due|to|from|because|of|by|an?|the|caused|secondary))*\s*"
)
_AGAIN = re.compile(r"\bre-?(?:herniat|prolaps|extru)")
_ILIUM = r"(?:iliac (?:crests?|wings?|bones?)|ilium|ilia|pelvis)"
_BLOCKED = re.compile(
    rf"\b(?P<not>not |never )?(?:blocked|obstructed|covered|hidden|barred|prevented|overlain|limited|precluded)\s+by\s+"
    rf"(?:[a-z-]+\s+){{0,4}}?{_ILIUM}\b|"
    rf"\b{_ILIUM}\s+(?:(?:on|the|left|right|side|that)\s+)*(?P<does_not>(?:does|do|did) not\s+)?(?:block|obstruct|"
    rf"overl(?:y|ie)|cover|bar|"
    rf"hide|prevent|preclude|lies? over|(?:is|are|stands?) in the way)(?:s|ies|ing|ed)?\b|"
    rf"\b(?:behind|deep to|beneath)\s+(?:the\s+)?(?:[a-z-]+\s+){{0,2}}?{_ILIUM}\b"
)
"""`Access is blocked by the iliac crest`, `the iliac wing overlies the disc`: the way from the side is closed, or is not."""
_OPERATION = frozenset({"operation"})
_OF_NOW = frozenset({"historical"})


def applies(scene: Scene) -> bool:
    return "disc_herniation" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind != "operative note" or scene.sentence.section not in (*_OPERATION, "imaging", ""):
        told = [_of_the_disc(scene, fact) for fact in read_plain(scene, replace(reader, code=None))]
        yield from (_behind_the_pelvis(scene, fact) if len(told) == 1 else fact for fact in told)
        return
    # what was found and removed in this operation is a finding of its day, not of the past
    here = replace(reader, code=None, not_sections=reader.not_sections - _OPERATION, ignores=reader.ignores | _OF_NOW)
    for fact in read_plain(scene, here):
        if fact.assertion is not Assertion.PRESENT or _is_found(scene):
            yield _of_the_disc(scene, fact)


def _of_the_disc(scene: Scene, fact: Fact) -> Fact:
    """`Recurrent leg pain from a disc herniation`: what came back is the pain, not the herniation."""
    first = fact.quotes[0]
    if _AGAIN.search(scene.folded, first.start, first.end):
        return replace(fact, qualifiers={**fact.qualifiers, "recurrent": "yes"})
    turned = _OF_SOMETHING_ELSE.match(scene.folded, first.start, first.end)
    if turned is None or fact.qualifiers.get("recurrent") != "yes":
        return fact
    words = scene.quote(turned.end(), first.end)
    rest = {name: value for name, value in fact.qualifiers.items() if name != "recurrent"}
    return replace(fact, qualifiers=rest, evidence=(words, *fact.evidence[1:]))


def _behind_the_pelvis(scene: Scene, fact: Fact) -> Fact:
    """The one herniation of the sentence with whether the pelvis keeps it out of reach."""
    match = _BLOCKED.search(scene.folded, scene.start, scene.end)
    if match is None or fact.assertion is not Assertion.PRESENT or scene.verdict(*match.span(), frozenset({"negated"})):
        return fact
    named = {level for place in scene.places for level in place.levels if not place.elsewhere}
    if len(named) > 1:
        return fact
    word = "no" if match["not"] or match["does_not"] else "yes"
    evidence = (*fact.evidence, scene.quote(*match.span()))
    return replace(fact, qualifiers={**fact.qualifiers, "blocked_by_ilium": word}, evidence=evidence)


def _is_found(scene: Scene) -> bool:
    """Said under a heading of findings, or with a word such as `found` or `removed`."""
    label = scene.sentence.label
    heading = scene.folded[label[0] : label[1]] if label else ""
    return "finding" in heading or _FOUND.search(scene.folded, scene.start, scene.end) is not None
