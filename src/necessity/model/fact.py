"""A fact: one thing that the record says of this patient, rules out, or only mentions; with the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType

from necessity.model.document import Attestation, Evidence, Quote
from necessity.quantity import Grade, Quantity
from necessity.when import PartialDate

Value = Quantity | Grade | str
"""A measured value, a grade on a scale, or a word of the kind's own list (`yes` and `no` included)."""

SIDES = ("left", "right", "both")


class Assertion(Enum):
    """How the text says it. Only PRESENT and ABSENT (ruled out) reach a policy; the others are shown and never count."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    PLANNED = "planned"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    COUNSELLED = "counselled"


def _frozen(values: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(sorted(values.items())))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """One fact. Two facts are the same only if they are one object.

    `value` is the kind's main field; `qualifiers` hold the others and `level` (a motion segment, `L4-L5`) and `side`.
    `when` is the day it held or happened, the first day of a course of care; `until` the last day of a course (None where
    the thing has no extent). None means undated. `recorded` is the day the document was written. `cue` is the word that
    made it other than present. `reader` names what read it. A fact made from others keeps the evidence of all of them.
    """

    kind: str
    value: Value | None = None
    qualifiers: Mapping[str, Value] = field(default_factory=dict)
    assertion: Assertion = Assertion.PRESENT
    when: PartialDate | None = None
    until: PartialDate | None = None
    recorded: date | None = None
    evidence: tuple[Evidence, ...] = ()
    cue: Quote | None = None
    reader: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "qualifiers", _frozen(self.qualifiers))

    @property
    def reaches_a_policy(self) -> bool:
        return self.assertion in (Assertion.PRESENT, Assertion.ABSENT)

    @property
    def is_denial(self) -> bool:
        return self.assertion is Assertion.ABSENT

    @property
    def is_only_attested(self) -> bool:
        return bool(self.evidence) and all(isinstance(piece, Attestation) for piece in self.evidence)

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(piece for piece in self.evidence if isinstance(piece, Quote))

    def sort_key(self) -> tuple[object, ...]:
        """The order in which facts are numbered: by document, place, kind; the same input gives the same numbers."""
        quotes = self.quotes
        first = (quotes[0].document, quotes[0].start, quotes[0].end) if quotes else ("~", 0, 0)
        return (
            *first,
            self.kind,
            self.assertion.value,
            str(self.value),
            str(sorted(map(str, self.qualifiers.items()))),
        )
