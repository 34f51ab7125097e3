"""One requested procedure, or the setting, as a report shows it: its answer in words, its reasons, its proof.

Invariant: everything is copied from the answer; what is not stated stays out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.assessment.assessment import (
    ONLY_WHERE,
    Alternative,
    CodingNote,
    LineAnswer,
    Recommendation,
    SettingAnswer,
    Step,
)
from necessity.assessment.finding import Finding, Need, Reason
from necessity.assessment.gap import Gap
from necessity.model.case import LineItem
from necessity.report.numbers import Numbers, Sources
from necessity.report.parts import Exceptional, LineOutline, Note, Other, Question, Sentence, SettingOutline
from necessity.report.plain_words import plain_words
from necessity.report.related_parts import related_of
from necessity.report.rows import (
    EXCEPTIONS,
    Row,
    criterion_words,
    deciding_facts,
    first_said,
    numbers_by_criterion,
    numbers_of_all,
    row_of,
)
from necessity.report.words import (
    OPEN,
    RECOMMENDATIONS,
    VERDICTS,
    label_of,
    reason_words,
    shortened,
    silence_words,
    tidy,
)
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.load import vocabulary

_STEPS = {verdict.value: word for verdict, word in VERDICTS.items()}
_SET_ASIDE = (Reason.WAIVED, Reason.REPLACED, Reason.BARRED, Reason.DOES_NOT_APPLY)
_GLANCE = 80  # characters of a criterion that is named at a glance
_NOT_ASKED = "does not apply"
_MOST_BEHIND = 2  # quotes beneath a criterion that does not apply


def line_outline(answer: LineAnswer, numbers: Numbers, sources: Sources, requested: Sequence[LineItem]) -> LineOutline:
    """The outline of one line; `requested` are all lines of the request, for what an adjunct is added to."""
    line = answer.line
    proof = row_of(answer.finding, numbers, sources, number=tidy(line.id))
    by_criterion = numbers_of_all(proof, answer.finding)
    return LineOutline(
        id=tidy(line.id),
        title=title_of(line),
        asked=asked_words(line),
        recommendation=answer.recommendation.value,
        answer=RECOMMENDATIONS[answer.recommendation],
        verdicts=_verdicts(answer),
        by_level=tuple(
            (one.place, label_of(one.finding)[0], RECOMMENDATIONS[one.recommendation]) for one in answer.by_level
        ),
        unknown="" if line.procedure else nearest_words(line.requested_as, line.nearest),
        rationale=_rationale(answer.rationale, answer.rationale_basis, numbers_by_criterion(proof)),
        exceptions=tuple(_exceptions(answer, numbers, proof)),
        questions=tuple(_asked_by(gap, sources, by_criterion) for gap in answer.gaps),
        is_approvable=bool(answer.approvable_if),
        proof=proof,
        coding=tuple(_coding(note, sources) for note in answer.coding),
        steps=tuple((tidy(step.says), _step_word(step, answer)) for step in answer.steps),
        is_adjunct=answer.role == "adjunct",
        added_to=_added_to(answer, requested),
        alternatives=tuple(_other(one, proof) for one in answer.alternatives),
        related=related_of(answer.related, proof),
    )


def in_order_of_need(lines: Sequence[LineOutline]) -> Iterator[LineOutline]:
    """Each main line followed by what is added to it, and by what is added to that; every line once."""
    shown: set[str] = set()

    def with_additions(line: LineOutline) -> Iterator[LineOutline]:
        if line.id not in shown:
            shown.add(line.id)
            yield line
            for other in lines:
                if other.is_adjunct and line.id in other.added_to:
                    yield from with_additions(other)

    for line in (*(one for one in lines if not (one.is_adjunct and one.added_to)), *lines):
        yield from with_additions(line)


def coding_of(lines: Sequence[LineOutline]) -> tuple[Note, ...]:
    """The coding notes of all lines, each once."""
    return tuple(dict.fromkeys(note for line in lines for note in line.coding))


def brief(line: LineOutline) -> str:
    """What a reader needs beside the answer at a glance: the questions, what fails, what was set aside."""
    if line.recommendation == Recommendation.PEND.value and line.questions:
        ids = ", ".join(one.id for one in line.questions)
        return f"{len(line.questions)} open {'question' if len(line.questions) == 1 else 'questions'}: {ids}"
    if line.recommendation == Recommendation.REFER.value:
        barred = {one.criterion: one.why for one in line.exceptions if one.word == "barred"}
        rows = [row for row in line.proof.children if row.tone == "not_met"]
        failed = [f"{row.number} {row.says}" for row in rows if row.number not in barred]
        told = [f"not met: {'; '.join(failed)}"] if failed else []
        return "; ".join((*barred.values(), *told)) or line.verdicts
    if line.recommendation != Recommendation.APPROVE.value:
        return line.verdicts
    aside = [one for one in line.exceptions if one.word == _NOT_ASKED]
    counted = len(aside) > 1  # what is not asked of this patient is told one by one beneath the answer
    named = [one for one in line.exceptions if not counted or one not in aside]
    said = dict.fromkeys(f"{one.word}: {shortened(f'{one.criterion} {one.says}'.strip(), _GLANCE)}" for one in named)
    return "; ".join((line.verdicts, *said, *([f"{len(aside)} criteria do not apply"] if counted else ())))


def _added_to(answer: LineAnswer, requested: Sequence[LineItem]) -> tuple[str, ...]:
    """The ids of the requested lines that this procedure is an addition to."""
    known = vocabulary().procedures
    own = known.by_name.get(answer.line.procedure or "")
    if answer.role != "adjunct" or own is None:
        return ()
    return tuple(
        tidy(one.id)
        for one in requested
        if one is not answer.line and known.is_added_to(own.name, (one.procedure or "",))
    )


def _rationale(
    sentences: Sequence[str], basis: Sequence[Sequence[str]], by_criterion: dict[str, str]
) -> tuple[Sentence, ...]:
    """Each sentence with the numbers of the criteria that it tells; those that are in no row are left out."""
    told = [*basis, *[()] * len(sentences)]
    return tuple(
        Sentence(words=tidy(words), criteria=tuple(dict.fromkeys(by_criterion[id] for id in ids if id in by_criterion)))
        for words, ids in zip(sentences, told, strict=False)
    )


def _exceptions(answer: LineAnswer, numbers: Numbers, proof: Row) -> Iterator[Exceptional]:
    """The criteria that were waived, replaced or barred, or do not apply, each once with the levels where that is so."""
    found: dict[tuple[str, str], tuple[Finding, list[str]]] = {}
    places = [(one.place, one.finding) for one in answer.by_level] or [("", answer.finding)]
    for place, finding in places:
        for one in _set_aside(finding):
            found.setdefault((one.clause.id, reason_words(one)), (one, []))[1].append(place)
    by_criterion = numbers_by_criterion(proof)
    for (id, why), (one, where) in found.items():
        said, _ = first_said(deciding_facts(one), numbers, _MOST_BEHIND)
        yield Exceptional(
            criterion=by_criterion.get(id, ""),
            word=label_of(one)[0] if one.reason is not Reason.BARRED else "barred",
            says=criterion_words(one),
            why=why,
            levels=", ".join(dict.fromkeys(where)) if len(places) > 1 else "",
            said=said,
        )


def _set_aside(finding: Finding) -> Iterator[Finding]:
    """Findings that an exception decided, and those in what stands instead of them; not those that only judge an exception."""
    instead = finding.reason is Reason.REPLACED
    if finding.reason in _SET_ASIDE and (finding.exception or finding.reason is Reason.DOES_NOT_APPLY):
        yield finding
        if not instead:
            return
    for child in finding.children:
        wanted = child.role == "replaced_by" if instead else child.role not in EXCEPTIONS
        if wanted and child.reason is not Reason.NOT_RAISED:
            yield from _set_aside(child)


def _other(one: Alternative, proof: Row | None) -> Other:
    by_criterion = numbers_by_criterion(proof) if proof else {}
    return Other(
        says=tidy(one.says),
        recommendation=one.recommendation.value,
        answer="" if one.setting else RECOMMENDATIONS[one.recommendation],  # a lower setting is told, not advised
        sentences=_rationale(one.rationale, (one.because,) if one.because else (), by_criterion),
    )


def _step_word(step: Step, answer: LineAnswer) -> str:
    """The answer of a step as its criterion's row has it, where all levels have the same."""
    rows = (one.finding.walk() for one in answer.by_level)
    found = [next((finding for finding in row if finding.clause.id == step.criterion), None) for row in rows]
    words = {label_of(finding)[0] for finding in found if finding is not None}
    return words.pop() if len(words) == 1 else _STEPS.get(step.answer, tidy(step.answer))


def _verdicts(answer: LineAnswer) -> str:
    """`criteria met`; the verdict of each kind of criterion where it is not the indication alone that decides.

    A line that no policy addresses has no criteria, so none is said to be open.
    """
    if answer.policy is None:
        return "no policy here addresses it"
    needs = {need: answer.by_need[need] for need in Need if need in answer.by_need}
    others = any(verdict is not MET for need, verdict in needs.items() if need is not Need.INDICATION)
    whole, words = f"criteria {VERDICTS[answer.verdict]}", VERDICTS
    if answer.verdict is NOT_MET and answer.finding.is_open:
        words = {**VERDICTS, NOT_MET: OPEN}
        whole = f"criteria {OPEN}: {silence_words(answer.finding)}"
    parts = [f"{need.value} {words[verdict]}" for need, verdict in needs.items()]
    if needs.get(Need.INDICATION, answer.verdict) is answer.verdict and not others:
        parts = []
    return "; ".join((whole, *parts))


def _coding(note: CodingNote, sources: Sources) -> Note:
    return Note(
        says=tidy(note.says),
        state="not checked" if not note.checked else "to be clarified" if note.effect == "clarify" else note.effect,
        lines=lines_words(note.lines),
        said=(),
        source=sources.of(note.source),
        clause=tidy(note.source.place or ""),
    )


def title_of(line: LineItem) -> str:
    """The submitter's words; where those are a bare code, the name of the procedure."""
    if line.requested_as == line.service and line.procedure:
        return line.procedure.replace("-", " ")
    return tidy(line.requested_as)


def asked_words(line: LineItem) -> str:
    """`cpt:63042, L4-L5, left, 2 units, stage 2`; what is not stated stays out."""
    parts = (
        line.service if line.service != title_of(line) else None,
        ", ".join(line.levels),
        {"both": "both sides"}.get(line.side or "", line.side),
        f"{line.units} units" if line.units and line.units > 1 else None,
        ", ".join(line.modifiers),
        "asked as possible" if line.certainty == "possible" else None,
        f"stage {line.stage}" if line.stage > 1 else None,
        f"taken as {line.procedure.replace('-', ' ')}" if line.procedure and _differs(line) else None,
    )
    return tidy(", ".join(filter(None, parts)))


def _differs(line: LineItem) -> bool:
    return (line.procedure or "").replace("-", " ") != title_of(line).lower().replace("-", " ")


def nearest_words(words: str, nearest: tuple[str, ...]) -> str:
    """Words nobody knows, with the nearest names."""
    names = ", ".join(name.replace("-", " ") for name in nearest)
    return tidy(f"No procedure known here is called '{words}'." + (f" Nearest: {names}." if names else ""))


def _asked_by(gap: Gap, sources: Sources, by_criterion: dict[str, str]) -> Question:
    """A gap as a question, with the row and the clause that ask it."""
    source = gap.finding.clause.source
    return replace(
        question_of(gap),
        criterion=by_criterion.get(gap.finding.clause.id, ""),
        source=sources.of(source),
        clause=tidy(source.place or ""),
    )


def question_of(gap: Gap) -> Question:
    """A gap as a question, with the documents that normally show it and who has them."""
    table = plain_words().held_by
    held_by = gap.held_by or tuple(table[one] for one in gap.documents if one in table)
    return Question(
        id=gap.id,
        words=tidy(gap.question),
        documents=", ".join(gap.documents),
        held_by=", ".join(dict.fromkeys(map(tidy, held_by))),
        level=gap.level,
    )


def setting_outline(
    answer: SettingAnswer, numbers: Numbers, sources: Sources, *, is_any_approved: bool = True
) -> SettingOutline:
    """The setting asked for, what is supported, and why; it says where, which approves no operation."""
    supported = f"{answer.supported} supported" if answer.supported else "not known what is supported"
    says = f"{answer.requested or 'none'} asked, {supported}"
    proof = row_of(answer.finding, numbers, sources, number="S") if answer.finding and answer.requested else None
    if proof:
        proof = replace(proof, says=_setting_words(answer, proof.says))
    by_criterion = numbers_of_all(proof, answer.finding) if proof and answer.finding else {}
    words = RECOMMENDATIONS[answer.recommendation] if answer.recommendation else ""
    only_where = answer.recommendation is Recommendation.APPROVE and not is_any_approved
    return SettingOutline(
        says=says if answer.requested or answer.supported else "none asked",
        recommendation=answer.recommendation.value if answer.recommendation else "",
        answer=f"{words}, should an operation be approved" if only_where else words,
        rationale=_rationale(tuple(dict.fromkeys((*answer.rationale, *([ONLY_WHERE] if only_where else [])))), (), {}),
        questions=tuple(_asked_by(gap, sources, by_criterion) for gap in answer.gaps),
        proof=proof,
        alternatives=tuple(_other(one, proof) for one in answer.alternatives),
        related=related_of(answer.related, proof),
    )


def _setting_words(answer: SettingAnswer, usual: str) -> str:
    """What the root of a setting says: what is supported, by the rule that decided; `usual` is the sentence of the pack."""
    asked, supported = answer.requested or "", answer.supported
    if answer.finding is None or supported is None:
        return usual
    if answer.finding.verdict is not MET:
        return f"{asked} is asked for, {supported} is supported as far as the record shows".capitalize()
    rules = [one for one in answer.finding.children if one.verdict is MET and one.shown]
    by_rule = (f"replaced by {supported} ", f"{supported.capitalize()} is supported ")
    named = [words for words in answer.rationale if any(one in words for one in by_rule)]
    if rules and named:
        return f"{supported.capitalize()} is supported: {within_sentence(criterion_words(rules[0]))}"
    return f"{supported.capitalize()} is supported" + ("" if rules else f": {within_sentence(usual)}")


def within_sentence(says: str) -> str:
    """A sentence as part of another one; a name, a level or an abbreviation keeps its capital."""
    return says if says[1:2].isupper() or says[1:2].isdigit() else says[:1].lower() + says[1:]


def lines_words(lines: tuple[str, ...]) -> str:
    """`line 1, 3`; nothing where a note is of no line."""
    return f"line {', '.join(lines)}" if lines else ""
