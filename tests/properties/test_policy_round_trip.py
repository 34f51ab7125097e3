"""A pack that is written out and read again is the same pack, places in files and digest apart."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import HERE, SOURCE, V
from random_trees import KNOWN_MOMENTS, PARAMETERS, trees

from necessity.assessment.finding import Need, Source
from necessity.policy.criterion import JUDGED, Criterion, Pack, Policy, Scope, without_places
from necessity.policy.leaf import Parameter
from necessity.policy.load import read_pack
from necessity.policy.write import to_yaml
from necessity.vocabulary.load import medicine_folder

GOOD = Path(__file__).parents[1] / "policy" / "good"
OTHER = Source(ref="other", document="Another rule", basis="copy", place="section 2", url="https://example.org/a b")


def again(pack: Pack) -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in to_yaml(pack).items():
            Path(folder, name).write_text(text, encoding="utf-8")
        read, problems = read_pack(Path(folder), V, pack.folder)
    # a random tree may break a rule of the check, never one of the reading
    assert read is not None, problems
    return read


def bare(pack: Pack) -> Pack:
    ordered = tuple(sorted(pack.policies, key=lambda policy: policy.id))
    return without_places(replace(pack, digest="", policies=ordered))


def difference(one: object, other: object, at: str = "pack") -> str:
    """Where two parts first differ; nothing where they are equal. (Two whole packs are too long to print.)"""
    if one == other:
        return ""
    if is_dataclass(one) and type(one) is type(other):
        found = (difference(getattr(one, f.name), getattr(other, f.name), f"{at}.{f.name}") for f in fields(one))
        return next(filter(None, found), f"{at}: {one!r} is not {other!r}")
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return next(
            filter(None, (difference(*pair, f"{at}[{n}]") for n, pair in enumerate(zip(one, other, strict=True)))), at
        )
    return f"{at}: {one!r} is not {other!r}"


def shipped() -> list[Path]:
    packs = sorted(path.parent for path in (medicine_folder() / "packs").glob("*/*/pack.yaml"))
    assert packs
    return [*packs, medicine_folder() / "skeleton"]


@pytest.mark.parametrize("folder", shipped(), ids=lambda folder: folder.parent.name)
def test_the_shipped_packs(folder: Path) -> None:
    pack, problems = read_pack(folder, V, "shipped")
    assert pack is not None and not problems
    assert difference(bare(again(pack)), bare(pack)) == ""


@pytest.mark.parametrize("case", sorted(GOOD.iterdir()), ids=lambda case: case.stem)
def test_the_good_packs(case: Path, tmp_path: Path) -> None:
    folder = case
    if case.is_file():
        (tmp_path / "pack.yaml").write_text(case.read_text(encoding="utf-8"), encoding="utf-8")
        folder = tmp_path
    pack, problems = read_pack(folder, V, "good")
    assert pack is not None and not problems
    read = again(pack)
    assert difference(bare(read), bare(pack)) == ""
    assert to_yaml(read) == to_yaml(pack)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(
    str.strip
)


@st.composite
def dressed(draw: st.DrawFn, tree: Criterion) -> Criterion:
    """The tree with sentences, kinds, sources and other ids of its own on some nodes."""
    clause = tree.clause
    if draw(st.booleans()):
        clause = replace(clause, says=draw(WORDS), need=draw(st.sampled_from(list(Need))))
    if draw(st.booleans()):
        clause = replace(clause, source=draw(st.sampled_from([OTHER, replace(OTHER, place="p. 4: no, 'yes'")])))
    instead = tree.replaced_when
    if instead:
        instead = replace(instead, clause=replace(instead.clause, need=clause.need))
    return replace(
        tree,
        clause=clause,
        replaced_when=instead,
        also=draw(st.sampled_from([(), ("known-as",)])),
        evidence=draw(st.sampled_from([(), ("a-claim", "another")])),
        complete=draw(st.sampled_from([None, True, False])),
        waived_by=tuple(draw(dressed(one)) for one in tree.waived_by),
    )


@settings(max_examples=150)
@given(st.data(), trees(), WORDS, st.sampled_from(JUDGED))
def test_random_trees(data: st.DataObject, tree: Criterion, title: str, judged: str) -> None:
    parameters = {
        name: Parameter(name=name, value=value, source=SOURCE, place=HERE) for name, value in PARAMETERS.items()
    }
    policy = Policy(
        id="one",
        title=title,
        for_=("laminectomy", "cpt:63047"),
        judged=judged,
        requires=data.draw(dressed(tree)),
        parameters=parameters,
        cautions=(),
        steps=("n",),
        place=HERE,
    )
    pack = Pack(
        adjudicator="by-hand",
        version="2026.10",
        title=title,
        purpose="demonstration",
        banner=None,
        effective_from="2026-01-01",
        effective_until=None,
        scope=Scope(states=("NO",), payers=("null", "A: B")),
        sources={"rule": SOURCE, "other": OTHER},
        parameters={},
        moments=KNOWN_MOMENTS if data.draw(st.booleans()) else {},
        policies=(policy,),
        setting=None,
        cautions=(),
        coding=(),
        does_not_address=("hardware-removal",),
        digest="",
        place=HERE,
        folder="by-hand",
    )
    if pack.moments:
        pack = replace(pack, parameters=parameters)
    assert difference(bare(again(pack)), bare(pack)) == ""
