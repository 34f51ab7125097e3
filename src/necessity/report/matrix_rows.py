"""The rows of the parameter matrix, from `medicine/matrix.yaml`: which test lines of a pack belong to which row.

Invariant: every kind, field, word and procedure that a row names is one that the vocabulary knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from necessity.errors import PackUnusable, Place, did_you_mean
from necessity.policy.leaf import LEVELS, Comparison, FactTest, Leaf, LineTest, MomentTest
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.yaml_file import Node, Sheet, open_sheet

_FILE = "matrix.yaml"
ROLES = ("body", "waiver", "bar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Test lines of one kind. `words`: what a field is held against. `since`: of the time since the last of that kind.

    `absent`: lines too that ask that there is none. `short`: how a table says it, with {} for the number.
    """

    kind: str
    since: bool = False
    field: str = ""
    words: Mapping[str, tuple[str, ...]]
    level: str = ""
    absent: bool = False
    short: str = ""

    def takes(self, leaf: Leaf) -> bool:
        """Whether a test line belongs here."""
        if isinstance(leaf, LineTest):
            return False
        if isinstance(leaf, MomentTest):
            return self.since and self._fits(leaf.moment.scope)
        waits = any(one.relation == "at_least" and one.anchor and self._fits(one.anchor.scope) for one in leaf.windows)
        return waits if self.since else (self.absent or not leaf.absent) and self._fits(leaf)

    def _fits(self, test: FactTest) -> bool:
        asked = [*([test.comparison] if test.comparison else []), *test.having]
        return (
            test.kind.name == self.kind
            and (not self.level or test.level == self.level)
            and (not self.field or any(one.field.name == self.field for one in asked))
            and all(any(_names(one, name, words) for one in asked) for name, words in self.words.items())
        )


def _names(one: Comparison, name: str, words: tuple[str, ...]) -> bool:
    bound = one.bound if isinstance(one.bound, tuple) else (str(one.bound),)
    return one.field.name == name and one.op != "is not" and bool(set(bound) & set(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One row. `role` waiver: only what stands beneath a waiver, or beneath one of `within`; bar: beneath a bar; body: the rest.

    `open`: ids of criteria that a person answers. `is_reason`: it is a reason to operate.
    """

    id: str
    says: str
    procedures: tuple[str, ...]
    role: str
    gathers: tuple[Gather, ...]
    open: tuple[str, ...]
    within: tuple[str, ...] = ()
    is_reason: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRows:
    """All rows. Ids of criteria that hold what was not read: `rest_of_reasons` of further reasons, `rest` of anything."""

    rows: tuple[MatrixRow, ...]
    rest_of_reasons: frozenset[str]
    rest: frozenset[str]


@cache
def matrix_rows() -> MatrixRows:
    """The shipped rows. Raises PackUnusable with every problem in them."""
    return load_matrix_rows(vocabulary().folder / _FILE, vocabulary())


def load_matrix_rows(path: Path, known: Vocabulary) -> MatrixRows:
    """The rows in `path`, each name checked against the vocabulary. Raises PackUnusable with every problem."""
    sheet, root = open_sheet(path, f"medicine/{_FILE}")
    top = sheet.mapping(root, "the rows of the matrix", required=("rows",), optional=("rest",))
    rows = tuple(_row(sheet, node, known) for node in sheet.items(top.get("rows"), "rows"))
    rest = sheet.mapping(top.get("rest"), "rest", optional=("reasons", "all"))
    unread = {name: frozenset(sheet.words(rest.get(name), name)) for name in ("reasons", "all")}
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return MatrixRows(rows=rows, rest_of_reasons=unread["reasons"], rest=unread["all"])


def _row(sheet: Sheet, node: Node, known: Vocabulary) -> MatrixRow:
    row = sheet.mapping(
        node,
        "a row of the matrix",
        required=("row", "says", "procedures", "role", "gathers"),
        optional=("open", "within", "reason"),
    )
    procedures = sheet.words(row.get("procedures"), "procedures")
    for name in procedures:
        _is_known(sheet, name, "procedure", known.procedures.by_name, node.place)
    return MatrixRow(
        id=sheet.text(row.get("row"), "row") or "",
        says=sheet.text(row.get("says"), "says") or "",
        procedures=procedures,
        role=sheet.one_of(row.get("role"), "role", ROLES) or "body",
        gathers=tuple(_gathers(sheet, row.get("gathers"), known)),
        open=sheet.words(row.get("open"), "open"),
        within=sheet.words(row.get("within"), "within"),
        is_reason=sheet.yes_no(row.get("reason"), "reason") or False,
    )


def _gathers(sheet: Sheet, node: Node | None, known: Vocabulary) -> Iterator[Gather]:
    for item in sheet.items(node, "gathers"):
        one = sheet.mapping(
            item, "what a row gathers", optional=("kind", "since", "field", "with", "level", "absent", "short")
        )
        name = sheet.text(one.get("kind"), "kind") or sheet.text(one.get("since"), "since")
        if name is None or ("kind" in one) == ("since" in one):
            sheet.wrong("a row gathers by 'kind' or by 'since'", item.place, remedy="name one of both")
            continue
        if not _is_known(sheet, name, "kind of fact", known.kinds, item.place):
            continue
        fields = known.kinds[name].fields
        asked = sheet.text(one.get("field"), "field") or ""
        if asked:
            _is_known(sheet, asked, f"field of {name}", fields, item.place)
        words = {}
        for called, said, place in sheet.pairs(one.get("with"), "with"):
            if _is_known(sheet, called, f"field of {name}", fields, place):
                words[called] = sheet.words(said, called)
                for word in words[called]:
                    _is_known(sheet, word, f"word of {called}", fields[called].words, place)
        short = sheet.text(one.get("short"), "short") or ""
        absent = sheet.yes_no(one.get("absent"), "absent") or False
        level = sheet.one_of(one.get("level"), "level", LEVELS) or ""
        yield Gather(kind=name, since="since" in one, field=asked, words=words, level=level, absent=absent, short=short)


def _is_known(sheet: Sheet, name: str, what: str, known: Collection[str], place: Place) -> bool:
    if name not in known:
        sheet.wrong(f"'{name}' is not a {what}", place, remedy=did_you_mean(name, known))
    return name in known
