"""Which words of a fact are shown first: those that say most of it, in a document that normally shows such a thing.

Invariant: the order depends on the fact and its documents alone, and nothing is left out or added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from necessity.model.document import Evidence, Quote
from necessity.model.fact import Fact
from necessity.vocabulary.load import vocabulary

Rank = tuple[int, int, int, int]
"""Lower is better: not a finding but a question, an indication or a title; an unusual document; words that only add a field;
how little of the fact they hold."""

_BEST: Rank = (0, 0, 0, 0)
_PLACE = ("level", "side")
_FOUND_AT_SURGERY = ("imaging", "history")  # areas of which a surgeon who has looked may speak first
_SENTENCE_END = re.compile(
    r"(?<=[.?!])\s+|\n\s*\n|\n(?=\s*[-*•]|[ \t]{2,}|\s*\d+[.)]\s|[^\n:]{1,40}:|\w[\w-]*[ \t]{2,})"
)
_ASKS = re.compile(
    r"\s*(?:(?P<asks>(?:clinical )?(?:question|indications?)|reason(?: for [a-z ]+)?|clinical (?:history|information))|"
    r"history|information|referred (?:by|for)|exam(?: name)?|study|technique|comparison|modality)\s*:",
    re.IGNORECASE,
)
_STUDIES = ("imaging report", "emg report")
_REACH = 4_000
_LEVEL = re.compile(r"([LST])(\d+)-([LST])(\d+)$")
_SIDES = {
    "left": r"\b(left|l|lt)\b",
    "right": r"\b(right|r|rt)\b",
    "both": r"\b(both|bilateral(ly)?|bilat|each side)\b",
}


def telling_evidence(fact: Fact) -> tuple[tuple[int, Evidence], ...]:
    """The evidence of a fact, most telling first, each with its place in `fact.evidence`; a derived fact keeps its order."""
    found = list(enumerate(fact.evidence))
    if fact.reader.startswith("derived"):
        return tuple(found)
    return tuple(sorted(found, key=lambda one: (_rank(fact, *one), one[0])))


def telling_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The same facts, those first whose best words are most telling; equals keep their order."""
    return tuple(sorted(facts, key=_best_rank))


def pieces_beside(fact: Fact, quote: Quote) -> tuple[Quote, ...]:
    """The quotes of a fact that stand in the sentence or on the line of `quote`, itself among them, in the order of the text."""
    start, end = sentence_of(quote)
    text = quote.of.text
    start = min(start, text.rfind("\n", 0, quote.start) + 1)
    line_end = text.find("\n", quote.end)
    end = max(end, len(text) if line_end < 0 else line_end)
    beside = {(one.start, one.end): one for one in fact.quotes if one.of is quote.of and start <= one.start < end}
    return tuple(beside[place] for place in sorted(beside))


def sentence_of(quote: Quote) -> tuple[int, int]:
    """Where the sentence, list entry or row of a table begins and ends in which a quote stands.

    A sentence is looked for so far only (_REACH characters each way): a text without stops must not cost its length each time.
    """
    text = quote.of.text
    start, end = max(0, quote.start - _REACH), min(len(text), quote.end + _REACH)
    for stop in _SENTENCE_END.finditer(text, start, end):
        if stop.end() <= quote.start:
            start = stop.end()
        elif stop.start() >= quote.end:
            return start, stop.start()
    return start, end


def _best_rank(fact: Fact) -> tuple[int, ...]:
    """The rank of the best words of a fact; of how much they hold only the place counts, for one fact holds more than another."""
    if fact.reader.startswith("derived"):
        return _BEST
    found = telling_evidence(fact)
    if not found:
        return _BEST
    asks, unusual, _, _ = _rank(fact, *found[0])
    piece = found[0][1]
    held = sum(_holds(fact, _words_beside(fact, piece), _PLACE)) if isinstance(piece, Quote) else 0
    return (asks, unusual, sum(name in fact.qualifiers for name in _PLACE) - held)


def _rank(fact: Fact, index: int, piece: Evidence) -> Rank:
    kind = vocabulary().kinds.get(fact.kind)
    if not isinstance(piece, Quote) or kind is None:
        return _BEST
    at_surgery = piece.of.kind == "operative note" and kind.area in _FOUND_AT_SURGERY
    usual = not kind.shown_by or piece.of.kind in kind.shown_by or at_surgery
    adds = index > 0 and not fact.reader.startswith("merged")
    held = sum(_holds(fact, _words_beside(fact, piece), ("", *fact.qualifiers)))
    return (int(_only_asks(piece)), int(not usual), int(adds), -held)


def _words_beside(fact: Fact, quote: Quote) -> str:
    """The sentence of a quote, and what lies between it and the other words of the fact on its line."""
    start, end = sentence_of(quote)
    beside = pieces_beside(fact, quote)
    return quote.of.text[min(start, beside[0].start) : max(end, *(one.end for one in beside))]


def _only_asks(quote: Quote) -> bool:
    """Whether the words are a question, what a sender asked for, or a title: they find nothing."""
    text = quote.of.text
    start, end = sentence_of(quote)
    if text[start:end].rstrip().endswith("?") or not text[:start].strip():
        return True
    line = text[text.rfind("\n", 0, quote.start) + 1 : quote.end]
    label = _ASKS.match(line) or _ASKS.match(text[start:end])
    if label is None:
        return False
    return label.group("asks") is not None or quote.of.kind in _STUDIES


def _holds(fact: Fact, sentence: str, names: Iterable[str]) -> Iterator[bool]:
    """For each field named, `""` for the value: whether the sentence has it in so many words."""
    for name in names:
        value = fact.qualifiers.get(name) if name else fact.value
        if value is not None:
            yield re.search(_pattern(name, str(value)), sentence, re.IGNORECASE) is not None


def _pattern(name: str, value: str) -> str:
    """How a value is written: `L4-5` for L4-L5, `R` for right, the name of a field for its yes."""
    level = _LEVEL.match(value)
    if level:
        first, above, second, below = level.groups()
        return rf"{first}?{above}\s*[-–/]\s*{second}?{below}\b"
    if value in _SIDES:
        return _SIDES[value]
    return rf"\b{re.escape((name if value == 'yes' else value).replace('_', ' '))}"
