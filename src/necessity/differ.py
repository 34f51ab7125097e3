"""The door to what differs between two packs: the changes node by node, each with the smallest case that shows it.

Invariant: a witness is shown only where the engine answered the two differently; without a solver the rest is told all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from necessity import __version__
from necessity.assessment.assessment import LineAnswer, PackAssessment, PackUsed
from necessity.assessment.finding import Finding
from necessity.errors import InputUnusable, Place, Problem
from necessity.evaluation.assess import Evaluator
from necessity.exchange.case_text import case_text
from necessity.model.case import Case, LineItem, Request
from necessity.model.document import Attestation, Quote
from necessity.policy.criterion import Pack, Policy
from necessity.policy.difference import PackDifference, Question, difference, question_of
from necessity.policy.load import load_pack
from necessity.policy.select import choose
from necessity.policy.tree_difference import gathered
from necessity.policy.words import procedure_words
from necessity.reading.catalogue import resolve
from necessity.report.diff_parts import diff_shown
from necessity.report.diff_shown import DIFFERENCE, NOT_DECIDED, SAME, AnswerShown, WitnessShown
from necessity.report.rows import criterion_words
from necessity.report.words import fact_dates, fact_words, reason_words, tidy
from necessity.review import read, shipped_packs, shown_folder
from necessity.symbolic.differ import Difference, Judge, NotDecided, Same, first_difference
from necessity.symbolic.ran import with_persons
from necessity.vocabulary.load import vocabulary

NEEDS_PROVE = (
    "Without a solver no witnesses are looked for: pip install 'necessity[prove]' gives, for each change, the smallest case "
    "on which the two answer differently."
)
BY_A_PERSON = "a person answers"
SEARCH = "the search for a witness"
_A_DAY = date(2026, 1, 1)
_MOST_READY = 32
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differ:
    """Two packs with all that differs, and a witness for each question that was asked of them."""

    asked: tuple[str, str]
    found: PackDifference
    witnesses: Mapping[Question, WitnessShown]
    cases: Mapping[Question, Case]
    notes: tuple[str, ...] = ()
    whole: bool = False


def differ(
    one: str,
    two: str,
    *,
    search_path: Sequence[Path],
    today: date,
    procedure: str | None = None,
    progress: Progress | None = None,
) -> Differ:
    """What differs between two packs, named or given as folders. Raises InputUnusable and PackUnusable as other doors do."""
    folders = [_folder(name, search_path, today) for name in (one, two)]
    packs = [load_pack(folder, vocabulary(), shown_folder(folder), search_path) for folder in folders]
    named = _procedure(procedure) if procedure else None
    found = difference(packs[0], packs[1], vocabulary().procedures, named)
    if named and not any(pair.one or pair.two for pair in found.policies):
        what = f"neither {packs[0].name} nor {packs[1].name} judges '{named}'"
        remedy = "leave --procedure out to see what they judge"
        raise InputUnusable([Problem(what=what, where=Place("--procedure"), remedy=remedy)])
    questions = tuple(dict.fromkeys(_questions(found)))
    if not questions or find_spec("z3") is None:
        notes = (NEEDS_PROVE,) if questions else ()
        return Differ(asked=(one, two), found=found, witnesses={}, cases={}, notes=notes, whole=bool(named))
    search = _Search(found=found, judge=_Engine().judge)
    witnesses, cases = search.all(questions, progress)
    return Differ(asked=(one, two), found=found, witnesses=witnesses, cases=cases, whole=bool(named))


def _folder(name: str, search_path: Sequence[Path], today: date) -> Path:
    return choose([name], Case(id="none"), today, (*search_path, shipped_packs()))[0].folder


def _procedure(name: str) -> str:
    """The procedure or code that a word names. Raises InputUnusable with the nearest names."""
    procedures = vocabulary().procedures
    if name in procedures.by_name or name in procedures.codes:
        return name
    known, nearest = resolve(name, vocabulary())
    if known is None:
        remedy = f"the nearest names are {', '.join(nearest)}" if nearest else "name a procedure or a code"
        raise InputUnusable(
            [Problem(what=f"'{name}' is no known procedure", where=Place("--procedure"), remedy=remedy)]
        )
    return known


def _questions(found: PackDifference) -> Iterator[Question]:
    """What to look for: each pair of policies that may differ as a whole, then each change in meaning."""
    procedures = vocabulary().procedures
    for pair in found.policies:
        if pair.asks_the_same:
            continue
        whole = question_of(pair, procedures)
        if whole is not None:
            yield whole
        for one in gathered(change for change in pair.changes if change.has_meaning):
            question = question_of(pair, procedures, one.change)
            if question is not None:
                yield question


# -- the search --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    found: PackDifference
    judge: Judge

    def all(
        self, questions: Sequence[Question], progress: Progress | None
    ) -> tuple[dict[Question, WitnessShown], dict[Question, Case]]:
        """The witness of each question, and the cases of those where there is a difference."""
        witnesses: dict[Question, WitnessShown] = {}
        cases: dict[Question, Case] = {}
        for number, question in enumerate(questions, 1):
            if progress:
                progress(number, len(questions), question.one if question.is_root else question.on)
            answer = self._ask(question)
            if isinstance(answer, Difference):
                cases[question] = _as_file(answer)
                witnesses[question] = self._shown(answer)
            elif isinstance(answer, Same):
                says = f"nothing: the same answers on every case ({answer.why})"
                witnesses[question] = WitnessShown(outcome=SAME, says=tidy(says))
            else:
                says = f"not decided: no case was found, and none was ruled out ({answer.why})"
                witnesses[question] = WitnessShown(outcome=NOT_DECIDED, says=tidy(says))
        return witnesses, cases

    def _ask(self, question: Question) -> Difference | Same | NotDecided:
        one, two = self.found.one, self.found.two
        return first_difference(
            one,
            _policy(one, question.one),
            two,
            _policy(two, question.two),
            question.procedure,
            judge=self.judge,
            on="root" if question.is_root else question.on,
            on_two=None if question.is_root else question.on_two,
        )

    def _shown(self, answer: Difference) -> WitnessShown:
        """A difference with the answer of the whole line under each pack, persons answering as the search has it."""
        lines = [
            self.judge(answer.case, with_persons(pack, answer.persons)).line_items[0]
            for pack in (self.found.one, self.found.two)
        ]
        said = zip(
            self.found.names,
            lines,
            (answer.one, answer.two),
            _becauses(lines[0], lines[1], self.found.kin),
            strict=True,
        )
        shown = tuple(
            AnswerShown(
                pack=name,
                recommendation=line.recommendation.value,
                verdict=verdict.value.replace("_", " "),
                because=because,
            )
            for name, line, verdict, because in said
        )
        case = answer.case
        facts = answer.facts or tuple(f"{fact_words(fact)} ({fact_dates(fact)})" for fact in case.attested)
        first = case.request.line_items[0] if case.request else None
        return WitnessShown(
            outcome=DIFFERENCE,
            line=_line_words(first) if first else "",
            facts=tuple(map(tidy, facts)),
            answers=shown,
        )


@dataclass(slots=True)
class _Engine:
    """Judges a case by a pack as it stands in memory; the packs last used are kept ready."""

    ready: dict[int, tuple[Pack, Evaluator]] = field(default_factory=dict)

    def judge(self, case: Case, pack: Pack) -> PackAssessment:
        reading = read(case, as_of=case.received or _A_DAY)
        used = PackUsed(name=pack.name, digest=pack.digest, chosen_because="named", judges=pack.judges)
        evaluator = self._evaluator(pack)
        return evaluator.assess(reading.case, reading.request, reading.chart, reading.given, used)

    def _evaluator(self, pack: Pack) -> Evaluator:
        if id(pack) not in self.ready:
            if len(self.ready) >= _MOST_READY:
                self.ready.pop(next(iter(self.ready)))
            self.ready[id(pack)] = (pack, Evaluator(pack=pack, vocabulary=vocabulary()))
        return self.ready[id(pack)][1]


def _policy(pack: Pack, name: str) -> Policy:
    return next(policy for policy in pack.policies if policy.id == name)


def _as_file(answer: Difference) -> Case:
    """The case of a witness as a person may keep it: who marked its facts is said, and what persons must answer."""
    case, order = answer.case, list(vocabulary().anatomy.levels)
    by = Attestation(by=SEARCH)
    marked = (
        replace(
            fact, evidence=tuple(replace(one, marked=by) if isinstance(one, Quote) else one for one in fact.evidence)
        )
        for fact in case.attested
    )
    request = case.request or Request()
    lines = (replace(line, levels=tuple(sorted(line.levels, key=order.index))) for line in request.line_items)
    return replace(case, attested=tuple(marked), request=replace(request, line_items=tuple(lines)), pack=None)


def _becauses(one: LineAnswer, two: LineAnswer, kin: bool) -> tuple[str, str]:
    """Why two lines are answered differently: of kin the lowest criterion on which they part, else what each rests on."""
    if one.recommendation is two.recommendation:
        return "", ""  # why a line pends under both is not why a criterion of it differs
    parting = _parting(one.finding, two.finding) if kin else None
    return (_reason(parting[0]), _reason(parting[1])) if parting else (_rests_on(one), _rests_on(two))


def _parting(one: Finding, two: Finding) -> tuple[Finding, Finding] | None:
    """The lowest finding of the same criterion at the same place that has two verdicts, the first in the order of the policy."""
    theirs = {(child.clause.id, child.role, child.level): child for child in reversed(two.children)}
    for child in one.children:
        other = theirs.get((child.clause.id, child.role, child.level))
        found = _parting(child, other) if other else None
        if found:
            return found
    return (one, two) if one.verdict is not two.verdict else None


def _rests_on(line: LineAnswer) -> str:
    named = {found.clause.id: found for found in reversed(list(line.finding.walk()))}
    return next((_reason(named[name]) for name in line.because if name in named), "")


def _reason(found: Finding) -> str:
    return tidy(f"{criterion_words(found)}: {reason_words(found)}")


def _line_words(line: LineItem) -> str:
    name = procedure_words(line.procedure) if line.procedure else line.requested_as
    return tidy(", ".join(filter(None, (name, *line.levels, line.side))))


# -- faces and files ---------------------------------------------------------------------------------------------------


def face(made: Differ, format: str, width: int = 100, colour: bool = False) -> bytes:
    """The difference as text, json or markdown, in UTF-8; `width` in columns is that of the text."""
    if format == "json":
        from necessity.report.diff_record import json_bytes

        return json_bytes(made.found, made.witnesses, made.notes, __version__)
    shown = diff_shown(made.found, made.witnesses, made.notes, whole=made.whole)
    if format == "markdown":
        from necessity.report.diff_markdown import markdown

        return markdown(shown).encode("utf-8", "replace")
    from necessity.report.diff_terminal import render

    return render(shown, console_width=width, colour=colour).encode("utf-8", "replace")


def with_files(made: Differ, folder: Path) -> Differ:
    """The same, with each witness written into `folder` as a case file and its path told.

    Raises InputUnusable where it cannot be written; files of the same names are written anew.
    """
    witnesses = dict(made.witnesses)
    names: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for question, case in made.cases.items():
            path = folder / f"{_file_name(question, names)}.yaml"
            both = " ".join(f"--pack {name}" for name in made.asked)
            text = f"# To see why they part: necessity compare {path.name} {both}\n"
            persons = "".join(f"# {fact}\n" for fact in made.witnesses[question].facts if fact.startswith(BY_A_PERSON))
            path.write_text(text + persons + case_text(case), encoding="utf-8")
            witnesses[question] = replace(witnesses[question], file=str(path))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputUnusable(
            [
                Problem(
                    what="the witnesses cannot be written",
                    where=Place(str(folder)),
                    why=why,
                    remedy="name another folder",
                )
            ]
        ) from None
    return replace(made, witnesses=witnesses)


def _file_name(question: Question, taken: set[str]) -> str:
    """`fusion` for a whole policy, `fusion-cotinine-normal` for a criterion."""
    said = question.one if question.is_root else f"{question.one}-{question.on}"
    name = first = re.sub(r"[^A-Za-z0-9-]+", "-", said)
    number = 2
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    taken.add(name)
    return name
