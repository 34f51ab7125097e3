"""The cases of the shipped packs, judged, with what would change them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from drawn import RULES

from necessity.assessment.assessment import PackAssessment
from necessity.counterfactual.changes import Asking
from necessity.counterfactual.trees import Trees
from necessity.errors import InputUnusable, PackUnusable
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.model.case import Case
from necessity.pack_cases import PackCase, pack_cases
from necessity.policy.select import choose
from necessity.review import _made_ready, read, shipped_packs

DAY = date(2026, 1, 1)
_TREES: dict[str, Trees] = {}


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One case of a pack, judged by it."""

    name: str
    judging: Assessing
    answer: PackAssessment

    @property
    def asking(self) -> Asking:
        def of(evaluator: Evaluator) -> Trees:
            return _TREES.setdefault(evaluator.pack.name, Trees(evaluator.pack))

        trees, other = of(self.judging.evaluator), self.judging.setting_by
        return Asking(judging=self.judging, trees=trees, setting_trees=of(other) if other else trees, rules=RULES)


@cache
def _cases(folder: Path) -> tuple[PackCase, ...]:
    return tuple(pack_cases(folder)[0])


def shipped(every: int = 1, packs: tuple[str, ...] = ("*",)) -> Iterator[Shipped]:
    """Every so-manieth case of the shipped packs (or of those of these adjudicators), by its own pack."""
    number = 0
    for folder in sorted(one for name in packs for one in shipped_packs().glob(f"{name}/*")):
        for case in _cases(folder):
            number += 1
            if number % every == 0 and not case.parameters:
                yield from judged(folder, case.case, f"{folder.parent.name}/{case.name}")


def judged(folder: Path, case: Case, name: str) -> Iterator[Shipped]:
    try:
        reading = read(case, as_of=DAY)
        pack = f"{folder.parent.name}@{folder.name}"
        (choice,) = choose((pack,), reading.case, reading.case.received or DAY, (shipped_packs(),))
    except (InputUnusable, PackUnusable):
        return
    evaluator, used = _made_ready(choice, ())
    other = _made_ready(choice.setting, ())[0] if choice.setting else None
    judging = evaluator.assessing(reading.case, reading.request, reading.chart, reading.given, used, other)
    yield Shipped(name=name, judging=judging, answer=judging.run())
