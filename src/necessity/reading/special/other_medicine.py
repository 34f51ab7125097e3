"""Words of care that are of another disease: `PT 13.4, INR 1.0`, an injected eye, a blood patch, drugs for the heart.

Invariant: a bare word for drugs is care of the back only where its sentence tells of pain or of other care.
"""

from __future__ import annotations

import re

from necessity.reading.scene import Scene
from necessity.reading.tokens import Token

_LIST = "modality_care_words"
_BEFORE_IT = re.compile(
    r"\b(?:short(?:ness)? of breath (?:with|on)|dyspnea (?:with|on)|"
    r"conjunctival|contrast|sheath|dye|saline|submucosal|procrit|insulin|b-?12|flu|vitamin|iron|botox|each|intravitreal|"
    r"blood pressure|cardiac|heart|psychiatric|psych|add|adhd|diabet\w+|seizure|asthma|thyroid|antidepressant|hiv|blood|"
    r"prior to|speech|stress and|stress or|an?esthesia:|fundal|uterine|digital|silk|"
    r"(?:drug|urine|tox\w*) (?:screen|test)[^.;]{0,45}|labor|"
    r"coagulation(?: studies)?:)\s*$|\bweight loss[^.;]{0,20}$"
)
_AFTER_IT = re.compile(
    r"\s*(?:/|,)?\s*(?:ptt|inr|aptt|(?:is|was|of|:)?\s*\d{1,2}\.\d\b(?! ?(?:hours?|miles?|weeks?|months?|x))|\d{1,2} sec|"
    r"blood patch|catheter|bleed\w+|veins?|an(?:a)?esth\w+|for (?:labor|pain control)|analgesia during|"
    r"assessment|agreement|contract|registry|use disorder|overdose|"
    r"(?:, (?:and )?ot\b)?(?:,? (?:and )?(?:speech|st|slp)\b[^.;]{0,15})? to eval|"
    r"(?:/ot )?eval(?:uate|uation)? (?:and|&) treat|"
    r"oximetry|stress|tolerance test|ecg|ekg|treadmill|sutures?|lift|or discharge|"
    r"program[^.;]{0,30}weight)"
)
_SCREENED = re.compile(
    r"\b(?:drug|urine|tox\w*) (?:screen\w*|test\w*)\b[^.;]{0,40}?\b(?:positive|negative|pos|neg|showed|shows|detected)\b"
    r"[^.;]{0,90}$|\bblood - $"
)
"""`A urine drug screen was positive for ..., opiates`: found, not taken as treatment."""
_OF_THE_MIND = re.compile(
    r"\b(?:psych\w*|counsel\w*|behaviou?r\w*|abus\w+|depress\w+|suicid\w*|anxi\w+|marriage|trauma|grief|ptsd|"
    r"with (?:mr|mrs|ms|dr)\.? [a-z]+)\b"
)
_TALKS = frozenset(
    {"outpatient therapy", "of therapy", "in therapy", "therapy", "therapy sessions", "attended therapy"}
)
_OFF = re.compile(r"\boff (?:of )?(?:(?:all|any|the|his|her|their) )*$")
_BARE_DRUGS = frozenset({"medication", "medications", "medicine", "medicines", "meds", "drugs"})
_OF_THE_PAIN = re.compile(
    r"\b(?:pain\w*|back|legs?|spine|lumbar|sciatica|relief|reliev\w+|symptoms?|fail\w*|tr(?:ied|ial\w*)|help\w*|"
    r"conservative\w*|non-?operative\w*|"
    r"non-?surgical\w*|improv\w+|benefit\w*|refractory|despite|response|respond\w*|weeks?|months?|nerve|muscle|neuropathic|"
    r"anti-?inflammator\w+|inject\w+|intradis\w+|placed|disc|ineffective|effective|maximi[sz]ed|exhausted|treat\w*|manage\w*)\b"
)


def of_other_medicine(scene: Scene, token: Token, word: str) -> bool:
    """`PT 13.4, INR 1.0`, an injected eye, a blood patch, drugs for the heart: words of care that are of another disease."""
    before = scene.folded[max(scene.start, token.start - 140) : token.start]
    if _SCREENED.search(before) or (word in _TALKS and scene.folded.startswith("-", token.end)):
        return True
    if word in _TALKS and _OF_THE_MIND.search(scene.folded, scene.start, scene.end):
        return not _OF_THE_PAIN.search(scene.folded, scene.start, token.start)
    near, after = _BEFORE_IT.search(scene.folded, max(scene.start, token.start - 45), token.start), None
    if word in (
        "pt",
        "opioid",
        "opioids",
        "injection",
        "injections",
        "epidural",
        "rest",
        "manipulation",
        "massage",
        "traction",
        "exercise",
    ):
        after = _AFTER_IT.match(scene.folded, token.end, scene.end)
    if near is not None or after is not None:
        return True
    if word not in _BARE_DRUGS:
        return False
    if _OFF.search(before):
        return True
    return not _OF_THE_PAIN.search(scene.folded, scene.start, scene.end) and not any(
        one.values[0] not in ("none", "medication") for one in scene.words.get(_LIST, ())
    )
