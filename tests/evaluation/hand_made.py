"""Charts, leaves and packs made by hand, in as few words as a table would need; no reader stands between."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from necessity.assessment.assessment import LineAnswer, PackAssessment, PackUsed
from necessity.assessment.finding import Clause, Finding, Need, Source
from necessity.errors import Place
from necessity.evaluation.assess import Evaluator
from necessity.evaluation.criterion import node_of
from necessity.evaluation.leaf import LeafAnswer, fact_judge, line_judge, moment_judge
from necessity.evaluation.scope import Spot
from necessity.model.case import Case, LineItem, Request
from necessity.model.chart import Chart, chart_of
from necessity.model.document import Attestation, Document
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy import criterion as tree
from necessity.policy.leaf import FactTest, Leaf, LineTest, Moment, Parameter
from necessity.policy.line import LineReader
from necessity.policy.load import load_pack
from necessity.quantity import Quantity
from necessity.vocabulary.kinds import Field, FieldType
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate
from necessity.yaml_file import Sheet

V = vocabulary()
DAY = date(2026, 3, 10)
HERE = Place("by-hand.yaml", 1, 1)
SOURCE = Source(ref="rule", document="A rule made for a test", basis="house")
EHL = "extensor hallucis longus"
TA = "tibialis anterior"


def typed(field: Field, text: str) -> Value:
    """A value as its field holds it."""
    if field.type is FieldType.QUANTITY:
        return Quantity.parse(text, field.unit)
    if field.type is FieldType.SCALE and field.scale is not None:
        return field.scale.parse(text)
    assert field.type is FieldType.FREE or text in field.words, f"{text} is not a word of {field.name}"
    return text


def fact(kind: str, value: str | None = None, on: str | None = None, **more: Any) -> Fact:
    """One fact. `on` and `until` are dates as written; `denied`, `attested` and `recorded` as a Fact has them."""
    known = V.kinds[kind]
    value = more.pop(known.main, value) if known.main else None
    until, denied = more.pop("until", None), more.pop("denied", False)
    attested, recorded = more.pop("attested", False), more.pop("recorded", None)
    qualifiers = {
        name: text if name in ("level", "side") and name not in known.fields else typed(known.fields[name], text)
        for name, text in more.items()
    }
    return Fact(
        kind=kind,
        value=typed(known.fields[known.main], value) if value is not None and known.main else None,
        qualifiers=qualifiers,
        assertion=Assertion.ABSENT if denied else Assertion.PRESENT,
        when=PartialDate.parse(on) if on else None,
        until=PartialDate.parse(until) if until else None,
        recorded=recorded,
        evidence=(Attestation(by="the surgeon"),) if attested else (),
        reader="by hand",
    )


def no(kind: str, on: str | None = None, **more: Any) -> Fact:
    """A denial: the record rules it out."""
    return fact(kind, on=on, denied=True, **more)


def leaf(line: str, parameters: Mapping[str, str | list[str]] | None = None, **moments: str) -> Leaf:
    """A test line read against the vocabulary. A moment is written `last: LINE`, with ` | ignore` for if_none."""
    sheet = Sheet("by-hand.yaml")
    named = {
        name: Parameter(name=name, value=tuple(value) if isinstance(value, list) else value, source=SOURCE, place=HERE)
        for name, value in (parameters or {}).items()
    }
    known: dict[str, Moment] = {}

    def read(text: str) -> Leaf:
        reader = LineReader(sheet=sheet, place=HERE, vocabulary=V, parameters=named, moments=known, used=set())
        found = reader.read(text)
        assert found is not None and not sheet.problems, sheet.problems
        return found

    for name, text in moments.items():
        text, _, ignore = text.partition(" | ")
        which, _, scope = text.partition(": ")
        inner = read(scope)
        assert isinstance(inner, FactTest)
        known[name] = Moment(id=name, which=which, scope=inner, ignore_if_none=bool(ignore))
    return read(line)


def chart(facts: Iterable[Fact] = (), unreadable: Iterable[str] = ()) -> Chart:
    """The chart of these facts; `unreadable` are kinds of documents that nobody could read."""
    documents = [
        Document(id=f"unread-{number}", kind=kind, readable=False, unreadable_because="it is a picture")
        for number, kind in enumerate(unreadable)
    ]
    return chart_of(facts, DAY, documents)


def spot(of: Chart, level: str | None = "L4-L5", side: str | None = None, **more: Any) -> Spot:
    levels = more.pop("levels", (level,) if level else ())
    return Spot(chart=of, anatomy=V.anatomy, procedures=V.procedures, level=level, side=side, levels=levels, **more)


def judge(asked: Leaf, *facts: Fact, unreadable: Iterable[str] = (), **options: Any) -> LeafAnswer:
    """A leaf judged on a chart at L4-L5; `level`, `side`, `silence_absent`, `documented_only` as named."""
    how = {key: options.pop(key) for key in ("silence_absent", "documented_only") if key in options}
    at = spot(chart(facts, unreadable), **options)
    if isinstance(asked, FactTest):
        return fact_judge(asked, **how)(at)
    return line_judge(asked)(at) if isinstance(asked, LineTest) else moment_judge(asked, **how)(at)


def clause(own_id: str, says: str = "", need: Need = Need.INDICATION) -> Clause:
    return Clause(id=own_id, says=says or own_id, need=need, source=SOURCE, place=HERE)


def node(own_id: str, body: tree.Body, **exceptions: Any) -> tree.Criterion:
    need = exceptions.pop("need", Need.INDICATION)
    return tree.Criterion(clause=clause(own_id, need=need), body=body, **exceptions)


def found(criterion: tree.Criterion, *facts: Fact, **options: Any) -> Finding:
    """The finding of a criterion on these facts."""
    return node_of(criterion)(spot(chart(facts, options.pop("unreadable", ())), **options))


HEAD = """
pack: by-hand
version: "1"
effective: {from: 2026-01-01}
sources: {rule: {document: A rule made for a test, basis: house}}
default_source: rule
"""


def pack(text: str, head: str = HEAD) -> tree.Pack:
    """The pack of these lines of YAML, checked."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pack.yaml").write_text(head + text, encoding="utf-8")
        return load_pack(Path(folder), V, "by-hand")


def assess(
    judged_by: tree.Pack, facts: Iterable[Fact], *lines: LineItem, setting: str | None = None, **more: Any
) -> PackAssessment:
    """The assessment of a request for these lines; `given` are facts of the submission itself.

    `vocabulary` and `patients` (groups in whom claims were measured) stand in for the shipped words and for none.
    """
    request = Request(line_items=lines, setting=setting)
    given = tuple(more.pop("given", ()))
    case = replace(Case(id="by-hand"), request=request)
    used = PackUsed(name=judged_by.name, digest="", chosen_because="by hand")
    made = chart((*facts, *given), more.pop("unreadable", ()))
    words, patients = more.pop("vocabulary", V), more.pop("patients", {})
    judge_of = Evaluator(pack=judged_by, vocabulary=words, patients=patients)
    return judge_of.assess(case, request, made, given, used)


def line(procedure: str, *levels: str, side: str | None = None, own_id: str = "1", **more: Any) -> LineItem:
    return LineItem(id=own_id, requested_as=procedure, procedure=procedure, levels=levels, side=side, **more)


def only(judged_by: tree.Pack, facts: Iterable[Fact], asked: LineItem, **more: Any) -> LineAnswer:
    """The answer of the only line of a request."""
    return assess(judged_by, facts, asked, **more).line_items[0]
