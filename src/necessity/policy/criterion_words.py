"""A criterion with all beneath it as numbered plain sentences, each beside its test line and its source.

Invariant: every node of the tree has its row, in the order in which the report numbers findings; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from necessity.assessment.finding import Need, Source
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Criterion,
    Never,
    Test,
    children_of,
)
from necessity.policy.leaf import FactTest, Parameter, moments_of, parameters_of
from necessity.policy.words import amount_words, body_words, fact_words, leaf_words, moment_words

ROLES = {
    "waiver": "waived if",
    "bar": "barred if",
    "applies_when": "asked only if",
    "replaced_when": "replaced if",
    "replaced_by": "then instead",
}
"""What a node is to the one above it, where it is not simply a part of it."""
_TWO = 2  # parts, which are told as `1 and 2`
NEEDS = {
    Need.INDICATION: "the reason to operate",
    Need.READINESS: "readiness: what can be put right before the operation",
    Need.ADMINISTRATIVE: "administrative: what the file must hold",
}
"""What each kind of criterion is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One node in words.

    `number` is its place in the tree (`1.2.1`); `role` what it is to the node above, empty for a plain part. `joins` says how
    the parts beneath make it up, `asked` what a test line asks, `line` the test line itself. `remarks` are sentences on
    silence, exceptions and paper. `person`: nobody but a person can answer it.
    """

    number: str
    id: str
    role: str
    says: str
    joins: str
    asked: str
    line: str
    remarks: tuple[str, ...]
    need: Need
    source: Source
    parameters: tuple[Parameter, ...]
    evidence: tuple[str, ...]
    person: bool
    place: str
    children: tuple[Saying, ...]

    def walk(self) -> Iterator[Saying]:
        """This node and all beneath it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def saying_of(
    criterion: Criterion, number: str = "1", role: str = "", *, above: Need | None = None, optional: bool = False
) -> Saying:
    """The tree of `criterion` in words. `optional`: it stands under an any or an at_least. `above`: the kind of the one above."""
    body = criterion.body
    leaf = body.leaf if isinstance(body, Test) else None
    words = leaf_words(leaf) if leaf else ""
    says = criterion.clause.says
    under = isinstance(body, Any | AtLeast)
    return Saying(
        number=number,
        id=criterion.id,
        role=ROLES.get(role, ""),
        says="" if leaf and says == body_words(body) else says,
        joins=_joins(criterion),
        asked=words,
        line=body.line if isinstance(body, Test) else "",
        remarks=tuple(_remarks(criterion, number, optional, above)),
        need=criterion.clause.need,
        source=criterion.clause.source,
        parameters=tuple(dict.fromkeys(parameters_of(leaf))) if leaf else (),
        evidence=criterion.evidence,
        person=isinstance(body, AskAPerson),
        place=str(criterion.clause.place),
        children=tuple(
            saying_of(
                child,
                f"{number}.{place}",
                child_role,
                above=criterion.clause.need,
                optional=under and child_role == "body",
            )
            for place, (child_role, child) in enumerate(children_of(criterion), 1)
        ),
    )


def _joins(criterion: Criterion) -> str:
    """How the parts beneath a node make it up; where exceptions stand beneath too, by their places."""
    body, told = criterion.body, ""
    if isinstance(body, All | Any | AtLeast):
        count = len(body.children)
        these = f"parts 1 {'to' if count > _TWO else 'and'} {count}" if criterion.has_exceptions else "these"
        if count == 1:
            told = "It rests on part 1 alone." if criterion.has_exceptions else "It rests on this part alone."
        elif isinstance(body, All):
            told = f"All of {these} must hold."
        elif isinstance(body, Any):
            told = f"One of {these} is enough."
        else:
            told = f"At least {body.needed} of {these if criterion.has_exceptions else f'these {count}'} must hold."
    elif isinstance(body, AnyLevel):
        told = "One level of the case is enough."
    elif isinstance(body, Never):
        told = "Never met: this policy does not cover it."
    elif isinstance(body, AskAPerson):
        told = "The program leaves this open: a person must look."
    if criterion.complete is not None and told:
        ended = "complete" if criterion.complete else "not complete: what was not read is asked of a person"
        told += f" The list is {ended}."
    return told


def _remarks(criterion: Criterion, number: str, optional: bool, above: Need | None) -> Iterator[str]:
    """What else holds of a node: its exceptions, its kind, silence, paper."""
    roles = [role for role, _ in children_of(criterion)]
    at = {role: f"{number}.{place}" for place, role in reversed(list(enumerate(roles, 1)))}
    if criterion.applies_when:
        otherwise = "is not raised, and counts for nothing" if optional else "does not apply, and nothing is asked"
        yield f"Asked only where {at['applies_when']} holds ({_clause(criterion.applies_when)}); otherwise it {otherwise}."
    if criterion.replaced_when:
        yield (
            f"Unless {at['replaced_when']} holds ({_clause(criterion.replaced_when.when)}); "
            f"then {at['replaced_by']} is asked instead."
        )
    waivers = [f"{number}.{place}" for place, role in enumerate(roles, 1) if role == "waiver"]
    if waivers:
        yield f"Unless waived by {' or '.join(waivers)}; it is then told as waived, never as met."
    bars = [f"{number}.{place}" for place, role in enumerate(roles, 1) if role == "bar"]
    if bars:
        yield f"Barred where {' or '.join(bars)} holds: then it fails, whatever else is shown."
    if criterion.clause.need is not above and criterion.clause.need is not Need.INDICATION:
        yield f"{NEEDS[criterion.clause.need][:1].upper()}{NEEDS[criterion.clause.need][1:]}."
    if isinstance(criterion.body, Test):
        yield from _remarks_on_test(criterion.body)


def _clause(criterion: Criterion) -> str:
    """The sentence of a condition, without its capital and its full stop."""
    words = criterion.clause.says.rstrip(".")
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _remarks_on_test(test: Test) -> Iterator[str]:
    leaf = test.leaf
    if isinstance(leaf, FactTest):
        yield from _remarks_on_silence(leaf, test.silence_absent)
    elif test.silence_absent:
        yield "Where the record says nothing of it, it counts as absent."
    for moment in moments_of(leaf):
        if moment.ignore_if_none:
            yield f"Where the record rules out {moment_words(moment)}, no time is asked."
    if test.attested is not None:
        yield (
            "A statement made beside the record is enough."
            if test.attested
            else "A statement made beside the record is not enough: a document must show it."
        )


def _remarks_on_silence(test: FactTest, silence_absent: bool) -> Iterator[str]:
    means, after = test.kind.silence.means, test.kind.silence.after
    if silence_absent or means == "absent":
        yield "Where the record says nothing of it, it counts as absent."
    elif means == "absent after" and after:
        yield f"Where the record holds {_marker(after)} and says nothing of it, it counts as absent."


def _marker(kind: str) -> str:
    from necessity.vocabulary.load import vocabulary

    known = vocabulary().kinds.get(kind)
    return fact_words(FactTest(kind=known)) if known else kind.replace("_", " ")


def parameter_words(parameter: Parameter) -> str:
    """The value of a parameter in words: `6 weeks`, `none, transient or worse`."""
    return amount_words(parameter.value) or "an empty list: nothing"
