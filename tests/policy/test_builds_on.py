"""A pack that builds on another: a threshold changed in a few lines, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from necessity.errors import PackUnusable
from necessity.exchange.case_file import case_from_text
from necessity.packs import explained, listed_packs
from necessity.policy.builds_on import pack_digest
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack, read_pack
from necessity.prove import check_packs
from necessity.review import review
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 3, 10)
BASE = """
pack: base
version: "1"
title: The base
purpose: demonstration
banner: a base for tests
effective: {from: 2026-01-01}
sources: {rule: {document: A rule, basis: asserted}}
default_source: rule
parameters: {several_months: {value: 3 months}}
policies:
  - policy: decompression
    for: [lumbar-decompression]
    judged: each level
    parameters: {narrowest: {value: moderate}}
    requires:
      all:
        - {id: narrowed, test: stenosis.grade >= narrowest at this level}
        - {id: cared-for, test: conservative_care.length >= several_months}
  - policy: fusion
    for: [lumbar-fusion]
    judged: each level
    parameters: {narrowest: {value: severe}, listed: {value: []}}
    requires:
      all:
        - id: very-narrow
          test: stenosis.grade >= narrowest at this level
          barred_by: [{id: called-unproven, test: request.procedure is one of listed}]
"""
OWN = """
pack: own
version: "1"
title: Six weeks are enough here
builds_on: base@1
sources: {bulletin: {document: Our bulletin, basis: house}}
parameters: {several_months: {value: 6 weeks, source: {ref: bulletin, place: page 2}}}
"""
CASE = """
received: 2026-03-10
request: {line_items: [{id: "1", procedure: lumbar decompression, levels: [L4-L5]}]}
facts:
  - {kind: stenosis, value: moderate, qualifiers: {level: L4-L5}, by: a reader}
  - {kind: conservative_care, value: 7 weeks, by: a reader}
"""


def packs(tmp_path: Path, **texts: str) -> Path:
    """A folder of packs by name; `base` is there in any case."""
    for name, text in {"base": BASE, **texts}.items():
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "pack.yaml").write_text(text.lstrip(), encoding="utf-8")
    return tmp_path


def told(path: Path, name: str = "own") -> str:
    """What is wrong with a pack, as a person sees it."""
    _, problems = read_pack(path / name, vocabulary(), name, (path,))
    return "\n".join(str(problem) for problem in problems)


def test_it_has_everything_of_its_base_and_its_own_parameter(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    own = load_pack(path / "own", vocabulary(), "own", (path,))
    base = load_pack(path / "base", vocabulary(), "base")
    assert (own.name, own.title, own.builds_on) == ("own@1", "Six weeks are enough here", "base@1")
    assert [policy.id for policy in own.policies] == [policy.id for policy in base.policies]
    assert own.parameters["several_months"].value == "6 weeks"
    assert own.parameters["several_months"].source.document == "Our bulletin"
    assert own.effective_from == base.effective_from == "2026-01-01"
    assert (own.purpose, own.banner) == ("demonstration", "a base for tests")


def test_the_parameter_decides_a_case(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    case = case_from_text(CASE, "case", vocabulary=vocabulary(), called="case")
    answers = {
        name: review(case, packs=[name], as_of=DAY, search_path=(path,)).packs[0].line_items[0].recommendation.value
        for name in ("base@1", "own@1", str(path / "own"))
    }
    assert answers == {"base@1": "refer", "own@1": "approve", str(path / "own"): "approve"}


def test_a_case_file_may_name_the_pack_beside_it(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    case = case_from_text("pack: own\n" + CASE.lstrip(), "case", vocabulary=vocabulary(), called="case", folder=path)
    (judged,) = review(case, as_of=DAY, search_path=(path / "base",)).packs
    assert (judged.pack.name, judged.pack.chosen_because) == ("own@1", "named in the case")


def test_one_of_two_parameters_of_one_name_is_set_by_its_policy(tmp_path: Path) -> None:
    own = OWN.replace("several_months:", "decompression.narrowest:").replace("6 weeks", "mild")
    pack = load_pack(packs(tmp_path, own=own) / "own", vocabulary(), "own", (tmp_path,))
    assert [policy.parameters["narrowest"].value for policy in pack.policies] == ["mild", "severe"]


def test_a_pack_may_build_on_one_that_builds_on_another(tmp_path: Path) -> None:
    third = OWN.replace("pack: own", "pack: third").replace("base@1", "own@1").replace("bulletin", "letter")
    pack = load_pack(
        packs(tmp_path, own=OWN, third=third.replace("6 weeks", "4 weeks")) / "third",
        vocabulary(),
        "third",
        (tmp_path,),
    )
    assert pack.parameters["several_months"].value == "4 weeks"
    assert pack.purpose == "demonstration"


def test_the_digest_covers_the_base(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    before = pack_digest(path / "own", (path,))
    assert load_pack(path / "own", vocabulary(), "own", (path,)).digest == before
    packs(tmp_path, base=BASE.replace("3 months", "4 months"))
    assert pack_digest(path / "own", (path,)) != before


def test_it_is_listed_explained_and_checked(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    listed = next(line for line in listed_packs((path,)) if line.startswith("own@1"))
    assert "demonstration" in listed and "from 2026-01-01" in listed and "Six weeks are enough here" in listed
    said = explained("cared-for", "own@1", (path,), DAY, "text").decode()
    assert "at least 6 weeks" in said
    report = check_packs("own@1", (path,), coverage=True, today=DAY)
    assert report.faults == 0
    assert "its clauses are those of base@1" in report.lines[1]


def test_it_is_a_demonstration_wherever_its_base_is_one_or_is_not_known(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN.replace("base@1", "nowhere@1\npurpose: coverage"))
    (own,) = [entry for entry in known_packs((path,)) if entry.adjudicator == "own"]
    assert own.purpose == "demonstration"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("base@1", "basis@1"), "own/pack.yaml:4:12: there is no pack 'basis@1' to build on\n    do:  did you mean 'base@1'?"),
        (("base@1", "base"), "own/pack.yaml:4:12: there is no pack 'base' to build on\n    do:  name its version: base@1"),
        (("base@1", "own@1"), "own/pack.yaml:4:12: these packs build on one another in a circle\n    why: own@1 -> own@1"),
        (("base@1", ""), "own/pack.yaml:4:1: 'builds_on' in a pack that builds on another is empty"),
        (
            ("{several_months", "{several_month"),
            "own/pack.yaml:6:14: base@1 has no parameter 'several_month'\n    do:  did you mean 'several_months'?",
        ),
        (
            ("{several_months", "{narrowest"),
            "own/pack.yaml:6:14: several parameters are called 'narrowest'\n"
            "    why: at {base}/pack.yaml:14:18, at {base}/pack.yaml:22:18\n"
            "    do:  say which: decompression.narrowest or fusion.narrowest",
        ),
        (("6 weeks", "mild"), "own/pack.yaml:6:14: parameter 'several_months' does not fit"),
        ((", source: {ref: bulletin, place: page 2}", ""), "own/pack.yaml:6:14: parameter 'several_months' has no source"),
        (("{ref: bulletin, place", "{ref: bulletn, place"), "own/pack.yaml:6:55: the source 'bulletn' is not listed"),
        (("bulletin", "rule"), "own/pack.yaml:5:10: base@1 has a source 'rule' already"),
        (
            ("title:", "purpose: coverage\ntitle:"),
            "own/pack.yaml:3:10: base@1 is a demonstration, and so is what builds on it\n    do:  take 'purpose:' out",
        ),
        (("title:", "policies: []\ntitle:"), "own/pack.yaml:3:1: unknown key 'policies' in a pack that builds on another"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN.replace(*change))
    assert said.replace("{base}", str(path / "base")) in told(path)


def test_a_source_and_a_name_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    wrong = OWN.replace("{ref: bulletin, place", "{ref: bulletn, place").replace("{several_months", "{several_month")
    said = told(packs(tmp_path, own=wrong))
    assert "the source 'bulletn' is not listed" in said
    assert "base@1 has no parameter 'several_month'" in said
    assert "has no source" not in said


def test_who_set_a_parameter_is_named_in_the_answer_and_explained(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    case = case_from_text(CASE, "case", vocabulary=vocabulary(), called="case")
    answer = review(case, packs=["own@1"], as_of=DAY, search_path=(path,)).packs[0]
    assert "Our bulletin" in [source.document for source in answer.sources]
    cared = next(one for one in answer.line_items[0].finding.walk() if one.clause.id == "cared-for")
    assert [(one.document, one.place) for one in cared.clause.set_by] == [("Our bulletin", "page 2")]
    assert "Our bulletin" in explained("cared-for", "own@1", (path,), DAY, "text").decode()


def test_a_circle_of_two_is_told(tmp_path: Path) -> None:
    other = OWN.replace("pack: own", "pack: other").replace("base@1", "own@1").replace("bulletin", "letter")
    assert "own@1 -> other@1 -> own@1" in told(packs(tmp_path, own=OWN.replace("base@1", "other@1"), other=other))


def test_policies_of_its_own_are_refused(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN)
    (path / "own" / "more.yaml").write_text("policy: more\n", encoding="utf-8")
    assert "'more.yaml' stands beside a pack that builds on another" in told(path)


def test_a_fault_of_the_base_is_told_at_the_base(tmp_path: Path) -> None:
    path = packs(tmp_path, own=OWN, base=BASE.replace("narrowest at this level}", "narrow at this level}"))
    with pytest.raises(PackUnusable, match=r"base/pack\.yaml:17:32: 'narrow' is not a parameter"):
        load_pack(path / "own", vocabulary(), "own", (path,))
