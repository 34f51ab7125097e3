"""Phrases found in a text: whole words, in any case, with offsets of the original text.

Invariant: `text[hit.start:hit.end]` are the very characters that were matched, whatever odd characters stand around them;
folding to lower case never moves an offset.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
_PLAIN = {
    **{ord(char): " " for char in _SPACES},
    **{ord(char): "-" for char in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"},
    **{ord(char): "'" for char in "\u2018\u2019\u201b\u2032"},
    **{ord(char): '"' for char in "\u201c\u201d\u2033"},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_RUN_OF_SPACES = re.compile(r"  +")
_INNER_RUN = re.compile(
    r"[^\S\n]{2}|\n[^\S\n]|\r\n"
)  # spaces inside a line or at its beginning: a phrase may run over them


def fold(text: str) -> str:
    """`text` in lower case with plain spaces, hyphens and quotes; always of the same length, character for character."""
    low = text.lower()
    if len(low) != len(text):  # a capital such as the dotted I becomes two characters: leave it as it is
        low = "".join(one if len(one := char.lower()) == 1 else char for char in text)
    return low.translate(_PLAIN)


class Hit(NamedTuple):
    """One entry of the lexicon found at a place of the text (a tuple: there are hundreds in a page)."""

    start: int
    end: int
    entry: Any


class Haystack:
    """A folded text in which runs of spaces count as one, and the way back to the original offsets."""

    __slots__ = ("_at", "_shift", "folded", "text")

    def __init__(self, folded: str, needed: bool = True) -> None:
        self.folded = folded
        self._at: list[int] = []
        self._shift: list[int] = []
        self.text = folded
        if needed:
            pieces: list[str] = []
            last = removed = 0
            for run in _RUN_OF_SPACES.finditer(folded):
                pieces.append(folded[last : run.start() + 1])
                last = run.end()
                removed += run.end() - run.start() - 1
                self._at.append(run.start() + 1 - (removed - (run.end() - run.start() - 1)))
                self._shift.append(removed)
            pieces.append(folded[last:])
            self.text = "".join(pieces)

    def original(self, offset: int) -> int:
        """The offset in the original text of the character at `offset`."""
        if not self._at:
            return offset
        place = bisect_right(self._at, offset)
        return offset + (self._shift[place - 1] if place else 0)


def _joins(char: str) -> bool:
    return char.isalnum() or char == "_" or (char > "\x7f" and unicodedata.combining(char) != 0)


class Matcher:
    """All phrases of a lexicon in one automaton. `entries` maps a phrase to what it stands for (several things may share it)."""

    __slots__ = ("_automaton", "_entries", "_upper")

    def __init__(self, entries: Mapping[str, Sequence[Any]], upper: Iterable[str] = ()) -> None:
        """`upper` are phrases that count only where the text has them in capitals (`AT` is a muscle, `at` is not)."""
        import ahocorasick_rs

        phrases = [phrase for phrase in entries if phrase.strip()]
        self._entries = tuple(tuple(entries[phrase]) for phrase in phrases)
        capitals = frozenset(upper)
        self._upper = tuple(phrase in capitals for phrase in phrases)
        self._automaton = ahocorasick_rs.AhoCorasick(phrases) if phrases else None

    def __len__(self) -> int:
        """The number of different phrases."""
        return len(self._entries)

    def is_phrase(self, word: str) -> bool:
        """The folded word is a phrase by itself."""
        return self._automaton is not None and any(
            start == 0 and end == len(word)
            for _, start, end in self._automaton.find_matches_as_indexes(word, overlapping=True)
        )

    def find(self, folded: str, text: str) -> list[Hit]:
        """Every whole-word hit, overlapping ones too, sorted by start. `folded` is `fold(text)`."""
        if self._automaton is None:
            return []
        hay = Haystack(folded, _has_inner_run(folded, text))
        searched, plain = hay.text, not hay._at
        found: list[Hit] = []
        entries, upper = self._entries, self._upper
        inside = _inside_words(searched)
        for number, start, end in reversed(self._automaton.find_matches_as_indexes(searched, overlapping=True)):
            if inside[start] or inside[end]:
                continue
            if not plain:
                start, end = hay.original(start), hay.original(end - 1) + 1
            if upper[number] and text[start:end].lower() == text[start:end]:
                continue
            for entry in entries[number]:
                found.append(_hit(Hit, (start, end, entry)))
        found.sort(key=_start)  # they came by their ends, the last first: of those that begin together the longer first
        return found


_JOINING = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""The plain characters that make a word."""
_JOINS = bytes(chr(code) in _JOINING for code in range(256))
_start = itemgetter(0)
_hit = tuple.__new__  # half the time of calling `Hit`


def _inside_words(searched: str) -> bytes:
    """For each place, and the end, 1 where the characters on both sides of it make one word."""
    if searched.isascii():
        joins = searched.encode("ascii").translate(_JOINS)
    else:
        each = {char: _joins(char) for char in set(searched)}
        joins = bytes(each[char] for char in searched)
    number = int.from_bytes(joins, "little")
    return (number & number << 8).to_bytes(len(joins) + 1, "little")


def _has_inner_run(folded: str, text: str) -> bool:
    """A phrase may have to run over spaces inside a line; what may be one is two plain spaces in the folded text."""
    return any(_INNER_RUN.search(text, *run.span()) for run in _RUN_OF_SPACES.finditer(folded))


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """The leftmost longest of overlapping hits (`hits` sorted by start, the longer first); equal spans are all kept."""
    kept: list[Hit] = []
    start = end = -1
    for hit in hits:
        if hit.start >= end or (hit.start == start and hit.end == end):
            kept.append(hit)
            start, end = hit.start, hit.end
    return kept
