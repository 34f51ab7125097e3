"""The command that tells two packs apart."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from necessity.cli.shared import OutOption, one_of, search_path, terminal, write

app = typer.Typer()
_QUIET = 3.0  # seconds before it is told how far the search is


@app.command()
def diff(
    one: Annotated[str, typer.Argument(metavar="PACK_A", help="adjudicator, adjudicator@version, or a folder.")],
    two: Annotated[str, typer.Argument(metavar="PACK_B", help="The one to compare it with.")],
    procedure: Annotated[
        str | None, typer.Option("--procedure", help="Only the policies that judge this procedure or code.")
    ] = None,
    witnesses: Annotated[
        Path | None, typer.Option("--witnesses", help="Write each witness into this folder as a case file.")
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
    output: OutOption = None,
) -> None:
    """What changed in meaning between two packs, and for each change the smallest case on which they answer differently."""
    from necessity.differ import differ, face, with_files

    one_of(format, ("text", "json", "markdown"), "--format")
    began = time.monotonic()

    def on_the_way(number: int, count: int, name: str) -> None:
        if time.monotonic() - began > _QUIET:
            typer.echo(f"looking for witnesses, {number} of {count}: {name}", err=True)

    path = search_path()
    made = differ(one, two, search_path=path, today=date.today(), procedure=procedure, progress=on_the_way)
    if witnesses is not None:
        made = with_files(made, witnesses)
    write(face(made, format, *terminal(output)), output)
