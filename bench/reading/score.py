"""How well the reader reads: its facts beside the gold facts of notes, per kind, with the commonest misses.

Method: each note is read as `necessity read` reads it. A gold row and a fact read make a pair where kind and assertion are the
same and their words stand in one sentence; each is in one pair at most, and pairs that agree in more fields are made first. A
gold row or a fact that says the same again counts once. `F1 all`: the pair also agrees in every field that the gold states, and
in level and side. A fact where the gold has a doubt counts neither way. Facts that are planned, hypothetical, of relatives or
copied are no facts for a policy and are not counted; derived facts are not read and are not counted.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from necessity.exchange.intake import case_of
from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.review import read
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

HERE = Path(__file__).parent
DAY = date(2026, 3, 10)  # for notes that tell no day
COUNTED = (Assertion.PRESENT, Assertion.ABSENT, Assertion.POSSIBLE)
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
SETS = {
    "notes": (HERE / "notes", HERE / "gold"),
    "more": (HERE / "more" / "notes", HERE / "more" / "gold"),
    "fresh": (HERE / "fresh" / "notes", HERE / "fresh" / "gold"),
}


@dataclass(frozen=True)
class Row:
    """One gold row: `spans` are where its words stand in the note."""

    kind: str
    assertion: str
    fields: tuple[tuple[str, str], ...]
    spans: tuple[tuple[int, int], ...]
    words: str


@dataclass
class Count:
    """Of one kind: gold rows, facts read, pairs, and pairs that agree in all qualifiers."""

    gold: int = 0
    read: int = 0
    right: int = 0
    whole: int = 0

    def add(self, other: Count) -> None:
        self.gold += other.gold
        self.read += other.read
        self.right += other.right
        self.whole += other.whole


@dataclass
class Scored:
    """One note: counts by kind, and what was missed, read too much, or read with other qualifiers."""

    counts: dict[str, Count] = field(default_factory=dict)
    missed: list[Row] = field(default_factory=list)
    false: list[Fact] = field(default_factory=list)
    differing: list[tuple[Row, Fact]] = field(default_factory=list)


def rows_of(given: Iterable[Mapping[str, object]], text: str) -> list[Row]:
    """The gold rows; those that say the same stand once, with all their places."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], Row] = {}
    for one in given:
        own = dict(one)
        words, nth = str(own.pop("quote")), int(str(own.pop("at", 1)))
        own.pop("question", None)
        start = -1
        for _ in range(nth):
            start = text.index(words, start + 1)
        kind, assertion = str(own.pop("kind")), str(own.pop("assertion", "present"))
        fields = tuple(sorted((name, as_text(value)) for name, value in own.items()))
        key = (kind, assertion, fields)
        before = found[key].spans if key in found else ()
        found[key] = Row(kind, assertion, fields, (*before, (start, start + len(words))), words)
    return list(found.values())


def as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def sentence_of(text: str, start: int, end: int) -> tuple[int, int]:
    left = max((cut.end() for cut in SENTENCE.finditer(text, 0, start + 1) if cut.end() <= start), default=0)
    right = next((cut.start() for cut in SENTENCE.finditer(text, max(end - 1, 0))), len(text))
    return left, right


def near(text: str, row: Row, fact: Fact) -> bool:
    """Their words stand in one sentence of the note."""
    for start, end in row.spans:
        left, right = sentence_of(text, start, end)
        if any(quote.start < right and left < quote.end for quote in fact.quotes):
            return True
    return False


def agreeing(row: Row, fact: Fact) -> tuple[int, bool]:
    """How many fields of the gold row the fact agrees in, and whether in all of them and in level and side."""
    kind = vocabulary().kinds[row.kind]
    stated = dict(row.fields)
    same = 0
    for name, value in stated.items():
        have = _when(fact, value) if name == "when" else fact.value if name == kind.main else fact.qualifiers.get(name)
        if isinstance(have, Quantity):
            same += have == Quantity.parse(value, kind.fields[name].unit)
        else:
            same += have is not None and str(have) == value
    extra = [name for name in ("level", "side") if name not in stated and fact.qualifiers.get(name) is not None]
    return same, same == len(stated) and not extra


def _when(fact: Fact, stated: str) -> object:
    """The day of a fact as the gold may state it: a course with a last day, or a span, as `first/last`."""
    if "/" not in stated or fact.when is None:
        return fact.when
    whole = PartialDate(
        fact.when.earliest, max(fact.when.latest, fact.until.latest if fact.until else fact.when.latest)
    )
    return stated if whole == PartialDate.parse(stated) else fact.when


def score(text: str, facts: Sequence[Fact], gold: Sequence[Row], doubts: Sequence[Row]) -> Scored:
    result = Scored()
    left = distinct(fact for fact in facts if fact.assertion in COUNTED and not fact.reader.startswith("derived"))
    pairs = sorted(
        (
            (-agreeing(row, fact)[1], -agreeing(row, fact)[0], i, j)
            for i, row in enumerate(gold)
            for j, fact in enumerate(left)
            if row.kind == fact.kind and row.assertion == fact.assertion.value and near(text, row, fact)
        )
    )
    rows, taken = {}, set()
    for _, _, i, j in pairs:
        if i not in rows and j not in taken:
            rows[i] = j
            taken.add(j)
    for i, row in enumerate(gold):
        count = result.counts.setdefault(row.kind, Count())
        count.gold += 1
        if i not in rows:
            result.missed.append(row)
            continue
        count.right += 1
        if agreeing(row, left[rows[i]])[1]:
            count.whole += 1
        else:
            result.differing.append((row, left[rows[i]]))
    for j, fact in enumerate(left):
        if j not in taken and (is_open(text, fact, doubts) or is_repeated(text, fact, gold)):
            continue
        result.counts.setdefault(fact.kind, Count()).read += 1
        if j not in taken:
            result.false.append(fact)
    return result


def is_open(text: str, fact: Fact, doubts: Sequence[Row]) -> bool:
    return any(row.kind == fact.kind and near(text, row, fact) for row in doubts)


def is_repeated(text: str, fact: Fact, gold: Sequence[Row]) -> bool:
    """The fact says again, or less exactly, what a gold row says: same kind and assertion, and no field that differs."""
    kind = vocabulary().kinds[fact.kind]
    for row in gold:
        if row.kind != fact.kind or row.assertion != fact.assertion.value:
            continue
        stated = dict(row.fields)
        have = {**{name: str(value) for name, value in fact.qualifiers.items()}}
        if fact.value is not None and kind.main:
            have[kind.main] = str(fact.value)
        if all(stated.get(name, have[name]) == have[name] for name in have if name in stated):
            if all(have.get(name) == value for name, value in stated.items() if name in ("level", "side")):
                return True
    return False


def distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Facts that say the same in one sentence stand once."""
    found: dict[object, Fact] = {}
    for fact in facts:
        fields = tuple((name, str(value)) for name, value in sorted(fact.qualifiers.items()))
        found.setdefault((fact.kind, fact.assertion, str(fact.value), fields, str(fact.when)), fact)
    return list(found.values())


def scored(folder: Path, gold: Path) -> Iterator[tuple[str, Scored]]:
    """Every note of a set that has gold, in the order of its name."""
    for path in sorted(gold.glob("*.yaml")):
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        source = folder / f"{path.stem}.txt"
        text = source.read_text(encoding="utf-8")
        facts = read(case_of(source), as_of=DAY).as_read
        rows = rows_of(given.get("facts") or (), text)
        doubts = rows_of((one for one in given.get("doubts") or () if "kind" in one and "quote" in one), text)
        yield path.stem, score(text, facts, rows, doubts)


def line(name: str, count: Count) -> str:
    def part(of: int, whole: int) -> float:
        return of / whole if whole else 1.0

    def f1(right: int) -> float:
        return 2 * right / (count.gold + count.read) if count.gold + count.read else 1.0

    return (
        f"{name:<26}{count.gold:>6}{count.read:>6}{part(count.right, count.read):>8.2f}{part(count.right, count.gold):>8.2f}"
        f"{f1(count.right):>8.2f}{f1(count.whole):>9.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", nargs="?", choices=[*sorted(SETS), "others"], default="notes")
    parser.add_argument(
        "notes", nargs="?", type=Path, help="for `others`: the notes of other specialties, a line of JSON each"
    )
    parser.add_argument("--only", help="notes whose name begins so")
    parser.add_argument("--misses", action="store_true", help="list what was missed, false and different")
    parser.add_argument("--json", type=Path, help="write the counts to this file")
    asked = parser.parse_args()
    if asked.set == "others":
        import others  # beside this script

        if asked.notes is None:
            parser.error("`others` wants the file of the notes: they are not kept here (see others.py)")
        sys.exit(0 if others.report(asked.notes) else 1)
    folder, gold = SETS[asked.set]
    total: dict[str, Count] = {}
    notes = 0
    for name, one in scored(folder, gold):
        if asked.only and not name.startswith(asked.only):
            continue
        notes += 1
        for kind, count in one.counts.items():
            total.setdefault(kind, Count()).add(count)
        if asked.misses:
            for row in one.missed:
                print(f"{name}: missed   {row.kind} {dict(row.fields)} ({row.assertion}) '{row.words}'")
            for fact in one.false:
                words = fact.quotes[0].words if fact.quotes else ""
                values = {name: str(value) for name, value in fact.qualifiers.items()}
                print(f"{name}: false    {fact.kind} {fact.value} {values} ({fact.assertion.value}) '{words}'")
            for row, fact in one.differing:
                values = {name: str(value) for name, value in fact.qualifiers.items()}
                print(f"{name}: differs  {row.kind} {dict(row.fields)} read {fact.value} {values} '{row.words}'")
    if not notes:
        sys.exit("there is no gold for these notes")
    whole = Count()
    for count in total.values():
        whole.add(count)
    print(f"{'kind':<26}{'gold':>6}{'read':>6}{'prec':>8}{'recall':>8}{'F1':>8}{'F1 all':>9}")
    for kind in sorted(total, key=lambda kind: -total[kind].gold):
        print(line(kind, total[kind]))
    print(line(f"all ({notes} notes)", whole))
    if asked.json:
        counts: Counter[str] = Counter({"notes": notes, **vars(whole)})
        asked.json.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
