"""What changed between two packs, one change of one small pack at a time; and what changes nothing is not told as a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from necessity.policy.criterion import Pack
from necessity.policy.difference import PackDifference, difference
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack, read_pack
from necessity.policy.tree_difference import Sort, gathered
from necessity.policy.write import to_yaml
from necessity.vocabulary.load import medicine_folder, vocabulary

V = vocabulary()
PACKS = medicine_folder() / "packs"
BASE = """
pack: plan
version: "1"
title: The plan
effective: {from: 2026-01-01}
scope: {payers: [My Plan]}
sources: {rule: {document: A rule, basis: original, date: 2026-01-01}}
default_source: rule
parameters:
  care_length: {value: 6 weeks}
  recent: {value: 6 months}
  kinds_of_care: {value: [exercise, esi]}
  narrowest: {value: moderate}
moments: {last_fusion: {last: prior_surgery with type fusion at this level}}
does_not_address: [monitoring]
setting:
  default: outpatient
  says: Outpatient as a rule.
  replaced_when: [{id: weak, setting: inpatient, says: Strength falls., test: motor_decline}]
cautions: [{id: smoker, says: Nicotine is in use., when: {id: smokes, test: nicotine.status is current}}]
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    steps: [narrowed]
    requires:
      id: decompression
      says: Decompression
      all:
        - {id: narrowed, says: The canal is narrow., test: stenosis.grade >= narrowest at this level}
        - id: care
          says: Care was tried.
          any:
            - {id: long-care, test: conservative_care.length >= care_length within recent before request}
            - {id: such-care, test: conservative_care.modality is one of kinds_of_care}
          waived_by: [{id: urgent, test: motor_decline, silence: absent}]
        - {id: talked, kind: administrative, says: It was talked over., ask_a_person: true}
"""


def pack(folder: Path, text: str) -> Pack:
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(text)
    found, _ = read_pack(folder, V, "a-folder")  # a pack for one line may break a rule of the check
    assert found is not None
    return found


def changed(folder: Path, old: str, new: str) -> PackDifference:
    assert BASE.count(old) == 1, f"{old!r} stands {BASE.count(old)} times"
    return difference(pack(folder / "one", BASE), pack(folder / "two", BASE.replace(old, new)), V.procedures)


def told(found: PackDifference) -> list[tuple[str, str, str, str]]:
    """Sort, criterion, what it was and what it is, of every change in meaning."""
    changes = [change for pair in found.policies for change in pair.changes]
    changes += [change for rule in found.rules for change in rule.changes]
    return [(one.sort.value, one.node.id, one.old, one.new) for one in changes if one.has_meaning]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("care_length: {value: 6 weeks}", "care_length: {value: 3 months}",
         ("value", "long-care", "at least 6 weeks", "at least 3 months")),
        ("recent: {value: 6 months}", "recent: {value: 1 year}",
         ("value", "long-care", "within 6 months", "within 1 year")),
        ("narrowest: {value: moderate}", "narrowest: {value: severe}",
         ("value", "narrowed", "at least moderate", "at least severe")),
        ("stenosis.grade >= narrowest", "stenosis.grade > narrowest",
         ("value", "narrowed", "at least moderate", "more than moderate")),
        ("long-care, test: conservative_care.length >= care_length within recent before request",
         "long-care, test: conservative_care.length >= care_length",
         ("test", "long-care", "", "")),
        ("test: stenosis.grade >= narrowest at this level", "test: stenosis.grade >= narrowest",
         ("test", "narrowed", "", "")),
        ("          any:\n            - {id: long-care", "          all:\n            - {id: long-care",
         ("body", "care", "Care was tried (any of these)", "Care was tried (all of these)")),
        ("{id: urgent, test: motor_decline, silence: absent}", "{id: urgent, test: motor_decline}",
         ("silence", "urgent", "silence is a no", "silence is unknown")),
        ("{id: urgent, test: motor_decline, silence: absent}",
         "{id: urgent, test: motor_decline, silence: absent, attested: enough}",
         ("attested", "urgent", "as its kind has it", "a statement is enough")),
        ("kind: administrative, says: It was", "kind: readiness, says: It was",
         ("kind", "talked", "administrative", "readiness")),
        ("says: The canal is narrow., test: stenosis.grade >= narrowest at this level}",
         "says: The canal is narrow., never: true}",
         ("body", "narrowed", "", "")),
        ("when: {id: smokes, test: nicotine.status is current}", "when: {id: smokes, test: nicotine.status is former}",
         ("value", "smokes", "current", "former")),
        ("says: Strength falls., test: motor_decline}", "says: Strength falls., test: cauda_equina}",
         ("test", "weak", "", "")),
    ],
)  # fmt: skip
def test_one_change_is_told_as_one_with_what_it_was_and_is(
    tmp_path: Path, old: str, new: str, expected: tuple[str, str, str, str]
) -> None:
    (found,) = told(changed(tmp_path, old, new))
    sort, name, was, is_now = expected
    assert found[:2] == (sort, name)
    assert (was, is_now) in (found[2:], ("", ""))


def test_words_of_a_list_that_came_and_went(tmp_path: Path) -> None:
    found = changed(tmp_path, "{value: [exercise, esi]}", "{value: [bracing, exercise]}")
    (change,) = [one for pair in found.policies for one in pair.changes]
    assert change.value is not None
    assert (change.value.more, change.value.less) == (("bracing",), ("esi",))
    assert not told(changed(tmp_path / "again", "{value: [exercise, esi]}", "{value: [esi, exercise]}"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("        - {id: talked, kind: administrative, says: It was talked over., ask_a_person: true}\n", "",
         [("taken out", "talked")]),
        ("waived_by: [{id: urgent, test: motor_decline, silence: absent}]", "barred_by: []",
         [("exception taken out", "urgent")]),
        ("waived_by: [{id: urgent, test: motor_decline, silence: absent}]",
         "barred_by: [{id: urgent, test: motor_decline, silence: absent}]",
         [("moved", "urgent")]),
        ("says: Care was tried.\n", "says: Care was tried.\n          applies_when: {id: old-enough, test: member}\n",
         [("exception added", "old-enough")]),
        ("            - {id: such-care,", "            - {id: film, test: imaging_study}\n            - {id: such-care,",
         [("added", "film")]),
        ("{id: narrowed, says: The canal is narrow., test: stenosis.grade >= narrowest at this level}",
         "{id: either, any: [{id: narrowed, says: The canal is narrow., test: stenosis.grade >= narrowest at this level}, "
         "{id: slipped, test: listhesis}]}",
         [("moved", "narrowed"), ("added", "either")]),
        ("    for: [lumbar-decompression]", "    for: [lumbar-decompression, discectomy]", []),
    ],
)  # fmt: skip
def test_what_comes_goes_and_moves(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    found = changed(tmp_path, old, new)
    assert [one[:2] for one in told(found)] == expected
    assert not found.is_nothing


@pytest.mark.parametrize(
    ("old", "new", "sort"),
    [
        ("says: The canal is narrow.", "says: The canal is narrowed here.", Sort.SENTENCE),
        ("{document: A rule, basis: original, date: 2026-01-01}", "{document: The rule, basis: original}", Sort.SOURCE),
        ("{id: long-care,", "{id: enough-care,", Sort.RENAMED),
        ("{id: narrowed, says", "{id: narrowed, source: {ref: rule, place: page 3}, says", Sort.SOURCE),
    ],
)
def test_other_words_sources_and_names_are_no_change_in_meaning(tmp_path: Path, old: str, new: str, sort: Sort) -> None:
    found = changed(tmp_path, old, new)
    assert found.is_nothing
    assert {one.sort for pair in found.policies for one in pair.changes} == {sort}


def test_a_parameter_under_another_name_asks_the_same(tmp_path: Path) -> None:
    renamed = BASE.replace("care_length", "six_weeks").replace("last_fusion", "fusion_here")
    assert difference(pack(tmp_path / "one", BASE), pack(tmp_path / "two", renamed), V.procedures).is_nothing


def test_the_head_the_setting_cautions_and_what_a_policy_judges(tmp_path: Path) -> None:
    text = BASE
    for old, new in (
        ("{from: 2026-01-01}", "{from: 2026-01-01, until: 2026-12-31}"),
        ("[My Plan]", "[My Plan, Our Plan]"),
        ("[monitoring]", "[monitoring, microscope]"),
        ("default: outpatient", "default: ambulatory"),
        ("setting: inpatient", "setting: observation"),
        ("for: [lumbar-decompression]", "for: [lumbar-decompression, discectomy]"),
        ("judged: each level", "judged: whole line"),
        ("cautions: [{id: smoker,", "cautions: [{id: smoking,"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    found = difference(pack(tmp_path / "one", BASE), pack(tmp_path / "two", text), V.procedures)
    assert [(one.about, one.old, one.new) for one in found.head] == [
        ("in force", "from 2026-01-01", "from 2026-01-01 until 2026-12-31"),
        ("for payers", "", "Our Plan"),
        ("does not address", "", "microscope"),
    ]
    assert not found.judges_alike
    (pair,) = found.policies
    assert [(one.about, one.old, one.new) for one in pair.said] == [
        ("judges", "", "discectomy"),
        ("judged", "each level", "whole line"),
    ]
    assert [(rule.part, rule.id) for rule in found.rules] == [
        ("setting", "setting"),
        ("setting", "weak"),
        ("caution", "smoker"),
        ("caution", "smoking"),
    ]


def test_a_change_of_a_shared_criterion_is_gathered(tmp_path: Path) -> None:
    twice = BASE.replace(
        "- {id: such-care,",
        "- {id: other-care, test: conservative_care.length >= care_length}\n            - {id: such-care,",
    )
    longer = twice.replace("value: 6 weeks", "value: 8 weeks")
    found = difference(pack(tmp_path / "one", twice), pack(tmp_path / "two", longer), V.procedures)
    (one,) = gathered(found.policies[0].changes)
    assert (one.ids, one.count, one.above) == (("long-care", "other-care"), 2, ("long-care", "other-care"))


def test_two_payers_stand_side_by_side_by_kind_of_fact() -> None:
    aetna, cms = (load_pack(PACKS / name, V) for name in ("aetna/2026-01", "cms/2024-09"))
    found = difference(aetna, cms, V.procedures)
    (both,) = [pair for pair in found.policies if pair.one and pair.two]
    assert not found.kin and not both.by_node
    by_kind = {kind.about: kind for kind in both.side_by_side}
    assert [asked.node.id for asked in by_kind["listhesis"].both] == ["slip"]
    assert by_kind["nicotine"].one and not by_kind["nicotine"].two
    assert list(by_kind)[-1] == "what a person must look at"
    assert "instrumentation-removal" in {pair.one.id for pair in found.policies if pair.one and not pair.two}
    told_ids = {asked.node.id for kind in both.side_by_side for asked in (*kind.one, *kind.both)}
    assert {"never-used", "three-months-of-therapy", "half-of-left"} <= told_ids


def test_only_the_policies_of_one_procedure() -> None:
    ones = [load_pack(PACKS / "evicore" / version, V) for version in ("2025-12", "2026-08")]
    found = difference(ones[0], ones[1], V.procedures, "posterior-fusion")
    (pair,) = found.policies
    assert pair.one and pair.two and (pair.one.id, pair.two.id) == ("fusion", "fusion")
    assert not found.head and not found.rules


def test_the_two_versions_of_evicore_differ_as_their_readme_says() -> None:
    ones = [load_pack(PACKS / "evicore" / version, V) for version in ("2025-12", "2026-08")]
    found = difference(ones[0], ones[1], V.procedures)
    changed_ids = {one[1] for one in told(found)}
    assert changed_ids == {
        "cotinine-normal", "slip-beside-gap", "gap-without-slip", "later-recurrence", "later-recurrence-text",
    }  # fmt: skip
    assert {rule.id for rule in found.rules} == {
        "herniation-never-alone", "narrowing-never-alone", "wear-never-alone", "gap-never-alone",
    }  # fmt: skip
    assert sum(pair.asks_the_same for pair in found.policies) == 13


@pytest.mark.parametrize("entry", known_packs((PACKS,)), ids=lambda entry: entry.name)
def test_every_shipped_pack_is_the_same_as_itself_and_as_itself_written_out(entry: object, tmp_path: Path) -> None:
    one = load_pack(entry.folder, V)  # type: ignore[attr-defined]
    assert difference(one, one, V.procedures).is_nothing
    for name, text in to_yaml(one).items():
        (tmp_path / name).write_text(text)
    again, _ = read_pack(tmp_path, V)
    assert again is not None
    found = difference(one, again, V.procedures)
    assert found.is_nothing
    assert all(pair.one and pair.two and pair.one.id == pair.two.id for pair in found.policies)


CODING = """coding:
  - id: cut
    says: One code too many.
    fault: bundled
    effect: note
    for: [lumbar-decompression]
    when: {id: fused, test: prior_surgery}
"""
ONE_MORE = "  - {policy: more, for: [discectomy], judged: each level, requires: {id: m, test: disc_herniation}}\n"


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        (BASE, BASE, True),
        (BASE, BASE.replace("[monitoring]", "[monitoring, discectomy]"), False),
        (BASE + CODING, BASE + CODING.replace("effect: note", "effect: clarify"), False),
        (BASE, BASE + ONE_MORE, False),
        (BASE, BASE.replace("for: [lumbar-decompression]", "for: [lumbar-decompression, discectomy]"), False),
    ],
)
def test_a_line_may_go_to_another_policy_or_be_held_by_another_code_rule(
    tmp_path: Path, one: str, two: str, alike: bool
) -> None:
    """Then a policy that did not change may be asked about other lines: it is not said to answer every case alike."""
    found = difference(pack(tmp_path / "one", one), pack(tmp_path / "two", two), V.procedures)
    assert found.judges_alike is alike
    assert found.is_nothing is alike


def test_a_policy_that_takes_procedures_from_another_stands_beside_it(tmp_path: Path) -> None:
    found = difference(pack(tmp_path / "one", BASE), pack(tmp_path / "two", BASE + ONE_MORE), V.procedures)
    pairs = [(pair.one and pair.one.id, pair.two and pair.two.id, pair.procedures) for pair in found.policies]
    assert pairs == [
        ("decompression", "decompression", ("lumbar-decompression",)),
        ("decompression", "more", ("discectomy",)),
    ]
    assert found.policies[0].asks_the_same and not found.policies[1].asks_the_same
