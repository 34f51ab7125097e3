"""Related questions: near variants of a request, told where their answer differs, and the same that a review of them gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hand_made import DAY, V, chart, fact, line, no, pack

from necessity.assessment.assessment import LineAnswer, PackAssessment, PackUsed, Recommendation, SettingAnswer
from necessity.assessment.change import Related
from necessity.errors import PackUnusable
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.evaluation.related import with_related
from necessity.evaluation.scope import Memory
from necessity.evaluation.variants import Variant, Variants, other_days
from necessity.exchange.case_file import case_from_text
from necessity.exchange.case_text import case_text
from necessity.exchange.intake import case_of
from necessity.model.case import Case, LineItem, Request
from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.pack_cases import pack_cases
from necessity.policy.load import load_pack
from necessity.policy.related import load_related
from necessity.review import Reading, read, review, shipped_packs

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
RULES = load_related(V)
WRITTEN = date(2026, 3, 1)

PACK = """
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {all: [{id: unstable, says: The level is unstable., test: instability at this level}]}
  - policy: again
    for: [revision-discectomy]
    judged: each level and side
    requires: {all: [{id: recurred, says: A herniation came back., test: herniation_recurrence at this level}]}
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level and side
    requires:
      all:
        - {id: narrow, says: The canal is narrow., test: stenosis at this level on this side}
        - {id: firm, says: The level is stable or fused., any: [
            {id: stable, says: The level is stable., test: instability is absent at this level},
            {id: fused, says: It is fused., test: line lumbar-fusion is requested at this level}]}
        - {id: recent, says: Images of the last six months., test: imaging_study at this level within recent before request}
    parameters: {recent: {value: 6 months}}
setting:
  default: outpatient
  replaced_when:
    - {id: ill, says: The patient is ill., setting: inpatient, test: asa_class.class >= ill}
    - {id: fused-too, says: A fusion is asked for., setting: observation, test: line lumbar-fusion is requested}
  parameters: {ill: {value: "3"}}
"""
NARROW = fact("stenosis", "severe", level="L4-L5", side="left", recorded=WRITTEN)
STABLE = no("instability", level="L4-L5", recorded=WRITTEN)
UNSTABLE = fact("instability", level="L4-L5", on="2026-03-01", recorded=WRITTEN)
SEEN = fact("imaging_study", "mri", on="2026-03-01", level="L4-L5", recorded=WRITTEN)
SHOWN = (NARROW, STABLE, SEEN)


def told(
    facts: list[Fact] | tuple[Fact, ...], *lines: LineItem, setting: str | None = None, review: str = "prospective"
) -> PackAssessment:
    """The assessment under the pack above, with its related questions."""
    judged_by = pack(PACK)
    request = Request(line_items=lines, setting=setting, review=review)
    used = PackUsed(name=judged_by.name, digest="", chosen_because="by hand")
    made = chart(facts)
    judging = Evaluator(pack=judged_by, vocabulary=V).assessing(
        replace(Case(id="by-hand"), request=request), request, made, (), used
    )
    judging = judging.varied(request)  # the facts of the request, as a review makes them
    return with_related(judging.run(), judging, RULES, other_days(RULES, request, made, tuple(facts)))


def of_kind(answer: LineAnswer | SettingAnswer, kind: str) -> tuple[Related, ...]:
    return tuple(one for one in answer.related if one.kind == kind)


# -- what is asked -----------------------------------------------------------------------------------------------------


def test_the_other_side_is_asked_and_its_answer_says_what_is_open_there() -> None:
    (answer,) = told(SHOWN, line("laminectomy", "L4-L5", side="left")).line_items
    assert answer.recommendation is APPROVE
    (other,) = of_kind(answer, "side")
    assert other.question == "Is laminectomy at L4-L5 medically necessary on the right instead of the left?"
    assert (other.line, other.recommendation, other.because) == ("1", PEND, ("narrow",))
    assert other.says == "It would pend. What would settle it: the canal is narrow."


def test_a_level_at_which_the_record_shows_something_is_asked_with_all_that_is_asked_there() -> None:
    elsewhere = fact("stenosis", "mild", level="L2-L3", recorded=WRITTEN)
    one, two = line("laminectomy", "L4-L5", side="left"), line("lumbar-fusion", "L4-L5", own_id="2")
    answers = told([*SHOWN, elsewhere], one, two).line_items
    (moved,) = of_kind(answers[0], "level")
    assert moved.question == (
        "Is laminectomy medically necessary at L2-L3 instead of L4-L5, with what else is asked there?"
    )
    assert moved.recommendation is PEND
    assert not any("L3-L4" in related.question for answer in answers for related in answer.related)


def test_a_level_less_is_asked_and_what_held_the_line_is_said() -> None:
    (answer,) = told([UNSTABLE], line("lumbar-fusion", "L4-L5", "L5-S1")).line_items
    assert answer.recommendation is PEND
    (less,) = of_kind(answer, "level")
    assert less.question == "Is lumbar fusion medically necessary at L4-L5 alone, without L5-S1?"
    assert (less.recommendation, less.because) == (APPROVE, ("unstable",))
    assert less.says == "The criteria are met. As asked, open: the level is unstable."


def test_the_revision_is_asked_where_the_record_shows_an_operation_there_and_not_elsewhere() -> None:
    operated = fact("prior_surgery", "discectomy", level="L4-L5", recorded=WRITTEN)
    (answer,) = told([*SHOWN, operated], line("discectomy", "L4-L5", side="left")).line_items
    (again,) = of_kind(answer, "form")
    assert again.question == "Is revision discectomy at L4-L5, left, medically necessary instead of discectomy?"
    assert (again.recommendation, again.because) == (PEND, ("recurred",))
    (answer,) = told(SHOWN, line("discectomy", "L4-L5", side="left")).line_items
    assert not of_kind(answer, "form")


def test_a_possible_line_stays_possible_as_a_revision() -> None:
    operated = fact("prior_surgery", "discectomy", level="L4-L5", recorded=WRITTEN)
    asked = line("discectomy", "L4-L5", side="left", certainty="possible")
    variants = Variants(
        request=Request(line_items=(asked,)), chart=chart([operated]), vocabulary=V, rules=RULES
    ).of_line(asked, (), "each level and side")
    assert [one.line.certainty for one in variants if one.kind == "form" and one.line] == ["possible"]


def test_without_the_fusion_that_a_criterion_leans_on_and_with_one_that_the_record_shows() -> None:
    facts = (NARROW, UNSTABLE, SEEN)
    decompression = line("laminectomy", "L4-L5", side="left")
    both = told(
        facts, decompression, line("lumbar-fusion", "L4-L5", own_id="2"), line("pedicle-screws", "L4-L5", own_id="3")
    )
    (without,) = of_kind(both.line_items[0], "without")
    assert without.question == (
        "Is laminectomy at L4-L5, left, medically necessary without lumbar fusion and what is added to it?"
    )
    assert (without.recommendation, without.because) == (REFER, ("firm",))
    (alone,) = told(facts, decompression).line_items
    (added,) = of_kind(alone, "with")
    assert added.question == "Is laminectomy at L4-L5, left, medically necessary with lumbar fusion added?"
    assert added.says.startswith("The criteria are met; what is added is met as well. As asked, not met: ")


def test_nothing_is_added_that_a_physician_would_have_to_decide_first() -> None:
    facts = (NARROW, STABLE, SEEN)
    (answer,) = told(facts, line("laminectomy", "L4-L5", side="left")).line_items
    assert not of_kind(answer, "with")


def test_other_settings_and_the_setting_without_a_line() -> None:
    lines = (line("laminectomy", "L4-L5", side="left"), line("lumbar-fusion", "L4-L5", own_id="2"))
    setting = told([UNSTABLE], *lines, setting="inpatient").setting
    assert setting.recommendation is PEND
    (other,) = of_kind(setting, "setting")  # outpatient has the same answer, and is further from what is asked
    assert other.question == "Is the observation setting supported instead of inpatient?"
    assert (other.recommendation, other.because) == (APPROVE, ("fused-too",))
    setting = told([UNSTABLE], *lines, setting="observation").setting
    assert setting.recommendation is APPROVE
    (without,) = of_kind(setting, "without")
    assert without.question == "Is the observation setting supported without lumbar fusion?"
    assert (without.line, without.recommendation) == (None, PEND)
    assert told([UNSTABLE], *lines).setting.related == ()


# -- another day -------------------------------------------------------------------------------------------------------


def test_a_window_lapses_while_only_the_day_moves() -> None:
    (answer,) = told(SHOWN, line("laminectomy", "L4-L5", side="left")).line_items
    (later,) = of_kind(answer, "later")
    assert later.question == (
        "Is laminectomy at L4-L5, left, medically necessary 6 months later, on 2026-09-10, with nothing new in the record?"
    )
    assert later.recommendation is not APPROVE
    assert later.says.endswith("What the day turns: images of the last six months.")


def test_an_earlier_day_is_asked_only_after_the_last_page_was_written() -> None:
    old = date(2025, 3, 1)
    seen = fact("imaging_study", "mri", on="2025-08-01", level="L4-L5", recorded=date(2025, 8, 1))
    facts = [replace(NARROW, recorded=old), replace(STABLE, recorded=old), seen]
    (answer,) = told(facts, line("laminectomy", "L4-L5", side="left")).line_items
    (earlier,) = of_kind(answer, "earlier")
    assert earlier.question.endswith("6 weeks earlier, on 2026-01-27, by the same record?")
    assert earlier.recommendation is APPROVE
    (answer,) = told([*facts, fact("pain_score", "7", recorded=WRITTEN)], answer.line).line_items
    assert not of_kind(answer, "earlier")


@pytest.mark.parametrize("review", ["retrospective", "concurrent"])
def test_what_is_done_or_under_way_has_no_other_day(review: str) -> None:
    (answer,) = told(SHOWN, line("laminectomy", "L4-L5", side="left"), review=review).line_items
    assert not of_kind(answer, "later")


def test_no_other_day_on_which_an_operation_of_the_record_would_be_taken_for_the_one_that_is_judged() -> None:
    request = Request(line_items=(line("laminectomy", "L4-L5"),))
    assert len(other_days(RULES, request, chart(SHOWN), SHOWN)) == 3
    on_that_day = (*SHOWN, fact("prior_surgery", on="2026-04-21", recorded=WRITTEN))
    assert [one.words for one in other_days(RULES, request, chart(on_that_day), on_that_day)] == [
        "3 months",
        "6 months",
    ]
    note = Document(id="op", kind="operative note", authored=DAY, text="The operation.")
    of_the_day = replace(chart(SHOWN), documents=(note,))
    assert other_days(RULES, request, of_the_day, SHOWN) == ()


# -- what is told ------------------------------------------------------------------------------------------------------


def test_what_is_only_added_follows_what_it_is_added_to_and_is_not_asked_apart() -> None:
    lines = (line("lumbar-fusion", "L4-L5", "L5-S1"), line("pedicle-screws", "L4-L5", "L5-S1", own_id="2"))
    main, added = told([UNSTABLE], *lines).line_items
    assert (main.role, added.role) == ("main", "adjunct")
    assert main.related and not added.related


def test_a_line_that_no_policy_is_for_has_none() -> None:
    (answer,) = told(SHOWN, line("disc-arthroplasty", "L4-L5")).line_items
    assert answer.policy is None and answer.related == ()


def test_at_most_as_many_as_the_rules_say_the_nearest_first_and_no_answer_of_a_kind_twice() -> None:
    facts = [*SHOWN, *(fact("stenosis", "mild", level=one, recorded=WRITTEN) for one in ("L2-L3", "L3-L4", "L5-S1"))]
    (answer,) = told(facts, line("laminectomy", "L4-L5", side="left")).line_items
    kinds = [one.kind for one in answer.related]
    assert kinds == sorted(kinds, key=RULES.order.index)
    assert len(kinds) <= RULES.most_told
    (moved,) = of_kind(answer, "level")
    assert "at L3-L4 instead of L4-L5" in moved.question, "of two that say the same the nearest"


# -- the rules ---------------------------------------------------------------------------------------------------------


def test_the_rules_are_data_and_every_fault_of_the_file_is_told(tmp_path: Path) -> None:
    text = (V.folder / "related.yaml").read_text(encoding="utf-8")
    wrong = (
        text.replace("[side, level", "[sides, level")
        .replace("6 weeks, 3", "6 wekes, 3")
        .replace("to: lumbar-f", "to: lumber-f")
    )
    (tmp_path / "related.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(PackUnusable) as raised:
        load_related(replace(V, folder=tmp_path))
    said = "\n".join(map(str, raised.value.problems))
    assert all(words in said for words in ("'sides'", "'6 wekes'", "'lumber-fusion'")), said
    assert (RULES.order[0], RULES.order[-1], RULES.most_told) == ("side", "earlier", 4)
    assert RULES.source.basis == "house"


def test_what_the_rules_leave_out_is_not_asked() -> None:
    request = Request(line_items=(line("laminectomy", "L4-L5", side="left"),))
    few = replace(RULES, order=("later",))
    asked = Variants(request=request, chart=chart(SHOWN), vocabulary=V, rules=few).of_line(
        request.line_items[0], (), "each level and side"
    )
    assert not list(asked), "no other day is given here"


# -- the same as a review of the variant -------------------------------------------------------------------------------

EXAMPLES = [
    one for one in sorted((Path(__file__).parents[2] / "examples").rglob("case.yaml")) if "pack" not in one.parts
]
PACKS = ("consensus@2026-11", "published-assessments@2025-12")
FOLDERS = [one for one in sorted(shipped_packs().glob("*/*")) if (one / "cases").is_dir()]
SAMPLE, SEED = 30, 8


@cache
def cases() -> tuple[tuple[Case, str], ...]:
    """Every case of every shipped pack, with the name of its pack."""
    found = [(one, f"{folder.parent.name}@{folder.name}") for folder in FOLDERS for one in pack_cases(folder)[0]]
    return tuple((one.case, name) for one, name in found if not one.parameters)


def variants_of(reading: Reading) -> dict[tuple[str | None, str], Variant]:
    """Every variant of a request by its line and its question, whatever its answer."""
    told_before_merging = (*reading.as_read, *reading.case.attested, *reading.case.coded)
    days = (
        other_days(RULES, reading.request, reading.chart, told_before_merging) if not reading.of_the_operation else ()
    )
    asking = Variants(request=reading.request, chart=reading.chart, vocabulary=V, rules=RULES, days=days)
    found: dict[tuple[str | None, str], Variant] = {}
    for one in reading.request.line_items:
        for judged in ("whole line", "each level and side"):
            found |= {(one.id, of.question): of for of in asking.of_line(one, tuple(V.procedures.by_name), judged)}
    if reading.request.setting:
        found |= {(None, of.question): of for of in asking.of_setting(reading.request.line_items)}
    return found


def differing(case: Case, name: str) -> Iterator[str]:
    """The related questions of a case whose answer is another one where a case file of that variant is judged."""
    (judged,) = review(case, packs=[name], as_of=DAY).packs
    variants = (
        variants_of(read(case, as_of=DAY)) if any(one.related for one in (*judged.line_items, judged.setting)) else {}
    )
    for related in (one for answer in (*judged.line_items, judged.setting) for one in answer.related):
        variant = variants[related.line, related.question]
        written = case_text(replace(case, request=variant.request, received=variant.day or case.received))
        again = case_from_text(written, "variant", vocabulary=V, called="variant")
        (other,) = review(again, packs=[name], as_of=variant.day or DAY).packs
        answers = {one.line.id: one for one in other.line_items}
        found = other.setting if variant.line is None else answers[variant.line.id]
        if found.recommendation is not related.recommendation:
            yield f"{case.id}, {name}: {related.question} {related.recommendation}, not {found.recommendation}"


@pytest.mark.parametrize("name", PACKS)
def test_each_told_variant_of_the_examples_is_answered_so_where_it_is_written_and_judged(name: str) -> None:
    assert EXAMPLES
    assert not [wrong for path in EXAMPLES for wrong in differing(case_of(path), name)]


def test_so_are_those_of_a_sample_of_the_pack_cases() -> None:
    sample = random.Random(SEED).sample(cases(), SAMPLE)
    assert not [wrong for case, name in sample for wrong in differing(case, name)]


@pytest.mark.slow
def test_so_are_those_of_every_pack_case() -> None:
    assert len(cases()) > 800
    assert not [wrong for case, name in cases() for wrong in differing(case, name)]


def test_what_is_remembered_is_what_is_judged_anew() -> None:
    """Every variant, told or not, by the memory of the request and by none: the same findings down to the last leaf."""
    compared = 0
    for case, name in random.Random(SEED).sample(cases(), SAMPLE // 2):
        reading = read(case, as_of=DAY)
        judging = assessing(reading, name)
        judging.run()
        for variant in variants_of(reading).values():
            if variant.line is None or judging.varied(variant.request).policy(variant.line) is None:
                continue
            again = judging.varied(variant.request, variant.day)
            anew = replace(again, memory=Memory(), judged={})
            assert again.at_places(variant.line) == anew.at_places(variant.line), (case.id, name, variant.question)
            compared += 1
    assert compared > SAMPLE


def assessing(reading: Reading, name: str) -> Assessing:
    """A case beside a shipped pack."""
    adjudicator, _, version = name.partition("@")
    evaluator = made_ready(shipped_packs() / adjudicator / version)
    used = PackUsed(name=name, digest="", chosen_because="by hand")
    return evaluator.assessing(reading.case, reading.request, reading.chart, reading.given, used)


@cache
def made_ready(folder: Path) -> Evaluator:
    return Evaluator(pack=load_pack(folder, V, folder.name, ()), vocabulary=V)
