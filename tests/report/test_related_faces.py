"""Related questions on every face: after the alternatives, with their answers; fewer for the surgeon, plain for the patient."""

from __future__ import annotations

from dataclasses import replace

import orjson
import rich_samples

from necessity.assessment.assessment import Assessment, Recommendation
from necessity.assessment.change import Related
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.record import json_bytes
from necessity.report.related_parts import RELATED, RELATED_SAYS
from necessity.report.terminal import render

APPROVE, PEND = Recommendation.APPROVE, Recommendation.PEND
SIDE = Related(
    kind="side",
    line="1",
    question="Is lumbar fusion at L4-L5 medically necessary on the right <b> instead of the left?",
    says="It would pend. Open: imaging shows the root compressed.",
    recommendation=PEND,
    because=("compression", "of-another-tree"),
)
LATER = replace(
    SIDE,
    kind="later",
    question="Is lumbar fusion medically necessary 6 weeks later, on 2026-04-21, with nothing new in the record?",
    says="The criteria are met. As asked, open: care has failed.",
    recommendation=APPROVE,
)
WITH = replace(LATER, kind="with", question="Is lumbar fusion medically necessary with lumbar decompression added?")
SETTING = Related(
    kind="setting",
    line=None,
    question="Is the observation setting supported instead of inpatient?",
    says="Observation setting met.",
    recommendation=APPROVE,
)


def asked(*lines: Related, setting: tuple[Related, ...] = (SETTING,)) -> Assessment:
    """The rich sample with these related questions to its first line and to its setting."""
    made = rich_samples.rich()
    pack = made.packs[0]
    first, *rest = pack.line_items
    items = (replace(first, related=lines), *rest)
    return replace(made, packs=(replace(pack, line_items=items, setting=replace(pack.setting, related=setting)),))


ALL = asked(SIDE, LATER, WITH)


def joined(text: str) -> str:
    return " ".join(text.split())


def test_text_and_markdown_tell_each_question_with_its_answer_after_the_alternatives() -> None:
    for text in (joined(render(ALL)), joined(markdown(ALL))):
        text = text.replace("\\", "")
        assert joined(RELATED_SAYS) in text
        places = [text.index(words) for words in ("Observation", RELATED, "To 1 fusion", "on the right", LATER.says)]
        assert places == sorted(places)
        assert text.index("To the setting", places[1]) < text.index(SETTING.question)
        assert all(one.says in text for one in (SIDE, WITH, SETTING))


def test_the_page_stamps_each_and_points_at_the_criteria_that_keep_it_from_approval() -> None:
    html = page(ALL)
    section = html[html.index('<section class="related">') :].partition("</section>")[0]
    assert section.count("<li>") == 4
    assert [section.count(f'class="chip {one}"') for one in ("approve", "pend", "refer")] == [3, 1, 0]
    assert "<b> instead" not in section and "&lt;b&gt; instead" in section
    assert section.count('href="#') == 1, "a criterion of this very proof, and none where all are met"


def test_the_record_holds_them_under_their_line_and_under_the_setting() -> None:
    answer = orjson.loads(json_bytes(ALL))["assessments"][0]
    assert [len(line["related"]) for line in answer["line_items"]] == [3, 0, 0]
    assert answer["line_items"][0]["related"][0] == {
        "kind": "side",
        "question": SIDE.question,
        "says": SIDE.says,
        "recommendation": "pend",
        "because": ["compression", "of-another-tree"],
    }
    assert [one["question"] for one in answer["setting"]["related"]] == [SETTING.question]


def test_the_surgeon_is_told_the_answers_and_not_what_to_add_to_the_request() -> None:
    letter = joined(markdown(ALL, audience="surgeon")).replace("\\", "")
    assert f"{LATER.question} Approve." in letter
    assert LATER.says not in letter
    assert WITH.question not in letter


def test_the_patient_is_told_only_that_time_or_another_place_would_fit() -> None:
    letter = joined(markdown(ALL, audience="patient"))
    assert "Some of the rules ask that more time goes by." in letter
    assert "Another place for the surgery would fit the rules we used." in letter
    assert "medically necessary" not in letter
    quiet = joined(markdown(asked(SIDE, setting=()), audience="patient"))
    assert "more time goes by" not in quiet and "Another place" not in quiet


def test_nothing_is_said_where_no_variant_differs() -> None:
    none = asked(setting=())
    for text in (render(none), markdown(none), markdown(none, audience="surgeon"), page(none)):
        assert RELATED not in text
