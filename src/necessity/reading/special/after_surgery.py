"""What followed an earlier operation: how long and how well it helped, and when the complaint came back.

Invariant: a return of pain is one after surgery only where the record tells of an operation, and never where the sentence says
that an injection or a drug wore off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.entry import Reader
from necessity.reading.operations import NAMES
from necessity.reading.plain import read_plain
from necessity.reading.scene import Scene
from necessity.reading.special import results

_OPERATED = re.compile(
    r"\b(?:micro)?(?:disc|disk)ectom\w+|\blaminectom\w+|\blaminotom\w+|\bdecompression\b|\bfus(?:ion|ed)\b|"
    r"\bsurger(?:y|ies)\b|"
    r"\boperat(?:ion|ions|ed)\b|\barthrodesis\b|\bpost-?op\w*"
)
_NOT_AN_OPERATION = re.compile(
    r"\b(?:injections?|esis?|tfesi|epidurals?|blocks?|therapy|pt|medrol|prednisone|steroids?|gabapentin|"
    r"ablation|denervat\w+|rhizotomy|radiofrequency|rfa|brace|medications?|nsaids?|opioids?|narcotics?|"
    r"chiropract\w+|acupuncture)\b"
)
_FAILED_CARE = re.compile(
    r"\b(?:failed|failing|refractory to|unresponsive to|not responded to) (?:extensive |prolonged |"
    r"all )?(?:conservative|non-?operative|"
    r"medical)?\s*(?:therapy|care|treatment|management|pt|injections?|measures)"
)
_OF_BOTH = re.compile(r"(?:both|all|each|neither|none)\b(?!.*\b(?:operation|surger|procedure))")
_NOT_SPINE = re.compile(r"\b(?:knee|hip|shoulder|cervical|neck|carpal|hernia repair|gallbladder|cataract|cardiac)\b")
_OF_ANOTHER_TIME = re.compile(r"\s*(?:later|before|ago|old)\b")
_THEN = re.compile(r"\s*(?:after|post|following)\b")
_PAST = re.compile(r"\b(?:came|returned|recurred|reappeared|began|started|has|have)\b")


def applies(scene: Scene) -> bool:
    return "relief_after_surgery" in scene.mentions or "symptom_return" in scene.mentions or results.applies(scene)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """By the phrases of the kind, and where they say nothing by the free words of `results`."""
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    told = list(_by_phrases(scene, reader)) if reader.kind.name in scene.mentions else []
    if told:
        yield from told
    elif reader.kind.name == "symptom_return":
        yield from results.returned(scene, reader)
    else:
        for fact in results.relief(scene, reader):
            if _is_of_care(scene, fact):
                continue
            yield _with_length(scene, fact) if fact.assertion is Assertion.PRESENT else fact


_AT_WORK = re.compile(r"not worked (?:since|at|as|in|full|there|a day)\b")
"""`He has not worked since November` tells of his job."""


def _is_of_care(scene: Scene, fact: Fact) -> bool:
    """`Took 2 Percocet w/o relief`: the drug did not help; nothing is said of the operation."""
    start = fact.quotes[0].start
    if _AT_WORK.match(scene.folded, start, scene.end):
        return True
    drugs = [
        one.end for one in scene.words.get("modality_care_words", ()) if one.end <= start and one.values[0] != "none"
    ]
    return bool(drugs) and _OPERATED.search(scene.folded, drugs[-1], start) is None and start - drugs[-1] < 24


def _by_phrases(scene: Scene, reader: Reader) -> Iterator[Fact]:
    words = _FAILED_CARE.sub(" ", scene.folded[scene.start : scene.end])
    if _NOT_AN_OPERATION.search(words) or _NOT_SPINE.search(words):
        return
    if _OPERATED.search(scene.folded, 0, scene.end) is None:
        return
    for fact in read_plain(scene, reader):
        if _OF_BOTH.match(fact.quotes[0].words.lower()) and not _follows_a_name(scene, fact):
            continue
        if fact.kind == "relief_after_surgery" and fact.assertion is Assertion.PRESENT:
            yield results.with_degree(scene, _with_length(scene, fact))
        else:
            yield _come_about(scene, fact)


def _follows_a_name(scene: Scene, fact: Fact) -> bool:
    """`L5-S1 discectomy in April, again in May; both failed`."""
    return any(token.end <= fact.quotes[0].start for token in scene.words.get(NAMES, ()))


def _come_about(scene: Scene, fact: Fact) -> Fact:
    """`well until the pain came back`: in the past tense `until` tells of a day, not of an "if"."""
    until = fact.cue is not None and fact.cue.words.lower() == "until"
    quote = fact.quotes[0]
    if until and fact.assertion is Assertion.HYPOTHETICAL and _PAST.search(scene.folded, quote.start, quote.end):
        return replace(fact, assertion=Assertion.PRESENT, cue=None)
    return fact


def _with_length(scene: Scene, fact: Fact) -> Fact:
    """The fact with the one length of the sentence that is told of the relief."""
    lengths = [
        one
        for one in scene.lengths
        if not _OF_ANOTHER_TIME.match(scene.folded, one.end, scene.end)
        and (one.start >= fact.quotes[0].start or not _THEN.match(scene.folded, one.end, scene.end))
    ]
    if len(lengths) != 1:
        return fact
    one = lengths[0]
    quantity = one.quantity
    if quantity.low_open and scene.folded.startswith("over", one.start):
        quantity = Quantity(quantity.low, quantity.high, quantity.unit)
    evidence = fact.evidence
    if not any(quote.start <= one.start and one.end <= quote.end for quote in fact.quotes):
        evidence = (*evidence, scene.quote(one.start, one.end))
    return replace(fact, value=quantity, evidence=evidence)
