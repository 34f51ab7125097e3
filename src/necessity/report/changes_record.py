"""What would change an answer, as other programs read it.

Invariant: every key is there; counts of ways are strings of decimal digits, exact however many, for a JSON number may not be.
"""

from __future__ import annotations

from necessity.assessment.change import Answer, Changes, Flips, RestsOn, Robustness
from necessity.report.chart_record import Record
from necessity.report.numbers import Numbers


def changes_record(changes: Changes | None, numbers: Numbers) -> Record | None:
    """The changes of a line or of the setting; null where nobody asked."""
    if changes is None:
        return None
    return {
        "flips": [_flips(one, numbers) for one in changes.flips],
        "robustness": _robustness(changes.robustness) if changes.robustness else None,
        "rests_on": [_rests_on(one, numbers) for one in changes.rests_on],
        "not_told": changes.not_told or None,
    }


def _flips(flips: Flips, numbers: Numbers) -> Record:
    return {
        "to": flips.to.value,
        "count": str(flips.count),
        "cheapest": [
            {"price": one.price, "answers": [_answer(answer, numbers) for answer in one.answers]}
            for one in flips.cheapest
        ],
    }


def _answer(answer: Answer, numbers: Numbers) -> Record:
    return {
        "criterion": answer.finding.clause.id,
        "says": answer.says,
        "becomes": answer.becomes.value,
        "cost": answer.cost,
        "price": answer.price,
        "documents": list(answer.documents),
        "held_by": list(answer.held_by),
        "level": answer.level,
        "side": answer.side,
        "facts": numbers.all(answer.finding.facts),
    }


def _robustness(one: Robustness) -> Record:
    return {
        "questions": one.questions,
        "completions": str(one.completions),
        "approved": str(one.approved),
        "referred": str(one.referred),
        "pended": str(one.pended),
    }


def _rests_on(one: RestsOn, numbers: Numbers) -> Record:
    return {"fact": numbers.of(one.fact), "without": one.without.value, "criteria": list(one.criteria)}
