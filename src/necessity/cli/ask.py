"""The command that asks: one question after the other, until no answer to what is open changes the recommendation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from necessity.cli.shared import DateOption, OutOption, case_from, day_from, one_of, search_path, terminal, write
from necessity.errors import Problem

if TYPE_CHECKING:
    from necessity.ask import Session

app = typer.Typer()
_STOP = ("q", "quit", "stop", "exit")


@app.command()
def ask(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help="A note, a folder, a case file or a record, as for 'review'; - for a pipe."
        ),
    ],
    line: Annotated[
        str | None, typer.Option("--line", help="Ask for this line alone: its id, or 'setting'. Default: all, in turn.")
    ] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="adjudicator, adjudicator@version, or a folder.")] = None,
    brief: Annotated[
        bool,
        typer.Option("--brief", help="Do not ask what the policy itself takes as absent where nothing is said of it."),
    ] = False,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    save: Annotated[
        Path | None,
        typer.Option(
            "--save", help="Write the case with the answers as statements beside its record; review reads it."
        ),
    ] = None,
    output: OutOption = None,
) -> None:
    """Asks the fewest questions: the next best one, answered yes, no, ? or in words, until the answer is settled.

    Answers come from the terminal or from a pipe, one a line. Without any, the next question is told.
    """
    from necessity.ask import face, session

    one_of(format, ("text", "json"), "--format")
    asking = session(
        case_from(case, None),
        packs=[pack] if pack else [],
        as_of=day_from(as_of),
        search_path=search_path(),
        line=line,
        brief=brief,
    )
    talk = format == "text" and output is None
    _ask(asking, "" if case == "-" else None, talk)
    write(face(asking.outcome(), format, *terminal(output)), output)
    if save is not None:
        write(asking.saved().encode("utf-8"), save)


def _ask(asking: Session, given: str | None, talk: bool) -> None:
    """Puts questions and takes answers until all is settled, or no answer comes. `talk`: the questions are printed on the way."""
    from necessity.ask import alarm, question_text

    width, colour = terminal(None)
    is_terminal = given is None and sys.stdin.isatty()
    words = _words(given, is_terminal)
    answer: str | None = None
    told = ""
    while (asked := asking.next()) is not None:
        if (talk or is_terminal) and (said := alarm(asking)) != told:
            typer.echo(f"\n{said}")
            told = said
        if is_terminal:
            typer.echo(question_text(asked, width, colour), nl=False)
        answer = next(words, None)
        while answer is not None and answer.lower() == "why":
            if talk:
                typer.echo(question_text(asked, width, colour, why=True), nl=False)
            answer = next(words, None)
        if answer is None or answer.lower() in _STOP:
            return
        if talk and not is_terminal:
            typer.echo(question_text(asked, width, colour) + f"> {answer}")
        taken = asking.answer(answer)
        if isinstance(taken, Problem):
            if not is_terminal:
                raise _unusable(taken)
            typer.echo(str(taken), err=True)


def _words(given: str | None, is_terminal: bool) -> Iterator[str]:
    """The answers, one a line; empty lines are passed over."""
    if given is not None:
        return
    while True:
        if is_terminal:
            typer.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _unusable(problem: Problem) -> Exception:
    from necessity.errors import InputUnusable

    return InputUnusable([problem])
