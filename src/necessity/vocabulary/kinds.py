"""What can be said about a patient: the kinds of fact, their fields, and what silence about them means.

A kind is one file under `medicine/facts/<area>/`; `medicine/facts/fields.yaml` holds the scales and the families of words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from necessity.errors import Place
from necessity.quantity import Scale


class FieldType(Enum):
    WORD = "word"  # one of a closed list, or of a family of words
    SCALE = "scale"  # a grade on an ordered scale
    QUANTITY = "quantity"  # a number with a unit
    ROOT = "root"  # a nerve root: L1 to L5, S1 to S5
    FREE = "free"  # a word of an open list (a muscle, a procedure, a diagnosis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind. `words` maps every word to the words that it is a kind of, broadest last (empty: none).

    `when_denied`: what the field may be where the kind is denied ("denies tobacco use": never, or former). `open_when_denied`:
    a denial says nothing of the field. Where neither is told, a denial rules out every value. `denied_alone`: a denial of one
    word says nothing of the others ("no trouble sleeping" does not deny that walking is limited).
    """

    name: str
    type: FieldType
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: Scale | None = None
    unit: str | None = None
    is_key: bool = False
    when_denied: tuple[str, ...] = ()
    open_when_denied: bool = False
    denied_alone: bool = False

    def broadest(self, word: str) -> str:
        above = self.words.get(word, ())
        return above[-1] if above else word

    def is_a(self, word: str, asked: str) -> bool:
        """`word` is `asked` or one of its kind."""
        return word == asked or asked in self.words.get(word, ())


class Keeps(Enum):
    LATEST = "latest"  # states and measurements: a later one replaces an earlier one of its series
    EVERY = "every"  # operations, studies, courses: each stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What it means when no fact of the kind is in scope: unknown, absent, or absent once a fact of `after` exists."""

    means: str = "unknown"  # unknown | absent | absent after | closed
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of fact.

    `main` is the field that a fact's `value` holds, `key_fields` those that tell series apart; `reader` is the raw lexicon for
    the reading floor.
    """

    name: str
    area: str
    definition: str
    has_level: bool
    has_side: bool
    fields: Mapping[str, Field]
    main: str | None
    keeps: Keeps
    silence: Silence
    shown_by: tuple[str, ...] = ()
    derived: bool = False
    reader: Any = None
    examples: tuple[str, ...] = ()
    place: Place = field(default_factory=lambda: Place(""))
    key_fields: tuple[str, ...] = field(init=False)

    @property
    def denies_alone(self) -> bool:
        """Whether what a denial names may leave the rest of the kind open: of events always, else by a field of the kind."""
        return self.keeps is Keeps.EVERY or any(one.denied_alone for one in self.fields.values())

    def is_denied_alone(self, name: str) -> bool:
        """Whether a denial that names the field `name` (or level, side) says nothing of what it does not name."""
        return self.keeps is Keeps.EVERY or (name in self.fields and self.fields[name].denied_alone)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_fields", tuple(name for name, one in self.fields.items() if one.is_key))
