"""What a phrase of the lexicon can stand for: a cue, the end of one, a finding, a word that gives a value; and a kind's reader.

Invariant: records only; they are filled from YAML by `lexicon`, and nothing else makes them but code for one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from necessity.model.fact import Assertion
from necessity.vocabulary.kinds import Kind

ASSERTIONS = {
    "negated": Assertion.ABSENT,
    "possible": Assertion.POSSIBLE,
    "planned": Assertion.PLANNED,
    "hypothetical": Assertion.HYPOTHETICAL,
    "counselled": Assertion.COUNSELLED,
    "family": Assertion.FAMILY,
    "historical": Assertion.HISTORICAL,
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says how a finding is meant. `forward` speaks of what follows it, `whole` of all that the sentence said before.

    `family` "" looks like a cue and is none. `opens`: it counts only where it opens its part of the sentence.
    """

    family: str
    forward: bool = True
    whole: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """A word at which the scope of a cue ends; `family` "any" ends every family."""

    family: str


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """Words that assert a kind of fact, or its denial; `values` are fields that they settle.

    `parts` are said in this order, each in the wordings of its alternatives. `gaps` say what may stand between two: nothing
    (1, written `.`), a few words without a comma or an `and` (2, `..`), or up to nine words (3, `...`).
    """

    kind: str
    parts: tuple[str, ...]
    denies: bool = False
    only_denied: bool = False
    values: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts of a phrase that may stand some words apart."""

    phrase: Phrase
    place: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the list `of` that stands for `value`."""

    of: str
    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """One wording with all the phrases that it is a part of: those that it begins, and the places that it has in others."""

    begins: tuple[Phrase, ...]
    later: Mapping[Phrase, tuple[int, ...]]


Entry = Cue | End | Phrase | Part | Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How one kind of fact is read: the `reader:` of its file (`medicine/reading/README.md` explains each key)."""

    kind: Kind
    phrases: tuple[Phrase, ...]
    takes: frozenset[str]
    words: Mapping[str, str]  # field -> name of a list of words
    needs: tuple[str, ...] = ()
    both_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    denied_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    not_sections: frozenset[str] = frozenset()
    ignores: frozenset[str] = frozenset()
    planned_in_plan: bool = False
    measures: Mapping[str, str] = field(default_factory=dict)  # field -> unit
    in_headings: bool = False
    not_before: tuple[str, ...] = ()  # words that may not follow the phrase: it means something else then
    not_after: tuple[str, ...] = ()  # words that may not stand right before it
    only_said: frozenset[str] = frozenset()  # words that rule nothing out where the text denies them
    spine: bool = False  # read only where the case, and a long document itself, is about the low back
    undenied: frozenset[str] = (
        frozenset()
    )  # fields that a denial does not take: `no acute fracture` denies every fracture
    over: str | None = None  # the list of words which, said later in the sentence, make the finding one of the past
    only_with: str | None = None  # the list of words one of which must stand beside a finding that is not denied
    code: str | None = None
