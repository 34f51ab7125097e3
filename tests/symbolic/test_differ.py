"""Where two policies part: the smallest chart, answered by the engine as is said, or a proof that there is none."""

from __future__ import annotations

from pathlib import Path

from small_packs import JUDGE, small_pack

from necessity.policy.criterion import Pack
from necessity.symbolic.differ import Difference, NotDecided, Same, first_difference
from necessity.verdict import MET, NOT_MET

ONE = """
all:
  - {id: pain, test: axial_back_pain.chronic is yes}
  - {id: slips, test: listhesis.slip >= little at this level}
"""


def apart(one: Pack, two: Pack, on: str = "root") -> Difference | Same | NotDecided:
    return first_difference(one, one.policies[0], two, two.policies[0], "discectomy", judge=JUDGE, on=on)


def test_a_pack_and_itself_are_the_same_on_every_case(tmp_path: Path) -> None:
    one = small_pack(tmp_path, ONE, parameters="little")
    assert isinstance(apart(one, one), Same)


def test_other_words_and_another_order_change_no_answer(tmp_path: Path) -> None:
    one = small_pack(tmp_path / "one", ONE, parameters="little")
    turned = """
all:
  - {id: slips, says: The vertebra has slipped., test: listhesis.slip >= little at this level}
  - {id: pain, says: It hurts., test: axial_back_pain.chronic is yes}
"""
    assert isinstance(apart(one, small_pack(tmp_path / "two", turned, parameters="little")), Same)


def test_another_bound_is_shown_on_a_value_between_the_two(tmp_path: Path) -> None:
    one = small_pack(tmp_path / "one", ONE, parameters="little")
    two = small_pack(tmp_path / "two", ONE.replace("little", "much"), parameters="much")
    found = apart(one, two, on="slips")
    assert isinstance(found, Difference)
    assert (found.one, found.two) == (MET, NOT_MET)
    assert len(found.case.attested) == 1
    assert found.facts[0].startswith("listhesis") and ("3 mm" in found.facts[0] or "4 mm" in found.facts[0])
    assert "5 mm" not in found.facts[0]


def test_a_waiver_more_is_shown_where_one_refers_and_the_other_asks(tmp_path: Path) -> None:
    one = small_pack(tmp_path / "one", ONE, parameters="little")
    slips = "{id: slips, test: listhesis.slip >= little at this level}"
    waived = slips.replace("}", ", waived_by: [{id: urgent, test: cauda_equina, silence: absent}]}")
    more = ONE.replace(slips, waived)
    two = small_pack(tmp_path / "two", more, parameters="little")
    found = apart(one, two)
    assert isinstance(found, Difference)
    assert (found.recommendation_one, found.recommendation_two) == ("refer", "pend"), "a waiver that nobody looked for"
    assert len(found.case.attested) == 1


def test_a_criterion_that_one_of_the_two_does_not_have_is_not_compared(tmp_path: Path) -> None:
    one = small_pack(tmp_path, ONE, parameters="little")
    found = apart(one, one, on="nowhere")
    assert isinstance(found, NotDecided) and "nowhere" in found.why
