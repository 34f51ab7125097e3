"""Rows of tables with named columns: grades of stenosis by compartment, and scores of pain by region.

Invariant: a cell counts only under a column whose name says what it is; an empty or unclear cell says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.columns import MOST_LINES, Row, Span, cells_of, row_of
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.lexicon import Lexicon
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene

_SIDE = re.compile(r"\b(?:(?P<right>right|rt|r)|(?P<left>left|lt|l)|(?P<both>both|bilateral|bilat))\b")
_NARROWED = (
    ("foraminal", re.compile(r"(?:neural |exit )?foram(?:en|ina|inal)|neuroforam\w+|nf|nfs")),
    ("lateral_recess", re.compile(r"(?:lateral )?recess(?:es)?|subarticular(?: zone| recess)?|lr")),
    ("central", re.compile(r"(?:central|spinal)?\s?canal|central|thecal sac")),
)
_JOINED_SIDE = re.compile(r"(?P<side>[rl])(?P<what>nf|lr)")
_NOT_NARROW = re.compile(r"(?:nil|none|no|normal|patent|open|clear|wide|unremarkable)(?: stenosis| narrowing)?")
_OF_STENOSIS = re.compile(r"(?:stenosis|narrowing|stenotic|narrowed)?")
_OF_PAIN = re.compile(r"\b(?:nprs|nrs|vas|pain|numeric rating)\b")
_LEG = re.compile(
    r"(?:(?:right|left|rt|lt|r|l|both|bilateral)\s+)?(?:legs?|calf|calves|thighs?|buttock (?:and|&) leg)(?: pain)?"
)
_T_COLUMN = re.compile(r"t[ -]?scores?(?: \(.{0,12}\))?")
_T_CELL = re.compile(r"(?P<number>[+-]?\s?\d(?:\.\d{1,2})?)\s*\*?")
_SCORE = re.compile(r"(?P<number>\d|10)(?:\s?/\s?10)?")


def told(scene: Scene, words: Lexicon) -> Iterator[Fact]:
    """What the row of a table that the sentence stands in says; nothing where it stands in none."""
    row = row_of(scene.document, scene.start)
    if row is None:
        return
    for kind, read in (("stenosis", _stenosis), ("radicular_pain", _leg_pain), ("bone_density", _lowest_density)):
        reader = words.readers.get(kind)
        here = reader is not None and scene.document.kind in reader.documents
        if here and reader is not None and scene.sentence.section not in reader.not_sections:
            yield from read(scene, reader, row)


def _stenosis(scene: Scene, reader: Reader, row: Row) -> Iterator[Fact]:
    """`L4-5 | severe | mild | none` under `Level | Central | R foramen | L foramen`."""
    levels = {place.levels for place in scene.places if place.levels and place.start < row.cells[0][1]}
    named = scene.sentence.levels or (next(iter(levels)) if len(levels) == 1 else ())
    if len(named) != 1 or (reader.spine and not scene.is_spine):
        return
    study = scene.study_at(scene.start)
    for cell, head in row.pairs:
        column = _column(scene.folded[slice(*head)])
        grade = _grade(scene, cell) if column is not None else None
        if column is None or grade is None:
            continue
        decided = how(scene, reader, Mention(*cell, Phrase("stenosis", ("",), denies=not grade)))
        if decided is None:
            continue
        values: dict[str, str | Quantity] = {
            "level": named[0],
            "compartment": column[0],
            **({"grade": grade} if grade else {}),
        }
        if column[1] is not None or column[0] == "central":
            values["side"] = column[1] or "both"
        if study is not None and study.modality is not None:
            values["modality"] = study.modality
        places = [cell, head, *([scene.sentence.levels_at] if scene.sentence.levels_at else [])]
        when = study.when if study is not None else None
        yield make(scene, reader, values, places, assertion=decided[0], cue=decided[1] if grade else None, when=when)


def _column(name: str) -> tuple[str, str | None] | None:
    """The compartment and the side that the name of a column gives."""
    joined = _JOINED_SIDE.fullmatch(name)
    if joined is not None:
        name = f"{joined['side']} {joined['what']}"
    sides = {str(match.lastgroup) for match in _SIDE.finditer(name)}
    what = " ".join(re.sub(r"\b(?:stenosis|narrowing)\b", " ", _SIDE.sub(" ", name)).strip(" .()").split())
    for compartment, form in _NARROWED:
        if form.fullmatch(what) and len(sides) < 2:
            return compartment, next(iter(sides), None)
    return None


def _grade(scene: Scene, cell: Span) -> str | None:
    """The grade that fills a cell; empty where it says that nothing is narrow."""
    words = scene.folded[slice(*cell)]
    if _NOT_NARROW.fullmatch(words):
        return ""
    for token in scene.words.get("stenosis_grade", ()):
        if token.start == cell[0] and _OF_STENOSIS.fullmatch(scene.folded[token.end : cell[1]].strip(" .")):
            return token.values[0]
    return None


def _lowest_density(scene: Scene, reader: Reader, row: Row) -> Iterator[Fact]:
    """`Femoral neck | 0.592 | -2.6` under `Region | BMD | T-score`: of several sites the lowest."""
    column = next((n for n, head in enumerate(row.heads) if _T_COLUMN.fullmatch(scene.folded[slice(*head)])), None)
    if column is None:
        return
    score = _T_CELL.fullmatch(scene.folded[slice(*row.cells[column])])
    if score is None or any(other < float(score["number"]) for other in _column_of(scene, row, column)):
        return
    values = {"t_score": Quantity.exactly(float(score["number"]), "sd")}
    yield make(scene, reader, values, [(row.cells[0][0], row.cells[column][1]), row.heads[column]])


def _column_of(scene: Scene, row: Row, column: int) -> Iterator[float]:
    """The numbers of the column in the other rows of the table; of equal ones only the first row counts."""
    text = scene.document.text
    own = row.cells[0][0]
    begin = row.heads[0][0]
    for _ in range(MOST_LINES):
        stop = text.find("\n", begin)
        stop = stop if stop >= 0 else len(text)
        line = text[begin:stop]
        if not line.strip():
            return
        cells = cells_of(line, begin)
        if len(cells) > column and not cells[0][0] <= own < cells[0][1] + 1:
            score = _T_CELL.fullmatch(scene.folded[slice(*cells[column])])
            if score is not None:
                number = float(score["number"])
                yield number - 0.01 if begin < own else number
        if stop >= len(text):
            return
        begin = stop + 1


def _leg_pain(scene: Scene, reader: Reader, row: Row) -> Iterator[Fact]:
    """`L leg | 6 | 9` under `NPRS | now | worst`: a leg that hurts; noughts say that it does not."""
    first = row.cells[0]
    if not _LEG.fullmatch(scene.folded[slice(*first)]):
        return
    if not any(_OF_PAIN.search(scene.folded[slice(*head)]) for head in row.heads):
        return
    scores = [_SCORE.fullmatch(scene.folded[slice(*cell)]) for cell, _ in row.pairs]
    known = [int(score["number"]) for score in scores if score is not None]
    decided = how(scene, reader, Mention(*first, Phrase("radicular_pain", ("",))))
    if not known or decided is None:
        return
    asserted = decided[0]
    if asserted is Assertion.PRESENT and not any(known):
        asserted = Assertion.ABSENT
    side = _SIDE.search(scene.folded, *first)
    values = {"side": str(side.lastgroup)} if side is not None else {}
    yield make(
        scene, reader, values, [(first[0], row.cells[-1][1]), *row.heads[:1]], assertion=asserted, cue=decided[1]
    )
