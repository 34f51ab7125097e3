"""The page for the operating surgeon: what the record does not show, line by line, and which document normally shows it.

Invariant: it asks what the record shows about a subject, in the words of the vocabulary; it never says what would be enough,
so that nothing on it coaches a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necessity.assessment.assessment import Assessment, CodingNote, LineAnswer
from necessity.assessment.finding import Finding, Reason
from necessity.assessment.gap import Gap
from necessity.model.fact import Fact
from necessity.report.changes_letter import shortest_way_blocks
from necessity.report.hidden import without_chart
from necessity.report.letter import Block, Item, Letter, listed
from necessity.report.line_parts import question_of, title_of
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.parts import LineOutline, Outline, PackOutline, SettingOutline
from necessity.report.related_parts import RELATED, RELATED_SAYS, related_in
from necessity.report.rows import Row, Said, all_said, criterion_words
from necessity.report.words import DISCLAIMER, DISCLOSURE, STATUS, tidy
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import vocabulary

_NO_COACHING = (
    "This page asks what the record shows. It does not say what to write: send what is on record, and put into the record only "
    "what was found, with its date and its author."
)
_MOST_SUBJECTS = 5
_CHECK = {
    "conflict": "Check: do the codes on the request describe one and the same step of the operation twice?",
    "missing_parent": "Check: is the procedure that this code is added to on the request, under its own code?",
    "mismatch": "Check: do the code, the procedure in words and the level on the request agree?",
    "bundled": "Check: is this step part of another code on the request?",
}
_WHY = {
    Reason.CONFLICTING: "The record says two things about it. Which holds, and as of which day?",
    Reason.IMPRECISE: "The record speaks of it, but leaves open when, where or how much.",
    Reason.UNREADABLE: "A document that might show it could not be read. Can it be sent as text?",
    Reason.OTHER_PATIENT: "A page that might show it names another patient and was set aside.",
    Reason.FOR_A_PERSON: "A reviewer will look at this in person.",
    Reason.NOT_ADDRESSED: "The criteria say nothing on this.",
}


def surgeon_letter(assessment: Assessment, *, show_chart: bool = True) -> Letter:
    """The letter to the surgeon; `show_chart` False leaves out every word of the chart."""
    numbers = Numbers(assessment.chart.facts)
    outline = outline_of(assessment, numbers, show_chart=show_chart)
    letter = Letter(
        name=f"{outline.case}: what the record does not show",
        audience="surgeon",
        blocks=tuple(_blocks(assessment, outline, numbers)),
    )
    hidden: Letter = without_chart(letter, assessment.chart.documents or assessment.case.documents)
    return letter if show_chart else hidden


def _blocks(assessment: Assessment, outline: Outline, numbers: Numbers) -> Iterator[Block]:
    if outline.emergency:
        yield Block(kind="alarm", words=outline.emergency)
        yield listed(*map(_said, outline.urgency_said))
    yield Block(kind="title", words=f"{outline.case}: what the record shows and what it does not")
    yield Block(kind="note", words=outline.private)
    for words in (*outline.notices, *outline.banners):
        yield Block(kind="note", words=words)
    yield Block(kind="text", words=outline.asked)
    yield Block(kind="text", words=_NO_COACHING)
    told: set[str] = set()  # the kinds of fact that were explained already
    for answer, pack in zip(assessment.packs, outline.packs, strict=True):
        if len(outline.packs) > 1:
            yield Block(kind="heading", words=f"Under {pack.name}")
        for line, shown in zip(answer.line_items, pack.lines, strict=True):
            yield from _line(line, shown, numbers, told)
        yield from _setting(answer.setting.gaps, pack.setting, numbers, told)
        yield from _related(pack)
        notes = dict.fromkeys(note for line in answer.line_items for note in line.coding)
        if notes:
            yield Block(kind="heading", words="Codes: what to check")
            yield listed(*(_coding(note, answer.line_items) for note in notes))
    yield from _record(outline)
    yield Block(kind="heading", words="Status")
    dates = "; ".join(f"{label.lower()} {day}" for label, day in outline.dates)
    yield Block(kind="text", words=f"{STATUS.capitalize()}; {dates}. {DISCLOSURE} {DISCLAIMER}")


def _line(answer: LineAnswer, shown: LineOutline, numbers: Numbers, told: set[str]) -> Iterator[Block]:
    asked = f" ({shown.asked})" if shown.asked else ""
    yield Block(kind="heading", words=f"{shown.id} {shown.title}{asked}: {shown.answer}")
    if shown.unknown:
        yield Block(kind="text", words=shown.unknown)
    yield from shortest_way_blocks(answer)
    for gap in answer.gaps:
        yield listed(_asked(gap, numbers, told))
    failed = [row for row in shown.proof.children if row.tone == "not_met"]
    if failed:
        yield Block(kind="text", words="Not met, as the record stands; a physician will look at it:")
        yield listed(*map(_failed, failed))
    if not answer.gaps and not failed and shown.recommendation == "approve":
        yield Block(kind="text", words="Nothing is missing under these criteria.")
    met = [row for row in shown.proof.children if row.verdict == "met" and row.said]
    if met:
        yield Block(kind="text", words="On record already:")
        yield listed(*(Item(words=row.says, under=tuple(map(_said, row.said[:1]))) for row in met))


_ASKED = re.compile(r"; asked: .*?(?= \(“|\.$)")  # the test behind a sentence


def _setting(gaps: Sequence[Gap], shown: SettingOutline, numbers: Numbers, told: set[str]) -> Iterator[Block]:
    """The setting with its reason; what would be enough is left out of the reason."""
    if shown.answer:
        yield Block(kind="heading", words=f"Setting: {shown.says}: {shown.answer}")
        for sentence in shown.rationale:
            words, cut, _ = sentence.words.partition("; what would settle it")
            yield Block(kind="text", words=_ASKED.sub("", f"{words}." if cut else words))
        yield listed(*(_asked(gap, numbers, told) for gap in gaps))


def _coding(note: CodingNote, lines: Sequence[LineAnswer]) -> Item:
    """A code rule that spoke: on which lines and codes, what to check, and where the rule is from."""
    named = [one.line for one in lines if one.line.id in note.lines]
    on = ", ".join(f"line {line.id} ({line.service or title_of(line)})" for line in named)
    effect = "The line stays open until this is clear." if note.effect == "clarify" else "It changes no answer."
    under = (_CHECK.get(note.fault, _CHECK["mismatch"]), effect, f"From: {note.source.document or note.source.ref}.")
    return Item(words=tidy(f"{note.says}{f' On {on}.' if on else ''}"), under=under)


def _asked(gap: Gap, numbers: Numbers, told: set[str]) -> Item:
    """A gap as a question about its subjects, each with its definition where it was not `told` yet; and who has the documents."""
    ordinary, instead = _subjects(gap.finding)
    subjects = (*ordinary, *instead)
    level = f" at {gap.level}" if gap.level else ""
    named = _named(ordinary or instead)
    question = question_of(gap)
    beside = f", or of what may stand in its place: {_named(instead)}" if ordinary and instead else ""
    words = f"{gap.id}: What does the record show about {named}{level}{beside}?"
    if not named:
        words = f"{gap.id}: What does the record show on this criterion{level}: {criterion_words(gap.finding)}?"
    under = [_WHY[gap.finding.reason]] if gap.finding.reason in _WHY else []
    if gap.finding.reason in (Reason.CONFLICTING, Reason.IMPRECISE):
        under += [_said(one) for one in all_said(_open_facts(gap.finding), numbers)[:_MOST_SUBJECTS]]
    under += [_definition(kind) for kind in subjects if kind.name not in told]
    told.update(kind.name for kind in subjects)
    if question.documents:
        held = f"; held by: {question.held_by}" if question.held_by else ""
        under.append(f"Normally shown by: {question.documents}{held}.")
    return Item(words=words, under=tuple(under))


def _named(kinds: Sequence[Kind]) -> str:
    return "; ".join(kind.name.replace("_", " ") for kind in kinds)


def _subjects(finding: Finding) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """The kinds of fact that the open parts ask for: those of the ordinary criterion, and those of its exceptions only."""
    known = vocabulary().kinds
    found: dict[bool, dict[str, None]] = {False: {}, True: {}}

    def walk(one: Finding, excepted: bool) -> None:
        excepted = excepted or one.role not in ("body", "base")
        if one.is_open and not one.children:
            found[excepted].update(dict.fromkeys(kind for kind in one.kinds if kind in known))
        for child in one.children:
            walk(child, excepted)

    walk(finding._replace(role="body"), False)
    asked = [name for name in found[False] if known[name].area != "request"]
    instead = [name for name in found[True] if known[name].area != "request" and name not in asked]
    asked, instead = asked[:_MOST_SUBJECTS], instead[: max(0, _MOST_SUBJECTS - len(asked))]
    return tuple(known[name] for name in asked), tuple(known[name] for name in instead)


def _open_facts(finding: Finding) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for one in finding.walk() if one.is_open for fact in one.facts))


def _definition(kind: Kind) -> str:
    """`conservative care: One continuous course ... An entry tells: its dates, length, modality.`"""
    fields = [name.replace("_", " ") for name in kind.fields]
    places = [word for word, there in (("level", kind.has_level), ("side", kind.has_side)) if there]
    tells = ", ".join(("its date", *places, *fields))
    return f"{kind.name.replace('_', ' ')}: {kind.definition.rstrip('.').replace('_', ' ')}. An entry tells: {tells}."


def _failed(row: Row) -> Item:
    return Item(words=f"{row.number} {row.says}: {row.why}", under=tuple(map(_said, row.said)))


def _related(pack: PackOutline) -> Iterator[Block]:
    """The near variants by their answers alone; what would have to be added to the request is not told here."""
    asked = [one for _, questions in related_in(pack) for one in questions if one.kind != "with"]
    if asked:
        yield Block(kind="heading", words=RELATED)
        yield Block(kind="text", words=RELATED_SAYS)
        yield listed(*(f"{one.question} {one.answer.capitalize()}." for one in asked))


def _record(outline: Outline) -> Iterator[Block]:
    if outline.conflicts:
        yield Block(kind="heading", words="The record says two things. Which holds, and as of which day?")
        yield listed(*(Item(words=kind, under=tuple(map(_said, said))) for kind, said in outline.conflicts))
    if outline.unread or outline.unread_request:
        yield Block(kind="heading", words="Not read, or not counted")
        yield listed(*(f"{id}: {reason}" for id, reason in outline.unread), *outline.unread_request)


def _said(piece: Said) -> str:
    return f"{piece.lead}“{piece.words}” ({piece.place})" if piece.words else f"{piece.fact} ({piece.place})"
