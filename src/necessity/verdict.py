"""Three answers, never two: met, not met, unknown.

Invariant: no operation here turns a missing answer into a yes or a no. `bool(verdict)` raises, so `if verdict:`
cannot be written by accident.

Source of the tables: S. C. Kleene, Introduction to Metamathematics (1952), section 64, the strong connectives;
the same tables stand in the CQL reference 1.5, "Logical Operators".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """The answer to one criterion.

    ```
      a & b    | met      not_met  unknown        a | b    | met      not_met  unknown        ~a
      ---------+---------------------------       ---------+---------------------------       ---------------
      met      | met      not_met  unknown        met      | met      met      met            met     not_met
      not_met  | not_met  not_met  not_met        not_met  | met      not_met  unknown        not_met met
      unknown  | unknown  not_met  unknown        unknown  | met      unknown  unknown        unknown unknown
    ```
    """

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    def __and__(self, other: Verdict) -> Verdict:
        if self is Verdict.NOT_MET or other is Verdict.NOT_MET:
            return Verdict.NOT_MET
        if self is Verdict.MET and other is Verdict.MET:
            return Verdict.MET
        return Verdict.UNKNOWN

    def __or__(self, other: Verdict) -> Verdict:
        if self is Verdict.MET or other is Verdict.MET:
            return Verdict.MET
        if self is Verdict.NOT_MET and other is Verdict.NOT_MET:
            return Verdict.NOT_MET
        return Verdict.UNKNOWN

    def __invert__(self) -> Verdict:
        if self is Verdict.MET:
            return Verdict.NOT_MET
        if self is Verdict.NOT_MET:
            return Verdict.MET
        return Verdict.UNKNOWN

    def __bool__(self) -> bool:
        raise TypeError("a verdict is not a yes or a no: compare it with Verdict.MET, NOT_MET or UNKNOWN")

    @staticmethod
    def of(answer: bool | None) -> Verdict:
        """True is met, False is not met, None is unknown."""
        if answer is None:
            return Verdict.UNKNOWN
        return Verdict.MET if answer else Verdict.NOT_MET


MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The conjunction; MET of nothing (the neutral value of &)."""
    answer = MET
    for verdict in verdicts:
        if verdict is NOT_MET:
            return NOT_MET
        if verdict is UNKNOWN:
            answer = UNKNOWN
    return answer


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The disjunction; NOT_MET of nothing (the neutral value of |)."""
    answer = NOT_MET
    for verdict in verdicts:
        if verdict is MET:
            return MET
        if verdict is UNKNOWN:
            answer = UNKNOWN
    return answer


def at_least(needed: int, verdicts: Iterable[Verdict]) -> Verdict:
    """At least `needed` of k: met when that many are met, not met when more than k - needed are not met."""
    met = failed = count = 0
    for verdict in verdicts:
        count += 1
        met += verdict is MET
        failed += verdict is NOT_MET
    if met >= needed:
        return MET
    return NOT_MET if failed > count - needed else UNKNOWN
