"""What one named operation of the past takes from its sentence: levels, side, approach and day; and steps that are none.

Invariant: a level or side that belongs to another operation, or to a finding (`stenosis L3-L5 after laminectomy`), is not
taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necessity.reading.bind import Group
from necessity.reading.dates import Dated, find_dates
from necessity.reading.operations import NAMES, Operation, at
from necessity.reading.scene import Mention, Scene
from necessity.reading.tokens import Token

_STEP = re.compile(r"foramin|facetect")
_LARGER = re.compile(r"\b(?:hemi)?lamin(?:ectom|otom)|\b(?:micro)?dis[ck]ectom")
_FOR = re.compile(
    r"\b(?:for|to (?:allow(?: for)?|achieve|obtain|ensure|permit)) (?:an?|the|this|our|his|her)?\s*"
    r"(?:(?:good|adequate|full|better|nerve root|lumbar|decompressive|spinal|planned)\s+)*$"
)
_NECK = re.compile(r"\bcervical\b|\bc[2-7]\s?[-/]\s?c?[3-7]\b|\bacdf\b|\bplatysma\b|\bthoracotomy\b")
_LUMBAR = re.compile(r"\blumbar\b|\blumbosacral\b|\bl[1-5]\b|\bs1\b|\blow(?:er)? back\b|\bsacr")
_NARROWER = frozenset({"laminectomy", "laminotomy", "discectomy"})
_INTERBODY = frozenset({"tlif", "plif", "alif", "llif", "plf"})
_BROAD = re.compile(r"(?:lumbar |spinal )?(?:fusions?|arthrodesis|instrumented fusion)")
_OWN_WAY = re.compile(r"\b(?:posterior|posterolateral|anterior|extension|circumferential)\s+(?:[\w/]+\s+)?$")
_OF_THE_SACRUM = re.compile(r"\b(?:si|sacro-?iliac)(?:[ -]joint)?s?\s+$")
_AT_THE_SACRUM = re.compile(r"\s+(?:of|at|across) (?:the )?(?:left |right |both )?(?:si|sacro-?iliac)\b")
_WAY = re.compile(
    r"(?<!far )(?<!posterior )\b(?P<way>anterior|lateral|percutaneous|open)\s+(?:(?:exposure|approach|lumbar|"
    r"for|left|right|"
    r"l\d\s?-\s?[ls]?\d|bilateral)\s+)*$"
)
_EARLIER = re.compile(
    r"\b(?:the|his|her|their|an?|that) (?:very )?(?:first|last|earlier|previous|prior|original|index|initial|"
    r"most recent|second|third|"
    r"failed|old)\s+(?:and only )?(?:(?:lumbar|spinal|spine|back|l\d\s?[-/]\s?[ls]?\d|operative|surgical)\s+)?$"
)
_RECOVERING = re.compile(r"\b(?:recover(?:ing|ed|y)|recuperat\w+) (?:well )?(?:from|after) (?:the |his |her |their )?$")
_UNDERWENT = re.compile(
    r"\b(?:underwent|has undergone|had undergone) (?:an? |the )?(?:uncomplicated |successful |planned )?(?:surgical )?$"
)
_ON_THE_SPINE = re.compile(
    r"\b(?:micro)?(?:lamin|dis[ck])(?:ectom|otom)\w*|\b(?:fusion|fused|[ptalx]lif|arthrodesis|decompress\w+)\b|"
    r"\b(?:back|spine|spinal|lumbar|lumbar spine|dis[ck]) (?:surgery|surgeries|operations?|procedure)\b|\bgill\b"
)
_NOT_ON_IT = re.compile(
    r"\b(?:knee|hip|shoulder|ankle|wrist|foot|hand|elbow|eye|cataract|hernia|gallbladder|cardiac|heart|valve|"
    r"gastric|thyroid|neck|"
    r"cervical|bowel|kidney|breast|prostate|carpal tunnel|abdominal|sinus|dental)s? (?:joint )?(?:surger\w+|"
    r"operations?|replacement|"
    r"arthroplasty|resection|repair|procedure|arthroscopy|release|fusion|removal|bypass)\b|"
    r"\b(?:append|cholecyst|hyster|mast|prostat|thyroid|tonsill|neph?r|col|gastr)ectomy\b|\b(?:cabg|acdf|tka|"
    r"tha|c-?section|"
    r"cesarean|bariatric)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:knees?|hips?|shoulders?|ankles?|wrists?|elbows?|neck|pelvi[sc]|eyes?|hernia|gallbladder|appendi\w+|heart|bowel|"
    r"breasts?|prostate|uter\w+|thyroid|sinus|femur|tibia|carpal|rotator|abdom\w+|kidneys?)\b"
)
_NOT_SO = re.compile(r"\b(?:if|whether|no|not|never|without|avoid|risk|plan\w*|will|would|may|might|could|another)\b")
_FINDINGS = ("imaging", "symptom", "examination")
_TOLD_NEXT = re.compile(
    r"[.;]?\s*(?:this|it|the (?:operation|surgery|procedure)|these) (?:was|were) (?:performed|done|"
    r"carried out)\b(?:[^.;\n]|\bdrs?\.){0,45}?"
    r"\b(?:on|in) (?=[\da-z])"
)


def is_said_already(scene: Scene, told: Sequence[Operation], token: Token) -> bool:
    """A step of an operation that the same list names (`laminectomy with foraminotomies`), the wider name beside a narrower one
    (`TLIF and fusion`), and a fusion of the sacroiliac joint, which is none of the spine."""
    if _OF_THE_SACRUM.search(scene.folded, max(scene.start, token.start - 20), token.start):
        return True
    if _AT_THE_SACRUM.match(scene.folded, token.end):
        return True
    one = at(told, token.start, token.end)
    if one is None:
        return False
    words = scene.folded[token.start : token.end]
    listed = list(_list_of(told, one))
    if (
        _STEP.match(words) is not None
        and scene.document.kind == "operative note"
        and scene.in_document(_LARGER) is not None
    ):
        return True
    if _STEP.match(words) is not None or (token.values[0] == "decompression" and _is_for(told, one)):
        return any(other.type in _NARROWER or other.type in _INTERBODY for other in listed)
    if token.values[0] != "fusion" or _BROAD.fullmatch(words) is None:
        return False
    if _OWN_WAY.search(scene.folded, max(scene.start, one.start - 30), one.start):
        return False
    narrower = [other for other in listed if other.type in _INTERBODY]
    return any(other.levels == one.levels or not one.own for other in narrower)


def _list_of(told: Sequence[Operation], one: Operation) -> Iterator[Operation]:
    """The other operations of the list that it stands in."""
    number = told.index(one)
    for place in range(number - 1, -1, -1):
        if not told[place].link:
            break
        yield told[place]
    for place in range(number, len(told) - 1):
        if not told[place].link:
            break
        yield told[place + 1]


def _is_for(told: Sequence[Operation], one: Operation) -> bool:
    """`laminectomy for decompression`."""
    number = told.index(one)
    return number > 0 and told[number - 1].link == "for"


def is_of_the_neck(scene: Scene) -> bool:
    """The document tells of the neck or the chest and names no lumbar level: its operation is none of the low back."""
    return scene.in_document(_NECK) is not None and scene.in_document(_LUMBAR) is None


def is_a_purpose(scene: Scene, mention: Mention) -> bool:
    """`draped for a microdiscectomy`, `to expose our window for the decompression`: what a step was for."""
    return _FOR.search(scene.folded, max(scene.start, mention.start - 40), mention.start) is not None


def approach(scene: Scene, told: Sequence[Operation], mention: Mention) -> str | None:
    """The way that stands right before the name, or before the first of a list that goes on with `and`."""
    one = at(told, mention.start, mention.end)
    while one is not None:
        match = _WAY.search(scene.folded, max(scene.start, one.start - 45), one.start)
        if match is not None:
            return match["way"]
        number = told.index(one)
        joined = number > 0 and told[number - 1].link in ("and", "/", "&", "+")
        if not joined or _OWN_WAY.search(scene.folded, max(scene.start, one.start - 30), one.start):
            return None
        one = told[number - 1]
    return None


def placed(scene: Scene, told: Sequence[Operation], mention: Mention, groups: Sequence[Group]) -> Iterator[Group]:
    """The groups with the levels and the side that belong to this operation; those of another operation are left out."""
    one = at(told, mention.start, mention.end)
    if one is None:
        yield from groups
        return
    others = [other for other in told if other is not one]
    for group in groups:
        if group.anchor is not None:
            level = group.tokens.get("level")
            if level is None or not any(_holds(other, level) for other in told):
                yield group
            continue
        _settle(scene, one, others, mention, group)
        yield group


def _settle(scene: Scene, one: Operation, others: Sequence[Operation], mention: Mention, group: Group) -> None:
    tokens = group.tokens
    if one.levels:
        start, end = min(one.levels_at)[0], max(one.levels_at)[1]
        tokens["level"] = Token(start, end, "level", one.levels)
    elif "level" in tokens:
        level = tokens["level"]
        if (
            one.of_roots
            or one.torn
            or any(_holds(other, level) for other in others)
            or _is_of_a_finding(scene, mention, level)
        ):
            del tokens["level"]
    if one.side is not None:
        tokens["side"] = one.side
    elif "side" in tokens and any(
        other.side is not None and other.side.start == tokens["side"].start for other in others
    ):
        del tokens["side"]


def _holds(one: Operation, level: Token) -> bool:
    return one.own and any(start < level.end and level.start < end for start, end in one.levels_at)


def _is_of_a_finding(scene: Scene, mention: Mention, level: Token) -> bool:
    """The level stands in another part of the sentence, with a finding of its own."""
    if not scene.start <= level.start < scene.end:
        return False
    number = scene.part_of(level.start)
    if number == scene.part_of(mention.start):
        return False
    start, end = scene.parts[number]
    readers = scene.lexicon.readers
    return any(
        one.start < end and start < one.end
        for kind, some in scene.mentions.items()
        if readers[kind].kind.area in _FINDINGS
        for one in some
    )


def is_told_of(scene: Scene, mention: Mention) -> bool:
    """`the first operation`, `recovering from surgery`, `underwent an uncomplicated surgical procedure`."""
    before = scene.folded[max(scene.start, mention.start - 60) : mention.start]
    if _NOT_SO.search(before):
        return False
    done = _EARLIER.search(before) or _RECOVERING.search(before) or _UNDERWENT.search(before)
    return done is not None


def is_of_the_spine(scene: Scene, mention: Mention) -> bool:
    """An operation without a name that can only be one of the low back: a level stands beside it, or the document tells of
    operations there and of no others."""
    if not scene.is_spine or scene.sentence.section in ("family", "counselling", "request", "goals"):
        return False
    if not is_told_of(scene, mention):
        return False
    if levels_before(scene, mention) != (None,):
        return True
    folded = scene.folded
    if _ELSEWHERE.search(folded, scene.start, scene.end) or scene.is_elsewhere(mention.start, mention.end, whole=True):
        return False  # `a screw in the right hip from a previous surgery`
    return scene.in_document(_NOT_ON_IT) is None and scene.in_document(_ON_THE_SPINE) is not None


def levels_before(scene: Scene, mention: Mention) -> tuple[str | None, ...]:
    """The level right before it (`the earlier L4-5 operation`)."""
    for place in scene.places:
        if place.levels and not place.elsewhere and scene.folded[place.end : mention.start].strip() == "":
            if scene.start <= place.start and place.end <= mention.start:
                return place.levels
    return (None,)


def told_next(scene: Scene) -> Dated | None:
    """The day that the next sentence tells of the one operation before it (`This was performed by Dr. X on 01/08/08.`)."""
    if scene.dates or not scene.words.get(NAMES):
        return None
    match = _TOLD_NEXT.match(scene.folded, scene.end, scene.end + 90)
    if match is None:
        return None
    days = find_dates(scene.folded, scene.around.authored, match.end(), min(len(scene.folded), match.end() + 20))
    return days[0] if days and days[0].start == match.end() else None
