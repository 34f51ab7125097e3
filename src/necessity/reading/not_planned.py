"""A note that says that no operation is planned, while one is requested: that is told.

Invariant: it changes no fact and no line; it quotes the newest note that was written up to the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from necessity.model.document import Document

_SURGERY = r"(?:surgery|surgical (?:intervention|treatment|management)|(?:an? )?operation|operative (?:intervention|treatment))"
_CHOSEN = r"(?:planned|recommended|indicated|offered|warranted|advised|being considered)"
_NOT_PLANNED = re.compile(
    rf"[^.;\n:]*\b(?:{_SURGERY}\s+(?:is|was)\s+(?:not|no longer)\s+(?:currently )?{_CHOSEN}|"
    rf"no {_SURGERY}\s+(?:is |was )?{_CHOSEN}|"
    rf"(?:do|does|did|would) not (?:recommend|advise|offer|plan) (?:any )?{_SURGERY}|"
    rf"(?:does not want|declines|declined|wishes to avoid|is not interested in) {_SURGERY})\b(?! (?:at|of|for) (?!this\b))"
    r"[^.;\n]*",
    re.IGNORECASE,
)
_NOTES = frozenset({"clinic note", "letter"})


def said_against(documents: Sequence[Document]) -> str | None:
    """The sentence for the assessment, or None where the newest dated note says no such thing."""
    notes = [one for one in documents if one.readable and one.kind in _NOTES and one.authored and one.id != "question"]
    newest = max((one.authored for one in notes if one.authored), default=date.min)
    for note in notes:
        found = _NOT_PLANNED.search(note.text) if note.authored == newest else None
        if found is not None:
            words = " ".join(found[0].split())
            return f"The newest note ({note.name or note.id}, {newest}) says: '{words}'. Ask whether the request still stands."
    return None
