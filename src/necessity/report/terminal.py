"""An assessment as plain text for a terminal: the answer first, then why, then the proof, then what is open.

Invariant: only words of the outline are printed, wrapped and indented; colour is added last and carries no meaning of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from necessity.assessment.assessment import Assessment
from necessity.report.audience import letter_for
from necessity.report.care import CARE
from necessity.report.changes_lines import changes_lines
from necessity.report.changes_shown import ChangesShown
from necessity.report.changes_words import CHANGES
from necessity.report.compare_parts import COMPARED, SIDE_BY_SIDE, side_by_side
from necessity.report.compare_terminal import compare_lines
from necessity.report.letter import letter_text
from necessity.report.line_parts import brief, coding_of, in_order_of_need
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.parts import (
    CLAUSES,
    ClaimGroup,
    Exceptional,
    LineOutline,
    Note,
    Other,
    Outline,
    PackOutline,
    Question,
    Sentence,
)
from necessity.report.phrases import (
    IN_OTHERS,
    NAMED_ONLY,
    NO_WINNER,
    ONLY_TOLD,
    PAPERS_BRIEF,
    UNTIL_DETERMINED,
    added_words,
    approvable_words,
    asked_again,
    claim_lines,
    claims_introduced,
    folded_words,
    headed,
    holders_words,
    other_words,
    shown_by_words,
    source_words_of,
)
from necessity.report.record_lines import care_lines, grid_lines
from necessity.report.related_parts import RELATED, RELATED_SAYS, related_in
from necessity.report.terminal_proof import ProofSheet
from necessity.report.words import DISCLAIMER, DISCLOSURE, STATUS


def render(
    assessment: Assessment,
    *,
    console_width: int = 100,
    show_chart: bool = True,
    colour: bool = False,
    audience: str = "reviewer",
) -> str:
    """The whole report as text that ends in a line break; `show_chart` False leaves out every word of the chart."""
    letter = letter_for(assessment, audience, show_chart=show_chart)
    if letter is not None:
        return letter_text(letter, console_width=console_width, colour=colour)
    numbers = Numbers(assessment.chart.facts)
    outline = outline_of(assessment, numbers, show_chart=show_chart)
    return "\n".join(_Report(console_width, colour).report(outline)).rstrip() + "\n"


class _Report(ProofSheet):
    """The report of a reviewer, section by section in the order of every face."""

    def report(self, outline: Outline) -> Iterator[str]:
        yield from self._top(outline)
        for number, pack in enumerate(outline.packs):
            yield from self._opinion(pack, outline, first=number == 0)
        yield from compare_lines(outline.compared, self)
        yield from self._record(outline)
        for pack in outline.packs:
            yield from self._remainder(pack, named=len(outline.packs) > 1)
        yield from self._end(outline)

    def _top(self, outline: Outline) -> Iterator[str]:
        if outline.emergency:
            yield self.painted(outline.emergency, "alarm")
            yield from self.said(outline.urgency_said, 2, outline.urgency_more)
            yield ""
        for notice in (*outline.notices, *outline.banners):
            yield from self.wrapped(notice, 0)
        if outline.notices or outline.banners:
            yield ""
        yield from self.wrapped(outline.private, 0)
        yield self.painted(outline.case, "strong") + f": {STATUS}, as of {outline.as_of}"
        yield ""
        if outline.compared:
            yield from self.heading(f"{SIDE_BY_SIDE} ({COMPARED.lower()} stands below)")
            for line in outline.compared:
                yield from self.wrapped(f"- {side_by_side(line)}", 3, hang=2)
            yield ""

    # -- one pack: the answer, why, and the proof ------------------------------------------------------------------------

    def _opinion(self, pack: PackOutline, outline: Outline, *, first: bool) -> Iterator[str]:
        self.told.clear()
        yield self.painted(self.rule(pack.name, "="), "faint")
        if pack.why:
            yield from (self.painted(line, "faint") for line in self.wrapped(pack.why, 0))
        for line in self.wrapped(pack.headline, 0):
            yield self.painted(line, "strong")
        yield ""
        yield from self._answers(pack)
        if first:
            yield from self._question(outline)
        for item in pack.lines:
            yield from self._line(item, pack)
        yield from self._setting(pack)
        yield from self._claims("The literature under the criteria", pack, pack.literature, pack.levels)
        yield from self._adjuncts(pack)
        for heading, others in _alternatives(pack):
            yield from self.heading(heading)
            yield from self._others(others)
        yield from self._related(pack)

    def _answers(self, pack: PackOutline) -> Iterator[str]:
        yield from self.heading("The answer")
        for line in in_order_of_need(pack.lines):
            name = f"{'+ ' if line.is_adjunct else ''}{line.title}" + (f" ({line.asked})" if line.asked else "")
            yield from self._answer(line.id, name, line.recommendation, line.answer, brief(line))
        setting = pack.setting
        why = setting.proof.says if setting.proof else ""
        yield from self._answer("S", f"setting: {setting.says}", setting.recommendation, setting.answer, why)
        yield ""

    def _answer(self, number: str, name: str, tone: str, answer: str, note: str) -> Iterator[str]:
        yield from self.wrapped(f"{number:<4}{name}", 3, hang=4)
        if answer:
            yield from self._verdict(answer, tone, f"({note})" if note else "", 7)

    def _verdict(self, answer: str, tone: str, note: str, indent: int) -> Iterator[str]:
        """The answer in capitals, painted, and a note in brackets after it."""
        first, *more = self.wrapped(f"{answer.upper()}   {note}".rstrip(), indent, hang=3)
        yield first.replace(answer.upper(), self.painted(answer.upper(), tone), 1)
        yield from more

    def _question(self, outline: Outline) -> Iterator[str]:
        yield from self.heading("The question")
        if outline.asked:
            yield from self.wrapped(outline.asked, 3)
        if outline.asked_in_words:
            yield from self.wrapped(f"As it was put: “{outline.asked_in_words}”", 3)
        rows = (*outline.about, *((("Urgency", outline.urgency),) if outline.urgency else ()))
        for label, value in rows:
            yield from self.wrapped(f"{label + ':':<12}{value}", 3, hang=12)
        if not outline.emergency:
            yield from self.said(outline.urgency_said, 15, outline.urgency_more)
        yield ""

    def _line(self, line: LineOutline, pack: PackOutline) -> Iterator[str]:
        yield self.painted(self.rule(f"{line.id}  {line.title}"), "strong")
        if line.asked:
            yield from self.wrapped(line.asked, 3)
        yield from self._verdict(line.answer, line.recommendation, f"({line.verdicts})", 3)
        if line.unknown:
            yield from self.wrapped(line.unknown, 3)
        if len(line.by_level) > 1:
            for place, word, answered in line.by_level:
                yield f"   {place:<14}{word:<15}{answered}"
        yield from self._sentences(line.rationale)
        if line.questions:
            ids = ", ".join(question.id for question in line.questions)
            yield from self.wrapped(f"{approvable_words(line)}: {ids} (see What is missing)", 3)
        yield ""
        yield from self._changes(line.changes)
        yield from self._exceptions(line.exceptions)
        yield from self.heading("Criteria")
        self.quoted.clear()
        yield from self.proof(line.proof, 0, pack, levels=len(line.by_level))
        yield ""

    def _changes(self, changes: ChangesShown | None) -> Iterator[str]:
        if changes is None:
            return
        yield from self.heading(CHANGES)
        for depth, words in changes_lines(changes):
            yield from self.wrapped(f"- {words}", 3 + 2 * depth, hang=2)
        yield ""

    def _sentences(self, sentences: Iterable[Sentence]) -> Iterator[str]:
        for sentence in sentences:
            tied = f" ({', '.join(sentence.criteria)})" if sentence.criteria else ""
            yield from self.wrapped(f"- {sentence.words}{tied}", 3, hang=2)

    def _exceptions(self, exceptions: Sequence[Exceptional]) -> Iterator[str]:
        if not exceptions:
            return
        yield from self.heading("Why an ordinary criterion does not apply here")
        for one in exceptions:
            where = f" ({one.levels})" if one.levels else ""
            number = f"{one.criterion} " if one.criterion else ""
            yield from self.wrapped(f"- {number}{one.says}{where}: {one.why}.", 3, hang=2)
            yield from self.said(one.said, 5)
        yield ""

    def _setting(self, pack: PackOutline) -> Iterator[str]:
        setting = pack.setting
        answer = f": {setting.answer}" if setting.answer else ""
        yield from self.heading(f"Setting: {setting.says}{answer}")
        yield from self._sentences(setting.rationale)
        if setting.proof:
            self.quoted.clear()
            yield from self.proof(setting.proof, 0, pack)
        yield ""
        yield from self._changes(setting.changes)

    def _claims(
        self,
        heading: str,
        pack: PackOutline,
        groups: Sequence[ClaimGroup],
        levels: str,
        folded: Sequence[ClaimGroup] = (),
    ) -> Iterator[str]:
        if not groups and not folded:
            return
        yield from self.heading(heading)
        yield from self.wrapped(claims_introduced(groups, levels), 3)
        shown = {number: pack.labels[number] for number in self.told.values() if number in pack.labels}
        for group in groups:
            yield self.cut(headed(group, shown), 3)
            for claim in group.claims:
                yield from self.wrapped(" ".join(claim_lines(claim)), 5, hang=2)
        if folded:
            yield from self.wrapped(f"{IN_OTHERS}. {NAMED_ONLY}", 3)
        for group in folded:
            yield from self.wrapped(f"- {group.heading}:", 3, hang=2)
            for claim in group.claims:
                yield from self.wrapped(folded_words(claim), 5, hang=2)
        yield ""

    def _adjuncts(self, pack: PackOutline) -> Iterator[str]:
        added = [line for line in pack.lines if line.is_adjunct]
        if not added:
            return
        yield from self.heading("Adjuncts: asked for only with another procedure")
        for line in added:
            yield from self.wrapped(f"- {line.id} {line.title}, {added_words(line)}: {line.answer}", 3, hang=2)
        yield ""

    def _related(self, pack: PackOutline) -> Iterator[str]:
        groups = tuple(related_in(pack))
        if not groups:
            return
        yield from self.heading(RELATED)
        yield from self.wrapped(RELATED_SAYS, 3)
        for heading, questions in groups:
            yield from self.wrapped(f"{heading}:", 3)
            for one in questions:
                yield from self.wrapped(f"- {one.question}", 5, hang=2)
                yield from self.wrapped(one.says, 7)
        yield ""

    def _others(self, others: Iterable[Other]) -> Iterator[str]:
        yield from self.wrapped(ONLY_TOLD, 3)
        before: tuple[Sentence, ...] = ()
        for one in others:
            yield from self.wrapped(f"- {other_words(one)}", 3, hang=2)
            for sentence in one.sentences if one.sentences != before else ():
                yield from self.wrapped(sentence.words, 5)
            if one.sentences and one.sentences == before:
                yield "     as above"
            before = one.sentences
        yield ""

    # -- the record, what is open, and the end ---------------------------------------------------------------------------

    def _record(self, outline: Outline) -> Iterator[str]:
        if outline.conflicts:
            yield from self.heading(f"Conflicts in the record: {NO_WINNER}")
            for kind, said in outline.conflicts:
                yield f"   {kind}"
                yield from self.said(said, 5)
            yield ""
        if outline.grid:
            yield from self.heading("Level, root and side")
            yield from grid_lines(outline.grid, self)
            yield ""
        if outline.care:
            yield from self.heading(CARE)
            yield from care_lines(outline.care, self, whole=False)
            yield ""

    def _remainder(self, pack: PackOutline, *, named: bool) -> Iterator[str]:
        if named:
            yield self.painted(self.rule(pack.name, "="), "faint")
        yield from self._missing(pack)
        yield from self._notes("Cautions (they change no answer)", pack.cautions)
        yield from self._notes("Coding (it changes no verdict)", coding_of(pack.lines))
        levels = "" if pack.literature else pack.levels  # told once
        yield from self._claims("Outcomes, risks and what follows", pack, pack.outcomes, levels, pack.elsewhere)
        for line in pack.lines:
            if line.steps:
                yield from self.heading(f"Decision steps, {line.id} {line.title}")
                for number, (says, step) in enumerate(line.steps, 1):
                    yield from self.wrapped(f"{number}. {says} {step}", 3, hang=3)
                yield ""
        if pack.references:
            yield from self.heading("References")
            if any(one.kind != CLAUSES for one in pack.references):
                yield from self.wrapped(PAPERS_BRIEF, 3)
            for one in pack.references:
                yield from self.wrapped(f"[{one.number}] {one.brief}.", 3, hang=4)
                if one.link and one.kind == CLAUSES:  # of a paper the identifier says it
                    yield f"       {one.link}"
            yield ""

    def _missing(self, pack: PackOutline) -> Iterator[str]:
        asked = [(approvable_words(line), f"{line.id} {line.title}", line.questions) for line in pack.lines]
        asked.append(("Open questions", "setting", pack.setting.questions))
        if not any(questions for _, _, questions in asked):
            return
        yield from self.heading("What is missing")
        told: dict[tuple[str, str], str] = {}
        for words, what, questions in asked:
            if questions:
                yield from self.wrapped(f"{what}. {words}:", 3)
                yield from self._questions(questions, told)
        if held := holders_words(one for _, _, questions in asked for one in questions):
            yield from self.wrapped(held, 3)
        yield ""

    def _questions(self, questions: Iterable[Question], told: dict[tuple[str, str], str]) -> Iterator[str]:
        """The questions; one that asks what was asked for another line or level points there."""
        for question in questions:
            level = f"{question.level}: " if question.level else ""
            first = told.setdefault((question.words, question.documents), question.id)
            if first != question.id:
                yield from self.wrapped(f"{question.id:<4}{level}{asked_again(question, first)}", 5, hang=4)
                continue
            yield from self.wrapped(f"{question.id:<4}{level}{question.words}", 5, hang=4)
            if shown := shown_by_words(question):
                yield from self.wrapped(shown, 9)

    def _notes(self, heading: str, notes: Iterable[Note]) -> Iterator[str]:
        notes = tuple(notes)
        if not notes:
            return
        yield from self.heading(heading)
        for note in notes:
            where = ", ".join(filter(None, (note.state, note.lines)))
            yield from self.wrapped(f"- {note.says} ({where}) {source_words_of(note)}", 3, hang=2)
            yield from self.said(note.said, 5)
        yield ""

    def _end(self, outline: Outline) -> Iterator[str]:
        if outline.unread or outline.unread_request:
            yield from self.heading("Not read, or not counted")
            for id, reason in outline.unread:
                yield from self.wrapped(f"- {id}: {reason}", 3, hang=2)
            for words in outline.unread_request:
                yield from self.wrapped(f"- {words}", 3, hang=2)
            yield ""
        if outline.documents:
            yield from self.heading("Documents that were read")
            named = (f"{id}, {kind}, {day}" for id, kind, day in outline.documents)
            yield from self.wrapped("; ".join(named), 3)
            yield ""
        yield self.painted(self.rule(STATUS.capitalize(), "="), "faint")
        yield from self.wrapped("; ".join(f"{label.lower()} {day}" for label, day in outline.dates).capitalize(), 0)
        for sentence in outline.unsigned:
            yield from self.wrapped(f"Not to be signed: {sentence}", 0)
        for sentence in (UNTIL_DETERMINED, DISCLOSURE, DISCLAIMER):
            yield from self.wrapped(sentence, 0)
        yield f"necessity {outline.engine}, input {outline.digest[:19] or 'unknown'}"


def _alternatives(pack: PackOutline) -> Iterator[tuple[str, tuple[Other, ...]]]:
    for line in pack.lines:
        if line.alternatives:
            yield f"Alternatives to {line.id} {line.title}", line.alternatives
    if pack.setting.alternatives:
        yield "Alternatives to the setting", pack.setting.alternatives
