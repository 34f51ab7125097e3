"""The door to the library of evidence: what it holds, where packs use it, and the audit of texts that assert its claims.

Invariant: a text is read and audited as it stands; files that cannot be read are all told at once, and none is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from necessity.errors import InputUnusable, Place, Problem
from necessity.exchange.bibtex import bibtex
from necessity.exchange.csl import csl_bytes
from necessity.exchange.documents import extract
from necessity.exchange.intake import STANDARD_INPUT, standard_input
from necessity.library.audit import Audit, audit
from necessity.library.load import library
from necessity.library.records import Library
from necessity.library.selection import FILTERS, Found, Use, cited_by, select
from necessity.policy.builds_on import pack_digest
from necessity.policy.criterion import Pack, walk
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.load import vocabulary

OnTheWay = Callable[[int, int, str], None]
"""Hears how far long work is: which of how many comes now, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The audits of some texts, in the order given, with the texts by the names of their audits."""

    library: Library
    audits: tuple[Audit, ...]
    texts: Mapping[str, str]


def look(words: Sequence[str], filters: Mapping[str, Sequence[str]], search_path: Sequence[Path]) -> Found:
    """What the library holds of `words`, with where its claims are used by the packs on the path and by the procedures.

    Raises InputUnusable for a filter that nobody knows, PackUnusable where a pack or the library cannot be read.
    """
    problems = [
        Problem(
            what=f"'{word}' is not known here",
            where=Place(f"--{name}"),
            remedy=f"one of {', '.join(FILTERS[name])}",
        )
        for name, wanted in filters.items()
        for word in wanted
        if word not in FILTERS[name]
    ]
    if problems:
        raise InputUnusable(problems)
    shelf = library()
    selection = select(shelf, [_shown(word) for word in words], filters)
    uses: dict[str, tuple[Use, ...]] = {}
    for use in _uses(search_path):
        uses[use.claim] = (*uses.get(use.claim, ()), use)
    return Found(library=shelf, selection=selection, uses=uses)


def references(found: Found, format: str) -> bytes:
    """The sources found, and those for and against the claims found, as `csl` or `bibtex`.

    Raises InputUnusable where `pybtex` is wanted and not installed.
    """
    named = {*found.selection.papers, *cited_by(found.library, found.selection.claims)}
    papers = [paper for name, paper in found.library.papers.items() if name in named]
    return csl_bytes(papers) if format == "csl" else bibtex(papers).encode()


def audit_files(files: Sequence[str], on_the_way: OnTheWay = lambda number, count, name: None) -> Audited:
    """The audit of each file (text, Markdown, PDF, DOCX, RTF; `-` is standard input). Raises InputUnusable with every problem."""
    if not files:
        problem = Problem(
            what="there is no text to audit",
            where=Place("command line"),
            remedy="name one or more files after --audit, or - for standard input",
        )
        raise InputUnusable([problem])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in dict.fromkeys(files):
        try:
            texts[STANDARD_INPUT if file == "-" else _shown(file)] = _text_of(file)
        except InputUnusable as error:
            problems += error.problems
    if problems:
        raise InputUnusable(problems)
    shelf = library()
    audits = []
    for number, (name, text) in enumerate(texts.items(), 1):
        on_the_way(number, len(texts), name)
        audits.append(audit(shelf, text, name))
    return Audited(library=shelf, audits=tuple(audits), texts=texts)


def _shown(word: str) -> str:
    """A word of the command line as it can be written; bytes that are no UTF-8 become question marks."""
    return word.encode("utf-8", "replace").decode("utf-8")


def _text_of(file: str) -> str:
    if file == "-":
        text = standard_input()
        if not text.strip():
            raise InputUnusable(
                [Problem(what="there are no words", where=Place(STANDARD_INPUT), remedy="pipe in a text")]
            )
        return text
    extracted = extract(Path(file))
    if not extracted.readable:
        remedy = (
            "check the path" if "no such file" in extracted.remark else "give it as text, Markdown, PDF, DOCX or RTF"
        )
        problem = Problem(what="this text cannot be read", where=Place(file), why=extracted.remark, remedy=remedy)
        raise InputUnusable([problem])
    return extracted.text


# -- where claims are used ---------------------------------------------------------------------------------------------


def _uses(search_path: Sequence[Path]) -> Iterator[Use]:
    """Each place that names a claim, once: those of the packs by their names, then those of the procedures."""
    known = vocabulary()
    for entry in known_packs((*search_path, shipped_packs())):
        yield from _uses_of(str(entry.folder), pack_digest(entry.folder, search_path), tuple(search_path))
    for procedure in known.procedures.by_name.values():
        for claim, place in procedure.evidence:
            yield Use(claim=claim, pack=None, what="procedure", under=procedure.name, place=place)


@lru_cache(maxsize=64)
def _uses_of(folder: str, digest: str, search_path: tuple[Path, ...]) -> tuple[Use, ...]:
    """Where a pack names claims, read once for each state of its files (`digest` is part of the key for that reason)."""
    pack = load_pack(Path(folder), vocabulary(), shown_folder(Path(folder)), search_path)
    return tuple(dict.fromkeys(use for use in _of_pack(pack) if use.place.file.startswith(pack.folder)))


def _of_pack(pack: Pack) -> Iterator[Use]:
    trees = [("criterion", policy.requires) for policy in pack.policies]
    trees += [("setting", rule.when) for rule in pack.setting.rules] if pack.setting else []
    cautions = [*pack.cautions, *(one for policy in pack.policies for one in policy.cautions)]
    trees += [("caution", tree) for one in cautions for tree in (one.when, one.unless) if tree]
    for what, tree in trees:
        for node in walk(tree):
            for claim in node.evidence:
                yield Use(claim=claim, pack=pack.name, what=what, under=node.id, place=node.clause.place)
    for rule in pack.outcomes:
        for claim in rule.claims:
            yield Use(claim=claim, pack=pack.name, what="procedure", under=rule.procedure, place=rule.place)
