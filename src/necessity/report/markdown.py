"""An assessment as CommonMark: the same parts in the same order as the text and the page, for a ticket or a letter.

Invariant: no word that comes from a chart, a request or a pack can become markup, a link or code; every mark is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from necessity.assessment.assessment import Assessment
from necessity.report.audience import letter_for
from necessity.report.care import CARE, NO_DAY, CareOutline
from necessity.report.changes_lines import changes_lines
from necessity.report.changes_shown import ChangesShown
from necessity.report.changes_words import CHANGES
from necessity.report.compare_markdown import compare_lines
from necessity.report.compare_parts import SIDE_BY_SIDE, side_by_side
from necessity.report.escape import escaped as escaped
from necessity.report.letter import Letter
from necessity.report.line_parts import brief, coding_of, in_order_of_need
from necessity.report.numbers import Numbers
from necessity.report.outline import outline_of
from necessity.report.parts import (
    CLAUSES,
    ClaimGroup,
    LineOutline,
    Note,
    Other,
    Outline,
    PackOutline,
    Question,
    Reference,
    Sentence,
    SettingOutline,
)
from necessity.report.phrases import (
    GRID,
    IN_OTHERS,
    NAMED_ONLY,
    NO_WINNER,
    ONLY_TOLD,
    PAPERS_READ,
    UNTIL_DETERMINED,
    added_words,
    approvable_words,
    asked_again,
    cell_words,
    claim_lines,
    claims_introduced,
    folded_words,
    holders_words,
    said_words,
    shown_by_words,
    source_words_of,
)
from necessity.report.record_lines import care_table, without_bars
from necessity.report.related_parts import RELATED, RELATED_SAYS, related_in
from necessity.report.rows import Row, Said
from necessity.report.words import DISCLAIMER, DISCLOSURE, STATUS


def markdown(assessment: Assessment, *, show_chart: bool = True, audience: str = "reviewer") -> str:
    """The report as CommonMark that ends in a line break; `show_chart` False leaves out every word of the chart."""
    letter = letter_for(assessment, audience, show_chart=show_chart)
    if letter is not None:
        return "\n".join(_letter(letter)).rstrip() + "\n"
    outline = outline_of(assessment, Numbers(assessment.chart.facts), show_chart=show_chart)
    return "\n".join(_report(outline)).rstrip() + "\n"


def _letter(letter: Letter) -> Iterator[str]:
    heads = {"alarm": "> **{}**", "title": "# {}", "note": "*{}*", "heading": "## {}", "text": "{}"}
    for block in letter.blocks:
        if block.kind == "list":
            for item in block.items:
                yield f"- {escaped(item.words)}"
                yield from (f"  - {escaped(words)}" for words in item.under)
        elif block.words:
            yield heads[block.kind].format(escaped(block.words))
        yield ""


def _report(outline: Outline) -> Iterator[str]:
    if outline.emergency:
        yield f"> **{escaped(outline.emergency)}**"
        yield ">"
        yield from (f"> - {_quoted(piece)}" for piece in outline.urgency_said)
        yield ""
    yield from _paragraph(f"*{outline.private}*")
    for words in (*outline.notices, *outline.banners):
        yield from _paragraph(f"**{escaped(words)}**")
    yield from _paragraph(f"# {escaped(outline.case)}: {STATUS}, as of {outline.as_of}")
    yield from _section(SIDE_BY_SIDE, (f"- {escaped(side_by_side(line))}" for line in outline.compared))
    for number, pack in enumerate(outline.packs):
        yield from _opinion(pack, outline, first=number == 0)
    yield from compare_lines(outline.compared)
    yield from _record(outline)
    for pack in outline.packs:
        if len(outline.packs) > 1:
            yield from _paragraph(f"## {escaped(pack.name)}")
        yield from _remainder(pack)
    yield from _end(outline)


def _opinion(pack: PackOutline, outline: Outline, *, first: bool) -> Iterator[str]:
    yield from _paragraph(f"## {escaped(pack.headline)}")
    yield from _paragraph(f"*{escaped(': '.join(filter(None, (pack.name, pack.why))))}*")
    yield from _section("The answer", _answers(pack))
    if first:
        yield from _section("The question", _question(outline))
    for line in pack.lines:
        yield from _line(line, pack)
    yield from _setting(pack.setting, pack)
    yield from _claims("The literature under the criteria", pack.literature, pack.levels)
    yield from _section("Adjuncts: asked for only with another procedure", _adjuncts(pack))
    for line in pack.lines:
        yield from _others(f"Alternatives to {line.id} {line.title}", line.alternatives)
    yield from _others("Alternatives to the setting", pack.setting.alternatives)
    yield from _related(pack)


def _answers(pack: PackOutline) -> Iterator[str]:
    for line in in_order_of_need(pack.lines):
        asked = f" ({escaped(line.asked)})" if line.asked else ""
        added = "added: " if line.is_adjunct else ""
        yield f"- {added}{escaped(f'{line.id} {line.title}')}{asked}: **{line.answer}**; {escaped(brief(line))}"
    answer = f": **{pack.setting.answer}**" if pack.setting.answer else ""
    why = f" ({escaped(pack.setting.proof.says)})" if pack.setting.proof else ""
    yield f"- setting: {escaped(pack.setting.says)}{answer}{why}"


def _question(outline: Outline) -> Iterator[str]:
    yield from _paragraph(escaped(outline.asked))
    if outline.asked_in_words:
        yield from _paragraph(f"As it was put: “{escaped(outline.asked_in_words)}”")
    rows = (*outline.about, *((("Urgency", outline.urgency),) if outline.urgency else ()))
    yield from (f"- {label}: {escaped(value)}" for label, value in rows)
    if not outline.emergency:
        yield from (f"  - {_quoted(piece)}" for piece in outline.urgency_said)


def _line(line: LineOutline, pack: PackOutline) -> Iterator[str]:
    yield from _paragraph(f"## {escaped(f'{line.id} {line.title}')}: {line.answer}")
    yield from _paragraph(escaped("; ".join(filter(None, (line.asked, line.verdicts)))))
    if line.unknown:
        yield from _paragraph(escaped(line.unknown))
    if len(line.by_level) > 1:
        yield from (f"- {escaped(place)}: {word}, {answered}" for place, word, answered in line.by_level)
        yield ""
    yield from _section("Why", _sentences(line.rationale))
    exceptional = [
        (
            f"- {one.criterion} {escaped(one.says)}{f' ({one.levels})' if one.levels else ''}: {escaped(one.why)}.",
            one.said,
        )
        for one in line.exceptions
    ]
    told = (part for words, said in exceptional for part in (words, *(f"  - {_quoted(piece)}" for piece in said)))
    yield from _section(CHANGES, _changes(line.changes))
    yield from _section("Why an ordinary criterion does not apply here", told)
    yield from _section("Criteria", _proof(line.proof, 0, pack, len(line.by_level)))


def _changes(changes: ChangesShown | None) -> Iterator[str]:
    for depth, words in changes_lines(changes) if changes else ():
        yield f"{'  ' * depth}- {escaped(words)}"


def _setting(setting: SettingOutline, pack: PackOutline) -> Iterator[str]:
    answer = f": {setting.answer}" if setting.answer else ""
    yield from _paragraph(f"## Setting: {escaped(setting.says)}{answer}")
    yield from _sentences(setting.rationale)
    yield ""
    if setting.proof:
        yield from _section("Criteria of the setting", _proof(setting.proof, 0, pack, 1))
    yield from _section(CHANGES, _changes(setting.changes))


def _proof(row: Row, depth: int, pack: PackOutline, levels: int) -> Iterator[str]:
    pad = "  " * depth
    level = f"{row.level}, " if row.level and levels > 1 else ""
    role = f"{row.role}: " if row.role else ""
    papers = f" literature: {', '.join(pack.labels[row.number])}" if row.number in pack.labels else ""
    says = escaped(f"{row.number} {level}{role}{row.says}: {row.why} {source_words_of(row)}".rstrip())
    yield f"{pad}- **{row.word.upper()}** {says}{papers}"
    if row.folded or not row.children:
        yield from (f"{pad}  - {_quoted(piece)}" for piece in row.said)
        if row.more:
            yield f"{pad}  - and {row.more} more"
    if row.detail and row.verdict != "met":
        yield f"{pad}  - {escaped(row.detail)}"
    if not row.folded:
        for child in row.children:
            yield from _proof(child, depth + 1, pack, levels)
        if row.aside:
            yield f"{pad}  - left aside: {escaped('; '.join(row.aside))}"


def _claims(
    heading: str, groups: Sequence[ClaimGroup], levels: str, folded: Sequence[ClaimGroup] = ()
) -> Iterator[str]:
    if groups or folded:
        yield from _paragraph(f"### {heading}")
        yield from _paragraph(f"*{escaped(claims_introduced(groups, levels))}*")
    for group in groups:
        yield from _paragraph(f"**{escaped(group.heading)}**")
        for claim in group.claims:
            first, *rest = claim_lines(claim)
            yield f"- {escaped(first)}"
            yield from (f"  - {escaped(line)}" for line in rest)
        yield ""
    if folded:
        yield from _paragraph(f"**{IN_OTHERS}.** {NAMED_ONLY}")
    for group in folded:
        yield f"- {escaped(group.heading)}"
        yield from (f"  - {escaped(folded_words(claim))}" for claim in group.claims)
    yield ""


def _adjuncts(pack: PackOutline) -> Iterator[str]:
    for line in pack.lines:
        if line.is_adjunct:
            yield f"- {escaped(f'{line.id} {line.title}, {added_words(line)}')}: {line.answer}"


def _others(heading: str, others: Iterable[Other]) -> Iterator[str]:
    others = tuple(others)
    if not others:
        return
    yield from _paragraph(f"### {escaped(heading)}")
    yield from _paragraph(f"*{ONLY_TOLD}*")
    for one in others:
        yield f"- {escaped(one.says)}" + (f": **{one.answer}**" if one.answer else "")
        yield from (f"  - {escaped(sentence.words)}" for sentence in one.sentences)
    yield ""


def _related(pack: PackOutline) -> Iterator[str]:
    groups = tuple(related_in(pack))
    if groups:
        yield from _paragraph(f"### {RELATED}")
        yield from _paragraph(f"*{RELATED_SAYS}*")
    for heading, questions in groups:
        yield from _paragraph(f"**{escaped(heading)}**")
        for one in questions:
            yield f"- **{escaped(one.question)}** {escaped(one.says)}"
        yield ""


def _record(outline: Outline) -> Iterator[str]:
    if outline.conflicts:
        told = (
            part
            for kind, said in outline.conflicts
            for part in (f"- {escaped(kind)}", *(f"  - {_quoted(piece)}" for piece in said))
        )
        yield from _section(f"Conflicts in the record: {NO_WINNER}", told)
    if outline.grid:
        yield from _paragraph("### Level, root and side")
        yield from _paragraph(escaped(GRID))
        for line in outline.grid:
            roots = f" (roots {line.roots})" if line.roots else ""
            requested = f", requested: {line.requested}" if line.requested else ""
            yield f"- {escaped(f'{line.place}{roots}{requested}')}"
            for column, facts in line.cells:
                named = cell_words(facts)
                yield f"  - {escaped(f'{column}: {named}')}"
        yield ""
    if outline.care:
        yield from _section(CARE, _care(outline.care))


def _care(care: CareOutline) -> Iterator[str]:
    """The dated courses as a table, what they come to, and what stands in no bar."""
    if care.rows:
        head, *rows = care_table(care)
        yield f"| {' | '.join(head)} |"
        yield f"|{'---|' * len(head)}"
        yield from (f"| {' | '.join(map(escaped, row))} |" for row in rows)
        yield ""
        yield from (f"- {escaped(f'{label}: {words}')}" for label, words in care.sums)
    else:
        yield f"- {NO_DAY}."
    yield from (f"- {escaped(f'{label}: {words}')}" for label, words in without_bars(care))


def _remainder(pack: PackOutline) -> Iterator[str]:
    yield from _section("What is missing", _missing(pack))
    yield from _section("Cautions (they change no answer)", _notes(pack.cautions))
    yield from _section("Coding (it changes no verdict)", _notes(coding_of(pack.lines)))
    levels = "" if pack.literature else pack.levels  # told once
    yield from _claims("Outcomes, risks and what follows", pack.outcomes, levels, pack.elsewhere)
    for line in pack.lines:
        steps = (f"{number}. {escaped(says)} **{step}**" for number, (says, step) in enumerate(line.steps, 1))
        yield from _section(f"Decision steps, {line.id} {line.title}", steps)
    yield from _section("References", (_reference(one) for one in pack.references))
    if any(one.kind != CLAUSES for one in pack.references):
        yield from _paragraph(PAPERS_READ)


def _missing(pack: PackOutline) -> Iterator[str]:
    asked = [(f"{line.id} {line.title}. {approvable_words(line)}:", line.questions) for line in pack.lines]
    told: dict[tuple[str, str], str] = {}
    for words, questions in (*asked, ("setting. Open questions:", pack.setting.questions)):
        if questions:
            yield f"- {escaped(words)}"
            for question in questions:
                first = told.setdefault((question.words, question.documents), question.id)
                yield f"  - {_asked(question, first)}"
                shown = shown_by_words(question) if first == question.id else ""
                if shown:
                    yield f"    - {escaped(shown)}"
    every = [one for line in pack.lines for one in line.questions]
    if held := holders_words((*every, *pack.setting.questions)):
        yield f"- {escaped(held)}"


def _asked(question: Question, first: str) -> str:
    level = f"{question.level}: " if question.level else ""
    words = question.words if first == question.id else asked_again(question, first)
    return escaped(f"{question.id} {level}{words}")


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    for note in notes:
        where = ", ".join(filter(None, (note.state, note.lines)))
        yield f"- {escaped(f'{note.says} ({where}) {source_words_of(note)}')}"
        yield from (f"  - {_quoted(piece)}" for piece in note.said)


def _reference(one: Reference) -> str:
    details = f" {escaped(one.details)}." if one.details else ""
    link = f" <{one.link}>" if one.link else ""
    return f"- \\[{one.number}\\] {escaped(one.words)}.{details}{link}"


def _end(outline: Outline) -> Iterator[str]:
    unread = [f"- {escaped(f'{id}: {reason}')}" for id, reason in outline.unread]
    yield from _section("Not read, or not counted", (*unread, *(f"- {escaped(one)}" for one in outline.unread_request)))
    read = (f"- {escaped(f'{id}, {kind}, {day}')}" for id, kind, day in outline.documents)
    yield from _section("Documents that were read", read)
    dates = "; ".join(f"{label.lower()} {day}" for label, day in outline.dates)
    yield from _paragraph(f"## {STATUS.capitalize()}")
    for words in (dates.capitalize(), *(f"Not to be signed: {one}" for one in outline.unsigned)):
        yield from _paragraph(escaped(words))
    for words in (UNTIL_DETERMINED, DISCLOSURE, DISCLAIMER):
        yield from _paragraph(escaped(words))
    yield escaped(f"necessity {outline.engine}, input {outline.digest[:19] or 'unknown'}")


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with its lines; nothing at all where there are none."""
    found = list(lines)
    if found:
        yield from _paragraph(f"### {escaped(heading)}")
        yield from found
        yield ""


def _paragraph(words: str) -> Iterator[str]:
    if words:
        yield words
        yield ""


def _sentences(sentences: Iterable[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        tied = f" ({', '.join(sentence.criteria)})" if sentence.criteria else ""
        yield f"- {escaped(sentence.words)}{tied}"


def _quoted(piece: Said) -> str:
    return escaped(said_words(piece))
