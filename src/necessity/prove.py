"""The door for proofs about a pack: what is wrong with it, whether its cases hold, and what holds of it on every chart.

Invariant: packs are told in the order of their names, whichever was done first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from necessity.assessment.assessment import Assessment, PackAssessment, PackUsed
from necessity.errors import Place, Problem
from necessity.evaluation.assess import Evaluator
from necessity.evaluation.decided import uncovered
from necessity.exchange.case_text import case_text
from necessity.library.check import check_library, check_named
from necessity.library.load import read_library
from necessity.library.records import Library
from necessity.model.case import Case
from necessity.pack_cases import PackCase, pack_cases, run_case
from necessity.policy.criterion import Pack, walk
from necessity.policy.known import known_packs
from necessity.policy.load import read_pack
from necessity.policy.patients import read_patients
from necessity.policy.select import choose
from necessity.review import read, shipped_packs, shown_folder
from necessity.symbolic.ran import Judge
from necessity.symbolic.sound import Fault, Known, prove_pack
from necessity.symbolic.told import Written, lines_of_proof
from necessity.vocabulary.codes import code_table
from necessity.vocabulary.load import vocabulary

NEEDS_PROVE = "no policy was proved: the proofs need the extra 'prove', as in pip install 'necessity[prove]'"
_A_DAY = date(2026, 6, 1)
_MOST_READY = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `check` prints; `faults` counts what must be mended."""

    lines: tuple[str, ...]
    faults: int


# -- check -------------------------------------------------------------------------------------------------------------


def check_packs(
    name: str | None,
    search_path: Sequence[Path],
    *,
    coverage: bool,
    today: date,
    witnesses: Path | None = None,
    on_the_way: Callable[[str], None] | None = None,
) -> CheckReport:
    """Check one pack, or all that are known, with their cases; `coverage` adds which clauses the cases decide.

    Where the extra `prove` is installed the policies are proved too; the case of each fault is written into `witnesses`. Several
    adjudicators are checked side by side, one process for each core; `on_the_way` is told which is done.

    Raises PackUnusable where there is no such pack, or where the vocabulary itself cannot be read.
    """
    code_table()  # what is wrong with medicine/codes is told here too
    vocabulary()
    shelf, problems = _library()
    faults = len(problems)
    task = _Task(tuple(search_path), coverage, witnesses, tuple(problems), find_spec("z3") is not None)
    about = [
        f"library: {len(shelf.papers)} sources, {len(shelf.claims)} claims, {_faults(faults)}",
        *map(str, problems),
        *([] if task.solver else [NEEDS_PROVE]),
    ]
    lines: list[str] = []
    for said, count in _side_by_side(_by_adjudicator(_folders(name, search_path, today)), task, on_the_way):
        lines += said
        faults += count
    return CheckReport(lines=(*lines, *about), faults=faults)


class _Task(NamedTuple):
    """What is asked of every pack; `told` are the problems of the library, which are told once."""

    search_path: tuple[Path, ...]
    coverage: bool
    witnesses: Path | None
    told: tuple[Problem, ...]
    solver: bool


def _by_adjudicator(folders: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Versions of one adjudicator together: what is proved of one holds of an equal policy of the next."""
    groups: dict[Path, list[Path]] = {}
    for folder in folders:
        groups.setdefault(folder.parent, []).append(folder)
    return [tuple(group) for group in groups.values()]


def _side_by_side(
    groups: Sequence[tuple[Path, ...]], task: _Task, on_the_way: Callable[[str], None] | None
) -> Iterator[tuple[list[str], int]]:
    if len(groups) < 2:
        yield from (_checked(group, task) for group in groups)
        return
    with ProcessPoolExecutor() as pool:
        waiting = [pool.submit(_checked, group, task) for group in groups]
        for number, (group, one) in enumerate(zip(groups, waiting, strict=True), 1):
            found = one.result()
            if on_the_way:
                on_the_way(f"checked {number} of {len(groups)}: {group[0].parent.name}")
            yield found


def _checked(folders: Sequence[Path], task: _Task) -> tuple[list[str], int]:
    """What is told of the packs of one adjudicator, and how many faults they have."""
    lines: list[str] = []
    faults = 0
    known = Known()
    shelf, _ = _library()
    for folder in folders:
        pack, problems = read_pack(folder, vocabulary(), shown_folder(folder), task.search_path)
        if problems or pack is None:
            lines += [f"{shown_folder(folder)}: {_faults(len(problems))}", *(str(problem) for problem in problems)]
            faults += len(problems)
            continue
        wrong, results = _cases_run(pack, folder, task.search_path, shelf, task.told)
        faults += len(wrong)
        lines += [_counted(pack, len(results), len(wrong)), *wrong]
        if task.coverage:
            covered, missing = _covered(pack, [found for _, found in results if found])
            lines += covered
            faults += missing
        if task.solver:
            as_it_is = [found.packs[0] for case, found in results if found and not case.parameters]
            proof = prove_pack(pack, vocabulary(), judge_in_memory(), as_it_is, known)
            lines += lines_of_proof(proof, _written(pack, task.witnesses))
            faults += len(proof.faults)
    return lines, faults


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
