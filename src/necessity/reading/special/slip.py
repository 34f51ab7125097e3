"""A slip measured in several positions or on two days: each measure is one fact, and growth between two days is told as such.

Invariant: an amount is written only where the words give it; a difference that one would have to reckon has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.reading.entry import Reader
from necessity.reading.facts import make
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene
from necessity.reading.screen import form
from necessity.when import PartialDate

_MM = r"(?P<{0}>\d{{1,2}}(?:\.\d)?)\s?-?\s?mm"
_SLIP = form(r"listhes|slip|lysthes|translat|subluxat|spondy|excursion|\bmotion\b")
_POSITION = re.compile(
    r"(?<![\w.])(?P<mm>\d{1,2}(?:\.\d)?)\s?-?(?:mm|millimet\w+)\b(?: of (?:slip|translation|listhesis|anterolisthesis))?"
    r"[ ,]*(?:in|on|with|during|at|when)? ?(?:the )?"
    r"(?P<pos>flexion(?:[- ](?:upright|view|film))?|flexed|extension|extended|neutral|standing|upright|"
    r"supine|lying|prone|recumbent)\b(?!\s*(?:and|/|-)\s*(?:extension|flexion))"
)
_BEFORE = (
    r"(?:previously|formerly|earlier|before(?:hand)?|prior(?:ly)?|was|were|had been|measured|compared "
    r"(?:to|with)|against|vs\.?|versus|"
    r"up from|increased from|progressed from|grown from|from|in (?:\w+ )?(?:\d{1,2}[/.])?(?:19|20)\d\d it was)"
)
_THEN = re.compile(
    r"(?<![\w.])(?P<now>\d{1,2}(?:\.\d)?)\s?mm\b(?P<between>[^.;]{0,60}?[\s,(])"
    rf"(?:{_BEFORE})\s(?:[^.;\d]{{0,24}}\s)?(?P<was>\d{{1,2}}(?:\.\d)?)(?:\s?mm)?\b(?!\s?(?:/|%|weeks?|months?|years?|degrees?))"
)
_FROM_TO = re.compile(
    r"\b(?:increased|progressed|grown|gone|grew|went|advanced|worsened)\b[^.;\d]{0,30}?\bfrom "
    r"(?P<was>\d{1,2}(?:\.\d)?)(?:\s?mm)?\s*"
    r"(?:[^.;\d]{0,24}\s)?(?:to|->|now) (?P<now>\d{1,2}(?:\.\d)?)\s?mm\b"
)
_WAS_NOW = re.compile(
    r"\bwas (?P<was>\d{1,2}(?:\.\d)?)\s?mm\b[^.;]{0,40}?\b(?:now|today|currently|is) (?:measures? |at "
    r")?(?P<now>\d{1,2}(?:\.\d)?)\s?mm\b"
)
_ARROW = re.compile(
    r"(?<![\w.])(?P<was>\d{1,2}(?:\.\d)?)(?:\s?mm)?\s?(?:-+>|=+>|\u2192)\s?(?P<now>\d{1,2}(?:\.\d)?)\s?mm\b"
)
_GREW_BY = re.compile(
    r"\b(?:increas\w+|progress\w+|grown|grew|growth|advanced|worsened)\b(?: by| of|,)? (?:an? (?:additional|further) )?"
    r"(?P<amount>\d{1,2}(?:\.\d)?)\s?mm\b"
)
_BOTH_VIEWS = re.compile(
    r"\bflex\w*\b[^.;]{0,40}\bext\w*|\bextension\b[^.;]{0,40}\bflexion|\bf/e\b|\bbending\b|\bdynamic "
    r"(?:films|views|x-?rays|radiographs)"
)
_OF_VIEWS = re.compile(r"\b(?:dynamic|flex\S*|f/e|bending|neutral)[^.;]{0,24}\Z")
_AMOUNT = re.compile(
    r"(?<![\w.])(?P<mm>\d{1,2}(?:\.\d)?)\s?-?mm\b(?: of)?(?: (?:dynamic|sagittal|abnormal|anterior))?"
    r"(?: (?:motion|translation|movement|shift|excursion|change|instability|difference))?"
    r" (?:between flexion|from flexion|from extension|between extension|with flexion|on flexion|on bending|on dynamic)"
)
_DIFFERENCE = re.compile(
    r"\b(?:difference|delta|change|excursion|translates?|shifts?|moves?|opens?|motion|translation)(?: of| "
    r"is| by|:| =|) (?P<mm>\d{1,2}(?:\.\d)?)\s?mm\b"
)
_MOVES = re.compile(
    r"\b(?:moves?|moved|moving|shifts?|shifted|shifting|translates?|translated|translating|glides?|mobile by|changes? by|"
    r"(?:motion|movement|translation|shift|excursion) (?:of|is|by))"
    r"(?: (?:by|about|some|up to|approximately|an?|additional|further|forward|anteriorly|"
    r"over))* (?P<mm>\d{1,2}(?:\.\d)?)\s?-?mm\b"
)
"""`A slip that moves 5 mm`: the five are motion, never the slip."""
_OVER = re.compile(
    r"\b(?P<upper>l[1-5])\b[^.;,]{0,24}?\b(?:on|over|upon|relative to|with respect to)\s+(?P<lower>l[2-5]|s1)\b"
)
_NEXT = {"l1": "l2", "l2": "l3", "l3": "l4", "l4": "l5", "l5": "s1"}


def applies(scene: Scene) -> bool:
    if any(kind in scene.mentions for kind in ("listhesis", "listhesis_progression", "dynamic_translation")):
        return True
    return scene.search(_SLIP) is not None and _growth(scene) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    found = [_with_vertebrae(scene, one) for one in read_plain(scene, replace(reader, code=None))]
    if reader.kind.name == "listhesis":
        yield from _measured(scene, reader, found)
    elif reader.kind.name == "dynamic_translation":
        yield from (_with_views(scene, one) for one in _shifts(scene, reader, found))
    else:
        yield from _grown(scene, reader, found)


def _with_vertebrae(scene: Scene, fact: Fact) -> Fact:
    """`L3 slips forward on L4`: the segment of the two."""
    if "level" in fact.qualifiers:
        return fact
    match = _OVER.search(scene.folded, scene.start, scene.end)
    if match is None or _NEXT[match["upper"]] != match["lower"]:
        return fact
    level = f"{match['upper']}-{match['lower']}".upper()
    quote = scene.quote(min(fact.quotes[0].start, match.start()), max(fact.quotes[0].end, match.end()))
    return replace(fact, qualifiers={**fact.qualifiers, "level": level}, evidence=(quote, *fact.evidence[1:]))


def _mm(number: str) -> Quantity:
    return Quantity.exactly(float(number), "mm")


def _measured(scene: Scene, reader: Reader, found: list[Fact]) -> Iterator[Fact]:
    """One fact for each position or day in which the slip is measured."""
    places = list(_POSITION.finditer(scene.folded, scene.start, scene.end))
    growth = _growth(scene)
    found = [_without_the_shift(scene, one) for one in found]
    present = [one for one in found if one.assertion is Assertion.PRESENT]
    if len(present) == 1 and len(places) > 1:
        for match in places:
            yield _of(scene, present[0], match["mm"], match.span())
        yield from (one for one in found if one is not present[0])
        return
    if growth is not None and (present or scene.search(_SLIP)):
        base = present[0] if present else _bare(scene, reader, growth)
        told = [
            one for one in present if one.qualifiers.get("slip") not in (_mm(growth["was"]), _mm(growth["now"]), None)
        ]
        if base is None or told:
            yield from found
            return
        now = _of(scene, base, growth["now"], growth.span())
        yield replace(now, evidence=base.evidence) if base.qualifiers.get("slip") == _mm(growth["now"]) else now
        day = _day_of(scene, growth)
        was = replace(_of(scene, base, growth["was"], growth.span()), when=day)
        yield was if day is not None else replace(was, assertion=Assertion.HISTORICAL)
        yield from (one for one in found if one not in present)
        return
    yield from found


def _without_the_shift(scene: Scene, fact: Fact) -> Fact:
    """`Anterolisthesis, 5 mm of translation between flexion and extension`: the five are what it moves."""
    slip = fact.qualifiers.get("slip")
    amount = _AMOUNT.search(scene.folded, scene.start, scene.end)
    match = amount or _MOVES.search(scene.folded, scene.start, scene.end)
    if slip is None or match is None or slip != _mm(match["mm"]):
        return fact
    return replace(fact, qualifiers={name: of for name, of in fact.qualifiers.items() if name != "slip"})


def _bare(scene: Scene, reader: Reader, growth: re.Match[str]) -> Fact | None:
    """`Slip 11 mm, in 07/2025 it was 9`: the slip named by a word that alone would say nothing."""
    if scene.sentence.section in reader.not_sections or not scene.is_spine or scene.scopes:
        return None
    levels = scene.sentence.levels
    values = {"level": levels[0]} if len(levels) == 1 else {}
    return make(scene, reader, values, [growth.span()])


def _of(scene: Scene, fact: Fact, number: str, span: tuple[int, int]) -> Fact:
    qualifiers: dict[str, Value] = {**fact.qualifiers, "slip": _mm(number)}
    quote = scene.quote(min(fact.quotes[0].start, span[0]), max(fact.quotes[0].end, span[1]))
    return replace(fact, qualifiers=qualifiers, evidence=(quote, *fact.evidence[1:]))


def _day_of(scene: Scene, growth: re.Match[str]) -> PartialDate | None:
    """The day that stands beside the earlier measure."""
    near = [one for one in scene.dates if growth.start() <= one.start < growth.end() + 24]
    return near[-1].day if near else None


def _growth(scene: Scene) -> re.Match[str] | None:
    for words in (_FROM_TO, _WAS_NOW, _ARROW, _THEN):
        match = words.search(scene.folded, scene.start, scene.end)
        if match is None or _BOTH_VIEWS.search(scene.folded, match.start(), match.end()):
            continue
        if not _OF_VIEWS.search(scene.folded, scene.start, match.start()):
            return match
    return None


def _grown(scene: Scene, reader: Reader, found: list[Fact]) -> Iterator[Fact]:
    growth = _growth(scene)
    by = _GREW_BY.search(scene.folded, scene.start, scene.end)
    if growth is None and by is None:
        yield from found
        return
    if "listhesis" not in scene.mentions and not found and scene.search(_SLIP) is None:
        return
    if scene.sentence.section in reader.not_sections or not scene.is_spine:
        return
    if any(one.assertion is not Assertion.PRESENT for one in found) or scene.verdict(*(growth or by).span()):  # type: ignore[union-attr]
        yield from found
        return
    base = found[0] if found else _like_the_slip(scene, reader, growth or by)
    if base is None:
        return
    qualifiers: dict[str, Value] = {**base.qualifiers, "basis": "measured"}
    if by is not None:
        qualifiers["amount"] = _mm(by["amount"])
    span = (growth or by).span()  # type: ignore[union-attr]
    quote = scene.quote(min(base.quotes[0].start, span[0]), max(base.quotes[0].end, span[1]))
    grown = growth is None or float(growth["now"]) > float(growth["was"])
    told = replace(base, value=None, qualifiers=qualifiers, evidence=(quote, *base.evidence[1:]))
    if reader.kind.main and reader.kind.main in qualifiers:
        told = replace(told, value=qualifiers.pop(reader.kind.main), qualifiers=qualifiers)
    yield told if grown else replace(told, assertion=Assertion.ABSENT)


def _like_the_slip(scene: Scene, reader: Reader, match: re.Match[str] | None) -> Fact | None:
    """The level of the one slip that the sentence tells."""
    if match is None:
        return None
    named = {place.levels for place in scene.places if place.levels and not place.elsewhere}
    values: dict[str, str | Quantity] = {}
    if len(named) == 1 and len(next(iter(named))) == 1:
        values["level"] = next(iter(named))[0]
    elif not named and len(scene.sentence.levels) == 1:
        values["level"] = scene.sentence.levels[0]
    elif not named and (over := _OVER.search(scene.folded, scene.start, scene.end)) is not None:
        if _NEXT[over["upper"]] == over["lower"]:
            values["level"] = f"{over['upper']}-{over['lower']}".upper()
    return make(scene, reader, values, [match.span()])


def _shifts(scene: Scene, reader: Reader, found: list[Fact]) -> Iterator[Fact]:
    """The amount of the one shift that is told, where it stands apart from its name."""
    match = _AMOUNT.search(scene.folded, scene.start, scene.end)
    if match is None and _BOTH_VIEWS.search(scene.folded, scene.start, scene.end):
        match = _DIFFERENCE.search(scene.folded, scene.start, scene.end)
    if match is None and "listhesis" in scene.mentions:
        match = _MOVES.search(scene.folded, scene.start, scene.end)
    if match is None or len(found) > 1:
        yield from found
        return
    main = reader.kind.main
    if not found:
        if scene.sentence.section in reader.not_sections or not scene.is_spine or scene.verdict(*match.span()):
            return
        if "listhesis" in scene.mentions or scene.search(_SLIP):
            base = _like_the_slip(scene, reader, match)
            found = [base] if base is not None else []
    for one in found:
        if one.assertion is not Assertion.PRESENT or one.value is not None or main != "amount":
            yield one
            continue
        quote = scene.quote(min(one.quotes[0].start, match.start()), max(one.quotes[0].end, match.end()))
        yield replace(one, value=_mm(match["mm"]), evidence=(quote, *one.evidence[1:]))


def _with_views(scene: Scene, fact: Fact) -> Fact:
    """The films on which the motion was seen or not seen, named in the sentence or as the study that is told."""
    if "views" in fact.qualifiers:
        return fact
    study = scene.study_at(fact.quotes[0].start)
    told = study is not None and study.modality == "flexion_extension"
    if not told and not _BOTH_VIEWS.search(scene.folded, scene.start, scene.end):
        return fact
    return replace(fact, qualifiers={**fact.qualifiers, "views": "flexion_extension"})
