"""When a fact was, as rails: before, after, within or at least so long from the day of judgement or from a moment.

Invariant: a fact without its day is on neither rail; a window is met or failed only where it is so on every day that is possible.
"""

from __future__ import annotations

from necessity.policy.leaf import Window
from necessity.population.condition import NO, Choice, Column, Is, Rails, Term, all_rails, both, cases
from necessity.vocabulary.kinds import Keeps, Kind

DAY = Column("p.day")
PLACED, RULED_OUT, SILENT = 1, 2, 3
"""What is known of a moment, where it is not 0 (nothing sure): its days, that there was none, and that nothing is said of one."""


def counted_from(rails: Rails, alias: str, ignored: bool, silence_speaks: bool) -> Rails:
    """A window from a moment: placed by its days; where there was none, met if that is to be ignored, else failed."""
    state = Column(f"{alias}.state")
    none = Is(state, ">=" if silence_speaks else "=", RULED_OUT)
    without = Rails(none, NO) if ignored else Rails(NO, none)
    return cases(rails.where(Is(state, "=", PLACED)), without)


def in_window(kind: Kind, window: Window, anchor: tuple[Term, Term], edge: tuple[Term, Term]) -> Rails:
    """A course is placed by its end (within, before) and by its start (after)."""
    by_start = window.direction == "after" and window.relation != "within"
    first, last = (Column("f.first"), Column("f.last")) if by_start else _end(kind)
    dated = Is(first, ">", 0)
    if window.relation == "before":
        return Rails(both(dated, Is(last, "<", anchor[0])), both(dated, Is(first, ">=", anchor[1])))
    if window.relation == "after":
        return Rails(both(dated, Is(first, ">", anchor[1])), both(dated, Is(last, "<=", anchor[0])))

    def not_before(day: tuple[Term, Term]) -> Rails:
        return Rails(Is(first, ">=", day[1]), Is(last, "<", day[0]))

    def not_after(day: tuple[Term, Term]) -> Rails:
        return Rails(Is(last, "<=", day[0]), Is(first, ">", day[1]))

    if window.direction == "before":
        found = all_rails(not_before(edge), not_after(anchor)) if window.relation == "within" else not_after(edge)
    else:
        found = all_rails(not_before(anchor), not_after(edge)) if window.relation == "within" else not_before(edge)
    return found.where(dated)


def _end(kind: Kind) -> tuple[Term, Term]:
    """The last day of a fact; a course whose end is not told may have gone on until it was written down."""
    first, last, until, recorded = (Column(f"f.{one}") for one in ("first", "last", "until_last", "recorded"))
    ended = Is(until, ">", 0)
    length = kind.fields[kind.main] if kind.main else None
    latest: Term = last
    if kind.keeps is Keeps.EVERY and length is not None and length.unit in ("days", "weeks", "months"):
        told = both(Is(recorded, ">", 0), Is(recorded, "<", DAY))
        written = Choice(told, recorded, DAY)
        latest = Choice(Is(last, ">=", written), last, written)
    return Choice(ended, Column("f.until_first"), first), Choice(ended, until, latest)
