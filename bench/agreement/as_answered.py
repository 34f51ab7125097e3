"""The restated determinations as files for `necessity consistency`: the case, and beside it what was answered and why.

Method: the case is that of `answers.py`, one procedure a line. A determination covers the lines that it names; where the source
judged the setting, that is an answer of its own. Where the answers of one restatement differ, `reasons.yaml` says which of its
reasons belong to which of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from answers import HERE, cases, restated

SETTING = "setting"


def answered(one: Mapping[str, Any]) -> dict[str, Any]:
    """One restatement as a file of published answers."""
    return {"by": "published determination", "case": restated(one, "one each"), "answered": list(_answers(one))}


def _answers(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said, asked = one["determination"]["setting"], one["asked"].get("setting")
    for determination in one["determination"]["procedures"]:
        if determination["answered_by"] != SETTING:
            reasons = _reasons(one, determination["name"])
            yield {"line": determination["answered_by"], "answer": determination["result"], "reasons": reasons}
    if said != "not_addressed" and asked:
        result = "necessary" if said == asked else "not_necessary"
        yield {"line": SETTING, "answer": result, "reasons": _reasons(one, SETTING)}


def _reasons(one: Mapping[str, Any], answer: str) -> list[str]:
    """Those of one answer; of an answer that stands in no row, all."""
    numbers = _rows().get((one["id"], answer))
    return [reason for number, reason in enumerate(one["reasons"], 1) if numbers is None or number in numbers]


@cache
def _rows() -> Mapping[tuple[str, str], list[int]]:
    rows = yaml.safe_load((HERE / "reasons.yaml").read_text(encoding="utf-8"))
    return {(row["case"], row["answer"]): row["reasons"] for row in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files go; it is made where it does not stand")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for one in cases():
        text = yaml.safe_dump(answered(one), sort_keys=False, allow_unicode=True)
        (folder / f"{one['id']}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
