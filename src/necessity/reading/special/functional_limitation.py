"""Activities of daily life that the complaint limits, one fact for each: `cannot stand for ten minutes or do the housework`.

Invariant: an activity counts only beside words that say it is limited, in the same clause; a heel or toe walk is an examination.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form
from necessity.reading.special import timed_activity
from necessity.reading.special.other_joint import of_another_joint
from necessity.reading.tokens import Token

_BREAK = re.compile(
    r"[.;:]|\b(?:but|although|because|due|since|when|while|whereas|if|who|which|that|than|without|has|have|is|are|"
    r"was|were|he|she|they|denies|should|by)\b"
)
_TEST = re.compile(
    r"\s*(?:on|with) (?:his|her|the|their|both)?\s*(?:left |right )?(?:heels?|toes?|tiptoes?)\b|\s*tandem"
)
_TEST_BEFORE = re.compile(r"\b(?:heel|toe|tandem|heel-|toe-|heel and toe)[\s-]*$")
_NOT_SO = re.compile(r"\s*(?:out|with the lawyer|through the)\b")
_OR = re.compile(r"[\s,]*(?:or|and|nor)\s+(?:to\s+)?(?:do\s+)?(?:the\s+)?")
_TO_OR_FROM = re.compile(
    r"\b(?:to|from) (?:an? |the )?(?:seated |standing )?(?:position )?$"
)  # `transfers from sitting to standing`
_FAR = 70
_FIRST = 45


_OF_ANOTHER_COMPLAINT = form(
    r"\b(?:psychiatric\w*|depress\w+|short(?:ness)? of breath|dyspn\w+|winded|becoming tired|gets tired|chest pain|"
    r"angina|eyesight|"
    r"vision|(?:due to|because of) (?:his|her|the) (?:weight|obesity|heart|lungs?|breathing|asthma|copd|knees?|hips?|shoulder)|"
    r"somnolent|poorly arousable|isolates)\b"
)
_NOT_A_PART = re.compile(r"\bchest pain\b|\b\d+ (?:feet|foot)\b")
_OF_THIS_ONE = re.compile(r"\b(?:back|legs?|spine|lumbar|sciatica|pain|foot|feet|numbness|claudication)\b")


def applies(scene: Scene) -> bool:
    return "functional_limitation" in scene.mentions or timed_activity.applies(scene)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    other = scene.search(_OF_ANOTHER_COMPLAINT)
    if other is not None and not _OF_THIS_ONE.search(_NOT_A_PART.sub(" ", scene.folded[scene.start : scene.end])):
        return  # breath, sight or mood holds the patient back, not this complaint
    if of_another_joint(scene):
        return
    told: set[tuple[str, Assertion]] = set()
    for mention in scene.mentions.get("functional_limitation", ()):
        if mention.start < scene.asserted_from or scene.is_elsewhere(mention.start, mention.end):
            continue
        decided = how(scene, reader, mention)
        if decided is None:
            continue
        if decided[0] is Assertion.ABSENT and not mention.phrase.denies and _is_a_limit(scene, decided[1]):
            decided = Assertion.PRESENT, None  # `does not drive and no longer goes out`
        for activity, spans in _activities(scene, reader, mention):
            values = {**({"activity": activity} if activity else {}), **_degree(scene, reader, mention)}
            if (activity, decided[0]) in told:
                continue
            told.add((activity, decided[0]))
            yield make(scene, reader, values, spans, assertion=decided[0], cue=decided[1])
    for activity, span in timed_activity.told(scene):
        decided = how(scene, _undenied(reader), Mention(*span, Phrase("functional_limitation", ("",))))
        if decided is None or (activity, decided[0]) in told or scene.is_elsewhere(*span):
            continue
        told.add((activity, decided[0]))
        yield make(scene, reader, {"activity": activity}, [span], assertion=decided[0], cue=decided[1])


def _is_a_limit(scene: Scene, cue: tuple[int, int] | None) -> bool:
    """The cue of the denial says itself that something is limited."""
    if cue is None:
        return False
    mentions = scene.mentions["functional_limitation"]
    return any(one.start <= cue[0] and cue[1] <= one.end and not one.phrase.denies for one in mentions)


def _undenied(reader: Reader) -> Reader:
    return replace(reader, ignores=reader.ignores | {"negated"})


def _activities(scene: Scene, reader: Reader, mention: Mention) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The activities of one mention: that of the phrase itself, else those that follow it or stand right before it."""
    own = mention.phrase.values.get("activity")
    words = scene.words.get(reader.words["activity"], ())
    if own is not None or mention.phrase.denies:
        yield own or "", [(mention.start, mention.end)]
        if mention.phrase.denies:
            return
        following = [one for one in words if one.start >= mention.end]
        if following and _OR.fullmatch(scene.folded, mention.end, following[0].start):
            yield following[0].values[0], [(mention.start, following[0].end)]
        return
    ends = scene.folded[mention.start : mention.end].split()[-1] in _AFTER_THE_ACTIVITY
    for token in _before(scene, words, mention) if ends else _after(scene, words, mention):
        start, end = min(mention.start, token.start), max(mention.end, token.end)
        yield token.values[0], [(start, end)]


_AFTER_THE_ACTIVITY = frozenset(
    "limited restricted reduced impaired poor impossible difficult disturbed disrupted curtailed interrupted affected".split()
)


def _after(scene: Scene, words: list[Token] | tuple[Token, ...], mention: Mention) -> Iterator[Token]:
    last, most = mention.end, _FIRST
    for token in words:
        if token.start < mention.end:
            continue
        between = scene.folded[last : token.start]
        if len(between) > most or _BREAK.search(between):
            return
        if not _is_a_test(scene, token) and not _TO_OR_FROM.search(scene.folded, last, token.start):
            yield token
        last, most = token.end, _FAR


def _before(scene: Scene, words: list[Token] | tuple[Token, ...], mention: Mention) -> Iterator[Token]:
    last = mention.start
    for token in reversed([one for one in words if one.end <= mention.start]):
        between = scene.folded[token.end : last]
        if len(between) > _FIRST or re.search(r"[.;:]|\b(?:but|although|because|he|she|they|has|have)\b", between):
            return
        if not _is_a_test(scene, token):
            yield token
        last = token.start


def _is_a_test(scene: Scene, token: Token) -> bool:
    if _TEST.match(scene.folded, token.end, scene.end) or _NOT_SO.match(scene.folded, token.end, scene.end):
        return True
    return _TEST_BEFORE.search(scene.folded, scene.start, token.start) is not None


def _degree(scene: Scene, reader: Reader, mention: Mention) -> dict[str, str]:
    number = scene.part_of(mention.start)
    first, last = scene.parts[number][0], scene.parts[scene.part_of(mention.end - 1)][1]
    tokens = [token for token in scene.words.get(reader.words["degree"], ()) if first <= token.start < last]
    return {"degree": tokens[0].values[0]} if len({token.values for token in tokens}) == 1 else {}
