"""Where the answers of several packs part on one case, and by which clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from necessity.assessment.finding import Finding
from necessity.model.case import LineItem
from necessity.model.fact import Fact
from necessity.verdict import Verdict

if TYPE_CHECKING:
    from necessity.assessment.assessment import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSays:
    """The answer of one pack; `recommendation` None where it gives none (`note` says why).

    `note` also says what holds a line whose criteria are met: a code rule, or a level or side that the request leaves out.
    """

    pack: str
    recommendation: Recommendation | None
    verdict: Verdict | None
    policy: str | None
    because: tuple[str, ...]
    note: str = ""

    @property
    def addresses(self) -> bool:
        return self.verdict is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAsks:
    """What one pack asks on one matter: the finding of its clause, None where it asks for nothing of the sort.

    `parameters` are those that the deciding tests beneath it read, with their values, and `read` the facts that these looked at;
    `decides`: its answer rests on this clause.
    """

    pack: str
    finding: Finding | None
    parameters: tuple[tuple[str, str], ...] = ()
    read: tuple[Fact, ...] = ()
    decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter that decides under some pack: what each pack asks on it, in the order of the packs.

    Packs that do not address the line stay out. `parts`: they do not all say the same of it.
    """

    asks: tuple[PackAsks, ...]
    parts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line, or the setting (`line` None), under several packs.

    `same_answer`: all recommend the same. `same_reasons`: they do, and no deciding clause has another verdict elsewhere.
    """

    line: LineItem | None
    requested: str | None  # the setting that was asked for
    says: tuple[PackSays, ...]
    same_answer: bool
    same_reasons: bool
    matters: tuple[Matter, ...] = ()

    @property
    def partings(self) -> tuple[Matter, ...]:
        """What they part on; all that decides, where only the answers differ."""
        parted = tuple(one for one in self.matters if one.parts)
        return parted or (() if self.same_answer else self.matters)

    @property
    def agreed(self) -> tuple[Matter, ...]:
        partings = self.partings
        return tuple(one for one in self.matters if one not in partings)
