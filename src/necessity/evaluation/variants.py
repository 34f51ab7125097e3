"""The near variants of a request: another side, level or form, a line less or more, another setting, another day; as questions.

Invariant: a variant differs from the request in what its question names and in nothing else; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from necessity.evaluation.alternatives import instead_of
from necessity.evaluation.claims import is_revision
from necessity.evaluation.sentences import listed, name_of, place_words, procedure_words
from necessity.model.case import SETTINGS, LineItem, Request
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.policy.related import RelatedRules
from necessity.verdict import MET
from necessity.vocabulary.load import Vocabulary
from necessity.vocabulary.procedures import Procedures
from necessity.when import PartialDate, shift

_SIDES = ("left", "right")
_OF_A_SIDE = frozenset({"LT", "RT", "50"})
_LOOKED_UP = "inpatient_only_list"  # says whether its service is one of this request, so it holds for these lines only
_NECESSARY = "medically necessary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A request that differs a little. `line` is the line in question as it then is, None where the setting is in question.

    `added` is a line that the request does not hold. `day` is the day of judgement, None where it is the same.
    """

    kind: str
    question: str
    request: Request
    line: LineItem | None = None
    added: LineItem | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDay:
    """A day on which the same record would be judged: `sign` 1 for later, -1 for earlier, `words` by how much."""

    words: str
    sign: int
    day: date
    service_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """The variants of one request beside one record. `days` are the other days on which it can be judged."""

    request: Request
    chart: Chart
    vocabulary: Vocabulary
    rules: RelatedRules
    days: tuple[OtherDay, ...] = ()

    @property
    def procedures(self) -> Procedures:
        return self.vocabulary.procedures

    def of_line(self, line: LineItem, leans_on: Collection[str], judged: str) -> Iterator[Variant]:
        """The variants of a line, the nearest first. `leans_on` are the procedures that its criteria name.

        `judged` says whether it is judged by level and side, so that they can be named where the request names none.
        """
        for kind in self.rules.order:
            if kind == "side":
                yield from self._sides(line, judged)
            elif kind == "level":
                yield from self._levels(line, judged)
            elif kind in ("form", "without", "with") and not self.chart.of_kind(_LOOKED_UP):
                yield from (
                    {"form": self._forms, "with": self._added}[kind](line)
                    if kind != "without"
                    else (self._without(line, leans_on))
                )
            elif kind in ("later", "earlier"):
                yield from self._moved(kind, line)

    def of_setting(self, mains: Sequence[LineItem]) -> Iterator[Variant]:
        """The variants in which the setting is in question; `mains` are the lines that are not added to another one."""
        for kind in self.rules.order:
            if kind == "setting":
                yield from self._settings()
            elif kind == "without" and len(mains) > 1 and not self.chart.of_kind(_LOOKED_UP):
                yield from (self._less(f"Is the {self.request.setting} setting supported", one, None) for one in mains)
            elif kind in ("later", "earlier"):
                yield from self._moved(kind, None)

    # -- one word of a line changed ------------------------------------------------------------------------------------

    def _sides(self, line: LineItem, judged: str) -> Iterator[Variant]:
        known = self.procedures.by_name.get(line.procedure or "")
        if known is None or not known.has_side or (line.side is None and judged != "each level and side"):
            return
        for side in _SIDES:
            if side != line.side:
                instead = {None: ", which the request leaves open", "both": " alone, not on both sides"}.get(
                    line.side, f" instead of the {line.side}"
                )
                where = f"{procedure_words(line)}{place_words(line.levels, None)} {_NECESSARY} on the {side}"
                yield self._changed("side", f"Is {where}{instead}", line, side=side)

    def _levels(self, line: LineItem, judged: str) -> Iterator[Variant]:
        asked = f"Is {procedure_words(line)} {_NECESSARY}"
        if len(line.levels) > 1:
            ends_first = sorted(line.levels, key=lambda level: level not in (line.levels[0], line.levels[-1]))
            for level in ends_first:
                rest = tuple(one for one in line.levels if one != level)
                alone = " alone" if len(rest) == 1 else ""
                yield self._changed(
                    "level", f"{asked} at {listed(rest)}{alone}, without {level}", line, levels=rest, units=None
                )
        elif line.levels:
            for level in self._on_record(line.levels[0]):
                question = f"{asked} at {level} instead of {line.levels[0]}"
                yield self._changed("level", question, line, levels=(level,))
        elif judged != "whole line":
            for level in self._on_record(None):
                yield self._changed(
                    "level", f"{asked} at {level}, as the request names no level", line, levels=(level,)
                )

    def _on_record(self, level: str | None) -> tuple[str, ...]:
        """The other segments at which the record shows something, the nearest first, of two the one above."""
        order = self.vocabulary.anatomy.levels
        facts = (fact for facts in self.chart.by_kind.values() for fact in facts if not fact.is_denial)
        told = {fact.qualifiers.get("level") for fact in facts if fact.kind != "request"}
        at = order.index(level) if level in order else len(order)
        others = (one for one in order if one in told and one != level)
        return tuple(sorted(others, key=lambda one: abs(order.index(one) - at)))[: self.rules.most_levels]

    def _changed(self, kind: str, question: str, line: LineItem, **to: object) -> Variant:
        """The line with another side or other levels; what is asked at the same place moves along."""
        moved, companions = [], 0
        for one in self.request.line_items:
            is_with_it = one.levels == line.levels and ("side" not in to or one.side == line.side)
            if one is line or (is_with_it and bool(line.levels) and self._takes(one, to)):
                companions += one is not line
                modifiers = (
                    one.modifiers if "side" not in to else tuple(m for m in one.modifiers if m not in _OF_A_SIDE)
                )
                one = replace(one, evidence=(), modifiers=modifiers, **to)  # type: ignore[arg-type]
            moved.append(one)
        along = f", with what else is asked {'on that side' if 'side' in to else 'there'}" if companions else ""
        place = self.request.line_items.index(line)
        return Variant(
            kind=kind,
            question=f"{question}{along}?",
            request=replace(self.request, line_items=tuple(moved)),
            line=moved[place],
        )

    def _takes(self, line: LineItem, to: dict[str, object]) -> bool:
        known = self.procedures.by_name.get(line.procedure or "")
        return "side" not in to or (known is not None and known.has_side)

    def _forms(self, line: LineItem) -> Iterator[Variant]:
        """As a revision where the record shows an operation there, as a first operation where it does not."""
        known = self.procedures.by_name.get(line.procedure or "")
        if known is None:
            return
        first = [one for one in self.procedures.upward(known.name) if self._revision_of(one) == known.name]
        for name, wanted in [(known.revision, True), *((one, False) for one in first[:1])]:
            if name is None or name == known.name:
                continue
            other = replace(instead_of(line, name, self.procedures), certainty=line.certainty)
            if (is_revision(line if wanted else other, self.chart, self.procedures) is MET) is wanted:
                question = f"{_asked(other)} instead of {procedure_words(line)}?"
                lines = tuple(other if one is line else one for one in self.request.line_items)
                yield Variant(
                    kind="form", question=question, request=replace(self.request, line_items=lines), line=other
                )

    def _revision_of(self, name: str) -> str | None:
        known = self.procedures.by_name.get(name)
        return known.revision if known else None

    # -- a line less, a line more --------------------------------------------------------------------------------------

    def _without(self, line: LineItem, leans_on: Collection[str]) -> Iterator[Variant]:
        for other in self.request.line_items:
            if other is line or other.procedure is None:
                continue
            if any(self.procedures.is_a(other.procedure, name) for name in leans_on):
                yield self._less(_asked(line), other, line)

    def _less(self, asked: str, other: LineItem, line: LineItem | None) -> Variant:
        """The request without a line, and without what is only ever added to it."""
        rest = [one for one in self.request.line_items if one is not other]
        along = [
            one for one in rest if one is not line and self._is_added(one, [other]) and not self._is_added(one, rest)
        ]
        lines = tuple(one for one in rest if one not in along)
        more = " and what is added to it" if along else ""
        request = replace(self.request, line_items=lines)
        return Variant(
            kind="without", question=f"{asked} without {procedure_words(other)}{more}?", request=request, line=line
        )

    def _is_added(self, line: LineItem, others: Sequence[LineItem]) -> bool:
        names = [one.procedure for one in others if one is not line and one.procedure]
        return line.procedure is not None and self.procedures.is_added_to(line.procedure, names)

    def _added(self, line: LineItem) -> Iterator[Variant]:
        for to, name in self.rules.added:
            if line.procedure is None or not self.procedures.is_a(line.procedure, to) or not line.levels:
                continue
            known = self.procedures.by_name[name]
            again = is_revision(line, self.chart, self.procedures) is MET
            form = known.revision if again and known.revision else name
            if any(self._is_either(one, name) for one in self.request.line_items if set(one.levels) & set(line.levels)):
                continue
            added = replace(instead_of(line, form, self.procedures), id=_free_id(self.request.line_items))
            yield Variant(
                kind="with",
                question=f"{_asked(line)} with {procedure_words(added)} added?",
                request=replace(self.request, line_items=(*self.request.line_items, added)),
                line=line,
                added=added,
            )

    def _is_either(self, line: LineItem, name: str) -> bool:
        """Whether the line is of the procedure already, or may be."""
        known = line.procedure
        return known is None or self.procedures.is_a(known, name) or self.procedures.is_a(name, known)

    # -- the setting and the day ---------------------------------------------------------------------------------------

    def _settings(self) -> Iterator[Variant]:
        asked = self.request.setting
        place = SETTINGS.index(asked) if asked else 0
        for setting in sorted(SETTINGS, key=lambda one: abs(SETTINGS.index(one) - place)):
            if setting != asked:
                question = f"Is the {setting} setting supported instead of {asked}?"
                yield Variant(kind="setting", question=question, request=replace(self.request, setting=setting))

    def _moved(self, kind: str, line: LineItem | None) -> Iterator[Variant]:
        asked = _asked(line) if line else f"Is the {self.request.setting} setting supported"
        for one in self.days:
            if (one.sign > 0) is (kind == "later"):
                new = "with nothing new in the record" if one.sign > 0 else "by the same record"
                yield Variant(
                    kind=kind,
                    question=f"{asked} {one.words} {kind}, on {one.day}, {new}?",
                    request=replace(self.request, service_date=one.service_date),
                    line=line,
                    day=one.day,
                )


def _asked(line: LineItem) -> str:
    return f"Is {name_of(line)}{',' if line.side else ''} {_NECESSARY}"


def other_days(rules: RelatedRules, request: Request, chart: Chart, facts: Sequence[Fact]) -> tuple[OtherDay, ...]:
    """The days on which the record, whole as it is, can be judged as well. `facts` are those that were told, before any merging.

    None where what is judged is done or under way: its day is past. None before the last page was written, for then
    the record would be another one; and none on which an operation of the record would be taken for the one that is judged.
    """
    if request.review != "prospective":
        return ()
    found = []
    for sign in (1, -1):
        for span in rules.spans:
            day = shift(chart.day, span.by, sign)
            if _is_whole(min(day, chart.day), chart, facts) and not any(_is_dated(one, day) for one in facts):
                service_date = shift(request.service_date, span.by, sign) if request.service_date else None
                found.append(OtherDay(words=span.words, sign=sign, day=day, service_date=service_date))
    return tuple(found)


def _is_whole(day: date, chart: Chart, facts: Sequence[Fact]) -> bool:
    """Whether everything on record was written by that day, and operations were before it."""
    written = [one.recorded for one in (*facts, *chart.facts)] + [one.authored for one in chart.documents]
    operated = (one for one in chart.documents if one.kind == "operative note")
    return all(one is None or one <= day for one in written) and all(one.authored != day for one in operated)


def _is_dated(fact: Fact, day: date) -> bool:
    return fact.kind == "prior_surgery" and fact.when == PartialDate.day(day)


def _free_id(lines: Sequence[LineItem]) -> str:
    taken = {one.id for one in lines}
    return next(str(number) for number in range(len(lines) + 1, 2 * len(lines) + 2) if str(number) not in taken)
