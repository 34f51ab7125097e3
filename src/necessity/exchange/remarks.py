"""What was set aside on the way in, told once for each reason.

Invariant: nothing is dropped without a reason that a reader can follow to the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_NAMED = 4


@dataclass(slots=True)
class Remarks:
    """Gathers which entries were set aside for which reason."""

    by_reason: dict[str, dict[str, None]] = field(default_factory=dict)

    def aside(self, reference: str, why: str) -> None:
        self.by_reason.setdefault(why, {})[reference] = None

    def told(self) -> tuple[str, ...]:
        """One sentence for each reason, with the first that it is true of and how many more there are."""
        return tuple(f"Set aside: {_listed(named)} ({why})." for why, named in self.by_reason.items())


def _listed(named: Iterable[str]) -> str:
    names = list(named)
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
