"""What else could answer the same complaint: a lesser operation or a lower setting, judged on the same facts by the same pack.

Invariant: an alternative is told, never recommended; it changes no answer, and what was asked for anyway is not judged again.
"""

from __future__ import annotations

from collections.abc import Sequence

from necessity.assessment.assessment import Alternative, LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.finding import Finding
from necessity.evaluation.claims import is_revision
from necessity.evaluation.rationale import rationale
from necessity.evaluation.sentences import place_words, procedure_words, quoted, within
from necessity.model.case import SETTINGS, LineItem
from necessity.model.chart import Chart
from necessity.policy.criterion import SettingPolicy
from necessity.verdict import MET
from necessity.vocabulary.procedures import Procedures

_MOST_TOLD = 3
_STATE = {
    Recommendation.APPROVE: "the criteria are met",
    Recommendation.PEND: "not enough is shown to decide",
    Recommendation.REFER: "a criterion is not met",
}


def lesser_lines(
    line: LineItem, lines: Sequence[LineItem], chart: Chart, procedures: Procedures
) -> tuple[LineItem, ...]:
    """The lesser operations for a line, at its levels; in their revision form where this is a revision.

    Where the request holds one anyway, it is that very line of `lines`: it is judged there, and not again.
    """
    if line.procedure is None:
        return ()
    again = is_revision(line, chart, procedures) is MET
    found: dict[str, LineItem] = {}
    for plain in procedures.lesser(line.procedure):
        name = procedures.by_name[plain].revision if again else None
        one = instead_of(line, name or plain, procedures)
        others = [other for other in lines if other is not line and _shares_a_level(one, other)]
        asked = [other for other in others if any(_is_a(other, form, procedures) for form in (plain, name))]
        broader = any(
            procedures.is_a(form, other.procedure or "") for other in others for form in (plain, name or plain)
        )
        if asked:
            found.setdefault(asked[0].id, asked[0])
        elif not broader:
            found.setdefault(one.requested_as, one)
    return tuple(found.values())


def instead_of(line: LineItem, name: str, procedures: Procedures) -> LineItem:
    """The line as it would be if the lesser operation had been asked for."""
    return LineItem(
        id=line.id,
        requested_as=name.replace("-", " "),
        procedure=name,
        levels=line.levels,
        side=line.side if procedures.by_name[name].has_side else None,
        stage=line.stage,
    )


def _is_a(line: LineItem, form: str | None, procedures: Procedures) -> bool:
    return form is not None and line.procedure is not None and procedures.is_a(line.procedure, form)


def _shares_a_level(one: LineItem, other: LineItem) -> bool:
    return not one.levels or not other.levels or bool(set(one.levels) & set(other.levels))


def _alone(line: LineItem) -> str:
    words = f"{procedure_words(line)} alone{place_words(line.levels, line.side)}"
    return words[:1].upper() + words[1:]


def asked_anyway(answer: LineAnswer) -> Alternative:
    """The lesser operation where it is a line of the request itself: its own answer, by reference."""
    line = answer.line
    return Alternative(
        says=f"{_alone(line)} is line {line.id} of this request; there {_STATE[answer.recommendation]}.",
        recommendation=answer.recommendation,
        procedure=line.procedure,
        levels=line.levels,
        side=line.side,
        because=answer.because,
    )


def lesser_told(answer: LineAnswer, pack: str) -> Alternative:
    """The answer for a lesser operation as an alternative of the line that it was judged for."""
    line, name = answer.line, _alone(answer.line)
    told: tuple[str, ...] = ()
    if answer.policy is None:
        says = f"{name}: {pack} does not address it, so it was not judged."
    else:
        told = tuple(one.words for one in rationale(answer))[1 : 1 + _MOST_TOLD]
        says = f"{name}, on the same facts: {_STATE[answer.recommendation]}."
        if answer.recommendation is Recommendation.PEND and answer.verdict is MET and answer.gaps:
            says = f"{name}, on the same facts: the criteria are met, but a question is open."
            told = (answer.gaps[0].question, *told)[:_MOST_TOLD]
    return Alternative(
        says=says,
        recommendation=answer.recommendation,
        procedure=line.procedure,
        levels=line.levels,
        side=line.side,
        because=answer.because,
        rationale=told,
    )


def lower_settings(
    policy: SettingPolicy | None,
    asked: SettingAnswer,
    findings: Sequence[tuple[str, Finding]],
    answers: dict[str, SettingAnswer],
) -> tuple[Alternative, ...]:
    """The next lower setting, and the usual one where it is lower still; `answers` holds the answer for each setting.

    None where the policy presumes no setting: then nothing was asked of a lower one.
    """
    if policy is None or policy.default is None or asked.requested is None:
        return ()
    place = SETTINGS.index(asked.requested)
    usual = SETTINGS.index(policy.default)
    names = [SETTINGS[one] for one in sorted({place - 1, usual}, reverse=True) if 0 <= one < place]
    return tuple(_setting_told(name, asked, findings, answers[name]) for name in names)


def _setting_told(
    name: str, asked: SettingAnswer, findings: Sequence[tuple[str, Finding]], answer: SettingAnswer
) -> Alternative:
    rank = SETTINGS.index(name)
    held = [
        finding
        for setting, finding in findings
        if SETTINGS.index(setting) > rank and finding.verdict is MET and finding.shown
    ]
    title = f"{name[:1].upper()}{name[1:]} setting"
    if answer.recommendation is Recommendation.APPROVE and held:
        says = f"{title}: lower than what is supported, so it leaves out what speaks for {asked.requested}."
    elif answer.recommendation is Recommendation.APPROVE:
        says = f"{title}: it is within what is supported, and nothing shown speaks for more."
    elif answer.recommendation is Recommendation.PEND:
        says = f"{title}: not enough is shown to decide."
    else:
        says = f"{title}: more than is supported, so a physician would decide."
    return Alternative(
        says=says,
        recommendation=answer.recommendation or Recommendation.PEND,
        setting=name,
        because=tuple(finding.clause.id for finding in held),
        rationale=tuple(f"It leaves this out: {within(one.clause.says)}{quoted(one)}." for one in held[:_MOST_TOLD]),
    )
