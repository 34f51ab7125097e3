"""Every example chart, every question and every case of a pack, reviewed once, for tests that must hold of all of them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from necessity.assessment.assessment import Assessment
from necessity.exchange.intake import case_of
from necessity.pack_cases import pack_cases, run_case
from necessity.policy.known import known_packs
from necessity.review import review, shipped_packs

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 3, 10)
PACK = "published-assessments@2025-12"


@cache
def examples() -> tuple[Path, ...]:
    """The charts and the bare questions under `examples/`."""
    folder = ROOT / "examples"
    return tuple(sorted((*folder.rglob("case.yaml"), *folder.rglob("question.txt"))))


@cache
def reviewed(path: Path) -> Assessment:
    """One example, under the pack that its README names: the one that stands beside it where one does."""
    beside = path.parent / "pack"
    return review(case_of(path), packs=[str(beside) if beside.is_dir() else PACK], as_of=DAY)


@cache
def assessments() -> dict[str, Assessment]:
    """All of them by name."""
    found = {str(path.relative_to(ROOT)): reviewed(path) for path in examples()}
    for entry in known_packs((shipped_packs(),)):
        for case in pack_cases(entry.folder)[0]:
            answer, _ = run_case(case, entry.folder)
            if answer is not None:
                found[f"{entry.name}/{case.name}"] = answer
    return found
