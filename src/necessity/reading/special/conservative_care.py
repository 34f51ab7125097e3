"""Courses of care: modality, length, response, dates, supervised or not; one fact per modality.

Invariant: surgery is never care; a length or a response belongs to the measure it stands with, or to the whole list that it
leads or closes. It misses responses told later by a pronoun with more than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading import care_dates, care_response, care_series
from necessity.reading.care_receivers import INJECTIONS, Measure, receivers
from necessity.reading.care_taken import NO_RELIEF_FROM, NOT_BORNE, PAST, done_or_not, from_the_denial
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.special.other_joint import of_another_joint
from necessity.reading.special.other_medicine import of_other_medicine
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_LIST = "modality_care_words"
_VISITS = re.compile(r"\b(?:\d+\s+(?:of\s+\d+\s+)?)?(?:sessions?|visits?|attended|appointments?)\b")
_COUNTED = r"(?:[1-9]\d?|two|three|four|five|six|eight|ten|twelve)(?:\s?(?:/|of)\s?\d+)?"
_ATTENDED = re.compile(
    rf"\b(?:attended|completed|seen for|seen)\W{{0,2}}{_COUNTED}\s?(?:x\b|visits?|sessions?|appointments?|treatments?)|"
    rf"\b{_COUNTED}\s?(?:visits?|sessions?|appointments?|treatments?)\s(?:were )?(?:attended|completed|kept)|"
    rf"\b(?:visits?|sessions?|attendance)(?: attended| completed| kept)?\W{{0,3}}[1-9]\d?\s?(?:/|of)\s?[1-9]\d?\b|"
    rf"\bseen\b[^.;]{{0,50}}?\b{_COUNTED}\s?(?:visits?|sessions?)"
)
"""Visits to the therapist who writes, told as done."""
_NOT_A_COURSE = re.compile(
    r"\s*(?:-\s*)?(?:of (?:pain|symptoms|leg|low back|back|sciatica|radic\w+|relief|left|right|severe|worsening|"
    r"progressive|numbness|weakness|improvement|benefit)|history|hx|relief|later|after|post|before|prior|apart|"
    r"out)\b"
)
_STATE_BEFORE = re.compile(
    r"(?:pain|symptoms|sciatica|radiculopathy|numbness|weakness|present|ongoing|lasting|relief(?: for| of|"
    r" lasting)?|helped(?: for)?|lasted)\s*(?:for|of|over|x|x\s*|about)?\s*(?:the (?:past|last))?\s*$"
)
_GOES_ON = re.compile(r"[\s:,(-]*(?:(?:is |has been )?(?:ongoing|continuing|continued))?\s*(?:for|x)?\s*")
_STRICTLY = re.compile(r"\b(?:for|of|after|lasting|total(?:ling)?|with|spent|tried)\s+$")
_DURING = re.compile(
    r"over (?:the (?:last|past|course of) )?[\w-]+ (?:weeks?|months?|days?),? (?:she|he|they|the patient|pt)\b"
)
_SESSIONS = re.compile(r"(?:sessions?|visits?|treatments?|appointments?)(?: of [a-z ]{3,40})?\s+$")
_SERIES_OF = re.compile(r"\s*(?::|for|over|during|throughout)\s*(?:the (?:course|space) of|a period of)?\s*")
_OF_RELIEF = re.compile(r"\s*(?:of )?(?:\w+ )?(?:relief|benefit|improvement|help|better)\b")
_ELSEWHERE = re.compile(r"[^.;,]{0,20}\b(?:knees?|hips?|shoulders?|trochanter\w*|elbow|wrist|ankle)\b")
_SIGNED = re.compile(r"\b[A-Z][a-z]+,\s*$")
_NO_LENGTH = re.compile(
    r"(?:n't|\bnot|\bnever) (?:yet )?(?:had|done|completed|attended|undergone|finished|tried) (?:an?|the|"
    r"any|his|her)?\s*$|\b(?:planned|intended|scheduled|proposed|instead of|rather than|out of(?: the|"
    r" a)?|of (?:the|an?|his|her)(?: \w+)? "
    r"(?:planned|prescribed|recommended|intended|scheduled|ordered|proposed|expected)|of (?:the|his|her)|"
    r"(?:\d+|one|two|three|four|five|six)(?: visits?| sessions?| weeks?)? of(?: the| an?)?)\s*$"
)
"""What stands before a length that was meant, not spent (`one visit of a planned 6 weeks`)."""
_NEVER = re.compile(
    r"\b(?:had|have|has|having|undergone|tried|received|completed|done|attempted|attended|formal|prior|previous|"
    r"any|trial|used|taken|been|participated)\b"
)

_LESS = re.compile(
    r"\b(?:prescribes?|take|more than|driving|drive|exceed|increase|refill\w*|combine|mix|alcohol|further|additional|longer)\b"
)
_OFF = re.compile(
    r"\b(?:off|weaned(?: off)?|stopped|quit|d/c'?d|discontinued|came off|tapered(?: off)?)(?: (?:of|the|all|his|her))? $"
)
_BARRED = re.compile(
    r"\b(?:cannot|can't|can not|unable to|not able to) (?:ever )?"
    r"(?:participate in|have|take|undergo|attend|do|perform|receive|get|start|begin|be given)"
    r"(?: any| an?| the| oral| further| formal| epidural)*\s+$"
)
_IS_BARRED = re.compile(r"\s*(?:is|are|was|were|being)?\s*(?:absolutely |relatively )?contra-?indicated\b")
_NEGATIVE = re.compile(r"(?:(?:is|are|was|were) )?neg(?:ative)?")
_A_LIMIT = re.compile(r"restrict\w*|\bduty\b|avoid\w*|light work")
_NOT_THIS = re.compile(
    r"\b(?:triage|acuity|level)\s*:?\s*esi$|\besi(?: level)?:?\s+[1-5](?=\s*(?:$|[\n;,.|]))|"
    r"\b(?:opioids?|opiates?|narcotics?|opioid therapy) (?:dependen\w+|use disorder|abuse|addict\w+|"
    r"contract|agreement|risk|tolerance|naive|misuse|"
    r"withdrawal|analgesic risk|crisis|overdose)|\b(?:return\w*|released|back|cleared) to (?:light|modified|restricted) duty|"
    r"\b(?:physical therapy|physiotherapy|pt|chiropractic|therapy) (?:initial |re-?|daily |progress |"
    r"discharge |office |clinic |treatment |plan of )*"
    r"(?:evaluation|eval|reeval\w*|note|notes|record|records|summary|office|clinic|report|referral|order|script|rx)\b|"
    r"\bhep[- ](?:a|b|c|lock|drip|gtt)\b|"
    r"\bno more than \d+ (?:further|more|additional) \w+|\b(?:meds|medications?)\s*:|"
    r"\bpain medicine\s+(?:new|clinic|follow|consult|note|visit|provider|physician|specialist|doctor|"
    r"referral|eval\w*|dept|department)|\b(?:rtw|returned to work) (?:on |at |with )?(?:light|modified|"
    r"restricted)|"
    r"\b(?:light|modified|restricted) duty (?:not|un)\s?available|\bno (?:light|modified) duty"
)
_THE_OTHERS = re.compile(r"\s*(?:\d\s?/\s?5|of\b|is\b|are\b|intact|normal|wnl|full|neg)")
_TILT = re.compile(
    r"\bpt\s*(?:is|of|=|:)?\s*\d{1,2}\b(?!\s*(?:visits?|sessions?|x|wks?|weeks?|mos?|months?|/|-|days?|of))"
)
_ALIGNED = re.compile(r"\b(?:pi|ll|sva|pelvic|lordosis|incidence|pi-ll|scoli\w*)\b")
_GIVEN = re.compile(r"\b(?:iv|i\.v\.|im|cc|ml|inject\w*|bupivacaine|lidocaine|marcaine|contrast|omnipaque)\b")
_MEDICATION_LIST = re.compile(
    r"[\s*\u2022-]*(?:(?:home|current) )?(?:meds?|medications?|medicines?|drugs?)\b\s*(?:$|\n|[:-]\s*(?:list|see|as|per|"
    r"reconciled|none|reviewed|"
    r"unchanged)|\s+(?:also|changed|now|stopped|added|held|resumed)\s*:|"
    r"\s{1,}(?:see|listed|list|as listed|per|reconciled|reviewed|unchanged)\b)"
)


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
        for fact in _fact(scene, reader, measure, measures):
            yield from care_series.each(scene, reader, fact, measure, measures)


def _sessions(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """A length with no measure named: of therapy in a therapist's record that counts visits, of care under such a heading."""
    lengths = [one for one in scene.lengths if not _NOT_A_COURSE.match(scene.folded, one.end)]
    lengths = [one for one in lengths if not _STATE_BEFORE.search(scene.folded[scene.start : one.start])]
    attended = (
        _ATTENDED.search(scene.folded, scene.start, scene.end) if scene.document.kind == "therapy record" else None
    )
    if not lengths and attended is not None and scene.verdict(*attended.span()) is None:
        told = care_response.responses(scene, reader)
        closing: dict[str, str | Quantity] = {"modality": "physical_therapy", "supervised": "yes"}
        course = next((few for few in care_dates.together(scene) if len(few) == 2), None)
        when, until = (course[0].day, course[1].day) if course else (None, None)
        if (elapsed := care_dates.elapsed(when, until)) is not None:
            closing["length"] = elapsed
        if len({token.values for token in told}) == 1:
            closing["response"] = told[0].values[0]
        spans = [attended.span(), *((token.start, token.end) for token in told[:1])]
        spans += [(one.start, one.end) for one in course or ()]
        yield make(scene, reader, closing, spans, when=when, until=until)
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


def _measures(scene: Scene) -> list[Measure]:
    found = [
        Token(m.start, m.end, "modality", ("",))
        for m in scene.mentions.get("conservative_care", ())
        if not scene.folded.startswith(" therapist", m.end)  # `works as a massage therapist`
    ]
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
    return [Measure(token, scene.part_of(token.start)) for token in found if token.start >= scene.asserted_from]


def _is_other(scene: Scene, token: Token) -> bool:
    """Words that look like care and are none here: `PT` the patient, `rest` of the spine, an injection elsewhere."""
    word = scene.folded[token.start : token.end]
    before = scene.folded[max(scene.start, token.start - 30) : token.start]
    if _MEDICATION_LIST.match(scene.folded, scene.document.text.rfind("\n", 0, token.start) + 1, token.end + 40):
        return True  # `meds  see med list` opens a line: the heading of a list, no care
    if word.endswith("therapist") and scene.folded[token.end : token.end + 2].lstrip().startswith(":"):
        return True  # `Physical therapist: A. Hale` names who signs
    if re.search(r"\b(?:as|is|was|am|retired|former|a licensed) an?\s+$|\b(?:patients|clients|people) to\s+$", before):
        return True  # `works as a physical therapist`
    if word == "rest" and _THE_OTHERS.match(scene.folded, token.end):
        return True
    other = _NOT_THIS.search(scene.folded, max(scene.start, token.start - 30), min(scene.end, token.end + 24))
    if other is not None and not (other[0].endswith(":") and scene.sentence.section == "treatment"):
        return True
    if word in ("dexamethasone", "decadron") and _GIVEN.search(scene.folded, scene.start, scene.end):
        return True
    if (
        word == "pt"
        and _TILT.match(scene.folded, token.start)
        and _ALIGNED.search(scene.folded, scene.start, scene.end)
    ):
        return True
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
    if of_other_medicine(scene, token, word):
        return True
    if token.values[0] in INJECTIONS and _ELSEWHERE.match(scene.folded[token.end : token.end + 45]):
        return True
    return scene.is_elsewhere(token.start, token.end) or of_another_joint(scene)


def _give(scene: Scene, reader: Reader, measures: list[Measure]) -> None:
    """Hands each length, response and date to the measure of its part, to the list it leads, or to the list it closes."""
    helped = care_response.of_the_column(scene)
    for measure in measures if helped is not None else ():
        if helped is not None and helped[1][0] <= measure.token.start < helped[1][1]:
            measure.own["response"] = helped[0]
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
            for measure in receivers(scene, measures, token.start, token.end, name):
                measure.own.setdefault(name, Token(token.start, token.end, name, token.values))
    headed = care_response.of_the_heading(scene)
    if headed is not None:
        for measure in measures:
            measure.own.setdefault("response", headed)
    for one in scene.lengths:
        before = scene.folded[scene.start : one.start]
        of_a_state = _STATE_BEFORE.search(before) and not any(
            _GOES_ON.fullmatch(scene.folded, measure.token.end, one.start) for measure in measures
        )
        if _NOT_A_COURSE.match(scene.folded, one.end) or of_a_state or _NO_LENGTH.search(before):
            continue
        if scene.folded[one.end : one.end + 1] in (":", "?"):
            continue  # `PT last 6 months: [x] yes`: what a form asks
        quantity = _spent(scene, one.start, one.quantity)
        for measure in receivers(scene, measures, one.start, one.end, "length"):
            if (days := care_dates.up_to_now(scene, one, measure.token.values[0] in INJECTIONS)) and not measure.dates:
                measure.dates.extend(days)
                if care_dates.within(scene, one):
                    continue  # `in the past 3 months he had therapy`: when, not how long
            if measure.length is None and _has_length(scene, measure, one.start, one.end):
                measure.length = (one.start, one.end, quantity)
    for few in care_dates.together(scene):
        for measure in receivers(scene, measures, few[0].start, few[-1].end, "date"):
            measure.dates.extend(few)


def _has_length(scene: Scene, measure: Measure, start: int, end: int) -> bool:
    """An injection has no length; a series of them may (`Injections: more than three months`, not their relief)."""
    if measure.token.values[0] not in INJECTIONS:
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


def _fact(scene: Scene, reader: Reader, measure: Measure, measures: list[Measure]) -> Iterator[Fact]:
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
    if assertion is Assertion.PRESENT and _is_not_possible(scene, measure):
        return
    if (
        assertion is Assertion.ABSENT
        and cue
        and token.values[0] in INJECTIONS
        and _NEGATIVE.fullmatch(scene.folded[slice(*cue)])
    ):
        assertion, cue = Assertion.PRESENT, None  # `MBB negative`: it was done
    if assertion is Assertion.ABSENT and cue and NO_RELIEF_FROM.search(scene.folded, cue[1], token.start):
        assertion, cue = Assertion.PRESENT, None
        values.setdefault("response", "none")
    if assertion is Assertion.ABSENT:
        if _A_LIMIT.search(scene.folded, token.start, token.end):
            return  # `no work restrictions` denies no care
        between = from_the_denial(scene, token, cue, [one.token for one in measures])
        if any(_LESS.search(one) for one in between) or any(one.role == "since" for one in measure.dates):
            return  # `do not take more than one`, `no driving on it`, `no opioids since June`
        if any(len(one) > 18 and not _NEVER.search(one) for one in between):
            return  # `does not prescribe opiates` denies no course of care
        values.pop("response", None)
        if cue is not None and cue[0] > token.end:
            measure.dates.clear()  # the days of a prescription are no days of care
    if _OFF.search(scene.folded, max(scene.start, token.start - 24), token.start):
        measure.dates[:] = [replace(one, role="until") for one in measure.dates]  # `off oxycodone since Aug`
    when, until = _course(measure, scene.around.authored, assertion)
    length = (
        measure.length[2] if measure.length and assertion is not Assertion.ABSENT else care_dates.elapsed(when, until)
    )
    if measure.token.values[0] in INJECTIONS and not measure.length:
        length = None
    if length is not None:
        values["length"] = length
    yield make(scene, reader, values, _spans(scene, measure), assertion=assertion, cue=cue, when=when, until=until)


def _is_not_possible(scene: Scene, measure: Measure) -> bool:
    """`unable to participate in PT`, `therapy was not tolerated`: no course was had; `care_not_possible` tells of it."""
    token = measure.token
    if _BARRED.search(scene.folded[max(scene.start, token.start - 36) : token.start]):
        return True
    if _IS_BARRED.match(scene.folded, token.end, scene.end):
        return True
    return measure.length is None and NOT_BORNE.match(scene.folded, token.end, scene.end) is not None


def _says_supervised(scene: Scene, token: Token) -> bool:
    words = scene.folded[token.start : token.end]
    return token.values[0] == "physical_therapy" and ("formal" in words or "supervised" in words)


def _course(
    measure: Measure, written: date | None, assertion: Assertion
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


def _spans(scene: Scene, measure: Measure) -> list[tuple[int, int]]:
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
