"""What would change the answer: time per case and pack, and its minimal sets beside a SAT solver's.

    python bench/changes.py [PACK]...

The charts of the published assessments under examples/, judged by each pack (published-assessments and consensus where none is
named). Milliseconds of processor time, the median of eleven warm runs: the engine alone; all that `counterfactual` adds; and the
minimal sets of all lines for every other recommendation, ours (all of them counted, the cheapest 20 told) beside those of LBX of
python-sat, which lists them one by one and is stopped at 200 a line. Both clocks hold the writing of the formulas.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "counterfactual"))

from judged_cases import RULES, Shipped, judged
from sat_oracle import minimal_sets

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.answers import Answering
from necessity.counterfactual.changes import MOST_TOLD, with_changes
from necessity.counterfactual.flips import Answers
from necessity.counterfactual.inquiry import Inquiry
from necessity.exchange.intake import case_of
from necessity.review import shipped_packs
from necessity.vocabulary.load import vocabulary

CHARTS = ("revision-fusion", "hardware-removal", "after-the-fact", "instrumented-fusion", "unstable-slip")
RUNS, MOST = 11, 200
ROOT = Path(__file__).parents[1]


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    work()
    taken = []
    for _ in range(runs):
        before = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - before))
    return median(taken)


def ours(inquiry: Inquiry, names: list[str]) -> int:
    answers, found = Answers(inquiry), 0
    answering = Answering(rules=RULES, vocabulary=vocabulary(), on_record=())
    for name in names:
        outcome = inquiry.outcome(answers.encoded, name)
        for to in Recommendation:
            if to is not inquiry.given(name):
                sets = answers.sets(outcome, name, to)
                sets.cheapest(lambda one: answering.price(inquiry.questions[one[0]], one[1]), MOST_TOLD)
                found += sets.count
    return found


def theirs(inquiry: Inquiry, names: list[str]) -> int:
    answers, found = Answers(inquiry), 0
    f = answers.formulas
    for name in names:
        outcome = inquiry.outcome(answers.encoded, name)
        pended = f.both(f.no(outcome.approve), f.no(outcome.refer))
        wanted = {Recommendation.APPROVE: outcome.approve, Recommendation.REFER: outcome.refer}
        for to in Recommendation:
            if to is not inquiry.given(name):
                formula = wanted.get(to, pended)
                found += len(list(islice(minimal_sets(answers, formula, inquiry.of(name)), MOST)))
    return found


def measured(one: Shipped) -> str:
    asking, judging = one.asking, one.judging

    def engine() -> object:
        fresh = (judging.case, judging.request, judging.chart, judging.given, judging.used, judging.setting_by)
        return judging.evaluator.assess(*fresh)

    inquiry = asking.inquiry(one.answer)
    names = [line.line.id for line in one.answer.line_items if not inquiry.not_followed(line.line.id)]
    whole = milliseconds(lambda: with_changes(one.answer, asking))
    mine, other = milliseconds(lambda: ours(inquiry, names)), milliseconds(lambda: theirs(inquiry, names), 3)
    return (
        f"{milliseconds(engine):8.1f} {whole:8.1f} {mine:8.1f} {other:8.1f} {other / mine:6.1f}"
        f" {ours(inquiry, names):10d} {len(inquiry.questions):6d}"
    )


def main(packs: list[str]) -> None:
    print(
        f"{'chart':20} {'pack':22} {'engine':>8} {'changes':>8} {'sets':>8} {'LBX':>8} {'ratio':>6} {'found':>10} {'asked':>6}"
    )
    for pack in packs or ["published-assessments", "consensus"]:
        folder = max(shipped_packs().glob(f"{pack}/*"))
        for chart in CHARTS:
            case = case_of(ROOT / "examples" / chart)
            for one in judged(folder, case, chart):
                print(f"{chart:20} {pack:22} {measured(one)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
