"""Questions of a form with the answer behind them: `Do you take blood thinners? No`, `Fever? none`.

Invariant: only a short question, or one that speaks to the patient (`you`), is read with its answer, and only where the answer
begins with yes, no or the like; what is asked of a reader (`Is fusion needed? No.`) stays a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ANSWER = re.compile(r"\s*(?:yes|no|never|none|nope|yeah|yep|denies|denied|not)\b(?! (?:on this|in my))", re.I)
_TO_THE_PATIENT = re.compile(r"\b(?:you|your)\b", re.I)
_NEXT_QUESTION = re.compile(
    r"\n(?=\W*(?:do|does|did|have|has|had|are|is|was|were|can|could|any|ever|how|what|when|which|where|who)\b[^\n]{3,120}\?)",
    re.I,
)
_SHORT = 4
_LONG = 16


def with_answers(block: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of the block, each question of a form joined with its answer."""
    found: list[tuple[int, int]] = []
    for start, end in _by_line(block, spans):
        if found and _ANSWER.match(block, start) and _is_of_a_form(block[slice(*found[-1])]):
            found[-1] = (found[-1][0], end)
            continue
        found.append((start, end))
    return found


def _by_line(block: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        for line in _NEXT_QUESTION.finditer(block, start, end):
            if line.start() > start:
                yield start, line.start()
                start = line.start() + 1
        yield start, end


def _is_of_a_form(words: str) -> bool:
    words = words.rstrip()
    if not words.endswith("?"):
        return False
    count = len(words.split())
    return count <= _SHORT or (count <= _LONG and _TO_THE_PATIENT.search(words) is not None)
