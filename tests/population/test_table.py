"""A fact as a row: words, both ends of a number in its smallest unit, days as whole numbers; and nothing is empty."""

from __future__ import annotations

from datetime import date

import pytest
from by_hand import asked
from random_cases import SECOND, V

from hand_made import DAY, EHL, chart, fact, line, no  # isort: skip

from necessity.model.fact import Fact
from necessity.population.plan_field import in_smallest_unit
from necessity.population.rows import COMMON, FIRST_DAY, NEVER_ENDS, SETTING, field_columns
from necessity.population.table import (
    CaseGiven,
    Judged,
    Place,
    fact_row,
    facts_by_line,
    moved_rows,
    places_of,
)
from necessity.quantity import UNITS, Quantity
from necessity.verdict import MET, NOT_MET
from necessity.when import OPEN_END, Duration


def row(one: Fact) -> dict[str, object]:
    kind = V.kinds[one.kind]
    columns = (*COMMON, *field_columns(kind))
    return dict(zip(columns, fact_row("case", 7, "", one, kind), strict=True))


def test_a_fact_and_its_days() -> None:
    found = row(fact("motor_strength", "3 to 4", "2026-01", muscle=EHL, side="left"))
    assert (found["own"], found["denied"], found["attested"], found["side"], found["level"]) == ("#7", 0, 0, "left", "")
    assert (found["first"], found["last"]) == (date(2026, 1, 1).toordinal(), date(2026, 1, 31).toordinal())
    assert (found["until_first"], found["recorded"]) == (0, 0)
    scale = V.kinds["motor_strength"].fields["grade"].scale
    assert scale is not None
    places = tuple(map(scale.words.index, ("3", "4")))
    assert (found["v_grade_is"], found["v_grade_low"], found["v_grade_high"]) == ("grade", *places)


def test_what_is_not_said_is_told_as_such() -> None:
    found = row(no("motor_strength"))
    assert found["denied"] == 1
    assert (found["v_muscle"], found["v_grade_is"], found["first"], found["last"]) == ("", "", 0, 0)
    assert None not in found.values()


def test_a_length_of_time_stands_in_its_own_unit_and_in_days() -> None:
    found = row(fact("conservative_care", "over 3 months"))
    assert (found["v_length_is"], found["v_length_low"], found["v_length_low_open"]) == ("months", 3.0, 1)
    assert (found["v_length_low_days"], found["v_length_high_days"]) == (89.0, 1e300)
    weeks = row(fact("conservative_care", "6 weeks"))
    assert (weeks["v_length_is"], weeks["v_length_low"], weeks["v_length_low_days"]) == ("days", 42.0, 42.0)


@pytest.mark.parametrize("unit", UNITS)
def test_the_smallest_unit_is_that_of_the_engine(unit: str) -> None:
    """0.07 cm is 0.7 mm and no hair more; every unit that compares with another comes to the same number."""
    one = Quantity.exactly(0.07, unit)
    for other in UNITS:
        theirs = Quantity.exactly(0.7, other)
        if other != unit and theirs.dimension == one.dimension:
            mine, bound = in_smallest_unit(one), in_smallest_unit(theirs)
            assert (one.compare(">=", theirs) is MET) is (mine[0] >= bound[1])
            assert (one.compare(">=", theirs) is NOT_MET) is (mine[1] < bound[0])


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        Quantity.exactly(float("nan"), "mm")


def test_days_are_moved_by_the_calendar_and_open_ends_stay() -> None:
    day = date(2026, 3, 31).toordinal()
    month = Duration(months=1)
    found = {one[0]: one[3:] for one in moved_rows([day], [day], [], [month])}
    assert found[day] == (date(2026, 2, 28).toordinal(), date(2026, 4, 30).toordinal())
    assert found[0] == (0, 0)
    assert found[FIRST_DAY] == (FIRST_DAY, FIRST_DAY)
    assert found[OPEN_END.toordinal()] == (OPEN_END.toordinal(), OPEN_END.toordinal())
    assert NEVER_ENDS > OPEN_END.toordinal()


def test_what_the_submission_says_belongs_to_its_line() -> None:
    own, others = (Fact(kind="request", qualifiers={"line": name}) for name in ("1", "2"))
    both_lines = Fact(kind="member")
    lines = tuple(Judged(line=line(SECOND, own_id=name), policy=None) for name in ("1", "2"))
    record = chart([fact("request", setting="inpatient"), fact("scoliosis"), own, others, both_lines])
    case = CaseGiven(chart=record, given=(own, others, both_lines), lines=lines)
    assert facts_by_line(case, "request") == [("line 1", own), ("line 2", others), (SETTING, own), (SETTING, others)]
    assert [name for name, _ in facts_by_line(case, "member")] == ["line 1", "line 2", SETTING]
    assert [name for name, _ in facts_by_line(case, "scoliosis")] == [""]


def test_places() -> None:
    from dataclasses import replace

    from by_hand import pack_of
    from hand_made import node

    from necessity.policy import criterion as tree

    (policy,) = pack_of(node("a", tree.Never())).policies
    both = line(SECOND, "L4-L5", "L5-S1", side="both")
    assert places_of(both, policy) == (Place(level="L4-L5", side="both"), Place(level="L5-S1", side="both"))
    each = places_of(both, replace(policy, judged="each level and side"))
    assert [(one.level, one.side) for one in each] == [
        (level, side) for level in ("L4-L5", "L5-S1") for side in ("left", "right")
    ]
    assert places_of(both, replace(policy, judged="whole line")) == (Place(level=None, side="both"),)


def test_a_fact_written_down_after_the_day_does_not_count() -> None:
    late = fact("scoliosis", recorded=date(2026, 4, 1))
    assert DAY < date(2026, 4, 1)
    assert asked("scoliosis", [late], silent=True) is NOT_MET
