"""The papers that a pack names, laid beside an answer that was judged without them.

Invariant: no verdict is touched, and none is read but whether a claim fits this patient.
"""

from __future__ import annotations

from dataclasses import replace

from necessity.assessment.assessment import PackAssessment
from necessity.assessment.claim import ClaimAsked, ClaimUsed
from necessity.library.cite import used as printable
from necessity.library.load import library
from necessity.library.records import Library
from necessity.verdict import MET


def with_literature(answer: PackAssessment) -> PackAssessment:
    """The answer with what the library holds of the claims that its pack names. No verdict is touched, and none is read.

    A claim that may not be printed, or that the library does not hold (`necessity check` tells), is left out.
    """
    if not answer.claims:
        return answer
    shelf = library()
    told = [(one, _used(shelf, one)) for one in answer.claims if one.id in shelf.claims]
    return replace(
        answer,
        literature=tuple(used for one, used in told if used and one.criteria),
        outcomes=tuple(used for one, used in told if used and not one.criteria),
    )


def _used(shelf: Library, asked: ClaimAsked) -> ClaimUsed | None:
    """The claim where it stands; it fits only where its population does and what the pack asks for it is met."""
    used = printable(
        shelf,
        asked.id,
        revision=asked.revision,
        patients=asked.patients,
        criteria=asked.criteria,
        lines=asked.lines,
    )
    if used is None or asked.applies is MET:
        return used
    scope = "; ".join(filter(None, (used.scope, asked.says)))
    return replace(used, fits="no" if used.fits == "no" else "unknown", scope=scope)
