"""The sentences of a document with what was said before them: its study, the level that leads the paragraph, a relative.

Invariant: what a sentence takes from before it stands in the same document; a heading is a sentence of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from necessity.model.document import Document
from necessity.reading.assertion import carried, relative_cue
from necessity.reading.boxes import ticked
from necessity.reading.copies import copied, day_of_heading
from necessity.reading.dates import find_dates
from necessity.reading.entry import Cue
from necessity.reading.lead import opened
from necessity.reading.levels import Place, find_levels
from necessity.reading.lexicon import Lexicon
from necessity.reading.match import Hit, fold
from necessity.reading.persons import without_names
from necessity.reading.question import is_of_an_operation, is_question, parts_of
from necessity.reading.same_level import Named, is_said, same_level
from necessity.reading.sayings import lines
from necessity.reading.scene import Around, Scene, slice_of
from necessity.reading.studies import Study, modality_of
from necessity.reading.text import Sentence, sentences
from necessity.when import PartialDate

_HEADER_DATE = re.compile(
    r"(?:\b(?:date of (?:visit|service|exam|examination|study|report|consultation|evaluation)|dos|visit date|"
    r"exam date|study date|service date|today is|today's date)|"
    r"(?:^|\n|\t|\||;|  )[\s*#]*(?:(?:study|exam|scan|mri|ct|patient|pt|patient was)? ?(?:date|seen on|dated|dictated|"
    r"performed|performed on)))"
    r"\s*(?:is|:)?[\s*]*$"
)
"""What is only `dated` or `performed` in running words (`MRI performed 6/29/2022`) is not the note."""
_OF_THE_REPORT = re.compile(r"\b(?:date|dated|dictated|performed|performed on)\s*(?:is|:)?\s*$")
_JUDGES = re.compile(r"(?:a/?p|a&p|assessment|impression|imp|dx|mdm|summary|plan|in summary|overall)\b")
_LETTERHEAD = 700
_ONLY_NORMAL = re.compile(
    r"[ :]*(?:is |are |all |look |looks |appears? |levels? )*(?:fine|normal|unremarkable|ok|okay|clear|"
    r"negative|within normal limits|wnl|nl|intact)[ .;]*"
)
_BOX = re.compile(r"\[[ xX]?\]|[\u2610\u2611\u2612]")


def scenes(document: Document, words: Lexicon, every: bool = False, is_spine: bool = True) -> Iterator[Scene]:
    """The sentences of a document that hold a word of the lexicon (`every`: all), each with what was said before it."""
    text = document.text
    said = ticked(text)
    folded = fold(said)
    hits = without_names(said, words.matcher.find(folded, said))
    if not hits and not every:
        return
    starts = [hit.start for hit in hits]
    anatomy = words.vocabulary.anatomy
    places = find_levels(folded, anatomy)
    place_starts = [place.start for place in places]
    written = document.authored or _date_in_header(text, folded, document.kind == "imaging report")
    around = Around(authored=written, asides=(*lines(text), *copied(text)))
    if document.kind == "imaging report":
        around.document_study = _study_of_report(document, folded, words, around, hits)
    cut = sentences(text, words.headings, anatomy, folded)
    if around.document_study is not None and not every:
        yield from _title(document, folded, words, around, hits, starts, cut)
    previous: Sentence | None = None
    named = Named()
    for sentence in cut:
        if sentence.section == "counselling" and _is_answered(text, folded, sentence):
            sentence = sentence._replace(section="other")
        if previous is None or sentence.label != previous.label:
            around.told_on = day_of_heading(folded, sentence, written)
            around.authored = around.told_on or written
        if previous is not None and sentence.paragraph != previous.paragraph:
            if sentence.section != previous.section or _JUDGES.match(folded, sentence.start):
                around.study = None  # what follows was seen on no one study
        if previous is None or sentence.label != previous.label:
            heading = _open_label(document, folded, sentence, words, around, hits, starts)
            if heading is not None and not every:
                yield heading
        here = slice_of(hits, starts, sentence)
        inside = _inside(places, place_starts, sentence) if places else []
        same = same_level(folded, sentence.start, sentence.end, inside, named)
        named.remember(inside)
        if same is None and is_said(folded, sentence.start, sentence.end):
            around.lead = around.hint = None  # which level is meant is not clear
        if same is not None:
            inside = sorted([*inside, same[0]], key=lambda place: place.start)
        parts = parts_of(folded, sentence) if not every and is_question(folded, sentence) else None
        if parts is not None:  # the level of an operation that is asked for is not the level of a finding
            inside = [place for place in inside if parts.is_told(place.start, place.end)]
        scene = Scene(
            document=document, folded=folded, sentence=sentence, hits=here, places=inside, lexicon=words,
            around=around, is_spine=is_spine, asserted_from=parts.told_from if parts is not None else 0,
            antecedent=same[1] if same is not None else None,
        )  # fmt: skip
        if parts is not None:
            scene._sides = [side for side in scene.sides if parts.is_told(side.start, side.end)]
            scene._scopes = [one for one in scene.scopes if parts.is_told(one.cue.start, one.cue.end)]
        if every or here or document.kind == "therapy record" or sentence.section == "treatment":
            yield scene
        _remember(scene, around)
        previous = sentence


def _is_answered(text: str, folded: str, sentence: Sentence) -> bool:
    """`Red flags: [ ] saddle numbness [x] osteoporosis`: a list that was ticked tells of the patient."""
    if sentence.label is None or "flag" not in folded[slice(*sentence.label)]:
        return False
    return _BOX.search(text, sentence.start, sentence.end) is not None


def _inside(places: Sequence[Place], starts: Sequence[int], sentence: Sentence) -> list[Place]:
    first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
    return [place for place in places[first:last] if place.end <= sentence.end]


def _remember(scene: Scene, around: Around) -> None:
    if "modality_imaging" in scene.words and (studies := scene.studies()):
        around.study = studies[-1]
    if scene.places:
        _remember_places(scene, around)
    if around.relative is not None or scene.of(Cue):
        _remember_relative(scene, around)
    around.opened = opened(scene, around.opened)


def _remember_places(scene: Scene, around: Around) -> None:
    places = [place for place in scene.places if place.levels]
    if places and is_of_an_operation(scene.folded, places[0].start, places[0].end) and len(places) == 1:
        places = []  # `L5-S1 microdiscectomy. Large herniation.`: where the herniation is stands nowhere
    if places and _ONLY_NORMAL.fullmatch(scene.folded, places[-1].end, scene.end):
        around.lead = None  # `L1 to L4 fine.`: what follows is of elsewhere
        return
    if places and _opens(scene, places[0].start) and len({place.levels for place in places}) == 1:
        around.lead = (places[0], scene.sentence.paragraph)
    elif places:
        around.lead = None
    paragraph = scene.sentence.paragraph
    if places and len({place.levels for place in places}) == 1 and (around.hint is None or around.hint[1] != paragraph):
        around.hint = (places[0], paragraph)
    elif places and around.hint is not None and around.hint[0].levels != places[-1].levels:
        around.hint = None


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
    label = sentence._replace(start=sentence.label[0], end=sentence.label[1])
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
    day = _date_in_header(document.text, folded, is_report=True) or document.authored
    when = PartialDate.day(day) if day else None
    if not tokens:
        return Study(-1, -1, None, when)
    return Study(tokens[0].start, tokens[0].end, modality_of(folded, tokens[0], head.end), when)


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


def _date_in_header(text: str, folded: str, is_report: bool = False) -> date | None:
    """The exact day that a note's own header gives (`Date of visit: 02/16/2026`)."""
    for one in find_dates(folded, None, 0, min(len(folded), _LETTERHEAD)):
        before = text[max(0, one.start - 40) : one.start].lower()
        is_named = _HEADER_DATE.search(before) or (is_report and _OF_THE_REPORT.search(before))
        if one.day.is_exact and is_named:
            return one.day.earliest
    return None
