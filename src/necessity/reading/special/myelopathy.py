"""Signs of a pressed cord, and the diagnosis by name, wherever on the spine the cord is pressed.

Invariant: unlike other kinds, a word for the neck or the chest beside it does not set the finding aside.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.model.fact import Fact
from necessity.reading.entry import Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Scene


def applies(scene: Scene) -> bool:
    return "myelopathy" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    for mention in scene.mentions["myelopathy"]:
        if mention.start < scene.asserted_from:
            continue
        decided = how(scene, reader, mention)
        if decided is not None:
            span = (mention.start, mention.end)
            yield make(scene, reader, {}, [span], assertion=decided[0], cue=decided[1])
