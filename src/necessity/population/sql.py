"""A plan as SQL: the rows of the plan, and the statements in the order in which they are run.

Invariant: no statement names a case, so the same text judges one case or a million; what a policy asks stands in its scans and
in the rows of its nodes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from necessity.population import schema
from necessity.population.plan import PolicyPlan
from necessity.population.plan_leaf import FactScan
from necessity.population.sql_leaf import (
    ANCHORED_ANSWERS,
    FACT_ANSWERS,
    HEARD,
    MEMBER,
    QUIET,
    RAW,
    age_sql,
    lines_sql,
    moments_sql,
)
from necessity.population.sql_node import CONSTANTS, joins_sql, steps_sql
from necessity.population.sql_scan import against_sql, kinds_of, scan_sql, series_sql
from necessity.vocabulary.kinds import Keeps, Kind

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


@dataclass(kw_only=True)
class PolicyText:
    """One policy as SQL; what looks at facts is kept by kind, so that a kind of which a case holds none need not be looked at."""

    plan: PolicyPlan

    @cached_property
    def candidates(self) -> Mapping[str, tuple[str, ...]]:
        """Per kind of fact, the statements that find what the leaves look at."""
        leaves = self.plan.facts
        scans = [scan for leaf in leaves for scan in (leaf.scan, leaf.unheard) if scan is not None]
        return {kind: scan_sql("candidate", self.plan.number, found) for kind, found in kinds_of(scans).items()}

    @cached_property
    def events(self) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
        """Per rank and kind of fact, the statements that find what the moments look at."""
        found: dict[int, list[FactScan]] = {}
        for moment in self.plan.moments:
            found.setdefault(moment.rank, []).append(moment.scan)
        return {
            rank: {kind: scan_sql("event", self.plan.number, some) for kind, some in kinds_of(scans).items()}
            for rank, scans in found.items()
        }

    @cached_property
    def series(self) -> Mapping[str, tuple[str, ...]]:
        """Per kind of fact, the statements that sort its facts into series, and what stands against the days of its moments."""
        timed = {moment.scan.kind.name for moment in self.plan.moments}
        return {
            name: (*series_sql(kind), *((against_sql(kind),) if name in timed and kind.keeps is Keeps.LATEST else ()))
            for name, kind in self.plan.kinds.items()
        }

    @cached_property
    def by_depth(self) -> Mapping[int, frozenset[str]]:
        """What stands at each depth: all, any, any_level, step."""
        found: dict[int, set[str]] = {}
        for join in self.plan.joins:
            found.setdefault(join.depth, set()).add(join.op)
        for step in self.plan.steps:
            found.setdefault(step.depth, set()).add("step")
        return {depth: frozenset(ops) for depth, ops in found.items()}

    @cached_property
    def ages(self) -> tuple[str, ...]:
        return tuple(age_sql(leaf, self.plan.number) for leaf in self.plan.ages)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return lines_sql(self.plan)

    # -- the plan as rows ----------------------------------------------------------------------------------------------

    def rows(self) -> Rows:
        """What the statements need to know of this policy, by table."""
        plan = self.plan
        rows: Rows = {
            "timed": [
                (plan.number, one.number, one.rank, one.scan.kind.name, one.which, one.silence) for one in plan.moments
            ],
            "root": list(dict.fromkeys((plan.number, one.number) for one in plan.roots)),
            "step": [
                (plan.number, one.depth, one.number, one.op, one.before, one.exception, one.by) for one in plan.steps
            ],
            "kind": [(plan.number, name, kind.silence.after or "") for name, kind in plan.kinds.items()],
            "asked": [],
            "anchor": [],
            "node": [],
            "edge": [],
        }
        for leaf in plan.facts:
            own, kind = leaf.number, leaf.scan.kind.name
            unheard = leaf.unheard.number if leaf.unheard else own
            anchored = int(bool(leaf.anchors))
            rows["asked"].append((plan.number, own, kind, int(leaf.absent), leaf.silence, anchored, unheard))
            if unheard != own:
                # judged besides, and answers nothing of its own
                rows["asked"].append((plan.number, unheard, kind, 0, leaf.silence, 2, unheard))
            rows["anchor"] += [
                (plan.number, own, position, one.moment, int(one.ignored)) for position, one in enumerate(leaf.anchors)
            ]
        for join in plan.joins:
            rows["node"].append((plan.number, join.depth, join.number, join.op, join.needed, int(join.always_raised)))
            for role, children in (("part", join.parts), ("raised", join.raised)):
                rows["edge"] += [(join.number, role, position, child) for position, child in enumerate(children)]
        return rows


def kind_rows(kinds: Iterable[Kind]) -> Rows:
    """What the statements need to know of kinds of fact: which documents show them, which words are families."""
    rows: Rows = {"shown_by": [], "family": []}
    for kind in kinds:
        rows["shown_by"] += [(kind.name, document) for document in dict.fromkeys(("other", *kind.shown_by))]
        for field in kind.fields.values():
            rows["family"] += [
                (kind.name, field.name, word, one)
                for word, above in field.words.items()
                for one in dict.fromkeys(above)
            ]
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Policies whose lines lean on no line that is judged later."""

    number: int
    texts: tuple[PolicyText, ...]


def statements(waves: Sequence[Wave], held: Collection[str] | None = None) -> Iterator[str]:
    """The statements that judge every case in the tables, in order.

    `held` are the kinds of which the tables hold facts; None for every kind that is looked at.
    """
    texts = [text for wave in waves for text in wave.texts]
    series: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for kind, found in text.series.items():
            if (held is None or kind in held) and len(found) > len(series.get(kind, ())):
                series[kind] = found
    yield QUIET
    for found in series.values():
        yield from found
    for rank in sorted({rank for text in texts for rank in text.events}):
        for text in texts:
            yield from (one for kind, found in text.events.get(rank, {}).items() if kind in series for one in found)
        yield moments_sql(rank)
    for text in texts:
        yield from (one for kind, found in text.candidates.items() if kind in series for one in found)
    yield from (HEARD, MEMBER, RAW, FACT_ANSWERS)
    if any(leaf.anchors for text in texts for leaf in text.plan.facts):
        yield ANCHORED_ANSWERS
    yield CONSTANTS
    for text in texts:
        yield from text.ages
    for wave in waves:
        yield from _wave(wave)


def _wave(wave: Wave) -> Iterator[str]:
    for text in wave.texts:
        yield from text.lines
    for depth in range(1, max((text.plan.depth for text in wave.texts), default=0) + 1):
        ops = {op for text in wave.texts for op in text.by_depth.get(depth, ())}
        if ops & {"all", "any"}:
            yield joins_sql(depth, wave.number, by_level=False)
        if "any_level" in ops:
            yield joins_sql(depth, wave.number, by_level=True)
        if "step" in ops:
            yield steps_sql(depth, wave.number)


# -- as a text to read -------------------------------------------------------------------------------------------------


def script(waves: Sequence[Wave], kinds: Mapping[str, Kind]) -> str:
    """The whole text: tables, rows of the plan, statements, and the question at the end; `kinds` are all that are known."""
    wanted = {name: kind for wave in waves for text in wave.texts for name, kind in text.plan.kinds.items()}
    markers = [kind.silence.after for kind in wanted.values() if kind.silence.after is not None]
    tables = {**wanted, **{name: kinds[name] for name in markers}}
    parts = ["-- Tables of a case, filled from its chart and its request."]
    parts += [schema.create(one) + ";" for one in schema.OF_CASE]
    parts += [schema.create(schema.kind_table(kind)) + ";" for kind in tables.values()]
    parts.append("-- Tables of the plan.")
    parts += [schema.create(one) + ";" for one in schema.OF_PLAN]
    parts.append("-- Tables that the statements fill.")
    parts += [schema.create(one) + ";" for one in schema.MADE]
    parts.append("-- The plan.")
    parts += _filled(kind_rows(wanted.values()))
    for wave in waves:
        for text in wave.texts:
            head = f"-- Policy {text.plan.number}: {text.plan.id}; its spots stand in wave {wave.number}."
            parts.append("\n".join([head, *(f"--   {number}  {says}" for number, says in _told(text.plan))]))
            parts += _filled(text.rows())
    parts.append("-- What is judged. Lines that lean on other lines stand in a later wave.")
    parts += [one + ";" for one in statements(waves)]
    parts.append(ANSWERS + ";")
    return "\n\n".join(parts) + "\n"


ANSWERS = (
    "SELECT case_id, spot, node, met, failed, firm_met, firm_failed, shown FROM answer ORDER BY case_id, spot, node"
)
"""Met approves where it is shown, failed refers where it is firm, and everything else waits for an answer."""


def _filled(rows: Rows) -> Iterator[str]:
    for name, found in rows.items():
        if found:
            values = ",\n  ".join(f"({', '.join(_literal(one) for one in row)})" for row in found)
            yield f"INSERT INTO {name} VALUES\n  {values};"


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _told(plan: PolicyPlan) -> Iterator[tuple[int, str]]:
    """Which criterion each number answers, with its test as written."""
    todo = list(plan.roots)
    while todo:
        one = todo.pop(0)
        body = one.criterion.body
        line = f": {body.line}" if hasattr(body, "line") else ""
        yield one.number, f"{one.criterion.id}{line}"
        todo = [*one.parts, *one.exceptions, *todo]
