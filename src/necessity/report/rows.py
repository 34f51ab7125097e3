"""A proof as a reader wants it: what is settled on one line, what is open laid open, every line with its words.

Invariant: rows only leave out; no verdict is made here, and every open or failed criterion on a deciding branch has its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from necessity.assessment.finding import Finding, Reason
from necessity.model.document import Attestation, Quote, Resource
from necessity.model.fact import Fact
from necessity.report.numbers import Numbers, Sources
from necessity.report.words import (
    ASSERTED,
    ROLES,
    deciding_exceptions,
    evidence_place,
    fact_words,
    in_context,
    label_of,
    plain_reason,
    reason_words,
    shortened,
    tidy,
)
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.load import vocabulary
from necessity.vocabulary.telling import pieces_beside, telling_evidence, telling_facts

MOST_SAID = 3
_MADE = "derived"  # how the reader of a fact is called that was made from other facts
_FEW = range(2, 5)  # so many parts of a settled criterion are told one by one
EXCEPTIONS = ("waiver", "bar", "applies_when", "replaced_when", "replaced_by")
_ASIDE_ROLES = ("waiver", "bar", "applies_when", "replaced_when")
_ASIDE = (Reason.NOT_RAISED, Reason.DOES_NOT_APPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words behind an answer: the fact's number, what it says, the quote (None where attested or coded) and its place.

    `lead` says how the record says it where it does not simply say so (`ruled out: `); `anchor` names the highlighted words.
    """

    number: int
    fact: str
    lead: str
    words: str | None
    place: str
    anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One criterion as shown. `folded` rows are settled: their children need not be read. `aside` names what is left out.

    `number` is its place in the tree (`1.2`), after the line or `S` for the setting. `word` stands before it, and `tone` is how
    it is meant: met, not_met, unknown or aside (it settles nothing). `source` is the number of its source in the list of the
    report, `clause` the place within it; 0 where both are as in the row above.
    """

    id: str
    number: str
    verdict: str
    word: str
    tone: str
    role: str
    says: str
    why: str
    detail: str
    level: str | None
    said: tuple[Said, ...]
    more: int
    source: int
    clause: str
    folded: bool
    children: tuple[Row, ...]
    aside: tuple[str, ...]


def row_of(
    finding: Finding,
    numbers: Numbers,
    sources: Sources,
    *,
    number: str = "1",
    above: Finding | None = None,
    within_settled: bool = False,
    within_exception: bool = False,
) -> Row:
    """The row of a finding, under `number`, and, beneath it, of those that its reader may want.

    `within_settled`: what stands above is settled and laid open already, so this row is one line. `within_exception`: it
    stands in an exception, where its failing fails nothing.
    """
    clause = finding.clause
    parts = _parts(finding, above, within_settled)
    said, more = first_said(deciding_facts(finding), numbers, max(MOST_SAID, len(parts.decided)))
    setters = _setters(finding, sources)
    repeated = above is not None and above.clause.source == clause.source and not setters
    exceptional = within_exception or finding.role in _ASIDE_ROLES
    word, tone = label_of(finding, aside=exceptional or (finding.role == "base" and above is not None))
    return Row(
        id=clause.id,
        number=number,
        verdict=finding.verdict.value,
        word=word,
        tone=tone,
        role=ROLES.get(finding.role, ""),
        says=criterion_words(finding),
        why=reason_words(finding),
        detail=tidy(finding.detail),
        level=finding.level if above is None or above.level != finding.level else None,
        said=said,
        more=more,
        source=0 if repeated else sources.of(clause.source),
        clause=tidy("; ".join(filter(None, (clause.source.place, setters)))),
        folded=parts.folded,
        children=tuple(
            row_of(
                child,
                numbers,
                sources,
                number=f"{number}.{place}",
                above=finding,
                within_settled=parts.settled,
                within_exception=exceptional,
            )
            for place, child in enumerate(parts.shown, 1)
        ),
        aside=tuple(_aside_words(parts.aside)),
    )


def _aside_words(aside: list[Finding]) -> Iterator[str]:
    """What is left out, each with its reason; what nobody raised, and what does not apply, under one reason for all."""
    for child in aside:
        if child.reason not in _ASIDE:
            yield f"{criterion_words(child)} ({reason_words(child)})"
    for reason in _ASIDE:
        alike = [criterion_words(child) for child in aside if child.reason is reason]
        if alike:
            yield f"{plain_reason(reason)}: {'; '.join(alike)}"


def _setters(finding: Finding, sources: Sources) -> str:
    """`set by 5, page 2`: who set what is asked here, where that is another document than the one of the clause."""
    own = finding.clause.source
    found = [one for one in finding.clause.set_by if (one.ref, one.document) != (own.ref, own.document)]
    each = [", ".join(filter(None, (str(sources.of(one)), one.place))) for one in found]
    return f"set by {' and '.join(each)}" if each else ""


def rows_in(row: Row) -> Iterator[Row]:
    """The row and all beneath it, parents first."""
    yield row
    for child in row.children:
        yield from rows_in(child)


def numbers_by_criterion(row: Row) -> dict[str, str]:
    """The number of each criterion's row; of one that is folded away, that of the row it is folded into."""
    found: dict[str, str] = {}

    def walk(one: Row, number: str, folded: bool) -> None:
        found.setdefault(one.id, number)
        for child in one.children:
            walk(child, number if folded or one.folded else child.number, folded or one.folded)

    walk(row, row.number, False)
    return found


def numbers_of_all(row: Row, finding: Finding) -> dict[str, str]:
    """The number of the row of each criterion of the proof; of one that has none, that of the nearest one above it."""
    found = numbers_by_criterion(row)

    def walk(one: Finding, number: str) -> None:
        number = found.setdefault(one.clause.id, number)
        for child in one.children:
            walk(child, number)

    walk(finding, row.number)
    return found


def criterion_words(finding: Finding) -> str:
    """The sentence of a criterion without its full stop; its id in words where it has none."""
    return (tidy(finding.clause.says) or finding.clause.id.replace("-", " ")).rstrip(".")


class _Parts(NamedTuple):
    """What stands beneath a row; `decided` are the parts that make a settled criterion met."""

    shown: list[Finding]
    aside: list[Finding]
    decided: list[Finding]
    settled: bool
    folded: bool


def _parts(finding: Finding, above: Finding | None, within_settled: bool) -> _Parts:
    """A settled criterion is folded, but where few parts make it met each of them is told on a line of its own."""
    shown, aside = _beneath(finding)
    settled = above is not None and bool(shown) and _is_settled(finding, above)
    decided = [child for child in shown if child.verdict is MET] if settled and finding.verdict is MET else []
    if not within_settled and len(decided) in _FEW:
        aside = aside + [child for child in shown if child not in decided]
        return _Parts(decided, aside, decided, settled, folded=False)
    return _Parts(shown, aside, decided, settled, folded=settled or _is_bare(finding, above))


def _beneath(finding: Finding) -> tuple[list[Finding], list[Finding]]:
    """The findings to show beneath one, and those that are only named: branches that nobody raised or that were not needed.

    A base says what its finding says: unless an exception decided, the parts of the base stand in its place. An exception
    that changed nothing is shown only where it still could have.
    """
    children = list(finding.children)
    joint = finding
    if finding.exception is not None:
        used = deciding_exceptions(finding)
        children = [child for child in children if child.role not in EXCEPTIONS or child in used]
    else:
        bases = [child for child in children if child.role == "base"]
        exceptions = [child for child in children if child.role in EXCEPTIONS]
        if bases:
            unused = exceptions if finding.verdict is not MET else []
            joint = bases[0]
            children = [part for base in bases for part in base.children] + _without_dead_ends(unused)
    enough = joint.verdict is MET and joint.node in ("any", "at_least")
    aside = [
        child
        for child in children
        if child.role == "body" and (child.reason in _ASIDE or (enough and child.verdict is not MET))
    ]
    return [child for child in children if child not in aside], aside


def _is_bare(finding: Finding, above: Finding | None) -> bool:
    """Whether a finding is one open way among several of which the record says nothing at all: its line says that."""
    if above is None or above.node != "any" or not finding.is_open:
        return False
    return not any(below.facts for below in finding.walk())


def _without_dead_ends(exceptions: list[Finding]) -> list[Finding]:
    """Exceptions without what would stand instead, where the condition for it has surely failed."""
    kept: list[Finding] = []
    dead = False
    for one in exceptions:
        if one.role == "replaced_when":
            dead = one.verdict is NOT_MET and not one.is_open
        if not (dead and one.role in ("replaced_when", "replaced_by")):
            kept.append(one)
    return kept


def said_by(fact: Fact, numbers: Numbers, *, most: int | None = None) -> Iterator[Said]:
    """The evidence of one fact, piece by piece."""
    number, words, lead = numbers.of(fact), fact_words(fact), ASSERTED[fact.assertion]
    for index, piece in enumerate(fact.evidence[:most]):
        if isinstance(piece, Quote):
            quote, anchor = in_context(piece, fact.cue, pieces_beside(fact, piece)), f"q{number}-{index}"
        elif isinstance(piece, Attestation | Resource) and piece.words:
            quote, anchor = shortened(piece.words), None
        else:
            quote, anchor = None, None
        yield Said(
            number=number,
            fact=words,
            lead=lead if quote else "",
            words=quote,
            place=evidence_place(piece),
            anchor=anchor,
        )
    if not fact.evidence:
        yield Said(number=number, fact=words, lead="", words=None, place="no evidence given", anchor=None)


def all_said(facts: Iterable[Fact], numbers: Numbers) -> tuple[Said, ...]:
    """The first evidence of each fact; of a fact made from others, one piece of each area that it was made from."""
    return tuple(piece for fact in facts for piece in _most_telling(fact, numbers))


def first_said(facts: Iterable[Fact], numbers: Numbers, most: int) -> tuple[tuple[Said, ...], int]:
    """What the first `most` facts say, and how many more there are; words that lie within others are left out."""
    told: list[Said] = []
    for piece in all_said(dict.fromkeys(facts), numbers):
        if any(_is_told_by(piece, other) for other in told):
            continue
        at = next((place for place, other in enumerate(told) if _is_told_by(other, piece)), len(told))
        told = [*told[:at], piece, *(other for other in told[at:] if not _is_told_by(other, piece))]
    first = list(dict.fromkeys(piece.number for piece in told))
    return tuple(piece for piece in told if piece.number in first[:most]), max(0, len(first) - most)


def _is_told_by(piece: Said, other: Said) -> bool:
    """Whether `other` has the words of a piece, as the record has them at one place and said in one way."""
    if piece.words is None or other.words is None or (piece.place, piece.lead) != (other.place, other.lead):
        return False
    return piece.words.strip("… ") in other.words


def _most_telling(fact: Fact, numbers: Numbers) -> Iterator[Said]:
    said = list(said_by(fact, numbers))
    if not fact.reader.startswith(_MADE):
        yield from (said[index] for index, _ in telling_evidence(fact)[:1]) if fact.evidence else said
        return
    kinds = vocabulary().kinds
    met: set[str] = set()
    for number, (piece, shown) in enumerate(zip(fact.evidence, said, strict=False)):
        areas = {kinds[kind].area for kind in numbers.behind(piece, fact) if kind in kinds and not kinds[kind].derived}
        if number == 0 or (areas and areas.isdisjoint(met)):
            yield replace(shown, lead=f"{shown.fact}: ") if number == 0 and shown.words else shown
        met |= areas
    if not fact.evidence:
        yield from said


def _is_settled(finding: Finding, above: Finding) -> bool:
    """Whether the line of a finding says enough: met, or an exception that changed nothing and cannot any more."""
    if finding.role in (*EXCEPTIONS, "base"):
        return not finding.is_open or above.verdict is MET
    return finding.verdict is MET and not _rests_on_exception(finding)


def _rests_on_exception(finding: Finding) -> bool:
    """Whether something was waived or replaced on the way to the answer: a reader must see it, so it is not folded away."""
    if finding.exception is not None and finding.reason is not Reason.DOES_NOT_APPLY:
        return True
    below = (child for child in finding.children if child.role in ("body", "base") and child.verdict is finding.verdict)
    return any(_rests_on_exception(child) for child in below)


def deciding_facts(finding: Finding) -> Iterator[Fact]:
    """The facts of what decided: the exception that was used, else the finding itself, else the findings beneath.

    Of several findings, the first fact of each comes before the second of any; within one, the most telling comes first,
    but where the record contradicts itself the order of the chart stays.
    """
    decided = deciding_exceptions(finding)
    if not decided and finding.facts:
        yield from finding.facts if finding.reason is Reason.CONFLICTING else telling_facts(finding.facts)
        return
    if not decided and finding.verdict is not UNKNOWN:
        decided = tuple(
            child for child in finding.children if child.verdict is finding.verdict and child.role in ("body", "base")
        )
    for turn in zip_longest(*(tuple(deciding_facts(child)) for child in decided)):
        yield from (fact for fact in turn if fact is not None)
