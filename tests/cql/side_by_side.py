"""The engine and the exported CQL asked the same: every criterion of a tree, at every place, side by side."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from as_parameters import lines_met, parameters

from necessity.assessment.finding import Finding
from necessity.evaluation.scope import Spot
from necessity.policy.criterion import AnyLevel, Criterion, children_of
from necessity.report.cql_text import CqlLibrary

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "cql"
ANSWER = {"met": True, "not_met": False, "unknown": None}


def node_modules() -> Path:
    """The packages that translate and run CQL, installed once from the lock. Fails in words where there is no Node."""
    for program in ("node", "npm"):
        assert shutil.which(program), (
            f"'{program}' is not on PATH: install the packages nodejs and npm (Debian: apt install nodejs npm); "
            "they translate and run the exported CQL"
        )
    CACHE.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    done = CACHE / "installed-lock.json"
    if not done.is_file() or done.read_bytes() != lock:
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / file, CACHE / file)
        command = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
        ran = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=300)
        assert ran.returncode == 0, (
            f"the packages of tests/cql/package-lock.json could not be installed into {CACHE}; is the registry of npm "
            f"reachable? {ran.stderr[-1500:]}"
        )
        done.write_bytes(lock)
    return CACHE / "node_modules"


@dataclass(kw_only=True)
class Asked:
    """One run of one library: a spot, what the library is given, and what the engine says of each definition."""

    library: str
    expected: dict[str, Any]
    given: dict[str, Any]


@dataclass(kw_only=True)
class Compared:
    """How many answers were compared, by their value, and where the two differ."""

    answers: dict[str, int] = field(default_factory=lambda: {"true": 0, "false": 0, "null": 0})
    differences: list[str] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.answers.values())


def asked(library: CqlLibrary, roots: Sequence[tuple[Criterion, Finding]], spot: Spot) -> Asked:
    """What the library is given for a spot, and the engine's answer for each of its criteria."""
    names = dict(library.criteria)
    not_said = {name for name, _ in library.not_said}
    expected: dict[str, Any] = {}
    for number, (tree, finding) in enumerate(roots):
        for path, one, level in _paired(tree, finding, (number,), None):
            name = names[path]
            if name in not_said:
                continue
            verdict = ANSWER[one.verdict.value]
            if level is None:
                expected[name] = verdict
            else:
                expected.setdefault(f"{name} at each level", {})[level[0] or "none"] = verdict
    tests = [test for tree, _ in roots for test in lines_met(tree)]
    return Asked(library=library.name, expected=expected, given=parameters(spot, library.kinds, tests))


def _paired(
    tree: Criterion, finding: Finding, path: tuple[int, ...], level: tuple[str | None] | None
) -> Iterator[tuple[tuple[int, ...], Finding, tuple[str | None] | None]]:
    """Every criterion with its finding; under an any_level once for each level, else the level is None."""
    yield path, finding, level
    below = list(enumerate(children_of(tree)))
    found = list(finding.children)
    base = finding
    if tree.has_exceptions:
        base, found = found[0], found[1:]
    inner = [(number, child) for number, (role, child) in below if role == "body"]
    outer = [(number, child) for number, (role, child) in below if role != "body"]
    if isinstance(tree.body, AnyLevel):
        for child in base.children:
            yield from _paired(inner[0][1], child, (*path, inner[0][0]), (child.level,))
    else:
        for (number, node), child in zip(inner, base.children, strict=True):
            yield from _paired(node, child, (*path, number), level)
    for (number, node), child in zip(outer, found, strict=tree.has_exceptions):
        yield from _paired(node, child, (*path, number), level)


def compare(libraries: Sequence[CqlLibrary], runs: Sequence[Asked], folder: Path) -> Compared:
    """Translate the libraries, run each with what it is given, and lay its answers beside those of the engine."""
    job = {
        "libraries": [{"name": one.name, "version": one.version, "text": one.text} for one in libraries],
        "runs": [{"library": one.library, "parameters": one.given, "asked": list(one.expected)} for one in runs],
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [
        "node",
        "--max-semi-space-size=64",  # many small short-lived things are made
        str(HERE / "run_cql.mjs"),
        str(node_modules()),
        str(folder / "job.json"),
        str(folder / "answers.json"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    assert ran.returncode == 0, f"the CQL could not be run: {ran.stderr[-2000:]}"
    told = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    assert not told["errors"], "\n".join(f"{one['library']} {one['says']}" for one in told["errors"][:20])
    found = Compared(seconds=told["seconds"])
    for number, (run, answers) in enumerate(zip(runs, told["answers"], strict=True)):
        for name, expected in run.expected.items():
            _lay_beside(found, f"{run.library}, run {number}: {name}", expected, answers[name])
    return found


def _lay_beside(found: Compared, where: str, expected: Any, answer: Any) -> None:
    if isinstance(expected, dict):
        rows = {row["level"] or "none": row["met"] for row in answer}
        for level, verdict in expected.items():
            _lay_beside(found, f"{where} {level}", verdict, rows.get(level, "missing"))
        return
    found.answers[json.dumps(expected)] += 1
    if answer is not expected:
        found.differences.append(f"{where}: the engine says {expected}, the CQL {answer}")
