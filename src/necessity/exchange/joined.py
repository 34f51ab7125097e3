"""A line of a request that joins several procedures by its words ("decompression and fusion"): one line for each.

Invariant: every word that names something stays on a line; a line that holds a code, or one known procedure, is left as it is.
"""

from __future__ import annotations

from dataclasses import replace

from necessity.model.case import LineItem
from necessity.model.document import Document
from necessity.reading.catalogue import resolve
from necessity.reading.request import read_request
from necessity.vocabulary.load import Vocabulary

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def parts_of(line: LineItem, vocabulary: Vocabulary) -> tuple[LineItem, ...]:
    """The lines that `line` joins, with its id and a letter each (`1a`, `1b`); the line itself where it joins none.

    A part has the levels and the side that its own words give, else those of the line.
    """
    if line.procedure is not None or line.service is not None:
        return (line,)
    asked = Document(id="line", kind="letter", authored=None, text=f"Request: {line.requested_as}.")
    found = read_request((asked,), vocabulary=vocabulary)
    if sum(part.procedure is not None for part in found.line_items) < 2 or len(found.line_items) > len(_LETTERS):
        return (line,)
    parts = [
        replace(
            line,
            requested_as=part.requested_as.rstrip("."),
            procedure=part.procedure,
            levels=part.levels or line.levels,
            side=part.side or line.side,
            certainty=part.certainty if line.certainty == "definite" else line.certainty,
            nearest=part.nearest,
        )
        for part in found.line_items
    ]
    for unread in found.unread:
        procedure, nearest = resolve(unread.words, vocabulary)
        parts.append(replace(line, requested_as=unread.words, procedure=procedure, nearest=unread.nearest or nearest))
    return tuple(
        replace(part, id=f"{line.id}{letter}") for part, letter in zip(parts, _LETTERS[: len(parts)], strict=True)
    )
