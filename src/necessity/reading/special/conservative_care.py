"""Courses of care: modality, length, response, dates, supervised or not; one fact per modality.

Invariant: surgery is never care; a length or a response belongs to the measure it stands with, or to the whole list that it
leads or closes. It misses responses told later by a pronoun with more than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading import care_response
from necessity.reading.care_taken import PAST, done_or_not
from necessity.reading.dates import Dated
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene, Token
from necessity.when import PartialDate

_LIST = "modality_care_words"
_VISITS = re.compile(r"\b(?:\d+\s+(?:of\s+\d+\s+)?)?(?:sessions?|visits?|attended|appointments?)\b")
_NOT_A_COURSE = re.compile(
    r"\s*(?:-\s*)?(?:of (?:pain|symptoms|leg|low back|back|sciatica|radic\w+|relief|left|right|severe|worsening|"
    r"progressive|numbness|weakness|improvement|benefit)|history|hx|relief|later|after|post|before|prior|apart|"
    r"out)\b"
)
_STATE_BEFORE = re.compile(
    r"(?:pain|symptoms|sciatica|radiculopathy|numbness|weakness|present|ongoing|lasting|relief(?: for| of|"
    r" lasting)?|helped(?: for)?|lasted)\s*(?:for|of|over|x|x\s*|about)?\s*(?:the (?:past|last))?\s*$"
)
_FORBIDDEN_BETWEEN = re.compile(r"\b(?:despite|pain|symptoms?|sciatica|refractory|relief|ago|surgery|later)\b|;")
_GOES_ON = re.compile(r"[\s:,(-]*(?:(?:is |has been )?(?:ongoing|continuing|continued))?\s*(?:for|x)?\s*")
_TAKEN_UP = re.compile(
    r"[^.;]{0,40};\s*(?:(?:and|then|he|she|they|patient|pt|has|have|had)\s+)*(?:attended|completed|did|went|finished|done|had|"
    r"took|\d+\s+(?:sessions|visits))\b[^.;]*(?:;[^.;]*)?"
)
"""`PT prescribed; attended 16 sessions over 8 weeks`: what the next clause tells is of the measure before it."""
_LED = re.compile(
    r"(?:[\s,/+&]|\b(?:and|or|worn|wore|taken|took|tried|used|done|did|had|a|an|the|some|daily|oral|lumbar)\b)*"
)
_STRICTLY = re.compile(r"\b(?:for|of|after|lasting|total(?:ling)?|with|spent|tried)\s+$")
_DURING = re.compile(
    r"over (?:the (?:last|past|course of) )?[\w-]+ (?:weeks?|months?|days?),? (?:she|he|they|the patient|pt)\b"
)
_SESSIONS = re.compile(r"(?:sessions?|visits?|treatments?|appointments?)(?: of [a-z ]{3,40})?\s+$")
_SERIES_OF = re.compile(r"\s*(?::|for|over|during|throughout)\s*(?:the (?:course|space) of|a period of)?\s*")
_OF_RELIEF = re.compile(r"\s*(?:of )?(?:\w+ )?(?:relief|benefit|improvement|help|better)\b")
_INJECTIONS = ("injection", "esi", "snrb", "facet_injection", "medial_branch_block", "rfa")
_ELSEWHERE = re.compile(r"[^.;,]{0,20}\b(?:knees?|hips?|shoulders?|trochanter\w*|elbow|wrist|ankle)\b")
_SIGNED = re.compile(r"\b[A-Z][a-z]+,\s*$")
_NO_LENGTH = re.compile(
    r"\b(?:planned|intended|scheduled|proposed|instead of|rather than|out of(?: the| a)?|of (?:the|an?|his|her)(?: \w+)? "
    r"(?:planned|prescribed|recommended|intended|scheduled|ordered|proposed|expected)|of (?:the|his|her)|"
    r"(?:\d+|one|two|three|four|five|six)(?: visits?| sessions?| weeks?)? of(?: the| an?)?)\s*$"
)
"""What stands before a length that was meant, not spent (`one visit of a planned 6 weeks`)."""
_NEVER = re.compile(
    r"\b(?:had|have|has|having|undergone|tried|received|completed|done|attempted|attended|formal|prior|previous|"
    r"any|trial|used|taken|been|participated)\b"
)

_MEDICATION_LIST = re.compile(
    r"[\s*\u2022-]*(?:(?:home|current) )?(?:meds?|medications?|medicines?|drugs?)\b\s*(?:$|\n|[:-]\s*(?:list|see|as|per|"
    r"reconciled|none|reviewed|"
    r"unchanged)|\s{1,}(?:see|listed|list|as listed|per|reconciled|reviewed|unchanged)\b)"
)


@dataclass(slots=True)
class _Measure:
    """One measure of care in a sentence, and what is said of it."""

    token: Token
    part: int
    own: dict[str, Token] = field(default_factory=dict)
    length: tuple[int, int, Quantity] | None = None
    dates: list[Dated] = field(default_factory=list)


def applies(scene: Scene) -> bool:
    if scene.document.kind == "therapy record" or scene.sentence.section == "treatment":
        return True
    return _LIST in scene.words or "conservative_care" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    measures = _measures(scene)
    if not measures:
        yield from _sessions(scene, reader)
        return
    _give(scene, reader, measures)
    for measure in measures:
        yield from _fact(scene, reader, measure, measures)


def _sessions(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """A length with no measure named: of therapy in a therapist's record that counts visits, of care under such a heading."""
    lengths = [one for one in scene.lengths if not _NOT_A_COURSE.match(scene.folded, one.end)]
    lengths = [one for one in lengths if not _STATE_BEFORE.search(scene.folded[scene.start : one.start])]
    if not lengths or scene.verdict(lengths[0].start, lengths[0].end) is not None:
        return
    one = lengths[0]
    values: dict[str, str | Quantity] = {"length": _spent(scene, one.start, one.quantity)}
    visits = _VISITS.search(scene.folded, scene.start, scene.end)
    if scene.document.kind == "therapy record" and visits:
        values |= {"modality": "physical_therapy", "supervised": "yes"}
    elif scene.sentence.section != "treatment":
        return
    start, end = (min(one.start, visits.start()), max(one.end, visits.end())) if visits else (one.start, one.end)
    yield make(scene, reader, values, [(start, end)])


def _measures(scene: Scene) -> list[_Measure]:
    found = [Token(m.start, m.end, "modality", ("",)) for m in scene.mentions.get("conservative_care", ())]
    for token in scene.words.get(_LIST, ()):
        if token.values[0] == "none" or any(token.start < one.end and one.start < token.end for one in found):
            continue
        if token.start < scene.asserted_from or _is_other(scene, token):
            continue
        if found and found[-1].values == token.values and not scene.folded[found[-1].end : token.start].strip():
            found[-1] = Token(found[-1].start, token.end, "modality", token.values)  # `LSO brace` is one brace
            continue
        found.append(Token(token.start, token.end, "modality", token.values))
    found.sort(key=lambda token: token.start)
    return [_Measure(token, scene.part_of(token.start)) for token in found if token.start >= scene.asserted_from]


def _is_other(scene: Scene, token: Token) -> bool:
    """Words that look like care and are none here: `PT` the patient, `rest` of the spine, an injection elsewhere."""
    word = scene.folded[token.start : token.end]
    before = scene.folded[max(scene.start, token.start - 30) : token.start]
    if _MEDICATION_LIST.match(scene.folded, scene.document.text.rfind("\n", 0, token.start) + 1, token.end + 40):
        return True  # `meds  see med list` opens a line: the heading of a list, no care
    if re.search(r"\b(?:as|is|was|am|retired|former|a licensed) an?\s+$|\b(?:patients|clients|people) to\s+$", before):
        return True  # `works as a physical therapist`
    if word == "pt" and scene.document.text[token.start : token.end] != "PT":
        return True
    if word in ("pt", "physical therapist") and _SIGNED.search(
        scene.document.text[max(0, token.start - 40) : token.start]
    ):
        return True
    if word == "rest" and not re.search(
        r"\b(?:with|and|,|tried|bed|relative|,)\s*$", scene.folded[: token.start][-12:]
    ):
        return True
    if word in (
        "medication",
        "medications",
        "meds",
        "exercise",
        "exercises",
        "injection",
        "injections",
        "epidural",
        "brace",
        "soma",
        "manipulation",
        "bracing",
    ):
        after = scene.folded[token.end : token.end + 14]
        if re.match(
            r"\s*(?:list|reconciliation|allerg|space|scar|fibrosis|abscess|hematoma|fat|refill|log|site|"
            r"collection|vein)",
            after,
        ):
            return True
    if token.values[0] in _INJECTIONS and _ELSEWHERE.match(scene.folded[token.end : token.end + 45]):
        return True
    return scene.is_elsewhere(token.start, token.end)


def _give(scene: Scene, reader: Reader, measures: list[_Measure]) -> None:
    """Hands each length, response and date to the measure of its part, to the list it leads, or to the list it closes."""
    for name in ("response", "supervised", "in_person"):
        known = (
            care_response.responses(scene, reader) if name == "response" else scene.words.get(reader.words[name], ())
        )
        for token in known:
            if (
                any(one.token.start <= token.start and token.end <= one.token.end for one in measures)
                and name == "response"
            ):
                continue
            if (
                name == "response"
                and scene.verdict(token.start, token.end, frozenset({"negated", "possible"})) is not None
            ):
                continue
            for measure in _receivers(scene, measures, token.start, token.end, name):
                measure.own.setdefault(name, Token(token.start, token.end, name, token.values))
    for one in scene.lengths:
        before = scene.folded[scene.start : one.start]
        of_a_state = _STATE_BEFORE.search(before) and not any(
            _GOES_ON.fullmatch(scene.folded, measure.token.end, one.start) for measure in measures
        )
        if _NOT_A_COURSE.match(scene.folded, one.end) or of_a_state or _NO_LENGTH.search(before):
            continue
        quantity = _spent(scene, one.start, one.quantity)
        for measure in _receivers(scene, measures, one.start, one.end, "length"):
            if measure.length is None and _has_length(scene, measure, one.start, one.end):
                measure.length = (one.start, one.end, quantity)
    for dated in scene.dates:
        for measure in _receivers(scene, measures, dated.start, dated.end, "date"):
            measure.dates.append(dated)


def _has_length(scene: Scene, measure: _Measure, start: int, end: int) -> bool:
    """An injection has no length; a series of them may (`Injections: more than three months`, not their relief)."""
    if measure.token.values[0] not in _INJECTIONS:
        return True
    if not scene.folded[: measure.token.end].endswith("injections") or _OF_RELIEF.match(scene.folded, end):
        return False
    return _SERIES_OF.fullmatch(scene.folded, measure.token.end, start) is not None


def _spent(scene: Scene, start: int, quantity: Quantity) -> Quantity:
    """`12 sessions over 6 weeks`: over is a preposition there, not more than."""
    if "+" in scene.folded[start : start + 14] and quantity.low_open:
        return Quantity(quantity.low, quantity.high, quantity.unit)
    if quantity.low_open and scene.folded.startswith("over", start):
        if _SESSIONS.search(scene.folded[scene.start : start]) or _DURING.match(scene.folded, start, scene.end):
            return Quantity.exactly(quantity.low, quantity.unit)
        if not _STRICTLY.search(scene.folded[scene.start : start]):
            return Quantity(
                quantity.low, quantity.high, quantity.unit
            )  # `over six weeks she attended`: during, or more than
    return quantity


def _receivers(scene: Scene, measures: list[_Measure], start: int, end: int, name: str) -> list[_Measure]:
    part = scene.part_of(start)
    same = [one for one in measures if one.part == part]
    if name in ("supervised", "in_person"):
        near = [
            one
            for one in measures
            if 0 <= one.token.start - end < 25
            or 0 <= start - one.token.end < 25
            or one.token.start <= start < one.token.end
        ]
        return (
            near[:1]
            if near and near[0].token.values[0] in ("physical_therapy", "exercise", "home_exercise", "")
            else []
        )
    before = [one for one in measures if one.token.end <= start]
    after = [one for one in measures if one.token.start >= end]
    if not before:
        return _leading(scene, after, start, end, name) if after else []
    if not after:
        return _closing(scene, before, start, name)
    return _between(scene, before, after, same, start, end, name)


def _leading(scene: Scene, after: list[_Measure], start: int, end: int, name: str) -> list[_Measure]:
    """`failed naproxen, therapy and an injection`: what leads a list is said of all of it."""
    between = scene.folded[end : after[0].token.start]
    if name != "response" and (_FORBIDDEN_BETWEEN.search(between) or len(between) > 45):
        return []
    if len(between) > 60 or (name == "response" and re.search(r"[;]", between)):
        return []
    if name == "date" and not re.match(r"\s*(?:,|he|she|:|-|through|to|until|and|underwent|had|with|of)?", between):
        return []
    if name == "date" and len(after) > 1 and not re.match(r"\s*(?:w/|with|on)", between):
        return after[:1]
    if (
        name == "date"
        and not scene.folded[:start].rstrip().endswith((" in", " on", " since", " from", "started"))
        and after[0].token.values[0] not in _INJECTIONS
    ):
        return []  # the day at the head of a log line is not the first day of a course
    if name == "length" and not after[0].token.values[0]:
        return after[:1]  # the course as a whole, not each measure of it
    return _run(scene, after) if name != "length" else _plain_list(scene, after)


def _plain_list(scene: Scene, measures: Sequence[_Measure]) -> list[_Measure]:
    """The first measure and those that only a comma, `and` or a stroke parts (`six weeks of NSAIDs, therapy and rest`)."""
    kept = [measures[0]]
    for one in measures[1:]:
        if not _LED.fullmatch(scene.folded, kept[-1].token.end, one.token.start):
            break
        kept.append(one)
    return kept


def _run(scene: Scene, measures: Sequence[_Measure]) -> list[_Measure]:
    """The measures from the first on that only commas and `and` part."""
    kept = [measures[0]]
    for one in measures[1:]:
        between = scene.folded[kept[-1].token.end : one.token.start]
        if len(between) > 40 or re.search(r"[;.]|\bbut\b|\bthen\b", between):
            break
        kept.append(one)
    return kept


def _closing(scene: Scene, before: list[_Measure], start: int, name: str) -> list[_Measure]:
    """`NSAIDs, therapy and rest for six weeks, all without relief`: what closes a list is said of all that have no own."""
    last = before[-1]
    between = scene.folded[last.token.end : start]
    if len(before) == 1 and name != "date" and ";" in between and len(between) < 120 and _TAKEN_UP.fullmatch(between):
        return [last]
    if len(between) > 90 or ";" in between or re.search(r"\bbut (?:he|she|the|now)\b", between):
        return []
    if name != "response" and re.search(r"\b(?:pain|symptoms?|ago|since surgery|relief)\b", between):
        return []
    if name == "date":
        return [last]
    run = _backwards(scene, before)
    if name == "length":
        return [one for one in run if one.length is None] if not any(one.length for one in run) else [last]
    return [one for one in run if name not in one.own]


def _backwards(scene: Scene, before: list[_Measure]) -> list[_Measure]:
    kept = [before[-1]]
    for one in reversed(before[:-1]):
        between = scene.folded[one.token.end : kept[-1].token.start]
        if len(between) > 70 or re.search(r"[;.]|\bbut\b|\bthen\b", between):
            break
        kept.append(one)
    return kept


def _between(
    scene: Scene, before: list[_Measure], after: list[_Measure], same: list[_Measure], start: int, end: int, name: str
) -> list[_Measure]:
    """Between two measures: to the one in its own part; `failed` and `six weeks of` go on to the next."""
    left, right = scene.folded[before[-1].token.end : start], scene.folded[end : after[0].token.start]
    forward = re.match(r"\s*(?:of|course of|courses of|-?\s*course of|trial of)\s", right) is not None
    if name == "response" and scene.folded[start:end].startswith(
        ("fail", "refractory", "unresponsive", "recalcitrant", "despite")
    ):
        forward = True
    if forward and len(right) < 40:
        return _run(scene, after) if name == "response" else after[:1]
    if not re.search(r"[;]", left) and len(left) < 45:
        if same and same[0] not in after:
            return [one for one in same if one in before]
        return [before[-1]]
    return []


def _fact(scene: Scene, reader: Reader, measure: _Measure, measures: list[_Measure]) -> Iterator[Fact]:
    token = measure.token
    mention = Mention(token.start, token.end, Phrase("conservative_care", ("",)))
    decided = how(scene, reader, mention)
    if decided is None:
        return
    assertion, cue = done_or_not(scene, token, *decided)
    if cue and "tolerate" in scene.folded[cue[0] : cue[1]]:
        return  # tried and not borne: `care_not_possible` tells of it
    if (
        scene.sentence.section == "plan"
        and assertion is Assertion.PRESENT
        and not PAST.search(scene.folded, scene.start, scene.end)
    ):
        assertion, cue = Assertion.PLANNED, scene.sentence.label
    values: dict[str, str | Quantity] = {name: one.values[0] for name, one in measure.own.items()}
    if token.values[0]:
        values["modality"] = token.values[0]
    if _says_supervised(scene, token):
        values.setdefault("supervised", "yes")
    if assertion is Assertion.ABSENT:
        between = scene.folded[cue[1] if cue else token.start : token.start]
        if len(between) > 18 and not _NEVER.search(between):
            return  # `does not prescribe opiates` denies no course of care
        values.pop("response", None)
        if cue is not None and cue[0] > token.end:
            measure.dates.clear()  # the days of a prescription are no days of care
    when, until = _course(measure, scene.around.authored, assertion)
    length = measure.length[2] if measure.length and assertion is not Assertion.ABSENT else _elapsed(when, until)
    if length is not None:
        values["length"] = length
    yield make(scene, reader, values, _spans(scene, measure), assertion=assertion, cue=cue, when=when, until=until)


def _says_supervised(scene: Scene, token: Token) -> bool:
    words = scene.folded[token.start : token.end]
    return token.values[0] == "physical_therapy" and ("formal" in words or "supervised" in words)


def _course(
    measure: _Measure, written: date | None, assertion: Assertion
) -> tuple[PartialDate | None, PartialDate | None]:
    """First and last day of a course, as far as they are told."""
    begin = [one.day for one in measure.dates if one.role == "since"]
    finish = [one.day for one in measure.dates if one.role == "until"]
    single = [one.day for one in measure.dates if one.role not in ("since", "until", "before", "after")]
    until = finish[0] if finish else None
    if begin:
        if until is None and written is not None and assertion is Assertion.PRESENT:
            until = PartialDate.day(written) if begin[0].latest <= written else None
        return begin[0], until if until is None or until.latest >= begin[0].earliest else None
    return (single[0] if single else None), until


def _elapsed(when: PartialDate | None, until: PartialDate | None) -> Quantity | None:
    """The length of a course between two known days."""
    if when is None or until is None or when.earliest == date.min or until.latest == date.max:
        return None
    longest = (until.latest - when.earliest).days
    shortest = max(0, (until.earliest - when.latest).days)
    return Quantity(shortest, longest, "days") if longest > 0 else None


def _spans(scene: Scene, measure: _Measure) -> list[tuple[int, int]]:
    token = measure.token
    extra = [(one.start, one.end) for one in measure.own.values()] + [(one.start, one.end) for one in measure.dates]
    if measure.length:
        extra.append(measure.length[:2])
    start, end = token.start, token.end
    for left, right in sorted(extra, key=lambda span: abs(span[0] - token.start)):
        if right <= start and start - right < 30 and "," not in scene.folded[right:start]:
            start = left
        elif left >= end and left - end < 30 and "," not in scene.folded[end:left]:
            end = right
    return [(start, end), *extra]
