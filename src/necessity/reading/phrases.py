"""Phrases of a sentence by kind; one of several parts counts where they stand close together and in their order.

Invariant: no denial stands between the parts of a phrase, and of overlapping phrases of one kind the longest wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necessity.reading.entry import Phrase
from necessity.reading.match import Hit, longest

_MOST_WORDS_BETWEEN = 9
_FEW_WORDS_BETWEEN = 5
_APART = re.compile(r"[,;()]|\b(?:and|or|but|with|while|than)\b")
_NO = re.compile(r"\b(?:no|not|without|denies|denied|never|nor|neither|none|nothing|used to|formerly|no longer|once)\b")


def by_kind(whole: Sequence[Hit], pieces: Sequence[Hit], ends: Sequence[Hit], folded: str) -> dict[str, list[Hit]]:
    """The phrases of each kind in a sentence, the longest where they overlap: those said at once (`whole`), and those whose
    `pieces` stand close together with none of `ends` between."""
    found: dict[str, list[Hit]] = {}
    parts: dict[int, list[Hit]] = {}
    for hit in whole:
        found.setdefault(hit.entry.kind, []).append(hit)
    for hit in pieces:
        parts.setdefault(hit.entry.place, []).append(hit)
    gapped: dict[tuple[Phrase, int], Hit] = {}
    for hit in parts.get(0, ()):
        end = _gapped(folded, hit, parts, ends)
        if end:  # of several beginnings with one end the last is meant
            gapped[hit.entry.phrase, end] = Hit(hit.start, end, hit.entry.phrase)
    for hit in gapped.values():
        found.setdefault(hit.entry.kind, []).append(hit)
    twins = _twins(list(gapped.values()))
    for kind, hits in found.items():
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.entry.only_denied))
        seen: set[tuple[int, int]] = set()
        kept: list[Hit] = []
        for hit in longest(hits):
            if (hit.start, hit.end) not in seen:
                seen.add((hit.start, hit.end))
                kept.append(hit)
                kept += twins.get((kind, hit.start, hit.end), ())
        found[kind] = kept
    return found


def _twins(hits: list[Hit]) -> dict[tuple[str, int, int], list[Hit]]:
    """Shorter readings that begin with the same word and say another value (`compressing the L5 root and the cauda equina`)."""
    found: dict[tuple[str, int, int], list[Hit]] = {}
    for long in hits:
        for short in hits:
            same = short.start == long.start and short.end < long.end and short.entry.kind == long.entry.kind
            if same and short.entry.values != long.entry.values and short.entry.kind == "neural_compression":
                found.setdefault((long.entry.kind, long.start, long.end), []).append(short)
    return found


def _gapped(folded: str, first: Hit, parts: dict[int, list[Hit]], ends: Sequence[Hit]) -> int:
    """Where a phrase of several parts ends that begins with `first`; 0 where the rest does not follow closely."""
    phrase: Phrase = first.entry.phrase
    end = first.end
    for place in range(1, len(phrase.parts)):
        following = [
            (hit.start, -hit.end)
            for hit in parts.get(place, ())
            if hit.entry.phrase is phrase
            and hit.start >= end
            and _near(folded, end, hit.start, phrase.gaps[place - 1], ends)
        ]
        if not following:
            return 0
        end = -min(following)[1]  # the nearest, and of those that begin there the longest
    return end


def _near(folded: str, start: int, end: int, gap: int, ends: Sequence[Hit]) -> bool:
    between = folded[start:end]
    if gap == 1:
        return not between.strip()
    if gap == 2 and (between.count(" ") > _FEW_WORDS_BETWEEN or _APART.search(between)):
        return False
    if ";" in between or between.count(" ") > _MOST_WORDS_BETWEEN or _NO.search(between):
        return False
    return not any(hit.entry.family == "any" and start <= hit.start < end for hit in ends)
