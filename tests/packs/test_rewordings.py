"""Every chart written anew by somebody else, with the same facts in other words, gets the same answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from charts import PACK, ROOT, answer_alone

from necessity.assessment.assessment import Assessment
from necessity.assessment.finding import Reason
from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.document import Document

FOLDER = Path(__file__).parent / "rewordings"
OWN_PACK = {"instrumented-fusion": str(ROOT / "examples" / "instrumented-fusion" / "pack")}
CHARTS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
REWORDINGS = [(chart, path.name) for chart in CHARTS for path in sorted((FOLDER / chart).iterdir()) if path.is_dir()]
IN_THE_PROOF = (Reason.WAIVED, Reason.BARRED, Reason.REPLACED, Reason.DOES_NOT_APPLY)


@cache
def original(chart: str) -> Case:
    return case_of(ROOT / "examples" / chart / "case.yaml")


def reworded(chart: str, variant: str) -> Case:
    """The example's case with each document's words taken from the rewording; ids, kinds and days stay."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / chart / variant).glob("*.txt")}
    assert texts, f"{chart}/{variant} holds no document"
    case = original(chart)
    named = {Path(one.name).name: one for one in case.documents if one.name and one.id != "question"}
    assert set(texts) == set(named), f"{chart}/{variant} holds other documents than the example"
    documents = tuple(
        Document(id=one.id, kind=one.kind, authored=one.authored, text=texts[name], name=one.name)
        for name, one in named.items()
    )
    kept = tuple(one for one in case.documents if one not in named.values())
    return replace(case, documents=(*documents, *kept))


def answers(case: Case, chart: str) -> dict[str, Any]:
    """All that a reader of the report would act on, and the exceptions that the proof must show."""
    assessment: Assessment = answer_alone(case, OWN_PACK.get(chart, PACK))
    (pack,) = assessment.packs
    asked = pack.setting.recommendation
    return {
        "lines": {
            (one.line.id, one.line.procedure): (
                one.recommendation.value,
                sorted(gap.criterion for gap in one.gaps),
                sorted(one.because) if one.recommendation.value == "refer" else [],
            )
            for one in pack.line_items
        },
        "setting": (pack.setting.supported, asked.value if asked else None),
        "cautions": sorted(caution.id for caution in pack.cautions),
        "urgency": assessment.urgency.level,
        "exceptions": sorted(
            {
                (line.line.id, one.clause.id, one.reason.value)
                for line in pack.line_items
                for one in line.finding.walk()
                if one.reason in IN_THE_PROOF
            }
        ),
    }


@cache
def expected(chart: str) -> dict[str, Any]:
    return answers(original(chart), chart)


def test_each_chart_has_three_rewordings() -> None:
    assert CHARTS
    assert all(sum(1 for one, _ in REWORDINGS if one == chart) == 3 for chart in CHARTS)


@pytest.mark.parametrize(("chart", "variant"), REWORDINGS, ids=[f"{chart}-{one}" for chart, one in REWORDINGS])
def test_a_rewording_gets_the_answers_of_its_chart(chart: str, variant: str) -> None:
    found = answers(reworded(chart, variant), chart)
    for what, due in expected(chart).items():
        assert found[what] == due, f"{what} of {chart}/{variant}"
