"""How far the record behind an answered line goes on each criterion, and where two such records part.

Invariant: what is open is never taken for failed, and what fails only because nothing was said counts as not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from necessity.assessment.answered import AnsweredLine, OnBoth
from necessity.assessment.finding import Finding, Reason
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.load import Vocabulary

FAILS, DENIES, SILENT, TELLS, MEETS = range(5)
"""How far a record goes on a criterion: it fails it; denies what is asked without settling it; says nothing; tells of it without
settling it; meets it."""

_BODY = ("body", "base", "replaced_by")
_LOOKED_AT = (*_BODY, "waiver", "bar", "replaced_when")
_LEFT_OUT = (Reason.DOES_NOT_APPLY, Reason.NOT_RAISED)


@dataclass(frozen=True, slots=True)
class Stands:
    """A finding with how far the record goes on it, and whether the record itself tells of it; what is requested is no record."""

    finding: Finding
    at: int
    tells: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A line made ready: its requirements by id, and its tests by id, as its least and as its most favourable place has them."""

    line: AnsweredLine
    asked: Mapping[str, Stands]
    least: Mapping[str, Stands]
    most: Mapping[str, Stands]


Both = tuple[Stands | None, Stands | None]
"""One criterion on two records, that of the more favourable answer first; None where it is not asked."""


def made_ready(line: AnsweredLine, vocabulary: Vocabulary) -> Ready:
    """How far the record goes on every requirement and every test of the line."""
    asked: dict[str, Stands] = {}
    least: dict[str, Stands] = {}
    most: dict[str, Stands] = {}
    for root in line.roots:
        for finding in root.children or (root,) if line.is_setting else _requirements(root):
            _keep_least(asked, _stands(finding, vocabulary))
        for test in _tests(root):
            stands = _stands(test, vocabulary)
            _keep_least(least, stands)
            if test.clause.id not in most or stands.at > most[test.clause.id].at:
                most[test.clause.id] = stands
    return Ready(line, asked, least, most)


def _keep_least(kept: dict[str, Stands], stands: Stands) -> None:
    name = stands.finding.clause.id
    if name not in kept or stands.at < kept[name].at:
        kept[name] = stands


def _requirements(finding: Finding) -> Iterator[Finding]:
    """What a line must meet, each by itself: the parts of `all`, laid open down to what is no `all`."""
    if finding.node == "all" and finding.exception is None:
        for child in finding.children:
            if child.role == "body":
                yield from _requirements(child)
    else:
        yield finding


def _tests(finding: Finding) -> Iterator[Finding]:
    """The tests that a line is asked, without those of exceptions and of branches that were left out."""
    if finding.reason in _LEFT_OUT:
        return
    if not finding.children:
        yield finding
    for child in _bodies(finding):
        yield from _tests(child)


def _bodies(finding: Finding) -> tuple[Finding, ...]:
    """What a finding is made from, without its exceptions."""
    return tuple(child for child in finding.children if child.role in _BODY)


def _stands(finding: Finding, vocabulary: Vocabulary) -> Stands:
    kinds = vocabulary.kinds
    facts = [fact for one in _looked_at(finding) for fact in one.facts]
    told = [fact for fact in facts if fact.kind not in kinds or kinds[fact.kind].area != "request"]
    if finding.verdict is MET:
        at = MEETS
    elif finding.firm is NOT_MET:
        at = FAILS
    else:
        at = SILENT if not told else DENIES if all(fact.is_denial for fact in told) else TELLS
    return Stands(finding, at, bool(told))


def _looked_at(finding: Finding) -> Iterator[Finding]:
    """A finding and those beneath it, but for branches that nobody raised and the conditions of branches."""
    yield finding
    for child in finding.children:
        if child.role in _LOOKED_AT and child.reason not in _LEFT_OUT:
            yield from _looked_at(child)


# -- two records -------------------------------------------------------------------------------------------------------


def weighed(better: Ready, worse: Ready, vocabulary: Vocabulary) -> tuple[Both, ...]:
    """Both records criterion by criterion; what is open in both is laid open down to what one of them settles, or to its tests.

    Under two packs a criterion that only one of them asks stands by itself.
    """
    found: list[Both] = []
    for name in dict.fromkeys((*better.asked, *worse.asked)):
        here, there = better.asked.get(name), worse.asked.get(name)
        if here is not None and there is not None:
            found += _parted(here, there, vocabulary)
        elif better.line.pack != worse.line.pack and not any(one and _is_left_out(one) for one in (here, there)):
            found.append((here, there))
    return tuple(found)


def _parted(here: Stands, there: Stands, vocabulary: Vocabulary) -> Iterator[tuple[Stands, Stands]]:
    beneath = {child.clause.id: child for child in _bodies(there.finding)}
    both = [(child, beneath[child.clause.id]) for child in _bodies(here.finding) if child.clause.id in beneath]
    settled = {FAILS, MEETS} & {here.at, there.at}
    if settled or not both or not (here.tells or there.tells):
        yield here, there
        return
    for left, right in both:
        yield from _parted(_stands(left, vocabulary), _stands(right, vocabulary), vocabulary)


def how_far(stands: Stands | None) -> int:
    """How far a record goes; what a pack does not ask stops nothing, and of what nobody raised it says nothing."""
    if stands is None:
        return MEETS
    return SILENT if stands.finding.reason is Reason.NOT_RAISED else stands.at


def separating(both: Sequence[Both]) -> tuple[OnBoth, ...]:
    """The criteria on which the better answer's record shows more, those that part them furthest first."""
    found = [(here, there) for here, there in both if how_far(here) > how_far(there)]
    return tuple(_each_once(sorted(found, key=lambda one: how_far(one[1]) - how_far(one[0]))))


def speaking_against(both: Sequence[Both]) -> tuple[OnBoth, ...]:
    """The criteria on which the worse answer's record shows more, those that part them furthest first."""
    found = [(here, there) for here, there in both if how_far(here) < how_far(there)]
    return tuple(_each_once(sorted(found, key=lambda one: how_far(one[0]) - how_far(one[1]))))


def alike(both: Sequence[Both]) -> tuple[OnBoth, ...]:
    """Settled the same, or told by both: what the two records have in common."""
    return tuple(_each_once((here, there) for here, there in both if here and there and _is_alike(here, there)))


def _is_alike(here: Stands, there: Stands) -> bool:
    """What was left out is no likeness, and neither is what the requests alone tell; what a policy never allows is one."""
    if here.at != there.at or _is_left_out(here) or _is_left_out(there):
        return False
    return (here.tells and there.tells) or (here.at == FAILS and not any(_has_facts(one) for one in (here, there)))


def _is_left_out(stands: Stands) -> bool:
    return stands.finding.reason in _LEFT_OUT


def _has_facts(stands: Stands) -> bool:
    return any(one.facts for one in _looked_at(stands.finding))


def _each_once(both: Iterable[Both]) -> Iterator[OnBoth]:
    """A criterion that stands at several places of a tree is told where it was first met."""
    told: set[str] = set()
    for here, there in both:
        name = next(one.finding.clause.id for one in (here, there) if one)
        if name not in told:
            told.add(name)
            yield OnBoth(better=here.finding if here else None, worse=there.finding if there else None)
