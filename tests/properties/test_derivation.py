"""Settling what was open never contradicts what was derived, and the order of the facts never matters."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.quantity import Grade, Quantity
from necessity.reading.derive import derive, merge
from necessity.verdict import NOT_MET
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

V = vocabulary()
MRC = V.scales["mrc"]
DAY = date(2026, 3, 10)
START = date(2025, 1, 1)

numbers = st.integers(0, len(MRC.words) - 1)
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n * 5))


@st.composite
def whens(draw: st.DrawFn) -> PartialDate:
    first = draw(days)
    return PartialDate(first, first + timedelta(days=draw(st.sampled_from([0, 0, 30, 90]))))


@st.composite
def strengths(draw: st.DrawFn) -> Fact:
    low, wide = draw(numbers), draw(st.sampled_from([0, 0, 1, 2]))
    grade = Grade(MRC, low, min(low + wide, len(MRC.words) - 1))
    where = {"side": "right", "muscle": "extensor hallucis longus"}
    return Fact(kind="motor_strength", value=grade, qualifiers=where, when=draw(whens()))


def settled(fact: Fact, chance: random.Random) -> Fact:
    """The same fact with one grade and one day out of those that its words allow."""
    assert isinstance(fact.value, Grade) and fact.when is not None
    place = chance.randint(fact.value.low, fact.value.high)
    day = fact.when.earliest + timedelta(days=chance.randint(0, (fact.when.latest - fact.when.earliest).days))
    return replace(fact, value=Grade(MRC, place, place), when=PartialDate.day(day))


def decline(facts: list[Fact]) -> Fact | None:
    found = [fact for fact in derive(facts, vocabulary=V, day=DAY) if fact.kind == "motor_decline"]
    assert len(found) <= 1
    return found[0] if found else None


def in_days(span: object) -> tuple[float, float]:
    assert isinstance(span, Quantity)
    factor = 7 if span.unit == "weeks" else 1
    return span.low * factor, span.high * factor


@given(st.lists(strengths(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_a_settled_series_falls_within_what_was_derived_before(facts: list[Fact], chance: random.Random) -> None:
    before = decline(facts)
    if before is None:
        return
    after = decline([settled(fact, chance) for fact in facts])
    assert after is not None
    assert isinstance(before.value, Quantity) and isinstance(after.value, Quantity)
    assert before.value.low <= after.value.low <= after.value.high <= before.value.high
    if "span" in before.qualifiers and "span" in after.qualifiers:
        least, most = in_days(before.qualifiers["span"])
        low, high = in_days(after.qualifiers["span"])
        assert least <= low <= high <= most


@given(st.lists(strengths(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_strengths_does_not_matter(facts: list[Fact], chance: random.Random) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)
    one, other = decline(facts), decline(shuffled)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.value, one.when, one.qualifiers) == (other.value, other.when, other.qualifiers)


WORDS = ("L4-5 discectomy", "a second discectomy", "status post surgery", "redo discectomy", "discectomy two years ago")


@st.composite
def operations(draw: st.DrawFn) -> Fact:
    words = draw(st.sampled_from(WORDS))
    paper = Document(id=draw(st.sampled_from("abc")) + str(draw(st.integers(0, 999))), text=words)
    places = {
        "level": draw(st.sampled_from([None, "L4-L5", "L4-L5", "L5-S1"])),
        "side": draw(st.sampled_from([None, "left", "right"])),
    }
    return Fact(
        kind="prior_surgery",
        value=draw(st.sampled_from([None, "decompression", "discectomy", "discectomy", "fusion"])),
        qualifiers={name: value for name, value in places.items() if value},
        when=draw(st.none() | whens()),
        evidence=(paper.quote(0, len(words)),),
    )


@given(st.lists(operations(), max_size=6), st.randoms(use_true_random=False))
def test_merging_keeps_every_quote_and_joins_nothing_that_differs(facts: list[Fact], chance: random.Random) -> None:
    joined = merge(facts, V)
    shuffled = list(facts)
    chance.shuffle(shuffled)
    assert [sorted(q.document for q in f.quotes) for f in joined] == [
        sorted(q.document for q in f.quotes) for f in merge(shuffled, V)
    ] or len({f.evidence for f in facts}) < len(facts)
    assert {piece for fact in facts for piece in fact.evidence} == {piece for fact in joined for piece in fact.evidence}
    for fact in joined:
        sources = [one for one in facts if one.evidence[0] in fact.evidence]
        if len({one.evidence for one in sources}) < len(sources):
            continue
        for one, other in combinations(sources, 2):
            for name in ("level", "side"):
                assert None in (mine := (one.qualifiers.get(name), other.qualifiers.get(name))) or len(set(mine)) == 1
            assert one.when is None or other.when is None or one.when.same_as(other.when) is not NOT_MET
    assert merge(joined, V) == joined
