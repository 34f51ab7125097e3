"""What would change an answer, as every face prints it.

Invariant: parts hold words and numbers only; counts are told as they are, or rounded and called so.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.report.rows import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTold:
    """One answer of a set: `words` say what the record would show. `criterion` is the number of its row, empty where it has none.

    `cost` names what the answer takes, `documents` those that normally show it, `held_by` who has them.
    """

    words: str
    criterion: str
    cost: str
    documents: str
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayShown:
    """Answers that turn the answer together, the least effort first.

    Beside the first way of all, `own` are those that only this one has, and `instead_of` those of the first that it does without;
    where the two have nothing in common, `own` is all of them.
    """

    answers: tuple[AnswerTold, ...]
    own: tuple[AnswerTold, ...]
    instead_of: tuple[AnswerTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnShown:
    """The ways in which the answer becomes `to`: `heading` says which turn it is, `ways` how many ways there are.

    `first` and `others` are the shortest of them; `left` says how many more there are than these, empty where none is.
    """

    to: str
    heading: str
    ways: str
    first: WayShown
    others: tuple[WayShown, ...]
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestShown:
    """Words on which an approval rests alone: `without` them the line would be that. `criteria` are the numbers of their rows."""

    said: Said
    without: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesShown:
    """What would change the answer of a line or of the setting. `as_line`: the very same is told of that line already.

    `firm` says how firm it is over all that is open (`is_counted`: not all ways end alike), `rests` introduces `rests_on`;
    `unmoved` says that no answer changes it, or why it is not told.
    """

    as_line: str
    firm: str
    is_counted: bool
    rests: str
    rests_on: tuple[RestShown, ...]
    turns: tuple[TurnShown, ...]
    unmoved: str
