"""Reads documents into facts, sentence by sentence; a kind of fact is a file, and the few that need code are in `special/`.

Invariant: every fact quotes the words that say it, and the same documents give the same facts in the same order. Text in a
chart is never an instruction. What it misses: findings told across sentences by a pronoun, and words that no file lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading import care_response, tables
from necessity.reading.entry import Reader
from necessity.reading.examined import examined
from necessity.reading.impression import without_what_parts
from necessity.reading.legible import legible
from necessity.reading.lexicon import Lexicon, lexicon
from necessity.reading.log import of_the_line
from necessity.reading.match import fold
from necessity.reading.pain_course import followed, of_the_pain
from necessity.reading.plain import read_plain
from necessity.reading.question import is_question, parts_of
from necessity.reading.question_facts import FINDINGS, operated_before, told_of_the_patient, without_operations
from necessity.reading.retraction import retracted
from necessity.reading.scene import Scene
from necessity.reading.scenes import scenes
from necessity.reading.special import imaging_study
from necessity.reading.special.other_joint import of_another_joint
from necessity.reading.spelling import misspelt, proposed
from necessity.reading.subject import is_about_something_else, is_about_the_low_back
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

_UNEXAMINED = re.compile(
    r"\b(?:not (?:assessed|tested|examined|done|performed)|deferred|could not be (?:assessed|tested|examined)|"
    r"unable to (?:assess|test|examine)|"
    r"see flow ?sheet|on the (?:flow ?sheet|intake form))\b"
)
_UNKNOWN = re.compile(
    r"\W{0,4}(?:(?:was|were|is|are|largely|currently|entirely) )*(?:unknown|"
    r"unobtainable|not (?:known|obtain\w+|available)|unavailable|"
    r"(?:unable to|could not|cannot) (?:be )?(?:obtain\w*|provide|give|recall))\b"
)
_OF_THE_SPINE = re.compile(r"\b(?:lumb\w+|l-?s? ?spine|spin(?:e|al)|low(?:er)? back|vertebra\w*)\b")
_FIRST_WORD = re.compile(r"[^\W_]")
_OF_THE_HEAD = re.compile(
    r"\b(?:alert|awake|oriented|cranial|cn|glasgow|gcs|pupils?|speech|demented|dementia|confused|mental)\b"
)
_CRANIAL = re.compile(r"\b(?:cranial nerves?|cns?\b)[^.;\n]*")
_OF_THE_LIMBS = re.compile(
    r"\b(?:strength|power|motor|[0-5][+-]?/5|sens\w+|touch|pin|numb\w*|reflex\w*|dtrs?|jerks?|gait|intact|non-?focal|focal|"
    r"normal|"
    r"unremarkable|deficits?|wnl|babinski\w*|weak\w*|clonus|ehl|legs?|moves?|moving|extremit\w+|unchanged|negative|toes?|heels?|"
    r"ankles?|drop|atrophy|l[2-5]|s1|tone|hyperreflexia|plantars?|romberg|coordination)\b"
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
_FOLLOWS = frozenset({"stenosis", "neural_compression"})
_NEVER_OF_A_JOINT = frozenset(
    {"other_pain_source", "bone_density", "poor_bone"}
)  # the bone of the hip is that of the spine
_OF_ANY_JOINT = frozenset(
    {"implant", "surgery_complication", "conservative_care", "functional_limitation", "pain_score"}
)
_FIRST_LINES = 3
_LETTERHEAD = 700


@cache
def _coded(kind: str) -> ModuleType:
    """The module under `special/` that reads this kind: `applies(scene)` and `read(scene, reader)`."""
    return import_module(f"necessity.reading.special.{kind}")


def read(documents: Sequence[Document], *, vocabulary: Vocabulary, day: date) -> tuple[Fact, ...]:
    """All facts of the documents as they say them: every assertion, not merged, not derived; sorted by `Fact.sort_key`.

    Documents of kind `criteria` and unreadable ones give none. `day` is the day of judgement.
    """
    return read_apart(documents, vocabulary=vocabulary, day=day)[0]


def read_apart(
    documents: Sequence[Document], *, vocabulary: Vocabulary, day: date
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What `read` gives, and apart from it what tells of the very operation that is judged, which is no earlier one."""
    words = lexicon(vocabulary)
    shown = [
        legible(one, vocabulary.folder) for one in documents if one.readable and one.kind != "criteria" and one.text
    ]
    shown = [one for one in shown if not _is_of_another(one.document)]
    heard = [one.document for one in shown]
    is_spine = is_about_the_low_back(heard)
    facts: list[Fact] = []
    operation: list[Fact] = []
    for one in shown:
        document = one.document
        is_here = is_spine and not is_about_something_else(document)
        for fact in _with_misspelt(document, words, is_here):
            kept = operation if _is_the_operation(fact, document, day) else facts
            kept.append(one.original(_not_yet(_taken_out_then(fact, document, day, is_all=len(heard) == 1), day)))
    return tuple(sorted(facts, key=Fact.sort_key)), tuple(sorted(operation, key=Fact.sort_key))


def _is_of_another(document: Document) -> bool:
    """The page is headed as that of another patient (`MISFILED - RECORDS OF A DIFFERENT PATIENT`)."""
    lines = [fold(line).strip() for line in document.text[:_LETTERHEAD].split("\n") if line.strip()]
    return len(lines) > 1 and any(_OF_ANOTHER.search(line) for line in lines[:_FIRST_LINES])


def _is_the_operation(fact: Fact, document: Document, day: date) -> bool:
    """The operation that an operative note of the day of judgement or later describes is the one judged, not an earlier one."""
    written = document.authored
    if fact.kind == "prior_surgery" and fact.when == PartialDate.day(day):
        return True  # on the day of service, whoever tells it
    if fact.kind == "implant" and document.kind == "operative note" and written is not None and written >= day:
        return not _is_told_as_past(fact, document)  # what the operation that is judged put in
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


def _taken_out_then(fact: Fact, document: Document, day: date, is_all: bool) -> Fact:
    """What an operative note says was found in an operation before the one judged was taken out there: it is of the past.

    `is_all`: no other document tells of a time after it; undated, it may then be the operation that is judged.
    """
    if document.kind != "operative note" or fact.kind not in _TAKEN_OUT or fact.assertion is not Assertion.PRESENT:
        return fact
    is_of_now = is_all if document.authored is None else document.authored >= day
    return fact if is_of_now else replace(fact, assertion=Assertion.HISTORICAL)


def _not_yet(fact: Fact, day: date) -> Fact:
    """What bears a day that has not come was not found or done: it is planned, or the day is wrong."""
    if fact.assertion is not Assertion.PRESENT or fact.when is None or fact.when.earliest <= day:
        return fact
    written = fact.quotes[0].of.authored if fact.quotes else None
    if written is not None and written > day:
        return fact  # the whole page is later, and does not count
    return replace(fact, assertion=Assertion.PLANNED, cue=fact.quotes[0] if fact.quotes else None)


def _with_misspelt(document: Document, words: Lexicon, is_spine: bool) -> list[Fact]:
    """The facts of one document, and as possible what its misspelt words would say."""
    told = read_document(document, words, is_spine)
    wrong = misspelt(document.text, words.vocabulary.folder, words.matcher.is_phrase)
    if not wrong:
        return told
    return [*told, *proposed(document, wrong, told, lambda righted: read_document(righted, words, is_spine))]


def read_document(document: Document, words: Lexicon, is_spine: bool = True) -> list[Fact]:
    """The facts of one document, in no particular order. `is_spine`: the case is about the low back."""
    facts: list[Fact] = []
    has_tables = any(mark in document.text for mark in ("|", "\t", "   "))
    last = 0  # where the facts of the sentence before begin
    asked = [reader for reader in words.readers.values() if is_spine or not reader.spine]
    coded = [(_coded(reader.code), reader) for reader in asked if reader.code]
    modules = tuple(dict.fromkeys(module for module, _ in coded))  # one module may read several kinds
    for scene in scenes(document, words, is_spine=is_spine):
        if scene.is_heading:
            if scene.aside is None:
                marked = _marked_by_heading(scene, words)
                facts += [one for one in marked if is_spine or not words.readers[one.kind].spine]
            last = len(facts)
            continue
        told: list[Fact] = []
        parts = parts_of(scene.folded, scene.sentence) if is_question(scene.folded, scene.sentence) else None
        for kind in scene.mentions:
            reader = words.readers[kind]
            if not reader.code:
                told += read_plain(without_operations(scene, parts) if kind in FINDINGS else scene, reader)
        if applying := [module for module in modules if module.applies(scene)]:
            for module, reader in coded:
                if module in applying:
                    told += module.read(
                        without_operations(scene, parts) if reader.kind.name in FINDINGS else scene, reader
                    )
        if has_tables and scene.sentence.section != "template":
            told += tables.told(scene, words)
        if parts is not None:
            told = [*told_of_the_patient(told, parts), *operated_before(scene, parts, words)]
        if told and (aside := scene.aside) is not None:
            told = [] if aside.is_template else [one for one in told if not _is_of_a_joint(scene, one, words)]
        if told and of_another_joint(scene):
            told = [one for one in told if not _is_of_a_joint(scene, one, words)]
        facts = retracted(scene, _with_responses(scene, facts, last, words), last)
        facts = followed(scene, facts)
        if told:
            told = of_the_line(scene, of_the_pain(scene, told, facts[last:]))
        last = len(facts)
        facts += told
    if not is_spine:  # a knee without a fracture, an ear without an infection: nothing of a spine is ruled out there
        facts = [one for one in facts if not (one.is_denial and words.readers[one.kind].kind.area == "imaging")]
    facts = _companions(facts)
    found = imaging_study.merged(_denied_as_a_whole(facts), document.kind == "imaging report")
    found = without_what_parts(document, found)
    return _distinct(examined(found, words.readers.get("neuro_exam"), document.kind))


def _is_of_a_joint(scene: Scene, fact: Fact, words: Lexicon) -> bool:
    """`R knee: no instability`: under another joint nothing is told of the spine; but what strength and feeling are there is."""
    if fact.kind not in _OF_ANY_JOINT and words.readers[fact.kind].kind.area != "imaging":
        return False
    if fact.kind in _NEVER_OF_A_JOINT or scene.places:
        return False
    return _OF_THE_SPINE.search(scene.folded, scene.start, scene.end) is None


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


def _companions(facts: list[Fact]) -> list[Fact]:
    """`Canal and foramina are patent` says one thing; that nothing is narrowed or pressed there follows from it."""
    patent = {
        place
        for fact in facts
        if fact.kind == "canal_patency" and str(fact.value) == "patent"
        for place in range(fact.quotes[0].start, fact.quotes[0].end)
    }
    return [
        replace(fact, reader="derived: companion")
        if fact.kind in _FOLLOWS
        and fact.is_denial
        and not patent.isdisjoint(range(fact.quotes[0].start, fact.quotes[0].end))
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
    if "imaging_study" in words.readers:
        yield from imaging_study.heading(scene, words.readers["imaging_study"])


def _is_unexamined(scene: Scene, reader: Reader) -> bool:
    """Under `Neuro:` the line says that something could not be examined: no examination that silence could rest on."""
    if reader.kind.area == "history":
        return _UNKNOWN.match(scene.folded, scene.end) is not None
    if reader.kind.area != "examination":
        return False
    stops = [place for mark in ("\n", ". ") if (place := scene.document.text.find(mark, scene.end)) >= 0]
    if _UNEXAMINED.search(scene.folded, scene.end, min(stops, default=len(scene.folded))) is not None:
        return True
    return reader.kind.name == "neuro_exam" and _is_of_the_head(scene)


def _is_of_the_head(scene: Scene) -> bool:
    """Under `Neuro:` stands how awake the patient is, or the nerves of the head, and nothing of the limbs."""
    begin = _FIRST_WORD.search(scene.folded, scene.end)
    if begin is None:
        return False
    stop = scene.document.text.find("\n", begin.start())
    told = scene.folded[begin.start() : stop if stop >= 0 else len(scene.folded)]
    return _OF_THE_HEAD.search(told) is not None and _OF_THE_LIMBS.search(_CRANIAL.sub(" ", told)) is None


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
