"""What must be said of a request that was read from a text, beside its lines: what it does not name, and what was taken instead.

Invariant: a notice changes no line and no fact; it tells a person how the words were understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necessity.model.case import LineItem, Request
from necessity.model.document import Document
from necessity.reading.asked_elsewhere import names_the_low_back, region_of
from necessity.reading.catalogue import catalogue
from necessity.reading.levels import find_levels
from necessity.reading.lexicon import lexicon
from necessity.reading.match import fold
from necessity.reading.not_planned import said_against
from necessity.reading.question import is_of_necessity, is_question, parts_of
from necessity.reading.scene import Scene
from necessity.reading.scenes import scenes
from necessity.vocabulary.load import Vocabulary

_BACK = re.compile(
    r"\b(?:lumb\w+|spin(?:e|al)|l[1-5]\s?[-/]\s?[ls]?\d|back pain|low(?:er)? back|backache|sciatica|radicul\w+|"
    r"dis[ck](?:ectomy|s)?|"
    r"claudication|laminectomy|vertebra\w*|fusion|hnp|stenosis of the (?:canal|spine))\b"
)
_LENGTH_OF_A_QUESTION = 400
_OPERATION = re.compile(r"\b(?:surger(?:y|ies)|surgical|operations?|procedures?|interventions?)\b")


def about_what(texts: Sequence[Document]) -> str:
    """What a text that asks for no procedure is about: `back`, `unnamed` (an operation without its name), or `other`."""
    folded = " ".join(fold(text.text) for text in texts if text.readable)
    if _BACK.search(folded):
        return "back"
    return "unnamed" if _OPERATION.search(folded) and len(folded) < _LENGTH_OF_A_QUESTION else "other"


def is_level(words: str, *, vocabulary: Vocabulary) -> bool:
    """The words are a level of the low back and nothing else."""
    folded = fold(words)
    return any(
        (one.start, one.end) == (0, len(folded)) and not one.elsewhere
        for one in find_levels(folded, vocabulary.anatomy)
    )


def is_misspelt(words: str, *, vocabulary: Vocabulary) -> bool:
    """The words are almost a procedure that is known here."""
    return catalogue(vocabulary).is_misspelt(words)


def is_elsewhere(line: LineItem) -> bool:
    """The line is known to be of the neck or the chest."""
    return line.procedure is None and region_of(line.requested_as) is not None


def request_notices(texts: Sequence[Document], request: Request, *, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Sentences for the assessment; of a request that came as a form, whose lines quote no text, only what is
    not judged here and what a note says against it."""
    against = said_against(texts)
    elsewhere = (*_of_another_region(request), *((against,) if against else ()))
    if not any(line.evidence for line in request.line_items):
        return elsewhere
    words = lexicon(vocabulary)
    every = (scene for text in texts if text.readable for scene in scenes(text, words, every=True))
    asked = [
        one for one in every if is_question(one.folded, one.sentence) and is_of_necessity(one.folded, one.sentence)
    ]
    said = [
        *_done(asked, request),
        *_level_of_the_disease(asked, request, vocabulary),
        *elsewhere,
        *_elsewhere(request, vocabulary),
    ]
    return tuple(dict.fromkeys(said))


def _done(asked: Sequence[Scene], request: Request) -> Iterator[str]:
    """No coming operation is named; what is said to be done is judged afterwards."""
    for scene in asked:
        parts = parts_of(scene.folded, scene.sentence)
        if parts.done is None or parts.open is None:
            continue
        what = scene.document.text[slice(*parts.open)]
        lines = ", ".join(line.requested_as for line in request.line_items)
        yield (
            f"The question asks for '{what}' and names no operation to come. The operations that it says were done ({lines}) are "
            "reviewed afterwards as one; whether anything further is needed is not answered."
        )


def _level_of_the_disease(asked: Sequence[Scene], request: Request, vocabulary: Vocabulary) -> Iterator[str]:
    """A level that only a finding has is not requested; it is told as the likely answer to the question which level is meant."""
    known = catalogue(vocabulary)
    open_lines = [line for line in request.line_items if known.per_level(line.procedure) and not line.levels]
    if not open_lines or any(line.levels for line in request.line_items):
        return
    named: dict[str, None] = {}
    for scene in asked:
        parts = parts_of(scene.folded, scene.sentence)
        for place in scene.places:
            if parts.is_told(place.start, place.end):
                named.update(dict.fromkeys(place.levels))
    if named:
        yield (
            f"No level is requested for {', '.join(line.requested_as for line in open_lines)}. {', '.join(named)} stands in "
            "the text as the level of a finding or of an earlier operation only: ask whether it is meant."
        )


def _of_another_region(request: Request) -> Iterator[str]:
    """An operation of the neck or the chest is judged by no policy of the low back."""
    for line in request.line_items:
        if is_elsewhere(line):
            region = region_of(line.requested_as)
            yield (
                f"'{line.requested_as}' is of the {region} spine. Only the lumbar spine is judged here, so nothing was judged "
                "for it."
            )


def _elsewhere(request: Request, vocabulary: Vocabulary) -> Iterator[str]:
    """A level of the neck or the chest."""
    for one in request.unread:
        places = find_levels(one.words.lower(), vocabulary.anatomy)
        if any(place.elsewhere and not place.levels for place in places) and names_the_low_back(one.words.lower()):
            yield f"{one.words} reaches above the lumbar spine: what is requested there is outside of what is judged here."
        elif any(place.elsewhere and not place.levels for place in places):
            yield f"{one.words} is not in the lumbar spine: what is requested there is outside of what is judged here."
