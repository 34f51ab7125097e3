"""The chart of `make review`: what a reader of the README sees first is true line by line, and rests on the words told there."""

from __future__ import annotations

from datetime import date

from charts import ROOT, findings, words_of

from necessity.assessment.assessment import Assessment
from necessity.exchange.intake import case_of
from necessity.review import review

SAMPLE = ROOT / "examples" / "unstable-slip" / "case.yaml"


def judged() -> Assessment:
    return review(case_of(SAMPLE), as_of=date(2026, 3, 10))


def test_it_is_judged_by_the_default_and_answers_in_three_ways() -> None:
    (pack,) = judged().packs
    assert pack.pack.name == "consensus@2026-11"
    assert {one.line.procedure: one.recommendation.value for one in pack.line_items} == {
        "laminectomy": "approve",
        "posterolateral-fusion": "approve",
        "pedicle-screws": "approve",
        "marrow-aspirate": "refer",
    }
    assert (pack.setting.requested, pack.setting.supported) == ("inpatient", "observation")
    assert pack.setting.recommendation is not None and pack.setting.recommendation.value == "pend"
    assert [gap.criterion for gap in pack.setting.gaps] == ["reasons-to-stay"]


def test_the_answers_rest_on_the_words_that_the_readme_names() -> None:
    (pack,) = judged().packs
    by_name = {one.line.procedure: findings(one.finding) for one in pack.line_items}
    assert any("ten weeks of supervised physical therapy" in said for said in words_of(by_name["laminectomy"]["care"]))
    assert "Never smoker" in set(words_of(by_name["posterolateral-fusion"]["nicotine-test"]))


def test_an_operation_told_five_times_is_one() -> None:
    [operation] = [fact for fact in judged().chart.facts if fact.kind == "prior_surgery" and not fact.is_denial]
    assert operation.when is not None and operation.when.earliest == operation.when.latest == date(2021, 5, 14)
    assert len(operation.quotes) >= 4


def test_the_makefile_shows_this_chart() -> None:
    assert f"EXAMPLE := {SAMPLE.relative_to(ROOT)}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
