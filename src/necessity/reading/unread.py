"""What a request asks for that nobody here knows, so that it is never dropped in silence.

Invariant: words that were read as a line, a code or a setting are not told again; what is left is told with the nearest names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necessity.model.case import LineItem, UnreadRequest
from necessity.reading.asking import has_known_setting
from necessity.reading.catalogue import Catalogue
from necessity.reading.scene import Scene

_SURGICAL = re.compile(
    r"(?:ectomy|otomy|plasty|desis|scopy|fusion|implant\w*|device|removal|stimulator|stimulation|injection|"
    r"ablation|operation|procedure|insertion|reinsertion|instrumentation|graft\w*|decompression|replacement|"
    r"repair|block|pump|spacer|fixation|therapy|laser|nucleoplasty|osteotomies|surgery|discs?|disks?|spine|"
    r"vertebra\w*)\b"
)
_SUBJECT = re.compile(
    r"^\W*(?:is|are|was|were|would|should|can|could)\s+(?:it|"
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
_SAID_OTHERWISE = re.compile(
    r"\b(?:an?|the|her|his|their|this|these|that|it|and|or|also|of|at|in|on|to|by|as|both|each|levels?|sides?|sided|lumbar|spine|"
    r"spinal|low(?:er)?|back|surgery|surgical|surgeries|operations?|operative|procedures?|interventions?|treatments?|request(?:ed|s)?|"
    r"proposed|planned|recommended|above|possible|revision|repeat|redo|associated|additional|single|one|two|three|four|multi|"
    r"medically|urgent(?:ly)?|emergen\w+|still|currently|now|nights?|days?|hospital|stay|admission|setting|or|cpt|codes?|"
    r"patient|member|being|performed|done|undergo|undergoing|have|has|had|need|needs)\b|[\W\d_]+"
)
_NOT_A_SUBJECT = re.compile(r"\b(?:surgery|this|it|that|these|the request|the above|above)$")
_LEAVE = re.compile(
    r"^(?:an?|the|her|his|their|and|or|also|of|for|with|possible|left|right|bilateral|both)\b\s*|[\s,]+$"
)


def unread_in(
    scene: Scene, known: Catalogue, found: Sequence[LineItem], in_question: bool, limit: int
) -> Iterator[UnreadRequest]:
    """Words of a sentence that ask for something nobody here knows, with the nearest names. `limit`: where the request ends."""
    for number in known.unknown_codes(scene.folded, scene.start, scene.end):
        yield UnreadRequest(words=number, nearest=known.near(number))
    yield from _levels_unread(scene, found, in_question, limit)
    pattern = _SUBJECT if in_question else _REQUESTED
    sentence = scene.folded[scene.start : limit] if in_question else scene.folded[scene.start : scene.end]
    match = pattern.search(scene.folded[scene.start : scene.end] if in_question else sentence)
    if match is None:
        return
    at = scene.start + match.start("what")
    for piece_start, piece_end in _pieces(match["what"], at):
        words = scene.document.text[piece_start:piece_end]
        folded = scene.folded[piece_start:piece_end]
        if known.find(scene.folded, scene.document.text, piece_start, piece_end) or has_known_setting(folded):
            continue
        if any(quote.start < piece_end and piece_start < quote.end for item in found for quote in item.evidence):  # type: ignore[union-attr]
            continue
        if list(known.codes_in(scene.folded, piece_start, piece_end)) or _NOT_A_SUBJECT.search(folded):
            continue
        scope = scene.verdict(
            piece_start, piece_end, frozenset({"planned", "possible", "historical", "hypothetical", "dropped"})
        )
        names_a_finding = not _SURGICAL.search(folded) and any(piece_start <= at < piece_end for at, _ in scene.heads)
        if scope is not None or names_a_finding or (in_question and _is_understood(scene, piece_start, piece_end)):
            continue
        if in_question or _SURGICAL.search(folded):
            yield UnreadRequest(words=words, nearest=known.near(folded))


def _levels_unread(scene: Scene, found: Sequence[LineItem], in_question: bool, limit: int) -> Iterator[UnreadRequest]:
    """Levels that do not exist or are not of the low back (`L4-L9`, `C5-C6`), in a question or a request."""
    if (
        not in_question
        and scene.sentence.section != "request"
        and not _REQUESTED.search(scene.folded, scene.start, scene.end)
        and not (found and _TOLD_TO.match(scene.folded, scene.start, scene.end))
    ):
        return
    for match in _LEVEL_LIKE.finditer(scene.folded, scene.start, min(limit, scene.end)):
        if not any(place.levels and place.start < match.end() and match.start() < place.end for place in scene.places):
            yield UnreadRequest(words=scene.document.text[match.start() : match.end()], nearest=())


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


def _pieces(what: str, at: int) -> Iterator[tuple[int, int]]:
    """The members of a list of things asked for."""
    start = 0
    for end in [*(match.start() for match in re.finditer(r",|\band\b|\bwith\b|/|\bfor\b", what)), len(what)]:
        first, last = start, end
        while first < last:
            match = _LEAVE.match(what[first:last])
            if match is None or not match[0]:
                break
            first += match.end()
        piece = what[first:last]
        stripped = piece.strip(" ,/")
        stripped = re.sub(r"^(?:and|with|for)\s+", "", stripped)
        if len(stripped) > 3:
            begin = at + first + piece.index(stripped)
            yield begin, begin + len(stripped)
        start = end + (1 if end < len(what) and what[end] in ",/" else 4 if what[end : end + 4] == "with" else 3)
        if what[end : end + 3] == "for":
            return
