"""The plain words of a what-if (`medicine/reading/statements.yaml`): what opens one, takes out, stands in place, asks otherwise.

Invariant: every phrase is matched as whole words, the longest first; every problem of the file is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from necessity.errors import PackUnusable
from necessity.reading.match import fold
from necessity.yaml_file import Node, Sheet, open_sheet

_LISTS = (
    "leads", "questions", "literature", "asks_for_all", "takes_out", "no_document", "is_missing", "documents", "in_place",
    "definite", "is_that_one", "on_top", "tells_which", "not_told", "not_done", "on_file",
)  # fmt: skip
_OF_THE_REQUEST = (
    "drops", "keeps", "adds", "instead", "in_place_of", "definite", "later", "earlier", "filling",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to look for as whole words in a folded text."""

    known: tuple[str, ...]
    anywhere: re.Pattern[str]

    @staticmethod
    def of(phrases: Iterable[str]) -> Phrases:
        known = tuple(dict.fromkeys(" ".join(fold(one).split()) for one in phrases))
        longest = sorted(known, key=lambda one: (-len(one), one))
        each = "|".join(r"\s+".join(map(re.escape, one.split())) for one in longest)
        return Phrases(known, re.compile(rf"(?<![\w'-])(?:{each})(?![\w'-])"))

    def are_in(self, folded: str) -> bool:
        return self.anywhere.search(folded) is not None

    def after(self, folded: str) -> int:
        """Where the text goes on behind a phrase that opens it; 0 where none does."""
        match = self.anywhere.match(folded)
        return 0 if match is None else len(folded) - len(folded[match.end() :].lstrip(" ,:"))

    def before(self, folded: str) -> int | None:
        """Where the text ends before a phrase that closes it; None where none does."""
        found = [match for match in self.anywhere.finditer(folded) if not folded[match.end() :].strip(" .!?,;")]
        return len(folded[: found[0].start()].rstrip(" ,")) if found else None

    def without(self, folded: str) -> str:
        return self.anywhere.sub(" ", folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementWords:
    """The lists of the file by name; `request` those about what is asked for. `read_as` are words with those to read instead, and
    whether they speak of what the record tells of."""

    lists: Mapping[str, Phrases]
    request: Mapping[str, Phrases]
    read_as: tuple[tuple[Phrases, str, bool], ...]

    def __getitem__(self, name: str) -> Phrases:
        return self.lists[name]


@lru_cache(maxsize=4)
def statement_words(folder: Path) -> StatementWords:
    """The words of the medicine under `folder`. Raises PackUnusable with every problem in the file."""
    name = Path("reading") / "statements.yaml"
    sheet, root = open_sheet(folder / name, str(Path("medicine") / name))
    top = sheet.mapping(root, "the words of a what-if", required=(*_LISTS, "read_as", "read_as_known", "request"))
    asked = sheet.mapping(top.get("request"), "request", required=_OF_THE_REQUEST)
    found = StatementWords(
        lists={one: Phrases.of(sheet.words(top.get(one), one)) for one in _LISTS},
        request={one: Phrases.of(sheet.words(asked.get(one), one)) for one in _OF_THE_REQUEST},
        read_as=(
            *((*row, True) for row in _read_as(sheet, top.get("read_as_known"))),
            *((*row, False) for row in _read_as(sheet, top.get("read_as"))),
        ),
    )
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return found


def _read_as(sheet: Sheet, node: Node | None) -> Iterable[tuple[Phrases, str]]:
    for row in sheet.items(node, "read_as"):
        for words, instead, _ in sheet.pairs(row, "a row of read_as"):
            yield Phrases.of([words]), sheet.text(instead, words) or ""
