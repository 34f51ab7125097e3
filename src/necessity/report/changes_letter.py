"""What would change an answer, for the surgeon: which subjects matter together, what each takes, and who has it.

Invariant: subjects in the words of the vocabulary and never what would be enough, so that nothing here coaches a claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from necessity.assessment.assessment import LineAnswer, Recommendation
from necessity.assessment.change import Answer, Changes
from necessity.assessment.finding import Finding, Reason
from necessity.assessment.gap import Gap
from necessity.report.changes_parts import in_order_of_effort
from necessity.report.changes_words import cost_words
from necessity.report.letter import Block, Item, listed
from necessity.report.rows import EXCEPTIONS, criterion_words
from necessity.report.words import tidy
from necessity.vocabulary.load import vocabulary

_TOGETHER = {
    "pend": "The shortest way to an answer: what the record shows on these, the least effort first.",
    "refer": "A physician will look at this. What the record shows on these could still change it, the least effort first.",
}
_LEFT_ASIDE = (Reason.NOT_RAISED, Reason.DOES_NOT_APPLY)
_A_DOCUMENT = "document"  # what an answer takes, where naming the document says it
_ON_THE_REQUEST = "request"  # the area of what is said of the request itself


def shortest_way(changes: Changes | None, roots: Iterable[Finding]) -> tuple[Answer, ...]:
    """The answers of the cheapest set told that leads to an approval by ordinary criteria, the least effort first; else none.

    What only an exception asks, and what nobody raised (an infection, say), is nothing that one would look for in the record.
    """
    roots = tuple(roots)
    asked = {one.clause.id for root in roots for one in root.walk()}
    aside = asked - {id for root in roots for id in _ordinary(root)}
    flips = changes.flips if changes else ()
    ways = (way for one in flips if one.to is Recommendation.APPROVE for way in one.cheapest)
    found = next((way for way in ways if all(_is_ordinary(one, asked, aside) for one in way.answers)), None)
    return tuple(in_order_of_effort(found)) if found else ()


def _is_ordinary(answer: Answer, asked: set[str], aside: set[str]) -> bool:
    """Whether an ordinary criterion asks it, or it is to be put right on the request, which no criterion asks."""
    id = answer.finding.clause.id
    return id not in aside and (id in asked or not answer.finding.kinds)


def _ordinary(finding: Finding) -> Iterator[str]:
    """The lowest criteria beneath that are asked without an exception, those that nobody raised left out."""
    if finding.reason in _LEFT_ASIDE:
        return
    if not finding.children:
        yield finding.clause.id
    for child in finding.children:
        if child.role not in EXCEPTIONS:
            yield from _ordinary(child)


def shortest_way_blocks(answer: LineAnswer) -> Iterator[Block]:
    """The subjects of the shortest way of a line, each with its question, what it takes and who has it."""
    now, roots = answer.recommendation.value, [one.finding for one in answer.by_level] or [answer.finding]
    way = shortest_way(answer.changes, roots) if now in _TOGETHER else ()
    items: dict[str, Item] = {}
    for one in way:
        words = _subject(one)
        items.setdefault(words, Item(words=words + _gap(one, answer.gaps), under=tuple(_takes(one))))
    if items:
        yield Block(kind="text", words=_TOGETHER[now])
        yield listed(*items.values())


def _subject(answer: Answer) -> str:
    """`prior surgery at L4-L5`: the kinds of fact that the answer is about; the criterion where it is about none."""
    known = vocabulary().kinds
    kinds = [one for one in answer.finding.kinds if one in known and known[one].area != _ON_THE_REQUEST]
    named = "; ".join(kind.replace("_", " ") for kind in kinds)
    where = ", ".join(filter(None, (answer.level, answer.side)))
    return (named or criterion_words(answer.finding)) + (f" at {where}" if where else "")


def _gap(answer: Answer, gaps: Sequence[Gap]) -> str:
    """The question of this letter that the answer belongs to."""
    criterion = answer.finding.clause.id
    under = [gap.id for gap in gaps if any(one.clause.id == criterion for one in gap.finding.walk())]
    return f" ({under[0]})" if under else ""


def _takes(answer: Answer) -> Iterator[str]:
    shown = f"normally shown by: {', '.join(answer.documents)}" if answer.documents else ""
    held = f"held by: {', '.join(map(tidy, answer.held_by))}" if answer.held_by else ""
    takes = "" if shown and answer.cost == _A_DOCUMENT else cost_words(answer.cost)
    told = "; ".join(filter(None, (takes, shown, held)))
    yield f"{told[:1].upper()}{told[1:]}."
