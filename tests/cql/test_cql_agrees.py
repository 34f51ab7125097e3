"""The exported CQL answers what the engine answers, unknowns included: shipped packs, their own cases, random trees."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from captured import judged_places
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_charts import Charts, V
from side_by_side import Asked, Compared, asked, compare

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import leaf, node
from hand_made import pack as pack_of
from random_trees import trees

from necessity.evaluation.criterion import node_of
from necessity.pack_cases import pack_cases
from necessity.policy import criterion as tree
from necessity.policy.criterion import All, Criterion, Pack
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack
from necessity.report.cql_common import COMMON, common_library
from necessity.report.cql_pack import pack_libraries
from necessity.report.cql_text import ANSWERS, CqlLibrary
from necessity.report.cql_text import LINES as LINES_OF_CQL
from necessity.review import shipped_packs

FOLDERS = {entry.name: entry.folder for entry in known_packs((shipped_packs(),))}
CHARTS_OF_A_POLICY, CHARTS_OF_A_PACK = 8, 80
TREES, CHARTS_OF_A_TREE = 70, 10


def libraries_of(pack: Pack) -> tuple[CqlLibrary, dict[str, CqlLibrary]]:
    """The shared library, and the others by the policy that they say; the setting is called so."""
    common, *own = pack_libraries(pack, V)
    names = [policy.id for policy in pack.policies] + ["setting"]
    return common, dict(zip(names, own, strict=False))


def told(name: str, found: Compared) -> None:
    """The figures, in the summary of the run."""
    warnings.warn(
        f"{name}: {found.total} answers compared ({found.answers}), {len(found.differences)} differ; "
        f"{found.seconds['translating']:.1f} s translating, {found.seconds['running']:.1f} s running",
        stacklevel=2,
    )


def expect_agreement(found: Compared, least: int) -> None:
    assert not found.differences, "\n".join(found.differences[:20])
    assert found.total >= least
    assert min(found.answers.values()) > least // 30, f"one answer hardly occurs: {found.answers}"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_a_shipped_pack_answers_alike_on_random_records_and_on_its_own_cases(name: str, tmp_path: Path) -> None:
    pack = load_pack(FOLDERS[name], V, name)
    common, own = libraries_of(pack)
    runs: list[Asked] = []
    charts = max(CHARTS_OF_A_POLICY, CHARTS_OF_A_PACK // max(1, len(pack.policies)))
    for policy in pack.policies:
        judge = node_of(policy.requires)
        for spot in Charts(policy.requires, len(runs)).spots(charts, policy.judged):
            runs.append(asked(own[policy.id], [(policy.requires, judge(spot))], spot))
    if pack.setting:
        for rule in pack.setting.rules:
            trees_of = [one.when for one in pack.setting.rules]
            judges = [node_of(tree, optional=True) for tree in trees_of]
            for spot in Charts(rule.when, len(runs)).spots(CHARTS_OF_A_POLICY, "whole line"):
                found = [judge(spot) for judge in judges]
                runs.append(asked(own["setting"], list(zip(trees_of, found, strict=True)), spot))
    random = len(runs)
    cases, problems = pack_cases(FOLDERS[name])
    assert not problems
    for case in cases:
        runs += judged_places(case.case, pack, own, case.case.received or date(2026, 1, 1))
    assert len(runs) > random, "no case of this pack was judged"
    compared = compare([common, *own.values()], runs, tmp_path)
    told(f"{name}, {random} random records and {len(runs) - random} places of {len(cases)} cases", compared)
    expect_agreement(compared, least=sum(len(one.expected) for one in runs))


@pytest.mark.slow
def test_random_trees_answer_alike_on_random_charts(tmp_path: Path) -> None:
    libraries, runs = asked_of_trees(drawn(trees(), TREES), CHARTS_OF_A_TREE)
    compared = compare(libraries, runs, tmp_path)
    told(f"{TREES} random trees", compared)
    expect_agreement(compared, least=TREES * CHARTS_OF_A_TREE)


@pytest.mark.slow
def test_a_rule_that_is_said_wrongly_is_noticed(tmp_path: Path) -> None:
    tests = [tree.Test(leaf=leaf(line, PARAMETERS, **MOMENTS), line=line, attested=False) for line in LINES]
    (common, *own), runs = asked_of_trees([node("leaf", one) for one in tests], 60)
    libraries, again = [common, *own], list(runs)
    for number, (rule, broken) in enumerate(WRONG):
        assert rule in common.text, f"this is no rule any more: {rule}"
        wrong = common.text.replace(rule, broken)
        libraries += [_renamed(one, number) for one in (common._replace(text=wrong), *own)]
        again += [replace(run, library=f"{run.library}{number}") for run in runs]
    told = compare(libraries, again, tmp_path).differences
    assert not [one for one in told if one.startswith(tuple(f"{library.name}," for library in own))]
    unnoticed = [
        rule
        for number, (rule, _) in enumerate(WRONG)
        if not any(one.startswith(tuple(f"{library.name}{number}," for library in own)) for one in told)
    ]
    assert not unnoticed


def _renamed(library: CqlLibrary, number: int) -> CqlLibrary:
    """The library under another name, including the shared one of the same number."""
    name = f"{library.name}{number}"
    text = library.text.replace(f'library "{library.name}"', f'library "{name}"')
    return library._replace(name=name, text=text.replace(COMMON, f"{COMMON}{number}"))


BY_HAND = (
    ("C.LineIsMet({Tuple{procedure: 'x', levels: {'L4-L5'}}}, NoAnswer, 'x', 'L4-L5')", None),
    ("C.LineIsMet({Tuple{procedure: 'x', levels: {'L4-L5'}}}, NoAnswer, 'x', 'L5-S1')", False),
    ("C.LineIsMet(NoLine, NoAnswer, 'x', null)", False),
    ("C.AnyOf({Tuple{v: false}, Tuple{v: null as Boolean}})", None),
    ("C.AllOf({Tuple{v: true}, Tuple{v: null as Boolean}})", None),
    ("C.HasRoot('L5', null, 'extensor hallucis longus')", True),
    ("C.HasRoot('S1', null, 'extensor hallucis longus')", None),
    ("C.HasRoot('L2', null, 'extensor hallucis longus')", False),
    ("C.Belongs('L4-L5', 'L5', null)", True),
    ("C.Belongs('L2-L3', 'L5', null)", False),
    ("C.FewestDays(3.0) = 89.0 and C.MostDays(3.0) = 92.0", True),
    ("C.AtLeast(Weeks, 42 days)", True),
    ("C.AtLeast(Weeks, 7 weeks)", None),
    ("C.AtLeast(Weeks, 2 months)", False),
    ("C.MoreThan(Weeks, 8 weeks)", False),
    ("C.LessThan(Weeks, 3 'mm')", None),
    ("C.DayBack(@2024-02-29, 1 year) = @2023-02-28", True),
    ("C.DayBack(@2026-03-31, 1 month) = @2026-02-28", True),
    ("C.DayBack(@0001-01-01, 1 month) = @0001-01-01", True),
    ("C.DayBack(@0001-03-01, 6 months) = @0001-01-01", True),
    (
        "C.Before(Tuple{earliest: @2026-01-01, latest: @2026-01-31}, Tuple{earliest: @2026-01-31, latest: @2026-01-31})",
        None,
    ),
)
"""What the shared library answers, reckoned by hand: 6 to 8 weeks are 42 to 56 days, two months 59 at least."""


@pytest.mark.slow
def test_the_shared_library_answers_as_reckoned_by_hand(tmp_path: Path) -> None:
    common = common_library(V.anatomy)
    weeks = "Tuple{name: 'length', word: null as String, low: 6.0, high: 8.0, lowOpen: false, highOpen: false, unit: 'weeks'}"
    lines = ["library ByHand version '1'", f"include {COMMON} version '1' called C", f"define Weeks: {weeks}"]
    lines += [f"define NoLine: {LINES_OF_CQL} {{}}", f"define NoAnswer: {ANSWERS} {{}}"]
    lines += [f'define "{at}": {expression}' for at, (expression, _) in enumerate(BY_HAND)]
    own = CqlLibrary("ByHand", "1", "", "\n".join(lines))
    expected = {str(at): answer for at, (_, answer) in enumerate(BY_HAND)}
    compared = compare([common, own], [Asked(library="ByHand", expected=expected, given={})], tmp_path)
    assert compared.differences == []
    assert compared.total == len(BY_HAND)


LINES = (
    "motor_strength.grade <= weak with root L5 on this side",
    "conservative_care.length >= six_weeks with modality exercise within a_year before request",
    "prior_surgery at this level with type fusion at least half_year before request",
    "prior_surgery with type fusion",
    "stenosis.grade >= narrow at this level",
    "neuro_exam after last_surgery",
    "last_surgery.age >= half_year",
    "any_surgery.age >= half_year",
    "conservative_care at least half_year before request",
)
PARAMETERS: dict[str, str | list[str]] = {
    "weak": "4",
    "narrow": "moderate",
    "six_weeks": "6 weeks",
    "half_year": "6 months",
    "a_year": "12 months",
}
MOMENTS = {"last_surgery": "last: prior_surgery with type fusion", "any_surgery": "last: prior_surgery"}

WRONG = (
    ("C.scope is null or C.scope", "C.scope"),
    (
        "when Said.word is null or Mine is null then null as Boolean",
        "when Said.word is null or Mine is null then false",
    ),
    ("when X.low >= High then true", "when X.low > High then true"),
    ("when A.latest < B.earliest then true", "when A.latest <= B.earliest then true"),
    ("(All M where not Outdated(M.fact, Sure(All)))", "All"),
    ("case when F.attested is true then null as Boolean else true end", "true"),
    ("when IsCourse", "when 1 = 2"),
    (
        "exists (Series S where S.v is false) and not exists (Series S where S.open)",
        "exists (Series S where S.v is false)",
    ),
    ("when F.level is null or Level is null then null as Boolean", "when F.level is null or Level is null then false"),
    ("(LevelIsAsked or F.level is null)", "true"),
    ("exists (M.others O where O = Asked)) then null as Boolean", "exists (M.others O where O = Asked)) then false"),
)
"""Rules of the shared library, and each said wrongly."""


def drawn(strategy: st.SearchStrategy[Criterion], count: int) -> list[Criterion]:
    """The same trees in every run."""
    found: list[Criterion] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(one: Criterion) -> None:
        found.append(one)

    draw()
    assert len(found) >= count // 2
    return found


def asked_of_trees(found: list[Criterion], charts: int) -> tuple[list[CqlLibrary], list[Asked]]:
    """Policies that ask ten of the trees each, and runs on random charts for every tree."""
    like = pack_of(
        "policies: [{policy: one, for: [lumbar-fusion], judged: each level and side, requires: {id: r, never: yes}}]"
    )
    groups = [found[at : at + 10] for at in range(0, len(found), 10)]
    policies = tuple(
        replace(like.policies[0], id=f"trees-{number}", requires=node("all", All(children=tuple(group))))
        for number, group in enumerate(groups)
    )
    common, own = libraries_of(replace(like, policies=policies))
    runs = []
    for policy, group in zip(policies, groups, strict=True):
        judge = node_of(policy.requires)
        for one in group:
            for spot in Charts(one, len(runs)).spots(charts, policy.judged):
                runs.append(asked(own[policy.id], [(policy.requires, judge(spot))], spot))
    return [common, *own.values()], runs
