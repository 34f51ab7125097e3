"""Strength that falls, as an examiner states it, with the time it took: `progressive weakness over the last six weeks`.

Invariant: a time is taken only where it stands with the fall; what the patient only feels or suspects is possible, not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.dates import Length
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene

_COMPARED = re.compile(
    r"\b(?:weak\w*|power|strength|mmt|motor|deficits?|paresis|foot drop|foot drag)\b(?P<between>[^.]{0,70}?)\b"
    r"(?:less|weaker|worse|down|lower|poorer|progress\w*|worsen\w*|declin\w*|deteriorat\w*|fallen|dropped)\b"
    r"(?P<then>[^.;]{0,40}?)\b(?:than|from|since|vs|versus|against|compar\w+|relative to)\b[^.;]{0,30}?"
    r"\b(?:last|previous\w*|prior|earlier|former|first|initial|baseline|before|past)\b"
)
"""Strength set against an earlier examination: `power reduced, definitely less than when last I tested it`."""
_GAINS = re.compile(
    r"\b(?:neuro\w*|motor) (?:deficits?|loss|impairment)\b(?P<between>[^.;]{0,120}?)\b(?:is|are|remains?) (?P<then>(?:\w+ )?)"
    r"(?:progressive|progressing|worsening|getting worse|gaining ground|increasing)\b"
)
_NOT_SO = re.compile(
    r"\b(?:no|not|never|nor|neither|without|denies|better|stronger|improv\w*|unchanged|same|stable|no longer|pain|pains|"
    r"numb\w*|walk\w*|"
    r"distance|pins|tingl\w*|burning|sleep|score|sciatica)\b"
)
_OVER = re.compile(
    r"[^;.]{0,40}?(?:\b(?:over|in|within|during|for|x)\b\s*)(?:(?:the|these|a|about|past|last|course of|span of|period of)\s+)*"
)
_FELT = re.compile(
    r"\b(?:feels?|felt|thinks?|believes?|suspects?|wonders?|has the impression|under the impression|subjective(?:ly)?|"
    r"perceive[sd]?|"
    r"worries|fears?)\b[^.;]{0,50}$"
)
_AGO = re.compile(r"\s*(?:ago|before|after|prior|post|earlier|back|out)\b")
_NO_MATTER = re.compile(
    r"[;.]|\b(?:therapy|pt|nsaids?|injections?|gabapentin|exercises?|treatment|pain for|history of)\b"
)
_NEAR = 60


def applies(scene: Scene) -> bool:
    return "motor_decline" in scene.mentions or _set_against(scene) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    facts = list(read_plain(scene, reader))
    for fact in facts or _compared(scene, reader):
        told = fact
        main = fact.quotes[0]
        felt = _FELT.search(scene.folded, scene.start, main.start)
        if fact.assertion is Assertion.PRESENT and felt is not None:
            told = replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(felt.start(), felt.end()))
        span = _span(scene, main.start, main.end)
        if span is not None and told.assertion is not Assertion.ABSENT:
            quote = scene.quote(span.start, span.end)
            told = replace(
                told, qualifiers={**told.qualifiers, "span": span.quantity}, evidence=(*told.evidence, quote)
            )
        yield told


def _set_against(scene: Scene) -> tuple[int, int] | None:
    """The words that set the strength against an earlier examination, or call the deficit progressive."""
    for form in (_COMPARED, _GAINS):
        for match in form.finditer(scene.folded, scene.start, scene.end):
            if not _NOT_SO.search(match["between"]) and not _NOT_SO.search(match["then"]):
                return match.span()
    return None


def _compared(scene: Scene, reader: Reader) -> Iterator[Fact]:
    span = _set_against(scene)
    if span is None or scene.sentence.section in reader.not_sections or scene.document.kind not in reader.documents:
        return
    if span[0] < scene.asserted_from or scene.is_elsewhere(*span, whole=True):
        return
    decided = how(scene, reader, Mention(*span, Phrase("motor_decline", ("",))))
    if decided is not None:
        sides = {side.values for side in scene.sides}
        values = {"basis": "stated"} | ({"side": scene.sides[0].values[0]} if len(sides) == 1 else {})
        yield make(scene, reader, values, [span], assertion=decided[0], cue=decided[1])


def _span(scene: Scene, start: int, end: int) -> Length | None:
    """The time that the fall took: the length that stands beside it (`over 3 weeks`, `three weeks of worsening weakness`)."""
    for one in scene.lengths:
        if _AGO.match(scene.folded, one.end, scene.end):
            continue
        if start <= one.start and one.end <= end:
            return _exact(one)
        between = scene.folded[end : one.start] if end <= one.start <= end + _NEAR else ""
        spent = one.quantity.low_open and end <= one.start and between.strip() in ("", ",", "-")
        if spent or (_OVER.fullmatch(between) and not _NO_MATTER.search(between)):
            return _exact(one)
        if 0 <= start - one.end <= 8 and scene.folded[one.end : start].strip(" -") in (
            "of",
            "history of",
            "hx of",
            "h/o",
        ):
            return _exact(one)
    return None


def _exact(one: Length) -> Length:
    """`over 6 weeks`: the word is a preposition there, so the time is six weeks, not more."""
    quantity = one.quantity
    if quantity.low_open and quantity.high == float("inf") and quantity.low > 1:
        quantity = Quantity(quantity.low, quantity.low, quantity.unit)
    return Length(one.start, one.end, quantity)
