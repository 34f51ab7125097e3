"""The cases of a pack: read with their marks, judged under the pack, and every way in which one is not as expected.

Invariant: a case that checks nothing is a fault, and so is a pack case whose marks are not read exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from necessity.assessment.assessment import Assessment, LineAnswer, PackAssessment
from necessity.assessment.finding import Finding, Reason
from necessity.errors import InputUnusable, PackUnusable, Place, Problem, did_you_mean
from necessity.exchange.case_file import case_from_node
from necessity.model.case import Case
from necessity.model.document import Document
from necessity.policy.known import known_packs
from necessity.reading.marks import Mark, compare, parse_marked
from necessity.review import Reading, judged, read, shown_folder
from necessity.vocabulary.load import vocabulary
from necessity.yaml_file import Items, Node, Sheet, Table, open_sheet

RECOMMENDATIONS = ("approve", "pend", "refer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLine:
    """What one line, or the setting, must answer; what is None is not looked at."""

    recommendation: str
    because: tuple[str, ...] | None = None
    gaps: tuple[str, ...] | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    exceptions: dict[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] | None = None
    coding: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCase:
    """One case of a pack: a submission with marked documents, and the answer it must give."""

    name: str
    says: str
    case: Case
    marks: dict[str, tuple[Mark, ...]]
    lines: dict[str, ExpectedLine]
    urgency: str | None
    setting: ExpectedLine | None
    place: Place
    parameters: tuple[tuple[str, str | list[str]], ...] = ()


def pack_cases(folder: Path) -> tuple[list[PackCase], list[Problem]]:
    """The cases under `cases/`, and what is wrong with their files."""
    cases: list[PackCase] = []
    problems: list[Problem] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        sheet, root = open_sheet(path, f"{shown_folder(folder)}/cases/{path.name}")
        case = _pack_case(sheet, root, path.stem) if root is not None else None
        problems += sheet.problems
        if case is not None and not sheet.problems:
            cases.append(case)
    return cases, problems


def _pack_case(sheet: Sheet, root: Node, name: str) -> PackCase | None:
    top = sheet.mapping(root, "a pack case", required=("says", "case", "expect"), optional=("parameters",))
    if not isinstance(top.get("case"), Table):
        return None
    try:
        marked = case_from_node(sheet, top["case"], vocabulary=vocabulary(), called=name)
    except InputUnusable as error:
        sheet.problems += error.problems
        return None
    if marked is None:
        return None
    documents: list[Document] = []
    marks: dict[str, tuple[Mark, ...]] = {}
    for document in marked.documents:
        try:
            text, found = parse_marked(document.text, vocabulary())
        except ValueError as error:
            sheet.wrong(f"the marks of document '{document.id}' cannot be read", top["case"].place, str(error))
            continue
        documents.append(
            Document(id=document.id, kind=document.kind, authored=document.authored, text=text, name=document.name)
        )
        marks[document.id] = found
    expect = sheet.mapping(top["expect"], "expect", optional=("lines", "urgency", "setting"))
    lines = {line_id: _expected(sheet, node) for line_id, node, _ in sheet.pairs(expect.get("lines"), "lines")}
    setting = _expected_setting(sheet, expect.get("setting"))
    if not lines and setting is None:
        sheet.wrong("this case expects nothing", root.place, "a case that checks nothing proves nothing")
    return PackCase(
        name=name,
        says=sheet.text(top.get("says"), "says") or "",
        case=replace(marked, documents=tuple(documents)),
        marks=marks,
        lines=lines,
        urgency=sheet.text(expect.get("urgency"), "urgency"),
        setting=setting,
        place=root.place,
        parameters=tuple(
            (key, list(sheet.words(value, key)) if isinstance(value, Items) else sheet.text(value, key) or "")
            for key, value, _ in sheet.pairs(top.get("parameters"), "parameters")
        ),
    )


def _expected_setting(sheet: Sheet, node: Node | None) -> ExpectedLine | None:
    """`setting: pend`, or a mapping like that of a line."""
    if isinstance(node, Table):
        return _expected(sheet, node)
    word = sheet.one_of(node, "recommendation", RECOMMENDATIONS)
    return ExpectedLine(recommendation=word) if word else None


def _expected(sheet: Sheet, node: Node) -> ExpectedLine:
    top = sheet.mapping(
        node,
        "an expected line",
        required=("recommendation",),
        optional=("because", "gaps", "reasons", "exceptions", "cautions", "coding"),
    )
    reasons = {
        key: sheet.one_of(value, "reason", [one.value for one in Reason]) or ""
        for key, value, _ in sheet.pairs(top.get("reasons"), "reasons")
    }
    exceptions = {
        key: sheet.text(value, key) or "" for key, value, _ in sheet.pairs(top.get("exceptions"), "exceptions")
    }
    return ExpectedLine(
        recommendation=sheet.one_of(top.get("recommendation"), "recommendation", RECOMMENDATIONS) or "",
        because=sheet.words(top["because"], "because") if "because" in top else None,
        gaps=sheet.words(top["gaps"], "gaps") if "gaps" in top else None,
        reasons=reasons,
        exceptions=exceptions,
        cautions=sheet.words(top["cautions"], "cautions") if "cautions" in top else None,
        coding=sheet.words(top["coding"], "coding") if "coding" in top else None,
    )


def run_case(case: PackCase, folder: Path, search_path: Sequence[Path] = ()) -> tuple[Assessment | None, list[str]]:
    """The assessment of a pack case under its pack, and every way in which it is not as expected."""
    day = case.case.received or date(2026, 1, 1)
    try:
        reading = read(case.case, as_of=day)
        assessment = _judged(case, reading, folder, search_path, day)
    except (InputUnusable, PackUnusable) as error:
        return None, [f"cannot be judged: {error}"]
    differences = []
    for document_id, marks in case.marks.items():
        own = [fact for fact in reading.as_read if any(quote.document == document_id for quote in fact.quotes)]
        differences += [
            f"in '{document_id}': {said}" for said in compare(own, marks, vocabulary=vocabulary(), strict=True)
        ]
    if case.urgency and assessment.urgency.level != case.urgency:
        differences.append(f"urgency is {assessment.urgency.level}, not {case.urgency}")
    differences += _setting_differences(assessment.packs[0], case.setting)
    answers = {answer.line.id: answer for answer in assessment.packs[0].line_items}
    for line_id, expected in case.lines.items():
        if line_id not in answers:
            differences.append(f"there is no line '{line_id}'")
            continue
        shown = tuple(one.id for one in assessment.packs[0].cautions if line_id in one.lines and one.state == "shown")
        differences += [f"line {line_id}: {said}" for said in _line_differences(answers[line_id], expected, shown)]
    return assessment, differences


def _judged(case: PackCase, reading: Reading, folder: Path, search_path: Sequence[Path], day: date) -> Assessment:
    """The assessment of a pack case; where it sets parameters, under a pack that builds on this one and sets them."""
    if not case.parameters:
        return _answer(reading, str(folder), day, search_path)
    base = next(entry for entry in known_packs((folder,)) if entry.folder == folder)
    tree = {
        "pack": f"{base.adjudicator}-{case.name}",
        "version": "case",
        "builds_on": base.name,
        "sources": {"this-case": {"document": f"the pack case '{case.name}'", "basis": "house"}},
        "default_source": "this-case",
        "parameters": {name: {"value": value} for name, value in case.parameters},
    }
    with TemporaryDirectory() as made:
        # JSON is YAML, with every text in quotes
        (Path(made) / "pack.yaml").write_text(json.dumps(tree), encoding="utf-8")
        return _answer(reading, made, day, (folder, *search_path))


def _answer(reading: Reading, pack: str, day: date, search_path: Sequence[Path]) -> Assessment:
    return judged(reading, packs=[pack], as_of=day, search_path=search_path, answer_alone=True)


def _setting_differences(answer: PackAssessment, expected: ExpectedLine | None) -> Iterator[str]:
    setting = answer.setting
    if expected is None:
        return
    if setting.recommendation is None or setting.recommendation.value != expected.recommendation:
        said = setting.recommendation.value if setting.recommendation else "nothing"
        yield f"the setting answers {said}, not {expected.recommendation}"
    if expected.cautions is not None:
        shown = tuple(dict.fromkeys(one.id for one in answer.cautions if one.state == "shown"))
        yield from (f"the setting: {said}" for said in _caution_differences(shown, expected))
    if setting.finding is not None:
        found = _in_proof(setting.finding, tuple(gap.criterion for gap in setting.gaps), expected)
        yield from (f"the setting: {said}" for said in found)


def _line_differences(answer: LineAnswer, expected: ExpectedLine, cautions: tuple[str, ...]) -> Iterator[str]:
    if answer.recommendation.value != expected.recommendation:
        yield f"answers {answer.recommendation.value}, not {expected.recommendation}"
    if expected.because is not None and set(answer.because) != set(expected.because):
        yield f"decided by {list(answer.because)}, not by {list(expected.because)}"
    yield from _caution_differences(cautions, expected)
    coding = tuple(note.rule for note in answer.coding if note.checked)
    if expected.coding is not None and set(coding) != set(expected.coding):
        yield f"code rules told are {list(coding)}, not {list(expected.coding)}"
    yield from _in_proof(answer.finding, tuple(gap.criterion for gap in answer.gaps), expected)


def _caution_differences(cautions: tuple[str, ...], expected: ExpectedLine) -> Iterator[str]:
    if expected.cautions is not None and set(cautions) != set(expected.cautions):
        yield f"cautions are {list(cautions)}, not {list(expected.cautions)}"


def _in_proof(root: Finding, gaps: tuple[str, ...], expected: ExpectedLine) -> Iterator[str]:
    """How the questions, the reasons and the exceptions of a proof differ from what is expected."""
    if expected.gaps is not None and gaps != expected.gaps:
        yield f"asks for {list(gaps)}, not for {list(expected.gaps)}"
    found: dict[str, Finding] = {}
    for finding in root.walk():
        found.setdefault(finding.clause.id, finding)
    for name, reason in expected.reasons.items():
        if name not in found:
            yield f"no criterion '{name}' in the proof ({did_you_mean(name, found)})"
        elif found[name].reason.value != reason:
            yield f"'{name}' is {found[name].reason.value}, not {reason}"
    for name, by in expected.exceptions.items():
        used = found[name].exception if name in found else None
        if used is None or used.by != by:
            yield f"'{name}' rests on {used.by if used else 'no exception'}, not on {by}"
