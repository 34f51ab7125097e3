"""What is asked beside the procedures: setting, urgency, kind of review, day of service; and who the patient is.

Invariant: each is read only where a request, a plan or a question says it; two values that contradict give none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from necessity.model.case import NOT_STATED, Member
from necessity.model.document import Document
from necessity.reading.dates import find_dates
from necessity.reading.match import fold

Where = tuple[str, int, int, str]
"""A folded text, the sentence in it, and its section."""

_SETTING = re.compile(
    r"\b(?P<in>inpatient|in-patient|inpt\b|pos\s?:?\s?21\b)|\b(?P<obs>observation|obs (?=status|stay|bed))\b|"
    r"\b(?P<asc>ambulatory surg\w+(?: cent\w+)?|"
    r"ambulatory setting|ambulatory|asc|pos\s?:?\s?24|surgery cent(?:er|re)|surgicent(?:er|re))\b"
    r"|\b(?P<out>outpatient|out-patient|outpt|pos\s?:?\s?22|same[- ]day (?:surgery|discharge)|hospital outpatient)\b"
    r"(?!\s+(?:pt\b|physical|"
    r"therapy|clinic|rehab|visit|record|note|treatment|dose|medication))"
)
_SETTING_SAID = re.compile(
    r"\b(?:level of care|admission|admit|stay|setting|status|basis|surgery|procedure|requesting|request|"
    r"requested|as an?|hospital|days?|nights?|medically necessary|necessary|asc|ambulatory|for|lumbar|spine|"
    r"fusion)\b"
)
_NOT_THIS = re.compile(
    r"\b(?:medications? and observation|observation (?:of|only|vs|versus|and|or)|careful observation|"
    r"under observation|watchful|pain|rather than|not|no)\s*$"
)
_URGENT = re.compile(
    r"\b(?:expedited|urgent(?:ly)?|emergent(?:ly)?|emergency|stat)\b(?!\s+(?:room|department|dept|ed|contact|"
    r"physician|medicine|note|depart))"
)
_NIGHTS = re.compile(
    r"\b(?:inpatient|inpt|stay|admission)\W+(?:for |of |x ?|stay of )?"
    r"(?=(?:\d{1,2}|one|two|three|four|five)[- ]nights?\b)(?P<after>\w+)|"
    r"\b(?P<n>\d{1,2}|one|two|three|four|five)[- ](?:day|night)s?\s+(?:inpatient|hospital|in-?patient|stay)"
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_RETROSPECTIVE = re.compile(
    r"\b(?:was|were)\b[^?]*\b(?:medically necessary|necessary|indicated|appropriate|warranted|"
    r"justified|needed|required|reasonable|supported)\b[^?]*\?|\bretrospective\b|\bretro[- ]?auth\w*|"
    r"\bretro(?:spective)?[- ]review\b|\balready (?:performed|done)\b|"
    r"\b(?:who|patient) underwent\b[^?]*\b(?:was|were) (?:it|this|that|the)\b"
)
_OF_HISTORY = re.compile(r"\b(?:if|since|because|whose|although|given)\b")
_CONCURRENT = re.compile(
    r"\bconcurrent(?: review)?\b|\bcontinued stay\b|\bcurrently (?:admitted|hospitali[sz]ed|inpatient)\b"
)
_SERVICE = re.compile(
    r"\b(?:date of (?:service|surgery)|dos|surgery date|scheduled for|is scheduled on|planned for)\s*(?:is|:)?\s*$"
)
_DIAGNOSIS = re.compile(r"(?<![\w.])[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?![\w])")
_AGE = re.compile(
    r"(?<![\w.])(?P<age>\d{1,3})\s*[- ]?(?:(?:years?|yrs?|yr|y)[\s.-]*(?:old|o\b|/o\b)\.?|y[./]?\s?o\b\.?|"
    r"years? of age|(?=\s?[mf]\b))\s*,?\s*(?:(?:[\w-]+\s+){0,2}?(?P<sex>female|male|woman|man|gentleman|lady|"
    r"[fm])\b)?"
)
_AGE_LABEL = re.compile(r"\bage\s*[:=]?\s*(?P<age>\d{1,3})\b(?!\s*(?:mm|cm|%|months?))")
_SEX = re.compile(
    r"\b(?:sex|gender)\s*[:=]\s*(?P<s>f|m|female|male)\b|\bpatient \((?P<p>male|female|m|f)\)|\bpt \((?P<q>male|"
    r"female|m|f)\)|\b(?:is an?|this|pleasant)\s+(?:[\w-]+\s+){0,4}(?P<w>woman|man|gentleman|lady|female|"
    r"male)\b|\b(?P<t>ms|mrs|mr)\.\s+[a-z]"
)
_OF_ANOTHER = re.compile(
    r"\b(?:brother|sister|mother|father|son|daughter|wife|husband|uncle|aunt|cousin|friend)\b[^.;]{0,25}$"
)
_FEMALE = ("female", "woman", "lady", "f", "ms", "mrs")


def has_known_setting(folded: str) -> bool:
    """The words name a setting (inpatient, observation, outpatient, ambulatory)."""
    return _SETTING.search(folded) is not None


def setting_spans(folded: str) -> list[tuple[int, int]]:
    """Where the words name a setting."""
    return [match.span() for match in _SETTING.finditer(folded)]


def read_setting(where: Sequence[Where], in_question: bool) -> str | None:
    """The one setting that is asked for; None where none is, or several are."""
    found: dict[str, None] = {}
    for folded, start, end, section in where:
        for match in _SETTING.finditer(folded, start, end):
            said = _SETTING_SAID.search(folded, max(start, match.start() - 40), min(end, match.end() + 30))
            if not (said or in_question or section == "request") or _NOT_THIS.search(
                folded[max(start, match.start() - 30) : match.start()]
            ):
                continue
            if re.match(r"\s+(?:and|vs|versus|or|of)\b", folded[match.end() : match.end() + 8]) and match["obs"]:
                continue
            name = (
                "inpatient"
                if match["in"]
                else "observation"
                if match["obs"]
                else "ambulatory"
                if match["asc"]
                else "outpatient"
            )
            found.setdefault(name)
    return next(iter(found)) if len(found) == 1 else None


def read_urgency(where: Sequence[Where]) -> str:
    """`expedited` where the request is called urgent, else not stated."""
    for folded, start, end, _ in where:
        for match in _URGENT.finditer(folded, start, end):
            if not re.search(
                r"\b(?:if|to the|go to|return to|not|non|no|an)\s*[- ]?$",
                folded[max(start, match.start() - 14) : match.start()],
            ):
                return "expedited"
    return NOT_STATED


def read_review(where: Sequence[Where]) -> str:
    """`retrospective` where it is asked whether it was necessary, `concurrent` during a stay, else `prospective`."""
    for folded, start, end, _ in where:
        if _CONCURRENT.search(folded, start, end):
            return "concurrent"
        match = _RETROSPECTIVE.search(folded, start, end)
        if match and not (match[0].startswith("already") and _OF_HISTORY.search(folded, start, match.start())):
            return "retrospective"
    return "prospective"


def read_nights(where: Sequence[Where]) -> int | None:
    """The nights of stay that are asked for; None where none are named."""
    for folded, start, end, _ in where:
        match = _NIGHTS.search(folded, start, end)
        if match:
            number = match["n"] or match["after"]
            return _WORDS.get(number) or int(number)
    return None


def read_service_date(where: Sequence[Where], done: Sequence[Where] = ()) -> date | None:
    """The exact day of the operation where the request names it; `done`: where it tells of the operation that is judged."""
    for folded, start, end, _ in done:
        exact = [one.day.earliest for one in find_dates(folded, None, start, end) if one.day.is_exact]
        if len(exact) == 1:
            return exact[0]
    for folded, start, end, _ in where:
        for one in find_dates(folded, None, start, end):
            if one.day.is_exact and _SERVICE.search(folded[max(start, one.start - 30) : one.start]):
                return one.day.earliest
    return None


def read_diagnoses(texts: Sequence[str]) -> tuple[str, ...]:
    """Diagnosis codes with a point, as the texts write them."""
    return tuple(dict.fromkeys(match[0] for text in texts for match in _DIAGNOSIS.finditer(text)))


def member_from(texts: Sequence[Document]) -> Member:
    """Age and sex of the patient as the texts give them; what two places contradict is left out."""
    ages: set[int] = set()
    sexes: set[str] = set()
    for document in texts:
        if not document.readable or document.kind == "criteria":
            continue
        folded = fold(document.text)
        for match in [*_AGE.finditer(folded), *_AGE_LABEL.finditer(folded)]:
            if _OF_ANOTHER.search(folded[max(0, match.start() - 40) : match.start()]) or int(match["age"]) > 120:
                continue
            ages.add(int(match["age"]))
            sex = match.groupdict().get("sex")
            if sex:
                sexes.add("female" if sex in _FEMALE else "male")
        for match in _SEX.finditer(folded):
            word = next(word for word in match.groups() if word)
            if (
                not _OF_ANOTHER.search(folded[max(0, match.start() - 40) : match.start()])
                and word != "mr"
                and word not in ("ms", "mrs")
            ):
                sexes.add("female" if word in _FEMALE else "male")
    return Member(age=ages.pop() if len(ages) == 1 else None, sex=sexes.pop() if len(sexes) == 1 else None)
