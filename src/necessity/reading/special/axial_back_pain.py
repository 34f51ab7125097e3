"""Pain in the back, and how long it has been there: `LBP x 6 yrs`, `on most days since 2017`.

Invariant: a time is taken only where it stands with the back pain itself; three months or more are chronic.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.dates import Length, find_lengths
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
    r"(?:the |about |almost |nearly |best part of |better part of |past |last |at least |more than |over |some |a "
    r"good )*"
)
_HISTORY = re.compile(r"[\s-]*(?:(?:history|hx|h/o|course|story|spell)\s+)?of\s+(?:\w+\s+){0,3}?")
_BEGAN = re.compile(
    r"\s*,?\s*(?:which |that )?(?:has |had )?(?:began|begun|started|starting|beginning|developed|came on|"
    r"onset)\s+(?:insidiously |gradually |suddenly )?"
    r"(?P<ago>(?:about |approximately |around |some |over |more than )?[\w-]+(?: (?:to|or|and a half) "
    r"[\w-]+)?\s+(?:days?|weeks?|months?|years?|yrs?|mos?|wks?))\s+ago\b"
)
_DATING = re.compile(
    r"\s*,?\s*(?:dating|going|dates|goes) back (?:to )?[^.;]{0,60}?(?P<ago>[\w-]+(?: (?:to|or) [\w-]+)?\s+(?:months?|"
    r"years?|yrs?|mos?))\s+ago\b"
)
_ABOUT = re.compile(r"^(?:about|approximately|approx\.?|around|roughly|some|nearly|almost)\s+")
_SINCE = re.compile(r"\bsince\b")
_OF_ELSE = re.compile(
    r"[;.]|\b(?:leg|legs|calf|foot|numb\w*|weak\w*|sciatica|better|improv\w*|resolv\w*|reliev\w*|relief|free|gone|no|"
    r"not|none|never|"
    r"surgery|operation|fusion)\b"
)


def applies(scene: Scene) -> bool:
    return "axial_back_pain" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for fact in read_plain(scene, replace(reader, code=None)):
        if fact.assertion is not Assertion.PRESENT:
            yield fact
            continue
        length = _lasting(scene, fact)
        place = (length.start, length.end) if length is not None and _is_long(length) else _since(scene, fact)
        value, qualifiers, evidence = fact.value, dict(fact.qualifiers), list(fact.evidence)
        if length is not None and math.isfinite(length.quantity.high) and length.quantity.low > 0:
            value = _plain(scene, length)
            evidence.append(scene.quote(length.start, length.end))
        if place is not None and "chronic" not in qualifiers:
            qualifiers["chronic"] = "yes"
            if length is None or place != (length.start, length.end):
                evidence.append(scene.quote(*place))
        yield replace(fact, value=value, qualifiers=qualifiers, evidence=tuple(evidence))


def _lasting(scene: Scene, fact: Fact) -> Length | None:
    """How long the pain has been there, as told beside it."""
    first = fact.quotes[0]
    for one in scene.lengths:
        after = one.start >= first.end and _FOR.fullmatch(scene.folded, first.end, one.start)
        before = one.end <= first.start and _HISTORY.fullmatch(scene.folded, one.end, first.start)
        if after or before:
            return one
    began = _BEGAN.match(scene.folded, first.end, scene.end) or _DATING.match(scene.folded, first.end, scene.end)
    found = find_lengths(began["ago"] + " ", 0) if began else []
    if began and found:
        return Length(began.start("ago"), began.end("ago"), found[0].quantity)
    return None


def _plain(scene: Scene, length: Length) -> Quantity:
    """The length as it is written, without `about` and the like."""
    words = _ABOUT.sub("", scene.folded[length.start : length.end])
    found = find_lengths(words + " ")
    return found[0].quantity if found else length.quantity


def _is_long(length: Length) -> bool:
    return length.quantity.low * _DAYS.get(length.quantity.unit, 0.0) >= _CHRONIC


def _since(scene: Scene, fact: Fact) -> tuple[int, int] | None:
    """The words that date the beginning of the pain three months back or more."""
    first, written = fact.quotes[0], scene.around.authored
    for day in scene.dates if written is not None else ():
        between = scene.folded[first.end : max(first.end, day.start)]
        since = _SINCE.search(between)
        if since is None or day.start < first.end or _OF_ELSE.search(between):
            continue
        if written is not None and (written - day.day.latest).days >= _CHRONIC:
            return first.end + since.start(), day.end
    return None
