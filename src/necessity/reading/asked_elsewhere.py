"""Operations of the neck and the chest, which are asked for here now and then and judged by nobody here.

Invariant: words that name the low back too are never sent elsewhere.
"""

from __future__ import annotations

import re

_LOOSE = r"c-[1-7](?:\s?[-/]\s?c?-?[1-7])?"  # as some write it: C-5/C-6
_LEVEL_ABOVE = (
    r"(?:c[1-7]\s?(?:-|/|to|through)\s?(?:c?[1-7]|t\s?\d{1,2})|t\d{1,2}\s?(?:-|/|to|through)\s?t?\d{1,2})(?!\d)"
)
_NECK = re.compile(
    r"\bcervic(?:al|o\w+)\b|\bneck\b|\bc[- ]?spine\b|\bc-[1-7]\b|\bc[1-7]\b|\b(?:acdfs?|acdr|pcdf|pcf)\b|\blaminoplasty\b"
)
_CHEST = re.compile(r"\bthoracic\b|\bt[- ]?spine\b|\bt(?:1[0-2]|[1-9])\b")
_LOW_BACK = re.compile(
    r"\blumb\w*|\bthoracolumb\w*|\bl[1-5]\b|\bl(?:12|23|34|45)\b|\bl5s1\b|\bs1\b|\bpelvi\w+|\bsacr\w+|\bilia?[cu]\w*"
)
OPERATION = re.compile(
    r"\b(?:acdfs?|acdr|pcdf|pcf|(?:(?:anterior|posterior)\s+)?cervical\s+(?:discectomy|corpectomy|decompression|laminectomy)"
    r"(?:\s*(?:and|/|&|with)\s*(?:instrumented\s+)?fusion)?|(?:total\s+)?cervical\s+(?:total\s+)?dis[ck]\s+(?:replacement|arthroplasty)|"
    r"laminoplasty)\b"
)
"""Operations whose name is that of the neck."""
_JUST_BEFORE = re.compile(
    r"(?<!lumbar and )(?<!lumbar & )(?<!lumbar/)(?<!lumbar, )\b"
    rf"(?P<region>cervical|thoracic|neck|cervicothoracic|[ct][- ]?spine|{_LOOSE})\s+"
    r"(?:(?:spine|spinal|dis[ck]|posterior|anterior|instrumented|interbody|left|right|bilateral|open|mis|revision|redo|repeat|"
    rf"{_LEVEL_ABOVE})\s+)*$"
)
_JUST_AFTER = re.compile(
    r"\s+(?:of|in|on|at|to)\s+(?:(?:the|her|his)\s+)?(?:(?:upper|mid|lower)\s+)?"
    rf"(?P<region>(?:cervical|thoracic)(?:\s+spine)?|neck|[ct][- ]?spine|{_LOOSE})\b"
)


def region_of(words: str) -> str | None:
    """`cervical` or `thoracic` where the words name only that part of the spine; None where they name the low back or no part."""
    folded = words.lower()
    if _LOW_BACK.search(folded):
        return None
    if _NECK.search(folded):
        return "cervical"
    return "thoracic" if _CHEST.search(folded) else None


def names_the_low_back(folded: str) -> bool:
    """The words name a lumbar level, the sacrum, the pelvis or the lumbar spine."""
    return _LOW_BACK.search(folded) is not None


def words_of_region(folded: str, start: int, end: int, first: int, last: int) -> tuple[int, int] | None:
    """Where an operation at `start` to `end` stands with the name of another region beside it (`cervical`, `of the neck`)."""
    if OPERATION.fullmatch(folded, start, end):
        return start, end
    if _LOW_BACK.search(folded, start, end):
        return None
    before = _JUST_BEFORE.search(folded, max(first, start - 60), start)
    if before:
        return before.start("region"), end
    after = _JUST_AFTER.match(folded, end, last)
    return (start, after.end("region")) if after else None
