"""Which measures of care a length, a day or a response in the sentence is told of.

Invariant: it is told of the measure that it stands with, or of the whole list that it leads or closes; else of none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from necessity.quantity import Quantity
from necessity.reading.dates import Dated
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token

_FORBIDDEN_BETWEEN = re.compile(r"\b(?:despite|pain|symptoms?|sciatica|refractory|relief|ago|surgery|later)\b|;")
_TAKEN_UP = re.compile(
    r"[^.;]{0,40};\s*(?:(?:and|then|he|she|they|patient|pt|has|have|had)\s+)*(?:attended|completed|did|went|finished|done|had|"
    r"took|\d+\s+(?:sessions|visits))\b[^.;]*(?:;[^.;]*)?"
)
"""`PT prescribed; attended 16 sessions over 8 weeks`: what the next clause tells is of the measure before it."""
_LED = re.compile(
    r"(?:[\s,/+&]|\b(?:and|or|worn|wore|taken|took|tried|used|done|did|had|a|an|the|some|daily|oral|lumbar)\b)*"
)
_FROM_TO = re.compile(r"\d\s*(?:-|–|to|through|thru|until)\s*\d|\b(?:to|through|thru|until)\b|[a-z]\s?-\s?[a-z]")
_OF_ALL = re.compile(r"each\b|every one|all\b|none\b|neither\b|both\b|nothing\b")
_IS_OF_ONE = re.compile(r"\b(?:that|which)\s*(?:only |has |had )?$")
_ONE = re.compile(r"\b(?:one|a|an|single|last|recent)\b")
INJECTIONS = ("injection", "esi", "snrb", "facet_injection", "medial_branch_block", "rfa")
"""Measures that are given on a day."""


@dataclass(slots=True)
class Measure:
    """One measure of care in a sentence, and what is said of it."""

    token: Token
    part: int
    own: dict[str, Token] = field(default_factory=dict)
    length: tuple[int, int, Quantity] | None = None
    dates: list[Dated] = field(default_factory=list)


def receivers(scene: Scene, measures: list[Measure], start: int, end: int, name: str) -> list[Measure]:
    """The measures that what stands from `start` to `end` is told of; `name` is `length`, `date` or `response`."""
    part = scene.part_of(start)
    same = [one for one in measures if one.part == part]
    if name in ("supervised", "in_person"):
        near = [
            one
            for one in measures
            if 0 <= one.token.start - end < 25
            or 0 <= start - one.token.end < 25
            or one.token.start <= start < one.token.end
        ]
        return (
            near[:1]
            if near and near[0].token.values[0] in ("physical_therapy", "exercise", "home_exercise", "")
            else []
        )
    before = [one for one in measures if one.token.end <= start]
    after = [one for one in measures if one.token.start >= end]
    if not before:
        return _leading(scene, after, start, end, name) if after else []
    if not after:
        return _closing(scene, before, start, name)
    return _between(scene, before, after, same, start, end, name)


def _leading(scene: Scene, after: list[Measure], start: int, end: int, name: str) -> list[Measure]:
    """`failed naproxen, therapy and an injection`: what leads a list is said of all of it."""
    between = scene.folded[end : after[0].token.start]
    if name != "response" and (_FORBIDDEN_BETWEEN.search(between) or len(between) > 45):
        return []
    if len(between) > 60 or (name == "response" and re.search(r"[;]", between)):
        return []
    if name == "date" and not re.match(r"\s*(?:,|he|she|:|-|through|to|until|and|underwent|had|with|of)?", between):
        return []
    if name == "date" and len(after) > 1 and not re.match(r"\s*(?:w/|with|on)", between):
        return after[:1]
    if (
        name == "date"
        and not scene.folded[:start].rstrip().endswith((" in", " on", " since", " from", "started"))
        and after[0].token.values[0] not in INJECTIONS
        and not _FROM_TO.search(scene.folded, start, end)
    ):
        return []  # the day at the head of a log line is not the first day of a course
    if name == "length" and not after[0].token.values[0]:
        return after[:1]  # the course as a whole, not each measure of it
    return _run(scene, after) if name != "length" else _plain_list(scene, after)


def _plain_list(scene: Scene, measures: Sequence[Measure]) -> list[Measure]:
    """The first measure and those that only a comma, `and` or a stroke parts (`six weeks of NSAIDs, therapy and rest`)."""
    kept = [measures[0]]
    for one in measures[1:]:
        if not _LED.fullmatch(scene.folded, kept[-1].token.end, one.token.start):
            break
        kept.append(one)
    return kept


def _run(scene: Scene, measures: Sequence[Measure]) -> list[Measure]:
    """The measures from the first on that only commas and `and` part."""
    kept = [measures[0]]
    for one in measures[1:]:
        between = scene.folded[kept[-1].token.end : one.token.start]
        if len(between) > 40 or re.search(r"[;.]|\bbut\b|\bthen\b", between):
            break
        kept.append(one)
    return kept


def _closing(scene: Scene, before: list[Measure], start: int, name: str) -> list[Measure]:
    """`NSAIDs, therapy and rest for six weeks, all without relief`: what closes a list is said of all that have no own."""
    last = before[-1]
    between = scene.folded[last.token.end : start]
    if len(before) == 1 and name != "date" and ";" in between and len(between) < 120 and _TAKEN_UP.fullmatch(between):
        return [last]
    if ";" in between and name == "response" and len(between) < 60 and _OF_ALL.match(scene.folded, start):
        return [one for one in _backwards(scene, before) if name not in one.own]
    if len(between) > 90 or ";" in between or re.search(r"\bbut (?:he|she|the|now)\b", between):
        return []
    if name != "response" and re.search(r"\b(?:pain|symptoms?|ago|since surgery|relief)\b", between):
        return []
    if name == "date" or (name == "response" and _IS_OF_ONE.search(between) and _is_one(scene, before)):
        return [last]
    run = _backwards(scene, before)
    if name == "length":
        return [one for one in run if one.length is None] if not any(one.length for one in run) else [last]
    return [one for one in run if name not in one.own]


def _is_one(scene: Scene, before: list[Measure]) -> bool:
    """`exercise, and one injection in May that bought seven weeks`: what follows tells of the one."""
    start = before[-2].token.end if len(before) > 1 else scene.start
    return _ONE.search(scene.folded, start, before[-1].token.start) is not None


def _backwards(scene: Scene, before: list[Measure]) -> list[Measure]:
    kept = [before[-1]]
    for one in reversed(before[:-1]):
        between = scene.folded[one.token.end : kept[-1].token.start]
        if len(between) > 70 or re.search(r"[;.]|\bbut\b|\bthen\b", between):
            break
        kept.append(one)
    return kept


def _between(
    scene: Scene, before: list[Measure], after: list[Measure], same: list[Measure], start: int, end: int, name: str
) -> list[Measure]:
    """Between two measures: to the one in its own part; `failed` and `six weeks of` go on to the next."""
    left, right = scene.folded[before[-1].token.end : start], scene.folded[end : after[0].token.start]
    forward = re.match(r"\s*(?:of|course of|courses of|-?\s*course of|trial of)\s", right) is not None
    if name == "response" and scene.folded[start:end].startswith(
        ("fail", "refractory", "unresponsive", "recalcitrant", "despite")
    ):
        forward = True
    if forward and len(right) < 40:
        return _run(scene, after) if name == "response" else after[:1]
    if not re.search(r"[;]", left) and len(left) < 45:
        if same and same[0] not in after:
            return [one for one in same if one in before]
        return [before[-1]]
    return []
