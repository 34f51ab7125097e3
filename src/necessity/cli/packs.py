"""The commands about packs: what is wrong with one, what one of its criteria asks, what is known, and a new one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from necessity.cli.shared import search_path

app = typer.Typer()
pack_app = typer.Typer(help="Packs: the policies of one adjudicator at one version.", no_args_is_help=True)


@app.command()
def check(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK|DIR]", help="One pack; all that are known where left out.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Run the pack's cases and say which clauses they decide.")
    ] = False,
) -> None:
    """What is wrong with a pack, without a case: every fault with its line and what to do. Exit 1 where there is one."""
    from necessity.prove import check_packs

    report = check_packs(pack, search_path(), coverage=coverage, today=date.today())
    typer.echo("\n".join(report.lines))
    if report.faults:
        raise typer.Exit(1)


@app.command()
def explain(
    criterion: Annotated[
        str, typer.Argument(metavar="CRITERION", help="The id of a criterion, a policy or a kind of fact.")
    ],
    pack: Annotated[
        str | None, typer.Option("--pack", help="The pack it stands in; the default pack where left out.")
    ] = None,
) -> None:
    """A criterion in plain words: what is asked, of which facts, by which clause of which source."""
    from necessity.packs import explain_criterion

    typer.echo("\n".join(explain_criterion(criterion, pack, search_path(), date.today())))


@pack_app.command("new")
def pack_new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet, or is empty.")],
) -> None:
    """Write a commented skeleton of a pack that passes `necessity check`."""
    from necessity.packs import new_pack

    for path in new_pack(folder):
        typer.echo(f"written: {path}")
    typer.echo(f"next: necessity check {folder}")


@pack_app.command("list")
def pack_list() -> None:
    """The packs that are known: name, what they are, from when they are in force."""
    from necessity.packs import listed_packs

    typer.echo("\n".join(listed_packs(search_path())))
