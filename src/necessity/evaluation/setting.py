"""The setting: whether what is asked for is at or below what the criteria of the pack support.

Invariant: asking for more than is supported is a question while a rule that would support it is open, else a referral; without an
operation that is known here it is always a question. No stay is approved where every operation goes to a physician.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.assessment.assessment import ONLY_WHERE, LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.finding import Clause, Finding, Need, Reason, Source
from necessity.assessment.gap import Gap
from necessity.evaluation.claims import is_revision
from necessity.evaluation.gaps import gaps_of
from necessity.evaluation.rationale import setting_rationale
from necessity.model.case import SETTINGS, LineItem
from necessity.model.chart import Chart
from necessity.policy.criterion import Pack, SettingPolicy
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.load import Vocabulary
from necessity.vocabulary.procedures import Procedures

_OF_WHAT = "The operation that the setting is asked for is named, and it is one that is judged here."
_FOR_AN_OPERATION = "An operation that the stay is for is not ruled out."
_WITH_THE_OPERATION = "Every operation of this request goes to a physician, and the stay goes with it."
_ANSWER = {MET: Recommendation.APPROVE, UNKNOWN: Recommendation.PEND, NOT_MET: Recommendation.REFER}


def own_source(pack: Pack) -> Source:
    """The source of what the pack says by saying nothing."""
    return Source(ref=pack.name, document=pack.title, basis="house")


def setting_answer(
    pack: Pack,
    asked: str | None,
    findings: Sequence[tuple[str, Finding]],
    vocabulary: Vocabulary,
    *,
    is_named: bool = True,
    in_words: bool = True,
) -> SettingAnswer:
    """The answer for the setting `asked`; `findings` are the rules of the pack with the setting that each would support.

    `is_named`: the request names an operation that is known here; without one only a rule that is met by the chart itself counts.
    `in_words`: with its reasons and gaps.
    """
    policy = pack.setting
    if policy is None:
        return _silent(pack, asked)
    met = [setting for setting, finding in findings if finding.verdict is MET and finding.shown]
    if asked is not None and not is_named and not any(SETTINGS.index(one) >= SETTINGS.index(asked) for one in met):
        return _of_what(pack, asked)
    usual = [policy.default] if policy.default else []
    supported = max([*usual, *met], key=SETTINGS.index, default=None)
    finding = _finding(policy, asked, supported, findings)
    gaps: tuple[Gap, ...] = ()
    if finding.verdict is UNKNOWN and in_words:
        gaps = gaps_of([one for one in _enough(findings, asked) if _may_hold(one)], vocabulary, 1, None)
    return SettingAnswer(
        requested=asked,
        supported=supported,
        recommendation=None if asked is None else _ANSWER[finding.verdict],
        finding=finding,
        rationale=setting_rationale(policy, asked, supported, findings, finding) if in_words else (),
        gaps=tuple(replace(gap, id=f"s{number}") for number, gap in enumerate(gaps, 1)),
    )


def _silent(pack: Pack, asked: str | None) -> SettingAnswer:
    """A pack without a word on the setting leaves what is asked open."""
    if asked is None:
        return SettingAnswer(requested=None, supported=None, recommendation=None)
    clause = Clause(
        id="setting",
        says=f"{pack.name} says nothing on the setting.",
        need=Need.ADMINISTRATIVE,
        source=own_source(pack),
        place=pack.place,
    )
    finding = Finding(clause, UNKNOWN, Reason.NOT_ADDRESSED)
    return SettingAnswer(
        requested=asked,
        supported=None,
        recommendation=Recommendation.PEND,
        finding=finding,
        rationale=(f"{pack.name} says nothing on the setting, so a person must decide by what.",),
    )


def _of_what(pack: Pack, asked: str) -> SettingAnswer:
    """A setting for no operation that is known here is neither supported nor too much: it is asked what is planned."""
    clause = Clause(
        id="requested-operation",
        says=_OF_WHAT,
        need=Need.ADMINISTRATIVE,
        source=own_source(pack),
        place=pack.place,
    )
    finding = Finding(clause, UNKNOWN, Reason.NOT_DOCUMENTED)
    question = (
        f"The {asked} setting is asked for, but no operation that is judged here is named. Which operation is planned?"
    )
    gap = Gap(id="s1", criterion=clause.id, question=question, documents=("clinic note", "letter"), finding=finding)
    return SettingAnswer(
        requested=asked,
        supported=None,
        recommendation=Recommendation.PEND,
        finding=finding,
        rationale=(
            f"{asked[:1].upper()}{asked[1:]} is asked for without an operation that is judged here, so the question stays open.",
        ),
        gaps=(gap,),
    )


def operated_again(lines: Sequence[LineItem], chart: Chart, procedures: Procedures) -> tuple[LineItem, ...]:
    """The lines as they would be named if those at a level on record as operated were asked for as revisions."""
    known = procedures.by_name
    return tuple(
        replace(line, procedure=known[line.procedure].revision)
        if line.procedure and known[line.procedure].revision and is_revision(line, chart, procedures) is MET
        else line
        for line in lines
    )


def whether_again(pack: Pack, answer: SettingAnswer) -> SettingAnswer:
    """A referral that rests on a name alone is a question: the record shows an operation at the level of the line before."""
    clause = Clause(
        id="requested-again",
        says="The request says whether the operation is a revision; the record shows one at its level before.",
        need=Need.ADMINISTRATIVE,
        source=own_source(pack),
        place=pack.place,
    )
    finding = Finding(
        clause, UNKNOWN, Reason.NOT_DOCUMENTED, children=answer.finding.children if answer.finding else ()
    )
    question = (
        "An earlier operation at the level requested is on record. Is the operation that is requested a revision?"
    )
    gap = Gap(id="s1", criterion=clause.id, question=question, documents=("clinic note", "letter"), finding=finding)
    told = (*answer.rationale[:-1], "As a revision it might be supported, so the question stays open.")
    return replace(answer, recommendation=Recommendation.PEND, finding=finding, gaps=(gap,), rationale=told)


def asks_for_its_lines(answer: SettingAnswer) -> bool:
    """Whether the answers of the operations have a say: a stay that is supported is for one of them."""
    return answer.requested == SETTINGS[-1] and answer.recommendation is Recommendation.APPROVE


def for_what(answer: SettingAnswer, lines: Sequence[LineAnswer]) -> SettingAnswer:
    """A stay beside the answers of its lines: as it is, on condition where none is approved, or referred with all of them."""
    given = {line.recommendation for line in lines}
    if not asks_for_its_lines(answer) or not given or Recommendation.APPROVE in given:
        return answer
    if given != {Recommendation.REFER} or answer.finding is None:
        return replace(answer, rationale=(*answer.rationale, ONLY_WHERE))
    clause = replace(answer.finding.clause, id="operation-approved", says=_FOR_AN_OPERATION, need=Need.INDICATION)
    reason = next((one.finding.reason for one in lines), Reason.FALLS_SHORT)
    finding = Finding(clause, NOT_MET, reason, children=answer.finding.children, node="all")
    told = (*answer.rationale, _WITH_THE_OPERATION)
    return replace(answer, recommendation=Recommendation.REFER, finding=finding, rationale=told)


def _finding(
    policy: SettingPolicy, asked: str | None, supported: str | None, findings: Sequence[tuple[str, Finding]]
) -> Finding:
    """MET where the setting asked for is at or below what is supported, UNKNOWN where a rule that would do is open."""
    wanted = _enough(findings, asked)
    if asked is None or (supported is not None and SETTINGS.index(asked) <= SETTINGS.index(supported)):
        verdict, reason = MET, Reason.SHOWN
    elif any(map(_may_hold, wanted)):
        verdict, reason = UNKNOWN, next(one.reason for one in wanted if _may_hold(one))
    else:
        verdict, reason = NOT_MET, wanted[0].reason if wanted else Reason.FALLS_SHORT
    children = tuple(finding for _, finding in findings)
    return Finding(policy.clause, verdict, reason, children=children, shown=verdict is MET)


def _enough(findings: Sequence[tuple[str, Finding]], asked: str | None) -> list[Finding]:
    """The rules that would support what is asked."""
    rank = SETTINGS.index(asked) if asked else 0
    return [finding for setting, finding in findings if SETTINGS.index(setting) >= rank]


def _may_hold(finding: Finding) -> bool:
    """Open, or met without anything shown; a rule that nobody raised is left out, by silence or not."""
    if finding.reason is Reason.NOT_RAISED:
        return False
    return finding.is_open or (finding.verdict is MET and not finding.shown)
