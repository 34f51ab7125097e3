"""What a note carries forward from an earlier one, and the day that a heading gives to what stands under it.

Invariant: what is marked as copied tells nothing of today; where nothing says that it is copied, it is read as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from necessity.reading.dates import find_dates
from necessity.reading.sayings import Line
from necessity.reading.text import Sentence

_COPIED = r"(?:carried|copied|pulled|brought|copy|rolled) ?-?(?:forward|over)|copied from|auto-?populated|cloned from"
_HEADING = re.compile(
    rf"(?im)^[ \t]*[a-z][a-z /&]{{2,40}}:?[ \t]*(?P<mark>[\[(][^\])\n]{{0,20}}(?:{_COPIED})[^\])\n]{{0,60}}[\])])[ \t]*:?[ \t]*$"
)
"""`PHYSICAL EXAM: (carried forward)`, alone on its line: of the lines below it."""
_WHOLE = re.compile(rf"(?im)^[ \t]*(?P<mark>[\[(]?(?:this note (?:was )?)?(?:{_COPIED})\b[^\n]{{0,80}}?[\])]?)[ \t]*$")
"""`[Copied from 6/12/2024, edits in today's section]`: of all up to the line that begins with `Today`."""
_OLD = re.compile(
    rf"(?im)^(?=\S)[^\n]*?(?P<mark>(?:<-+|\u2190|--+|\()[ \t]*(?:old|{_COPIED}|from last (?:visit|note))\)?)[ \t]*$"
)
_NOW = re.compile(r"(?im)^[ \t]*(?:today|now|currently|update[ds]?|addendum|interval|new since|this visit)\b")
_STOP = re.compile(r"(?im)^[ \t]*(?:$|(?:today|now|currently|update[ds]?|addendum|this visit)\b|[a-z][a-z /&]{2,30}:)")
_OF_A_VISIT = re.compile(
    r"^\W*(?:hpi|history(?: of present illness)?|subjective|interval(?: history| hx)?|hx|s|o|a|p|objective|exam(?:ination)?|"
    r"physical exam(?:ination)?|pe|neuro(?: exam)?|motor(?: exam)?|note|progress note|visit|a/?p|"
    r"assessment(?: and plan| ?/ ?plan)?|plan|impression|ov|office visit|"
    r"clinic(?: visit| note)?|follow[- ]?up(?: visit)?|f/?u)\b[^a-z]*$"
)


def copied(text: str) -> Iterator[Line]:
    """The stretches of a document that are marked as copied from an earlier note."""
    if (
        "cop" not in text.lower()
        and "forward" not in text.lower()
        and "old" not in text.lower()
        and "auto" not in text.lower()
    ):
        return
    for match in _HEADING.finditer(text):
        stop = _STOP.search(text, min(match.end() + 1, len(text)))
        yield Line(match.start(), stop.start() if stop else len(text), True, match.span("mark"))
    for match in _WHOLE.finditer(text):
        today = _NOW.search(text, match.end())
        if today is not None:
            yield Line(match.start(), today.start(), True, match.span("mark"))
    for match in _OLD.finditer(text):
        yield Line(match.start(), match.end(), True, match.span("mark"))


def day_of_heading(folded: str, sentence: Sentence, authored: date | None) -> date | None:
    """The day in the heading of a visit (`HPI (10/9/24):`, `EXAM 3/1/25:`); None where it gives none, or a later one."""
    if sentence.label is None:
        return None
    days = find_dates(folded, authored, *sentence.label)
    if len(days) != 1 or not days[0].day.is_exact or days[0].role:
        return None
    start, end = sentence.label
    rest = folded[start : days[0].start] + folded[days[0].end : end]
    day: date = days[0].day.earliest
    if not _OF_A_VISIT.match(rest) or (authored is not None and day > authored):
        return None
    return day
