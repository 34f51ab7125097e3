"""The command line: every command reads, calls one door, and prints. Nothing is decided here.

Exit status: 0 done, whatever the answer; 1 `check` found a fault; 2 the input or a pack could not be used; 3 the two
evaluators of a policy differ on the case.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from necessity import __version__
from necessity.cli import ask, cases, changes, consistency, diff, evidence, packs
from necessity.errors import Disagreement, PackUnusable, Unusable

app = typer.Typer(
    help="Judges a request for lumbar spine surgery against a named policy, criterion by criterion. A person signs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"necessity {__version__}")
        raise typer.Exit


for commands in (cases, packs, diff, evidence, ask, changes, consistency):
    app.add_typer(commands.app)
app.add_typer(packs.pack_app, name="pack")


def main() -> None:
    """Run the command line; an error this package knows is told on standard error without a traceback."""
    try:
        app()
    except Unusable as error:
        said = "the pack cannot be used" if isinstance(error, PackUnusable) else "this cannot be judged"
        count = len(error.problems)
        print(f"necessity: {said} ({count} {'problem' if count == 1 else 'problems'}):", file=sys.stderr)
        print(str(error), file=sys.stderr)
        sys.exit(2)
    except Disagreement as error:
        print(f"necessity: the two evaluators disagree, so nothing is printed: {error}", file=sys.stderr)
        sys.exit(3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
