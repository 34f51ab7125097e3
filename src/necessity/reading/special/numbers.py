"""Findings that are a number which stands some words away from its name: T-score, Cobb angle, HbA1c, midnights, hours, weeks.

Invariant: a number without its sign, its unit or its meaning is left out; a threshold or a goal is never the patient's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.reading.care_dates import elapsed
from necessity.reading.entry import Reader
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene
from necessity.when import PartialDate

Numbers = Callable[[str], Mapping[str, tuple[Quantity, tuple[int, int]]]]
"""From the words of a sentence, beginning at the finding, to quantities by field, each with its place in them."""

_T_SCORE = re.compile(r"(?<![\w.])(?P<sign>[-+]|minus |negative )\s?(?P<number>\d(?:\.\d{1,2})?)(?![\w%]|\.\d)")
_DEFINES = re.compile(
    r"\b(?:or (?:lower|less|below|worse)|(?:less|lower|greater) than|below|under|threshold|cut-?off|"
    r"between|range)\b|[<>\u2264\u2265]"
)
_CURVE = re.compile(
    r"(?<![\w.])(?:from \d+(?:\.\d+)?\s*(?:degrees?|deg|"
    r"\u00b0)?\s*to\s+)?(?P<number>\d{1,3}(?:\.\d+)?)\s*-?\s*(?:degrees?\b|deg\b|\u00b0)"
)
_GROWN = re.compile(
    r"\b(?:progress\w*|increas\w*|grown|growth|worsen\w*|advanced)\b[^.;]{0,25}?\b(?:by|"
    r"of)\s+(?P<number>\d{1,2}(?:\.\d+)?)\s*(?:degrees?\b|deg\b|\u00b0)"
)
_SHARE = re.compile(
    r"(?:a1c|ha?emoglobin)\b[^.;\d]{0,45}?(?:(?<![\w.<>])\d{2,3}\s*mmol\s?/\s?mol\s*[(,/=]\s*)?"
    r"(?<![\w.<>])(?P<number>\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\s*(?:mmol|m?g\s?/\s?d?l))\s*(?:%|"
    r"percent)?(?![\w/.-]*\d)"
)
_PLUMB = re.compile(r"(?<![\w.])(?P<number>\d{1,3}(?:\.\d+)?)\s*-?\s*(?P<unit>cm|mm)\b")
_NANOGRAMS = re.compile(
    r"(?P<bound><|less than|under|below|>|more than|over|above)?\s*(?<![\w.])(?P<number>\d{1,4}(?:\.\d+)?)\s*ng\s?/\s?ml\b"
)
_BOUNDS = {
    **dict.fromkeys(("<", "less than", "under", "below"), "under "),
    **dict.fromkeys((">", "more than", "over", "above"), "over "),
}
_ASKED = re.compile(r"\b(?:must|should|goal|target|required?|cut-?off|threshold|limit|reference)\b")
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_COUNT = r"(?P<number>\d{1,2}|one|two|three|four|five|six)"
_NIGHTS = re.compile(
    rf"(?P<lead>at least |minimum of |more than |over )?{_COUNT}(?:\s*(?:-|to|or)\s*(?P<high>\d{{1,2}}|one|"
    rf"two|three|four|five|six))?"
    r"(?P<more>\s+or more)?[\s-]+(?:hospital |in-?hospital |inpatient )?(?:mid-?nights?|nights?)\b"
)
_EXPECTED = re.compile(
    r"\b(?:expect\w*|anticipat\w*|estimat\w*|requir\w*|span\w*|cross\w*|will|need\w*|remain\w*|stay\w*|"
    r"plan\w*|at least)\b"
)
_RULE = re.compile(r"\b(?:rule|benchmark|presumption|policy|regulation)\b")
_BECAUSE = re.compile(
    r"\b(?:because|given|due to|owing to|in view of|in light of|on account of|as (?:he|she|the patient)|"
    r"since (?:he|she|the patient)|for (?:pain control|monitoring|neurologic|his|her))\b"
)
_ONLY_REVISION = re.compile(
    r"\W*(?:of |the |that |this |it |(?:operation|surgery|procedure|fusion) )*(?:is |will be |being )?(?:of )?"
    r"(?:a |an |the |her |his |its )?(?:revision|repeat|redo|re-do|second|re-?operation)"
    r"(?: (?:spine|spinal|lumbar|surgery|operation|procedure|fusion|case|nature))*"
    r"(?: of (?:the|this) (?:operation|surgery|procedure))?\W*$"
)
_HOURS = re.compile(
    rf"{_COUNT}(?P<part>\.\d)?(?:\s*(?:-|to)\s*(?P<high>\d{{1,2}}|two|three|four|five|"
    rf"six)(?:\.\d)?)?[\s-]*(?:hours?|hrs?|h)\b"
)
_BLOOD = re.compile(
    r"(?P<number>\d{2,4}|\d,\d{3})(?:\s*(?:-|to)\s*(?P<high>\d{2,4}|\d,\d{3}))?\s*(?:ml|cc|milliliters?|"
    r"millilitres?)\b"
)
_BLOOD_ALONE = re.compile(
    r"\b(?:ebl|blood loss)(?: is| of|:)?(?: about| approx\w*| ~| est\w*| expected)? "
    r"?(?P<number>\d{2,4})(?:\s*(?:-|to)\s*(?P<high>\d{2,4}))?(?![\d/.%])"
)
_LITRES = re.compile(r"\bloss\b[^.;\d]{0,16}(?P<number>\d(?:\.\d)?) ?(?:l|lit(?:er|re)s?)\b")
_FREE_FOR = re.compile(
    r"(?P<lead>at least |over |more than )?(?P<number>\d{1,2}|one|two|three|four|five|six|eight|ten|"
    r"twelve)[\s-]+(?P<unit>days?|weeks?|wks?|months?|years?|yrs?)\b"
    r"(?!\s*(?:history|pack|old))"
)
_OF_A_DISEASE = re.compile(
    r"\b(?:t?[12]?dm[12]?|diabet\w+|htn|hypertension|copd|cad|ckd|osa|afib|ra|y/?o|yo|pain|symptoms|"
    r"surgery|fusion)\s*(?:x|for|~|,)?\s*$"
)
"""`T2DM 12 yr, ex-smoker`: the years are those of the disease."""
_SMOKED_FOR = re.compile(
    r"(?<!quit )(?<!stopped )(?<!not )(?<!off )\b(?:smok\w+|packs?|ppd|cigarettes|tobacco)\b"
    r"(?:(?! free\b| abstinen| quit| stopped)[^,;.]){0,25}?"
    r"\b(?:for|x|over)\s+(?:about |over |nearly |some |approximately )?$"
)
"""What stands before the years in which one smoked (`a pack a day for 30 years, quit in 2024`)."""
_SINCE_QUIT = re.compile(r"(?:--|-|,|;|\()\s*(?:\bquit\b(?! ?line|ting)|\bin remission|\bresolved)")
_AMOUNT = re.compile(r"\b(?:packs?|ppd|cigarettes|\d+ppd)\b")
_INTENDED = re.compile(
    r"\b(?:will|plan\w*|expect\w*|anticipat\w*|recommend\w*|need\w*|require\w*|propos\w*|intend\w*)\b"
)
_REPORT = re.compile(
    r"\b(?:operations?|procedures?) performed\b|\bpost-?operative diagnos|\btitle of (?:the )?operation|"
    r"\b(?:sponge|needle|lap) counts?\b|\bprepped and draped\b"
)
_TOOK = re.compile(r"\b(?:was|were|lost|lasted|took)\b")
_TO_THE_DAY = re.compile(
    r"\s*(?:[,;(]?\s*(?:who |and )?(?:quit|stopped)|cold turkey|again|completely|entirely|altogether|"
    r"for good)?\s*[,(]?\s*(?:back )?(?:in|on|since|as of)?\s*"
)
"""What may stand between `quit smoking` and its day."""
_CLOSE = 20
_A_MONTH = 31
_WORDS = {**_NUMBERS, "eight": "8", "ten": "10", "twelve": "12"}


def applies(scene: Scene) -> bool:
    return not scene.mentions.keys().isdisjoint(_OF)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    kind = reader.kind.name
    if kind in _ANYWHERE and "elsewhere" in scene.words:  # bone is measured at the hip, and is the bone of the spine
        scene = replace(scene, _words={name: found for name, found in scene.words.items() if name != "elsewhere"})
    for fact in read_plain(scene, replace(reader, code=None)):
        first = fact.quotes[0]
        begin, end = _reach(scene, kind, first.start, first.end)
        found = _OF[kind](scene.folded[begin:end])
        if kind == "nicotine" and fact.value != "former":  # `smokes a pack a day for 30 years`
            found = {}
        if fact.value == "current" and kind == "nicotine" and _is_former(scene, fact):
            continue
        if kind == "stay_expected" and not found and not _is_reasoned(scene, fact):
            continue
        if kind == "operation_expected" and not _is_ahead(scene):
            continue
        if kind == "cotinine" and _ASKED.search(scene.folded, first.start, first.end):  # `cotinine must be negative`
            continue
        if kind == "cotinine" and not found and "result" not in fact.qualifiers:  # `a cotinine test will be drawn`
            continue
        if not found and kind in _NEEDS_A_NUMBER:
            continue
        if kind == "nicotine" and fact.value == "former" and "abstinent" not in found:
            fact = _stopped_on(scene, fact)
        yield _with(scene, reader, _told(scene, fact), found, begin)


def _is_former(scene: Scene, fact: Fact) -> bool:
    """`Former smoker, 1 ppd for 30 years, quit 8 weeks ago`: how much was smoked, by one who has stopped."""
    quote = fact.quotes[0]
    if _SINCE_QUIT.search(scene.folded, quote.end, min(scene.end, quote.end + 34)):
        return True
    return _AMOUNT.search(scene.folded, quote.start, quote.end) is not None and any(
        one.phrase.values.get("status") == "former" for one in scene.mentions.get("nicotine", ())
    )


def _stopped_on(scene: Scene, fact: Fact) -> Fact:
    """`Quit smoking last week`, `on 2 March`: free from that day to the day of the note, at least and at most."""
    written, quote = scene.around.authored, fact.quotes[0]
    if written is None:
        return fact
    for one in scene.dates:
        beside = one.end <= quote.end or _TO_THE_DAY.fullmatch(scene.folded, quote.end, one.start) is not None
        if one.start < quote.start or not beside:
            continue
        if (one.day.latest - one.day.earliest).days > _A_MONTH:
            return fact  # a year alone says how long in no useful way
        today = PartialDate.day(written)
        free = Quantity.exactly(0, "days") if one.day == today else elapsed(one.day, today)
        if free is None:
            return fact
        both = scene.quote(quote.start, max(quote.end, one.end))
        return replace(fact, qualifiers={**fact.qualifiers, "abstinent": free}, evidence=(both, *fact.evidence[1:]))
    return fact


def _is_reasoned(scene: Scene, fact: Fact) -> bool:
    """A stay without a number counts where it is planned and its reason stands after it (`stay on account of apnea`)."""
    if fact.assertion is not Assertion.PRESENT or "night" in fact.quotes[0].words.lower():
        return False
    planned = scene.sentence.section in ("plan", "assessment") or _INTENDED.search(scene.folded, scene.start, scene.end)
    return bool(planned) and _BECAUSE.search(scene.folded, fact.quotes[0].end, scene.end) is not None


def _is_of_this_patient(scene: Scene) -> bool:
    """A reason is given, and it is more than that the operation is a revision."""
    because = _BECAUSE.search(scene.folded, scene.start, scene.end)
    return because is not None and _ONLY_REVISION.match(scene.folded, because.end(), scene.end) is None


def _is_ahead(scene: Scene) -> bool:
    """The operation is still to come: a report of one tells what it took."""
    if not scene.is_spine or scene.in_document(_REPORT) is not None:
        return False
    return _TOOK.search(scene.folded, scene.start, scene.end) is None


_QUIT = re.compile(r"\b(?:quit|stopped|ceased|gave up|last (?:cigarette|smoked))\b[^.;]*?\bago\b")


_ANOTHER = re.compile(
    r"[\s:=]*(?:(?:of |was |is )?\d{1,2}(?:\.\d)?)?\s*%?\s*[(,;]\s*(?:was |down from |up from |from |"
    r"previously )?\d{1,2}(?:\.\d)?\s*%?\s*(?:in |on |from )?"
)
"""`A1c 7.4% (8.8 in June)`: the day is that of another number."""


def _told(scene: Scene, fact: Fact) -> Fact:
    """`He quit smoking, and cotinine is negative`: what is negative is the test."""
    if fact.kind == "hba1c" and fact.when is not None and scene.around.authored:
        end = fact.quotes[0].end
        others = (
            one
            for one in scene.dates
            if one.day == fact.when and (one.start - end > 24 or _ANOTHER.fullmatch(scene.folded, end, one.start))
        )
        if next(others, None) is not None:  # `(HbA1c 7.2%), hypertension and a TIA in 2019`; `A1c 7.4% (8.8 in June)`
            present = Assertion.PRESENT if fact.assertion is Assertion.HISTORICAL else fact.assertion
            return replace(fact, when=PartialDate.day(scene.around.authored), assertion=present)
    if fact.kind == "cotinine" and fact.when is not None and scene.around.authored:
        quit = _QUIT.search(scene.folded, scene.start, fact.quotes[0].start)
        if quit is not None and any(
            quit.start() < one.start <= quit.end() and one.day == fact.when for one in scene.dates
        ):
            return replace(fact, when=PartialDate.day(scene.around.authored))  # `quit 8 weeks ago, cotinine negative`
    if fact.kind != "nicotine" or fact.assertion is not Assertion.ABSENT or fact.cue is None:
        return fact
    if "cotinine" not in scene.folded[fact.quotes[0].end : max(fact.quotes[0].end, fact.cue.start)]:
        return fact
    return replace(fact, assertion=Assertion.PRESENT, cue=None)


def _reach(scene: Scene, kind: str, start: int, end: int) -> tuple[int, int]:
    """The words in which the number of a finding may stand: from the finding to the end of its sentence, or all of it."""
    begin = scene.start if kind in _EITHER_SIDE else start
    stops = [one.start for one in scene.mentions.get(kind, ()) if one.start >= end]
    return begin, (scene.end if kind in _EITHER_SIDE or not stops else stops[0])


def _with(
    scene: Scene, reader: Reader, fact: Fact, found: Mapping[str, tuple[Quantity, tuple[int, int]]], begin: int
) -> Fact:
    """The fact with its numbers; a number beside its name belongs to the quote, one further off is quoted by itself."""
    main, qualifiers, evidence = fact.value, dict[str, Value](fact.qualifiers), list(fact.evidence)
    for name, (quantity, place) in found.items():
        if name == reader.kind.main:
            main = quantity
        else:
            qualifiers[name] = quantity
        quote = scene.quote(begin + place[0], begin + place[1])
        first = fact.quotes[0]
        if 0 <= quote.start - first.end < _CLOSE and first is evidence[0]:
            evidence[0] = scene.quote(first.start, quote.end)
        elif not (first.start <= quote.start and quote.end <= first.end):
            evidence.append(quote)
    if reader.kind.name == "stay_expected" and _is_of_this_patient(scene):
        qualifiers["reasoned"] = "yes"
    return replace(fact, value=main, qualifiers=qualifiers, evidence=tuple(evidence))


# -- one function per kind ---------------------------------------------------------------------------------------------


def _t_score(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    if _DEFINES.search(words):
        return {}
    found = []
    for one in _T_SCORE.finditer(words):
        number = float(one["number"]) * (1 if one["sign"] == "+" else -1)
        found.append((number, one.span()))
    if not found:
        return {}
    lowest, place = min(found)
    return {"t_score": (Quantity.parse(f"{lowest:g} sd"), place)}


def _curve(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    found: dict[str, tuple[Quantity, tuple[int, int]]] = {}
    grown = _GROWN.search(words)
    if grown:
        found["progression"] = (Quantity.parse(f"{grown['number']} deg"), grown.span())
    for one in _CURVE.finditer(words):
        inside = grown is not None and grown.start() <= one.start("number") < grown.end()
        if not inside and not _DEFINES.search(words[max(0, one.start() - 14) : one.start()]):
            found["cobb"] = (Quantity.parse(f"{one['number']} deg"), one.span())
            break
    return found


def _share(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    one = _SHARE.search(words)
    if one is None or not 3 <= float(one["number"]) <= 20 or _DEFINES.search(words[: one.end() + 9]):
        return {}
    return {"share": (Quantity.parse(f"{one['number']} percent"), one.span("number"))}


def _plumb(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    one = _PLUMB.search(words)
    if one is None or _DEFINES.search(words[: one.start()]):
        return {}
    centimetres = float(one["number"]) / (1 if one["unit"] == "cm" else 10)
    return {"amount": (Quantity.parse(f"{centimetres:g} cm"), one.span())}


def _nights(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    one = _NIGHTS.search(words)
    if one is None or not _EXPECTED.search(words) or _RULE.search(words[one.end() : one.end() + 14]):
        return {}
    return {"midnights": (Quantity.parse(f"{_span_of(one, bool(one['lead'] or one['more']))} n"), one.span())}


def _hours(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    found: dict[str, tuple[Quantity, tuple[int, int]]] = {}
    hours, blood = _HOURS.search(words), _BLOOD.search(words) or _BLOOD_ALONE.search(words)
    litres = _LITRES.search(words) if blood is None else None
    if hours:
        found["length"] = (Quantity.parse(f"{_span_of(hours, False)} hours"), hours.span())
    if blood:
        low, high = blood["number"].replace(",", ""), (blood["high"] or "").replace(",", "")
        found["blood_loss"] = (Quantity.parse(f"{low}{' to ' + high if high else ''} mL"), blood.span())
    if litres:
        found["blood_loss"] = (Quantity.parse(f"{float(litres['number']) * 1000:g} mL"), litres.span())
    return found


def _abstinent(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    if not re.search(r"\b(?:quit|stopped|ago|free|since|abstinent|abstinence|without|ceased|last)\b", words):
        return {}
    lengths = [one for one in _FREE_FOR.finditer(words) if not _SMOKED_FOR.search(words[: one.start()])]
    one = next((one for one in lengths if not _OF_A_DISEASE.search(words[: one.start()])), None)
    if one is None:
        return {}
    number, unit = _WORDS.get(one["number"], one["number"]), one["unit"]
    full = "years" if unit[0] == "y" else "months" if unit[0] == "m" else "weeks" if unit[0] == "w" else "days"
    return {"abstinent": (Quantity.parse(f"{_lead(one['lead'])}{number} {full}"), one.span())}


def _lead(words: str | None) -> str:
    return "" if not words else "at least " if words.startswith(("at least", "minimum")) else "over "


def _span_of(one: re.Match[str], at_least: bool) -> str:
    low = _NUMBERS.get(one["number"], one["number"]) + (one.groupdict().get("part") or "")
    high = _NUMBERS.get(one["high"] or "", one["high"] or "")
    return f"{'at least ' if at_least else ''}{low}{' to ' + high if high else ''}"


def _cotinine(words: str) -> dict[str, tuple[Quantity, tuple[int, int]]]:
    one = _NANOGRAMS.search(words)
    if one is None or _ASKED.search(words[: one.start()]):
        return {}
    return {"level": (Quantity.parse(f"{_BOUNDS.get(one['bound'] or '', '')}{one['number']} ng/mL"), one.span())}


_OF: Mapping[str, Numbers] = {
    "bone_density": _t_score,
    "scoliosis": _curve,
    "hba1c": _share,
    "imbalance": _plumb,
    "stay_expected": _nights,
    "operation_expected": _hours,
    "nicotine": _abstinent,
    "cotinine": _cotinine,
}
_NEEDS_A_NUMBER = frozenset({"bone_density", "hba1c", "operation_expected"})
_ANYWHERE = frozenset({"bone_density"})
_EITHER_SIDE = frozenset({"scoliosis", "stay_expected", "operation_expected", "nicotine"})
