"""What a case must ask for: an operation or a setting that is understood.

Invariant: where nothing is understood the case is not judged, and one plain sentence says what the text is instead.
"""

from __future__ import annotations

from necessity.errors import InputUnusable, Place, Problem
from necessity.model.case import Case, Request
from necessity.reading.asked_notices import about_what, is_elsewhere, is_level, is_misspelt
from necessity.vocabulary.code_tables import coding_tables
from necessity.vocabulary.load import medicine_folder, vocabulary

_NOTHING_ASKED = {
    "other": ("nothing about spine surgery is asked here", ""),
    "back": ("this is about the back but asks for no operation and no setting", "name the operation and "),
    "unnamed": ("this asks about an operation or a medicine without naming it", "name the spine operation and "),
}
_HOW_TO_ASK = "ask as in 'Is a revision L4-L5 discectomy medically necessary for a patient with ...?'"


def need_request(case: Case, request: Request) -> None:
    """Raises InputUnusable where nothing is asked for: one plain sentence says what the text is instead, and how to ask."""
    if request.setting is not None or any(line.procedure or is_elsewhere(line) for line in request.line_items):
        return
    if any(line.levels and line.service in coding_tables(medicine_folder()).regions for line in request.line_items):
        return  # a code of the neck at a lumbar level: a code rule tells it
    asked = [(line.requested_as, line.nearest) for line in request.line_items]
    asked += [(one.words, one.nearest) for one in request.unread if not is_level(one.words, vocabulary=vocabulary())]
    place = Place(case.id)
    about = about_what(case.documents)
    ours = request.line_items or any(is_misspelt(words, vocabulary=vocabulary()) for words, _ in asked)
    if not asked or (about == "other" and not ours):
        what, first = _NOTHING_ASKED[about]
        raise InputUnusable([Problem(what=what, where=place, remedy=first + _HOW_TO_ASK)])
    raise InputUnusable(
        Problem(
            what=f"nothing requested is understood: '{words}' is not a known procedure",
            where=place,
            remedy=f"the nearest names are {', '.join(nearest)}" if nearest else "name the procedure or its code",
        )
        for words, nearest in asked
    )
