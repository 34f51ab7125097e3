"""Names of people in a chart, which say nothing of the patient: `N. Nash, PA-C`, `Dr. Frail`, and acronyms written as a name is.

Invariant: only what stands as a name (after a title, before credentials, or an acronym with one capital) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necessity.reading.entry import Word
from necessity.reading.match import Hit

_ACRONYMS = "acronyms_like_names"
_DEGREE = (
    r"(?:MD|M\.\s?D\.|MBBS|MBChB|DO|D\.\s?O\.|PA-?C|NP(?:-C)?|FNP(?:-C|-BC)?|ARNP|APRN|AGNP|CRNP|DNP|RN|BSN|LPN|CRNA|DPT|"
    r"OTR(?:/L)?|DC|PhD|PsyD|LCSW|FAAOS|FAANS|FACS|FRCS|MA|CMA|ATC)\b"
)
_SURNAME = r"[A-Z][A-Za-z'\u2019-]+"
_TITLED = re.compile(
    rf"\b(?:Drs?|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Nurse)\b\.?[ ]+(?:[A-Z]\.[ ]?){{0,2}}{_SURNAME}"
)
_WITH_DEGREE = re.compile(rf"(?<![\w.])(?:(?:[A-Z]\.|[A-Z][a-z]+|[A-Z])[ ]+){{1,2}}{_SURNAME}(?=,?[ ]+{_DEGREE})")
_LAST_FIRST = re.compile(rf"(?<![\w.]){_SURNAME},?[ ]+[A-Z]\.?(?=,?[ ]+{_DEGREE})")
_WITH_INITIAL = re.compile(rf"(?<![\w.])[A-Z]\.[ ]?(?:[A-Z]\.[ ]?)?{_SURNAME}(?=,[ ]+(?:PA|PT|OT)\b)")
_BARE = re.compile(rf"(?:^|(?<=\n)|(?<=by )|(?<=by: )){_SURNAME}(?=,[ ]+{_DEGREE})")
_HAS_ONE = re.compile(rf"\b(?:Drs?|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Nurse)\b|[ ]{_DEGREE}|,[ ]+(?:PA|PT|OT)\b")


def without_names(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are no part of a person's name. `hits` are sorted by start and found in `text`."""
    spans = _names(text)
    for hit in hits:
        if isinstance(hit.entry, Word) and hit.entry.of == _ACRONYMS and text[hit.start + 1 : hit.end].islower():
            if text[hit.start].isupper():
                spans.append((hit.start, hit.end))
    if not spans:
        return list(hits)
    return [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in spans)]


def _names(text: str) -> list[tuple[int, int]]:
    """The places of the names that a title or credentials mark."""
    if _HAS_ONE.search(text) is None:
        return []
    return [
        match.span()
        for words in (_TITLED, _WITH_DEGREE, _LAST_FIRST, _WITH_INITIAL, _BARE)
        for match in words.finditer(text)
    ]
