"""Proofs per second on one core: the function that `review` calls for a policy, with every finding kept.

Method: a policy of 25 leaves (`packs/twenty-five`) is judged on ready facts of random charts, one level and side each; charts are
made before the clock starts and each is judged once per round; a proof is made whole, every finding in it, and then let go;
nothing is remembered from one chart to the next. The median of the rounds is printed with the slowest and the fastest.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

from necessity.evaluation.criterion import node_of
from necessity.evaluation.scope import Spot
from necessity.model.chart import Chart, chart_of
from necessity.model.fact import Assertion, Fact
from necessity.policy.criterion import Test, walk
from necessity.policy.leaf import FactTest
from necessity.policy.load import load_pack
from necessity.quantity import Quantity
from necessity.verdict import Verdict
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.when import PartialDate

DAY = date(2026, 3, 10)
HERE = Path(__file__).parent


def random_value(chance: random.Random, field: Field) -> object:
    if field.scale is not None:
        return field.scale.grade(chance.choice(field.scale.words))
    if field.type is FieldType.QUANTITY:
        return Quantity.exactly(chance.randint(0, 60), field.unit or "n")
    return chance.choice(list(field.words) or ["other"])


def random_fact(chance: random.Random, kind: Kind) -> Fact:
    values = {name: random_value(chance, field) for name, field in kind.fields.items() if chance.random() < 0.8}
    main = values.pop(kind.main, None) if kind.main else None
    qualifiers = dict(values)
    if kind.has_level:
        qualifiers["level"] = chance.choice(["L4-L5", "L4-L5", "L5-S1"])
    if kind.has_side:
        qualifiers["side"] = chance.choice(["left", "right", "both"])
    day = DAY - timedelta(days=chance.randint(1, 500))
    assertion = Assertion.ABSENT if chance.random() < 0.15 else Assertion.PRESENT
    return Fact(kind=kind.name, value=main, qualifiers=qualifiers, assertion=assertion, when=PartialDate.day(day))


def random_chart(chance: random.Random, words: Vocabulary, kinds: list[str]) -> Chart:
    """A chart in which each kind that the policy reads is mentioned, up to twice, or (12 in 100) not at all."""
    facts = []
    for name in kinds:
        if chance.random() >= 0.12:
            facts += [random_fact(chance, words.kinds[name]) for _ in range(1 + (chance.random() < 0.2))]
    return chart_of(facts, DAY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--charts", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    words = vocabulary()
    policy = load_pack(HERE / "packs" / "twenty-five", words).policies[0]
    leaves = [node.body.leaf for node in walk(policy.requires) if isinstance(node.body, Test)]
    kinds = sorted({leaf.kind.name for leaf in leaves if isinstance(leaf, FactTest)})
    chance = random.Random(20260310)
    spots = [
        Spot(
            chart=random_chart(chance, words, kinds),
            anatomy=words.anatomy,
            procedures=words.procedures,
            level="L4-L5",
            side="left",
        )
        for _ in range(asked.charts)
    ]
    node = node_of(policy.requires)
    rates, answers = [], dict.fromkeys(Verdict, 0)
    for number in range(asked.rounds):
        start = time.perf_counter()
        for spot in spots:
            finding = node(spot)
        rates.append(len(spots) / (time.perf_counter() - start))
        if number == 0:
            for spot in spots:
                answers[node(spot).verdict] += 1
    nodes = sum(1 for _ in finding.walk())
    print(
        f"policy of {len(leaves)} leaves, {nodes} findings kept per proof, {asked.charts} charts, {asked.rounds} rounds"
    )
    print("answers: " + ", ".join(f"{verdict.value} {count}" for verdict, count in answers.items()))
    print(
        f"proofs per second on one core: median {statistics.median(rates):,.0f} "
        f"(slowest {min(rates):,.0f}, fastest {max(rates):,.0f})"
    )


if __name__ == "__main__":
    main()
