"""Sentences that say of the list after them that it is a warning, a risk or another patient's (`Red flags reviewed.`).

Invariant: what such a sentence leads is never present; a sentence with a verb of its own is no part of the list.
"""

from __future__ import annotations

from necessity.reading.entry import Cue
from necessity.reading.match import Hit
from necessity.reading.scene import Opened, Scene, goes_on
from necessity.reading.screen import form

_OTHERS_PAGE = form(
    r"\bwrong (?:patient|pt|chart)\b|\bnot (?:our|this|my|the right) patient\b|\b(?:somebody|someone) else'?s\b|"
    r"\b(?:of|for|from|to) (?:a|an|the)?\s?(?:different|another|wrong) (?:patient|pt|man|woman|person|lady|gentleman)\b"
)
_INTRODUCES = form(
    r"\W*(?:the |surgical |usual |all |operative )?(?P<what>risks?|red flags?|(?:[\w/]+ ){0,2}precautions?|"
    r"warning signs?|consent|"
    r"safety[- ]net\w*|complications|cauda equina (?:warnings?|advice)|hazards)\b[^.;:]{0,60}?\b(?:reviewed|discussed|"
    r"explained|"
    r"given|covered|outlined|provided|gone (?:over|through)|counsel\w+|obtained|taken|signed|listed|talked (?:over|"
    r"through))\b[^;:]{0,50}$"
)
_OF_NO_ONE = frozenset({"hypothetical", "counselled", "dropped", "family"})


def opened(scene: Scene, before: Opened | None) -> Opened | None:
    """What this sentence says of the list that follows it; else what one before it said, while the list goes on."""
    paragraph = scene.sentence.paragraph
    other = scene.search(_OTHERS_PAGE)
    if other is not None:  # `WRONG PT. Robert Doe, L5-S1 microdiscectomy`: to the end of the line
        until = scene.document.text.find("\n", scene.end)
        stop = until if until >= 0 else len(scene.folded)
        return Opened(Hit(*other.span(), Cue("dropped")), "dropped", paragraph, stop)
    told = _INTRODUCES.words.match(scene.folded, scene.start, scene.end) if scene.may(_INTRODUCES) else None
    if told is not None:
        return Opened(Hit(*told.span("what"), Cue("counselled")), "counselled", paragraph)
    if scene.folded[scene.end - 1] == ":":
        for scope in scene.scopes:
            if scope.family in _OF_NO_ONE and scope.cue.entry.forward and scope.end >= scene.end - 1:
                return Opened(scope.cue, scope.family, paragraph)
    return before if before is not None and goes_on(scene, before) else None
