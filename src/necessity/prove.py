"""The door for proofs about a pack: what is wrong with it, whether its cases hold, and which clauses its cases decide.

Invariant: a case that checks nothing is a fault, and so is a pack case whose marks are not read exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from necessity.assessment.assessment import Assessment, LineAnswer, PackAssessment, PackUsed
from necessity.assessment.finding import Finding, Reason
from necessity.errors import InputUnusable, PackUnusable, Place, Problem, did_you_mean
from necessity.evaluation.assess import Evaluator
from necessity.evaluation.decided import uncovered
from necessity.exchange.case_file import case_from_node
from necessity.exchange.case_text import case_text
from necessity.library.check import check_library, check_named
from necessity.library.load import read_library
from necessity.library.records import Library
from necessity.model.case import Case
from necessity.model.document import Document
from necessity.policy.criterion import Pack, walk
from necessity.policy.known import known_packs
from necessity.policy.load import read_pack
from necessity.policy.patients import read_patients
from necessity.policy.select import choose
from necessity.reading.marks import Mark, compare, parse_marked
from necessity.review import read, review, shipped_packs, shown_folder
from necessity.symbolic.ran import Judge
from necessity.symbolic.sound import Fault, Known, prove_pack
from necessity.symbolic.told import Written, lines_of_proof
from necessity.vocabulary.codes import code_table
from necessity.vocabulary.load import vocabulary
from necessity.yaml_file import Items, Node, Sheet, Table, open_sheet

RECOMMENDATIONS = ("approve", "pend", "refer")
NEEDS_PROVE = "no policy was proved: the proofs need the extra 'prove', as in pip install 'necessity[prove]'"
_A_DAY = date(2026, 6, 1)
_MOST_READY = 32


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `check` prints; `faults` counts what must be mended."""

    lines: tuple[str, ...]
    faults: int


# -- check -------------------------------------------------------------------------------------------------------------


def check_packs(
    name: str | None, search_path: Sequence[Path], *, coverage: bool, today: date, witnesses: Path | None = None
) -> CheckReport:
    """Check one pack, or all that are known, with their cases; `coverage` adds which clauses the cases decide.

    Where the extra `prove` is installed the policies are proved too; the case of each fault is written into `witnesses`.

    Raises PackUnusable where there is no such pack, or where the vocabulary itself cannot be read.
    """
    code_table()  # what is wrong with medicine/codes is told here too
    folders = _folders(name, search_path, today)
    lines: list[str] = []
    known = Known()
    solver = find_spec("z3") is not None
    shelf, problems = _library()
    told = tuple(problems)
    faults = len(problems)
    about = [
        f"library: {len(shelf.papers)} sources, {len(shelf.claims)} claims, {_faults(faults)}",
        *map(str, problems),
    ]
    for folder in folders:
        pack, problems = read_pack(folder, vocabulary(), shown_folder(folder), search_path)
        if problems or pack is None:
            lines += [f"{shown_folder(folder)}: {_faults(len(problems))}", *(str(problem) for problem in problems)]
            faults += len(problems)
            continue
        wrong, results = _cases_run(pack, folder, search_path, shelf, told)
        faults += len(wrong)
        lines += [_counted(pack, len(results), len(wrong)), *wrong]
        if coverage:
            covered, missing = _covered(pack, [found for _, found in results if found])
            lines += covered
            faults += missing
        if solver:
            as_it_is = [found.packs[0] for case, found in results if found and not case.parameters]
            proof = prove_pack(pack, vocabulary(), judge_in_memory(), as_it_is, known)
            lines += lines_of_proof(proof, _written(pack, witnesses))
            faults += len(proof.faults)
    if not solver:
        about.append(NEEDS_PROVE)
    return CheckReport(lines=(*lines, *about), faults=faults)


def _cases_run(
    pack: Pack, folder: Path, search_path: Sequence[Path], shelf: Library, told: Sequence[Problem]
) -> tuple[list[str], list[tuple[PackCase, Assessment | None]]]:
    """What is wrong with a pack that could be read and with its cases; and each case with its assessment."""
    cases, case_problems = pack_cases(folder)
    wrong = [str(problem) for problem in case_problems]
    results = [(case, *run_case(case, folder, search_path)) for case in cases]
    wrong += [
        f"{case.place}: {said}"
        for case, _, differences in results
        for said in differences
        if not any(one.what in said for one in told)  # a fault of the library is told once, not for every case
    ]
    wrong += [str(problem) for problem in check_named(shelf, _under_criteria(pack), under_criteria=True)]
    beside = {(name, rule.place): None for rule in pack.outcomes for name in rule.claims}
    wrong += map(str, check_named(shelf, beside))
    return wrong, [(case, found) for case, found, _ in results]


def _counted(pack: Pack, cases: int, wrong: int) -> str:
    alone = pack.setting.rules if pack.setting and not pack.judges_lines else ()
    trees = [*(policy.requires for policy in pack.policies), *(rule.when for rule in alone)]
    criteria = sum(1 for tree in trees for _ in walk(tree))
    return f"{pack.name}: {len(pack.policies)} policies, {criteria} criteria, {cases} cases, {_faults(wrong)}"


def _covered(pack: Pack, assessments: Sequence[Assessment]) -> tuple[list[str], int]:
    """Which clauses no case decides, and how many they are."""
    if pack.builds_on:
        return [f"  its clauses are those of {pack.builds_on}: check that pack for the cases that decide them"], 0
    missing = list(uncovered(pack, assessments))
    told = [f"  not decided by any case: {one}" for one in missing] or ["  every clause is decided by a case"]
    return told, len(missing)


# -- proofs ------------------------------------------------------------------------------------------------------------


def judge_in_memory() -> Judge:
    """Runs a case under a pack as it stands in memory; a pack is made ready once."""
    ready: dict[int, tuple[Pack, Evaluator]] = {}

    def judge(case: Case, pack: Pack) -> PackAssessment:
        if id(pack) not in ready:
            while len(ready) >= _MOST_READY:
                ready.pop(next(iter(ready)))
            ready[id(pack)] = (pack, Evaluator(pack=pack, vocabulary=vocabulary()))
        reading = read(case, as_of=case.received or _A_DAY)
        used = PackUsed(name=pack.name, digest=pack.digest, chosen_because="checked", judges=pack.judges)
        return ready[id(pack)][1].assess(reading.case, reading.request, reading.chart, reading.given, used)

    return judge


def _written(pack: Pack, folder: Path | None) -> Written:
    """Writes the case of a fault into the folder, if one is given and there is a case that a file can hold."""

    def write(number: int, fault: Fault) -> str | None:
        if folder is None or fault.case is None:
            return None
        path = folder / f"{pack.adjudicator}-{pack.version}-{number}.yaml"
        try:
            text = case_text(replace(fault.case, id=path.stem))
        except ValueError as error:
            return str(error)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return f"written to {path}; run it with: necessity review {path} --pack {pack.name}"

    return write


def _faults(count: int) -> str:
    return "1 fault" if count == 1 else f"{count} faults"


def _library() -> tuple[Library, list[Problem]]:
    """The shipped library, and every fault of it and of the places where procedures name its claims."""
    folder = vocabulary().folder / "library"
    shelf, problems = read_library(folder)
    problems += check_library(shelf)
    problems += check_named(shelf, _beside_procedures())
    problems += read_patients(folder / "patients.yaml", vocabulary())[1]
    return shelf, list(dict.fromkeys(problems))  # what is wrong with the form of a file both of its readers tell


def _beside_procedures() -> Iterator[tuple[str, Place]]:
    """The claims that procedures name, for every pack, with their places."""
    for procedure in vocabulary().procedures.by_name.values():
        yield from procedure.evidence


def _under_criteria(pack: Pack) -> Iterator[tuple[str, Place]]:
    """The claims of the library that a pack names under its criteria, each with its place."""
    trees = [policy.requires for policy in pack.policies]
    trees += [rule.when for rule in pack.setting.rules] if pack.setting else []
    cautions = [*pack.cautions, *(one for policy in pack.policies for one in policy.cautions)]
    trees += [tree for one in cautions for tree in (one.when, one.unless) if tree]
    yield from dict.fromkeys(
        (name, node.clause.place) for tree in trees for node in walk(tree) for name in node.evidence
    )


def _folders(name: str | None, search_path: Sequence[Path], today: date) -> list[Path]:
    path = (*search_path, shipped_packs())
    if name is None:
        return [entry.folder for entry in known_packs(path)]
    return [choose([name], Case(id="none"), today, path)[0].folder]


# -- cases of a pack ---------------------------------------------------------------------------------------------------


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
        assessment = _reviewed(case, folder, search_path, day)
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


def _reviewed(case: PackCase, folder: Path, search_path: Sequence[Path], day: date) -> Assessment:
    """The assessment of a pack case; where it sets parameters, under a pack that builds on this one and sets them."""
    if not case.parameters:
        return review(case.case, packs=[str(folder)], as_of=day, search_path=search_path)
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
        return review(case.case, packs=[made], as_of=day, search_path=(folder, *search_path))


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
