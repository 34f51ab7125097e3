"""Where a sentence says a word of the library: phrases compared by their stems, little words left out.

Invariant: a negation is never left out, so `no fusion` and `fusion` stay apart where a phrase says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_TOKEN = re.compile(r"\bha(?:s|ve|d)\s+to\b|[^\W_]+", re.IGNORECASE)
_LITTLE = frozenset(
    "a an the of in on at to for with and or by as from is are was were be been being has have had do does did "
    "this these those it its their his her our your they we he she you which who whom there than such into".split()
)
_NEGATIONS = frozenset("no not never without nor cannot".split())
_LEVEL = re.compile(r"[lst]\d{1,2}|\d{1,2}")
_MOST_LEVELS = 4  # "L4-5 and L5-S1" between two words of a phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a text that counts, by its stem; `start` to `end` of the text."""

    stem: str
    start: int
    end: int


class Wording:
    """Finds the words of the library in sentences. `words` are the phrases of each word, by its name."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, phrases in words.items():
            for phrase in phrases:
                stems = tuple(token.stem for token in tokens_of(phrase))
                if stems:
                    self._by_first.setdefault(stems[0], []).append((name, stems))

    def find(self, tokens: tuple[Token, ...]) -> dict[str, tuple[tuple[int, ...], ...]]:
        """The words that the tokens say, each with the numbers of the tokens of every phrase that says it."""
        found: dict[str, dict[tuple[int, ...], None]] = {}
        stems = [token.stem for token in tokens]
        for place, stem in enumerate(stems):
            for name, phrase in self._by_first.get(stem, ()):
                if said := _around(stems, place, phrase):
                    found.setdefault(name, {})[said] = None
        return {name: tuple(places) for name, places in found.items()}


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of `text` that count, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        word = "must" if " " in " ".join(match.group().split()) else match.group().lower()  # "has to" is "must"
        if word not in _LITTLE:
            found.append(Token(stem=_stem(word), start=match.start(), end=match.end()))
    return tuple(found)


def _around(stems: list[str], place: int, phrase: tuple[str, ...]) -> tuple[int, ...] | None:
    """The narrowest run with all of `phrase` in any order, its first word at `place`, at most one word more than the phrase.

    A level or a bare number between them ("the earlier L5-S1 laminectomy") is no word more.
    """
    first = last = place
    taken = {place}
    reach = len(phrase) + _MOST_LEVELS
    behind = place if phrase[0] in _NEGATIONS else max(0, place - reach)  # a negation denies what follows it
    for stem in phrase[1:]:
        near = [at for at in range(behind, min(len(stems), place + reach + 1)) if stems[at] == stem and at not in taken]
        if not near:
            return None
        chosen = min(near, key=lambda at: max(last, at) - min(first, at))
        taken.add(chosen)
        first, last = min(first, chosen), max(last, chosen)
    passed = sum(at not in taken and _LEVEL.fullmatch(stems[at]) is not None for at in range(first, last))
    return tuple(sorted(taken)) if last - first - passed <= len(phrase) else None


@cache
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
