"""Pairs of answers that do not agree, in words before any layout: what is told of each, in which order, and how much of it.

Invariant: a claim on two records stands with the words of both and with the clause; nothing here says who is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necessity.assessment.answered import AnsweredLine, Consistency, HoldsOfBoth, OnBoth, Pair
from necessity.assessment.finding import Finding
from necessity.model.fact import Fact
from necessity.report.numbers import Numbers
from necessity.report.rows import Said, criterion_words, deciding_facts, first_said
from necessity.report.words import BASES, label_of, reason_words, tidy
from necessity.verdict import UNKNOWN
from necessity.vocabulary.telling import telling_facts

TITLE = "Answers that do not agree"
WHAT_IT_IS = (
    "Two answers are set side by side where their records can be compared on the criteria of one pack. It is told that they "
    "differ, and not who is right. A record that was read wrongly looks like a difference, so read both before you act."
)
HOLDS = "The reason given for one holds of both records"
SEPARATES = "What may separate them"
AGAINST = "What speaks the other way"
ALIKE = "What both records tell alike"
NOTHING = "nothing in the record"
NOT_ASKED = "not asked by its pack"
MOST_ROWS, MOST_SAID, MOST_NAMED = 4, 2, 8

_SAID = {
    "necessary": "necessary",
    "conditional": "necessary on a condition",
    "insufficient_information": "not enough is known",
    "not_necessary": "not necessary",
    "approve": "approve",
    "pend": "pend",
    "refer": "refer to a physician",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShown:
    """What one record shows on a criterion: `word` and `tone` as in a proof, why, and the words of the record."""

    word: str
    tone: str
    why: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One criterion on both records; `given` is the reason that it is set against, `note` what that reason names."""

    says: str
    clause: str
    better: SideShown
    worse: SideShown
    given: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """Criteria under one heading; `named` are the sentences of those that are not told one by one."""

    heading: str
    rows: tuple[RowShown, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One of the two answers: `case` and `line` name it, `answer` is approve, pend or refer, `said` its words.

    `name` tells it from the other one: the case, or where that is the same the pack, the day or who answered.
    """

    name: str
    case: str
    file: str
    line: str
    by: str
    answer: str
    said: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairShown:
    """A pair as every face prints it; `lead` says in a sentence what was found, `remarks` what else differs or is missing."""

    number: int
    lead: str
    is_fault: bool
    better: AnswerShown
    worse: AnswerShown
    groups: tuple[GroupShown, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyShown:
    """The whole: `summary` in sentences, the first pairs, how many more there are, and what was left out."""

    title: str
    summary: tuple[str, ...]
    pairs: tuple[PairShown, ...]
    more: int
    aside: tuple[str, ...]


def consistency_shown(found: Consistency, most: int) -> ConsistencyShown:
    """What is told of a folder; the first `most` pairs one by one."""
    numbers = _FactsOf()
    return ConsistencyShown(
        title=f"{TITLE}: {tidy(found.folder)}",
        summary=tuple(summary_of(found)),
        pairs=tuple(_pair(number, pair, numbers) for number, pair in enumerate(found.pairs[:most], 1)),
        more=max(0, len(found.pairs) - most),
        aside=tuple(tidy(one) for one in found.aside),
    )


def title_of(pair: PairShown) -> str:
    """Both cases, or the one that was answered twice."""
    one, two = pair.better.case, pair.worse.case
    return f"{one} and {two}" if one != two else f"{one}, answered twice"


def summary_of(found: Consistency) -> Iterator[str]:
    """What was read and compared, and what came of it, in counts."""
    read = f"{_many(found.cases, 'case', 'cases')} with {_many(found.answers, 'answer', 'answers')}"
    pairs = f"{_many(found.compared, 'pair of answers', 'pairs of answers')} can be compared"
    yield f"{read}, on the criteria of {found.pack}. {pairs}; {found.differ} of them differ."
    unseparated = sum(pair.is_unseparated for pair in found.pairs)
    reasons = sum(pair.has_shown_reason and not pair.is_unseparated for pair in found.pairs)
    rest = len(found.pairs) - unseparated - reasons
    counts = (
        f"nothing separates {unseparated}",
        f"in {reasons} others a reason given for one holds of both records",
        f"{rest} are near to each other: at most {_many(found.within, 'criterion separates', 'criteria separate')} them",
    )
    yield f"Told, one pair for each two cases and policy: {len(found.pairs)}. Of these {'; '.join(counts)}."
    yield WHAT_IT_IS


def lead_of(pair: Pair) -> str:
    """What was found of a pair, in a sentence."""
    beside = " Other facts may separate them." if pair.separates else ""
    if pair.is_same_case:
        return f"One and the same record. {_same_case(pair)}"
    if pair.has_shown_reason:
        only = " Nothing else that is asked separates them." if pair.is_unseparated else beside
        return f"{HOLDS}: “{next(one.reason.says for one in pair.holds if one.is_shown)}”.{only}"
    if pair.is_unseparated:
        against = " What differs speaks the other way." if pair.against else ""
        return f"Nothing separates them.{against}"
    told = next((one.reason.says for one in pair.holds if one.is_told), None)
    if told is not None:
        return f"The reason given for one is left open by the other record too: “{told}”.{beside}"
    if not pair.separates:
        return (
            "What separates them stands beside the criteria."
            if pair.told
            else "The better answer's record tells no more."
        )
    return f"{_many(len(pair.separates), 'criterion separates', 'criteria separate')} them: {_first(pair.separates)}."


def _same_case(pair: Pair) -> str:
    if pair.is_unseparated:
        return "Nothing separates the two answers."
    if pair.told:
        return f"What differs: {'; '.join(pair.told)}."
    return f"{_many(len(pair.separates), 'criterion separates', 'criteria separate')} the two answers: {_first(pair.separates)}."


def _first(criteria: Sequence[OnBoth]) -> str:
    found = [one.better or one.worse for one in criteria[:MOST_SAID]]
    return "; ".join([criterion_words(one) for one in found if one] + ["and more"] * (len(criteria) > MOST_SAID))


def remarks_of(pair: Pair) -> tuple[str, ...]:
    """What else differs, what neither record tells, and for how many lines the pair stands."""
    told = [] if pair.is_same_case else [f"{one[:1].upper()}{one[1:]}." for one in pair.told]
    if pair.request:
        told.append(f"The requests differ too: {'; '.join(pair.request)}.")
    if not pair.has_same_policy:
        told.append("The two lines are asked different things; only the reason that was given is compared.")
    if pair.silent:
        told.append(f"Of {_many(pair.silent, 'more criterion', 'more criteria')} neither record says anything.")
    if pair.lines > 1:
        told.append(f"It stands for {pair.lines} pairs of lines of these two cases.")
    return tuple(told)


def line_words(line: AnsweredLine) -> str:
    """`line 1 Laminectomy, L4-L5, left`; `setting inpatient`."""
    if line.is_setting:
        return tidy(f"setting {line.title}")
    is_code = ":" in line.title and line.procedure
    title = (line.procedure or "").replace("-", " ") if is_code else line.title
    return tidy(f"line {line.line} {', '.join(filter(None, (title, ' '.join(line.levels), line.side)))}")


def name_of(line: AnsweredLine, other: AnsweredLine) -> str:
    """What tells an answer from the other one of its pair in a few words."""
    if line.of.case != other.of.case:
        return line.of.case
    if line.is_published != other.is_published or line.pack == other.pack == "":
        return line.by
    if line.pack != other.pack:
        return f"under {line.pack}"
    return f"as of {line.of.as_of}" if line.of.as_of != other.of.as_of else line.of.file


def said_words(line: AnsweredLine) -> str:
    """The answer in words, as whoever gave it put it."""
    return _SAID[line.said]


def clause_words(finding: Finding, pack: str) -> str:
    """`consensus@2026-11, criterion six-weeks; Composite of public policies (rule of this pack), README`."""
    source = finding.clause.source
    basis = BASES.get(source.basis, source.basis)
    document = (source.document or source.ref) + (f" ({basis})" if basis else "")
    place = f", {source.place}" if source.place else ""
    return tidy(f"{pack}, criterion {finding.clause.id}; {document}{place}")


def told_facts(finding: Finding) -> tuple[Fact, ...]:
    """The facts behind what a record shows on a criterion; of what is open, all that its tests looked at."""
    decided = deciding_facts(finding) if finding.verdict is not UNKNOWN else ()
    return tuple(dict.fromkeys(decided)) or tuple(dict.fromkeys(_beneath(finding)))


def _beneath(finding: Finding) -> Iterator[Fact]:
    if not finding.children:
        yield from telling_facts(finding.facts)
    for child in finding.children:
        if child.role in ("body", "base", "replaced_by"):
            yield from _beneath(child)


class _FactsOf:
    """The numbers of the facts of each record, made once."""

    def __init__(self) -> None:
        self._made: dict[int, Numbers] = {}

    def of(self, line: AnsweredLine) -> Numbers:
        return self._made.setdefault(id(line.of), Numbers(line.of.facts))


def _pair(number: int, pair: Pair, numbers: _FactsOf) -> PairShown:
    return PairShown(
        number=number,
        lead=tidy(lead_of(pair)),
        is_fault=pair.is_fault,
        better=_answer(pair.better, pair.worse),
        worse=_answer(pair.worse, pair.better),
        groups=tuple(_groups(pair, numbers)),
        remarks=tuple(map(tidy, remarks_of(pair))),
    )


def _answer(line: AnsweredLine, other: AnsweredLine) -> AnswerShown:
    return AnswerShown(
        name=tidy(name_of(line, other)),
        case=tidy(line.of.case),
        file=tidy(line.of.file),
        line=line_words(line),
        by=tidy(line.by),
        answer=line.answer,
        said=said_words(line),
        reasons=tuple(tidy(reason.says) for reason in line.reasons),
    )


def _groups(pair: Pair, numbers: _FactsOf) -> Iterator[GroupShown]:
    held = [one for one in pair.holds if one.is_shown] or [one for one in pair.holds if one.is_told]
    if held:
        heading = HOLDS if held[0].is_shown else "A reason given for one that the other record leaves open too"
        yield GroupShown(heading=heading, rows=tuple(_held_row(one, pair, numbers) for one in held[:MOST_ROWS]))
    for heading, criteria, most in (
        (SEPARATES, pair.separates, MOST_ROWS),
        (AGAINST, pair.against, MOST_SAID),
        (ALIKE, pair.alike, MOST_SAID if pair.is_unseparated else 0),
    ):
        if criteria:
            rows = tuple(_row(one, pair, numbers) for one in criteria[:most])
            yield GroupShown(heading=heading, rows=rows, named=tuple(_named(criteria[most:])))


def _named(criteria: Sequence[OnBoth]) -> Iterator[str]:
    for one in criteria[:MOST_NAMED]:
        finding = one.better or one.worse
        assert finding is not None
        yield f"{criterion_words(finding)} ({_on_both(one)})"
    if len(criteria) > MOST_NAMED:
        yield f"and {len(criteria) - MOST_NAMED} more"


def _on_both(one: OnBoth) -> str:
    """`met, not shown`; one word where it is the same on both."""
    words = [label_of(finding)[0] if finding else NOT_ASKED for finding in (one.better, one.worse)]
    told = [bool(told_facts(finding)) for finding in (one.better, one.worse) if finding]
    if len(set(words)) == 1 and len(set(told)) == 2:
        return f"{words[0]}, told by one"
    return ", ".join(dict.fromkeys(words))


def _held_row(held: HoldsOfBoth, pair: Pair, numbers: _FactsOf) -> RowShown:
    row = _row(held.criterion, pair, numbers)
    note = f"the reason names {held.short_of}, and the record of {tidy(name_of(pair.better, pair.worse))} falls short of that"
    return RowShown(
        says=row.says,
        clause=row.clause,
        better=row.better,
        worse=row.worse,
        given=tidy(held.reason.says),
        note=note if held.short_of else "",
    )


def _row(one: OnBoth, pair: Pair, numbers: _FactsOf) -> RowShown:
    finding, pack = (one.better, pair.better.pack) if one.better else (one.worse, pair.worse.pack)
    assert finding is not None
    return RowShown(
        says=criterion_words(finding),
        clause=clause_words(finding, pack),
        better=_side(one.better, numbers.of(pair.better)),
        worse=_side(one.worse, numbers.of(pair.worse)),
    )


def _side(finding: Finding | None, numbers: Numbers) -> SideShown:
    if finding is None:
        return SideShown(word="not asked", tone="aside", why=NOT_ASKED, said=())
    word, tone = label_of(finding)
    said, more = first_said(told_facts(finding), numbers, MOST_SAID)
    told = [piece_words(piece) for piece in said] + ([f"and {more} more"] if more else [])
    return SideShown(word=word, tone=tone, why=reason_words(finding), said=tuple(told) or (NOTHING,))


def piece_words(piece: Said) -> str:
    """`ruled out: “no scoliosis” (ct, 2026-01-09)`; the fact in words where there is no quote."""
    what = f"{piece.lead}“{piece.words}”" if piece.words else piece.fact
    return f"{what} ({piece.place})"


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
