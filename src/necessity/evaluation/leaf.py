"""One leaf judged: which facts it looks at, what it asks of them, and what silence says; a moment, or another line.

Invariant: nothing said is never taken for no but where the kind of fact or the leaf itself says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from necessity.assessment.finding import Reason
from necessity.evaluation.scope import (
    Filter,
    Spot,
    compare,
    denial_against,
    filters_of,
    find_moment,
    has_field,
    may_be_set_aside,
    may_be_unread,
    scope_of,
    silence_means_absent,
    value_of,
)
from necessity.evaluation.series import Candidate, LeafAnswer, decide, sides_asked, unique
from necessity.model.fact import Fact
from necessity.policy.leaf import FactTest, LineTest, MomentTest
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.kinds import FieldType, Kind
from necessity.when import PartialDate

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
        return decide(kind, candidates, sides_asked(test, spot))

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


# -- moments and lines -------------------------------------------------------------------------------------------------


def moment_judge(test: MomentTest, *, silence_absent: bool = False, documented_only: bool = False) -> Judge:
    """The function that judges the age of a moment: from that day to the request day. Options as for `fact_judge`."""
    filters = filters_of(test.moment.scope)

    def judge(spot: Spot) -> LeafAnswer:
        found = find_moment(test.moment, spot, documented_only=documented_only, silence_absent=silence_absent)
        facts = unique(
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
