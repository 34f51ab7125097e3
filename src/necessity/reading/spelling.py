"""Facts that a misspelt word would say (`stenosus`, `laminectmy`): shown as possible, with the word as it stands in the chart.

Invariant: a misspelling makes nothing present and rules nothing out; where the right word would deny, plan or warn, it says
nothing. Only long words that nobody knows are looked up, and only one right word may be nearest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from necessity.errors import PackUnusable
from necessity.model.document import Document, Evidence, Quote
from necessity.model.fact import Assertion, Fact
from necessity.reading.match import fold
from necessity.yaml_file import open_sheet

READER = "spelling"
_SHORTEST = 8
_LONG = 11  # from here on two letters may be wrong
_MOST = 40  # of one document: a page that a machine misread all over is not read by guesses
_WORD = re.compile(rf"(?<![\w-])[a-z]{{{_SHORTEST},24}}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Misspelling:
    """`start` to `end` of the text, and the word that is meant."""

    start: int
    end: int
    meant: str


@dataclass(frozen=True, slots=True)
class _Words:
    by_letter: dict[str, tuple[str, ...]]
    right: frozenset[str]


@lru_cache(maxsize=4)
def _words(folder: Path) -> _Words:
    """The words of `spelling.yaml`. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(folder / "reading" / "spelling.yaml", str(Path("medicine") / "reading" / "spelling.yaml"))
    top = sheet.mapping(root, "the spelling file", required=("words", "alike"))
    meant = sheet.words(top.get("words"), "words")
    for word in meant:
        node = top.get("words")
        if node is not None and not _WORD.fullmatch(word):
            sheet.wrong(f"'{word}' is no plain word of {_SHORTEST} letters or more", node.place)
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    by_letter: dict[str, tuple[str, ...]] = {}
    for word in meant:
        by_letter[word[0]] = (*by_letter.get(word[0], ()), word)
    return _Words(by_letter, frozenset((*meant, *sheet.words(top.get("alike"), "alike"))))


def misspelt(text: str, folder: Path, is_known: Callable[[str], bool]) -> list[Misspelling]:
    """The misspelt words of a text in order; none where there are too many. `is_known`: the word means something as it is."""
    found: list[Misspelling] = []
    folded = fold(text)
    for word in dict.fromkeys(_WORD.findall(folded)):
        meant = _meant(word, folder)
        if meant is not None and not is_known(word):
            found += [
                Misspelling(match.start(), match.end(), meant)
                for match in re.finditer(rf"(?<![\w-]){word}(?![\w-])", folded)
            ]
    found.sort(key=lambda one: one.start)
    return found if len(found) <= _MOST else []


@lru_cache(maxsize=8192)
def _meant(word: str, folder: Path) -> str | None:
    """The word that is nearest; None where none is near or several are as near."""
    words = _words(folder)
    if word in words.right or word.removesuffix("s") in words.right:
        return None
    near: dict[int, list[str]] = {}
    for one in words.by_letter.get(word[0], ()):
        most = 2 if min(len(word), len(one)) >= _LONG else 1
        if abs(len(one) - len(word)) <= most and (wrong := _distance(word, one, most)) <= most:
            near.setdefault(wrong, []).append(one)
    nearest = near[min(near)] if near else []
    return nearest[0] if len(nearest) == 1 else None


def _distance(first: str, second: str, most: int) -> int:
    """How many letters are wrong, missing, too many or changed about (at most `most` + 1 is told)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        earlier, before, row = before, row, [place]
        for other, against in enumerate(second, 1):
            best = min(before[other] + 1, row[other - 1] + 1, before[other - 1] + (letter != against))
            if place > 1 and other > 1 and letter == second[other - 2] and first[place - 2] == against:
                best = min(best, earlier[other - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def proposed(
    document: Document, found: Sequence[Misspelling], told: Sequence[Fact], reread: Callable[[Document], Sequence[Fact]]
) -> Iterator[Fact]:
    """What the document would say if its words were spelt right, as possible. `told` are its facts as it stands."""
    right = _Righted(document, found)
    for fact in reread(replace(document, text=right.text, digest="")):
        if fact.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE):
            continue
        wrong = next((one for one in found if any(right.holds(quote, one) for quote in fact.quotes)), None)
        if wrong is None:
            continue
        evidence = tuple(right.original(piece) for piece in fact.evidence)
        cue = document.quote(wrong.start, wrong.end)
        if not any(one.kind == fact.kind and _overlap(one, evidence) for one in told):
            yield replace(fact, assertion=Assertion.POSSIBLE, evidence=evidence, cue=cue, reader=READER)


def _overlap(fact: Fact, evidence: Sequence[Evidence]) -> bool:
    return any(
        one.start < piece.end and piece.start < one.end
        for one in fact.quotes
        for piece in evidence
        if isinstance(piece, Quote)
    )


class _Righted:
    """The text with its words spelt right, and the way back to the places of the original."""

    __slots__ = ("_document", "_from", "_to", "text")

    def __init__(self, document: Document, found: Sequence[Misspelling]) -> None:
        pieces: list[str] = []
        last = 0
        self._document = document
        self._from, self._to = [0], [0]  # from these places of the new text on, the old text goes on at those
        size = 0
        for one in found:
            pieces += [document.text[last : one.start], _in_case(one.meant, document.text[one.start : one.end])]
            size += one.start - last + len(one.meant)
            last = one.end
            self._from.append(size)
            self._to.append(last)
        self.text = "".join((*pieces, document.text[last:]))

    def _old(self, place: int) -> int:
        """A place of the original; one inside a righted word is somewhere in the word as it was written."""
        number = bisect_right(self._from, place) - 1
        old = self._to[number] + place - self._from[number]
        return min(old, self._to[number + 1]) if number + 1 < len(self._to) else min(old, len(self._document.text))

    def holds(self, quote: Quote, one: Misspelling) -> bool:
        return self._old(quote.start) < one.end and one.start < self._old(quote.end)

    def original(self, piece: Evidence) -> Evidence:
        if not isinstance(piece, Quote):
            return piece
        start, end = self._old(piece.start), self._old(piece.end)
        return self._document.quote(start, max(end, start + 1))


def _in_case(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word
