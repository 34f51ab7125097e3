"""The lines that one sentence asks for: each procedure with its levels, side, code, and whether it is only possible.

Invariant: no earlier, weighed or refused operation becomes a line, and no line takes a level that its words do not give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from necessity.model.case import LineItem
from necessity.reading.asked_elsewhere import names_the_low_back, words_of_region
from necessity.reading.asked_named import Named, named_in
from necessity.reading.asked_places import (
    PRIOR,
    STAY_AFTER,
    Spot,
    count_of,
    side_of,
    spots_in,
    spots_of,
    vertebrae_of,
    without_places,
)
from necessity.reading.catalogue import Catalogue
from necessity.reading.scene import Scene

_JOINED = re.compile(
    r"[\s()]*(?:\(?\d{5}\)?\s*)?(?:and|with|w/|w|using|plus|including|/|&|\+)\s*(?:an?\s+|possible\s+|poss\.?\s+)*"
)
_BETWEEN = re.compile(
    r"(?:left|right|bilateral|[lr]\b|lumbar|microscopic|minimally invasive|open|mis|posterior|spinal|at|of|the|to|"
    r"[ls]\d\S*|and|,|\s)+"
)
_AGAIN = re.compile(r"\b(?:revision|revise|repeat|redo|re-do)\b")
AGAIN_BEFORE = re.compile(
    r"\b(?:revision|revise|repeat|redo|re-do|second-time|secondary|"
    r"re-?exploration(?: and)?)\s+(?:of\s+(?:the\s+)?)?(?:\w+\s+){0,2}$"
)
_POSSIBLE = re.compile(
    r"(?:\b(?:possible|possibly|potential|potentially|probable|maybe|with or without)|(?<!\w)(?:poss\.?|\+/-|w/wo))"
    r"\s+(?:[\w-]+\s+){0,2}$|\?\s*$"
)
ASKED = re.compile(
    r"(?:authori[sz]ation|\bauth\b|approval|request(?:s|ed|ing)?|recommend(?:s|ed|ing)?|plan(?:s|ned|ning)?(?: is)?|"
    r"propos(?:e|es|ed|ing)|proceed(?:ing)? with|schedul(?:e|ed|ing)(?: \w+)? for|candidate for|elects?|"
    r"wish(?:es)? to|wants?|submit(?:ting)?(?: for)?|seek(?:s|ing)?|offered|book(?:ed)?(?: for)?|"
    r"list(?:ed)? for|approve|authori[sz]e|certify|pre-?cert\w*|medical necessity (?:of|for)|"
    r"please (?:review|consider|assess|judge)|"
    r"review(?: of| for|:)|asking for|for emergency|have in mind|rec)\b"
)
_ASKED_AFTER = re.compile(
    r"^[^.;?]{0,60}?\b(?:(?:is|are|was|were|has been|have been)\s+(?:being\s+)?(?:requested|recommended|planned|"
    r"proposed|scheduled|advised|offered|medically necessary|necessary|indicated|warranted)|"
    r"please (?:review|advise|approve)|requested)\b"
)
_INSTEAD_OF = re.compile(
    r"\b(?:instead of|rather than|in lieu of|as opposed to|versus|vs\.?)\s+(?:(?:an?|the|open)\s+)?$"
)
_BEFORE = re.compile(
    r"\b(?:before|prior to|ahead of|in advance of)\s+(?:(?:an?|the|this|her|his|my|proceeding with)\s+)*$"
)
_A_SETTING_OR_SURGERY = re.compile(
    r"\b(?:\w*(?:ectomy|otomy|desis|plasty)|\w+lif|fusion|decompression|surgery|removal|inpatient|outpatient|stay|admission|observation)\b"
)
_SINCE = re.compile(r"\b(?:because|after|following|since|who|despite)\b")
_NOT_ASKED = ("hypothetical", "counselled", "family", "dropped", "negated")
_UNITS = re.compile(r"[\s)]*(?:x\s?|units?\s*:?\s*)(\d{1,2})(?![\w/-]*\s*(?:weeks?|months?|years?|levels?))\b")


@dataclass(slots=True)
class _Drafts:
    """The lines of one part of a sentence while they are made, with where each ends and its vertebra if it names one."""

    lines: list[LineItem]
    ends: list[int]
    alone: dict[int, tuple[str, ...]]
    fixed: set[int]  # lines that take no level from their neighbours
    elsewhere: set[int] = field(default_factory=set)  # lines of the neck or the chest


def lines_in(scene: Scene, known: Catalogue, spans: Sequence[tuple[int, int]], in_question: bool) -> list[LineItem]:
    """The lines that the parts `spans` of a sentence ask for, in order, not yet numbered."""
    found: list[LineItem] = []
    for span in spans:
        found += _lines(scene, known, span, in_question)
    return found


def _lines(scene: Scene, known: Catalogue, span: tuple[int, int], in_question: bool) -> list[LineItem]:
    spots = spots_in(scene, *span, known.vocabulary.anatomy)
    named = list(named_in(scene, known, span))
    drafts = _Drafts([], [], {}, set())
    taken: set[int] = set()
    low = span[0]
    for number, one in enumerate(named):
        following = named[number + 1].start if number + 1 < len(named) else span[1]
        before, low = low, one.end
        if not _is_asked_for(scene, one, in_question):
            continue
        free = [spot for spot in spots if spot.start not in taken]
        again = _revision_far(scene, one.start)
        begin = one.start if again is None else again
        room = (before, following)
        next_one = following if number + 1 < len(named) else -1
        places = [] if one.levels is not None else spots_of(scene, (one.start, one.end), room, free, next_one)
        taken |= {spot.start for spot in places}
        if _is_elsewhere(scene, span, one, places, drafts):
            _add_elsewhere(scene, span, drafts, one, places)
            continue
        if one.levels is None and again is not None and one.procedure:
            one = replace(one, procedure=known.revised(one.procedure))
        vertebra = None if places or one.levels is not None else vertebrae_of(scene, (one.start, one.end), free)
        _add(scene, known, drafts, _made(scene, known, (begin, one), places, room, next_one), vertebra)
        for spot in places:
            if spot.pelvis is not None:
                drafts.lines.append(_pelvic(scene, known, spot))
                drafts.ends.append(one.end)
                drafts.fixed.add(len(drafts.lines) - 1)
    _settle_vertebrae(drafts, known)
    if drafts.elsewhere and not names_the_low_back(scene.folded[slice(*span)]):
        drafts.lines = [replace(one, procedure=None) for one in drafts.lines]
    by_code = list(_by_code(scene, known, span, drafts.lines[-1] if drafts.lines else None))
    return [*drafts.lines, *by_code]


def _is_elsewhere(scene: Scene, span: tuple[int, int], one: Named, places: Sequence[Spot], drafts: _Drafts) -> bool:
    """The operation is of the neck or the chest: by its name, by its level, or as the second half of one that is."""
    if any(spot.levels for spot in places) or one.levels:
        return False
    if places or words_of_region(scene.folded, one.start, one.end, *span):
        return True
    is_joined = bool(drafts.lines) and _JOINED.fullmatch(scene.folded, drafts.ends[-1], one.start) is not None
    is_ours = names_the_low_back(scene.folded[one.start : one.end])
    return is_joined and len(drafts.lines) - 1 in drafts.elsewhere and not is_ours


def _add_elsewhere(scene: Scene, span: tuple[int, int], drafts: _Drafts, one: Named, places: Sequence[Spot]) -> None:
    """A line without a procedure, whose words name the region."""
    begin, end = words_of_region(scene.folded, one.start, one.end, *span) or (one.start, one.end)
    first, last = min([begin, *(spot.start for spot in places)]), max([end, *(spot.end for spot in places)])
    words, quote = scene.document.text[first:last], scene.quote(first, last)
    drafts.elsewhere.add(len(drafts.lines))
    drafts.fixed.add(len(drafts.lines))
    drafts.lines.append(LineItem(id="", requested_as=words, evidence=(quote,)))
    drafts.ends.append(last)


def _add(scene: Scene, known: Catalogue, drafts: _Drafts, items: Sequence[LineItem], vertebra: Spot | None) -> None:
    """Joins a procedure to those before it: levels and `possible` are shared where only one thing can be meant."""
    for item in items:
        joined = bool(drafts.lines) and _JOINED.fullmatch(scene.folded, drafts.ends[-1], _start(item)) is not None
        number = len(drafts.lines)
        if _is_of_an_old_one(item) or "extension" in item.requested_as.lower() or vertebra is not None:
            drafts.fixed.add(number)
        if vertebra is not None:
            drafts.alone[number] = vertebra.vertebrae
            item = _with_words(scene, item, vertebra)
        if joined and item.levels:
            _give_back(drafts, known, item)
        if not item.levels and number not in drafts.fixed and known.per_level(item.procedure):
            item = replace(item, levels=_shared(drafts, known, item, joined))
        if (
            joined
            and drafts.lines[-1].certainty == "possible"
            and known.is_added_to(item.procedure, drafts.lines[-1].procedure)
        ):
            item = replace(item, certainty="possible")
        drafts.lines.append(item)
        drafts.ends.append(_end(item))


def _give_back(drafts: _Drafts, known: Catalogue, item: LineItem) -> None:
    """`laminectomy and fusion L4-5`: the level at the end of a list is that of all before it that name none."""
    for back in range(len(drafts.lines) - 1, -1, -1):
        one = drafts.lines[back]
        if one.levels or not known.per_level(one.procedure) or back in drafts.fixed:
            break
        drafts.lines[back] = replace(one, levels=item.levels)


def _shared(drafts: _Drafts, known: Catalogue, item: LineItem, joined: bool) -> tuple[str, ...]:
    """`L3-S1 laminectomy with fusion L4-5 and screws`: those of what it is added to, else of all if they are one."""
    if joined and known.is_added_to(item.procedure, drafts.lines[-1].procedure):
        return drafts.lines[-1].levels
    levelled = [one for number, one in enumerate(drafts.lines) if one.levels and number not in drafts.fixed]
    parents = [one for one in levelled if known.is_added_to(item.procedure, one.procedure)]
    distinct = {one.levels for one in parents or levelled}
    return distinct.pop() if len(distinct) == 1 else ()


def _is_of_an_old_one(item: LineItem) -> bool:
    """`exploration of the prior fusion`: at the level of that fusion, which is another question."""
    return (
        item.procedure == "exploration"
        and re.search(r"\b(?:prior|previous|existing|old)\b", item.requested_as) is not None
    )


def _settle_vertebrae(drafts: _Drafts, known: Catalogue) -> None:
    """`laminectomy of L3` is at the one segment beside L3 that the request names elsewhere; otherwise its level stays open."""
    asked = {level for one in drafts.lines for level in one.levels}
    for number, vertebrae in drafts.alone.items():
        beside = [level for level in asked if set(vertebrae) <= set(level.split("-"))]
        if len(beside) == 1:
            drafts.lines[number] = replace(drafts.lines[number], levels=(beside[0],))


def _with_words(scene: Scene, item: LineItem, spot: Spot) -> LineItem:
    first, last = min(_start(item), spot.start), max(_end(item), spot.end)
    return replace(item, requested_as=scene.document.text[first:last], evidence=(scene.quote(first, last),))


def _start(item: LineItem) -> int:
    return item.evidence[0].start  # type: ignore[union-attr]


def _end(item: LineItem) -> int:
    return item.evidence[0].end  # type: ignore[union-attr]


def _made(
    scene: Scene,
    known: Catalogue,
    named: tuple[int, Named],
    places: Sequence[Spot],
    room: tuple[int, int],
    next_one: int,
) -> list[LineItem]:
    """The line of one procedure; one for each side where its places have different sides."""
    _, one = named
    sides = {spot.side for spot in places}
    if len(sides) > 1:
        return [_line(scene, known, named, [spot], spot.side, room) for spot in places]
    token = side_of(scene, (one.start, one.end), room, next_one)
    side = next(iter(sides), None) or (token.values[0] if token else None)
    return [_line(scene, known, named, places, side, room, (token.start, token.end) if token else None)]


def _line(
    scene: Scene,
    known: Catalogue,
    named: tuple[int, Named],
    places: Sequence[Spot],
    side: str | None,
    room: tuple[int, int],
    token: tuple[int, int] | None = None,
) -> LineItem:
    begin, one = named
    count = count_of(scene, (one.start, one.end), room)
    spans = [(spot.start, spot.end) for spot in places] + ([token] if token else []) + ([count[1]] if count else [])
    first, last = _words_of(scene, (begin, one.end), spans)
    anatomy = known.vocabulary.anatomy
    named_levels = {level for spot in places for level in spot.levels}
    levels = one.levels if one.levels is not None else tuple(level for level in anatomy.levels if level in named_levels)
    service = known.code_beside(scene.folded, one.end, scene.end)
    left = without_places(scene.folded[max(scene.start, begin - 60) : begin])
    units = _UNITS.match(scene.folded, _after_code(scene, one.end), scene.end) if service else None
    return LineItem(
        id="",
        requested_as=scene.document.text[first:last],
        procedure=known.told_by_code(one.procedure, service) if one.procedure else known.procedure_of(service or ""),
        nearest=() if one.procedure else ("hardware-removal",),
        service=service,
        levels=levels,
        side=side,
        units=int(units[1]) if units else None,
        certainty="possible" if _POSSIBLE.search(left) else "definite",
        evidence=(scene.quote(first, last),),
        level_count=count[0] if count and not levels else None,
    )


def _after_code(scene: Scene, end: int) -> int:
    match = re.compile(r"[\s(\[]*(?:cpt\s*)?[:#]?\s*\d{5}").match(scene.folded, end)
    return match.end() if match else end


def _words_of(scene: Scene, core: tuple[int, int], spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The words of a line: the procedure with its level and side where they stand beside it; brackets stay whole."""
    first = min([core[0], *(left for left, right in spans if right <= core[0] and _close(scene, right, core[0]))])
    last = max([core[1], *(right for left, right in spans if left >= core[1] and _close(scene, core[1], left))])
    words = scene.folded[first:last]
    if words.count(")") > words.count("("):
        if scene.folded[first - 1 : first] == "(" and first > scene.start:
            first -= 1
    elif words.count("(") > words.count(")") and scene.folded[last : last + 1] == ")":
        last += 1
    return first, last


def _close(scene: Scene, start: int, end: int) -> bool:
    between = scene.folded[start:end]
    return end - start < 24 and "," not in between and not re.search(r"\b(?:and|with)\b", between)


def _pelvic(scene: Scene, known: Catalogue, spot: Spot) -> LineItem:
    """A construct down to the pelvis is fixed there; the pelvis is no level of a fusion."""
    start, end = spot.pelvis or (spot.start, spot.end)
    words = scene.document.text[start:end]
    return LineItem(id="", requested_as=f"to {words}", procedure="pelvic-fixation", evidence=(scene.quote(start, end),))


def _revision_far(scene: Scene, start: int) -> int | None:
    """`revision left L4-L5 discectomy`: the word stands before the level and the side."""
    begin = max(scene.start, start - 60)
    left = scene.folded[begin:start]
    for match in _AGAIN.finditer(left):
        if _BETWEEN.fullmatch(left[match.end() :]):
            return begin + match.start()
    return None


def _is_asked_for(scene: Scene, one: Named, in_question: bool) -> bool:
    left = scene.folded[scene.start : one.start]
    near = without_places(left[-90:])
    if _INSTEAD_OF.search(near) or (PRIOR.search(near) and not (in_question and STAY_AFTER.search(near))):
        return False
    scope = scene.verdict(one.start, one.end, frozenset({"planned", "possible", "historical"}))
    is_put = in_question and scope is not None and scope.family in ("hypothetical", "dropped")
    if scope is not None and scope.family in _NOT_ASKED and not is_put:
        return False
    if in_question and _is_what_comes_later(scene, one):
        return False
    if in_question or scene.sentence.section in ("plan", "request"):
        return True
    asked = [match.end() for match in ASKED.finditer(left)]
    if asked:
        return not _SINCE.search(left[asked[-1] :]) or bool(AGAIN_BEFORE.search(near))
    return bool(_ASKED_AFTER.match(scene.folded[one.end : scene.end])) or bool(
        re.search(r"\bemergency\s+(?:\w+\s+){0,2}$", left)
    )


def _is_what_comes_later(scene: Scene, one: Named) -> bool:
    """`Is an MRI necessary before L4-5 discectomy?` asks for the MRI."""
    left = scene.folded[scene.start : one.start]
    before = _BEFORE.search(without_places(left))
    return before is not None and not _A_SETTING_OR_SURGERY.search(left)


def _by_code(scene: Scene, known: Catalogue, span: tuple[int, int], before: LineItem | None) -> Iterator[LineItem]:
    """Lines that are named by a number alone (`CPT 22850`); a level at the end of a list of numbers is that of all of them."""
    spots = [spot for spot in spots_in(scene, *span, known.vocabulary.anatomy) if spot.levels]
    for start, end, number in known.codes_in(scene.folded, *span):
        if before is not None and known.is_beside_a_procedure(scene.folded, scene.document.text, scene.start, start):
            continue
        levels = before.levels if before else ()
        if not levels and len({spot.levels for spot in spots}) == 1:
            levels = spots[0].levels
        side = side_of(scene, (start, end), span, -1)
        units = _UNITS.match(scene.folded, end, scene.end)
        modifiers = known.modifiers_of(scene.folded[start:end])
        procedure = known.procedure_of(number)
        yield LineItem(
            id="",
            requested_as=scene.document.text[start:end],
            procedure=procedure,
            service=number,
            levels=levels if known.per_level(procedure) else (),
            side=side.values[0] if side else known.side_of(modifiers),
            units=int(units[1]) if units else None,
            modifiers=modifiers,
            evidence=(scene.quote(start, end),),
        )
