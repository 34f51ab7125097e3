"""What a report says, in order and in words, before any layout: the terminal and the page both stand on it.

Invariant: the two faces can differ in form only, for neither sees the assessment itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from necessity.assessment.assessment import (
    Assessment,
    CodingNote,
    LineAnswer,
    PackAssessment,
    SettingAnswer,
    Step,
)
from necessity.assessment.finding import Need
from necessity.assessment.gap import Gap
from necessity.model.case import NOT_STATED, Case, LineItem
from necessity.model.document import Document
from necessity.report.hidden import without_chart
from necessity.report.numbers import Numbers, Sources
from necessity.report.rows import MOST_SAID, Row, Said, all_said, deciding_facts, row_of
from necessity.report.words import (
    EMERGENCY,
    LATE,
    NOT_SIGNABLE,
    OPEN,
    RECOMMENDATIONS,
    URGENCIES,
    VERDICTS,
    is_late,
    label_of,
    silence_words,
    source_link,
    source_words,
    tidy,
)
from necessity.verdict import MET, NOT_MET

_MOST_URGENT = 4
_STEPS = {verdict.value: word for verdict, word in VERDICTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question: `enough` where answering it (with the others) would make the line approvable."""

    id: str
    words: str
    documents: str
    level: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A caution or a coding note: its sentence, its state or effect, the words behind it, the number of its source."""

    says: str
    state: str
    lines: str
    said: tuple[Said, ...]
    source: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutline:
    """One requested procedure and its answer."""

    id: str
    title: str
    asked: str
    recommendation: str
    answer: str
    verdicts: str
    by_level: tuple[tuple[str, str, str], ...]
    unknown: str
    rationale: tuple[str, ...]
    questions: tuple[Question, ...]
    is_approvable: bool
    proof: Row
    coding: tuple[Note, ...]
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingOutline:
    says: str
    recommendation: str
    questions: tuple[Question, ...]
    proof: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOutline:
    name: str
    why: str
    headline: str
    overall: str
    lines: tuple[LineOutline, ...]
    setting: SettingOutline
    cautions: tuple[Note, ...]
    sources: tuple[tuple[int, str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole report. `documents` are those that were read and count; `unread` are the others, or parts, with the reason.

    `signable` names the packs whose answer a clinician may sign; `unsigned` says why under the others there is nothing to sign.
    """

    case: str
    as_of: str
    engine: str
    digest: str
    about: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    banners: tuple[str, ...]
    emergency: str | None
    urgency: str
    urgency_said: tuple[Said, ...]
    urgency_more: int
    packs: tuple[PackOutline, ...]
    conflicts: tuple[tuple[str, tuple[Said, ...]], ...]
    signable: tuple[str, ...]
    unsigned: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    unread_request: tuple[str, ...]
    documents: tuple[tuple[str, str, str], ...]


def outline_of(assessment: Assessment, numbers: Numbers, *, show_chart: bool = True) -> Outline:
    """The outline of one assessment; without the chart, the patient's name stays out."""
    outline = _whole(assessment, numbers, show_chart)
    if show_chart:
        return outline
    hidden: Outline = without_chart(outline, assessment.chart.documents or assessment.case.documents)
    return hidden


def _whole(assessment: Assessment, numbers: Numbers, show_chart: bool) -> Outline:
    case, urgency = assessment.case, assessment.urgency
    documents = assessment.chart.documents or case.documents
    unread = case.request.unread if case.request else ()
    return Outline(
        case=tidy(case.id),
        as_of=assessment.as_of.isoformat(),
        engine=assessment.engine,
        digest=case.input_digest,
        about=tuple(_about(case, show_chart)),
        notices=tuple(map(tidy, assessment.notices)),
        banners=tuple(_banners(assessment)),
        emergency=EMERGENCY if urgency.is_emergency else None,
        urgency=_urgency(assessment),
        urgency_said=all_said(urgency.facts[:_MOST_URGENT], numbers),
        urgency_more=max(0, len(urgency.facts) - _MOST_URGENT),
        packs=tuple(_pack(pack, numbers) for pack in assessment.packs),
        conflicts=tuple(
            (conflict.kind.replace("_", " "), all_said(conflict.facts, numbers))
            for conflict in assessment.chart.conflicts
        ),
        signable=tuple(pack.pack.name for pack in assessment.packs if pack.pack.is_signable),
        unsigned=tuple(
            f"{tidy(pack.pack.name)} {NOT_SIGNABLE}" for pack in assessment.packs if not pack.pack.is_signable
        ),
        unread=tuple(_unread(documents, assessment.chart.day)),
        unread_request=tuple(nearest_words(one.words, one.nearest) for one in unread),
        documents=tuple(
            (tidy(one.id), one.kind, one.authored.isoformat() if one.authored else "undated")
            for one in documents
            if one.readable and not is_late(one, assessment.chart.day)
        ),
    )


def _unread(documents: Iterable[Document], day: date) -> Iterator[tuple[str, str]]:
    """Each document that does not count, or not whole, with the reason."""
    for one in documents:
        if one.unreadable_because:
            yield tidy(one.id), one.unreadable_because
        elif is_late(one, day):
            yield tidy(one.id), LATE


def _banners(assessment: Assessment) -> dict[str, None]:
    """What a pack must be called, each once, and not again where a notice says it already."""
    banners = (tidy(pack.pack.banner) for pack in assessment.packs if pack.pack.banner)
    return {banner: None for banner in banners if not any(banner in tidy(notice) for notice in assessment.notices)}


def _about(case: Case, show_chart: bool) -> list[tuple[str, str]]:
    member, request = case.member, case.request
    age = f"{member.age} years" if member.age is not None else None
    born = f"born {member.born.isoformat()}" if member.born and show_chart else None
    patient = (member.name if show_chart else None, member.id, age, born, member.sex)
    rows = [("Patient", ", ".join(filter(None, patient))), ("Plan", _plan(case))]
    if case.received:
        rows.append(("Received", case.received.isoformat()))
    if request is not None:
        service = request.service_date.isoformat() if request.service_date else None
        rows += [("Review", request.review), ("Date of service", service or "")]
        rows.append(("Diagnoses", ", ".join(request.diagnoses)))
    return [(label, tidy(value)) for label, value in rows if value]


def _plan(case: Case) -> str:
    business = None if case.line_of_business == NOT_STATED else case.line_of_business
    return ", ".join(filter(None, (case.payer, business, case.state)))


def _urgency(assessment: Assessment) -> str:
    level = URGENCIES.get(assessment.urgency.level, assessment.urgency.level)
    return tidy(". ".join(filter(None, (level.capitalize(), assessment.urgency.says))))


def _pack(answer: PackAssessment, numbers: Numbers) -> PackOutline:
    sources = Sources(answer.sources)
    lines = tuple(_line(line, numbers, sources) for line in answer.line_items)
    setting = _setting(answer.setting, numbers, sources)
    cautions = tuple(
        Note(
            says=tidy(one.says),
            state=one.state,
            lines=_lines(one.lines),
            said=all_said(tuple(dict.fromkeys(deciding_facts(one.finding)))[:MOST_SAID], numbers),
            source=sources.of(one.source),
            clause=tidy(one.source.place or ""),
        )
        for one in answer.cautions
    )
    return PackOutline(
        name=answer.pack.name,
        why=tidy(answer.pack.chosen_because),
        headline=tidy(answer.headline),
        overall=answer.overall,
        lines=lines,
        setting=setting,
        cautions=cautions,
        sources=tuple(
            (number, source_words(source), source_link(source)) for number, source in enumerate(sources.listed, 1)
        ),
    )


def _line(answer: LineAnswer, numbers: Numbers, sources: Sources) -> LineOutline:
    line = answer.line
    return LineOutline(
        id=line.id,
        title=_title(line),
        asked=asked_words(line),
        recommendation=answer.recommendation.value,
        answer=RECOMMENDATIONS[answer.recommendation],
        verdicts=_verdicts(answer),
        by_level=tuple(
            (one.place, label_of(one.finding)[0], RECOMMENDATIONS[one.recommendation]) for one in answer.by_level
        ),
        unknown="" if line.procedure else nearest_words(line.requested_as, line.nearest),
        rationale=tuple(map(tidy, answer.rationale)),
        questions=tuple(map(_question, answer.gaps)),
        is_approvable=bool(answer.approvable_if),
        proof=row_of(answer.finding, numbers, sources),
        coding=tuple(_coding(note, sources) for note in answer.coding),
        steps=tuple((tidy(step.says), _step_word(step, answer)) for step in answer.steps),
    )


def _step_word(step: Step, answer: LineAnswer) -> str:
    """The answer of a step as its criterion's row has it, where all levels have the same."""
    rows = (one.finding.walk() for one in answer.by_level)
    found = [next((finding for finding in row if finding.clause.id == step.criterion), None) for row in rows]
    words = {label_of(finding)[0] for finding in found if finding is not None}
    return words.pop() if len(words) == 1 else _STEPS.get(step.answer, tidy(step.answer))


def _verdicts(answer: LineAnswer) -> str:
    """`criteria met`; the verdict of each kind of criterion where it is not the indication alone that decides."""
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
        state="to be clarified" if note.effect == "clarify" else note.effect,
        lines=_lines(note.lines),
        said=(),
        source=sources.of(note.source),
        clause=tidy(note.source.place or ""),
    )


def _title(line: LineItem) -> str:
    """The submitter's words; where those are a bare code, the name of the procedure."""
    if line.requested_as == line.service and line.procedure:
        return line.procedure.replace("-", " ")
    return tidy(line.requested_as)


def asked_words(line: LineItem) -> str:
    """`cpt:63042, L4-L5, left, 2 units, stage 2`; what is not stated stays out."""
    parts = (
        line.service if line.service != _title(line) else None,
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
    return (line.procedure or "").replace("-", " ") != _title(line).lower().replace("-", " ")


def nearest_words(words: str, nearest: tuple[str, ...]) -> str:
    """Words nobody knows, with the nearest names."""
    names = ", ".join(name.replace("-", " ") for name in nearest)
    return tidy(f"No procedure known here is called '{words}'." + (f" Nearest: {names}." if names else ""))


def _question(gap: Gap) -> Question:
    return Question(id=gap.id, words=tidy(gap.question), documents=", ".join(gap.documents), level=gap.level)


def _setting(answer: SettingAnswer, numbers: Numbers, sources: Sources) -> SettingOutline:
    supported = answer.supported or "not known"
    says = (
        f"{answer.requested} asked, {supported} supported" if answer.requested else f"none asked, {supported} supported"
    )
    return SettingOutline(
        says=says if answer.requested or answer.supported else "none asked",
        recommendation=RECOMMENDATIONS[answer.recommendation] if answer.recommendation else "",
        questions=tuple(map(_question, answer.gaps)),
        proof=row_of(answer.finding, numbers, sources) if answer.finding else None,
    )


def _lines(lines: tuple[str, ...]) -> str:
    return f"line {', '.join(lines)}" if lines else ""
