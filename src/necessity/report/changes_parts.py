"""What would change an answer, from the records of the assessment to the words of a report.

Invariant: no set, count or fact is told that the record does not hold; a set says what a record would show, never what to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from necessity.assessment.assessment import LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.change import Answer, Changes, Flips, FlipSet, RestsOn, Robustness
from necessity.assessment.finding import Finding
from necessity.report.changes_shown import AnswerTold, ChangesShown, RestShown, TurnShown, WayShown
from necessity.report.changes_words import (
    IF_ON_RECORD,
    RESTS_ON_NONE,
    UNMOVED,
    cost_words,
    count_words,
    firm_words,
    of_ways_words,
)
from necessity.report.line_parts import within_sentence
from necessity.report.numbers import Numbers
from necessity.report.rows import Said, all_said
from necessity.report.words import RECOMMENDATIONS, tidy
from necessity.verdict import MET


@dataclass(kw_only=True)
class ChangesTeller:
    """Says the changes of the lines of one pack, one after the other: what is as for an earlier line points there.

    `rows` are the numbers of the rows of every criterion, by line and by criterion.
    """

    numbers: Numbers
    rows: Mapping[str, Mapping[str, str]]
    told: dict[tuple[object, ...], str] = field(default_factory=dict)
    told_rests: dict[tuple[tuple[Said, str], ...], str] = field(default_factory=dict)

    def of_line(self, answer: LineAnswer) -> ChangesShown | None:
        """What would change the answer of a line; None where nobody asked."""
        if answer.changes is None:
            return None
        places = len(answer.by_level)
        return self._shown(answer.changes, tidy(answer.line.id), answer.recommendation, places)

    def of_setting(self, answer: SettingAnswer) -> ChangesShown | None:
        """What would change the answer for the setting; None where none was asked for."""
        if answer.changes is None or answer.recommendation is None:
            return None
        return self._shown(answer.changes, "S", answer.recommendation, 2)

    def _shown(self, changes: Changes, line: str, now: Recommendation, places: int) -> ChangesShown:
        first = self.told.setdefault(_signature(changes), line)
        flips = [one for one in changes.flips if one.cheapest]
        rests = tuple(self._rests(changes.rests_on, line))
        alike = tuple((one.said, one.without) for one in rests)
        same_rests = self.told_rests.setdefault(alike, line) if alike else line
        return ChangesShown(
            as_line=first if first != line and flips else "",
            firm=firm_words(changes.robustness) if changes.robustness else "",
            is_counted=changes.robustness is not None and not _is_settled(changes.robustness),
            rests=_rests_words(rests, now, "" if same_rests == line else same_rests),
            rests_on=rests if same_rests == line else (),
            turns=tuple(self._turn(one, line, places) for one in flips),
            unmoved="" if flips else tidy(changes.not_told) or UNMOVED,
        )

    # -- sets ------------------------------------------------------------------------------------------------------------

    def _turn(self, flips: Flips, line: str, places: int) -> TurnShown:
        told = [
            tuple(self._answer(answer, line, places) for answer in in_order_of_effort(one)) for one in flips.cheapest
        ]
        ways = [_beside(one, told[0]) for one in told]
        left = flips.count - len(ways)
        return TurnShown(
            to=flips.to.value,
            heading=IF_ON_RECORD[flips.to.value],
            ways=of_ways_words(flips.count),
            first=ways[0],
            others=tuple(ways[1:]),
            left=count_words(left) if left else "",
        )

    def _answer(self, answer: Answer, line: str, places: int) -> AnswerTold:
        where = ", ".join(filter(None, (answer.level, answer.side))) if places > 1 else ""
        words = _said(answer)
        return AnswerTold(
            words=f"{where}: {words}" if where else words,
            criterion=self._row(answer.finding, line),
            cost=cost_words(answer.cost),
            documents=", ".join(answer.documents),
            held_by=tuple(map(tidy, answer.held_by)),
        )

    def _row(self, finding: Finding, line: str) -> str:
        """The number of the row of a criterion, of its own line first."""
        tables = (self.rows.get(line, {}), *self.rows.values())
        return next((table[finding.clause.id] for table in tables if finding.clause.id in table), "")

    # -- what an approval rests on ---------------------------------------------------------------------------------------

    def _rests(self, rests_on: Iterable[RestsOn], line: str) -> Iterator[RestShown]:
        """The words of each fact, the same words once."""
        found: dict[tuple[str | None, str, str], tuple[Said, list[str]]] = {}
        table = self.rows.get(line, {})
        for one in rests_on:
            said = all_said((one.fact,), self.numbers)[0]
            without = RECOMMENDATIONS[one.without]
            key = (said.words or said.fact, said.place, without)
            found.setdefault(key, (said, []))[1].extend(table[id] for id in one.criteria if id in table)
        for (_, _, without), (said, criteria) in found.items():
            yield RestShown(said=said, without=without, criteria=tuple(dict.fromkeys(criteria)))


def in_order_of_effort(one: FlipSet) -> list[Answer]:
    """The answers of a set, the least effort first; those of one price in the order of the set."""
    return sorted(one.answers, key=lambda answer: answer.price)


def _beside(answers: tuple[AnswerTold, ...], first: tuple[AnswerTold, ...]) -> WayShown:
    """A way, and how it differs from the first one."""
    own = tuple(one for one in answers if one not in first)
    instead_of = tuple(one for one in first if one not in answers)
    if answers == first or len(own) in (0, len(answers)):
        return WayShown(answers=answers, own=answers, instead_of=())
    return WayShown(answers=answers, own=own, instead_of=instead_of)


def _said(answer: Answer) -> str:
    """What the record would show, as part of a sentence."""
    return within_sentence(tidy(answer.says).rstrip("."))


def _signature(changes: Changes) -> tuple[object, ...]:
    """What is equal where the same would change two answers in the same way."""
    robustness = changes.robustness
    return (
        *((one.to, one.count, tuple(map(_members, one.cheapest))) for one in changes.flips),
        robustness and (robustness.questions, robustness.completions, robustness.approved, robustness.referred),
    )


def _members(one: FlipSet) -> frozenset[tuple[str, bool, str | None, str | None]]:
    return frozenset((each.finding.clause.id, each.becomes is MET, each.level, each.side) for each in one.answers)


def _is_settled(one: Robustness) -> bool:
    return one.completions in (one.approved, one.referred, one.pended)


def _rests_words(rests: Sequence[RestShown], now: Recommendation, as_line: str) -> str:
    """What introduces the facts on which an approval rests alone; `as_line` has told the very same."""
    if now is not Recommendation.APPROVE:
        return ""
    if not rests:
        return RESTS_ON_NONE
    if as_line:
        return f"This approval rests on the same words as that of line {as_line}."
    return "This approval rests on one sentence" if len(rests) == 1 else "This approval rests on each of these alone"
