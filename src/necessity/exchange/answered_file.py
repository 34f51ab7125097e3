"""Published answers, one file for a case: the case as a case file has it, and what was answered, by whom and why.

Invariant: an answer stands beside its case and never inside its record, so it cannot become a fact of it; what is wrong with a
file is told at once, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from necessity.assessment.answered import ORDER, SAID, SETTING, AnsweredLine
from necessity.errors import InputUnusable, Place, Problem
from necessity.exchange.case_file import case_from_node
from necessity.exchange.intake import CASE_FILE_ENDINGS, case_of
from necessity.exchange.past_review import is_review, lines_of_review
from necessity.model.case import Case
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import vocabulary
from necessity.yaml_file import Node, Scalar, Sheet, Table, open_sheet

ANSWERS = (*SAID, *ORDER)
_WHOLE = "a file with published answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidReason:
    """A reason as it was given; `about` are the kinds of fact (`stenosis`) or fields (`stenosis.grade`) that its file names."""

    says: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published answer: `lines` are the ids that it covers, or `setting`; `said` one of ANSWERS."""

    lines: tuple[str, ...]
    said: str
    reasons: tuple[SaidReason, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCase:
    """A case with the answers that somebody published to it."""

    case: Case
    file: str
    by: str
    answers: tuple[Published, ...]


@dataclass(slots=True, kw_only=True)
class Past:
    """What a folder holds: cases with published answers, lines of reviews, and the names of the files that hold neither."""

    published: list[PublishedCase] = field(default_factory=list)
    reviewed: list[AnsweredLine] = field(default_factory=list)
    reviews: int = 0
    aside: list[str] = field(default_factory=list)


def past_answers(folder: Path) -> Past:
    """All answers under a folder, in the order of the names of their files. Raises InputUnusable with every problem."""
    where = Place(str(folder))
    if not folder.is_dir():
        remedy = "name a folder that holds reviews (JSON) and files of published answers (YAML)"
        raise InputUnusable([Problem(what="there is no such folder", where=where, remedy=remedy)])
    past, problems = Past(), list[Problem]()
    for path in _files(folder):
        problems += _take(path, path.relative_to(folder).as_posix(), past)
    if not problems and not past.published and not past.reviewed:
        remedy = "put reviews into it (review --format json) or files with 'case' and 'answered' (docs/consistency.md)"
        problems.append(Problem(what="the folder holds no answers", where=where, remedy=remedy))
    if problems:
        raise InputUnusable(problems)
    return past


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() in CASE_FILE_ENDINGS:
            yield path


def _take(path: Path, name: str, past: Past) -> Sequence[Problem]:
    """Puts what a file holds into `past`; what is wrong with it."""
    sheet, root = open_sheet(path, name)
    if isinstance(root, Table) and is_review(root):
        past.reviewed += lines_of_review(sheet, root)
        past.reviews += 1
    elif isinstance(root, Table) and "answered" in root.values:
        published = _published(sheet, root, path)
        if published is not None and not sheet.problems:
            past.published.append(published)
    elif root is not None:
        past.aside.append(name)
        return ()
    return sheet.problems


def _published(sheet: Sheet, root: Table, path: Path) -> PublishedCase | None:
    top = sheet.mapping(root, _WHOLE, required=("case", "answered"), optional=("by",))
    case = _case(sheet, top.get("case"), path)
    answers = tuple(one for node in sheet.items(top.get("answered"), "answered") if (one := _answer(sheet, node)))
    if "answered" in top and not answers and not sheet.problems:
        sheet.wrong("'answered' holds no answer", top["answered"].place, remedy="write line, answer and reasons")
    if case is None:
        return None
    return PublishedCase(
        case=case, file=sheet.name, by=sheet.text(top.get("by"), "by") or "published answer", answers=answers
    )


def _case(sheet: Sheet, node: Node | None, path: Path) -> Case | None:
    """The case that stands in the file, or the one at a path beside it."""
    try:
        if isinstance(node, Table):
            return case_from_node(sheet, node, vocabulary=vocabulary(), called=path.stem, folder=path.parent)
        name = sheet.text(node, "case")
        if name is None or node is None:
            return None
        # Such a file may come from anybody: it must not be able to read other files of this machine.
        beside = path.parent / name
        if "\0" in name or not beside.resolve().is_relative_to(path.parent.resolve()):
            sheet.wrong(f"'{name}' lies outside the folder of this file", node.place, remedy="copy it beside this file")
            return None
        return case_of(beside)
    except InputUnusable as error:
        sheet.problems += error.problems
        return None


def _answer(sheet: Sheet, node: Node) -> Published | None:
    row = sheet.mapping(node, "an answer", required=("line", "answer"), optional=("reasons",))
    lines = sheet.words(row.get("line"), "line")
    said = sheet.one_of(row.get("answer"), "answer", ANSWERS)
    if not lines or said is None:
        return None
    if SETTING in lines and len(lines) > 1:
        sheet.wrong("the setting and a line stand in one answer", node.place, remedy="write an answer for each")
    given = row.get("reasons")
    items = (given,) if isinstance(given, Scalar) and not given.is_empty else sheet.items(given, "reasons")
    reasons = tuple(one for item in items if (one := _reason(sheet, item)))
    return Published(lines=lines, said=said, reasons=reasons, place=node.place)


def _reason(sheet: Sheet, node: Node) -> SaidReason | None:
    if isinstance(node, Scalar):
        return None if node.is_empty else SaidReason(says=node.text)
    row = sheet.mapping(node, "a reason", required=("says",), optional=("about",))
    about = sheet.words(row.get("about"), "about")
    for name in about:
        _need_known(sheet, name, node.place)
    says = sheet.text(row.get("says"), "says")
    return SaidReason(says=says, about=about) if says else None


def _need_known(sheet: Sheet, name: str, place: Place) -> None:
    kind_name, _, field_name = name.partition(".")
    kinds = vocabulary().kinds
    kind: Kind | None = kinds.get(kind_name)
    if kind is None:
        sheet.one_of(Scalar(kind_name, place), "kind of fact", kinds)
    elif field_name:
        sheet.one_of(Scalar(field_name, place), f"field of {kind_name}", kind.fields)
