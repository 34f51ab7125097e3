"""The stretches of a paragraph that level labels open: `L3-L4: Bulge. Severe stenosis. L4-L5: Normal.` has two.

Invariant: a label opens its level until the next label, over full stops and semicolons alike; what may belong to no level
(an impression, the other levels, a sentence that turns to another level) is given none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from necessity.reading.levels import Place, find_levels
from necessity.vocabulary.anatomy import Anatomy

_AFTER = re.compile(r"\s*(?:levels?|interspace|disc space|disk space|segment)?\s*(?P<colon>:)\s*")
_DASH = re.compile(r"\s+(?:levels?\s+)?[-\u2013\u2014]{1,2}\s+(?=[^\W\d_])(?![lst]\d)")
_LEADS = r"(?:at\s+|the\s+|levels?\s+)*"
_STARTS = re.compile(rf"(?:^|[.;,:!?)]\s*|\n\s*)(?:(?:and|while|whereas|but)\s+)?(?P<own>{_LEADS})\Z")
_SENTENCE = re.compile(rf"[.!?]\s+(?P<own>{_LEADS})\Z")
_STUDY = re.compile(r"(?:\b(?:spine|mri|ct|contrast|findings|dated?|levels?)|\d)\s+(?P<own>)\Z")
_RUNS_ON = re.compile(r"(?:\b(?P<and>and)\s+)?(?P<own>)\Z")
_NO_LABEL = re.compile(
    r"\b(?:at|of|on|in|for|from|to|with|than|than at|by|per|via|through|involving|including|the|an?|prior|previous|s/p|"
    r"compared (?:to|with)|and at|fusion|\w+ectomy|\w+otomy|surgery|decompression|instrumentation|hardware)\s+\Z"
)
_HEADING = re.compile(r"(?:(?<=[.;!?]\s)|(?<=\n)|(?<=[.;!?]\s\s))(?P<label>[A-Za-z][A-Za-z /&]{2,40}):(?=\s)")
_OTHERS = re.compile(
    r"(?:(?<=[.;!?]\s)|(?<=\n)|(?<=[.;!?]\s\s))(?:at\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?"
    r"(?:(?:other|remaining|rest of the|adjacent|non-?operated)\s+(?:lumbar\s+|disc\s+|imaged\s+)*(?:levels?|segments?)|"
    r"elsewhere)\b"
)
_OF_THE_PATIENT = re.compile(
    r"(?:(?<=[.;!?]\s)|(?<=\n)|(?<=[.;!?]\s\s))(?:he|she|they|we|i|the patient|patient|pt|mr|mrs|ms)\b(?=\.?\s)"
)
"""Prose about the patient is no more of the report's levels."""
_NORMAL = re.compile(
    r"(?:(?:is|are|appears|remains)\s+)?(?:normal|unremarkable|negative|intact|clear|patent|wnl|within normal limits|okay|ok)"
    r"(?: (?:level|disc|appearance|for age))?[.;]\s+"
)
_STILL_NORMAL = re.compile(
    r"\b(?:no|not|without|nor|normal|patent|unremarkable|clear|open|intact|preserved|maintained|free|negative|absent|none)\b"
)
_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)")
_MOST_BEFORE = 40
_MOST_AFTER = 600
"""How far after its label a normal level is followed, in characters: the work on a long line must stay bounded."""
_TRAILING = " \t\r\n;,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """`start` to `end` of the text, and the levels that its label gives. Where `is_new` the zone opens a part of its own."""

    start: int
    end: int
    levels: tuple[str, ...]
    levels_at: tuple[int, int] | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a zone begins: `cut` ends the one before, `words` is the first place after the label."""

    cut: int
    words: int
    levels: tuple[str, ...]
    levels_at: tuple[int, int] | None
    is_new: bool = False


def zones(
    text: str,
    folded: str,
    block: tuple[int, int],
    opened: tuple[tuple[str, ...], tuple[int, int] | None],
    is_heading: Callable[[str], bool],
    anatomy: Anatomy,
) -> Iterator[Zone]:
    """The zones of a block in order.

    `folded` is the whole text folded, `opened` the levels in force where the block begins, with the span of their label.
    """
    start, end = block
    levels, levels_at = opened
    is_new = False
    for turn in _turns(text, folded[slice(*block)], block[0], levels, is_heading, anatomy):
        stop = start + len(text[start : turn.cut].rstrip(_TRAILING))
        if stop > start:
            yield Zone(start=start, end=stop, levels=levels, levels_at=levels_at, is_new=is_new)
            is_new = False
        start, levels, levels_at, is_new = turn.words, turn.levels, turn.levels_at, is_new or turn.is_new
    yield Zone(start=start, end=max(start, end), levels=levels, levels_at=levels_at, is_new=is_new)


def _turns(
    text: str,
    folded: str,
    first: int,
    levels: tuple[str, ...],
    is_heading: Callable[[str], bool],
    anatomy: Anatomy,
) -> list[_Turn]:
    """The places where the level in force changes, in a block that begins at `first` and whose folded words are `folded`."""
    places = find_levels(folded, anatomy)
    if not levels and all(_of_place(folded, first, place, ()) is None for place in places):
        return []
    turns: list[_Turn] = []
    for at, place in [*_events(text, folded, first, places, is_heading), (len(folded), None)]:
        if turns and levels and (over := _after_normal(folded, turns[-1].words - first, at)) is not None:
            turns.append(_Turn(first + over, first + over, (), None, True))
            levels = ()
        if at == len(folded):
            break
        if turns and at < turns[-1].words - first:
            continue
        if place is None:
            turn = _Turn(first + at, first + at, (), None, True) if levels else None
        else:
            turn = _of_place(folded, first, place, levels)
        if turn is not None:
            levels = turn.levels
            turns.append(turn)
    return turns


def _after_normal(folded: str, start: int, stop: int) -> int | None:
    """Where a level that is called normal ends: at the first sentence after it that neither denies nor calls a thing normal."""
    stop = min(stop, start + _MOST_AFTER)
    normal = _NORMAL.match(folded, start, stop)
    at = normal.end() if normal is not None else stop
    while at < stop:
        end = _SENTENCE_END.search(folded, at, stop)
        last = end.end() if end is not None else stop
        if _STILL_NORMAL.search(folded, at, last) is None:
            return at
        at = last
    return None


def _events(
    text: str, folded: str, offset: int, places: list[Place], is_heading: Callable[[str], bool]
) -> list[tuple[int, Place | None]]:
    """Places, and where the text turns to what is of no single level (None), in order."""
    found: list[tuple[int, Place | None]] = [(place.start, place) for place in places]
    found += [(match.start(), None) for match in (*_OTHERS.finditer(folded), *_OF_THE_PATIENT.finditer(folded))]
    for match in _HEADING.finditer(text, offset, offset + len(folded)):
        if is_heading(match["label"]):
            found.append((match.start() - offset, None))
    return sorted(found, key=lambda one: one[0])


def _of_place(folded: str, offset: int, place: Place, levels: tuple[str, ...]) -> _Turn | None:
    """The turn that a place makes: it is a label, or it opens a sentence on another level; None where it is neither."""
    if place.roots:  # `L4, L5: 5/5` are muscles
        return None
    before = folded[max(0, place.start - _MOST_BEFORE) : place.start]
    if place.start > _MOST_BEFORE:
        before = "x" + before  # the block does not begin here
    after = _AFTER.match(folded, place.end)
    starts = _STARTS.search(before)
    if after is not None and starts is None and not _NO_LABEL.search(before):
        starts = _RUNS_ON.search(before) if levels else _STUDY.search(before)
    after = after or _DASH.match(folded, place.end)
    if after is not None and starts is not None and (place.levels or place.elsewhere):
        cut = offset + place.start - (len(before) - starts.start("own"))
        if not place.levels:  # `T12-L1:` or a neck level: its own words say that they are of another part
            return _Turn(cut, cut, (), None, True)
        return _Turn(cut, offset + after.end(), place.levels, (offset + place.start, offset + place.end))
    opens = _SENTENCE.search(before)
    if levels and opens is not None and place.levels and not set(place.levels) <= set(levels):
        cut = offset + place.start - (len(before) - opens.start("own"))
        return _Turn(cut, cut, (), None)
    return None
