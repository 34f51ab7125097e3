"""The nodes above the leaves, one depth after the other: all, any, at_least, any_level, and the exceptions step by step.

Invariant: the table "Nodes on two rails" of docs/policy-language.md, on the rails `met` and `failed` and, the same way, on
`firm_met` and `firm_failed`. `shown` and `not_raised` follow the reason: which part, or which exception, decided.
The order of the tables after FROM is the order in which SQLite goes through them; CROSS JOIN keeps it so.
"""

from __future__ import annotations

from functools import lru_cache

from necessity.population.rows import NEVER_ENDS

CONSTANTS = """INSERT INTO answer
SELECT s.case_id, s.spot, n.node, 0, CASE WHEN n.op = 'never' THEN 1 ELSE 0 END, 0,
    CASE WHEN n.op = 'never' THEN 1 ELSE 0 END, 0, 0
  FROM spot s JOIN node n ON n.policy = s.policy WHERE n.depth = 0"""

_PARTS = """SELECT s.case_id, s.spot, n.node, n.op, n.needed, {count} AS parts,
      MIN(CASE WHEN e.role = 'part' THEN a.met ELSE 1 END) AS all_met,
      MIN(CASE WHEN e.role = 'part' THEN a.firm_met ELSE 1 END) AS all_firm_met,
      MAX(CASE WHEN e.role = 'part' THEN a.failed ELSE 0 END) AS one_failed,
      MAX(CASE WHEN e.role = 'part' THEN a.firm_failed ELSE 0 END) AS one_firm_failed,
      SUM(CASE WHEN e.role = 'part' THEN a.met ELSE 0 END) AS met,
      SUM(CASE WHEN e.role = 'part' THEN a.firm_met ELSE 0 END) AS firm_met,
      SUM(CASE WHEN e.role = 'part' THEN a.failed ELSE 0 END) AS failed,
      SUM(CASE WHEN e.role = 'part' AND (a.not_raised = 1 OR a.firm_failed = 1) THEN 1 ELSE 0 END) AS firm_failed,
      MAX(CASE WHEN e.role = 'part' THEN n.always_raised ELSE a.met END) AS raised,
      MAX(CASE WHEN e.role = 'part' THEN a.shown ELSE 0 END) AS one_shown,
      MAX(CASE WHEN e.role = 'part' THEN a.met * a.shown ELSE 0 END) AS met_shown,
      MIN(CASE WHEN e.role = 'part' AND a.failed = 1 THEN {order} ELSE {never} END) AS fails,
      MIN(CASE WHEN e.role = 'part' AND a.failed = 1 AND a.not_raised = 1 THEN {order} ELSE {never} + 1 END) AS fails_unraised,
      MIN(CASE WHEN e.role = 'part' AND a.met = 0 AND a.failed = 0 THEN {order} ELSE {never} END) AS opens,
      MIN(CASE WHEN e.role = 'part' AND a.met = 0 AND a.failed = 0 AND a.not_raised = 1 THEN {order} ELSE {never} + 1 END)
        AS opens_unraised
    FROM spot s CROSS JOIN node n CROSS JOIN edge e CROSS JOIN {answers}
    WHERE s.wave = {wave} AND n.policy = s.policy AND n.depth = {depth} AND n.op {ops} AND e.parent = n.node
      AND {joined}
    GROUP BY s.case_id, s.spot, n.node, n.op, n.needed"""

_HERE = "a.case_id = s.case_id AND a.spot = s.spot AND a.node = e.child"
_AT_EACH_LEVEL = (
    "t.case_id = s.case_id AND t.line = s.line AND t.side = s.side AND t.of_case = 1\n"
    "      AND a.case_id = t.case_id AND a.spot = t.spot AND a.node = e.child"
)


@lru_cache(maxsize=256)
def joins_sql(depth: int, wave: int, *, by_level: bool) -> str:
    """All, any and at_least of one depth; or, `by_level`, any_level, whose parts are the levels of the case."""
    parts = _PARTS.format(
        count="SUM(CASE WHEN e.role = 'part' THEN 1 ELSE 0 END)",
        order="t.level_order" if by_level else "e.position",
        never=NEVER_ENDS,
        answers="spot t CROSS JOIN answer a" if by_level else "answer a",
        joined=_AT_EACH_LEVEL if by_level else _HERE,
        wave=wave,
        depth=depth,
        ops="= 'any_level'" if by_level else "IN ('all', 'any')",
    )
    return f"""INSERT INTO answer
SELECT case_id, spot, node, met, failed, met * firm_met, failed * firm_failed, shown, not_raised
  FROM (SELECT case_id, spot, node,
      CASE WHEN op = 'all' THEN all_met WHEN met >= needed THEN 1 ELSE 0 END AS met,
      CASE WHEN op = 'all' THEN one_failed WHEN failed > parts - needed THEN raised ELSE 0 END AS failed,
      CASE WHEN op = 'all' THEN all_firm_met WHEN firm_met >= needed THEN 1 ELSE 0 END AS firm_met,
      CASE WHEN op = 'all' THEN one_firm_failed WHEN firm_failed > parts - needed THEN 1 ELSE 0 END AS firm_failed,
      CASE WHEN op = 'all' THEN one_shown WHEN met >= needed THEN met_shown ELSE 0 END AS shown,
      CASE WHEN op = 'all' AND one_failed = 1 THEN CASE WHEN fails = fails_unraised THEN 1 ELSE 0 END
        WHEN op = 'all' AND all_met = 1 THEN 0
        WHEN op <> 'all' AND met >= needed THEN 0
        WHEN op <> 'all' AND failed > parts - needed THEN 1 - raised
        WHEN opens = opens_unraised THEN 1 ELSE 0 END AS not_raised
    FROM ({parts}) p) r"""


def _rail(firm: str, same: str) -> str:
    """One rail of every exception, written out for the rail `same`."""
    met = same == "met"
    return f"""CASE x.op
        WHEN 'replaced' THEN CASE WHEN (w.{firm}met = 1 AND y.{firm}{same} = 1) OR (w.{firm}failed = 1 AND b.{firm}{same} = 1)
          OR (b.{firm}{same} = 1 AND y.{firm}{same} = 1) THEN 1 ELSE 0 END
        WHEN 'waived' THEN CASE WHEN b.{firm}{same} = 1 {"OR" if met else "AND"} w.{firm}{same} = 1 THEN 1 ELSE 0 END
        WHEN 'barred' THEN CASE WHEN b.{firm}{same} = 1 {"AND" if met else "OR"} w.{firm}{"failed" if met else "met"} = 1
          THEN 1 ELSE 0 END
        WHEN 'applied' THEN CASE WHEN b.{firm}{same} = 1 {"OR" if met else "AND"} w.{firm}{"failed" if met else "met"} = 1
          THEN 1 ELSE 0 END
        WHEN 'left_out' THEN CASE WHEN b.{firm}{same} = 1 {"AND" if met else "OR"} w.{firm}{same} = 1 THEN 1 ELSE 0 END
        ELSE {f"b.{same} * b.firm_{same}" if firm else f"b.{same}"} END"""


@lru_cache(maxsize=256)
def steps_sql(depth: int, wave: int) -> str:
    """The exceptions of one depth. What was settled and is open now takes its reason from what opened it."""
    return f"""INSERT INTO answer
SELECT case_id, spot, node, met, failed, firm_met, firm_failed,
    CASE WHEN op = 'settled' THEN shown
      WHEN op = 'replaced' AND w_met = 1 THEN y_shown
      WHEN op = 'waived' AND b_met = 0 AND w_met = 1 THEN w_shown
      WHEN op = 'barred' AND w_met = 1 THEN 0
      WHEN op IN ('applied', 'left_out') AND w_failed = 1 THEN 0
      WHEN b_settled = 1 AND met = 0 AND failed = 0 THEN 0
      ELSE shown END,
    CASE WHEN op = 'settled' THEN not_raised
      WHEN op = 'replaced' AND w_met = 1 THEN CASE WHEN y_met = 1 THEN 0 ELSE y_not_raised END
      WHEN op = 'waived' AND b_met = 0 AND w_met = 1 THEN 0
      WHEN op = 'barred' AND w_met = 1 THEN 0
      WHEN op = 'applied' AND w_failed = 1 THEN 0
      WHEN op = 'left_out' AND w_failed = 1 THEN 1
      WHEN b_settled = 1 AND met = 0 AND failed = 0 THEN w_not_raised
      ELSE not_raised END
  FROM (SELECT s.case_id, s.spot, x.node, x.op,
      {_rail("", "met")} AS met,
      {_rail("", "failed")} AS failed,
      {_rail("firm_", "met")} AS firm_met,
      {_rail("firm_", "failed")} AS firm_failed,
      b.shown, b.not_raised, b.met AS b_met, b.met + b.failed AS b_settled, w.met AS w_met, w.failed AS w_failed,
      w.shown AS w_shown, w.not_raised AS w_not_raised, y.met AS y_met, y.shown AS y_shown, y.not_raised AS y_not_raised
    FROM spot s CROSS JOIN step x CROSS JOIN answer b CROSS JOIN answer w CROSS JOIN answer y
    WHERE s.wave = {wave} AND x.policy = s.policy AND x.depth = {depth}
      AND b.case_id = s.case_id AND b.spot = s.spot AND b.node = x.before
      AND w.case_id = s.case_id AND w.spot = s.spot AND w.node = x.exception
      AND y.case_id = s.case_id AND y.spot = s.spot AND y.node = x.replacement) r"""
