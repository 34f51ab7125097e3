"""Random packs and random records over the whole vocabulary: every filter, node and exception, and every gap of a record.

The same number gives the same pack and the same record on every machine.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import HERE, SOURCE, V, clause, node, pack

from necessity.assessment.finding import Need
from necessity.model.case import LineItem
from necessity.model.chart import Chart, chart_of
from necessity.model.document import Attestation, Document
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy import criterion as tree
from necessity.policy.leaf import Comparison, FactTest, LineTest, Moment, MomentTest, Parameter, Window
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.when import Duration, PartialDate

DAY = date(2026, 3, 10)
LEVELS = ("L3-L4", "L4-L5", "L5-S1")
SIDES = ("left", "right", "both")
FIRST, SECOND, NOBODYS = "lumbar-decompression", "lumbar-fusion", "bmp"
NARROWER = {FIRST: ("revision-decompression", "lumbar-decompression"), SECOND: ("revision-fusion", "lumbar-fusion")}
UNITS = {"weeks": ("days", "weeks", "months"), "months": ("weeks", "months", "years"), "years": ("months", "years")}
UNITS |= {"mm": ("mm", "cm"), "cm": ("mm", "cm")}
SIDE = Field(name="side", type=FieldType.WORD, words={"left": (), "right": (), "both": ()})
PARAMETER = Parameter(name="drawn", value="drawn", source=SOURCE, place=HERE)
EMPTY = pack(
    """
policies:
  - {policy: one, title: One, for: [lumbar-fusion], judged: whole line, requires: {id: a, ask_a_person: true}}
"""
)
DOCUMENTS = ("clinic note", "imaging report", "operative note", "therapy record", "other")


@dataclass
class Drawn:
    """What is drawn with one number: some kinds of fact, a pack that asks about them, and records that tell of them."""

    number: int
    rng: Random = field(init=False)
    kinds: list[Kind] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(self.number)
        names = sorted(name for name in V.kinds if name not in ("request", "member"))
        chosen = self.rng.sample(names, self.rng.randint(1, 3))
        chosen += [one for name in chosen if (one := V.kinds[name].silence.after) is not None]
        self.kinds = [V.kinds[name] for name in dict.fromkeys(chosen)]

    def rarely(self, one_in: int) -> bool:
        return self.rng.randrange(one_in) == 0

    # -- values --------------------------------------------------------------------------------------------------------

    def word(self, of: Field) -> str:
        if of.type is FieldType.ROOT:
            return self.rng.choice(["L3", "L4", "L5", "S1", "S2"])
        if of.words:
            return self.rng.choice(sorted(of.words))
        if of.name == "muscle":
            return self.rng.choice([*sorted(V.anatomy.muscles)[:6], "a muscle of the hand"])
        return self.rng.choice(["thing", "other thing", *sorted(V.anatomy.reflexes)[:2]])

    def quantity(self, unit: str, *, exact: bool) -> Quantity:
        unit = self.rng.choice(UNITS.get(unit, (unit,)))
        low = float(self.rng.choice([0, 1, 2, 3, 4, 6, 12, 0.5, 7, 30]))
        if exact or self.rarely(2):
            return Quantity(low, low, unit)
        text = f"{low:g} {unit}"
        return self.rng.choice(
            [
                Quantity(low, low + 2, unit),
                *(Quantity.parse(f"{lead} {text}") for lead in ("over", "under", "at least")),
            ]
        )

    def grade(self, of: Field, *, exact: bool) -> Grade:
        assert of.scale is not None
        low = self.rng.randrange(len(of.scale.words))
        high = low if exact else self.rng.randrange(low, len(of.scale.words))
        return Grade(of.scale, low, low if self.rarely(2) else high)

    def value(self, of: Field) -> Value:
        if of.type is FieldType.QUANTITY:
            return self.quantity(str(of.unit), exact=False)
        return self.grade(of, exact=False) if of.type is FieldType.SCALE else self.word(of)

    # -- leaves --------------------------------------------------------------------------------------------------------

    def comparison(self, of: Field) -> Comparison:
        order = self.rng.choice([">=", ">", "<=", "<"])
        if of.type is FieldType.QUANTITY:
            return Comparison(field=of, op=order, bound=self.quantity(str(of.unit), exact=True), parameter=PARAMETER)
        if of.type is FieldType.SCALE:
            return Comparison(field=of, op=order, bound=self.grade(of, exact=True), parameter=PARAMETER)
        if self.rarely(3):
            words = tuple(self.word(of) for _ in range(self.rng.randint(0 if self.rarely(4) else 1, 3)))
            return Comparison(field=of, op="one of", bound=words, parameter=PARAMETER)
        return Comparison(field=of, op=self.rng.choice(["is", "is", "is not"]), bound=self.word(of))

    def having(self, kind: Kind) -> tuple[Comparison, ...]:
        fields = [*kind.fields.values(), *([SIDE] if kind.has_side and "side" not in kind.fields else [])]
        chosen = self.rng.sample(fields, min(len(fields), self.rng.choice([0, 0, 1, 1, 2])))
        made = [self.comparison(one) for one in chosen]
        return tuple(replace(one, op="is") if one.op == "is not" else one for one in made)

    def window(self, depth: int) -> Window:
        relation = self.rng.choice(["within", "at_least", "before", "after"])
        direction = relation if relation in ("before", "after") else self.rng.choice(["before", "after"])
        anchor = self.moment(depth + 1) if depth < 2 and self.rarely(2) else None
        distance = Duration(months=self.rng.choice([0, 0, 1, 6, 12]), days=self.rng.choice([0, 7, 42, 13]))
        return Window(
            relation=relation,
            direction=direction,
            anchor=anchor,
            distance=distance if relation in ("within", "at_least") else None,
            parameter=PARAMETER,
        )

    def moment(self, depth: int) -> Moment:
        scope = replace(self.fact_test(depth), comparison=None, absent=False)
        which = self.rng.choice(["first", "last"])
        return Moment(id=f"m{self.rng.random()}", which=which, scope=scope, ignore_if_none=self.rarely(2))

    def fact_test(self, depth: int = 0) -> FactTest:
        kind = self.rng.choice([*self.kinds, V.kinds["request"]] if self.rarely(8) else self.kinds)
        asked = self.rng.choice(sorted(kind.fields.values(), key=lambda one: one.name)) if kind.fields else None
        return FactTest(
            kind=kind,
            comparison=self.comparison(asked) if asked and self.rarely(2) else None,
            absent=self.rarely(6),
            level=self.rng.choice([None, "this", "this", "adjacent", "another", "unrequested"])
            if kind.has_level
            else None,
            this_side=kind.has_side and self.rarely(2),
            concordant=bool({"root", "muscle", "reflex"} & set(kind.fields)) and self.rarely(2),
            having=self.having(kind),
            windows=tuple(self.window(depth) for _ in range(self.rng.choice([0, 0, 0, 1, 1, 2]))),
        )

    def leaf(self, leaning: str) -> FactTest | LineTest | MomentTest:
        if self.rarely(8):
            question = self.rng.choice(["requested", "met"])
            asked = self.rng.choice([FIRST, SECOND, NOBODYS, *NARROWER[FIRST]]) if question == "requested" else leaning
            return LineTest(procedure=asked, question=question, at_this_level=self.rarely(2))
        if self.rarely(10):
            distance = Duration(months=self.rng.choice([0, 1, 6]), days=self.rng.choice([0, 7, 42]))
            order = self.rng.choice([">=", ">", "<=", "<"])
            return MomentTest(moment=self.moment(1), op=order, distance=distance, parameter=PARAMETER)
        return self.fact_test()

    # -- trees ---------------------------------------------------------------------------------------------------------

    def criterion(self, depth: int, leaning: str) -> tree.Criterion:
        def below() -> tree.Criterion:
            return self.criterion(depth - 1, leaning)

        def some(most: int) -> tuple[tree.Criterion, ...]:
            return tuple(below() for _ in range(self.rng.randint(1, most)))

        name = f"n{self.rng.randrange(10**9)}"
        need = self.rng.choice([Need.INDICATION, Need.INDICATION, Need.READINESS])
        more: dict[str, Any] = {"need": need}
        body: tree.Body
        if depth == 0 or self.rarely(5):
            attested = self.rng.choice([None, None, True, False])
            body = tree.Test(leaf=self.leaf(leaning), line="drawn", silence_absent=self.rarely(3), attested=attested)
            body = self.rng.choice([tree.Never(), tree.AskAPerson()]) if self.rarely(14) else body
        else:
            children = some(3)
            body = self.rng.choice(
                [
                    tree.All(children=children),
                    tree.Any(children=children),
                    tree.AtLeast(needed=self.rng.randint(1, len(children)), children=children),
                    tree.AnyLevel(child=children[0]),
                ]
            )
        if depth > 0:
            if self.rarely(4):
                more["applies_when"] = below()
            if self.rarely(6):
                more["replaced_when"] = tree.Replacement(clause=clause("instead"), when=below(), by=below())
            if self.rarely(5):
                more["waived_by"] = some(2)
            if self.rarely(5):
                more["barred_by"] = some(2)
        return node(name, body, **more)

    def pack(self, floors: int = 2) -> tree.Pack:
        """Two policies, the second of which may lean on the first, and two rules of the setting."""

        def policy(name: str, procedure: str, leaning: str) -> tree.Policy:
            return tree.Policy(
                id=name,
                title=name,
                for_=(procedure,),
                judged=self.rng.choice(tree.JUDGED),
                requires=self.criterion(floors, leaning),
                parameters={},
                cautions=(),
                steps=(),
                place=HERE,
            )

        rules = tuple(
            tree.SettingRule(setting=self.rng.choice(["inpatient", "outpatient"]), when=self.criterion(1, SECOND))
            for _ in range(2)
        )
        return replace(
            EMPTY,
            policies=(policy("first", FIRST, NOBODYS), policy("second", SECOND, FIRST)),
            setting=tree.SettingPolicy(default="outpatient", clause=clause("setting"), rules=rules),
        )

    # -- records -------------------------------------------------------------------------------------------------------

    def when(self) -> PartialDate | None:
        day = DAY - timedelta(days=self.rng.choice([0, 1, 6, 7, 8, 41, 42, 43, 180, 190, 365, 400, -5]))
        return self.rng.choice(
            [
                None,
                PartialDate.day(day),
                PartialDate.day(day),
                PartialDate.day(day),
                PartialDate.parse(f"{day:%Y-%m}"),
                PartialDate.parse(f"{day:%Y}"),
                PartialDate.until(day),
                PartialDate(day, date.max) if self.rarely(4) else PartialDate.day(day),
            ]
        )

    def fact(self, kind: Kind, **more: Value) -> Fact:
        qualifiers: dict[str, Value] = dict(more)
        if kind.has_level and not self.rarely(4):
            qualifiers["level"] = self.rng.choice([*LEVELS, "L4-L5", "L4-L5", "L4-L5", "L1-L2"])
        if kind.has_side and not self.rarely(4):
            qualifiers["side"] = self.rng.choice(SIDES)
        denied = self.rarely(3)
        for one in kind.fields.values():
            if one.name != kind.main and not self.rarely(4 if not denied else 2):
                qualifiers[one.name] = self.value(one)
        tells = kind.main is not None and not self.rarely(4 if not denied else 2)
        when = self.when()
        until = self.when() if self.rarely(3) else None
        return Fact(
            kind=kind.name,
            value=self.value(kind.fields[kind.main]) if tells and kind.main else None,
            qualifiers=qualifiers,
            assertion=Assertion.ABSENT if denied else Assertion.PRESENT,
            when=when,
            until=until,
            recorded=self.rng.choice([None, DAY, DAY - timedelta(days=20), DAY + timedelta(days=3)]),
            evidence=(Attestation(by="the surgeon"),) if self.rarely(5) else (),
            reader="drawn",
        )

    def chart(self, facts: list[Fact]) -> Chart:
        documents = []
        if self.rarely(4):
            kind, aside = self.rng.choice(DOCUMENTS), self.rarely(3)
            documents.append(
                Document(
                    id="unread", kind=kind, readable=False, unreadable_because="a picture", of_another_patient=aside
                )
            )
        return chart_of(facts, DAY, documents)

    def line(self, own_id: str, family: str) -> LineItem:
        procedure = self.rng.choice(NARROWER[family])
        levels = tuple(self.rng.sample(LEVELS, self.rng.choice([0, 1, 2, 2])))
        levels = ("L4-L5",) if self.rarely(3) else levels
        side = self.rng.choice([None, "left", "right", "both"])
        return LineItem(id=own_id, requested_as=procedure, procedure=procedure, levels=levels, side=side)

    def record(self) -> tuple[Chart, tuple[Fact, ...], tuple[LineItem, ...]]:
        """A chart, the facts of the submission, and one to three lines."""
        lines = [self.line("1", SECOND)]
        if self.rarely(2):
            lines.insert(self.rng.randint(0, 1), self.line("2", FIRST))
        if self.rarely(3):
            lines.append(self.line("3", FIRST))
        if self.rarely(4):
            lines.append(LineItem(id="4", requested_as=NOBODYS, procedure=NOBODYS))
        facts = [self.fact(self.rng.choice(self.kinds)) for _ in range(self.rng.choice([0, 1, 2, 3, 4, 6, 9]))]
        given = [self.fact(V.kinds["request"], line=line.id) for line in lines]
        if self.rarely(4):
            given.append(self.fact(V.kinds["member"]))
        if self.rarely(6):
            given.append(self.fact(self.rng.choice(self.kinds), line=lines[0].id))
        return self.chart([*facts, *given]), tuple(given), tuple(lines)
