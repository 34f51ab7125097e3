"""Small packs for tests of proofs: one policy for a discectomy, written out around its requirements."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from necessity.policy.criterion import Pack
from necessity.policy.load import load_pack
from necessity.prove import CheckReport, check_packs, judge_in_memory
from necessity.symbolic.sound import PackProof, prove_pack
from necessity.vocabulary.load import vocabulary

DAY = date(2026, 6, 1)
JUDGE = judge_in_memory()

HEAD = """\
pack: small
version: "1"
title: A small pack
purpose: coverage
effective: {from: 2026-01-01}
sources:
  rule: {document: A rule made up for a test, basis: house}
default_source: rule
does_not_address: [lumbar-fusion]
parameters:
  little: {value: 3 mm}
  much: {value: 5 mm}
  minus: {value: -1 mm}
  six_weeks: {value: 6 weeks}
"""

POLICY = """\
policies:
  - policy: removal
    title: Discectomy
    for: [discectomy]
    judged: each level
    requires:
      id: discectomy
      says: The discectomy is necessary.
"""


def write_pack(folder: Path, requires: str, *, parameters: str = "little, much") -> Path:
    """A pack whose one policy requires what is written; only the parameters that it reads are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = parameters.split(", ")
    head = [
        line
        for line in HEAD.splitlines()
        if not (line.startswith("  ") and "value:" in line) or line.split(":")[0].strip() in wanted
    ]
    if not parameters:
        head.remove("parameters:")
    body = "\n".join("      " + line if line else line for line in requires.strip("\n").splitlines())
    text = "\n".join(head) + "\n" + POLICY + body + "\n"
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return folder


def small_pack(folder: Path, requires: str, *, parameters: str = "little, much") -> Pack:
    return load_pack(write_pack(folder, requires, parameters=parameters), vocabulary(), "small")


def proof_of(pack: Pack) -> PackProof:
    return prove_pack(pack, vocabulary(), JUDGE)


def checked(folder: Path, witnesses: Path | None = None) -> CheckReport:
    return check_packs(str(folder), (), coverage=False, today=DAY, witnesses=witnesses)
