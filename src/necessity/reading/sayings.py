"""What is said of people in general, of a study, a payer, a product, a template or someone else: nothing of this patient.

Invariant: a saying reaches no further than its own part between semicolons, a template no further than its own line; where the
words are of the patient (`he`, `her`, a level of the spine, what a scan shows) a general saying reaches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PEOPLE = r"(?:people|patients|persons|individuals|adults|cases|women|men)"
_RECORDS = (
    r"(?:records?|documentation|documents?|notes?|charts?|letters?|referral|submission|file|paperwork|materials|"
    r"information)"
)
_WRONG = (
    r"(?:wrong (?:chart|patient|record|note|file)|(?:next|another|other|different|previous|last) (?:patient|chart)|"
    r"patient (?:after|before)\b)"
)
_KIN = (
    r"(?:wife|husband|spouse|partner|roommate|flatmate|girlfriend|boyfriend|fianc[e\u00e9]e?|son|daughter|brother|"
    r"sister|mother|"
    r"father|mom|mum|dad|friend|neighbou?r|co-?worker|colleague|boss)"
)
_PRODUCT = (
    r"(?:cages?|spacers?|systems?|devices?|implants?|plates?|grafts?|screws?|rods?|allografts?|substitutes?|braces?)"
)
_OPERATION = r"(?:surgery|operations?|fusions?|decompressions?|procedures?|discectomy|laminectomy)"
_BODY = r"(?:nass|aans|aaos|acp|isass|nice|acr|odg|mcg|interqual|uspstf|choosing wisely)"
_TOLD_OF = r"(?:records?|documents?|notes?|charts?|letters?|referral|file|summary|reports?|summaries)"
ILL = (
    r"(?:stenosis|spondylolisthesis|spondylolysis|herniations?|herniated discs?|disc disease|non-?union|pseudarthrosis|"
    r"claudication|sciatica|instability|scoliosis|osteoporosis)"
)
_LONG = r"(?:weeks?|wks?|months?|mos?|days?)"
_ADVISES = (
    r"(?:advis\w+|recommend\w*|supports?|suggests?|states?|says|lists?|requires?|considers?|endorses?|opposes?|"
    r"appropriateness|does not|do not)"
)

CLAUSE, GENERAL = "clause", "general"
"""How far a saying reaches: its part between semicolons always, or only where that part says nothing of the patient."""

SAYINGS: tuple[tuple[str, str, str], ...] = (
    # -- criteria of a study or a payer
    ("dropped", CLAUSE, r"^\W*(?:(?:key|main|trial|study|major)\s+)*(?:inclusions?|exclusions?|eligibility)(?: criteria)?\s*:"),
    ("dropped", CLAUSE, r"\b(?:inclusion|exclusion|eligibility) criteri|\b(?:inclusions|exclusions) (?:are|include|were)\b"),
    ("dropped", CLAUSE, rf"\beligible (?:{_PEOPLE}|subjects|participants)\b|\b(?:trial|study) (?:eligibility|entry)\b"),
    (
        "dropped",
        "after",
        r"\bto (?:enroll?|qualify|be eligible|be enrolled|take part),? (?:\w+ ){1,3}?(?:must|has to|needs? to)\b",
    ),
    (
        "dropped",
        "after",
        r"\b(?:denial (?:reason|rationale|basis)|(?:reasons?|rationale|basis) (?:for|of) (?:the )?(?:denial|non-?approval))\b",
    ),
    (
        "dropped",
        "after",
        rf"\b{_RECORDS}\b(?: [\w'-]+){{0,5}}? (?:(?:does not|do not|did not|fails? to|failed to|(?:is|are|was|"
        rf"were) insufficient to) "
        r"(?:establish|document|demonstrate|show|support|substantiate|prove|contain|include)|lack(?:s|"
        r"ed)? (?:\w+ )?(?:evidence|proof|"
        r"documentation))\b",
    ),
    ("dropped", GENERAL, r"^\W*(?:the )?(?:coverage|payer|payor|plan|insurance|insurer|policy) (?:needs?|wants?|asks|calls)\b"),
    # -- definitions and teaching
    (
        "dropped",
        GENERAL,
        r"\b(?:means? (?:that|an?|the)|(?:is|are) (?:the )?(?:terms?|words?|names?) for|(?:is|are) called|is when)\b",
    ),
    ("dropped", GENERAL, r"^\W*grade (?:\d|i{1,3}|iv) (?:is|means|describes)\b"),
    (
        "dropped",
        GENERAL,
        r"\bt-?score (?:of )?\S{1,6} (?:or|and) (?:lower|less|below|worse)\b|"
        r"\bt-?score (?:below|under|less than|lower than) \S{1,6} (?:is|defines|means)\b",
    ),
    (
        "dropped",
        GENERAL,
        rf"\b(?:most|some|many|few|half of|a third of) {_PEOPLE}\b(?! with\b| who\b)|"
        r"^\W*(?:some|many|most) (?:have|get|develop|feel)\b",
    ),
    ("dropped", GENERAL, r"\bleft (?:alone|untreated)\b"),
    (
        "dropped",
        GENERAL,
        rf"^\W*(?:an? |lumbar |spinal |degenerative |neurogenic |most )*{ILL} (?:happens?|occurs?|is (?:what (?:we|"
        rf"doctors)|not really|"
        r"(?:an?|the) (?:narrowing|slip|slipping|condition|disease|part|loss|thinning|curve|crack|tear|name|term)))\b",
    ),
    (
        "dropped",
        GENERAL,
        r"\b(?:more|most) (?:often|common|commonly) in (?:smokers|women|men|older|younger|people)\b|"
        r"\bin (?:about )?one in \w+\b",
    ),
    ("hypothetical", "after", r"^\W*once (?:the|a|an|his|her|this) (?!day|week|month|year)[\w -]{1,30}? (?:is|are|has)\b"),
    (
        "dropped",
        GENERAL,
        r"\b(?:in|among) (?:children|adolescents|infants|teenagers|athletes|the elderly|older adults|smokers|diabetics)\b"
        r"[^.;]{0,20}?\b(?:can|may|is|are)\b|\bwhen (?:a|an) (?:person|patient|individual|adult|child)\b|"
        r"\bparameter for (?:detecting|diagnosing)\b",
    ),
    ("dropped", "after", r"\b(?:questioned|quizzed|interviewed) (?:him|her|them|the patient|mom|dad|parents)?\b ?(?:on|about|"
     r"regarding|for)\b"),
    # -- templates: choices that nobody made
    ("dropped", CLAUSE, r"[\[{](?:[a-z][a-z' -]*)(?:/[a-z][a-z' -]*)+[\]}]"),
    ("dropped", CLAUSE, r"[\[{(][a-z -]+(?:\|[a-z -]+)+[\]})]"),
    ("dropped", CLAUSE, r"\{[a-z][a-z_ :0-9]*\}|\[(?:levels?|side|number|grade|laterality|date)\]"),
    ("dropped", CLAUSE, r"\((?:select|choose|pick|circle) one\b"),
    ("dropped", CLAUSE, r"\b(?:shows?|reveals?|of|with|at|is|for) \*\*\*(?!\w)"),
    # -- relatives and friends
    (
        "family",
        "after",
        rf"^\W*(?:the |his |her |my )?{_KIN},? (?:(?:who|present|here|sitting|also)\b[^,;.]{{0,40}}, )(?:had|has|"
        rf"underwent|needed|got)\b|"
        rf"^\W*{_KIN}'s\b",
    ),
    (
        "family",
        "after",
        r"\b(?:his|her|their|my|an?) (?:(?:best|close|good|old|golf\w*|work|church|school) )*(?:friend|buddy|pal|mate)\b",
    ),
    ("family", "after", r"^\W*(?:people|women|men|folks|guys) (?:at|in|from|on) (?:his|her|the|my|church|work)\b"),
    # -- a line that was withdrawn, or is of another patient
    ("dropped", CLAUSE, rf"\b(?:disregard|ignore|strike)\b[^.;]{{0,80}}\b(?:{_WRONG}|in error)"),
    (
        "dropped",
        CLAUSE,
        r"[-\u2013\u2014(,]\s*(?:please )?disregard\b|^\W*(?:please )?disregard(?:\s*:| the (?:line|entry|sentence|"
        r"note)\b)",
    ),
    ("dropped", CLAUSE, rf"\b(?:meant|intended|dictated) for (?:the |an? )?{_WRONG}"),
    (
        "dropped",
        CLAUSE,
        r"\b(?:entered|dictated|typed|charted|recorded|put) (?:on|in|into|under) the wrong (?:chart|patient|record|note|file)\b",
    ),
    ("dropped", CLAUSE, r"[-\u2013\u2014(]\s*(?:sorry,? )?wrong (?:chart|patient)"),
    ("dropped", CLAUSE, r"\bnot (?:his|hers|theirs)(?=\W*$)"),
    ("dropped", CLAUSE, r"\bbelongs? to the (?:patient|man|woman|lady|gentleman) (?:in|before|after|next|with)\b"),
    ("dropped", CLAUSE, r"\bcarried (?:over|forward) from (?:an? )?(?:different|another)\b"),
    ("dropped", CLAUSE, r"^\W*(?:scratch|strike) that\b"),
    ("dropped", CLAUSE, r"\b(?:dictated|typed) in error\b"),
    ("dropped", CLAUSE, r"\bfor the (?:lady|man|woman|gentleman|patient) (?:before|after|in)\b"),
    # -- what a product is for
    (
        "dropped",
        GENERAL + " but of levels",
        rf"\b{_PRODUCT}\b(?: [\w-]+){{0,8}}? (?:is|are) (?:indicated|intended|designed|cleared|approved|made) (?:for|at|"
        rf"in|to)\b",
    ),
    (
        "dropped",
        GENERAL + " but of levels",
        rf"\b{_PRODUCT} (?:restores?|promotes?|supports|encourages?|prevents?|relieves?|reduces?|provides?|allows?|"
        rf"maximi[sz]es?)\b|^\W*(?:approved|cleared) for use\b|\bper the brochure\b",
    ),
    ("dropped", CLAUSE, r"^\W*(?:indications? for use|intended use)\s*:|\b(?:flyer|brochure|pamphlet|advertisement)\s*:"),
    # -- instructions for the time after an operation
    (
        "hypothetical",
        CLAUSE,
        r"^\W*you (?:may|can|should|will|must) (?:not )?(?:drive|walk|shower|lift|bend|wear|take|use|start|stop|need|"
        r"resume|sit)\b",
    ),
    ("planned", "after", r"\b(?:is|are) to (?:wear|use|keep|avoid|follow)\b"),
    (
        "hypothetical",
        CLAUSE,
        r"^\W*(?:brace|lso|tlso|corset) (?:on )?(?:at all times|(?:when|whenever|while) (?:up|out of bed))\b",
    ),
    ("hypothetical", CLAUSE, r"\b(?:brace|lso|tlso|corset) (?:on )?(?:when |whenever |while )?(?:oob|out of bed)\b"),
    (
        "hypothetical",
        "after",
        r"\b(?:no|avoid|do not|don't|never) (?:driv\w+|alcohol|drink\w*|operat\w+)[^.;]{0,30}?\b(?:while|when|if)\b",
    ),
    (
        "hypothetical",
        CLAUSE,
        r"^\W*(?:wear|do not (?:take|use|lift|drive|bend|smoke)|don't (?:take|use|lift|drive|bend|smoke))\b",
    ),
    ("hypothetical", CLAUSE, r"\bto be (?:fitted|worn|dispensed|issued)\b|, wear (?:it |them )?(?:when|while|at|for|x)\b"),
    (
        "hypothetical",
        CLAUSE,
        r"^\W*(?:no (?:driving|bending|lifting|twisting|nsaids?|heavy|bath\w*|swimming|smoking|sports?)|avoid|take|ice|"
        r"heat|walk|shower|use|start|begin|"
        rf"stop|restart|resume|hold)\b[^.;]*\b(?:after|following) (?:the |your )?{_OPERATION}\b",
    ),
    (
        "planned",
        CLAUSE,
        rf"\bto (?:begin|start|commence|resume) (?:\S+ )?(?:\d+|two|three|four|six|eight|twelve) {_LONG} (?:after|"
        rf"following)\b",
    ),
    # -- what a course of therapy is to reach
    (
        "planned",
        "after",
        r"^\W*(?:target|expected|projected|anticipated)(?: (?:level|value|score|strength|result)s?)?:?\s+(?=[\w ]{2,30}?\d)",
    ),
    # -- records that are silent
    (
        "dropped",
        "after",
        r"\b(?:silent|says? nothing|no mention(?: is| was)?(?: made)?|not (?:recorded|stated|documented|mentioned|noted)|"
        r"(?:do|does|did) not (?:say|state|mention|record|specify|tell|note|indicate)|could not (?:find out|learn)|"
        r"nothing (?:in|on) [^.;]{0,30}?(?:tells?|says?))\b"
        r"[^.;,]{0,60}?\b(?:whether|if)\b",
    ),
    (
        "dropped",
        "after",
        rf"\b{_TOLD_OF}\b[^.;,]{{0,30}}?\b(?:(?:silent|mute) (?:on|as to|about|regarding)|(?:says?|"
        rf"tells?) nothing (?:about|of|on)|"
        r"(?:makes?|made) no mention of|(?:do|does|did) not mention)\b",
    ),
    (
        "dropped",
        "after",
        r"\bno (?=(?:\w+ ){1,3}?(?:(?:is|was|were|are) )?(?:mentioned|described|recorded|documented) "
        r"(?:in|on) (?:the|his|her|any|that|those) )",
    ),
    # -- what may lie behind a complaint, merely listed
    ("dropped", CLAUSE, r"^\W*(?:the |current |my )?(?:d/?dx|differential(?: diagnos[ie]s| dx)?)\b[^;]*?\b(?:vs|versus)\b"),
    # -- guidelines
    (
        "dropped",
        GENERAL,
        rf"\b{_BODY}\b(?: (?:and|or|guidance|criteria|guidelines?|{_BODY}))* {_ADVISES}\b|^\W*choosing wisely\b",
    ),
    ("dropped", GENERAL, rf"\b(?:guidance|guidelines?|consensus statements?|spine society)\b(?: \w+){{0,2}}? {_ADVISES}\b"),
    (
        "dropped",
        GENERAL,
        r"^\W*(?:the |current |published |best )?(?:evidence|data|literature|studies|trials) (?:favou?rs?|"
        r"supports? (?:decompression|fusion|"
        r"surgery|therapy|injections?))\b|\bcochrane\b|^\W*who (?:advises|recommends)\b",
    ),
    # -- what an operation is for, and what it does not do
    (
        "hypothetical",
        GENERAL,
        rf"\b{_OPERATION} (?:is|are) (?:not )?(?:meant|aimed|intended|designed|for (?:the )?(?:legs?|nerves?))\b",
    ),
    (
        "hypothetical",
        GENERAL,
        rf"\b{_OPERATION} (?:aims? (?:to|at)|treats?|targets?)\b|\bnot meant for\b|^\W*(?:what )?we (?:hope|operate) for\b",
    ),
    ("hypothetical", GENERAL, r"\b(?:may|might|will) (?:well )?not (?:do|help|fix|cure|relieve|change|take away|improve)\b"),
    ("counselled", GENERAL, r"\bpain (?:may|might) (?:well )?(?:stay|remain|persist|continue|linger)\b"),
    ("hypothetical", GENERAL, r"^\W*expect\b|\b(?:is|are) not reliably\b"),
    ("counselled", GENERAL, r"\bcannot be (?:promised|guaranteed)\b"),
    ("planned", "after", r"^\W*(?:the )?(?:aim|purpose|objective|intent)s?(?: of [^.;]{0,40}?)? (?:is|are)\b"),
    # -- what was weighed and let go; what is to be kept at hand
    (
        "hypothetical",
        "before",
        r"\b(?:ruled out|rejected|dismissed|discarded) as an? (?:option|choice|alternative)\b|"
        r"\b(?:no longer|not) (?:an option|on the table)\b|\bno longer (?:being )?considered\b(?: either)?\W*$",
    ),
    ("dropped", CLAUSE, r"^\W*have\b[^.;]*\b(?:on hand|at hand|to hand)\b"),
)  # fmt: skip

_OF_THE_PATIENT = re.compile(
    r"\b(?:he|she|his|her|him|hers|the patient|our patient|this patient|pt|mr|mrs|ms|shows?|showed|demonstrates?|demonstrated|"
    r"reveals?|revealed|there (?:is|are|was)|today|on exam)\b"
)
_LEVEL = re.compile(r"\b[ls][1-5]\b")


def is_of_the_patient(folded: str, reach: str, start: int, end: int) -> bool:
    """The words between `start` and `end` are of the patient, so that a general saying in them reaches nothing."""
    if not reach.startswith(GENERAL):
        return False
    if _OF_THE_PATIENT.search(folded, start, end):
        return True
    return reach == GENERAL and _LEVEL.search(folded, start, end) is not None


class Line(NamedTuple):
    """A line of a document that is a template, or whose head is another joint; `cue` is the span of the words that say so."""

    start: int
    end: int
    is_template: bool
    cue: tuple[int, int]


_TEMPLATE = re.compile(
    r"^[ \t]*(?P<dot>\.[A-Z][A-Z0-9]{3,})\b.*$|"
    r"^.*?(?P<cut>(?:\*\*\*|\[|\{)[ \t]*(?:please )?(?i:delete|remove|erase|omit) (?i:what|whatever|if|any|anything|"
    r"those|lines?|"
    r"this|when|not)\b).*$",
    re.MULTILINE,
)
_OF_A_JOINT = (
    r"(?:(?:r|l|rt|lt|right|left|bilateral|b/l|both)\.?[ \t]+)?"
    r"(?:knee|ankle|shoulder|hip|wrist|elbow|thumb|finger|foot|hand|jaw|tmj|forearm)s?(?:[ \t]*\((?:r|l|right|"
    r"left)\))?(?:[ \t]+(?:exam(?:ination)?|mri|ct|films?|x-?rays?|radiographs?|emg|ultrasound))?[ \t]*(?::|"
    r"[ \t]+(?:shows?|showed|demonstrates?|reveals?)\b|[ \t][-\u2013\u2014](?=[ \t]))"
)
_JOINT = re.compile(
    rf"^[ \t*\u2022-]*(?P<head>{_OF_A_JOINT}).*$|(?<=[.;!?] )(?P<inside>{_OF_A_JOINT})[^.;!?\n]*",
    re.MULTILINE | re.IGNORECASE,
)


def lines(text: str) -> Iterator[Line]:
    """The lines of a document that are a template (`.LUMBARNL ...`) or of another joint (`R knee: no instability`)."""
    if "***" in text or "[" in text or "{" in text or "." in text:
        for match in _TEMPLATE.finditer(text):
            yield Line(*match.span(), True, match.span("dot" if match["dot"] else "cut"))
    for match in _JOINT.finditer(text):
        yield Line(*match.span(), False, match.span("head" if match["head"] else "inside"))
