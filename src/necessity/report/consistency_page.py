"""Pairs of answers that do not agree, as one HTML file.

Invariant: everything is escaped, nothing is loaded from elsewhere, no script is needed, and no link leads to a missing place.
"""

from __future__ import annotations

from necessity.assessment.answered import Consistency
from necessity.report.consistency_parts import consistency_shown, title_of
from necessity.report.frame import template
from necessity.report.words import PATIENT_INFORMATION


def page(found: Consistency, most: int) -> str:
    """The page as text (to be written as UTF-8); the first `most` pairs."""
    sheet, style = template("consistency.html.j2", "consistency.css")
    return sheet.render(
        shown=consistency_shown(found, most), style=style, private=PATIENT_INFORMATION, title_of=title_of
    )
