"""The checkout as the house tests look at it: the files that are kept, and the modules of `src` and `tests` as syntax trees.

Invariant: what is looked at is what would be committed; caches, environments and results are not.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_KEPT = {".git", ".venv", ".cache", "__pycache__", "out", "dist", "build", ".hypothesis"}
# the floors where the day, the settings and the medicine come in as arguments
ABOVE_THE_WAIST = ("cli", "__main__", "web", "api", "ask", "compare", "evidence", "prove", "packs", "impact",
    "differ", "export", "pack_cases",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file: `name` with dots for `src`, its path from the root, its lines, its tree."""

    name: str
    path: str
    lines: tuple[str, ...]
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def kept_files() -> tuple[str, ...]:
    """Paths from the root of every file that is committed or would be; of every file where there is no git here."""
    if (ROOT / ".git").exists():
        asked = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        found = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        return tuple(sorted({path for path in found if path and (ROOT / path).is_file()}))
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(
        sorted(
            str(path) for path in paths if not any(part in NOT_KEPT or part.endswith("_cache") for part in path.parts)
        )
    )


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """Every Python file under `folder` (`src`, `tests`), in the order of the paths."""
    return tuple(_module(path) for path in kept_files() if path.startswith(f"{folder}/") and path.endswith(".py"))


def _module(path: str) -> Module:
    text = (ROOT / path).read_text(encoding="utf-8")
    name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name=name, path=path, lines=tuple(text.splitlines()), tree=ast.parse(text, path))


def expect_none(found: Iterable[str]) -> None:
    """Fails with every line of `found`; a list cut short would be mended one line at a time."""
    lines = sorted(found)
    assert not lines, "\n" + "\n".join(lines)


def floor_of(module: Module) -> str:
    """The first word after `necessity.`: `reading`, `review`, `cli`; empty for the package itself."""
    return module.name.partition(".")[2].partition(".")[0]
