"""The facts that each leaf looks at, and the series that they stand in, as INSERT ... SELECT over the tables of the kinds.

Invariant: what is said here of a kind holds for every case at once; every row carries its case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from necessity.population.condition import (
    Choice,
    Column,
    Condition,
    Either,
    Is,
    Paired,
    Term,
    among,
    both,
    either,
)
from necessity.population.plan_leaf import AtMoment, FactScan, Moved
from necessity.population.rows import Said, is_number, table_of
from necessity.population.sql_text import bit, condition, term, text
from necessity.vocabulary.kinds import FieldType, Keeps, Kind

LOOSE, WHOLE, ALONE = 0, 1, 2
"""A series whose name is incomplete, one that is fully named, and one that is a single fact and what stands against it."""
NO_NAME = "?"
_TOGETHER = 100  # SQLite joins no more than 500 by UNION ALL


def scan_sql(table: str, policy: int, scans: Sequence[FactScan]) -> tuple[str, ...]:
    """The rows of `table` (candidate, event) for the scans of one policy over one kind of fact, some scans at a time."""
    parts = [scans[start : start + _TOGETHER] for start in range(0, len(scans), _TOGETHER)]
    return tuple(f"INSERT INTO {table}\n" + "\nUNION ALL\n".join(_scan(one, policy) for one in part) for part in parts)


def _scan(scan: FactScan, policy: int) -> str:
    columns = (
        "p.case_id",
        "p.spot",
        str(scan.number),
        "f.fact",
        "f.denied",
        bit(scan.speaks),
        bit(scan.scope.met),
        bit(scan.test.met),
        bit(scan.test.failed),
        term(scan.first),
        term(scan.last),
        bit(scan.left),
        bit(scan.right),
    )
    source = f"spot p JOIN {table_of(scan.kind.name)} f ON f.case_id = p.case_id AND f.line IN ('', p.line)"
    source += "".join(map(join_sql, scan.joins))
    asked = f"p.policy = {policy}"
    if scan.scope.failed != Either(()):
        asked += f"\n  AND CASE WHEN {condition(scan.scope.failed)} THEN 0 ELSE 1 END = 1"
    return f"SELECT {', '.join(columns)}\n  FROM {source}\n  WHERE {asked}"


def join_sql(one: Moved | AtMoment) -> str:
    """The row of a moment, or of a day moved by a length of time."""
    a = one.alias
    if isinstance(one, AtMoment):
        return f"\n  JOIN moment {a} ON {a}.case_id = p.case_id AND {a}.spot = p.spot AND {a}.moment = {one.moment}"
    by = f"{a}.months = {one.by.months} AND {a}.days = {one.by.days}"
    return f"\n  JOIN moved {a} ON {a}.day = {term(one.day)} AND {by}"


# -- series ------------------------------------------------------------------------------------------------------------


def series_sql(kind: Kind) -> tuple[str, ...]:
    """What each fact of a kind belongs to, before any leaf looks at it."""
    if kind.keeps is Keeps.LATEST:
        return (
            _vectors(kind),
            _named_series(kind),
            _belonging(kind),
            _denials_of_series(kind),
            _own(kind, denied=True),
        )
    table = table_of(kind.name)
    return (
        against_sql(kind),
        _own(kind, denied=False),
        _own(kind, denied=True),
        f"INSERT INTO belongs\nSELECT e.case_id, a.denial, e.own, '', 0, {ALONE}, 1\n"
        f"  FROM against a JOIN {table} e ON e.case_id = a.case_id AND e.fact = a.event",
    )


def _own(kind: Kind, *, denied: bool) -> str:
    return (
        f"INSERT INTO belongs\nSELECT f.case_id, f.fact, f.own, '', 1, {ALONE}, 0\n"
        f"  FROM {table_of(kind.name)} f WHERE f.denied = {int(denied)}"
    )


def _vectors(kind: Kind) -> str:
    """The names of the series in which a positive fact stands: level, side and key fields; both sides stand in two."""
    said = Said(kind)
    side = said.column("side")
    sides: list[tuple[str, Condition, Term]] = [("", said.stated, "")]
    if kind.has_side:
        sides = [("", both(said.stated, Is(side, "<>", "both")), Choice(Is(side, "=", ""), NO_NAME, side))]
        sides += [(one, both(said.stated, Is(side, "=", "both")), one) for one in ("left", "right")]
    level: Term = Choice(Is(said.column("level"), "=", ""), NO_NAME, said.column("level")) if kind.has_level else ""
    keys = [_broadest(kind, name) for name in kind.key_fields]
    if len(keys) > 2:
        raise ValueError(f"series of {kind.name} are told apart by {len(keys)} fields, and the tables hold two")
    first, second = [*keys, "", ""][:2]
    rows = [
        f"SELECT f.case_id, f.line, {text(kind.name)}, f.fact, {text(via)}, {term(level)}, {term(own)}, {term(first)},"
        f" {term(second)}\n  FROM {table_of(kind.name)} f WHERE {condition(where)}"
        for via, where, own in sides
    ]
    return "INSERT INTO vector\n" + "\nUNION ALL\n".join(rows)


def _broadest(kind: Kind, name: str) -> Term:
    """The broadest word of a key field of a fact; no name where it says none."""
    said, field = Said(kind), kind.fields[name]
    if is_number(kind, name):
        return NO_NAME
    column = said.word(name)
    below: dict[str, list[str]] = {}
    for word in field.words:
        if field.broadest(word) != word:
            below.setdefault(field.broadest(word), []).append(word)
    found: Term = column
    for top, narrower in below.items():
        found = Choice(among(column, narrower), top, found)
    return Choice(Is(column, "=", ""), NO_NAME, found)


def _named_series(kind: Kind) -> str:
    named = " || '|' || ".join(f"v.{one}" for one in ("level", "side", "first_key", "second_key"))
    loose = " OR ".join(f"v.{one} = '{NO_NAME}'" for one in ("level", "side", "first_key", "second_key"))
    return (
        f"INSERT INTO series\nSELECT DISTINCT v.case_id, v.line, v.kind, {named}, v.level, v.side, v.first_key,"
        f" v.second_key, CASE WHEN {loose} THEN {LOOSE} ELSE {WHOLE} END\n  FROM vector v WHERE v.kind = {text(kind.name)}"
    )


def _belonging(kind: Kind) -> str:
    """A fact whose name is incomplete may belong to several series: it surely belongs to those of its own name alone."""
    parts = ("level", "side", "first_key", "second_key")
    fits = "\n    AND ".join(f"(v.{one} = s.{one} OR v.{one} = '{NO_NAME}' OR s.{one} = '{NO_NAME}')" for one in parts)
    same = " AND ".join(f"v.{one} = s.{one}" for one in parts)
    return (
        f"INSERT INTO belongs\nSELECT v.case_id, v.fact, s.series, v.via, CASE WHEN {same} THEN 1 ELSE 0 END, s.whole, 0\n"
        "  FROM vector v JOIN series s ON s.case_id = v.case_id AND s.line = v.line AND s.kind = v.kind\n"
        f"  WHERE v.kind = {text(kind.name)}\n    AND {fits}"
    )


def _denials_of_series(kind: Kind) -> str:
    """A denial speaks of every series that it does not name otherwise; it surely does where all that it names is the same."""
    said = Said(kind)
    parts = [_denied_part(kind, "level", Column("s.level")), _denied_part(kind, "side", Column("s.side"))]
    for name, key in zip(kind.key_fields, ("s.first_key", "s.second_key"), strict=False):
        parts.append(_denied_part(kind, name, Column(key)))
    others = [one for one in kind.fields if one not in ("level", "side", kind.main, *kind.key_fields)]
    sure = both(*(one for one, _ in parts), *(said.untold(one) for one in others))
    fits = both(said.denied, *(one for _, one in parts))
    return (
        f"INSERT INTO belongs\nSELECT f.case_id, f.fact, s.series, '', {bit(sure)}, s.whole, 0\n"
        f"  FROM {table_of(kind.name)} f JOIN series s ON s.case_id = f.case_id AND s.line = f.line"
        f" AND s.kind = {text(kind.name)}\n  WHERE {condition(fits)}"
    )


def _denied_part(kind: Kind, name: str, key: Column) -> tuple[Condition, Condition]:
    """Whether the denial surely, and whether it possibly, means the series whose name has `key` there."""
    said = Said(kind)
    if name in kind.key_fields and is_number(kind, name):
        return both(), both()
    own = said.word(name) if name in kind.key_fields else said.column(name)
    sure = either(Is(own, "=", ""), Is(own, "=", key), Is(own, "=", "both") if name == "side" else Either(()))
    narrower = Paired(kind.name, name, own, key) if name in kind.key_fields else Either(())
    return sure, either(sure, Is(key, "=", NO_NAME), narrower)


# -- what stands against an event --------------------------------------------------------------------------------------


def against_sql(kind: Kind) -> str:
    """The denials that may speak of an event: they name nothing else, and the event is not surely later."""
    denial, event = Said(kind, "d"), Said(kind, "e")
    first, last = event.column("first"), denial.column("last")
    parts: list[Condition] = [either(Is(first, "=", 0), Is(last, "=", 0), Is(first, "<=", last))]
    words = [one.name for one in kind.fields.values() if one.type not in (FieldType.SCALE, FieldType.QUANTITY)]
    for name in dict.fromkeys(("level", "side", *words)):
        own = denial.word(name) if name in words else denial.column(name)
        theirs = event.word(name) if name in words else event.column(name)
        fits: list[Condition] = [Is(own, "=", ""), Is(theirs, "=", ""), Is(own, "=", theirs)]
        if name == "side":
            fits += [Is(own, "=", "both"), Is(theirs, "=", "both")]
        elif name in words and kind.fields[name].words:
            fits += [Paired(kind.name, name, theirs, own), Paired(kind.name, name, own, theirs)]
        parts.append(either(*fits))
    table = table_of(kind.name)
    return (
        "INSERT INTO against\nSELECT d.case_id, d.fact, e.fact\n"
        f"  FROM {table} d JOIN {table} e ON e.case_id = d.case_id AND e.line = d.line\n"
        f"  WHERE d.denied = 1 AND e.denied = 0\n    AND {condition(both(*parts))}"
    )


def kinds_of(scans: Iterable[FactScan]) -> dict[str, list[FactScan]]:
    """The scans by the kind of fact that they look at."""
    found: dict[str, list[FactScan]] = {}
    for scan in scans:
        found.setdefault(scan.kind.name, []).append(scan)
    return found
