"""A report without the chart: what may be shown to those who may not see the patient's record.

Invariant: no quote and no quoted passage of a document is left; answers, clauses and places stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from necessity.model.document import Document
from necessity.report.rows import Said
from necessity.report.words import tidy, without_quotes


def without_chart(part: Any, documents: Iterable[Document]) -> Any:
    """The same outline or record with quotes left out, and with quoted passages blanked in every sentence."""
    return _hidden(part, [tidy(document.text) for document in documents])


def _hidden(part: Any, texts: Sequence[str]) -> Any:
    if isinstance(part, str):
        return without_quotes(part, texts)
    if isinstance(part, tuple | list):
        return type(part)(_hidden(one, texts) for one in part)
    if isinstance(part, dict):
        left_out = _left_out(part)
        return {key: None if key in left_out else _hidden(one, texts) for key, one in part.items()}
    if isinstance(part, Said):
        return replace(part, words=None, anchor=None)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{one.name: _hidden(getattr(part, one.name), texts) for one in fields(part)})
    return part


def _left_out(record: dict[str, Any]) -> tuple[str, ...]:
    """The keys of a record that hold the chart itself: the question of a review, the words of a piece of evidence."""
    if "question" in record and "as_of" in record:
        return ("question",)
    return ("words",) if "start" in record else ()
