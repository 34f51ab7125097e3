"""A series of injections told at once: `ESI 8/1, 9/12, 12/5/2025`, `the first 50% for two weeks, the second nothing`.

Invariant: a day or a response is given to one injection of the series only where days and ordinals agree in number; else the
series stays one fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading import care_response
from necessity.reading.care_receivers import INJECTIONS, Measure
from necessity.reading.entry import Reader
from necessity.reading.facts import typed
from necessity.reading.scene import Scene
from necessity.when import PartialDate

_ORDINAL = re.compile(
    r"\b(?:the )?(?P<n>first|1st|#1|second|2nd|#2|third|3rd|#3|fourth|4th|#4|last|latter|repeated|"
    r"repeat)\b(?! (?:year|time|episode|surgery|operation|visit|week|month))"
)
_PLACES = {
    word: place
    for place, words in enumerate(("first 1st #1", "second 2nd #2", "third 3rd #3", "fourth 4th #4"))
    for word in words.split()
}
_LISTED = re.compile(r"[\s,;&/()]*(?:and|then|again|repeated|on|in)?[\s,;&/()]*")
_DAY_AND_MONTH = re.compile(r"(?<![\w./-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?=\s*(?:,|and\b|&))")


def each(scene: Scene, reader: Reader, fact: Fact, measure: Measure, measures: list[Measure]) -> Iterator[Fact]:
    """The fact as it is, or one for each injection of the series that the sentence tells apart."""
    named = [one for one in measures if one.token.values[0] in INJECTIONS]
    alone = len({one.token.values for one in named if one.token.values[0] != "injection"} | {measure.token.values}) == 1
    alone = alone and bool(named) and named[-1] is measure
    if fact.assertion is not Assertion.PRESENT or measure.token.values[0] not in INJECTIONS or not alone:
        yield fact
        return
    days = _days(scene, measure)
    told = _told(scene, reader, measure)
    if len(days) < 2 and not told:
        yield fact
        return
    for number in range(max(len(days), max(told, default=0) + 1)):
        one = fact
        if len(days) > 1 and number < len(days):
            day, span = days[number]
            one = replace(one, when=day, until=None, evidence=(*one.evidence, scene.quote(*span)))
        if number in told or (told and len(told) > 1):
            response, span = told.get(number, ("", (0, 0)))
            left = {name: value for name, value in one.qualifiers.items() if name != "response"}
            known = typed(reader.kind, "response", response) if response else None
            one = replace(one, qualifiers=left if known is None else {**left, "response": known})
            if known is not None:
                one = replace(one, evidence=(*one.evidence, scene.quote(*span)))
        yield one


def _days(scene: Scene, measure: Measure) -> list[tuple[PartialDate, tuple[int, int]]]:
    """The days of a list that stands after the measure (`8/1, 9/12, 12/5/2025`); a day without its year is of the next one."""
    found = [
        (one.start, one.end, one.day)
        for one in scene.dates
        if one.start >= measure.token.end and one.role not in ("since", "until", "before", "after")
    ]
    if not found:
        return []
    for short in reversed(list(_DAY_AND_MONTH.finditer(scene.folded, measure.token.end, found[0][0]))):
        day = _in_year_of(found[0][2], int(short["m"]), int(short["d"]))
        if day is None or not _LISTED.fullmatch(scene.folded, short.end(), found[0][0]):
            break
        found.insert(0, (*short.span(), day))
    run = found[:1]
    for one in found[1:]:
        between = scene.folded[run[-1][1] : one[0]]
        if not _LISTED.fullmatch(between) and not (len(between) < 60 and _ORDINAL.search(between)):
            break
        run.append(one)
    return [(day, (start, end)) for start, end, day in run]


def _in_year_of(following: PartialDate, month: int, day: int) -> PartialDate | None:
    year = following.latest.year
    if (month, day) > (following.latest.month, following.latest.day):
        year -= 1
    try:
        return PartialDate.parse(f"{year:04}-{month:02}-{day:02}")
    except ValueError:
        return None


def _told(scene: Scene, reader: Reader, measure: Measure) -> dict[int, tuple[str, tuple[int, int]]]:
    """What the sentence tells of the first, the second, ...; empty where it tells of one or of none."""
    ordinals = list(_ORDINAL.finditer(scene.folded, measure.token.end, scene.end))
    found: dict[int, tuple[str, tuple[int, int]]] = {}
    tokens = care_response.responses(scene, reader)
    for number, one in enumerate(ordinals):
        place = _PLACES.get(one["n"], number + 1 if one["n"].startswith("repeat") else None)
        if place is None:
            continue
        stop = ordinals[number + 1].start() if number + 1 < len(ordinals) else scene.end
        token = next((token for token in tokens if one.end() <= token.start < stop), None)
        if token is not None:
            found[place] = (token.values[0], (token.start, token.end))
        elif (bare := _BARE.match(scene.folded, one.end(), stop)) is not None:
            found[place] = ("none" if bare["none"] else "transient", bare.span())
    again = any(one["n"].startswith("repeat") for one in ordinals)
    return found if len(found) > 1 or (again and found) else {}


_BARE = re.compile(
    r"\s*(?:one |injection |esi |block )?(?:gave |got |had |did |was |with |only |about |for |"
    r": ?)*(?:(?P<none>none|nothing|no\b|zero|0\b|nil|failed)|"
    r"(?:yes )?(?:\d+|two|three|four|six|ten|several|a few)(?:-\d+)? ?(?:days?|d|weeks?|wks?|wk|months?|mos?|mo)\b)"
)
