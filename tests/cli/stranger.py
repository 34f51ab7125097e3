"""The command line as a stranger runs it: in a process of its own, with nothing but what is given."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from necessity.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "revision-discectomy"
COMPLETE = str(EXAMPLES / "complete" / "case.yaml")
EMERGENCY = str(EXAMPLES / "cauda-equina" / "case.yaml")
QUESTION = "Is a revision L4-5 microdiscectomy medically necessary for a 39-year-old with left leg pain?"
ON = ("--as-of", "2026-03-10")
DEMO = ("--pack", "published-assessments@2025-12")
"""The pack that the example charts were made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command wrote, byte for byte, and its exit status."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def errors(self) -> str:
        return self.err.decode("utf-8")


def necessity(
    *arguments: str, stdin: bytes = b"", cwd: Path | None = None, environment: dict[str, str] | None = None
) -> Said:
    """Run `python -m necessity` with `arguments`; `environment` is added to a bare one."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    done = subprocess.run(
        [sys.executable, "-m", "necessity", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**bare, **(environment or {})},
        timeout=300,
        check=False,
    )
    said = Said(status=done.returncode, out=done.stdout, err=done.stderr)
    assert b"Traceback" not in said.out + said.err, said.errors
    return said


@cache
def printed(*arguments: str) -> Said:
    """What a command that changes nothing says; run once, however many tests look at it."""
    return necessity(*arguments)


def refused(*arguments: str, stdin: bytes = b"") -> str:
    """The errors of a command that cannot be carried out: status 2, nothing on standard output.

    Run in this process, for a refusal needs none of its own; what is not caught fails the test by itself.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8", errors="surrogateescape")
    with (
        patch.object(sys, "argv", ["necessity", *arguments]),
        patch.object(sys, "stdin", given),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main()
    assert end.value.code == 2
    assert out.buffer.getvalue() == b""  # type: ignore[attr-defined]
    said = err.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    assert said
    return str(said)
