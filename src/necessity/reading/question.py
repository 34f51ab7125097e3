"""The parts of a question: what it asks for, what it says of the patient, and operations that it says were done and judges.

Invariant: words that ask for an operation are never told of the patient, and what cannot be placed in a part is neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from necessity.reading.text import Sentence

_VERB_FIRST = re.compile(r"\W*(?:is|are|was|were|should|would|can|could|does|do|did|has)\b")
_ASKS_FIRST = re.compile(r"(?:is|are|was|were|does)\b")
_VERB_LATER = re.compile(r"[,;:]\s*(?:is|are|was|were|should|would|can|could|does|do|did)\b")
_NECESSARY = re.compile(
    r"\b(?:necess\w*|indicated|warranted|appropriate|justified|reasonable|approv\w*|certif\w*|covered|qualif\w*|"
    r"authori[sz]\w*|supported|need(?:s|ed)?|require\w*|ok(?:ay)?|meets?(?: \w+){0,3} criteria|undergo)\b"
)
_PATIENT = re.compile(
    r"\b(?:for|in|of)\s+(?:a|an|this|the|our|my)\s+(?:(?!(?:in|for|of|on|with|at|who|that|which|undergoing)\b)[\w/-]+\s+){0,4}?(?:patient|pt|man|woman|male|female|"
    r"gentleman|lady|person|member|individual|adult|diabetic|(?:non-?)?smoker|veteran|athlete|(?:\w*worker)|labou?rer|nurse|driver|farmer|"
    r"teenager|adolescent|child|octogenarian|retiree|beneficiary|client|employee|mother|father|wife|husband|son|daughter|"
    r"brother|sister|"
    r"(?:\d{1,3}|[a-z-]+)[\s-]*(?:year|yr|y/o|yo)[\w-]*)\b|\b(?:patient|pt|man|woman|male|female|member)\s+(?:with|w/|"
    r"who|whose|having|has)(?!\w)|\b(?:for|in)\s+(?:patient|pt|member)\b|"
    r"\b(?:for|in|of)\s+(?:someone|somebody|anyone|one)\s+(?:who|with|whose|having|has|after)\b|"
    r"\b(?:for|in|on)\s+(?:an?\s+|this\s+)?\d{1,3}[\s-]*(?:years?|yrs?|y/?o|[mf])\b"
)
_NEEDS = re.compile(
    r"\b(?:needs?|requires?|warrants?|qualif(?:y|ies) for|meets? (?:\w+ ){0,3}criteria for|undergo|benefit from|be (?:approved|"
    r"authori[sz]ed|certified) for)\b"
)
_SURGICAL = (
    r"(?:\w*(?:ectomy|ectomies|otomy|otomies|desis|plasty)|\w+lif|lif|tda|tdr|fusion|decompression|surgery|instrumentation|hardware|"
    r"revision|removal|operation|procedure|lamis?|micro-?\s?dis[ck])\b"
)
_UNDERGOING = re.compile(
    r"\b(?:undergoing|(?:(?:to|will|would|should)\s+(?:undergo|have|receive))|"
    r"(?:scheduled|booked|planned|listed|slated|proposed)\s+(?:for|to\s+(?:undergo|have))|candidate\s+for|requesting|seeking|"
    r"being\s+considered\s+for)\s+(?=(?:(?!\b(?:after|following|for|since|because|due|from)\b)[^,;.?]){0,70}?"
    + _SURGICAL
    + ")"
)
_UNTIL = re.compile(
    r"[;?]|,\s*(?:who|whose|with (?:a|no|persistent|severe|failed|ongoing)|and (?:has|is|who|does|failed)|given|despite|because|"
    r"due|after|as|but|while)\b|\b(?:for|due to|because|given|despite|after|following|secondary to|who|whose|as)\b"
)
_REASON = re.compile(
    r"\b(?:(?P<if>if|unless|when|provided)|given(?: that)?|because(?: of)?|since|despite|although|though|considering|"
    r"seeing that|in view of|in light of|in the face of)\b"
)
_DONE = re.compile(
    r"\b(?:who|patient|pt|he|she)\s+(?:has\s+(?:now\s+|just\s+|recently\s+)?|just\s+|recently\s+)?"
    r"(?:underwent|undergone|received)\b"
)
_LONG_AGO = re.compile(
    r"\b(?:ago|previous(?:ly)?|prior|earlier|past|(?:19|20)\d\d|since|history|remote|years?|months? (?:later|after)|last)\b"
)
_WAS = re.compile(r"\W*(?:was|were)\b")
_ASKS = re.compile(
    r"\b(?:authori[sz]\w*|auth|approv\w*|pre-?cert\w*|request\w*|recommend\w*|plan(?:s|ned|ning)?|propos\w*|proceed\w*|schedul\w*|"
    r"candidate for|seek\w*|offered|certify|medical necessity)\b"
)
_OPERATION_AFTER = re.compile(
    r"[\s)]*(?:(?:left|right|bilateral|revision|redo|repeat|posterior|anterior|lumbar|open|mis|micro\w*|instrumented|decompressive|lateral|"
    r"transforaminal|interbody|minimally|invasive|spinal|and|with|hardware|possible)\s+){0,5}" + _SURGICAL
)
_OPERATION_BEFORE = re.compile(
    _SURGICAL
    + r"\s*(?:\(\w+\)\s*)?,?\s*(?:at|of|from|on|\()?\s*(?:the\s+)?(?:levels?\s+)?(?:left\s+|right\s+|bilateral\s+)?$"
)
_NOTHING_NAMED = re.compile(
    r"\W*(?:is|are|was|were)\s+(?:(?:the|any|this|that)\s+)?(?P<what>(?:(?:further|additional|more|any|another|next|other)\s+"
    r"(?:\w+\s+){0,2}?(?:interventions?|treatments?|surger(?:y|ies)|procedures?|operations?|management|care))|"
    r"(?<=\bthe )(?:surgery|procedure|operation|intervention)(?: performed)?|(?<=\bthis )(?:surgery|procedure|operation)|it)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Places in a text. `asked` ask for something; from `told_from` on the patient is described; `done` names what is judged
    afterwards, `open` the words that ask for something without naming it (`further intervention`)."""

    asked: tuple[tuple[int, int], ...]
    told_from: int
    told_until: int
    done: tuple[int, int] | None = None
    open: tuple[int, int] | None = None

    def is_told(self, start: int, end: int) -> bool:
        """The words describe the patient."""
        beside = any(start < last and first < end for first, last in self.asked)
        return self.told_from <= start < self.told_until and not beside

    def is_done(self, start: int, end: int) -> bool:
        """The words stand where the operations are named that are judged afterwards."""
        return self.done is not None and self.done[0] <= start and end <= self.done[1]


def is_question(folded: str, sentence: Sentence) -> bool:
    """The sentence asks: by its mark, or in its first word where the mark was left out (`is L4-5 fusion necessary for ...`)."""
    if sentence.question:
        return True
    if folded[sentence.end - 1] == ".":
        return False
    return _ASKS_FIRST.match(folded, sentence.start, sentence.end) is not None and is_of_necessity(folded, sentence)


def is_of_necessity(folded: str, sentence: Sentence) -> bool:
    """The sentence speaks of need, approval or the like; a question that does not asks for no judgement."""
    return _NECESSARY.search(folded, sentence.start, sentence.end) is not None


def parts_of(folded: str, sentence: Sentence) -> Parts:
    """The parts of a question. Without a patient in it nothing is told of one."""
    start, end = sentence.start, sentence.end
    patient = _PATIENT.search(folded, start, end)
    if patient is None:
        return _without_a_patient(folded, start, end)
    later = _VERB_LATER.search(folded, patient.end(), end)
    if later is not None and not _VERB_FIRST.match(folded, start, end):  # `For a man with ..., is a fusion necessary?`
        return Parts(asked=((later.start(), end),), told_from=patient.start(), told_until=later.start())
    if _VERB_FIRST.match(folded, start, patient.start()) is not None and not _NECESSARY.search(
        folded, start, patient.start()
    ):
        needs = _NEEDS.search(folded, patient.end(), end)
        if needs is not None and not _names_surgery(
            folded, start, patient.start()
        ):  # `Does a man with ... need a fusion?`
            return Parts(asked=((needs.start(), end),), told_from=patient.start(), told_until=needs.start())
    asked = [(start, patient.start())]
    for match in _UNDERGOING.finditer(folded, patient.start(), end):
        until = _UNTIL.search(folded, match.end(), end)
        asked.append((match.start(), until.start() if until else end))
    done = _done(folded, start, patient.start(), end) if len(asked) == 1 else None
    said = _NOTHING_NAMED.match(folded, start, patient.start()) if done and not _WAS.match(folded, start) else None
    return Parts(
        asked=tuple(asked),
        told_from=patient.start(),
        told_until=end,
        done=done,
        open=said.span("what") if said else None,
    )


def _without_a_patient(folded: str, start: int, end: int) -> Parts:
    """`Is an L3-4 XLIF reasonable given ...?`: the reason tells of the patient; behind `if` stands what nobody claims."""
    later = _VERB_LATER.search(folded, start, end)
    opening = _REASON.match(folded, start, end)
    if later is not None and opening is not None and not opening["if"]:  # `Given severe stenosis at L4-5, is ...?`
        return Parts(asked=((later.start(), end),), told_from=start, told_until=later.start())
    need = _NECESSARY.search(folded, start, end)
    reason = _REASON.search(folded, need.end(), end) if need else None
    if reason is None or not _names_surgery(folded, start, reason.start()):
        return Parts(asked=((start, end),), told_from=end, told_until=end)
    told = end if reason["if"] else reason.start()
    return Parts(asked=((start, reason.start()),), told_from=told, told_until=end)


def _names_surgery(folded: str, start: int, end: int) -> bool:
    return re.search(_SURGICAL, folded[start:end]) is not None


def _done(folded: str, start: int, patient: int, end: int) -> tuple[int, int] | None:
    """`Is further intervention indicated for a patient who underwent ...?`: nothing to come is named, so what was done is judged.

    An operation of long ago, or one with a year, is history. Asked whether something was necessary, what is said to be
    done is that same thing if it has the same name.
    """
    was = _WAS.match(folded, start) is not None
    unnamed = _NOTHING_NAMED.match(folded, start, patient) is not None
    if not unnamed and not was:
        return None
    match = _DONE.search(folded, patient, end)
    if match is None:
        return None
    until = re.compile(r"[;?]|,?\s*\b(?:and|but) (?:now|still|has|is|was|continues)\b").search(folded, match.end(), end)
    last = until.start() if until else end
    if not _names_surgery(folded, match.end(), last) or (not was and _LONG_AGO.search(folded, match.end(), last)):
        return None
    same = set(re.findall(_SURGICAL, folded[start:patient])) & set(re.findall(_SURGICAL, folded[match.end() : last]))
    return (match.end(), last) if unnamed or same else None


def asks(folded: str, sentence: Sentence) -> bool:
    """A sentence that is no question asks for an operation: by its section or its words."""
    return sentence.section in ("plan", "request") or _ASKS.search(folded, sentence.start, sentence.end) is not None


def is_of_an_operation(folded: str, start: int, end: int) -> bool:
    """The level at `start` to `end` is that of an operation which stands beside it (`L4-5 left revision laminectomy`)."""
    return (
        _OPERATION_AFTER.match(folded, end) is not None
        or _OPERATION_BEFORE.search(folded[max(0, start - 60) : start]) is not None
    )
