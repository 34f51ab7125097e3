"""The questions of a pack's answer: each once, with the answer it has now and those it may still get.

Invariant: what is settled by the record may only change as `medicine/answers.yaml` says; answers of bounds on one field over the
same facts stand in order, and nothing more is taken for granted of one question beside another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from necessity.assessment.finding import Finding
from necessity.counterfactual.places import Asked
from necessity.policy.leaf import FactTest, Leaf
from necessity.symbolic.asked import Key
from necessity.symbolic.universal import is_plain, order_implies, scope_key
from necessity.verdict import UNKNOWN, Verdict


@dataclass(eq=False, slots=True, kw_only=True)
class Question:
    """One question. `leaf` asks it in its positive form, None where a person is asked or the request must be put right.

    `fact` is what it is about: questions of one `fact` are answered by one answer of a person (the kind, and the level, side and
    line where it reads them). `asked` are the leaves that ask it, in tree order; `level` and `side` where it belongs to one.
    `yes` and `no`: whether it may (still) turn out so. `clarifies` is the code rule of a request to be put right.
    """

    number: int
    key: Key
    fact: Key
    leaf: Leaf | None
    level: str | None = None
    side: str | None = None
    line: str | None = None
    asked: list[Asked] = field(default_factory=list)
    yes: bool = False
    no: bool = False
    clarifies: str = ""

    @property
    def finding(self) -> Finding:
        """The finding of the first leaf that asks it."""
        return self.asked[0].finding

    @property
    def denied(self) -> bool:
        """Whether that leaf asks that the thing is absent: then a yes to the question fails it."""
        return self.asked[0].denied

    @property
    def now(self) -> Verdict:
        """The answer that the record gives, silence taken as unknown; of several readings the first that is settled."""
        return next((one for one in map(firm, self.asked) if one is not UNKNOWN), UNKNOWN)

    @property
    def is_open(self) -> bool:
        """Whether some leaf that asks it is unknown, or answered by silence alone."""
        return any(firm(one) is UNKNOWN for one in self.asked)

    @property
    def is_unknown(self) -> bool:
        """Whether some leaf that asks it is unknown, silence taken as it counts."""
        return any(one.finding.verdict is UNKNOWN for one in self.asked)

    def becomes(self, answer: bool) -> Verdict:
        """What `finding` turns out to be where the question is answered so."""
        return Verdict.of(answer != self.denied)


def firm(asked: Asked) -> Verdict:
    """The answer to the question itself: without silence, and turned round where the leaf asks that it is absent."""
    found = asked.finding.firm
    return ~found if asked.denied else found


# -- bounds that stand in order ----------------------------------------------------------------------------------------------


def laws(questions: Iterable[Question]) -> Iterator[tuple[int, int]]:
    """Pairs of questions of which the first can only be met where the second is.

    They are bounds on one field over the very same facts ("at least severe", "at least moderate"), and that there is such a fact
    at all. A denial must mean the same to all of them, so fields that a denial leaves open are left out.
    """
    groups: dict[Key, list[Question]] = {}
    for one in questions:
        if isinstance(one.leaf, FactTest):
            groups.setdefault((scope_key(one.leaf), one.key[-3:]), []).append(one)
    for together in groups.values():
        for one, other in permutations(together, 2):
            if _implies(one.leaf, other.leaf):
                yield one.number, other.number


def _implies(one: Leaf | None, other: Leaf | None) -> bool:
    if not isinstance(one, FactTest) or not isinstance(other, FactTest) or not is_plain(one):
        return False
    if other.comparison is None:
        return True
    return is_plain(other) and order_implies(one.comparison, other.comparison)
