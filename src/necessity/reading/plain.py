"""The reader of every kind that needs no code: phrases, words for fields, and what the sentence gives.

Invariant: it knows nothing of any one kind of fact; all of that stands in the fact's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.reading.assertion import Scope
from necessity.reading.bind import Group, Tokens, bind, is_graded_apart, is_of_another_level
from necessity.reading.dates import Dated
from necessity.reading.entry import ASSERTIONS, Reader
from necessity.reading.facts import assertion_of, make
from necessity.reading.levels import Place
from necessity.reading.scene import Mention, Scene
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_SEEN = re.compile(r"\b(?:seen|shown|noted|found|diagnosed|identified|visible|demonstrated|documented|reported)\b")
_SEEN_ON = re.compile(_SEEN.pattern + r"(?: (?:on|at) (?:exam|imaging|films?))? (?:back )?(?:in|on|of)? ?$")
_CLOSE = 40
_NOT_SO = re.compile(r"\b(?:not|never|no longer|isn't|wasn't|aren't|weren't)(?=\s+\Z)")
_HAD_BEEN = re.compile(r"\b(?:had (?:\w+ )?been|used to be)\b")
_NOT_SO_YET = re.compile(
    r"\b(?:not|never|hardly|yet|until|if|should|once|when|will|would|partly|partially|incompletely|"
    r"pains?|fevers?|crp|esr|symptoms?|wound|weakness|numbness|legs?|swelling|rash|power|strength|reflex\w*|gait|sensation|he|she)\b"
)
_HALF_A_YEAR = 183
_ONSET = re.compile(
    r"\b(?:since|began|begun|beginning|start(?:ed|ing)?|onset|developed|first|dates? (?:back|from)|dating|still|"
    r"continu\w+|persist\w*|ongoing|ever|chronic|now|currently|recur\w*|return\w*|again|come back|came back|has had|have had)\b"
)
_AFTER = re.compile(r"\b(?:after|following)\b")
_OPENING = re.compile(
    r"\W*(?:back )?(?:(?:in|on|during|around|about|early|late|the|spring|summer|autumn|fall|winter|of)\s+)*"
)
_THEN = re.compile(
    r"[^.;]{0,40}?\b(?:had|was|were|developed|presented|suffered|experienced|got|came|went|noticed|underwent)\b"
)
_NO_LONGER_THEN = re.compile(
    r";|\b(?:but|is|are|has|have|now|today|currently|reports?|denies|shows?|complains?|presents|still|since|remains?|today's)\b"
)
_OVER = re.compile(r"\b(?:had|was|were|did|resolved|initially|recovered)\b")
_PAUSE = re.compile(r"[;.]\s|,\s+(?:and|but|or)\b")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_BESIDE = re.compile(r"[\s(]*(?:(?:on|at|to|only|the|l\d\s?-\s?[ls]?\d|just)\b[\s(]*)*")
_TOLD = re.compile(r"(?:explain|told|tell|show|went over|pointed out|discuss|reviewed)")
_IN_GENERAL = re.compile(
    r"\b(?:may|might|can|could|would|should|if|when|often|usually|sometimes|people|patients|risks?|develop\w*|surgery|"
    r"operation|fusion|recur\w*|return|again|next|adjacent|future)\b"
)
_MAY_BE = re.compile(r"\b(?:may|might|can|could|happen\w*|occur\w*)\b")
_THIS_ONE = re.compile(
    r"\b(?:the|this|his|her) (?:bone|bony|bone spur|spur|disc|disk|herniation|fragment|cyst|extrusion|protrusion)\s+\Z"
)
_LIES_THERE = re.compile(r"\b(?:covers|surrounds|encases)\b")
_NEGATED = frozenset({"negated"})
_OF_A_STUDY = ("imaging report", "emg report")
_ASKED = ("history", "comparison", "technique")


def read_plain(scene: Scene, reader: Reader) -> Iterator[Fact]:
    """The facts of one kind in one sentence."""
    if not _is_read_here(scene, reader):
        return
    for mention in scene.mentions.get(reader.kind.name, ()):
        if mention.start < scene.asserted_from or scene.is_elsewhere(
            mention.start, mention.end, whole=_is_told_by_the_sentence(scene, reader)
        ):
            continue
        if reader.not_before and scene.folded[mention.end : scene.end].lstrip().startswith(reader.not_before):
            continue
        if reader.not_after and scene.folded[scene.start : mention.start].rstrip().endswith(reader.not_after):
            continue
        yield from _facts(scene, reader, mention)


def _is_told_by_the_sentence(scene: Scene, reader: Reader) -> bool:
    """Another part of the body named anywhere in the sentence may be meant (`neck pain down the arm with numbness`)."""
    area = reader.kind.area
    return area in ("examination", "symptom") or (area == "imaging" and scene.document.kind != "imaging report")


def _is_read_here(scene: Scene, reader: Reader) -> bool:
    section = scene.sentence.section
    if reader.spine and not scene.is_spine:
        return False
    if scene.document.kind not in reader.documents or section in reader.not_sections:
        return False
    if scene.document.kind in _OF_A_STUDY and reader.kind.area == "symptom" and section != "history":
        return False  # what the patient complains of stands in the history that the study was asked with
    return not reader.sections or section in reader.sections


def _facts(scene: Scene, reader: Reader, mention: Mention) -> Iterator[Fact]:
    for group in bind(scene, reader, mention):
        decided = how(scene, reader, mention, group.anchor)
        if decided is None:
            continue
        asserted, cue = decided
        values = _values(scene, group, mention, reader)
        if any(name not in values for name in reader.needs):
            continue
        if any(values.get(name) in words for name, words in reader.denied_when.items()):
            asserted = Assertion.ABSENT if asserted is Assertion.PRESENT else asserted
        if reader.kind.has_level and _is_of_other_levels(scene, mention, group, asserted):
            continue  # `no compression at the remaining levels` says nothing of the level in question
        if asserted is Assertion.PRESENT:
            past = _headed_as_past(scene, reader) or _long_ago(scene, reader, mention) or _over(scene, reader, mention)
            asserted, cue = (Assertion.HISTORICAL, past) if past is not None else (asserted, cue)
        if asserted is Assertion.ABSENT:
            values = {name: word for name, word in values.items() if name not in reader.undenied}
        when, dated, modality = _when(scene, reader, mention)
        if modality and "modality" in reader.takes:
            values.setdefault("modality", modality)
        if modality == "flexion_extension" and asserted is not Assertion.ABSENT:
            if "basis" in reader.kind.fields and "radiographic" in reader.kind.fields["basis"].words:
                values.setdefault("basis", "radiographic")  # seen on these films, whose words stand beside it
        spans = [_main_span(scene, group, mention), *((t.start, t.end) for t in group.tokens.values()), *dated]
        if group.anchor:
            spans.insert(0, group.anchor)
        for level, root in _each(group.tokens):
            one = {**values, **({"level": level} if level else {}), **({"root": root} if root else {})}
            yield make(scene, reader, one, spans, assertion=asserted, cue=cue, when=when)


def _is_of_other_levels(scene: Scene, mention: Mention, group: Group, asserted: Assertion) -> bool:
    """A denial, or a phrase that settles both sides, of levels that the sentence does not name (`other levels: canal patent`)."""
    if "other_levels" not in scene.words:
        return False
    if asserted is not Assertion.ABSENT and mention.phrase.values.get("side") != "both":
        return False
    level = group.tokens.get("level")
    if level is None or level.start < scene.start:
        return True
    own = scene.part_of(mention.start)
    beside = any(scene.part_of(token.start) == own for token in scene.words["other_levels"])
    return beside and scene.part_of(level.start) != own


def _headed_as_past(scene: Scene, reader: Reader) -> tuple[int, int] | None:
    """The heading `Past history:` over a symptom: what was had, not what is had now."""
    label = scene.sentence.label
    if reader.kind.area != "symptom" or scene.sentence.section != "past history" or label is None:
        return None
    return label if scene.folded.startswith("past", label[0]) else None


def _long_ago(scene: Scene, reader: Reader, mention: Mention) -> tuple[int, int] | None:
    """The day, more than half a year before the note, on which a symptom is told (`he had leg pain in 2019`); not its onset."""
    written = scene.around.authored
    told = reader.kind.area == "symptom" or reader.kind.name in ("motor_decline", "spinal_infection")
    if not told or written is None or not scene.dates:
        return None
    number = scene.part_of(mention.end - 1)
    first, last = scene.parts[scene.part_of(mention.start)][0], scene.parts[number][1]
    if number + 1 < len(scene.parts) and _AFTER.search(scene.folded, last, scene.parts[number + 1][0]):
        last = scene.parts[number + 1][1]  # `retention after an anaesthetic in 2018`
    for one in scene.dates:
        of_it = first <= one.start < last or _is_led_by(scene, one, mention)
        if of_it and not one.role and (written - one.day.latest).days > _HALF_A_YEAR:
            # a fall of strength half a year ago is none that goes on, whatever its onset
            goes_on = reader.kind.name != "motor_decline" and _may_go_on(scene, reader)
            return None if goes_on else (one.start, one.end)
    return None


def _is_led_by(scene: Scene, one: Dated, mention: Mention) -> bool:
    """`In 2021 she had a weak bladder with numbness`: the day that opens the sentence is of all that it tells of then."""
    if one.end > mention.start or not _OPENING.fullmatch(scene.folded, scene.start, one.start):
        return False
    between = scene.folded[one.end : mention.start]
    return _THEN.match(between) is not None and _NO_LONGER_THEN.search(between) is None


def _over(scene: Scene, reader: Reader, mention: Mention) -> tuple[int, int] | None:
    """The words later in the sentence that say of the same place that it is over (`compressed before, now lies free`)."""
    if reader.over is None:
        return None
    if had_been := _HAD_BEEN.search(scene.folded, max(scene.start, mention.start - 20), mention.end):
        return had_been.span()
    places: list[Place | Token] = [*scene.places, *scene.sides]
    named = {value for one in places if one.start < mention.end for value in _named(one)}
    for token in scene.words.get(reader.over, ()):
        between = scene.folded[mention.end : token.start]
        if token.start < mention.end or ";" in between or _NOT_SO_YET.search(between):
            continue
        other = [one for one in places if mention.end <= one.start < token.start]
        if all(value in named for one in other for value in _named(one)):
            return token.start, token.end
    return None


def _named(one: Place | Token) -> tuple[str, ...]:
    """The level, root or side that a word names."""
    return (*one.levels, *one.roots) if isinstance(one, Place) else one.values


def _may_go_on(scene: Scene, reader: Reader) -> bool:
    """The day may be the onset: `leg pain after a fall in 2019`, but not `he had it after the anaesthetic in 2019`.

    A sign that silence denies is told when it is there, so a day long ago is no onset of it.
    """
    if _ONSET.search(scene.folded, scene.start, scene.end):
        return True
    after = reader.kind.silence.means == "unknown" and _AFTER.search(scene.folded, scene.start, scene.end) is not None
    return after and not _OVER.search(scene.folded, scene.start, scene.end)


def how(
    scene: Scene, reader: Reader, mention: Mention, anchor: tuple[int, int] | None = None
) -> tuple[Assertion, tuple[int, int] | None] | None:
    """The assertion of a mention (of its other part at `anchor`) and its cue; None where nothing is said of the patient."""
    ignores = (
        reader.ignores | _NEGATED if mention.phrase.denies else reader.ignores
    )  # `no herniation, canal and foramina patent`
    scope = scene.verdict(mention.start, mention.end, ignores)
    if scope is not None and is_of_another_level(scene, mention, (scope.cue.start, scope.cue.end)):
        scope = None
    if scope is not None and scope.family == "counselled" and _is_told_as_cause(scene, reader, mention, scope):
        scope = None
    if anchor is not None and (scope is None or scope.family in ("negated", "possible")):
        scope = scene.verdict_within(*anchor, reader.ignores)  # `positive on the left, negative on the right`
    if scope is not None and scope.family == "negated" and reader.kind.area == "imaging":
        if is_graded_apart(scene, anchor or (mention.start, mention.end), (scope.cue.start, scope.cue.end)):
            return None
    section = scene.lexicon.means.get(scene.sentence.section)
    is_asked = scene.document.kind == "imaging report" and reader.kind.area == "imaging" and _is_asked(scene)
    if is_asked and (scope is None or ("modality" in reader.takes and scope.family != "hypothetical")):
        return None  # what the referrer asks is no finding of the radiologist
    if scene.document.kind == "emg report" and scope is None and _asks(scene):
        return None  # `Referral question: L5 radiculopathy vs peroneal neuropathy`
    if scope is not None and scope.family == "dropped":
        return None
    cue = (scope.cue.start, scope.cue.end) if scope else None
    if (
        section is not None
        and section not in reader.ignores
        and (scope is None or scope.family in ("negated", "possible"))
    ):
        if section == "dropped":
            return None
        return ASSERTIONS[section], scene.sentence.label
    assertion = assertion_of(scope)
    if reader.only_with and assertion is Assertion.PRESENT and (scope is None or scope.family != "negated"):
        beside = _beside(scene, reader.only_with, anchor or (mention.start, mention.end))
        if beside is None:
            return None
        turned = _NOT_SO.search(scene.folded, scene.start, beside.start)
        if turned is not None:  # `is not positive on either side`
            return Assertion.ABSENT, turned.span()
    phrase = mention.phrase
    if phrase.only_denied:
        return (Assertion.ABSENT, cue) if assertion is Assertion.ABSENT else None
    if assertion is Assertion.ABSENT and scene.folded[mention.start : mention.end] in reader.only_said:
        return None
    if phrase.denies:
        return (Assertion.ABSENT if assertion is Assertion.PRESENT else assertion), cue or (mention.start, mention.end)
    if reader.planned_in_plan and scene.sentence.section == "plan" and assertion is Assertion.PRESENT:
        return Assertion.PLANNED, scene.sentence.label
    return assertion, cue


def _is_told_as_cause(scene: Scene, reader: Reader, mention: Mention, scope: Scope) -> bool:
    """`I explained that the bone pressing on the nerve will not go away`: of this patient, not of what may be."""
    if reader.kind.area != "imaging" or not _TOLD.match(scene.folded, scope.cue.start, scope.cue.end):
        return False
    part = scene.parts[scene.part_of(mention.start)]
    near = min(scene.end, mention.end + _CLOSE)
    if _IN_GENERAL.search(scene.folded, scope.cue.end, near) or _MAY_BE.search(scene.folded, near, scene.end):
        return False
    if any(part[0] <= place.start < part[1] and place.levels for place in scene.places):
        return True
    if _LIES_THERE.search(scene.folded, mention.start, mention.end):
        return True
    return _THIS_ONE.search(scene.folded, scope.cue.end, mention.start) is not None


def _is_asked(scene: Scene) -> bool:
    """The sentence stands under `History:` or the like, in the same paragraph."""
    label = scene.sentence.label
    if label is None or scene.sentence.section not in _ASKED:
        return False
    return _BLANK_LINE.search(scene.document.text, label[1], scene.start) is None


def _asks(scene: Scene) -> bool:
    label = scene.sentence.label
    return label is not None and "question" in scene.folded[slice(*label)]


def _beside(scene: Scene, of: str, span: tuple[int, int]) -> Token | None:
    """The first word of the list in the same part of the sentence or the next."""
    number = scene.part_of(span[1] - 1)
    first = scene.parts[scene.part_of(span[0])][0]
    last = scene.parts[min(number + 1, len(scene.parts) - 1)][1]
    return next((token for token in scene.words.get(of, ()) if first <= token.start < last), None)


def _values(scene: Scene, group: Group, mention: Mention, reader: Reader) -> dict[str, str | Quantity]:
    own: dict[str, str | Quantity] = {
        name: token.quantity or token.values[0] for name, token in group.tokens.items() if name not in ("level", "root")
    }
    values = {**mention.phrase.values, **own} if group.anchor else {**own, **mention.phrase.values}
    if "side" in own and _is_beside(scene, mention, group.tokens["side"]):
        values["side"] = own["side"]  # `canal and foramina are patent on the right`
    if any(values.get(name) in words for name, words in reader.both_when.items()):
        values.setdefault("side", "both")
    return values


def _is_beside(scene: Scene, mention: Mention, side: Token) -> bool:
    """Nothing but a preposition stands between the phrase and the side."""
    if side.start >= mention.end:
        return _BESIDE.fullmatch(scene.folded, mention.end, side.start) is not None
    return side.end <= mention.start and _BESIDE.fullmatch(scene.folded, side.end, mention.start) is not None


def _each(group: Tokens) -> Iterator[tuple[str | None, str | None]]:
    """One fact per level and per root that a list names."""
    levels = group["level"].values if "level" in group else (None,)
    roots = group["root"].values if "root" in group else (None,)
    for level in levels:
        for root in roots:
            yield level, root


def _main_span(scene: Scene, group: Group, mention: Mention) -> tuple[int, int]:
    """The mention with its own words where they stand close together in one run of parts, else the mention."""
    start, end = mention.start, mention.end
    for token in sorted(group.tokens.values(), key=lambda token: abs(token.start - mention.start)):
        if token.start < scene.start or token.end > scene.end:
            continue
        if token.end <= start and start - token.end <= _CLOSE and not _PAUSE.search(scene.folded, token.end, start):
            start = token.start
        elif token.start >= end and token.start - end <= _CLOSE and not _PAUSE.search(scene.folded, end, token.start):
            end = token.end
    return start, end


def _seen_on(scene: Scene, mention: Mention) -> Dated | None:
    """The day on which the finding is said to have been seen: `a broken rod was seen in 2019`."""
    first, last = scene.parts[scene.part_of(mention.start)][0], scene.parts[scene.part_of(mention.end - 1)][1]
    near = [one for one in scene.dates if first <= one.start < last]
    if len(near) != 1 or scene.words.get("modality_imaging"):  # a study that is named has a day of its own
        return None
    before, after = scene.folded[mention.end : near[0].start], scene.folded[near[0].end : mention.start]
    told = scene.folded[mention.end : last]
    if near[0].start >= mention.end and _SEEN_ON.search(before):
        return near[0]
    return near[0] if near[0].end <= mention.start and len(after) < 12 and _SEEN.search(told) else None


def _when(
    scene: Scene, reader: Reader, mention: Mention
) -> tuple[PartialDate | None, list[tuple[int, int]], str | None]:
    """The day of a finding, the words that give it, and the study it was seen on."""
    if "modality" in reader.takes:
        seen = _seen_on(scene, mention)
        if seen is not None:
            return seen.day, [(seen.start, seen.end)], None
        study = scene.study_at(mention.start, mention.end, reader.kind.name)
        if study is None:
            return None, [], None
        spans = [(study.start, study.end)] if study.start >= 0 else []
        if study.dated is not None:
            spans.append(study.dated)
        return study.when, spans, study.modality
    if "date" in reader.takes:
        first, last = scene.parts[scene.part_of(mention.start)][0], scene.parts[scene.part_of(mention.end - 1)][1]
        near = [one for one in scene.dates if first <= one.start < last and not one.role]
        if not near and len(scene.dates) == 1 and not scene.dates[0].role:
            near = list(scene.dates)
        if near:
            return near[0].day, [(near[0].start, near[0].end)], None
    return None, [], None
