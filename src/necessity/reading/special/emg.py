"""Damage of a root on needle and nerve studies, one fact per root and side: `bilateral S1, with acute changes on the left`.

Invariant: a radiculopathy counts only in a report of such a study, or where the text names the study; a neuropathy or a normal
nerve conduction alone says nothing of a root. It misses lists of single muscles and their needle findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.levels import Place
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.tokens import Token
from necessity.when import PartialDate

STUDY = re.compile(
    r"\b(?:emgs?|ncs|ncv|edx|electromyogra\w+|electro-?diagnos\w+|"
    r"nerve (?:stud(?:y|ies)|tests?)|nerve conduction(?: stud\w+| veloc\w+)?|"
    r"needle (?:emg|exam\w*|study))\b"
)
_GOES_ON = re.compile(
    r"\s*(?:\d[.)]\s*)?(?:it|this|they|these|the (?:study|studies|needle|findings?|results?|test|report|impression|changes?)|"
    r"there (?:is|are|was|were)|findings?|impression|conclusion|result)\b"
)
_NEAR = 260
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ASKED = ("history", "technique", "medications")
_NOT = re.compile(r"\b(?:no|not|without|nor|lack of|absence of)\b[^,;.]*$")
_NERVE = re.compile(
    r"\b(?:neuropathy|mononeuropathy|polyneuropathy|plexopathy|myopathy|carpal tunnel|tarsal tunnel|"
    r"entrapment|peroneal nerve|tibial nerve)\b"
)
_NEXT = re.compile(r"\s*[^.]*\.?")
_NAMES_A_ROOT = re.compile(r"\b(?:l[1-5]|s[1-3]|no|not|without)\b")
_ACUTE = ("acute", "active", "ongoing")
_ACUTE_ON = re.compile(r"\b(?P<a>acute|active|ongoing|chronic|old)\b[^.;,]{0,60}?\b(?:on|of) the (?P<s>left|right)\b")
_ONLY_NERVES = re.compile(r"(?:ncs|ncv|nerve conduction)\b")
_SIDE_WORDS = re.compile(r"\bboth (?:the )?[ls][1-5]\b")


@dataclass(slots=True)
class _Root:
    """What one part of a sentence says: the roots, the side, the acuity and the words for each."""

    part: int
    mention: Mention
    roots: tuple[str, ...]
    spans: list[tuple[int, int]]
    side: str | None = None
    acuity: str | None = None


def applies(scene: Scene) -> bool:
    return "emg" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    section = scene.sentence.section
    in_report = scene.document.kind == "emg report"
    if scene.document.kind == "imaging report" or section in reader.not_sections:
        return
    if in_report and section in _ASKED:
        return  # what the referrer told
    if not (in_report or is_of_the_study(scene)):
        return
    mentions = [one for one in scene.mentions["emg"] if one.start >= scene.asserted_from]
    heads = [one for one in mentions if not one.phrase.denies and _is_of_the_legs(scene, one)]
    groups = _told_next(scene, _groups(scene, reader, heads))
    for group in groups:
        yield from _facts(scene, reader, group)
    if not heads:
        yield from _normal(scene, reader, [one for one in mentions if one.phrase.denies])


def is_of_the_study(scene: Scene) -> bool:
    """The sentence, its heading, or the sentence just before that this one goes on from, names an electrodiagnostic study."""
    if STUDY.search(scene.folded, scene.start, scene.end):
        return True
    label = scene.sentence.label
    near = label is not None and scene.start - label[1] <= _NEAR
    if label is not None and near and STUDY.search(scene.folded, *label):
        return _BLANK_LINE.search(scene.document.text, label[1], scene.start) is None
    if STUDY.search(_line_above(scene)):
        return True
    if not _GOES_ON.match(scene.folded, scene.start, scene.end):
        return False
    before = scene.folded[max(0, scene.start - _NEAR) : scene.start]
    named = list(STUDY.finditer(before))
    if not named or _BLANK_LINE.search(before, named[-1].end()):
        return False
    return len(re.findall(r"[.!?](?=\s)", before[named[-1].end() :])) <= 1


def _line_above(scene: Scene) -> str:
    """The short line right above the sentence where that stands on a line of its own: a heading in all but name."""
    text = scene.document.text
    begin = text.rfind("\n", 0, scene.start)
    if begin < 0 or text[begin : scene.start].strip(" \t\r\n-*0123456789.)"):
        return ""
    line = scene.folded[text.rfind("\n", 0, begin) + 1 : begin].strip()
    return line if len(line) <= 60 and not line.endswith((".", ";", ",")) else ""


def _is_of_the_legs(scene: Scene, mention: Mention) -> bool:
    first, last = scene.parts[scene.part_of(mention.start)][0], scene.parts[scene.part_of(mention.end - 1)][1]
    if any(place.elsewhere and first <= place.start < last for place in scene.places):
        return False
    return not scene.is_elsewhere(mention.start, mention.end)


def _groups(scene: Scene, reader: Reader, heads: list[Mention]) -> list[_Root]:
    """One group per part that names a root or a damaged root; a part with a side or an acuity alone refines those before it."""
    if not heads:
        return []
    found: list[_Root] = []
    owner = {
        number: head for head in heads for number in range(scene.part_of(head.start), scene.part_of(head.end - 1) + 1)
    }
    for number, (start, end) in enumerate(scene.parts):
        roots = [place for place in scene.places if place.roots and start <= place.start < end]
        sides = [token for token in scene.sides if start <= token.start < end]
        acuity = _acuity(scene, reader, start, end)
        head = owner.get(number)
        if _NERVE.search(scene.folded, start, end) and head is None:
            continue
        if roots or head is not None:
            last = found[-1] if found else None
            if last is not None and not roots and last.part == number - 1 and last.mention is head:
                found = _refine(found, number, sides, acuity)
                continue
            found.append(_opened(number, head or heads[-1], roots, sides, acuity, scene))
        elif found and (sides or acuity):
            found = _refine(found, number, sides, acuity)
    return _shared(found)


def _opened(
    number: int, head: Mention, places: list[Place], sides: list[Token], acuity: Token | None, scene: Scene
) -> _Root:
    """What one part says; `S1 on the left and L5 on the right` never stands in one part, so one side is enough."""
    names = tuple(dict.fromkeys(root for place in places for root in place.roots))
    spans = [(place.start, place.end) for place in places]
    group = _Root(number, head, names, spans)
    if sides and len({token.values for token in sides}) == 1:
        group.side = sides[0].values[0]
        group.spans.append((sides[0].start, sides[0].end))
    elif not sides and _SIDE_WORDS.search(scene.folded, *scene.parts[number]):
        group.side = "both"
    if acuity is not None:
        group.acuity = acuity.values[0]
        group.spans.append((acuity.start, acuity.end))
    return group


def _refine(found: list[_Root], number: int, sides: list[Token], acuity: Token | None) -> list[_Root]:
    """`bilateral S1 radiculopathies | acute changes on the left`: the left is acute, of the right nothing is said."""
    side = sides[0].values[0] if sides and len({token.values for token in sides}) == 1 else None
    spans = [(token.start, token.end) for token in (*sides[:1], *((acuity,) if acuity else ()))]
    refined: list[_Root] = []
    if side is None and acuity is not None and any(one.acuity is not None for one in found):
        return found  # whose it is cannot be told
    for group in found:
        if side is not None and acuity is not None and side in ("left", "right") and group.side == "both":
            other = "right" if side == "left" else "left"
            refined.append(_Root(group.part, group.mention, group.roots, [*group.spans], other, group.acuity))
            refined.append(_Root(number, group.mention, group.roots, [*group.spans, *spans], side, acuity.values[0]))
            continue
        if side is not None and group.side is None:
            group.side, group.spans = side, [*group.spans, *spans]
        if acuity is not None and (side is None or group.side in (side, "both") or side == "both"):
            if group.acuity is None or side is not None:
                group.acuity, group.spans = acuity.values[0], [*group.spans, *spans]
        refined.append(group)
    return refined


def _told_next(scene: Scene, found: list[_Root]) -> list[_Root]:
    """`bilateral S1 radiculopathies. Acute denervation is present on the left.`: the next sentence tells how old each is."""
    if len(found) != 1 or found[0].side != "both" or found[0].acuity is not None:
        return found
    stop = _BLANK_LINE.search(scene.document.text, scene.end)
    tail = scene.folded[scene.end : min(scene.end + _NEAR, stop.start() if stop else len(scene.folded))]
    sentence = _NEXT.match(tail)
    if sentence is None or _NAMES_A_ROOT.search(sentence[0]):
        return found
    told: dict[str, tuple[str, tuple[int, int]]] = {}
    for match in _ACUTE_ON.finditer(sentence[0]):
        acuity = "acute" if match["a"] in _ACUTE else "chronic"
        told[match["s"]] = (acuity, (scene.end + match.start(), scene.end + match.end()))
    group = found[0]
    split = []
    for side in ("left", "right") if told else ():
        spans = [*group.spans, *([told[side][1]] if side in told else [])]
        split.append(
            _Root(group.part, group.mention, group.roots, spans, side, told[side][0] if side in told else None)
        )
    return split or found


def _shared(found: list[_Root]) -> list[_Root]:
    """A group that names a root twice, and one without a root beside others with one, say nothing of their own."""
    kept: list[_Root] = []
    named = any(group.roots for group in found)
    for group in found:
        if named and not group.roots:
            continue
        kept.append(group)
    return kept


def _acuity(scene: Scene, reader: Reader, start: int, end: int) -> Token | None:
    """The acuity of one part; a denied one (`no active denervation`) says nothing, and of acute and chronic acute is told."""
    tokens = [
        token
        for token in scene.words.get(reader.words["acuity"], ())
        if start <= token.start < end and not _NOT.search(scene.folded, scene.start, token.start)
    ]
    acute = [token for token in tokens if token.values[0] == "acute"]
    found = acute or tokens
    return found[0] if found else None


def _facts(scene: Scene, reader: Reader, group: _Root) -> Iterator[Fact]:
    places = group.spans[:1] if group.roots else []
    start, end = places[0] if places else (group.mention.start, group.mention.end)
    decided = _decided(scene, reader, group, start, end)
    if decided is None:
        return
    assertion, cue = decided
    when, dated = _day(scene)
    if assertion is Assertion.ABSENT and group.acuity == "acute":
        group.acuity = None
    spans = [_main(scene, group), *group.spans, *dated]
    for root in group.roots or (None,):
        values = {"root": root, "side": group.side, "acuity": group.acuity}
        known = {name: value for name, value in values.items() if value is not None}
        yield make(scene, reader, known, spans, assertion=assertion, cue=cue, when=when)


def _decided(
    scene: Scene, reader: Reader, group: _Root, start: int, end: int
) -> tuple[Assertion, tuple[int, int] | None] | None:
    """The assertion of the root and of the words for its damage: the more doubtful of the two."""
    of_head = how(scene, reader, group.mention)
    if not group.roots or (group.mention.start <= start and end <= group.mention.end):
        return of_head
    of_root = how(scene, reader, Mention(start, end, Phrase("emg", ("",))))
    own_part = scene.part_of(start) == scene.part_of(group.mention.start)
    if of_root is None or of_head is None:
        return None
    if of_root[0] is not Assertion.PRESENT:
        return of_root
    return of_head if own_part or of_head[0] is not Assertion.ABSENT else of_root


def _main(scene: Scene, group: _Root) -> tuple[int, int]:
    """The words of the part that tells it: the damage with its root, or `acute changes on the left` that refine it."""
    first, last = scene.parts[group.part]
    own = [(left, right) for left, right in group.spans if first <= left < last]
    if first <= group.mention.start < last:
        own.append((group.mention.start, group.mention.end))
    if not own:
        return group.mention.start, group.mention.end
    return min(left for left, _ in own), max(right for _, right in own)


def _normal(scene: Scene, reader: Reader, mentions: list[Mention]) -> Iterator[Fact]:
    """A study that found nothing: a denial of every root, on the side named or on all."""
    for mention in mentions[:1]:
        words = scene.folded[mention.start : mention.end]
        if _ONLY_NERVES.match(words) and "emg" not in words:
            continue
        decided = how(scene, reader, mention)
        if decided is None or not _is_of_the_legs(scene, mention):
            continue
        sides = [token for token in scene.sides if scene.part_of(token.start) == scene.part_of(mention.start)]
        values = {"side": sides[0].values[0]} if len({token.values for token in sides}) == 1 else {}
        when, dated = _day(scene)
        spans = [(mention.start, mention.end), *((one.start, one.end) for one in sides[:1]), *dated]
        yield make(scene, reader, values, spans, assertion=decided[0], cue=decided[1], when=when)


def _day(scene: Scene) -> tuple[PartialDate | None, list[tuple[int, int]]]:
    """The day of the study: told in the sentence or its heading, else that of the document."""
    for one in scene.dates:
        if not one.role:
            return one.day, [(one.start, one.end)]
    return None, []
