"""Reads documents into facts, sentence by sentence; a kind of fact is a file, and the few that need code are in `special/`.

Invariant: every fact quotes the words that say it, and the same documents give the same facts in the same order. Text in a
chart is never an instruction. What it misses: findings told across sentences by a pronoun, and words that no file lists.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading import care_response
from necessity.reading.assertion import carried, relative_cue
from necessity.reading.dates import find_dates
from necessity.reading.entry import Cue, Reader
from necessity.reading.lead import opened
from necessity.reading.levels import find_levels
from necessity.reading.lexicon import Lexicon, lexicon
from necessity.reading.match import Hit, fold
from necessity.reading.pain_course import followed, of_the_pain
from necessity.reading.plain import read_plain
from necessity.reading.question import is_of_an_operation, is_question, parts_of
from necessity.reading.question_facts import FINDINGS, operated_before, told_of_the_patient, without_operations
from necessity.reading.retraction import retracted
from necessity.reading.scene import Around, Scene, Study, slice_of
from necessity.reading.special import imaging_study
from necessity.reading.text import Sentence, sentences
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

_HEADER_DATE = re.compile(
    r"\b(?:date of (?:visit|service|exam|examination|study|report|consultation|evaluation)|dos|visit date|"
    r"exam date|study date|service date|"
    r"date|seen on|today is|today's date|dated|dictated|performed|performed on)\s*(?:is|:)?\s*$"
)
_SPINE = re.compile(
    r"\b(?:lumb\w+|spin(?:e|al)|l-?s?[ -]?spine|l[1-5]\s?[-/]|l[1-5]|s1|low(?:er)? back|back pain|lbp|sciatica|"
    r"radicul\w+|radic|"
    r"disc|disk|hnp|vertebra\w*|epidural|nerve roots?|sacr\w+)\b"
)
_UNEXAMINED = re.compile(
    r"\b(?:not (?:assessed|tested|examined|done|performed)|deferred|could not be (?:assessed|tested|examined)|"
    r"unable to (?:assess|test|examine)|"
    r"see flow ?sheet|on the (?:flow ?sheet|intake form))\b"
)
_OF_ANOTHER = re.compile(
    r"^[^\n.]{0,60}?\b(?:(?:of|for|from|belongs? to|belonging to) (?:a |the )?(?:different|another|wrong) patient|"
    r"wrong patient|"
    r"misfiled|mis-filed|filed in error|scanned in error|(?:filed|scanned) in(?:to)? (?:the )?wrong chart)\b[^\n]{0,40}$",
    re.M,
)
"""A line of its own, among the first of a document, that says whose it is not."""
_OF_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|former(?:ly)?|old|first|original|initial|index|status post|s/p|history|has had|"
    r"had (?:an?|undergone|"
    r"been)|ago|years?|again|recurr\w*|revis\w*|redo|re-?do|operated|(?:19|20)\d\d|since|scar|after an?|following an?|failed|"
    r"post-?(?:laminectomy|surgical|operative))\b"
)
_TAKEN_OUT = frozenset({"disc_herniation", "graft"})
_FIRST_LINES = 3
_TOO_SHORT_TO_TELL = 300
_LETTERHEAD = 700


@cache
def _coded(kind: str) -> ModuleType:
    """The module under `special/` that reads this kind: `applies(scene)` and `read(scene, reader)`."""
    return import_module(f"necessity.reading.special.{kind}")


def read(documents: Sequence[Document], *, vocabulary: Vocabulary, day: date) -> tuple[Fact, ...]:
    """All facts of the documents as they say them: every assertion, not merged, not derived; sorted by `Fact.sort_key`.

    Documents of kind `criteria` and unreadable ones give none. `day` is the day of judgement.
    """
    words = lexicon(vocabulary)
    heard = [
        one for one in documents if one.readable and one.kind != "criteria" and one.text and not _is_of_another(one)
    ]
    is_spine = sum(len(one.text) for one in heard) < _TOO_SHORT_TO_TELL or any(
        _SPINE.search(fold(one.text)) for one in heard
    )
    facts: list[Fact] = []
    for document in heard:
        facts += [
            _taken_out_then(fact, document, day)
            for fact in read_document(document, words, is_spine)
            if not _is_the_operation(fact, document, day)
        ]
    return tuple(sorted(facts, key=Fact.sort_key))


def _is_of_another(document: Document) -> bool:
    """The page is headed as that of another patient (`MISFILED - RECORDS OF A DIFFERENT PATIENT`)."""
    lines = [fold(line).strip() for line in document.text[:_LETTERHEAD].split("\n") if line.strip()]
    return len(lines) > 1 and any(_OF_ANOTHER.search(line) for line in lines[:_FIRST_LINES])


def _is_the_operation(fact: Fact, document: Document, day: date) -> bool:
    """The operation that an operative note of the day of judgement or later describes is the one judged, not an earlier one."""
    written = document.authored
    if fact.kind == "prior_surgery" and fact.when == PartialDate.day(day):
        return True  # on the day of service, whoever tells it
    if fact.kind != "prior_surgery" or document.kind != "operative note" or written is None or written < day:
        return False
    return fact.when == PartialDate.day(written) or (fact.when is None and not _is_told_as_past(fact, document))


def _is_told_as_past(fact: Fact, document: Document) -> bool:
    """The sentence around an undated operation says that it was done before this one."""
    quote = fact.quotes[0]
    text = fold(document.text)
    start = max(text.rfind(mark, 0, quote.start) for mark in (". ", "\n\n", ":\n", "\n-", "\n*")) + 1
    stops = [place for mark in (". ", ".\n", "\n\n") if (place := text.find(mark, quote.end)) >= 0]
    return _OF_BEFORE.search(text, start, min(stops, default=len(text))) is not None


def _taken_out_then(fact: Fact, document: Document, day: date) -> Fact:
    """What an operative note says was found in an operation before the one judged was taken out there: it is of the past."""
    if document.kind != "operative note" or fact.kind not in _TAKEN_OUT or fact.assertion is not Assertion.PRESENT:
        return fact
    is_of_now = document.authored is not None and document.authored >= day
    return fact if is_of_now else replace(fact, assertion=Assertion.HISTORICAL)


def read_document(document: Document, words: Lexicon, is_spine: bool = True) -> list[Fact]:
    """The facts of one document, in no particular order. `is_spine`: the case is about the low back."""
    facts: list[Fact] = []
    last = 0  # where the facts of the sentence before begin
    coded = [reader for reader in words.readers.values() if reader.code]
    for scene in scenes(document, words, is_spine=is_spine):
        if scene.is_heading:
            facts += _marked_by_heading(scene, words)
            last = len(facts)
            continue
        told: list[Fact] = []
        parts = parts_of(scene.folded, scene.sentence) if is_question(scene.folded, scene.sentence) else None
        for kind in scene.mentions:
            reader = words.readers[kind]
            if not reader.code:
                told += read_plain(without_operations(scene, parts) if kind in FINDINGS else scene, reader)
        for reader in coded:
            module = _coded(reader.code or "")
            if module.applies(scene):
                told += module.read(scene, reader)
        if parts is not None:
            told = [*told_of_the_patient(told, parts), *operated_before(scene, parts, words)]
        facts = retracted(scene, _with_responses(scene, facts, last, words), last)
        facts = followed(scene, facts)
        told = of_the_pain(scene, told, facts[last:])
        last = len(facts)
        facts += told
    return _distinct(imaging_study.merged(_denied_as_a_whole(facts)))


def _denied_as_a_whole(facts: list[Fact]) -> list[Fact]:
    """`L4-L5: extrusion without compression of the traversing L5 root`: a denial of the root that passes the level, in a document
    that tells of no pressure there, is one of the level; the words still quote the root."""
    pressed = [
        f for f in facts if f.kind == "neural_compression" and f.assertion in (Assertion.PRESENT, Assertion.POSSIBLE)
    ]
    told = {fact.qualifiers.get("level") for fact in pressed}
    return [
        replace(fact, qualifiers={name: value for name, value in fact.qualifiers.items() if name != "root"})
        if _denies_the_passing_root(fact) and None not in told and fact.qualifiers.get("level") not in told
        else fact
        for fact in facts
    ]


def _denies_the_passing_root(fact: Fact) -> bool:
    level, root = str(fact.qualifiers.get("level", "")), fact.qualifiers.get("root")
    return fact.kind == "neural_compression" and fact.is_denial and root is not None and level.endswith(f"-{root}")


def _with_responses(scene: Scene, facts: list[Fact], last: int, words: Lexicon) -> list[Fact]:
    """A short sentence that tells how the care of the sentence before it went."""
    reader = words.readers.get("conservative_care")
    if reader is None:
        return facts
    if scene.document.kind == "therapy record":
        facts = care_response.told_at_discharge(scene, facts, reader)
    if last >= len(facts):
        return facts
    changed = care_response.follow_up(scene, facts[last:], reader)
    return facts if changed is None else [*facts[:last], *changed]


def _marked_by_heading(scene: Scene, words: Lexicon) -> Iterator[Fact]:
    """What a heading by itself shows: a history (`Past Surgical History:`), a study (`MRI 2/24/2026:`)."""
    for kind in scene.mentions:
        if words.readers[kind].in_headings and not _is_unexamined(scene, words.readers[kind]):
            yield from read_plain(scene, words.readers[kind])
    if "modality_imaging" in scene.words and "imaging_study" in words.readers:
        yield from imaging_study.read(scene, words.readers["imaging_study"])


def _is_unexamined(scene: Scene, reader: Reader) -> bool:
    """Under `Neuro:` the line says that something could not be examined: no examination that silence could rest on."""
    if reader.kind.area != "examination":
        return False
    stop = scene.document.text.find("\n", scene.end)
    return _UNEXAMINED.search(scene.folded, scene.end, stop if stop >= 0 else len(scene.folded)) is not None


def scenes(document: Document, words: Lexicon, every: bool = False, is_spine: bool = True) -> Iterator[Scene]:
    """The sentences of a document that hold a word of the lexicon (`every`: all), each with what was said before it."""
    text = document.text
    folded = fold(text)
    hits = words.matcher.find(folded, text)
    if not hits and not every:
        return
    starts = [hit.start for hit in hits]
    anatomy = words.vocabulary.anatomy
    places = find_levels(folded, anatomy)
    place_starts = [place.start for place in places]
    around = Around(authored=document.authored or _date_in_header(folded))
    if document.kind == "imaging report":
        around.document_study = _study_of_report(document, folded, words, around, hits)
    cut = sentences(text, words.headings, anatomy)
    if around.document_study is not None and not every:
        yield from _title(document, folded, words, around, hits, starts, cut)
    previous: Sentence | None = None
    for sentence in cut:
        if previous is not None and sentence.paragraph != previous.paragraph and sentence.section != previous.section:
            around.study = None
        if previous is None or sentence.label != previous.label:
            heading = _open_label(document, folded, sentence, words, around, hits, starts)
            if heading is not None and not every:
                yield heading
        here = slice_of(hits, starts, sentence)
        inside = [places[i] for i in _within(place_starts, sentence) if places[i].end <= sentence.end]
        parts = parts_of(folded, sentence) if not every and is_question(folded, sentence) else None
        if parts is not None:  # the level of an operation that is asked for is not the level of a finding
            inside = [place for place in inside if parts.is_told(place.start, place.end)]
        scene = Scene(
            document=document, folded=folded, sentence=sentence, hits=here, places=inside, lexicon=words,
            around=around, is_spine=is_spine, asserted_from=parts.told_from if parts is not None else 0,
        )  # fmt: skip
        if parts is not None:
            scene._sides = [side for side in scene.sides if parts.is_told(side.start, side.end)]
            scene._scopes = [one for one in scene.scopes if parts.is_told(one.cue.start, one.cue.end)]
        if every or here or document.kind == "therapy record" or sentence.section == "treatment":
            yield scene
        _remember(scene, around)
        previous = sentence


def _within(starts: Sequence[int], sentence: Sentence) -> range:
    return range(bisect_left(starts, sentence.start), bisect_left(starts, sentence.end))


def _remember(scene: Scene, around: Around) -> None:
    studies = scene.studies() if "modality_imaging" in scene.words else []
    if studies:
        around.study = studies[-1]
    places = [place for place in scene.places if place.levels]
    if places and is_of_an_operation(scene.folded, places[0].start, places[0].end) and len(places) == 1:
        places = []  # `L5-S1 microdiscectomy. Large herniation.`: where the herniation is stands nowhere
    if places and _opens(scene, places[0].start) and len({place.levels for place in places}) == 1:
        around.lead = (places[0], scene.sentence.paragraph)
    elif places:
        around.lead = None
    paragraph = scene.sentence.paragraph
    if places and len({place.levels for place in places}) == 1 and (around.hint is None or around.hint[1] != paragraph):
        around.hint = (places[0], paragraph)
    elif places and around.hint is not None and around.hint[0].levels != places[-1].levels:
        around.hint = None
    _remember_relative(scene, around)
    around.opened = opened(scene, around.opened)


def _remember_relative(scene: Scene, around: Around) -> None:
    """Whom the next sentence may go on about."""
    if any(hit.entry.family == "family" for hit in scene.of(Cue)):
        around.relative = relative_cue(scene.scopes, scene.folded, scene.start)
    elif around.relative is not None and carried(around.relative, scene.folded, scene.start, scene.end) is None:
        around.relative = None


def _opens(scene: Scene, start: int) -> bool:
    """The place opens the sentence, or what follows its colon (`MRI 1/12/26: At L4-5 there is ...`)."""
    colon = scene.folded.rfind(":", scene.start, start)
    return start - max(scene.start, colon) < 14


def _open_label(
    document: Document,
    folded: str,
    sentence: Sentence,
    words: Lexicon,
    around: Around,
    hits: Sequence[Hit],
    starts: Sequence[int],
) -> Scene | None:
    """The heading itself; one such as `MRI 2/24/2026:` names the study of what follows."""
    around.study = None
    if sentence.label is None:
        return None
    label = replace(sentence, start=sentence.label[0], end=sentence.label[1])
    scene = Scene(
        document=document,
        folded=folded,
        sentence=label,
        hits=slice_of(hits, starts, label),
        places=(),
        lexicon=words,
        around=around,
        is_heading=True,
    )
    studies = scene.studies() if "modality_imaging" in scene.words else []
    if studies:
        around.study = studies[-1]
    return scene


def _study_of_report(document: Document, folded: str, words: Lexicon, around: Around, hits: Sequence[Hit]) -> Study:
    """An imaging report is of the first study that it names; its day is the one in the header, else the day it was written."""
    head = Sentence(start=0, end=min(len(folded), _LETTERHEAD), section="", paragraph=0)
    starts = [hit.start for hit in hits]
    scene = Scene(
        document=document,
        folded=folded,
        sentence=head,
        hits=slice_of(hits, starts, head),
        places=(),
        lexicon=words,
        around=around,
    )
    tokens = scene.words.get("modality_imaging", [])
    day = _date_in_header(folded) or document.authored
    when = PartialDate.day(day) if day else None
    if not tokens:
        return Study(-1, -1, None, when)
    return Study(tokens[0].start, tokens[0].end, tokens[0].values[0], when)


def _title(
    document: Document,
    folded: str,
    words: Lexicon,
    around: Around,
    hits: Sequence[Hit],
    starts: Sequence[int],
    cut: Sequence[Sentence],
) -> Iterator[Scene]:
    """The line that names the study of a report where it is a bare heading (`MRI LUMBAR SPINE`), as a heading of its own."""
    study = around.document_study
    if study is None or study.start < 0 or not words.readers["imaging_study"].in_headings:
        return
    covered = [(one.start, one.end) for one in cut] + [one.label for one in cut if one.label is not None]
    if any(start <= study.start < end for start, end in covered):
        return
    start = document.text.rfind("\n", 0, study.start) + 1
    stop = document.text.find("\n", study.end)
    line = Sentence(start=start, end=stop if stop >= 0 else len(folded), section="imaging", paragraph=0)
    yield Scene(
        document=document,
        folded=folded,
        sentence=line,
        hits=slice_of(hits, starts, line),
        places=(),
        lexicon=words,
        around=around,
        is_heading=True,
    )


def _date_in_header(folded: str) -> date | None:
    """The exact day that a note's own header gives (`Date of visit: 02/16/2026`)."""
    for one in find_dates(folded, None, 0, min(len(folded), _LETTERHEAD)):
        if one.day.is_exact and _HEADER_DATE.search(folded[max(0, one.start - 40) : one.start]):
            return one.day.earliest
    return None


def _distinct(facts: list[Fact]) -> list[Fact]:
    """Without exact repetitions from one place (two phrases that say the same of the same words)."""
    seen: set[object] = set()
    kept = []
    for fact in facts:
        quote = fact.quotes[0]
        key = (
            fact.kind,
            str(fact.value),
            tuple((k, str(v)) for k, v in fact.qualifiers.items()),
            fact.assertion,
            fact.when,
            quote.start,
            quote.end,
        )
        if key not in seen:
            seen.add(key)
            kept.append(fact)
    return kept


def kinds_read(vocabulary: Vocabulary) -> Mapping[str, Reader]:
    """The kinds of fact that are read from text, with their readers."""
    return lexicon(vocabulary).readers
