"""The only way through: documents become facts, and a case becomes an unsigned assessment.

Invariant: the same case, packs, engine and date give the same assessment; nothing here reads the clock or the environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from necessity import __version__
from necessity.assessment.assessment import Assessment, PackAssessment, PackUsed
from necessity.counterfactual.changes import Asking, with_changes
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.trees import Trees
from necessity.errors import InputUnusable, Place, Problem
from necessity.evaluation.addressed import policy_for
from necessity.evaluation.assess import Assessing, Evaluator
from necessity.evaluation.compare import compared
from necessity.evaluation.related import with_related
from necessity.evaluation.urgency import urgency_of
from necessity.evaluation.variants import OtherDay, other_days
from necessity.library.beside import with_literature
from necessity.model.case import Case, Member, Request
from necessity.model.chart import Chart, chart_of
from necessity.model.document import Document, Quote, Resource
from necessity.model.fact import Fact
from necessity.policy.answers import AnswerRules, load_answers
from necessity.policy.builds_on import pack_digest, shown
from necessity.policy.criterion import Criterion
from necessity.policy.known import known_packs
from necessity.policy.load import load_pack
from necessity.policy.patients import load_patients
from necessity.policy.related import RelatedRules, load_related
from necessity.policy.select import (
    DAY_NOT_KNOWN,
    EXISTS_UNDATED,
    JUDGES_ADDITIONS,
    MAY_BIND,
    MEDICARE,
    NOT_STRICTER,
    Choice,
    additions_of_payer,
    choose,
    may_bind,
    undated_of_payer,
)
from necessity.policy.urgency import UrgencyRule, load_urgency
from necessity.population.agree import need_agreement
from necessity.reading.asked_notices import request_notices
from necessity.reading.derive import conflicts, derive, merge, request_facts
from necessity.reading.fit import looked_up_for
from necessity.reading.identity import without_other_patients
from necessity.reading.needed import need_request
from necessity.reading.read import read_apart
from necessity.reading.request import member_from, read_request
from necessity.vocabulary.load import medicine_folder, vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A case read: the request as understood, and the chart.

    `given` are the facts of the submission itself; `as_read` what the documents say, before anything is merged or derived.
    `of_the_operation` tells of the very operation that is judged: it is done, and no fact of the chart.
    """

    case: Case
    request: Request
    chart: Chart
    given: tuple[Fact, ...]
    as_read: tuple[Fact, ...] = ()
    of_the_operation: tuple[Fact, ...] = ()


def shipped_packs() -> Path:
    """The folder of the packs that come with the package."""
    return medicine_folder() / "packs"


def shown_folder(folder: Path) -> str:
    """A pack's folder as reports name it: what is shipped is `medicine/packs/...` on every machine."""
    return shown(folder)


def read(case: Case, *, as_of: date) -> Reading:
    """The facts of a case with their quotes, and its request; `as_of` is used where the case names no day.

    Raises InputUnusable where no document is readable.
    """
    words = vocabulary()
    documents = without_other_patients(_documents(case), case.member)
    if documents and not any(document.readable for document in documents) and not (case.attested or case.coded):
        raise InputUnusable(_unreadable(document) for document in documents)
    texts = tuple(document for document in documents if document.readable)
    request = case.request if case.request is not None else read_request(texts, vocabulary=words)
    case = replace(case, documents=documents, request=request, member=_member(case.member, texts))
    day = case.day(as_of)
    as_read, of_the_operation = read_apart(texts, vocabulary=words, day=day)
    return replace(charted(case, as_read, day=day), of_the_operation=of_the_operation)


def charted(case: Case, as_read: tuple[Fact, ...], *, day: date) -> Reading:
    """The chart that these facts of the documents make, with what is stated and coded; `case` was read, and has its request."""
    words, documents, request = vocabulary(), case.documents, case.request or Request()
    stated = looked_up_for(request, _of_this_patient(case.attested, documents), words)
    facts = merge((*as_read, *stated, *_of_this_patient(case.coded, documents)), words, day)
    facts = (*facts, *derive(facts, vocabulary=words, day=day))
    given = request_facts(case, vocabulary=words, day=day)
    chart = replace(chart_of((*facts, *given), day, documents, conflicts(facts, words)), remarks=case.remarks)
    return Reading(case=case, request=request, chart=chart, given=given, as_read=as_read)


def review(case: Case, *, packs: Sequence[str] = (), as_of: date, search_path: Sequence[Path] = ()) -> Assessment:
    """The unsigned assessment of a case under each pack asked for, else under the one that the case selects.

    Raises InputUnusable where no document is readable or nothing requested is understood, PackUnusable for a pack.
    """
    return judged(read(case, as_of=as_of), packs=packs, as_of=as_of, search_path=search_path)


def judged(
    reading: Reading,
    *,
    packs: Sequence[str] = (),
    as_of: date,
    search_path: Sequence[Path] = (),
    answer_alone: bool = False,
) -> Assessment:
    """The unsigned assessment of a case that was read. Raises as `review` does.

    `answer_alone`: without near variants and without what would change it, for who asks the answer and nothing besides.
    """
    need_request(reading.case, reading.request)
    choices = choose(packs, reading.case, _service_day(reading, as_of), (*search_path, shipped_packs()))
    assessed = [with_literature(_assessed(reading, choice, search_path, answer_alone)) for choice in choices]
    levels = tuple(dict.fromkeys(level for line in reading.request.line_items for level in line.levels))
    return Assessment(
        case=reading.case,
        chart=reading.chart,
        as_of=reading.chart.day,
        engine=__version__,
        urgency=urgency_of(reading.chart, _ladder(), vocabulary(), levels),
        packs=tuple(assessed),
        notices=_notices(reading, choices, assessed, _not_chosen(reading, assessed, as_of, search_path)),
        compared=compared(assessed) if len(assessed) > 1 else (),
    )


def _assessed(
    reading: Reading, choice: Choice, search_path: Sequence[Path], answer_alone: bool = False
) -> PackAssessment:
    """The answer of the pack that was chosen; the setting is judged by another one where the choice says so."""
    evaluator, used = _made_ready(choice, search_path)
    setting, setting_by = _made_ready(choice.setting, search_path) if choice.setting else (None, None)
    judging = evaluator.assessing(reading.case, reading.request, reading.chart, reading.given, used, setting)
    first = judging.run()
    asked = (reading.chart, reading.given, reading.request.line_items)
    need_agreement(first, evaluator.pack, setting.pack if setting else evaluator.pack, *asked, policy_of=policy_for)
    if answer_alone:
        return replace(first, setting_by=setting_by)
    answer = with_related(first, judging, _near(), _other_days(reading))
    return replace(with_changes(answer, _asking(judging, choice, search_path)), setting_by=setting_by)


def _asking(judging: Assessing, choice: Choice, search_path: Sequence[Path]) -> Asking:
    """What is needed to ask what would change the answer of the pack that was chosen."""
    trees = _trees(str(choice.folder), judging.used.digest, tuple(search_path))
    other = choice.setting and _made_ready(choice.setting, search_path)[1].digest
    others = _trees(str(choice.setting.folder), other, tuple(search_path)) if choice.setting and other else trees
    return Asking(judging=judging, trees=trees, setting_trees=others, rules=_answer_rules())


def inquiries(
    reading: Reading, *, packs: Sequence[str] = (), as_of: date, search_path: Sequence[Path] = ()
) -> tuple[Inquiry, ...]:
    """The answer of each pack to a case that was read, as questions. Raises as `review` does."""
    need_request(reading.case, reading.request)
    choices = choose(packs, reading.case, _service_day(reading, as_of), (*search_path, shipped_packs()))
    return tuple(_inquiry(reading, choice, search_path) for choice in choices)


def _inquiry(reading: Reading, choice: Choice, search_path: Sequence[Path]) -> Inquiry:
    evaluator, used = _made_ready(choice, search_path)
    setting = _made_ready(choice.setting, search_path)[0] if choice.setting else None
    judging = evaluator.assessing(reading.case, reading.request, reading.chart, reading.given, used, setting)
    return _asking(judging, choice, search_path).inquiry(judging.run())


def _other_days(reading: Reading) -> tuple[OtherDay, ...]:
    """The days on which the same record can be judged as well: none where the operation is done."""
    if reading.of_the_operation:
        return ()
    told = (*reading.as_read, *reading.case.attested, *reading.case.coded)
    return other_days(_near(), reading.request, reading.chart, told)


def _made_ready(choice: Choice, search_path: Sequence[Path]) -> tuple[Evaluator, PackUsed]:
    digest = pack_digest(choice.folder, search_path) if choice.folder.is_dir() else ""
    evaluator = _evaluator(str(choice.folder), digest, tuple(search_path))
    pack = evaluator.pack
    return evaluator, PackUsed(
        name=pack.name,
        digest=pack.digest,
        chosen_because=choice.because,
        banner=pack.banner,
        purpose=pack.purpose,
        judges=pack.judges,
        undated=pack.undated,
    )


def _not_chosen(
    reading: Reading, assessed: Sequence[PackAssessment], as_of: date, search_path: Sequence[Path]
) -> tuple[str, ...]:
    """The packs that no case can choose and that may speak of this one: how to judge by them is said."""
    known = known_packs((*search_path, shipped_packs()))
    judged = {used.name for one in assessed for used in (one.pack, one.setting_by) if used}
    undated = (one for one in undated_of_payer(known, reading.case) if one.name not in judged)
    said = [f"{one.name} ({one.title}) {EXISTS_UNDATED} {one.name}." for one in undated]
    for one in additions_of_payer(known, reading.case, _service_day(reading, as_of)):
        if one.name not in judged:
            said.append(f"{one.name} ({one.title}) {JUDGES_ADDITIONS} {one.name}.")
    return (*_bound(reading, assessed, as_of, search_path), *said)


def _bound(
    reading: Reading, assessed: Sequence[PackAssessment], as_of: date, search_path: Sequence[Path]
) -> tuple[str, ...]:
    """What Medicare itself says of the lines in packs that no case can choose: they are named, for they may come first."""
    if reading.case.line_of_business not in MEDICARE:
        return ()
    lines, procedures = reading.request.line_items, vocabulary().procedures
    said = []
    for entry in may_bind(known_packs((*search_path, shipped_packs())), _service_day(reading, as_of)):
        if any(one.pack.name == entry.name for one in assessed):
            continue
        pack = _evaluator(str(entry.folder), pack_digest(entry.folder, search_path), tuple(search_path)).pack
        addressed = [line.procedure for line in lines if line.procedure and policy_for(pack, procedures, line, lines)]
        if addressed:
            names = ", ".join(name.replace("-", " ") for name in dict.fromkeys(addressed))
            said.append(
                f"{pack.name} ({pack.title}) speaks of {names}. {MAY_BIND}; to judge by it, add --pack {pack.name}."
                + (" From when it is in force is not known." if entry.undated else "")
            )
    return tuple(said)


@lru_cache(maxsize=64)
def _evaluator(folder: str, digest: str, search_path: tuple[Path, ...]) -> Evaluator:
    """A pack made ready, once for each state of its files (`digest` is part of the key for that reason)."""
    words = vocabulary()
    path = Path(folder)
    return Evaluator(
        pack=load_pack(path, words, shown_folder(path), search_path), vocabulary=words, patients=_patients()
    )


@lru_cache(maxsize=1)
def _ladder() -> tuple[UrgencyRule, ...]:
    return load_urgency(vocabulary())


@lru_cache(maxsize=64)
def _trees(folder: str, digest: str, search_path: tuple[Path, ...]) -> Trees:
    """The trees of a pack unfolded, once for each state of its files."""
    return Trees(_evaluator(folder, digest, search_path).pack)


@lru_cache(maxsize=1)
def _answer_rules() -> AnswerRules:
    return load_answers(vocabulary())


@lru_cache(maxsize=1)
def _near() -> RelatedRules:
    return load_related(vocabulary())


@lru_cache(maxsize=1)
def _patients() -> Mapping[str, Criterion]:
    return load_patients(vocabulary())


def _documents(case: Case) -> tuple[Document, ...]:
    """The documents of the case; a question that stands apart is one of them, written on the day received."""
    if case.question and not any(document.id == "question" for document in case.documents):
        question = Document(id="question", kind="letter", authored=case.received, text=case.question)
        return (*case.documents, question)
    return case.documents


def _of_this_patient(coded: Sequence[Fact], documents: Sequence[Document]) -> tuple[Fact, ...]:
    """The coded and marked facts without those that stand in a document of another patient."""
    aside = {document.id for document in documents if document.of_another_patient}
    return tuple(
        fact
        for fact in coded
        if not any(isinstance(piece, Resource | Quote) and piece.document in aside for piece in fact.evidence)
    )


def _member(given: Member, texts: Sequence[Document]) -> Member:
    """What the submission says of the patient; age and sex from the texts only where it is silent."""
    if (given.born or given.age is not None) and given.sex:
        return given
    found = member_from(texts)
    age = given.age if given.age is not None or given.born else found.age
    return replace(given, age=age, sex=given.sex or found.sex)


def _of_the_pack(choice: Choice, answer: PackAssessment) -> Iterator[str]:
    """Which pack judged and why, which one the setting, and what neither of them is."""
    pack, setting = answer.pack, answer.setting_by
    if not choice.asked:
        yield f"Judged by {pack.name}: {choice.because}."
    if pack.banner:
        yield f"{pack.name} is {pack.banner}."
    if pack.undated:
        yield f"{pack.name} {DAY_NOT_KNOWN}"
    if setting is not None and answer.setting.requested:
        yield f"The setting is judged by {setting.name}: {setting.chosen_because}."
    if not pack.judges_lines:
        yield f"{pack.name} judges the setting only; whether an operation is necessary is another question."
    yield from choice.remarks


def _service_day(reading: Reading, as_of: date) -> date:
    return reading.request.service_date or reading.case.received or as_of


def _unreadable(document: Document) -> Problem:
    return Problem(
        what="this document cannot be read",
        where=Place(document.name or document.id),
        why=document.unreadable_because,
        remedy="send it as text, or as a PDF, DOCX or RTF with a text layer",
    )


def _notices(
    reading: Reading, choices: Sequence[Choice], assessed: Sequence[PackAssessment], bound: Sequence[str]
) -> tuple[str, ...]:
    """What must be said before the answer: the pack and why, what it is not, the day, what was set aside."""
    said: list[str] = []
    for choice, one in zip(choices, assessed, strict=True):
        said += _of_the_pack(choice, one)
    said += bound
    if reading.case.line_of_business == "medicare-advantage":
        said.append(NOT_STRICTER)
    if reading.case.received is None:
        said.append(f"The case names no day of receipt: judged as of {reading.chart.day}.")
    said += request_notices(reading.case.documents, reading.request, vocabulary=vocabulary())
    for document in reading.case.documents:
        if not document.readable:
            said.append(f"Not read: {document.name or document.id} ({document.unreadable_because}).")
    said += reading.case.remarks
    late = len(reading.chart.recorded_afterwards)
    if late:
        said.append(f"{late} facts were recorded after {reading.chart.day} and do not count.")
    return tuple(said)
