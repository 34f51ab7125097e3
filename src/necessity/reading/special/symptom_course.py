"""Where a complaint is heading, and which complaint: that of the leg, of the back, or another.

Invariant: the complaint is the subject of the words that say it is worse; where no part of the body is named there is none,
and words for pain in one place never speak for another. It misses a subject told in an earlier sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.tokens import Token

_SUBJECT = re.compile(
    r"\b(?:his|her|the|their|my|patient's|this|that)\s+(?:\w+\s+){0,3}?(?P<noun>[a-z]+)\s+(?:is|are|was|were|has|have|keeps?|continues?)\b"
)
_OF_NOTHING = frozenset(
    "pain pains symptoms symptom complaints complaint condition situation it patient pt discomfort he she".split()
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|keeps?|continues?|remains?|got|gets)\b")
_LISTED = re.compile(r"\s*(?:,|and|,\s*and|as well as|/|&)\s*")
_BARE = re.compile(r"(?:steadily |progressively |gradually |rapidly |slowly )?(?:worsening|progressive|getting worse)")
_ENDS_HERE = re.compile(
    r"\s*(?:[.,;)]|$|over\b|since\b|for\b|despite\b|and\b|now\b|daily\b|in the (?:past|last)\b|during\b|with\b)"
)
_IT = re.compile(r"\s*(?:it|which|that|this)\b")
_UNTIL = re.compile(r"[^.;,]{0,12}\buntil\b")


def applies(scene: Scene) -> bool:
    return "symptom_course" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    mentions = scene.mentions["symptom_course"]
    for mention in mentions:
        complaints = _complaints(scene, reader, mention)
        bare = _BARE.fullmatch(scene.folded, mention.start, mention.end) is not None
        if bare and "getting" not in scene.folded[mention.start : mention.end]:
            complaints = [token for token in complaints if token.values[0] != "other"]
            if not complaints or not _ENDS_HERE.match(scene.folded, mention.end, scene.end):
                continue  # `worsening weakness`, `worsening of the stenosis`: not of a complaint named here
        scene.mentions["symptom_course"] = [mention]
        for fact in list(read_plain(scene, reader)):
            ended = _UNTIL.match(scene.folded, mention.end, scene.end)
            if ended and fact.assertion is Assertion.PRESENT:
                cue = scene.quote(*ended.span())
                fact = replace(fact, assertion=Assertion.HISTORICAL, cue=cue)
            yield from _named(scene, fact, complaints)
    scene.mentions["symptom_course"] = mentions


def _named(scene: Scene, fact: Fact, complaints: list[Token]) -> Iterator[Fact]:
    """The fact for each complaint that it is of, with the words that name it."""
    if not complaints:
        yield fact
    for token in complaints:
        quote = scene.quote(token.start, token.end)
        main = fact.quotes[0]
        evidence = fact.evidence if main.start <= token.start and token.end <= main.end else (*fact.evidence, quote)
        yield replace(fact, qualifiers={**fact.qualifiers, "complaint": token.values[0]}, evidence=evidence)


def _complaints(scene: Scene, reader: Reader, mention: Mention) -> list[Token]:
    """What is the subject of a mention: named in its own part, or in the parts that this one goes on from."""
    tokens = list(scene.words.get(reader.words["complaint"], ()))
    first, last = scene.part_of(mention.start), scene.part_of(mention.end - 1)
    own = _in(tokens, mention.start, mention.end) or _in(tokens, scene.parts[first][0], scene.parts[last][1])
    if not own:
        own = _of_a_noun(scene, scene.parts[first][0], scene.parts[last][1])
    if not own and not _has_a_subject(scene, scene.parts[first][0], mention.start):
        for number in range(first - 1, -1, -1):
            own = _in(tokens, *scene.parts[number])
            begin, end = scene.parts[number]
            if own or (_VERB.search(scene.folded, begin, end) and not _IT.match(scene.folded, begin, end)):
                break
    found = own[:1]
    number = first
    while found and number and _is_listed(scene, number):
        number -= 1
        found += _in(tokens, *scene.parts[number])[:1]
    if found and not _VERB.search(scene.folded, mention.start, mention.end):
        for number in range(last + 1, len(scene.parts)):  # `worsening back pain and left leg pain`
            more = _in(tokens, *scene.parts[number])[:1]
            between = _LISTED.fullmatch(scene.folded, scene.parts[number - 1][1], scene.parts[number][0])
            if not more or not between or _VERB.search(scene.folded, *scene.parts[number]):
                break
            found += more
    kept: dict[str, Token] = {}
    for token in found:
        kept.setdefault(token.values[0], token)
    return list(kept.values())


def _in(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The words for a complaint between two places; another complaint (`leg weakness`) is the head of its words."""
    here = [token for token in tokens if start <= token.start and token.end <= end]
    return [token for token in here if token.values[0] == "other"] or here


def _of_a_noun(scene: Scene, start: int, end: int) -> list[Token]:
    match = _SUBJECT.search(scene.folded, start, end)
    if match is None or match["noun"] in _OF_NOTHING:
        return []
    return [Token(match.start("noun"), match.end("noun"), "complaint", ("other",))]


def _has_a_subject(scene: Scene, start: int, before: int) -> bool:
    """Words with a meaning of their own stand before (`he is getting worse`); `which is`, `and has been` point back."""
    words = re.findall(r"[a-z]+", scene.folded[start:before])
    return any(word not in _POINTS_BACK for word in words)


_POINTS_BACK = frozenset(
    "it which that and is are has have been now but steadily progressively gradually rapidly slowly still also clearly "
    "constant severe moderate constantly currently again".split()
)


def _is_listed(scene: Scene, number: int) -> bool:
    """This part and the one before it are members of one list (`back pain and leg pain are worse`)."""
    before, here = scene.parts[number - 1], scene.parts[number]
    if not _LISTED.fullmatch(scene.folded, before[1], here[0]) or not _VERB.search(scene.folded, *here):
        return False
    return _VERB.search(scene.folded, *before) is None
