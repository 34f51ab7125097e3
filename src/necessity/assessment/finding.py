"""The answer to one criterion, with everything that made it. Words are copied, so the record outlives the policy file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from necessity.errors import Place
from necessity.model.fact import Fact
from necessity.verdict import Verdict


class Need(Enum):
    """What a criterion is about: the reason to operate, what can be put right before, or paper."""

    INDICATION = "indication"
    READINESS = "readiness"
    ADMINISTRATIVE = "administrative"


class Reason(Enum):
    """Why a finding has its verdict (docs/policy-language.md, "Reasons")."""

    SHOWN = "SHOWN"
    FALLS_SHORT = "FALLS_SHORT"
    RULED_OUT = "RULED_OUT"
    NOT_DOCUMENTED = "NOT_DOCUMENTED"
    CONFLICTING = "CONFLICTING"
    IMPRECISE = "IMPRECISE"
    WAIVED = "WAIVED"
    BARRED = "BARRED"
    REPLACED = "REPLACED"
    DOES_NOT_APPLY = "DOES_NOT_APPLY"
    NOT_RAISED = "NOT_RAISED"
    NOT_ADDRESSED = "NOT_ADDRESSED"
    FOR_A_PERSON = "FOR_A_PERSON"
    UNREADABLE = "UNREADABLE"
    OTHER_PATIENT = "OTHER_PATIENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a clause or a parameter comes from. `basis`: original, copy, secondary, background, house or asserted."""

    ref: str
    document: str
    basis: str
    place: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The words of one criterion: its id, sentence, kind, source, place in the pack, and the claims that stand under it.

    `set_by` are the sources of the parameters that its test reads: who set what it asks for; `parameters` their names and values.
    """

    id: str
    says: str
    need: Need
    source: Source
    place: Place
    evidence: tuple[str, ...] = ()
    set_by: tuple[Source, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExceptionUsed:
    """Which exception decided: `kind` is waiver, bar, replacement or applies_when; `by` the id of its criterion.

    `says` is the sentence of that criterion.
    """

    kind: str
    by: str
    says: str = ""


class Finding(NamedTuple):
    """The answer to one criterion at one place.

    `facts` are the facts it looked at; `children` the findings it was made from; `role` what it is to its parent: body, base
    (before the exceptions), waiver, bar, applies_when, replaced_when, replaced_by. `level` is set where the answer belongs to
    one motion segment. `detail` says in words what was compared. `rests_on_silence`: with silence taken as unknown it would be
    unknown. `node` is what joins the children: all, any, at_least,
    any_level, excepted (a base and its exceptions), or test, never, ask_a_person. `shown`: some fact in the record speaks for it.
    `note` says the reason more exactly where its general word would mislead ("not requested here"). `needed` is how many
    children an at_least asks for.
    """

    clause: Clause
    verdict: Verdict
    reason: Reason
    facts: tuple[Fact, ...] = ()
    children: tuple[Finding, ...] = ()
    detail: str = ""
    level: str | None = None
    exception: ExceptionUsed | None = None
    rests_on_silence: bool = False
    shown: bool = False
    role: str = "body"
    kinds: tuple[str, ...] = ()
    node: str = "test"
    note: str = ""
    needed: int = 0

    @property
    def firm(self) -> Verdict:
        """The verdict as it stands without silence: unknown where it rests on what was not said."""
        return Verdict.UNKNOWN if self.rests_on_silence else self.verdict

    @property
    def is_open(self) -> bool:
        """Unknown, or failed only because something was not said: an answer could still change it."""
        return self.verdict is Verdict.UNKNOWN or (self.verdict is Verdict.NOT_MET and self.rests_on_silence)

    def walk(self) -> Iterator[Finding]:
        """This finding and all beneath it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()
