"""Which pack judges, as a stranger sees it: what the first lines of a report say, and what the JSON holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract import REVIEW, differences
from stranger import EXAMPLES, necessity, printed

INPATIENT = """\
case: admission
received: 2025-12-15
payer: {payer}
line_of_business: {plan}
request:
  service_date: {day}
  setting: inpatient
  line_items:
    - {{id: "1", service: "cpt:22804", levels: [L1-L5]}}
facts:
  - {{kind: inpatient_only_list, value: on_list, by: Pat Poe, attested_on: 2025-12-10,
     qualifiers: {{service: "cpt:22804", year: "2025", table: addendum_e}}}}
documents:
  - {{id: visit, kind: clinic note, authored: 2025-12-03, text: "HISTORY: Back pain. PLAN: long fusion for deformity."}}
"""


def said_of(tmp_path: Path, *, plan: str, day: str = "2025-12-31", payer: str = "some plan") -> dict[str, Any]:
    path = tmp_path / "case.yaml"
    path.write_text(INPATIENT.format(plan=plan, day=day, payer=payer), encoding="utf-8")
    said = necessity("review", str(path), "--format", "json")
    record: dict[str, Any] = json.loads(said.out)
    assert list(differences(record, REVIEW)) == []
    return record


def test_a_case_is_reasoned_by_the_list_of_its_year(tmp_path: Path) -> None:
    """The same case on the last day of one list and in the first days of the next."""
    before = said_of(tmp_path, plan="medicare", day="2025-12-31")["assessments"][0]["setting"]
    after = said_of(tmp_path, plan="medicare", day="2026-01-02")["assessments"][0]["setting"]
    assert (before["judged_by"], before["recommendation"]) == ("cms-inpatient@2025-01", "approve")
    assert (after["judged_by"], after["recommendation"]) == ("cms-inpatient@2026-01", "pend")
    assert "inpatient-only list of 2025" in " ".join(before["rationale"])
    assert "inpatient-only list of 2026, however long the stay: documented, but not as it is asked for" in " ".join(
        after["rationale"]
    )
    assert before["supported"] == "inpatient" and after["supported"] == "unknown"


def test_under_medicare_two_packs_give_one_answer(tmp_path: Path) -> None:
    record = said_of(tmp_path, plan="medicare", day="2026-01-02")
    (answer,) = record["assessments"]
    lines, setting = record["packs"]
    assert (answer["pack"], answer["setting"]["judged_by"]) == (lines["pack"], setting["pack"])
    assert (lines["judges"], setting["judges"]) == ("lines and setting", "setting")
    assert setting["digest"].startswith("sha256:") and setting["digest"] != lines["digest"]
    assert [line["id"] for line in answer["line_items"]] == ["1"]
    assert "taken-off-the-list" in {one["id"] for one in answer["cautions"]}
    notices = " ".join(record["notices"])
    assert "no pack here is for the payer 'some plan'" in notices
    assert "The setting is judged by cms-inpatient@2026-01: chosen by line of business medicare" in notices


def test_medicare_advantage_is_told_what_comes_first_and_how_to_name_it(tmp_path: Path) -> None:
    notices = " ".join(said_of(tmp_path, plan="medicare-advantage")["notices"])
    assert "cms@2024-09" in notices and "add --pack cms@2024-09" in notices
    assert "for whose area it holds is not verified" in notices
    assert "may not ask for more than Traditional Medicare" in notices
    asked = necessity("review", str(tmp_path / "case.yaml"), "--pack", "cms@2024-09", "--format", "json")
    assert "add --pack cms@2024-09" not in " ".join(json.loads(asked.out)["notices"])


@pytest.mark.parametrize("plan", ["medicaid", "workers-compensation"])
def test_where_no_pack_is_for_a_programme_that_is_said(tmp_path: Path, plan: str) -> None:
    record = said_of(tmp_path, plan=plan, payer="Aetna")
    assert f"no pack here is for {plan}" in record["notices"][0]
    assert record["packs"][0]["pack"].startswith("consensus@")
    assert "cms" not in " ".join(record["notices"])


def test_a_payer_is_chosen_by_its_name_and_not_by_a_near_one(tmp_path: Path) -> None:
    exact = said_of(tmp_path, plan="commercial", day="2026-03-02", payer="CIGNA/eviCore")
    assert "chosen by payer CIGNA/eviCore" in exact["packs"][0]["chosen_because"]
    assert exact["packs"][0]["pack"].startswith("evicore@")
    near = said_of(tmp_path, plan="commercial", day="2026-03-02", payer="Aetnna")
    assert "no pack here is for the payer 'Aetnna' (nearest by name, and not chosen: Aetna" in near["notices"][0]
    assert near["packs"][0]["pack"].startswith("consensus@")


def test_a_pack_for_the_setting_answers_no_line() -> None:
    case = str(EXAMPLES.parent / "hardware-removal" / "case.yaml")
    record = json.loads(printed("review", case, "--pack", "cms-inpatient@2026-01", "--format", "json").out)
    (answer,) = record["assessments"]
    assert answer["line_items"] == [] and answer["overall"] == answer["setting"]["recommendation"] == "pend"
    assert "only the setting is judged by cms-inpatient@2026-01" in answer["headline"]
    for face in ("text", "markdown", "html"):
        said = " ".join(printed("review", case, "--pack", "cms-inpatient@2026-01", "--format", face).text.split())
        assert "whether an operation is necessary is another question" in said
        assert "does not address" not in said and "no policy here addresses" not in said
    for reader in ("surgeon", "patient"):
        assert necessity("review", case, "--pack", "cms-inpatient@2026-01", "--audience", reader).status == 0


def test_without_a_setting_such_a_pack_says_that_it_has_nothing_to_judge() -> None:
    case = str(EXAMPLES / "complete" / "case.yaml")
    record = json.loads(printed("review", case, "--pack", "cms-inpatient@2026-01", "--format", "json").out)
    (answer,) = record["assessments"]
    assert answer["headline"] == "Only the setting is judged by cms-inpatient@2026-01, and none is asked for."
    assert (answer["overall"], answer["setting"]["recommendation"]) == ("pend", "not asked")


def test_pack_list_shows_for_whom_from_when_and_on_what_a_pack_rests() -> None:
    said = printed("pack", "list").text
    lines = said.splitlines()
    (head,) = [number for number, line in enumerate(lines) if line.startswith("cms-inpatient@2025-01")]
    assert "from 2025-01-01 to 2025-12-31" in lines[head]
    assert lines[head + 1].strip() == (
        "for lines of business medicare, medicare-advantage. judges the setting only. basis: secondary, background, house"
    )
    (show,) = [number for number, line in enumerate(lines) if line.startswith("published-assessments@2025-12")]
    assert "for nobody by itself: chosen by its name" in lines[show + 1]


def test_the_rules_of_a_setting_are_explained() -> None:
    said = necessity("explain", "documented-factors", "--pack", "cms-inpatient@2026-01").text
    assert "In the rules of the setting '" in said and "42 CFR 412.3" in said
