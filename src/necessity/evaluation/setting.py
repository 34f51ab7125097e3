"""The setting: whether what is asked for is at or below what the criteria of the pack support.

Invariant: asking for more than is supported is a question while a rule that would support it is open, else a referral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.assessment.assessment import Recommendation, SettingAnswer
from necessity.assessment.finding import Clause, Finding, Need, Reason, Source
from necessity.assessment.gap import Gap
from necessity.evaluation.gaps import gaps_of
from necessity.evaluation.rationale import setting_rationale
from necessity.model.case import SETTINGS
from necessity.policy.criterion import Pack, SettingPolicy
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.load import Vocabulary

_ANSWER = {MET: Recommendation.APPROVE, UNKNOWN: Recommendation.PEND, NOT_MET: Recommendation.REFER}


def own_source(pack: Pack) -> Source:
    """The source of what the pack says by saying nothing."""
    return Source(ref=pack.name, document=pack.title, basis="house")


def setting_answer(
    pack: Pack, asked: str | None, findings: Sequence[tuple[str, Finding]], vocabulary: Vocabulary
) -> SettingAnswer:
    """The answer for the setting `asked`; `findings` are the rules of the pack with the setting that each would support."""
    policy = pack.setting
    if policy is None:
        return _silent(pack, asked)
    met = [setting for setting, finding in findings if finding.verdict is MET and finding.shown]
    supported = max([policy.default, *met], key=SETTINGS.index)
    finding = _finding(policy, asked, supported, findings)
    gaps: tuple[Gap, ...] = ()
    if finding.verdict is UNKNOWN:
        gaps = gaps_of([one for one in _enough(findings, asked) if _may_hold(one)], vocabulary, 1, None)
    return SettingAnswer(
        requested=asked,
        supported=supported,
        recommendation=None if asked is None else _ANSWER[finding.verdict],
        finding=finding,
        rationale=setting_rationale(policy, asked, supported, findings, finding),
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


def _finding(
    policy: SettingPolicy, asked: str | None, supported: str, findings: Sequence[tuple[str, Finding]]
) -> Finding:
    """MET where the setting asked for is at or below what is supported, UNKNOWN where a rule that would do is open."""
    wanted = _enough(findings, asked)
    if asked is None or SETTINGS.index(asked) <= SETTINGS.index(supported):
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
    """Open, or met without anything shown."""
    return finding.is_open or (finding.verdict is MET and not finding.shown)
