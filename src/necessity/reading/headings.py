"""What the label of a line is: a heading that opens a section, words of a form, or a level by itself.

Invariant: only a heading that `sections.yaml` lists opens a section; a label that says more than levels is no level.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from necessity.reading.levels import find_levels
from necessity.reading.match import fold
from necessity.vocabulary.anatomy import Anatomy

_NOISE = re.compile(
    r"\b(?:of|at|the|lumbar|spine|level|levels|for|date|dated|without|with|contrast|and|from|today|l-spine|"
    r"review|disc|disk)\b|[\d/,.()-]+"
)
SYSTEMS = "review of systems"
_OF_SYSTEMS = re.compile(
    r"(?:general|systemic|constitutional|eyes?|ears?|ent|heent|head|skin|integument\w*|neuro(?:logic(?:al)?)?|cns|neuropsych\w*|"
    r"musculoskeletal|msk|locomotor|bones and joints|extremities|card\w+|cv|vascular|peripheral vascular|resp\w*|pulm\w*|"
    r"chest|lungs|breasts?|gi|gastro\w+|abdomen|gu|genito\w+|gyn\w*|ob|urinary|endo\w*|hem\w*|heme|haem\w*|lymph\w*|"
    r"allerg(?:ic|y)|allergic immunologic|immun\w+|psych\w*|all others?|other|nose|throat|mouth|neck)"
    r"(?:[ /&,]+(?:and )?(?:[a-z]+))?"
)
_OPENS_WITH = " ..."
_DIGIT = re.compile(r"\d")


def section_of(label: str, headings: Mapping[str, str], anatomy: Anatomy) -> tuple[str, tuple[str, ...]] | None:
    """The section that a label opens and the levels in it (`MRI, L5-S1`)."""
    folded = " ".join(fold(label).split())
    if folded in headings:
        return headings[folded], ()
    if is_template(folded, headings):
        return "template", ()
    places = find_levels(folded, anatomy) if _DIGIT.search(folded) else []
    rest = folded
    for place in reversed(places):
        rest = rest[: place.start] + rest[place.end :]
    rest = " ".join(_NOISE.sub(" ", rest).split())
    if rest and rest in headings and len(rest) > 1:
        return headings[rest], tuple(level for place in places for level in place.levels)
    return None


def is_a_system(label: str) -> bool:
    """The label names an organ that is asked about, under a review of systems (`NEUROLOGIC: denies numbness`)."""
    return _OF_SYSTEMS.fullmatch(" ".join(fold(label).split())) is not None


def opened_by(label: str, headings: Mapping[str, str]) -> str | None:
    """The section of a label that begins with the words of a heading that may go on (`Risks discussed with the patient:`)."""
    words = fold(label).split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        section = headings.get(" ".join(words[:count]) + _OPENS_WITH)
        if section is not None:
            return section
    return None


def is_template(folded: str, headings: Mapping[str, str]) -> bool:
    """The words say that what follows was copied, printed or filled in by a machine."""
    return any(phrase in folded for phrase in _template_phrases(headings))


_PHRASES: dict[int, tuple[Mapping[str, str], tuple[str, ...]]] = {}


def _template_phrases(headings: Mapping[str, str]) -> tuple[str, ...]:
    known = _PHRASES.get(id(headings))
    if known is None or known[0] is not headings:
        found = tuple(phrase for phrase, section in headings.items() if section == "template")
        known = _PHRASES[id(headings)] = (headings, found)
    return known[1]


def only_levels(label: str, anatomy: Anatomy) -> tuple[str, ...]:
    """The levels of a label that says nothing else (`L4-5 level`)."""
    if not _DIGIT.search(label):
        return ()
    folded = fold(label)
    places = find_levels(folded, anatomy)
    if not places or not all(place.levels for place in places):
        return ()
    for place in reversed(places):
        folded = folded[: place.start] + folded[place.end :]
    return (
        () if _NOISE.sub(" ", folded).replace("interspace", "").strip() else tuple(x for p in places for x in p.levels)
    )
