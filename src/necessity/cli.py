"""The command line: every command reads, calls one door, and prints. Nothing is decided here.

Exit status: 0 done, whatever the answer; 1 `check` found a fault; 2 the input or a pack could not be used; 3 the evaluators
differ (there is one so far, so this cannot happen yet).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from necessity import __version__
from necessity.errors import Disagreement, InputUnusable, PackUnusable, Place, Problem, Unusable

app = typer.Typer(
    help="Judges a request for lumbar spine surgery against a named policy, criterion by criterion. A person signs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
pack_app = typer.Typer(help="Packs: the policies of one adjudicator at one version.", no_args_is_help=True)
app.add_typer(pack_app, name="pack")

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


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"necessity {__version__}")
        raise typer.Exit


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

    _one_of(format, ("text", "json", "html", "markdown"), "--format")
    _one_of(audience, AUDIENCES, "--audience")
    assessment = judge(_case(case, text), packs=pack or (), as_of=_day(as_of), search_path=_search_path())
    _write(_report(assessment, format, audience, not no_chart, output), output)


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

    width, colour = _terminal(output)
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

    _one_of(format, ("text", "json", "html"), "--format")
    reading = read_case(_case(case, text), as_of=_day(as_of))
    _write(_read_report(reading, format, output), output)


def _read_report(reading: Any, format: str, output: Path | None) -> bytes:
    """The chart in one of its faces."""
    if format == "json":
        from necessity.report.record import as_bytes, facts_record

        return as_bytes(facts_record(reading.chart, request=reading.request, unread=reading.request.unread))
    if format == "html":
        from necessity.report.read_page import page

        return page(reading.case, reading.chart).encode("utf-8", "replace")
    from necessity.report.read_terminal import render

    width, colour = _terminal(output)
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

    _one_of(format, ("text", "json", "markdown"), "--format")
    need_several(pack or ())
    assessment = compared(_case(case, text), pack or (), _day(as_of), _search_path())
    _write(face(assessment, format, *_terminal(output)), output)


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

    report = check_packs(pack, _search_path(), coverage=coverage, today=date.today())
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

    typer.echo("\n".join(explain_criterion(criterion, pack, _search_path(), date.today())))


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
        _one_of(format, ("text", "json", "html"), "--format")
        _no_filters(asked)
        _write(_audited(words or (), format, output), output)
    else:
        _one_of(format, ("text", "json", "html", "csl", "bibtex"), "--format")
        _write(_library(words or (), asked, format, output), output)


def _library(words: Sequence[str], filters: Mapping[str, Sequence[str]], format: str, output: Path | None) -> bytes:
    """What was asked of the library in one of its faces."""
    from necessity.evidence import look, references

    found = look(words, filters, _search_path())
    if format in ("csl", "bibtex"):
        return references(found, format)
    if format == "json":
        from necessity.report.library_record import json_bytes

        return json_bytes(found)
    if format == "html":
        from necessity.report.library_page import page

        return page(found).encode()
    from necessity.report.library_terminal import render

    width, colour = _terminal(output)
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

    width, colour = _terminal(output)
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

    typer.echo("\n".join(listed_packs(_search_path())))


# -- what the commands share -------------------------------------------------------------------------------------------


def _case(source: str | None, text: str | None) -> Any:
    from necessity.exchange.intake import case_of, case_of_text

    if (source is None) == (text is None):
        problem = Problem(
            what="give exactly one of CASE and --text" if source else "there is no case",
            where=Place("command line"),
            remedy="name a note, a folder or a case file, or write --text 'your question'",
        )
        raise InputUnusable([problem])
    return case_of_text(text) if text is not None else case_of(str(source))


def _day(written: str | None) -> date:
    if written is None:
        return date.today()
    try:
        return date.fromisoformat(written)
    except ValueError:
        problem = Problem(what=f"'{written}' is not a day", where=Place("--as-of"), remedy="write it as 2026-03-10")
        raise InputUnusable([problem]) from None


def _one_of(word: str, known: tuple[str, ...], where: str) -> None:
    if word not in known:
        problem = Problem(what=f"'{word}' is not known here", where=Place(where), remedy=f"one of {', '.join(known)}")
        raise InputUnusable([problem])


def _search_path() -> tuple[Path, ...]:
    """The folders named in NECESSITY_PACKS, separated as the system separates paths."""
    return tuple(Path(part) for part in os.environ.get("NECESSITY_PACKS", "").split(os.pathsep) if part)


def _terminal(output: Path | None) -> tuple[int, bool]:
    """Width and whether colour is welcome; a file or a pipe gets a fixed width and none."""
    if output is not None or not sys.stdout.isatty():
        return 100, False
    import shutil

    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 120)), "NO_COLOR" not in os.environ


def _write(content: bytes, output: Path | None) -> None:
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
