"""A fault in either evaluator stops the report: exit 3, nothing printed as a result, and every difference told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necessity.cli import main
from necessity.evaluation import criterion as direct_nodes
from necessity.evaluation import leaf as direct_leaf
from necessity.population import agree, sql, table
from necessity.population.engines import SecondEvaluator
from necessity.verdict import Verdict

CASE = str(Path(__file__).parents[2] / "examples" / "instrumented-fusion" / "case.yaml")
Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture
def review(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Ran:
    """The real command line on a case: exit status, what it printed, what it told on standard error."""

    def ran(*options: str, case: str = CASE) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["necessity", "review", case, *options])
        status = 0
        try:
            main()
        except SystemExit as left:
            status = int(left.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return ran


def test_where_both_agree_the_report_is_printed(review: Ran) -> None:
    status, printed, told = review()
    assert (status, told) == (0, "")
    assert "consensus@2026-11" in printed


def test_a_fault_in_the_direct_evaluator_is_found(review: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    right = direct_leaf.compare
    monkeypatch.setattr(direct_leaf, "compare", lambda comparison, found: ~right(comparison, found))
    status, printed, told = review()
    assert (status, printed) == (3, "")
    assert "disagree" in told and "met and not met" in told
    assert "consensus@2026-11, policy fusion, line" in told and "medicine/packs/consensus/2026-11/fusion.yaml:" in told
    assert "do:  judge this case by hand" in told and "Traceback" not in told


def test_a_recommendation_that_differs_is_found(review: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    from necessity.assessment.assessment import Recommendation
    from necessity.evaluation import assess

    monkeypatch.setattr(assess, "recommend", lambda finding: Recommendation.APPROVE)
    status, printed, told = review("--pack", "evicore")
    assert (status, printed) == (3, "")
    assert "is recommended to approve and" in told


def test_nothing_is_written_to_a_file_either(review: Ran, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(direct_nodes, "all_of", lambda verdicts: Verdict.MET)
    to = tmp_path / "report.html"
    status, printed, _ = review("--format", "html", "-o", str(to))
    assert (status, printed, to.exists()) == (3, "", False)


@pytest.mark.parametrize(
    ("module", "name", "right", "wrong"),
    [
        (sql, "FACT_ANSWERS", "ELSE r.met END AS met", "ELSE 1 - r.met END AS met"),
        (sql, "RAW", "MAX(met)", "0"),
        (sql, "CONSTANTS", "'never' THEN 1", "'never' THEN 0"),
        (sql, "QUIET", "f.denied = 0", "f.denied = 1"),
    ],
)
def test_a_fault_in_the_sql_is_found(
    module: object, name: str, right: str, wrong: str, monkeypatch: pytest.MonkeyPatch, review: Ran
) -> None:
    statement = getattr(module, name)
    assert right in statement
    monkeypatch.setattr(module, name, statement.replace(right, wrong))
    found = [review("--pack", pack)[0] for pack in ("consensus", "published-assessments", "evicore", "aetna")]
    assert 3 in found, f"{name} is wrong, and no report was stopped"


def test_a_fault_in_what_fills_the_tables_is_found(review: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_number", lambda value: ("", 0, 0, 0, 0, 0, 0))
    assert review()[0] == 3


def test_what_was_wrong_once_leaves_nothing_behind(review: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as planted:
        planted.setattr(table, "_word", lambda value: "")
        assert review()[0] == 3
    assert review()[0] == 0


def test_sql_that_does_not_run_stops_the_report(review: Ran, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "RAW", "INSERT INTO raw SELECT nothing")
    status, printed, told = review()
    assert (status, printed) == (3, "")
    assert "the SQL of consensus@2026-11 does not run" in told and "Traceback" not in told


OF_TWO_PACKS = """
case: two-packs
received: 2026-03-10
member: {age: 70, sex: female}
line_of_business: medicare
request:
  setting: inpatient
  line_items: [{id: "1", procedure: lumbar fusion, levels: [L4-L5]}]
documents:
  - {id: visit, kind: clinic note, authored: 2026-03-01, text: "Expected to stay two midnights after the operation."}
"""


def test_a_setting_that_another_pack_judges_is_judged_twice_too(
    review: Ran, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(OF_TWO_PACKS, encoding="utf-8")
    looked: list[str] = []
    right = agree.differences

    def told(second: SecondEvaluator, *others: Any) -> tuple[agree.Difference, ...]:
        looked.append(f"{second.pack.adjudicator}: {'setting' if others[-1] else 'lines'}")
        return right(second, *others)

    monkeypatch.setattr(agree, "differences", told)
    status, printed, _ = review(case=str(case))
    assert status == 0 and "The setting is judged by cms-inpatient@2026-01" in printed
    assert looked == ["consensus: lines", "cms-inpatient: setting"]
