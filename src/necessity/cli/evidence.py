"""The command of the library: its claims and sources, and the claims that a text asserts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from necessity.cli.shared import OutOption, one_of, search_path, terminal, write
from necessity.errors import InputUnusable, Place, Problem

app = typer.Typer()


WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS|FILE]",
        help="Names of claims or sources, or words to search for; nothing for the whole. With --audit: the texts.",
    ),
]
_MANY_FILES = 3
_VERDICTS = "supported, scoped, unverified, overstated, misattributed, not_found, non_evidence"
_KINDS = (
    "benefit, risk, prognosis, monitoring, mitigation, natural_history, cost, diagnosis, rule; "
    "guideline, position, criteria, trial, cohort, series, review, editorial, survey"
)


@app.command()
def evidence(
    words: WordsArgument = None,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Find the claims that texts assert (text, Markdown, PDF, DOCX, RTF, or -)."),
    ] = False,
    verdict: Annotated[
        list[str] | None, typer.Option("--verdict", help=f"Only claims with this verdict: {_VERDICTS}.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Only claims or sources of this kind: {_KINDS}.")
    ] = None,
    use: Annotated[
        list[str] | None, typer.Option("--use", help="Only claims with this use: cite, cite_scoped, replace, drop.")
    ] = None,
    speaks: Annotated[
        list[str] | None, typer.Option("--speaks", help="Only claims that speak for, against, both or neither.")
    ] = None,
    read: Annotated[
        list[str] | None,
        typer.Option(
            "--read", help="Only sources known as original, secondary or background, and claims that rest on them."
        ),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, json, html, csl or bibtex.")] = "text",
    output: OutOption = None,
) -> None:
    """The library of evidence: its claims and sources, and which of its claims a text asserts."""
    filters = {"verdict": verdict, "kind": kind, "use": use, "speaks": speaks, "read": read}
    asked = {name: tuple(wanted) for name, wanted in filters.items() if wanted}
    if audit:
        one_of(format, ("text", "json", "html"), "--format")
        _no_filters(asked)
        write(_audited(words or (), format, output), output)
    else:
        one_of(format, ("text", "json", "html", "csl", "bibtex"), "--format")
        write(_library(words or (), asked, format, output), output)


def _library(words: Sequence[str], filters: Mapping[str, Sequence[str]], format: str, output: Path | None) -> bytes:
    """What was asked of the library in one of its faces."""
    from necessity.evidence import look, references

    found = look(words, filters, search_path())
    if format in ("csl", "bibtex"):
        return references(found, format)
    if format == "json":
        from necessity.report.library_record import json_bytes

        return json_bytes(found)
    if format == "html":
        from necessity.report.library_page import page

        return page(found).encode()
    from necessity.report.library_terminal import render

    width, colour = terminal(output)
    return render(found, console_width=width, colour=colour).encode("utf-8", "replace")


def _audited(files: Sequence[str], format: str, output: Path | None) -> bytes:
    """The audit of texts in one of its faces; where there are many, how far it is is told on standard error."""
    from necessity.evidence import audit_files

    def on_the_way(number: int, count: int, name: str) -> None:
        if count > _MANY_FILES:
            typer.echo(f"auditing {number} of {count}: {name}", err=True)

    done = audit_files(files, on_the_way)
    if format == "json":
        from necessity.report.audit_record import json_bytes

        return json_bytes(done.audits, done.library)
    if format == "html":
        from necessity.report.audit_page import page

        return page(done.audits, done.library, done.texts).encode("utf-8", "replace")
    from necessity.report.audit_terminal import render

    width, colour = terminal(output)
    return render(done.audits, done.library, console_width=width, colour=colour).encode("utf-8", "replace")


def _no_filters(filters: Mapping[str, Sequence[str]]) -> None:
    problems = [
        Problem(
            what="an audit looks for every claim",
            where=Place(f"--{name}"),
            remedy="leave it out, or leave --audit out to list the library",
        )
        for name in filters
    ]
    if problems:
        raise InputUnusable(problems)
