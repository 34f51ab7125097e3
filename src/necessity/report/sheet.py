"""Lines of plain text of one width, wrapped, indented and, where that is welcome, painted.

Invariant: paint is added to finished lines only, so that a report without colour has the same words in the same places.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

NARROWEST = 50
_STYLES = {
    "alarm": "1;97;41",
    "strong": "1",
    "faint": "2",
    "met": "32",
    "not_met": "35",
    "unknown": "33",
    "aside": "36",
    "approve": "1;32",
    "pend": "1;33",
    "refer": "1;35",
}


class Sheet:
    """How a line is made; `width` in columns, at least NARROWEST."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(width, NARROWEST)
        self.colour = colour

    def heading(self, words: str) -> Iterator[str]:
        yield from (" " + self.painted(line, "strong") for line in textwrap.wrap(words, self.width - 1))

    def rule(self, words: str, stroke: str = "-") -> str:
        line = textwrap.shorten(f"{stroke * 2} {words}", self.width - 1, placeholder="…")
        return f"{line} ".ljust(self.width, stroke)

    def wrapped(self, words: str, indent: int, hang: int = 0) -> Iterator[str]:
        pad = " " * indent
        width = max(self.width, indent + NARROWEST // 2)
        yield from textwrap.wrap(
            words, width, initial_indent=pad, subsequent_indent=pad + " " * hang, break_on_hyphens=False
        ) or [pad]

    def cut(self, words: str, indent: int) -> str:
        """One line, cut where it is too long."""
        return " " * indent + textwrap.shorten(words, max(self.width - indent, NARROWEST // 2), placeholder="…")

    def painted(self, words: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{words}\x1b[0m" if self.colour and style in _STYLES else words
