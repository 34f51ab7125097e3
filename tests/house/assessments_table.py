"""Every sentence of the five published assessments, and where ours stands: the data, the paths into the JSON, and the page.

Invariant: the page `docs/assessments.md` holds nothing that `docs/assessments.yaml` does not. `make assessments` writes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from necessity.errors import InputUnusable
from necessity.library.load import library
from necessity.yaml_file import Node, Sheet, open_sheet

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "docs" / "assessments.yaml"
PAGE = ROOT / "docs" / "assessments.md"

KINDS = (
    "question",
    "answer",
    "heading",
    "criterion",
    "reason",
    "fact of the case",
    "claim from the literature",
    "setting",
    "pitfall",
    "outcome",
    "risk",
    "mitigation",
    "prognosis",
    "step",
    "reference",
    "related question",
    "notice",
    "site furniture",
)
MOST_WORDS = 8
CLAIM_SECTIONS = (
    *("literature", "outcomes", "risks", "monitoring", "mitigation", "prognosis", "natural_history", "costs"),
    *("diagnosis", "rules"),
)
"""The lists of an assessment in the JSON that hold claims from the literature."""

PART = re.compile(r"(?P<name>\*\*|[a-z_]+)(?P<each>\[\])?(?:\[(?P<key>[a-z_]+)=(?P<value>[^\]]+)\])?")
"""One part of a path: `name`, `name[]`, `name[key=value]`, or `**[key=value]` for any depth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or list item of an assessment, in `about` named by at most eight words of ours, never by its own.

    Either `fields` says where our sentence stands in the JSON of `example`, or `not_produced` says why there is none.
    `claims` are the entries of the library that the sentence makes.
    """

    number: int
    kind: str
    about: str
    fields: tuple[str, ...]
    claims: tuple[str, ...]
    not_produced: str | None
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAssessment:
    """`publisher` and `updated` are None where they are left blank; `pack` judges its examples."""

    id: str
    title: str
    publisher: str | None
    updated: date | None
    pack: str
    sentences: tuple[Sentence, ...]


def load(path: Path = DATA) -> tuple[PublishedAssessment, ...]:
    """The data, strictly. Raises InputUnusable with every problem and its line."""
    sheet, root = open_sheet(path, path.name)
    found = []
    top = sheet.mapping(root, "the table", required=("assessments",))
    for node in sheet.items(top.get("assessments"), "assessments"):
        keys = sheet.mapping(
            node,
            "an assessment",
            required=("assessment", "title", "pack", "example", "sentences"),
            optional=("publisher", "updated"),
        )
        example = sheet.text(keys.get("example"), "example") or ""
        found.append(
            PublishedAssessment(
                id=sheet.text(keys.get("assessment"), "assessment") or "",
                title=sheet.text(keys.get("title"), "title") or "",
                publisher=sheet.text(keys.get("publisher"), "publisher"),
                updated=sheet.day(keys.get("updated"), "updated"),
                pack=sheet.text(keys.get("pack"), "pack") or "",
                sentences=tuple(
                    _sentence(sheet, one, example) for one in sheet.items(keys.get("sentences"), "sentences")
                ),
            )
        )
    if sheet.problems:
        raise InputUnusable(sheet.problems)
    return tuple(found)


def _sentence(sheet: Sheet, node: Node, example: str) -> Sentence:
    keys = sheet.mapping(
        node,
        "a sentence",
        required=("number", "kind", "about"),
        optional=("fields", "claims", "not_produced", "example"),
    )
    if ("fields" in keys) == ("not_produced" in keys):
        sheet.wrong("this sentence has both or neither", node.place, remedy="give fields: or not_produced:")
    about = sheet.text(keys.get("about"), "about") or ""
    if len(about.split()) > MOST_WORDS:
        sheet.wrong(f"'{about}' is too long", node.place, f"at most {MOST_WORDS} words", "say it shorter")
    return Sentence(
        number=sheet.whole(keys.get("number"), "number") or 0,
        kind=sheet.one_of(keys.get("kind"), "kind of sentence", KINDS) or "",
        about=about,
        fields=sheet.words(keys.get("fields"), "fields"),
        claims=sheet.words(keys.get("claims"), "claims"),
        not_produced=sheet.text(keys.get("not_produced"), "not_produced"),
        example=sheet.text(keys.get("example"), "example") or example,
    )


# -- paths into the JSON -----------------------------------------------------------------------------------------------


def at(record: Any, path: str) -> list[Any]:
    """Every value that `path` names in `record`; empty where a key is not there. Raises ValueError for no path."""
    found = [record]
    for part in _parts(path):
        found = [value for one in found for value in _step(one, part)]
    return found


def _parts(path: str) -> Iterator[re.Match[str]]:
    end = 0
    while end < len(path):
        part = PART.match(path, end)
        if part is None or (part.end() < len(path) and path[part.end()] != "."):
            raise ValueError(f"'{path}' is no path: '{path[end:]}'")
        yield part
        end = part.end() + 1


def _step(value: Any, part: re.Match[str]) -> Iterator[Any]:
    if part["name"] == "**":
        reached: Iterator[Any] = _below(value)
    elif isinstance(value, Mapping) and part["name"] in value:
        inner = value[part["name"]]
        reached = iter(inner if isinstance(inner, list) and (part["each"] or part["key"]) else [inner])
    else:
        return
    for one in reached:
        if not part["key"] or (isinstance(one, Mapping) and str(one.get(part["key"])) == part["value"]):
            yield one


def _below(value: Any) -> Iterator[Any]:
    """Every table at any depth, the one itself included."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _below(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner)


def is_filled(value: Any) -> bool:
    """Whether there is something to read: not null, not empty. `false` and 0 are something."""
    return value is not None and value not in ("", [], {})


# -- the page ----------------------------------------------------------------------------------------------------------


def page(assessments: Sequence[PublishedAssessment]) -> str:
    """`docs/assessments.md`, whole."""
    sentences = [one for assessment in assessments for one in assessment.sentences]
    lines = [
        "# Every sentence of the five published assessments",
        "",
        "Generated from `docs/assessments.yaml` by `make assessments`; change it there.",
        "",
        "The pack `published-assessments` rebuilds five published assessments. Here every sentence and list item of theirs is",
        "accounted for: what it is about, in our words, and either the fields of `necessity review --format json` that",
        "carry ours or why there is none. A test reviews the example charts and finds every field filled. A claim stands in",
        "the library under `medicine/library/claims/`, with its sources and what was found of it.",
        "",
        "In a path, `[]` means each, `[key=value]` the one with this value, `**` at any depth.",
        "",
        *_counts("By assessment", "assessment", [(one.title, one.sentences) for one in assessments]),
        *_counts(
            "By kind of sentence",
            "kind",
            [(kind, [one for one in sentences if one.kind == kind]) for kind in KINDS],
        ),
        *_reasons(sentences),
    ]
    for assessment in assessments:
        lines += _table(assessment)
    return "\n".join(lines).rstrip() + "\n"


def _counts(title: str, of: str, groups: Sequence[tuple[str, Sequence[Sentence]]]) -> list[str]:
    rows = [(name, len(group), sum(one.not_produced is None for one in group)) for name, group in groups if group]
    total, carried = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return [
        f"## {title}",
        "",
        f"| {of} | sentences | carried | not produced |",
        "|---|---|---|---|",
        *(f"| {name} | {count} | {held} | {count - held} |" for name, count, held in rows),
        f"| **all** | {total} | {carried} | {total - carried} |",
        "",
    ]


def _reasons(sentences: Sequence[Sentence]) -> list[str]:
    """Why sentences are not produced: the words before the first colon or semicolon, counted."""
    told = Counter(re.split(r"[:;]", one.not_produced)[0] for one in sentences if one.not_produced)
    return [
        "## Why a sentence is not produced",
        "",
        "| because | sentences |",
        "|---|---|",
        *(f"| {why} | {count} |" for why, count in sorted(told.items(), key=lambda item: (-item[1], item[0]))),
        "",
    ]


def _table(assessment: PublishedAssessment) -> list[str]:
    who = assessment.publisher or "left blank"
    day = assessment.updated.isoformat() if assessment.updated else "left blank, its copy has none"
    return [
        f"## {assessment.title}",
        "",
        f"Publisher: {who}. Last updated: {day}. Pack: `{assessment.pack}`.",
        "",
        "| | kind | about | ours, or why not | example |",
        "|---|---|---|---|---|",
        *(_row(one) for one in assessment.sentences),
        "",
    ]


def _row(one: Sentence) -> str:
    if one.not_produced is None:
        ours = "<br>".join(f"`{field}`" for field in one.fields)
    else:
        ours = f"not produced because: {one.not_produced}"
    claims = "".join(f"<br>claim `{claim}`{_told(claim)}" for claim in one.claims)
    example = f"`{one.example}`" if one.not_produced is None else ""
    return f"| {one.number} | {one.kind} | {one.about} | {ours}{claims} | {example} |"


def _told(claim: str) -> str:
    """What was found of a claim, where it is not simply printed: in the words of the library."""
    found = library().claims.get(claim)
    if found is None or found.use in ("cite", "cite_scoped"):
        return " (its source was not read)" if found is not None and found.verdict == "unverified" else ""
    return f" ({found.verdict.replace('_', ' ')}; {'dropped' if found.use == 'drop' else 'corrected sentence printed'})"


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
