"""Strength that falls, as an examiner states it, with the time it took: `progressive weakness over the last six weeks`.

Invariant: a time is taken only where it stands with the fall; what the patient only feels or suspects is possible, not stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.dates import NUMBERS, Length
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form
from necessity.reading.special.motor_list import scaled
from necessity.reading.tokens import Token

_COMPARED = re.compile(
    r"\b(?:weak\w*|power|strength|mmt|motor|deficits?|paresis|foot drop|foot drag)\b(?P<between>[^.]{0,70}?)\b"
    r"(?:less|weaker|worse|down|lower|poorer|progress\w*|worsen\w*|declin\w*|deteriorat\w*|fallen|dropped)\b"
    r"(?P<then>[^.;]{0,40}?)\b(?:than|from|since|vs|versus|against|compar\w+|relative to)\b[^.;]{0,30}?"
    r"\b(?:last|previous\w*|prior|earlier|former|first|initial|baseline|before|past)\b"
)
"""Strength set against an earlier examination: `power reduced, definitely less than when last I tested it`."""
_DROPPED = re.compile(
    r"\b(?:dropped|fallen|fell|gone|went|decreased|declined|down|deteriorated|worsened|reduced|slipped|weakened)\b"
    r"[^.;\d]{0,20}?\bfrom "
    r"(?:(?:mrc|grade|power)\s*){0,2}(?P<a>[0-5][+-]?)(?:\s?/\s?5)?\s*(?:[^.;\d]{0,24}?\s)?(?:to|->|"
    r"now)\s+(?:(?:mrc|grade|power|now)\s*){0,2}"
    r"(?P<b>[0-5][+-]?)(?:\s?/\s?5)?(?![\w/]|\.\d)"
)
_ARROW = re.compile(
    r"\s*(?::|is|was)?\s*(?:(?:mrc|grade|power)\s*)?(?P<a>[0-5][+-]?)(?:\s?/\s?5)?\s*(?:-+>|=+>|\u2192|\bdown to\b)\s*"
    r"(?:(?:mrc|grade)\s*)?(?P<b>[0-5][+-]?)(?:\s?/\s?5)?(?![\w/]|\.\d)"
)
"""Two grades of one muscle, the earlier first: `dropped from MRC 4 to MRC 2`, `TA 5 -> 4`."""
_WAS_AND_IS = re.compile(
    r"\s*(?:strength\s*)?was\s+(?P<a>[0-5][+-]?)\s?/\s?5\b[^.;]{0,40}?\b(?:is|now|"
    r"today)\b[^.;/]{0,24}?(?<![\w/])(?P<b>[0-5][+-]?)\s?/\s?5(?![\w/])"
)
_NOW_AND_WAS = re.compile(
    r"[^.;,\d]{0,26}?(?P<b>[0-5][+-]?)\s?/\s?5(?P<gap>(?:\s*[,(]|\s+-+|"
    r"\s)[^.;/]{0,48}?)(?<![\w/.])(?P<a>[0-5][+-]?)(?:\s?/\s?5)?(?![\w/]|\.\d)"
    r"(?P<tail>[^.;,)]{0,28})"
)
"""`Quadriceps 4/5 - in September it was 5/5`, `dorsiflexion 3/5 against 4/5 before surgery`, the later grade first."""
_WAS_THEN_NOW = re.compile(
    r"[^.;,\d]{0,20}?\bwas\s+(?P<a>[0-5][+-]?)(?:\s?/\s?5)?(?![\w/])[^.;]{0,40}?(?:->|=>|\u2192|\bnow\b|"
    r"\btoday\b|\bis\b)\s*(?:is )?"
    r"(?P<b>[0-5][+-]?)(?:\s?/\s?5)?(?![\w/]|\.\d)"
)
"""`TA was 4+ at clinic 1/14 \u2192 3 now`."""
_OF_BEFORE = re.compile(
    r"\b(?:was|were|had been|previously|before|prior|preop\w*|pre-op|last (?:visit|time|exam|month|week|year)|earlier|initially|"
    r"baseline|down from|from|compared (?:to|with)|against|postop check|at (?:the )?(?:first|initial|last))\b"
)
_LIMB = re.compile(r"\b(?:strength|power)\b[^.;,]{0,20}?\b(?:leg|foot|ankle|knee|limb|extremity)\b")
_GRADES = form(r"[0-5][+-]?\s?/\s?5|->|=>|\u2192|\bmrc\b|\bgrade\b")
_JUST_NOW = re.compile(
    r"[^.;]{0,30}?\b(?:since (?:yesterday|this morning|last night|today)|overnight|"
    r"(?:over|in|within|during|for) (?:the )?(?:past |last )?(?P<hours>\d{1,2}) ?(?:hours|hrs|h)\b)"
)
_COUNT = r"(?:a|one|two|three|four|five|six|seven|\d{1,2})"
_IN_DAYS = re.compile(
    rf"\b(?:(?P<n>{_COUNT}) (?P<unit>days?|hours?|hrs) ago|(?:for|x|over|in|since)(?: the past| the last| about)? "
    rf"(?P<m>{_COUNT}) (?P<of>days?|hours?|hrs)|(?P<one>yesterday|today|this morning|last night|overnight)|over the weekend)\b"
)
"""An onset of hours or days inside the words of a fall: `developed a foot drop two days ago`."""
_AT_ONCE = re.compile(
    rf"[\s,]*(?:about |some |roughly )?(?:{_COUNT} (?:days?|hours?|hrs) ago|yesterday|last night|overnight)\b"
)
_WOKE = re.compile(r"\b(?:this morning|last night|overnight|yesterday|today),? (?:he|she|the patient|patient|pt) $")
_BEGAN = re.compile(
    r"\b(?:since|woke|awoke|develop\w+|came on|began|started|sudden\w*|acute|abrupt|unable|cannot|can't|could not)\b"
)
_OF_TODAY = re.compile(
    r"(?: (?:of|in|on) (?:the |his |her |both )?(?:left |right |both )?(?:legs?|foot|feet|ankles?))?,? (?:today|this morning)\b"
)
_ON_A_DAY = re.compile(r"\bon (?P<month>\d{1,2})/(?P<day>\d{1,2})\b(?!\s?/)")
_NONE_FOUND = form(
    r"\b(?:no|without|no focal|no motor) weakness\b(?=\s*(?:[.;,]|$|(?:in|of) (?:either|both|the))|\s+(?:noted|found|seen))"
)
_GRADED_BEFORE = re.compile(r"\b5\s?/\s?5\b|\bfull strength\b|\bstrength (?:is |was )?(?:full|normal|intact)\b")
"""`5/5. No weakness`: the examiner's own denial, unlike one in a list of what the patient denies."""
_ABOUT_STRENGTH = form(r"weak|power|strength|mmt|motor|deficit|paresis|foot dr|loss|impairment")
_GAINS = re.compile(
    r"\b(?:neuro\w*|motor) (?:deficits?|loss|impairment)\b(?P<between>[^.;]{0,120}?)\b(?:is|are|remains?) (?P<then>(?:\w+ )?)"
    r"(?:progressive|progressing|worsening|getting worse|gaining ground|increasing)\b"
)
_NOT_SO = re.compile(
    r"\b(?:no|not|never|nor|neither|without|denies|better|stronger|improv\w*|unchanged|same|stable|no longer|pain|pains|"
    r"numb\w*|walk\w*|"
    r"distance|pins|tingl\w*|burning|sleep|score|sciatica)\b"
)
_OVER = re.compile(
    r"[^;.]{0,40}?(?:\b(?:over|in|within|during|for|x)\b\s*)(?:(?:the|these|a|about|past|last|course of|span of|period of)\s+)*"
)
_FELT = re.compile(
    r"\b(?:feels?|felt|thinks?|believes?|suspects?|wonders?|has the impression|under the impression|subjective(?:ly)?|"
    r"perceive[sd]?|"
    r"worries|fears?)\b[^.;]{0,50}$"
)
_AGO = re.compile(r"\s*(?:ago|before|after|prior|post|earlier|back|out)\b")
_NO_MATTER = re.compile(
    r"[;.]|\b(?:therapy|pt|nsaids?|injections?|gabapentin|exercises?|treatment|pain for|history of)\b"
)
_OF_STRENGTH = re.compile(r"/\s?5|->|=>|\u2192|\b(?:mrc|grade|power|strength|weak\w*|mmt|motor)\b")
_APART = re.compile(r"[;]|\.(?=\s)|,|\bpain\b|\bscore\b")
_NEAR = 60


def applies(scene: Scene) -> bool:
    if scene.search(_NONE_FOUND) is not None:
        return True
    if "motor_decline" in scene.mentions or _set_against(scene) is not None:
        return True
    return scene.search(_GRADES) is not None and next(_fallen(scene), None) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    facts = list(read_plain(scene, reader))
    facts = facts or list(_compared(scene, reader)) or list(_by_grades(scene, reader))
    for fact in facts or _none_found(scene, reader):
        told = fact
        main = fact.quotes[0]
        felt = _FELT.search(scene.folded, scene.start, main.start)
        if fact.assertion is Assertion.PRESENT and felt is not None:
            told = replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(felt.start(), felt.end()))
        span = _span(scene, main.start, main.end) or (_between_two_days(scene) if fact.value is not None else None)
        if span is not None and told.assertion is not Assertion.ABSENT:
            quote = scene.quote(span.start, span.end)
            told = replace(
                told, qualifiers={**told.qualifiers, "span": span.quantity}, evidence=(*told.evidence, quote)
            )
        yield told


def _fallen(scene: Scene) -> Iterator[tuple[Token, re.Match[str], int]]:
    """The muscle, the words with two grades, and how many steps of the scale lie between, where the later grade is lower."""
    scale = scene.lexicon.vocabulary.kinds["motor_strength"].fields["grade"].scale
    for token in scene.words.get("muscle", ()) or _limbs(scene):
        match = _two_grades(scene, token.end)
        if match is None or scale is None or _APART.search(scene.folded, token.end, match.start()):
            continue
        steps = scale.parse(scaled(match["a"])).low - scale.parse(scaled(match["b"])).low
        if steps > 0 and _OF_STRENGTH.search(scene.folded, scene.start, match.end()):
            yield token, match, steps


def _limbs(scene: Scene) -> Iterator[Token]:
    """`Strength in the right leg has dropped from 4/5 to 2/5`: a limb where no muscle is named."""
    for match in _LIMB.finditer(scene.folded, scene.start, scene.end):
        yield Token(match.start(), match.end(), "limb", ("",))


def _two_grades(scene: Scene, start: int) -> re.Match[str] | None:
    """The words after `start` with two grades of one muscle, the earlier first."""
    first = _ARROW.match(scene.folded, start, scene.end) or _WAS_THEN_NOW.match(scene.folded, start, scene.end)
    return (
        first
        or _later_first(scene, start)
        or _WAS_AND_IS.match(scene.folded, start, scene.end)
        or _DROPPED.search(scene.folded, start, scene.end)
    )


def _later_first(scene: Scene, start: int) -> re.Match[str] | None:
    """The grade of today, then that of before; no other muscle or side stands between them."""
    match = _NOW_AND_WAS.match(scene.folded, start, scene.end)
    if match is None or not _OF_BEFORE.search(match["gap"] + " | " + match["tail"]):
        return None
    begin, end = match.span("gap")
    others = (*scene.words.get("muscle", ()), *scene.sides)
    if any(begin <= one.start < end for one in others):
        return None
    return match


def _by_grades(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.sentence.section in reader.not_sections or scene.document.kind not in reader.documents:
        return
    for token, match, steps in _fallen(scene):
        decided = how(scene, reader, Mention(match.start("a"), match.end("b"), Phrase("motor_decline", ("",))))
        if decided is None or decided[0] is Assertion.ABSENT or token.start < scene.asserted_from:
            continue
        values: dict[str, str | Quantity] = {"basis": "measured", "steps": Quantity.exactly(steps, "n")}
        if token.values[0]:
            values["muscle"] = token.values[0]
        sides = [one for one in scene.sides if not _APART.search(scene.folded, *sorted((one.end, token.start)))]
        if not sides and len({one.values for one in scene.sides}) == 1:
            sides = scene.sides[:1]
        if len({side.values for side in sides}) == 1:
            values["side"] = sides[0].values[0]
        spans = [(token.start, match.end()), *((side.start, side.end) for side in sides[:1])]
        yield make(scene, reader, values, spans, assertion=decided[0], cue=decided[1])


def _set_against(scene: Scene) -> tuple[int, int] | None:
    """The words that set the strength against an earlier examination, or call the deficit progressive."""
    if not scene.search(_ABOUT_STRENGTH):
        return None
    for words in (_COMPARED, _GAINS):
        for match in words.finditer(scene.folded, scene.start, scene.end):
            if not _NOT_SO.search(match["between"]) and not _NOT_SO.search(match["then"]):
                return match.span()
    return None


def _compared(scene: Scene, reader: Reader) -> Iterator[Fact]:
    span = _set_against(scene)
    if span is None or scene.sentence.section in reader.not_sections or scene.document.kind not in reader.documents:
        return
    if span[0] < scene.asserted_from or scene.is_elsewhere(*span, whole=True):
        return
    decided = how(scene, reader, Mention(*span, Phrase("motor_decline", ("",))))
    if decided is not None:
        sides = {side.values for side in scene.sides}
        values = {"basis": "stated"} | ({"side": scene.sides[0].values[0]} if len(sides) == 1 else {})
        yield make(scene, reader, values, [span], assertion=decided[0], cue=decided[1])


def _onset(scene: Scene, start: int, end: int) -> Length | None:
    """The hours or days since a fall that the text dates by its onset."""
    match = _IN_DAYS.search(scene.folded, start, end)
    if match and match["one"] and not _BEGAN.search(scene.folded, start, end):
        match = None  # `worse today` is the day it was found
    before = _WOKE.search(scene.folded, max(scene.start, start - 40), start)
    if match is None and before:
        match = _IN_DAYS.search(scene.folded, *before.span())
    if match is None and (after := _AT_ONCE.match(scene.folded, end, scene.end)):
        match = _IN_DAYS.search(scene.folded, *after.span())
    if (
        match is None
        and _BEGAN.search(scene.folded, start, end)
        and (after := _OF_TODAY.match(scene.folded, end, scene.end))
    ):
        match = _IN_DAYS.search(scene.folded, *after.span())
    if match is None:
        return None
    number, unit = match["n"] or match["m"], match["unit"] or match["of"]
    if number is None:
        days = 1 if match["one"] else 3
    else:
        count = int(number) if number.isdigit() else int(NUMBERS.get(number) or 1)
        days = count if unit.startswith("day") else -(-count // 24)
    return Length(*match.span(), Quantity.exactly(days, "days"))


def _between_two_days(scene: Scene) -> Length | None:
    """`On 03/02 EHL was 4/5, on 03/04 it is 1/5`: the days from the first to the second; no year is needed for that."""
    found = list(_ON_A_DAY.finditer(scene.folded, scene.start, scene.end))
    if len(found) != 2:
        return None
    try:
        first, last = (date(2001, int(one["month"]), int(one["day"])) for one in found)
    except ValueError:
        return None
    days = (last - first).days % 365
    return Length(found[0].start(), found[1].end(), Quantity.exactly(days, "days")) if days else None


def _none_found(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """`No weakness` by the examiner: in the section of the examination, or right after grades of full strength."""
    found = scene.search(_NONE_FOUND)
    if found is None or scene.document.kind not in reader.documents or scene.words.get("muscle"):
        return
    before = scene.folded[max(0, scene.start - 120) : found.start()]
    if scene.sentence.section != "examination" and not _GRADED_BEFORE.search(before):
        return
    sides = {side.values[0] for side in scene.sides}
    values = {"side": sides.pop()} if len(sides) == 1 else {}
    yield make(scene, reader, values, [found.span()], assertion=Assertion.ABSENT)


def _span(scene: Scene, start: int, end: int) -> Length | None:
    """The time that the fall took: the length that stands beside it (`over 3 weeks`, `three weeks of worsening weakness`)."""
    if (onset := _onset(scene, start, end)) is not None:
        return onset
    recent = _JUST_NOW.match(scene.folded, end, scene.end)
    if recent is not None:
        days = -(-int(recent["hours"]) // 24) if recent["hours"] else 1
        return Length(end, recent.end(), Quantity.exactly(days, "days"))
    for one in scene.lengths:
        if _AGO.match(scene.folded, one.end, scene.end):
            continue
        if start <= one.start and one.end <= end:
            return _exact(one)
        between = scene.folded[end : one.start] if end <= one.start <= end + _NEAR else ""
        spent = one.quantity.low_open and end <= one.start and between.strip() in ("", ",", "-")
        if spent or (_OVER.fullmatch(between) and not _NO_MATTER.search(between)):
            return _exact(one)
        if 0 <= start - one.end <= 8 and scene.folded[one.end : start].strip(" -") in (
            "of",
            "history of",
            "hx of",
            "h/o",
        ):
            return _exact(one)
    return None


def _exact(one: Length) -> Length:
    """`over 6 weeks`: the word is a preposition there, so the time is six weeks, not more."""
    quantity = one.quantity
    if quantity.low_open and quantity.high == float("inf") and quantity.low > 1:
        quantity = Quantity(quantity.low, quantity.low, quantity.unit)
    return Length(one.start, one.end, quantity)
