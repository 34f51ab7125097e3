"""The published CQL tests agree with our verdicts, dates and quantities, or the reason why not is written down.

Invariant: every published test is run, run with our own recorded answer, or excluded with a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cql_expression import evaluate
from cql_meaning import Interval, Outside, Span, Value, same

from necessity.quantity import Quantity
from necessity.verdict import MET, UNKNOWN, Verdict
from necessity.when import PartialDate
from necessity.yaml_file import open_sheet

FOLDER = Path(__file__).parent / "cql"
FILES = sorted(path.stem for path in FOLDER.glob("*.xml"))
NAMESPACE = "{http://hl7.org/fhirpath/tests}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    file: str
    name: str
    expression: str
    expected: str | None  # None: the expression must be refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    name: str
    pattern: re.Pattern[str]
    reason: str
    unless_invalid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    floors: dict[str, int]
    families: tuple[Family, ...]
    excluded: dict[tuple[str, str], str]
    differs: dict[tuple[str, str], tuple[str, str]]

    def reason(self, test: Published) -> str | None:
        """Why `test` is not run, or None where it is run."""
        if (test.file, test.name) in self.excluded:
            return self.excluded[test.file, test.name]
        return next((family.reason for family in self.families if holds(family, test)), None)


def holds(family: Family, test: Published) -> bool:
    refused = family.unless_invalid and test.expected is None
    return not refused and family.pattern.search(test.expression) is not None


def published(file: str) -> list[Published]:
    tests = []
    for node in ElementTree.parse(FOLDER / f"{file}.xml").getroot().iter(f"{NAMESPACE}test"):
        expression, output = node.find(f"{NAMESPACE}expression"), node.find(f"{NAMESPACE}output")
        assert expression is not None and expression.text
        assert (output is None) == (expression.get("invalid") == "true"), node.get("name")
        written = None if output is None else " ".join((output.text or "").split())
        words = " ".join(expression.text.split())
        tests.append(Published(file=file, name=str(node.get("name")), expression=words, expected=written))
    return tests


def exclusions() -> Exclusions:
    sheet, root = open_sheet(FOLDER / "exclusions.yaml")
    top = sheet.mapping(root, "exclusions", ("floors", "families", "excluded", "differs"))
    families = []
    for item in sheet.items(top.get("families"), "families"):
        fields = sheet.mapping(item, "a family", ("name", "pattern", "reason"), ("unless_invalid",))
        name, pattern, reason = (sheet.text(fields.get(key), key) or "" for key in ("name", "pattern", "reason"))
        invalid = sheet.yes_no(fields.get("unless_invalid"), "answer") or False
        families.append(Family(name=name, pattern=re.compile(pattern), reason=reason, unless_invalid=invalid))
    excluded, differs = {}, {}
    for file, tests, _ in sheet.pairs(top.get("excluded"), "excluded"):
        for name, reason_node, _ in sheet.pairs(tests, file):
            excluded[file, name] = sheet.text(reason_node, "a reason") or ""
    for file, tests, _ in sheet.pairs(top.get("differs"), "differs"):
        for name, entry, _ in sheet.pairs(tests, file):
            fields = sheet.mapping(entry, name, ("ours", "reason"))
            ours, reason = (sheet.text(fields.get(key), key) or "" for key in ("ours", "reason"))
            differs[file, name] = (ours, reason)
    floors = {file: sheet.whole(node, "a floor") or 0 for file, node, _ in sheet.pairs(top.get("floors"), "floors")}
    assert not sheet.problems, "\n".join(str(problem) for problem in sheet.problems)
    return Exclusions(floors=floors, families=tuple(families), excluded=excluded, differs=differs)


TESTS = [test for file in FILES for test in published(file)]
EXCLUSIONS = exclusions()
RUN = [test for test in TESTS if EXCLUSIONS.reason(test) is None]
AGREEING = [test for test in RUN if (test.file, test.name) not in EXCLUSIONS.differs]
DIFFERING = [test for test in RUN if (test.file, test.name) in EXCLUSIONS.differs]
EXCLUDED = [test for test in TESTS if EXCLUSIONS.reason(test) is not None]


def label(test: Published) -> str:
    return f"{test.file}-{test.name}"


def agrees(test: Published) -> bool:
    """Whether our answer is the published one. Outside where there is none of ours."""
    if test.expected is None:
        try:
            evaluate(test.expression)
        except ValueError:
            return True
        return False
    try:
        ours = evaluate(test.expression)
    except ValueError:
        return False
    return is_published(ours, test.expected)


def is_published(ours: Value, expected: str) -> bool:
    if isinstance(ours, Span) and expected.startswith("Interval"):
        least, most = (int(number) for number in re.findall(r"-?\d+", expected))
        return ours.least_and_most() == (least, most)
    theirs = evaluate(expected)
    if isinstance(ours, Span):
        return same(ours, theirs) is MET
    if isinstance(ours, PartialDate):
        return ours == theirs and str(ours) == expected.removeprefix("@").removesuffix("T")
    if isinstance(ours, Verdict):
        return ours is (UNKNOWN if theirs is None else theirs)
    assert ours is None or (isinstance(ours, Quantity) and not isinstance(theirs, Interval))
    return ours == theirs


@pytest.mark.parametrize("test", AGREEING, ids=label)
def test_a_published_test_gives_the_published_answer(test: Published) -> None:
    assert agrees(test), f"{test.expression}: CQL says {test.expected}, we say {evaluate(test.expression)}"


@pytest.mark.parametrize("test", DIFFERING, ids=label)
def test_where_we_differ_our_answer_is_the_one_written_down(test: Published) -> None:
    written, reason = EXCLUSIONS.differs[test.file, test.name]
    try:
        ours = evaluate(test.expression)
        answer = ours.value if isinstance(ours, Verdict) else str(ours)
    except ValueError:
        answer = "refused"
    assert answer == written, test.expression
    assert reason
    assert not agrees(test), "we no longer differ: take it off the list"


@pytest.mark.parametrize("test", EXCLUDED, ids=label)
def test_an_excluded_test_has_a_reason_and_really_cannot_be_run(test: Published) -> None:
    assert EXCLUSIONS.reason(test)
    with pytest.raises(Outside):
        evaluate(test.expression)


def test_every_name_on_the_lists_is_a_published_test() -> None:
    names = {(test.file, test.name) for test in TESTS}
    assert len(names) == len(TESTS), "two published tests of one file share a name"
    assert not {*EXCLUSIONS.excluded, *EXCLUSIONS.differs} - names
    assert not EXCLUSIONS.excluded.keys() & EXCLUSIONS.differs.keys()


def test_no_name_is_listed_that_a_family_already_holds() -> None:
    listed = {*EXCLUSIONS.excluded, *EXCLUSIONS.differs}
    doubled = [test.name for test in TESTS if (test.file, test.name) in listed and in_family(test)]
    assert not doubled


def in_family(test: Published) -> bool:
    return any(holds(family, test) for family in EXCLUSIONS.families)


@pytest.mark.parametrize("family", EXCLUSIONS.families, ids=lambda family: family.name)
def test_every_family_is_the_only_reason_for_some_test(family: Family) -> None:
    others = [other for other in EXCLUSIONS.families if other is not family]
    alone = [test for test in TESTS if holds(family, test) and not any(holds(other, test) for other in others)]
    assert alone, "this family excludes nothing by itself: take it off the list"


def test_no_file_runs_fewer_tests_than_its_floor() -> None:
    run = Counter(test.file for test in RUN)
    differ = Counter(test.file for test in DIFFERING)
    out = Counter(test.file for test in EXCLUDED)
    print()
    for file in FILES:
        print(f"{file}: {run[file]} run ({differ[file]} with our own answer), {out[file]} excluded")
    print(f"in all: {len(RUN)} run ({len(DIFFERING)} with our own answer), {len(EXCLUDED)} excluded of {len(TESTS)}")
    assert set(EXCLUSIONS.floors) == set(FILES) and len(FILES) == 6
    assert all(floor > 0 for floor in EXCLUSIONS.floors.values())
    assert not {file: run[file] for file in FILES if run[file] < EXCLUSIONS.floors[file]}
