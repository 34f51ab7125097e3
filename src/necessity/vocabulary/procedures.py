"""What can be requested: procedures, the bare code numbers that name them, and the phrases that surgeons use.

One file each under `medicine/procedures/`. No code descriptor is copied; names and phrases are our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from necessity.errors import Place, nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure. `is_a` names the broader ones; `codes` are bare numbers with their system, `cpt:63042`.

    `per_level` and `has_side` say whether it is asked for level by level, and whether a side means anything for it.
    `lesser` are smaller operations that could answer the same complaint; None where the file does not say.
    `evidence` are ids of claims of the library, each with its place in the file: told beside this procedure in every pack.
    """

    name: str
    says: str
    is_a: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    per_level: bool = True
    has_side: bool = True
    revision: str | None = None  # the procedure that this one is called where the text says revision or repeat
    add_on_of: tuple[str, ...] = ()
    lesser: tuple[str, ...] | None = None
    evidence: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code number. `levels_per_unit` where one unit stands for a fixed count of levels; `in_force` its first and last day.

    Either day is None where it is not known.
    """

    code: str
    procedure: str
    segmental: str | None = None  # segmental | non_segmental
    levels_per_unit: int | None = None
    in_force: tuple[date | None, date | None] = (None, None)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    by_name: Mapping[str, Procedure]
    codes: Mapping[str, Code]

    def is_a(self, name: str, asked: str) -> bool:
        """`name` is `asked` or a narrower one of it."""
        if name == asked:
            return True
        known = self.by_name.get(name)
        return known is not None and any(self.is_a(broader, asked) for broader in known.is_a)

    def upward(self, name: str) -> tuple[str, ...]:
        """`name` and every broader procedure, the nearest first; `name` alone where nobody knows it."""
        names = [name]
        for one in names:
            known = self.by_name.get(one)
            names += [broader for broader in (known.is_a if known else ()) if broader not in names]
        return tuple(names)

    def is_revision(self, name: str) -> bool:
        """Whether it is what another procedure is called where the text says revision, or a narrower one of such."""
        again = {one.revision for one in self.by_name.values() if one.revision}
        return any(broader in again for broader in self.upward(name))

    def is_added_to(self, name: str, others: Iterable[str]) -> bool:
        """Whether `name` is only ever added to another procedure, and one of `others` is such or may stand for such."""
        known = self.by_name.get(name)
        pairs = [(other, parent) for other in others for parent in (known.add_on_of if known else ())]
        return any(self.is_a(other, parent) or self.is_a(parent, other) for other, parent in pairs)

    def lesser(self, name: str) -> tuple[str, ...]:
        """Smaller operations for the same complaint: of the procedure, else of the nearest broader one that says."""
        for one in self.upward(name):
            known = self.by_name.get(one)
            if known is not None and known.lesser is not None:
                return known.lesser
        return ()

    def nearest(self, words: str) -> tuple[str, ...]:
        """Up to three names whose spelling, or whose phrases, come closest to the words."""
        phrases = {
            phrase: one.name for one in self.by_name.values() for phrase in (one.name.replace("-", " "), *one.phrases)
        }
        found: dict[str, None] = {}
        for phrase in nearest(words.lower(), phrases, most=6):
            found.setdefault(phrases[phrase])
        return tuple(found)[:3]
