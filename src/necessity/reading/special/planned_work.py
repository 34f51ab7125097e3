"""What the surgeon plans to do: a firm plan is the fact itself, so a policy can use it; an option or a risk is none.

Invariant: work of the past is never read as planned, and `if`, `consider` and `may need` are no plan. In an operative note the
work that was done is `performed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.reading.assertion import Scope
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import typed
from necessity.reading.lexicon import FAMILIES
from necessity.reading.operations import NAMES, Operation, at, operations
from necessity.reading.plain import read_plain
from necessity.reading.scene import Mention, Scene

KINDS = frozenset(
    "extensive_decompression facet_resection pars_resection graft implant_exchange osteotomy expected_instability "
    "instability_at_surgery".split()
)
_NEEDED = re.compile(
    r"\b(?:will(?! (?:be )?(?:recall|remember|note|dictat))|shall|have in mind|need(?:s|ed)?|require[sd]?|"
    r"requiring|necessary|necessitat\w*|warrant\w*|planned|"
    r"plans?|planning|propos\w*|intend\w*|"
    r"going to|anticipat\w*|expect\w*|must|has to|have to|we (?:are|have) (?:scheduled|booked))\b"
)
_SOFT = re.compile(
    r"\b(?:consider\w*|option\w*|offer\w*|worth|could|might|may|reasonable|refer\w*|candidate|await\w*|"
    r"pending|would benefit|discuss\w*|"
    r"try|benefit|perhaps|possibly|not (?:need|require)\w*|no need)\b"
)
_PAST = re.compile(
    r"\b(?:status post|s/p|underwent|(?:operation|surgery|procedure)s? (?:was|were|consisted of|included)|"
    r"previous(?:ly)?|prior|in (?:19|20)\d\d|ago|had (?:an?|the|his|her)|"
    r"history of|initial|first|original|earlier|"
    r"last (?:year|month)|index|after (?:the|his|her))\b"
)
_OVER = re.compile(r"\b(?:status post|s/p|underwent|in (?:19|20)\d\d|ago|(?:last|previous|prior|former) surgeon)\b")
_DONE = re.compile(
    r"\b(?:was|were|had been|has been|performed|completed|carried out|done|removed|resected|drilled|"
    r"taken down|undertaken|placed|packed|"
    r"underwent|required|included)\b"
)
_MORE_THAN_HALF = re.compile(
    r"\b(?:more than|over|greater than|at least|>)\s*(?:a |one )?half\b|\bmajority of\b|\bmost of\b"
)
_WHOLE = re.compile(r"\b(?:complete|total|entire|full|whole|radical)(?:ly)?\b")
_NOT = re.compile(
    r"\b(?:not|no longer|never|rather than|instead of|avoid\w*|declin\w*|refus\w*|against|without)\b|n't\b"
)
_REQUIRES = re.compile(r"(?:(?:is|are) )?require[sd]?|(?:removal|resection|excision|evacuation) of")
_SOMEONE_ELSE = re.compile(
    r"\b(?:polic(?:y|ies)|criteri(?:a|on)|guidelines?|insurers?|payers?|payors?|carrier|plan requires|"
    r"reviewers?|coverage|authori[sz]ation)\b"
)
_WITH_PLAN = re.compile(r"\bplan\b|\ba\s?/\s?p\b|\bap\b")
_DONE_BEFORE = re.compile(r"\b(?:after|following|failed|post\w*|s/p|since|recurr\w*|persist\w*|from|despite|with)\b")
_PLANNED = frozenset({"planned"})
_OTHER = frozenset(FAMILIES) - _PLANNED
_WITH_AN_OPERATION = ("implant_exchange", "graft")
_INTENDS = re.compile(
    r"\b(?:have in mind|(?:my|our|the) (?:surgical |operative )?plan (?:is|will be|would be|consists)|(?:i|"
    r"we) (?:propose|intend|plan))\b"
)
_THOSE = re.compile(
    r"\bat (?:those|these|the same|all of these|both(?: of (?:these|those))?|each of (?:these|those)|"
    r"all) (?:levels|segments)\b"
)
_DECOMPRESSIONS = frozenset({"decompression", "laminectomy", "laminotomy"})
_PLACES = ("plan", "assessment")


def applies(scene: Scene) -> bool:
    return NAMES in scene.words or not scene.mentions.keys().isdisjoint(KINDS)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if reader.kind.name == "instability_at_surgery":
        if scene.document.kind == "operative note" or scene.sentence.section == "operation":
            yield from read_plain(scene, replace(reader, code=None))
        return
    if reader.kind.name not in scene.mentions and reader.kind.name != "extensive_decompression":
        return
    if reader.kind.name not in scene.mentions and (reader.kind.name != "extensive_decompression" or not scene.places):
        return
    more = [(one.start, one.end) for kind in _WITH_AN_OPERATION for one in scene.mentions.get(kind, ())]
    told = operations(scene, more)
    if reader.kind.name == "extensive_decompression":
        scene = _with_several_levels(scene, told)
    if reader.kind.name not in scene.mentions:
        return
    scene = _without_need(scene)
    plain = replace(reader, code=None, ignores=reader.ignores | _PLANNED)
    at_work = scene.document.kind == "operative note"
    if at_work:  # `PROCEDURE: ...` tells what was done
        plain = replace(plain, not_sections=plain.not_sections - {"request"})
    placed = _placed(scene, reader, list(read_plain(scene, plain)), told)
    for fact in _with_those(scene, reader, list(placed)):
        mention = _mention(scene, reader, fact)
        if fact.assertion is Assertion.ABSENT and _is_of_an_old_operation(scene, fact, at_work):
            continue
        if fact.assertion is not Assertion.PRESENT or mention is None:
            denied = fact.assertion is Assertion.ABSENT
            yield _with_status(reader, fact, "performed" if at_work else "planned") if denied else fact
            continue
        status = _status(scene, reader, mention)
        if status is None:
            continue
        fact = _with_reason(scene, reader, fact, mention)
        yield _with_share(scene, reader, _with_status(reader, fact, status), mention)


def _is_of_an_old_operation(scene: Scene, fact: Fact, at_work: bool) -> bool:
    """`Fusion in 2015 without local bone`: what an operation of the past was done without is no choice for the next one."""
    begin = fact.quotes[0].start if fact.cue is None else min(fact.cue.start, fact.quotes[-1].start)
    old = _PAST.search(scene.folded, scene.start, max(begin, fact.quotes[0].end))
    return old is not None and not at_work and _NEEDED.search(scene.folded, scene.start, scene.end) is None


def _with_several_levels(scene: Scene, told: Sequence[Operation]) -> Scene:
    """A decompression of two segments or more is a wide one (`laminectomies at L3, L4 and L5`, `L3-4 and L4-5 laminotomies`)."""
    opened = [one for one in told if one.type in _DECOMPRESSIONS and one.levels]
    opened = [one for place, one in enumerate(opened) if one.levels not in [each.levels for each in opened[:place]]]
    if len({level for one in opened for level in one.levels}) < 2:
        return scene
    known = scene.mentions.get("extensive_decompression", [])
    new = [
        Mention(one.start, one.end, Phrase("extensive_decompression", (scene.folded[one.start : one.end],)))
        for one in opened
        if not any(old.start < one.end and one.start < old.end for old in known)
    ]
    mentions = {**scene.mentions, "extensive_decompression": sorted([*known, *new], key=lambda one: one.start)}
    return replace(scene, _mentions=mentions, _heads=None, _parts=None)


def _placed(scene: Scene, reader: Reader, facts: Sequence[Fact], told: Sequence[Operation]) -> Iterator[Fact]:
    """The facts at the levels of their own operation; what belongs to its neighbour is left out."""
    seen: set[tuple[int, str]] = set()
    for fact in facts:
        mention = _mention(scene, reader, fact)
        one = at(told, mention.start, mention.end) if mention is not None else None
        if one is None or mention is None or (one.levels == () and not _is_of_a_neighbour(one, told, fact)):
            yield fact
            continue
        own = {name: value for name, value in fact.qualifiers.items() if name != "level"}
        key = (mention.start, f"{fact.value} {own}")
        if key in seen:
            continue
        seen.add(key)
        if one.side is not None and reader.kind.has_side:
            own["side"] = one.side.values[0]
        quotes = [scene.quote(start, end) for start, end in one.levels_at]
        held = [
            quote for quote in quotes if not any(q.start <= quote.start and quote.end <= q.end for q in fact.quotes)
        ]
        for level in one.levels or (None,):
            named = {**own, **({"level": level} if level else {})}
            yield replace(fact, qualifiers=named, evidence=(*fact.evidence, *held))


def _with_those(scene: Scene, reader: Reader, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`fusions at L5-S1 and L1-L2, with osteotomies at those levels`: the levels that the sentence named before."""
    match = _THOSE.search(scene.folded, scene.start, scene.end) if reader.kind.has_level else None
    places = [place for place in scene.places if match and place.levels and place.end <= match.start()]
    named = {level for place in places for level in place.levels}
    for fact in facts:
        quote = fact.quotes[0]
        near = match is not None and 0 <= match.start() - quote.end < 25
        if not near or not named or match is None:
            yield fact
            continue
        evidence = (*fact.evidence, *(scene.quote(place.start, place.end) for place in places))
        for level in scene.lexicon.vocabulary.anatomy.levels:
            if level in named:
                yield replace(fact, qualifiers={**fact.qualifiers, "level": level}, evidence=evidence)


def _is_of_a_neighbour(one: Operation, told: Sequence[Operation], fact: Fact) -> bool:
    """The level is one of several that belong to other operations; the only level of a sentence may be meant for all of them."""
    level = fact.qualifiers.get("level")
    if level is None or one.of_roots or one.torn:
        return level is not None
    others = [other for other in told if other is not one and level in other.levels]
    return bool(others) and len({name for other in told for name in other.levels}) > 1


def _without_need(scene: Scene) -> Scene:
    """What this surgeon says the work requires is his plan; what a policy or an insurer requires is not. Nor does `removal of
    the screws, wide decompression` make the second a thing of the past."""
    if _SOMEONE_ELSE.search(scene.folded, scene.start, scene.end):
        return scene
    kept = [one for one in scene.scopes if not _REQUIRES.fullmatch(scene.folded, one.cue.start, one.cue.end)]
    return scene if len(kept) == len(scene.scopes) else replace(scene, _scopes=kept)


def _mention(scene: Scene, reader: Reader, fact: Fact) -> Mention | None:
    quote = fact.quotes[0]
    here = [one for one in scene.mentions[reader.kind.name] if quote.start <= one.start < quote.end]
    return here[0] if here else next(iter(scene.mentions[reader.kind.name]), None)


def _status(scene: Scene, reader: Reader, mention: Mention) -> str | None:
    """`planned` or `performed`; None where the words say neither firmly."""
    first, last = scene.parts[scene.part_of(mention.start)][0], scene.parts[scene.part_of(mention.end - 1)][1]
    part = scene.folded[first:last]
    if scene.document.kind == "operative note":
        return "performed" if _is_of_the_operation(scene) and reader.kind.name in _DONE_KINDS else None
    scope = scene.verdict(mention.start, mention.end, _OTHER)
    if _is_firm(scene, scope, mention):
        over = _OVER.search(part) or (_PAST.search(part) and not _NEEDED.search(part))
        return None if over else "planned"
    told = scene.folded[scene.start : scene.end]
    if reader.kind.name in _RESECTIONS and not _NEEDED.search(told) and (_PAST.search(told) or _DONE.search(part)):
        return "performed"
    return None


def _is_firm(scene: Scene, scope: Scope | None, mention: Mention) -> bool:
    """Said in the plan, under a cue of a plan, or as what is needed; an option is not firm."""
    if scope is not None and _SOFT.search(scene.folded, scope.cue.start, scope.cue.end):
        return False
    near = scene.folded[max(scene.start, mention.start - 60) : min(scene.end, mention.end + 40)]
    own = scene.folded[scene.parts[scene.part_of(mention.start)][0] : scene.parts[scene.part_of(mention.end - 1)][1]]
    if _SOFT.search(near) or _NOT.search(own):
        return False
    in_plan = scene.sentence.section == "plan" or _is_in_a_plan(scene, mention)
    in_plan = in_plan or _INTENDS.search(scene.folded, scene.start, mention.start) is not None
    return scope is not None or in_plan or _NEEDED.search(near) is not None or _states_itself(scene, mention)


def _is_in_a_plan(scene: Scene, mention: Mention) -> bool:
    """Under `A/P:` or the like, where nothing before it makes it a thing that was done."""
    label = scene.sentence.label
    if label is None or scene.sentence.section != "assessment" or not _WITH_PLAN.search(scene.folded, *label):
        return False
    return _DONE_BEFORE.search(scene.folded, scene.start, mention.start) is None


def _states_itself(scene: Scene, mention: Mention) -> bool:
    """The phrase is a statement about the work to come (`renders the segment unstable`)."""
    return mention.phrase.kind == "expected_instability"


def _is_of_the_operation(scene: Scene) -> bool:
    return scene.sentence.section in ("operation", "request", "imaging", "", "other", "technique")


def _with_status(reader: Reader, fact: Fact, status: str) -> Fact:
    if "status" not in reader.kind.fields:
        return fact
    return _with(reader, fact, "status", status)


def _with_reason(scene: Scene, reader: Reader, fact: Fact, mention: Mention) -> Fact:
    """`revise the hardware and carry it down to S1`: the one reason that the next part of the sentence gives."""
    of = reader.words.get("reason")
    if of is None or fact.value is not None or "reason" in fact.qualifiers:
        return fact
    number = scene.part_of(mention.end - 1) + 1
    if number >= len(scene.parts):
        return fact
    start, end = scene.parts[number]
    found = [token for token in scene.words.get(of, ()) if start <= token.start < end]
    if len({token.values for token in found}) != 1:
        return fact
    named = _with(reader, fact, "reason", found[0].values[0])
    return replace(named, evidence=(*named.evidence, scene.quote(found[0].start, found[0].end)))


def _with_share(scene: Scene, reader: Reader, fact: Fact, mention: Mention) -> Fact:
    """A joint that is wholly removed is 100 percent of it; `more than half` is over 50."""
    if "share" not in reader.kind.fields or isinstance(fact.value or fact.qualifiers.get("share"), Quantity):
        return fact
    first = scene.parts[scene.part_of(mention.start)][0]
    last = scene.parts[scene.part_of(mention.end - 1)][1]
    part = scene.folded[first:last]
    if _MORE_THAN_HALF.search(part):
        return _with(reader, fact, "share", Quantity.parse("over 50 percent"))
    if _WHOLE.search(scene.folded, max(first, mention.start - 30), mention.end):
        return _with(reader, fact, "share", Quantity.parse("100 percent"))
    return fact


def _with(reader: Reader, fact: Fact, name: str, value: str | Quantity) -> Fact:
    known: Value | None = typed(reader.kind, name, value)
    if known is None:
        return fact
    if name == reader.kind.main:
        return replace(fact, value=known)
    return replace(fact, qualifiers={**fact.qualifiers, name: known})


_RESECTIONS = frozenset({"facet_resection", "pars_resection"})
_DONE_KINDS = _RESECTIONS | {"graft"}
