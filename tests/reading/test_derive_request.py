"""What is asked and for whom, as facts: only what is known stands in them."""

from __future__ import annotations

from datetime import date

import pytest
from derive_facts import DAY, V

from necessity.model.case import Case, LineItem, Member, Request
from necessity.model.document import Resource
from necessity.model.fact import Fact
from necessity.reading.fit import request_facts

NOBODY = Member()


def line(id_: str = "1", procedure: str | None = "discectomy", **more: object) -> LineItem:
    return LineItem(id=id_, requested_as=procedure or "something", procedure=procedure, **more)  # type: ignore[arg-type]


def facts_of(*lines: LineItem, member: Member = NOBODY, **more: object) -> list[Fact]:
    request = Request(line_items=lines, **more)  # type: ignore[arg-type]
    return list(request_facts(Case(id="c", request=request, member=member), V, DAY))


def test_one_fact_per_level_that_names_its_line() -> None:
    found = facts_of(line("a", "lumbar-fusion", levels=("L4-L5", "L5-S1"), side=None), setting="inpatient")
    assert [f.qualifiers["level"] for f in found] == ["L4-L5", "L5-S1"]
    for fact in found:
        assert fact.kind == "request" and fact.value == "lumbar-fusion" and fact.qualifiers["line"] == "a"
        assert str(fact.qualifiers["level_count"]) == "2"
        assert (fact.qualifiers["setting"], fact.qualifiers["review"]) == ("inpatient", "prospective")
        assert fact.evidence == (Resource(reference="request", path="line_items/1"),)


def test_what_is_not_known_stays_out() -> None:
    [fact] = facts_of(line(procedure=None))
    assert fact.value is None
    assert sorted(fact.qualifiers) == ["firmness", "line", "review"]


def test_a_possible_fusion_is_not_firm() -> None:
    definite, possible = facts_of(line(), line("2", "lumbar-fusion", certainty="possible"))
    assert (definite.qualifiers["firmness"], possible.qualifiers["firmness"]) == ("firm", "possible")


def test_a_request_for_a_setting_alone_is_one_fact() -> None:
    [fact] = facts_of(setting="observation")
    assert fact.qualifiers["setting"] == "observation" and "line" not in fact.qualifiers


def test_no_request_and_no_patient_are_no_facts() -> None:
    assert request_facts(Case(id="c"), V, DAY) == ()


@pytest.mark.parametrize(
    ("service", "levels", "units", "fit"),
    [
        ("cpt:63042", ("L4-L5",), 1, "fits"),
        ("cpt:63042", ("L4-L5",), 2, "too_many"),
        ("cpt:63042", ("L4-L5", "L5-S1"), 1, "too_few"),
        ("cpt:63042", (), 1, None),
        ("cpt:63042", ("L4-L5",), None, None),
        ("cpt:63047", ("L4-L5",), 1, None),
        ("cpt:99999", ("L4-L5",), 1, None),
    ],
)
def test_units_against_levels(service: str, levels: tuple[str, ...], units: int | None, fit: str | None) -> None:
    for fact in facts_of(line(procedure="revision-discectomy", service=service, levels=levels, units=units)):
        assert fact.qualifiers.get("units_fit") == fit


def test_a_first_level_and_its_add_on_are_counted_together() -> None:
    first = line("1", "posterolateral-fusion", service="cpt:22612", levels=("L4-L5",), units=1)
    more = line("2", "posterolateral-fusion", service="cpt:22614", levels=("L3-L4", "L5-S1"), units=2)
    assert {f.qualifiers["units_fit"] for f in facts_of(first, more)} == {"fits"}


def test_two_units_for_two_sides_are_not_called_too_many() -> None:
    [fact] = facts_of(line(service="cpt:63030", levels=("L4-L5",), units=2, side="both"))
    assert "units_fit" not in fact.qualifiers


@pytest.mark.parametrize(
    ("procedure", "side", "modifiers", "fit"),
    [
        ("discectomy", "right", (), "fits"),
        ("discectomy", "right", ("RT",), "fits"),
        ("discectomy", "left", ("RT",), "misfit"),
        ("discectomy", "left", ("50",), "misfit"),
        ("discectomy", None, ("RT",), "fits"),
        ("discectomy", None, (), None),
        ("allograft", "right", (), "no_side"),
        (None, "right", (), None),
    ],
)
def test_the_side_against_modifiers_and_procedure(
    procedure: str | None, side: str | None, modifiers: tuple[str, ...], fit: str | None
) -> None:
    [fact] = facts_of(line(procedure=procedure, side=side, modifiers=modifiers))
    assert fact.qualifiers.get("side_fit") == fit


@pytest.mark.parametrize(
    ("service", "levels", "fit"),
    [
        ("cpt:22850", ("L4-L5",), "fits"),
        ("cpt:22850", ("L3-L4", "L4-L5", "L5-S1"), "misfit"),
        ("cpt:22852", ("L3-L4", "L4-L5"), "fits"),
        ("cpt:22852", ("L4-L5",), "misfit"),
        ("cpt:22852", (), None),
        ("cpt:22855", ("L4-L5",), None),
    ],
)
def test_one_interspace_is_not_segmental(service: str, levels: tuple[str, ...], fit: str | None) -> None:
    for fact in facts_of(line(procedure="hardware-removal", service=service, levels=levels)):
        assert fact.qualifiers.get("segmental_fit") == fit


@pytest.mark.parametrize(
    ("service", "service_date", "in_force"),
    [
        ("cpt:22853", None, "yes"),
        ("cpt:22853", date(2016, 12, 31), "no"),
        ("cpt:22851", None, "no"),
        ("cpt:22851", date(2016, 12, 31), None),
        ("cpt:63030", None, None),
    ],
)
def test_a_code_counts_on_the_day_of_service(service: str, service_date: date | None, in_force: str | None) -> None:
    [fact] = facts_of(line(procedure="interbody-device", service=service), service_date=service_date)
    assert fact.qualifiers.get("code_in_force") == in_force


@pytest.mark.parametrize(
    ("member", "age"),
    [
        (Member(born=date(1961, 3, 10)), "65 years"),
        (Member(born=date(1961, 3, 11)), "64 years"),
        (Member(age=39), "39 years"),
        (Member(born=date(2027, 1, 1), age=39), "39 years"),
        (Member(sex="female"), "None"),
    ],
)
def test_the_age_is_that_on_the_day_of_judgement(member: Member, age: str) -> None:
    [fact] = facts_of(member=member)
    assert (fact.kind, str(fact.value)) == ("member", age)
    assert fact.qualifiers.get("sex") == member.sex


@pytest.mark.parametrize(
    ("procedure", "requested_as", "approach"),
    [
        ("anterior-interbody-fusion", "L5-S1 ALIF", "anterior"),
        ("lateral-interbody-fusion", "XLIF", "lateral"),
        ("transforaminal-interbody-fusion", "TLIF", "posterior"),
        ("circumferential-fusion", "360 fusion", None),
        ("lumbar-decompression", "posterior decompression", "posterior"),
        ("lumbar-fusion", "lumbar fusion", None),
        ("anterior-interbody-fusion", "posterior fusion (22558)", None),
    ],
)
def test_the_approach_by_procedure_and_words(procedure: str, requested_as: str, approach: str | None) -> None:
    [fact] = facts_of(LineItem(id="1", requested_as=requested_as, procedure=procedure))
    assert fact.qualifiers.get("approach") == approach


def test_a_count_without_levels_is_told() -> None:
    [fact] = facts_of(line(procedure="disc-arthroplasty", level_count=2))
    assert str(fact.qualifiers["level_count"]) == "2"
