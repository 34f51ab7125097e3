"""The commands that take a case: judge it, read it, or judge it under several packs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from necessity.cli.shared import (
    CaseArgument,
    DateOption,
    OutOption,
    TextOption,
    case_from,
    day_from,
    one_of,
    search_path,
    terminal,
    write,
)

app = typer.Typer()


@app.command()
def review(
    case: CaseArgument = None,
    text: TextOption = None,
    pack: Annotated[
        list[str] | None,
        typer.Option("--pack", help="adjudicator, adjudicator@version, or a folder. May be given twice."),
    ] = None,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text, json, html or markdown.")] = "text",
    audience: Annotated[
        str,
        typer.Option(
            "--audience",
            help="For whom it is written: reviewer, surgeon or patient. JSON carries all and has no audience.",
        ),
    ] = "reviewer",
    output: OutOption = None,
    no_chart: Annotated[
        bool, typer.Option("--no-chart", help="Leave the words of the chart out of the report.")
    ] = False,
) -> None:
    """Judge a case: the answer for each line and for the setting, with reasons, and what is missing."""
    from necessity.report.letter import AUDIENCES
    from necessity.review import review as judge

    one_of(format, ("text", "json", "html", "markdown"), "--format")
    one_of(audience, AUDIENCES, "--audience")
    assessment = judge(case_from(case, text), packs=pack or (), as_of=day_from(as_of), search_path=search_path())
    write(_report(assessment, format, audience, not no_chart, output), output)


def _report(assessment: Any, format: str, audience: str, show_chart: bool, output: Path | None) -> bytes:
    """The assessment in one of its faces."""
    if format == "json":
        from necessity.report.record import json_bytes

        return json_bytes(assessment, show_chart=show_chart)
    if format == "html":
        from necessity.report.page import page

        return page(assessment, show_chart=show_chart, audience=audience).encode()
    if format == "markdown":
        from necessity.report.markdown import markdown

        return markdown(assessment, show_chart=show_chart, audience=audience).encode("utf-8", "replace")
    from necessity.report.terminal import render

    width, colour = terminal(output)
    said = render(assessment, console_width=width, show_chart=show_chart, colour=colour, audience=audience)
    return said.encode("utf-8", "replace")


@app.command()
def read(
    case: CaseArgument = None,
    text: TextOption = None,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text, json or html.")] = "text",
    output: OutOption = None,
) -> None:
    """The chart with its facts marked in the words that say them, and nothing judged."""
    from necessity.review import read as read_case

    one_of(format, ("text", "json", "html"), "--format")
    reading = read_case(case_from(case, text), as_of=day_from(as_of))
    write(_read_report(reading, format, output), output)


def _read_report(reading: Any, format: str, output: Path | None) -> bytes:
    """The chart in one of its faces."""
    if format == "json":
        from necessity.report.record import as_bytes, facts_record

        return as_bytes(facts_record(reading.chart, request=reading.request, unread=reading.request.unread))
    if format == "html":
        from necessity.report.read_page import page

        return page(reading.case, reading.chart).encode("utf-8", "replace")
    from necessity.report.read_terminal import render

    width, colour = terminal(output)
    return render(reading.case, reading.chart, console_width=width, colour=colour).encode("utf-8", "replace")


@app.command()
def compare(
    case: CaseArgument = None,
    text: TextOption = None,
    pack: Annotated[
        list[str] | None,
        typer.Option("--pack", help="adjudicator, adjudicator@version, or a folder. Give it twice or more."),
    ] = None,
    as_of: DateOption = None,
    format: Annotated[str, typer.Option("--format", help="text, json or markdown.")] = "text",
    output: OutOption = None,
) -> None:
    """One case under several packs: where their answers part, at which clause of each, and what each read there."""
    from necessity.compare import compared, face, need_several

    one_of(format, ("text", "json", "markdown"), "--format")
    need_several(pack or ())
    assessment = compared(case_from(case, text), pack or (), day_from(as_of), search_path())
    write(face(assessment, format, *terminal(output)), output)
