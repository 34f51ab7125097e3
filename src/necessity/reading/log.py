"""The day of an entry in a log: `2/12/22 DF 3, EHL 2. No change.`, where the day opens the line and holds for all of it.

Invariant: a day in the sentence itself wins; only what an entry tells of the patient's signs and complaints takes the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.dates import Dated, find_dates
from necessity.reading.scene import Scene
from necessity.when import PartialDate

_AREAS = frozenset({"examination", "symptom"})
_OPENS = 26
_MARKS = re.compile(r"\s*(?:[:\u2013\u2014|-]|\d{1,2}:\d{2}|  )")
_DATED = re.compile(r"\s*[-*]?\s*(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)\b")
"""The line above is an entry of its own day."""
_ENDED = re.compile(r"[.!?:;)\"\u201d]\s*$|^\s*$|^\s*[-=_*#]{3,}\s*$")


def of_the_line(scene: Scene, told: Sequence[Fact]) -> list[Fact]:
    """The facts, those of signs and complaints with the day that opens their line where they have no other."""
    kinds = scene.lexicon.vocabulary.kinds
    written = scene.around.authored
    here = PartialDate.day(written) if written is not None else None
    if scene.dates or not any(kinds[one.kind].area in _AREAS for one in told):
        return list(told)
    day = _day_of_the_line(scene)
    if day is None or (written is not None and day.day.earliest > written):
        return list(told)
    quote = scene.quote(day.start, day.end)
    return [
        replace(one, when=day.day, evidence=(*one.evidence, quote))
        if kinds[one.kind].area in _AREAS and one.when in (None, here)
        else one
        for one in told
    ]


def _day_of_the_line(scene: Scene) -> Dated | None:
    text = scene.document.text
    begin = text.rfind("\n", 0, scene.start) + 1
    if not any(char.isdigit() for char in text[begin : begin + _OPENS]) or scene.start - begin < 4:
        return None
    found = find_dates(scene.folded, scene.around.authored, begin, min(begin + _OPENS, scene.start))
    if not found or text[begin : found[0].start].strip(" \t-*[(>"):
        return None
    day = found[0]
    if day.role or not day.day.is_exact:
        return None
    above = text[text.rfind("\n", 0, max(begin - 1, 0)) + 1 : max(begin - 1, 0)]
    if _MARKS.match(text, day.end) is None and _ENDED.search(above) is None and not _DATED.match(above):
        return None
    return day
