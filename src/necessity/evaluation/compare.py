"""Several packs on one case: where their answers part, at which clause of each, and what each asks on the same matter.

Invariant: nothing is judged again. Clauses of two packs stand side by side where they have one id, else where they ask for the
same kinds of fact; a pack without such a clause asks for nothing of the sort.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necessity.assessment.assessment import LineAnswer, PackAssessment, Recommendation
from necessity.assessment.compared import Compared, Matter, PackAsks, PackSays
from necessity.assessment.finding import Finding, Reason
from necessity.model.case import SETTINGS, LineItem
from necessity.verdict import MET, NOT_MET

_BODY = ("body", "base", "replaced_by")
_ALIKE = 0.25  # the least share of the kinds of fact of two clauses that makes them one matter
_FEWEST_SHARED, _SHARED = 3, 0.35  # of two broad clauses: so many kinds, and this share of the smaller one's


def compared(packs: Sequence[PackAssessment]) -> tuple[Compared, ...]:
    """Each line under every pack in the order of the request, then the setting where one was asked for."""
    lines = {one.line.id: one.line for pack in packs for one in pack.line_items}
    found = [_compared(line, None, [_line_side(pack, line) for pack in packs]) for line in lines.values()]
    asked = next((pack.setting.requested for pack in packs if pack.setting.requested), None)
    if asked is not None:
        found.append(_compared(None, asked, [_setting_side(pack) for pack in packs]))
    return tuple(found)


# -- what one pack says ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One pack on one line: its answer, the findings at its places, and those that decided."""

    says: PackSays
    roots: tuple[Finding, ...] = ()
    deciding: tuple[Finding, ...] = ()


def _line_side(pack: PackAssessment, line: LineItem) -> _Side:
    answer = next((one for one in pack.line_items if one.line.id == line.id), None)
    if answer is None:
        return _silent(pack, None, "it judges the setting only")
    if answer.policy is None:
        return _silent(pack, answer.recommendation, "it does not address this procedure")
    roots = tuple(place.finding for place in answer.by_level) or (answer.finding,)
    return _Side(
        says=PackSays(
            pack=pack.pack.name,
            recommendation=answer.recommendation,
            verdict=answer.verdict,
            policy=answer.policy,
            because=answer.because,
            note=_held(answer),
        ),
        roots=roots,
        deciding=tuple(
            part for name in answer.because if (found := _by_id(roots, name)) is not None for part in _members(found)
        ),
    )


def _members(finding: Finding) -> Iterator[Finding]:
    """A clause that only holds others together is laid open: what decided in it is what a person would name."""
    if finding.exception is None and finding.children and finding.node in ("all", "excepted"):
        parts = [child for child in finding.children if child.role in _BODY and _says(child) == _says(finding)]
        for child in parts:
            yield from _members(child)
        if parts:
            return
    yield finding


def _held(answer: LineAnswer) -> str:
    """What holds a line whose criteria are met."""
    if answer.verdict is not MET or answer.recommendation is not Recommendation.PEND:
        return ""
    rules = [note.rule for note in answer.coding if note.effect == "clarify"]
    return f"its criteria are met; held by the code rule {', '.join(rules)}" if rules else "its criteria are met"


def _setting_side(pack: PackAssessment) -> _Side:
    setting, finding = pack.setting, pack.setting.finding
    if setting.recommendation is None or finding is None:
        return _silent(pack, None, "it gives no answer for the setting")
    if finding.reason is Reason.NOT_ADDRESSED:
        return _silent(pack, setting.recommendation, "it says nothing on the setting")
    asked = tuple(child for child in finding.children if _says(child) == _says(finding)) or (finding,)
    by = [f"judged by {pack.setting_by.name}"] if pack.setting_by else []
    approved = any(one.recommendation is Recommendation.APPROVE for one in pack.line_items)
    if setting.recommendation is Recommendation.APPROVE and setting.requested == SETTINGS[-1] and not approved:
        by.append("should an operation be approved")
    return _Side(
        says=PackSays(
            pack=pack.pack.name,
            recommendation=setting.recommendation,
            verdict=finding.verdict,
            policy=None,
            because=tuple(dict.fromkeys(one.clause.id for one in asked)),
            note="; ".join(by),
        ),
        roots=(finding,),
        deciding=asked,
    )


def _silent(pack: PackAssessment, recommendation: Recommendation | None, note: str) -> _Side:
    says = PackSays(
        pack=pack.pack.name, recommendation=recommendation, verdict=None, policy=None, because=(), note=note
    )
    return _Side(says=says)


# -- side by side ------------------------------------------------------------------------------------------------------


def _compared(line: LineItem | None, requested: str | None, sides: Sequence[_Side]) -> Compared:
    matters = tuple(_matters([side for side in sides if side.says.addresses]))
    answers = {side.says.recommendation for side in sides}
    same = len(answers) == 1
    silent = any(not side.says.addresses for side in sides) and any(side.says.addresses for side in sides)
    return Compared(
        line=line,
        requested=requested,
        says=tuple(side.says for side in sides),
        same_answer=same,
        same_reasons=same and not silent and not any(one.parts for one in matters),
        matters=matters,
    )


def _matters(sides: Sequence[_Side]) -> Iterator[Matter]:
    """One matter for each clause that keeps a pack from approval; for each that carries one, where all approve."""
    stopped = [side for side in sides if side.says.recommendation is not Recommendation.APPROVE]
    told: set[tuple[str, str]] = set()
    for side in stopped or sides:
        for finding in side.deciding:
            if (side.says.pack, finding.clause.id) in told:
                continue
            asks = tuple(_asks(other, finding if other is side else _counterpart(other, finding)) for other in sides)
            told |= {(one.pack, one.finding.clause.id) for one in asks if one.finding}
            states = {(_says(one.finding) if one.finding else "", one.decides) for one in asks}
            yield Matter(asks=asks, parts=len(states) > 1)


def _asks(side: _Side, finding: Finding | None) -> PackAsks:
    if finding is None:
        return PackAsks(pack=side.says.pack, finding=None)
    parts = tuple(_deciding(finding))
    return PackAsks(
        pack=side.says.pack,
        finding=finding,
        parameters=tuple(dict.fromkeys(one for part in parts for one in part.clause.parameters)),
        read=tuple(dict.fromkeys(fact for part in parts if not part.children for fact in part.facts)),
        decides=any(one.clause.id == finding.clause.id for root in side.deciding for one in _deciding(root)),
    )


def _counterpart(side: _Side, finding: Finding) -> Finding | None:
    """The clause of another pack on the same matter: of the same id, else the one that asks most alike."""
    same = _by_id(side.roots, finding.clause.id)
    if same is not None:
        return same
    kinds = _kinds(finding)
    best, alike = None, 0.0
    for root in side.roots:
        for one in _bodies(root):
            asked = _kinds(one)
            share = len(kinds & asked) / len(kinds | asked) if kinds & asked else 0.0
            share += 0.01 if share and one in side.deciding else 0.0
            if share > alike:
                best, alike = one, share
    if best is None or alike < _ALIKE:
        return _broad_counterpart(side, kinds)
    return _by_id(side.roots, best.clause.id) or best


def _broad_counterpart(side: _Side, kinds: frozenset[str]) -> Finding | None:
    """Of two broad clauses that each decide (all reasons for a fusion, say), what they share may be a small part of both."""
    shared = {one.clause.id: kinds & _kinds(one) for one in side.deciding}
    found = [
        (len(shared[one.clause.id]) / min(len(kinds), len(_kinds(one))), one)
        for one in side.deciding
        if len(shared[one.clause.id]) >= _FEWEST_SHARED
    ]
    part, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return best if part >= _SHARED else None


def _by_id(roots: Sequence[Finding], name: str) -> Finding | None:
    """The finding of a clause; of several places the one that says least for approval, the first of those."""
    first = (next((one for one in root.walk() if one.clause.id == name), None) for root in roots)
    found = [one for one in first if one is not None]  # a clause stands above its base, which has its id
    return min(found, key=lambda one: ("not met", "open", "met").index(_says(one)), default=None)


def _bodies(finding: Finding) -> Iterator[Finding]:
    """The finding and what it asks for beneath, its exceptions left out."""
    yield finding
    for child in finding.children:
        if child.role in _BODY:
            yield from _bodies(child)


def _kinds(finding: Finding) -> frozenset[str]:
    """What a clause asks about: kinds of fact, and names for what is no fact: lines of the request, one person's look."""
    named: set[str] = set()
    for one in _bodies(finding):
        if not one.children:
            named |= set(one.kinds) or {f"({one.node if one.node == 'test' else one.clause.id})"}
    return frozenset(named)


def _deciding(finding: Finding) -> Iterator[Finding]:
    """A finding and what gave it its verdict: the exception that decided, else the parts that say the same, down to the tests."""
    yield finding
    used = finding.exception
    if used is not None:
        roles = ("replaced_when", "replaced_by") if used.kind == "replacement" else (used.kind,)
        below = [child for child in finding.children if child.role in roles]
    else:
        below = [child for child in finding.children if child.role in _BODY and _says(child) == _says(finding)]
    for child in below or finding.children:
        yield from _deciding(child)


def _says(finding: Finding) -> str:
    """`met`, `not met` or `open`, which is also what fails by silence only."""
    if finding.verdict is MET:
        return "met"
    return "not met" if finding.verdict is NOT_MET and not finding.is_open else "open"
