"""Which recurrence of a herniation it is, where its author counts: `second recurrence`, `a third herniation at this same level`.

Invariant: the first herniation is no recurrence, so a third herniation is the second one; without a count nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necessity.model.fact import Fact
from necessity.quantity import Quantity
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form

_COUNT = r"(?P<{0}>first|second|third|fourth|1st|2nd|3rd|4th)"
_DISC = (
    r"(?:lumbar |left |right |left-sided |right-sided |l[1-5][-/](?:l?[1-5]|s1) |large |small |central |"
    r"paracentral )*(?:dis[ck] )?"
)
_WHAT = r"(?:herniations?|hnp|ldh|extrusions?|protrusions?|prolapses?|reherniations?|herniated dis[ck])"
_RECURRENCE = form(
    rf"\b{_COUNT.format('n')}[ -](?:time )?(?:recurrence|reherniation|re-herniation|recurrent {_DISC}{_WHAT})\b"
)
_HERNIATION = form(rf"\b{_COUNT.format('n')} {_DISC}{_WHAT}\b")
_SAME = re.compile(
    r"\b(?:same|recurren\w*|recurr\w*|here|there|that|this) (?:level|place|site|side|disc|segment|spot|"
    r"herniation|hnp)|\brecurren|\bre-?herni"
)
_NUMBERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_OF_A_SYMPTOM = re.compile(r"\s*of (?:the |her |his )?(?:leg |back )?(?:pain|symptoms?|infection|sciatica)")


def applies(scene: Scene) -> bool:
    return scene.search(_RECURRENCE) is not None or scene.search(_HERNIATION) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.sentence.section in reader.not_sections or scene.document.kind not in reader.documents:
        return
    if match := scene.search(_RECURRENCE):
        if not _OF_A_SYMPTOM.match(scene.folded, match.end(), scene.end):
            yield from _told(scene, reader, match, _NUMBERS[match["n"]])
        return
    match = scene.search(_HERNIATION)
    if match is None or _SAME.search(scene.folded, scene.start, scene.end) is None:
        return
    number = _NUMBERS[match["n"]] - 1
    if number > 0:
        yield from _told(scene, reader, match, number)


def _told(scene: Scene, reader: Reader, match: re.Match[str], number: int) -> Iterator[Fact]:
    start, end = match.span()
    decided = how(scene, reader, Mention(start, end, Phrase("herniation_recurrence", ("",))))
    if decided is None or start < scene.asserted_from or scene.is_elsewhere(start, end):
        return
    values: dict[str, str | Quantity] = {"number": Quantity.exactly(number, "n")}
    levels = {place.levels for place in scene.places if place.levels and not place.elsewhere}
    if len(levels) == 1 and len(next(iter(levels))) == 1:
        values["level"] = next(iter(levels))[0]
    elif not levels and len(scene.sentence.levels) == 1:
        values["level"] = scene.sentence.levels[0]
    sides = {side.values for side in scene.sides}
    if len(sides) == 1:
        values["side"] = scene.sides[0].values[0]
    yield make(scene, reader, values, [(start, end)], assertion=decided[0], cue=decided[1])
