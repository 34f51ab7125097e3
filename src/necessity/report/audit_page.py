"""The audit of texts as one HTML page: the counts, each claim with what its sources say, and the text itself, marked.

Invariant: everything is escaped, nothing is loaded from elsewhere; the pieces of a marked text, put together, are the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from necessity.library.audit import Audit, Heard, Said
from necessity.library.records import Library
from necessity.report.audit_outline import outline_of, runs_of
from necessity.report.audit_parts import (
    DISPUTED,
    OTHER_FIGURES,
    RECORDED,
    TONES,
    UNKNOWN_FIGURES,
    WORST_FIRST,
    TextAudited,
    counted_words,
    many,
)
from necessity.report.frame import template
from necessity.report.phrases import PAPERS_READ
from necessity.report.words import readable

_BESIDE = {"other_figure": "other", "disputes": "disputed", "recorded": "recorded"}
"""How a sentence is marked that asserts no claim, what weighs most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Words of a marked sentence; `figure` is empty, `known` where some claim accounts for it, or `unknown`."""

    words: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of the text. `tone` is empty where nothing is heard; `claims` are the numbers of those that it asserts."""

    start: int
    tone: str
    runs: tuple[_Run, ...]
    claims: tuple[int, ...]


def page(audits: Sequence[Audit], library: Library, texts: Mapping[str, str]) -> str:
    """The page as text (to be written as UTF-8). `texts` are the audited texts by name of audit; one may be missing."""
    outline = outline_of(audits, library)
    sheet, style = template("audit.html.j2", "audit.css")
    marked = tuple(
        _marked(audit, texts[audit.name], told, library) if audit.name in texts else ()
        for audit, told in zip(audits, outline.texts, strict=True)
    )
    return sheet.render(
        report=outline,
        style=style,
        marked=marked,
        beside=lambda text: (
            ("others", OTHER_FIGURES, text.others),
            ("disputed", DISPUTED, text.disputed),
            ("recorded", RECORDED, text.recorded),
        ),
        unknown_figures=UNKNOWN_FIGURES,
        counted_words=counted_words,
        many=many,
        papers_read=PAPERS_READ,
    )


def _marked(audit: Audit, text: str, told: TextAudited, library: Library) -> tuple[_Piece, ...]:
    """The text cut at its sentences of interest, in order."""
    numbers = {claim.name: claim.number for group in told.groups for claim in group.claims}
    sentences: dict[Said, list[Heard]] = {}
    for heard in audit.heard:
        sentences.setdefault(heard.said, []).append(heard)
    for one in audit.unknown:
        sentences.setdefault(one.said, [])
    pieces = []
    at = 0
    for said in sorted(sentences, key=lambda one: one.start):
        pieces.append(_plain(text, at, said.start))
        asserted = [one.claim for one in sentences[said] if one.how == "asserts"]
        pieces.append(
            _Piece(
                start=said.start,
                tone=_tone(sentences[said], library),
                runs=tuple(_runs(audit, said, sentences[said])),
                claims=tuple(sorted(numbers[name] for name in dict.fromkeys(asserted))),
            )
        )
        at = said.end
    return (*pieces, _plain(text, at, len(text)))


def _plain(text: str, start: int, end: int) -> _Piece:
    return _Piece(start=start, tone="", runs=(_Run(words=readable(text[start:end]), figure=""),), claims=())


def _tone(heard: Sequence[Heard], library: Library) -> str:
    """The colour of the worst claim that is asserted; else how the sentence speaks of one; else that a figure is unknown."""
    asserted = {library.claims[one.claim].verdict for one in heard if one.how == "asserts"}
    if asserted:
        return TONES[min(asserted, key=WORST_FIRST.index)]
    return next((tone for how, tone in _BESIDE.items() if any(one.how == how for one in heard)), "strange")


def _runs(audit: Audit, said: Said, heard: Sequence[Heard]) -> Iterator[_Run]:
    known = {figure for one in heard if one.how != "other_figure" for figure in one.figures}
    unknown = {one.figure for one in audit.unknown if one.said == said}
    unknown |= {figure for one in heard if one.how == "other_figure" for figure in one.figures if figure not in known}
    for words, figures in runs_of(said, known | unknown):
        state = "unknown" if any(one in unknown for one in figures) else "known" if figures else ""
        yield _Run(words=readable(words), figure=state)
