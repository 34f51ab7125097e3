"""For whom a report is written: the reviewer reads all of it, the surgeon and the patient each get a page of their own.

Invariant: every audience is told of an emergency first, and that no one has decided yet.
"""

from __future__ import annotations

from necessity.assessment.assessment import Assessment
from necessity.report.letter import Letter
from necessity.report.patient import patient_letter
from necessity.report.surgeon import surgeon_letter


def letter_for(assessment: Assessment, audience: str, *, show_chart: bool = True) -> Letter | None:
    """The letter of an audience other than the reviewer, who has none; `show_chart` False leaves out the words of the chart."""
    if audience == "surgeon":
        return surgeon_letter(assessment, show_chart=show_chart)
    return patient_letter(assessment) if audience == "patient" else None
