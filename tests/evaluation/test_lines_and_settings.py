"""Around the tree: places of a line, other lines, the setting, code rules, cautions, steps, needs, gaps and recommendations."""

from __future__ import annotations

import pytest
from hand_made import EHL, V, assess, fact, leaf, line, no, only, pack

from necessity.assessment.assessment import PackAssessment, Recommendation
from necessity.assessment.finding import Finding, Need, Reason
from necessity.evaluation.addressed import policy_for
from necessity.evaluation.gaps import settles
from necessity.evaluation.sentences import state_of
from necessity.model.fact import Fact
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER

LEVELS = """
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    requires: {all: [{id: tight, test: neural_compression at this level}]}
  - policy: discectomy
    for: [discectomy]
    judged: each level and side
    requires: {all: [{id: herniated, test: disc_herniation at this level on this side}]}
  - policy: exploration
    for: [exploration]
    judged: whole line
    requires: {all: [{id: hurts, test: radicular_pain}]}
"""


def compressed(level: str, **more: str) -> Fact:
    return fact("neural_compression", level=level, **more)


# -- places ------------------------------------------------------------------------------------------------------------


def test_a_line_is_met_when_every_level_is_and_each_level_has_its_own_answer() -> None:
    answer = only(pack(LEVELS), [compressed("L4-L5")], line("laminectomy", "L4-L5", "L5-S1"))
    assert [(one.place, one.verdict) for one in answer.by_level] == [("L4-L5", MET), ("L5-S1", UNKNOWN)]
    assert (answer.verdict, answer.recommendation) == (UNKNOWN, PEND)
    assert [(gap.criterion, gap.level) for gap in answer.gaps] == [("tight", "L5-S1")]
    both = only(pack(LEVELS), [compressed("L4-L5"), compressed("L5-S1")], line("laminectomy", "L4-L5", "L5-S1"))
    assert (both.verdict, both.recommendation, both.gaps) == (MET, APPROVE, ())
    one_fails = [compressed("L4-L5"), no("neural_compression", level="L5-S1")]
    assert only(pack(LEVELS), one_fails, line("laminectomy", "L4-L5", "L5-S1")).recommendation is REFER


def test_a_bilateral_line_is_judged_side_by_side_or_by_either_side() -> None:
    left = fact("disc_herniation", level="L4-L5", side="left")
    answer = only(pack(LEVELS), [left], line("discectomy", "L4-L5", side="both"))
    assert [(one.place, one.verdict) for one in answer.by_level] == [("L4-L5 left", MET), ("L4-L5 right", UNKNOWN)]
    by_level = pack(LEVELS.replace("each level and side", "each level"))
    assert only(by_level, [left], line("discectomy", "L4-L5", side="both")).verdict is MET


def test_a_line_without_a_side_asks_for_none() -> None:
    left = fact("disc_herniation", level="L4-L5", side="left")
    assert only(pack(LEVELS), [left], line("discectomy", "L4-L5")).verdict is MET
    assert only(pack(LEVELS), [left], line("discectomy", "L4-L5", side="right")).verdict is UNKNOWN


def test_a_request_without_a_level_pends_and_asks_for_it() -> None:
    answer = only(pack(LEVELS), [compressed("L4-L5")], line("laminectomy"))
    assert (answer.verdict, answer.recommendation) == (UNKNOWN, PEND)
    assert [gap.criterion for gap in answer.gaps] == ["tight", "requested-level"]
    assert [gap.criterion for gap in only(pack(LEVELS), [], line("exploration")).gaps] == ["hurts"]


# -- which policy ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "service", "expected"),
    [
        ("laminectomy", None, "broad"),
        ("revision-discectomy", None, "narrow"),
        ("discectomy", None, "broad"),
        ("discectomy", "cpt:63042", "by-code"),
        ("foraminotomy", None, None),
        ("dural-repair", None, None),
    ],
)
def test_the_policy_of_a_line(procedure: str, service: str | None, expected: str | None) -> None:
    """The code first, then the procedure, then the nearest broader one; what is not addressed stops the climb."""
    judged_by = pack(
        """
policies:
  - {policy: broad, for: [lumbar-decompression], judged: each level, requires: {id: a, test: imaging_study}}
  - {policy: narrow, for: [revision-discectomy], judged: each level, requires: {id: b, test: imaging_study}}
  - {policy: by-code, for: ["cpt:63042"], judged: each level, requires: {id: c, test: imaging_study}}
does_not_address: [foraminotomy]
"""
    )
    found = policy_for(judged_by, V.procedures, line(procedure, "L4-L5", service=service))
    assert (found.id if found else None) == expected


def test_a_line_that_no_policy_addresses_pends_and_says_so() -> None:
    answer = only(pack(LEVELS), [compressed("L4-L5")], line("dural-repair", "L4-L5"))
    assert (answer.recommendation, answer.finding.reason, answer.policy) == (PEND, Reason.NOT_ADDRESSED, None)
    assert answer.because == ("not-addressed",)


# -- lines that ask for lines ------------------------------------------------------------------------------------------

LINES = """
policies:
  - policy: screws
    for: [pedicle-screws]
    judged: each level
    requires: {all: [{id: fused, test: line lumbar-fusion is met at this level}]}
  - policy: aspirate
    for: [marrow-aspirate]
    judged: whole line
    requires: {all: [{id: any-fusion, test: line lumbar-fusion is met}]}
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires: {all: [{id: slips, test: listhesis at this level}]}
does_not_address: [interbody-fusion]
"""


def screws_found(facts: list[Fact], *others: object, level: str = "L4-L5") -> Finding:
    asked = line("pedicle-screws", level, own_id="screws")
    return assess(pack(LINES), facts, asked, *others).line_items[0].finding  # type: ignore[arg-type]


def screws(facts: list[Fact], *others: object, level: str = "L4-L5") -> tuple[Verdict, Reason]:
    found = screws_found(facts, *others, level=level)
    return found.verdict, found.reason


def test_an_add_on_takes_the_answer_of_its_line_at_its_level() -> None:
    slip, none = fact("listhesis", "I", level="L4-L5"), no("listhesis", level="L5-S1")
    fusion = line("posterior-fusion", "L4-L5", "L5-S1", own_id="fusion")
    assert screws([slip, none], fusion) == (MET, Reason.SHOWN)
    assert screws([slip, none], fusion, level="L5-S1")[0] is NOT_MET
    assert screws([slip], fusion, level="L5-S1")[0] is UNKNOWN


def test_an_add_on_is_not_approved_beside_a_line_that_is_met_with_nothing_shown() -> None:
    text = """
parameters: {wait: {value: 6 weeks}}
moments: {last_surgery: {last: prior_surgery, if_none: ignore}}
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: whole line
    requires: {id: fusion, all: [{id: healed, test: last_surgery.age >= wait}]}
  - policy: protein
    for: [bmp]
    judged: whole line
    requires: {id: beside-a-fusion, test: line lumbar-fusion is met}
"""
    fusion, added = assess(pack(text), [no("prior_surgery")], line("lumbar-fusion"), line("bmp", own_id="2")).line_items
    assert (fusion.verdict, fusion.recommendation) == (MET, PEND)
    assert (added.verdict, added.recommendation) == (MET, PEND)


def test_a_line_that_is_not_requested_is_not_met() -> None:
    assert screws([fact("listhesis", "I", level="L4-L5")]) == (NOT_MET, Reason.RULED_OUT)
    elsewhere = line("posterior-fusion", "L3-L4", own_id="fusion")
    assert screws([fact("listhesis", "I", level="L4-L5")], elsewhere)[0] is NOT_MET


def test_what_is_not_on_the_request_is_not_called_ruled_out() -> None:
    alone = screws_found([])
    assert (alone.reason, state_of(alone)) == (Reason.RULED_OUT, "not requested here")
    elsewhere = line("lumbar-fusion", "L3-L4", own_id="2")
    assert state_of(screws_found([fact("listhesis", "I", level="L4-L5")], elsewhere)) == "not requested here"
    beside = line("lumbar-fusion", "L4-L5", own_id="2")
    assert state_of(screws_found([no("listhesis", level="L4-L5")], beside)) == "ruled out"


def test_a_line_that_is_requested_but_not_addressed_leaves_its_add_on_open() -> None:
    interbody = line("interbody-fusion", "L4-L5", own_id="cage")
    assert screws([], interbody) == (UNKNOWN, Reason.NOT_ADDRESSED)


def test_of_two_lines_of_one_procedure_the_better_answer_counts() -> None:
    lines = [line("posterior-fusion", "L4-L5", own_id="a"), line("interbody-fusion", "L4-L5", own_id="b")]
    assert screws([no("listhesis")], *lines)[0] is UNKNOWN
    assert screws([no("listhesis")], *reversed(lines))[0] is UNKNOWN


def test_the_order_of_the_lines_does_not_matter() -> None:
    facts = [fact("listhesis", "I", level="L4-L5")]
    parts = [
        line("marrow-aspirate", own_id="bone"),
        line("pedicle-screws", "L4-L5", own_id="screws"),
        line("posterior-fusion", "L4-L5", own_id="fusion"),
    ]
    for order in (parts, parts[::-1]):
        answers = assess(pack(LINES), facts, *order).line_items
        assert {answer.line.id: answer.recommendation for answer in answers} == dict.fromkeys(
            ("bone", "screws", "fusion"), APPROVE
        )


def test_what_is_requested_is_closed() -> None:
    asked = pack(
        """
policies:
  - policy: cage
    for: [interbody-device]
    judged: each level
    requires: {id: parent, test: line lumbar-fusion is requested at this level}
does_not_address: [lumbar-fusion]
"""
    )
    cage = line("interbody-device", "L4-L5", own_id="cage")

    def verdict(*others: object) -> Verdict:
        return assess(asked, [], cage, *others).line_items[0].verdict  # type: ignore[arg-type]

    assert verdict() is NOT_MET
    assert verdict(line("interbody-fusion", "L4-L5", own_id="2")) is MET
    assert verdict(line("interbody-fusion", "L3-L4", own_id="2")) is NOT_MET
    assert verdict(line("interbody-fusion", own_id="2")) is UNKNOWN


# -- recommendations ---------------------------------------------------------------------------------------------------

ONE = """
parameters: {six: {value: 6 weeks}}
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    requires:
      all:
        - {id: care, test: conservative_care.length >= six, waived_by: [{id: falling, test: motor_decline}]}
        - {id: tight, test: neural_compression at this level}
        - {id: calm, kind: readiness, test: unmanaged_mental_disorder is absent}
        - {id: signed, kind: administrative, test: inpatient_order}
"""
GOOD = [
    fact("conservative_care", "8 weeks"),
    compressed("L4-L5"),
    no("unmanaged_mental_disorder"),
    fact("inpatient_order"),
]
ASKED = line("laminectomy", "L4-L5")


def test_everything_shown_is_approved() -> None:
    answer = only(pack(ONE), GOOD, ASKED)
    assert (answer.verdict, answer.recommendation, answer.gaps, answer.approvable_if) == (MET, APPROVE, (), ())
    assert set(answer.by_need.values()) == {MET}


def test_what_falls_short_is_referred_and_what_rests_on_silence_pends() -> None:
    short = [fact("conservative_care", "2 weeks"), *GOOD[1:]]
    examined = fact("neuro_exam")
    referred = only(pack(ONE), [*short, no("motor_decline")], ASKED)
    assert (referred.recommendation, referred.because) == (REFER, ("care",))
    assert only(pack(ONE), short, ASKED).recommendation is PEND  # whether strength falls is not told
    untold = only(pack(ONE), [*short, examined], ASKED)  # an examination that is silent on it is a question, no refusal
    assert (untold.verdict, untold.recommendation) == (NOT_MET, PEND)
    assert [gap.criterion for gap in untold.gaps] == ["care"]
    silent = pack(ONE.replace("neural_compression at this level", "cauda_equina"))
    quiet = only(silent, [*GOOD[:1], *GOOD[2:], examined], ASKED)
    assert (quiet.verdict, quiet.recommendation, quiet.finding.rests_on_silence) == (NOT_MET, PEND, True)


def test_a_failure_on_shown_facts_is_not_softened_by_silence_elsewhere() -> None:
    both = pack(ONE.replace("neural_compression at this level", "cauda_equina"))
    facts = [fact("conservative_care", "2 weeks"), *GOOD[2:], fact("neuro_exam"), no("motor_decline")]
    assert only(both, facts, ASKED).recommendation is REFER


def test_approval_needs_something_shown() -> None:
    quiet = pack(
        """
policies:
  - {policy: one, for: [laminectomy], judged: each level, requires: {id: calm, test: unmanaged_mental_disorder is absent}}
"""
    )
    answer = only(quiet, [fact("mental_health_screen")], ASKED)
    assert (answer.verdict, answer.recommendation) == (MET, PEND)
    assert only(quiet, [no("unmanaged_mental_disorder")], ASKED).recommendation is APPROVE


@pytest.mark.parametrize(
    ("attested", "enough", "expected"), [(False, "", MET), (True, "", UNKNOWN), (True, "attested: enough", MET)]
)
def test_an_attestation_lifts_nothing_unless_it_is_enough(attested: bool, enough: str, expected: Verdict) -> None:
    told = pack(ONE.replace("test: motor_decline", f"test: motor_decline{', ' + enough if enough else ''}"))
    facts = [*GOOD[1:], fact("motor_decline", muscle=EHL, attested=attested)]
    assert only(told, facts, ASKED).verdict is expected


def test_an_attestation_is_enough_for_an_indication_and_not_for_readiness() -> None:
    attested = [fact("conservative_care", "8 weeks", attested=True), *GOOD[1:]]
    assert only(pack(ONE), attested, ASKED).recommendation is APPROVE
    calm = [*GOOD[:2], no("unmanaged_mental_disorder", attested=True), GOOD[3]]
    answer = only(pack(ONE), calm, ASKED)
    assert (answer.verdict, answer.by_need[Need.READINESS], answer.by_need[Need.INDICATION]) == (UNKNOWN, UNKNOWN, MET)


def test_each_kind_of_criterion_has_its_own_verdict() -> None:
    answer = only(pack(ONE), [*GOOD[:2], fact("unmanaged_mental_disorder")], ASKED)
    assert answer.by_need == {Need.INDICATION: MET, Need.READINESS: NOT_MET, Need.ADMINISTRATIVE: UNKNOWN}


def test_a_kind_given_where_a_definition_is_included_reaches_all_of_it() -> None:
    included = pack(
        """
define: [{id: gate, all: [{id: calm, test: unmanaged_mental_disorder is absent}, {id: told, test: counselling}]}]
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    requires: {all: [{id: tight, test: neural_compression at this level}, {same_as: gate, kind: readiness}]}
"""
    )
    answer = only(included, [compressed("L4-L5"), no("unmanaged_mental_disorder")], ASKED)
    assert answer.by_need == {Need.INDICATION: MET, Need.READINESS: UNKNOWN, Need.ADMINISTRATIVE: MET}


# -- gaps --------------------------------------------------------------------------------------------------------------


def test_one_gap_for_each_open_requirement_and_what_they_would_do() -> None:
    answer = only(pack(ONE), GOOD[1:2], ASKED)
    assert [gap.criterion for gap in answer.gaps] == ["care", "calm", "signed"]
    assert answer.approvable_if == ("g1", "g2", "g3")
    assert answer.gaps[0].documents[:1] == ("therapy record",)
    assert "therapy record" in answer.gaps[0].documents and "clinic note" in answer.gaps[0].documents


def test_nothing_is_asked_where_a_requirement_has_failed() -> None:
    answer = only(pack(ONE), [fact("conservative_care", "2 weeks"), no("motor_decline")], ASKED)
    assert (answer.recommendation, answer.gaps, answer.approvable_if) == (REFER, (), ())


def test_a_root_that_needs_one_of_several_is_one_question() -> None:
    either = pack(
        """
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    requires: {id: reason, any: [{id: a, test: stenosis at this level}, {id: b, test: listhesis at this level}]}
"""
    )
    answer = only(either, [], ASKED)
    assert [gap.criterion for gap in answer.gaps] == ["reason"]
    assert answer.because == ("reason",) and answer.approvable_if == ("g1",)


def test_gaps_are_numbered_over_the_whole_assessment() -> None:
    lines = [line("laminectomy", "L4-L5", own_id="a"), line("discectomy", "L4-L5", own_id="b")]
    answers = assess(pack(LEVELS), [], *lines).line_items
    assert [gap.id for answer in answers for gap in answer.gaps] == ["g1", "g2"]
    assert [answer.approvable_if for answer in answers] == [("g1",), ("g2",)]


def test_a_document_that_cannot_be_read_is_told_as_the_reason() -> None:
    answer = only(pack(LEVELS), [], ASKED, unreadable=["imaging report"])
    assert answer.finding.reason is Reason.UNREADABLE
    assert "could not be read" in answer.gaps[0].question


# -- setting -----------------------------------------------------------------------------------------------------------

SETTING = """
parameters: {two: {value: 2 n}}
policies:
  - {policy: one, for: [laminectomy], judged: each level, requires: {id: seen, test: imaging_study}}
setting:
  default: outpatient
  replaced_when:
    - {id: watch, setting: observation, test: anticoagulation.bridging is yes}
    - {id: stay, setting: inpatient, test: stay_expected.midnights >= two}
"""
STAY, SHORT = fact("stay_expected", "2"), fact("stay_expected", "1")
BRIDGED, NOT_BRIDGED = fact("anticoagulation", "yes"), fact("anticoagulation", "no")


@pytest.mark.parametrize(
    ("asked", "facts", "supported", "expected"),
    [
        (None, [], "outpatient", None),
        ("ambulatory", [], "outpatient", APPROVE),
        ("outpatient", [], "outpatient", APPROVE),
        ("observation", [BRIDGED, SHORT], "observation", APPROVE),
        ("observation", [NOT_BRIDGED, STAY], "inpatient", APPROVE),
        ("observation", [NOT_BRIDGED, SHORT], "outpatient", REFER),
        ("observation", [SHORT], "outpatient", PEND),
        ("inpatient", [BRIDGED, SHORT], "observation", REFER),
        ("inpatient", [BRIDGED], "observation", PEND),
        ("inpatient", [STAY], "inpatient", APPROVE),
        ("outpatient", [STAY], "inpatient", APPROVE),
    ],
)
def test_the_setting(asked: str | None, facts: list[Fact], supported: str, expected: Recommendation | None) -> None:
    found = assess(pack(SETTING), facts, ASKED, setting=asked).setting
    assert (found.supported, found.recommendation) == (supported, expected)


def test_what_would_settle_the_setting_is_asked_and_nothing_else() -> None:
    found = assess(pack(SETTING), [BRIDGED], ASKED, setting="inpatient").setting
    assert [(gap.id, gap.criterion) for gap in found.gaps] == [("s1", "stay")]
    assert assess(pack(SETTING), [STAY], ASKED, setting="inpatient").setting.gaps == ()


def test_a_reason_for_more_that_rests_on_silence_alone_pends() -> None:
    quiet = SETTING.replace("stay_expected.midnights >= two", "unmanaged_mental_disorder is absent").replace(
        "parameters: {two: {value: 2 n}}", ""
    )
    found = assess(pack(quiet), [fact("mental_health_screen"), NOT_BRIDGED], ASKED, setting="inpatient").setting
    assert (found.supported, found.recommendation) == ("outpatient", PEND)


def test_a_rule_that_nobody_raised_is_left_out_and_asks_nothing() -> None:
    """A rule for one line of business is no question where the case does not name it, and decides where it does."""
    for_some = SETTING + (
        "    - {id: by-a-person, setting: inpatient, all: [{id: look, ask_a_person: true}], applies_when: "
        "{id: bridged, test: anticoagulation.bridging is yes, silence: absent}}\n"
    )
    silent = assess(pack(for_some), [SHORT], ASKED, setting="inpatient").setting
    assert (silent.recommendation, [gap.criterion for gap in silent.gaps]) == (REFER, [])
    raised = assess(pack(for_some), [SHORT, BRIDGED], ASKED, setting="inpatient").setting
    assert (raised.recommendation, [gap.criterion for gap in raised.gaps]) == (PEND, ["by-a-person"])


def test_a_stay_goes_with_its_operation() -> None:
    def stay(*facts: Fact) -> PackAssessment:
        return assess(pack(SETTING), [STAY, *facts], ASKED, setting="inpatient")

    ruled_out = no("imaging_study")
    met, open_, referred = stay(fact("imaging_study", "mri")), stay(), stay(ruled_out)
    assert [one.line_items[0].recommendation for one in (met, open_, referred)] == [APPROVE, PEND, REFER]
    assert [one.setting.recommendation for one in (met, open_, referred)] == [APPROVE, APPROVE, REFER]
    assert "should an operation be approved" in open_.headline and "should an operation" not in met.headline
    assert open_.setting.rationale[-1].startswith("This says where, not whether")
    assert referred.setting.finding is not None and referred.setting.finding.clause.id == "operation-approved"
    assert (
        referred.setting.rationale[-1]
        == "Every operation of this request goes to a physician, and the stay goes with it."
    )
    lower = assess(pack(SETTING), [ruled_out], ASKED, setting="outpatient")
    assert lower.setting.recommendation is APPROVE


def test_a_request_for_a_setting_alone_and_a_pack_that_says_nothing_of_it() -> None:
    assert assess(pack(SETTING), [STAY], setting="inpatient").setting.recommendation is APPROVE
    for asked in ("ambulatory", "inpatient"):
        unnamed = assess(pack(SETTING), [SHORT], setting=asked).setting
        assert (unnamed.recommendation, unnamed.supported) == (PEND, None)
        assert [(gap.id, gap.question) for gap in unnamed.gaps] == [
            (
                "s1",
                f"The {asked} setting is asked for, but no operation that is judged here is named. Which operation is planned?",
            )
        ]
    silent = assess(pack(LEVELS), [], setting="inpatient").setting
    assert (silent.recommendation, silent.supported) == (PEND, None)
    assert assess(pack(LEVELS), [], ASKED).setting.recommendation is None


# -- cautions, steps, codes --------------------------------------------------------------------------------------------

CAUTIONS = """
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    requires: {all: [{id: tight, test: neural_compression at this level}, {id: hurts, test: radicular_pain}]}
    steps: [tight, hurts, slip, link]
    cautions:
      - {id: slip, says: A vertebra slips., when: {id: is-slip, test: listhesis at this level}}
      - {id: link, says: The link is not shown., unless: {id: is-link, test: concordance.match is possible at this level}}
      - id: contrast
        applies_when: {id: opened, test: prior_surgery at this level with type discectomy}
        unless: {id: contrast-mri, test: imaging_study.modality is mri_contrast}
cautions:
  - {id: pack-wide, when: {id: is-pregnant, test: pregnancy}}
"""


def states(facts: list[Fact], *lines: object) -> dict[str, str]:
    found = assess(pack(CAUTIONS), facts, *(lines or (ASKED,)))  # type: ignore[arg-type]
    return {caution.id: caution.state for caution in found.cautions}


def test_cautions_are_shown_by_when_and_by_unless() -> None:
    assert states([]) == {"link": "not documented"}
    shown = [fact("listhesis", "I", level="L4-L5"), fact("concordance", "none", level="L4-L5"), fact("pregnancy")]
    assert states(shown) == {"slip": "shown", "link": "shown", "pack-wide": "shown"}
    assert states([fact("concordance", "exact", level="L4-L5"), no("listhesis")]) == {}


def test_a_caution_that_does_not_apply_is_not_asked() -> None:
    linked = fact("concordance", "exact", level="L4-L5")
    opened = fact("prior_surgery", "discectomy", level="L4-L5")
    assert states([linked]) == {}
    assert states([linked, opened]) == {"contrast": "not documented"}
    assert states([linked, opened, fact("imaging_study", "ct")]) == {"contrast": "shown"}


def test_cautions_never_change_an_answer() -> None:
    facts = [compressed("L4-L5"), fact("radicular_pain", "L5"), fact("listhesis", "I", level="L4-L5")]
    answer = only(pack(CAUTIONS), facts, ASKED)
    assert answer.recommendation is APPROVE
    told = [(step.criterion, step.answer) for step in answer.steps]
    assert told == [("tight", "met"), ("hurts", "met"), ("slip", "shown"), ("link", "not documented")]


def test_a_step_answers_for_every_level_of_the_line() -> None:
    facts = [compressed("L4-L5"), no("neural_compression", level="L5-S1"), fact("radicular_pain", "L5")]
    answer = only(pack(CAUTIONS), facts, line("laminectomy", "L4-L5", "L5-S1"))
    assert {step.criterion: step.answer for step in answer.steps}["tight"] == "not_met"


CODING = """
policies:
  - {policy: one, for: [lumbar-decompression], judged: each level, requires: {id: seen, test: imaging_study}}
coding:
  - {id: units, fault: mismatch, effect: clarify, for: any, unless: {id: fit, test: request.units_fit is fits}}
  - id: again
    fault: mismatch
    effect: note
    for: ["cpt:63042"]
    unless: {id: before, test: prior_surgery at this level with type decompression}
  - id: both
    fault: conflict
    effect: clarify
    for: [discectomy]
    when: {id: too, test: line laminectomy is requested at this level}
"""


def test_code_rules_speak_of_their_own_lines_and_never_change_a_verdict() -> None:
    seen = fact("imaging_study", "mri")
    fits, too_many = (fact("request", units_fit=word) for word in ("fits", "too_many"))
    coded = line("revision-discectomy", "L4-L5", service="cpt:63042")
    clean = only(pack(CODING), [seen], coded, given=[fits])
    assert (clean.recommendation, clean.coding) == (APPROVE, ())
    wrong = only(pack(CODING), [seen], coded, given=[too_many])
    assert (wrong.verdict, wrong.recommendation, [note.rule for note in wrong.coding]) == (MET, PEND, ["units"])
    first_time = only(pack(CODING), [seen, no("prior_surgery")], coded, given=[fits])
    assert (first_time.recommendation, [note.rule for note in first_time.coding]) == (APPROVE, ["again"])
    beside = [coded, line("laminectomy", "L4-L5", own_id="2")]
    answers = assess(pack(CODING), [seen], *beside, given=[fits]).line_items
    assert [[note.rule for note in answer.coding] for answer in answers] == [["both"], []]


def test_a_code_rule_never_softens_a_referral() -> None:
    strict = pack(CODING.replace("test: imaging_study}", "test: stenosis at this level}"))
    answer = only(strict, [no("stenosis")], line("laminectomy", "L4-L5"), given=[fact("request", units_fit="too_many")])
    assert (answer.recommendation, [note.rule for note in answer.coding]) == (REFER, ["units"])


# -- reasons and inclusion ---------------------------------------------------------------------------------------------


def test_a_definition_is_read_in_its_own_home() -> None:
    """A policy's own parameter of the same name does not reach into what it includes, wherever the policy stands."""
    homes = pack(
        """
parameters: {long: {value: 6 weeks}}
define: [{id: care, test: conservative_care.length >= long}]
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    parameters: {long: {value: 12 weeks}}
    requires: {all: [{same_as: care}, {id: own, test: conservative_care.length >= long with modality exercise}]}
"""
    )
    answer = only(homes, [fact("conservative_care", "8 weeks", modality="exercise")], ASKED)
    assert [child.verdict for child in answer.finding.children] == [MET, NOT_MET]


def test_a_waiver_of_the_policy_reaches_into_what_it_includes_for_its_own_lines_only() -> None:
    included = pack(
        """
parameters: {six: {value: 6 weeks}}
policies:
  - policy: one
    for: [laminectomy]
    judged: each level
    requires: {all: [{id: care, test: conservative_care.length >= six}, {id: seen, test: imaging_study}]}
  - policy: two
    for: [discectomy]
    judged: each level
    requires: {all: [{id: as-one, same_as: one}, {id: seen-too, test: counselling}]}
    waivers: [{id: urgent, waives: [care], test: cauda_equina}]
"""
    )
    facts = [
        fact("conservative_care", "2 weeks"),
        fact("imaging_study", "mri"),
        fact("cauda_equina"),
        fact("counselling"),
    ]
    lines = [line("laminectomy", "L4-L5", own_id="a"), line("discectomy", "L4-L5", own_id="b")]
    assert [one.recommendation for one in assess(included, facts, *lines).line_items] == [REFER, APPROVE]


def test_the_leaf_reader_and_the_pack_read_one_language() -> None:
    assert leaf("listhesis at this level") == pack(LINES).policies[2].requires.body.children[0].body.leaf  # type: ignore[union-attr]


SIDED = """
policies:
  - policy: one
    for: [laminectomy]
    judged: each level and side
    requires:
      all:
        - id: pressed
          says: A root is pressed.
          all:
            - {id: root, says: Images show it., test: neural_compression at this level on this side}
            - {id: grade, says: The canal is narrow., test: instability at this level}
          barred_by: [{id: solid, says: It is fused., test: fusion_status.status is solid at this level, silence: absent}]
        - id: care
          says: Care was tried.
          test: conservative_care
          waived_by: [{id: falling, says: Strength is falling., test: motor_decline}]
    cautions:
      - {id: slip, says: There is a slip., when: {id: slipped, test: listhesis at this level}}
    steps: [pressed, slip]
"""


def test_what_is_met_for_some_side_is_not_approved_for_none() -> None:
    shown = [
        fact("neural_compression", "root", level="L4-L5", side="left"),
        fact("instability", level="L4-L5"),
        fact("conservative_care", "8 weeks"),
    ]
    assert only(pack(SIDED), shown, line("laminectomy", "L4-L5", side="left")).recommendation is APPROVE
    sideless = only(pack(SIDED), shown, line("laminectomy", "L4-L5"))
    assert (sideless.verdict, sideless.recommendation) == (MET, PEND)
    assert [gap.criterion for gap in sideless.gaps] == ["requested-side"]


def test_a_gap_joins_as_the_policy_joins_and_never_asks_for_a_bar() -> None:
    first, second = only(pack(SIDED), [], line("laminectomy", "L4-L5", side="left")).gaps
    assert "What would settle it: Images show it and the canal is narrow." in first.question
    assert "fused" not in first.question
    assert second.question.endswith("care without surgery; or strength is falling.")


SEVERAL = """
policies:
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    requires:
      all:
        - id: several
          at_least:
            n: 2
            of:
              - {id: slip, says: There is a slip., test: listhesis at this level}
              - {id: loose, says: It moves., test: instability at this level}
              - {id: tight, says: It is narrow., test: stenosis at this level}
cautions:
  - {id: elsewhere, says: Narrow where nobody operates., when: {id: there, test: stenosis at an unrequested level}}
"""


def test_what_would_settle_a_choice_of_several_says_how_many() -> None:
    asked = line("lumbar-fusion", "L4-L5")
    none = only(pack(SEVERAL), [], asked).gaps[0].finding
    assert settles(none) == "at least 2 of these: there is a slip, it moves, it is narrow"
    one = only(pack(SEVERAL), [fact("instability", level="L4-L5")], asked).gaps[0].finding
    assert settles(one) == "at least 1 more of these: there is a slip, it is narrow"


def test_a_level_of_the_request_is_no_other_level() -> None:
    narrow = fact("stenosis", "severe", level="L4-L5")
    both = assess(pack(SEVERAL), [narrow], line("lumbar-fusion", "L3-L4", "L4-L5"))
    assert both.cautions == ()
    beside = assess(
        pack(SEVERAL), [narrow], line("lumbar-fusion", "L3-L4"), line("pedicle-screws", "L4-L5", own_id="2")
    )
    assert beside.cautions == ()
    other = assess(pack(SEVERAL), [narrow], line("lumbar-fusion", "L3-L4"))
    assert [one.id for one in other.cautions] == ["elsewhere"]


def test_the_headline_names_the_level_that_is_open_where_another_is_met() -> None:
    held = [fact("instability", level="L4-L5"), fact("stenosis", "severe", level="L4-L5")]
    told = assess(pack(SEVERAL), held, line("lumbar-fusion", "L3-L4", "L4-L5")).headline
    assert told.startswith("Lumbar fusion at L3-L4 and L4-L5 pends (only at L3-L4; what would settle it: at least 2")


def test_a_step_on_what_nobody_said_is_not_documented() -> None:
    answer = only(pack(SIDED), [], line("laminectomy", "L4-L5", side="left"))
    assert [(step.criterion, step.answer) for step in answer.steps] == [
        ("pressed", "unknown"),
        ("slip", "not documented"),
    ]
    told = only(pack(SIDED), [no("listhesis", level="L4-L5")], line("laminectomy", "L4-L5", side="left"))
    assert told.steps[1].answer == "does not arise"
