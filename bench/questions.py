"""Questions until a line is settled: planned, beside the form that asks every fact, and beside the best order there is.

Method. Every development case (`agreement/cases`, through `agreement/answers.py`) and every case of a shipped pack is judged
twice: whole, and by its request alone, without a document. *From the request*: the planner starts where nothing is said; each
question is answered as the whole chart answers it (yes, no, or not known, which then counts as the policy counts it there), until
no answer to a question that was not asked can change the recommendation. It must end where the whole chart ends. *The form* asks
once for every fact that the trees of the line read and the request does not answer: a fact is a kind at its place with its
filters, whatever bounds are set to it. *From the chart*: only what the whole chart leaves open is asked, and nobody knows any of
it (the worst of answers); beside it every fact that is open. *The best order*: for every distinct tree of at most 12 facts
(`best_order.py`), all answers alike likely. Lines of which nothing can be asked (no level, no policy), or where nothing is open,
are left out and counted.

    .venv/bin/python bench/questions.py [--write]         # --write puts the table into bench/questions.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import mean, quantiles

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "agreement")]

import answers as development  # noqa: E402

from best_order import Compared, compared  # noqa: E402
from necessity.counterfactual.inquiry import Inquiry  # noqa: E402
from necessity.counterfactual.places import Asked  # noqa: E402
from necessity.counterfactual.planner import Looked, Planner, Told  # noqa: E402
from necessity.counterfactual.questions import firm  # noqa: E402
from necessity.errors import InputUnusable  # noqa: E402
from necessity.model.case import Case  # noqa: E402
from necessity.pack_cases import pack_cases  # noqa: E402
from necessity.policy.known import known_packs  # noqa: E402
from necessity.review import Reading, charted, inquiries, read, shipped_packs  # noqa: E402
from necessity.symbolic.rails import Rails  # noqa: E402
from necessity.verdict import MET, NOT_MET  # noqa: E402

OPEN = Rails(0, 0, 0, 0, 0, 0)
WHERE = "<!-- figures -->"
DEVELOPMENT, PACKS = "development", "pack cases"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of one case: facts asked and facts on the form, from the request and from the chart; None where none is open."""

    group: str
    case: str
    line: str
    answer: str
    kinds: int
    request: tuple[int, int] | None
    chart: tuple[int, int] | None
    differs: str = ""


def cases(only: str = "") -> Iterator[tuple[str, str, Case, str, date]]:
    """Group, name, case, pack and day of every case whose name begins so."""
    for one in development.cases() if "@" not in only else ():
        case = development.case_of_restatement(one, "one each")
        yield DEVELOPMENT, one["id"], case, development.packs()[one["id"]], development.DAY
    for entry in known_packs((shipped_packs(),)):
        if not f"{entry.name}/".startswith(only[: len(entry.name) + 1]):
            continue
        for found in pack_cases(entry.folder)[0]:
            if not found.parameters:  # one that sets a parameter anew is judged by another pack
                yield (
                    PACKS,
                    f"{entry.name}/{found.name}",
                    found.case,
                    entry.name,
                    found.case.received or date(2026, 1, 1),
                )


def alone(reading: Reading) -> Reading:
    """The request by itself: no document, nothing stated, nothing coded."""
    case = replace(reading.case, documents=(), attested=(), coded=(), remarks=())
    return charted(case, (), day=reading.chart.day)


def rows(trees: dict[str, Compared], only: str = "") -> Iterator[Row | None]:
    """Every line of every case, None for one of which nothing can be asked; `trees` takes the small trees, compared.

    `only` is how the names of the cases begin that are looked at.
    """
    for group, name, case, pack, day in cases(only):
        if not name.startswith(only):
            continue
        try:
            reading = read(case, as_of=day)
            whole = inquiries(reading, packs=[pack], as_of=day)[0]
            start = inquiries(alone(reading), packs=[pack], as_of=day)[0]
        except InputUnusable:
            continue
        lines: list[str | None] = [one.line.id for one in whole.answer.line_items]
        lines += [None] if whole.answer.setting.recommendation else []
        for line in lines:
            if whole.not_followed(line) or start.not_followed(line):
                yield None
                continue
            yield _row(group, name, whole, start, line)
            _compare(pack, start, line, trees)


def _row(group: str, name: str, whole: Inquiry, start: Inquiry, line: str | None) -> Row:
    before = _before(whole, start)

    def looked(asked: Asked) -> Looked:
        return Looked(before.get(id(asked), OPEN), asked.now)

    planner = Planner(whole, line, looked=looked, may_be=lambda one: (True, True))
    told, asked = _asked(planner, whole)
    given, ended = whole.given(line), planner.recommendation(told)
    form = {planner.fact[one] for one in planner.open}
    own = Planner(whole, line)
    left = {own.fact[one] for one in own.open}
    return Row(
        group=group,
        case=name,
        line=line or "setting",
        answer=given.value if given else "",
        kinds=len({planner.questions[one].fact for one in planner.open}),
        request=(asked, len(form)) if form else None,
        chart=(_unknown(own), len(left)) if left else None,
        differs=""
        if ended is given
        else f"{name} line {line}: ends with {ended.value}, not {given.value if given else None}",
    )


def _before(whole: Inquiry, start: Inquiry) -> dict[int, Rails[int]]:
    """How each leaf of the whole chart counts where nothing but the request is said."""
    found = {}
    for question in whole.questions:
        number = start.number.get(question.key)
        others = start.questions[number].asked if number is not None else []
        if len(others) == len(question.asked):
            found |= {id(one): other.now for one, other in zip(question.asked, others, strict=True)}
    return found


def _asked(planner: Planner, whole: Inquiry) -> tuple[Told, int]:
    """The planner run to its end, answered from the whole chart; how many facts it asked for."""
    told, count = Told(), 0
    while (found := planner.next(told)) is not None:
        count += 1
        answers, unknown = dict(told.answers), set(told.not_known)
        for one in planner.facts[planner.fact[found.question.number]]:
            verdicts = set(map(firm, whole.questions[one].asked))
            if verdicts in ({MET}, {NOT_MET}):
                answers[one] = verdicts == {MET}
            else:
                unknown.add(one)
        told = Told(answers, frozenset(unknown))
    return told, count


def _unknown(planner: Planner) -> int:
    """How many facts are asked where nobody knows any of them."""
    told, count = Told(), 0
    while (found := planner.next(told)) is not None:
        count += 1
        told = Told({}, told.not_known | {one.number for one in found.same_fact})
    return count


def _compare(pack: str, start: Inquiry, line: str | None, trees: dict[str, Compared]) -> None:
    policy = start.line(line).policy if line is not None else "setting"
    planner = Planner(start, line)
    facts = len({planner.fact[one] for one in planner.open})
    key = f"{pack} {policy}, {facts} facts"
    if facts and key not in trees:
        found = compared(planner)
        if found is not None:
            trees[key] = found


# -- the table ---------------------------------------------------------------------------------------------------------


def _quartiles(values: list[float]) -> str:
    low, middle, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return (
        f"{middle:g} ({low:g} to {high:g})"
        if all(one == int(one) for one in values)
        else f"{middle:.2f} ({low:.2f} to {high:.2f})"
    )


def table(found: list[Row], left_out: int, trees: dict[str, Compared]) -> str:
    """The figures as Markdown."""
    lines = [
        "| start | cases | answer | lines | asked: median (quartiles) | form | asked / form |",
        "|---|---|---|---|---|---|---|",
    ]
    for start in ("request", "chart"):
        for group in (DEVELOPMENT, PACKS):
            for answer in ("all", "approve", "pend", "refer"):
                mine = [one for one in found if one.group == group and answer in ("all", one.answer)]
                pairs = [pair for one in mine if (pair := one.request if start == "request" else one.chart)]
                if len(pairs) > 1:
                    asked, form = [float(pair[0]) for pair in pairs], [float(pair[1]) for pair in pairs]
                    ratio = [a / b for a, b in pairs]
                    cells = (start, group, answer, len(pairs), *map(_quartiles, (asked, form, ratio)))
                    lines.append("| " + " | ".join(map(str, cells)) + " |")
    differ = sum(bool(one.differs) for one in found)
    lines += [
        "",
        f"{left_out} lines of which nothing can be asked are left out. Lines that end otherwise than the whole chart: {differ}.",
    ]
    ratios = [one[0] / one[1] for row in found if (one := row.request)]
    lines.append(f"All lines from the request: median of asked / form {quantiles(ratios, n=4)[1]:.2f}.")
    coarse = [row.request[0] / row.kinds for row in found if row.request and row.kinds]
    lines.append(
        f"Where a form asks each kind of fact at each place once, whatever its filters: {quantiles(coarse, n=4)[1]:.2f}."
    )
    return "\n".join([*lines, "", *_trees(trees)])


def _trees(trees: dict[str, Compared]) -> Iterator[str]:
    yield "| tree | facts | planned | best order | planned, at worst | best, at worst |"
    yield "|---|---|---|---|---|---|"
    asked = {name: one for name, one in sorted(trees.items()) if one.best}  # of the others the request alone decides
    for name, one in asked.items():
        yield f"| {name} | {one.facts} | {one.planned:.2f} | {one.best:.2f} | {one.planned_worst} | {one.best_worst} |"
    ratios = [one.planned / one.best for one in asked.values()]
    yield ""
    yield (
        f"{len(ratios)} small trees: planned / best order {mean(ratios):.3f} on average, {max(ratios):.2f} at most; exactly the "
        f"best in {sum(one.planned <= one.best + 1e-9 for one in asked.values())}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into bench/questions.md")
    asked = parser.parse_args()
    trees: dict[str, Compared] = {}
    every = list(rows(trees))
    found = [one for one in every if one is not None]
    told = table(found, len(every) - len(found), trees)
    for row in found:
        if row.differs:
            print(row.differs, file=sys.stderr)
    print(told)
    if asked.write:
        path = HERE / "questions.md"
        head, _, _ = path.read_text(encoding="utf-8").partition(WHERE)
        path.write_text(f"{head}{WHERE}\n\n{told}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
