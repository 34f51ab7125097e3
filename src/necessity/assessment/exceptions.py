"""Why an ordinary criterion does not decide here: each exception of a proof that was used, told apart from the proof.

Invariant: only what stands on a deciding branch is told; an exception inside an exception that was not used is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from necessity.assessment.finding import Finding, Reason
from necessity.verdict import Verdict

_KINDS = {"waiver": "waiver", "bar": "bar", "replacement": "replacement"}
_BELOW = {"replacement": ("replaced_by",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionTold:
    """One exception: `kind` is waiver, bar, replacement, does_not_apply or not_raised; `by` the id of what decided it.

    `verdict` is that of the criterion with its exception. `finding` is the criterion's, for its facts.
    """

    criterion: str
    says: str
    kind: str
    by: str
    by_says: str
    verdict: Verdict
    finding: Finding


def exceptions_of(findings: Iterable[Finding]) -> tuple[ExceptionTold, ...]:
    """The exceptions used beneath the findings, in the order of the policy, each once."""
    told: dict[tuple[str, str, str, Verdict], ExceptionTold] = {}
    for root in findings:
        for finding, kind in _used(root):
            assert finding.exception is not None
            by = finding.exception
            one = ExceptionTold(
                criterion=finding.clause.id,
                says=finding.clause.says,
                kind=kind,
                by=by.by,
                by_says=by.says or _sentence_of(finding, by.by),
                verdict=finding.verdict,
                finding=finding,
            )
            told.setdefault((one.criterion, kind, one.by, one.verdict), one)
    return tuple(told.values())


def _used(finding: Finding) -> Iterator[tuple[Finding, str]]:
    used = finding.exception
    if used is None:
        roles: tuple[str, ...] = ("body", "base")
    else:
        left_out = "not_raised" if finding.reason is Reason.NOT_RAISED else "does_not_apply"
        yield finding, _KINDS.get(used.kind, left_out)
        roles = _BELOW.get(used.kind, ())
    for child in finding.children:
        if child.role in roles:
            yield from _used(child)


def _sentence_of(finding: Finding, criterion: str) -> str:
    return next((child.clause.says for child in finding.children if child.clause.id == criterion), criterion)
