"""HTML as a person sees it: the words in their order, a line for each block and row, tabs between the cells of a table.

Invariant: what a page hides, strikes out or runs is no word of it. Nothing here raises for what a page holds.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt figcaption footer form h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table tbody tfoot thead tr ul".split()
)
_UNSEEN = frozenset(
    "applet audio canvas del embed head iframe math noscript object s script select strike style svg template textarea title "
    "video".split()
)
_CLOSE = frozenset("dd div dt li tbody tfoot thead tr".split())
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through", re.IGNORECASE)


def html_text(markup: str) -> str:
    """The visible words of a page or of a piece of one."""
    page = _Page()
    page.feed(markup)
    page.close()
    return page.lines.text()


class Lines:
    """Words gathered into lines: runs of space are one, and blocks begin on a line of their own or after an empty one."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._breaks = 2  # how many line ends stand at the end of what was gathered; the beginning is as good as two

    def add(self, words: str, *, as_written: bool = False) -> None:
        words = words if as_written else re.sub(r"\s+", " ", words)
        if self._breaks and not as_written:
            words = words.lstrip(" ")
        if words:
            self._parts.append(words)
            self._breaks = 0

    def line(self, most: int = 1) -> None:
        """Begins a line, after an empty one where `most` is 2."""
        while self._breaks < most:
            self._parts.append("\n")
            self._breaks += 1

    def cell(self) -> None:
        """Ends a cell, once; HTML may leave the end of a cell out."""
        if self._parts and not self._breaks and self._parts[-1] != "\t":
            self._parts.append("\t")

    def text(self) -> str:
        lines = [line.replace("\u00a0", " ").strip(" ").rstrip("\t ") for line in "".join(self._parts).split("\n")]
        return "\n".join(lines).strip("\n")


class _Page(HTMLParser):
    """Gathers words in `lines`; `unseen` are the open elements that hide theirs, the outermost first."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = Lines()
        self.unseen: list[str] = []
        self.preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        hidden = tag in _UNSEEN or "hidden" in known or bool(_HIDDEN.search(known.get("style") or ""))
        if self.unseen or hidden:
            if tag not in _EMPTY and (not self.unseen or tag == self.unseen[0]):
                self.unseen.append(tag)
            return
        if tag in ("td", "th"):
            self.lines.cell()
        self._break(tag)
        if tag == "li":
            self.lines.add("- ")
        self.preformatted += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.unseen:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag == self.unseen[0]:
                self.unseen.pop()
            return
        if tag in ("td", "th"):
            self.lines.cell()
        else:
            self._break(tag)
        self.preformatted -= tag == "pre" and self.preformatted > 0

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.lines.add(data, as_written=self.preformatted > 0)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self.lines.line(1 if tag in _CLOSE or tag == "br" else 2)
