"""The facts in scope of one leaf, sorted into series, the latest of each kept, and one verdict with its reason.

Invariant: settling what is unknown never changes a settled answer. The rules are those of docs/policy-language.md, "What a leaf
means"; the naive reading ("the latest value counts") breaks this invariant, which is why series exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from necessity.assessment.finding import Reason
from necessity.evaluation.scope import Spot, contradicts, surely_later, value_of
from necessity.model.fact import Fact
from necessity.policy.leaf import FactTest
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind
from necessity.when import PartialDate

SIDE = Field(name="side", type=FieldType.WORD, words={"left": (), "right": (), "both": ()})


class LeafAnswer(NamedTuple):
    """`facts` are those looked at. `rests_on_silence`: nothing was said, and the kind's rule took that as absence.

    `note` says the reason more exactly where its general word would mislead. `line_shown` is of another line, and says whether
    something is shown for it, whatever else of it rests on silence: what approves that line is enough for what follows it.
    """

    verdict: Verdict
    reason: Reason
    facts: tuple[Fact, ...] = ()
    rests_on_silence: bool = False
    note: str = ""
    line_shown: bool | None = None

    @property
    def shown(self) -> bool:
        if self.line_shown is not None:
            return self.line_shown
        return self.reason is Reason.SHOWN and self.verdict is MET and not self.rests_on_silence


class Candidate(NamedTuple):
    """A fact in scope: `scope` MET or UNKNOWN, `test` the comparison on it; `named` False where its series is not sure."""

    fact: Fact
    scope: Verdict
    test: Verdict
    named: bool = True


def decide(kind: Kind, candidates: Sequence[Candidate], sides: tuple[str, ...]) -> LeafAnswer:
    """The any of the series: met by one, not met only when every one is."""
    each_alone = kind.keeps is Keeps.EVERY
    series = _every(kind, candidates) if each_alone else _latest(kind, candidates, sides)
    return _answer(list(series), each_alone)


def sides_asked(test: FactTest, spot: Spot) -> tuple[str, ...]:
    """The sides whose series the leaf is about: what is on both sides is looked at on these only."""
    sides = {"left", "right"}
    if test.this_side and spot.side in sides:
        sides = {spot.side}
    for comparison in test.having:
        words = comparison.bound if isinstance(comparison.bound, tuple) else (comparison.bound,)
        if comparison.field.name == "side" and "both" not in words:
            sides &= {str(word) for word in words}
    return tuple(sorted(sides)) or ("left", "right")


def _answer(series: Sequence[Sequence[Candidate]], each_alone: bool) -> LeafAnswer:
    verdicts = [_series_verdict(one) for one in series]
    if MET in verdicts:
        facts = unique(one.fact for s, v in zip(series, verdicts, strict=True) if v is MET for one in s)
        return LeafAnswer(MET, Reason.SHOWN, facts)
    facts = unique(one.fact for s in series for one in s)
    # a series whose candidates all fail cannot be met, whether it is in scope or not: it does not keep the leaf open
    if NOT_MET in verdicts and all(one.test is NOT_MET for s in series for one in s):
        denied = all(fact.is_denial for fact in facts)
        return LeafAnswer(NOT_MET, Reason.RULED_OUT if denied else Reason.FALLS_SHORT, facts)
    conflicting = any(_conflicting(s, each_alone) for s, v in zip(series, verdicts, strict=True) if v is UNKNOWN)
    return LeafAnswer(UNKNOWN, Reason.CONFLICTING if conflicting else Reason.IMPRECISE, facts)


def _series_verdict(series: Sequence[Candidate]) -> Verdict:
    if not any(one.scope is MET and one.named for one in series):
        return UNKNOWN
    first = series[0].test
    return first if all(one.test is first for one in series) else UNKNOWN


def _conflicting(series: Sequence[Candidate], each_alone: bool) -> bool:
    """Two that cannot both be so: on days that may be the same, or an event and what denies it at any later time."""
    for one in series:
        for other in series:
            if one.test is MET and other.test is NOT_MET:
                if each_alone or _may_be_same_day(one.fact.when, other.fact.when):
                    return True
    return False


def _may_be_same_day(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return one is None and other is None
    return one.same_as(other) is not NOT_MET


def unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each fact once, in the order in which they came."""
    return tuple(dict.fromkeys(facts))


def _every(kind: Kind, candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Each event is its own series. A denial that covers it, and is not surely earlier, stands against it.

    The denial never makes the event's series sure: when the event turns out to be later, the two part again.
    """
    denials = [one for one in candidates if one.fact.is_denial]
    for event in candidates:
        if event.fact.is_denial:
            yield [event]
            continue
        against = [one for one in denials if contradicts(kind, one.fact, event.fact) is not NOT_MET]
        yield [event, *(Candidate(one.fact, one.scope, NOT_MET, named=False) for one in against)]


def _latest(kind: Kind, candidates: Sequence[Candidate], sides: tuple[str, ...]) -> Iterator[list[Candidate]]:
    """Series by level, side and key fields; in a fully named one, what is surely replaced by a later fact is dropped."""
    vectors = {one.fact: tuple(_vectors(kind, one.fact, sides)) for one in candidates if not one.fact.is_denial}
    for denial in candidates:
        if denial.fact.is_denial:
            yield [denial]
    for key in dict.fromkeys(vector for found in vectors.values() for vector in found):
        members = [member for one in candidates if (member := _member(kind, one, key, vectors))]
        sure = [one for one in members if one.named and one.scope is MET]
        if None in key:
            # what the series is called may still change, but a denial that covers it by any name is replaced all the same
            told = [one for one in sure if not one.fact.is_denial]
            replaced = [one for one in members if one.fact.is_denial and one.named]
            members = [one for one in members if one not in replaced or not _outdated(one, told)]
        else:
            members = [one for one in members if not _outdated(one, sure)]
        yield members


def _outdated(one: Candidate, by: Iterable[Candidate]) -> bool:
    return any(surely_later(later.fact, one.fact) for later in by)


def _member(
    kind: Kind, one: Candidate, key: tuple[str | None, ...], vectors: dict[Fact, tuple[tuple[str | None, ...], ...]]
) -> Candidate | None:
    """The candidate as a member of the series `key`: sure, possible (its name is incomplete), or not at all."""
    if one.fact.is_denial:
        belongs = _denies(kind, one.fact, key)
    elif key in vectors[one.fact]:
        belongs = MET
    else:
        fits = any(
            all(mine is None or theirs is None or mine == theirs for mine, theirs in zip(vector, key, strict=True))
            for vector in vectors[one.fact]
        )
        belongs = UNKNOWN if fits else NOT_MET
    if belongs is NOT_MET:
        return None
    return one if belongs is MET else Candidate(one.fact, one.scope, one.test, named=False)


def _vectors(kind: Kind, fact: Fact, asked: tuple[str, ...]) -> Iterator[tuple[str | None, ...]]:
    """The names of the series a positive fact stands in; `both` sides stands in the series of every side asked for."""
    level = fact.qualifiers.get("level")
    side = fact.qualifiers.get("side")
    sides: tuple[str | None, ...] = asked if side == "both" else (_word(side),)
    keys = []
    for name in kind.key_fields:
        word = _word(value_of(fact, kind, name))
        keys.append(kind.fields[name].broadest(word) if word else None)
    for own_side in sides if kind.has_side else ("",):
        yield (_word(level) if kind.has_level else "", own_side, *keys)


def _denies(kind: Kind, denial: Fact, key: tuple[str | None, ...]) -> Verdict:
    """Whether a denial speaks of the series `key`."""
    verdict = MET
    named = [denial.qualifiers.get("level"), denial.qualifiers.get("side")]
    named += [value_of(denial, kind, name) for name in kind.key_fields]
    fields = [None, SIDE, *(kind.fields[name] for name in kind.key_fields)]
    for said, theirs, field in zip(named, key, fields, strict=True):
        word = _word(said)
        if word is None or (field is SIDE and word == "both"):
            continue
        if theirs is None:
            verdict = verdict & UNKNOWN
        elif word != theirs:
            narrower = field is not None and field.is_a(word, theirs)
            verdict = verdict & (UNKNOWN if narrower else NOT_MET)
    others = set(denial.qualifiers) - {"level", "side", *kind.key_fields}
    return verdict & UNKNOWN if others & set(kind.fields) else verdict


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
