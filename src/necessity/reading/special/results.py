"""How an earlier operation turned out, in free words: `took away his leg pain altogether`, `did OK x 2 yr`, `until Dec 2024`.

Invariant: words of a result count only where the treatment named last before them in the paragraph, or right after them, is an
operation on the spine; an injection or a drug named last takes them instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.dates import Dated
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make, typed
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form
from necessity.when import PartialDate

OPERATION = (
    r"(?:(?:micro|lumbar )?dis[ck]ectom\w+|(?:hemi)?(?:micro)?laminectom\w+|laminotom\w+|foraminotom\w+|lami\b|decompressions?\b|"
    r"fusions?\b|fused\b|[atpol]lif\b|xlif\b|ps[ifr]f?\b|surger(?:y|ies)\b|operat(?:ions?|ed)\b|arthrodesis|post-?op\w*|"
    r"hardware removal|revisions?\b|spacer|s/p\b|procedure\b(?= (?:in|of|at)\b))"
)
_CARE = (
    r"(?:injections?\b|injected|t?f?esis?\b|ilesis?\b|epidurals?\b|blocks?\b|snrb|mbb|\w*therap(?:y|ies|ist)\b|non-?operative\w*|conservative\w*|\bpt\b|medrol|prednisone|steroids?\b|"
    r"gabapentin|pregabalin|lyrica|ablation|denervat\w+|rhizotomy|radiofrequency|rfa\b|brace\b|corset|medications?\b|meds\b|"
    r"nsaids?\b|naproxen|ibuprofen|meloxicam|tramadol|opioids?\b|narcotics?\b|chiro\w*|acupuncture|massage|stimulator|scs\b|exercises?\b)"
)
_TREATMENT = re.compile(rf"\b(?:(?P<operation>{OPERATION})|(?P<care>{_CARE}))")
_ELSEWHERE = re.compile(
    r"\b(?:knees?|hips?|tka|tha|shoulder|cervical|acdf|neck|carpal|hernia repair|gall ?bladder|"
    r"cholecystectom\w+|cataract|cardiac|"
    r"cabg|appendectom\w+|hysterectom\w+|c-section|bariatric|gastric|rotator|bunion|thyroid\w*|prostat\w+)\b"
)
_AFTER_IT = re.compile(rf"[^.;\n]{{0,40}}?\b(?:after|following|since|from|with|post)\b[^.;,\n]{{0,30}}?\b{OPERATION}")
_WELL = (
    r"(?:extremely |really |very |quite |reasonably |fairly |pretty |so |initially |relatively |"
    r"completely |perfectly |exceptionally )?"
    r"(?:well|okay|ok|fine|great|good|excellent|better|terrific|wonderful\w*|beautifully|splendidly|nicely)\b"
)
_COMPLAINT = (
    r"(?:(?:leg|back|low back|radicular|buttock|thigh|arm|old|preop\w*|pre-op\w*|sciatic|right|left|lower extremity) ?)*"
    r"(?:pains?|symptoms?|sx|sciatica|radiculopathy|complaints|claudication|leg|legs|numbness|lbp)"
)
_RELIEF = form(
    rf"\b(?:(?:did|doing|was|were|remained|been|felt|feeling|stayed|was doing|had done|done|"
    rf"does) {_WELL}(?! (?:until now|nourished|controlled|known|"
    r"aware|developed|groomed|to|enough|at))|"
    r"(?:(?:practically|virtually|nearly|almost|essentially|completely|entirely|totally|"
    r"largely) )?(?:free of (?:(?:any|all|leg|back|his|her) )?(?:pain|symptoms|sciatica)"
    r"|(?:pain|symptom)[ -]?free|asymptomatic)|"
    rf"(?:took away|taken away|got rid of|abolished|eliminated|cured|took care of|relieved|resolved|fixed|"
    rf"helped|improved|eased) (?:(?:the|his|her|my|all|all of|most of|much of|some of|a lot of|of|"
    rf"with) )*{_COMPLAINT}|"
    r"(?:(?:about|approximately|roughly|around|at least|~|over|maybe|perhaps|an?) ?)*\d\d?\d? ?(?:%|"
    r"percent) (?:better|relief|improve\w*|improvement|resolution|benefit|recovery|reduction)|"
    r"(?:near[- ]complete|near[- ]total|complete|total|full|excellent|very good|great|marked|substantial|"
    r"significant|good|dramatic|decent|nice|moderate|partial|some|slight|minimal|initial|early|"
    r"immediate|temporary|lasting) (?:initial |early |pain |symptom(?:atic)? |immediate |leg pain |"
    r"clinical )?(?:relief|results?|improvement|outcome|recovery|response|resolution|benefit)|"
    rf"{_COMPLAINT} (?:had |was |were |is |has |have )?(?:(?:completely|fully|totally|entirely|largely|"
    rf"mostly|much|significantly|markedly|greatly|immediately|all but) )*"
    r"(?:resolved|went away|disappeared|vanished|gone|cleared|improved|better|abated|subsided|settled)|"
    r"(?:it|this|that|which|surgery|operation|first|second|one|procedure|fusion|laminectomy|discectomy|"
    r"microdiscectomy|decompression) (?:had |has |really |initially |definitely |certainly )*helped\b|"
    r"(?:yes|helped|relief|better|well)\s*(?:,|for|x|about|almost|nearly|~)+\s*(?:about |almost |nearly |"
    r"roughly |~)?(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|"
    r"many)[\s-]?(?:\d+ )?(?:years?|yrs?|y|months?|mos?)\b|"
    r"(?:back|return\w*) to (?:(?:full|normal|regular|all) )*(?:work|duty|activit\w+|golf|running|sports?)\b)"
)
_NO_RELIEF = form(
    r"\b(?:never|not|n't|neither|none|no|without|little|failed to|nothing) (?:(?:\w+|"
    r"lasting) ){0,2}?(?:helped|help|helps|better|improve\w*|relief|benefit|relieve\w*|worked|work|"
    r"good)\b|"
    r"\bno better\b|\bdid nothing\b|\bmade no difference\b|\bnot for a day\b|\bwithout (?:relief|benefit|improvement|success)\b|"
    r"\b(?:woke|awoke) (?:up )?with the same\b|\bmade (?:it|things|matters|her|him|the pain) worse\b|\bworse (?:after|since)\b"
)
_DEGREES = (
    ("complete", re.compile(
        r"\b(?:completely|entirely|altogether|totally|fully|complete|total|full|100 ?%|no (?:leg |back )?pain|"
        r"resolved|vanished|disappeared|went away|cured|abolished)\b|\bpain[ -]free|symptom[ -]free|free of|"
        r"asymptomatic"
    )),
    ("moderate", re.compile(r"\b(?:by (?:about )?half|half|moderate\w*|partial\w*|(?:4[5-9]|5\d|6[0-4]) ?(?:%|percent))")),
    ("slight", re.compile(r"\b(?:slight\w*|minimal\w*|a little|(?:1\d|2\d|3\d|4[0-4]) ?(?:%|percent))")),
    ("marked", re.compile(
        r"\b(?:excellent|very good|great|greatly|marked\w*|substantial\w*|significant\w*|dramatic\w*|"
        r"good (?:relief|result|outcome|recovery|response|improvement)|most of|much better|largely|mostly|"
        r"near[- ](?:complete|total)|(?:6[5-9]|[789]\d) ?(?:%|percent))"
    )),
)  # fmt: skip
_NEARLY = re.compile(r"\b(?:practically|virtually|nearly|almost|essentially|all but|largely|mostly|near[- ])\b")
_AT_REST = re.compile(r"\b(?:lying|sitting|seated|rest|recumbent|supine|bed|bent|leaning|when|while|if)\b[^.;]{0,16}$")
_HOPED_FOR = re.compile(
    r"\b(?:hop\w+|expect\w*|goals?|wants?|chances?|odds|likel\w+|would|could|may|might|will|should|anticipat\w*|aim\w*|promis\w+|"
    r"predict\w*|typical\w*|(?:people|patients|cases)|seeking|looking for|wishes|needs?|rather)\b[^.;]*$"
)
_UNTIL = re.compile(
    r"(?:\buntil|\btill?|'til)\b(?! then)|\bbefore (?:the |his |her )?(?:pain|symptoms|sciatica) (?:re|came)"
)
_SINCE = form(
    r"\b(?:since|began|begun|started|developed|develops|onset|again|return\w*|recur\w*|came back|"
    r"come back|crept|flared?|new|then|now|gradual\w*|"
    r"by (?:the )?(?:spring|summer|fall|autumn|winter|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|early|late|mid|20\d\d|about))\b"
)
_PAINS = re.compile(
    r"\b(?:pains?|lbp|sciatica|symptoms?|sx|numbness|claudication|radiculopathy|radiat\w+|weakness|"
    r"tingling|(?:leg|back|buttock|thigh|calf)s? "
    r"(?:pain|hurt\w*|ach\w+|symptoms)|hurt\w*|tipping forwards?|catching)\b"
)
_FAR = 420
_MOST_WORDS = 260


def applies(scene: Scene) -> bool:
    """Whether the sentence may tell a result at all."""
    return scene.may(_RELIEF) or scene.may(_NO_RELIEF) or scene.may(_SINCE)


def relief(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """The results told in the sentence, at most one that is present and one that is denied."""
    denial = scene.search(_NO_RELIEF)
    found = scene.search(_RELIEF)
    if denial is not None and (found is None or denial.start() <= found.start()):
        if _is_of_an_operation(scene, denial.start(), denial.end()):
            yield from _fact(scene, reader, denial.span(), denied=True)
        return
    if found is not None and _is_of_an_operation(scene, found.start(), found.end()):
        yield from _fact(scene, reader, found.span())


def returned(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """`... until Dec 2024` after a relief in the sentence, or the complaint of the next sentences that has a beginning."""
    found = scene.search(_RELIEF)
    if found is not None and _is_of_an_operation(scene, found.start(), found.end()):
        until = _UNTIL.search(scene.folded, found.end(), scene.end)
        if until is not None:
            day = next((one for one in scene.dates if until.end() <= one.start < until.end() + 60), None)
            end = day.end if day is not None else min(scene.end, _words_on(scene, until.end()))
            yield from _return(scene, reader, (until.start(), end), day)
        return
    begun = scene.search(_SINCE)
    if begun is None or not _PAINS.search(scene.folded, scene.start, scene.end) or not _was_well_before(scene):
        return
    pain = _PAINS.search(scene.folded, scene.start, scene.end)
    if pain is None or re.search(r"\b(?:no|denies|without)\b", scene.folded[scene.start : pain.start()]):
        return
    day = next((one for one in scene.dates if abs(one.start - begun.end()) < 40 or one.start < pain.start()), None)
    span = (min(begun.start(), pain.start()), max(begun.end(), pain.end()))
    yield from _return(scene, reader, span, day)


def with_degree(scene: Scene, fact: Fact) -> Fact:
    """The fact with the degree that its part of the sentence names, where it has none."""
    if "degree" in fact.qualifiers:
        return fact
    quote = fact.quotes[0]
    last = scene.parts[scene.part_of(quote.end - 1)][1]
    degree = degree_of(scene.folded[quote.start : last])
    known = typed(scene.lexicon.readers[fact.kind].kind, "degree", degree) if degree else None
    return fact if known is None else replace(fact, qualifiers={**fact.qualifiers, "degree": known})


def degree_of(words: str) -> str | None:
    """The degree of relief that the words name."""
    for name, pattern in _DEGREES:
        if pattern.search(words):
            return "marked" if name == "complete" and _NEARLY.search(words) else name
    return None


def _fact(scene: Scene, reader: Reader, span: tuple[int, int], denied: bool = False) -> Iterator[Fact]:
    ignoring = Mention(*span, Phrase(reader.kind.name, ("",), denies=denied))
    decided = how(scene, reader, ignoring)
    if decided is None:
        return
    asserted, cue = decided
    if asserted is Assertion.ABSENT and not denied:
        return
    values: dict[str, str | Quantity] = {}
    if not denied:
        part = scene.parts[scene.part_of(span[0])][0], scene.parts[scene.part_of(span[1] - 1)][1]
        if (degree := degree_of(scene.folded[part[0] : part[1]])) is not None:
            values["degree"] = degree
        levels = {
            place.levels for place in scene.places if place.levels and not place.elsewhere and place.end <= span[0]
        }
        if len(levels) == 1 and len(named := levels.pop()) == 1:
            values["level"] = named[0]
    yield make(scene, reader, values, [span], assertion=asserted, cue=cue)


def _return(scene: Scene, reader: Reader, span: tuple[int, int], day: Dated | None) -> Iterator[Fact]:
    scope = scene.verdict(span[0] + 6 if _UNTIL.match(scene.folded, span[0]) else span[0], span[1])
    if scope is not None and scope.family in ("family", "counselled", "planned", "dropped", "negated"):
        return
    values: dict[str, str | Quantity] = {}
    sides = {token.values for token in scene.sides}
    if len(sides) == 1:
        values["side"] = scene.sides[0].values[0]
    when: PartialDate | None = day.day if day is not None else None
    spans = [span, *([(day.start, day.end)] if day is not None else [])]
    yield make(scene, reader, values, spans, when=when)


def _words_on(scene: Scene, start: int) -> int:
    stop = re.compile(r"[,.;(]").search(scene.folded, start + 1, scene.end)
    return stop.start() if stop else scene.end


def _was_well_before(scene: Scene) -> bool:
    """A sentence just before it in the paragraph tells that an operation helped."""
    first = _start_of_paragraph(scene)
    window = max(first, scene.start - _MOST_WORDS)
    found = None
    for match in _RELIEF.words.finditer(scene.folded, window, scene.start):
        found = match
    if found is None or _NO_RELIEF.words.search(scene.folded, max(window, found.start() - 30), found.end() + 20):
        return False
    return _last_treatment(scene.folded, first, found.start()) or _AFTER_IT.match(scene.folded, found.end()) is not None


def _is_of_an_operation(scene: Scene, start: int, end: int) -> bool:
    if _AT_REST.search(scene.folded[max(scene.start, start - 30) : start]):
        return False
    if _HOPED_FOR.search(scene.folded[max(scene.start, start - 60) : start]):
        return False
    if (after := _AFTER_IT.match(scene.folded, end, scene.end)) is not None:
        return not _ELSEWHERE.search(scene.folded, end, after.end())
    inside = _TREATMENT.search(scene.folded, start, end)
    if inside is not None and inside["operation"]:
        return not _ELSEWHERE.search(scene.folded, max(scene.start, start - 40), end)
    return _last_treatment(scene.folded, _start_of_paragraph(scene), start)


def _last_treatment(folded: str, first: int, before: int) -> bool:
    """The treatment named last before the place is an operation, and none of another part of the body."""
    begin = max(first, before - _FAR)
    last = None
    for match in _TREATMENT.finditer(folded, begin, before):
        last = match
    if last is None or last["operation"] is None:
        return False
    return not _ELSEWHERE.search(folded, max(begin, last.start() - 60), before)


def _start_of_paragraph(scene: Scene) -> int:
    text = scene.document.text
    return max(text.rfind("\n\n", 0, scene.start), text.rfind("\n \n", 0, scene.start), 0)
