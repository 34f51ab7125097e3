"""Pressure on a root, the cauda equina or the cord: what presses is told by the subject of the sentence, or after `by`.

Invariant: where the sentence names several things that may press, none is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token

_DOES = re.compile(
    r"(?:compress|imping|displac|flatten|deform|distort|abut|contact|deviat|effac|entrap|encroach|pinch|press|push|crowd|"
    r"tether|squash|squeez|trap|crush|nip|pin|jam|mass effect|compromis)(?!ed\b|ion\b|ment\b)"
)
_BY = re.compile(r"[^.;,:]{0,40}?\b(?:by|from|due to|caused by|because of|secondary to|d/t)\b")
_NEW_SUBJECT = re.compile(r"[.;]\s")
_NOT_THE_SUBJECT = re.compile(
    r"\b(?:stenosis|stenoses|narrowing)\b|\Adis[ck]s? (?:disease|space|height|degeneration|desiccation|narrowing)"
)
"""`Disc disease, foraminal stenosis impinging the root`: it is the narrow foramen that presses."""
_FAR = 60


def applies(scene: Scene) -> bool:
    return "neural_compression" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    plain = replace(reader, code=None)
    for fact in read_plain(scene, plain):
        yield _with_cause(scene, reader, fact)


def _with_cause(scene: Scene, reader: Reader, fact: Fact) -> Fact:
    """`An extrusion with migration, which flattens the root`: the extrusion presses."""
    if "cause" in fact.qualifiers:
        return fact
    words = scene.words.get(reader.words["cause"], ())
    first = fact.quotes[0]
    found: list[Token] = []
    verb = next(_DOES.finditer(scene.folded, first.start, first.end), None)
    if verb is not None:
        cut = max(
            (stop.end() for stop in _NEW_SUBJECT.finditer(scene.folded, scene.start, verb.start())), default=scene.start
        )
        found = [word for word in words if cut <= word.start and word.end <= verb.start()]
        found = [word for word in found if not _NOT_THE_SUBJECT.search(scene.folded, word.start, verb.start())]
    by = _BY.match(scene.folded, first.end, scene.end)
    if by is not None:
        found += [word for word in words if by.end() <= word.start < by.end() + _FAR]
    causes = {word.values[0] for word in found}
    if len(causes) != 1:
        return fact
    word = found[-1]
    kept = (*fact.evidence, scene.quote(word.start, word.end))
    return replace(fact, qualifiers={**fact.qualifiers, "cause": causes.pop()}, evidence=kept)
