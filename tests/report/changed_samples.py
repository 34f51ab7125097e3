"""What would change the answers of the hand-made samples, made by hand: every part, and what a chart could do to a page."""

from __future__ import annotations

from dataclasses import replace

import samples

from necessity.assessment.assessment import Assessment, LineAnswer, Recommendation
from necessity.assessment.change import Answer, Changes, Flips, FlipSet, RestsOn, Robustness
from necessity.assessment.finding import Finding
from necessity.verdict import MET, NOT_MET, Verdict

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
MANY = 4_123_456_789_012_345_678_901
BAD = '<script>alert(1)</script> [x](javascript:x) | & "it" `c`'


def answer(
    finding: Finding,
    says: str,
    *,
    price: int = 3,
    becomes: Verdict = MET,
    cost: str = "document",
    documents: tuple[str, ...] = ("imaging report",),
    held_by: tuple[str, ...] = ("the radiology department",),
    level: str | None = None,
) -> Answer:
    return Answer(
        finding=finding,
        becomes=becomes,
        says=says,
        cost=cost,
        price=price,
        documents=documents,
        held_by=held_by,
        level=level,
    )


IMAGES = answer(samples.OPEN_COMPRESSION, "the root is compressed on the images")
COURSE = answer(
    samples.OPEN_CARE.children[0].children[0],
    "a course of care was long enough",
    price=1,
    cost="date",
    documents=("therapy record", "clinic note"),
    held_by=("the physical therapist", "the practice"),
)
WEAKER = answer(samples.OPEN_CARE.children[1], "strength is falling", held_by=("the practice",), price=9)
LEADS = answer(samples.OPEN_LEG, "the leg pain leads", held_by=("the practice",), documents=("clinic note",))
BACK_LEADS = answer(
    samples.OPEN_LEG, "It is shown that this is not so: leg pain leads, not back pain.", becomes=NOT_MET, cost="weeks"
)


def way(*answers: Answer) -> FlipSet:
    return FlipSet(answers=answers, price=sum(one.price for one in answers))


TO_APPROVAL = Flips(
    to=APPROVE,
    count=1536,
    cheapest=(
        way(IMAGES, COURSE, LEADS),
        way(IMAGES, WEAKER, LEADS),
        way(replace(IMAGES, says=BAD), COURSE, LEADS),
        *(way(replace(IMAGES, says=f"image number {number}"), COURSE, LEADS) for number in range(4, 21)),
    ),
)
TO_PHYSICIAN = Flips(to=REFER, count=1, cheapest=(way(BACK_LEADS),))
PENDING = Changes(
    flips=(TO_APPROVAL, TO_PHYSICIAN),
    robustness=Robustness(questions=6, completions=64, approved=12, referred=40),
)
RESTS = Changes(
    robustness=Robustness(questions=2, completions=4, approved=4, referred=0),
    rests_on=(RestsOn(fact=samples.LEG_FIRST, without=PEND, criteria=("leg-first",)),),
)
SEVERAL = replace(
    RESTS,
    rests_on=tuple(
        RestsOn(fact=fact, without=without, criteria=(criterion,))
        for fact, without, criterion in (
            (samples.LEG_FIRST, PEND, "leg-first"),
            (samples.COMPRESSION, REFER, "compression"),
            (samples.CARE, PEND, "failed-care"),
            (samples.WEAK, PEND, "one-course"),
            (samples.WEAK, PEND, "compression"),
        )
    ),
)
NO_TURN = Changes(robustness=Robustness(questions=0, completions=1, approved=0, referred=1))
LEFT_OUT = Changes(not_told="The request names no level. What would change the answer can be told once it does.")
VERY_MANY = replace(
    PENDING,
    flips=(replace(TO_APPROVAL, count=MANY), TO_PHYSICIAN),
    robustness=Robustness(questions=105, completions=4 * MANY, approved=1, referred=4 * MANY - 2),
)


def changed(made: Assessment, *changes: Changes | None) -> Assessment:
    """The sample with the changes of its lines, in their order."""
    pack = made.packs[0]
    lines = tuple(replace(line, changes=one) for line, one in zip(pack.line_items, changes, strict=True))
    return replace(made, packs=(replace(pack, line_items=lines),))


def pending(changes: Changes = PENDING) -> Assessment:
    """Three questions, one with two ways."""
    return changed(samples.pending(), changes)


def approved(changes: Changes = RESTS) -> Assessment:
    """An approval that rests on what it rests on."""
    return changed(samples.met(), changes)


def two_lines(first: Changes, second: Changes) -> Assessment:
    """Two lines that ask the same."""
    line = samples.pending().packs[0].line_items[0]
    again: LineAnswer = replace(line, line=replace(line.line, id="2", requested_as="once more"))
    made = samples.assessment(line, again, facts=(samples.AGE,), headline="Two lines.")
    return changed(made, first, second)


ALL = {
    "pending": pending,
    "very many": lambda: pending(VERY_MANY),
    "approved": approved,
    "several": lambda: approved(SEVERAL),
    "two lines": lambda: two_lines(PENDING, PENDING),
}
