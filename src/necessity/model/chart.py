"""What the record says, rules out and does not say: the facts of one case, sorted for judging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from necessity.model.document import Document
from necessity.model.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Facts of one kind that cannot all be so on one day. No winner is chosen."""

    kind: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All facts of a case in the order in which they are numbered, and those that may reach a policy, by kind.

    `day` is the day of judgement. Facts written down after it are in `recorded_afterwards` and reach no policy, except the
    operative record of the operation itself. `unread_kinds` are the kinds of document that could not be read, or not whole;
    `set_aside_kinds` those of pages of another patient, which count as unread too. `remarks` tell what of the record was set
    aside before it was read.
    """

    facts: tuple[Fact, ...]
    day: date
    documents: tuple[Document, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    recorded_afterwards: frozenset[Fact] = frozenset()
    remarks: tuple[str, ...] = ()
    by_kind: dict[str, tuple[Fact, ...]] = field(init=False, repr=False)
    unread_kinds: frozenset[str] = field(init=False, repr=False)
    set_aside_kinds: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_kind: dict[str, list[Fact]] = {}
        for fact in self.facts:
            if fact.reaches_a_policy and fact not in self.recorded_afterwards:
                by_kind.setdefault(fact.kind, []).append(fact)
        unread = frozenset(one.kind for one in self.documents if not one.readable or one.unreadable_because)
        object.__setattr__(self, "unread_kinds", unread)
        aside = frozenset(one.kind for one in self.documents if one.of_another_patient)
        object.__setattr__(self, "set_aside_kinds", aside)
        object.__setattr__(self, "by_kind", {kind: tuple(facts) for kind, facts in by_kind.items()})

    def of_kind(self, kind: str) -> tuple[Fact, ...]:
        return self.by_kind.get(kind, ())


def chart_of(
    facts: Iterable[Fact], day: date, documents: Iterable[Document] = (), conflicts: Iterable[Conflict] = ()
) -> Chart:
    """The chart of `facts`, sorted and numbered; what was written after `day` is set aside."""
    documents = tuple(documents)
    of_the_operation = {document.id for document in documents if document.kind == "operative note"}
    ordered = tuple(sorted(facts, key=Fact.sort_key))
    late = frozenset(
        fact
        for fact in ordered
        if fact.recorded is not None
        and fact.recorded > day
        and not any(quote.document in of_the_operation for quote in fact.quotes)
    )
    return Chart(facts=ordered, day=day, documents=documents, conflicts=tuple(conflicts), recorded_afterwards=late)
