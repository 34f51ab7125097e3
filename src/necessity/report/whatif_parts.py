"""A what-if in words, before any layout: rows of a heading or a sentence, each at its depth.

Invariant: what is supposed is never told as part of the record; every moved criterion is told with its clause and with the words
that moved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from necessity.assessment.assessment import Caution, Recommendation
from necessity.assessment.finding import Finding
from necessity.assessment.gap import Gap
from necessity.assessment.supposed import (
    STATEMENT,
    Answered,
    Deciding,
    MovedCriterion,
    MovedLine,
    PackMoved,
    Stated,
    Stayed,
    Understood,
    WhatIf,
)
from necessity.model.case import LineItem
from necessity.model.document import Attestation, Quote
from necessity.model.fact import Fact
from necessity.report.line_parts import asked_words, title_of
from necessity.report.rows import criterion_words, deciding_facts
from necessity.report.words import (
    ASSERTED,
    BASES,
    RECOMMENDATIONS,
    evidence_place,
    fact_dates,
    fact_words,
    in_context,
    label_of,
    reason_words,
    shortened,
    tidy,
)
from necessity.vocabulary.telling import pieces_beside

SUPPOSED = "What is supposed"
ANSWERS = "Questions about the answer as it stands"
IF_DOCUMENTED = "What follows is the answer if documents showed what is supposed."
IF_SO = "What follows is the answer if this were so."
NOT_STORED = "Nothing of it is in the record, and nothing is stored."
NOTHING_MOVED = "No answer changes."
_FAVOUR = (Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER)
_NOT_ASKED = "not asked for"
_MOST_SAID = 2  # pieces of the record told beside one criterion
_MOST_OLD = 3  # facts told that a statement stands in place of
_MOST_READERS = 3
_QUESTION = 220  # characters of a question
_GLANCE = 110  # characters of a criterion that is only named


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: a heading (`rank` 1 or 2; 0 for none) or a sentence at a `depth`, with its tone."""

    words: str
    depth: int = 0
    rank: int = 0
    tone: str = ""


def rows_of(found: WhatIf) -> Iterator[Row]:
    """The whole what-if, in the order in which it is read."""
    if found.statements:
        yield Row(words=SUPPOSED, rank=1)
        for one in found.statements:
            yield from _understood(one)
        is_told = any(one.stated for one in found.statements)
        yield Row(words=f"{IF_DOCUMENTED if is_told else IF_SO} {NOT_STORED}")
    for pack in found.packs:
        yield from _pack(pack, {one.number: one for one in found.statements})
    if found.answered:
        yield Row(words=ANSWERS, rank=1)
    for answer in found.answered:
        yield from _answered(answer)


# -- what is supposed --------------------------------------------------------------------------------------------------


def _understood(one: Understood) -> Iterator[Row]:
    yield Row(words=f"{one.number} “{tidy(one.words)}”", rank=2)
    for stated in one.stated:
        yield from _stated(stated)
    for words in one.otherwise:
        yield Row(words=f"request: {tidy(words)}", depth=1)
    for document in one.documents:
        day = f", {document.authored}" if document.authored else ""
        yield Row(words=f"left out: {tidy(document.name or document.id)}{day}, with all that it says", depth=1)
    elsewhere = [fact for fact in one.taken_out if not _stands_in(fact, {document.id for document in one.documents})]
    yield from _set_aside("left out", elsewhere)
    for note in one.notes:
        yield Row(words=tidy(note), depth=1, tone="unknown")


def _stated(stated: Stated) -> Iterator[Row]:
    fact = stated.fact
    aside = "" if stated.counts else " (so it changes nothing)"
    said = " … ".join(tidy(quote.words) for quote in fact.quotes)
    yield Row(words=f"read in “{said}”: {fact_words(fact)}, {fact_dates(fact)}{aside}", depth=1)
    yield from _set_aside("in place of", stated.in_place_of)
    if stated.taken:
        yield Row(words=f"taken over: {tidy('; '.join(stated.taken))}", depth=2)


def _set_aside(lead: str, facts: Sequence[Fact]) -> Iterator[Row]:
    told = list(dict.fromkeys(filter(None, map(quoted, facts))))
    for words in told[:_MOST_OLD]:
        yield Row(words=f"{lead}: {words}", depth=2)
    if len(told) > _MOST_OLD:
        yield Row(words=f"{lead}: and {len(told) - _MOST_OLD} more", depth=2)


def _stands_in(fact: Fact, documents: set[str]) -> bool:
    return any(quote.document in documents for quote in fact.quotes)


def quoted(fact: Fact) -> str:
    """`ruled out: “no slip” (ct, 2026-01-09)`: the first words behind a fact; the fact in words where there are none."""
    for piece in fact.evidence:
        if isinstance(piece, Quote):
            said = in_context(piece, fact.cue, pieces_beside(fact, piece))
            return f"{ASSERTED[fact.assertion]}“{said}” ({evidence_place(piece)})"
        if isinstance(piece, Attestation) and piece.words:
            return f"{ASSERTED[fact.assertion]}“{shortened(piece.words)}” ({evidence_place(piece)})"
    return f"{fact_words(fact)} ({evidence_place(fact.evidence[0]) if fact.evidence else 'no evidence given'})"


# -- one pack ----------------------------------------------------------------------------------------------------------


def _pack(pack: PackMoved, statements: dict[int, Understood]) -> Iterator[Row]:
    yield Row(words=pack.pack.name, rank=1)
    yield Row(words=_in_short(pack), tone="strong")
    told = {id(line): list(_line(line)) for line in pack.lines}
    for line in pack.lines:
        if told[id(line)]:
            asked = f" ({asked_words(line.line)})" if line.line and asked_words(line.line) else ""
            yield Row(words=f"{_named(line.line)}{asked}", rank=2)
            yield _answer_row(line)
            yield from told[id(line)]
    still = [f"{_named(line.line)} ({_answer(line.after)})" for line in pack.lines if not told[id(line)]]
    if still and len(still) < len(pack.lines):
        yield Row(words=f"Nothing changes for: {'; '.join(still)}.")
    yield from _cautions("Told besides now", pack.came)
    yield from _cautions("No longer told", pack.went)
    yield from _stayed(pack, statements)


def _in_short(pack: PackMoved) -> str:
    moved = [line for line in pack.lines if line.moved]
    if not moved:
        return NOTHING_MOVED
    each = "; ".join(f"{_named(line.line)}: {_answer(line.before)} -> {_answer(line.after)}" for line in moved)
    count = f"{len(moved)} of {len(pack.lines)} answers" if len(pack.lines) > 1 else "The answer"
    return f"{count} {'change' if len(moved) > 1 else 'changes'}. {each}."


def _answer_row(line: MovedLine) -> Row:
    after = RECOMMENDATIONS[line.after] if line.after else _NOT_ASKED
    words = f"{_answer(line.before)} -> {after}" if line.moved else f"stays: {after}"
    return Row(words=words, depth=1, tone=line.after.value if line.after else "")


def _line(line: MovedLine) -> Iterator[Row]:
    """What is told of a line beneath its answer; nothing where nothing of it changes."""
    if line.alone is not None:
        words = f"without a document it is {RECOMMENDATIONS[line.alone]}"
        if line.after and _FAVOUR.index(line.alone) > _FAVOUR.index(line.after):
            words = f"a statement alone would not be enough here: {words}"
        yield Row(words=words, depth=1, tone="unknown")
    for one in line.criteria:
        if one.is_part and _changed(one):
            yield from _criterion(one, 1)
            for other in _beneath(one, line.criteria):
                yield from _criterion(other, 2)
    yield from _beneath_only(line)
    if line.after:
        yield from _gaps("answered", line.closed)
        yield from _gaps("asked besides", line.opened)


def _changed(one: MovedCriterion) -> bool:
    """Whether a reader sees another word before it."""
    if one.before is None or one.after is None:
        return True
    return label_of(one.before)[0] != label_of(one.after)[0]


def _beneath(part: MovedCriterion, criteria: Sequence[MovedCriterion]) -> list[MovedCriterion]:
    """The lowest criteria beneath one that changed, without those that only repeat it."""
    ids = {one.clause.id for root in (part.before, part.after) if root for one in root.walk()}
    own = part.finding.clause.id
    lowest = (one for one in criteria if one.place == part.place and _is_lowest(one, criteria))
    return [one for one in lowest if one.finding.clause.id in ids - {own}]


def _is_lowest(one: MovedCriterion, criteria: Sequence[MovedCriterion]) -> bool:
    """Whether it changed, and nothing of which it is made did."""
    if not _changed(one):
        return False
    own = one.finding.clause.id
    below = {found.clause.id for root in (one.before, one.after) if root for found in root.walk()} - {own}
    return not any(
        other.place == one.place and other.finding.clause.id in below and _changed(other) for other in criteria
    )


def _beneath_only(line: MovedLine) -> Iterator[Row]:
    """Tests that changed while the criterion in which they stand stays: one sentence for each such criterion."""
    by_part: dict[tuple[str, str], list[MovedCriterion]] = {}
    changed = {(one.place, one.finding.clause.id) for one in line.criteria if one.is_part and _changed(one)}
    for one in line.criteria:
        key = (one.place, one.part.clause.id)
        if not one.is_part and _is_lowest(one, line.criteria) and one.statements and key not in changed:
            by_part.setdefault(key, []).append(one)
    for (place, _), tests in by_part.items():
        part = tests[0].part
        each = "; ".join(
            f"“{shortened(criterion_words(one.finding), _GLANCE)}” {_words_of(one, str.lower)}" for one in tests
        )
        by = _statements(sorted({number for one in tests for number in one.statements}))
        stays = f"“{shortened(criterion_words(part), _GLANCE)}” stays {label_of(part)[0]}{_at(place)}"
        yield Row(words=f"{stays}, though by {by} a part of it changes: {each}", depth=1)


def _criterion(one: MovedCriterion, depth: int) -> Iterator[Row]:
    finding = one.finding
    by = f", by {_statements(one.statements)}" if one.statements else ""
    tone = label_of(one.after)[1] if one.after else "aside"
    words = f"{_words_of(one, str.upper)}{_at(one.place)}: {criterion_words(finding)}{by}"
    yield Row(words=words, depth=depth, tone=tone)
    for lead, found in (("before", one.before), ("now", one.after)):
        if found is not None:
            facts = sorted(deciding_facts(found), key=_is_of_the_record)
            said = list(dict.fromkeys(quoted(fact).removeprefix(f"{reason_words(found)}: ") for fact in facts))
            yield Row(
                words=": ".join(filter(None, (f"{lead}: {reason_words(found)}", "; ".join(said[:_MOST_SAID])))),
                depth=depth + 1,
            )
    yield Row(words=f"[{clause_words(finding)}]", depth=depth + 1, tone="faint")


def _words_of(one: MovedCriterion, case: Callable[[str], str]) -> str:
    """`MET -> NOT SHOWN`."""
    old, new = (case(label_of(found)[0]) if found else _NOT_ASKED for found in (one.before, one.after))
    return f"{old} -> {new}"


def _statements(numbers: Sequence[int]) -> str:
    """`statement 1`, `statements 1, 2 and 3`."""
    *others, last = map(str, numbers)
    return f"statements {', '.join(others)} and {last}" if others else f"statement {last}"


def _at(place: str) -> str:
    return f" at {place}" if place and place != "whole line" else ""


def _is_of_the_record(fact: Fact) -> bool:
    """What is supposed is told first."""
    return not any(quote.document.startswith(STATEMENT) for quote in fact.quotes)


def clause_words(finding: Finding) -> str:
    """`README.md of this pack (rule of this pack), criterion care`: where a clause stands, and its id."""
    source = finding.clause.source
    basis = BASES.get(source.basis, source.basis)
    named = (source.document or source.ref) + (f" ({basis})" if basis else "")
    return tidy(", ".join(filter(None, (named, source.place, f"criterion {finding.clause.id}"))))


def _gaps(lead: str, gaps: Sequence[Gap]) -> Iterator[Row]:
    for gap in gaps:
        yield Row(words=f"question {lead}{_at(gap.level or '')}: {shortened(gap.question, _QUESTION)}", depth=1)


def _cautions(lead: str, cautions: Iterable[Caution]) -> Iterator[Row]:
    for one in cautions:
        yield Row(words=f"{lead}: {tidy(one.says)} ({one.state})")


def _stayed(pack: PackMoved, statements: dict[int, Understood]) -> Iterator[Row]:
    """Each statement that moved nothing, with the clauses that ask for what it says and stay as they are."""
    for number in dict.fromkeys(one.statement for one in pack.stayed):
        own = [one for one in pack.stayed if one.statement == number]
        lead = f"Statement {number} (“{shortened(statements[number].words, 80)}”) moves nothing"
        unread = ", ".join(one.kind.replace("_", " ") for one in own if not one.read_by)
        read = [one for one in own if one.read_by]
        if not read:
            yield Row(words=f"{lead}: no clause that judges this request asks about {unread}.")
        elif len(own) > _MOST_READERS:
            yield Row(words=f"{lead}: what it takes out is told elsewhere too, or is not what decides.")
        else:
            yield from (Row(words=f"{lead}, though {_readers(one)}.") for one in read)


def _readers(stayed: Stayed) -> str:
    """`stenosis is asked about: “...” stays met (shown)`."""
    told = [
        f"“{shortened(criterion_words(one), _GLANCE)}” stays {label_of(one)[0]} ({reason_words(one)})"
        for one in stayed.read_by
    ]
    more = f"; and {len(told) - _MOST_READERS} more" if len(told) > _MOST_READERS else ""
    return f"{stayed.kind.replace('_', ' ')} is asked about: {'; '.join(told[:_MOST_READERS])}{more}"


def _named(line: LineItem | None) -> str:
    return f"{tidy(line.id)} {title_of(line)}" if line else "S setting"


def _answer(recommendation: Recommendation | None) -> str:
    return recommendation.value if recommendation else _NOT_ASKED


# -- questions ---------------------------------------------------------------------------------------------------------


def _answered(answer: Answered) -> Iterator[Row]:
    yield Row(words=f"“{tidy(answer.words)}”", rank=2)
    for one in answer.deciding:
        yield from _deciding(one)
    for name, says in answer.papers:
        yield Row(words=f"{name}: {tidy(says)}", depth=1)
    if answer.more:
        yield Row(words=f"more: {'; '.join(answer.more)}", depth=1, tone="faint")


def _deciding(one: Deciding) -> Iterator[Row]:
    place = f" at {one.place}" if one.place else ""
    answer = RECOMMENDATIONS[one.recommendation] if one.recommendation else "no answer is asked for"
    tone = one.recommendation.value if one.recommendation else ""
    yield Row(words=f"{one.pack}: {_named(one.line)}{place}: {answer}", depth=1, tone=tone)
    for finding in one.findings:
        word, tone = label_of(finding)
        yield Row(words=f"{word.upper()}: {criterion_words(finding)}: {reason_words(finding)}", depth=2, tone=tone)
        for words in list(dict.fromkeys(quoted(fact) for fact in deciding_facts(finding)))[:_MOST_SAID]:
            yield Row(words=words, depth=3)
        yield Row(words=f"[{clause_words(finding)}]", depth=3, tone="faint")
    for words in one.rationale:
        yield Row(words=tidy(words), depth=2)
