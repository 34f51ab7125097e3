"""Every place that was judged, laid beside its tree: which question each leaf asks there, and how it is answered now.

Invariant: two leaves are one question exactly where one answer must settle both: the same test at the same level and side,
of the same line where it is about the request; whether silence or a mere statement would do as well is no other question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from necessity.assessment.finding import Finding
from necessity.policy.criterion import AnyLevel
from necessity.policy.leaf import FactTest, Leaf, LineTest, MomentTest
from necessity.symbolic.answered import rails_of
from necessity.symbolic.asked import Ask, Key, Node, leaf_key
from necessity.symbolic.rails import Rails

OF_THE_SUBMISSION = ("request", "member")
"""Kinds of fact that belong to one line of the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One leaf where it was judged, with the key of its question and its answer. `denied`: it asks that the thing is absent."""

    key: Key
    ask: Ask
    finding: Finding
    now: Rails[int]
    denied: bool = False
    level: str | None = None
    side: str | None = None
    line: str | None = None

    @property
    def leaf(self) -> Leaf | None:
        return self.ask.leaf


@dataclass(eq=False, slots=True, kw_only=True)
class Place:
    """One tree judged once: at a level and a side of a line, or for the setting (`line` None). `asked` is in tree order.

    `lines` are the leaves that ask for another line's answer, `leaves` all of them, each where it stands.
    """

    root: Node
    finding: Finding
    line: str | None = None
    level: str | None = None
    side: str | None = None
    asked: dict[tuple[int, str | None], Asked] = field(default_factory=dict)
    levels: dict[tuple[int, str | None], tuple[str | None, ...]] = field(default_factory=dict)
    lines: dict[tuple[int, str | None], tuple[LineTest, Asked]] = field(default_factory=dict)
    leaves: list[tuple[Finding, tuple[int, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node, found, level in leaves_of(self.root, self.finding, self.level, self.levels):
            ask = node.ask
            assert ask is not None
            self.leaves.append((found, (ask.number, level)))
            if (ask.number, level) in self.asked or (ask.number, level) in self.lines:
                continue
            key, denied = question_key(ask, level, self.side, self.line)
            asked = Asked(
                key=key,
                ask=ask,
                finding=found,
                now=rails_of(found),
                denied=denied,
                level=level,
                side=self.side,
                line=self.line,
            )
            if isinstance(ask.leaf, LineTest) and ask.leaf.question == "met":
                self.lines[ask.number, level] = ask.leaf, asked
            else:
                self.asked[ask.number, level] = asked


def leaves_of(
    node: Node,
    finding: Finding,
    level: str | None,
    levels: dict[tuple[int, str | None], tuple[str | None, ...]],
) -> Iterator[tuple[Node, Finding, str | None]]:
    """Every leaf with its bare finding and the level at which it was judged, in the order of the tree.

    `levels` takes, for each any_level that is met on the way, the levels that it was judged at.
    """
    body = finding
    if node.criterion.has_exceptions:
        body, *rest = finding.children
        replaced = (node.when, node.by) if node.when and node.by else ()
        applies = (node.applies,) if node.applies else ()
        above = [*replaced, *node.waivers, *node.bars, *applies]
    else:
        above, rest = [], []
    if node.ask is not None:
        yield node, body, level
    elif isinstance(node.criterion.body, AnyLevel):
        at = tuple(found.level for found in body.children)
        if len(at) == 1 and at[0] is None:
            at = (None,)
        levels[node.key, level] = at
        for one, found in zip(at, body.children, strict=True):
            yield from leaves_of(node.body[0], found, one, levels)
    else:
        for child, found in zip(node.body, body.children if node.body else (), strict=True):
            yield from leaves_of(child, found, level, levels)
    for child, found in zip(above, rest, strict=True):
        yield from leaves_of(child, found, level, levels)


# -- which question a leaf asks --------------------------------------------------------------------------------------------


def question_key(ask: Ask, level: str | None, side: str | None, line: str | None) -> tuple[Key, bool]:
    """The key of the question that a leaf asks at a place, and whether the leaf asks that the thing is absent."""
    leaf = ask.leaf
    if leaf is None:
        return ("person", ask.person), False
    if isinstance(leaf, LineTest):
        return ("line", ask.number, level if leaf.at_this_level else None), False
    denied = isinstance(leaf, FactTest) and leaf.absent
    plain = replace(leaf, absent=False) if isinstance(leaf, FactTest) and denied else leaf
    return (leaf_key(plain), *scope_of(leaf, level, side, line)), denied


def scope_of(
    leaf: FactTest | MomentTest, level: str | None, side: str | None, line: str | None
) -> tuple[str | None, str | None, str | None]:
    """The level, the side and the line that a leaf reads of its place; None for what it does not read."""
    test = leaf if isinstance(leaf, FactTest) else leaf.moment.scope
    own_side = side if side not in (None, "both") and _reads_side(test) else None
    return (
        level if leaf.needs_level else None,
        own_side,
        line if test.kind.name in OF_THE_SUBMISSION else None,
    )


def _reads_side(test: FactTest) -> bool:
    return test.this_side or any(_reads_side(moment.scope) for moment in test.moments)
