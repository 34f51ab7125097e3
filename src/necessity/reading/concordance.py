"""Whether symptoms and signs fit the root that images show compressed, per level and side: exact, possible or none.

Invariant: exact needs a stated compression whose root is sure, on a sure side; a missing side or root is possible, never
none, and signs that may be old never make none by themselves. Roots come from `medicine/anatomy.yaml` only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necessity.model.fact import Fact, Value
from necessity.quantity import Grade
from necessity.reading.series import (
    evidence_of,
    last_recorded,
    level_of,
    may_be_denied,
    same_day,
    same_level,
    sides_of,
    standing,
    word_of,
)
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.load import Vocabulary

_BELOW = {"L1": 1, "L2": 2, "L3": 3, "L4": 4, "L5": 5, "S1": 6, "S2": 7, "S3": 8, "S4": 9, "S5": 10}
_ZONE = {
    "central": "central",
    "paracentral": "lateral_recess",
    "foraminal": "foraminal",
    "extraforaminal": "far_lateral",
}
_COMPLAINTS = ("radicular_pain", "sensory_symptom", "sensory_loss", "motor_strength", "motor_decline", "atrophy",
               "reflex_change", "emg")  # fmt: skip

# a reflex shares the roots of the muscle that it moves
_MOVED_BY = {"patellar": "quadriceps", "knee": "quadriceps", "achilles": "gastrocsoleus", "ankle": "gastrocsoleus"}
# signs that may be old: by themselves they never show that the complaint comes from elsewhere
_MAY_BE_OLD = frozenset({"reflex_change", "atrophy", "emg"})


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A place where images show, or may show, a root pressed. `sure` are the roots if it is surely known which.

    `is_compression`: stated, and no denial may speak against it.
    """

    fact: Fact
    level: str
    side: str | None
    sure: frozenset[str]
    could_be: frozenset[str]
    is_compression: bool
    also: tuple[Fact, ...] = ()  # what told the place within the level


@dataclass(frozen=True, slots=True)
class _Complaint:
    """A symptom or sign: its sides, its sure root, and the roots that it could come from (empty: any)."""

    fact: Fact
    is_sure: bool
    sides: tuple[str, ...]
    root: str | None
    could_be: frozenset[str]


def concordances(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact per level and side with a compression, a herniation or a stenosis of at least moderate grade."""
    complaints = [one for name in _COMPLAINTS for one in _complaints(facts, name, vocabulary)]
    if not complaints:
        return
    places: dict[tuple[str, str | None], list[_Pressed]] = {}
    for pressed in _pressed(facts, vocabulary):
        places.setdefault((pressed.level, pressed.side), []).append(pressed)
    are_old = all(one.fact.kind in _MAY_BE_OLD for one in complaints)
    for (level, side), here in places.items():
        match = _match(level, side, here, complaints)
        if match.value != "none" or not are_old:
            yield match


def _match(level: str, side: str | None, here: Sequence[_Pressed], complaints: Sequence[_Complaint]) -> Fact:
    pairs = [(one, two, _fits(one, two)) for one in here for two in complaints]
    word = next((word for word in ("exact", "possible") if any(fit == word for _, _, fit in pairs)), "none")
    used = [(one, two) for one, two, fit in pairs if fit == word]
    images = [fact for one, _ in used for fact in (one.fact, *one.also)]
    symptoms = [two.fact for _, two in used]
    sources = tuple(dict.fromkeys(images + symptoms))
    # a report quotes the beginning, and there both sides of the match must be seen
    pieces = evidence_of(sources)
    lead = [fact.evidence[0] for fact in (*images[:1], *symptoms[:1]) if fact.evidence and fact.evidence[0] in pieces]
    qualifiers: dict[str, Value] = {"level": level}
    # "possible" may stand for a root that nobody states; a side that nobody states is left open
    if side is not None and (word == "none" or any(two.sides for _, two in used)):
        qualifiers["side"] = side
    roots = {two.root for _, two in used if two.root}
    if word == "exact" and len(roots) == 1:
        qualifiers["root"] = roots.pop()
    days = [one.fact.when for one, _ in used if one.fact.when is not None]
    return Fact(
        kind="concordance",
        value=word,
        qualifiers=qualifiers,
        when=max(days, key=lambda day: (day.latest, day.earliest)) if days else None,
        recorded=last_recorded(sources),
        evidence=tuple(dict.fromkeys([*lead, *pieces])),
        reader="derived: match",
    )


def _fits(pressed: _Pressed, complaint: _Complaint) -> str:
    if pressed.side is None or not complaint.sides:
        side = UNKNOWN
    else:
        side = Verdict.of(pressed.side in complaint.sides)
    fit = side & _root_fits(pressed, complaint)
    if fit is MET and pressed.is_compression and complaint.is_sure:
        return "exact"
    return "none" if fit is NOT_MET else "possible"


def _root_fits(pressed: _Pressed, complaint: _Complaint) -> Verdict:
    if complaint.root is not None and complaint.root in pressed.sure:
        return MET
    if complaint.root is None and not complaint.could_be:
        return UNKNOWN
    roots = complaint.could_be | ({complaint.root} if complaint.root else set())
    return UNKNOWN if roots & pressed.could_be else NOT_MET


# -- what images show --------------------------------------------------------------------------------------------------


def _pressed(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[_Pressed]:
    herniations = standing(facts, "disc_herniation", vocabulary)
    for fact in standing(facts, "neural_compression", vocabulary):
        kind = vocabulary.kinds[fact.kind]
        where = word_of(fact, kind, "compartment")
        discs = () if where else _discs_that_press(fact, herniations)
        zones = {_ZONE.get(word_of(disc, vocabulary.kinds[disc.kind], "zone") or "") for disc in discs}
        if len(zones) == 1:
            where = zones.pop()
        is_compression = not may_be_denied(fact, facts, kind)
        yield from _at(fact, where, vocabulary, is_compression, discs if where else ())
    for fact in herniations:
        zone = word_of(fact, vocabulary.kinds[fact.kind], "zone")
        yield from _at(fact, _ZONE.get(zone or ""), vocabulary, False)
    for fact in standing(facts, "stenosis", vocabulary):
        if isinstance(fact.value, Grade) and fact.value.low >= fact.value.scale.words.index("moderate"):
            yield from _at(fact, word_of(fact, vocabulary.kinds[fact.kind], "compartment"), vocabulary, False)


def _discs_that_press(pressed: Fact, herniations: Sequence[Fact]) -> tuple[Fact, ...]:
    """The herniations of the same day, level and side, where it is the disc that presses: they may tell where."""
    if pressed.qualifiers.get("cause") != "disc" or not sides_of(pressed):
        return ()
    return tuple(
        disc
        for disc in herniations
        if same_level(disc, pressed) is MET
        and sides_of(disc) == sides_of(pressed)
        and same_day(disc.when, pressed.when) is MET
    )


def _at(
    fact: Fact, compartment: str | None, vocabulary: Vocabulary, is_compression: bool, also: tuple[Fact, ...] = ()
) -> Iterator[_Pressed]:
    """Once per side stated. A narrow canal may press any root that still runs in it, so those below could be meant too."""
    level = level_of(fact)
    if level is None or level not in vocabulary.anatomy.segments:
        return
    segment = vocabulary.anatomy.segments[level]
    stated = fact.qualifiers.get("root")
    if isinstance(stated, str):
        sure = could_be = frozenset({stated})
    else:
        sure = frozenset(vocabulary.anatomy.root_compressed(level, compartment) if compartment else ())
        could_be = frozenset(vocabulary.anatomy.root_compressed(level, compartment))
        if compartment in (None, "central"):
            below = _BELOW[segment.traversing]
            could_be |= {root for root, number in _BELOW.items() if number >= below}
    for side in sides_of(fact) or (None,):
        yield _Pressed(fact, level, side, sure, could_be, is_compression, also)


# -- what the patient has ----------------------------------------------------------------------------------------------


def _complaints(facts: Sequence[Fact], name: str, vocabulary: Vocabulary) -> Iterator[_Complaint]:
    kind = vocabulary.kinds[name]
    for fact in standing(facts, name, vocabulary):
        if name == "motor_strength" and not _is_weak(fact):
            continue
        root = word_of(fact, kind, "root")
        reflex = word_of(fact, kind, "reflex") if "reflex" in kind.fields else None
        muscle = word_of(fact, kind, "muscle") if "muscle" in kind.fields else None
        known = vocabulary.anatomy.muscles.get(muscle or "")
        root = root or vocabulary.anatomy.reflexes.get(reflex or "") or (known.main if known else None)
        moved = vocabulary.anatomy.muscles.get(_MOVED_BY.get(reflex or "", ""))
        shared = frozenset({moved.main, *moved.others} if moved else (known.others if known else ()))
        is_sure = not may_be_denied(fact, facts, kind)
        yield _Complaint(fact, is_sure, sides_of(fact), root, shared)


def _is_weak(fact: Fact) -> bool:
    return isinstance(fact.value, Grade) and fact.value.high < len(fact.value.scale.words) - 1
