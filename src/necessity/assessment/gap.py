"""A gap: a question whose answer could change the assessment."""

from __future__ import annotations

from dataclasses import dataclass

from necessity.assessment.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One open criterion of one line. `documents` are the kinds of document that normally show it, `held_by` who has them."""

    id: str
    criterion: str
    question: str
    documents: tuple[str, ...]
    finding: Finding
    level: str | None = None
    held_by: tuple[str, ...] = ()
