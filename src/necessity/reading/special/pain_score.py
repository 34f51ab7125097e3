"""Scores as numbers: pain from 0 to 10 by region and by what was rated, and questionnaires on disability by instrument.

Invariant: a number is a score only on its scale or beside the words that name one; a goal, a best and a strength are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.columns import Row, row_of
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form

_NUMBERS = {
    word: str(number) for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
}
_N = r"(?:10|\d(?:\.\d{1,2})?|zero|one|two|three|four|five|six|seven|eight|nine|ten)"
_OF_TEN = re.compile(
    rf"(?<![\w./-])(?P<a>{_N})(?:\s?/\s?10)?(?:\s*(?:-|to|or)\s*(?P<b>{_N}))?\s*(?:/\s*10|out of (?:a possible "
    rf")?(?:10|ten)|over (?:10|ten)|of 10)(?![\d/]|\.\d|\s?(?:lb|kg|days|visits|sessions))"
)
_MAY_BE = form(
    r"/ ?10\b|out of (?:10|ten)|over (?:10|ten)\b|\bvas\b|\bn?prs\b|\bnrs\b|pain (?:score|level|scale|rating|"
    r"intensity|severity)|scale|\brate[sd]?\b|\brating\b|\b[01] ?- ?10\b"
)
_SCALE = re.compile(
    r"\b(?:vas|nrs|nprs|vprs|numeric(?:al)? (?:pain )?(?:rating )?(?:scale|score)|visual analog(?:ue)? (?:pain "
    r")?(?:scale|score)s?|pain (?:scores?|levels?|scale|ratings?|intensity|severity)|"
    r"scale (?:of|from) (?:0|1|zero|one)|[01]\s?(?:-|to)\s?10\b(?: pain)?(?: scale)?|rates? (?:it|the|his|her|their|"
    r"this|pain|at|as)|rated(?: at| as)?|rating|pain (?:is |was |of |at )?(?:now|today|currently|down to|up to|an?)|"
    r"puts)\b"
)
_BARE = re.compile(
    rf"\b(?:worst|current(?:ly)?|average|avg|averages|now|today|max|maximum|usual|best|least|lowest|back|legs?|lbp|"
    rf"lle|rle|pain|it|scores?|levels?|scale|ratings?|intensity|vas|nrs|nprs|rated|at|as)\b"
    rf"(?: pain)?\s*(?:\([^)\d]{{0,14}}\))?\s*(?:[:=,-]|\b(?:is|are|was|were|at|as|an?|of|about|approximately|around|"
    rf"roughly|score|today|currently|now|level|being|to be|rated|only|still|now|down|up|to)\b|\s)*"
    rf"(?P<a>{_N})(?:\s*(?:-|to)\s*(?P<b>{_N}))?(?![\w/%]|\.\d|-\w|\s*(?:=|/|%|percent|mm|cm|mg|ml|m\b|weeks?|wks?|"
    rf"months?|mos?\b|years?|yrs?|days?|hours?|hrs?|min\w*|times|x\b|blocks?|feet|"
    r"miles?|point|to\s?10|-\s?10|levels?|of\b|lbs?|visits?|injections?|or more))"
)
_RANGE = re.compile(
    r"\b(?:scale\s*)?(?:\(|of |from )?\s*(?:0|1|zero|one)\s?(?:-|to|through)\s?(?:10|ten)\b\)?(?: pain)?(?: scale)?"
)
_PAIN = re.compile(
    r"\b(?:pain\w*|vas|nrs|nprs|ach(?:e|es|ing)|hurts?|discomfort|sciatica|lbp|burning|sore\w*|symptoms?|spasms?|"
    r"claudication)\b"
)
_NO_PAIN = re.compile(
    r"\b(?:waddell\w*|apgar|phq\S*|gad\S*|satisf\w+|psfs|motivation|confidence|likelihood|gcs|quality of life|"
    r"strength|power|motor|mmt|disability|goal\w*|acceptable|"
    r"fatigue|anxiety|stress|fabq|ability|function score|importance)\b"
)
_LEG = (
    r"legs?|[lr]les?|bles?|les?|lower extremit(?:y|ies)|lower limbs?|"
    r"cal(?:f|ves)|thighs?|foot|feet|sciatica|sciatic|radicular|radiculopathy|radiating"
)
_BACK = r"backs?|lbp|lumbar|axial|lumbago|lumbosacral"
_ELSE = (
    r"neck|cervical|arms?|shoulders?|knees?|hips?|heads?|headaches?|chest|abd\w*|"
    r"wrists?|hands?|elbows?|ankles?|groin|mid-?back|thoracic|incision\w*|wound|jaw|upper extremit\w+|ribs?|throat"
)
_REGION = re.compile(rf"\b(?:(?P<leg>{_LEG})|(?P<back>{_BACK})|(?P<else>{_ELSE}))\b")
_JUST_AFTER = re.compile(
    rf"\s*(?:\(|(?:in|for|of|with|on|down|pain in|to)\s+)?(?:the |his |her |their |both )?(?:(?:left|right|low|lower|"
    rf"bilateral|l|r|severe|sharp|chronic)\s+)*(?:(?P<leg>{_LEG})|(?P<back>{_BACK})|(?P<else>{_ELSE}))\b"
)
_IN_BRACKETS = re.compile(rf"\s*\((?:both |left |right )?(?:(?P<leg>{_LEG})|(?P<back>{_BACK})|(?P<else>{_ELSE}))\)")
_RATED = (
    (
        "worst",
        r"(?:at (?:its |the |his |her )?)?worst|max(?:imum|imal)?|peaks?|highest|(?:as high as|up to|reach(?:es|"
        r"ing)?|increas(?:es|ing) to|flares? (?:up )?to|exacerbat\w+ to|(?:on|during) (?:a )?(?:bad|worst) days?|bad "
        r"days?|flares?)",
    ),
    ("best", r"(?:at (?:its |the )?)?best|least|lowest|minimum|(?:on (?:a )?)?good days?|(?:as low as|down to)"),
    (
        "average",
        r"(?:on )?averag(?:e|es|ed|ing)|avg|usual(?:ly)?|typical(?:ly)?|mean|most days|baseline|(?:on )?most of the "
        r"time",
    ),
    (
        "current",
        r"current(?:ly)?|now|today|at present|presently|at (?:this|the) (?:time|visit)|this (?:morning|visit)|right "
        r"now",
    ),
)
_RATING = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _RATED))
_RATED_AFTER = re.compile(
    r"\s*[(]?\s*" + "(?:" + "|".join(rf"(?P<{name}>(?:{words}))" for name, words in _RATED) + r")\b"
)
_OF_A_REGION = re.compile(
    rf"\b(?:{_LEG}|{_BACK}|baseline)\b(?: (?:is|was|at|about|of|an?|only))*\s*:?\s*{_N}\s?(?:/\s?10\b|out of)"
)
_DATE_BEFORE = re.compile(
    r"\b(?:seen|note|as of|by|on|dated|since|until|till|through|from|of|mri|visit|injection|surgery)\s*$"
)
_APART = re.compile(r"[;]|\.\s")

_INSTRUMENTS = (
    ("odi", r"m?odi|(?:modified )?oswestry(?: (?:low|back|pain|disability|index|questionnaire|score|dis\.?))*"),
    ("rmdq", r"rmdq|rmq|rdq|roland[- ]?(?:and |& )?morris(?: (?:disability|questionnaire|score|back|pain))*"),
    ("promis", r"promis(?:[- ]?\d\d)?(?: (?:physical function|pf|function|physical|global|t-score|t score|score))*"),
    (
        "other",
        r"quebec(?: (?:back|pain|disability|scale|questionnaire|score))*|lefs|foto(?: (?:score|function|"
        r"functional))*|lower extremity functional scale",
    ),
)
_ASKED = form(r"\bm?odi\b|oswestry|\brmd?q\b|\brdq\b|roland|promis\b|quebec|\blefs\b|\bfoto\b")
_ASKED_OF = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _INSTRUMENTS))
_RESULT = re.compile(
    r"(?P<between>[^.;\d]{0,45}?)(?<![\w.])(?P<n>\d{1,3}(?:\.\d{1,2})?)(?P<d>(?:\s?-\s?|"
    r"/)\d{1,2}/\d{2,4})?\s*(?P<unit>%|percent|/\s?(?:100|50|24|80)(?!\d|/)|out of (?:100|50|24|80))?(?!\.\d|/\d|\d|"
    r"\s*(?:weeks|months|years|"
    r"days|point|items?|questions?)\b)(?:\s*(?:=|\()\s*(?P<share>\d{1,3})\s?(?:%|percent))?"
)
_THEN = re.compile(
    r"[^.;\d]{0,24}?\b(?:to|now|->)\s*(?P<n>\d{1,3}(?:\.\d{1,2})?)\s*(?P<unit>%|percent|/\s?(?:100|50|24|80))?"
)
_DAY = re.compile(r"\(?\s*\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\s*\)?")
_NO_RESULT = re.compile(
    r"\b(?:mcid|minimal\w*|below|under|over|above|goal\w*|threshold|cut-?off|at least|less than|greater than|more "
    r"than|target|aim|expect\w*|reduce|decrease by|chang\w*|improve by|not|points?|version|v)\b|[<>\u2264\u2265]"
)
_FROM = re.compile(r"\bfrom\s*$")
_MOST = {"odi": 100, "rmdq": 24, "promis": 100, "other": 100}


@dataclass(frozen=True, slots=True)
class _Score:
    start: int
    end: int
    words: str


def applies(scene: Scene) -> bool:
    label = scene.sentence.label
    if scene.search(_MAY_BE) is not None or scene.search(_ASKED) is not None:
        return True
    return label is not None and (
        _PAIN.search(scene.folded, *label) is not None or _ASKED_OF.search(scene.folded, *label) is not None
    )


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    yield from _asked(scene, reader) if reader.kind.name == "disability_score" else _pain(scene, reader)


def _pain(scene: Scene, reader: Reader) -> Iterator[Fact]:
    first = max(scene.start, scene.asserted_from)
    label = scene.folded[slice(*scene.sentence.label)] if scene.sentence.label else ""
    row = row_of(scene.document, scene.start)
    if (
        row is not None
        and _PAIN.search(scene.folded[row.heads[0][0] : row.heads[-1][1]] + label)
        and any(_RATING.search(scene.folded, *head) for _, head in row.pairs)
    ):
        yield from _of_row(scene, reader, row)
        return
    words = scene.folded[scene.start : scene.end]
    if _NO_PAIN.search(words) or not (_PAIN.search(words) or _PAIN.search(label) or _OF_A_REGION.search(words)):
        return
    scores = _scores(scene, first, label)
    named_last = _IN_BRACKETS.match(scene.folded, scores[-1].end, scene.end) if scores else None
    closing = str(named_last.lastgroup) if named_last and not _regions(scene, scene.start, scores[-1].end) else ""
    before_first = scores and (
        _regions(scene, scene.start, scores[0].start) or not _JUST_AFTER.match(scene.folded, scores[0].end, scene.end)
    )
    region, last, rating = closing, scene.start, None
    for number, score in enumerate(scores):
        stop = scores[number + 1].start if number + 1 < len(scores) else scene.end
        region = (
            closing
            or (_before(scene, last, score.start, region) if before_first else _after(scene, score.end, stop))
            or region
        )
        carried = rating if number and not re.search(r"[,;.]|\band\b", scene.folded[last : score.start]) else None
        rating = _rating(scene, last, score, stop) or carried
        last_before, last = last, score.end
        if region == "else" or rating == "best":
            continue
        if number == 0 and not region and _of_else(label):
            continue
        decided = how(scene, reader, Mention(score.start, score.end, Phrase("pain_score", ("",))))
        if decided is None or decided[0] is Assertion.ABSENT:
            continue
        values: dict[str, str | Quantity] = {
            "score": Quantity.parse(f"{score.words} points"),
            "region": region or _of_label(label),
        }
        values |= {"rating": rating} if rating else {}
        yield make(scene, reader, values, [(score.start, score.end)], assertion=decided[0], cue=decided[1])
        yield from _pain_itself(scene, str(values["region"]), score, last_before, decided)


def _pain_itself(
    scene: Scene, region: str, score: _Score, start: int, decided: tuple[Assertion, tuple[int, int] | None]
) -> Iterator[Fact]:
    """A score of the leg or the back states that pain, where no words of the sentence do (`left leg to sole 6/10, back 3`)."""
    kind = {"leg": "radicular_pain", "back": "axial_back_pain"}.get(region)
    if kind is None or kind in scene.mentions or decided[0] is not Assertion.PRESENT:
        return
    named = [one for one in _REGION.finditer(scene.folded, start, score.end + 18) if one.lastgroup == region]
    if not named or re.fullmatch(r"0(?: points)?", score.words):
        return
    sides = {token.values[0] for token in scene.sides if start <= token.start < score.end + 18}
    values: dict[str, str | Quantity] = {"side": sides.pop()} if len(sides) == 1 else {}
    span = min(named[0].start(), score.start), max(named[0].end(), score.end)
    yield make(scene, scene.lexicon.readers[kind], values, [span])


def _scores(scene: Scene, first: int, label: str) -> list[_Score]:
    """The numbers that are scores, in order: those out of ten, and bare ones where a scale is named."""
    found = []
    for match in _OF_TEN.finditer(scene.folded, first, scene.end):
        near = scene.folded[max(scene.start, match.start() - 90) : match.start()]
        is_day = _DATE_BEFORE.search(near) is not None and re.fullmatch(r"\d/10", match[0]) is not None
        falls = match["b"] and float(_NUMBERS.get(match["b"], match["b"])) < float(_NUMBERS.get(match["a"], match["a"]))
        if falls:  # `from 8/10 to 3/10`
            found.append(_Score(match.start("a"), match.end("a"), _NUMBERS.get(match["a"], match["a"])))
            found.append(_Score(match.start("b"), match.end(), _NUMBERS.get(match["b"], match["b"])))
        elif not is_day or re.search(r"\b(?:pain|vas|nrs|nprs|level|score) (?:of|from)\s*$", near):
            found.append(_Score(*match.span(), _number(match)))
    if (
        _SCALE.search(scene.folded, scene.start, scene.end)
        or re.search(r"\b(?:vas|nrs|nprs|pain (?:score|level|scale|rating))", label)
        or found
    ):
        scale = _RANGE.search(scene.folded, scene.start, scene.end)
        for match in _BARE.finditer(scene.folded, first, scene.end):
            start, end = match.start("a"), match.end("b") if match["b"] else match.end("a")
            if scale is not None and start < scale.end() and scale.start() < end:
                continue
            if float(_NUMBERS.get(match["a"], match["a"])) <= 10 and not any(
                one.start < end and start < one.end for one in found
            ):
                found.append(_Score(start, end, _number(match)))
    return sorted(found, key=lambda one: one.start)


def _number(match: re.Match[str]) -> str:
    low, high = (_NUMBERS.get(match[name] or "", match[name] or "") for name in "ab")
    return f"{low} to {high}" if high and float(high) > float(low) else low


def _regions(scene: Scene, start: int, end: int) -> list[str]:
    return [str(match.lastgroup) for match in _REGION.finditer(scene.folded, start, end)]


def _before(scene: Scene, start: int, end: int, region: str) -> str:
    """The region named between the score before and this one; two together are any."""
    clause = [match.end() for match in _APART.finditer(scene.folded, start, end)]
    named = _regions(scene, clause[-1] if clause else start, end) or _regions(scene, start, end)
    if not named:
        return region
    return (
        named[0]
        if len(set(named)) == 1
        else named[-1]
        if "," in scene.folded[start:end] and start > scene.start
        else "any"
    )


def _after(scene: Scene, start: int, stop: int) -> str:
    match = _JUST_AFTER.match(scene.folded, start, stop)
    return str(match.lastgroup) if match else ""


def _rating(scene: Scene, start: int, score: _Score, stop: int) -> str | None:
    """What was rated: said right after the score, else nearest before it."""
    after = _RATED_AFTER.match(scene.folded, score.end, stop)
    if after is not None:
        return str(after.lastgroup)
    before = list(_RATING.finditer(scene.folded, start, score.start))
    if before:
        return str(before[-1].lastgroup)
    return None


def _of_else(label: str) -> bool:
    return re.search(rf"\b(?:{_ELSE})\b", label) is not None


def _of_label(label: str) -> str:
    """The region that a heading names (`Back pain:`)."""
    named = {str(match.lastgroup) for match in _REGION.finditer(label)}
    return named.pop() if len(named) == 1 else "any"


def _of_row(scene: Scene, reader: Reader, row: Row) -> Iterator[Fact]:
    """`L leg | 6 | 9` under `NPRS | now | worst`."""
    named = set(_regions(scene, *row.cells[0]))
    if "else" in named or len(named) > 1:
        return
    for cell, head in row.pairs:
        rated = _RATING.search(scene.folded, *head)
        score = re.fullmatch(rf"(?P<a>{_N})(?:\s?-\s?(?P<b>{_N}))?(?:\s?/\s?10)?", scene.folded[slice(*cell)].strip())
        if rated is None or score is None or rated.lastgroup == "best":
            continue
        values: dict[str, str | Quantity] = {
            "score": Quantity.parse(f"{_number(score)} points"),
            "region": next(iter(named), "any"),
            "rating": str(rated.lastgroup),
        }
        decided = how(scene, reader, Mention(*cell, Phrase("pain_score", ("",))))
        if decided is not None and decided[0] is not Assertion.ABSENT:
            yield make(scene, reader, values, [cell, row.cells[0], head], assertion=decided[0], cue=decided[1])


def _asked(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """`ODI 52%`, `Oswestry 26/50 (52%)`, `RMDQ 18/24`; of a change the later result."""
    places = [
        (match.lastgroup, match.start(), match.end())
        for match in _ASKED_OF.finditer(scene.folded, scene.start, scene.end)
    ]
    if not places and scene.sentence.label is not None:
        named = _ASKED_OF.search(scene.folded, *scene.sentence.label)
        places = [(named.lastgroup, scene.start, scene.start)] if named else []
    for instrument, start, end in places:
        dated = _DAY.match(scene.folded, end, scene.end)
        result = _RESULT.match(scene.folded, dated.end() if dated else end, scene.end)
        if result is None or result["d"] or _NO_RESULT.search(result["between"]) or start < scene.asserted_from:
            continue
        if re.search(r"\b(?:goal|target|mcid|minimal)", scene.folded[max(scene.start, start - 30) : start]):
            continue
        later = _THEN.match(scene.folded, result.end(), scene.end) if _FROM.search(result["between"]) else None
        score = _percent(str(instrument), later or result)
        if score is None:
            continue
        decided = how(scene, reader, Mention(start, result.end(), Phrase("disability_score", ("",))))
        if decided is not None and decided[0] is not Assertion.ABSENT:
            values: dict[str, str | Quantity] = {"score": score, "instrument": str(instrument)}
            yield make(scene, reader, values, [(start, (later or result).end())], assertion=decided[0], cue=decided[1])


def _percent(instrument: str, result: re.Match[str]) -> Quantity | None:
    """The result in percent, for the Oswestry index out of fifty too; else on the instrument's own scale."""
    number = float(result.groupdict().get("share") or result["n"])
    if not result.groupdict().get("share") and instrument == "odi" and (result["unit"] or "").endswith("50"):
        number *= 2
    if number > _MOST[instrument]:
        return None
    return Quantity.parse(f"{number:g} percent")
