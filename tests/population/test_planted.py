"""The comparison is no formality: each small fault that is planted in the SQL is found by random packs and records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from both_ways import BothWays
from random_cases import Drawn, V

from necessity.population import engines
from necessity.population.sql import statements

FAULTS = (
    # series
    ("MIN(all_fail)", "1"),
    ("c.denied = 0 OR c.test_met = 1 OR c.test_failed = 1 OR h.told = 0 OR h.spoken = 1", "c.denied IN (0, 1)"),
    ("r.last >= n.newest OR ", "1 = 1 OR "),
    ("r.denied = 0 OR r.sure = 0", "1 = 1"),
    ("MAX(r.scope_met * r.sure) * MIN(r.test_met)", "MAX(r.scope_met) * MIN(r.test_met)"),
    ("b.via = 'left' AND c.on_left = 1", "b.via = 'left'"),
    ("v.side = s.side OR v.side = '?' OR s.side = '?'", "v.side = s.side"),
    # which facts
    ("f.attested = 0", "f.attested IN (0, 1)"),
    ("f.line IN ('', p.line)", "f.line NOT IN ('?')"),
    ("CASE WHEN f.until_last > 0 THEN f.until_last ELSE f.last END", "f.last"),
    ("e0.back", "e0.forth"),
    ("f.level = p.level", "f.level = 'L4-L5'"),
    # moments and silence
    ("WHEN q.unread = 1 THEN 0", "WHEN q.unread = 1 THEN 1"),
    ("THEN latest_end ELSE first_end", "THEN latest_start ELSE first_end"),
    ("a.event = c.fact) THEN 0 ELSE c.scope_met END", "a.event = c.fact) THEN c.scope_met ELSE c.scope_met END"),
    ("m.state = 2 THEN a.position", "m.state = 3 THEN a.position"),
    # nodes and exceptions
    ("THEN raised ELSE 0 END AS failed", "THEN 1 ELSE 0 END AS failed"),
    ("(a.not_raised = 1 OR a.firm_failed = 1)", "a.firm_failed = 1"),
    ("op = 'left_out' AND w_failed = 1 THEN 1", "op = 'left_out' AND w_failed = 1 THEN 0"),
    ("op = 'waived' AND b_met = 0 AND w_met = 1 THEN w_shown", "op = 'waived' AND w_met = 1 THEN w_shown"),
    ("t.of_case = 1", "t.is_place = 1"),
    # other lines
    ("THEN 2 ELSE 1 END * 1000 + position", "THEN 0 ELSE 1 END * 1000 + position"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("right", "wrong"), FAULTS)
def test_a_small_fault_is_found(right: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    met = 0

    def faulty(*arguments: Any) -> Iterator[str]:
        nonlocal met
        for one in statements(*arguments):
            met += right in one
            yield one.replace(right, wrong)

    monkeypatch.setattr(engines, "statements", faulty)
    for number in range(250):
        drawn = Drawn(number)
        both = BothWays(drawn.pack(), V)
        if any(both.differences(*drawn.record()) for _ in range(10)):
            assert met
            return
    raise AssertionError(f"{right} was replaced {met} times, and no difference was found")
