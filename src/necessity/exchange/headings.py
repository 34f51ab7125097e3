"""What a document is and when it was written, told from its name and its first lines only.

Invariant: two answers are no answer. A title outweighs a file name; where two titles, two names or two days stand against
each other, the kind is `other` and the day is None.
"""

from __future__ import annotations

import re
from datetime import date

_HEAD_LINES = 15
_TITLE_LINES = 4
_MOST = 200_000  # characters in which a heading is looked for

# kind -> (words of a file name, words of a title line)
_SIGNS: dict[str, tuple[str, str]] = {
    "operative note": (
        r"operative|op|opnote|operation",
        r"operative (?:note|report|record)|op note|report of operation",
    ),
    "emg report": (
        r"emg|ncs|ncv|electromyography|electrodiagnostic",
        r"electromyogra\w+|electrodiagnostic|emg\b|nerve conduction",
    ),
    "imaging report": (
        r"mri|ct|xray|xrays|radiograph|radiographs|radiology|imaging|flexion|myelogram|dexa|dxa",
        (
            r"(?:mri?|ct|x-?rays?|radiographs?|myelogram|dexa|dxa)\b.{0,40}\b(?:lumbar|spine|l-?spine|lumbosacral|bone)"
            r"|(?:lumbar|spine|lumbosacral)\b.{0,30}\b(?:mri|ct|x-?rays?|radiographs?|myelogram)"
            r"|(?:radiology|imaging|mri|ct) report|diagnostic imaging|magnetic resonance imaging|computed tomography"
        ),
    ),
    "therapy record": (
        r"therapy|physio|physiotherapy|chiropractic",
        r"(?:physical|physio|manual|aquatic) ?therapy|physiotherapy|pt (?:discharge|progress|evaluation|daily)|chiropractic",
    ),
    "laboratory": (r"lab|labs|laboratory|cotinine|hba1c|a1c", r"laborator(?:y|ies)\b|lab (?:report|results)"),
    "letter": (r"letter", r"letter of\b|dear\b|to whom it may concern"),
    "criteria": (
        r"criteria|policy|guideline|lcd|ncd",
        r"(?:medical|coverage|clinical|payment) (?:policy|criteria|guidelines?)\b",
    ),
    "clinic note": (
        r"clinic|visit|progress|office|consult|consultation|followup|hp|soap|encounter|hpi",
        (
            r"(?:clinic|progress|office|consult(?:ation)?|follow-?up|visit|encounter|soap|spine|preoperative|new patient)"
            r" (?:note|visit)|consultation\b|history and physical|h&p\b"
        ),
    ),
}
# kind -> headings that such a document has, all of them
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("clinic note", (r"chief complaints?|cc|hpi|history of (?:the )?present illness|subjective|s",)),
    ("clinic note", (r"past medical history|pmh", r"(?:physical )?exam(?:ination)?|pe|o")),
    ("imaging report", (r"findings?", r"impression|conclusion")),
    (
        "operative note",
        (r"pre-?operative diagnos[ie]s", r"(?:operations?|procedures?)(?: performed)?|an(?:a)?esthesia"),
    ),
)


def document_kind(name: str, text: str) -> str:
    """The kind that the file name says, else the title, else the sections; `other` where they do not agree on one."""
    tokens = set(re.split(r"[^a-z0-9]+", name.lower()))
    named = {kind for kind, (words, _) in _SIGNS.items() if tokens & set(words.split("|"))}
    # "CT lumbar spine: hardware loose." is a sentence of a note, not its title.
    heads = [line.strip() for line in text[:4000].splitlines() if line.strip()][:_TITLE_LINES]
    titles = [line for line in heads if len(line) < 100 and not line.endswith(".")]
    titled = {
        kind
        for kind, (_, words) in _SIGNS.items()
        if any(
            re.match(rf"[#*\s]*(?:(?:stat|outpatient|inpatient|initial|final)\s+)?(?:{words})", title, re.IGNORECASE)
            and len(title) < 100
            for title in titles
        )
    }
    # A referral letter or criteria that speak of an MRI: what the title says outweighs a word of the file name.
    for found in (named & titled, titled, named):
        if len(found) == 1:
            return found.pop()
        if found:
            return "other"
    return _by_sections(text)


def _by_sections(text: str) -> str:
    found = {
        kind
        for kind, headings in _SECTIONS
        if all(re.search(rf"(?im)^[ \t]*(?:{heading})[ \t]*[:/]", text[:_MOST]) for heading in headings)
    }
    return found.pop() if len(found) == 1 else "other"


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?i:(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})"
_DATE = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>\d{4})"
    rf"|(?P<month>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})[\s-](?P<month2>{_MONTH})\.?,?[\s-](?P<y3>\d{{4}}))\b"
)
_OWN = r"visit|service|encounter|evaluation|eval|consultation|note|report|dictation"
_LABELS: dict[str, str] = {
    "": rf"date of (?:{_OWN})|(?:{_OWN}) date|(?<!, )dos",
    "imaging report": r"date of (?:exam(?:ination)?|study)|(?:exam(?:ination)?|study)(?: date)?|date performed",
    "operative note": r"date of (?:surgery|operation|procedure)|(?:surgery|operation|procedure) date",
    "laboratory": r"(?:collected|date collected|collection date|drawn)",
    "emg report": r"date of (?:exam(?:ination)?|study)|(?:exam(?:ination)?|study) date",
}


def authored_on(kind: str, text: str) -> date | None:
    """The day that a labelled header line gives ("Date of visit: 02/16/2026"); None where none or several days are given.

    Numbers with slashes are month/day/year, as in the United States, unless only day/month/year is possible.
    """
    lines = text[:6000].splitlines()[:_HEAD_LINES]
    head = "\n".join(lines)
    labels = "|".join(filter(None, (_LABELS[""], _LABELS.get(kind, ""))))
    for pattern in (rf"(?i:\b(?:{labels}))\s*[:=]?\s*", r"(?:^|[\t|;]|\s{2})[#*\s]*(?i:date)\**\s*[:=]\s*\**\s*"):
        found = {_day(match) for match in re.finditer(pattern + _DATE, head, re.MULTILINE)}
        if found:
            return found.pop() if len(found) == 1 else None
    return _standing_alone([line.strip() for line in lines if line.strip()][:_TITLE_LINES], kind)


def _standing_alone(titles: list[str], kind: str) -> date | None:
    """The day of a letter or a title: a line that is a date (and a time), a first line set apart from one at its end, or one that
    is the plain title of such a document and a date (`CLINIC NOTE 2022-08-10`)."""
    named = _SIGNS[kind][1] if kind in _SIGNS else ""
    found = set()
    for place, line in enumerate(titles):
        match = re.search(_DATE + r"(?:\s+(?:at\s+)?\d{1,2}:\d{2}(?:\s*[ap]m)?)?$", line)
        before = line[: match.start()] if match else ""
        is_title = place == 0 and ":" not in before and re.search(r"(?:,|\s\s|\t|[-–|])\s*$", before)
        if place == 0 and named and not is_title:
            is_title = re.fullmatch(rf"(?i)[#*\s]*(?:{named})\s*", before)
        if (
            match
            and (not before or is_title)
            and not re.search(r"(?i)\b(?:injury|accident|loss|doi|mv[ac]|dob|birth|born)\b", before)
        ):
            found.add(_day(match))
    return found.pop() if len(found) == 1 else None


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    try:
        if part["iso"]:
            return date.fromisoformat(part["iso"])
        if part["a"]:
            first, second = int(part["a"]), int(part["b"])
            month, day = (second, first) if first > 12 else (first, second)
            return date(int(part["y"]), month, day)
        month = _MONTHS.index((part["month"] or part["month2"])[:3].lower()) + 1
        return date(int(part["y2"] or part["y3"]), month, int(part["d"] or part["d2"]))
    except ValueError:
        return None
