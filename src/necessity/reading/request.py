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
from necessity.reading.levels import Place
from necessity.reading.lexicon import lexicon
from necessity.reading.match import Hit
from necessity.reading.read import asserted_from, scenes
from necessity.reading.scene import Scene, Token
from necessity.reading.unread import unread_in
from necessity.vocabulary.load import Vocabulary

__all__ = ["member_from", "read_request", "resolve"]

_NECESSARY = re.compile(
    r"\b(?:necess\w*|indicated|warranted|appropriate|justified|reasonable|approv\w*|certif\w*|covered|"
    r"authori[sz]\w*|supported|need(?:s|ed)?|require\w*)\b"
)
_PRIOR = re.compile(
    r"(?:(?<!\w)s/p|\b(?:status[ -]post|prior|previous|previously|earlier|after|following|since|history of|h/o|"
    r"had|has had|have had|failed|post|undergone|last|first|original|old))\b"
    r"(?:\s+(?:an?|the|her|his|their|two|three|one|prior|previous|failed|multiple|left|right|recent|having|had|"
    r"initial))*\s*$"
)
_UNDERWENT = re.compile(r"\b(?:underwent|undergone|who had|received)\b[^.;?]{0,60}$")
_JOINED = re.compile(r"[\s(]*(?:and|with|w/|/|&|\+|plus)\s*(?:an?\s+|possible\s+)?")
_LEFT_OVER = re.compile(r"\b(?:on|the|side|sided|at|of|levels?|and|a|an)\b|[,()\s-]+")
_AGAIN = re.compile(
    r"\b(?:revision|revise|repeat|redo|re-do|second-time|secondary|"
    r"re-?exploration(?: and)?)\s+(?:of\s+(?:the\s+)?)?(?:\w+\s+){0,2}$"
)
_BETWEEN = re.compile(
    r"(?:left|right|bilateral|[lr]\b|lumbar|microscopic|minimally invasive|open|mis|posterior|at|of|the|"
    r"[ls]\d\S*|and|,|\s)+"
)
_POSSIBLE = re.compile(
    r"\b(?:possible|possibly|potential|potentially|probable|maybe|\+/-|with or without)\s+(?:[\w-]+\s+){0,2}$"
)
_ASKED = re.compile(
    r"(?:authori[sz]ation|approval|request(?:s|ed|ing)?|recommend(?:s|ed|ing)?|plan(?:s|ned|ning)?(?: is)?|"
    r"propos(?:e|es|ed|ing)|proceed(?:ing)? with|schedul(?:e|ed|ing)(?: \w+)? for|candidate for|elects?|"
    r"wish(?:es)? to|wants?|submit(?:ting)?(?: for)?|seek(?:s|ing)?|offered|book(?:ed)?(?: for)?|"
    r"list(?:ed)? for|approve|authori[sz]e|certify|"
    r"please (?:review|consider|assess|judge)|"
    r"review(?: of| for|:)|asking for|for emergency|have in mind|rec)\b"
)
_ASKED_AFTER = re.compile(
    r"^[^.;?]{0,60}?\b(?:is|are|was|were|has been|have been)\s+(?:being\s+)?(?:requested|recommended|planned|"
    r"proposed|scheduled|advised|offered|medically necessary|necessary|indicated|warranted)\b"
)
_SYMPTOM_AFTER_SIDE = re.compile(
    r"[\s-]*(?:sided\s+)?(?:leg|lower|foot|hip|buttock|thigh|calf|radic|sciatic|nerve|[ls]\d\s+(?:nerve|root|"
    r"radic)|foraminal|lateral recess|paracentral|l\d-?\S*\s+(?:radic|stenos|herni|disc herni))"
)
_STOP_AFTER = re.compile(r"\b(?:for|with|due|because|patient|to treat|secondary|in a|given|after|following)\b")
_BRIEF = 60
_REMARK = re.compile(
    r"(?:setting|level of care|urgency|priority|requesting|requested)?\s*:?\s*(?:urgent|expedited|emergent|stat|"
    r"inpatient|outpatient|observation|ambulatory|asc)\b"
)
_SILENT = ("imaging report", "criteria", "therapy record", "operative note", "emg report", "laboratory")
_NOT_ASKED = ("hypothetical", "counselled", "family", "dropped", "negated")


def read_request(texts: Sequence[Document], *, vocabulary: Vocabulary) -> Request:
    """What the texts ask for. Where one of them puts a question of necessity, only the questions are heard."""
    words, known = lexicon(vocabulary), catalogue(vocabulary)
    heard = [text for text in texts if text.readable and text.kind not in _SILENT and text.text.strip()]
    asked: list[Scene] = []
    for text in heard:
        asked += [scene for scene in scenes(text, words, every=True) if _is_question(scene)]
    in_question = bool(asked)
    if not in_question:
        for text in heard:
            asked += [scene for scene in scenes(text, words, every=True) if _may_ask(scene)]
    items: list[LineItem] = []
    unread: list[UnreadRequest] = []
    for scene in asked:
        found = list(_items(scene, known, in_question))
        items += found
        unread += unread_in(scene, known, found, in_question, _limit(scene, in_question))
    lines = _numbered(_merged(items, known))
    brief = [
        scene
        for text in heard
        for scene in scenes(text, words, every=True)
        if scene.end - scene.start < _BRIEF and not scene.sentence.question
    ]
    where = [(scene.folded, scene.start, scene.end, scene.sentence.section) for scene in asked]
    remarks = [(scene.folded, scene.start, scene.end, "request") for scene in brief if _is_remark(scene)]
    return Request(
        line_items=lines,
        review=read_review(where),
        urgency=read_urgency([*where, *remarks]),
        service_date=read_service_date(where),
        setting=read_setting([*where, *remarks], in_question),
        expected_nights=read_nights(where),
        diagnoses=read_diagnoses([text.text for text in heard]),
        unread=tuple({one.words: one for one in unread}.values()),
    )


def _is_remark(scene: Scene) -> bool:
    """`Inpatient, two nights.` `Urgent.`: a few words of their own that say how the operation is asked for."""
    return _REMARK.match(scene.folded, scene.start, scene.end) is not None


def _is_question(scene: Scene) -> bool:
    return scene.sentence.question and bool(_NECESSARY.search(scene.folded, scene.start, scene.end))


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
        or bool(_ASKED.search(scene.folded, scene.start, scene.end))
        or "emergency" in scene.folded[scene.start : scene.end]
    )


def _items(scene: Scene, known: Catalogue, in_question: bool) -> Iterator[LineItem]:
    """The lines that one sentence asks for."""
    limit = _limit(scene, in_question)
    hits = [hit for hit in known.find(scene.folded, scene.document.text, scene.start, scene.end) if hit.start < limit]
    lines: list[LineItem] = []
    ends: list[int] = []
    chain = 0  # how many lines before this one are joined to it by `and`, `with` or a stroke
    for number, hit in enumerate(hits):
        if not _is_asked_for(scene, hit.start, hit.end, in_question):
            continue
        low = hits[number - 1].end if number else scene.start
        high = hits[number + 1].start if number + 1 < len(hits) else limit
        item = _line(scene, known, hit, (low, high))
        joined = bool(lines) and _JOINED.fullmatch(scene.folded, ends[-1], hit.start) is not None
        chain = chain + 1 if joined else 0
        for back in range(len(lines) - chain, len(lines)) if item.levels else ():
            if not lines[back].levels and known.per_level(lines[back].procedure):
                lines[back] = replace(lines[back], levels=item.levels)  # `laminectomy and fusion L4-5`
        main = next((one for one in lines if one.levels), None)
        if main is not None and not item.levels and known.per_level(item.procedure):
            item = replace(item, levels=main.levels)  # `fusion L4-S1 with screws`
        lines.append(item)
        ends.append(hit.end)
    yield from lines
    yield from _by_code(scene, known, limit, lines[-1] if lines else None)


def _limit(scene: Scene, in_question: bool) -> int:
    """In a question the request ends where the patient is described."""
    if not in_question:
        return scene.end
    start = asserted_from(scene.folded, scene.sentence)
    return start if start else scene.end


def _is_asked_for(scene: Scene, start: int, end: int, in_question: bool) -> bool:
    left = scene.folded[scene.start : start]
    near = _without_places(left[-90:])
    if (
        _UNDERWENT.search(left)
        and in_question
        and read_review([(scene.folded, scene.start, scene.end, "")]) == "retrospective"
    ):
        return True
    if _PRIOR.search(near):
        return False
    scope = scene.verdict(start, end, frozenset({"planned", "possible", "historical"}))
    if (
        scope is not None
        and scope.family in _NOT_ASKED
        and not (in_question and scope.family in ("hypothetical", "dropped"))
    ):
        return False
    if in_question or scene.sentence.section in ("plan", "request"):
        return True
    asked = [match.end() for match in _ASKED.finditer(left)]
    if asked:
        return not re.search(r"\b(?:because|after|following|since|who|despite)\b", left[asked[-1] :]) or bool(
            _AGAIN.search(near)
        )
    return bool(_ASKED_AFTER.match(scene.folded[end : scene.end])) or bool(
        re.search(r"\bemergency\s+(?:\w+\s+){0,2}$", left)
    )


def _without_places(left: str) -> str:
    """The words before a procedure without the levels and sides between."""
    return re.sub(r"\b(?:[ls]\d[\w/-]*|left|right|bilateral|lumbar|to|and|,|at)\s*", "", left)


def _line(scene: Scene, known: Catalogue, hit: Hit, room: tuple[int, int]) -> LineItem:
    """The line of one procedure; what it takes stands between the procedures before and after it."""
    start, end, name = hit.start, hit.end, str(hit.entry)
    begin = start
    again = _revision_far(scene, start)
    if again is not None:
        name, begin = known.revised(name), again
    place = _place(scene, start, end, room)
    side = _side(scene, start, end, room)
    possible = _POSSIBLE.search(scene.folded[scene.start : begin]) is not None
    tokens = [(one.start, one.end) for one in (place, side) if one is not None]
    first = min([begin, *(left for left, right in tokens if right <= begin and _close(scene, right, begin))])
    last = max([end, *(right for left, right in tokens if left >= end and _close(scene, end, left))])
    return LineItem(
        id="",
        requested_as=scene.document.text[first:last],
        procedure=name,
        service=known.code_beside(scene.folded, end, scene.end),
        levels=place.levels if place else (),
        side=side.values[0] if side else None,
        certainty="possible" if possible else "definite",
        evidence=(scene.quote(first, last),),
    )


def _close(scene: Scene, start: int, end: int) -> bool:
    return end - start < 20 and "," not in scene.folded[start:end]


def _place(scene: Scene, start: int, end: int, room: tuple[int, int]) -> Place | None:
    """The levels of the procedure at `start` to `end`: nearest, with no other procedure and no stop word between."""
    near = [
        place
        for place in scene.places
        if place.levels
        and room[0] <= place.start
        and place.end <= room[1]
        and _near(scene, start, end, place.start, place.end)
    ]
    before = [place for place in near if place.end <= start and _bare(scene.folded[place.end : start])]
    if before:
        return before[-1]
    return near[0] if near else None


def _bare(between: str) -> bool:
    """Nothing but words that stand before a procedure (`L4-5 left revision`)."""
    return "," not in between and not re.search(r"\band\b", between) and len(between) < 45


def _revision_far(scene: Scene, start: int) -> int | None:
    """`revision left L4-L5 discectomy`: the word stands before the level and the side."""
    left = scene.folded[max(scene.start, start - 60) : start]
    for match in re.finditer(r"\b(?:revision|repeat|redo|re-do)\b", left):
        if _BETWEEN.fullmatch(left[match.end() :]):
            return max(scene.start, start - 60) + match.start()
    return None


def _near(scene: Scene, start: int, end: int, first: int, last: int) -> bool:
    """The level belongs to this procedure: no stop word stands between, and it is not that of an earlier operation."""
    between = scene.folded[end:first] if first >= end else scene.folded[last:start]
    if len(between) > 70 or ";" in between or _PRIOR.search(_without_places(scene.folded[scene.start : first])):
        return False
    if first >= end:
        return not _STOP_AFTER.search(between)
    return not re.search(r"\b(?:stenosis|herniation|pain|radiculopathy|at which|where)\b|,", _without_lists(between))


def _side(scene: Scene, start: int, end: int, room: tuple[int, int]) -> Token | None:
    """The side that the text gives to the procedure itself, never that of a pain or a finding."""
    found: list[tuple[int, int, Token]] = []
    for token in scene.sides:
        if not room[0] <= token.start <= token.end <= room[1] or _SYMPTOM_AFTER_SIDE.match(scene.folded, token.end):
            continue
        before = token.end <= start
        between = scene.folded[token.end : start] if before else scene.folded[end : token.start]
        rest = _LEFT_OVER.sub(" ", _without_places(between)).split()
        allowed = 3 if before else 0
        if (
            len(between) <= 45
            and len(rest) <= allowed
            and not re.search(r"[.;]", between)
            and not (before and re.search(r",|\band\b", _without_lists(between)))
        ):
            found.append((len(between), token.start, token))
    return min(found)[2] if found else None


def _without_lists(between: str) -> str:
    return re.sub(r"[ls]\d[\w/-]*(?:\s*(?:,|and|,\s*and|to)\s*[ls]\d[\w/-]*)*", "", between)


def _by_code(scene: Scene, known: Catalogue, limit: int, before: LineItem | None) -> Iterator[LineItem]:
    """Lines that are named by a number alone (`CPT 22850`)."""
    for start, end, number in known.codes_in(scene.folded, scene.start, min(limit, scene.end)):
        if before is not None and known.is_beside_a_procedure(scene.folded, scene.document.text, scene.start, start):
            continue
        place = _place(scene, start, end, (scene.start, limit))
        side = _side(scene, start, end, (scene.start, limit))
        levels = place.levels if place else before.levels if before else ()
        yield LineItem(
            id="",
            requested_as=scene.document.text[start:end],
            procedure=known.procedure_of(number),
            service=number,
            levels=levels,
            side=side.values[0] if side else None,
            evidence=(scene.quote(start, end),),
        )


def _merged(items: Sequence[LineItem], known: Catalogue) -> list[LineItem]:
    """Without repetitions: a second mention of one procedure only fills in what the first left open."""
    kept: list[LineItem] = []
    for item in items:
        for place, one in enumerate(kept):
            joined = _joined(one, item, known)
            if joined is not None:
                kept[place] = joined
                break
        else:
            kept.append(item)
    return kept


def _joined(first: LineItem, second: LineItem, known: Catalogue) -> LineItem | None:
    """One line where both are of one procedure (or one is the broader) and nothing contradicts."""
    narrow = known.narrower(first.procedure, second.procedure)
    if narrow is None:
        return None
    levels_agree = (
        not first.levels
        or not second.levels
        or set(first.levels) <= set(second.levels)
        or set(second.levels) <= set(first.levels)
    )
    sides_agree = first.side is None or second.side is None or first.side == second.side
    if not levels_agree or not sides_agree or (first.service and second.service and first.service != second.service):
        return None
    return replace(
        first,
        procedure=narrow,
        service=first.service or second.service,
        levels=first.levels or second.levels,
        side=first.side or second.side,
        certainty=first.certainty if first.certainty == second.certainty else "definite",
        evidence=(*first.evidence, *second.evidence),
    )


def _numbered(items: Sequence[LineItem]) -> tuple[LineItem, ...]:
    return tuple(replace(item, id=str(number)) for number, item in enumerate(items, 1))
