"""The places at which the engine judges a case, with what it found there: each is asked of the exported CQL again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from side_by_side import Asked, asked

from necessity.assessment.assessment import PackUsed
from necessity.assessment.finding import Finding
from necessity.evaluation.assess import Evaluator
from necessity.evaluation.criterion import Node
from necessity.evaluation.scope import Spot
from necessity.model.case import Case
from necessity.policy.criterion import Pack
from necessity.report.cql_text import CqlLibrary
from necessity.review import read
from necessity.vocabulary.load import vocabulary

Judged = list[tuple[Spot, Finding]]


def judged_places(case: Case, pack: Pack, libraries: dict[str, CqlLibrary], day: date) -> list[Asked]:
    """Every place at which a policy of the pack, or the setting, was judged for this case, as runs, each once."""
    reading = read(case, as_of=day)
    evaluator = Evaluator(pack=pack, vocabulary=vocabulary())
    places: dict[str, Judged] = {policy.id: [] for policy in pack.policies}
    setting: list[Judged] = [[] for _ in evaluator.settings]
    evaluator.__dict__["policies"] = {own: _watched(node, places[own]) for own, node in evaluator.policies.items()}
    evaluator.__dict__["settings"] = tuple(
        (name, _watched(node, seen)) for (name, node), seen in zip(evaluator.settings, setting, strict=True)
    )
    used = PackUsed(name=pack.name, digest="", chosen_because="by name")
    evaluator.assess(reading.case, reading.request, reading.chart, reading.given, used)
    runs = []
    for policy in pack.policies:
        library = libraries[policy.id]
        runs += [asked(library, [(policy.requires, found)], spot) for spot, found in places[policy.id]]
    if pack.setting:
        trees = [rule.when for rule in pack.setting.rules]
        for together in zip(*setting, strict=True):
            found = [one for _, one in together]
            runs.append(asked(libraries["setting"], list(zip(trees, found, strict=True)), together[0][0]))
    return list({json.dumps([one.library, one.given], sort_keys=True): one for one in runs}.values())


def _watched(node: Node, seen: Judged) -> Callable[[Spot], Finding]:
    def judge(spot: Spot) -> Finding:
        found = node(spot)
        seen.append((spot, found))
        return found

    return judge
