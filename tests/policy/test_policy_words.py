"""What a test line and a criterion say in plain words: numbers, units, windows, moments, exceptions, silence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from necessity.errors import PackUnusable
from necessity.policy.criterion import Criterion, Pack, walk
from necessity.policy.criterion import Test as Line
from necessity.policy.criterion_words import Saying, saying_of
from necessity.policy.kind_words import asked_words, load_asked_words
from necessity.policy.known import known_packs
from necessity.policy.leaf import named_parameters
from necessity.policy.load import load_pack
from necessity.policy.words import amount_words, leaf_words
from necessity.review import shipped_packs, shown_folder
from necessity.vocabulary.load import vocabulary


@cache
def packs() -> dict[str, Pack]:
    found = known_packs((shipped_packs(),))
    return {one.name: load_pack(one.folder, vocabulary(), shown_folder(one.folder)) for one in found}


def trees(pack: Pack) -> list[Criterion]:
    rules = [rule.when for rule in pack.setting.rules] if pack.setting else []
    return [*(policy.requires for policy in pack.policies), *rules]


def lines_of(pack: Pack) -> list[Line]:
    return [node.body for tree in trees(pack) for node in walk(tree) if isinstance(node.body, Line)]


@cache
def said(line: str) -> set[str]:
    """The words of a test line, wherever a shipped pack writes it."""
    return {leaf_words(test.leaf) for pack in packs().values() for test in lines_of(pack) if test.line == line}


# -- test lines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("prior_surgery at this level with type fusion", "an earlier fusion at this level"),
        ("last_fusion_near.age >= adjacent_wait", "at least 6 months from the last fusion at an adjacent level to the request"),
        ("dynamic_translation.amount > translation at this level",
         "motion between two positions of more than 3 mm at this level"),
        ("listhesis.grade >= slip_two at this level", "a slipped vertebra of Meyerding grade II or more at this level"),
        ("bone_density.t_score <= weak_bone", "measured bone density T-score of at most -2.5 standard deviations"),
        ("nicotine.status is not current", "nicotine not used now"),
        ("nicotine.abstinent >= smoke_free", "nicotine given up for at least 6 weeks"),
        ("hba1c.share < hba1c_max", "HbA1c of less than 8%"),
        ("line hardware-removal is met at this level",
         "requested at this level, and meeting its own criteria: removal of spinal implants"),
        ("request.level_count > more_than_one", "the request names more than 1 level"),
        ("request.review is not prospective", "the request is made not before the operation"),
        ("spinal_infection is absent", "no infection of the spine"),
        ("fusion_status.status is nonunion at this level at least nonunion_wait after last_fusion_here",
         "an earlier fusion that has not healed at this level, at least 6 months after the last fusion at this level"),
        ("concordance.match is one of fitting at this level on this side",
         "an exact or a possible fit of symptoms and signs with the root that images show compressed at this level on this side"),
        ("neural_compression.cause is disc at this level after last_surgery_here",
         "nerves pressed by the disc at this level, after the last operation at this level"),
        ("motor_strength.grade <= severe_weakness on this side concordant with this level within care_recent before request",
         "muscle strength of at most 4- of 5 on this side, belonging to a root of this level, within 1 year before the request"),
        ("conservative_care.length >= care_each with modality exercise with response one of no_gain",
         "therapy or exercise for at least 6 weeks in one course, with no response, relief that did not last or worsening"),
        ("imaging_study with modality one of through_metal", "a CT myelogram or an MRI with metal reduction"),
        ("request.procedure is one of listed_unproven", "the request names one of an empty list"),
    ],
)  # fmt: skip
def test_a_test_line_reads_as_a_clinician_would_say_it(line: str, words: str) -> None:
    assert words in said(line)


def test_a_number_between_equal_bounds_is_one_number() -> None:
    (words,) = {one for pack in ("cms-inpatient@2026-01",) for test in lines_of(packs()[pack])
                if "year" in (one := leaf_words(test.leaf))}  # fmt: skip
    assert "of the year 2026," in words
    assert "at least 2026" not in words


def test_no_test_line_of_any_pack_prints_a_word_of_the_machine() -> None:
    wrong = []
    for pack in packs().values():
        for test in lines_of(pack):
            words = leaf_words(test.leaf)
            names = [name for name, _ in named_parameters(test.leaf) if "_" in name]
            if re.search(r"_|  |\{|\bwith (type|modality|cause|status|basis|side)\b|\bis is\b", words) or any(
                name in words for name in names
            ):
                wrong.append(f"{pack.name}: {test.line}: {words}")
    assert sorted(set(wrong)) == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1 year", "1 year"), ("1 years", "1 year"), ("6 weeks", "6 weeks"), ("10 deg", "10 degrees"), ("1 deg", "1 degree"),
        ("-2.5 sd", "-2.5 standard deviations"), ("8 percent", "8%"), ("2 n", "2"), ("10 ng/mL", "10 ng/mL"), ("3", "3"),
        ("moderate", "moderate"), ("0.5 cm", "0.5 cm"),
    ],
)  # fmt: skip
def test_a_number_keeps_its_sign_and_has_its_unit_in_words(written: str, words: str) -> None:
    assert amount_words(written) == words


# -- the table of words ------------------------------------------------------------------------------------------------


def test_every_kind_of_fact_has_words() -> None:
    assert sorted(set(vocabulary().kinds) - set(asked_words().kinds)) == [], (
        "give each a line in medicine/asked_words.yaml"
    )


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("stenosys: {noun: narrowing}", "did you mean 'stenosis'"),
        ("stenosis: {fields: {grade: x}}", "has no 'noun'"),
        ("stenosis: {noun: narrowing, fields: {grde: 'of {}'}}", "did you mean 'grade'"),
        ("stenosis: {noun: narrowing, fields: {compartment: {centrl: the canal}}}", "did you mean 'central'"),
        ("stenosis: {noun: narrowing, noun_by: color}", "is not a field of the kind"),
    ],
)
def test_a_fault_in_the_table_is_told_with_its_line(tmp_path: Path, table: str, told: str) -> None:
    file = tmp_path / "asked_words.yaml"
    file.write_text(f"pregnancy: {{noun: pregnancy}}\n{table}\n", encoding="utf-8")
    with pytest.raises(PackUnusable) as unusable:
        load_asked_words(file, vocabulary())
    assert told in str(unusable.value)
    assert "medicine/asked_words.yaml:2" in str(unusable.value)


# -- criteria ----------------------------------------------------------------------------------------------------------


def node(pack: str, policy: str, name: str) -> Saying:
    tree = next(one.requires for one in packs()[pack].policies if one.id == policy)
    return next(one for one in saying_of(tree, "L").walk() if one.id == name)


def test_every_node_has_its_row_and_its_number() -> None:
    for pack in packs().values():
        for tree in trees(pack):
            sayings = list(saying_of(tree, "L").walk())
            assert [one.id for one in sayings] == [one.id for one in walk(tree)]
            assert len({one.number for one in sayings}) == len(sayings)
            assert all(one.number == "L" or one.number.startswith("L.") for one in sayings)


def test_a_waiver_says_what_it_lifts_and_how_it_is_told() -> None:
    gate = node("evicore@2026-08", "fusion", "nicotine-gate")
    lifts = gate.children[-1]
    assert lifts.role == "waived if"
    assert f"Unless waived by {lifts.number}; it is then told as waived, never as met." in gate.remarks
    assert "Readiness: what can be put right before the operation." in gate.remarks
    assert gate.joins == "One of parts 1 and 2 is enough."


def test_a_condition_says_what_happens_without_it() -> None:
    since = node("cms@2024-09", "lumbar-fusion", "unstable-since")
    assert since.remarks == (
        f"Asked only where {since.children[-1].number} holds (this level was fused before); "
        "otherwise it does not apply, and nothing is asked.",
    )
    assert since.children[-1].role == "asked only if"
    assert since.children[-1].remarks == ("Where the record says nothing of it, it counts as absent.",)


def test_a_branch_that_nobody_raises_counts_for_nothing() -> None:
    injections = node("consensus@2026-11", "discectomy", "injections")
    assert "otherwise it is not raised, and counts for nothing." in " ".join(injections.remarks)


def test_a_bar_says_that_it_fails_whatever_else_is_shown() -> None:
    barred = node("published-assessments@2025-12", "revision-discectomy", "compression")
    assert any(one.startswith("Barred where ") and "whatever else is shown" in one for one in barred.remarks)


def test_a_replacement_says_what_is_asked_instead() -> None:
    replaced = [
        (one, child)
        for pack in packs().values()
        for tree in trees(pack)
        for one in saying_of(tree, "L").walk()
        for child in one.children
        if child.role == "then instead"
    ]
    assert replaced
    for one, child in replaced:
        assert f"then {child.number} is asked instead." in " ".join(one.remarks)


@pytest.mark.parametrize(
    ("pack", "policy", "name", "joins"),
    [
        ("consensus@2026-11", "discectomy", "two-kinds", "At least 2 of these 4 must hold."),
        ("cms@2024-09", "lumbar-fusion", "indication", "One of these is enough. The list is complete."),
        ("cms@2024-09", "lumbar-fusion", "how-much-motion", "The program leaves this open: a person must look."),
        ("cms@2024-09", "lumbar-fusion", "failed-fusion", "All of these must hold."),
        ("evicore@2026-08", "unproven", "called-unproven", "Never met: this policy does not cover it."),
    ],
)
def test_how_the_parts_make_up_a_node(pack: str, policy: str, name: str, joins: str) -> None:
    assert node(pack, policy, name).joins == joins


def test_silence_that_counts_after_an_examination_names_it() -> None:
    signs = node("published-assessments@2025-12", "revision-discectomy", "cauda-equina")
    assert signs.remarks == (
        "Where the record holds a neurological examination of the legs and says nothing of it, it counts as absent.",
    )
