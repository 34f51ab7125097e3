"""What a leaf means, rule by rule (docs/policy-language.md, "What a leaf means"), each with the smallest chart that shows it."""

from __future__ import annotations

import pytest
from hand_made import EHL, TA, fact, judge, leaf, no

from necessity.assessment.finding import Reason
from necessity.model.fact import Fact
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

WEAK = {"weak": "4-"}
MODERATE = {"needed": "moderate"}
YEAR = {"a_year": "1 years"}


def says(answer: object) -> tuple[Verdict, Reason]:
    return answer.verdict, answer.reason  # type: ignore[attr-defined]


# -- rule 1: each filter and the comparison give an answer per fact ----------------------------------------------------


@pytest.mark.parametrize(
    ("line", "chart", "expected"),
    [
        # everything that must hold of the same course goes into its filters
        (
            "conservative_care.length >= six with modality physical_therapy with response none",
            [fact("conservative_care", "6 weeks", modality="physical_therapy", response="none")],
            MET,
        ),
        (
            "conservative_care.length >= six with modality physical_therapy with response none",
            [
                fact("conservative_care", "8 weeks", modality="physical_therapy", response="good"),
                fact("conservative_care", "2 weeks", modality="physical_therapy", response="none"),
            ],
            NOT_MET,
        ),
        # a missing field is open
        ("conservative_care.length >= six with modality esi", [fact("conservative_care", "6 weeks")], UNKNOWN),
        ("conservative_care.length >= six", [fact("conservative_care", modality="esi")], UNKNOWN),
        # a range across the bound is open; on one side of it, it is not
        ("conservative_care.length >= six", [fact("conservative_care", "4 to 8 weeks")], UNKNOWN),
        ("conservative_care.length >= six", [fact("conservative_care", "over 6 weeks")], MET),
        ("conservative_care.length >= six", [fact("conservative_care", "2 to 5 weeks")], NOT_MET),
        ("motor_strength.grade <= weak", [fact("motor_strength", "3 to 4", muscle=EHL)], UNKNOWN),
        # families: narrower than asked is met, broader leaves it open, another word is another word
        ("conservative_care with modality injection", [fact("conservative_care", modality="esi")], MET),
        ("conservative_care with modality esi", [fact("conservative_care", modality="injection")], UNKNOWN),
        ("conservative_care.modality is esi", [fact("conservative_care", modality="snrb")], NOT_MET),
        ("conservative_care.modality is not esi", [fact("conservative_care", modality="injection")], UNKNOWN),
        ("conservative_care.modality is not injection", [fact("conservative_care", modality="esi")], NOT_MET),
        ("conservative_care.response is one of failed", [fact("conservative_care", response="partial")], MET),
        # `exact` is the narrower word of `possible`
        ("concordance.match is exact at this level", [fact("concordance", "possible", level="L4-L5")], UNKNOWN),
        ("concordance.match is possible at this level", [fact("concordance", "exact", level="L4-L5")], MET),
        # a muscle has one main root and lesser ones
        ("motor_strength.grade <= weak with root L5", [fact("motor_strength", "3", muscle=EHL)], MET),
        ("motor_strength.grade <= weak with root S1", [fact("motor_strength", "3", muscle=EHL)], UNKNOWN),
        ("motor_strength.grade <= weak with root L5", [fact("motor_strength", "3", muscle=TA)], UNKNOWN),
        ("motor_strength.grade <= weak concordant with this level", [fact("motor_strength", "3", muscle=EHL)], MET),
        ("radicular_pain concordant with this level", [fact("radicular_pain", "S1")], UNKNOWN),
        ("reflex_change concordant with this level", [fact("reflex_change", "patellar")], MET),
    ],
)
def test_one_fact(line: str, chart: list[Fact], expected: Verdict) -> None:
    asked = leaf(line, {"six": "6 weeks", **WEAK, "failed": ["none", "partial"]})
    assert judge(asked, *chart).verdict is expected


def test_two_leaves_may_be_met_by_two_facts_but_one_leaf_may_not() -> None:
    supervised = fact("conservative_care", "6 weeks", modality="physical_therapy", supervised="no")
    at_home = fact("conservative_care", "2 weeks", modality="physical_therapy", supervised="yes")
    six = {"six": "6 weeks"}
    assert judge(leaf("conservative_care.length >= six", six), supervised, at_home).verdict is MET
    assert judge(leaf("conservative_care with supervised yes"), supervised, at_home).verdict is MET
    both = leaf("conservative_care.length >= six with supervised yes", six)
    assert judge(both, supervised, at_home).verdict is NOT_MET


def test_what_is_documented_otherwise_than_asked_is_not_called_undocumented() -> None:
    """Care that helped is on record; that it failed is not. What a word of the line names must be the same thing."""
    asked = leaf("conservative_care with modality physical_therapy with response one of failed", {"failed": ["none"]})
    helped = fact("conservative_care", "8 weeks", modality="physical_therapy", response="good")
    of_another = fact("conservative_care", "8 weeks", modality="nsaid", response="good")
    told = judge(asked, helped)
    assert (told.verdict, told.reason, told.note) == (
        UNKNOWN,
        Reason.NOT_DOCUMENTED,
        "documented, but not as it is asked for",
    )
    assert [judge(asked, *facts).note for facts in ([], [of_another])] == ["", ""]


# -- level and side ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "level", "side", "asked_side", "expected"),
    [
        ("at this level", "L4-L5", None, None, MET),
        ("at this level", "L3-L4", None, None, UNKNOWN),
        ("at this level", None, None, None, UNKNOWN),
        ("at an adjacent level", "L3-L4", None, None, MET),
        ("at an adjacent level", "L5-S1", None, None, MET),
        ("at an adjacent level", "L2-L3", None, None, UNKNOWN),
        ("at another level", "L2-L3", None, None, MET),
        ("at another level", "L4-L5", None, None, UNKNOWN),
        ("at an unrequested level", "L2-L3", None, None, MET),
        ("at an unrequested level", "L4-L5", None, None, UNKNOWN),
        ("at an unrequested level", None, None, None, UNKNOWN),
        ("on this side", "L4-L5", "left", "left", MET),
        ("on this side", "L4-L5", "both", "left", MET),
        ("on this side", "L4-L5", "right", "left", UNKNOWN),
        ("on this side", "L4-L5", None, "left", UNKNOWN),
        ("on this side", "L4-L5", "right", None, MET),  # a line without a side asks nothing
        ("on this side", "L4-L5", "right", "both", MET),  # a bilateral line judged by level: either side
        ("with side left", "L4-L5", "both", None, MET),
        ("with side one of sides", "L4-L5", "both", None, MET),
        ("with side right", "L4-L5", "left", None, UNKNOWN),
    ],
)
def test_where(filters: str, level: str | None, side: str | None, asked_side: str | None, expected: Verdict) -> None:
    """A fact that is elsewhere leaves the question open: it is not a no."""
    told = {name: value for name, value in (("level", level), ("side", side)) if value}
    asked = leaf(f"stenosis {filters}", {"sides": ["left", "right"]})
    assert judge(asked, fact("stenosis", "severe", **told), side=asked_side).verdict is expected


def test_a_request_without_a_level_leaves_every_level_open() -> None:
    asked = leaf("stenosis at this level")
    assert judge(asked, fact("stenosis", "severe", level="L4-L5"), level=None).verdict is UNKNOWN
    assert judge(asked, no("stenosis"), level=None).verdict is NOT_MET


# -- rule 2: denials ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "denial", "expected"),
    [
        ("motor_decline with muscle quadriceps on this side", no("motor_decline"), NOT_MET),
        ("motor_decline on this side", no("motor_decline", side="right"), UNKNOWN),
        ("motor_decline on this side", no("motor_decline", side="left"), NOT_MET),
        ("motor_decline on this side", no("motor_decline", side="both"), NOT_MET),
        ("motor_decline with root L5", no("motor_decline", root="L5"), NOT_MET),
        ("motor_decline with root L5", no("motor_decline", root="S1"), UNKNOWN),
        # no weakness of one muscle says nothing of a root that does not move it
        ("motor_decline with root L3", no("motor_decline", muscle=EHL), UNKNOWN),
        ("stenosis at this level", no("stenosis", level="L3-L4"), UNKNOWN),
        ("stenosis at this level", no("stenosis", level="L4-L5"), NOT_MET),
        ("prior_surgery with type laminectomy", no("prior_surgery", type="decompression"), NOT_MET),
        ("prior_surgery with type decompression", no("prior_surgery", type="laminectomy"), UNKNOWN),
        ("prior_surgery with type fusion", no("prior_surgery", type="laminectomy"), UNKNOWN),
    ],
)
def test_what_a_denial_covers(line: str, denial: Fact, expected: Verdict) -> None:
    assert judge(leaf(line), denial, side="left").verdict is expected


# -- rules 3 to 6: series ----------------------------------------------------------------------------------------------


def test_the_latest_of_a_series_counts() -> None:
    asked = leaf("motor_strength.grade <= weak", WEAK)
    weak = fact("motor_strength", "3", "2026-01-05", muscle=EHL, side="left")
    strong = fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="left")
    assert judge(asked, weak, strong).verdict is NOT_MET
    later_weak = fact("motor_strength", "3", "2026-03-01", muscle=EHL, side="left")
    assert says(judge(asked, strong, later_weak)) == (MET, Reason.SHOWN)
    assert judge(asked, strong, later_weak).facts == (later_weak,)


def test_each_muscle_and_side_is_a_series_of_its_own() -> None:
    """So `<=` asks for the weakest muscle, without a word for it."""
    asked = leaf("motor_strength.grade <= weak", WEAK)
    ehl = fact("motor_strength", "3", "2026-01-05", muscle=EHL, side="left")
    ta = fact("motor_strength", "5", "2026-02-16", muscle=TA, side="left")
    other = fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="right")
    assert judge(asked, ehl, ta, other).verdict is MET


def test_the_tightest_compartment_decides() -> None:
    asked = leaf("stenosis.grade >= needed at this level", MODERATE)
    central = fact("stenosis", "mild", "2026-01-05", level="L4-L5", compartment="central", side="both", modality="mri")
    foramen = fact(
        "stenosis", "severe", "2026-01-05", level="L4-L5", compartment="foraminal", side="left", modality="mri"
    )
    assert judge(asked, central, foramen).verdict is MET
    assert judge(asked, central).verdict is NOT_MET


def test_two_values_on_one_day_contradict_each_other() -> None:
    asked = leaf("motor_strength.grade <= weak", WEAK)
    three = fact("motor_strength", "3", "2026-02-16", muscle=EHL, side="left")
    five = fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="left")
    answer = judge(asked, three, five)
    assert says(answer) == (UNKNOWN, Reason.CONFLICTING)
    assert set(answer.facts) == {three, five}


def test_days_that_may_cross_leave_the_series_open() -> None:
    asked = leaf("motor_strength.grade <= weak", WEAK)
    january = fact("motor_strength", "3", "2026-01", muscle=EHL, side="left")
    day = fact("motor_strength", "5", "2026-01-20", muscle=EHL, side="left")
    assert judge(asked, january, day).verdict is UNKNOWN
    later = fact("motor_strength", "5", "2026-02-01", muscle=EHL, side="left")
    assert judge(asked, january, later).verdict is NOT_MET


def test_undated_against_dated_is_open() -> None:
    asked = leaf("motor_strength.grade <= weak", WEAK)
    undated = fact("motor_strength", "3", muscle=EHL, side="left")
    dated = fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="left")
    assert judge(asked, undated, dated).verdict is UNKNOWN


def test_a_fact_without_its_side_may_belong_to_either_series() -> None:
    """The later strength has no side: it may be the other leg's, so it surely replaces nothing."""
    asked = leaf("motor_strength.grade <= weak", WEAK)
    weak = fact("motor_strength", "3", "2026-01-05", muscle=EHL, side="left")
    sideless = fact("motor_strength", "5", "2026-02-16", muscle=EHL)
    assert says(judge(asked, weak, sideless)) == (UNKNOWN, Reason.IMPRECISE)
    told = fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="right")
    assert judge(asked, weak, told).verdict is MET
    assert judge(asked, weak, fact("motor_strength", "5", "2026-02-16", muscle=EHL, side="left")).verdict is NOT_MET


def test_nothing_in_an_incompletely_named_series_is_replaced() -> None:
    """Neither strength names its side: the earlier one may be the left leg's and the later one the right leg's."""
    asked = leaf("motor_strength.grade <= weak", WEAK)
    weak = fact("motor_strength", "3", "2026-01-05", muscle=EHL)
    strong = fact("motor_strength", "5", "2026-02-16", muscle=EHL)
    assert judge(asked, weak, strong).verdict is UNKNOWN


def test_a_possible_member_never_makes_a_series_sure() -> None:
    """The weakness of the left tibialis may be of L5; that of the unnamed muscle is, but may be of the other leg."""
    asked = leaf("motor_strength.grade <= weak with root L5", WEAK)
    left = fact("motor_strength", "3", "2026-02-16", muscle=TA, side="left")
    right = fact("motor_strength", "5", "2026-02-16", root="L5", muscle=TA, side="right")
    somewhere = fact("motor_strength", "3", "2026-02-16", root="L5", muscle=TA)
    assert judge(asked, left, right, somewhere).verdict is UNKNOWN


def test_an_undated_denial_does_not_settle_what_an_event_may_be() -> None:
    asked = leaf("conservative_care.in_person is no with length >= six", {"six": "6 weeks"})
    untold = fact("conservative_care", length="8 weeks")
    assert judge(asked, untold, no("conservative_care")).verdict is UNKNOWN
    fails_anyway = fact("conservative_care", in_person="yes")
    assert judge(asked, fails_anyway, no("conservative_care")).verdict is NOT_MET


def test_both_sides_stand_in_the_left_and_in_the_right_series() -> None:
    asked = leaf("stenosis.grade >= needed at this level on this side", MODERATE)
    where = {"level": "L4-L5", "compartment": "central", "modality": "mri"}
    first = fact("stenosis", "severe", "2025-01-05", side="both", **where)
    second = fact("stenosis", "mild", "2026-01-05", side="left", **where)
    assert judge(asked, first, second, side="left").verdict is NOT_MET
    assert judge(asked, first, second, side="right").verdict is MET


def test_families_count_at_their_broadest_word_in_a_series() -> None:
    asked = leaf("fusion_status.status is nonunion at this level")
    ct = fact("fusion_status", "nonunion", "2025-05-01", level="L4-L5", modality="ct")
    myelogram = fact("fusion_status", "solid", "2026-01-05", level="L4-L5", modality="ct_myelogram")
    mri = fact("fusion_status", "solid", "2026-01-05", level="L4-L5", modality="mri")
    assert judge(asked, ct, myelogram).verdict is NOT_MET
    assert judge(asked, ct, mri).verdict is MET


def test_operations_stand_each_alone() -> None:
    asked = leaf("prior_surgery with type fusion at this level")
    fused = fact("prior_surgery", "plf", "2019", level="L4-L5")
    opened = fact("prior_surgery", "discectomy", "2024", level="L4-L5")
    assert judge(asked, fused, opened).verdict is MET


def test_a_later_denial_of_an_operation_is_a_contradiction_and_an_earlier_one_is_overtaken() -> None:
    asked = leaf("prior_surgery with type fusion at this level")
    fused = fact("prior_surgery", "fusion", "2019-04-01", level="L4-L5")
    assert says(judge(asked, fused, no("prior_surgery", "2026-02-01"))) == (UNKNOWN, Reason.CONFLICTING)
    assert judge(asked, fused, no("prior_surgery", "2015-02-01")).verdict is MET
    assert judge(asked, fused, no("prior_surgery")).verdict is UNKNOWN
    assert judge(asked, fused, no("prior_surgery", "2026-02-01", level="L3-L4")).verdict is MET


def test_a_later_denial_of_a_state_replaces_it() -> None:
    asked = leaf("cauda_equina")
    was = fact("cauda_equina", on="2026-01-05")
    assert says(judge(asked, was, no("cauda_equina", "2026-03-01"))) == (NOT_MET, Reason.RULED_OUT)
    assert judge(asked, no("cauda_equina", "2026-01-05"), fact("cauda_equina", on="2026-03-01")).verdict is MET


def test_facts_outside_the_scope_never_refute() -> None:
    asked = leaf("conservative_care.length >= six within a_year before request", {"six": "6 weeks", **YEAR})
    old = fact("conservative_care", "8 weeks", "2022-01-03", until="2022-03-01")
    short = fact("conservative_care", "2 weeks", "2026-01-05", until="2026-01-19")
    assert says(judge(asked, old)) == (UNKNOWN, Reason.NOT_DOCUMENTED)
    assert says(judge(asked, old, short)) == (NOT_MET, Reason.FALLS_SHORT)


# -- rules 7 and 8: silence and absence --------------------------------------------------------------------------------


def test_silence_is_the_kind_s_own_rule() -> None:
    assert says(judge(leaf("stenosis at this level"))) == (UNKNOWN, Reason.NOT_DOCUMENTED)
    unsaid = judge(leaf("payer_position.stance is unproven"))
    assert says(unsaid) == (NOT_MET, Reason.NOT_DOCUMENTED) and unsaid.rests_on_silence
    assert judge(leaf("motor_decline")).verdict is UNKNOWN
    examined = judge(leaf("motor_decline"), fact("neuro_exam", on="2026-03-01"))
    assert examined.verdict is NOT_MET and examined.rests_on_silence
    assert judge(leaf("member.age >= age", {"age": "65 years"})).verdict is UNKNOWN


def test_silence_absent_on_the_leaf_is_stronger_and_a_statement_is_stronger_still() -> None:
    asked = leaf("scoliosis")
    silent = judge(asked, silence_absent=True)
    assert silent.verdict is NOT_MET and silent.rests_on_silence
    assert judge(asked, fact("scoliosis"), silence_absent=True).verdict is MET
    denied = judge(asked, no("scoliosis"), silence_absent=True)
    assert says(denied) == (NOT_MET, Reason.RULED_OUT) and not denied.rests_on_silence


def test_an_unread_document_keeps_silence_open() -> None:
    examined = fact("neuro_exam", on="2026-03-01")
    for kind in ("clinic note", "other"):
        answer = judge(leaf("motor_decline"), examined, unreadable=[kind])
        assert says(answer) == (UNKNOWN, Reason.UNREADABLE)
    assert judge(leaf("motor_decline"), examined, unreadable=["laboratory"]).verdict is NOT_MET
    assert judge(leaf("scoliosis"), unreadable=["imaging report"], silence_absent=True).reason is Reason.UNREADABLE


def test_is_absent_exchanges_met_and_failed() -> None:
    asked = leaf("other_pain_source is absent")
    assert judge(asked, no("other_pain_source")).verdict is MET
    assert judge(asked, fact("other_pain_source", "hip", level="L4-L5")).verdict is NOT_MET
    assert judge(asked).verdict is UNKNOWN
    screened = judge(leaf("unmanaged_mental_disorder is absent"), fact("mental_health_screen"))
    assert screened.verdict is MET and screened.rests_on_silence and not screened.shown


# -- windows and moments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "on", "expected"),
    [
        # the request day is 2026-03-10; within and at least are inclusive
        ("within a_year before request", "2025-03-10", MET),
        ("within a_year before request", "2025-03-09", UNKNOWN),
        ("within a_year before request", "2026-03-10", MET),
        ("within a_year before request", "2025-03", UNKNOWN),
        ("within a_year before request", "2025", UNKNOWN),
        ("within a_year before request", "2025-06", MET),
        ("within a_year before request", None, UNKNOWN),
        ("at least a_year before request", "2025-03-10", MET),
        ("at least a_year before request", "2025-03-11", UNKNOWN),
        # before and after are strict; the operation was on 2025-06-15
        ("after operation", "2025-06-16", MET),
        ("after operation", "2025-06-15", UNKNOWN),
        ("after operation", "2025-06", UNKNOWN),
        ("after operation", "2025-07", MET),
        ("before operation", "2025-06-14", MET),
        ("before operation", "2025-06-15", UNKNOWN),
        ("within half after operation", "2025-12-15", MET),
        ("within half after operation", "2025-12-16", UNKNOWN),
        ("at least half after operation", "2025-12-15", MET),
        ("at least half after operation", "2025-12-14", UNKNOWN),
    ],
)
def test_windows(window: str, on: str | None, expected: Verdict) -> None:
    """A fact outside the window is not looked at, so that silence answers: for images, unknown."""
    asked = leaf(f"listhesis {window}", {**YEAR, "half": "6 months"}, operation="last: prior_surgery")
    operated = fact("prior_surgery", "plf", "2025-06-15")
    assert judge(asked, operated, fact("listhesis", "I", on)).verdict is expected


def test_a_course_is_placed_by_its_end_and_after_something_by_its_start() -> None:
    over = fact("conservative_care", "12 weeks", "2025-02-01", until="2025-04-26")
    within = leaf("conservative_care within a_year before request", YEAR)
    assert judge(within, over).verdict is MET
    after = leaf("conservative_care after operation", operation="last: prior_surgery")
    operated = fact("prior_surgery", "plf", "2025-03-01")
    assert judge(after, operated, over).verdict is UNKNOWN
    assert judge(after, fact("prior_surgery", "plf", "2025-01-01"), over).verdict is MET


def test_a_course_whose_end_is_not_told_may_have_gone_on() -> None:
    asked = leaf("conservative_care.length >= six within a_year before request", {"six": "6 weeks", **YEAR})
    open_end = fact("conservative_care", "2 weeks", "2025-02-01")
    assert says(judge(asked, open_end)) == (UNKNOWN, Reason.IMPRECISE)
    assert judge(leaf("conservative_care before request"), open_end).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("which", "dates", "order", "expected"),
    [
        ("last", ["2019-01-01", "2025-06-15"], ">=", NOT_MET),
        ("first", ["2019-01-01", "2025-06-15"], ">=", MET),
        ("last", ["2025-03-10"], ">=", MET),
        ("last", ["2025-03-10"], ">", NOT_MET),
        ("last", ["2025-03-10"], "<=", MET),
        ("last", ["2025-03-10"], "<", NOT_MET),
        ("last", ["2025"], ">=", UNKNOWN),
        ("last", ["2024"], ">=", MET),
        ("last", ["2024", None], ">=", UNKNOWN),  # the undated one may be the later one
        ("first", ["2024", None], ">=", MET),
        ("last", [], ">=", UNKNOWN),
    ],
)
def test_the_age_of_a_moment(which: str, dates: list[str | None], order: str, expected: Verdict) -> None:
    asked = leaf(f"operation.age {order} a_year", YEAR, operation=f"{which}: prior_surgery at this level")
    operations = [fact("prior_surgery", "plf", on, level="L4-L5") for on in dates]
    assert judge(asked, *operations).verdict is expected


def test_an_operation_at_an_unknown_level_may_be_the_moment() -> None:
    asked = leaf("operation.age >= a_year", YEAR, operation="last: prior_surgery at this level")
    here = fact("prior_surgery", "plf", "2020-01-01", level="L4-L5")
    somewhere = fact("prior_surgery", "plf", "2025-12-01")
    assert judge(asked, here, somewhere).verdict is UNKNOWN
    assert says(judge(asked, somewhere)) == (UNKNOWN, Reason.IMPRECISE)


def test_a_moment_that_is_ruled_out() -> None:
    """It fails what uses it, or asks nothing where the policy says so."""
    never_operated = no("prior_surgery")
    image = fact("neural_compression", on="2026-01-05", level="L4-L5", side="left", compartment="foraminal")
    line = "neural_compression at this level after operation"
    strict = leaf(line, operation="last: prior_surgery")
    easy = leaf(line, operation="last: prior_surgery | ignore")
    assert says(judge(strict, never_operated, image)) == (NOT_MET, Reason.RULED_OUT)
    assert judge(easy, never_operated, image).verdict is MET
    assert judge(strict, image).verdict is UNKNOWN
    assert judge(easy, image).verdict is UNKNOWN
    assert (
        judge(leaf("operation.age > a_year", YEAR, operation="last: prior_surgery | ignore"), never_operated).verdict
        is MET
    )


def test_a_moment_ruled_out_by_silence_says_so_and_an_unread_document_keeps_it_open() -> None:
    asked = leaf("operation.age >= a_year", YEAR, operation="last: prior_surgery")
    history = fact("surgical_history", on="2026-03-01")
    silent = judge(asked, history)
    assert silent.verdict is NOT_MET and silent.rests_on_silence
    assert says(judge(asked, history, unreadable=["operative note"])) == (UNKNOWN, Reason.UNREADABLE)
    assert judge(asked, silence_absent=True).rests_on_silence


def test_a_contradicted_operation_is_no_sure_moment() -> None:
    asked = leaf("operation.age >= a_year", YEAR, operation="last: prior_surgery with type fusion")
    fused = fact("prior_surgery", "fusion", "2019-04-01", level="L4-L5")
    assert judge(asked, fused).verdict is MET
    assert judge(asked, fused, no("prior_surgery", "2026-02-01")).verdict is UNKNOWN
    assert judge(asked, fused, no("prior_surgery", "2016-02-01")).verdict is MET


# -- attested ----------------------------------------------------------------------------------------------------------


def test_where_documents_are_asked_for_an_attestation_leaves_it_open() -> None:
    asked = leaf("cauda_equina")
    attested = fact("cauda_equina", on="2026-03-01", attested=True)
    assert judge(asked, attested).verdict is MET
    told = judge(asked, attested, documented_only=True)
    assert (*says(told), told.note) == (UNKNOWN, Reason.NOT_DOCUMENTED, "stated beside the record only")
    assert judge(asked, attested, fact("cauda_equina", on="2026-03-02"), documented_only=True).verdict is MET
    age = leaf("operation.age >= a_year", YEAR, operation="last: prior_surgery")
    operated = fact("prior_surgery", "plf", "2020", attested=True)
    assert judge(age, operated).verdict is MET
    assert judge(age, operated, documented_only=True).verdict is UNKNOWN


def test_naming_the_muscle_of_a_strength_that_fails_anyway_keeps_a_settled_no() -> None:
    """Found by the large run: an undated full strength beside a dated one, with the muscle named or not."""
    asked = leaf("motor_strength.grade <= mrc_bound after last_exam", {"mrc_bound": "4-"}, last_exam="last: neuro_exam")
    exam = fact("neuro_exam", on="2026-03-08")
    dated = fact("motor_strength", "5", side="right", on="2026-03-09")
    undated = fact("motor_strength", "5", side="right")
    named = fact("motor_strength", "5", side="right", muscle=EHL)
    assert judge(asked, exam, dated, undated).verdict is NOT_MET
    assert judge(asked, exam, dated, named).verdict is NOT_MET


def test_a_denial_of_one_sort_of_care_denies_no_other() -> None:
    asked = leaf("conservative_care.length >= six", {"six": "6 weeks"})
    no_therapy = no("conservative_care", modality="physical_therapy")
    assert judge(asked, no_therapy).verdict is UNKNOWN
    assert judge(asked, no("conservative_care")).verdict is NOT_MET
    of_therapy = leaf("conservative_care.length >= six with modality physical_therapy", {"six": "6 weeks"})
    assert judge(of_therapy, no_therapy).verdict is NOT_MET


def test_a_denial_of_one_activity_or_zone_denies_no_other_and_a_bare_one_denies_them_all() -> None:
    one = no("functional_limitation", activity="sleep")
    assert judge(leaf("functional_limitation"), one).verdict is UNKNOWN
    assert judge(leaf("functional_limitation.activity is sleep"), one).verdict is NOT_MET
    assert judge(leaf("functional_limitation"), no("functional_limitation")).verdict is NOT_MET
    assert judge(leaf("instability"), no("instability", basis="clinical")).verdict is UNKNOWN
    no_central = no("stenosis", compartment="central", level="L4-L5")
    narrow = leaf("stenosis.grade >= needed at this level", {"needed": "moderate"})
    assert judge(narrow, no_central).verdict is UNKNOWN
    # but what else is told and falls short keeps nothing open
    assert (
        judge(narrow, no_central, fact("stenosis", "mild", compartment="foraminal", level="L4-L5")).verdict is NOT_MET
    )
    assert (
        judge(leaf("motor_strength.grade <= weak", {"weak": "4-"}), no("motor_strength", muscle=EHL)).verdict is UNKNOWN
    )
    # what is not flagged in its file is denied whole by a denial that names a field
    assert judge(leaf("neural_compression"), no("neural_compression", structure="root")).verdict is NOT_MET


def test_a_later_compression_replaces_an_earlier_denial_though_its_compartment_is_not_told() -> None:
    asked = leaf("neural_compression at this level on this side")
    then = no("neural_compression", level="L4-L5", on="2023-09-01")
    now = fact("neural_compression", "root", level="L4-L5", side="left", modality="mri", on="2026-01-20")
    assert judge(asked, then, now, side="left").verdict is MET
    assert judge(asked, now, no("neural_compression", level="L4-L5", on="2026-01-20"), side="left").verdict is UNKNOWN


def test_what_is_denied_on_a_contrast_study_is_denied_on_an_mri() -> None:
    """The modality tells how a finding was looked at; it does not narrow what is denied, as it does for a course of care."""
    asked = leaf("neural_compression at this level with modality mri")
    denied = no("neural_compression", level="L4-L5", modality="mri_contrast", on="2026-01-20")
    assert judge(asked, denied).verdict is NOT_MET


# -- what a denial leaves open: the kind's own file says it --------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "chart", "expected"),
    [
        # who denies tobacco may never have used it, or have stopped last week
        ("nicotine.status is never", [no("nicotine")], UNKNOWN),
        ("nicotine.abstinent >= six", [no("nicotine")], UNKNOWN),
        ("nicotine.status is current", [no("nicotine")], NOT_MET),
        ("nicotine.status is not current", [no("nicotine")], MET),
        ("nicotine is absent", [no("nicotine")], MET),
        # beside what tells it, the denial is the same story
        ("nicotine.abstinent >= six", [fact("nicotine", "former", abstinent="8 weeks"), no("nicotine")], MET),
        ("nicotine.abstinent >= six", [fact("nicotine", "former", abstinent="3 weeks"), no("nicotine")], NOT_MET),
        ("nicotine.status is never", [fact("nicotine", "never"), no("nicotine")], MET),
        # and beside what it contradicts, a conflict
        ("nicotine.status is never", [fact("nicotine", "current"), no("nicotine")], UNKNOWN),
    ],
)
def test_a_denial_of_nicotine_says_nothing_of_how_long(line: str, chart: list[Fact], expected: Verdict) -> None:
    assert judge(leaf(line, {"six": "6 weeks"} if "six" in line else None), *chart).verdict is expected
