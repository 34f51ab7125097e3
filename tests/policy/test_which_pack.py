"""Which pack judges a case: a table of who pays, for what kind of plan, where and when, and what is said of the choice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.errors import PackUnusable
from necessity.model.case import Case, Request
from necessity.policy.known import known_packs
from necessity.policy.select import Choice, choose, folded, may_bind

TABLE = yaml.safe_load((Path(__file__).parent / "which_pack.yaml").read_text(encoding="utf-8"))
DAY = date(2025, 9, 1)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("packs")
    for name, head in TABLE["packs"].items():
        adjudicator, _, version = name.partition("@")
        (root / name).mkdir()
        text = yaml.safe_dump({"pack": adjudicator, "version": version, **head})
        (root / name / "pack.yaml").write_text(text, encoding="utf-8")
    return root


def chosen(shelf: Path, case: Case, day: date, *asked: str) -> Choice:
    (choice,) = choose(asked, case, day, (shelf,))
    return choice


@pytest.mark.parametrize("row", TABLE["cases"], ids=lambda row: " ".join(map(str, row["case"].values())))
def test_the_pack_is_chosen_by_payer_plan_state_and_day(shelf: Path, row: dict[str, Any]) -> None:
    asked = row["case"]
    case = Case(id="c", payer=asked.get("payer"), line_of_business=asked["plan"], state=asked.get("state"))
    choice = chosen(shelf, case, asked["day"])
    judged_by = {"lines": choice.folder.name} | ({"setting": choice.setting.folder.name} if choice.setting else {})
    assert judged_by == row["judged_by"]
    assert row["says"] in " ".join((choice.because, *choice.remarks))
    assert not choice.asked


def test_a_pack_that_is_named_is_used_and_its_dates_are_told(shelf: Path) -> None:
    case = Case(id="c", payer="Twin", line_of_business="medicare")
    assert chosen(shelf, case, DAY, "acme").folder.name == "acme@2"
    assert chosen(shelf, case, DAY, "acme").setting is None
    late = chosen(shelf, case, DAY, "acme@1")
    assert late.remarks == ("acme@1 is in force from 2025-01-01 to 2025-06-30, not on 2025-09-01: asked for.",)
    with pytest.raises(PackUnusable, match=r"acme@1 \(from 2025-01-01 to 2025-06-30\), acme@2 \(from 2025-08-01\)"):
        chosen(shelf, case, date(2025, 7, 15), "acme")


def test_a_pack_that_is_named_under_medicare_is_told_by_what_the_setting_goes(shelf: Path) -> None:
    case = Case(id="c", line_of_business="medicare", request=Request(setting="inpatient"))
    (choice,) = choose(["acme@2"], case, date(2026, 1, 2), (shelf,))
    assert choice.remarks == (
        "Under medicare the setting goes by admission@2026; to judge it so, add --pack admission@2026.",
    )
    both = choose(["acme@2", "admission@2026"], case, date(2026, 1, 2), (shelf,))
    assert [one.remarks for one in both] == [(), ()]


def test_a_default_of_another_time_is_told(shelf: Path) -> None:
    said = chosen(shelf, Case(id="c"), date(2019, 5, 1)).because
    assert said.endswith("the default is used, though it is in force from 2020-01-01 and not on 2019-05-01")


def test_what_medicare_says_for_an_unknown_area_is_known_and_never_chosen(shelf: Path) -> None:
    known = known_packs((shelf,))
    assert [entry.name for entry in may_bind(known, date(2026, 1, 2))] == ["lcd@1"]
    assert may_bind(known, date(2023, 1, 2)) == ()


@pytest.mark.parametrize("name", ["Cigna / eviCore", "CIGNA-EviCore", "cigna,  evicore", "Ｃigna eviCore"])
def test_case_and_punctuation_do_not_tell_payers_apart(name: str) -> None:
    assert folded(name) == "cigna evicore"
    assert folded("Cigna eviCore Inc") != "cigna evicore"
