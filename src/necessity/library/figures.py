"""Figures as a text says them: percentages, ratios, p values, scores of ten, times, and `n of m`, each with its place.

Invariant: a number without a unit is no figure; a figure is never rounded to agree with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORD_VALUES = {word: value for value, word in enumerate(_ONES.split())}
_WORD_VALUES |= {word: 10 * place for place, word in enumerate(_TENS.split(), 2)} | {"hundred": 100}
_SMALL = "|".join(sorted(_ONES.split(), key=len, reverse=True))
_SPELLED = (
    rf"(?>(?:a|one)\s+hundred|(?:{_TENS.replace(' ', '|')})(?:[\s-]+(?:{_SMALL}))?|{_SMALL})(?:\s+and\s+a\s+half)?"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.\u00b7]\d+)?|\.\d+"
_NUMBER = rf"(?:{_DIGITS}|{_SPELLED})"
_PERCENT = r"(?:\s*%|[\s-]*(?:percent|per\s?cent|pct)\b)(?!\s*(?:CI\b|confidence|credible))"
_PAIR = r"(?P<pair>\band\b|\bor\b|\bversus\b|\bvs\.?|\bagainst\b)"
_TO = rf"\s*(?:(?<=\d)-|\s-\s|-\s+to\b|\u2013|\u2014|\u2212|\bto\b|\bthrough\b|{_PAIR})\s*"
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)
_TIMES = r"(?:years?|yrs?|months?|mos?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?)\b"
_UNITS = {"y": "years", "mo": "months", "w": "weeks", "d": "days", "h": "hours", "mi": "minutes"}
_START = r"(?<![\w.,/])"
_RATIO = r"(?:\b(?:aOR|OR|HR|RR|AUC)\b|\b(?:odds|hazard|risk|rate) ratios?\b|\brelative risks?\b)"

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("p", re.compile(rf"\bp\s*(?:-?\s*values?\b\s*(?:of\b)?)?\s*[=<>\u2264\u2265]\s*(?P<low>{_DIGITS})", re.I)),
    (
        "ratio",
        re.compile(rf"{_RATIO}\s*(?:of|was|is|=|:|,|\()?\s*(?P<low>{_DIGITS})"),
    ),
    (
        "%",
        re.compile(
            rf"{_START}(?P<low>{_NUMBER})(?P<sign>{_PERCENT})?{_TO}(?P<high>{_NUMBER}){_PERCENT}"
            rf"|{_START}(?P<only>{_NUMBER}){_PERCENT}",
            re.I,
        ),
    ),
    (
        "of 10",
        re.compile(
            rf"{_START}(?P<low>{_NUMBER})(?:\s*/\s*10)?{_TO}(?P<high>{_NUMBER})\s*(?:/\s*10\b|\bout\s+of\s+(?:10|ten)\b|\bof\s+(?:10|ten)\b)"
            rf"|{_START}(?P<only>{_DIGITS})\s*/\s*10(?![\d/])",
            re.I,
        ),
    ),
    (
        "of",
        re.compile(
            rf"{_START}(?P<part>{_NUMBER})\s+(?:(?:\w+\s+)?out\s+)?(?:of|in)\s+(?:the\s+|every\s+|all\s+)?(?P<whole>{_NUMBER})"
            r"(?!\s*(?:%|percent|per|years?|months?|weeks?|days?|levels?|mm|cm|mg))\b",
            re.I,
        ),
    ),
    ("times", re.compile(rf"{_START}(?P<low>{_NUMBER})(?:{_TO}(?P<high>{_NUMBER}))?(?:[\s-]*fold\b|\s+times\b)", re.I)),
    (
        "time",
        re.compile(
            rf"{_START}(?P<low>{_NUMBER})(?:[\s-]*{_TIMES})?{_TO}(?P<high>{_NUMBER})[\s-]*(?P<unit>{_TIMES})"
            rf"|{_START}(?P<only>{_NUMBER})[\s-]*(?P<unit_of_one>{_TIMES})",
            re.I,
        ),
    ),
)
_NUMBERS = ("low", "high", "only", "part", "whole")
OF_STUDIES = ("%", "p", "ratio", "times", "of", "of 10")
"""Units that a study reports. A time alone ("six weeks") is no finding: it counts only beside a claim that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFigure:
    """`start` to `end` of a text. `low` and `high` are equal for a single value; `unit` is %, p, ratio, times, `of 10` or a time.

    `n of m` is a percentage here, and `exact` is False: it agrees with the whole percentage that it rounds to.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    exact: bool = True

    def agrees(self, asserted: SaidFigure) -> bool:
        """The same figure as the one asserted, or one end of the range asserted."""
        if self.unit != asserted.unit:
            return False
        if not self.exact and not asserted.exact:
            return abs(self.low - asserted.low) < 0.05
        if not self.exact:
            return any(_rounded(self.low, end) == end for end in (asserted.low, asserted.high))
        if not asserted.exact:
            return self.low == self.high == _rounded(asserted.low, self.low)
        if (self.low, self.high) == (asserted.low, asserted.high):
            return True
        return self.low == self.high and self.low in (asserted.low, asserted.high)


def _rounded(share: float, like: float) -> float:
    """The share to as many decimals as `like` has: none or one."""
    return round(share, 0 if like == round(like) else 1)


def find_figures(text: str) -> tuple[SaidFigure, ...]:
    """Every figure of `text` in order; where two readings overlap the earlier kind of `_KINDS` stands."""
    found: list[SaidFigure] = []
    for kind, form in _KINDS:
        for match in form.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.extend(_figure(kind, match))
    return tuple(sorted(found, key=lambda one: one.start))


def _figure(kind: str, match: re.Match[str]) -> Iterator[SaidFigure]:
    said = {name: _value(words) for name, words in match.groupdict().items() if words and name in _NUMBERS}
    start, end = match.span()
    if kind == "of":
        part, whole = said["part"], said["whole"]
        if 0 < part <= whole and whole > 1:
            share = 100 * part / whole
            yield SaidFigure(start=start, end=end, low=share, high=share, unit="%", exact=False)
        return
    low = said.get("low", said.get("only", 0.0))
    high = said.get("high", low)
    unit = kind
    if kind == "time":
        words = (match["unit"] or match["unit_of_one"]).lower()
        unit = next(name for short, name in _UNITS.items() if words.startswith(short))
    named = match.groupdict()
    if named.get("pair") and not _BETWEEN.search(match.string, 0, start):  # "89% against 54%" are two figures
        yield SaidFigure(
            start=start, end=match.end("sign" if named.get("sign") else "low"), low=low, high=low, unit=unit
        )
        yield SaidFigure(start=match.start("high"), end=end, low=high, high=high, unit=unit)
        return
    yield SaidFigure(start=start, end=end, low=min(low, high), high=max(low, high), unit=unit)


def _value(words: str) -> float:
    folded = words.lower().replace("\u00b7", ".")
    if folded[0].isdigit() or folded[0] == ".":
        return float(folded.replace(",", ""))
    half = 0.5 if folded.endswith("half") else 0.0
    parts = re.split(r"[\s-]+", folded.split(" and ")[0])
    return sum(_WORD_VALUES.get(part, 0) for part in parts) - ("hundred" in parts and "one" in parts) + half
