"""A statement beside the record is shown as attested, not documented, wherever it is shown; and it decides only where it may."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from every_chart import DAY, PACK, ROOT

from necessity.assessment.assessment import Assessment
from necessity.exchange.intake import case_of
from necessity.model.document import Attestation
from necessity.model.fact import Assertion, Fact
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.read_page import page as read_page
from necessity.report.read_terminal import render as read_render
from necessity.report.record import json_bytes
from necessity.report.terminal import render
from necessity.review import read, review

CHART = ROOT / "examples" / "revision-discectomy" / "complete" / "case.yaml"
BY = Attestation(by="Dr. M. Moe", attested_on=date(2026, 3, 9))
SAID = "attested by Dr. M. Moe on 2026-03-09, not documented"
FALLING = Fact(
    kind="motor_decline", assertion=Assertion.PRESENT, recorded=date(2026, 3, 9), evidence=(BY,), reader="attested"
)
PRESSED = replace(FALLING, kind="disc_herniation", value="extrusion", qualifiers={"level": "L4-L5", "side": "left"})


def words(text: str) -> str:
    return " ".join(text.replace("\\", "").split())


@cache
def reviewed(documents: int) -> Assessment:
    """The chart with its first documents only, and two statements: strength that falls, and a herniation."""
    case = case_of(CHART)
    said = replace(case, documents=case.documents[:documents], attested=(FALLING, PRESSED))
    return review(said, packs=[PACK], as_of=DAY)


@pytest.mark.parametrize("face", [render, page, markdown], ids=["terminal", "page", "markdown"])
def test_every_face_says_so_beside_the_statement(face: object) -> None:
    assert callable(face)
    assert SAID in words(face(reviewed(1)))


def test_reading_alone_says_so_too() -> None:
    case = replace(case_of(CHART), attested=(FALLING, PRESSED))
    reading = read(case, as_of=DAY)
    for face in (read_render, read_page):
        assert SAID in words(face(reading.case, reading.chart))


def test_the_json_says_so_and_names_no_document() -> None:
    record = json.loads(json_bytes(reviewed(1)))
    told = [piece for fact in record["facts"] for piece in fact["evidence"] if "attested_by" in piece]
    assert {(one["standing"], one["document"], one["attested_by"]) for one in told} == {
        ("attested, not documented", None, "Dr. M. Moe")
    }
    quotes = [piece for fact in record["facts"] for piece in fact["evidence"] if piece["start"] is not None]
    assert quotes and not any("standing" in one for one in quotes)


def test_it_waives_nothing_and_the_report_says_what_it_is() -> None:
    """No document tells of care; falling strength would waive it, were it documented."""
    made = reviewed(0)
    (line,) = made.packs[0].line_items
    waivers = [one for found in line.finding.walk() if found.role == "waiver" for one in found.walk()]
    (falling,) = [one for one in waivers if one.kinds == ("motor_decline",)]
    assert (falling.verdict.value, falling.note) == ("unknown", "stated beside the record only")
    assert line.recommendation.value == "pend"
