"""The day of each operation that a sentence names: beside it, at the head of a list, in brackets, at the end for two.

Invariant: a day is given to one operation, or to two that are told as one; a day of another operation is given to none.
"""

from __future__ import annotations

import re
from itertools import pairwise

from necessity.reading.dates import Dated
from necessity.reading.entry import Phrase
from necessity.reading.operations import Operation, at
from necessity.reading.operations import names as names_of
from necessity.reading.scene import Mention, Scene
from necessity.reading.tokens import Token

_OF_A_COMPLAINT = re.compile(r"\b(?:came back|returned|recurred|reherniat\w*|flared|pain began|fell|injur\w+)\b")
ALONG = re.compile(r"[^.;]{0,70}?(?:\band\b|\bwith\b|,|/|\+|&)[^.;]{0,24}")
_NOT_TOGETHER = re.compile(r"[.;]|\b(?:then|later|subsequent\w*|followed|again|after|before|prior|revision|repeat)\b")

_ANOTHER = (
    r"(?:an?|the|his|her|one)?\s*(?:second|third|fourth|another|repeat|redo|re-do|further|2nd|3rd|last)"
    r"(?:\s+(?:one|operation|surgery|procedure|time|of these|of the same))?"
)
_WHERE = r"(?:at (?:the same|that|this) (?:level|place|site)|there|of the same kind|of it)"
_AGAIN = re.compile(
    rf"\s*[,;]?\s*(?:(?:(?:and|then|with|but|was|were|later|also|had)\s+|followed by\s+)*(?:again|once (?:more|"
    rf"again)|one more|repeated|redone|{_ANOTHER})|and|"
    rf"&|\+)\s*,?\s*(?:(?:was|were|done|performed|followed|came|{_WHERE})\s+)*(?:,\s*)?(?:in |on |at )?"
)
_THEN = re.compile(rf"\s*[,;]?\s*(?:and\s+)?then\s+(?:{_WHERE}\s+)?(?:in |on )?")
_NO_MORE = re.compile(rf"\s*(?:{_WHERE}\s*)?(?:[.;]|$)")
"""How an operation that was done again is told with its day."""
_SOMETHING_ELSE = re.compile(r",?\s*(?:she|he|they|it|the|an?|her|his|pain|symptoms|patient|pt)\b(?! same)")
"""`Discectomy in 2019 and in 2021 she fell`: the second day is of what follows it."""


def day_of(scene: Scene, mention: Mention, names: list[Token], number: int) -> Dated | None:
    """The day nearest to this operation, and to no other one."""
    if (led := _led_by(scene, mention, names, number) or _in_brackets(scene, mention)) is not None:
        return led
    best: tuple[int, Dated] | None = None
    low = names[number - 1].end if number else scene.start
    high = names[number + 1].start if number + 1 < len(names) else scene.end
    for one in scene.dates:
        if one.role in ("until",) or (not low <= one.start < high and len(names) > 1):
            continue
        between = scene.folded[min(mention.end, one.end) : max(mention.start, one.start)]
        if (
            ";" in between
            or len(between) > 70
            or _OF_A_COMPLAINT.search(between)
            or any(
                token.start >= mention.end and token.end <= one.start
                for token in scene.words.get("modality_imaging", ())
            )
        ):
            continue
        if number + 1 < len(names) and _leads_the_next(scene, mention, one, names[number + 1]):
            continue
        gap = len(between) + (0 if one.start >= mention.end else 15)
        if best is None or gap < best[0]:
            best = (gap, one)
    if best is None and number and names:  # `laminectomy and discectomy on 2/2/2000`, `in 2022 laminectomy and fusion`
        return None
    return best[1] if best else None


def _in_brackets(scene: Scene, mention: Mention) -> Dated | None:
    """`2011 (fusion L4-S1)`; and of `in the autumn of 2021 (14 October 2021)` the exact day."""
    days = [one for one in scene.dates if one.role != "until"]
    for one in days:
        if one.end <= mention.start and re.fullmatch(r"\s*[(:]\s*[^();]{0,30}", scene.folded[one.end : mention.start]):
            return one
    for first, second in pairwise(days):
        if (
            mention.end <= first.start
            and second.start - mention.end < 90
            and scene.folded[first.end : second.start].strip() == "("
        ):
            inside = first.day.earliest <= second.day.earliest and second.day.latest <= first.day.latest
            if inside and not any(mention.end <= other.start < second.start for other in names_of(scene)):
                return second
    return None


def _leads_the_next(scene: Scene, mention: Mention, one: Dated, following: Token) -> bool:
    """`discectomy right, 2013 L4-5 PLIF`: the day after the comma opens the next item."""
    if not mention.end <= one.start < one.end <= following.start:
        return False
    before, after = scene.folded[mention.end : one.start], scene.folded[one.end : following.start]
    return "," in before and "(" not in before and not re.search(r"[,;)]|\b(?:and|then|with)\b", after)


def _led_by(scene: Scene, mention: Mention, names: list[Token], number: int) -> Dated | None:
    """`2009 L5-S1 discectomy, 2013 L4-5 PLIF`: a list in which each operation stands after its day."""
    days = [one for one in scene.dates if one.role != "until"]
    if len(names) < 2 or len(days) < 2 or days[0].end > names[0].start or days[-1].start > names[-1].start:
        return None
    before = [one for one in days if one.end <= mention.start]
    low = names[number - 1].end if number else scene.start
    return before[-1] if before and (before[-1].start >= low or "," not in scene.folded[low : mention.start]) else None


def of_the_next(scene: Scene, names: list[Token], number: int, told: list[Operation]) -> Dated | None:
    """`lateral interbody fusion with posterior fusion in March 2023`: one operation of two names, dated once at its end."""
    if number + 1 >= len(names) or len([one for one in scene.dates if one.role != "until"]) != 1:
        return None
    first, following = names[number], names[number + 1]
    between = scene.folded[first.end : following.start]
    if ALONG.fullmatch(between) is None or _NOT_TOGETHER.search(between):
        return None
    here, there = at(told, first.start, first.end), at(told, following.start, following.end)
    if here is not None and there is not None and there.own and here.levels != there.levels:
        return None  # the second is of another level: two operations
    mention = Mention(following.start, following.end, Phrase("prior_surgery", ("",)))
    return day_of(scene, mention, names, number + 1) or of_the_next(scene, names, number + 1, told)


def days_again(scene: Scene, first: Dated | None) -> list[Dated]:
    """`discectomy April 2025, again May 2025`, `and a second one on 20 January 2026`: further days of the same operation."""
    found: list[Dated] = []
    last, written = first, scene.around.authored
    for one in scene.dates if last is not None else ():
        if last is None or one.start <= last.end or (written is not None and one.day.earliest > written):
            continue
        if not _is_again(scene, last, one) or any(
            other.start >= one.end and other.start - one.end < 45 and ";" not in scene.folded[one.end : other.start]
            for other in names_of(scene)
        ):
            continue
        found.append(one)
        last = one
    return found


def _is_again(scene: Scene, last: Dated, one: Dated) -> bool:
    """The words between the two days say that the operation was done again; `then` alone, where nothing else follows."""
    between = scene.folded[last.end : one.start]
    if _AGAIN.fullmatch(between):
        return _SOMETHING_ELSE.match(scene.folded, one.end, scene.end) is None
    return _THEN.fullmatch(between) is not None and _NO_MORE.match(scene.folded, one.end, scene.end) is not None
