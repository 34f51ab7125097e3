"""What differs between two packs as it is shown, before any layout."""

from __future__ import annotations

from dataclasses import dataclass

DIFFERENCE, SAME, NOT_DECIDED, NOT_SEARCHED = "difference", "same", "not decided", "not searched"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """What one pack answers on the facts of a witness: the line, the criterion asked about, and why."""

    pack: str
    recommendation: str
    verdict: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessShown:
    """The smallest set of facts on which two policies answer differently, or that there is none, or that nobody knows.

    `outcome` is difference, same, not decided or not searched; `says` a sentence where it is not a difference; `line` what is
    requested; `facts` each in plain words; `file` the case file where one was written.
    """

    outcome: str
    says: str = ""
    line: str = ""
    facts: tuple[str, ...] = ()
    answers: tuple[AnswerShown, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`was` or `now` with what it was or is, and where that stands written."""

    lead: str
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """One change in meaning. `what` is the change in a few words, `says` the criterion, `id` its name, `where` its places.

    `as_in` is the number of the same change in a policy before; `witness_of` that of the change that shows the same witness.
    """

    number: int
    what: str
    says: str
    id: str
    where: str
    rows: tuple[Row, ...]
    witness: WitnessShown | None = None
    witness_of: int | None = None
    as_in: int | None = None
    is_value: bool = False  # a value of a test: what it was and is says more than the sentence of the criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """What the two packs ask about one kind of fact: `both`, then each by itself."""

    about: str
    both: tuple[str, ...]
    one: tuple[str, ...]
    two: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """Two policies, or the rules beside them, with what differs. `witness` is that of the whole line."""

    title: str
    judges: str
    summary: tuple[str, ...] = ()
    changes: tuple[ChangeShown, ...] = ()
    kinds: tuple[KindShown, ...] = ()
    witness: WitnessShown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffShown:
    """The whole. `summary` is the meaning in a few sentences; `head` what differs of the packs themselves.

    `same` names the policies that ask the same, `only_one` and `only_two` those that stand in one pack alone; `wording` tells
    what differs without meaning; `notes` what was not looked for.
    """

    one: str
    two: str
    summary: tuple[str, ...]
    head: tuple[Row, ...]
    groups: tuple[GroupShown, ...]
    same: tuple[str, ...]
    only_one: tuple[str, ...]
    only_two: tuple[str, ...]
    wording: tuple[str, ...]
    notes: tuple[str, ...]
