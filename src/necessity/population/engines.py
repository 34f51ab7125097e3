"""Where the SQL is run: SQLite in memory, one database for each pack, kept from case to case.

Invariant: a case leaves nothing behind: what it filled is emptied before the next one is judged, whatever happened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from necessity.policy.criterion import Pack
from necessity.population import schema
from necessity.population.plan import PolicyPlan, policy_plan, setting_plan
from necessity.population.plan_leaf import Moved
from necessity.population.plan_window import DAY
from necessity.population.rows import SETTING
from necessity.population.sql import PolicyText, Wave, kind_rows, script, statements
from necessity.population.table import (
    CaseGiven,
    Place,
    Row,
    SpotRow,
    days_of,
    fact_row,
    facts_by_line,
    line_rows,
    moved_rows,
    spots_of,
    unread_rows,
)
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import Vocabulary

ENGINES = ("sqlite",)
_MOST_STATEMENTS = 4096


class Rails(NamedTuple):
    """The answer to one node at one spot; `firm` is the same without silence."""

    met: int
    failed: int
    firm_met: int
    firm_failed: int
    shown: int


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the second evaluator answers on one case, by spot and node."""

    spots: tuple[SpotRow, ...]
    rails: Mapping[tuple[int, int], Rails]

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str | None, str | None], int]:
        """The number of each spot, by line, level and side."""
        return {(one.line, one.place.level, one.place.side): one.number for one in self.spots}


@dataclass(kw_only=True)
class SecondEvaluator:
    """A pack made ready to judge in SQL. A policy is compiled when a case first needs it."""

    pack: Pack
    vocabulary: Vocabulary
    _texts: dict[str, PolicyText] = field(default_factory=dict)
    _filled: set[str] = field(default_factory=set)
    _tables: dict[str, tuple[str, str]] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def plan(self, policy: str) -> PolicyPlan:
        """The plan of a policy of the pack, or of its setting."""
        return self._text(policy).plan

    def judge(self, case: CaseGiven) -> Answers:
        """Every node of every line at every place, and every rule of the setting."""
        return self.judge_all([case])[case.id]

    def judge_all(self, cases: Sequence[CaseGiven]) -> dict[str, Answers]:
        """The answers on several cases, each with an id of its own, from one run of the statements."""
        with self._lock:
            try:
                return self._judge(cases)
            finally:
                self._emptied()

    def script(self, policies: Sequence[str] | None = None) -> str:
        """The pack, or some of its policies, as SQL to read or to run elsewhere."""
        names = [policy.id for policy in self.pack.policies] if policies is None else list(policies)
        texts = {name: self._text(name) for name in names}
        is_for = {one: policy.id for policy in self.pack.policies if policy.id in texts for one in policy.for_}
        upward = self.vocabulary.procedures.upward
        leaning = {
            name: {next((is_for[one] for one in upward(asked) if one in is_for), name) for asked in text.plan.leans_on}
            for name, text in texts.items()
        }
        leaning = {name: others - {name} for name, others in leaning.items()}
        waves = self._in_waves(leaning)
        if policies is not None:
            waves = [wave for wave in waves if wave.texts[0].plan.id != SETTING]
        return script(waves, self.vocabulary.kinds)

    # -- cases ---------------------------------------------------------------------------------------------------------

    def _judge(self, cases: Sequence[CaseGiven]) -> dict[str, Answers]:
        waves = self._waves(cases)
        texts = [text for wave in waves for text in wave.texts]
        for text in texts:
            self._fill_plan(text)
        spots: dict[str, tuple[SpotRow, ...]] = {}
        days: set[int] = set()
        for case in cases:
            day = case.chart.day.toordinal()
            spots[case.id] = tuple(self._spots(case, waves))
            self._add("spot", [one.row(case.id, day) for one in spots[case.id]])
            lines, levels = line_rows(case)
            self._add("line", lines)
            self._add("line_level", levels)
            self._add("unread", unread_rows(case))
            days |= self._add_facts(case, texts)
        moved = [one for text in texts for one in _moved(text.plan)]
        from_request, from_any = ([one.by for one in moved if (one.day == DAY) is own] for own in (True, False))
        request_days = {case.chart.day.toordinal() for case in cases}
        self._add("moved", moved_rows(request_days, days, from_request, from_any))
        for one in statements(waves, self._held):
            self._base.execute(one)
        rails: dict[str, dict[tuple[int, int], Rails]] = {case.id: {} for case in cases}
        columns = "case_id, spot, node, met, failed, firm_met, firm_failed, shown"
        for name, spot, node, *found in self._base.execute(f"SELECT {columns} FROM answer"):
            rails[name][spot, node] = Rails._make(found)
        return {case.id: Answers(spots=spots[case.id], rails=rails[case.id]) for case in cases}

    def _waves(self, cases: Sequence[CaseGiven]) -> list[Wave]:
        """The policies that judge these cases, those first on whose lines others lean; the setting is last."""
        judged = [(one.line, one.policy) for case in cases for one in case.lines if one.policy is not None]
        by_procedure: dict[str | None, set[str]] = {}
        for line, policy in judged:
            by_procedure.setdefault(line.procedure, set()).add(policy.id)
        leaning = {
            name: {other for one in self._text(name).plan.leans_on for other in by_procedure.get(one, ())}
            for name in dict.fromkeys(policy.id for _, policy in judged)
        }
        return self._in_waves(leaning)

    def _in_waves(self, leaning: dict[str, set[str]]) -> list[Wave]:
        """These policies, each with those on whose lines it leans, wave by wave, and then the setting."""
        waves: list[Wave] = []
        while leaning:
            ready = [name for name, others in leaning.items() if not others & leaning.keys()]
            if not ready:
                raise ValueError(f"policies of {self.pack.name} lean on each other: {', '.join(leaning)}")
            waves.append(Wave(number=len(waves), texts=tuple(map(self._text, ready))))
            leaning = {name: others for name, others in leaning.items() if name not in ready}
        if self.pack.setting is not None and self.pack.setting.rules:
            waves.append(Wave(number=len(waves), texts=(self._text(SETTING),)))
        return waves

    def _spots(self, case: CaseGiven, waves: Iterable[Wave]) -> list[SpotRow]:
        found: list[SpotRow] = []
        levels: tuple[str | None, ...] = case.levels or (None,)
        for wave in waves:
            for text in wave.texts:
                plan = text.plan
                asked = levels if plan.asks_levels else ()
                judged = [(one.key, one.places) for one in case.lines if one.policy and one.policy.id == plan.id]
                if plan.id == SETTING:
                    judged = [(SETTING, (Place(level=None, side=None),))]
                for line, places in judged:
                    found += spots_of(line, plan.number, wave.number, places, asked, len(found))
        return found

    def _add_facts(self, case: CaseGiven, texts: Iterable[PolicyText]) -> set[int]:
        """Add the facts of every kind that is looked at to their tables; the days that they name."""
        kinds = {name: kind for text in texts for name, kind in text.plan.kinds.items()}
        kinds |= {one: self.vocabulary.kinds[one] for kind in kinds.values() if (one := kind.silence.after) is not None}
        days: set[int] = set()
        index: list[Row] = []
        for name, kind in kinds.items():
            rows = []
            for line, fact in facts_by_line(case, name):
                rows.append(fact_row(case.id, len(index), line, fact, kind))
                index.append((case.id, len(index), line, name, int(fact.is_denial)))
            if rows:
                self._held.add(name)
                self._base.executemany(self._tables[name][0], rows)
                days |= days_of(rows)
        self._add("fact", index)
        return days

    # -- the database --------------------------------------------------------------------------------------------------

    @cached_property
    def _base(self) -> sqlite3.Connection:
        base = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=_MOST_STATEMENTS
        )
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "automatic_index = OFF"):
            base.execute(f"PRAGMA {pragma}")
        for table in (*schema.OF_CASE, *schema.OF_PLAN, *schema.MADE):
            base.execute(schema.create(table) + " WITHOUT ROWID")
        return base

    def _text(self, policy: str) -> PolicyText:
        if policy not in self._texts:
            if policy == SETTING:
                plan = setting_plan(self.pack, self.vocabulary)
            else:
                numbers = {one.id: (number, one) for number, one in enumerate(self.pack.policies, 1)}
                plan = policy_plan(*numbers[policy], self.vocabulary)
            self._texts[policy] = PolicyText(plan=plan)
        return self._texts[policy]

    def _fill_plan(self, text: PolicyText) -> None:
        if text.plan.id in self._filled:
            return
        wanted = dict(text.plan.kinds)
        markers = [one for kind in wanted.values() if (one := kind.silence.after) is not None]
        for kind in (*wanted.values(), *(self.vocabulary.kinds[name] for name in markers)):
            self._make(kind)
        rows = text.rows()
        for name, found in rows.items():
            self._add(name, found)
        self._filled.add(text.plan.id)

    def _make(self, kind: Kind) -> None:
        if kind.name not in self._tables:
            table = schema.kind_table(kind)
            self._base.execute(schema.create(table) + " WITHOUT ROWID")
            for name, found in kind_rows([kind]).items():
                self._add(name, found)
            self._tables[kind.name] = (schema.insert(table), f"DELETE FROM {table[0]}")

    def _add(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            self._base.executemany(schema.insert(schema.table_named(table)), rows)

    def _emptied(self) -> None:
        for table in (*schema.OF_CASE, *schema.MADE):
            self._base.execute(f"DELETE FROM {table[0]}")
        for name in self._held:
            self._base.execute(self._tables[name][1])
        self._held.clear()


_MOST_PACKS = 64
_READY: dict[tuple[str, str], SecondEvaluator] = {}


def made_ready(pack: Pack, vocabulary: Vocabulary) -> SecondEvaluator:
    """The pack made ready, once for each state of its files; the longest unused is given up where there are many."""
    key = (pack.folder, pack.digest)
    found = _READY.pop(key, None) or SecondEvaluator(pack=pack, vocabulary=vocabulary)
    _READY[key] = found
    while len(_READY) > _MOST_PACKS:
        del _READY[next(iter(_READY))]
    return found


def _moved(plan: PolicyPlan) -> Iterable[Moved]:
    for scan in plan.scans:
        yield from (one for one in scan.joins if isinstance(one, Moved))
    for leaf in plan.ages:
        yield from (one for one in leaf.joins if isinstance(one, Moved))
