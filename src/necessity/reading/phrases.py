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
    for hit in whole:
        found.setdefault(hit.entry.kind, []).append(hit)
    gapped: dict[tuple[Phrase, int], Hit] = {}
    later = _later(pieces) if len(pieces) > 1 else {}
    for hit in pieces if later else ():
        for phrase in hit.entry.begins:
            if phrase not in later:
                continue
            end = _gapped(folded, phrase, hit.end, later[phrase], ends)
            if end:  # of several beginnings with one end the last is meant
                gapped[phrase, end] = Hit(hit.start, end, phrase)
    for hit in gapped.values():
        found.setdefault(hit.entry.kind, []).append(hit)
    twins = _twins(list(gapped.values()))
    for kind, hits in found.items():
        if len(hits) == 1 and not twins:
            continue
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


def _later(pieces: Sequence[Hit]) -> dict[Phrase, list[Hit]]:
    """Of the phrases that begin in the sentence, the pieces in it that go on with them."""
    begun = set().union(*[hit.entry.begins for hit in pieces])
    found: dict[Phrase, list[Hit]] = {}
    for hit in pieces:
        for phrase in hit.entry.later.keys() & begun:
            found.setdefault(phrase, []).append(hit)
    return found


def _twins(hits: list[Hit]) -> dict[tuple[str, int, int], list[Hit]]:
    """Shorter readings that begin with the same word and say another value (`compressing the L5 root and the cauda equina`)."""
    found: dict[tuple[str, int, int], list[Hit]] = {}
    hits = [hit for hit in hits if hit.entry.kind == "neural_compression"]
    for long in hits:
        for short in hits:
            if short.start == long.start and short.end < long.end and _differ(short.entry, long.entry):
                found.setdefault((long.entry.kind, long.start, long.end), []).append(short)
    return found


def _differ(one: Phrase, other: Phrase) -> bool:
    """A field that both settle has another value in each."""
    return any(other.values.get(name, value) != value for name, value in one.values.items())


def _gapped(folded: str, phrase: Phrase, end: int, after: Sequence[Hit], ends: Sequence[Hit]) -> int:
    """Where a phrase of several parts ends whose first part ends at `end`; 0 where the rest does not follow closely.

    `after` are the pieces that go on with it, by their beginnings and the longer first: so the first that fits is the nearest.
    """
    for place in range(1, len(phrase.parts)):
        gap = phrase.gaps[place - 1]
        for hit in after:
            if hit.start < end or place not in hit.entry.later[phrase]:
                continue
            if gap != 1 and folded.count(" ", end, hit.start) > _MOST_WORDS_BETWEEN:
                return 0  # what follows stands further away still
            if _near(folded, end, hit.start, gap, ends):
                end = hit.end
                break
        else:
            return 0
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
