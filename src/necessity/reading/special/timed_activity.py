"""Walking, standing, sitting and driving with the time or the way after which they end: `can stand 10 minutes`.

Invariant: a time that is long, a program of exercise, and what stops for want of breath are no limits of the back or the leg.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necessity.reading.scene import Scene
from necessity.reading.screen import form

_MANY = (
    r"(?:a few|few|half an?|a quarter of an?|one|two|three|four|five|six|seven|eight|ten|fifteen|twenty|thirty|"
    r"\d{1,4}(?:\.\d)?(?:\s?(?:-|to)\s?\d{1,4})?(?![\d/])|[13]/[248]|an?)"
)
_UNIT = r"(?P<unit>blocks?|feet|foot|ft|yards?|yds?|met(?:er|re)s?|m|miles?|mi|steps|minutes?|mins?|min|hours?|hrs?|hr|mailbox)\b"
_LIMIT = (
    r"(?:about|only|for|up to|approximately|approx|around|roughly|maybe|no more than|not more than|less than|under|at most|"
    r"max(?:imum)?(?: of)?|barely|just|is|of|to|a|the|limited|tolerance|distance|:|-|~|<|=|\s)*"
)
_DOING = r"(?P<what>walk(?:ing|s)?|ambulat(?:e|es|ing|ion)|stand(?:ing|s)?|sit(?:ting|s)?|driv(?:e|es|ing))"
_TIMED = form(
    rf"\b(?:(?:can|could|able to|manages? to|tolerates?|tolerate|capable of)\s+(?:only |barely |still "
    rf")?)?(?:prolonged |static )?{_DOING}(?: tolerance| distance| capacity| time| "
    rf"endurance)?\s*{_LIMIT}(?P<n>{_MANY})\s*{_UNIT}"
)
_STOPS = form(
    rf"\b(?:(?:has|have|had|needs?|must|forced|having) (?:to )?(?:sit|stop|rest|lie|lean)(?: down| and rest)?|must "
    rf"(?:sit|stop|rest|lean)|stops?|stopped|sits down|rests|pain (?:starts|begins|comes on)|symptoms (?:start|begin|"
    rf"come on))\s+"
    rf"(?:\w+ ){{0,2}}?(?:after|within|at|every)\s+(?:about |approximately |only |roughly |some "
    rf")?(?P<n>{_MANY})\s*{_UNIT}(?:\s+(?:of\s+)?{_DOING})?"
)
_OF_IT = form(
    rf"\b(?:after|within|occurring after|beyond)\s+(?:about |approximately |only |roughly |some "
    rf")?(?P<n>{_MANY})\s*{_UNIT}\s+of\s+{_DOING}"
)
_IS_LIMITED = re.compile(
    r"\b(?:only|before|then|must|has to|have to|needs? to|at most|no more|not more|less than|max\w*|barely|limited|"
    r"tolerance|but not|not longer|under|unable|cannot|can't)\b|<"
)
_TOLD = re.compile(
    r"\b(?:program|exercis\w*|goal\w*|daily|per day|a day|each day|every day|twice|times|breath\w*|dyspn\w+|sob|"
    r"tired|fatigue\w*|chest|bp|blood pressure|encourag\w+|should|recommend\w*|told to|advised|instructed|treadmill|"
    r"without (?:difficulty|pain|limit\w*|stopping|symptoms)|comfortably|"
    r"after surgery|postop\w*|increase\w*|progress to|improved to|not limited|unlimited|drive (?:to|from|home)|lives)\b"
)
_OF_A_WAY = re.compile(r"(?:blocks?|feet|foot|ft|yards?|yds?|met(?:er|re)s?|m|miles?|mi|steps)$")
_WHICH = (("walk", "walking"), ("ambulat", "walking"), ("stand", "standing"), ("sit", "sitting"), ("driv", "other"))
_FAR_ENOUGH = {
    "min": 61.0,
    "mile": 1.0,
    "mi": 1.0,
    "hour": 2.0,
    "hr": 2.0,
    "block": 11.0,
    "feet": 2000.0,
    "ft": 2000.0,
    "foot": 2000.0,
    "yard": 800.0,
    "yd": 800.0,
    "met": 800.0,
    "m": 800.0,
    "steps": 1000.0,
}


def applies(scene: Scene) -> bool:
    return any(scene.search(one) is not None for one in (_TIMED, _STOPS, _OF_IT))


def told(scene: Scene) -> Iterator[tuple[str, tuple[int, int]]]:
    """An activity with the time or the way after which it ends: `can stand 10 minutes`, `has to sit down after 150 yards`."""
    if not applies(scene):
        return
    for words in (_TIMED, _STOPS, _OF_IT):
        for match in words.words.finditer(scene.folded, scene.start, scene.end):
            before = scene.folded[max(scene.start, match.start() - 40) : match.start()]
            after = scene.folded[match.end() : min(scene.end, match.end() + 50)]
            around = before + match[0] + after
            what = match["what"] or ""
            activity = next((named for begins, named in _WHICH if what.startswith(begins)), None)
            if activity is None and words is _STOPS and _OF_A_WAY.match(match["unit"]):
                activity = "walking"
            if activity is None or _TOLD.search(around) or match.start() < scene.asserted_from:
                continue
            if words is _TIMED and _is_far(match) and not _IS_LIMITED.search(around):
                continue
            yield activity, match.span()


def _is_far(match: re.Match[str]) -> bool:
    """So long or far that it is no limit."""
    number = re.match(r"\d+(?:\.\d)?", match["n"])
    if "/" in match["n"]:
        return False
    if number is None:
        return match["unit"].startswith(("mile", "hour", "hr")) and not match["n"].startswith(("half", "a quarter"))
    most = next((most for unit, most in _FAR_ENOUGH.items() if match["unit"].startswith(unit)), 0.0)
    return float(number[0]) >= most > 0
