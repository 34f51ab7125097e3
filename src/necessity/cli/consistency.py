"""The command that finds past answers which do not agree with each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from necessity.cli.shared import DateOption, OutOption, day_from, one_of, search_path, terminal, write

app = typer.Typer()
_QUIET = 3.0  # seconds before it is told how far the work is, and between one such line and the next


def _teller() -> Callable[[int, int, str], None]:
    """Tells how far the work is, but not more often than people want to know."""
    told = time.monotonic()

    def on_the_way(number: int, count: int, name: str) -> None:
        nonlocal told
        if time.monotonic() - told > _QUIET:
            told = time.monotonic()
            typer.echo(f"reading {number} of {count}: {name}", err=True)

    return on_the_way


@app.command()
def consistency(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="A folder of answers: reviews (review --format json) and files with a case and what was answered to it.",
        ),
    ],
    pack: Annotated[
        str, typer.Option("--pack", help="The pack on whose criteria published cases are compared: a name or a folder.")
    ] = "consensus",
    within: Annotated[
        int,
        typer.Option(
            "--within", min=0, help="Tell pairs of likeness alone where at most so many criteria separate them."
        ),
    ] = 2,
    most: Annotated[int, typer.Option("--most", min=0, help="Show so many pairs; JSON has them all.")] = 20,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text, json, markdown or html.")] = "text",
    output: OutOption = None,
) -> None:
    """Past answers with the same relevant facts and another answer: what separates them, or that nothing does.

    Exit status 1 where nothing separates a pair, or where a reason given for one holds of both.
    """
    from necessity.consistency import consistency as compare
    from necessity.consistency import face

    one_of(format, ("text", "json", "markdown", "html"), "--format")
    found = compare(
        folder, pack=pack, as_of=day_from(as_of), search_path=search_path(), within=within, on_the_way=_teller()
    )
    width, colour = terminal(output)
    write(face(found, format, most=most, width=width, colour=colour), output)
    raise typer.Exit(1 if found.faults else 0)
