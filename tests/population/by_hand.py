"""A criterion or a test line judged in SQL on a record made by hand, at L4-L5."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from random_cases import EMPTY, HERE, SECOND, V

# the folder of hand_made is known once random_cases is
from hand_made import chart, leaf, node  # isort: skip

from dataclasses import replace

from both_ways import BothWays, verdict_of

from necessity.model.case import LineItem
from necessity.model.fact import Fact
from necessity.policy import criterion as tree
from necessity.verdict import Verdict


def pack_of(*roots: tree.Criterion, judged: str = "each level") -> tree.Pack:
    """A pack with one policy, which asks for all of these."""
    body = tree.All(children=roots)
    policy = tree.Policy(
        id="asked",
        title="Asked",
        for_=(SECOND,),
        judged=judged,
        requires=node("asked", body),
        parameters={},
        cautions=(),
        steps=(),
        place=HERE,
    )
    return replace(EMPTY, policies=(policy,), setting=None)


def judged(
    criterion: tree.Criterion,
    facts: Iterable[Fact] = (),
    *,
    level: str | None = "L4-L5",
    side: str | None = None,
    unreadable: Iterable[str] = (),
    beside: tuple[LineItem, ...] = (),
) -> Verdict:
    """What SQL answers to a criterion; that the direct evaluator answers the same is part of it."""
    both = BothWays(pack_of(criterion), V)
    line = LineItem(id="1", requested_as=SECOND, procedure=SECOND, levels=(level,) if level else (), side=side)
    record = chart(facts, unreadable)
    assert both.differences(record, (), (line, *beside)) == []
    answers = both.second.judge(both.given(both.assessing(record, (), (line, *beside))))
    root = both.second.plan("asked").roots[0].parts[0]
    return verdict_of(answers.rails[answers.numbers["line 1", level, side], root.number])


def asked(line: str, facts: Iterable[Fact] = (), moments: dict[str, str] | None = None, **options: Any) -> Verdict:
    """What SQL answers to a test line; `silent` and `attested` as the criterion has them."""
    how = {"silence_absent": options.pop("silent", False), "attested": options.pop("attested", None)}
    test = tree.Test(leaf=leaf(line, PARAMETERS, **(moments or {})), line=line, **how)
    return judged(node("leaf", test), facts, **options)


PARAMETERS: dict[str, str | list[str]] = {
    "weak": "4-",
    "moderate_grade": "moderate",
    "six": "6 weeks",
    "months": "3 months",
    "a_year": "12 months",
    "half_year": "6 months",
    "millimetres": "3 mm",
    "failed": ["none", "partial"],
    "nobody": [],
    "sides": ["left", "right"],
    "roots": ["L5", "S1"],
}
