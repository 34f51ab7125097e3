"""The commands about packs: what is wrong with one, what one of its criteria asks, what is known, and a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from necessity.cli.shared import OutOption, one_of, search_path, write

app = typer.Typer()
_TELL_EVERY = 25  # cases, so that a long run is seen to go on
pack_app = typer.Typer(help="Packs: the policies of one adjudicator at one version.", no_args_is_help=True)


@app.command()
def check(
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK|DIR]", help="One pack; all that are known where left out.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Run the pack's cases and say which clauses they decide.")
    ] = False,
    witnesses: Annotated[
        Path | None, typer.Option("--witnesses", metavar="DIR", help="Write the case that shows each fault into DIR.")
    ] = None,
) -> None:
    """What is wrong with a pack, without a case: every fault with its line and what to do. Exit 1 where there is one."""
    from necessity.prove import check_packs

    def on_the_way(said: str) -> None:
        typer.echo(said, err=True)

    report = check_packs(
        pack, search_path(), coverage=coverage, today=date.today(), witnesses=witnesses, on_the_way=on_the_way
    )
    typer.echo("\n".join(report.lines))
    if report.faults:
        raise typer.Exit(1)


@app.command()
def explain(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A pack, or the id of a policy, a criterion, a caution or a kind of fact."),
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option("--pack", help="The pack it stands in; the default pack where left out. Alone: the whole pack."),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, markdown or json.")] = "text",
    output: OutOption = None,
) -> None:
    """A pack, a policy or a criterion in plain words: what is asked, its test line, and the clause it comes from."""
    from necessity.packs import explained

    one_of(format, ("text", "markdown", "json"), "--format")
    if name is None and pack is None:
        raise typer.BadParameter("name a pack, a policy, a criterion or a kind of fact", param_hint="NAME")
    write(explained(name, pack, search_path(), date.today(), format), output)


@app.command()
def sql(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The name of a pack, or its folder.")],
    engine: Annotated[str, typer.Option("--engine", help="For which engine: sqlite.")] = "sqlite",
    policy: Annotated[str | None, typer.Option("--policy", help="One policy of the pack; all where left out.")] = None,
    output: OutOption = None,
) -> None:
    """A pack as SQL, as the second evaluator runs it: tables, the plan in rows, and the statements that judge."""
    from necessity.packs import as_sql
    from necessity.population.engines import ENGINES

    one_of(engine, ENGINES, "--engine")
    write(as_sql(pack, policy, search_path(), date.today()), output)


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


@pack_app.command("matrix")
def pack_matrix(
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PACK]...", help="The packs to compare; all that judge lines if left out."),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, markdown, html or json.")] = "text",
    output: OutOption = None,
) -> None:
    """What packs ask, side by side: a row for each thing in which policies differ, every cell with its clauses."""
    from necessity.packs import side_by_side

    one_of(format, ("text", "markdown", "html", "json"), "--format")
    write(side_by_side(packs or (), search_path(), date.today(), format), output)


@pack_app.command("page")
def pack_page(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The name of a pack, or its folder.")],
    format: Annotated[str, typer.Option("--format", help="html only, so far.")] = "html",
    no_cases: Annotated[
        bool, typer.Option("--no-cases", help="Do not run its cases; coverage is then left out.")
    ] = False,
    output: OutOption = None,
) -> None:
    """A pack as one page: criteria with tests and sources, parameters, what is open, and which cases decide what."""
    from necessity.pack_cases import pack_cases, run_case
    from necessity.packs import paged

    one_of(format, ("html",), "--format")

    def assessed(folder: Path) -> Iterator[tuple[str, Any]]:
        cases = () if no_cases else pack_cases(folder)[0]
        for number, case in enumerate(cases, 1):
            if number % _TELL_EVERY == 0:
                typer.echo(f"case {number} of {len(cases)}: {case.name}", err=True)
            yield case.name, run_case(case, folder, search_path())[0]

    write(paged(pack, search_path(), date.today(), None if no_cases else assessed), output)


@pack_app.command("export")
def pack_export(
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The name of a pack, or its folder.")],
    format: Annotated[str, typer.Option("--format", help="cql or fhir.")] = "cql",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The folder for cql; the file for fhir, the terminal where left out."),
    ] = None,
) -> None:
    """A pack as libraries of CQL, or as FHIR Library resources that hold them; what they do not say is told."""
    from necessity.export import FORMATS, exported, need_folder, write_export

    one_of(format, FORMATS, "--format")
    if format == "cql":
        folder = need_folder(output)
        made = exported(pack, format, search_path(), date.today())
        for path in write_export(made, folder):
            typer.echo(f"written: {path}")
    else:
        made = exported(pack, format, search_path(), date.today())
        write(made.files[0][1], output)
    typer.echo("\n".join(made.told), err=output is None)
