"""The answers of leaves from the rows that they look at: series, silence, moments, ages, and other lines of the request.

Invariant: `met` and `failed` are two columns of 0 and 1, never both 1; `firm_met` and `firm_failed` are the same without silence.
"""

from __future__ import annotations

from functools import lru_cache

from necessity.population.plan import LineLeaf, PolicyPlan
from necessity.population.plan_leaf import AgeLeaf
from necessity.population.plan_window import PLACED, RULED_OUT, SILENT
from necessity.population.rows import NEVER_ENDS
from necessity.population.sql_scan import ALONE, LOOSE, WHOLE, join_sql
from necessity.population.sql_text import condition, words

QUIET = """INSERT INTO quiet
SELECT s.case_id, s.line, k.kind,
    CASE WHEN EXISTS (SELECT 1 FROM unread u JOIN shown_by d ON d.document = u.document
      WHERE u.case_id = s.case_id AND d.kind = k.kind) THEN 1 ELSE 0 END,
    CASE WHEN EXISTS (SELECT 1 FROM fact f
      WHERE f.case_id = s.case_id AND f.kind = k.marker AND f.line IN ('', s.line) AND f.denied = 0) THEN 1 ELSE 0 END
  FROM (SELECT DISTINCT case_id, line, policy FROM spot) s JOIN kind k ON k.policy = s.policy"""
"""Per line and kind: whether a document is unread that might show it, and whether what makes silence speak was told."""

_NOTHING = """CASE WHEN {a}.silence = 'closed' THEN {closed}
      WHEN q.unread = 1 THEN 0
      WHEN {a}.silence = 'absent' THEN 1
      WHEN {a}.silence = 'absent after' AND q.after = 1 THEN 1
      ELSE 0 END"""

# -- moments -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def moments_sql(rank: int) -> str:
    """The moments of one rank: from the latest sure start to the latest possible end, or the first ones."""
    return f"""INSERT INTO moment
SELECT case_id, spot, moment,
    CASE WHEN sure = 1 THEN {PLACED} WHEN events = 1 THEN 0 WHEN denied = 1 THEN {RULED_OUT}
      WHEN quiet = 1 THEN {SILENT} ELSE 0 END,
    CASE WHEN sure = 0 THEN 0 WHEN which = 'last' THEN latest_start ELSE first_start END,
    CASE WHEN sure = 0 THEN 0 WHEN which = 'last' THEN latest_end ELSE first_end END
  FROM (SELECT case_id, spot, moment, which, MAX(events) AS events, MAX(sure) AS sure, MAX(denied) AS denied,
      MAX(quiet) AS quiet, MAX(CASE WHEN sure = 1 THEN first ELSE 0 END) AS latest_start, MAX(last) AS latest_end,
      MIN(CASE WHEN events = 1 THEN first ELSE {NEVER_ENDS} END) AS first_start,
      MIN(CASE WHEN sure = 1 THEN last ELSE {NEVER_ENDS} END) AS first_end
    FROM (SELECT p.case_id, p.spot, t.moment, t.which, 0 AS events, 0 AS sure, 0 AS denied,
        {_NOTHING.format(a="t", closed=1)} AS quiet, 0 AS first, 0 AS last
      FROM spot p JOIN timed t ON t.policy = p.policy JOIN quiet q ON q.case_id = p.case_id AND q.line = p.line
        AND q.kind = t.kind
      WHERE t.moment_rank = {rank}
      UNION ALL
      SELECT c.case_id, c.spot, t.moment, t.which, 0, 0, c.scope_met, 0, 0, 0
      FROM event c JOIN timed t ON t.moment = c.leaf WHERE t.moment_rank = {rank} AND c.denied = 1
      UNION ALL
      SELECT c.case_id, c.spot, t.moment, t.which, 1,
        CASE WHEN EXISTS (SELECT 1 FROM against a JOIN event d ON d.case_id = a.case_id AND d.spot = c.spot
            AND d.leaf = c.leaf AND d.fact = a.denial
          WHERE a.case_id = c.case_id AND a.event = c.fact) THEN 0 ELSE c.scope_met END,
        0, 0, c.first, c.last
      FROM event c JOIN timed t ON t.moment = c.leaf WHERE t.moment_rank = {rank} AND c.denied = 0) r
    GROUP BY case_id, spot, moment, which) m"""


def age_sql(leaf: AgeLeaf, policy: int) -> str:
    """The age of a moment against a length of time; where there was none, met if that is to be ignored, else failed."""
    none = f"m.state >= {RULED_OUT}"
    placed = f"m.state = {PLACED}"
    met = f"{placed} AND {condition(leaf.placed.met)}"
    failed = f"{placed} AND {condition(leaf.placed.failed)}"
    shown = f"CASE WHEN {met} THEN 1 ELSE 0 END"
    told = f"m.state = {RULED_OUT}"
    firm = [f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in (met, failed)]
    full = list(firm)
    at = 0 if leaf.ignored else 1
    full[at] = f"CASE WHEN {none} OR {(met, failed)[at]} THEN 1 ELSE 0 END"
    firm[at] = f"CASE WHEN {told} OR {(met, failed)[at]} THEN 1 ELSE 0 END"
    return (
        f"INSERT INTO answer\nSELECT p.case_id, p.spot, {leaf.number}, {', '.join((*full, *firm, shown))}, 0\n"
        f"  FROM spot p{''.join(map(join_sql, leaf.joins))}\n  WHERE p.policy = {policy}"
    )


# -- facts -------------------------------------------------------------------------------------------------------------

HEARD = """INSERT INTO heard
SELECT case_id, spot, leaf, MAX(CASE WHEN denied = 0 THEN 1 ELSE 0 END), MAX(CASE WHEN denied = 0 THEN speaks ELSE 0 END)
  FROM candidate GROUP BY case_id, spot, leaf"""
"""Whether a leaf looks at a positive fact, and at one that says what a denial would rule out."""

MEMBER = """INSERT INTO member
SELECT c.case_id, c.spot, c.leaf, b.series, b.whole, c.fact, c.denied, MAX(b.sure), c.scope_met,
    CASE WHEN MAX(b.against) = 1 THEN 0 ELSE c.test_met END, CASE WHEN MAX(b.against) = 1 THEN 1 ELSE c.test_failed END,
    c.first, c.last
  FROM candidate c JOIN heard h ON h.case_id = c.case_id AND h.spot = c.spot AND h.leaf = c.leaf
    JOIN belongs b ON b.case_id = c.case_id AND b.fact = c.fact
  WHERE (c.denied = 0 OR c.test_met = 1 OR c.test_failed = 1 OR h.told = 0 OR h.spoken = 1)
    AND (b.via = '' OR (b.via = 'left' AND c.on_left = 1) OR (b.via = 'right' AND c.on_right = 1))
  GROUP BY c.case_id, c.spot, c.leaf, b.series, b.whole, c.fact, c.denied, c.scope_met, c.test_met, c.test_failed,
    c.first, c.last"""
"""The facts of each series that a leaf looks at. A denial that says nothing of what is asked yields to a fact that tells it."""

RAW = f"""INSERT INTO raw
SELECT case_id, spot, leaf, MAX(met), CASE WHEN MAX(heard) = 0 THEN MAX(quiet) WHEN MAX(failed) = 1 THEN MIN(all_fail) ELSE 0 END,
    CASE WHEN MAX(heard) = 0 THEN MAX(quiet) ELSE 0 END
  FROM (SELECT p.case_id, p.spot, l.leaf, 0 AS heard, 0 AS met, 0 AS failed, 1 AS all_fail,
      {_NOTHING.format(a="l", closed=0)} AS quiet
    FROM spot p JOIN asked l ON l.policy = p.policy JOIN quiet q ON q.case_id = p.case_id AND q.line = p.line
      AND q.kind = l.kind
    UNION ALL
    SELECT r.case_id, r.spot, r.leaf, 1, MAX(r.scope_met * r.sure) * MIN(r.test_met),
      MAX(r.scope_met * r.sure) * MIN(r.test_failed), MIN(r.test_failed), 0
    FROM member r JOIN (SELECT case_id, spot, leaf, series,
        MAX(CASE WHEN sure = 1 AND scope_met = 1 AND (whole = {WHOLE} OR denied = 0) THEN first ELSE 0 END) AS newest,
        MAX(CASE WHEN sure = 1 AND (denied = 0 OR whole = {ALONE}) THEN 1 ELSE 0 END) AS named
      FROM member GROUP BY case_id, spot, leaf, series) n
      ON n.case_id = r.case_id AND n.spot = r.spot AND n.leaf = r.leaf AND n.series = r.series
    WHERE n.named = 1 AND (r.whole = {ALONE} OR r.last >= n.newest OR (r.whole = {LOOSE} AND (r.denied = 0 OR r.sure = 0)))
    GROUP BY r.case_id, r.spot, r.leaf, r.series) s
  GROUP BY case_id, spot, leaf"""
"""The any of the series: met by one; failed where one surely fails and no fact of any other could meet the test. Then silence."""

FACT_ANSWERS = """INSERT INTO answer
SELECT case_id, spot, leaf, met, failed, met * firm, failed * firm, met * firm, 0
  FROM (SELECT r.case_id, r.spot, r.leaf,
      CASE WHEN l.absent = 1 THEN r.failed ELSE r.met END AS met,
      CASE WHEN l.absent = 1 THEN r.met ELSE r.failed END AS failed,
      1 - r.rests AS firm
    FROM spot p CROSS JOIN asked l CROSS JOIN raw r
    WHERE l.policy = p.policy AND l.anchored = 0 AND r.case_id = p.case_id AND r.spot = p.spot AND r.leaf = l.leaf) a"""

NO_ANCHOR = 99
ANCHORED_ANSWERS = f"""INSERT INTO answer
SELECT case_id, spot, leaf, met, failed, met * firm, failed * firm, met * firm, 0
  FROM (SELECT r.case_id, r.spot, r.leaf,
      CASE WHEN g.told < {NO_ANCHOR} OR g.silent < {NO_ANCHOR} THEN l.absent
        WHEN l.absent = 1 THEN r.failed ELSE r.met END AS met,
      CASE WHEN g.told < {NO_ANCHOR} OR g.silent < {NO_ANCHOR} THEN 1 - l.absent
        WHEN l.absent = 1 THEN r.met ELSE r.failed END AS failed,
      CASE WHEN g.told < g.silent THEN 1 WHEN g.silent < g.told THEN 0
        WHEN r.rests = 1 THEN 0 WHEN r.met = u.met AND r.failed = u.failed THEN 1 ELSE 0 END AS firm
    FROM spot p CROSS JOIN asked l CROSS JOIN raw r CROSS JOIN raw u
      CROSS JOIN (SELECT case_id, spot, leaf, MIN(told) AS told, MIN(silent) AS silent
        FROM (SELECT p.case_id, p.spot, l.leaf, {NO_ANCHOR} AS told, {NO_ANCHOR} AS silent
          FROM spot p JOIN asked l ON l.policy = p.policy WHERE l.anchored = 1
          UNION ALL
          SELECT p.case_id, p.spot, a.leaf, CASE WHEN m.state = {RULED_OUT} THEN a.position ELSE {NO_ANCHOR} END,
            CASE WHEN m.state = {SILENT} THEN a.position ELSE {NO_ANCHOR} END
          FROM spot p JOIN anchor a ON a.policy = p.policy
            JOIN moment m ON m.case_id = p.case_id AND m.spot = p.spot AND m.moment = a.moment
          WHERE a.ignored = 0) b
        GROUP BY case_id, spot, leaf) g
    WHERE l.policy = p.policy AND l.anchored = 1 AND r.case_id = p.case_id AND r.spot = p.spot AND r.leaf = l.leaf
      AND u.case_id = r.case_id AND u.spot = r.spot AND u.leaf = l.unheard
      AND g.case_id = r.case_id AND g.spot = r.spot AND g.leaf = r.leaf) a"""
"""Leaves with a window from a moment. Where there was no such moment the leaf fails; `told` and `silent` are the first window
whose moment is ruled out, and that is so by silence alone."""

# -- other lines -------------------------------------------------------------------------------------------------------


def requested_sql(leaf: LineLeaf, policy: int) -> str:
    """Whether another line exists, here or at all. The request is complete."""
    lines = (
        "EXISTS (SELECT 1 FROM line r WHERE r.case_id = p.case_id"
        f" AND r.procedure IN ({words(leaf.procedures)}){{more}})"
    )
    anywhere = lines.format(more="")
    met, failed = anywhere, f"CASE WHEN {anywhere} THEN 0 ELSE 1 END = 1"
    if leaf.at_this_level:
        at_level = "v.case_id = p.case_id AND v.line = r.line AND v.level = p.level"
        met = lines.format(more=f" AND EXISTS (SELECT 1 FROM line_level v WHERE {at_level})")
        unsure = f"({anywhere} AND p.level = '') OR {lines.format(more=' AND r.levels = 0')}"
        failed = f"CASE WHEN ({met}) OR {unsure} THEN 0 ELSE 1 END = 1"
    rails = f"CASE WHEN {met} THEN 1 ELSE 0 END AS met, CASE WHEN {failed} THEN 1 ELSE 0 END AS failed"
    return (
        f"INSERT INTO answer\nSELECT case_id, spot, {leaf.number}, met, failed, met, failed, met, 0\n"
        f"  FROM (SELECT p.case_id, p.spot, {rails}\n    FROM spot p WHERE p.policy = {policy}) a"
    )


def line_said_sql(leaf: LineLeaf, policy: int) -> str:
    """What each line of the procedure answers, all its places together; those that no policy judges are open."""
    known = f"r.case_id = p.case_id AND r.procedure IN ({words(leaf.procedures)})"
    here, place = "", ""
    if leaf.at_this_level:
        at_level = "SELECT 1 FROM line_level v WHERE v.case_id = p.case_id AND v.line = r.line AND v.level = p.level"
        here = f" AND (p.level = '' OR r.levels = 0 OR EXISTS ({at_level}))"
        place = " AND (p.level = '' OR r.levels = 0 OR q.level IN ('', p.level))"
    return f"""INSERT INTO line_said
SELECT case_id, spot, {leaf.number}, CASE WHEN met = 1 THEN 0 WHEN failed = 1 THEN 2 ELSE 1 END * 1000 + position,
    met, failed, firm_met, firm_failed, shown,
    CASE WHEN met = 1 THEN 0 WHEN failed = 1 AND fails = fails_unraised THEN 1
      WHEN failed = 0 AND opens = opens_unraised THEN 1 ELSE 0 END
  FROM (SELECT p.case_id, p.spot, r.position, MIN(a.met) AS met, MAX(a.failed) AS failed, MIN(a.firm_met) AS firm_met,
      MAX(a.firm_failed) AS firm_failed, MIN(a.shown) AS shown,
      {_first("a.failed = 1", "q.spot", "fails")},
      {_first("a.met = 0 AND a.failed = 0", "q.spot", "opens")}
    FROM spot p CROSS JOIN line r CROSS JOIN spot q CROSS JOIN root o CROSS JOIN answer a
    WHERE p.policy = {policy} AND {known}{here}{place}
      AND q.case_id = p.case_id AND q.line = r.line AND q.is_place = 1
      AND o.policy = q.policy AND a.case_id = q.case_id AND a.spot = q.spot AND a.node = o.node
    GROUP BY p.case_id, p.spot, r.position
    UNION ALL
    SELECT p.case_id, p.spot, r.position, 0, 0, 0, 0, 0, 0, 1, 0, 1
    FROM spot p JOIN line r ON {known}
    WHERE p.policy = {policy} AND r.judged = 0{here}) l"""


def _first(where: str, order: str, name: str) -> str:
    """The first place where something holds, and the first where it does because no branch was raised."""
    return (
        f"MIN(CASE WHEN {where} THEN {order} ELSE {NEVER_ENDS} END) AS {name},\n"
        f"      MIN(CASE WHEN {where} AND a.not_raised = 1 THEN {order} ELSE {NEVER_ENDS + 1} END) AS {name}_unraised"
    )


def line_met_sql(leaf: LineLeaf, policy: int) -> str:
    """The answer of the line that answers best, the first of those; not requested is not met."""
    return f"""INSERT INTO answer
SELECT case_id, spot, {leaf.number}, MAX(met), CASE WHEN MAX(told) = 0 THEN 1 ELSE MAX(failed) END, MAX(firm_met),
    CASE WHEN MAX(told) = 0 THEN 1 ELSE MAX(firm_failed) END, MAX(met * shown), MAX(not_raised)
  FROM (SELECT s.case_id, s.spot, 1 AS told, s.met, s.failed, s.firm_met, s.firm_failed, s.shown, s.not_raised
    FROM line_said s JOIN (SELECT case_id, spot, MIN(standing) AS standing FROM line_said
        WHERE leaf = {leaf.number} GROUP BY case_id, spot) b
      ON b.case_id = s.case_id AND b.spot = s.spot AND b.standing = s.standing
    WHERE s.leaf = {leaf.number}
    UNION ALL
    SELECT p.case_id, p.spot, 0, 0, 0, 0, 0, 0, 0 FROM spot p WHERE p.policy = {policy}) a
  GROUP BY case_id, spot"""


def lines_sql(plan: PolicyPlan) -> tuple[str, ...]:
    """The answers of the leaves that ask for other lines, in order."""
    found: list[str] = []
    for leaf in plan.lines:
        if leaf.question == "requested":
            found.append(requested_sql(leaf, plan.number))
        else:
            found += [line_said_sql(leaf, plan.number), line_met_sql(leaf, plan.number)]
    return tuple(found)
