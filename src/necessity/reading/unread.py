"""What a request asks for that nobody here knows, so that it is never dropped in silence.

Invariant: words that were read as a line, a code or a setting are not told again; what is left is told with the nearest names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necessity.model.case import LineItem, UnreadRequest
from necessity.reading.asked_places import Spot, counts_in, spots_in
from necessity.reading.asking import has_known_setting
from necessity.reading.catalogue import Catalogue
from necessity.reading.question import Parts
from necessity.reading.scene import Scene

_SURGICAL = re.compile(
    r"(?:ectomy|otomy|plasty|desis|scopy|fusion|implant\w*|device|removal|stimulator|stimulation|injection|"
    r"ablation|operation|procedure|insertion|reinsertion|instrumentation|graft\w*|decompression|replacement|"
    r"repair|block|pump|spacer|fixation|therapy|laser|nucleoplasty|osteotomies|surgery|discs?|disks?|spine|"
    r"vertebra\w*)\b"
)
_SUBJECT = re.compile(
    r"\W*(?:is|are|was|were|would|should|can|could)\s+(?:it|"
    r"there)?\s*(?P<what>.+?)\s+(?:be\s+)?(?:considered\s+)?(?:medically\s+)?(?:necessary|indicated|appropriate|"
    r"warranted|justified|reasonable|certified|approved|covered|authori[sz]ed|supported|needed|required)\b",
    re.S,
)
_REQUESTED = re.compile(
    r"\b(?:request\s+for\s+)?(?:authori[sz]ation|approval|request(?!\s+for\s+(?:pre)?authori)|"
    r"preauthori[sz]ation|precertification)\s+(?:is\s+(?:being\s+)?requested\s+|is\s+sought\s+|requested\s+|"
    r"for\s+authori[sz]ation\s+)?(?:for|of)\s+(?P<what>[^.;?]+)"
)
_TOLD_TO = re.compile(r"\W*(?:please\s+)?(?:approve|authori[sz]e|certify|review|consider|assess)\b")
_LEVEL_LIKE = re.compile(
    r"(?<![\w.])(?:[lsct]\d{1,2}\s*(?:-|/|\bto\b|\bthrough\b)\s*[lsct]?\d{1,2}|l(?:0|[6-9]|\d\d))(?![\w/]|\.\d)"
)
"""What looks like a level; one that is not among the levels read does not exist, or is not of the low back."""
_MEANS = re.compile(
    r"(?:ectomy|otomy|plasty|desis|fusion|implant\w*|\bdevice|removal|\bstimulator|\binjection|ablation|insertion|instrumentation|"
    r"graft\w*|decompression|replacement|\brepair|\bspacer|fixation|\blaser|osteotom\w+|plating|\bplates?|\bscrews?|\brods?|\bcages?|"
    r"placement|stabili[sz]ation|augmentation|aspirat\w+|reconstruction)\b"
)
"""Words that mean surgery where anything else may stand beside them."""
_ENDS = re.compile(r"\b(?:for|due|because|given|after|following|who|as|if|unless)\b|[.;?]")
_SAID_OTHERWISE = re.compile(
    r"\b(?:an?|the|her|his|their|this|these|that|it|and|or|also|of|at|in|on|to|by|as|both|each|levels?|sides?|sided|lumbar|spine|"
    r"spinal|low(?:er)?|back|surgery|surgical|surgeries|operations?|operative|procedures?|interventions?|treatments?|request(?:ed|s)?|"
    r"proposed|planned|recommended|above|possible|revision|repeat|redo|associated|additional|single|one|two|three|four|multi|"
    r"medically|urgent(?:ly)?|emergen\w+|still|currently|now|nights?|days?|hospital|stay|admission|setting|or|cpt|codes?|"
    r"patient|member|being|performed|done|undergo|undergoing|have|has|had|need|needs)\b|[\W\d_]+"
)
_NOT_A_SUBJECT = re.compile(r"\b(?:surgery|this|it|that|these|the request|the above|above)$")
_LEAVE = re.compile(
    r"^(?:(?:would|should|can|could|do|does|may)\s+(?:we|you|i|they)\s+(?:approve|authori[sz]e|certify|cover)|an?|the|her|his|their|and|or|also|of|for|with|possible|left|right|bilateral|both)\b\s*|[\s,]+$"
)


def unread_in(
    scene: Scene, known: Catalogue, found: Sequence[LineItem], spans: Sequence[tuple[int, int]], parts: Parts | None
) -> Iterator[UnreadRequest]:
    """Words of a sentence that ask for something nobody here knows, with the nearest names. `spans`: where it asks;
    `parts` where it is a question."""
    for number in known.unknown_codes(scene.folded, scene.start, scene.end):
        yield UnreadRequest(words=number, nearest=known.near(number))
    yield from _levels_unread(scene, known, found, spans, parts is not None)
    if parts is not None and parts.open is not None:
        yield UnreadRequest(words=scene.document.text[slice(*parts.open)])
    for start, end, anything in _regions(scene, found, spans, parts):
        for first, last in _pieces(scene.folded[start:end], start, anything):
            folded = scene.folded[first:last]
            if _is_said(scene, known, found, first, last) or (
                anything and parts and _is_understood(scene, first, last)
            ):
                continue
            if parts is not None and parts.open is not None and first < parts.open[1] and parts.open[0] < last:
                continue
            if (anything and parts is not None) or (_SURGICAL if anything else _MEANS).search(folded):
                yield UnreadRequest(words=scene.document.text[first:last], nearest=known.near(folded))


def _regions(
    scene: Scene, found: Sequence[LineItem], spans: Sequence[tuple[int, int]], parts: Parts | None
) -> Iterator[tuple[int, int, bool]]:
    """Where things are asked for, and whether anything there is (`Is ... necessary?`), or only what sounds like surgery."""
    if parts is None:
        match = _REQUESTED.search(scene.folded, scene.start, scene.end)
        if match is not None:
            yield *match.span("what"), True
        if found:
            begin, last = min(map(_begin, found)), max(map(_last, found))
            stop = _ENDS.search(scene.folded, last, scene.end)
            yield begin, stop.start() if stop else scene.end, False
        return
    for number, (start, end) in enumerate(spans):
        match = _SUBJECT.match(scene.folded, start, scene.end) if number == 0 else None
        if match is None or match.start("what") >= end:
            yield start, end, False
        elif match.end("what") >= end:
            yield match.start("what"), end, True
        else:
            yield *match.span("what"), True
            if match.end() < end:
                yield match.end(), end, False


def _begin(item: LineItem) -> int:
    return item.evidence[0].start  # type: ignore[union-attr]


def _last(item: LineItem) -> int:
    return max(quote.end for quote in item.evidence)  # type: ignore[union-attr]


def _is_said(scene: Scene, known: Catalogue, found: Sequence[LineItem], start: int, end: int) -> bool:
    """The words were read as a line, a code or a setting, name a finding, or ask for nothing."""
    folded = scene.folded[start:end]
    if known.find(scene.folded, scene.document.text, start, end) or has_known_setting(folded):
        return True
    if any(quote.start < end and start < quote.end for item in found for quote in item.evidence):  # type: ignore[union-attr]
        return True
    if list(known.codes_in(scene.folded, start, end)) or _NOT_A_SUBJECT.search(folded):
        return True
    if (
        scene.verdict(start, end, frozenset({"planned", "possible", "historical", "hypothetical", "dropped"}))
        is not None
    ):
        return True
    return (
        not _SURGICAL.search(folded) and not _MEANS.search(folded) and any(start <= at < end for at, _ in scene.heads)
    )


def _levels_unread(
    scene: Scene, known: Catalogue, found: Sequence[LineItem], spans: Sequence[tuple[int, int]], in_question: bool
) -> Iterator[UnreadRequest]:
    """Places that no line took: levels that do not exist or are not of the low back (`L4-L9`, `C5-C6`), a vertebra by itself,
    a count of levels that contradicts the levels."""
    for start, end in spans if in_question or found else ():
        yield from _counts_and_chest(scene, known, found, start, end, in_question)
    if (
        not in_question
        and scene.sentence.section != "request"
        and not _REQUESTED.search(scene.folded, scene.start, scene.end)
        and not (found and _TOLD_TO.match(scene.folded, scene.start, scene.end))
    ):
        return
    for start, end in spans:
        seen: list[tuple[int, int]] = []
        for match in _LEVEL_LIKE.finditer(scene.folded, start, end):
            seen.append(match.span())
            if not _is_in_a_line(match.span(), found) and not any(
                place.levels and place.start < match.end() and match.start() < place.end for place in scene.places
            ):
                yield UnreadRequest(words=scene.document.text[match.start() : match.end()], nearest=())
        for spot in spots_in(scene, start, end, known.vocabulary.anatomy) if found or in_question else ():
            words = scene.document.text[spot.start : spot.end]
            if not any(a < spot.end and spot.start < b for a, b in seen) or spot.levels:
                if not _is_taken(spot, found):
                    yield UnreadRequest(words=words, nearest=())


def _is_in_a_line(span: tuple[int, int], found: Sequence[LineItem]) -> bool:
    """The words stand inside those of a line that nobody here judges, which tell of them."""
    quotes = [quote for item in found if item.procedure is None and not item.service for quote in item.evidence]
    return any(quote.start <= span[0] and span[1] <= quote.end for quote in quotes)  # type: ignore[union-attr]


def _counts_and_chest(
    scene: Scene, known: Catalogue, found: Sequence[LineItem], start: int, end: int, in_question: bool
) -> Iterator[UnreadRequest]:
    """A count that the levels contradict (`3-level L4-S1 fusion`); the part of a construct that lies in the chest."""
    counts = {one.level_count or len(one.levels) for one in found}
    for number, span in counts_in(scene.folded, start, end) if in_question else ():
        if found and number not in counts:
            yield UnreadRequest(words=scene.document.text[slice(*span)])
    for spot in spots_in(scene, start, end, known.vocabulary.anatomy):
        if found and spot.pelvis is not None and scene.folded[spot.start] == "t":
            yield UnreadRequest(words=scene.document.text[spot.start : spot.end])


def _is_taken(spot: Spot, found: Sequence[LineItem]) -> bool:
    """A line has the place's levels, or was read from words that hold the place and has levels of its own."""
    if spot.elsewhere:
        return True  # told as what looks like a level
    if spot.levels and set(spot.levels) <= {level for item in found for level in item.levels}:
        return True
    return any(
        item.levels and quote.start <= spot.start and spot.end <= quote.end  # type: ignore[union-attr]
        for item in found
        for quote in item.evidence
    )


def _is_understood(scene: Scene, start: int, end: int) -> bool:
    """The words name only places, sides, a setting or findings, and words that ask for nothing of their own."""
    known = [(place.start, place.end) for place in scene.places] + [(side.start, side.end) for side in scene.sides]
    known += scene.heads
    known += [match.span() for match in _LEVEL_LIKE.finditer(scene.folded, start, end)]
    at = start
    left_over = ""
    for first, last in sorted((first, last) for first, last in known if first < end and start < last):
        left_over += scene.folded[at : max(at, first)] + " "
        at = max(at, last)
    left_over += scene.folded[at:end] if at < end else ""
    return not _SAID_OTHERWISE.sub("", left_over)


def _pieces(what: str, at: int, stops: bool) -> Iterator[tuple[int, int]]:
    """The members of a list of things asked for; `stops`: what follows the first `for` is a reason."""
    start = 0
    for match in [*re.finditer(r",|;|\band\b|\bwith\b|/|\bfor\b|\busing\b|\bplus\b|$", what)]:
        first, last = start, match.start()
        while first < last:
            leave = _LEAVE.match(what[first:last])
            if leave is None or not leave[0]:
                break
            first += leave.end()
        stripped = re.sub(r"^(?:and|with|for)\s+", "", what[first:last].strip(" ,/."))
        if len(stripped) > 3:
            begin = at + first + what[first:last].index(stripped)
            yield begin, begin + len(stripped)
        start = match.end()
        if stops and match[0] == "for":
            return
