"""The JSON of the contract: every key, numbers that point at facts, offsets that point at words, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import rich_samples
import samples

from necessity.assessment.finding import Reason
from necessity.model.case import UnreadRequest
from necessity.report.answer_record import OUTCOMES
from necessity.report.record import as_bytes, as_record, facts_record, json_bytes
from necessity.verdict import MET, UNKNOWN

TOP = (
    "case status determination dates as_of engine input_digest question packs documents urgency grid care assessments facts "
    "conflicts unread_request"
)
PACK = "pack purpose digest chosen_because"
DOCUMENT = "id kind authored digest readable"
ASSESSMENT = (
    "pack headline line_items adjuncts setting overall cautions literature outcomes risks monitoring mitigation prognosis "
    "natural_history costs diagnosis rules steps references"
)
LINE = (
    "id service procedure requested_as levels side recommendation verdict indication readiness by_level because role "
    "exceptions rationale rationale_basis approvable_if gaps changes alternatives related coding finding"
)
EXCEPTION = "criterion says kind by by_says verdict"
CLAIM = (
    "id subject kind speaks says population surgery endpoint use level level_means caveat fits scope criteria lines "
    "sources contrary"
)
REFERENCE = (
    "number kind text year series part grade level level_means identifiers ref document place url basis publisher date "
    "read"
)
ALTERNATIVE = "says recommendation procedure setting levels side because rationale"
GRID = "level side roots requested symptoms strength sensation reflexes tension emg imaging surgery"
CARE = "day courses undated contradictory total union overlap gaps last_day since_last"
GAP = "id criterion question documents held_by level source policy_place"
CODING = "rule lines effect source"
FINDING = "criterion says kind verdict reason exception source policy_place evidence facts children"
SOURCE = "document place url basis"
SETTING = "requested supported recommendation rationale gaps changes alternatives related finding"
FACT = "kind value qualifiers assertion cue when evidence"
EVIDENCE = "document start end words page"
VERDICTS = ("met", "not_met", "unknown")

every_sample = pytest.mark.parametrize("name", samples.ALL)


def record(name: str) -> dict[str, Any]:
    return json.loads(json_bytes(samples.ALL[name]()))


def has(part: dict[str, Any], keys: str) -> None:
    missing = set(keys.split()) - set(part)
    assert not missing, f"no {missing} in {sorted(part)}"


def findings(finding: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield finding
    for child in finding["children"]:
        yield from findings(child)


@every_sample
def test_every_key_of_the_contract_is_there(name: str) -> None:
    whole = record(name)
    has(whole, TOP)
    assert (whole["as_of"], whole["status"]) == ("2026-03-10", "unsigned assessment")
    assert "tool" in whole["disclosure"]
    has(whole["urgency"], "level facts")
    for pack in whole["packs"]:
        has(pack, PACK)
    assert whole["documents"]
    for document in whole["documents"]:
        has(document, DOCUMENT)
    assert whole["facts"]
    for fact in whole["facts"]:
        has(fact, FACT)
        for piece in fact["evidence"]:
            has(piece, EVIDENCE)
    for one in whole["conflicts"]:
        has(one, "kind facts")
    for one in whole["unread_request"]:
        has(one, "words nearest")
    assert whole["determination"] is None  # nobody has signed
    assert set(whole["dates"]) == {"received", "service_date", "as_of", "judged_on"}
    for row in whole["grid"]:
        has(row, GRID)
    has(whole["care"], CARE)


@every_sample
def test_every_key_of_an_answer_is_there(name: str) -> None:
    lines = 0
    for answer in record(name)["assessments"]:
        has(answer, ASSESSMENT)
        has(answer["setting"], SETTING)
        assert answer["setting"] == {
            "judged_by": answer["pack"], "requested": None, "supported": "unknown", "recommendation": "not asked",
            "rationale": [], "gaps": [], "changes": None,
            "alternatives": [], "related": [], "finding": None,
        }  # fmt: skip
        for line in answer["line_items"]:
            lines += 1
            has(line, LINE)
            assert line["recommendation"] in ("approve", "pend", "refer")
            assert {line[kind] for kind in ("verdict", "indication", "readiness", "administrative")} <= set(VERDICTS)
            for place in line["by_level"].values():
                has(place, "verdict recommendation")
            for gap in line["gaps"]:
                has(gap, GAP)
            for note in line["coding"]:
                has(note, CODING)
                has(note["source"], SOURCE)
            for one in line["exceptions"]:
                has(one, EXCEPTION)
            for one in line["alternatives"]:
                has(one, ALTERNATIVE)
            assert line["role"] in ("main", "adjunct")
            for finding in findings(line["finding"]):
                has(finding, FINDING)
                has(finding["source"], SOURCE)
                assert finding["kind"] in ("indication", "readiness", "administrative")
                assert finding["verdict"] in VERDICTS
                assert finding["policy_place"] == "revision-discectomy.yaml:10"
    assert lines


@every_sample
def test_numbers_point_at_facts(name: str) -> None:
    whole = record(name)
    count = len(whole["facts"])
    numbers = [n for conflict in whole["conflicts"] for n in conflict["facts"]] + whole["urgency"]["facts"]
    for answer in whole["assessments"]:
        for line in answer["line_items"]:
            numbers += [n for finding in findings(line["finding"]) for n in finding["facts"]]
    assert all(0 <= number < count for number in numbers)


def test_facts_stand_in_chart_order_from_zero() -> None:
    whole = record("met")
    assert [fact["kind"] for fact in whole["facts"]] == [fact.kind for fact in samples.met().chart.facts]
    compression = next(
        one
        for one in findings(whole["assessments"][0]["line_items"][0]["finding"])
        if one["criterion"] == "compression"
    )
    assert [whole["facts"][number]["kind"] for number in compression["facts"]] == ["neural_compression"]


@every_sample
def test_quotes_are_the_words_at_their_offsets(name: str) -> None:
    assessment = samples.ALL[name]()
    texts = {document.id: document.text for document in assessment.case.documents}
    quotes = [
        piece
        for fact in record(name)["facts"]
        for piece in (*fact["evidence"], fact["cue"])
        if piece and piece["document"]
    ]
    assert quotes or name == "pending"
    for quote in quotes:
        assert texts[quote["document"]][quote["start"] : quote["end"]] == quote["words"] != ""


def test_values_as_written_and_as_measured() -> None:
    facts = {(fact["kind"], fact["value"]): fact for fact in record("met")["facts"]}
    strength = facts["motor_strength", "3+"]
    assert strength["qualifiers"] == {"muscle": "extensor hallucis longus", "side": "left"}
    assert strength["when"] == ["2026-03-03", "2026-03-03"]
    care = facts["conservative_care", "6 weeks"]
    assert care["measured"] == {"low": 6.0, "high": 6.0, "low_open": False, "high_open": False, "unit": "weeks"}
    assert care["when"] is None
    brother = facts["instability", None] if facts["instability", None]["assertion"] == "family" else None
    assert (
        any(fact["assertion"] == "family" and fact["cue"]["words"] == "brother" for fact in facts.values()) or brother
    )
    attested = facts["nicotine", "never"]
    assert attested["evidence"] == [
        {"document": None, "start": None, "end": None, "words": None, "page": None,
         "attested_by": "Dr. M. Moe", "attested_on": "2026-03-04", "standing": "attested, not documented"}
    ]  # fmt: skip
    assert facts["motor_strength", "5"]["evidence"][0]["page"] == 2


def test_exceptions_and_gaps() -> None:
    line = record("emergency")["assessments"][0]["line_items"][0]
    care = next(one for one in findings(line["finding"]) if one["criterion"] == "failed-care")
    assert (care["verdict"], care["reason"]) == ("met", "WAIVED")
    assert care["exception"] == {"kind": "waiver", "by": "cauda-equina"}
    open_line = record("pending")["assessments"][0]["line_items"][0]
    assert [gap["id"] for gap in open_line["gaps"]] == open_line["approvable_if"] == ["g1", "g2", "g3"]


def test_a_caution_has_its_own_source_and_the_facts_that_raised_it() -> None:
    leaves = [
        samples.finding("slip", "A slipped vertebra.", UNKNOWN, Reason.NOT_DOCUMENTED, samples.WEAK),
        samples.finding("unstable", "Instability.", MET, Reason.SHOWN, samples.NO_SLIP),
    ]
    raised = samples.finding("consider-fusion", "Either.", MET, Reason.SHOWN, children=leaves, source=samples.HOUSE)
    made = samples.met()
    caution = replace(made.packs[0].cautions[0], state="shown", finding=raised, source=samples.ASSERTED)
    made = replace(made, packs=(replace(made.packs[0], cautions=(caution,)),))
    whole = as_record(made)
    (told,) = whole["assessments"][0]["cautions"]
    assert told["source"]["place"] == "paragraph 3"
    assert [whole["facts"][number]["kind"] for number in told["facts"]] == ["instability"]


def test_what_a_pack_is_for_and_the_steps_once() -> None:
    whole = record("met")
    assert whole["packs"][0]["purpose"] == "coverage"
    assert [step["criterion"] for step in whole["assessments"][0]["steps"]] == ["compression"]
    assert "steps" not in whole["assessments"][0]["line_items"][0]


def test_a_line_nobody_knows_keeps_its_words() -> None:
    line = record("barred")["assessments"][0]["line_items"][1]
    assert (line["procedure"], line["requested_as"], line["recommendation"]) == (None, "quantum realignment", "pend")
    assert line["nearest"] == ["posterior-fusion"]
    assert line["finding"]["reason"] == "not_addressed".upper()


@every_sample
def test_the_same_assessment_gives_the_same_bytes(name: str) -> None:
    assessment = samples.ALL[name]()
    assert json_bytes(assessment) == json_bytes(assessment) == json_bytes(samples.ALL[name]())


def test_without_the_chart_no_word_of_it_is_left() -> None:
    assessment = samples.met()
    bytes_ = json_bytes(assessment, show_chart=False).decode()
    for fact in assessment.chart.facts:
        for quote in fact.quotes:
            assert quote.words not in bytes_
    has(json.loads(bytes_), TOP)


def test_read_prints_documents_facts_conflicts_and_what_is_unread() -> None:
    chart = samples.met().chart
    whole = facts_record(chart, unread=[UnreadRequest(words="quantum realignment", nearest=("discectomy",))])
    assert list(whole) == ["documents", "grid", "care", "facts", "conflicts", "remarks", "unread_request"]
    assert whole["unread_request"] == [{"words": "quantum realignment", "nearest": ["discectomy"]}]
    assert [whole["facts"][n]["value"] for n in whole["conflicts"][0]["facts"]] == ["3+", "5"]
    assert whole["facts"] == as_record(samples.met())["facts"]
    assert json.loads(as_bytes(whole)) == whole


# -- exceptions, literature, alternatives, the grid --------------------------------------------------------------------


def rich() -> dict[str, Any]:
    return json.loads(json_bytes(rich_samples.rich()))


def test_a_line_says_why_an_ordinary_criterion_does_not_decide() -> None:
    (told,) = record("emergency")["assessments"][0]["line_items"][0]["exceptions"]
    has(told, EXCEPTION)
    assert (told["criterion"], told["kind"], told["by"], told["verdict"]) == (
        "failed-care",
        "waiver",
        "cauda-equina",
        "met",
    )
    assert told["by_says"] and told["by_says"] != told["by"]


def test_adjuncts_are_named_and_alternatives_told() -> None:
    answer = rich()["assessments"][0]
    assert answer["adjuncts"] == [line["id"] for line in answer["line_items"] if line["role"] == "adjunct"] != []
    told = [one for line in answer["line_items"] for one in line["alternatives"]] + answer["setting"]["alternatives"]
    assert told
    for one in told:
        has(one, ALTERNATIVE)
    assert answer["setting"]["rationale"]


def test_claims_have_one_shape_and_point_at_numbered_references() -> None:
    answer = rich()["assessments"][0]
    beside = [one for key in OUTCOMES for one in answer[key]]
    assert answer["literature"] and beside
    for one in (*answer["literature"], *beside):
        has(one, CLAIM)
    references = {one["number"]: one for one in answer["references"]}
    for one in references.values():
        has(one, REFERENCE)
    assert list(references) == list(range(1, len(references) + 1))
    pointed = {number for one in (*answer["literature"], *beside) for number in (*one["sources"], *one["contrary"])}
    assert pointed == {number for number, one in references.items() if one["basis"] is None}
    assert all(key in answer and isinstance(answer[key], list) for key in OUTCOMES)


def test_the_grid_points_at_facts_and_lines() -> None:
    whole = rich()
    lines = {line["id"] for answer in whole["assessments"] for line in answer["line_items"]}
    assert whole["grid"]
    for row in whole["grid"]:
        assert set(row["requested"]) <= lines
        assert set(row["roots"]) == {"exiting", "traversing"}
        numbers = [number for key in GRID.split()[4:] for number in row[key]]
        assert all(0 <= number < len(whole["facts"]) for number in numbers)
    assert any(row["imaging"] for row in whole["grid"]) and any(row["strength"] for row in whole["grid"])


def test_the_days_that_matter() -> None:
    dates = record("met")["dates"]
    assert dates["as_of"] == dates["judged_on"] == "2026-03-10"
    assert dates["service_date"] is None
