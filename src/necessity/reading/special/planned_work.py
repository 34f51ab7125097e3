"""What the surgeon plans to do: a firm plan is the fact itself, so a policy can use it; an option or a risk is none.

Invariant: work of the past is never read as planned, and `if`, `consider` and `may need` are no plan. In an operative note the
work that was done is `performed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.reading.assertion import Scope
from necessity.reading.entry import Reader
from necessity.reading.facts import typed
from necessity.reading.lexicon import FAMILIES
from necessity.reading.plain import read_plain
from necessity.reading.scene import Mention, Scene

KINDS = frozenset(
    "extensive_decompression facet_resection pars_resection graft implant_exchange osteotomy expected_instability "
    "instability_at_surgery".split()
)
_NEEDED = re.compile(
    r"\b(?:will|shall|need(?:s|ed)?|require[sd]?|requiring|necessary|necessitat\w*|warrant\w*|planned|"
    r"plans?|planning|propos\w*|intend\w*|"
    r"going to|anticipat\w*|expect\w*|must|has to|have to|we (?:are|have) (?:scheduled|booked))\b"
)
_SOFT = re.compile(
    r"\b(?:consider\w*|option\w*|offer\w*|worth|could|might|may|reasonable|refer\w*|candidate|await\w*|"
    r"pending|would benefit|discuss\w*|"
    r"try|benefit|perhaps|possibly|not (?:need|require)\w*|no need)\b"
)
_PAST = re.compile(
    r"\b(?:status post|s/p|underwent|previous(?:ly)?|prior|in (?:19|20)\d\d|ago|had (?:an?|the|his|her)|"
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
_PLACES = ("plan", "assessment")


def applies(scene: Scene) -> bool:
    return not scene.mentions.keys().isdisjoint(KINDS)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if reader.kind.name == "instability_at_surgery":
        if scene.document.kind == "operative note" or scene.sentence.section == "operation":
            yield from read_plain(scene, replace(reader, code=None))
        return
    scene = _without_need(scene)
    plain = replace(reader, code=None, ignores=reader.ignores | _PLANNED)
    for fact in read_plain(scene, plain):
        mention = _mention(scene, reader, fact)
        if fact.assertion is not Assertion.PRESENT or mention is None:
            yield _with_status(reader, fact, "planned") if fact.assertion is Assertion.ABSENT else fact
            continue
        status = _status(scene, reader, mention)
        if status is None:
            continue
        told = _with_share(scene, reader, _with_status(reader, fact, status), mention)
        yield told


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
    return scene.sentence.section in ("operation", "imaging", "", "other", "technique")


def _with_status(reader: Reader, fact: Fact, status: str) -> Fact:
    if "status" not in reader.kind.fields:
        return fact
    return _with(reader, fact, "status", status)


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
