"""What the commands share: their common arguments, how a case is taken in, and where the answer goes."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from necessity.errors import InputUnusable, Place, Problem

CaseArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="CASE",
        help="A note (text, PDF, DOCX, RTF, HTML), a C-CDA document (XML), a FHIR R4 record (JSON), a folder of these, "
        "a case file (YAML, JSON), or - for standard input.",
    ),
]
TextOption = Annotated[str | None, typer.Option("--text", help="A question or a note, in place of CASE.")]
DateOption = Annotated[
    str | None,
    typer.Option("--as-of", help="The day of judgement where the case names none (2026-03-10). Default: today."),
]
OutOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead of the terminal.")]


def case_from(source: str | None, text: str | None) -> Any:
    """The case that CASE or --text says. Raises InputUnusable where both or neither are given."""
    from necessity.exchange.intake import case_of, case_of_text

    if (source is None) == (text is None):
        problem = Problem(
            what="give exactly one of CASE and --text" if source else "there is no case",
            where=Place("command line"),
            remedy="name a note, a folder or a case file, or write --text 'your question'",
        )
        raise InputUnusable([problem])
    return case_of_text(text) if text is not None else case_of(str(source))


def day_from(written: str | None) -> date:
    """The day written as 2026-03-10, else today. Raises InputUnusable."""
    if written is None:
        return date.today()
    try:
        return date.fromisoformat(written)
    except ValueError:
        problem = Problem(what=f"'{written}' is not a day", where=Place("--as-of"), remedy="write it as 2026-03-10")
        raise InputUnusable([problem]) from None


def one_of(word: str, known: tuple[str, ...], where: str) -> None:
    """Raises InputUnusable where the word is none of those known for the option `where`."""
    if word not in known:
        problem = Problem(what=f"'{word}' is not known here", where=Place(where), remedy=f"one of {', '.join(known)}")
        raise InputUnusable([problem])


def search_path() -> tuple[Path, ...]:
    """The folders named in NECESSITY_PACKS, separated as the system separates paths."""
    return tuple(Path(part) for part in os.environ.get("NECESSITY_PACKS", "").split(os.pathsep) if part)


def terminal(output: Path | None) -> tuple[int, bool]:
    """Width and whether colour is welcome; a file or a pipe gets a fixed width and none."""
    if output is not None or not sys.stdout.isatty():
        return 100, False
    import shutil

    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120)), "NO_COLOR" not in os.environ


def write(content: bytes, output: Path | None) -> None:
    """The answer to the terminal, or to a file whose name is then told. Raises InputUnusable where it cannot be written."""
    if output is None:
        sys.stdout.buffer.write(content if content.endswith(b"\n") else content + b"\n")
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except FileNotFoundError:
        problem = Problem(
            what="this cannot be written",
            where=Place(str(output)),
            why=f"there is no folder {output.parent}",
            remedy="make the folder first, or name another file with -o",
        )
        raise InputUnusable([problem]) from None
    except OSError as error:
        problem = Problem(
            what="this cannot be written",
            where=Place(str(output)),
            why=error.strerror or str(error),
            remedy="name another file with -o",
        )
        raise InputUnusable([problem]) from None
    typer.echo(f"written: {output}")
