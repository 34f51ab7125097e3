"""Sentences that tell a patient what to watch for, what an operation risks, or what a form asks: none of it has happened.

A list of cues cannot hold these, for they are built of many parts (`numbness between the legs would bring him to the emergency
department`). Invariant: only what the sentence tells as having come about is left to count; a doubtful one is an instruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from necessity.reading.risks import listed
from necessity.reading.sayings import CLAUSE, GENERAL, SAYINGS, is_of_the_patient
from necessity.reading.screen import Screen
from necessity.reading.strangers import STRANGERS
from necessity.reading.to_the_reader import TO_THE_READER

_EMERGENCY = (
    r"(?:e\.?r|e\.?d|a ?(?:&|and|\+) ?e|accident (?:and|&) emergency|casualty|"
    r"emergency (?:room|department|dept|services?|unit|clinic|team|care|line|number)|emergency(?=\W*$|[.,;)])|hospital|"
    r"urgent care|911|999|112|ambulance|"
    r"theatre)\b"
)
_OFFICE = (
    r"(?:us|me|(?:the|our|my|your|his|her) (?:office|clinic|ward|team|surgeon|doctor|nurse|rooms|gp|practice|unit|"
    r"on[- ]call \w+|hospital)|on[- ]call|gp)\b"
)
_TODAY = (
    r"(?!\W{0,2}(?:today|now|tonight|this (?:morning|afternoon|evening)|because|as (?:he|she)|since|due to|given|to (?!be\b)|"
    r"about|from clinic))"
)
_TO_SAY = r"(?:mention|tell|inform|let|report|state|declare|advise|disclose|notify|list|say|bring up|point out)"
_TOLD = re.compile(
    r"\b(?:has|had|have|reports?|reported|developed|complains?|complained|presents?|presented|came|went|noted|since|today|"
    r"yesterday|tonight|now|currently|this (?:morning|week|month)|last (?:night|week|month)|ago|ongoing|shows?|showed|found|"
    r"progressed|remains?)\b"
)
"""Words of one who tells what came about."""


class Instruction(NamedTuple):
    """`family` holds for what lies between `start` and `end`; `cue` is the span of the words that say so."""

    family: str
    start: int
    end: int
    cue: tuple[int, int]
    forward: bool


class _Form(NamedTuple):
    family: str
    # after: what follows; before: what stands before it, where nothing is told there; around: both; whole: all;
    # part: what stands before it, back to a comma or bracket; clause, general: as in `sayings`
    reach: str
    words: re.Pattern[str]
    opens: bool  # only where it opens the sentence


def _form(family: str, reach: str, words: str) -> _Form:
    return _Form(family, reach, re.compile(words.removeprefix("^")), words.startswith("^"))


def _each(words: str) -> list[str]:
    """The forms of one saying: what opens a sentence (`^`) and what stands anywhere are tried apart."""
    first, *opening = words.split("|^")
    return [first, *(f"^{one}" for one in opening)]


_FORMS = (
    # -- return precautions: verbs in their base form and where to go
    _form(
        "hypothetical",
        "around",
        r"(?<!\bhad )(?<!\bhas )(?<!\bhave )(?<!\bdid )\b(?:go|goes|come|return|attend|report|present|head|proceed|call|"
        r"calls|ring|rings|"
        r"phone|dial|contact|seek|be seen|straight|right|back)\b(?:[ /'-][\w'&]*){0,6}?[ /]" + _EMERGENCY + _TODAY,
    ),
    _form(
        "hypothetical",
        "around",
        r"\b(?:call|calls|ring|rings|phone|telephone|contact|tell|notify|alert|come back to|return to|report to) "
        + _OFFICE
        + _TODAY,
    ),
    _form(
        "hypothetical",
        "around",
        r"\bseek (?:\w+ ){0,3}?(?:care|help|attention|advice|review|assistance|treatment)\b" + _TODAY,
    ),
    _form(
        "hypothetical",
        "around",
        r"\b(?:call|ring|phone|come back|come in|come straight back|return|attend|rings|calls)\b(?: \w+){0,3}? (?:for|"
        r"with|if|when|"
        r"in case of|on|at the first|the moment)\b(?! (?:pain (?:control|relief)|follow|review|surgery|the operation|"
        r"a repeat|his|"
        r"her|monday|tuesday|wednesday|thursday|friday|\d))",
    ),
    _form("hypothetical", "after", r"\b(?:sooner|earlier|immediately|promptly|urgently|at once) (?:for|with|if|on)\b"),
    _form(
        "hypothetical",
        "before",
        r"(?:-+>|=+>|\u2192|=|:|,| - )\s*(?:(?:go|straight|back|directly|right|immediately|same[- ]day|urgent|to|the|"
        r"nearest|call|dial|"
        r"ring|into|in|local|via)\s+)*" + _EMERGENCY + _TODAY,
    ),
    _form(
        "hypothetical",
        "before",
        r"\b(?:means?|spells?) (?:\w+ ){0,5}?(?:emergency|er|ed|call|calls|return|theatre|hospital|911|999|urgent|"
        r"immediate|same[- ]day)\b",
    ),
    _form(
        "hypothetical",
        "before",
        r"\b(?:would|will|should|must|shall) (?:then |also |each |all |at once |immediately )?(?:bring|take|send|oblige|"
        r"land|prompt|force|"
        r"signal|necessitate|count as|drive|put|see|have) (?:him|her|them|us|me|the patient|a|an|the|as|urgent|immediate)\b",
    ),
    _form(
        "hypothetical",
        "before",
        r"\b(?:is|are) (?:all |each |both |always |clear |the )?(?:an? )?(?:red flags?|warning signs?|danger signs?|"
        r"alarm (?:signs?|"
        r"symptoms?)|reasons? (?:to|for) (?:go|call|return|come|seek|attend|ring|contact|present|urgent|emergency|"
        r"immediate)|not to "
        r"be (?:ignored|missed))",
    ),
    _form(
        "hypothetical",
        "before",
        r"\b(?:(?:needs?|warrants?|demands?|deserves?|calls? for) (?:an? )?(?:urgent|immediate|emergency|same[- ]day|"
        r"call|prompt)|"
        r"(?:is|are|must|to|should) be (?:reported|mentioned|declared|disclosed)|to be (?:reported|mentioned))\b",
    ),
    _form(
        "hypothetical",
        "after",
        r"\bwere (?!(?:the|his|her|their) (?:first|last|only|same|next|results?|findings?)\b)(?:her|his|their|your|my|"
        r"the|any|such|an?|"
        r"bladder|bowel|numbness|weakness|pain|leg|legs|foot|saddle|\w+ (?:numbness|weakness|control|function|symptoms)) "
        r"(?:[\w'/-]+ ){0,6}?to (?!be (?:found|seen|present))",
    ),
    _form(
        "hypothetical",
        "after",
        r"\bshould (?:new|saddle|perineal|perianal|bladder|bowel|bowels|urinary|urine|numbness|weakness|incontinence|"
        r"retention|leg|legs|"
        r"foot|loss|symptoms|signs|any|an?|the|her|his|their|either|fresh|worsening|progressive|increasing|sudden|fever|"
        r"such|cauda|"
        r"strength|power|things|matters|compression|nerve|sensation|red flags?)\b",
    ),
    _form(
        "hypothetical",
        "after",
        r"\b(?:(?:never|not|no account|don't) (?:\w+ ){0,4}?ignore|ignore|disregard(?! of)|on the (?:look-?out|alert) for|"
        r"alert to|vigilant for|eye "
        r"out for|safety[- ]?net\w*|warnings? given|(?:cauda equina|ces|red flag) (?:warnings?|advice|information|precautions?|"
        r"symptoms (?:explained|discussed|reviewed))|exceptions?(?: being| are| is|:))",
    ),
    _form("hypothetical", "before", r"\b(?:explained|discussed|reviewed)\b[^.;]{0,30}\b(?:leaflet|handout|sheet|card)\b"),
    _form(
        "hypothetical",
        "after",
        r"\b(?:re-?refer(?:ral)?|refer back|referral)\b[^.;]*?\b(?:except(?: for)?|unless|save(?: for)?|other than)\b",
    ),
    _form(
        "hypothetical",
        "after",
        r"\b(?:any of the following|(?:emergency|warning|danger|alarm) (?:signs?|symptoms?)|(?:leaflet|handout|sheet|"
        r"card|booklet)s? (?:was |were |is )?"
        r"(?:given |provided |handed over )?(?:covering|on|about|listing|regarding|re|for)|worst[- ]case|at worst|"
        r"correlat\w+ for|"
        r"would (?:need|require|have to) [^.;]{0,40}?(?:for|if|with)|(?:could|might|may|can) (?:\w+ )?(?:leave|"
        r"result in|end in|end with|make|render|"
        r"give)|(?:bring|list|note|write down)\b[^.;]{0,30}\byour)\b",
    ),
    _form(
        "hypothetical",
        "after",
        r"\b(?:page|notify|alert|inform|fast-?bleep|bleep) (?:the )?(?:\w+ )?(?:md|dr|doctor|physician|surgeon|surgery|"
        r"neurosurgery|"
        r"team|resident|registrar|provider|nurse|rn|np|pa)\b|\bkeep(?:ing)? (?:an|a close) (?:eye|watch) on\b|: report\b|"
        r"\brule\b[^.:;]{0,20}:",
    ),
    _form("hypothetical", "after", r"^\W*report\b"),
    _form("hypothetical", "before", r"\bis (?:what|the thing) (?:i|we|he|she|they) (?:\w+ )?(?:fears?|dreads?|worr(?:y|"
        r"ies) about)\b"),
    # -- what is to be looked for, spared or feared
    _form(
        "hypothetical",
        "after",
        r"\b(?:monitor(?:ed|ing)?|checks?|checked|surveillance|inspected|explored|looking|looked|alert|vigilant|"
        r"screened|examined|searched|"
        r"observe) (?:[\w'-]+ ){0,4}?for\b|\bmonitor(?:ing)? [^.:;]{0,30}:",
    ),
    _form("hypothetical", "before", r"\b(?:that|which|as) (?:may|might|could|can) (?:follow|occur|come|develop|arise|"
        r"happen|ensue)\b"),
    _form(
        "hypothetical",
        "after",
        r"\b(?:to (?:spare|save|protect|forestall|avert|guard against|head off|stave off|pre-?empt)|(?:rather than|"
        r"instead of|not) "
        r"(?:wait|waiting|risk|risking|await|awaiting)|lest|for fear of|in fear of)\b",
    ),
    _form(
        "hypothetical",
        "after",
        r"\b(?:untreated|left untreated|without (?:surgery|an operation|treatment|decompression)),? (?:he|she|it|this|"
        r"that|they|the "
        r"\w+|patients?) (?:\w+ )?(?:could|can|may|might|will|would|leads?|ends?|risks?)\b",
    ),
    _form("hypothetical", "around", r"\b(?:we|i) would (?:have|then)\b|\bwould have (?:been|gone|opened|operated)\b"),
    _form("hypothetical", "whole", r"^\W*had (?:he|she|they|it|there|the \w+|his \w+|her \w+|any)\b"),
    _form("hypothetical", "after", r"\b(?:is|are) (?:only |mainly |usually )?(?:used|added|reserved|offered) (?:where|"
        r"when|if|in|for)\b"),
    _form("hypothetical", "whole", r"^\W*in [^,.;]{0,40} (?:we|i|one) (?:add|use|prefer|put|inject|offer|give|recommend)\b"),
    # -- forms, leaflets, general sayings
    _form("hypothetical", "after", r"\b(?:please|kindly|to|must|should) " + _TO_SAY + r"\b(?! (?:you|that (?:he|she|"
        r"the patient|mr|mrs|ms)))"),
    _form("hypothetical", "after", r"^\W*(?:tell (?:the|your|our|us|me)|ask (?:\w+ ){0,2}about|let us know|mention)\b"),
    _form("dropped", "whole", r"\b(?:tick|circle|check) (?:one|all|any|what|which|those|if|as|the box)\b|\bleft blank\b"),
    _form("dropped", "whole", r"\b(?:encloses?|enclosing|carries|attached is) (?:\w+ ){0,4}?(?:leaflet|sheet|handout|"
        r"booklet|brochure)\b"),
    _form(
        "dropped",
        "whole",
        r"\b(?:common(?:ly)?|frequent(?:ly)?|often|encountered|usual)\b[^.;]{0,40}\b(?:in|among) (?:people|adults|"
        r"persons|those|patients|individuals|"
        r"many|symptom-?free|asymptomatic|healthy|volunteers)\b|\b(?:people|adults|persons|individuals|"
        r"patients) (?:with no|without|who have no) "
        r"(?:symptoms|complaints)|\basymptomatic (?:people|adults|persons|individuals|subjects)\b",
    ),
    _form("dropped", "before", r"\b(?:is|are) (?:better|best) (?:judged|seen|shown|assessed|evaluated)\b|\b(?:is|"
        r"are) (?:beyond|outside) (?:what|the)\b"),
    _form("dropped", "after", r"\b(?:insensitive|not sensitive|unreliable|not reliable) (?:for|to)\b"),
    _form("dropped", "whole", r"^\W*(?:in the )?literature\b"),
    _form(
        "dropped",
        "part",
        r"\b(?:asked for twice|nothing came|never (?:came|sent|received)|not (?:sent|supplied|transmitted)|"
        r"requested x ?2|no reply|still outstanding|"
        r"(?:see|on|on the|in the|refer to) (?:scan|scanned sheet|intake (?:form|sheet))|scanned sheet|sheet scanned|"
        r"not dictated|undictated)\b|-> (?:sheet|form|scan)\b",
    ),
    _form("possible", "before", r"\b(?:can|could|may) (?:be )?neither (?:be )?\w+ nor\b"),
    # -- risks that are told
    _form("counselled", "after", r"\b(?:hazards?|perils?|downsides?|drawbacks?|pitfalls?|harms|side[- ]effects|"
        r"discussed:|mentioned:|explained:)"),
    _form(
        "counselled",
        "before",
        r"\b(?:is|are|remains?) (?:an? |all |each )?(?:(?:well[- ])?known|recogni[sz]ed|potential|late|accepted|"
        r"possible) (?:\w+ )?(?:effects?|"
        r"complications?|risks?|sequel\w*|consequences?|problems?|events?|possibilit\w+|later|afterwards)\b|\bare possible\b|"
        r"\b(?:can|may|might|could) (?:all |each )?(?:happen|follow|come about)\b",
    ),
)  # fmt: skip

_WANTS = re.compile(
    r"\b(?:he|she|they|the patient|patient|pt)\b (?:\w+ )?(?:wants?|wishes|wished|asks?|asked|elects?|elected|opts?|"
    r"opted|would like|"
    r"requests?|requested|prefers?|chose|chooses)\b"
)
_BLANK = re.compile(
    r"(?<![^\s:(\[/])_{2,}(?=$|[\s/)\].,;])(?!\s*(?:yes|no|mild|moderate|severe|none|x\b|\d))|"
    r"\.{4,}(?=\s*(?:$|[a-z]+(?: [a-z]+)?\s*[:.]))"
)
"""A line to write on that nobody wrote on."""
_WIDE = re.compile(r" {2,}|\t|;|\((?![^)]*\))")


def instructions(folded: str, start: int, end: int, images: bool = False) -> Iterator[Instruction]:
    """What the sentence `folded[start:end]` only instructs, warns of or asks. `images`: it stands in an imaging report."""
    words = folded[start:end]
    may = _screen().of(words)
    while may:
        form = _FORM_OF[may & -may]
        may &= may - 1
        opening = form.words.match(folded, start, end) if form.opens else None
        for match in (opening,) if opening else () if form.opens else form.words.finditer(folded, start, end):
            yield from _reached(form, match, folded, start, end)
    if "__" in words or "...." in words:
        yield from _blanks(folded, start, end)
    for talked in () if images else listed(folded, start, end):
        yield Instruction("counselled", talked[0], _until(folded, talked[0], end), talked[1], True)


_ALL = (
    *_FORMS,
    *(
        _form(family, reach, one)
        for family, reach, words in (*SAYINGS, *STRANGERS, *TO_THE_READER)
        for one in _each(words)
    ),
)
_FORM_OF = {1 << place: form for place, form in enumerate(_ALL)}


@cache
def _screen() -> Screen:
    return Screen([form.words for form in _ALL])


def _blanks(folded: str, start: int, end: int) -> Iterator[Instruction]:
    """`Leg pain (0-10): ____`: what stands before an empty blank, back to the answer before it, was never answered."""
    begin = start
    for match in _BLANK.finditer(folded, start, end):
        label = folded[begin : match.start()].rstrip(" :")
        after = max((gap.end() for gap in _WIDE.finditer(label)), default=0)
        yield Instruction("dropped", begin + after, match.start(), match.span(), False)
        begin = match.end()


def _reached(form: _Form, match: re.Match[str], folded: str, start: int, end: int) -> Iterator[Instruction]:
    first, last = _segment(folded, match.start(), start), _until(folded, match.end(), end)
    if form.reach == "part":
        begin = max(first, *(folded.rfind(mark, start, match.start()) + 1 for mark in ",(."))
        yield Instruction(form.family, begin, match.start(), match.span(), False)
        return
    if form.reach.startswith((CLAUSE, GENERAL)):
        last = max(last, match.end())
        if not is_of_the_patient(folded, form.reach, first, last):
            yield Instruction(form.family, first, last, match.span(), True)
        return
    if form.reach == "whole":
        yield Instruction(form.family, start, end, match.span(), True)
        return
    if form.reach in ("after", "around"):
        yield Instruction(form.family, match.end(), last, match.span(), True)
    if form.reach in ("before", "around") and not _TOLD.search(folded, first, match.start()):
        yield Instruction(form.family, first, match.start(), match.span(), False)


def _segment(folded: str, place: int, start: int) -> int:
    """Where the part between semicolons that holds `place` begins."""
    return max(start, folded.rfind(";", start, place) + 1)


def until_wanted(folded: str, place: int, end: int) -> int:
    """Where what was told of risks ends, for the patient is said to want something (`after that he wants surgery for ...`)."""
    wants = _WANTS.search(folded, place, end)
    return wants.start() if wants else end


def _until(folded: str, place: int, end: int) -> int:
    """Where it ends: at a semicolon, or where the patient is said to want something."""
    semicolon = folded.find(";", place, end)
    return until_wanted(folded, place, end if semicolon < 0 else semicolon)
