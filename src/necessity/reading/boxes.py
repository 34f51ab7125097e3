"""Boxes to tick, and dots that lead to an answer: beside an empty box nothing is said, a ticked one is as if it were not there.

Invariant: the text keeps its length. An empty box is no denial, and boxes of `yes` and `no` are left as they are: cues
read those.
"""

from __future__ import annotations

import re

_BOX = re.compile(
    r"(?P<no>\[[ _]{0,2}\]|[\u2610\u25a1\u25fb\u25ab\u25a2]|(?<![^\s:])\( ?\)(?=\s*\w))|"
    r"(?P<yes>\[[xX\u2713\u2714]\]|[\u2611\u2612\u2713\u2714\u2705\u25a0\u25fc]|(?<![^\s:])\([xX]\)(?=\s*\w))"
)
_LEADER = re.compile(r"(?m)^[ \t]*\w[\w /()&-]{1,30}?(?P<dots> ?\.{2,})(?=[ \t]\S)(?!.*\.{3})")
"""`Gabapentin .... stopped`: dots that lead from an item to its answer."""
_MAY_TICK = re.compile(r"[\[(\u2610-\u2612\u2713\u2714\u2705\u25a0-\u25fc]")
_OPENS = re.compile(r"\s*(?:[-*\u2022\u00b7]\s*|\(?\d{1,2}[.)]\s*)?(?:[^\n]{0,60}[:?]\s*)?")
_CLOSES = re.compile(r"[\s.,;]*")
_COLUMNED = re.compile(r"[^\n\[\u2610-\u2612]{2,40}(?: {2,}|\t|\|\s*)(?:\[[xX _]?\]|[\u2610-\u2612])")
"""A row of a table that names its item first and has the box in a column of its own."""
_FOLLOWED = re.compile(r"\w ?(?:\[[xX _]?\]|[\u2610-\u2612]) {2,}")
"""`Diabetes [ ]   Osteoporosis [x]`: the box stands behind its item."""
_LEADS_IN = re.compile(
    r"(?:^|[:?]|\b[A-Z]{2,5}|(?i:\b(?:reports?|denies|has|had|with|of|for|shows?|showed|check(?:ed)?|is|are|was|includ\w+|hx)))"
    r"[^\w\])]*\Z"
)
"""What is to be ticked follows."""
_PART = re.compile(r" {2,}|\t|[|,;:]|\.(?=\s)")
_ITEM = re.compile(r" {2,}|\t|[|,;]")
_ANSWER = re.compile(r" ?(?:yes|no|y|n|none|unknown|n/a)\s*(?=$|[\[(,;\u2610-\u2612\u2713\u2714]|  )", re.I)
_NEAR = 40  # an answer stands right before its box
_ANSWERED = re.compile(r"\b(?:yes|no|y|n|none|unknown|n/a)\s*$", re.I)


def ticked(text: str) -> str:
    """`text` with what stands beside an empty box blanked, a blank for each ticked box and semicolons between the items."""
    leaders = list(_LEADER.finditer(text)) if ".." in text else []
    if not leaders and not _MAY_TICK.search(text):
        return text
    pieces = list(text)
    for dots in leaders:
        pieces[slice(*dots.span("dots"))] = ":".ljust(dots.end("dots") - dots.start("dots"))
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        boxes = list(_BOX.finditer(text, start, end)) if line else []
        if boxes:
            _tick(text, pieces, boxes, start, end)
        start = end + 1
    return "".join(pieces)


def _tick(text: str, pieces: list[str], boxes: list[re.Match[str]], start: int, end: int) -> None:
    boxes = [box for box in boxes if not _is_answered(text, box, start, end)]
    if not boxes:
        return
    first = _OPENS.match(text, start, boxes[0].start())
    leads = first is not None and first.end() >= boxes[0].start()
    columned = _COLUMNED.match(text, start, end) is not None
    closes = columned or _CLOSES.fullmatch(text, boxes[-1].end(), end) is not None
    follows = _FOLLOWED.search(text, start, end) is not None
    is_item = closes and (len(boxes) > 1 or len(text[start : boxes[0].start()].split()) < 5)
    if not leads and not is_item and not follows and not _LEADS_IN.search(text[start : boxes[0].start()]):
        _blank_around(text, pieces, boxes, start, end)
        return
    if len(boxes) == 1 and not leads and not is_item:
        return
    if not leads and (closes or follows):
        head = text.rfind(":", start, boxes[0].start()) + 1 or start
        stops = [head, *(box.end() for box in boxes)]
        spans = [(_item(text, stops[place], box.start()), box.end(), box) for place, box in enumerate(boxes)]
    else:
        stops = [*(box.start() for box in boxes[1:]), end]
        spans = [(box.start(), stops[place], box) for place, box in enumerate(boxes)]
    told = False
    for left, right, box in spans:
        if box["no"]:
            pieces[left:right] = " " * (right - left)
            continue
        pieces[box.start() : box.end()] = " " * (box.end() - box.start())
        if told and pieces[left] == " ":
            pieces[left] = ";"
        elif told and left > start and pieces[left - 1] == " ":
            pieces[left - 1] = ";"
        told = True


def _blank_around(text: str, pieces: list[str], boxes: list[re.Match[str]], start: int, end: int) -> None:
    """`Osteoporosis [ ] last DXA 2019`: whether the word before an empty box or the one after it is meant stands nowhere, so
    both are blanked."""
    stops = [start, *(box.end() for box in boxes)]
    for place, box in enumerate(boxes):
        left, right = box.span()
        if box["no"]:
            after = boxes[place + 1].start() if place + 1 < len(boxes) else end
            gap = _PART.search(text, min(right + 1, after), after)
            left, right = _last_part(text, stops[place], left), gap.start() if gap else after
        pieces[left:right] = " " * (right - left)


def _last_part(text: str, start: int, end: int) -> int:
    """Where the words begin that end at `end`, after the last comma or the like."""
    gaps = [gap.end() for gap in _PART.finditer(text, start, end) if text[gap.end() : end].strip()]
    return gaps[-1] if gaps else start


def _is_answered(text: str, box: re.Match[str], start: int, end: int) -> bool:
    """The box is that of a `yes` or a `no`."""
    if _ANSWER.match(text, box.end(), end) is not None:
        return True
    return _ANSWERED.search(text[max(start, box.start() - _NEAR) : box.start()]) is not None


def _item(text: str, start: int, end: int) -> int:
    """Where the item begins whose box stands behind it."""
    found = start
    for gap in _ITEM.finditer(text, start, end):
        if text[gap.end() : end].strip():
            found = gap.end()
    return found
