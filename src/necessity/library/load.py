"""`medicine/library/` read into papers and audited claims. All problems are told at once.

Invariant: a field that nobody recorded is None or empty; nothing is filled in here. What a claim may print is decided in `cite`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from necessity.assessment.claim import CLAIM_KINDS
from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.library.figures import find_figures
from necessity.library.records import (
    ANY_FIGURE,
    ENDPOINTS,
    IDENTIFIERS,
    PAPER_KINDS,
    READ,
    SCALES,
    SPEAKS,
    SURE,
    SURGERY,
    USES,
    VERDICTS,
    AuditedClaim,
    Figure,
    Group,
    Identifier,
    Library,
    Paper,
    Way,
)
from necessity.vocabulary.load import medicine_folder
from necessity.yaml_file import Node, Sheet, Table, open_sheet

_LEVEL = re.compile(r"L([1-5])(?:-([1-5]))?")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@cache
def library() -> Library:
    """The library that came with the package. Raises PackUnusable with every problem in it."""
    return load_library(medicine_folder() / "library")


def load_library(folder: Path) -> Library:
    """The library under `folder`. Raises PackUnusable with every problem in it."""
    found, problems = read_library(folder)
    if problems:
        raise PackUnusable(problems)
    return found


def read_library(folder: Path) -> tuple[Library, list[Problem]]:
    """What could be read under `folder`, and everything that is wrong with the form of its files."""
    problems: list[Problem] = []
    assessments = _assessments(folder, problems)
    papers: dict[str, Paper] = {}
    for path in sorted((folder / "sources").glob("*.yaml")):
        sheet, root = _open(path, folder)
        paper = _paper(sheet, root, path.stem) if root is not None else None
        if paper is not None:
            papers[paper.source] = paper
        problems += sheet.problems
    words, word_places = _words(folder, problems)
    patients = _patients(folder, problems)
    claims: dict[str, AuditedClaim] = {}
    for path in sorted((folder / "claims").glob("*.yaml")):
        sheet, root = _open(path, folder)
        claim = _claim(sheet, root, path.stem, papers, assessments, words, patients) if root is not None else None
        if claim is not None:
            claims[claim.claim] = claim
        problems += sheet.problems
    shelf = Library(
        papers=papers,
        claims=claims,
        assessments=assessments,
        words=words,
        patients=patients,
        word_places=word_places,
    )
    return shelf, problems


def _open(path: Path, folder: Path) -> tuple[Sheet, Node | None]:
    return open_sheet(path, str(Path("medicine/library") / path.relative_to(folder)))


def _assessments(folder: Path, problems: list[Problem]) -> dict[str, str]:
    sheet, root = _open(folder / "assessments.yaml", folder)
    top = sheet.mapping(root, "the list of assessments", required=("assessments",))
    titles = {
        name: sheet.text(node, name) or "" for name, node, _ in sheet.pairs(top.get("assessments"), "assessments")
    }
    problems += sheet.problems
    return titles


def _patients(folder: Path, problems: list[Problem]) -> dict[str, Group]:
    """The names of the groups and what they say. What is wrong with their tests `necessity.policy.patients` tells."""
    if not (folder / "patients.yaml").exists():
        return {}
    sheet, root = _open(folder / "patients.yaml", folder)
    top = sheet.mapping(root, "the groups of patients", required=("patients",), optional=("parameters",))
    found = {}
    for name, node, place in sheet.pairs(top.get("patients"), "patients"):
        says = sheet.text(node.values.get("says"), "says") if isinstance(node, Table) else None
        if not says:
            sheet.wrong(f"the group '{name}' has no 'says'", place, remedy="say it as in 'patients with ...'")
        found[name] = Group(says=says or name, place=place)
    problems += sheet.problems
    return found


def _words(folder: Path, problems: list[Problem]) -> tuple[dict[str, tuple[str, ...]], dict[str, Place]]:
    """The phrases of each word, and where it stands."""
    found: dict[str, tuple[str, ...]] = {}
    places: dict[str, Place] = {}
    for path in sorted((folder / "words").glob("*.yaml")):
        sheet, root = _open(path, folder)
        top = sheet.mapping(root, "a list of words", required=("words",))
        for name, node, place in sheet.pairs(top.get("words"), "words"):
            if name in found:
                sheet.wrong(f"the word '{name}' stands in two lists", place, remedy="keep one of them")
            found[name], places[name] = sheet.words(node, name), place
        problems += sheet.problems
    return found, places


def _name(sheet: Sheet, node: Node | None, what: str, stem: str) -> str:
    name = sheet.text(node, what) or ""
    if node is not None and name:
        if not _NAME.fullmatch(name):
            sheet.wrong(f"'{name}' is not a name", node.place, remedy="lower case, digits and hyphens: fox-1996")
        if name != stem:
            sheet.wrong(f"the file of '{name}' must be called {name}.yaml", node.place)
    return name


def _level(sheet: Sheet, node: Node | None) -> str | None:
    level = sheet.text(node, "level")
    if level is None or node is None:
        return None
    form = _LEVEL.fullmatch(level)
    if form is None or (form[2] and form[2] <= form[1]):
        sheet.wrong(f"'{level}' is not a level", node.place, remedy="L1 (best) to L5, or a span as L2-3")
        return None
    return level


# -- papers ------------------------------------------------------------------------------------------------------------


def _paper(sheet: Sheet, root: Node, stem: str) -> Paper | None:
    words = ("authors", "title", "about", "journal", "volume", "pages", "series", "part", "strength", "grade")
    more = ("year", "identifiers", "scale", "design", "n", "population", "follow_up", "level")
    top = sheet.mapping(root, "a source", required=("source", "kind", "read", "finding"), optional=(*words, *more))
    name = _name(sheet, top.get("source"), "source", stem)
    if not name:
        return None
    text = {word: sheet.text(top.get(word), word) for word in (*words, "design", "n", "population", "follow_up")}
    if not text["title"] and not text["about"]:
        sheet.wrong("this source has neither a title nor 'about'", root.place, remedy="say in a few words what it is")
    return Paper(
        source=name,
        kind=sheet.one_of(top.get("kind"), "kind of source", PAPER_KINDS) or "",
        year=sheet.whole(top.get("year"), "year"),
        identifiers=_identifiers(sheet, top.get("identifiers")),
        scale=sheet.one_of(top.get("scale"), "scale", SCALES),
        level=_level(sheet, top.get("level")),
        read=sheet.one_of(top.get("read"), "way of reading", READ) or "",
        finding=sheet.text(top.get("finding"), "finding") or "",
        place=root.place,
        **text,
    )


def _identifiers(sheet: Sheet, node: Node | None) -> tuple[Identifier, ...]:
    found = []
    for kind, one, place in sheet.pairs(node, "identifiers"):
        if kind not in IDENTIFIERS:
            sheet.wrong(f"'{kind}' is not a kind of identifier", place, remedy=did_you_mean(kind, IDENTIFIERS))
            continue
        row = sheet.mapping(one, f"the {kind}", required=("id", "checked"))
        checked = sheet.yes_no(row.get("checked"), "checked")
        value = sheet.quoted(row.get("id"), f"a {kind}")
        if value is not None:
            found.append(Identifier(kind=kind, id=value, checked=checked is True))
    return tuple(found)


# -- claims ------------------------------------------------------------------------------------------------------------


def _claim(
    sheet: Sheet,
    root: Node,
    stem: str,
    papers: Mapping[str, Paper],
    assessments: Mapping[str, str],
    words: Mapping[str, tuple[str, ...]],
    patients: Mapping[str, Group],
) -> AuditedClaim | None:
    needed = ("claim", "subject", "kind", "speaks", "verdict", "use", "surgery", "endpoint")
    wanted = ("asserted", "asserted_in", "found_by", "says", "population", "patients", "level", "figures")
    optional = (*wanted, "sources", "contrary", "to_read")
    top = sheet.mapping(root, "a claim", required=(*needed, "sure", "why"), optional=optional)
    name = _name(sheet, top.get("claim"), "claim", stem)
    if not name:
        return None
    return AuditedClaim(
        claim=name,
        subject=sheet.text(top.get("subject"), "subject") or "",
        kind=sheet.one_of(top.get("kind"), "kind of claim", CLAIM_KINDS) or "",
        speaks=sheet.one_of(top.get("speaks"), "side", SPEAKS) or "",
        asserted=sheet.words(top.get("asserted"), "asserted"),
        asserted_in=_asserted_in(sheet, top.get("asserted_in"), assessments),
        verdict=sheet.one_of(top.get("verdict"), "verdict", VERDICTS) or "",
        use=sheet.one_of(top.get("use"), "use", USES) or "",
        says=sheet.text(top.get("says"), "says"),
        population=sheet.text(top.get("population"), "population"),
        surgery=sheet.one_of(top.get("surgery"), "surgery", SURGERY) or "",
        patients=_groups_named(sheet, top.get("patients"), patients),
        endpoint=sheet.one_of(top.get("endpoint"), "endpoint", ENDPOINTS) or "",
        level=_level(sheet, top.get("level")),
        figures=_figures(sheet, top.get("figures"), papers),
        found_by=_found_by(sheet, top.get("found_by"), words),
        sources=_papers_named(sheet, top.get("sources"), "sources", papers),
        contrary=_papers_named(sheet, top.get("contrary"), "contrary", papers),
        to_read=_papers_named(sheet, top.get("to_read"), "to_read", papers),
        sure=sheet.one_of(top.get("sure"), "degree of sureness", SURE) or "",
        why=sheet.text(top.get("why"), "why") or "",
        place=root.place,
    )


def _asserted_in(sheet: Sheet, node: Node | None, assessments: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for item in sheet.items(node, "asserted_in"):
        row = sheet.mapping(item, "a place where it is asserted", required=("assessment",))
        name = sheet.one_of(row.get("assessment"), "assessment", assessments)
        if name:
            found.append(name)
    return tuple(found)


def _found_by(sheet: Sheet, node: Node | None, words: Mapping[str, tuple[str, ...]]) -> tuple[Way, ...]:
    found = []
    for item in sheet.items(node, "found_by"):
        row = sheet.mapping(item, "a way to say it", required=("together",), optional=("figures", "near", "unless"))
        named = {what: sheet.words(row.get(what), what) for what in ("together", "figures", "near", "unless")}
        for what in ("together", "near", "unless"):
            for name in named[what]:
                if name not in words:
                    sheet.wrong(f"there is no word '{name}'", item.place, remedy=did_you_mean(name, words))
        for words_ in named["figures"]:
            if words_ != ANY_FIGURE and not find_figures(words_):
                sheet.wrong(
                    f"'{words_}' is no figure", item.place, "a number needs its unit", "write 38%, 4-6 weeks, or any"
                )
        found.append(Way(place=item.place, **named))
    return tuple(found)


def _groups_named(sheet: Sheet, node: Node | None, patients: Mapping[str, Group]) -> tuple[str, ...]:
    names = sheet.words(node, "patients")
    for name in names:
        if node is not None and name not in patients:
            sheet.wrong(f"there is no group of patients '{name}'", node.place, remedy=did_you_mean(name, patients))
    return names


def _figures(sheet: Sheet, node: Node | None, papers: Mapping[str, Paper]) -> tuple[Figure, ...]:
    found = []
    for item in sheet.items(node, "figures"):
        row = sheet.mapping(item, "a figure", required=("figure", "counts"), optional=("source",))
        source = _papers_named(sheet, row.get("source"), "source", papers)
        found.append(
            Figure(
                figure=sheet.text(row.get("figure"), "figure") or "",
                counts=sheet.text(row.get("counts"), "counts") or "",
                source=source[0] if source else None,
            )
        )
    return tuple(found)


def _papers_named(sheet: Sheet, node: Node | None, what: str, papers: Mapping[str, Paper]) -> tuple[str, ...]:
    """Names of sources. A dead one is told at once: a claim must not lose its source without a word."""
    names = sheet.words(node, what)
    for name in names:
        if node is not None and name not in papers:
            sheet.wrong(f"there is no source '{name}'", node.place, remedy=did_you_mean(name, papers))
    return names
