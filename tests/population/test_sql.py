"""The SQL as a text: what it is made of, that it stands by itself, and `necessity sql`."""

from __future__ import annotations

import re
import sqlite3
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from by_hand import pack_of
from random_cases import SECOND, V

from hand_made import chart, fact, leaf, line, no, node  # isort: skip

from both_ways import BothWays

from necessity.cli import main
from necessity.packs import as_sql
from necessity.policy import criterion as tree
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack
from necessity.population import schema
from necessity.population.condition import NO, YES
from necessity.population.engines import SecondEvaluator
from necessity.population.sql_text import condition, finite, text
from necessity.review import shipped_packs

TODAY = date(2026, 1, 1)
PACKS = [entry.name for entry in known_packs((shipped_packs(),))]
# what one engine has and another has not, or reads otherwise
NOT_USED = ("NULL", "OVER", "RECURSIVE", "LEFT", "OUTER", "IFNULL", "COALESCE", "NULLIF", "IIF", "JSON_EXTRACT", "%")


def statements_of(sql: str) -> str:
    """The statements alone: without comments, literals, and the tables."""
    lines = [line for line in sql.splitlines() if not line.startswith("--") and not line.startswith("CREATE TABLE")]
    return re.sub(r"'(?:[^']|'')*'", "''", "\n".join(lines))


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_is_sql_that_runs_by_itself(name: str) -> None:
    """On empty tables it answers nothing; what it is made of every engine has."""
    sql = as_sql(name, None, (), TODAY).decode()
    base = sqlite3.connect(":memory:")
    base.executescript(sql)
    assert base.execute("SELECT COUNT(*) FROM answer").fetchall() == [(0,)]
    said = statements_of(sql)
    assert [word for word in NOT_USED if re.search(rf"(?<![\w']){re.escape(word)}(?![\w'])", said)] == []
    assert set(re.findall(r"NOT \w+", said)) <= {"NOT IN"}


def test_the_same_pack_gives_the_same_bytes() -> None:
    assert as_sql("consensus", None, (), TODAY) == as_sql("consensus", None, (), TODAY)


def test_every_criterion_is_named_beside_its_number() -> None:
    sql = as_sql("published-assessments", "marrow-aspirate", (), TODAY).decode()
    assert re.search(r"--   \d+  called-unproven: request.procedure is one of listed_unproven", sql)
    assert "fusion-where-operated" not in sql


def test_the_printed_text_answers_what_the_second_evaluator_answers() -> None:
    """Run outside, on the rows of a case, it gives the same rails."""
    test = tree.Test(leaf=leaf("stenosis at this level on this side"), line="stenosis at this level on this side")
    both = BothWays(pack_of(node("narrow", test), node("asked", tree.AskAPerson())), V)
    asked = line(SECOND, "L4-L5", "L5-S1", side="left")
    record = chart([fact("stenosis", "severe", level="L4-L5", side="both"), no("stenosis", level="L5-S1")])
    case = both.given(both.assessing(record, (), (asked,)))
    told = both.second.judge(case)

    kept: list[tuple[str, list[tuple[object, ...]]]] = []
    own = SecondEvaluator(pack=both.pack, vocabulary=V)
    emptied = own._emptied
    names = [*(table[0] for table in schema.OF_CASE), "fact_stenosis"]
    own._emptied = lambda: kept.extend((n, own._base.execute(f"SELECT * FROM {n}").fetchall()) for n in names)  # type: ignore[method-assign]
    own.judge(case)
    emptied()
    base = sqlite3.connect(":memory:")
    tables, plan_and_statements = own.script().split("-- The plan.")
    base.executescript(tables)
    for name, rows in kept:
        for row in rows:
            base.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    base.executescript(plan_and_statements)
    found = base.execute("SELECT spot, node, met, failed, firm_met, firm_failed, shown FROM answer").fetchall()
    assert {(spot, number): tuple(rails) for spot, number, *rails in found} == {
        key: tuple(rails) for key, rails in told.rails.items()
    }
    assert len(found) >= 6


def test_words_are_quoted_and_numbers_are_numbers() -> None:
    assert text("a'b; DROP TABLE answer") == "'a''b; DROP TABLE answer'"
    assert finite(float("inf")) == 1e300 and finite(float("-inf")) == -1e300
    with pytest.raises(ValueError, match="NaN"):
        finite(float("nan"))
    assert condition(NO) == "1 = 0" and condition(YES) == "1 = 1"


def test_a_word_of_a_chart_is_never_part_of_a_statement() -> None:
    """Rows are bound; what a chart says cannot be read as SQL."""
    test = tree.Test(leaf=leaf("motor_strength with muscle quadriceps"), line="motor_strength with muscle quadriceps")
    both = BothWays(pack_of(node("weak", test)), V)
    evil = "x'); DELETE FROM answer; --"
    record = chart([fact("motor_strength", "3", muscle=evil), fact("motor_strength", "3", muscle="quadriceps")])
    assert both.differences(record, (), (line(SECOND, "L4-L5"),)) == []
    half = chart([fact("motor_strength", "3", muscle="\ud800"), fact("motor_strength", "5", muscle="nul\0nul")])
    assert both.differences(half, (), (line(SECOND, "L4-L5", own_id="\udc00"),)) == []


def test_no_name_of_a_line_is_taken_for_anything_else() -> None:
    """A submitter may call a line what the tables call the setting, or nothing at all."""
    both = BothWays(load_pack(shipped_packs() / "consensus" / "2026-11", V, "consensus", ()), V)
    lines = (line(SECOND, "L4-L5", own_id="(setting)"), line("bmp", own_id=""), line("pedicle-screws", own_id="line 1"))
    given = tuple(fact("request", procedure=one.procedure or "") for one in lines)
    given = tuple(
        replace(one, qualifiers={**one.qualifiers, "line": asked.id}) for one, asked in zip(given, lines, strict=True)
    )
    assert both.differences(chart(given), given, lines) == []
    assert sum(both.verdicts.values()) > 100


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["necessity", "sql", *words])
    try:
        main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_the_command_writes_a_policy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    to = tmp_path / "discectomy.sql"
    assert run(monkeypatch, "aetna", "--policy", "discectomy", "--engine", "sqlite", "-o", str(to)) == 0
    assert to.read_text(encoding="utf-8").startswith("-- Tables of a case")


def test_an_unknown_policy_or_engine_names_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "aetna", "--policy", "discectmy") == 2
    assert "did you mean 'discectomy'?" in capsys.readouterr().err
    assert run(monkeypatch, "aetna", "--engine", "oracle") == 2
    assert "one of sqlite" in capsys.readouterr().err


def test_a_policy_is_compiled_when_a_case_first_needs_it() -> None:
    second = SecondEvaluator(pack=load_pack(shipped_packs() / "aetna" / "2026-01", V, "aetna", ()), vocabulary=V)
    assert second._texts == {}
    second.plan("bmp")
    assert list(second._texts) == ["bmp"]
