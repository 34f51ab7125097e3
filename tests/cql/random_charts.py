"""Random charts for a tree: facts of the kinds that it asks for, near the bounds that it asks, and rarely complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from necessity.assessment.finding import Clause, Finding, Need, Reason, Source
from necessity.errors import Place
from necessity.evaluation.scope import Spot
from necessity.model.case import LineItem
from necessity.model.chart import chart_of
from necessity.model.document import Attestation, Document
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy.criterion import Criterion, Test, walk
from necessity.policy.leaf import Comparison, FactTest, LineTest, MomentTest
from necessity.quantity import Grade, Quantity
from necessity.verdict import Verdict
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import vocabulary
from necessity.when import OPEN_START, PartialDate

V = vocabulary()
DAY = date(2026, 3, 31)
LEVELS = ("L3-L4", "L4-L5", "L5-S1")
SIDES = ("left", "right", "both")
ROOTS = ("L3", "L4", "L5", "S1")
_SOURCE = Source(ref="rule", document="A rule made for a test", basis="house")
_CLAUSE = Clause(id="other-line", says="", need=Need.INDICATION, source=_SOURCE, place=Place("by-hand.yaml"))


def comparisons_of(tree: Criterion) -> tuple[dict[str, Kind], dict[tuple[str, str], list[Comparison]], set[str]]:
    """The kinds that a tree looks at, what it asks of their fields, and the procedures of the lines that it asks for."""
    kinds: dict[str, Kind] = {}
    asked: dict[tuple[str, str], list[Comparison]] = {}
    procedures: set[str] = set()

    def look(test: FactTest) -> None:
        kinds[test.kind.name] = test.kind
        if test.kind.silence.after:
            kinds[test.kind.silence.after] = V.kinds[test.kind.silence.after]
        for one in (test.comparison, *test.having):
            if one is not None:
                asked.setdefault((test.kind.name, one.field.name), []).append(one)
        for moment in test.moments:
            look(moment.scope)

    for node in walk(tree):
        leaf = node.body.leaf if isinstance(node.body, Test) else None
        if isinstance(leaf, FactTest):
            look(leaf)
        elif isinstance(leaf, MomentTest):
            look(leaf.moment.scope)
        elif isinstance(leaf, LineTest):
            procedures.add(leaf.procedure)
    return kinds, asked, procedures


class Charts:
    """Spots for one tree, drawn from numbers that are the same in every run."""

    def __init__(self, tree: Criterion, number: int) -> None:
        self.draw = Random(number)
        self.kinds, self.asked, self.procedures = comparisons_of(tree)

    def spots(self, count: int, judged: str) -> Iterator[Spot]:
        for _ in range(count):
            yield self._spot(judged)

    def _spot(self, judged: str) -> Spot:
        draw = self.draw
        facts = [one for kind in self.kinds.values() for one in self._facts_of(kind)]
        unread = draw.choice(((), (), (), ("other",), ("imaging report",), ("clinic note",)))
        documents = [Document(id=f"u{n}", kind=kind, readable=False) for n, kind in enumerate(unread)]
        level = None if judged == "whole line" or draw.random() < 0.1 else draw.choice(LEVELS)
        levels = tuple(sorted({*([level] if level else []), *draw.sample(LEVELS, draw.randint(0, 2))}))
        lines = tuple(
            LineItem(
                id=str(number),
                requested_as=procedure,
                procedure=procedure,
                levels=tuple(draw.sample(LEVELS, draw.randint(0, 2))),
            )
            for number, procedure in enumerate(self._lines())
        )
        seen: dict[tuple[str, str | None], Finding | None] = {}

        def answer(procedure: str, at: str | None) -> Finding | None:
            mine = [one for one in lines if one.procedure and V.procedures.is_a(one.procedure, procedure)]
            if not any(at is None or not one.levels or at in one.levels for one in mine):
                return None
            if (procedure, at) not in seen:
                verdict = self.answers.choice(tuple(Verdict))
                seen[procedure, at] = Finding(_CLAUSE, verdict, Reason.SHOWN)
            return seen[procedure, at]

        self.answers = Random(draw.random())
        return Spot(
            chart=chart_of(facts, DAY, documents),
            anatomy=V.anatomy,
            procedures=V.procedures,
            level=level,
            side=draw.choice((None, *SIDES)),
            levels=levels,
            lines=lines,
            line_answers=answer,
        )

    def _lines(self) -> list[str]:
        known = sorted(self.procedures | {"lumbar-fusion", "discectomy"})
        narrower = [one for one in sorted(V.procedures.by_name) if any(V.procedures.is_a(one, name) for name in known)]
        return self.draw.sample(known, self.draw.randint(0, min(2, len(known)))) + self.draw.sample(narrower, 1)

    # -- facts -------------------------------------------------------------------------------------------------------------

    def _facts_of(self, kind: Kind) -> list[Fact]:
        count = self.draw.choice((0, 1, 1, 2, 2, 3, 4))
        facts = [self._fact(kind) for _ in range(count)]
        if len(facts) > 1 and self.draw.random() < 0.4:  # a second one that differs in a little only
            facts.append(replace(facts[0], when=self._when()))
        return facts

    def _fact(self, kind: Kind) -> Fact:
        draw = self.draw
        denied = draw.random() < 0.25
        value: Value | None = None
        others: dict[str, Value] = {}
        for name, field in kind.fields.items():
            if draw.random() < (0.25 if denied else 0.75):
                found = self._value(kind, field)
                if name == kind.main:
                    value = found
                else:
                    others[name] = found
        if kind.has_level and draw.random() < 0.75:
            others["level"] = draw.choice(("L4-L5", *LEVELS))
        if kind.has_side and draw.random() < 0.7:
            others["side"] = draw.choice(SIDES)
        when = self._when()
        until = None
        if when is not None and draw.random() < 0.3:
            until = PartialDate(when.earliest, min(DAY, when.latest + timedelta(days=60)))
        attested = draw.random() < 0.2
        return Fact(
            kind=kind.name,
            value=value,
            qualifiers=others,
            assertion=Assertion.ABSENT if denied else Assertion.PRESENT,
            when=when,
            until=until,
            recorded=draw.choice((None, DAY, DAY - timedelta(days=3))),
            evidence=(Attestation(by="somebody"),) if attested else (),
        )

    def _when(self) -> PartialDate | None:
        draw = self.draw
        if draw.random() < 0.2:
            return None
        first = DAY - timedelta(
            days=draw.choice((0, 5, 29, 30, 31, 42, 59, 60, 90, 92, 181, 182, 300, 365, 366, 540, 731, 1500))
        )
        if draw.random() < 0.05:
            return PartialDate(OPEN_START, first)
        return PartialDate(first, min(DAY, first + timedelta(days=draw.choice((0, 0, 0, 10, 45, 400)))))

    def _value(self, kind: Kind, field: Field) -> Value:
        draw = self.draw
        asked = self.asked.get((kind.name, field.name), [])
        if field.type is FieldType.SCALE and field.scale is not None:
            top = len(field.scale.words) - 1
            low = draw.randint(0, top)
            return Grade(field.scale, low, min(top, low + draw.choice((0, 0, 0, 1, 3))))
        if field.type is FieldType.QUANTITY:
            return self._quantity(field, [one.bound for one in asked if isinstance(one.bound, Quantity)])
        words = [word for one in asked for word in _words(one)]
        near = [word for word, above in field.words.items() if set(above) & set(words)]
        near += [broader for word in words for broader in field.words.get(word, ())]
        if field.type is FieldType.ROOT:
            return draw.choice(ROOTS)
        if field.name == "muscle":
            return draw.choice(sorted(V.anatomy.muscles))
        pool = words * 2 + near + sorted(field.words)[:6]
        return draw.choice(pool or ["another-thing"])

    def _quantity(self, field: Field, bounds: list[Quantity]) -> Quantity:
        draw = self.draw
        bound = draw.choice(bounds) if bounds else Quantity.exactly(draw.randint(0, 9), field.unit or "n")
        unit, number = bound.unit, bound.low
        if unit in ("days", "weeks", "months", "years") and draw.random() < 0.5:
            days = number * {"days": 1, "weeks": 7, "months": 30.4, "years": 365}[unit]
            unit = draw.choice(("days", "weeks", "months"))
            number = round(days / {"days": 1, "weeks": 7, "months": 30.4}[unit], 1)
        number = max(0.0, number + draw.choice((-2, -1, -0.5, 0, 0, 0, 0.5, 1, 2)))
        kind = draw.choice(("exact", "exact", "range", "over", "under", "least", "most"))
        if kind == "range":
            return Quantity(number, number + draw.choice((1, 3)), unit)
        if kind in ("over", "least"):
            return Quantity(number, float("inf"), unit, low_open=kind == "over")
        if kind in ("under", "most"):
            return Quantity(float("-inf"), number, unit, high_open=kind == "under")
        return Quantity.exactly(number, unit)


def _words(comparison: Comparison) -> tuple[str, ...]:
    bound = comparison.bound
    return bound if isinstance(bound, tuple) else (bound,) if isinstance(bound, str) else ()
