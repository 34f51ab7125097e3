"""The headline and the rationale: one sentence that names the exceptions, then a few that say why, each tied to criteria."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hand_made import assess, fact, line, no, pack

from necessity.assessment.assessment import LineAnswer, PackAssessment, Recommendation
from necessity.assessment.exceptions import exceptions_of
from necessity.model.document import Document
from necessity.model.fact import Fact

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER

PACK = """
parameters: {six: {value: 6 weeks}, tight: {value: moderate}, any_grade: {value: mild}, weak: {value: "3"}}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires:
      id: decompress
      all:
        - {id: leg, says: The leg hurts., test: radicular_pain}
        - id: images
          says: The canal is narrow.
          test: stenosis.grade >= tight at this level
          replaced_when:
            id: revision-with-loss
            says: In a revision with loss of strength the grade does not count.
            when: {id: loss, says: A muscle is weak., test: motor_strength.grade <= weak}
            by: {id: any-narrowing, says: Any narrowing., test: stenosis.grade >= any_grade at this level}
        - id: care
          says: Six weeks of care failed.
          test: conservative_care.length >= six
          waived_by: [{id: falling, says: Strength is falling., test: motor_decline}]
        - id: curve
          says: The curve is large.
          test: scoliosis.cobb >= degrees
          parameters: {degrees: {value: 30 deg}}
          applies_when: {id: curved, says: Scoliosis is shown., test: scoliosis}
        - id: patent
          says: A root is pressed.
          test: neural_compression at this level
          barred_by: [{id: open-canal, says: The canal is patent., test: canal_patency.status is patent at this level,
                       silence: absent}]
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {all: [{id: unstable, says: The level is unstable., test: instability at this level}]}
  - policy: screws
    for: [pedicle-screws, allograft]
    judged: whole line
    requires: {all: [{id: fused, says: The fusion meets its own criteria., test: line lumbar-fusion is met}]}
  - policy: aspirate
    for: [marrow-aspirate]
    judged: whole line
    requires: {all: [{id: unproven, says: The payer does not call it unproven., test: payer_position.stance is covered}]}
  - {policy: bmp, for: [bmp], judged: whole line, requires: {id: never, says: BMP is covered., never: true}}
setting:
  default: ambulatory
  replaced_when: [{id: risky, says: A patient with falling strength needs watching., setting: inpatient, test: motor_decline}]
"""

NOTE = Document(
    id="note",
    kind="clinic note",
    text="The left leg hurts. EHL 2/5. It is getting weaker. L4-5: mild stenosis, root pressed. No curve. Six weeks of PT.",
)


def said(words: str, kind: str, value: str | None = None, *, denied: bool = False, **more: str) -> Fact:
    """A fact with its words in the note."""
    start = NOTE.text.index(words)
    made = no(kind, **more) if denied else fact(kind, value, **more)
    return replace(made, evidence=(NOTE.quote(start, start + len(words)),))


LEG = said("left leg hurts", "radicular_pain", side="left")
MILD = said("mild stenosis", "stenosis", "mild", level="L4-L5")
WEAK = said("EHL 2/5", "motor_strength", "2", muscle="extensor hallucis longus", side="left")
FALLING = said("getting weaker", "motor_decline")
PRESSED = said("root pressed", "neural_compression", level="L4-L5")
NO_CURVE = said("No curve", "scoliosis", denied=True)
CARE = said("Six weeks of PT", "conservative_care", "6 weeks")
UNSTABLE = fact("instability", level="L4-L5")
ALL = [LEG, MILD, WEAK, FALLING, PRESSED, NO_CURVE]


def answer(facts: list[Fact], *lines: object, setting: str | None = None) -> PackAssessment:
    return assess(pack(PACK), facts, *lines, setting=setting)  # type: ignore[arg-type]


def only(facts: list[Fact]) -> LineAnswer:
    return answer(facts, line("laminectomy", "L4-L5", side="left")).line_items[0]


# -- why an ordinary criterion does not decide -------------------------------------------------------------------------


def test_each_exception_is_told_with_its_kind_and_its_reason() -> None:
    told = exceptions_of([only(ALL).finding])
    assert [(one.criterion, one.kind, one.by, one.by_says, one.verdict.value) for one in told] == [
        ("images", "replacement", "revision-with-loss",
         "In a revision with loss of strength the grade does not count.", "met"),
        ("care", "waiver", "falling", "Strength is falling.", "met"),
        ("curve", "does_not_apply", "curved", "Scoliosis is shown.", "met"),
    ]  # fmt: skip
    patent = fact("canal_patency", "patent", level="L4-L5")
    bar = exceptions_of([only([LEG, CARE, NO_CURVE, patent]).finding])[-1]
    assert (bar.criterion, bar.kind, bar.by, bar.verdict.value) == ("patent", "bar", "open-canal", "not_met")


def test_an_exception_that_was_not_used_is_not_told() -> None:
    met_by_itself = [LEG, fact("stenosis", "severe", level="L4-L5"), CARE, PRESSED, fact("scoliosis", cobb="40 deg")]
    assert exceptions_of([only(met_by_itself).finding]) == ()


# -- the rationale -----------------------------------------------------------------------------------------------------


def told(facts: list[Fact]) -> dict[str, str]:
    """The sentences by the criteria that they tell."""
    found = only(facts)
    assert 2 <= len(found.rationale) <= 5 and len(found.rationale) == len(found.rationale_basis)
    known = {one.clause.id for one in found.finding.walk()} | {"revision-with-loss"}
    assert all(basis and set(basis) <= known for basis in found.rationale_basis)
    assert all(words.endswith(".") and ".." not in words for words in found.rationale)
    by = {"": found.rationale[0]}
    return by | {
        " ".join(basis): words for basis, words in zip(found.rationale_basis[1:], found.rationale[1:], strict=True)
    }


def test_the_rationale_of_an_approval_says_why_criteria_were_lifted() -> None:
    by = told(ALL)
    assert by[""] == "The criteria for laminectomy at L4-L5, left are met."
    assert by["images revision-with-loss"] == (
        "The canal is narrow: this is replaced because, in a revision with loss of strength the grade does not count "
        "(“EHL 2/5”, note); asked instead: any narrowing: shown (“mild stenosis”, note)."
    )
    assert by["care falling"] == (
        "Six weeks of care failed: this is waived because strength is falling (“getting weaker”, note)."
    )
    assert by["curve curved"] == (
        "The curve is large: does not apply here; it is asked only where scoliosis is shown, which the record rules out "
        "(“No curve”, note)."
    )
    assert by["leg patent"] == "Also met: the leg hurts; a root is pressed."


def test_the_rationale_of_a_question_says_what_is_missing() -> None:
    by = told([LEG, CARE, PRESSED, NO_CURVE])
    assert by[""] == "Not enough is shown to decide on laminectomy at L4-L5, left."
    assert by["images"].startswith("The canal is narrow: not documented; what would settle it: ")


def test_the_rationale_of_a_referral_says_what_fails_in_the_words_of_the_chart() -> None:
    patent = said("mild stenosis", "canal_patency", "patent", level="L4-L5")
    by = told([LEG, CARE, NO_CURVE, MILD, patent])
    assert by[""] == "A criterion for laminectomy at L4-L5, left is not met, so a physician decides."
    assert by["patent"] == "A root is pressed: this is barred because the canal is patent (“mild stenosis”, note)."


def test_levels_are_told_apart_only_where_they_differ() -> None:
    asked = line("laminectomy", "L4-L5", "L5-S1")
    severe = [fact("stenosis", "severe", level="L4-L5"), fact("stenosis", "mild", level="L5-S1")]
    found = answer([LEG, CARE, NO_CURVE, *severe, PRESSED], asked).line_items[0]
    by = {basis[0]: words for basis, words in zip(found.rationale_basis[1:], found.rationale[1:], strict=True)}
    assert "at L4-L5 shown; at L5-S1" in by["images"]
    assert all("at L4-L5" not in words for basis, words in by.items() if basis == "care")


def test_a_line_of_which_nothing_is_known_says_so_and_where_to_look() -> None:
    found = answer([], line("dural-repair")).line_items[0]
    assert found.rationale == (
        "By-hand@1 does not address dural repair, so a person must decide by what.",
        "Nothing was judged for this line; the others were judged without it.",
        "The payer's own site tells which policy does; the pack consensus tells what most public policies ask of it.",
    )


# -- the setting -------------------------------------------------------------------------------------------------------


def test_the_setting_says_what_is_usual_and_what_replaces_it() -> None:
    setting = answer(ALL, line("laminectomy", "L4-L5"), setting="inpatient").setting
    assert setting.rationale == (
        "Inpatient is asked for; ambulatory is what the policy takes as usual.",
        "That is replaced by inpatient because a patient with falling strength needs watching (“getting weaker”, note).",
    )
    usual = answer([LEG], line("laminectomy", "L4-L5"), setting="ambulatory").setting
    assert usual.rationale[-1] == "It is at or below what is supported (ambulatory), so nothing more need be shown."
    open_ = answer([LEG], line("laminectomy", "L4-L5"), setting="inpatient").setting
    assert open_.rationale[1].startswith("A patient with falling strength needs watching: not documented")
    assert open_.rationale[-1] == "Nothing shown supports more than ambulatory, so the question stays open."
    refused = answer([no("motor_decline")], line("laminectomy", "L4-L5"), setting="inpatient").setting
    assert refused.rationale[-1] == "Nothing shown supports more than ambulatory, so a physician decides."


# -- the headline ------------------------------------------------------------------------------------------------------


def test_the_headline_of_one_line_is_short() -> None:
    assert answer([UNSTABLE], line("lumbar-fusion", "L4-L5")).headline == "Criteria met for lumbar fusion at L4-L5."


def test_the_headline_groups_the_lines_and_names_what_is_different() -> None:
    lines = [
        line("laminectomy", "L4-L5", side="left", own_id="1"),
        line("lumbar-fusion", "L4-L5", own_id="2", certainty="possible"),
        line("pedicle-screws", "L4-L5", own_id="3"),
        line("allograft", own_id="4"),
        line("bmp", own_id="5"),
    ]
    assert answer(ALL, *lines, setting="inpatient").headline == (
        "Criteria met for laminectomy at L4-L5, left (images replaced because, in a revision with loss of strength the "
        "grade does not count; care waived because strength is falling; curve asked only where scoliosis is "
        "shown); possible lumbar fusion at L4-L5 pends (what would settle it: the level is unstable); pedicle screws and "
        "allograft at L4-L5 pend (what would settle it: the fusion meets its own criteria); BMP goes to a physician "
        "(BMP is covered: not covered, whatever the record says); inpatient setting met because a patient with falling "
        "strength needs watching."
    )


SEVERAL = """
parameters: {six: {value: 6 weeks}, weak: {value: "3"}}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires:
      id: decompress
      all:
        - {id: leg, says: The leg hurts., test: radicular_pain}
        - {id: curve, says: The curve is measured., test: radicular_pain,
           applies_when: {id: curved, says: Scoliosis is shown., test: scoliosis, silence: absent}}
        - {id: slip, says: The slip is measured., test: radicular_pain,
           applies_when: {id: slipped, says: A slip is shown., test: listhesis at this level, silence: absent}}
        - {id: care, says: Six weeks of care failed., test: conservative_care.length >= six}
        - {id: days, says: The days of care are told., test: conservative_care.length >= six}
    waivers:
      - id: hurry
        says: An emergency, or marked weakness.
        waives: [care, days]
        any:
          - {id: saddle, says: Signs of cauda equina syndrome., test: cauda_equina}
          - {id: marked, says: A muscle has three of five or less., test: motor_strength.grade <= weak}
"""


def test_the_headline_tells_what_was_lifted_first_and_not_what_nobody_raised() -> None:
    told = assess(pack(SEVERAL), [LEG, WEAK, NO_CURVE], line("laminectomy", "L4-L5")).headline
    assert told == (
        "Criteria met for laminectomy at L4-L5 (care and days waived because a muscle has three of five or less; "
        "curve asked only where scoliosis is shown)."
    )


@pytest.mark.parametrize("count", range(1, 10))
def test_the_headline_stays_one_sentence_for_one_to_nine_lines(count: int) -> None:
    names = ("lumbar-fusion", "pedicle-screws", "allograft", "marrow-aspirate", "bmp", "laminectomy", "dural-repair",
             "osteotomy", "navigation")  # fmt: skip
    lines = [line(name, "L4-L5", own_id=str(place)) for place, name in enumerate(names[:count])]
    said_ = answer([UNSTABLE, LEG], *lines, setting="inpatient").headline
    assert said_.endswith(".") and said_.count(". ") == 0 and "\n" not in said_
    assert all(name.replace("-", " ") in said_.lower() for name in names[:count])
    assert "inpatient setting" in said_
    assert len(said_) < 260 + 60 * count


def test_what_nobody_knows_and_what_no_policy_is_for_pend_in_the_headline() -> None:
    unknown = replace(line("laminectomy", own_id="2"), procedure=None, requested_as="quantum realignment")
    said_ = answer([UNSTABLE], line("dural-repair", own_id="1"), unknown).headline
    assert said_ == (
        "Dural repair pends (no policy here addresses it); "
        "'quantum realignment' pends (no procedure of that name is known here)."
    )
    assert answer([], line("dural-repair"), setting="ambulatory").headline.endswith("; ambulatory setting met.")
