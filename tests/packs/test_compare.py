"""One case under several packs: where the answers part, by which clauses, with which parameters and words of the record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from charts import LONG_CHARTS, case_named

from necessity.assessment.compared import Compared
from necessity.compare import compared, face
from necessity.errors import InputUnusable
from necessity.model.case import Case, LineItem, Member, Request
from necessity.model.document import Document
from necessity.report.compare_parts import comparison_of
from necessity.report.markdown import markdown
from necessity.report.numbers import Numbers
from necessity.report.page import page
from necessity.report.terminal import render
from necessity.review import review

DAY = date(2026, 3, 10)
NOTE = """HISTORY: She underwent a left L4-5 microdiscectomy in June 2023. Left leg pain for two months.
TREATMENT: Physical therapy for 8 weeks, 01/05/2026 to 03/02/2026, without relief.
SOCIAL: Current smoker.
"""
HEAD = """
pack: {name}
version: "1"
purpose: coverage
effective: {{from: 2020-01-01}}
sources: {{rule: {{document: The rule of {name}, basis: original, place: section 2}}}}
default_source: rule
parameters: {{{parameters}}}
policies:
"""
CARE = "{id: care, says: A course of care failed., test: conservative_care.length >= care_length}"
LAST = "{id: operated, says: This level was operated before., test: prior_surgery at this level}"
SMOKE = "{id: smoke, kind: readiness, says: Does not smoke., test: nicotine is absent}"
AGE = "{id: age, says: An adult., test: member.age >= adult}"


def made(
    folder: Path, name: str, parameters: str, *criteria: str, for_: str = "lumbar-decompression", more: str = ""
) -> str:
    """A pack with one policy that requires all criteria; its folder."""
    text = HEAD.format(name=name, parameters=parameters)
    text += f"  - policy: {name}-surgery\n    for: [{for_}]\n    judged: each level\n    requires:\n      id: whole\n"
    text += "      all:\n" + "".join(f"        - {one}\n" for one in criteria) + more
    (folder / name).mkdir()
    (folder / name / "pack.yaml").write_text(text, encoding="utf-8")
    return str(folder / name)


def case(note: str = NOTE, **more: object) -> Case:
    line = LineItem(
        id="1", requested_as="revision discectomy", procedure="revision-discectomy", levels=("L4-L5",), side="left"
    )
    document = Document(id="visit", kind="clinic note", authored=date(2026, 3, 3), text=note)
    request = Request(line_items=(line,), **more)  # type: ignore[arg-type]
    return Case(id="two-packs", received=DAY, member=Member(age=50), request=request, documents=(document,))


def the_line(*packs: str, of: Case | None = None) -> Compared:
    return compared(of or case(), packs, DAY).compared[0]


def answers(one: Compared) -> list[str]:
    return [says.recommendation.value if says.recommendation else "none" for says in one.says]


def shown(folder: Path, *packs: str, format: str = "text") -> str:
    return " ".join(face(compared(case(), packs, DAY), format).decode().split())


# -- what parts --------------------------------------------------------------------------------------------------------


def test_a_parting_names_the_clause_the_parameter_and_the_words_on_each_side(tmp_path: Path) -> None:
    short = made(tmp_path, "short", "care_length: {value: 6 weeks}", CARE)
    long = made(tmp_path, "long", "care_length: {value: 12 weeks}", CARE)
    line = the_line(short, long)
    assert answers(line) == ["approve", "refer"] and not line.same_answer
    [matter] = line.partings
    assert [ask.parameters for ask in matter.asks] == [(("care_length", "6 weeks"),), (("care_length", "12 weeks"),)]
    assert [ask.finding.verdict.value for ask in matter.asks if ask.finding] == ["met", "not_met"]
    text = shown(tmp_path, short, long)
    assert "short@1: MET A course of care failed: shown asked: care length: 6 weeks" in text
    assert "long@1: NOT MET A course of care failed: falls short asked: care length: 12 weeks" in text
    assert text.count("Physical therapy for 8 weeks") == 2
    assert "[The rule of long, section 2, criterion care]; the answer rests on it" in text


def test_clauses_of_two_names_stand_side_by_side_where_they_ask_for_the_same_facts(tmp_path: Path) -> None:
    named = CARE.replace("id: care", "id: physical-therapy-first").replace(
        "A course of care failed", "Therapy was long enough"
    )
    short = made(tmp_path, "short", "care_length: {value: 6 weeks}", LAST, CARE)
    long = made(tmp_path, "long", "care_length: {value: 12 weeks}", LAST, named)
    [matter] = the_line(short, long).partings
    assert [ask.finding.clause.id for ask in matter.asks if ask.finding] == ["care", "physical-therapy-first"]


def test_a_pack_that_asks_for_nothing_of_the_sort_is_told_so(tmp_path: Path) -> None:
    plain = made(tmp_path, "plain", "care_length: {value: 6 weeks}", CARE)
    strict = made(tmp_path, "strict", "care_length: {value: 6 weeks}", CARE, SMOKE)
    line = the_line(plain, strict)
    assert answers(line) == ["approve", "refer"]
    [matter] = line.partings
    assert matter.asks[0].finding is None and matter.asks[1].decides
    text = shown(tmp_path, plain, strict)
    assert "plain@1: has no clause of its own on this" in text and "strict@1: NOT MET Does not smoke" in text
    assert "Current smoker" in text


def test_what_is_open_under_one_pack_is_told_with_what_was_looked_at(tmp_path: Path) -> None:
    when = "{id: recent, says: The operation is more than two years ago., test: last_here.age >= wait}"
    moments = "moments: {last_here: {last: prior_surgery at this level}}\npolicies:"
    first = made(tmp_path, "first", "adult: {value: 18 years}", AGE, LAST)
    second = made(tmp_path, "second", "wait: {value: 33 months}", LAST, when)
    file = Path(second) / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("policies:", moments, 1), encoding="utf-8")
    line = the_line(first, second)
    assert answers(line) == ["approve", "pend"]
    [matter] = line.partings
    assert matter.asks[1].parameters == (("wait", "33 months"),)
    assert "microdiscectomy in June 2023" in shown(tmp_path, first, second)


def test_a_waiver_is_told_as_what_it_is(tmp_path: Path) -> None:
    waived = CARE[:-1] + ", waived_by: [{id: again, says: It was operated before., test: prior_surgery at this level}]}"
    firm = made(tmp_path, "firm", "care_length: {value: 12 weeks}", LAST, CARE)
    soft = made(tmp_path, "soft", "care_length: {value: 12 weeks}", LAST, waived)
    assert answers(the_line(firm, soft)) == ["refer", "approve"]
    assert "soft@1: WAIVED A course of care failed: waived because: It was operated before" in shown(
        tmp_path, firm, soft
    )


# -- what does not part ------------------------------------------------------------------------------------------------


def test_the_same_answer_for_the_same_reasons_is_said(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 12 weeks}", CARE)
    other = made(tmp_path, "other", "care_length: {value: 6 months}", CARE)
    line = the_line(one, other)
    assert line.same_answer and line.same_reasons and line.partings == ()
    text = shown(tmp_path, one, other)
    assert "The same answer, for the same reasons." in text
    assert "[care length: 12 weeks]" in text and "[care length: 6 months]" in text


def test_the_same_answer_for_other_reasons_is_said(tmp_path: Path) -> None:
    care = made(tmp_path, "care", "care_length: {value: 12 weeks}", CARE)
    smoke = made(tmp_path, "smoke", "adult: {value: 18 years}", AGE, SMOKE)
    line = the_line(care, smoke)
    assert answers(line) == ["refer", "refer"] and line.same_answer and not line.same_reasons
    assert [[ask.finding is None for ask in matter.asks] for matter in line.partings] == [[False, True], [True, False]]
    assert "The same answer, for other reasons." in shown(tmp_path, care, smoke)


def test_two_approvals_are_compared_by_what_carries_them(tmp_path: Path) -> None:
    care = made(tmp_path, "care", "care_length: {value: 6 weeks}", CARE)
    both = made(tmp_path, "both", "care_length: {value: 6 weeks}", CARE, LAST)
    line = the_line(care, both)
    assert answers(line) == ["approve", "approve"] and not line.same_reasons
    assert [matter.asks[1].finding.clause.id for matter in line.partings if matter.asks[1].finding] == ["operated"]


@pytest.mark.parametrize("chart", LONG_CHARTS)
def test_a_clause_that_answers_to_several_matters_is_told_whole_once(chart: str) -> None:
    both = compared(case_named(chart), ["consensus", "published-assessments"], DAY)
    for line in comparison_of(both, Numbers(both.chart.facts)):
        whole = [(ask.pack, ask.clause) for asks in line.partings for ask in asks if ask.says and not ask.again]
        assert len(whole) == len(set(whole))
        assert all((ask.pack, ask.clause) in whole for asks in line.partings for ask in asks if ask.again)


# -- packs that are silent, and what is no criterion --------------------------------------------------------------------


def test_a_pack_that_does_not_address_the_procedure_is_said_to_be_silent(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", CARE)
    other = made(tmp_path, "other", "care_length: {value: 6 weeks}", CARE, for_="hardware-removal")
    line = the_line(one, other)
    assert answers(line) == ["approve", "pend"]
    assert line.says[1].note == "it does not address this procedure" and not line.says[1].addresses
    assert "it does not address this procedure" in shown(tmp_path, one, other)


def test_a_code_rule_that_holds_a_line_is_named(tmp_path: Path) -> None:
    rule = """coding:
  - id: earlier
    says: Is it a first operation?
    fault: mismatch
    effect: clarify
    for: any
    when: {id: w, test: prior_surgery at this level}
"""
    plain = made(tmp_path, "plain", "care_length: {value: 6 weeks}", CARE)
    coded = made(tmp_path, "coded", "care_length: {value: 6 weeks}", CARE, more=rule)
    line = the_line(plain, coded)
    assert answers(line) == ["approve", "pend"]
    assert line.says[1].note == "its criteria are met; held by the code rule earlier"


def test_the_setting_is_compared_too(tmp_path: Path) -> None:
    day = made(tmp_path, "day", "care_length: {value: 6 weeks}", CARE, more="setting: {default: outpatient}\n")
    none = made(tmp_path, "none", "care_length: {value: 6 weeks}", CARE)
    bed = made(tmp_path, "bed", "care_length: {value: 6 weeks}", CARE, more="setting: {default: inpatient}\n")
    setting = compared(case(setting="inpatient"), [day, bed, none], DAY).compared[-1]
    assert setting.line is None and setting.requested == "inpatient"
    assert answers(setting) == ["refer", "approve", "pend"]
    assert setting.says[2].note == "it says nothing on the setting"


def test_a_line_at_two_levels_is_compared_where_it_fails(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "adult: {value: 18 years}", AGE)
    other = made(tmp_path, "other", "adult: {value: 18 years}", AGE, LAST)
    line = LineItem(id="1", requested_as="laminectomy", procedure="laminectomy", levels=("L4-L5", "L2-L3"))
    two = replace(case(), request=Request(line_items=(line,)))
    [matter] = the_line(one, other, of=two).partings
    asked = matter.asks[1].finding
    assert asked is not None and asked.verdict.value != "met"


# -- every face ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [50, 60, 100])
def test_long_words_wrap(tmp_path: Path, width: int) -> None:
    long = CARE.replace("A course of care failed.", "pneumonoultramicroscopicsilicovolcanoconiosis" * 3)
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", long)
    other = made(tmp_path, "an-adjudicator-with-a-name-of-some-length", "care_length: {value: 12 weeks}", long)
    text = face(compared(case(), [one, other], DAY), "text", width).decode()
    assert max(map(len, text.splitlines())) <= width


def test_every_face_of_a_review_under_two_packs_tells_it(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", CARE)
    other = made(tmp_path, "other", "care_length: {value: 12 weeks}", CARE)
    both = review(case(), packs=[one, other], as_of=DAY)
    alone = review(case(), packs=[one], as_of=DAY)
    for printed in (page, markdown, render):
        told = printed(both)
        assert "Where the packs part" in told and "The answers differ." in told and "care length: 12 weeks" in told
        assert " ".join(told.split()).count("The answers differ.") == 2 and "The packs side by side" in told
        assert "Where the packs part" not in printed(alone) and "side by side" not in printed(alone)
    assert "Physical therapy for 8 weeks" in page(both).partition('id="compared"')[2].partition("</section>")[0]
    for printed in (page, markdown, render):
        assert "Physical therapy for 8 weeks" not in printed(both, show_chart=False)


def test_markup_in_a_pack_or_a_chart_stays_words(tmp_path: Path) -> None:
    said = CARE.replace("A course of care failed.", "'<script>alert(1)</script> [x](http://a.b) | `code`'")
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", said)
    other = made(tmp_path, "other", "care_length: {value: 12 weeks}", said)
    both = compared(case(), [one, other], DAY)
    assert "<script>" not in page(both)
    told = face(both, "markdown").decode()
    assert r"\<script\>alert(1)\</script\> \[x\](http\://a.b) \| \`code\`" in told


def test_the_record_has_every_key_and_points_at_facts(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", CARE)
    other = made(tmp_path, "other", "care_length: {value: 12 weeks}", CARE, SMOKE)
    record = json.loads(face(compared(case(), [one, other], DAY), "json"))
    [line] = record["line_items"]
    assert (line["id"], line["same_answer"], line["same_reasons"]) == ("1", False, False)
    assert [(one["pack"], one["recommendation"]) for one in line["answers"]] == [
        ("one@1", "approve"),
        ("other@1", "refer"),
    ]
    care, smoke = line["partings"]
    assert care[1]["criterion"] == "care" and care[1]["parameters"] == [{"name": "care_length", "value": "12 weeks"}]
    assert smoke[0] == {"pack": "one@1", "criterion": None}
    assert care[1]["source"]["document"] == "The rule of other" and care[1]["decides"]
    for number in care[1]["facts"]:
        assert record["facts"][number]["kind"] == "conservative_care"
    assert record["setting"] is None


# -- the same input, one answer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", ["complete", *LONG_CHARTS])
def test_the_order_in_which_documents_were_sent_changes_no_byte(chart: str) -> None:
    sent = case_named(chart)
    turned = replace(sent, documents=tuple(reversed(sent.documents)))
    packs = ["consensus", "published-assessments"]
    for format in ("json", "text", "markdown"):
        first = face(compared(sent, packs, DAY), format)
        assert face(compared(sent, packs, DAY), format) == first
        assert face(compared(turned, packs, DAY), format) == first


def test_the_order_of_the_packs_is_the_order_of_the_table(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", CARE)
    other = made(tmp_path, "other", "care_length: {value: 12 weeks}", CARE)
    assert [says.pack for says in the_line(one, other).says] == ["one@1", "other@1"]
    assert [says.pack for says in the_line(other, one).says] == ["other@1", "one@1"]


def test_a_pack_and_one_that_builds_on_it_part_at_what_was_set_anew(tmp_path: Path) -> None:
    base = made(tmp_path, "base", "care_length: {value: 6 weeks}", CARE, LAST)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pack.yaml").write_text(
        """
pack: mine
version: "1"
builds_on: base@1
sources: {page: {document: My own page, basis: original}}
parameters: {care_length: {value: 12 weeks, source: page}}
""",
        encoding="utf-8",
    )
    both = compared(case(), [base, str(tmp_path / "mine")], DAY, [tmp_path])
    [matter] = both.compared[0].partings
    assert [ask.parameters[0][1] for ask in matter.asks] == ["6 weeks", "12 weeks"]


# -- what cannot be compared -------------------------------------------------------------------------------------------


def test_one_pack_or_one_pack_twice_cannot_be_compared(tmp_path: Path) -> None:
    one = made(tmp_path, "one", "care_length: {value: 6 weeks}", CARE)
    with pytest.raises(InputUnusable, match="nothing to compare"):
        compared(case(), [one], DAY)
    with pytest.raises(InputUnusable, match="named twice"):
        compared(case(), [one, one], DAY)
    with pytest.raises(InputUnusable, match="two names mean 'consensus@2026-11'"):
        compared(case(), ["consensus", "consensus@2026-11"], DAY)


def test_a_stay_that_is_supported_for_an_operation_nobody_approved_is_told_so(tmp_path: Path) -> None:
    weak = "{id: bone, says: Bone was measured., test: bone_density}"
    bed = made(tmp_path, "bed", "care_length: {value: 6 weeks}", CARE, weak, more="setting: {default: inpatient}\n")
    met = made(tmp_path, "met", "care_length: {value: 6 weeks}", CARE, more="setting: {default: inpatient}\n")
    setting = compared(case(setting="inpatient"), [bed, met], DAY).compared[-1]
    assert answers(setting) == ["approve", "approve"]
    assert [one.note for one in setting.says] == ["should an operation be approved", ""]


def test_broad_clauses_that_share_a_part_of_their_reasons_stand_side_by_side(tmp_path: Path) -> None:
    def any_of(name: str, *kinds: str) -> str:
        ways = ", ".join(
            f"{{id: {name}-{number}, says: One., test: {kind} is absent}}" for number, kind in enumerate(kinds)
        )
        return f"{{id: {name}, says: A reason., any: [{ways}]}}"

    shared = ("listhesis", "instability", "spinal_infection")
    here = any_of("reason", *shared, "disc_degeneration", "fusion_status", "fracture", "poor_bone", "pregnancy")
    there = any_of("need", *shared, "scoliosis", "imbalance", "facet_resection", "stenosis", "implant_failure")
    one = made(tmp_path, "one", "", here)
    other = made(tmp_path, "other", "", there)
    [matter] = the_line(one, other).matters
    assert [ask.finding.clause.id for ask in matter.asks if ask.finding] == ["reason", "need"]
