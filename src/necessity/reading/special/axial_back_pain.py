"""Pain in the back, and how long it has been there: `LBP x 6 yrs`, `on most days since 2017`.

Invariant: a time is taken only where it stands with the back pain itself; three months or more are chronic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene

_CHRONIC = 90
"""Days from which pain in the back is called chronic: three months, the usual line."""
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.0, "years": 365.0}
_FOR = re.compile(
    r"[\s,(-]*(?:(?:daily|constant|intermittent|ongoing|present|off and on|on and off|now|"
    r"steady|pain|has been|has|been|lasted|lasting|"
    r"sore|every|single|day|days|week|most|almost|on)\s+)*(?:x\s?|for |of |over |these |going back |the )+"
    r"(?:the |about |almost |nearly |best part of |better part of |past |last |at least |more than |over |some |a good )*"
)
_HISTORY = re.compile(r"[\s-]*(?:(?:history|hx|h/o|course|story|spell)\s+)?of\s+(?:\w+\s+){0,3}?")
_SINCE = re.compile(r"\bsince\b")
_OF_ELSE = re.compile(
    r"[;.]|\b(?:leg|legs|calf|foot|numb\w*|weak\w*|sciatica|better|improv\w*|resolv\w*|reliev\w*|relief|free|gone|no|not|none|never|"
    r"surgery|operation|fusion)\b"
)


def applies(scene: Scene) -> bool:
    return "axial_back_pain" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for fact in read_plain(scene, replace(reader, code=None)):
        place = _long(scene, fact) if fact.assertion is Assertion.PRESENT and "chronic" not in fact.qualifiers else None
        if place is None:
            yield fact
            continue
        quote = scene.quote(*place)
        yield replace(fact, qualifiers={**fact.qualifiers, "chronic": "yes"}, evidence=(*fact.evidence, quote))


def _long(scene: Scene, fact: Fact) -> tuple[int, int] | None:
    """The words that give the pain three months or more."""
    first = fact.quotes[0]
    for one in scene.lengths:
        after = one.start >= first.end and _FOR.fullmatch(scene.folded, first.end, one.start)
        before = one.end <= first.start and _HISTORY.fullmatch(scene.folded, one.end, first.start)
        quantity = one.quantity
        if (after or before) and quantity.low * _DAYS.get(quantity.unit, 0.0) >= _CHRONIC:
            return one.start, one.end
    written = scene.around.authored
    for day in scene.dates if written is not None else ():
        between = scene.folded[first.end : max(first.end, day.start)]
        since = _SINCE.search(between)
        if since is None or day.start < first.end or _OF_ELSE.search(between):
            continue
        if written is not None and (written - day.day.latest).days >= _CHRONIC:
            return first.end + since.start(), day.end
    return None
