"""The parameter matrix as text, Markdown, JSON and HTML.

Invariant: every face has every cell, and every cell that asks something names its clauses.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.report.escape import escaped
from necessity.report.frame import template
from necessity.report.pack_matrix import A_PERSON, NONE, NONE_READ, NOT_ADDRESSED, NOT_READ, Cell, Entry, Matrix
from necessity.report.pack_record import source_record
from necessity.report.record import as_bytes
from necessity.report.words import source_words

TITLE = "What the packs ask, side by side"
WHAT_IT_IS = (
    "Each cell comes from the criteria of its pack: what a test asks, with its number, and the clauses that ask it. The packs "
    "restate public policies in our own words; none is the payer's text. A number alone says little: read the clause, what else "
    "it asks and how its source was read."
)
MEANS = (
    (A_PERSON, "the policy leaves it open, or that part of its text was not read"),
    (NOT_READ, "nothing of it stands in what was read, and there is more that was not"),
    (NONE, "the policy itself was read, and it asks nothing here"),
    (NONE_READ, "a summary of the policy was read, and it asks nothing here"),
    (NOT_ADDRESSED, "the pack has no policy for these procedures"),
)


def entry_words(entry: Entry) -> str:
    """What is asked, and how it counts."""
    return entry.words + (f" ({entry.remark})" if entry.remark else "")


def _apart(matrix: Matrix) -> str:
    return f"In no row: {', '.join(matrix.apart)}." if matrix.apart else ""


def text(matrix: Matrix) -> str:
    """Row by row, each pack on a line of its own with what it asks and the clauses that ask it."""
    return "\n".join(_text(matrix)) + "\n"


def _text(matrix: Matrix) -> Iterator[str]:
    yield from (TITLE, "", WHAT_IT_IS, "")
    yield from (f"{word}: {means}" for word, means in MEANS)
    for row, cells in matrix.rows:
        yield from ("", f"== {row.says} [{row.id}]")
        for cell in cells:
            yield f"  {cell.pack}: {cell.glance}"
            for entry in cell.entries:
                yield f"      - {entry_words(entry)} [{_clauses(entry)}]"
    if matrix.apart:
        yield from ("", _apart(matrix))


def _clauses(entry: Entry) -> str:
    return ", ".join(f"{policy}: {name}" for policy, name in entry.clauses)


def markdown(matrix: Matrix) -> str:
    """A table at a glance, then each row with its clauses; links lead from a folder such as `out/` into `medicine/packs/`."""
    return "\n".join(_markdown(matrix)) + "\n"


def _markdown(matrix: Matrix) -> Iterator[str]:
    yield from (f"# {TITLE}", "")
    yield from ("Made by `necessity pack matrix --format markdown`; do not edit it. Rows: `medicine/matrix.yaml`.", "")
    yield from (WHAT_IT_IS, "")
    yield from (f"- *{word}*: {means}" for word, means in MEANS)
    yield from ("", "## At a glance", "")
    yield f"| | {' | '.join(escaped(name) for name, _ in matrix.packs)} |"
    yield "|---" * (len(matrix.packs) + 1) + "|"
    for row, cells in matrix.rows:
        yield f"| [{escaped(row.says)}](#{row.id}) | {' | '.join(escaped(cell.glance) for cell in cells)} |"
    if matrix.apart:
        yield from ("", escaped(_apart(matrix)))
    for row, cells in matrix.rows:
        yield from ("", f'<a id="{row.id}"></a>', "", f"## {escaped(row.says)}", "")
        for cell in cells:
            yield from _markdown_cell(cell)


def _markdown_cell(cell: Cell) -> Iterator[str]:
    yield f"- **{escaped(cell.pack)}**" + (f": {escaped(cell.state)}" if cell.state else "")
    for entry in cell.entries:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(name for _, name in entry.clauses))
        where = f"[{names}](../{entry.place})" if entry.place.startswith("medicine/") else names
        source = f"; {escaped(entry.source.place)}" if entry.source.place else ""
        yield f"  - {escaped(entry_words(entry))} ({where}{source}, {entry.source.basis})"


def json_bytes(matrix: Matrix) -> bytes:
    """The matrix as JSON."""
    return as_bytes(
        {
            "title": TITLE,
            "what_it_is": WHAT_IT_IS,
            "packs": [{"name": name, "title": title} for name, title in matrix.packs],
            "addressing_no_row": list(matrix.apart),
            "rows": [
                {"row": row.id, "says": row.says, "role": row.role, "cells": [_cell_record(cell) for cell in cells]}
                for row, cells in matrix.rows
            ],
        }
    )


def _cell_record(cell: Cell) -> dict[str, object]:
    return {
        "pack": cell.pack,
        "glance": cell.glance,
        "state": cell.state or None,
        "entries": [
            {
                "asks": entry.words,
                "short": entry.short,
                "a_person_must_look": entry.open,
                "counts": entry.remark or None,
                "clauses": [{"policy": policy, "criterion": name} for policy, name in entry.clauses],
                "says": entry.says,
                "test": entry.line or None,
                "source": source_record(entry.source),
            }
            for entry in cell.entries
        ],
    }


def html(matrix: Matrix) -> str:
    """One self-contained page: the table, and beneath it each cell with its clauses."""
    sheet, style = template("matrix.html.j2", "pack.css")
    return sheet.render(
        style=style,
        title=TITLE,
        what_it_is=WHAT_IT_IS,
        means=MEANS,
        matrix=matrix,
        apart=_apart(matrix),
        entry_words=entry_words,
        source_words=source_words,
        anchor=lambda row, cell: f"{row.id}-{cell.pack.replace('@', '-')}",
    )
