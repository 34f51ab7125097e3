"""A document cut into sections, sentences and parts of sentences; all as places in the original text.

Invariant: a sentence is a span of `text`, never a copy with other characters. A line that opens a list item ends the
sentence before it; a hard line break inside running text does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from necessity.reading.answers import with_answers
from necessity.reading.headings import SYSTEMS, is_a_system, is_template, only_levels, opened_by, section_of
from necessity.reading.lengths import bounded
from necessity.reading.match import fold
from necessity.reading.zones import zones
from necessity.vocabulary.anatomy import Anatomy

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]*")
_BULLET = re.compile(
    r"\s*(?:#{1,3}\s+(?=[^\n:]{0,80}[,.;]|[A-Z][A-Z0-9]+\b[^\n:]*$)|#\d{1,2}[.:)]?\s+|[-*\u2022\u00b7\u2023\u25cf\u25aa\u2013\u2014+>o\u2192]\s+|[-=]+>\s*|\(?\d{1,2}[.)]\s+|\(?[a-hA-H][.)]\s+|"
    r"[•·●▪]\s*)"
)
_LABEL = re.compile(
    r"\s*(?:#{1,4}\s*|\*{1,2})?(?P<label>[^\W\d_](?:[^:;.?!\r\n]|\.(?=\s[a-z(])){0,58}?)\s*\*{0,2}\s*:(?=\s|\*|$)"
)
_LEVEL_LABEL = re.compile(
    r"\s*(?:#{1,4}\s*|"
    r"\*{1,2})?(?P<label>(?:at\s+)?(?:the\s+)?(?:level\s+)?[^\W\d_][^:;.?!\r\n]{0,40}?)\s*\*{0,2}\s*(?::|"
    r"\s[-\u2013\u2014]\s|\s*\|\s|(?:\t| {2,})(?=[A-Z(]))"
)
_ROW = re.compile(r"\S\s+\|\s+\S|\S(?:\t| {3,})\s*\S.*\S(?:\t| {3,})\s*\S")
"""A row of a table: columns between bars, or at least three of them with wide gaps."""
_HEAD_OF_TABLE = re.compile(
    r"\s*(?:(?:disc |motion )?(?:levels?|segments?)|measures?|modalit(?:y|ies)|treatments?|items?|muscles?|"
    r"muscle groups?|lines?|findings?|"
    r"stud(?:y|ies)|tests?|materials?|procedures?)\s*(?:\||\t| {2,})[^\d\n]*$",
    re.I,
)
_WHOLE = re.compile(r"\s*(?:#{1,4}\s*|\*{1,2})?(?P<label>[^\W\d_][^:;.?!\r\n]{0,58}?)\s*\*{0,2}\s*:?\s*$")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 /&,'()-]{3,}")
_LABELLED = re.compile(r"[A-Z][A-Za-z /&-]{0,28}:\s")
_DATED_LINE = re.compile(r"(?:(?:19|20)\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?)(?=[\s:,-])")
"""An entry of a log begins."""
_GOES_ON_WITH_A_DAY = re.compile(
    r"\b(?:on|of|from|since|until|till|to|dated|in|by|and|or|at|the|a|between|before|after|mri|ct|visit|date)\s*$", re.I
)
_TEMPLATE = re.compile(r"\[[^\[\]]{12,1500}\]")
_WRAPPED = re.compile(r"\{[^{}]{12,1500}\}|<<[^<>]{12,1500}>>|\([^()]{12,600}\)")
_HANDED_OUT = re.compile(
    r"\b(?:denials?|refusals?|determinations?|guidelines?|examples?|leaflets?|handouts?|pamphlets?|brochures?|booklets?|flyers?|posters?|websites?|newsletters?|footers?|enclosures?|"
    r"encl(?:osed)?\.?|"
    r"information (?:sheet|for patients)|patient information|safety sheet|advice sheet|standard (?:letter|text|"
    r"paragraph|wording))"
    r"(?![^\W_])[^\n\"\u201c]{0,90}(?P<words>\"[^\"]{1,900}\"|\u201c[^\u201d]{1,900}\u201d)",
    re.I,
)
"""What a leaflet says to all who get it, in quotation marks."""
_TABLE_OF_RISKS = re.compile(
    r"(?:risks?|complications?|hazards?|adverse events?)\s*(?:\||\t|\s{2,})\s*(?:how\b|frequen|likelihood|rate|chance|"
    r"incidence|"
    r"risk|odds|probab|explained|discussed|percent|%|number|estimate)"
)
_WRAPS = ("(", "{", "<<")
_COLUMNS = ("|", "\t", "   ")
_STOP = re.compile(r"[.?!:][\"')\]*]*\s*$")
_MAY_CUT = re.compile(r"[.?!\u2026\u3002][^\s]*\s")
_AFTER_SENTENCE = re.compile(r"[a-z0-9%)][.?!](?=([A-Z][a-z]+\s))")


class Sentence(NamedTuple):
    """`start` to `end` of the text, the section it stands in, and what its headings say of it.

    `levels` come from a heading such as `L4-5:`; `label` is the span of the last heading with words of its own (`MRI 2/24/2026`).
    `paragraph` counts blocks; `question` says that it ends in a question mark.
    """

    start: int
    end: int
    section: str
    paragraph: int
    levels: tuple[str, ...] = ()
    levels_at: tuple[int, int] | None = None
    label: tuple[int, int] | None = None
    item: bool = False
    question: bool = False


@dataclass(slots=True)
class _State:
    section: str = ""
    paragraph: int = 0
    levels: tuple[str, ...] = ()
    label: tuple[int, int] | None = None
    item: bool = False
    levels_at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int  # where its own words begin, after bullet and label
    end: int
    state: _State
    joins: bool  # may go on the block before it
    row: bool = False  # a row of a table: nothing goes on from it


def sentences(text: str, headings: Mapping[str, str], anatomy: Anatomy, folded: str | None = None) -> list[Sentence]:
    """The sentences of `text` in order; `folded` is `fold(text)` where that is known."""
    folded = fold(text) if folded is None else folded
    found: list[Sentence] = []
    copied: list[tuple[int, int]] = []
    inside: list[tuple[int, int]] = []
    if "[" in text:
        copied += [
            match.span() for match in _TEMPLATE.finditer(text) if is_template(folded[slice(*match.span())], headings)
        ]
    if any(mark in text for mark in _WRAPS):
        inside += [
            match.span() for match in _WRAPPED.finditer(text) if is_template(folded[slice(*match.span())], headings)
        ]
    if '"' in text or "\u201c" in text:
        inside += [match.span("words") for match in _HANDED_OUT.finditer(text)]
    unspaced = [(match.end(), match.end(1)) for match in _AFTER_SENTENCE.finditer(text)]
    held: tuple[_State, _State] | None = None
    for block, state in _blocks(text, folded, headings, anatomy):
        within = state
        if held is not None and _goes_on(held[0], state):
            within = replace(state, levels=held[1].levels, levels_at=held[1].levels_at, paragraph=held[1].paragraph)
        for zone in zones(
            text, folded, block, (within.levels, within.levels_at), lambda t: _closes(t, headings, anatomy), anatomy
        ):
            if zone.is_new or zone.levels_at != within.levels_at or zone.levels != within.levels:
                # a part of its own inside a paragraph: counted below zero, so that it is no other paragraph
                paragraph = -1 - zone.start if zone.is_new else within.paragraph
                within = replace(within, levels=zone.levels, levels_at=zone.levels_at, paragraph=paragraph)
            found += _cut(text, (zone.start, zone.end), within, unspaced)
        held = state, within
    if not copied and not inside:
        return found
    return [
        one._replace(section="template") if _is_copied(one, copied) or _is_inside(text, one, inside) else one
        for one in found
    ]


def _goes_on(before: _State, state: _State) -> bool:
    """The block stands in the paragraph of the one before it, under the same headings, and is no item of a list."""
    same = before.paragraph == state.paragraph and before.label == state.label and before.levels_at == state.levels_at
    return same and not state.item


def _closes(label: str, headings: Mapping[str, str], anatomy: Anatomy) -> bool:
    """The label is a heading of its own (`Impression`), which the level before it does not reach."""
    return section_of(label, headings, anatomy) is not None


def _is_copied(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    return any(sentence.start < right and left < sentence.end for left, right in spans)


def _is_inside(text: str, sentence: Sentence, spans: Sequence[tuple[int, int]]) -> bool:
    """The sentence lies in one of the spans, or all of it that is not the words before the span."""
    return any(
        left - 2 <= sentence.start < right or (left <= sentence.end <= right + 2 and sentence.start < left)
        for left, right in spans
    )


def _blocks(
    text: str, folded: str, headings: Mapping[str, str], anatomy: Anatomy
) -> Iterator[tuple[tuple[int, int], _State]]:
    """Spans in which sentences may run over a line end, with what the headings above say."""
    begin = end = -1
    current, row = _State(), False
    for line in _lines(text, folded, headings, anatomy):
        if begin >= 0 and line is not None and line.joins and not row and not _breaks(text, begin, end, line.start):
            end = line.end
            continue
        if begin >= 0:
            yield (begin, end), current
        begin = -1
        if line is not None and line.start < line.end:
            begin, end, current, row = line.start, line.end, line.state, line.row
    if begin >= 0:
        yield (begin, end), current


def _breaks(text: str, begin: int, end: int, start: int) -> bool:
    """A line end that also ends a sentence: after a full stop the cutter decides; a short line stands alone."""
    last_line = max(text.rfind("\n", begin, end), text.rfind("\r", begin, end))
    length = end - max(begin, last_line + 1)
    if text[start].islower() or text[end - 1] in ",-(/":
        return False
    first = max(begin, last_line + 1)
    if text[first:end].isupper() and not text[start : start + 24].isupper():
        return True
    if _LABELLED.match(text, start) or _OF_A_STUDY.match(text, start):
        return True
    if _DATED_LINE.match(text, start) and not _GOES_ON_WITH_A_DAY.search(text, first, end):
        return True
    return length < 45 and not _STOP.search(text, max(begin, end - 4), end)


_OF_A_STUDY = re.compile(r"(?:MRI?|CT|XR|X-?[Rr]ays?|EMG|DE?XA|Labs?|Films?)\b[^\n.]{0,60}:")
"""`MRI L spine w/wo STAT 0352: ...`: a line of its own, whatever the line before ends with."""
_OF_TODAY = re.compile(r"\s*(?:today|now|currently|updated?|addendum)\b")
"""What was copied ends where the line of the day begins."""
_SALUTATION = re.compile(r"\s*dear (?:dr|doctor|colleague|sir|madam|mr|mrs|ms|all|team)\b")
"""A letter begins below the summary that heads it (`Plan: ...`, then `Dear Doctor`)."""


def _lines(text: str, folded: str, headings: Mapping[str, str], anatomy: Anatomy) -> Iterator[_Line | None]:
    state = _State()
    for match in _LINE.finditer(text):
        start, end = match.span()
        if start == end:
            if (
                start < len(text)
                and text[start : start + 1] in "\n\x0b\x0c\x85\u2028\u2029"
                and _is_blank_before(text, start)
            ):
                state = _State(state.section, state.paragraph + 1, (), state.label, False)
                yield None
            continue
        line = text[start:end]
        if not line.strip():
            state = _State(state.section, state.paragraph + 1, (), state.label, False)
            yield None
            continue
        bullet = _BULLET.match(line)
        at = bullet.end() if bullet else 0
        if state.item is not (bullet is not None):
            state = replace(state, item=bullet is not None)
        opened, at, heading = _headed(line, folded[start:end], at, start, state, headings, anatomy)
        if opened is not None:
            before, state = state, opened
        begin = start + at + (len(line[at:]) - len(line[at:].lstrip()))
        stop = start + len(line.rstrip())
        row = any(mark in line for mark in _COLUMNS) and _ROW.search(line) is not None
        if row and _HEAD_OF_TABLE.match(line):  # the names of the columns tell nothing
            yield _Line(begin, max(begin, stop), replace(state, section="template"), joins=False, row=True)
            continue
        yield _Line(begin, max(begin, stop), state, joins=bullet is None and not heading and not row, row=row)
        if (
            opened is not None
            and bullet is not None
            and begin < stop
            and (before.section or opened.section == "medications")
        ):
            state = before  # the label of one list item does not rule the next


def _is_blank_before(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t\r") if place < 4000 else text[place - 400 : place].rstrip(" \t\r")
    return not before or before[-1] == "\n"


def _headed(
    line: str, folded: str, at: int, offset: int, state: _State, headings: Mapping[str, str], anatomy: Anatomy
) -> tuple[_State | None, int, bool]:
    """The state that a heading at `at` of the line opens (None: no heading), where the words after it begin."""
    label = _LABEL.match(line, at)
    if state.section == "template" and _OF_TODAY.match(folded, at):
        return _State("other", state.paragraph + 1, (), None, state.item), at, True
    if state.section in ("plan", "request") and _SALUTATION.match(folded):
        return _State("history", state.paragraph + 1, (), None, False), at, True
    if _TABLE_OF_RISKS.match(folded, at):
        span = (offset + at, offset + len(line))
        return _State("counselling", state.paragraph + 1, (), span, False), len(line), True
    if label:
        found = section_of(label["label"], headings, anatomy)
        if found is None and (goes_on := opened_by(label["label"], headings)) is not None:
            found = goes_on, ()
        if state.section == SYSTEMS and is_a_system(label["label"]):
            found = SYSTEMS, ()
        if found is not None and (state.section, found[0]) == ("treatment", "medications"):
            found = None  # the drugs that were tried, in a list of treatments
        if found is not None:
            section, levels = found
            span = (offset + label.start("label"), offset + label.end("label"))
            return (
                _State(section, state.paragraph + 1, levels, span, state.item, span if levels else None),
                label.end(),
                True,
            )
    levelled = _LEVEL_LABEL.match(line, at)
    if levelled:
        levels = only_levels(levelled["label"], anatomy)
        if levels:
            span = (offset + levelled.start("label"), offset + levelled.end("label"))
            return _State(state.section, state.paragraph, levels, state.label, state.item, span), levelled.end(), True
    if label and _CAPITALS.fullmatch(label["label"].strip()) and not at:
        section = (
            "examination" if state.section == "examination" else "imaging" if state.section == "imaging" else "other"
        )
        return _State(section, state.paragraph + 1, (), None, state.item), at, True
    whole = _WHOLE.match(line, at)
    if whole and len(whole["label"].split()) <= 6:
        found = section_of(whole["label"], headings, anatomy)
        if found is not None and not state.item:
            span = (offset + whole.start("label"), offset + whole.end("label"))
            return (
                _State(found[0], state.paragraph + 1, found[1], span, False, span if found[1] else None),
                len(line),
                True,
            )
        levels = only_levels(whole["label"], anatomy)
        if levels and not state.item:
            span = (offset + whole.start("label"), offset + whole.end("label"))
            return _State(state.section, state.paragraph, levels, state.label, False, span), len(line), True
    if at and state.item:
        return None, at, False
    return None, at, False


def _cut(text: str, block: tuple[int, int], state: _State, unspaced: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences of a stretch. `unspaced`: where one begins with no space before it, and where its first word ends."""
    first, last = block
    levels, levels_at, label, item = state.levels, state.levels_at, state.label, state.item
    for begin, stop in _spans(text[first:last]):
        begin, stop = first + begin, first + stop
        cuts = [begin, stop]
        if unspaced:
            here = unspaced[bisect_left(unspaced, (begin, 0)) : bisect_left(unspaced, (stop, 0))]
            cuts[1:1] = [place for place, seen in here if seen <= stop]
        for start, end in pairwise(cuts):
            for left, right in bounded(text, start, end):
                yield Sentence(
                    left, right, state.section, state.paragraph, levels, levels_at, label, item, text[right - 1] == "?"
                )


def _spans(block: str) -> Sequence[tuple[int, int]]:
    """The sentences of one block; one with no stop before a space is one sentence, and needs no cutter."""
    if _MAY_CUT.search(block) is None:
        return ((0, len(block)),)
    import nupunkt

    cut = _MARK_FIRST.search(block) and [match.end("stop") for match in _MARK_FIRST.finditer(block)]
    spans = nupunkt.sent_spans(block) if not cut else _cut_before_marks(nupunkt.sent_spans(block), cut)
    if "?" in block:
        spans = with_answers(block, spans)
    return [part for start, end in spans for part in _after_words(block, start, end)]


_MARK_FIRST = re.compile(r"[a-z0-9)](?P<stop>\.)\s+\?\s+(?=[a-z])")


def _cut_before_marks(spans: Sequence[tuple[int, int]], cut: Sequence[int]) -> list[tuple[int, int]]:
    """`Low back pain. ? nonunion`: the mark belongs to what follows it, which is asked; what stands before it is told."""
    edges = sorted({0, *cut, *(end for _, end in spans)})
    marks = [(place, next(end for _, end in spans if end > place)) for place in cut]
    kept = [edge for edge in edges if not any(left < edge <= right and edge - left < 5 for left, right in marks)]
    return list(pairwise(kept))


def _after_words(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span cut after whole words that the cutter takes for short ones (`pain in the left leg. Progressive weakness`)."""
    for match in _WHOLE_WORD.finditer(block, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


_WHOLE_WORD = re.compile(
    r"\b(?:(?:neg|pos|no|yes|mm|cm|wnl|leg|disc|month|rest|sleep|walk|bed|mass|mo|mos|wk|wks|yr|yrs|min|mins|sat|sits)|"
    r"[a-z0-9][a-z0-9/+-]* [BLR])\.\s+(?=[A-Z])"  # a side, and no initial of a name: what stands before it is no name
)


def clause_cuts(folded: str, start: int, end: int, kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of a sentence between commas, `and`, `with` and the like; nothing is cut inside a span of `kept`."""
    parts: list[tuple[int, int]] = []
    begin = start
    for match in _CLAUSE.finditer(folded, start, end):
        first, last = match.span()
        for left, right in kept:
            if left < last and first < right:
                break
        else:
            if first > begin:
                parts.append((begin, first))
            begin = last
    if begin < end:
        parts.append((begin, end))
    return parts


_CLAUSE = re.compile(
    r"(?=[\s;,:.])(?:\s*[;,]\s*(?:and\s+|with\s+|but\s+|or\s+)?|\s+(?:after|following|status post|s/p|because|since|due to|d/t|"
    r"secondary to|despite|which|who|in spite of)\s+|\s+(?:and|or|with|without|but|while|whereas|plus|w/)\s+|"
    r"\s*:\s+|\s+&\s+|(?<=[a-z0-9)])\.\s+)"
)
