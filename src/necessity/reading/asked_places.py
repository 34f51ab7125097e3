"""Levels, sides and counts of levels as a request gives them to its procedures.

Invariant: a level belongs to the procedure that it stands beside, with no other noun between; that of an earlier operation, of
a pain or of a finding is none of the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necessity.reading.asked_elsewhere import region_of
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token
from necessity.vocabulary.anatomy import Anatomy

PRIOR = re.compile(
    r"(?:(?<!\w)s/p|\b(?:status[ -]post|prior|previous|previously|earlier|after|following|since|history of|h/o|"
    r"had|has had|have had|failed|post|undergone|last|first|original|old|existing|index|above|below|adjacent to|next to)\b)"
    r"(?:\s+(?:an?|the|her|his|their|two|three|one|prior|previous|failed|multiple|left|right|recent|having|had|"
    r"initial|posterior|anterior|instrumented|spinal))*\s*$"
)
STAY_AFTER = re.compile(
    r"\b(?:stay|admission|admit\w*|hospitali[sz]ation|observation|inpatient|outpatient|overnight|discharge)\b[^,;]*\b(?:after|following)\s+"
    r"(?:(?:an?|the|this|her|his)\s+)?$"
)
"""`Is an inpatient stay necessary after an L2-S1 fusion?` asks for that fusion."""
_PLACES = re.compile(r"\b(?:[lsct]\d[\w/-]*|left|right|bilateral|lumbar|cervical|thoracic|to|and|at)\b|,")
_LISTED = re.compile(r"\s*(?:,|;|&|/|\+|,?\s*and|,?\s*or|,?\s*as well as)?\s*(?:at\s+|the\s+)?")
_TO_THE_PELVIS = re.compile(
    r"(?<![\w.])(?P<upper>[lt]\s?\d{1,2})\s*(?:(?:-|/|to|through)\s*(?:s1|s2|(?:the\s+)?sacrum)\s*)?"
    r"(?:-|/|,|and|(?:and\s+)?(?:down\s+)?to|through|thru)\s*(?:the\s+)?(?P<pelvis>pelvis|pelvic|ilium|iliac)\b"
)
_VERTEBRA_BEFORE = re.compile(r"\s+(?:\w+\s+)?")
_VERTEBRA_AFTER = re.compile(r"\s+(?:(?:of|at|from)\s+)?(?:the\s+)?")
_PLACE_WORDS = re.compile(
    r"\b(?:at|of|on|from|in|the|to|levels?|segments?|interspaces?|sides?|sided|left|right|bilateral(?:ly)?|both|lumbar|lumbosacral|spine|spinal|"
    r"disc|disk|nerve|roots?|canal|level\(s\)|cpt|code|and)\b|[\s():@#.,-]+|\b\d{5}\b|\bx\s?\d\b"
)
_STOP = re.compile(
    r"\b(?:for|due|because|patient|treat|secondary|in a|given|after|following|prior|previous|extending|who|that|which)\b"
)
_OTHERWISE = re.compile(r"\b(?:stenosis|herniation|pain|radiculopathy|at which|where|disease|spondylolisthesis)\b")
_DIRECTLY = re.compile(r"[\s(]*(?:(?:at|of|on|for|from|in|@|:|-|the|levels?)[\s(]*)*")
_ON_TO_THE_NEXT = re.compile(
    r"(?:left|right|bilateral|[lr]\b|lumbar|microscopic|minimally invasive|open|mis|posterior|anterior|sided|revision|redo|"
    r"repeat|"
    r"at|of|the|[ls]\d\S*|[\s-])*"
)
_SYMPTOM_AFTER_SIDE = re.compile(
    r"[\s-]*(?:sided\s+)?(?:leg|lower|foot|hip|buttock|thigh|calf|radic|sciatic|nerve|[ls]\d\s+(?:nerve|root|"
    r"radic)|foraminal|lateral recess|paracentral|l\d-?\S*\s+(?:radic|stenos|herni|disc herni))"
)
_LEFT_OVER = re.compile(r"\b(?:on|the|side|sided|at|of|levels?|and|a|an)\b|[,()\s-]+")
_COUNT = r"(?<![\w/-])(?P<count>\d|one|two|three|four|five|single)[\s-]*(?P<levels>(?:level|segment)s?)\b"
_COUNT_BEFORE = re.compile(rf"{_COUNT}\s+(?:[\w/-]+\s+){{0,4}}$")
_COUNT_AFTER = re.compile(rf"[^,;.]{{0,12}}?{_COUNT}")
_NUMBERS = {"one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Levels named in a request, from `start` to `end`. `vertebrae` are named alone; `pelvis` is where the pelvis is named."""

    start: int
    end: int
    levels: tuple[str, ...] = ()
    vertebrae: tuple[str, ...] = ()
    side: str | None = None
    pelvis: tuple[int, int] | None = None
    elsewhere: bool = False  # of the neck or the chest


def spots_in(scene: Scene, start: int, end: int, anatomy: Anatomy) -> list[Spot]:
    """All places of the low back that a part of a sentence names, in order; not those of an earlier operation."""
    found = [
        spot for match in _TO_THE_PELVIS.finditer(scene.folded, start, end) if (spot := _to_the_pelvis(match, anatomy))
    ]
    taken = [(spot.start, spot.end) for spot in found]
    for place in scene.places:
        if not (start <= place.start and place.end <= end) or any(a < place.end and place.start < b for a, b in taken):
            continue
        left = without_places(scene.folded[scene.start : place.start])
        if PRIOR.search(left) and not (scene.sentence.question and STAY_AFTER.search(left)):
            continue
        if place.levels:
            found.append(Spot(start=place.start, end=place.end, levels=place.levels))
        elif place.elsewhere:
            is_above = region_of(scene.folded[place.start : place.end]) is not None
            found += [Spot(start=place.start, end=place.end, elsewhere=True)] if is_above else []
        elif place.roots and not place.as_roots:
            found.append(Spot(start=place.start, end=place.end, vertebrae=place.roots))
    return sorted(found, key=lambda spot: spot.start)


def _to_the_pelvis(match: re.Match[str], anatomy: Anatomy) -> Spot | None:
    """`L2 to pelvis`: every segment down to the sacrum; what lies above the low back is told apart by `unread`."""
    upper = match["upper"].replace(" ", "").upper()
    levels = anatomy.span(upper, "S1") or (anatomy.levels if upper.startswith("T") else ())
    return Spot(start=match.start(), end=match.end(), levels=levels, pelvis=match.span("pelvis"))


def without_places(left: str) -> str:
    """The words before a procedure without the levels and sides between."""
    return " ".join(_PLACES.sub(" ", left).split()) + " "


def spots_of(
    scene: Scene, span: tuple[int, int], room: tuple[int, int], spots: Sequence[Spot], next_one: int
) -> list[Spot]:
    """The places of the procedure at `span`: those right before it (`left L4-5 and right L5-S1 discectomy`), else the one after.

    `room` reaches to its neighbours; `next_one` is where the next procedure begins.
    """
    start, end = span
    before = [spot for spot in spots if room[0] <= spot.start and spot.end <= start and (spot.levels or spot.elsewhere)]
    if before and _is_before(scene.folded[before[-1].end : start]):
        chain = [_sided(scene, before[-1], room[0])]
        for spot in reversed(before[:-1]):
            if spot.elsewhere != chain[0].elsewhere or not _LISTED.fullmatch(
                _without_sides(scene.folded[spot.end : chain[0].start])
            ):
                break
            chain.insert(0, _sided(scene, spot, room[0]))
        return chain
    for spot in spots:
        if (
            (spot.levels or spot.elsewhere)
            and end <= spot.start
            and spot.end <= room[1]
            and _is_after(scene, end, spot, next_one)
        ):
            return [spot]
    return []


def vertebrae_of(scene: Scene, span: tuple[int, int], spots: Sequence[Spot]) -> Spot | None:
    """`laminectomy of L3`, `L3 laminectomy`: the vertebra that stands beside the procedure."""
    for spot in spots:
        if not spot.vertebrae:
            continue
        if spot.end <= span[0] and _VERTEBRA_BEFORE.fullmatch(scene.folded, spot.end, span[0]):
            return spot
        if span[1] <= spot.start and _VERTEBRA_AFTER.fullmatch(scene.folded, span[1], spot.start):
            return spot
    return None


def _is_before(between: str) -> bool:
    """Nothing but words that stand before a procedure (`L4-5 left revision`)."""
    plain = re.sub(r"^\s*,\s*(?=(?:left|right|bilateral)\b)", " ", between)
    return "," not in plain and ";" not in plain and not re.search(r"\b(?:and|with|for)\b", plain) and len(plain) < 45


def _is_after(scene: Scene, end: int, spot: Spot, next_one: int) -> bool:
    """The place follows the procedure, with words of place alone between, and is not that of the next one."""
    between = scene.folded[end : spot.start]
    if len(between) > 70 or ";" in between or _STOP.search(between) or _OTHERWISE.search(between):
        return False
    if _OTHERWISE.match(scene.folded[spot.end :].lstrip()):
        return False
    directly = _DIRECTLY.fullmatch(between) is not None
    if next_one > spot.end and not directly and _ON_TO_THE_NEXT.fullmatch(scene.folded, spot.end, next_one):
        return False
    if re.search(r"\b(?:and|with)\b", _without_lists(between)):
        return False
    first, _, rest = _without_brackets(between).partition(",")
    return len(_PLACE_WORDS.sub(" ", first).split()) <= 3 and not _PLACE_WORDS.sub(" ", rest).split()


def _without_brackets(words: str) -> str:
    return re.sub(r"\([^)]*\)", " ", words)


def _without_sides(words: str) -> str:
    return re.sub(r"\b(?:left|right|bilateral|both|l|r|sided|side|on|the)\b", " ", words)


def _without_lists(between: str) -> str:
    return re.sub(r"[ls]\d[\w/-]*(?:\s*(?:,|and|,\s*and|to)\s*[ls]\d[\w/-]*)*", "", between)


def _sided(scene: Scene, spot: Spot, low: int) -> Spot:
    """The place with the side that stands right before it (`left L4-5 and right L5-S1`)."""
    for token in scene.sides:
        if low <= token.start and token.end <= spot.start and not scene.folded[token.end : spot.start].strip(" -"):
            return Spot(
                start=token.start,
                end=spot.end,
                levels=spot.levels,
                side=token.values[0],
                pelvis=spot.pelvis,
                elsewhere=spot.elsewhere,
            )
    return spot


def side_of(scene: Scene, span: tuple[int, int], room: tuple[int, int], next_one: int) -> Token | None:
    """The side that the text gives to the procedure itself, never that of a pain, a finding or the next procedure."""
    start, end = span
    found: list[tuple[int, int, Token]] = []
    for token in scene.sides:
        if not room[0] <= token.start <= token.end <= room[1] or _SYMPTOM_AFTER_SIDE.match(scene.folded, token.end):
            continue
        before = token.end <= start
        between = scene.folded[token.end : start] if before else scene.folded[end : token.start]
        rest = _LEFT_OVER.sub(" ", without_places(between)).split()
        is_of_next = (
            not before and next_one > token.end and _ON_TO_THE_NEXT.fullmatch(scene.folded, token.end, next_one)
        )
        joined = re.search(r",|\band\b" if before else r"\band\b", _without_lists(between))
        if len(between) <= 45 and len(rest) <= (3 if before else 0) and not re.search(r"[.;]", between) and not joined:
            if not is_of_next:
                found.append((len(between), token.start, token))
    return min(found)[2] if found else None


def count_of(scene: Scene, span: tuple[int, int], room: tuple[int, int]) -> tuple[int, tuple[int, int]] | None:
    """How many levels the words beside a procedure say (`2-level`), and where."""
    before = _COUNT_BEFORE.search(scene.folded, max(room[0], span[0] - 60), span[0])
    match = before or _COUNT_AFTER.match(scene.folded, span[1], room[1])
    if match is None:
        return None
    written = match["count"]
    return _NUMBERS.get(written) or int(written), (match.start("count"), match.end("levels"))


def counts_in(folded: str, start: int, end: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Every count of levels in the words, and where."""
    for match in re.finditer(_COUNT, folded[start:end]):
        number = _NUMBERS.get(match["count"]) or int(match["count"])
        yield number, (start + match.start(), start + match.end())
