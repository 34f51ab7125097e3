"""Care that a patient cannot have or could not bear: by the phrases of the kind, and `celecoxib - rash, stopped`.

Invariant: an effect counts only where it stands with the one measure named just before it.
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
from necessity.reading.tokens import Token

_LIST = "modality_care_words"
_EFFECT = (
    r"(?:rash|hives|itching|edema|swelling|nausea|nauseated|vomiting|n/v|gi upset|upset stomach|"
    r"stomach upset|stomach|stomach pain|gastritis|"
    r"heartburn|reflux|gi bleed\w*|bleeding|ulcers?|constipat\w+|dizz\w+|drows\w+|sleepy|sleepiness|"
    r"sedat\w+|drunk|woozy|spacey|spaced out|somnolen\w+|grogg\w+|groggy|"
    r"fog\w*|brain fog|confus\w+|loopy|dopey|zombie|tired|fatigue|too strong|weight gain|wt gain|"
    r"dry mouth|headaches?|palpitations|sugars?|high sugars?|"
    r"elevated (?:sugars|glucose|cr\w*|bp)|blood pressure|bp|kidneys?|renal|creatinine|side effects?|se\b|"
    r"ses\b|adverse \w+|allerg\w+|anaphylaxis|"
    r"mood\w*|depress\w+|suicidal\w*|hallucinat\w+|tremors?|falls?|intoleran\w+|not tolerated|"
    r"couldn't tolerate|could not tolerate|did not tolerate)"
)
_STOPPED = r"(?:stopped|d/c'?d|dc'?d|discontinued|quit|ceased|had to stop|off|(?:couldn't|could not|can't|cannot) take)"
_OF_IT = form(
    rf"^(?: \d+(?: ?mg| ?mcg)?)?(?: (?:bid|tid|qid|qd|qhs|prn|daily|max(?:ed)?(?: \d+)?))*"
    rf"(?:\s*[(:,-]+\s*|\s+)(?:{_STOPPED}[\s,;:(-]+(?:(?:for|due to|d/t|because of|2/2|secondary to|from|"
    rf"with|w/) )?(?:\w+ )?{_EFFECT}\b|"
    rf"(?:which |it |that )?(?:upset|upsets|hurt|bothered|irritated) (?:his|her|their|the) (?:stomach|gut|gi)\b|"
    rf"{_EFFECT}(?:[\s,/&]+(?:and )?{_EFFECT})*[\s,;(-]*(?:{_STOPPED}\b|\)|$|[.;])|"
    rf"(?:(?:which|it|that|he|she|they|also|only|has|have) )*(?:makes?|made|making|gave|gives|caused?|"
    rf"causes|causing|left) (?:him|her|me|them|pt|the patient)?\s*(?:too |very |feel |so |with |bad |a bit |quite |"
    rf"severe )*{_EFFECT}\b|"
    rf"(?:is |was |were |are )?(?:not tolerated|poorly tolerated|intolerable)\b|(?:intolerance|allergy|intolerant)\b)"
)
_NOT_HIS = form(
    r"\bwas told not to\b|\btold not to\b|\b(?:not|no longer) (?:allowed|permitted|advised|safe)\b|"
    r"\bper (?:his|her|the)? ?\w* ?contract\b|\bcan(?:not|'t) (?:have|take) (?:any )?(?:nsaids?|"
    r"anti-?inflammator\w+)"
)
_BECAUSE_OF_ILLNESS = re.compile(
    r"[^.;]{0,50}?\b(?:because of|due to|d/t|on account of|owing to|secondary to|2/2|given|as (?:he|she|"
    r"the patient) (?:has|is|takes)|"
    r"because (?:he|she|the patient) (?:has|is|takes)|since (?:he|she|the patient) (?:has|is|takes)|for|with|after|in view of|"
    r"from|:|-|\()\s*[^.;]{0,30}?\b(?:ulcers?|kidneys?|renal|ckd|creatinine|gi bleed\w*|bleed\w*|gastritis|"
    r"gastric|bariatric|bypass|allerg\w*|"
    r"anaphyla\w*|anticoagul\w*|blood thinners?|warfarin|apixaban|eliquis|rivaroxaban|xarelto|heart|cardiac|chf|"
    r"cad|liver|cirrhosis|hepat\w*|"
    r"asthma|diabet\w*|infection|glaucoma|seizures?|pregnan\w*|transplant|sleep apnea)\b"
)
"""`Cannot take them because of kidney disease`: an illness forbids it."""
_NO_BAR = re.compile(
    r"\b(?:no|without|not|denies|nor)\s+(?:(?:any|known|medical|absolute|documented|clear|real|a|an)\s+)*\Z"
)
_NOT_MEDICAL = re.compile(
    r"[^.;]{0,30}?\b(?:because of|because|due to|d/t|owing to|on account of|given|for lack of|for want of)\s+(?:[\w']+\s+){0,3}?"
    r"(?:work|job|shifts?|costs?|insurance|coverage|co-?pays?|money|financ\w+|transport\w*|schedul\w+|time|child ?care|distance|"
    r"travel|covid\S*|pandemic)\b"
)
_ALLERGIES = re.compile(r"\ballerg")
_FAR = 44


def applies(scene: Scene) -> bool:
    """Whether a measure of care, or a phrase of the kind, stands in the sentence."""
    return _LIST in scene.words or "care_not_possible" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    told: set[str] = set()
    for fact in read_plain(scene, replace(reader, code=None)):
        told.add(str(fact.value))
        if _is_no_bar(scene, fact):
            continue
        yield _forbidden_by_an_illness(scene, reader, fact)
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    if (reader.spine and not scene.is_spine) or _ALLERGIES.search(scene.folded[max(0, scene.start - 160) : scene.end]):
        return
    for token, span, reason in _borne_badly(scene):
        if token.values[0] in told or token.values[0] == "none":
            continue
        decided = how(scene, reader, Mention(token.start, token.end, Phrase("care_not_possible", ("",))))
        if decided is None or decided[0] not in (Assertion.PRESENT, Assertion.FAMILY, Assertion.HYPOTHETICAL):
            continue
        told.add(token.values[0])
        values = {"modality": token.values[0], "reason": reason}
        yield make(scene, reader, values, [span], assertion=decided[0], cue=decided[1])


def _is_no_bar(scene: Scene, fact: Fact) -> bool:
    """`No contraindication to NSAIDs`, `unable to attend because of work`: nothing of the patient's body forbids it."""
    quote = fact.quotes[0]
    is_denied = "not contraindicated" in quote.words.lower() or _NO_BAR.search(scene.folded, scene.start, quote.start)
    if is_denied:
        return fact.qualifiers.get("reason") in ("contraindicated", "intolerant")
    return (
        fact.qualifiers.get("reason") == "unable" and _NOT_MEDICAL.match(scene.folded, quote.end, scene.end) is not None
    )


def _forbidden_by_an_illness(scene: Scene, reader: Reader, fact: Fact) -> Fact:
    """The fact as a contraindication where an illness is told as the reason (`cannot take NSAIDs because of an ulcer`)."""
    quote = fact.quotes[0]
    if fact.qualifiers.get("reason") != "unable":
        return fact
    match = _BECAUSE_OF_ILLNESS.match(scene.folded, quote.end, scene.end)
    if match is None:
        return fact
    whole = scene.quote(quote.start, match.end())
    return replace(
        fact, qualifiers={**fact.qualifiers, "reason": "contraindicated"}, evidence=(whole, *fact.evidence[1:])
    )


def _borne_badly(scene: Scene) -> Iterator[tuple[Token, tuple[int, int], str]]:
    tokens = list(scene.words.get(_LIST, ()))
    for number, token in enumerate(tokens):
        stop = tokens[number + 1].start if number + 1 < len(tokens) else scene.end
        after = scene.folded[token.end : min(stop, token.end + 90)]
        found = _OF_IT.words.match(after)
        if found is not None:
            yield token, (token.start, token.end + len(found[0].rstrip(" .;,"))), "intolerant"
            continue
        barred = _NOT_HIS.words.search(after[:_FAR])
        if barred is not None and ";" not in after[: barred.start()]:
            yield token, (token.start, token.end + barred.end()), "contraindicated"
