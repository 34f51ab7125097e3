"""Which nerve root leaves or crosses which motion segment, and what each root moves and feels (`medicine/anatomy.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """`main` is the root that moves it first of all; `others` those that share in it; `phrases` how charts write it."""

    name: str
    main: str
    others: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A motion segment. `exiting` leaves through its foramen, `traversing` crosses its disc to the next one."""

    name: str
    exiting: str
    traversing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Segments from top to bottom; muscles, dermatomes and reflexes by name."""

    segments: Mapping[str, Segment]
    muscles: Mapping[str, Muscle]
    dermatomes: Mapping[str, tuple[str, ...]]  # phrase -> roots, the likeliest first
    reflexes: Mapping[str, str]  # reflex -> root

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.segments)

    def neighbours(self, level: str) -> tuple[str, ...]:
        """The segments directly above and below."""
        order = self.levels
        at = order.index(level)
        return tuple(order[i] for i in (at - 1, at + 1) if 0 <= i < len(order))

    def span(self, upper: str, lower: str) -> tuple[str, ...]:
        """The segments between two vertebrae: `L3`, `S1` gives L3-L4, L4-L5, L5-S1. Empty where there is no such span."""
        order = self.levels
        first = [i for i, name in enumerate(order) if name.partition("-")[0] == upper]
        last = [i for i, name in enumerate(order) if name.partition("-")[2] == lower]
        return order[first[0] : last[0] + 1] if first and last else ()

    def roots_at(self, level: str) -> tuple[str, ...]:
        """The roots that leave or cross here."""
        segment = self.segments[level]
        return (segment.exiting, segment.traversing)

    def root_compressed(self, level: str, compartment: str | None) -> tuple[str, ...]:
        """The roots that a narrowing there presses on: exiting in the foramen, traversing in canal and recess."""
        segment = self.segments[level]
        if compartment in ("foraminal", "far_lateral"):
            return (segment.exiting,)
        if compartment in ("central", "lateral_recess"):
            return (segment.traversing,)
        return (segment.traversing, segment.exiting)

    def belongs(self, level: str, root: str | None, muscle: str | None) -> Verdict:
        """Whether a finding at `root` or in `muscle` belongs to a root of `level`; UNKNOWN where only a lesser root would fit.

        A muscle keeps its lesser roots where the finding also names one: a root filled in from the muscle settles no more
        than the muscle did.
        """
        here = self.roots_at(level)
        known = self.muscles.get(muscle) if muscle else None
        if root is None and known is None:
            return UNKNOWN
        if root in here or (known is not None and known.main in here):
            return MET
        if known is not None and any(other in here for other in known.others):
            return UNKNOWN
        return NOT_MET

    def has_root(self, asked: str, root: str | None, muscle: str | None) -> Verdict:
        """Whether the finding is of root `asked`: MET for the main root of a muscle, UNKNOWN for one of its others."""
        known = self.muscles.get(muscle) if muscle else None
        if root == asked:
            return MET
        if known is not None:
            return MET if known.main == asked else UNKNOWN if asked in known.others else NOT_MET
        return UNKNOWN if root is None else NOT_MET
