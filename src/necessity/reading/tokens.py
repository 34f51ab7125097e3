"""A word of a sentence that gives a field of a fact its value.

Invariant: a record only; it is a place in the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.quantity import Quantity


@dataclass(slots=True)
class Token:
    """A word that gives a value: `field` is a field of a kind, `level`, `side` or `root`. Levels hold several values."""

    start: int
    end: int
    field: str
    values: tuple[str, ...]
    quantity: Quantity | None = None
