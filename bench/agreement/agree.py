"""How the answers agree with published determinations: figures, both serious errors with what decided, every disagreement.

Method: every case of `cases/` is reviewed under the pack that `basis.yaml` names, as `answers.py` tells. `approve`
agrees with necessary, `refer` with not_necessary, `pend` with conditional and insufficient_information. "Refer and pend joined"
asks only whether a line is approved. The baselines give one answer to everything. "No facts" reviews the same requests with an
empty chart: an answer that is the same there does not depend on the note. Nothing is tuned to a case.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from answers import APPROVE, HERE, PEND, REFER, SAME, Answer, answers, serious, unknown_names

Said = Callable[[Answer], str]
HEAD = ("", "answers", "exact", "refer and pend joined", "decisive", "approve, not necessary", "refer, necessary")
DEMONSTRATION = "published-assessments@2025-12"  # judged all of them until the packs of basis.yaml existed
UNREAD = "not read yet"
CAUSES = (
    "not in the record",
    "source overrides",
    "missing policy",
    "policy clause",
    "reader",
    "request not understood",
)
MARK = "<!-- What follows is written by agree.py --table. -->\n"


def by_recommendation(one: Answer) -> str:
    return one.recommendation


def by_indication(one: Answer) -> str:
    return one.indication


def always(word: str) -> Said:
    return lambda one: word


def part(count: int, whole: int) -> str:
    return f"{count} ({count / whole:.2f})" if whole else "0"


def row(name: str, given: Sequence[Answer], said: Said) -> tuple[str, ...]:
    """One line of the table of figures."""
    exact = sum(said(one) == one.wanted for one in given)
    joined = sum((said(one) == APPROVE) == (one.wanted == APPROVE) for one in given)
    decided = sum(said(one) != PEND for one in given)
    wrong = Counter(said(one) for one in given if serious(said(one), one.result))
    whole = len(given)
    return (
        *(name, str(whole), part(exact, whole), part(joined, whole), part(decided, whole)),
        *(str(wrong[APPROVE]), str(wrong[REFER])),
    )


def is_ruling(one: Answer) -> bool:
    """By people; the others are written by a machine."""
    return not one.case.startswith("dro-")


def figures(
    lines: Sequence[Answer], settings: Sequence[Answer], others: Mapping[str, Sequence[Answer]]
) -> Iterator[str]:
    people, machine = [one for one in lines if is_ruling(one)], [one for one in lines if not is_ruling(one)]
    yield from table(
        HEAD,
        [
            row("by recommendation", lines, by_recommendation),
            row("by indication", lines, by_indication),
            *(row(name, given, by_recommendation) for name, given in others.items()),
            *(row(f"always {word}", lines, always(word)) for word in (PEND, REFER, APPROVE)),
            row("rulings by people", people, by_recommendation),
            row("machine-written answers", machine, by_recommendation),
            row("the setting, where a source judged it", settings, by_recommendation),
        ],
    )
    kinds = Counter(kind for one in lines for _, kind, _ in one.criteria)
    yield ""
    yield (
        f"Judged by {', '.join(sorted({one.pack for one in lines}))}. Its criteria asked here: "
        + ", ".join(f"{kinds[kind]} of kind {kind}" for kind in ("indication", "readiness", "administrative"))
        + "."
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for one in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in one)} |"


def cross(lines: Sequence[Answer]) -> Iterator[str]:
    """What the sources said against what was answered."""
    counts = Counter((one.result, one.recommendation) for one in lines)
    rows = [(result, *(str(counts[result, word]) for word in (APPROVE, PEND, REFER))) for result in SAME]
    yield from table(("the source says", APPROVE, PEND, REFER), rows)


def errors(lines: Sequence[Answer], bare: Sequence[Answer]) -> Iterator[str]:
    """Every serious error with what decided it, and whether the note has a part in it."""
    found = [(one, none) for one, none in zip(lines, bare, strict=True) if one.error]
    if not found:
        yield "None."
    for one, none in found:
        same = "the same with an empty chart" if none.recommendation == one.recommendation else "rests on the note"
        yield f"- **{one.case}**, {one.name}: {one.error} ({same})."
        yield from (f"  - {words}" for words in one.why)


def changes(lines: Sequence[Answer], other: Sequence[Answer]) -> Iterator[str]:
    """Which answers change, and which criteria behind the answers."""
    pairs = [(one, two) for one, two in zip(lines, other, strict=True) if one.recommendation != two.recommendation]
    gained = sum((two.recommendation == two.wanted) - (one.recommendation == one.wanted) for one, two in pairs)
    yield f"{len(pairs)} of {len(lines)} answers change; exact {gained:+d}."
    for one, two in pairs:
        yield f"- {one.case}, {one.name} ({one.result}): {one.recommendation} becomes {two.recommendation}"


def criteria_changed(lines: Sequence[Answer], other: Sequence[Answer]) -> Iterator[str]:
    """The criteria whose verdict differs though the answer may not: by case, each kind of change once."""
    asked = moved = 0
    found: dict[tuple[str, str, str], None] = {}
    for one, two in zip(lines, other, strict=True):
        after = {where: verdict for where, _, verdict in two.criteria}
        for where, _, verdict in one.criteria:
            asked += 1
            now = after.get(where, "not asked")
            if now != verdict:
                moved += 1
                found.setdefault((one.case, where.rpartition(": ")[2].partition(" #")[0], f"{verdict} becomes {now}"))
    yield f"{moved} of {asked} verdicts on criteria differ."
    by_case: dict[str, list[str]] = {}
    for case, id, words in found:
        by_case.setdefault(case, []).append(f"`{id}` {words}")
    yield from (f"- {case}: {'; '.join(told)}" for case, told in by_case.items())


def causes(lines: Sequence[Answer]) -> dict[tuple[str, str], dict[str, Any]]:
    """The cause of each disagreement, read by hand; one that nobody has read is `not read yet`."""
    rows = yaml.safe_load((HERE / "causes.yaml").read_text(encoding="utf-8"))
    strange = {one[key] for one in rows for key in ("cause", "behind") if key in one} - set(CAUSES)
    given = {(one["case"], one["determination"]): one for one in rows}
    if strange or len(given) != len(rows):
        raise SystemExit(f"causes.yaml: a row stands twice, or is of no known cause: {sorted(strange)}")
    wrong = [(one.case, one.name) for one in lines if one.recommendation != one.wanted]
    return {key: given.get(key, {"cause": UNREAD, "why": ""}) for key in wrong}


def by_cause(lines: Sequence[Answer]) -> Iterator[str]:
    given = causes(lines).values()
    now, then = Counter(one["cause"] for one in given), Counter(one.get("behind") for one in given)
    every = (*CAUSES, *([UNREAD] if now[UNREAD] else []))
    yield from table(("cause", "in the way", "behind it"), [(name, str(now[name]), str(then[name])) for name in every])


def disagreements(lines: Sequence[Answer]) -> Iterator[str]:
    given, rows = causes(lines), []
    for one in lines:
        if one.recommendation == one.wanted:
            continue
        cause = given[one.case, one.name]
        deciding = ", ".join(f"`{id}`" for id in one.because)
        classes = " > ".join(filter(None, (cause["cause"], cause.get("behind"))))
        rows.append((one.case, one.name, one.result, one.recommendation, deciding, classes, cause["why"]))
    yield from table(("case", "determination", "source", "answer", "decided by", "cause > behind it", "why"), rows)


def unknown(names: str) -> Iterator[str]:
    """The names of the requests that are not known as one procedure."""
    count, found = unknown_names(names)
    yield f"{len(found)} of {count} names."
    yield from (f"- {name}" for name in found)


def report() -> Iterator[str]:
    """The whole table as Markdown, line by line."""
    lines, settings = answers()
    gold, _ = answers(facts="gold")
    attested, _ = answers(facts="attested")
    bare, bare_settings = answers(facts="none")
    given, _ = answers(names="given")
    undated, _ = answers(names="undated")
    demonstration, _ = answers(pack=DEMONSTRATION)
    others = {
        "with the marked facts": gold,
        "with the marked facts, attested": attested,
        "with no facts": bare,
        "with the names as given": given,
        "with notes that bear no day": undated,
        f"by {DEMONSTRATION} alone": demonstration,
    }
    parts: dict[str, Iterator[str]] = {
        "Figures": figures(lines, settings, others),
        "What the sources say against the answers": cross(lines),
        "What an empty chart changes": changes(lines, bare),
        "What the marked facts change": changes(lines, gold),
        "What the marked facts change, attested": changes(lines, attested),
        "What the marked facts change behind the answers": criteria_changed(lines, gold),
        "Serious errors": errors(lines, bare),
        "Serious errors with the marked facts": errors(gold, bare),
        "Serious errors of the setting": errors(settings, bare_settings),
        "What the names as given change": changes(lines, given),
        "Names, one procedure each, that are not known": unknown("one each"),
        "Names as given that are not known as one procedure": unknown("given"),
        "Causes of the disagreements": by_cause(lines),
        "Disagreements": disagreements(lines),
    }
    for title, told in parts.items():
        yield f"## {title}\n"
        yield from told
        yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", type=Path, metavar="FILE", help="write it as Markdown; words above its mark stay")
    asked = parser.parse_args()
    text = "\n".join(report())
    print(text)
    if asked.table:
        before = asked.table.read_text(encoding="utf-8").partition(MARK)[0] if asked.table.exists() else ""
        asked.table.write_text(f"{before}{MARK}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
