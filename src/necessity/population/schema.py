"""The tables of the second evaluator: what a case fills, what a plan fills, and what the statements make of both.

Invariant: every column is told; none may be NULL.
"""

from __future__ import annotations

from necessity.population.rows import COMMON, NUMBER, field_columns, is_number, table_of
from necessity.vocabulary.kinds import Kind

Table = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Name, columns with their types, and the columns of the key."""

OF_CASE: tuple[Table, ...] = (
    (
        "spot",
        (
            *("case_id TEXT", "spot INTEGER", "line TEXT", "policy INTEGER", "wave INTEGER", "level TEXT", "side TEXT"),
            *("day INTEGER", "is_place INTEGER", "of_case INTEGER", "level_order INTEGER"),
        ),
        ("case_id", "spot"),
    ),
    (
        "line",
        ("case_id TEXT", "line TEXT", "position INTEGER", "procedure TEXT", "judged INTEGER", "levels INTEGER"),
        ("case_id", "line"),
    ),
    ("line_level", ("case_id TEXT", "line TEXT", "level TEXT"), ("case_id", "line", "level")),
    ("unread", ("case_id TEXT", "document TEXT"), ("case_id", "document")),
    (
        "fact",
        ("case_id TEXT", "fact INTEGER", "line TEXT", "kind TEXT", "denied INTEGER"),
        ("case_id", "kind", "fact"),
    ),
    (
        "moved",
        ("day INTEGER", "months INTEGER", "days INTEGER", "back INTEGER", "forth INTEGER"),
        ("day", "months", "days"),
    ),
)
OF_PLAN: tuple[Table, ...] = (
    ("kind", ("policy INTEGER", "kind TEXT", "marker TEXT"), ("policy", "kind")),
    ("shown_by", ("kind TEXT", "document TEXT"), ("kind", "document")),
    ("family", ("kind TEXT", "field TEXT", "word TEXT", "above TEXT"), ("kind", "field", "word", "above")),
    (
        "timed",
        ("policy INTEGER", "moment INTEGER", "moment_rank INTEGER", "kind TEXT", "which TEXT", "silence TEXT"),
        ("policy", "moment"),
    ),
    (
        "asked",
        (
            *("policy INTEGER", "leaf INTEGER", "kind TEXT", "absent INTEGER", "silence TEXT", "anchored INTEGER"),
            "unheard INTEGER",
        ),
        ("policy", "leaf"),
    ),
    (
        "anchor",
        ("policy INTEGER", "leaf INTEGER", "position INTEGER", "moment INTEGER", "ignored INTEGER"),
        ("policy", "leaf", "position"),
    ),
    (
        "node",
        (
            *("policy INTEGER", "depth INTEGER", "node INTEGER", "op TEXT", "needed INTEGER"),
            "always_raised INTEGER",
        ),
        ("policy", "depth", "node"),
    ),
    ("edge", ("parent INTEGER", "role TEXT", "position INTEGER", "child INTEGER"), ("parent", "role", "position")),
    (
        "step",
        (
            *("policy INTEGER", "depth INTEGER", "node INTEGER", "op TEXT", "before INTEGER", "exception INTEGER"),
            "replacement INTEGER",
        ),
        ("policy", "depth", "node"),
    ),
    ("root", ("policy INTEGER", "node INTEGER"), ("policy", "node")),
)
_CANDIDATE = (
    *("case_id TEXT", "spot INTEGER", "leaf INTEGER", "fact INTEGER", "denied INTEGER", "speaks INTEGER"),
    *("scope_met INTEGER", "test_met INTEGER", "test_failed INTEGER", "first INTEGER", "last INTEGER"),
    *("on_left INTEGER", "on_right INTEGER"),
)
_RAILS = (
    "met INTEGER",
    "failed INTEGER",
    "firm_met INTEGER",
    "firm_failed INTEGER",
    "shown INTEGER",
    "not_raised INTEGER",
)
MADE: tuple[Table, ...] = (
    (
        "quiet",
        ("case_id TEXT", "line TEXT", "kind TEXT", "unread INTEGER", "after INTEGER"),
        ("case_id", "line", "kind"),
    ),
    ("against", ("case_id TEXT", "denial INTEGER", "event INTEGER"), ("case_id", "event", "denial")),
    (
        "vector",
        (
            *("case_id TEXT", "line TEXT", "kind TEXT", "fact INTEGER", "via TEXT", "level TEXT", "side TEXT"),
            *("first_key TEXT", "second_key TEXT"),
        ),
        ("case_id", "kind", "fact", "via"),
    ),
    (
        "series",
        (
            *("case_id TEXT", "line TEXT", "kind TEXT", "series TEXT", "level TEXT", "side TEXT", "first_key TEXT"),
            *("second_key TEXT", "whole INTEGER"),
        ),
        ("case_id", "line", "kind", "series"),
    ),
    (
        "belongs",
        (
            *("case_id TEXT", "fact INTEGER", "series TEXT", "via TEXT", "sure INTEGER", "whole INTEGER"),
            "against INTEGER",
        ),
        ("case_id", "fact", "series", "via"),
    ),
    ("event", _CANDIDATE, ("case_id", "spot", "leaf", "fact")),
    (
        "moment",
        ("case_id TEXT", "spot INTEGER", "moment INTEGER", "state INTEGER", "low INTEGER", "high INTEGER"),
        ("case_id", "spot", "moment"),
    ),
    ("candidate", _CANDIDATE, ("case_id", "spot", "leaf", "fact")),
    (
        "heard",
        ("case_id TEXT", "spot INTEGER", "leaf INTEGER", "told INTEGER", "spoken INTEGER"),
        ("case_id", "spot", "leaf"),
    ),
    (
        "member",
        (
            *("case_id TEXT", "spot INTEGER", "leaf INTEGER", "series TEXT", "whole INTEGER", "fact INTEGER"),
            *("denied INTEGER", "sure INTEGER", "scope_met INTEGER", "test_met INTEGER", "test_failed INTEGER"),
            *("first INTEGER", "last INTEGER"),
        ),
        ("case_id", "spot", "leaf", "series", "fact"),
    ),
    (
        "raw",
        ("case_id TEXT", "spot INTEGER", "leaf INTEGER", "met INTEGER", "failed INTEGER", "rests INTEGER"),
        ("case_id", "spot", "leaf"),
    ),
    (
        "line_said",
        ("case_id TEXT", "spot INTEGER", "leaf INTEGER", "standing INTEGER", *_RAILS),
        ("case_id", "spot", "leaf", "standing"),
    ),
    ("answer", ("case_id TEXT", "spot INTEGER", "node INTEGER", *_RAILS), ("case_id", "spot", "node")),
)
_WORDS = ("case_id", "line", "own", "level", "side", "root", "muscle")


def kind_table(kind: Kind) -> Table:
    """The table with the facts of one kind, and a column or several for each of its fields."""
    columns = [f"{name} {'TEXT' if name in _WORDS else 'INTEGER'}" for name in COMMON]
    for name in kind.fields:
        if is_number(kind, name):
            columns += [f"v_{name}_{part} {_number_type(part)}" for part in NUMBER]
        else:
            columns.append(f"v_{name} TEXT")
    assert len(columns) == len(COMMON) + len(field_columns(kind))
    return table_of(kind.name), tuple(columns), ("case_id", "fact")


def _number_type(part: str) -> str:
    return "TEXT" if part == "is" else "INTEGER" if part.endswith("open") else "REAL"


def create(table: Table) -> str:
    """The statement that makes a table."""
    name, columns, key = table
    return f"CREATE TABLE {name} ({', '.join(f'{one} NOT NULL' for one in columns)}, PRIMARY KEY ({', '.join(key)}))"


def insert(table: Table) -> str:
    """The statement that adds one row, with a mark for each value."""
    name, columns, _ = table
    return f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})"


def table_named(name: str) -> Table:
    """One of the tables that are not of a kind. KeyError where there is none."""
    return {one[0]: one for one in (*OF_CASE, *OF_PLAN, *MADE)}[name]
