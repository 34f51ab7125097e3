"""The contradictions that are known among published answers are found, by rules that name none of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import DAY, names

from necessity.assessment.answered import Consistency, Pair
from necessity.consistency import consistency

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The development cases, as the bench writes them."""
    folder = tmp_path_factory.mktemp("restated")
    subprocess.run([sys.executable, ROOT / "bench/agreement/as_answered.py", folder], check=True)
    assert len(list(folder.iterdir())) == 37
    return folder


@pytest.fixture(scope="module")
def restated(folder: Path) -> Consistency:
    return consistency(folder, as_of=DAY)


@pytest.fixture(scope="module")
def assessments() -> Consistency:
    """The five published assessments, with the charts made from them."""
    return consistency(ROOT / "examples", as_of=DAY)


def pairs(made: Consistency, better: str, worse: str) -> Iterator[Pair]:
    found = [one for one in made.pairs if (one.better.of.case, one.worse.of.case) == (better, worse)]
    assert found, f"{better} and {worse} are not told"
    yield from found


@pytest.mark.parametrize("refused", ["dro-505231", "dro-605905"])
def test_mild_to_moderate_narrowing_is_enough_for_one_and_refused_for_others(
    refused: str, restated: Consistency
) -> None:
    held = [one for pair in pairs(restated, "dro-685947", refused) for one in pair.holds if one.is_shown]
    assert "moderate-narrowing" in names([one.criterion for one in held])


def test_four_to_six_weeks_pass_where_three_months_are_asked_of_another(restated: Consistency) -> None:
    held = [one for pair in pairs(restated, "dro-611414", "dro-504289") for one in pair.holds if one.is_shown]
    assert [(one.short_of, *names([one.criterion])) for one in held] == [("3 months", "six-weeks")]


def test_one_level_stays_in_hospital_and_three_levels_go_home(restated: Consistency) -> None:
    (pair,) = [one for one in pairs(restated, "dro-609493", "dro-611414") if one.better.is_setting]
    assert pair.is_unseparated and names(pair.against) == ["size-of-operation"]


def test_each_pair_is_told_once_and_every_one_that_counts_as_a_fault_comes_before_the_rest(
    restated: Consistency,
) -> None:
    told = [(p.better.of.case, p.worse.of.case, p.better.policy, p.worse.policy) for p in restated.pairs]
    assert len(set(told)) == len(told) > 50
    faults = [pair.is_fault for pair in restated.pairs]
    assert faults == sorted(faults, reverse=True) and 20 < sum(faults) < 40


def test_marrow_is_unproven_for_one_and_let_in_for_another(assessments: Consistency) -> None:
    (pair,) = pairs(assessments, "after-the-fact", "instrumented-fusion")
    assert (pair.better.procedure, pair.worse.procedure) == ("marrow-aspirate", "marrow-aspirate")
    assert pair.is_unseparated


def test_fusion_at_a_recurrence_is_routine_for_one_and_not_for_another(assessments: Consistency) -> None:
    (pair,) = pairs(assessments, "after-the-fact", "revision-discectomy-complete")
    assert names([one.criterion for one in pair.holds]) == ["said-unstable"]
    assert names(pair.separates) == ["structure"], "the one record rules instability out, the other is silent on it"


def test_the_stay_of_a_revision_is_set_against_one_that_was_sent_home(folder: Path, tmp_path: Path) -> None:
    """The assessments agree with each other on the setting; what they do not agree with is a determination."""
    for name in ("revision-fusion", "hardware-removal"):
        shutil.copytree(ROOT / "examples" / name, tmp_path / name)
    shutil.copy(folder / "dro-611414.yaml", tmp_path)
    made = consistency(tmp_path, as_of=DAY)
    stays = {pair.better.of.case: names(pair.separates) for pair in made.pairs if pair.better.is_setting}
    assert stays == {"revision-fusion": ["reasons-to-stay"], "hardware-removal": ["torn-here"]}
