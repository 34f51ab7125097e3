"""Every form of a leaf in SQL, each on the smallest record that shows it; the answer is the one of the reference."""

from __future__ import annotations

import pytest
from by_hand import asked
from random_cases import FIRST

from hand_made import EHL, TA, fact, line, no  # isort: skip

from necessity.model.fact import Fact
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

CARE, STRENGTH = "conservative_care", "motor_strength"


@pytest.mark.parametrize(
    ("line", "facts", "expected"),
    [
        # numbers: an interval, an open end, another unit, weeks against months
        ("conservative_care.length >= six", [fact(CARE, "6 weeks")], MET),
        ("conservative_care.length > six", [fact(CARE, "6 weeks")], NOT_MET),
        ("conservative_care.length > six", [fact(CARE, "over 6 weeks")], MET),
        ("conservative_care.length <= six", [fact(CARE, "42 days")], MET),
        ("conservative_care.length < six", [fact(CARE, "under 6 weeks")], MET),
        ("conservative_care.length >= six", [fact(CARE, "4 to 8 weeks")], UNKNOWN),
        ("conservative_care.length >= months", [fact(CARE, "13 weeks")], UNKNOWN),
        ("conservative_care.length >= months", [fact(CARE, "14 weeks")], MET),
        ("conservative_care.length >= six", [fact(CARE, "1 months")], NOT_MET),
        ("conservative_care.length >= six", [fact(CARE)], UNKNOWN),
        ("dynamic_translation.amount > millimetres", [fact("dynamic_translation", "0.4 cm", level="L4-L5")], MET),
        # grades
        ("motor_strength.grade <= weak", [fact(STRENGTH, "3", muscle=EHL)], MET),
        ("motor_strength.grade < weak", [fact(STRENGTH, "4-", muscle=EHL)], NOT_MET),
        ("motor_strength.grade <= weak", [fact(STRENGTH, "3 to 4", muscle=EHL)], UNKNOWN),
        # words and their families
        ("conservative_care.modality is injection", [fact(CARE, modality="esi")], MET),
        ("conservative_care.modality is esi", [fact(CARE, modality="injection")], UNKNOWN),
        ("conservative_care.modality is not injection", [fact(CARE, modality="esi")], NOT_MET),
        ("conservative_care.modality is not esi", [fact(CARE, modality="injection")], UNKNOWN),
        ("conservative_care.response is one of failed", [fact(CARE, response="partial")], MET),
        ("conservative_care.response is one of nobody", [fact(CARE, response="partial")], NOT_MET),
        # roots and muscles
        ("motor_strength.grade <= weak with root L5", [fact(STRENGTH, "3", muscle=EHL)], MET),
        ("motor_strength.grade <= weak with root L5", [fact(STRENGTH, "3", muscle=TA)], UNKNOWN),
        ("motor_strength with root one of roots", [fact(STRENGTH, "3", root="S1")], MET),
        ("radicular_pain.root is L5", [fact("radicular_pain", "S1")], NOT_MET),
        ("radicular_pain concordant with this level", [fact("radicular_pain", "L5")], MET),
        ("radicular_pain concordant with this level", [fact("radicular_pain", "S1")], UNKNOWN),
        ("reflex_change concordant with this level", [fact("reflex_change", "patellar")], MET),
        # denials: all of it, another part of it, what a denial leaves open
        ("motor_decline with muscle quadriceps", [no("motor_decline")], NOT_MET),
        ("motor_decline with root L5", [no("motor_decline", root="S1")], UNKNOWN),
        ("prior_surgery with type laminectomy", [no("prior_surgery", type="decompression")], NOT_MET),
        ("prior_surgery with type decompression", [no("prior_surgery", type="laminectomy")], UNKNOWN),
        ("conservative_care", [no(CARE, modality="physical_therapy")], UNKNOWN),
        ("nicotine.status is never", [no("nicotine")], UNKNOWN),
        ("nicotine.abstinent >= six", [no("nicotine")], UNKNOWN),
        # absence
        ("other_pain_source is absent", [no("other_pain_source")], MET),
        ("other_pain_source is absent", [fact("other_pain_source", "hip")], NOT_MET),
        ("other_pain_source is absent", [], UNKNOWN),
    ],
)
def test_what_is_asked_of_one_fact(line: str, facts: list[Fact], expected: Verdict) -> None:
    assert asked(line, facts) is expected


@pytest.mark.parametrize(
    ("filters", "where", "side", "expected"),
    [
        ("at this level", {"level": "L4-L5"}, None, MET),
        ("at this level", {"level": "L3-L4"}, None, UNKNOWN),
        ("at this level", {}, None, UNKNOWN),
        ("at an adjacent level", {"level": "L5-S1"}, None, MET),
        ("at an adjacent level", {"level": "L4-L5"}, None, UNKNOWN),
        ("at another level", {"level": "L1-L2"}, None, MET),
        ("at an unrequested level", {"level": "L5-S1"}, None, UNKNOWN),  # the other line asks for it
        ("at an unrequested level", {"level": "L3-L4"}, None, MET),
        ("on this side", {"side": "left"}, "left", MET),
        ("on this side", {"side": "both"}, "left", MET),
        ("on this side", {"side": "right"}, "left", UNKNOWN),
        ("on this side", {}, "left", UNKNOWN),
        ("on this side", {"side": "right"}, None, MET),
        ("on this side", {}, "both", MET),
        ("with side left", {"side": "both"}, None, MET),
        ("with side one of sides", {"side": "right"}, None, MET),
    ],
)
def test_where_a_fact_is(filters: str, where: dict[str, str], side: str | None, expected: Verdict) -> None:
    other = line(FIRST, "L5-S1", own_id="2")
    assert asked(f"stenosis {filters}", [fact("stenosis", "severe", **where)], side=side, beside=(other,)) is expected


def test_without_a_level_in_the_request_every_level_is_open() -> None:
    severe = fact("stenosis", "severe", level="L4-L5")
    assert asked("stenosis at this level", [severe], level=None) is UNKNOWN
    assert asked("stenosis at this level", [no("stenosis")], level=None) is NOT_MET


WHERE = {"muscle": EHL, "side": "left"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([fact(STRENGTH, "3", "2026-01-05", **WHERE), fact(STRENGTH, "5", "2026-02-16", **WHERE)], NOT_MET),
        ([fact(STRENGTH, "3", "2026-02-16", **WHERE), fact(STRENGTH, "5", "2026-02-16", **WHERE)], UNKNOWN),
        ([fact(STRENGTH, "3", "2026-02", **WHERE), fact(STRENGTH, "5", "2026-02-16", **WHERE)], UNKNOWN),
        ([fact(STRENGTH, "3", None, **WHERE), fact(STRENGTH, "5", "2026-02-16", **WHERE)], UNKNOWN),
        ([fact(STRENGTH, "3", "2026-01-05", **WHERE), fact(STRENGTH, "5", "2026-02-16", muscle=TA)], MET),
        # without its side it may be the other leg's: nothing is surely replaced
        ([fact(STRENGTH, "3", "2026-01-05", **WHERE), fact(STRENGTH, "5", "2026-02-16", muscle=EHL)], UNKNOWN),
        ([fact(STRENGTH, "3", "2026-01-05", **WHERE), no(STRENGTH, "2026-02-16")], NOT_MET),
        ([no(STRENGTH, "2026-01-05"), fact(STRENGTH, "3", "2026-02-16", **WHERE)], MET),
        (
            [fact(STRENGTH, "3", "2026-01-05", **WHERE), fact(STRENGTH, "5", "2026-02-16", muscle=EHL, side="both")],
            NOT_MET,
        ),
    ],
)
def test_the_latest_of_a_series_counts(facts: list[Fact], expected: Verdict) -> None:
    assert asked("motor_strength.grade <= weak", facts) is expected


FUSED = fact("prior_surgery", "fusion", "2019-04-01", level="L4-L5")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([FUSED, fact("prior_surgery", "discectomy", "2024", level="L4-L5")], MET),
        ([FUSED, no("prior_surgery", "2026-02-01")], UNKNOWN),
        ([FUSED, no("prior_surgery", "2015-02-01")], MET),
        ([FUSED, no("prior_surgery")], UNKNOWN),
        ([FUSED, no("prior_surgery", "2026-02-01", level="L3-L4")], MET),
        ([no("prior_surgery", "2026-02-01")], NOT_MET),
    ],
)
def test_operations_stand_each_alone_and_a_denial_stands_against_them(facts: list[Fact], expected: Verdict) -> None:
    assert asked("prior_surgery with type fusion at this level", facts) is expected


@pytest.mark.parametrize(
    ("line", "facts", "options", "expected"),
    [
        ("stenosis at this level", [], {}, UNKNOWN),
        ("payer_position.stance is unproven", [], {}, NOT_MET),
        ("motor_decline", [], {}, UNKNOWN),
        ("motor_decline", [fact("neuro_exam")], {}, NOT_MET),
        ("motor_decline", [fact("neuro_exam")], {"unreadable": ["clinic note"]}, UNKNOWN),
        ("motor_decline", [fact("neuro_exam")], {"unreadable": ["laboratory"]}, NOT_MET),
        ("motor_decline", [fact("neuro_exam")], {"unreadable": ["other"]}, UNKNOWN),
        ("scoliosis", [], {"silent": True}, NOT_MET),
        ("scoliosis", [fact("scoliosis")], {"silent": True}, MET),
        ("scoliosis", [], {"silent": True, "unreadable": ["imaging report"]}, UNKNOWN),
        ("scoliosis", [fact("scoliosis", attested=True)], {}, MET),
        ("scoliosis", [fact("scoliosis", attested=True)], {"attested": False}, UNKNOWN),
        ("scoliosis", [fact("scoliosis", attested=True), fact("scoliosis")], {"attested": False}, MET),
    ],
)
def test_what_silence_and_attestations_say(
    line: str, facts: list[Fact], options: dict[str, object], expected: Verdict
) -> None:
    assert asked(line, facts, **options) is expected


OPERATED = fact("prior_surgery", "plf", "2025-06-15")


@pytest.mark.parametrize(
    ("window", "on", "expected"),
    [
        ("within a_year before request", "2025-03-10", MET),
        ("within a_year before request", "2025-03-09", UNKNOWN),
        ("within a_year before request", "2025-03", UNKNOWN),
        ("within a_year before request", None, UNKNOWN),
        ("at least a_year before request", "2025-03-10", MET),
        ("after operation", "2025-06-16", MET),
        ("after operation", "2025-06-15", UNKNOWN),
        ("before operation", "2025-06-14", MET),
        ("within half_year after operation", "2025-12-15", MET),
        ("within half_year after operation", "2025-12-16", UNKNOWN),
        ("at least half_year after operation", "2025-12-15", MET),
        ("within half_year before operation", "2024-12-15", MET),
        ("at least half_year before operation", "2024-12-15", MET),
        ("at least half_year before operation", "2024-12-16", UNKNOWN),
    ],
)
def test_windows(window: str, on: str | None, expected: Verdict) -> None:
    moments = {"operation": "last: prior_surgery"}
    assert asked(f"listhesis {window}", [OPERATED, fact("listhesis", "I", on)], moments) is expected


def test_a_course_is_placed_by_its_end_and_after_something_by_its_start() -> None:
    course = fact(CARE, "12 weeks", "2025-02-01", until="2025-04-26")
    assert asked("conservative_care within a_year before request", [course]) is MET
    moments = {"operation": "last: prior_surgery"}
    facts = [course, fact("prior_surgery", "plf", "2025-03-01")]
    assert asked("conservative_care after operation", facts, moments) is UNKNOWN
    still_going_on = fact(CARE, "2 weeks", "2025-02-01")
    assert asked("conservative_care within a_year before request", [still_going_on]) is UNKNOWN


@pytest.mark.parametrize(
    ("moment", "line", "facts", "expected"),
    [
        ("last: prior_surgery", "operation.age >= a_year", [OPERATED], NOT_MET),
        ("first: prior_surgery", "operation.age >= a_year", [OPERATED, FUSED], MET),
        ("last: prior_surgery", "operation.age >= a_year", [FUSED, fact("prior_surgery", "plf")], UNKNOWN),
        ("first: prior_surgery", "operation.age >= a_year", [FUSED, fact("prior_surgery", "plf")], MET),
        ("last: prior_surgery", "operation.age < a_year", [fact("prior_surgery", "plf", "2025")], UNKNOWN),
        ("last: prior_surgery", "operation.age > a_year", [no("prior_surgery")], NOT_MET),
        ("last: prior_surgery | ignore", "operation.age > a_year", [no("prior_surgery")], MET),
        ("last: prior_surgery", "operation.age <= a_year", [], UNKNOWN),
        # an event that a denial stands against may not have been
        ("last: prior_surgery", "operation.age <= a_year", [OPERATED, no("prior_surgery")], UNKNOWN),
        # a window from a moment that was not
        ("last: prior_surgery", "listhesis after operation", [no("prior_surgery"), fact("listhesis", "I")], NOT_MET),
        (
            "last: prior_surgery | ignore",
            "listhesis after operation",
            [no("prior_surgery"), fact("listhesis", "I")],
            MET,
        ),
        ("last: prior_surgery", "listhesis is absent after operation", [no("prior_surgery")], MET),
        # by silence alone: a history was taken, and no operation is in it
        (
            "last: prior_surgery",
            "listhesis after operation",
            [fact("surgical_history"), fact("listhesis", "I")],
            NOT_MET,
        ),
    ],
)
def test_moments(moment: str, line: str, facts: list[Fact], expected: Verdict) -> None:
    assert asked(line, facts, {"operation": moment}) is expected


@pytest.mark.parametrize(
    ("asked_line", "levels", "expected"),
    [
        ("line lumbar-decompression is requested", ("L5-S1",), MET),
        ("line lumbar-decompression is requested at this level", ("L5-S1",), NOT_MET),
        ("line lumbar-decompression is requested at this level", ("L4-L5", "L5-S1"), MET),
        ("line lumbar-decompression is requested at this level", (), UNKNOWN),
        ("line bmp is requested", (), NOT_MET),
        ("line lumbar-decompression is met", ("L5-S1",), UNKNOWN),  # no policy judges it
        ("line lumbar-decompression is met at this level", ("L5-S1",), NOT_MET),
    ],
)
def test_other_lines_of_the_request(asked_line: str, levels: tuple[str, ...], expected: Verdict) -> None:
    """A narrower procedure counts for a broader one."""
    other = line("revision-decompression", *levels, own_id="2")
    assert asked(asked_line, beside=(other,)) is expected
