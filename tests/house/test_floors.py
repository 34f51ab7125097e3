"""Who may import whom, and where the clock and the environment may be read."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest
from checkout import ABOVE_THE_WAIST, ROOT, Module, expect_none, floor_of, modules

SRC = modules("src")
UP_TO_THE_WAIST = [one for one in SRC if floor_of(one) not in ABOVE_THE_WAIST]
# what would make two runs differ: the clock and the settings of the machine
NOT_UP_TO_THE_WAIST = {
    "date.today", "datetime.today", "datetime.now", "datetime.utcnow", "os.environ", "os.environb", "os.getenv",
    "Path.home", "Path.cwd", "os.getcwd", "getpass.getuser", "hash",
}  # fmt: skip
HEAVY = ("pypdfium2", "docx", "striprtf", "jinja2", "nupunkt", "ahocorasick_rs", "snowballstemmer", "pybtex")


def test_the_floors_hold() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-logo",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_import_is_excused() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = rules["contracts"]
    assert len(contracts) >= 3
    assert not rules.get("exclude_type_checking_imports"), "an import for a type hint is an import"
    assert not [contract["name"] for contract in contracts if contract.get("ignore_imports")]


def test_every_package_init_below_the_waist_is_empty() -> None:
    inits = [one for one in UP_TO_THE_WAIST if one.path.endswith("/__init__.py") and one.name != "necessity"]
    assert len(inits) >= 7
    expect_none([one.path for one in inits if one.lines])


def _called_names(module: Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.append((node.lineno, f"{node.value.id}.{node.attr}"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append((node.lineno, node.func.id))
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "getpass"):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def test_no_clock_and_no_environment_up_to_the_waist() -> None:
    assert len(UP_TO_THE_WAIST) >= 30
    wrong = [
        f"{module.path}:{line}: {name} (pass it as an argument from cli)"
        for module in UP_TO_THE_WAIST
        for line, name in _called_names(module)
        if name in NOT_UP_TO_THE_WAIST
    ]
    expect_none(wrong)


@pytest.mark.parametrize("entrance", ["necessity.cli", "necessity.review", "necessity.evidence"])
def test_heavy_libraries_are_imported_when_they_are_needed(entrance: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, {entrance}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert entrance in said
    expect_none([name for name in HEAVY if name in said])
