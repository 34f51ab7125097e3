"""What metal or cage is in place: told by a report of images, or by words that say it was put in or is seen.

Invariant: an implant that is planned, asked for, explained or taken out is not in place; one that failed is a failure alone,
unless the words say that it is in place; in an operative note only what was put in and left there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene
from necessity.reading.special.operation_parts import is_of_the_neck

_IN_PLACE = re.compile(
    r"\b(?:in place|in situ|still where|intact|position(?:ed)?|alignment|present|prior|"
    r"previous(?:ly)?|existing|indwelling|retained|residual|old|"
    r"loos\w+|lucen\w+|halo|broken|fractured|fracture of|backed out|backing out|prominent|"
    r"palpable|tender\w*|artifacts?|artefacts?|"
    r"susceptibility|seen|noted|shows?|showed|visible|visuali[sz]ed|there (?:is|are)|"
    r"status[ -]post|underwent|was fused|were fused|had|"
    r"since|ago|unchanged|remains?|stable|from (?:her|his|the) (?:first|prior|earlier|old|index|previous|"
    r"fusion)|instrumented|"
    r"placed|inserted|implanted|surgical history|has|bridging|bridged|solid|incorporated|well seated|firm|still|"
    r"(?:lateral|anterior) plate|spans?|spanning|surrounds?)\b|(?<!\w)s/p(?!\w)|\bpost-?op(?:erative)?\b"
)
_NOT_YET = re.compile(
    r"\b(?:will|would|should|plan(?:s|ned|ning)?|recommend\w*|request\w*|propos\w*|proceed\w*|authori[sz]ation|"
    r"schedul\w*|consider\w*|"
    r"necessary|necessity|options?|discussed|explained|described|possible|might|may need|indicated|going to|"
    r"candidate|new screws|"
    r"replacement|reinstrumentation|re-instrumentation|must (?:come|be)|to be (?:removed|changed|exchanged)|come (?:off|out))\b"
)
_STATE = re.compile(
    r"(?:loos|fail|fractur|break|broken|lucen|halo|malposition|complicat|migrat|subsid|infect|back(?:ing|"
    r"ed) out|pain|tender|"
    r"artifact|"
    r"irritation|prominen|impinge|breach)\w*"
)
_DUE_TO = re.compile(r"(?:\b(?:due to|because of|owing to|on account of|secondary to)|\bd/t)\b(?: the)?[^.;,]{0,20}\Z")
_AFTER_A_FUSION = re.compile(
    r"\b(?:post|after|status post|following|prior)\b[^.;]{0,24}\b(?:fusion|[ptaxol]lif|psf|instrument\w+)\b"
)
_STAYS = re.compile(
    r"\b(?:in place|in situ|present|intact|position(?:ed)?|alignment|retained|indwelling|still (?:in|where))\b"
)
_PUT_IN = re.compile(
    r"\b(?:plac(?:ed|ing)|insert(?:ed|ing)|implanted|used|using|tapped into place|secured|impacted|seated|"
    r"locked|fixed|connected|"
    r"put in|positioned|attached|advanced|deployed|fill the|filled)\b"
)
_TAKEN_OUT = re.compile(
    r"\b(?:remov\w+|taken out|took out|explant\w+|extract\w+|back(?:ed)? out|trial\w*|tried|sizers?|without|no|"
    r"instead of|"
    r"will|would|should|could|may|might|planned)\b"
)
_VERB = re.compile(r"\b(?:was|were|is|are|had|has|have|we|i|then|he|she)\b")
_DICTATED = re.compile(r"\b(?:dr\. \w+ )?will (?:separately )?dictate\b|\bwill be (?:separately )?dictated\b")
_PLATE = re.compile(r"\bplates?\b")
_BARE_SCREW = re.compile(r"(?:with |two |the )?screws?.*")
_NOT_PUT_IN = ("head", "removal", "exchange", "revision", "hole", "tract", "trajector", "trial", "tap")
_DONE_THERE = ("operation", "request", "technique", "imaging", "other", "")
_OUT = re.compile(
    r"[^.;]{0,25}?\b(?:was|were|has been|have been|had been|been)\s+(?:\w+\s+)?(?:removed|taken out|explanted|"
    r"extracted)\b"
)


def applies(scene: Scene) -> bool:
    return "implant" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    of_images = scene.document.kind == "imaging report" and scene.sentence.section not in ("history", "technique")
    told = (
        of_images
        or (scene.sentence.section == "operation" and _NOT_YET.search(scene.folded, scene.start, scene.end) is None)
        or scene.sentence.section == "prior surgery"
        or (
            _IN_PLACE.search(scene.folded, scene.start, scene.end) is not None
            and _NOT_YET.search(scene.folded, scene.start, scene.end) is None
        )
    )
    if is_of_the_neck(scene):
        return
    plain = replace(reader, code=None)
    if scene.document.kind == "operative note":  # `PROCEDURE: ...` tells what was done
        plain = replace(plain, not_sections=reader.not_sections - {"request"}, not_before=_NOT_PUT_IN)
    for fact in read_plain(scene, plain):
        if scene.document.kind == "operative note" and not _was_put_in(scene, fact):
            continue
        if _has_failed(scene, fact) or _is_a_label(scene, fact):
            continue
        fact = _as_a_hindrance(scene, fact)
        out = _OUT.match(scene.folded, fact.quotes[0].end, scene.end)
        if out is not None and fact.assertion is Assertion.PRESENT:
            cue = scene.quote(out.start(), out.end())
            yield replace(fact, assertion=Assertion.ABSENT, cue=cue)
        elif fact.assertion in (Assertion.ABSENT, Assertion.POSSIBLE) and _is_of_its_state(scene, fact):
            if fact.assertion is Assertion.ABSENT and _is_seen(scene):
                yield replace(
                    fact, assertion=Assertion.PRESENT, cue=None
                )  # `no lucency around the screws`: they are there
        elif (
            told
            or scene.document.kind == "operative note"
            or fact.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE)
        ):
            yield fact


def _was_put_in(scene: Scene, fact: Fact) -> bool:
    """In an operative note: named in its title, or by a sentence that says that it was put in; of the past, as elsewhere."""
    if fact.assertion is not Assertion.PRESENT:
        return False
    if scene.sentence.section not in _DONE_THERE:
        return _IN_PLACE.search(scene.folded, scene.start, scene.end) is not None
    words = _DICTATED.sub(" ", scene.folded[scene.start : scene.end])
    quote = fact.quotes[0]
    if _PLATE.search(words) and _BARE_SCREW.fullmatch(quote.words.lower()):
        return False  # the screws of a plate
    if _TAKEN_OUT.search(words) or _STATE.search(words):
        return False
    return _PUT_IN.search(words) is not None or (scene.sentence.section == "operation" and _VERB.search(words) is None)


def _has_failed(scene: Scene, fact: Fact) -> bool:
    """`loosening of the screws at the end of the construct`: told by `implant_failure`, and not that it is in place."""
    if fact.assertion not in (Assertion.PRESENT, Assertion.POSSIBLE):
        return False
    quote = fact.quotes[0]
    first, last = scene.parts[scene.part_of(quote.start)][0], scene.parts[scene.part_of(quote.end - 1)][1]
    beside = [one for one in scene.mentions.get("implant_failure", ()) if one.start < last and first < one.end]
    beside = [one for one in beside if not _is_ruled_out(scene, one.start, one.end)]
    return any(not one.phrase.denies for one in beside) and _STAYS.search(scene.folded, first, last) is None


def _as_a_hindrance(scene: Scene, fact: Fact) -> Fact:
    """`Not accessible due to hardware`: what is denied is the access; the metal is there."""
    if fact.assertion is not Assertion.ABSENT or fact.cue is None or fact.cue.end > fact.quotes[0].start:
        return fact
    if _DUE_TO.search(scene.folded, fact.cue.end, fact.quotes[0].start) is None:
        return fact
    return replace(fact, assertion=Assertion.PRESENT, cue=None)


def _is_ruled_out(scene: Scene, start: int, end: int) -> bool:
    scope = scene.verdict(start, end)
    return scope is not None and scope.family == "negated"


def _is_seen(scene: Scene) -> bool:
    """Images are told, or the operation that put the metal in."""
    if _NOT_YET.search(scene.folded, scene.start, scene.end):
        return False
    told = scene.document.kind == "imaging report" or scene.sentence.section in ("imaging", "impression")
    study = scene.words.get("modality_imaging") or scene.around.study
    return told or bool(study) or _AFTER_A_FUSION.search(scene.folded, scene.start, scene.end) is not None


def _is_a_label(scene: Scene, fact: Fact) -> bool:
    """`HARDWARE: pedicle screws L3 and L4`: the word names the line."""
    quote = fact.quotes[0]
    words = scene.folded[quote.start : quote.end]
    stop = quote.start + len(words.split(" ")[0].split(":")[0])
    return str(fact.value) == "other" and quote.start == scene.start and scene.folded[stop : stop + 1] == ":"


def _is_of_its_state(scene: Scene, fact: Fact) -> bool:
    """`no loosening of the hardware`, `hardware failure was excluded`: what is denied or doubted is not the implant."""
    quote = fact.quotes[0]
    before = scene.folded[fact.cue.end : quote.start] if fact.cue is not None and fact.cue.end <= quote.start else ""
    return (
        _STATE.search(before) is not None or _STATE.match(scene.folded[quote.end : quote.end + 20].lstrip()) is not None
    )
