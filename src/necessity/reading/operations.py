"""Which levels and which side belong to which operation of a sentence: `left L4-5 laminectomy, and fusion from L3 to S1`.

Invariant: an operation takes a place that stands right before or right after its name, or that of its neighbour in one list
(`laminectomy, facetectomy and fusion from L3 to S1`); where two neighbours offer different places it takes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from necessity.reading.levels import Place
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token

NAMES = "prior_surgery.type"
_STEPS = ("facet_resection", "pars_resection", "osteotomy", "extensive_decompression")
_MODIFIER = (
    r"(?:unilateral|one-sided|open|mini-open|minimally|invasive|mis|micro\w*|endoscopic|tubular|percutaneous|robotic|"
    r"navigat\w*|\w+-(?:guided|assisted)|posterior|anterior|lateral|direct|oblique|extreme|far|transforaminal|posterolateral|"
    r"interbody|intertransverse|transpedicular|lumbar|lumbosacral|spinal|spine|disc|disk|nerve|roots?|bony|neural|decompressive|"
    r"revision|redo|re-do|repeat|second|first|third|two|three|prior|previous|old|index|initial|original|earlier|remote|failed|"
    r"(?:non-?|un)?instrumented|in|situ|wide|extensive|generous|complete|full|total|partial|subtotal|limited|medial|central|"
    r"inferior|superior|gill|segmental|pedicle|screw|levels?|segments?|multi-?level|(?:one|two|three|four|five|single|\d)-level|"
    r"single|midline|circumferential|360|degree|elective|urgent|emergen\w+|uncomplicated|successful|recent|planned|proposed|"
    r"adjacent|surgical|exposure|loose|all|both|will|to|be|been|are|is|was|were|has|have|had|the|an?|his|her|their|at|that|this|s/p|status)"
)
_TRAILING = (
    r"(?:at|of|on|from|for|over|across|between|involving|including|spanning|the|in|both|all|levels?|segments?|vertebrae|spine|"
    r"(?:with|using)\s+(?:pedicle\s+|interbody\s+)?(?:screws?|instrumentation|hardware|cages?|rods)|"
    r"lumbar|surgery|procedure|interspaces?|dis[ck]|spaces?|was|were|then|also|performed|done|carried|out|completed|"
    r"microtechniques?|same|time|back|revision|approach|multilevel|again)"
)
_BEFORE = re.compile(rf"[\s(]*(?:[-/]\s*)?(?:{_MODIFIER}(?:\s+|/|-))*")
_AFTER = re.compile(rf"\s*(?:[,(:-]\s*)?(?:{_TRAILING}\b\s*)*\(?\s*")
_ENDS = re.compile(
    r"\W*$|\s*[.,;:)(/\n]|[\s-]*sided?\b|\s*(?:\d|in\b|on\b|by\b|at\b|with\b|w/|and\b|for\b|done\b|performed\b|l\d|l-?spine)|\s*[-\u2013\u2014]\s"
)
"""What may follow a side that belongs to the operation before it; `L4-5 fusion, left foot drop` is the side of the foot."""
_JOIN = r"(?:(?:along\s+with|as\s+well\s+as|plus|with|for|includ\w+|and)(?![a-z])|w/|[/&+])"
_LINK = re.compile(
    rf"[\s)]*(?:{_TRAILING}\b[\s)]*)*?(?P<comma>,)?\s*(?P<word>{_JOIN})?\s*"
    rf"(?:(?:{_MODIFIER}|and|with|w/)(?:\s+|/|-))*"
)
_ANOTHER = re.compile(r"\s*(?:,\s*)?(?:and|&|/|,)\s*")
_PREPOSITION = re.compile(r"\b(?:at|of|on|from|for|over|across|between|involving|spanning)\b|[(:]")
_ROOTS = re.compile(r"\s*(?:of|for)\s[^,;.]{0,40}?\b(?:nerves?|roots?)\b")
_TIGHT = frozenset({"with", "w/", "for", "/", "along with"})
_FUSIONS = frozenset({"fusion", "plf", "plif", "alif", "llif", "instrumentation", "arthroplasty"})

_NARROW_FUSIONS = frozenset({"tlif", "plif", "alif", "llif", "plf"})
_IN_OTHER_WORDS = re.compile(r"\s*[(/]\s*")
_SYNDROME = re.compile(r"\s+(?:pain )?syndrome\b")

Span = tuple[int, int]
UNRELATED = re.compile(
    r"\b(?:related|due|secondary|attributable|connected|caused|because|linked)\b[^.;]{0,25}"
    r"\b(?:previous|prior|earlier|first|last|old|past|(?:19|20)\d\d)\b"
)
"""Between a denial and an operation: what is denied is the bond, not the operation (`not related to his previous fusion`)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """The name of an operation and what belongs to it. `levels_at` are the words that name the levels; `of_roots`: nerves are
    named in place of a level (`decompression of the right L5 root`); `torn`: its neighbours offer different levels."""

    start: int
    end: int
    type: str = ""
    levels: tuple[str, ...] = ()
    levels_at: tuple[Span, ...] = ()
    side: Token | None = None
    own: bool = False
    leads: bool = False  # its own levels stand before it, so that the rest of the list goes on with them
    of_roots: bool = False
    torn: bool = False
    link: str = ""  # how the next one is joined to it; empty where it is not


def names(scene: Scene) -> list[Token]:
    """The names of operations in the sentence; `fusion (ALIF` and `PSF/TLIF` are one name, the narrower; a syndrome is none."""
    found: list[Token] = []
    for token in scene.words.get(NAMES, ()):
        if _SYNDROME.match(scene.folded, token.end) is not None:
            continue
        last = found[-1] if found else None
        if last is not None and _IN_OTHER_WORDS.fullmatch(scene.folded, last.end, token.start):
            if last.values[0] == "fusion" and token.values[0] in _NARROW_FUSIONS:
                found[-1] = replace(token, start=last.start)
                continue
            if token.values[0] == "fusion" and last.values[0] in _NARROW_FUSIONS:
                found[-1] = replace(last, end=token.end)
                continue
        found.append(token)
    return found


def operations(scene: Scene, more: Sequence[Span] = ()) -> list[Operation]:
    """The operations that a sentence names, in order; `more` are further words that name one."""
    found = list(_named(scene, more))
    if not found:
        return []
    days = [(one.start, one.end) for one in scene.dates]
    words = _masked(scene, [*days, *((one.start, one.end) for one in scene.sides)])
    bare = _masked(scene, [(one.start, one.end) for one in scene.places], words)
    found = [_with_places(scene, found, number, words) for number in range(len(found))]
    found = [_with_link(scene, found, number, bare, days) for number in range(len(found))]
    found = [_with_side(scene, found, number, bare) for number in range(len(found))]
    return _shared(found)


def at(found: Sequence[Operation], start: int, end: int) -> Operation | None:
    """The operation that these words name."""
    return next((one for one in found if one.start < end and start < one.end), None)


def _named(scene: Scene, more: Sequence[Span]) -> Iterator[Operation]:
    """Names in order; of two that overlap the first, made as long as both (`extensive decompression`)."""
    spans = [(token.start, token.end, token.values[0]) for token in names(scene)]
    spans += [(one.start, one.end, "") for kind in _STEPS for one in scene.mentions.get(kind, ()) if _is_short(one)]
    spans += [(start, end, "") for start, end in more]
    last: Operation | None = None
    for start, end, type_ in sorted(spans):
        if last is not None and start < last.end:
            last = replace(last, end=max(last.end, end), type=last.type or type_)
            continue
        if last is not None:
            yield last
        last = Operation(start, end, type_)
    if last is not None:
        yield last


def _is_short(mention: object) -> bool:
    phrase = getattr(mention, "phrase", None)
    return phrase is not None and len(phrase.parts) == 1


def _masked(scene: Scene, spans: Sequence[Span], words: str | None = None) -> str:
    """The sentence with some words blanked, at the same offsets from its start."""
    letters = list(scene.folded[scene.start : scene.end] if words is None else words)
    for start, end in spans:
        for number in range(max(0, start - scene.start), min(len(letters), end - scene.start)):
            letters[number] = " "
    return "".join(letters)


def _with_places(scene: Scene, found: list[Operation], number: int, words: str) -> Operation:
    one = found[number]
    low = found[number - 1].end if number else scene.start
    high = found[number + 1].start if number + 1 < len(found) else scene.end
    before = _before(scene, one, low, words)
    after = _after(scene, one, high, words)
    if before and number and _is_of_the_one_before(scene, found[number - 1], before, words, bool(after)):
        before = []
    if after and number + 1 < len(found):
        following = found[number + 1]
        claimed = _before(scene, following, one.end, words)
        last = found[number + 2].start if number + 2 < len(found) else scene.end
        has_after = bool(_after(scene, following, last, words))
        if claimed and not _is_of_the_one_before(scene, one, claimed, words, has_after):
            after = [place for place in after if place not in claimed]
    places = before or after
    of_roots = not places and _ROOTS.match(scene.folded, one.end, high) is not None
    if not places:
        return replace(one, of_roots=of_roots)
    named = {level for place in places for level in place.levels}
    levels = tuple(level for level in scene.lexicon.vocabulary.anatomy.levels if level in named)
    spans = tuple((place.start, place.end) for place in places)
    return replace(one, levels=levels, levels_at=spans, own=True, leads=bool(before))


def _places(scene: Scene) -> list[Place]:
    return [place for place in scene.places if place.levels and not place.elsewhere]


def _before(scene: Scene, one: Operation, low: int, words: str) -> list[Place]:
    """The places right before a name, joined by `and` (`right L4-5 and right L5-S1 laminotomies`)."""
    kept: list[Place] = []
    for place in reversed([place for place in _places(scene) if low <= place.start and place.end <= one.start]):
        stop = kept[0].start if kept else one.start
        between = words[place.end - scene.start : stop - scene.start]
        if kept and any(place.end <= day.start and day.end <= stop for day in scene.dates):
            break  # `decompression L4/5 2009, L3-S1 fusion 2015`
        if (_ANOTHER if kept else _BEFORE).fullmatch(between) is None:
            break
        kept.insert(0, place)
    return kept


def _after(scene: Scene, one: Operation, high: int, words: str) -> list[Place]:
    kept: list[Place] = []
    for place in [place for place in _places(scene) if one.end <= place.start and place.end <= high]:
        begin = kept[-1].end if kept else one.end
        between = words[begin - scene.start : place.start - scene.start]
        if (_ANOTHER if kept else _AFTER).fullmatch(between) is None:
            break
        kept.append(place)
    return kept


def _is_of_the_one_before(scene: Scene, one: Operation, places: list[Place], words: str, has_after: bool) -> bool:
    """A place between two names is of the first where a preposition ties it there, or where the second has one after it."""
    between = words[one.end - scene.start : places[0].start - scene.start]
    if _AFTER.fullmatch(between) is None:
        return False
    return _PREPOSITION.search(between) is not None or (has_after and not between.strip())


def _with_link(scene: Scene, found: list[Operation], number: int, bare: str, days: Sequence[Span]) -> Operation:
    one = found[number]
    if number + 1 == len(found):
        return one
    following = found[number + 1]
    match = _LINK.fullmatch(bare[one.end - scene.start : following.start - scene.start])
    if match is None or any(one.end <= start and end <= following.start for start, end in days):
        return one
    word = " ".join((match["word"] or "").split())
    return replace(one, link=word or ("," if match["comma"] else "next"))


def _with_side(scene: Scene, found: list[Operation], number: int, bare: str) -> Operation:
    one = found[number]
    low = found[number - 1].end if number else scene.start
    high = found[number + 1].start if number + 1 < len(found) else scene.end
    before = [
        side
        for side in scene.sides
        if low <= side.start
        and side.end <= one.start
        and _BEFORE.fullmatch(_joined(bare, side.end - scene.start, one.start - scene.start))
    ]
    after = [
        side
        for side in scene.sides
        if one.end <= side.start
        and side.end <= high
        and _AFTER.fullmatch(_joined(bare, one.end - scene.start, side.start - scene.start))
        and not _is_before_the_next(scene, found, number, side, bare)
        and _ENDS.match(scene.folded, side.end)
    ]
    sides = before or after
    if not sides or len({side.values for side in sides}) > 1:
        return one
    return replace(one, side=sides[-1] if before else sides[0])


def _joined(bare: str, start: int, end: int) -> str:
    """The words between, without an `and` that only joins two places (`right L4-5 and right L5-S1`)."""
    return re.sub(r"\s{4,}(?:and|&|,|,\s*and)\s{2,}", "  ", bare[start:end])


def _is_before_the_next(scene: Scene, found: list[Operation], number: int, side: Token, bare: str) -> bool:
    if number + 1 == len(found) or scene.folded.startswith(("on ", "(l", "(r"), side.start):
        return False
    following = bare[side.end - scene.start : found[number + 1].start - scene.start]
    return _BEFORE.fullmatch(following) is not None


def _shared(found: list[Operation]) -> list[Operation]:
    """Each operation without levels of its own, with those of its neighbours in the list."""
    forward: list[Operation | None] = [None] * len(found)
    for number in range(1, len(found)):
        left = found[number - 1]
        if found[number].own or not left.link or left.link == "next" or found[number].of_roots:
            continue
        if left.own and (left.leads or left.link in _TIGHT):
            forward[number] = left
        elif not left.own and not left.of_roots:
            forward[number] = forward[number - 1]
    backward: list[Operation | None] = [None] * len(found)
    listed = False  # an `and` stands between here and the operation that has the levels
    for number in range(len(found) - 2, -1, -1):
        one, right = found[number], found[number + 1]
        listed = (listed and backward[number + 1] is not None) or one.link not in ("", ",", "next")
        if one.own or one.of_roots or not one.link or one.link == "next" or not listed:
            continue
        backward[number] = right if right.own and not right.leads else None if right.own else backward[number + 1]
    return [_with_shared(found, number, forward[number], backward[number]) for number in range(len(found))]


def _with_shared(found: list[Operation], number: int, left: Operation | None, right: Operation | None) -> Operation:
    one = found[number]
    if one.own:
        return one
    source = left or right
    if left is not None and right is not None and left.levels != right.levels:
        tight = number > 0 and found[number - 1].link in _TIGHT
        source = left if tight else right if one.link in _TIGHT else None
        if source is None:
            return replace(one, torn=True)
    if source is None:
        return _with_neighbours_side(found, number)
    side = one.side or (source.side if one.type not in _FUSIONS else None)
    return replace(one, levels=source.levels, levels_at=source.levels_at, side=side)


def _with_neighbours_side(found: list[Operation], number: int) -> Operation:
    """`left hemilaminectomy and discectomy`, where no level is named."""
    one = found[number]
    left = found[number - 1] if number else None
    if one.side is not None or one.type in _FUSIONS or left is None or left.side is None or left.own:
        return one
    single = left.side.values[0] in ("left", "right") and left.side.end <= left.start
    return replace(one, side=left.side) if single and left.link not in ("", ",", "next") else one
