"""A document as a person sees it: without characters that do not show, with letters that only look like plain ones as plain
ones, and with the shorthand of charts (`w/o`, `h/o`, `lt`) written out.

Invariant: every fact is told in places of the document as it was received; what is left out or written out is quoted as it
stands there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from necessity.errors import PackUnusable
from necessity.model.document import Document, Evidence, Quote
from necessity.model.fact import Fact
from necessity.yaml_file import open_sheet

_HIDDEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u180e\u034f\ufe00-\ufe0f\U000e0000-\U000e007f]+|"
    "(?<=[A-Za-z])\u00ad(?=[A-Za-z])|"
    "(?<![0-9])[\x00-\x08\x0e-\x1b\x7f]+|[\x00-\x08\x0e-\x1b\x7f]+(?![0-9\x00-\x08\x0e-\x1b\x7f])"
)
"""What does not show. A control character between two digits stays: a digit may have been lost there."""
_CYRILLIC = ("\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u0501\u051b", "aeopcxyijsdq")
_CYRILLIC_CAPITALS = (
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405",
    "ABEKMHOPCTXIJS",
)
_GREEK = (
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEZHIKMNOPTYXo",
)
_ALIKE = {
    other: plain for alphabet in (_CYRILLIC, _CYRILLIC_CAPITALS, _GREEK) for other, plain in zip(*alphabet, strict=True)
}
"""Letters of other alphabets that look like these."""
_OTHER = re.compile("[\u0370-\u052f\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")
_JOINED = re.compile(r"[\w/.-]")
_SHORT = "reading/shorthand.yaml"


@dataclass(frozen=True, slots=True)
class Legible:
    """A document made legible. `spans` are the places of `text` that differ, each with the place in `received`."""

    received: Document
    document: Document
    begins: tuple[int, ...]
    spans: tuple[tuple[int, int, int, int], ...]

    def original(self, fact: Fact) -> Fact:
        """The fact in places of the document as it was received."""
        if not self.spans:
            return fact
        cue = fact.cue if fact.cue is None else self._quote(fact.cue)
        return replace(fact, evidence=tuple(self._piece(one) for one in fact.evidence), cue=cue)

    def _piece(self, piece: Evidence) -> Evidence:
        return self._quote(piece) if isinstance(piece, Quote) else piece

    def _quote(self, quote: Quote) -> Quote:
        return self.received.quote(self._at(quote.start, 0), self._at(quote.end - 1, 1))

    def _at(self, place: int, after: int) -> int:
        """Where the character at `place` begins (`after` 1: ends) in the document as received."""
        number = bisect_right(self.begins, place) - 1
        if number < 0:
            return place + after
        _, end, first, last = self.spans[number]
        if place < end:
            return last if after else first
        return place - end + last + after


def legible(document: Document, folder: Path) -> Legible:
    """The document as a person sees it; the same where all of it is. `folder` is `medicine/`."""
    short = _shorthand(folder)
    text = document.text
    changes = sorted(_changes(text, short), key=lambda one: one[0])
    if not changes:
        return Legible(document, document, (), ())
    pieces: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    last = size = 0
    for first, end, words in changes:
        if first < last:
            continue
        pieces += [text[last:first], words]
        size += first - last
        spans.append((size, size + len(words), first, end))
        size += len(words)
        last = end
    pieces.append(text[last:])
    shown = replace(document, text="".join(pieces), digest=document.digest)
    return Legible(document, shown, tuple(one[0] for one in spans), tuple(spans))


def _changes(text: str, short: _Shorthand) -> Iterator[tuple[int, int, str]]:
    if not text.isascii() or not "".join(text.split()).isprintable():
        for match in _HIDDEN.finditer(text):
            yield match.start(), match.end(), ""
    if not text.isascii():
        for match in _OTHER.finditer(text):
            letter = _ALIKE.get(match[0]) or unicodedata.normalize("NFKC", match[0])
            if letter.isascii():
                yield match.start(), match.end(), letter
    for match in short.words.finditer(text):
        if _JOINED.match(text[max(0, match.start() - 1) : match.start()]):
            continue
        runs_on = text[match.end() : match.end() + 1].isalpha()  # `w/leg pain`
        yield match.start(), match.end(), short.meant[match[0].lower()] + " " * runs_on


@dataclass(frozen=True, slots=True)
class _Shorthand:
    words: re.Pattern[str]
    meant: dict[str, str]


@lru_cache(maxsize=4)
def _shorthand(folder: Path) -> _Shorthand:
    """The shorthand of `shorthand.yaml`. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(folder / _SHORT, str(Path("medicine") / _SHORT))
    meant: dict[str, str] = {}
    for full, node, place in sheet.pairs(root, "the shorthand file"):
        for word in sheet.words(node, f"shorthand for {full}"):
            if word in meant:
                sheet.wrong(f"'{word}' stands twice", place, remedy="keep one")
            meant[word] = full
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    cases = {case for word in meant for case in (word, word.upper(), word.capitalize())}
    known = "|".join(map(re.escape, sorted(cases, key=lambda word: (-len(word), word))))
    ends = r"(?!\s*[(:/]|w|\d)"
    return _Shorthand(
        re.compile(rf"(?:{known}){ends}" if known else r"(?!)"), meant
    )  # what it begins with is looked for first
