"""The tables a clinician can read, run row by row: answers together, dates against windows, quantities against bounds.

Invariant: every row is run and every table has rows; a key nobody reads is an error with its line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from necessity.quantity import ORDERS, Quantity, Scale
from necessity.verdict import Verdict, all_of, any_of, at_least
from necessity.when import OPEN_END, OPEN_START, PartialDate
from necessity.yaml_file import Node, open_sheet

FOLDER = Path(__file__).parent
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "verdicts": {
        "two": ("left", "right", "both", "either"),
        "contrary": ("of", "gives"),
        "all": ("of", "gives", "says"),
        "any": ("of", "gives", "says"),
        "at_least": ("needed", "of", "gives", "says"),
    },
    "dates": {
        "compared": ("date", "asked", "answer", "says"),
        "moved": ("day", "by", "gives", "says"),
        "written": ("text", "reads", "says"),
        "refused": ("text", "says"),
    },
    "quantities": {
        "compared": ("value", "asked", "answer", "says"),
        "not_comparable": ("value", "asked", "says"),
        "grades": ("scale", "value", "asked", "answer", "says"),
        "scales": ("name", "words"),
        "written": ("text", "reads", "says"),
        "refused": ("text", "says"),
    },
}
LISTS = ("words",)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: dict[str, str]
    lists: dict[str, tuple[str, ...]]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __str__(self) -> str:
        return f"line {self.line}: " + ", ".join(f"{key} {value}" for key, value in self.cells.items())


def table(file: str) -> dict[str, list[Row]]:
    sheet, root = open_sheet(FOLDER / f"{file}.yaml")
    tables: dict[str, list[Row]] = {}
    for name, node in sheet.mapping(root, file, COLUMNS[file]).items():
        tables[name] = []
        for item in sheet.items(node, name):
            values = sheet.mapping(item, f"a row of {name}", COLUMNS[file][name])
            is_list = {key: key in LISTS or (key == "of" and name != "contrary") for key in values}
            cells = {key: sheet.text(value, key) or "" for key, value in values.items() if not is_list[key]}
            lists = {key: sheet.words(value, key) for key, value in values.items() if is_list[key]}
            tables[name].append(Row(line_of(item), cells, lists))
    assert not sheet.problems, "\n".join(str(problem) for problem in sheet.problems)
    assert all(tables.values()), f"a table of {file} has no rows"
    return tables


def line_of(node: Node) -> int:
    return node.place.line or 0


TABLES = {file: table(file) for file in COLUMNS}
SCALES = {row["name"]: Scale(row["name"], row.lists["words"]) for row in TABLES["quantities"]["scales"]}


def rows(file: str, name: str) -> Callable[[Callable[[Row], None]], Callable[[Row], None]]:
    return pytest.mark.parametrize("row", TABLES[file][name], ids=lambda row: f"{file}:{row.line}")


# -- verdicts -------------------------------------------------------------------------------------------------------


@rows("verdicts", "two")
def test_two_answers(row: Row) -> None:
    left, right = Verdict(row["left"]), Verdict(row["right"])
    assert (left & right) is Verdict(row["both"]), row
    assert (left | right) is Verdict(row["either"]), row


@rows("verdicts", "contrary")
def test_the_contrary(row: Row) -> None:
    assert ~Verdict(row["of"]) is Verdict(row["gives"]), row


@rows("verdicts", "all")
def test_all_are_needed(row: Row) -> None:
    assert all_of(map(Verdict, row.lists["of"])) is Verdict(row["gives"]), row


@rows("verdicts", "any")
def test_any_is_enough(row: Row) -> None:
    assert any_of(map(Verdict, row.lists["of"])) is Verdict(row["gives"]), row


@rows("verdicts", "at_least")
def test_some_of_several_are_needed(row: Row) -> None:
    assert at_least(int(row["needed"]), map(Verdict, row.lists["of"])) is Verdict(row["gives"]), row


def test_the_table_of_two_answers_is_complete() -> None:
    pairs = {(row["left"], row["right"]) for row in TABLES["verdicts"]["two"]}
    assert pairs == {(left.value, right.value) for left in Verdict for right in Verdict}


# -- dates ----------------------------------------------------------------------------------------------------------


def partial_date(text: str) -> PartialDate:
    """`2026-03`, `2025-09-01/2025-11-30`; `..` is an end nobody knows."""
    first, _, last = text.partition("/")
    if ".." not in (first, last):
        return PartialDate.parse(text)
    earliest = OPEN_START if first == ".." else PartialDate.parse(first).earliest
    return PartialDate(earliest, OPEN_END if last == ".." else PartialDate.parse(last).latest)


def ask(day: PartialDate, asked: str) -> Verdict:
    """Before D, after D, on or before D, on or after D, same day as D, within P before D, at least P after D."""
    words, _, written = asked.rpartition(" ")
    anchor = partial_date(written)
    plain = {
        "before": day.before,
        "after": day.after,
        "on or before": day.on_or_before,
        "on or after": day.on_or_after,
        "same day as": day.same_as,
    }
    if words in plain:
        return plain[words](anchor)
    lead, side = words.rsplit(" ", 1)
    distance = Quantity.parse(lead.removeprefix("within ").removeprefix("at least ")).as_duration()
    edge = anchor.shifted(distance, -1 if side == "before" else 1)
    if lead.startswith("within "):
        return day.between(edge, anchor) if side == "before" else day.between(anchor, edge)
    return day.on_or_before(edge) if side == "before" else day.on_or_after(edge)


@rows("dates", "compared")
def test_a_date_against_a_window(row: Row) -> None:
    assert ask(partial_date(row["date"]), row["asked"]) is Verdict(row["answer"]), row


@rows("dates", "moved")
def test_a_day_moved(row: Row) -> None:
    distance = Quantity.parse(row["by"].removeprefix("-")).as_duration()
    moved = PartialDate.parse(row["day"]).shifted(distance, -1 if row["by"].startswith("-") else 1)
    assert str(moved) == row["gives"], row


@rows("dates", "written")
def test_a_date_as_written(row: Row) -> None:
    assert str(PartialDate.parse(row["text"])) == row["reads"], row


@rows("dates", "refused")
def test_what_is_not_a_date_is_refused(row: Row) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(row["text"])


# -- quantities -----------------------------------------------------------------------------------------------------


def split(asked: str) -> tuple[str, str]:
    order, bound = asked.split(" ", 1)
    assert order in ORDERS, asked
    return order, bound


@rows("quantities", "compared")
def test_a_quantity_against_a_bound(row: Row) -> None:
    order, bound = split(row["asked"])
    assert Quantity.parse(row["value"]).compare(order, Quantity.parse(bound)) is Verdict(row["answer"]), row


@rows("quantities", "not_comparable")
def test_quantities_of_two_kinds_are_not_compared(row: Row) -> None:
    order, bound = split(row["asked"])
    with pytest.raises(ValueError, match="cannot be compared"):
        Quantity.parse(row["value"]).compare(order, Quantity.parse(bound))


@rows("quantities", "grades")
def test_a_grade_against_a_bound(row: Row) -> None:
    order, bound = split(row["asked"])
    scale = SCALES[row["scale"]]
    assert scale.parse(row["value"]).compare(order, scale.parse(bound)) is Verdict(row["answer"]), row


@rows("quantities", "scales")
def test_a_word_that_is_not_on_the_scale_is_refused(row: Row) -> None:
    for text in ("profound", f"{row.lists['words'][0]} to profound", " to ".join(reversed(row.lists["words"][:2]))):
        with pytest.raises(ValueError):
            SCALES[row["name"]].parse(text)


@rows("quantities", "written")
def test_a_quantity_as_written(row: Row) -> None:
    assert str(Quantity.parse(row["text"])) == row["reads"], row
    assert Quantity.parse(row["reads"]) == Quantity.parse(row["text"]), row


@rows("quantities", "refused")
def test_what_is_not_a_quantity_is_refused(row: Row) -> None:
    with pytest.raises(ValueError):
        Quantity.parse(row["text"])
