"""One leaf judged: the facts in scope, sorted into series, the latest kept, and one verdict with its reason.

Invariant: settling what is unknown never changes a settled answer. The rules are those of docs/policy-language.md, "What a leaf
means"; the naive reading ("the latest value counts") breaks this invariant, which is why series exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from necessity.assessment.finding import Reason
from necessity.evaluation.scope import (
    Filter,
    Spot,
    compare,
    contradicts,
    denial_against,
    filters_of,
    find_moment,
    has_field,
    may_be_set_aside,
    may_be_unread,
    scope_of,
    silence_means_absent,
    surely_later,
    value_of,
)
from necessity.model.fact import Fact
from necessity.policy.leaf import FactTest, LineTest, MomentTest
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind
from necessity.when import PartialDate

SIDE = Field(name="side", type=FieldType.WORD, words={"left": (), "right": (), "both": ()})


class LeafAnswer(NamedTuple):
    """`facts` are those looked at. `rests_on_silence`: nothing was said, and the kind's rule took that as absence.

    `note` says the reason more exactly where its general word would mislead. `line_shown` is of another line that is met with
    something shown for it, whatever else of it rests on silence: what approves that line is enough for what follows it.
    """

    verdict: Verdict
    reason: Reason
    facts: tuple[Fact, ...] = ()
    rests_on_silence: bool = False
    note: str = ""
    line_shown: bool = False

    @property
    def shown(self) -> bool:
        if self.line_shown:
            return True
        return self.reason is Reason.SHOWN and self.verdict is MET and not self.rests_on_silence


class Candidate(NamedTuple):
    """A fact in scope: `scope` MET or UNKNOWN, `test` the comparison on it; `named` False where its series is not sure."""

    fact: Fact
    scope: Verdict
    test: Verdict
    named: bool = True


Judge = Callable[[Spot], LeafAnswer]

_NOT_REQUESTED = LeafAnswer(NOT_MET, Reason.RULED_OUT, note="not requested here")
ATTESTED = "stated beside the record only"
"""Said of a statement beside the record where a document is asked for."""
_NOT_TOLD = LeafAnswer(UNKNOWN, Reason.NOT_DOCUMENTED)
_OTHERWISE = LeafAnswer(UNKNOWN, Reason.NOT_DOCUMENTED, note="documented, but not as it is asked for")
_UNREAD = LeafAnswer(UNKNOWN, Reason.UNREADABLE)
_OF_ANOTHER = LeafAnswer(UNKNOWN, Reason.OTHER_PATIENT)
_SILENT = LeafAnswer(NOT_MET, Reason.NOT_DOCUMENTED, (), True)


def fact_judge(test: FactTest, *, silence_absent: bool = False, documented_only: bool = False) -> Judge:
    """The function that judges a fact leaf at a spot.

    `silence_absent`: nothing said counts as no. `documented_only`: a fact that is only attested cannot decide (waivers and
    readiness, unless the criterion says that an attestation is enough).
    """
    kind, comparison = test.kind, test.comparison

    def asked(fact: Fact, spot: Spot) -> Verdict:
        if fact.is_denial:
            return NOT_MET if comparison is None else denial_against(comparison)
        if comparison is None:
            return MET
        found = value_of(fact, kind, comparison.field.name)
        if comparison.field.type is FieldType.ROOT:
            return has_field(fact, kind, comparison, spot.anatomy)
        return UNKNOWN if found is None else compare(comparison, found)

    filters = filters_of(test, documented_only)
    told = filters_of(test, documented_only, silence_speaks=False)
    anchors = [one.anchor for one in test.windows if one.anchor is not None]
    # words name the thing, parameters say how it must be: what is left out by these only is documented all the same
    named = filters_of(_without_parameters(test), documented_only)

    def is_told(spot: Spot) -> bool:
        return any(not fact.is_denial and scope_of(fact, named, spot) is MET for fact in spot.facts(kind.name))

    def looked_at(spot: Spot, wanted: tuple[Filter, ...]) -> LeafAnswer:
        candidates = []
        for fact in spot.facts(kind.name):
            scope = scope_of(fact, wanted, spot)
            if scope is not NOT_MET:
                candidates.append(Candidate(fact, scope, asked(fact, spot)))
        if not candidates:
            found = _silence(kind, spot, silence_absent)
            return _OTHERWISE if found is _NOT_TOLD and is_told(spot) else found
        candidates = _without_denials_that_agree(kind, candidates)
        if len(candidates) == 1:
            return _single(candidates[0])
        return _decide(kind, candidates, _sides_asked(test, spot))

    def judge(spot: Spot) -> LeafAnswer:
        dropped_on_silence = False
        for anchor in anchors:
            found = find_moment(anchor, spot, documented_only=documented_only)
            if found.ruled_out and not anchor.ignore_if_none:
                return _turned(LeafAnswer(NOT_MET, Reason.RULED_OUT, (), found.by_silence), test.absent)
            dropped_on_silence = dropped_on_silence or found.by_silence
        answer = looked_at(spot, filters)
        if documented_only and _is_attested_alone(answer):
            answer = LeafAnswer(UNKNOWN, Reason.NOT_DOCUMENTED, answer.facts, note=ATTESTED)
        if dropped_on_silence and looked_at(spot, told).verdict is not answer.verdict:
            answer = answer._replace(rests_on_silence=answer.verdict is not UNKNOWN)
        return _turned(answer, True) if test.absent else answer

    return judge


def _is_attested_alone(answer: LeafAnswer) -> bool:
    """Whether it is open on facts that somebody stated beside the record, and on no other."""
    imprecise = answer.verdict is UNKNOWN and answer.reason is Reason.IMPRECISE
    return imprecise and bool(answer.facts) and all(fact.is_only_attested for fact in answer.facts)


def _without_parameters(test: FactTest) -> FactTest:
    return replace(test, having=tuple(one for one in test.having if one.parameter is None), windows=())


def _without_denials_that_agree(kind: Kind, candidates: list[Candidate]) -> list[Candidate]:
    """Less the denials that say nothing of what is asked, where a positive fact tells it and they agree with it.

    "Quit eight weeks ago" and "denies tobacco use" are one story; "smokes" and "denies tobacco use" are a conflict.
    """
    told = [one for one in candidates if not one.fact.is_denial]
    if not told or any(_speaks_against(kind, one.fact) for one in told):
        return candidates
    return [one for one in candidates if not (one.fact.is_denial and one.test is UNKNOWN)]


def _speaks_against(kind: Kind, fact: Fact) -> bool:
    """Whether a positive fact says what a denial of its kind rules out."""
    fields = [one for one in kind.fields.values() if one.when_denied]
    return not fields or any(value_of(fact, kind, one.name) not in (None, *one.when_denied) for one in fields)


def _single(one: Candidate) -> LeafAnswer:
    """One fact in scope is a series of its own."""
    if one.scope is MET and one.test is MET:
        return LeafAnswer(MET, Reason.SHOWN, (one.fact,))
    if one.scope is MET and one.test is NOT_MET:
        return LeafAnswer(NOT_MET, Reason.RULED_OUT if one.fact.is_denial else Reason.FALLS_SHORT, (one.fact,))
    return LeafAnswer(UNKNOWN, Reason.IMPRECISE, (one.fact,))


def _turned(answer: LeafAnswer, absent: bool) -> LeafAnswer:
    """`is absent` exchanges met and not met of the bare leaf."""
    if not absent:
        return answer
    if answer.verdict is NOT_MET:
        return LeafAnswer(MET, Reason.SHOWN, answer.facts, answer.rests_on_silence)
    if answer.verdict is MET:
        return LeafAnswer(NOT_MET, Reason.RULED_OUT, answer.facts, answer.rests_on_silence)
    return answer


def _silence(kind: Kind, spot: Spot, silence_absent: bool) -> LeafAnswer:
    """No fact in scope. A document that might show it and could not be read keeps the question open."""
    if kind.silence.means == "closed":
        return _NOT_TOLD
    if may_be_unread(kind, spot):
        return _OF_ANOTHER if may_be_set_aside(kind, spot) else _UNREAD
    return _SILENT if silence_means_absent(kind, spot, silence_absent) else _NOT_TOLD


# -- series ------------------------------------------------------------------------------------------------------------


def _decide(kind: Kind, candidates: Sequence[Candidate], sides: tuple[str, ...]) -> LeafAnswer:
    """The any of the series: met by one, not met only when every one is."""
    each_alone = kind.keeps is Keeps.EVERY
    series = _every(kind, candidates) if each_alone else _latest(kind, candidates, sides)
    return _answer(list(series), each_alone)


def _sides_asked(test: FactTest, spot: Spot) -> tuple[str, ...]:
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
        facts = _unique(one.fact for s, v in zip(series, verdicts, strict=True) if v is MET for one in s)
        return LeafAnswer(MET, Reason.SHOWN, facts)
    facts = _unique(one.fact for s in series for one in s)
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


def _unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
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


# -- moments and lines -------------------------------------------------------------------------------------------------


def moment_judge(test: MomentTest, *, silence_absent: bool = False, documented_only: bool = False) -> Judge:
    """The function that judges the age of a moment: from that day to the request day. Options as for `fact_judge`."""
    filters = filters_of(test.moment.scope)

    def judge(spot: Spot) -> LeafAnswer:
        found = find_moment(test.moment, spot, documented_only=documented_only, silence_absent=silence_absent)
        facts = _unique(
            fact for fact in spot.facts(test.moment.scope.kind.name) if scope_of(fact, filters, spot) is not NOT_MET
        )
        if found.ruled_out:
            verdict = MET if test.moment.ignore_if_none else NOT_MET
            return LeafAnswer(verdict, Reason.RULED_OUT, facts, found.by_silence)
        if found.when is None:
            unread = may_be_unread(test.moment.scope.kind, spot)
            missing = Reason.UNREADABLE if unread else Reason.NOT_DOCUMENTED
            return LeafAnswer(UNKNOWN, Reason.IMPRECISE if facts else missing, facts)
        edge = PartialDate.day(spot.chart.day).shifted(test.distance, -1)
        verdict = {
            ">=": found.when.on_or_before,
            ">": found.when.before,
            "<=": found.when.on_or_after,
            "<": found.when.after,
        }[test.op](edge)
        reason = {MET: Reason.SHOWN, NOT_MET: Reason.FALLS_SHORT, UNKNOWN: Reason.IMPRECISE}[verdict]
        return LeafAnswer(verdict, reason, facts)

    return judge


def line_judge(test: LineTest) -> Judge:
    """The function that judges another line of the request. The request is complete: what is not asked for is not asked."""

    def judge(spot: Spot) -> LeafAnswer:
        lines = [
            one
            for one in spot.lines
            if one.procedure is not None and spot.procedures.is_a(one.procedure, test.procedure)
        ]
        if test.question == "requested":
            return _requested(lines, test, spot)
        finding = spot.line_answers(test.procedure, spot.level if test.at_this_level else None)
        if finding is None:
            return _NOT_REQUESTED
        shown = finding.verdict is MET and finding.shown
        reason = Reason.SHOWN if shown else finding.reason
        if finding.verdict is NOT_MET and finding.note:
            reason = Reason.FALLS_SHORT  # it is requested, and what it leans on is not
        return LeafAnswer(finding.verdict, reason, (), finding.rests_on_silence, line_shown=shown)

    return judge


def _requested(lines: Sequence[object], test: LineTest, spot: Spot) -> LeafAnswer:
    if not lines:
        return _NOT_REQUESTED
    if not test.at_this_level:
        return LeafAnswer(MET, Reason.SHOWN)
    levels = [getattr(one, "levels", ()) for one in lines]
    if spot.level is not None and any(spot.level in found for found in levels):
        return LeafAnswer(MET, Reason.SHOWN)
    if spot.level is None or any(not found for found in levels):
        return LeafAnswer(UNKNOWN, Reason.IMPRECISE)
    return _NOT_REQUESTED
