"""A page for a reader who does not review: headings, sentences and lists, the same in every face.

Invariant: a letter holds words only; what is a heading, a list or an alarm is said by its blocks, never by marks in the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from necessity.report.sheet import Sheet

AUDIENCES = ("reviewer", "surgeon", "patient")
BLOCKS = ("alarm", "title", "note", "heading", "text", "list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a list, with what stands beneath it."""

    words: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a letter: `kind` is one of BLOCKS; a list has items, every other block has words."""

    kind: str
    words: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A whole page for one audience; `name` stands in the title bar of a browser."""

    name: str
    audience: str
    blocks: tuple[Block, ...]


def listed(*items: Item | str) -> Block:
    """A list block of items and plain sentences."""
    return Block(kind="list", items=tuple(one if isinstance(one, Item) else Item(words=one) for one in items))


def letter_text(letter: Letter, *, console_width: int = 100, colour: bool = False) -> str:
    """The letter as plain text that ends in a line break."""
    return "\n".join(_lines(letter, Sheet(console_width, colour))).rstrip() + "\n"


def _lines(letter: Letter, sheet: Sheet) -> Iterator[str]:
    for block in letter.blocks:
        if block.kind in ("alarm", "title", "heading"):
            if block.kind == "heading":
                yield ""
            style = "alarm" if block.kind == "alarm" else "strong"
            yield from (sheet.painted(line, style) for line in sheet.wrapped(block.words, 0))
            if block.kind != "heading":
                yield ""
        elif block.kind == "list":
            for item in block.items:
                yield from sheet.wrapped(f"- {item.words}", 2, hang=2)
                for words in item.under:
                    yield from sheet.wrapped(words, 6)
        else:
            yield from sheet.wrapped(block.words, 0)
