"""The studies themselves: which, when, with contrast or not, and what limited them.

Invariant: a study that is planned, refused or a brother's is not one that was done. One study told several times in one
document is one fact, unless another date is given. `Imaging shows` and the like are a study of which only that is known;
beside a study that is named they add nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.match import Hit
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.special.repeated import once
from necessity.reading.studies import Study, modality_of
from necessity.reading.tokens import Token

_WITH = re.compile(
    r"^[^.;]{0,40}?\b(?:with (?:and without )?(?:contrast|gadolinium)|w/wo|w/ and w/o|without and with contrast|"
    r"contrast[- ]enhanced|after gadolinium|post-?contrast|enhanced)"
)
_WITHOUT = re.compile(r"^[^.;]{0,40}?\b(?:without (?:contrast|gadolinium)|w/o contrast|non-?contrast|no contrast)")
_BARE_WITHOUT = re.compile(
    r"(?: of)?(?: the)?(?: l-?s?[ -]?spine| lumbar spine| lumbar| l/?s)?,? (?:w/o|wo)(?=\s*(?:$|[.,;:)\n]|\d))"
)
_HINDERED = re.compile(
    r"\b(?:limit\w*|degrad\w*|obscur\w*|preclud\w*|impair\w*|compromis\w*|hinder\w*|hamper\w*|interfer\w*|"
    r"restrict\w*|reduc\w*|"
    r"non-?diagnostic|suboptimal\w*|sub-optimal|poorly (?:seen|visuali[sz]ed|evaluated|assessed)|"
    r"difficult to (?:assess|evaluate)|"
    r"(?:cannot|can not|could not) be (?:well |fully |adequately |reliably )?(?:assessed|evaluated|seen|judged))\b"
)
_NOT_HINDERED = re.compile(
    r"\b(?:(?:not|n't|without|no) (?:\w+ ){0,3}(?:limit\w*|degrad\w*|obscur\w*|preclud\w*|impair\w*|"
    r"interfer\w*)|minimally (?:limited|degraded))\b"
)
_SOMETHING = 12
_ARTIFACT = re.compile(r"\bartifact|\bartefact")
_OF_ONE_LEVEL = ("mri", "mri_contrast", "ct", "ct_myelogram")
_SEEN_ON = re.compile(
    r"(?:\b(?:on|by|in|with|from|to|vs\.?|versus|than|against)|\bw/) ?(?:the |a |an |his |her |this |that "
    r"|these |those |any )?(?:[\w/-]+ ){0,3}\Z|\(\Z"
)
_FINDING_ON = re.compile(r"(?:there is )?(?:no|without)(?: [\w/-]+){1,4} (?:on|between) (?:the |these |those )?")
_NOT_DONE_IN_PLAN = re.compile(
    r"\b(?:shows?|showed|demonstrat\w+|reveal\w+|reviewed|with|obtained|report|confirm\w*|from|dated|was "
    r"done|done (?:on|in|at))\b"
)
_OF_ANOTHER_PART = re.compile(
    r"(?:\s+(?:scans?|study|studies|myelogram|images?|films?|angiogram))?\s+(?:of|to) (?:(?:the|his|her|both|bilateral|"
    r"left|right|lower|upper) )*(?:chest|abdomen|pelvis|brain|head|orbits?|sinus\w*|neck|knees?|hips?|shoulders?|ankles?|"
    r"feet|foot|hands?|wrists?|elbows?|femurs?|lungs?|liver|kidneys?|hip joints?|cervical|thoracic)\b"
    r"(?! and (?:the )?(?:lumbar|low))"
)
_NOT_MADE = re.compile(
    r"\b(?:correlat\w+ with|indications? for|no need for|needs?|outpt|outpatient|emergent|urgent|stat|awaiting|await|consider|"
    r"future|so long as|as long as|call(?:ed)? for|waiting for|due for|get|getting|want(?:s|ed)?|would like) "
    r"(?:an? |the |new |repeat |her |his |more |lumbar |follow-?up |emergent )*\Z"
)
_WANTED = re.compile(
    r"(?: (?:of the )?(?:l-?spine|lumbar spine|lumbar))?(?: (?:w/?wo?|with(?: and without)? contrast))?"
    r"(?: (?:would\b|could be|is advised|to be|advised|recommended|suggested|stat\b|asap\b|today if|if|can't get|"
    r"cannot|pending|ordered|needed)|, none\b)"
)
_WAS_NOT_DONE = re.compile(
    r"not (?:yet |ever )?(?:been )?(?:done|taken|carried out|ordered|performed|obtained|available|made)|"
    r"never|none|cancel|declin|deferred"
)
_NAMED_PART = re.compile(
    r"\s+(?:of )?(?:chest|abdomen|abd|pelvis|brain|head|orbits?|sinus\w*|heart|maxillofacial|"
    r"(?:the |his |her )?(?:left |right |bilateral |both )*(?:lower|upper) extremit\w+|angiogram|urogram|colonography)\b"
    r"(?!(?:,| and|/| &)[^.;]{0,30}\b(?:lumbar|low|l-?spine))"
)
_OF_A_DRUG = re.compile(
    r"(?:-|\b(?:metformin|glucophage|effexor|venlafaxine|toprol|metoprolol|nifedipine|procardia|adderall|"
    r"seroquel|quetiapine|cipro|"
    r"depakote|wellbutrin|bupropion|tramadol|augmentin|dilantin|tegretol|paxil|ultram|biaxin|diltiazem|cardizem) )\Z"
)
_FILMS = re.compile(
    r"\b(?:films?|views?|x-?rays?|radiograph\w*|xr|xrs|imaging|images|mri|ct|stud(?:y|ies)|lateral|upright|standing|dynamic|"
    r"instability|translation|\d ?mm)\b"
)
_MOTION = re.compile(
    r"\b(?:range of motion|rom|motion|decreased|diminished|reduced|limited|restricted|full|painful|pain|worse|tender\w*|"
    r"active|passive|"
    r"resisted|strength|\d/5|guard\w*|stiff\w*)\b[^.;:]{0,25}\Z"
)
_OF_THE_BODY = re.compile(
    r"\s+(?:of|at|in) (?:the |his |her )?(?:(?:left|right|lumbar|low|lower|cervical) )*"
    r"(?:back|spine|trunk|knees?|hips?|neck|ankles?|legs?|"
    r"wrists?|elbows?|toes?|foot|feet)\b|\s+(?:exercises?|stretch\w*|strength)\b"
)
_DOSE = re.compile(r"\s*\d+(?:\.\d+)? ?(?:mg|mcg)\b")
_WHOLE_BODY = re.compile(
    r"\b(?:post-?mortem|dental|bitewing|panoramic|periapical|whole[- ]body|brain|head|chest|abdominal|cardiac|pelvic|sinus)\s+\Z"
)
_BARE = re.compile(
    r"\b(?:imaging(?: stud(?:y|ies))?(?: reports?| review)?(?= (?:shows?|showed|demonstrat\w+|reveal\w+|confirm\w*|"
    r"of (?:the |his |her )?(?:lumbar|low|back|spine|l-?spine)(?: spine| back)? "
    r"(?:shows?|showed|demonstrates|demonstrated|reveals|revealed|was|is|were)|by level|is notable|was notable|from|"
    r"reviewed|again)\b)|"
    r"imaging reports?|(?:axial|sagittal|coronal) (?:scans|images|sequences) (?:were|was) (?:performed|obtained|acquired)|"
    r"(?:his|her|the|recent|latest|new) scans? (?=(?:shows?|showed|reveal\w*|demonstrat\w*|confirm\w*)\b))"
)
_HEADING = re.compile(
    r"\s*(?:diagnostic )?imaging(?: (?:stud(?:y|ies)|reports?|review|results?|findings|by level|"
    r"of (?:the )?(?:lumbar spine|lower back|low back|spine|l-?spine)))?\s*\Z"
)
_NOTHING_DONE = re.compile(
    r"\W*(?:no\b(?! (?:acute|significant|evidence|fracture|stenosis|instab))|none|not |n/?a\b|pending|ordered|"
    r"to be|will|awaiting|deferred|requested|schedul|plan|mri|ct\b|x-?ray|cervical|thoracic|chest|brain|knee|hip)"
)
_AT_LEVEL = re.compile(
    r"(?:\s+(?:scan|study|lumbar spine|l-spine|spine))?[\s,]*(?:at|of|for|through)?\s*(?:the )?(?:level )?\Z"
)


def applies(scene: Scene) -> bool:
    if "modality_imaging" in scene.words or "imaging_study.limited_by" in scene.words:
        return True
    return any(scene.folded.find(word, scene.start, scene.end) >= 0 for word in ("imaging", "scan", "axial"))


def heading(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """`Imaging:` as a heading, with something told under it."""
    if "modality_imaging" in scene.words:
        yield from read(scene, reader)
    elif scene.sentence.section not in reader.not_sections and _HEADING.match(scene.folded[: scene.end], scene.start):
        stop = scene.folded.find("\n\n", scene.end)
        told = scene.folded[scene.end : stop if stop >= 0 else len(scene.folded)].lstrip(" :*#\n-")
        if len(told) > _SOMETHING and not _NOTHING_DONE.match(told):
            yield make(scene, reader, {}, [(scene.start, scene.end)])


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    section = scene.sentence.section
    if section in reader.not_sections:
        return
    tokens = scene.words.get("modality_imaging", [])
    taken: list[Token] = []
    if not tokens:
        yield from _limited(scene, reader)
        yield from _bare(scene, reader)
    for token in tokens:
        if token.start < scene.asserted_from or scene.is_elsewhere(token.start, token.end):
            continue
        if _is_of_another_part(scene, token) or _is_of_the_operation(scene, token):
            continue
        if taken and scene.folded[taken[-1].end : token.start].strip(" ,-/():") == "":
            continue
        following = next((one for one in tokens if one.start >= token.end), None)
        if following is not None and _is_named_closer(scene, token, following):
            continue
        taken.append(token)
        yield from _study(scene, reader, token)


def _is_named_closer(scene: Scene, token: Token, following: Token) -> bool:
    """`XR flex/ext`, `upright flexion and extension films`: the next words say which films."""
    beside = scene.folded[token.end : following.start].strip(" ,-/():") == ""
    return beside and token.values[0] in ("radiograph", "standing") and following.values[0] == "flexion_extension"


def _bare(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """A study of which the text says no more than that it was made."""
    own = scene.around.document_study
    if not scene.is_spine or (scene.document.kind == "imaging report" and own is not None and own.modality is not None):
        return
    for match in _BARE.finditer(scene.folded, max(scene.start, scene.asserted_from), scene.end):
        mention = Mention(match.start(), match.end(), Phrase("imaging_study", ("",)))
        if scene.is_elsewhere(match.start(), match.end(), whole=True):
            continue
        decided = how(scene, replace(reader, ignores=reader.ignores | {"negated"}), mention)
        if decided is not None and decided[0] is Assertion.PRESENT and scene.sentence.section != "plan":
            yield make(scene, reader, {}, [match.span()])
        return


def _is_of_another_part(scene: Scene, token: Token) -> bool:
    """`CT of the chest`, `whole body bone scan`."""
    if _OF_ANOTHER_PART.match(scene.folded, token.end, scene.end) or _NAMED_PART.match(
        scene.folded, token.end, scene.end
    ):
        return True
    if token.values[0] == "flexion_extension" and _is_a_motion(scene, token):
        return True
    if scene.folded[token.start : token.end] == "xr" and (
        _DOSE.match(scene.folded, token.end, scene.end) or _OF_A_DRUG.search(scene.folded, scene.start, token.start)
    ):
        return True  # `metformin XR 500 mg`
    return _WHOLE_BODY.search(scene.folded, scene.start, token.start) is not None


def _is_a_motion(scene: Scene, token: Token) -> bool:
    """`Decreased flexion and extension of the back`: how far the patient bends, and no film."""
    words = scene.folded[token.start : token.end]
    if scene.document.kind == "imaging report" or scene.sentence.section in ("imaging", "impression"):
        return False
    if (
        scene.folded.endswith("between ", scene.start, token.start)
        or _FILMS.search(words)
        or _FILMS.search(scene.folded, max(scene.start, token.start - 40), min(scene.end, token.end + 30))
    ):
        return False
    return _MOTION.search(scene.folded, scene.start, token.start) is not None or (
        _OF_THE_BODY.match(scene.folded, token.end, scene.end) is not None
    )


def _is_of_the_operation(scene: Scene, token: Token) -> bool:
    """A film that was taken to find the level, or to see where the screws lie."""
    intraoperative = scene.document.kind == "operative note" and scene.sentence.section in ("operation", "request", "")
    return intraoperative and token.values[0] == "radiograph" and not scene.dates


def _level_beside(scene: Scene, token: Token) -> str | None:
    """`MRI L5-S1: ...`, `MRI at L3-4 shows ...`: the only segment that the study is said to be of."""
    if token.values[0] not in _OF_ONE_LEVEL:
        return None
    if scene.is_heading:
        own, at = scene.sentence.levels, scene.sentence.levels_at
        return own[0] if len(own) == 1 and at is not None and at[0] < scene.end and scene.start < at[1] else None
    for place in scene.places:
        if place.start >= token.end and not place.elsewhere:
            if len(place.levels) == 1 and _AT_LEVEL.match(scene.folded[token.end : place.start]):
                return place.levels[0]
            return None
    return None


def _study(scene: Scene, reader: Reader, token: Token) -> Iterator[Fact]:
    mention = Mention(token.start, token.end, Phrase("imaging_study", ("",)))
    if _is_wanted(scene, token):
        return
    backward = scene.verdict(token.start, token.end)
    ignored = reader
    if backward is not None and backward.family == "negated" and _is_of_a_finding(scene, backward.cue, token):
        ignored = replace(reader, ignores=reader.ignores | {"negated"})
    if backward is not None and backward.family == "possible" and _ARTIFACT.search(scene.folded, *backward.cue[:2]):
        ignored = replace(reader, ignores=reader.ignores | {"possible"})  # what it showed is open, not that it was made
    decided = how(scene, ignored, mention)
    if decided is None and _is_of_comparison(scene) and backward is None and scene.dates:
        decided = Assertion.PRESENT, None  # `Comparison: MRI 06/03/2024`
    if decided is None:
        return
    assertion, cue = decided
    if (
        assertion is Assertion.PRESENT
        and scene.sentence.section == "plan"
        and not _NOT_DONE_IN_PLAN.search(scene.folded, scene.start, scene.end)
    ):
        assertion, cue = Assertion.PLANNED, scene.sentence.label
    study = scene.study_of(token)
    when, dated = study.when, study.dated
    if when is None and scene.document.kind == "imaging report" and _is_the_study(scene, token):
        own = scene.around.document_study
        when = own.when if own else None
    values = {"modality": study.modality or token.values[0], **_contrast(scene, token)}
    if (level := _level_beside(scene, token)) is not None:
        values["level"] = level
    spans = [(token.start, max(token.end, dated[1]) if dated and 0 <= dated[0] - token.end < 30 else token.end)]
    if dated:
        spans.append(dated)
    limit = _limit(scene) if assertion is Assertion.PRESENT else None
    levels = _levels(scene, limit) if limit else ()
    if limit and not levels:
        values["limited_by"] = limit.values[0]
    yield make(scene, reader, values, spans, assertion=assertion, cue=cue, when=when)
    if limit:
        for level in levels:
            limited = {**values, "limited_by": limit.values[0], "level": level}
            yield make(scene, reader, limited, [(limit.start, limit.end), *spans], when=when)


def _is_wanted(scene: Scene, token: Token) -> bool:
    """`No indication for an emergent MRI`, `MRI would be better`: a study that is spoken of, and not one that was made."""
    if _NOT_DONE_IN_PLAN.search(scene.folded, token.end, scene.end):
        return False
    if _NOT_MADE.search(scene.folded, scene.start, token.start):
        return True
    return _WANTED.match(scene.folded, token.end, scene.end) is not None


def _is_of_comparison(scene: Scene) -> bool:
    """The sentence names the earlier studies that a report was set beside."""
    return scene.sentence.section == "comparison"


def _is_of_a_finding(scene: Scene, cue: Hit, token: Token) -> bool:
    """`the MRI came back negative`, `no instability on flexion films`: what is denied was seen on a study that was done."""
    if cue.start > token.start:
        return _WAS_NOT_DONE.search(scene.folded, cue.start, cue.end) is None
    if _FINDING_ON.fullmatch(scene.folded, cue.start, token.start) or scene.folded.endswith(
        "between ", cue.end, token.start
    ):
        return True
    found = any(cue.end <= start and end <= token.start for start, end in scene.heads)
    if (
        found
        and ","
        in scene.folded[max(end for start, end in scene.heads if cue.end <= start and end <= token.start) : token.start]
    ):
        return True  # `no slip, bending views stable`
    return found and _SEEN_ON.search(scene.folded, cue.end, token.start) is not None


def _limited(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """A sentence on what limited the study that is being told (`Artifact from the hardware obscures the foramina`)."""
    study = scene.around.document_study if scene.document.kind == "imaging report" else scene.around.study
    limit = _limit(scene)
    if study is None or study.modality is None or limit is None or scene.sentence.section == "comparison":
        return
    values = {"modality": study.modality, "limited_by": limit.values[0]}
    spans = [(limit.start, limit.end), *([(study.start, study.end)] if study.start >= 0 else [])]
    for level in _levels(scene, limit) or (None,):
        yield make(scene, reader, {**values, **({"level": level} if level else {})}, spans, when=study.when)


def _is_the_study(scene: Scene, token: Token) -> bool:
    own: Study | None = scene.around.document_study
    return (
        own is not None
        and own.modality == modality_of(scene.folded, token, scene.end)
        and scene.sentence.section != "comparison"
        and "comparison" not in scene.folded[scene.start : token.start]
    )


def _contrast(scene: Scene, token: Token) -> dict[str, str]:
    after = scene.folded[token.end : scene.end]
    if modality_of(scene.folded, token, scene.end) == "mri_contrast" or _WITH.match(after):
        return {"contrast": "yes"}
    return {"contrast": "no"} if _WITHOUT.match(after) or _BARE_WITHOUT.match(after) else {}


def _limit(scene: Scene) -> Token | None:
    """The artefact or the motion that is said to hinder the study; an artefact alone hinders nothing."""
    hindered = _HINDERED.search(scene.folded, scene.start, scene.end)
    for token in scene.words.get("imaging_study.limited_by", ()):
        scope = scene.verdict(token.start, token.end)
        if scope is None and (hindered or "degraded" in scene.folded[token.start : token.end]):
            turned = hindered and _NOT_HINDERED.search(scene.folded, scene.start, hindered.end())
            if not turned:
                return token
    return None


def _levels(scene: Scene, limit: Token) -> tuple[str, ...]:
    """The only place that the sentence, or the heading above it, names."""
    named = {place.levels for place in scene.places if place.levels and not place.elsewhere}
    if len(named) > 1:
        return ()
    return next(iter(named)) if named else scene.sentence.levels


def merged(facts: list[Fact], is_report: bool = False) -> list[Fact]:
    """One fact per study of a document: repeated mentions with no other date add nothing."""
    kept: list[Fact] = []
    is_named = any(
        fact.kind == "imaging_study" and fact.value is not None and fact.assertion is Assertion.PRESENT
        for fact in facts
    )
    for fact in facts:
        if fact.kind == "imaging_study":
            if is_named and _is_bare(fact):
                continue
            if any(_same_study(one, fact) for one in kept):
                continue
            bare = next((n for n, one in enumerate(kept) if _adds_what_limited_it(one, fact)), None)
            if bare is not None:
                seen = tuple(dict.fromkeys((*kept[bare].evidence, *fact.evidence)))
                both = {**kept[bare].qualifiers, **fact.qualifiers}
                kept[bare] = replace(kept[bare], qualifiers=both, evidence=seen)
                continue
        kept.append(fact)
    return once(kept, is_report)


def _is_bare(fact: Fact) -> bool:
    return fact.value is None and not fact.qualifiers


def _adds_what_limited_it(study: Fact, told: Fact) -> bool:
    """The same study told before, and now what limited all of it."""
    if study.kind != "imaging_study" or "level" in told.qualifiers or "limited_by" not in told.qualifiers:
        return False
    plain = "level" not in study.qualifiers and "limited_by" not in study.qualifiers
    return plain and study.value == told.value and study.when == told.when and study.assertion is told.assertion


def _same_study(first: Fact, second: Fact) -> bool:
    if first.kind != "imaging_study" or first.assertion is not second.assertion or first.value != second.value:
        return False
    if second.when is not None and first.when != second.when:
        return False
    return all(first.qualifiers.get(name) == value for name, value in second.qualifiers.items())
