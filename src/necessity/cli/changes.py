"""The command that says what would be otherwise: a case judged once more with what is supposed."""

from __future__ import annotations

from typing import Annotated

import typer

from necessity.cli.shared import DateOption, OutOption, case_from, day_from, one_of, search_path, terminal, write

app = typer.Typer()


@app.command()
def whatif(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help="A note, a folder, a case file or a record, as for 'review'; - for a pipe."
        ),
    ],
    statements: Annotated[
        list[str],
        typer.Argument(
            metavar="STATEMENT",
            help="What is supposed: 'physical therapy lasted only 3 weeks', 'left EHL is 3/5', 'without the MRI report', "
            "'at L5-S1 instead', 'as outpatient', 'in six weeks'. Or a question: 'why is line 1 not met?'",
        ),
    ],
    pack: Annotated[
        list[str] | None,
        typer.Option("--pack", help="adjudicator, adjudicator@version, or a folder. May be given twice."),
    ] = None,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
    output: OutOption = None,
) -> None:
    """What would be otherwise: each line, criterion and question that changes if these statements were documented."""
    from necessity.whatif import face, what_if

    one_of(format, ("text", "json", "markdown"), "--format")
    found = what_if(
        case_from(case, None), statements, packs=pack or (), as_of=day_from(as_of), search_path=search_path()
    )
    write(face(found, format, *terminal(output)), output)
