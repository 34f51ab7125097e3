"""Motion segments and vertebrae in a text: `L4-5`, `L4/L5`, `L34`, `L5S1`, `L3 to S1`, `L3-4, L4-5 and L5-S1`.

Invariant: what is read is a segment that exists; `L4/5` beside a muscle grade `4/5` is told apart by its letter. A lone
vertebra is never a segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from necessity.vocabulary.anatomy import Anatomy

_JOIN = r"\s*(?:-|/|\b(?:down )?to\b|\b(?:down )?through\b|\bthru\b)\s*"
_CHAIN = rf"(?:{_JOIN}(?:the\s+)?(?:[ls][1-5]|sacrum)|-[1-5])*"  # L4-L5-S1, L3-4 to L5-S1
_PAIR = (
    rf"(?:[ls]\s?[1-5]|t1[0-2]|t[1-9]|c[1-7]){_JOIN}(?:the\s+)?(?:[lsct]?1[0-2]|[lsct]?[1-9]|"
    rf"sacrum|pelvis|ilium|ilia\b|iliac\b|s2ai\b)(?!\.?[0-9]){_CHAIN}"
    r"|l[1-4],[2-5](?![0-9/.]|\s?(?:mm|cm|x\b))|l5,s1"
    r"|l[1-5]\s(?:l[2-5]|s1)(?=\s(?:\w+\s)?(?:fusion|laminectomy|laminotomy|discectomy|microdiscectomy|"
    r"decompression|[atp]lif|xlif|"
    r"disc|disk|level|segment|stenosis|herniation|hnp|spondylolisthesis|listhesis|facets?)\b)"
    r"|l[1-5](?:l[1-5]|s1)|(?<![a-z0-9])l(?:12|23|34|45|51)(?![0-9])"
    r"|[ls][1-5]\s+(?:on|over|upon)\s+[ls][1-5]"  # a slip: L4 on L5
)
_FIND = re.compile(
    rf"(?:(?<![a-z0-9.])|(?<=[a-z]{{2}}\.))(?:(?P<pair>{_PAIR})|(?P<one>(?:[ls]\s?[1-5]|t1[0-2]|t[1-9]|c[2-7])))(?![a-z0-9])"
)
_SPELLED = re.compile(
    r"(?<![a-z0-9])(?P<u>[ls]) (?P<a>one|two|three|four|five)\b(?:(?: to| through| thru|,)? (?P<l>[ls]) "
    r"(?P<b>one|two|three|four|five)\b"
    r"|[ -](?P<c>one|two|three|four|five)\b(?! (?:over|out|plus|minus|of|millimet\w+|centimet\w+|weeks?|"
    r"months?|years?|days?)\b))?"
)
"""Dictated in words: `L two three`, `L three to L five`, `L five S one`."""
_DIGIT_OF = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_LETTER_AND_DIGIT = re.compile(r"[lsct]\s?[1-9]")
_PARTS = re.compile(r"([lsct])?\s*(1[0-2]|[1-9])|sacrum|pelvis|ilium|iliac?|s2ai")
_SACRUM = ("sacrum", "pelvis", "ilium", "ilia", "iliac", "s2ai")
_BETWEEN = re.compile(r"\s*(?:,|;|&|/|\+|,?\s*and|,?\s*or|,?\s*as well as)\s+(?:at\s+)?|\s*[,/&+]\s*")
_ROOT_AFTER = re.compile(
    r"\s*(?:(?:exiting|traversing|descending|left|right|spinal|sensory|motor)\s+)*"
    r"(?:nerve|root|radic|dermat|myotom|distribution|pattern|innervat|territory)"
)
_ROOT_BEFORE = re.compile(
    r"(?:nerve|roots?|dermatomes?|myotomes?|distributions?|radiculopathy|territory)\s+(?:at|of|in)?\s*$"
)
_GRADE = r"(?:mild|minimal|slight|moderate|severe|marked)(?:\s+to\s+\w+)?"
_AFTER_A_FINDING = re.compile(r"[a-z][^;,.:]*\sat\s+(?:the\s+)?$")
_ITS_OWN = re.compile(
    r"\s*(?:(?:level|disc|disk|segment)\s+)?(?:(?:is\s+|are\s+|appears\s+|looks\s+|remains\s+)?(?:normal|unremarkable|clear|"
    r"patent|widely|intact|ok|fine|negative|preserved|maintained|kept|spared|black|dark|dry|desiccated|"
    r"fused|solid|without|with no|shows|showed|demonstrates|has (?:no|an?|mild|moderate|severe))\b|"
    rf"(?P<grade>{_GRADE}(?:\s*(?:[,;.]|$)|(?:\s+[a-z]+)?\s+stenosis\b))|"
    r"(?:(?:left|right|bilateral|central|canal|foraminal|neural|neuroforaminal|lateral|recess|subarticular)\s+){1,3}"
    r"(?:stenosis|narrowing)\b)"
)
_GRADED = re.compile(rf"\b(?:{_GRADE}|no|without)\b")
_A_GRADE = re.compile(r"l\s+[1-5]\s?/\s?5")
_OTHER_GRADE = re.compile(r"(?<![\w/])(?:r|right|b)?\s?[0-5][+-]?\s?/\s?5(?!\d)")
_GOES_ON = re.compile(r"\s*(?!and\b|or\b|levels?\b)[a-z]")


@dataclass(frozen=True, slots=True)
class Place:
    """Levels named together. `levels` are lumbar segments from top to bottom; `roots` vertebrae named alone, which may mean
    roots. `elsewhere` says that a neck or chest level is named. `as_roots` says that the text calls them roots."""

    start: int
    end: int
    levels: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    elsewhere: bool = False
    as_roots: bool = False


def _pair(words: str, anatomy: Anatomy) -> tuple[tuple[str, ...], bool]:
    """The segments of one pair, and whether it names another part of the spine."""
    compact = re.fullmatch(r"l([1-5])(?:([ls])?([1-5]))", words)
    if compact:
        first, letter, second = compact.groups()
        lower = f"{(letter or ('s' if first == '5' else 'l')).upper()}{second}"
        return anatomy.span(f"L{first}", lower), False
    parts = list(_PARTS.finditer(words))
    upper_letter, upper_number = (parts[0][1] or "l").upper(), parts[0][2]
    if parts[-1][0] in _SACRUM or words.endswith(_SACRUM):
        letter, number = "S", "1"
    else:
        number = parts[-1][2]
        same = "S" if upper_letter == "L" and upper_number == "5" and number == "1" else upper_letter
        letter = (parts[-1][1] or same).upper()
    if (letter == "L" and upper_letter == "T") or (
        upper_letter == "T" and number in "12345" and parts[-1][1] is None and upper_number == "12"
    ):
        letter = "L"
    span = anatomy.span(f"{upper_letter}{upper_number}", f"{letter}{number}")
    if span:
        return span, False
    return (), upper_letter in "TC"


def find_levels(folded: str, anatomy: Anatomy) -> list[Place]:
    """All places of a folded text, in order; a list such as `L3-4, L4-5 and L5-S1` is one place."""
    found: list[Place] = list(_spelled(folded, anatomy))
    if found:
        return [
            _settled(place, folded, anatomy)
            for place in sorted((*found, *_written(folded, anatomy)), key=lambda one: one.start)
        ]
    return [_settled(place, folded, anatomy) for place in _written(folded, anatomy)]


def _spelled(folded: str, anatomy: Anatomy) -> Iterator[Place]:
    for match in _SPELLED.finditer(folded):
        upper = f"{match['u'].upper()}{_DIGIT_OF[match['a']]}"
        last = match["b"] or match["c"]
        if last is None:
            if upper[0] == "L" or upper == "S1":
                yield Place(match.start(), match.end(), roots=(upper,))
            continue
        letter = match["l"] or ("s" if upper == "L5" and last == "one" else "l")
        if levels := anatomy.span(upper, f"{letter.upper()}{_DIGIT_OF[last]}"):
            yield Place(match.start(), match.end(), levels=levels)


def _written(folded: str, anatomy: Anatomy) -> list[Place]:
    """The places written with digits, not yet settled."""
    found: list[Place] = []
    for match in _named(folded):
        if match["pair"] and _is_a_grade(folded, match):
            continue
        if match["pair"]:
            levels, elsewhere = _pair(match["pair"], anatomy)
            if not levels and not elsewhere:
                continue
            place = Place(match.start(), match.end(), levels=levels, elsewhere=elsewhere)
        else:
            name = match["one"].upper().replace(" ", "")
            elsewhere = name[0] in "TC"
            place = Place(match.start(), match.end(), roots=() if elsewhere else (name,), elsewhere=elsewhere)
        if (
            found
            and _BETWEEN.fullmatch(folded[found[-1].end : place.start])
            and not _says_its_own(folded, found[-1], place)
        ):
            joined = _join(found[-1], place)
            if joined is not None:
                found[-1] = joined
                continue
        found.append(place)
    return found


def _is_a_grade(folded: str, match: re.Match[str]) -> bool:
    """`DF R 3/5 L 4/5`: the strength of the left side, beside another grade; no level."""
    if not _A_GRADE.fullmatch(match["pair"]):
        return False
    begin, end = match.span()
    return bool(_OTHER_GRADE.search(folded[max(0, begin - 24) : begin]) or _OTHER_GRADE.search(folded[end : end + 14]))


def _named(folded: str) -> Iterator[re.Match[str]]:
    """The levels one by one; only at a letter with a digit can one begin."""
    end = 0
    for start in _LETTER_AND_DIGIT.finditer(folded):
        if start.start() >= end and (match := _FIND.match(folded, start.start())) is not None:
            yield match
            end = match.end()


def _says_its_own(folded: str, first: Place, second: Place) -> bool:
    """`Severe stenosis at L3-4, L4-5 normal`: the second level is no item of a list, it begins a statement of its own."""
    between = folded[first.end : second.start]
    if "and" in between or " or" in between:
        return False
    if (";" in between or "at" in between) and _GOES_ON.match(folded, second.end):
        return True
    before = _AFTER_A_FINDING.search(folded[max(0, first.start - 80) : first.start])
    own = _ITS_OWN.match(folded, second.end) if before is not None else None
    return own is not None and before is not None and (own["grade"] is None or _GRADED.search(before[0]) is not None)


def _join(first: Place, second: Place) -> Place | None:
    """Two places with only a comma or `and` between them: of one sort they are one place."""
    if first.elsewhere != second.elsewhere or bool(first.levels) != bool(second.levels):
        return None
    levels = tuple(dict.fromkeys((*first.levels, *second.levels)))
    roots = tuple(dict.fromkeys((*first.roots, *second.roots)))
    return Place(first.start, second.end, levels=levels, roots=roots, elsewhere=first.elsewhere)


def _settled(place: Place, folded: str, anatomy: Anatomy) -> Place:
    """Vertebrae in a list are roots where the text says so, else they span the segments between them."""
    as_roots = bool(place.roots) and bool(
        _ROOT_AFTER.match(folded, place.end) or _ROOT_BEFORE.search(folded[max(0, place.start - 30) : place.start])
    )
    levels = place.levels
    if not levels and len(place.roots) > 1 and not as_roots:
        levels = anatomy.span(place.roots[0], place.roots[-1])
    ordered = tuple(level for level in anatomy.levels if level in levels)
    return Place(place.start, place.end, ordered, place.roots, place.elsewhere, as_roots)
