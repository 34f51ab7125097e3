"""What a document is about: the low back and the legs, or something else (a neck, a delivery, a heart).

Invariant: a document is about something else only where it is long enough to tell, says nothing of the low back and names
several other organs; of another one the other documents of the case decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from necessity.model.document import Document
from necessity.reading.match import fold

_TOO_SHORT_TO_TELL = 300
_LONG = 600
_LOW = re.compile(
    r"\b(?:lumb(?!ar (?:punctures?|drains?|taps?)\b)\w+|l-?s?[ -]?spine|l[1-5]\s?[-/]|l[1-5]|"
    r"s1(?!,? ?(?:and|&|/|,|-|\+|plus|s2)? ?s2)(?!q3)|l[1-5]s1|"
    r"low(?:er)?[ -]back|"
    r"(?<!no )(?<!denies )(?<!negative )(?<!without )(?<!any )(?<!, )(?<!or )(?<!-\) )back ?pain|lbp|sciatic(?! nerve)\w*|"
    r"(?:back|spine) (?:surgery|surgeries|operations?|fusions?|surgeon|clinic|center|centre)|"
    r"neurogenic claudication|cauda equina|leg pain|radicul\w* (?:pain )?(?:in|into|down|of) the (?:left |right )?(?:legs?|"
    r"lower)|sacroiliac|oswestry|odi)\b"
)
_SPINE = re.compile(
    r"\b(?:(?<!fetal )spine|(?<!: )spinal(?! (?:an(?:a)?esth\w+|block|tap|headache|needle|fluid|tenderness|deformity))|"
    r"radicul\w+|radic|(?<!optic )(?<!cup[- ]to[- ])(?:disc|disk)|hnp|"
    r"vertebra(?:e|l (?:bod\w+|fracture\w*|column))?\b(?! (?:flow|arter\w+|\d))|epidural (?:steroid|injection|abscess|"
    r"hematoma|space|scar)|nerve roots?|laminectom\w+|discectom\w+|"
    r"interbody|spondyl\w+|facets?|esi|neurosurg\w+)\b"
)
_ABOVE = re.compile(
    r"\b(?:cervical|c-?spine|neck|thoracic (?:spine|disc|disk|vertebra\w*|epidural)|t-?spine|c[2-7]\s?[-/]\s?c?[3-7]|"
    r"c[3-7]|acdf|"
    r"myelopath\w+|upper extremit\w+|brain|cranio\w+|intracranial|skull)\b"
)


_ELSE = re.compile(
    r"\b(?:heart|cardi\w+|coronary|carotid|aort\w+|atrial|ventric\w+|chest|lungs?|pulmonary|abdom\w+|breasts?|uter\w+|"
    r"pregnan\w+|deliver\w+|ovar\w+|vagin\w+|cervi\w+|bladder|prostat\w+|kidneys?|renal|ureter\w*|liver|hepat\w+|bowel|"
    r"colon\w*|gastr\w+|stomach|throat|tonsil\w*|nasal|nose|ears?|eyes?|retina\w*|cornea\w*|lens|dental|tooth|teeth|skin|"
    r"lesions?|brain|skull|seizures?|headaches?|neck|shoulder|elbow|wrist|hands?|fingers?|thumb|knees?|hips?|ankle|"
    r"psychiatr\w+|suicid\w+|depress\w+|scalp|thyroid|biops\w+|infant|child|baby|hernia|gallbladder|scrot\w+|penis|testic\w+)\b"
)
_JOINT = re.compile(r"\b(?:knees?|shoulders?|elbows?|wrists?|hands?|ankles?|foot|feet|hips?)\b")
_LEAST_ELSE = 3  # different words: a page on other organs has them, a letter on the care of a back has not


def is_about_the_low_back(documents: Sequence[Document]) -> bool:
    """Some document of the case is, or all together are too short to tell."""
    return sum(len(one.text) for one in documents) < _TOO_SHORT_TO_TELL or any(
        _tells(fold(one.text)) for one in documents
    )


def is_about_something_else(document: Document) -> bool:
    """The document alone: long enough to tell, and about no low back. A therapist's record goes with its case."""
    if document.kind == "imaging report" and _is_titled_as_else(document.text):
        return True
    if len(document.text) < _LONG or document.kind == "therapy record":
        return False
    folded = fold(document.text)
    return not _tells(folded) and len(set(_ELSE.findall(folded))) >= _LEAST_ELSE


def _is_titled_as_else(text: str) -> bool:
    """A report, however short, whose title names another joint, and that says nothing of the low back."""
    title = next((line for line in text.split("\n") if line.strip()), "")
    return _JOINT.search(fold(title)) is not None and not _tells(fold(text))


def _tells(folded: str) -> bool:
    if _LOW.search(folded) is not None:
        return True
    return _SPINE.search(folded) is not None and _ABOVE.search(folded) is None
