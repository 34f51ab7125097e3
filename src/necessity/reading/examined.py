"""An examination of the nerves of the legs, shown by its findings where no words name it (`Ankle jerks absent, EHL 4/5`).

Invariant: one such fact a document, and only from a finding of strength, sensation or reflexes that an examiner tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader

_FINDINGS = frozenset({"motor_strength", "sensory_loss", "reflex_change"})
_LEAST = 2  # grades of strength alone are no examination that silence on the rest could stand on
_TOLD = (Assertion.PRESENT, Assertion.ABSENT)


def examined(facts: Sequence[Fact], reader: Reader | None, kind: str) -> list[Fact]:
    """The facts of a document of this kind, with the examination that its findings show."""
    found = [fact for fact in facts if fact.kind in _FINDINGS and fact.assertion in _TOLD]
    tested = {
        (fact.kind, "" if fact.kind == "motor_strength" else f"{fact.value} {fact.qualifiers.get('side')}")
        for fact in found
    }
    if reader is None or kind not in reader.documents or len(tested) < _LEAST:
        return list(facts)
    if any(fact.kind == "neuro_exam" and fact.assertion is Assertion.PRESENT for fact in facts):
        return list(facts)
    first = min(found, key=lambda fact: fact.quotes[0].start)
    shown = replace(
        first,
        kind="neuro_exam",
        value=None,
        qualifiers={},
        assertion=Assertion.PRESENT,
        cue=None,
        reader="code: neuro_exam",
    )
    return [*facts, shown]
