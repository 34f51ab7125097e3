"""The studies themselves: which, when, with contrast or not, and what limited them.

Invariant: a study that is planned, refused or a brother's is not one that was done. One study told several times in one
document is one fact, unless another date is given. It misses studies told only as "the scan".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene, Study, Token

_WITH = re.compile(
    r"^[^.;]{0,40}?\b(?:with (?:and without )?(?:contrast|gadolinium)|w/wo|w/ and w/o|without and with contrast|"
    r"contrast[- ]enhanced|after gadolinium|post-?contrast|enhanced)"
)
_WITHOUT = re.compile(r"^[^.;]{0,40}?\b(?:without (?:contrast|gadolinium)|w/o contrast|non-?contrast|no contrast)")
_NOT_DONE_IN_PLAN = re.compile(
    r"\b(?:shows?|showed|demonstrat\w+|reveal\w+|reviewed|with|obtained|report|confirm\w*|from|dated)\b"
)


def applies(scene: Scene) -> bool:
    return "modality_imaging" in scene.words


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    section = scene.sentence.section
    if section in reader.not_sections:
        return
    tokens = scene.words["modality_imaging"]
    taken: list[Token] = []
    for token in tokens:
        if token.start < scene.asserted_from or scene.is_elsewhere(token.start, token.end):
            continue
        if taken and scene.folded[taken[-1].end : token.start].strip(" ,-/():") == "":
            continue
        taken.append(token)
        yield from _study(scene, reader, token)


def _study(scene: Scene, reader: Reader, token: Token) -> Iterator[Fact]:
    mention = Mention(token.start, token.end, Phrase("imaging_study", ("",)))
    backward = scene.verdict(token.start, token.end)
    ignored = reader
    if backward is not None and backward.family == "negated" and backward.cue.start > token.start:
        ignored = replace(reader, ignores=reader.ignores | {"negated"})  # `the MRI came back negative`: it was done
    decided = how(scene, ignored, mention)
    if decided is None:
        return
    assertion, cue = decided
    if (
        assertion is Assertion.PRESENT
        and scene.sentence.section == "plan"
        and not _NOT_DONE_IN_PLAN.search(scene.folded, scene.start, scene.end)
    ):
        assertion, cue = Assertion.PLANNED, scene.sentence.label
    study = scene._dated_study(token)
    when, dated = study.when, study.dated
    if when is None and scene.document.kind == "imaging report" and _is_the_study(scene, token):
        own = scene.around.document_study
        when = own.when if own else None
    values = {"modality": token.values[0], **_contrast(scene, token), **_limits(scene)}
    spans = [(token.start, max(token.end, dated[1]) if dated and 0 <= dated[0] - token.end < 30 else token.end)]
    if dated:
        spans.append(dated)
    yield make(scene, reader, values, spans, assertion=assertion, cue=cue, when=when)


def _is_the_study(scene: Scene, token: Token) -> bool:
    own: Study | None = scene.around.document_study
    return (
        own is not None
        and own.modality == token.values[0]
        and scene.sentence.section != "comparison"
        and "comparison" not in scene.folded[scene.start : token.start]
    )


def _contrast(scene: Scene, token: Token) -> dict[str, str]:
    after = scene.folded[token.end : scene.end]
    if token.values[0] == "mri_contrast" or _WITH.match(after):
        return {"contrast": "yes"}
    return {"contrast": "no"} if _WITHOUT.match(after) else {}


def _limits(scene: Scene) -> dict[str, str]:
    for token in scene.words.get("imaging_study.limited_by", ()):
        scope = scene.verdict(token.start, token.end)
        if (scope is None and "limit" in scene.folded[scene.start : scene.end]) or (
            scope is None and "degrad" in scene.folded[scene.start : scene.end]
        ):
            return {"limited_by": token.values[0]}
    return {}


def merged(facts: list[Fact]) -> list[Fact]:
    """One fact per study of a document: repeated mentions with no other date add nothing."""
    kept: list[Fact] = []
    for fact in facts:
        if fact.kind == "imaging_study" and any(_same_study(one, fact) for one in kept):
            continue
        kept.append(fact)
    return kept


def _same_study(first: Fact, second: Fact) -> bool:
    if first.kind != "imaging_study" or first.assertion is not second.assertion or first.value != second.value:
        return False
    if second.when is not None and first.when != second.when:
        return False
    return all(first.qualifiers.get(name) == value for name, value in second.qualifiers.items())
