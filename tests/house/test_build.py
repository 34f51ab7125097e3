"""What is installed: the command, the lock, and the wheel with everything that the package reads."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT, expect_none, kept_files
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
GLIBC = [f"manylinux_2_{minor}" for minor in range(36, 4, -1)] + ["manylinux2014", "manylinux2010", "manylinux1"]
PLATFORMS = {
    "Linux on Intel": [f"{one}_x86_64" for one in GLIBC],
    "Linux on ARM": [f"{one}_aarch64" for one in GLIBC],
    "macOS on ARM": list(mac_platforms((15, 0), "arm64")),
}
EXAMPLE = str(ROOT / "examples/revision-discectomy/complete/case.yaml")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def locked() -> Iterator[tuple[str, list[str]]]:
    """Each locked package with the names of its wheels; the project itself is not one of them."""
    for package in LOCK["package"]:
        if "registry" in package["source"]:
            wheels = [wheel["url"].rpartition("/")[2] for wheel in package.get("wheels", ())]
            yield package["name"], wheels


def test_the_module_is_the_command() -> None:
    command = Path(sys.executable).parent / "necessity"
    assert run(command, "--version").startswith("necessity ")
    for arguments in (["--version"], ["--help"], ["review", "--help"], ["pack", "list"]):
        by_module = run(sys.executable, "-m", "necessity", *arguments).replace("python -m necessity", "necessity")
        assert by_module.split() == run(command, *arguments).split()


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("minor", [11, 12, 13, 14])
def test_every_locked_package_has_a_wheel_for(minor: int, platform: str) -> None:
    version = (3, minor)
    tags: set[Tag] = {
        *cpython_tags(version, platforms=PLATFORMS[platform]),
        *compatible_tags(version, f"cp3{minor}", PLATFORMS[platform]),
    }
    packages = list(locked())
    assert len(packages) >= 20
    fitting = {name: [wheel for wheel in wheels if parse_wheel_filename(wheel)[3] & tags] for name, wheels in packages}
    expect_none(name for name, wheels in fitting.items() if not wheels)


def test_every_locked_file_has_a_hash() -> None:
    files = [wheel for package in LOCK["package"] for wheel in package.get("wheels", ())]
    assert len(files) > 100
    expect_none(wheel["url"] for wheel in files if not wheel.get("hash", "").startswith("sha256:"))


def test_what_makes_the_environment_is_pinned_with_hashes() -> None:
    lines = (ROOT / ".ci/uv.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if "==" in line]
    assert len(pinned) == 1 and pinned[0].startswith("uv==")
    assert sum("--hash=sha256:" in line for line in lines) > 5


@pytest.mark.slow
def test_the_lock_is_what_the_project_asks_for() -> None:
    run(ROOT / ".ci/uv", "lock", "--check")
    assert (ROOT / "uv.lock").is_file()


@pytest.mark.slow
def test_the_wheel_holds_what_the_package_reads_and_nothing_else(tmp_path: Path) -> None:
    run(ROOT / ".ci/uv", "build", "--wheel", "--out-dir", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    kept = {path.removeprefix("src/") for path in kept_files() if path.startswith("src/")}
    medicine = {f"necessity/{path}" for path in kept_files() if path.startswith("medicine/")}
    assert "necessity/py.typed" in kept and "necessity/report/templates/page.html.j2" in kept and len(medicine) > 100
    expect_none((kept | medicine) - inside)
    expect_none(name for name in inside if not name.startswith(("necessity/", "necessity-")))
    # the wheel alone reviews a chart: its own medicine, its own templates, from another folder
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); from necessity.cli import main; "
        "from necessity.vocabulary.load import medicine_folder as m; print(m(), file=sys.stderr); main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "review", EXAMPLE, "--format", "html"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "installed") in done.stderr
    assert "<html" in done.stdout
