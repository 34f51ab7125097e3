"""Two answers of one pack to one case, as it stands and as supposed: what lies between them, and what did not move.

Invariant: nothing is judged here; every difference is one of two findings, and a statement that moved nothing is told with the
clauses that read it, or with none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from necessity.assessment.assessment import Caution, LineAnswer, PackAssessment, SettingAnswer
from necessity.assessment.finding import Finding
from necessity.assessment.gap import Gap
from necessity.assessment.supposed import MovedCriterion, MovedLine, PackMoved, Stayed, Understood
from necessity.evaluation.gaps import parts_of
from necessity.model.fact import Fact

_BODY = ("body", "base", "replaced_by")


def pack_moved(
    before: PackAssessment, after: PackAssessment, alone: PackAssessment, statements: Sequence[Understood]
) -> PackMoved:
    """The difference under one pack. `alone`: the same where no document shows what is stated."""
    by_fact = _by_fact(statements)
    old, new = _lines(before), _lines(after)
    alones = _lines(alone)
    lines = [_line(old.get(name), new.get(name), alones.get(name), by_fact) for name in dict.fromkeys((*old, *new))]
    setting = _setting(before.setting, after.setting, alone.setting, by_fact)
    lines += [setting] if setting is not None else []
    shown, known = _shown(after.cautions), _shown(before.cautions)
    return PackMoved(
        pack=after.pack,
        lines=tuple(lines),
        came=tuple(one for key, one in shown.items() if key not in known),
        went=tuple(one for key, one in known.items() if key not in shown),
        stayed=tuple(_stayed(statements, lines, after)),
    )


def _lines(answer: PackAssessment) -> dict[str, LineAnswer]:
    return {one.line.id: one for one in answer.line_items}


def _shown(cautions: Sequence[Caution]) -> dict[tuple[str, ...], Caution]:
    return {(one.id, one.state): one for one in cautions}


def _by_fact(statements: Sequence[Understood]) -> dict[str | int, int]:
    """Which statement a fact comes from: by the document of a supposed one, by the object of one that was set aside."""
    found: dict[str | int, int] = {}
    for one in statements:
        for stated in one.stated:
            found.update({quote.document: one.number for quote in stated.fact.quotes})
            found.update({id(old): one.number for old in stated.in_place_of})
            found.update({_words(old): one.number for old in stated.in_place_of})
        found.update({id(old): one.number for old in one.taken_out})
        found.update({_words(old): one.number for old in one.taken_out})
    return found


def _words(fact: Fact) -> str:
    """The place of the words of a fact, so that one made from it is known again."""
    return "; ".join(f"{quote.document}:{quote.start}-{quote.end}" for quote in fact.quotes[:1])


# -- one line ----------------------------------------------------------------------------------------------------------


def _line(
    before: LineAnswer | None, after: LineAnswer | None, alone: LineAnswer | None, by_fact: Mapping[str | int, int]
) -> MovedLine:
    found = after or before
    assert found is not None
    old = {one.place: one.finding for one in before.by_level} if before else {}
    new = {one.place: one.finding for one in after.by_level} if after else {}
    if len(old) == len(new) == 1 and old.keys() != new.keys():  # the same line asked at another place
        old = dict(zip(new, old.values(), strict=True))
    criteria = [one for place in new if place in old for one in _criteria(place, old[place], new[place], by_fact)]
    closed, opened = _gaps(before.gaps if before else (), after.gaps if after else ())
    return MovedLine(
        line=found.line,
        before=before.recommendation if before else None,
        after=after.recommendation if after else None,
        alone=alone.recommendation if alone and after and alone.recommendation is not after.recommendation else None,
        criteria=tuple(criteria),
        closed=closed,
        opened=opened,
    )


def _setting(
    before: SettingAnswer, after: SettingAnswer, alone: SettingAnswer, by_fact: Mapping[str | int, int]
) -> MovedLine | None:
    """The setting; None where none is asked for in either."""
    if before.requested is None and after.requested is None:
        return None
    criteria: list[MovedCriterion] = []
    if before.finding is not None and after.finding is not None:
        criteria = list(_criteria("", before.finding, after.finding, by_fact))
    closed, opened = _gaps(before.gaps, after.gaps)
    return MovedLine(
        line=None,
        before=before.recommendation,
        after=after.recommendation,
        alone=alone.recommendation if alone.recommendation is not after.recommendation else None,
        criteria=tuple(criteria),
        closed=closed,
        opened=opened,
    )


def _gaps(before: Sequence[Gap], after: Sequence[Gap]) -> tuple[tuple[Gap, ...], tuple[Gap, ...]]:
    """The questions that are answered, and those that are new; a question is known by its criterion and its level."""
    old, new = ({(one.criterion, one.level): one for one in gaps} for gaps in (before, after))
    return tuple(old[key] for key in old if key not in new), tuple(new[key] for key in new if key not in old)


# -- criteria ----------------------------------------------------------------------------------------------------------


def _criteria(
    place: str, before: Finding, after: Finding, by_fact: Mapping[str | int, int]
) -> Iterator[MovedCriterion]:
    """Every criterion whose verdict or reason differs, parents first; each id once."""
    old, new = _by_id(before), _by_id(after)
    parts = _parts(before) | _parts(after)
    for name in dict.fromkeys((*old, *new)):
        one, two, part = old.get(name), new.get(name), parts.get(name[0])
        if part is None:
            continue  # the whole, which is told as the answer of the line
        if (
            one is None
            or two is None
            or (one.verdict, one.reason, one.is_open) != (two.verdict, two.reason, two.is_open)
        ):
            yield MovedCriterion(
                place=place,
                part=part,
                before=one,
                after=two,
                statements=tuple(_moved_by(one, two, by_fact)),
            )


def _parts(root: Finding) -> dict[str, Finding]:
    """For each criterion the one that a person would name in which it stands; the last where it stands in several."""
    return {below.clause.id: part for part in parts_of(root) for below in part.walk()}


def _by_id(finding: Finding) -> dict[tuple[str, str], Finding]:
    """The findings by the id of their criterion and their role where it is an exception; a base answers to its criterion."""
    found: dict[tuple[str, str], Finding] = {}
    for one in finding.walk():
        found.setdefault((one.clause.id, "" if one.role in _BODY else one.role), one)
    return found


def _moved_by(before: Finding | None, after: Finding | None, by_fact: Mapping[str | int, int]) -> list[int]:
    facts = [fact for one in (before, after) if one for below in one.walk() for fact in below.facts]
    return sorted({number for fact in facts if (number := _source_of(fact, by_fact)) is not None})


def _source_of(fact: Fact, by_fact: Mapping[str | int, int]) -> int | None:
    """The number of the statement behind a fact; None where it is of the record and stays."""
    for quote in fact.quotes:
        for key in (quote.document, f"{quote.document}:{quote.start}-{quote.end}"):
            if key in by_fact:
                return by_fact[key]
    return by_fact.get(id(fact))


# -- what stayed -------------------------------------------------------------------------------------------------------


def _is_moved(one: MovedCriterion) -> bool:
    """Its verdict, and not only the reason for it."""
    if one.before is None or one.after is None:
        return True
    return (one.before.verdict, one.before.is_open) != (one.after.verdict, one.after.is_open)


def _stayed(statements: Sequence[Understood], lines: Sequence[MovedLine], after: PackAssessment) -> Iterator[Stayed]:
    """Of each statement that moved no criterion the kinds of fact that it tells, with the tests that ask for them."""
    moving = {number for line in lines for one in line.criteria if _is_moved(one) for number in one.statements}
    roots = [place.finding for line in after.line_items for place in line.by_level]
    roots += [after.setting.finding] if after.setting.finding else []
    for one in statements:
        kinds = [stated.fact.kind for stated in one.stated if stated.counts] + [fact.kind for fact in one.taken_out]
        for kind in dict.fromkeys(kinds) if one.number not in moving else ():
            readers = {found.clause.id: found for root in roots for found in root.walk() if kind in found.kinds}
            yield Stayed(statement=one.number, kind=kind, read_by=tuple(readers.values()))
