"""A proof in the terminal: each criterion under its number, with its verdict, its words and its clause; what was told, by number.

Invariant: a criterion that says the same twice is told once, and the second time points there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.report.parts import PackOutline
from necessity.report.phrases import said_words, source_words_of
from necessity.report.rows import Row, Said
from necessity.report.sheet import Sheet

_VERDICT_COLUMN = 15


class ProofSheet(Sheet):
    """A sheet that tells proofs."""

    def __init__(self, width: int, colour: bool) -> None:
        super().__init__(width, colour)
        self.told: dict[tuple[object, ...], str] = {}  # the number under which a pack's criterion was told first
        self.quoted: set[Said] = set()  # the quotes of the proof that is being told

    def proof(self, row: Row, depth: int, pack: PackOutline, levels: int = 1) -> Iterator[str]:
        """A criterion and all beneath it; `levels` is how many levels its line is judged at."""
        indent = _VERDICT_COLUMN + 3 + 2 * depth
        role = f"{row.role}: " if row.role else ""
        level = f"{row.level}, " if row.level and levels > 1 else ""
        papers = f" literature: {', '.join(pack.labels[row.number])}" if row.number in pack.labels else ""
        told = self.told.setdefault(_content(row), row.number)
        again = bool(depth) and told != row.number and bool(row.said or row.children)
        where = f"as {told}" if again else source_words_of(row)
        words = f"{row.number} {level}{role}{row.says}: {row.why} {where}".rstrip() + ("" if again else papers)
        lines = list(self.wrapped(words, indent))
        mark = f"   {row.word.upper():<{_VERDICT_COLUMN}}"
        yield self.painted(mark, row.tone) + lines[0][len(mark) :]
        yield from lines[1:]
        if again:
            return
        if row.folded or not row.children:
            yield from self._reasons(row, indent + 2)
        if row.verdict != "met" and row.detail not in ("", row.why):
            yield from (self.painted(line, "faint") for line in self.wrapped(row.detail, indent + 2))
        if row.folded:
            return
        for child in row.children:
            yield from self.proof(child, depth + 1, pack, levels)
        if row.aside:
            names = "; ".join(row.aside)
            yield from (self.painted(line, "faint") for line in self.wrapped(f"left aside: {names}", indent + 2))

    def _reasons(self, row: Row, indent: int) -> Iterator[str]:
        """The quotes of a row; those that stand in the proof of this line already, by their numbers only."""
        new = [piece for piece in row.said if piece not in self.quoted]
        before = ", ".join(f"#{piece.number}" for piece in row.said if piece in self.quoted)
        self.quoted.update(new)
        more = f"and {row.more} more" if row.more else ""
        yield from self.said(new, indent)
        if before or more:
            yield " " * indent + " ".join(filter(None, (f"{before} as above" if before else "", more)))

    def said(self, said: Iterable[Said], indent: int, more: int = 0) -> Iterator[str]:
        """Quotes, one beneath the other, and how many more there are."""
        for piece in said:
            yield from self.wrapped(said_words(piece), indent)
        if more:
            yield " " * indent + f"and {more} more"


def _content(row: Row) -> tuple[object, ...]:
    """All that a row and the rows beneath it say, without their numbers."""
    said = (row.id, row.word, row.role, row.why, row.detail, row.level, row.said, row.more, row.aside, row.folded)
    return (*said, *map(_content, row.children))
