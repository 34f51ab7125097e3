"""Signs of a pressed cauda equina in words, and a bladder that does not empty, in millilitres.

Invariant: what is said of the syndrome in general is of no patient; a residual volume alone makes the syndrome possible only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form

_LARGE = 200
"""Millilitres left after voiding from which the syndrome is thought of: our own line, so the fact is possible and no more."""
_RESIDUAL = form(
    r"\b(?:post[- ]?void(?:ing)? residuals?(?: volume)?|pvrs?|residual urine|bladder scan)(?: \(pvr\))?[^.;\d]{0,30}?"
    r"(?P<amount>\d{2,4})\s*(?:ml|cc|millilit(?:er|re)s?)\b"
)
_IN_GENERAL = re.compile(
    r"\s+(?:(?:typically|usually|often|classically|generally|commonly|also)\s+)?(?:presents? (?:as|with)|manifests?|"
    r"is characteri[sz]ed|is defined|is an? (?:rare|surgical|emergency|condition|true|clinical|medical)|occurs|"
    r"consists|includes|"
    r"refers to|can|may|typically|usually)\b"
)


_LOST = re.compile(
    r"(?:\bno|\bwithout|\babsent) (?:(?:deep tendon|tendon|knee|ankle|patellar|achilles|left|right|both|lower limb|"
    r"leg) )*"
    r"(?:reflexes|jerks?|feeling|sensation|power|strength|movement)"
    r"(?: (?:at|in|of|over|below|from|on|throughout|bilaterally|elicited|present)\b[^,;.]{0,40})?,\s*"
)
"""`No reflexes, saddle anesthesia`: a list that opens with a loss is no list of denials, so what follows may well be told."""
_ONSET = re.compile(
    r"\s*(?:that (?:began|started) |which (?:began|started) |starting |began |started )?(?:since|on) "
    r"(?:yesterday|last night|this morning|today|(?:last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|"
    r"\s*(?:for|over) (?:the )?(?:past |last )?(?:\d{1,2}|a|one|two|three) (?:hours?|days?)\b"
)
_LAST_BARE = re.compile(r"\b(?:no|without) [^,;.]{1,40},\s*(?:an? |new |acute )?")
"""`No fever, saddle anaesthesia since Monday`: what has an onset of its own, in a list that no `or` closes, may be told."""
_OF_THE_BLADDER = re.compile(
    r"urin\w*|bladder|void\w*|retention|retaining|incontinen\w*|pass(?:ing)? (?:urine|water)|pee\b|bowels?|"
    r"f(?:a)?ecal|stool|wet\w*|"
    r"soil\w*|leak\w*"
)
_NOT_THE_BLADDER = re.compile(
    r"cauda|saddle|perine\w*|perianal|numb\w*|sensation|feel\w*|unaware|aware|tone|squeeze|wink"
)
_ORGAN = (
    r"prostat\w*|bph|prolaps\w*|cystocele|rectocele|utis?\b|urinary tract infection|cystitis|bladder infection|"
    r"urethral? stricture|"
    r"bladder stones?|stress (?:urinary )?incontinence|pelvic floor|child ?birth|deliver(?:y|ies)|menopaus\w*|overactive bladder|"
    r"anaesth\w+|anesthe\w+|catheter\w*|radiation|hysterectomy|hernia repair|turp"
)
_ILLNESS = (
    rf"{_ORGAN}|constipation|fa?ecal impaction|medications?|medicines?|drugs?|opioids?|opiates?|narcotics?|"
    rf"oxybutynin|tolterodine|"
    r"solifenacin|amitriptyline|nortriptyline|diphenhydramine|antihistamines?|anticholinergics?|diuretics?|furosemide|parkinson\w*|"
    r"multiple sclerosis|stroke|dementia|diabet\w*|diarrh\w+|gastroenteritis|crohn\w*|colitis"
)
_CAUSE = re.compile(
    rf"\b(?:from|due to|d/t|secondary to|2/2|because of|owing to|caused by|attribut\w+ to|put down to|related to|explained by|"
    rf"on account of|resulting from|thanks to|result of)\b[^.;]{{0,40}}?\b(?:{_ILLNESS})|"
    rf"\b(?:after|following|since|with|in the setting of|known|on)\b[^.;,]{{0,20}}?\b(?:{_ORGAN})|"
    rf"\b(?:since|after|on) (?:starting|beginning|taking|an? (?:increase|higher dose) (?:of|"
    rf"in))\b[^.;,]{{0,20}}?\b(?:{_ILLNESS})|"
    rf"\b(?:{_ILLNESS})[^.;]{{0,30}}?\b(?:is|was|as) (?:the|a|his|her|likely) (?:cause|reason|explanation)|"
    rf"\b(?:{_ORGAN})[^.;]{{0,20}}?\b(?:causing|explains?|related|associated|with|and)\b|"
    r"\bpost-?(?:op|operative|anaesthetic|anesthetic|partum)\b|"
    r"[,;(]\s*(?:(?:an?|the|his|her|known|has|enlarged|large|benign)\s+)*(?:prostat\w*|bph|prolaps\w*|utis?\b|"
    r"urinary tract infection)"
)
"""Another cause of a full or leaking bladder, told in the sentence: an organ, an infection, a drug, an anaesthetic."""
_OF_A_DISC = re.compile(
    r"\b(?:dis[ck]s?|herniat\w*|extru\w*|compress\w*|stenosis|sequest\w*|sciatica|legs?|foot|feet)\b"
)
_NOT_THE_CAUSE = re.compile(r"\b(?:not|never|no|without|rather than|unlikely|ruled out|excluded)\b[^.;,]{0,40}$")
_FOR_YEARS = re.compile(
    r"\b(?:chronic|long-?standing|life-?long|longterm|long-term|for (?:many |several |some |the (?:past|"
    r"last) )?(?:\w+ )?(?:years|decades)|"
    r"(?:\d{1,2}|two|three|four|five|six|ten|many|several) years|since (?:childhood|youth|birth|\w+ (?:delivery|childbirth))|"
    r"years of|unchanged for)\b"
)
_OF_LATE = re.compile(
    r"\b(?:new|now|acute\w*|sudden\w*|worse\w*|since (?:yesterday|last night|this morning)|today|days?|hours?)\b"
)


def _otherwise_explained(scene: Scene, fact: Fact) -> Fact | None:
    """Retention or a leak with another cause told is possible only; one of many years is none. Numbness stays what it is."""
    quote = fact.quotes[0]
    words = scene.folded[quote.start : quote.end]
    if fact.assertion not in (Assertion.PRESENT, Assertion.HISTORICAL) or not _OF_THE_BLADDER.search(words):
        return fact
    if any(one.search(scene.folded, scene.start, scene.end) for one in (_NOT_THE_BLADDER, _OF_A_DISC)):
        return fact  # saddle numbness or a disc beside it: what may explain the bladder explains no numbness
    if _FOR_YEARS.search(scene.folded, scene.start, scene.end) and not _OF_LATE.search(
        scene.folded, scene.start, scene.end
    ):
        return None
    cause = _CAUSE.search(scene.folded, scene.start, scene.end)
    if cause is None or _NOT_THE_CAUSE.search(scene.folded[scene.start : cause.start()]):
        return fact
    if fact.assertion is Assertion.HISTORICAL:
        return None  # an old leak with its own cause is no history of a pressed cauda equina
    return replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(*cause.span()))


def applies(scene: Scene) -> bool:
    return "cauda_equina" in scene.mentions or scene.search(_RESIDUAL) is not None


def _doubted(scene: Scene, fact: Fact) -> Fact:
    """The denial as a possibility where `no` may have been said of the word before the comma only."""
    if not fact.is_denial or fact.cue is None or fact.cue.start >= fact.quotes[0].start:
        return fact
    cue, sign = fact.cue.start, fact.quotes[0]
    reach = scene.folded[cue : sign.start]
    lost = _LOST.match(scene.folded, cue, sign.start)
    dated = _LAST_BARE.fullmatch(reach) and _ONSET.match(scene.folded, sign.end, scene.end)
    return replace(fact, assertion=Assertion.POSSIBLE) if lost or dated else fact


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for one in scene.mentions.get("cauda_equina", ()):
        named = scene.folded[one.start : one.end]
        if ("syndrome" in named or named == "ces") and _IN_GENERAL.match(scene.folded, one.end, scene.end):
            return
    told = list(read_plain(scene, reader))
    told = [_doubted(scene, fact) for fact in told]
    told = [kept for fact in told if (kept := _otherwise_explained(scene, fact)) is not None]
    for number, fact in enumerate(told):  # `r/o cauda equina syndrome; negative for it`
        if fact.assertion is Assertion.POSSIBLE and any(one.is_denial for one in told[number + 1 :]):
            continue
        yield fact
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    if any(fact.assertion is Assertion.PRESENT for fact in told):
        return
    for match in _RESIDUAL.words.finditer(scene.folded, scene.start, scene.end):
        if int(match["amount"]) < _LARGE or match.start() < scene.asserted_from:
            continue
        decided = how(scene, reader, Mention(match.start(), match.end(), Phrase("cauda_equina", ("",))))
        if decided is not None:
            assertion = Assertion.POSSIBLE if decided[0] is Assertion.PRESENT else decided[0]
            if assertion is not Assertion.ABSENT:
                yield make(scene, reader, {}, [match.span()], assertion=assertion, cue=decided[1])
