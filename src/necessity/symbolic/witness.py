"""A chart that was found, as a case that one can run, and as plain words.

Invariant: the document of such a case says nothing by itself ("Entry 1."): every fact is one that a person marked in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from necessity.model.case import NOT_STATED, Case, LineItem, Member, Request
from necessity.model.document import Attestation, Document, Quote
from necessity.model.fact import Assertion, Fact, Value
from necessity.policy.words import plain
from necessity.quantity import Quantity
from necessity.symbolic.chart import OF_THE_CASE, USUAL, Found
from necessity.symbolic.facts import Candidate
from necessity.symbolic.scope import DAY, HERE, Said

ASKED = "asked"
"""The id of the line that is judged."""
SIDE = "left"
_MORE_LEVELS = ("L5-S1", "L2-L3", "T12-L1")
READER = "marked"
BY = "necessity check"
"""Who marks the facts of a made-up chart."""


def case_of(found: Found, name: str = "witness", setting: str | None = None) -> Case:
    """The chart as a case: one document with an entry for each fact, and the lines at one level and side."""
    told = entries_of(found)
    document = Document(
        id="chart",
        kind="clinic note",
        authored=DAY,
        text="\n".join(f"Entry {number}." for number in range(1, len(told) + 1)) or "No entries.",
    )
    asked = _of_the_case(found.facts, "request")
    count = asked.get("level_count")
    levels = (HERE, *_MORE_LEVELS[: int(count.low) - 1]) if isinstance(count, Quantity) else (HERE,)
    certainty = "possible" if asked.get("firmness") == "possible" else "definite"

    def line(id: str, procedure: str) -> LineItem:
        return LineItem(
            id=id,
            requested_as=procedure.replace("-", " "),
            procedure=procedure,
            levels=tuple(sorted(levels)),
            side=SIDE,
            certainty=certainty,
        )

    others = [one.procedure for one in found.lines if one.procedure != found.procedure]
    lines = (line(ASKED, found.procedure), *(line(f"line-{n}", one) for n, one in enumerate(others, 2)))
    review = asked.get("review")
    wanted = asked.get("setting", setting)
    request = Request(
        line_items=lines,
        review=str(review) if review else "prospective",
        service_date=DAY if review == "retrospective" else None,
        setting=str(wanted) if wanted else None,
    )
    member = _of_the_case(found.facts, "member")
    age = member.get("age")
    business = _of_the_case(found.facts, "health_plan").get("line_of_business")
    return Case(
        id=name,
        documents=(document,),
        request=request,
        received=DAY,
        member=Member(
            age=int(age.low) if isinstance(age, Quantity) else None, sex=str(member["sex"]) if "sex" in member else None
        ),
        line_of_business=str(business) if business else NOT_STATED,
        attested=tuple(_fact(said, document, number) for number, said in enumerate(told, 1)),
    )


def entries_of(found: Found) -> list[Said]:
    """The facts of the document, in the order of its entries."""
    return _written([one.said for one in found.facts if one.said.kind.name not in OF_THE_CASE])


def _written(told: Sequence[Said]) -> list[Said]:
    """The facts as a chart has them: a count of limited activities beside one that is named is told by naming so many."""
    count = next(
        (one.values.get("number") for one in told if one.kind.name == "limited_activities" and not one.denied), None
    )
    named = [one for one in told if one.kind.name == "functional_limitation" and not one.denied]
    if not named or not isinstance(count, Quantity):
        return list(told)
    taken = {one.values.get("activity") for one in named}
    more = [word for word in named[0].kind.fields["activity"].words if word not in taken][: int(count.low) - len(taken)]
    rest = [one for one in told if one.kind.name != "limited_activities"]
    return [*rest, *(replace(named[0], values={**named[0].values, "activity": word}) for word in more)]


def _of_the_case(facts: Sequence[Candidate], kind: str) -> dict[str, Value]:
    return next((dict(one.said.values) for one in facts if one.said.kind.name == kind), {})


def _fact(said: Said, document: Document, number: int) -> Fact:
    kind = said.kind
    words = f"Entry {number}."
    start = document.text.index(words)
    values = dict(said.values)
    value = values.pop(kind.main, None) if kind.main else None
    return Fact(
        kind=kind.name,
        value=value,
        qualifiers=values,
        assertion=Assertion.ABSENT if said.denied else Assertion.PRESENT,
        when=said.day("start"),
        until=said.day("end") if said.is_course else None,
        recorded=document.authored,
        evidence=(Quote(document, start, start + len(words), Attestation(by=BY, attested_on=DAY)),),
        reader=READER,
    )


# -- in words -----------------------------------------------------------------------------------------------------------


def words_of_found(found: Found) -> tuple[str, ...]:
    """The chart in plain words, one line a fact; then the other lines and what persons answer."""
    said = [_said_words(one.said) for one in found.facts if one.said.kind.name not in OF_THE_CASE]
    for name in OF_THE_CASE:
        values = _of_the_case(found.facts, name)
        told = [
            f"{plain(key)} {_value_words(value)}"
            for key, value in values.items()
            if key not in ("level", "side", "procedure") and not _is_usual(key, value)
        ]
        if told:
            said.append(f"{plain(name)}: {', '.join(told)}")
    said += [f"{plain(line.procedure)} is requested too" for line in found.lines]
    for name, answer in found.persons.items():
        if answer is not None:
            said.append(f"a person answers {'yes' if answer else 'no'} to '{name}'")
    return tuple(said)


def _is_usual(key: str, value: Value) -> bool:
    return USUAL.get(key) == str(value)


def _said_words(said: Said) -> str:
    name = plain(said.kind.name)
    values = {key: value for key, value in said.values.items() if key not in ("level", "side")}
    parts = [f"no {name}" if said.denied else name]
    main = values.pop(said.kind.main or "", None)
    parts += [_value_words(main)] if main is not None else []
    parts += [f"{plain(key)} {_value_words(value)}" for key, value in values.items()]
    place = " ".join(str(said.values[key]) for key in ("level", "side") if key in said.values)
    parts += [place] if place else []
    if said.start == said.end:
        parts.append(f"{said.end} days before the request")
    else:
        parts.append(f"from {said.start} to {said.end} days before the request")
    return ", ".join(parts)


def _value_words(value: Value) -> str:
    return plain(value) if isinstance(value, str) else str(value)
