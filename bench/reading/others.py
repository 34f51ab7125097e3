"""What is read in notes of other specialties: every fact stands in a list that was checked by hand, or the run fails.

The notes are 300 public transcribed reports of other specialties; they are not kept here. `other_specialties.yaml` has one row
for each fact that is read as present, absent or possible: true (of this patient, in the sense of its kind) or false, and why.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.read import read
from necessity.vocabulary.load import vocabulary

HERE = Path(__file__).parent
DAY = date(2026, 3, 10)
COUNTED = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Checked:
    """How the facts read stand beside the list."""

    new: tuple[Key, ...]  # read, and not in the list
    gone: tuple[Key, ...]  # in the list, and read no more
    true: Counter[str]  # facts read, by kind
    false: Counter[str]


def facts(notes: Path) -> Iterator[tuple[Key, Fact]]:
    """The facts of each note (a line of JSON: `sample_id`, `text`), each words once."""
    words = vocabulary()
    for line in notes.read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        one = Document(id=str(note["sample_id"]), kind="clinic note", authored=DAY, text=note["text"])
        seen: set[Key] = set()
        for fact in read([one], vocabulary=words, day=DAY):
            key = (one.id, fact.kind, fact.assertion.value, " ".join(fact.quotes[0].words.split()))
            if fact.assertion in COUNTED and key not in seen:
                seen.add(key)
                yield key, fact


def listed() -> dict[Key, bool]:
    rows = yaml.safe_load((HERE / "other_specialties.yaml").read_text(encoding="utf-8"))["facts"]
    return {(str(row["note"]), row["kind"], row["assertion"], row["words"]): row["verdict"] for row in rows}


def checked(notes: Path) -> Checked:
    verdicts = listed()
    found = {key for key, _ in facts(notes)}
    return Checked(
        new=tuple(sorted(found - verdicts.keys())),
        gone=tuple(sorted(verdicts.keys() - found)),
        true=Counter(key[1] for key in found if verdicts.get(key) is True),
        false=Counter(key[1] for key in found if verdicts.get(key) is False),
    )


def report(notes: Path) -> bool:
    """Prints the counts and what is not in the list; whether nothing is new."""
    result = checked(notes)
    print(f"{'kind':<26}{'true':>6}{'false':>6}")
    for kind in sorted({*result.true, *result.false}):
        print(f"{kind:<26}{result.true[kind]:>6}{result.false[kind]:>6}")
    print(f"{'all':<26}{result.true.total():>6}{result.false.total():>6}")
    if result.gone:
        print(f"{len(result.gone)} rows of the list are read no more")
    for note, kind, assertion, words in result.new:
        print(f"not in the list: {note} {kind} ({assertion}) '{words}'")
    return not result.new
