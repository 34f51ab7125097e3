"""What a text asks for: procedures, levels, side, setting; from a question, a plan, a request or a letter.

Invariant: nothing that is asked for is dropped in silence (what nobody knows is `unread`), and no earlier, weighed or refused
operation becomes a line. It misses requests that name no procedure ("the surgery that we discussed").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.model.case import LineItem, Request, UnreadRequest
from necessity.model.document import Document
from necessity.reading.asked_elsewhere import OPERATION, region_of
from necessity.reading.asked_lines import ASKED, lines_in
from necessity.reading.asking import (
    member_from,
    read_diagnoses,
    read_nights,
    read_review,
    read_service_date,
    read_setting,
    read_urgency,
)
from necessity.reading.catalogue import Catalogue, catalogue, resolve
from necessity.reading.levels import find_levels
from necessity.reading.lexicon import lexicon
from necessity.reading.match import fold
from necessity.reading.one_line import merged, put_back
from necessity.reading.question import Parts, is_of_necessity, is_question, parts_of
from necessity.reading.scene import Scene
from necessity.reading.scenes import scenes
from necessity.reading.unread import unread_in
from necessity.vocabulary.load import Vocabulary

__all__ = ["member_from", "read_request", "resolve"]

_BRIEF = 60
_SHORT = 400
_THIS = re.compile(
    r"\W*(?:(?:is|are|was|were|would|should)\s+(?:this|it|these|that|both|all|they|the (?:above|request))\b[^,;]{0,60}|"
    r"(?:is\s+)?(?:medically\s+)?(?:medical necessity|necessary|indicated|appropriate|warranted|covered|reasonable|"
    r"approve[ds]?|ok(?:ay)? to approve)\W*(?:met|or not|please)?\W*)"
)
_OTHER_OPENING = re.compile(r"\b(?:what|how|when|why|which|who|does|had|has|s/p|after|prior|history|no)\b")
_DONE_LATER = re.compile(
    r"[^,.;]{0,25}\b(?:19|20)\d\d\b|[^,.;]{0,25}\b(?:ago|last year|was done|performed|without relief|failed)\b"
)
_REMARK = re.compile(
    r"(?:setting|level of care|urgency|priority|requesting|requested)?\s*:?\s*(?:urgent|expedited|emergent|stat|"
    r"inpatient|outpatient|observation|ambulatory|asc)\b"
)
_SILENT = ("imaging report", "criteria", "therapy record", "operative note", "emg report", "laboratory")
_FIELD = re.compile(
    r"(?:(?P<level>levels?|level\(s\)|spinal levels?|segments?|interspaces?)|(?P<side>sides?|laterality))\s*[:=]\s*"
)
_SIDE_WORDS = {
    "left": "left",
    "l": "left",
    "lt": "left",
    "right": "right",
    "r": "right",
    "rt": "right",
    "bilateral": "both",
    "both": "both",
}
_OPENING = 45
_LONGEST_LEVEL = 16


def read_request(texts: Sequence[Document], *, vocabulary: Vocabulary) -> Request:
    """What the texts ask for. Where one of them puts a question of necessity, only the questions are heard."""
    words, known = lexicon(vocabulary), catalogue(vocabulary)
    heard = [text for text in texts if text.readable and text.kind not in _SILENT and text.text.strip()]
    every = [scene for text in heard for scene in scenes(text, words, every=True)]
    asked = [(scene, parts_of(scene.folded, scene.sentence)) for scene in every if _is_question(scene)]
    told = [scene for scene in every if _may_ask(scene)] if _names_nothing(asked, known) else []
    bare = _bare(every, known) if _names_nothing(asked, known) and not told else []
    items: list[LineItem] = []
    unread: list[UnreadRequest] = []
    heard_parts: list[tuple[Scene, Parts | None]] = [*asked, *((scene, None) for scene in (*told, *bare))]
    for scene, parts in heard_parts:
        spans = _spans(scene, parts)
        found = lines_in(scene, known, spans, parts is not None or scene in bare)
        items += found
        unread += unread_in(scene, known, found, spans, parts)
    lines = put_back(_with_fields(merged(items, known), every, known))
    where = [(scene.folded, scene.start, scene.end, scene.sentence.section) for scene, _ in heard_parts]
    remarks = [(one.folded, one.start, one.end, "request") for one in every if _is_remark(one)]
    done = [(one.folded, *parts.done, "") for one, parts in asked if parts.done is not None]
    review = "retrospective" if done else read_review(where)
    return Request(
        line_items=tuple(replace(item, id=str(number)) for number, item in enumerate(lines, 1)),
        review=review,
        urgency=read_urgency([*where, *remarks]),
        service_date=read_service_date(where, done or (where if review == "retrospective" else ())),
        setting=read_setting([*where, *remarks], bool(asked or bare)),
        expected_nights=read_nights(where),
        diagnoses=read_diagnoses([text.text for text in heard]),
        unread=tuple(_still_unread(unread, lines, vocabulary)),
    )


def _names_nothing(asked: Sequence[tuple[Scene, Parts]], known: Catalogue) -> bool:
    """There is no question, or only one such as `Is this medically necessary?` after what is meant by `this`."""
    for scene, _ in asked:
        words = scene.folded[scene.start : scene.end]
        if not _THIS.fullmatch(words) or known.find(words, words, 0, len(words)):
            return False
    return True


def _still_unread(
    unread: Sequence[UnreadRequest], lines: Sequence[LineItem], vocabulary: Vocabulary
) -> Iterator[UnreadRequest]:
    """Each once; without what stands inside of another, and without levels that a line has in the end."""
    asked = {level for line in lines for level in line.levels}
    for one in {one.words: one for one in unread}.values():
        levels = [place.levels for place in find_levels(fold(one.words), vocabulary.anatomy)]
        is_level = len(one.words) < _LONGEST_LEVEL and bool(levels) and all(levels)
        has = (
            is_level and {level for some in levels for level in some} <= asked and not re.search(r"pelv|ili", one.words)
        )
        if not has and not any(one.words != other.words and one.words in other.words for other in unread):
            yield one


def _spans(scene: Scene, parts: Parts | None) -> list[tuple[int, int]]:
    """Where a sentence asks: all of it, or in a question the parts that do not describe the patient."""
    if parts is None:
        return [(scene.start, scene.end)]
    return [*parts.asked, *([parts.done] if parts.done else [])]


def _bare(every: Sequence[Scene], known: Catalogue) -> list[Scene]:
    """`L4-5 TLIF, failed PT`: a short text that opens with an operation and asks for nothing else asks for that."""
    if not every or sum(scene.end - scene.start for scene in every) > _SHORT or every[0].document.kind != "other":
        return []
    first = every[0]
    found = [(hit.start, hit.end) for hit in known.find(first.folded, first.document.text, first.start, first.end)]
    found += [(start, end) for start, end, _ in known.codes_in(first.folded, first.start, first.end)]
    found += [match.span() for match in OPERATION.finditer(first.folded, first.start, first.end)]
    if not found:
        return []
    start, end = min(found)
    is_brief = start - first.start < _OPENING and not _OTHER_OPENING.search(first.folded, first.start, start)
    return [first] if is_brief and not _DONE_LATER.match(first.folded, end) else []


def _with_fields(lines: Sequence[LineItem], every: Sequence[Scene], known: Catalogue) -> list[LineItem]:
    """`Level: L4-5`, `Side: left`: fields of a form that stand on lines of their own are those of every line that names none."""
    levels: dict[tuple[str, ...], None] = {}
    sides: dict[str, None] = {}
    above: list[str] = []
    for scene in every:
        match = _FIELD.match(scene.folded, scene.start, scene.end)
        if match is None:
            continue
        if match["level"]:
            levels.update((place.levels, None) for place in scene.places if place.levels)
            above += [scene.folded[one.start : one.end] for one in scene.places if one.elsewhere]
        else:
            word = re.compile(r"\w+").match(scene.folded, match.end(), scene.end)
            sides.update({_SIDE_WORDS[word[0]]: None} if word and word[0] in _SIDE_WORDS else {})
    if not levels and any(map(region_of, above)):  # `Level: C5-6`
        lines = [one if one.levels else _of_region(one, above[0]) for one in lines]
    given, side = next(iter(levels), ()), next(iter(sides), None)
    return [
        replace(
            one,
            levels=one.levels or (given if len(levels) == 1 and known.per_level(one.procedure) else ()),
            side=one.side or (side if len(sides) == 1 and known.has_side(one.procedure) else None),
        )
        for one in lines
    ]


def _of_region(line: LineItem, level: str) -> LineItem:
    """A line whose level, on a line of its own, is one of the neck or the chest."""
    return replace(line, procedure=None, requested_as=f"{line.requested_as} {level.upper()}")


def _is_remark(scene: Scene) -> bool:
    """`Inpatient, two nights.` `Urgent.`: a few words of their own that say how the operation is asked for."""
    is_brief = scene.end - scene.start < _BRIEF and not scene.sentence.question
    return is_brief and _REMARK.match(scene.folded, scene.start, scene.end) is not None


def _is_question(scene: Scene) -> bool:
    return is_question(scene.folded, scene.sentence) and is_of_necessity(scene.folded, scene.sentence)


def _may_ask(scene: Scene) -> bool:
    section = scene.sentence.section
    if scene.sentence.question or section in (
        "counselling",
        "family",
        "template",
        "criteria",
        "prior surgery",
        "goals",
    ):
        return False
    return (
        section in ("plan", "request")
        or bool(ASKED.search(scene.folded, scene.start, scene.end))
        or "emergency" in scene.folded[scene.start : scene.end]
    )
