"""Questions about the answer: what they point at, what decided there, and the commands that tell more."""

from __future__ import annotations

import pytest
from supposing import suppose

from necessity.assessment.supposed import Answered

SLIP, DISC = "unstable-slip", "revision-discectomy/complete"


def asked(example: str, words: str) -> Answered:
    found = suppose(example, words)
    assert found.after is None and found.packs == () and found.statements == ()
    (answer,) = found.answered
    return answer


def told(answer: Answered) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (one.line.id if one.line else "S", tuple(finding.clause.id for finding in one.findings))
        for one in answer.deciding
    ]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("why is the aspirate referred?", ["4"]),
        ("why is line 4 referred?", ["4"]),
        ("why are the pedicle screws approved?", ["3"]),
        ("why is L4-5 met?", ["1", "2", "3"]),
        ("why is the inpatient stay not approved?", ["S"]),
        ("why was this pended?", ["4", "S"]),
    ],
)
def test_a_question_points_at_lines_levels_and_the_setting(words: str, lines: list[str]) -> None:
    assert [name for name, _ in told(asked(SLIP, words))] == lines


def test_what_decided_is_told_with_the_command_for_more() -> None:
    answer = asked(DISC, "why is line 1 not approved?")
    assert told(answer) == [("1", ("interval", "care-recent"))]
    assert "necessity explain interval --pack consensus@2026-11" in answer.more


def test_a_question_about_a_thing_tells_the_tests_that_ask_for_it() -> None:
    answer = asked(SLIP, "why is physical therapy needed?")
    assert {name for name, _ in told(answer)} == {"1", "2"}
    assert all("conservative_care" in finding.kinds for one in answer.deciding for finding in one.findings)


@pytest.mark.parametrize("words", ["why is the interval criterion open?", "why is care recent open?"])
def test_a_question_may_name_a_criterion(words: str) -> None:
    ((_, (criterion,)),) = told(asked(DISC, words))
    assert criterion.replace("-", " ") in words


def test_a_question_about_papers_goes_to_the_library() -> None:
    answer = asked(SLIP, "what is the evidence for bone marrow aspirate?")
    assert answer.papers and answer.more == tuple(f"necessity evidence {name}" for name, _ in answer.papers)


def test_a_pack_that_has_no_policy_for_it_says_that() -> None:
    found = suppose(DISC, "why is it not approved?", packs=("nass",))
    (one,) = found.answered[0].deciding
    assert one.findings[0].reason.value == "NOT_ADDRESSED"
