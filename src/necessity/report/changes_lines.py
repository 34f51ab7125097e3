"""What would change an answer as lines of words, the same in the text and in Markdown: the shortest ways, and how many more.

Invariant: a line is told whole or as what differs from the way above it; how many ways are left out is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from necessity.report.changes_shown import AnswerTold, ChangesShown, TurnShown, WayShown
from necessity.report.phrases import said_words
from necessity.report.words import shortened

MOST_WAYS = 3
_MOST_RESTS = 3
_LONGEST = 110  # characters of one answer
_LONGEST_TURN = 450  # with the ways next to the first one


class Line(NamedTuple):
    """Words, and how deep they stand."""

    depth: int
    words: str


def changes_lines(shown: ChangesShown) -> Iterator[Line]:
    """The lines of one answer: how firm it is, on what it rests, and the shortest ways to another one."""
    yield from _rests(shown)
    if shown.as_line:
        yield Line(0, f"What would change it is as for line {shown.as_line}.")
        return
    if shown.firm or shown.unmoved:
        yield Line(0, " ".join(filter(None, (shown.firm, shown.unmoved))))
    for turn in shown.turns:
        yield Line(0, _turn(turn))


def _rests(shown: ChangesShown) -> Iterator[Line]:
    if len(shown.rests_on) == 1:
        one = shown.rests_on[0]
        yield Line(0, f"{shown.rests}: {said_words(one.said)}; without it: {one.without}.")
        return
    if shown.rests:
        yield Line(0, shown.rests if not shown.rests_on else f"{shown.rests}:")
    for one in shown.rests_on[:_MOST_RESTS]:
        yield Line(1, f"{said_words(one.said)}; without it: {one.without}")
    if more := len(shown.rests_on[_MOST_RESTS:]):
        yield Line(1, f"and {more} more, in the HTML and the JSON")


def _turn(turn: TurnShown) -> str:
    """The shortest way, and in the same paragraph those next to it, where they are told in few words."""
    told = f"{turn.heading} ({turn.ways}): {way_words(turn.first.answers)}."
    for way in turn.others[: MOST_WAYS - 1]:
        other = f" Or: {beside_words(way, turn.first)}."
        told += other if len(told) + len(other) <= _LONGEST_TURN else ""
    return told


def way_words(answers: Iterable[AnswerTold]) -> str:
    """`1) a day of the therapy (1.2; the therapist), 2) ...`; who has it is told where it is another one than just before."""
    told, before = [], ""
    for answer in answers:
        holder = answer.held_by[0] if answer.held_by else ""
        known = "; ".join(filter(None, (answer.criterion, holder if holder != before else "")))
        told.append(shortened(answer.words, _LONGEST) + (f" ({known})" if known else ""))
        before = holder or before
    return "; ".join(f"{place}) {words}" for place, words in enumerate(told, 1)) if len(told) > 1 else "".join(told)


def beside_words(way: WayShown, first: WayShown) -> str:
    """A way as what differs from the first one, whose answers are named by their places; whole where they share nothing."""
    places = [f"{first.answers.index(one) + 1})" for one in way.instead_of]
    return way_words(way.own) + (f", in place of {' and '.join(places)}" if places else "")
