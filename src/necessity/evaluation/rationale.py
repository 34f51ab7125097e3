"""The rationale: two to five plain sentences for a line or a setting, each tied to the criteria that it tells.

Invariant: what decided and every exception come first; levels are told apart only where they differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from necessity.assessment.assessment import LevelAnswer, LineAnswer, Recommendation
from necessity.assessment.exceptions import exceptions_of
from necessity.assessment.finding import Finding, Need
from necessity.evaluation.gaps import parts_of, settles
from necessity.evaluation.sentences import (
    because,
    before_approval,
    deciding,
    exception_words,
    listed,
    name_of,
    quoted,
    state_of,
    within,
)
from necessity.policy.criterion import SettingPolicy
from necessity.verdict import MET, NOT_MET

MOST_SENTENCES = 5
_LONGEST = 200


class Told(NamedTuple):
    """A sentence and the ids of the criteria that it tells."""

    words: str
    basis: tuple[str, ...]


def rationale(answer: LineAnswer) -> tuple[Told, ...]:
    """The answer in one sentence, then what decided it, exceptions included; the rest of what is met in one more."""
    opening = Told(_opening(answer), answer.because)
    groups = _groups(answer.by_level)
    failing = [group for group in groups if any(_fails(one) for _, one in group)]
    opened = [group for group in groups if group not in failing and any(one.is_open for _, one in group)]
    met = [group for group in groups if group not in failing and group not in opened]
    first = failing + opened
    told = [Told(_of_group(group, len(answer.by_level)), (group[0][1].clause.id,)) for group in first]
    excepted = [told_one for group in groups for told_one in _exceptions(group)]
    plain = [group for group in met if not _is_excepted(group[0][1])]
    told += [one for one in excepted if one.words not in {before.words for before in told}]
    room = MOST_SENTENCES - 1 - len(told)
    if len(plain) <= room:
        told += [Told(_of_group(group, len(answer.by_level)), (group[0][1].clause.id,)) for group in plain]
        return (opening, *told)
    told = told[: MOST_SENTENCES - 1 - bool(plain)]
    kept = max(0, MOST_SENTENCES - 2 - len(told)) if answer.verdict is MET else 0
    told += [Told(_of_group(group, len(answer.by_level)), (group[0][1].clause.id,)) for group in plain[:kept]]
    rest = [group[0][1].clause for group in plain[kept:]]
    if not rest:
        return (opening, *told)
    lead = "Also met" if kept or answer.verdict is MET else "What is met"
    also = Told(f"{lead}: {'; '.join(within(clause.says) for clause in rest)}.", tuple(clause.id for clause in rest))
    return (opening, *told, also)


def _opening(answer: LineAnswer) -> str:
    name = name_of(answer.line)
    shown = answer.by_need.get(Need.INDICATION) is MET and answer.verdict is not MET
    if answer.recommendation is Recommendation.REFER and shown:
        return f"The indication for {name} is shown; what must be in order before it is not, so a physician decides."
    if answer.recommendation is Recommendation.REFER:
        return f"A criterion for {name} is not met, so a physician decides."
    if answer.recommendation is Recommendation.APPROVE:
        return f"The criteria for {name} are met."
    clarify = [note.says for note in answer.coding if note.effect == "clarify"]
    if answer.verdict is MET and (answer.gaps or clarify):
        question = answer.gaps[0].question.partition(". ")[0] if answer.gaps else clarify[0]
        return f"The criteria for {name} are met, but a question is open: {within(question)}."
    if open_things := before_approval(answer):
        return f"The indication for {name} is shown; before approval: {open_things}."
    return f"Not enough is shown to decide on {name}."


_Group = list[tuple[str, Finding]]


def _groups(answers: Sequence[LevelAnswer]) -> list[_Group]:
    """For every criterion its finding at each place."""
    found: dict[str, _Group] = {}
    for answer in answers:
        for part in parts_of(answer.finding):
            found.setdefault(part.clause.id, []).append((answer.place, part))
    return list(found.values())


def _fails(finding: Finding) -> bool:
    return finding.verdict is NOT_MET and not finding.is_open


def _is_excepted(finding: Finding) -> bool:
    return finding.exception is not None


def _of_group(group: _Group, places: int) -> str:
    """One sentence for a criterion: once where all places agree, else place by place."""
    states = {(one.verdict, one.reason, one.exception) for _, one in group}
    if len(states) == 1:
        return sentence(group[0][1])
    says = group[0][1].clause.says.rstrip(".")
    by_state: dict[str, list[str]] = {}
    for place, one in group:
        by_state.setdefault(f"{state_of(one)}{quoted(one)}", []).append(place)
    return f"{says}: {'; '.join(f'at {listed(where)} {state}' for state, where in by_state.items())}."


def _exceptions(group: _Group) -> Iterator[Told]:
    """The exceptions in a criterion. Branches that nobody raised are no news, and are left to the proof."""
    for told in exceptions_of(one for _, one in group):
        if told.kind != "not_raised":
            words = exception_words(told)
            if told.finding.is_open:
                words = sentence(told.finding)
            yield Told(words, tuple(dict.fromkeys((told.criterion, told.by))))


def sentence(finding: Finding) -> str:
    """A finding in one sentence: what is asked, what the record shows of it, and what would settle what is open."""
    told = exceptions_of([finding]) if finding.exception else ()
    if told and not finding.is_open:
        return exception_words(told[0])
    says = finding.clause.says.rstrip(".")
    if finding.is_open:
        return f"{says}: {state_of(finding)}{quoted(finding)}{_settled_by(finding, says)}."
    asked = deciding(finding).detail if finding.verdict is NOT_MET else ""
    asked = f"; {asked}" if asked and asked != finding.clause.says and len(asked) <= _LONGEST else ""
    return f"{says}: {state_of(finding)}{asked}{quoted(finding)}."


def _settled_by(finding: Finding, says: str) -> str:
    needed = settles(finding)
    if not needed or needed == says or len(needed) > _LONGEST:
        return ""
    return f"; what would settle it: {within(needed)}"


def setting_rationale(
    policy: SettingPolicy,
    asked: str | None,
    supported: str | None,
    findings: Sequence[tuple[str, Finding]],
    root: Finding,
) -> tuple[str, ...]:
    """What is usual, what else is supported here and why, and what is not shown of the rules that would support more."""
    if asked is None:
        return ()
    usual = (
        f"{policy.default} is what the policy takes as usual" if policy.default else "the policy presumes no setting"
    )
    told = [f"{asked[:1].upper()}{asked[1:]} is asked for; {usual}."]
    rules = [(setting, finding) for setting, finding in findings if finding.verdict is MET and finding.shown]
    for place, (setting, finding) in enumerate(rules[:3]):
        first = f"That is replaced by {setting}" if policy.default else f"{setting.capitalize()} is supported"
        lead = "A further reason:" if place else first
        why = within(finding.clause.says) if place else because(finding.clause.says)
        told.append(f"{lead} {why}{quoted(finding)}.")
    if root.verdict is MET:
        if not rules:
            told.append(f"It is at or below what is supported ({supported}), so nothing more need be shown.")
        return tuple(told)
    for _, finding in [one for one in findings if one not in rules][: MOST_SENTENCES - len(told) - 1]:
        told.append(sentence(finding))
    ending = "a physician decides" if root.verdict is NOT_MET else "the question stays open"
    told.append(f"Nothing shown supports {f'more than {supported}' if supported else 'it'}, so {ending}.")
    return tuple(told)
