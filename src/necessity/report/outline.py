"""What a report says, in order and in words, before any layout: text, page and Markdown stand on it.

Invariant: the faces can differ in form only, for none of them sees the assessment itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from necessity.assessment.assessment import Assessment, Caution, PackAssessment, Recommendation
from necessity.model.case import NOT_STATED, Case, LineItem
from necessity.model.document import Document
from necessity.report.care import care_of, care_outline, is_care_judged
from necessity.report.changes_parts import ChangesTeller
from necessity.report.compare_parts import comparison_of
from necessity.report.grid import grid_line, grid_of
from necessity.report.hidden import without_chart
from necessity.report.line_parts import (
    asked_words,
    line_outline,
    lines_words,
    nearest_words,
    setting_outline,
    title_of,
)
from necessity.report.literature import (
    Labels,
    References,
    by_kind,
    elsewhere_of,
    labels_by_criterion,
    levels_words,
    under_criteria,
)
from necessity.report.numbers import Numbers, Sources, is_folded, papers_of
from necessity.report.parts import LineOutline, Note, Outline, PackOutline, SettingOutline
from necessity.report.phrases import WITHOUT_CHART
from necessity.report.rows import (
    MOST_SAID,
    all_said,
    criterion_words,
    deciding_facts,
    first_said,
    numbers_by_criterion,
    numbers_of_all,
)
from necessity.report.words import (
    EMERGENCY,
    LATE,
    NOT_SIGNABLE,
    PATIENT_INFORMATION,
    URGENCIES,
    is_late,
    shortened,
    tidy,
)

_MOST_URGENT = 4
_LONGEST_QUESTION = 400  # of the words in which a case was asked


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
    notices = tuple(map(tidy, assessment.notices))
    urgent, more = first_said(urgency.facts, numbers, _MOST_URGENT)
    return Outline(
        case=tidy(case.id),
        as_of=assessment.as_of.isoformat(),
        engine=assessment.engine,
        digest=case.input_digest,
        about=tuple(_about(case, show_chart)),
        dates=tuple(_dates(assessment)),
        private=PATIENT_INFORMATION if show_chart else WITHOUT_CHART,
        asked=_asked(case),
        asked_in_words=shortened(case.question or "", _LONGEST_QUESTION) if show_chart else "",
        notices=notices,
        banners=tuple(_banners(assessment)),
        emergency=EMERGENCY if urgency.is_emergency else None,
        urgency=_urgency(assessment),
        urgency_said=urgent,
        urgency_more=more,
        packs=tuple(_pack(pack, numbers, notices) for pack in assessment.packs),
        conflicts=tuple(
            (conflict.kind.replace("_", " "), all_said(conflict.facts, numbers))
            for conflict in assessment.chart.conflicts
        ),
        grid=tuple(grid_line(row, numbers) for row in grid_of(assessment)),
        care=care_outline(care_of(assessment.chart), numbers) if is_care_judged(assessment) else None,
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
        compared=comparison_of(assessment, numbers),
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
    if request is not None:
        rows += [("Review", request.review), ("Diagnoses", ", ".join(request.diagnoses))]
    return [(label, tidy(value)) for label, value in rows if value]


def _dates(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """The days of the case; what is not stated stays out."""
    case = assessment.case
    service = case.request.service_date if case.request else None
    yield from (
        (label, day.isoformat())
        for label, day in (
            ("Received", case.received),
            ("Date of service", service),
            ("Judged as of", assessment.as_of),
        )
        if day
    )


def _asked(case: Case) -> str:
    """The question restated in one sentence, from the request alone."""
    request = case.request
    if request is None or request.is_empty:
        return ""
    retrospective = request.review == "retrospective"
    items = [_item(line) for line in request.line_items]
    items += [f"the {request.setting} setting"] if request.setting else []
    age = f"{case.member.age} years" if case.member.age is not None else None
    who = ", ".join(filter(None, ("this patient", age, case.member.sex)))
    if len(items) == 1:
        return tidy(f"{'Was' if retrospective else 'Is'} {items[0]} medically necessary for {who}?")
    verb = "Were" if retrospective else "Are"
    return tidy(f"{verb} these medically necessary for {who}: {'; '.join(items)}?")


def _item(line: LineItem) -> str:
    asked = asked_words(line)
    return f"{title_of(line)} ({asked})" if asked else title_of(line)


def _plan(case: Case) -> str:
    business = None if case.line_of_business == NOT_STATED else case.line_of_business
    return ", ".join(filter(None, (case.payer, business, case.state)))


def _urgency(assessment: Assessment) -> str:
    level = URGENCIES.get(assessment.urgency.level, assessment.urgency.level)
    return tidy(". ".join(filter(None, (level.capitalize(), assessment.urgency.says))))


def _pack(answer: PackAssessment, numbers: Numbers, notices: tuple[str, ...]) -> PackOutline:
    why = tidy(answer.pack.chosen_because)
    sources, labels = Sources(answer.sources), Labels()
    requested = [one.line for one in answer.line_items]
    lines = tuple(line_outline(one, numbers, sources, requested) for one in answer.line_items)
    approved = any(one.recommendation is Recommendation.APPROVE for one in answer.line_items)
    setting = setting_outline(answer.setting, numbers, sources, is_any_approved=approved or not answer.line_items)
    if answer.setting_by and answer.setting.requested:
        setting = replace(setting, says=f"{setting.says}, by {tidy(answer.setting_by.name)}")
    lines, setting = _with_changes(answer, lines, setting, numbers)
    cautions = tuple(_caution(one, numbers, sources) for one in answer.cautions)
    references = References(sources, papers_of(answer))  # the papers come after every document of a clause
    literature = under_criteria(answer.literature, _criteria(answer), references, labels)
    under = {one.claim.id for one in answer.literature}
    beside = [one for one in answer.outcomes if one.claim.id not in under]  # a claim is told once
    outcomes = by_kind([one for one in beside if not is_folded(one)], references, labels)
    elsewhere = elsewhere_of([one for one in beside if is_folded(one)], references, labels)
    return PackOutline(
        name=tidy(answer.pack.name),
        why="" if any(why in notice for notice in notices) else why,  # told once
        is_demonstration=not answer.pack.is_signable,
        headline=tidy(answer.headline),
        overall=answer.overall,
        lines=lines,
        setting=setting,
        literature=literature,
        outcomes=outcomes,
        elsewhere=elsewhere,
        labels=_labels(answer, lines, setting, labels),
        levels=levels_words((*answer.literature, *answer.outcomes)),
        cautions=cautions,
        references=tuple(references.listed()),
        further=tuple(references.further()),
    )


def _with_changes(
    answer: PackAssessment, lines: tuple[LineOutline, ...], setting: SettingOutline, numbers: Numbers
) -> tuple[tuple[LineOutline, ...], SettingOutline]:
    """The lines and the setting with what would change their answers."""
    proofs = {one.id: (one.proof, its.finding) for one, its in zip(lines, answer.line_items, strict=True)}
    if setting.proof and answer.setting.finding:
        proofs["S"] = (setting.proof, answer.setting.finding)
    rows = {id: numbers_of_all(proof, finding) for id, (proof, finding) in proofs.items()}
    teller = ChangesTeller(numbers=numbers, rows=rows)
    told = tuple(
        replace(shown, changes=teller.of_line(one)) for one, shown in zip(answer.line_items, lines, strict=True)
    )
    return told, replace(setting, changes=teller.of_setting(answer.setting))


def _caution(one: Caution, numbers: Numbers, sources: Sources) -> Note:
    return Note(
        says=tidy(one.says),
        state=one.state,
        lines=lines_words(one.lines),
        said=first_said(deciding_facts(one.finding), numbers, MOST_SAID)[0],
        source=sources.of(one.source),
        clause=tidy(one.source.place or ""),
    )


def _criteria(answer: PackAssessment) -> dict[str, str]:
    """The sentence of every criterion of the answer, by id; the first one counts."""
    found: dict[str, str] = {}
    findings = [one.finding for one in answer.line_items]
    findings += [answer.setting.finding] if answer.setting.finding else []
    for finding in (below for one in findings for below in one.walk()):
        found.setdefault(finding.clause.id, criterion_words(finding))
    return found


def _labels(
    answer: PackAssessment, lines: tuple[LineOutline, ...], setting: SettingOutline, labels: Labels
) -> dict[str, tuple[str, ...]]:
    """The labels of the claims under a criterion, by the number of the row that is shown for it."""
    by_criterion = labels_by_criterion(answer.literature, labels)
    found: dict[str, tuple[str, ...]] = {}
    for row in [one.proof for one in lines] + ([setting.proof] if setting.proof else []):
        for id, number in numbers_by_criterion(row).items():
            if id in by_criterion:
                found[number] = tuple(dict.fromkeys((*found.get(number, ()), *by_criterion[id])))
    return found
