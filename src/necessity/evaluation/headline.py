"""The headline: one sentence that groups what was asked by its answer and names the exceptions.

Invariant: every requested line and the setting, where one was asked for, stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necessity.assessment.assessment import Caution, LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.exceptions import ExceptionTold, exceptions_of
from necessity.assessment.finding import Finding, Reason
from necessity.evaluation.gaps import settles
from necessity.evaluation.sentences import (
    because,
    before_approval,
    listed,
    place_words,
    procedure_words,
    says_why,
    state_of,
    within,
)
from necessity.model.case import SETTINGS
from necessity.verdict import MET, NOT_MET

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
_MOST_NAMED = 3  # so many exceptions, open criteria or cautions are named; the rest is counted
_LONGEST = 140
_LONGEST_CONDITION = 40  # of what would make a criterion apply: a longer one stands beneath the answer only
_LONGEST_REASON = 130
_GLANCE = 180  # characters of the open criteria that are named
_VERBS = {"waiver": "waived", "bar": "barred", "replacement": "replaced", "does_not_apply": "asked only"}


def headline(lines: Sequence[LineAnswer], setting: SettingAnswer, cautions: Sequence[Caution], alone: str = "") -> str:
    """One sentence: what is met, what pends and what would settle it, what a physician decides and why, the setting.

    `alone` says that the pack judges the setting only, so that its answer is not taken for one on the operation.
    """
    parts = []
    met = [answer for answer in lines if answer.recommendation is APPROVE]
    if met:
        parts.append(f"criteria met for {names_of(met)}{_bracketed(list(_exceptions(met)))}")
    for kind, verbs in ((PEND, ("pends", "pend")), (REFER, ("goes to a physician", "go to a physician"))):
        for why, group in _by_reason([answer for answer in lines if answer.recommendation is kind]):
            parts.append(f"{names_of(group)} {verbs[len(group) > 1]}{_bracketed([why] if why else [])}")
    if setting.recommendation is not None:
        parts.append(setting_words(setting, bool(met) or not lines))
    if alone:
        parts.append(alone if parts else f"{alone}, and none is asked for")
    shown = [caution for caution in cautions if caution.state == "shown"]
    if len(shown) == 1 and len(shown[0].says) <= _LONGEST:
        parts.append(f"caution: {within(shown[0].says)}")
    elif shown:
        parts.append(f"cautions: {_some([one.id.replace('-', ' ') for one in shown], ', ')}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else "Nothing was asked for."


def names_of(answers: Sequence[LineAnswer]) -> str:
    """`A, B and C at L4-L5, right`: a place that all share is said once."""
    lines = [answer.line for answer in answers]
    placed = [line for line in lines if line.levels]
    levels = {line.levels for line in placed}
    sides = {line.side for line in placed}
    if len(levels) > 1:
        return listed([procedure_words(line) + place_words(line.levels, line.side) for line in lines])
    shared = placed[0].levels if placed else ()
    if len(sides) > 1 or not placed:
        names = [procedure_words(line) + _on_side(line.side) for line in lines]
        return listed(list(dict.fromkeys(names))) + place_words(shared, None)
    names = [procedure_words(line) for line in lines]
    return listed(list(dict.fromkeys(names))) + place_words(shared, placed[0].side)


def _on_side(side: str | None) -> str:
    return {"both": " on both sides", None: ""}.get(side, f" on the {side}")


def _exceptions(answers: Sequence[LineAnswer]) -> Iterator[str]:
    """What was lifted or replaced, and why, then what was not asked since the record rules it out; each once."""
    every = [told for answer in answers for told in exceptions_of(one.finding for one in answer.by_level)]
    lifted = [told for told in every if told.kind in _VERBS and told.kind != "does_not_apply"]
    not_asked = [
        told
        for told in every
        if told.kind == "does_not_apply" and _is_denied(told) and len(says_why(told)) <= _LONGEST_CONDITION
    ]
    found: dict[str, dict[str, None]] = {}
    for told in (*lifted, *not_asked):
        found.setdefault(f"{_VERBS[told.kind]} {_why(told)}", {})[told.criterion.replace("-", " ")] = None
    yield from (f"{listed(list(criteria))} {why}" for why, criteria in found.items())


def _is_denied(told: ExceptionTold) -> bool:
    """Whether the record itself rules out what would make a criterion apply: what merely nobody raised is no news."""
    by = next((child for child in told.finding.children if child.clause.id == told.by), told.finding)
    return any(fact.is_denial for one in by.walk() for fact in one.facts)


def _why(told: ExceptionTold) -> str:
    """The reason for an exception: its sentence where that is short, else its name."""
    says = says_why(told).partition(";")[0]
    short = len(says) <= _LONGEST_REASON
    if told.kind == "does_not_apply":
        return f"where {within(says)}" if short else f"by the rule '{told.by}'"
    return because(says) if short else f"by the rule '{told.by}'"


def _by_reason(answers: Sequence[LineAnswer]) -> list[tuple[str, list[LineAnswer]]]:
    groups: dict[str, list[LineAnswer]] = {}
    for answer in answers:
        why, where = why_of(answer), _where(answer)
        groups.setdefault(f"{where}; {why}" if why and where else why or where, []).append(answer)
    return list(groups.items())


def _where(answer: LineAnswer) -> str:
    """The places that have the answer of the line, where others of it have another one."""
    places = [one.place for one in answer.by_level if one.recommendation is answer.recommendation]
    return f"only at {listed(places)}" if 0 < len(places) < len(answer.by_level) else ""


def why_of(answer: LineAnswer) -> str:
    """Why a line pends or is referred, in a few words."""
    if answer.finding.reason is Reason.NOT_ADDRESSED and answer.policy is None:
        return "no policy here addresses it" if answer.line.procedure else "no procedure of that name is known here"
    if answer.recommendation is REFER:
        return "; ".join(_failing(answer))
    clarify = [note.says.rstrip(".") for note in answer.coding if note.effect == "clarify"]
    if not answer.gaps and clarify:
        return f"a question on the codes: {within(clarify[0])}"
    if open_things := before_approval(answer):
        return f"indication shown; before approval: {open_things}"
    if answer.verdict is MET and answer.gaps:
        return within(answer.gaps[0].question.partition(".")[0])
    if answer.gaps:
        return _what_settles([gap.finding for gap in answer.gaps])
    return ""


def _what_settles(findings: Sequence[Finding]) -> str:
    """What would settle the open criteria, where that is short; else what they are."""
    each = list(dict.fromkeys(settles(finding) for finding in findings))
    words = " and ".join(map(within, each)) if all(";" not in one for one in each) else "; and ".join(map(within, each))
    if len(words) <= _LONGEST:
        return f"what would settle it: {words}"
    says = list(dict.fromkeys(within(finding.clause.says) for finding in findings))
    return f"open: {_few(says)}"


def _few(says: Sequence[str]) -> str:
    """The first of them, as many as a reader takes in at a glance, and how many more there are."""
    kept = [
        one for place, one in enumerate(says[:_MOST_NAMED]) if not place or len("; ".join(says[: place + 1])) <= _GLANCE
    ]
    more = len(says) - len(kept)
    return "; ".join(kept) + (f"; and {more} more" if more else "")


def _failing(answer: LineAnswer) -> Iterator[str]:
    """The criteria that surely fail, each with its state."""
    roots = [one.finding for one in answer.by_level] or [answer.finding]
    found: dict[str, None] = {}
    for finding in (one for root in roots for one in root.walk()):
        if finding.clause.id in answer.because and finding.verdict is NOT_MET:
            told = exceptions_of([finding])
            barred = [one for one in told if one.kind == "bar"]
            ordinary = f"{within(finding.clause.says)}: {state_of(finding)}"
            found.setdefault(f"barred {because(barred[0].by_says)}" if barred else ordinary)
    yield from list(found)[:_MOST_NAMED]


def setting_words(setting: SettingAnswer, is_any_met: bool) -> str:
    """The answer for a setting and why, in a few words."""
    children = setting.finding.children if setting.finding else ()
    if setting.recommendation is APPROVE:
        rules = [child for child in children if child.verdict is MET and child.shown]
        why = f" {because(rules[0].clause.says)}" if rules else ""
        on_condition = "" if is_any_met or setting.requested != SETTINGS[-1] else ", should an operation be approved"
        return f"{setting.requested} setting met{why}{on_condition}"
    if setting.recommendation is REFER:
        if setting.finding and setting.finding.clause.id == "operation-approved":
            return f"{setting.requested} setting goes to a physician with the operation"
        most = f"no more than {setting.supported}" if setting.supported else "nothing shown supports it"
        return (
            f"{setting.requested} setting goes to a physician, for {most}{' is supported' if setting.supported else ''}"
        )
    if not setting.gaps:
        return f"{setting.requested} setting pends"
    return f"{setting.requested} setting pends ({_what_settles([gap.finding for gap in setting.gaps[:1]])})"


def _some(words: Sequence[str], joint: str) -> str:
    more = len(words) - _MOST_NAMED
    return joint.join(words[:_MOST_NAMED]) + (f"{joint}and {more} more" if more > 0 else "")


def _bracketed(words: Sequence[str]) -> str:
    return f" ({_some(words, '; ')})" if words else ""
