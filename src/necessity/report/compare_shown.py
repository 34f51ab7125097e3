"""The parts of a comparison of packs, as every face prints them.

Invariant: parts hold words and numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.report.rows import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """The answer of one pack: `recommendation` is approve, pend, refer or empty, `answer` its words."""

    pack: str
    recommendation: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskShown:
    """What one pack asks on a matter. `word` and `tone` as in a proof; `says` empty where it asks for nothing of the sort.

    `asked` are parameters with their values, `clause` the document and the place of the clause; `decides`: its answer rests on
    it. `again`: what it asks and read was told on an earlier matter of this line.
    """

    pack: str
    word: str
    tone: str
    says: str
    why: str
    asked: tuple[str, ...]
    clause: str
    said: tuple[Said, ...]
    more: int
    decides: bool
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line, or the setting, under several packs; `summary` says in a sentence whether they part, and how."""

    title: str
    asked: str
    summary: str
    same: bool
    answers: tuple[AnswerShown, ...]
    partings: tuple[tuple[AskShown, ...], ...]
    agreed: tuple[str, ...]
