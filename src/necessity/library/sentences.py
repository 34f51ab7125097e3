"""A text cut into sentences, each with what it stands under; all as places in the original text.

Invariant: a sentence is a span of the text and never a copy; every character that is not blank stands in exactly one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[-*\u2022\u00b7\u2023\u25cf\u25aa\u2013\u2014+>]\s+|\(?\d{1,2}[.)]\s+|\(?[a-hA-H][.)]\s+)")
_MARK = re.compile(r"\s*#{1,6}\s+\S")
_STOP = re.compile(r"[.?!:;][\"')\]*\u201d]*(?:\s*\[?\d{1,2}(?:\s*[,-]\s*\d{1,2})*\]?)?\s*$")
_REFERENCES = re.compile(r"\s*\[?\d{1,2}\]?(?:\s*[,-]\s*\[?\d{1,2}\]?)*[.]?\s*")
_AFTER_STOP = re.compile(r"(?<=[a-z0-9%)][.?!])(?=\s+[A-Z\u201c\"])")
_NO_STOP = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|vs|e\.g|i\.e|et al|approx|No|Fig|St)\.$")
_LABEL = re.compile(r"\s*[A-Z][^.:;?!\n]{2,60}:\s")
_LONGEST_HEADING = 110
_LONGEST = 900  # a run without a stop is cut at the blank before, so that words far apart are not taken together
_WRAPPED = (60, 130)  # how long a line is that an editor broke; a longer one was broken by its author


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`start` to `end` of the text. `before` is the number of the sentence before it in its paragraph or list, if there is one.

    `under` are the numbers of the headings above it, the title first, the nearest last.
    """

    start: int
    end: int
    line: int
    before: int | None
    under: tuple[int, ...]


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences and headings of `text` in order."""
    found: list[Sentence] = []
    title: int | None = None
    headings: list[int] = []
    fresh = False  # the last block was a heading
    last: int | None = None
    starts = _line_starts(text)
    for start, end in _blocks(text):
        heading = _is_heading(text, start, end)
        if heading:
            headings = [*(headings[-1:] if fresh else ()), len(found)]
            last = None
        under = tuple(
            dict.fromkeys(([] if title is None else [title]) + [one for one in headings if one != len(found)])
        )
        for left, right in _cut(text, start, end):
            found.append(
                Sentence(
                    start=left, end=right, line=_line_of(starts, left), before=None if heading else last, under=under
                )
            )
            last = None if heading else len(found) - 1
        fresh = heading
        if title is None and found:
            title = 0
    return tuple(found)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: a paragraph, or one item of a list. A hard break inside running text joins."""
    begin = stop = -1
    gap = True
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            gap = True
            continue
        broken = text.count("\n", stop, match.start()) > 1 if stop >= 0 else True
        before = text[begin:stop].rsplit("\n", 1)[-1] if begin >= 0 else ""
        joins = (
            begin >= 0
            and not (gap or broken)
            and not _BULLET.match(line)
            and not _MARK.match(line)
            and not _STOP.search(before)
            and (line.lstrip()[0].islower() or _was_broken(before, line))
        )
        if joins:
            stop = match.end()
        else:
            if begin >= 0:
                yield begin, stop
            begin, stop = match.span()
        gap = False
    if begin >= 0:
        yield begin, stop


def _was_broken(before: str, line: str) -> bool:
    """Running text goes on in `line`: `before` is as long as a line of an editor, and neither is a heading or a label."""
    words = [word for word in before.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    is_running = _WRAPPED[0] <= len(before) <= _WRAPPED[1] and capitals <= 0.6 * len(words)
    return is_running and not _LABEL.match(line)


def _is_heading(text: str, start: int, end: int) -> bool:
    """A short line of its own that is no item of a list and ends without a stop."""
    words = text[start:end].strip()
    if _MARK.match(words):
        return True
    return (
        len(words) <= _LONGEST_HEADING and not _BULLET.match(words) and not (_STOP.search(words) and words[-1] != ":")
    )


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    import nupunkt

    block = text[start:end]
    cuts = {0, len(block)}
    cuts.update(left for left, _ in nupunkt.sent_spans(block))
    cuts.update(_cuts_of_runs(block, sorted(cuts)))
    cuts.update(match.start() for match in _AFTER_STOP.finditer(block) if not _NO_STOP.search(block, 0, match.start()))
    for left, right in pairwise(sorted(cuts)):
        words = block[left:right]
        if left and (cited := _REFERENCES.match(words)) and cited.end() < len(words):
            left, words = left + cited.end(), words[cited.end() :]  # the numbers of references after the stop before
        if words.strip() and not _REFERENCES.fullmatch(words):
            lead = len(words) - len(words.lstrip())
            yield start + left + lead, start + left + len(words.rstrip())


def _cuts_of_runs(block: str, cuts: Sequence[int]) -> Iterator[int]:
    """Where what is too long for a sentence is cut: before the blank that comes last in each stretch."""
    for left, right in pairwise(cuts):
        while right - left > _LONGEST:
            blank = block.rfind(" ", left + 1, left + _LONGEST)
            left = blank if blank > left else left + _LONGEST
            yield left


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text))]


def _line_of(starts: Sequence[int], place: int) -> int:
    return bisect_right(starts, place)
