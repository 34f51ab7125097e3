"""Level, root and side: every fact stands where its words and the anatomy put it, and nowhere else."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import EHL, chart, fact, line, no

from necessity.assessment.assessment import Assessment, Urgency
from necessity.model.case import Case, LineItem, Request
from necessity.model.fact import Fact
from necessity.report.grid import COLUMNS, GridRow, grid_of
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)


def grid(facts: list[Fact], *lines: LineItem) -> dict[tuple[str | None, str | None], GridRow]:
    case = Case(id="grid", request=Request(line_items=lines))
    made = Assessment(case=case, chart=chart(facts), as_of=DAY, engine="0", urgency=Urgency(level="unknown"), packs=())
    rows = grid_of(made)
    assert len({(row.level, row.side) for row in rows}) == len(rows)
    return {(row.level, row.side): row for row in rows}


def test_every_kind_of_a_column_is_known() -> None:
    known = vocabulary().kinds
    assert [kind for kinds in COLUMNS.values() for kind in kinds if kind not in known] == []


def test_a_requested_level_and_side_is_a_row_with_its_roots() -> None:
    rows = grid([], line("laminectomy", "L4-L5", side="left"), line("lumbar-fusion", "L4-L5", own_id="2"))
    row = rows["L4-L5", "left"]
    assert (row.exiting, row.traversing, row.requested) == ("L4", "L5", ("1", "2"))
    assert list(rows) == [("L4-L5", "left")]
    assert list(grid([], line("lumbar-fusion", "L3-L4", "L4-L5"))) == [("L3-L4", None), ("L4-L5", None)]
    assert list(grid([], line("laminectomy", "L4-L5", side="both"))) == [("L4-L5", "left"), ("L4-L5", "right")]


def test_what_the_images_show_stands_at_its_level_and_side() -> None:
    narrow = fact("stenosis", "severe", level="L4-L5", side="left")
    wide = no("stenosis", level="L5-S1")
    slip = fact("listhesis", "I", level="L4-L5")
    rows = grid([narrow, wide, slip], line("laminectomy", "L4-L5", side="left"))
    assert set(rows["L4-L5", "left"].columns["imaging"]) == {narrow, slip}
    assert rows["L5-S1", None].columns["imaging"] == (wide,)  # a negative finding names its level too


def test_a_sign_stands_wherever_its_root_leaves_or_crosses() -> None:
    """The fifth lumbar root crosses at L4-L5 and leaves at L5-S1."""
    weak = fact("motor_strength", "3", muscle=EHL, side="right")
    numb = fact("sensory_loss", root="L5", side="right")
    rows = grid(
        [weak, numb], line("laminectomy", "L4-L5", "L5-S1", side="right"), line("laminectomy", "L2-L3", own_id="2")
    )
    for level in ("L4-L5", "L5-S1"):
        assert rows[level, "right"].columns["strength"] == (weak,)
        assert rows[level, "right"].columns["sensation"] == (numb,)
    assert rows["L2-L3", None].columns["strength"] == ()


def test_a_sign_of_a_root_that_nothing_else_names_opens_the_level_where_it_crosses() -> None:
    ankle = fact("reflex_change", reflex="achilles", side="left")
    rows = grid([ankle], line("laminectomy", "L3-L4", side="left"))
    assert rows["L5-S1", "left"].columns["reflexes"] == (ankle,)
    assert rows["L3-L4", "left"].columns["reflexes"] == ()
    strong = fact("motor_strength", "5", muscle="quadriceps", side="left")
    assert rows.keys() == grid([ankle, strong], line("laminectomy", "L3-L4", side="left")).keys()


def test_a_stretch_test_belongs_to_the_roots_that_it_stretches() -> None:
    leg_raise = fact("tension_sign", test="straight_leg_raise", side="left")
    rows = grid([leg_raise], line("laminectomy", "L2-L3", "L5-S1", side="left"))
    assert rows["L5-S1", "left"].columns["tension"] == (leg_raise,)
    assert rows["L2-L3", "left"].columns["tension"] == ()


def test_both_sides_and_no_side() -> None:
    both = fact("emg", root="S1", side="both")
    unsided = fact("stenosis", "severe", level="L5-S1")
    rows = grid([both, unsided], line("laminectomy", "L5-S1", side="left"))
    assert rows["L5-S1", "left"].columns["emg"] == rows["L5-S1", "right"].columns["emg"] == (both,)
    assert rows["L5-S1", "left"].columns["imaging"] == ()
    assert rows["L5-S1", None].columns["imaging"] == (unsided,)
    assert list(rows) == [("L5-S1", "left"), ("L5-S1", "right"), ("L5-S1", None)]


def test_a_denial_without_a_place_is_denied_in_every_row_and_a_pain_without_a_root_has_none() -> None:
    strong, pain = no("motor_strength"), fact("radicular_pain", side="left")
    rows = grid([strong, pain], line("laminectomy", "L4-L5", side="left"), line("laminectomy", "L5-S1", own_id="2"))
    assert all(row.columns["strength"] == (strong,) for row in rows.values())
    assert rows[None, "left"].columns["symptoms"] == (pain,)
    assert (rows[None, "left"].level, rows[None, "left"].exiting, rows[None, "left"].requested) == (None, None, ())
    assert rows["L4-L5", "left"].columns["symptoms"] == ()
    assert list(rows)[-1] == (None, "left")


def test_an_operation_before_stands_at_its_level() -> None:
    before = fact("prior_surgery", "discectomy", "2023", level="L4-L5", side="left")
    rows = grid([before], line("laminectomy", "L4-L5", side="left"))
    assert rows["L4-L5", "left"].columns["surgery"] == (before,)
