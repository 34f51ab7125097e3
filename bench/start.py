"""Cold start and warm review of one chart: the whole command in a new process, and `review` again in a process that is running.

Method: cold is `python -m necessity review CASE --format json` from start to exit, files in the system's cache; beside it, in
the same run, `python -c pass` (the interpreter alone) and the imports of the libraries that the command uses. Warm is a review
with the case read from disk each time. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from necessity.exchange.intake import case_of
from necessity.report.record import json_bytes
from necessity.review import review

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 3, 10)


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def tell(name: str, times: list[float]) -> None:
    low, middle, high = (1000 * value for value in (min(times), statistics.median(times), max(times)))
    print(f"{name:<44} median {middle:8.1f} ms  (fastest {low:.1f}, slowest {high:.1f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default=str(ROOT / "examples/revision-discectomy/complete/case.yaml"))
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    tell("interpreter alone", timed(lambda: run("-c", "pass"), asked.rounds))
    tell("interpreter, typer, rich, yaml", timed(lambda: run("-c", "import typer, rich, yaml"), asked.rounds))
    tell(
        "cold: review to JSON",
        timed(
            lambda: run("-m", "necessity", "review", asked.case, "--pack", "published-assessments", "--format", "json"),
            asked.rounds,
        ),
    )
    work = lambda: json_bytes(review(case_of(asked.case), packs=["published-assessments"], as_of=DAY))  # noqa: E731
    work()
    tell("warm: read the case, review, write JSON", timed(work, asked.rounds * 4))


if __name__ == "__main__":
    main()
